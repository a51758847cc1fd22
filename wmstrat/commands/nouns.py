"""The commands of every kind, made from its declaration: `list`, `add`, and its own verbs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.refs import PIPE, exact, parted
from wmstrat.commands.session import Session
from wmstrat.kinds import Catalogue, catalogue_of
from wmstrat.record.fields import Entries, Field
from wmstrat.record.kind import Kind
from wmstrat.record.text import UNSAFE, escaped
from wmstrat.record.types import Choice, Flag, Listing
from wmstrat.record.verbs import Done, Given, Verb

FILE = Annotated[str | None, typer.Option("--file", metavar="PATH", help="Take the text from a file; - is a pipe.")]


def noun(name: str, directory: str | None = None) -> typer.Typer:
    """The commands of a kind that follow from its declaration, and from what the process.yaml of the workspace in
    the directory declares further."""
    place = complete.place_at(directory)
    kind = (catalogue_of(place.root) if place else Catalogue()).kind(name)
    app = typer.Typer(
        cls=Noun,
        name=kind.command,
        help=f"{kind.about}\n\nExample: {kind.example}",
        no_args_is_help=True,
        add_completion=False,
    )
    app.callback()(_nothing)
    _declare(app, "list", _list(kind), _list_parameters(kind), reads=True, kind=kind)
    if kind.adds and kind.arguments:
        _declare(app, "add", _add(kind), _add_parameters(kind), writes=True, kind=kind)
    for verb in kind.verbs:
        _declare(app, verb.name, _verb(kind, verb), _verb_parameters(kind, verb), writes=True, kind=kind)
    return app


class Noun(TyperGroup):
    """A noun, which tells what it knows where another word follows it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was typed behind the noun."""
        word = args[0]
        if word not in self.commands and not word.startswith("-") and not ctx.resilient_parsing:
            ctx.fail(
                f'There is no "wmstrat {self.name} {escaped(word, UNSAFE)}". Behind {self.name} stands one of: '
                f"{', '.join(self.commands)}. One record is shown and changed by: wmstrat show REF, edit REF, "
                "set REF FIELD=VALUE, mark REF STATE."
            )
        return super().resolve_command(ctx, args)


def _nothing() -> None:
    """A noun stays one where `list` is its only command, which typer would otherwise put into its place."""


def _declare(
    app: typer.Typer, name: str, function: Callable[..., None], parameters: list[inspect.Parameter], *,
    kind: Kind, reads: bool = False, writes: bool = False,
) -> None:  # fmt: skip
    function.__signature__ = inspect.Signature([_parameter("session", Session), *parameters])  # type: ignore[attr-defined]
    command(
        app, name, reads=reads, writes=writes, formats=["ids", *(overview.format for overview in kind.overviews)]
    )(function)


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _option(field: Field, *, public: bool = False) -> inspect.Parameter:
    """The option of a field. A field may be called as an option that all commands have (author), so its parameter
    has another name."""
    name = f"{field.name}_"
    if isinstance(field.type, Flag):
        return _parameter(name, Annotated[bool, typer.Option(field.option, help=field.help)], False)
    option = typer.Option(
        field.option,
        help=_plain(field.help) + _words(field) + (" Required." if field.required else ""),
        metavar=field.type.metavar,
        autocompletion=complete.offered(field.type.offer, public=public),
    )
    several = isinstance(field.type, (Listing, Entries))
    default = None if several or field.required else field.type.default or None
    return _parameter(name, Annotated[list[str] | None if several else str | None, option], default)


def _plain(text: str) -> str:
    """A text in which nothing is markup of a help page: a process words its own fields."""
    return text.replace("[", "\\[")


def _words(field: Field) -> str:
    """The words that a field takes, for its help."""
    return f" One of: {', '.join(field.type.options)}." if isinstance(field.type, Choice) else ""


def _texts(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed, by the names of fields."""
    return {name.removesuffix("_"): value for name, value in typed.items()}


# list


def _list(kind: Kind) -> Callable[..., None]:
    def function(session: Session, **typed: Any) -> None:
        from wmstrat.reports.listing import listed, unseen
        from wmstrat.say.listing import listing
        from wmstrat.say.output import remark

        workspace = session.workspace
        records, narrowed = listed(workspace, kind, {name.rstrip("_"): value for name, value in typed.items()})
        listing(kind, records, workspace, session.output, session.labels, narrowed=narrowed)
        if hidden := unseen(workspace, kind):
            remark(hidden)

    function.__doc__ = f"List the {kind.plural}.\n\nExample: wmstrat {kind.command} list"
    return function


def _list_parameters(kind: Kind) -> list[inspect.Parameter]:
    from wmstrat.reports.listing import options

    parameters = []
    if kind.in_group:
        words = ("ALL",) if kind.home.process else ()
        group = typer.Argument(
            help="Only those of this group" + (", or ALL for those of the whole process." if words else "."),
            autocompletion=complete.references("group", words=words),
        )
        parameters.append(_parameter("group", Annotated[str | None, group], None))
    return [*parameters, *map(_option, options(kind))]


# add


def _add(kind: Kind) -> Callable[..., None]:
    def function(session: Session, file: str | None = None, private: bool = False, **typed: Any) -> None:
        from wmstrat.change.editing import add
        from wmstrat.change.typed_values import Reader
        from wmstrat.commands.typed import text_of

        *before, last = kind.arguments
        fields = [kind.by_name[name] for name in before] + list(kind.options)
        wanted, title = _texts(typed), typed[last]
        long = {name.removesuffix("_file"): wanted.pop(name) for name in list(wanted) if name.endswith("_file")}
        wanted |= {name: text_of(session, None, path) for name, path in long.items() if path is not None}
        if title is None:
            Reader(session.workspace).values(
                fields, wanted
            )  # so that nobody writes a text for a group that is not there
        if file is None or last == "body" or title is None:
            text, body = text_of(session, title, file), ""
        else:
            text, body = title, text_of(session, None, file)

        session.change(
            f"{kind.command} add",
            lambda change: add(
                change, kind, Reader(change.workspace).values(fields, wanted), text, body, private=private
            ),
        )

    function.__doc__ = f"Add a new {kind.name}.\n\nExample: {kind.example}"
    return function


def _add_parameters(kind: Kind) -> list[inspect.Parameter]:
    *before, last = kind.arguments
    parameters = [_argument(kind.by_name[name]) for name in before]
    asked = kind.by_name.get(last)
    text = typer.Argument(
        metavar="TEXT" if last in ("body", "title") else last.upper(),
        help=f"The {last}: {asked.about}." if asked else f"The {last} of the {kind.name}.",
        autocompletion=complete.offered(asked.type.offer) if asked else None,
    )
    parameters.append(_parameter(last, Annotated[str | None, text], None))
    parameters.append(_parameter("file", FILE, None))
    if kind.can_be_hidden:
        hidden = typer.Option("--private", help=f"Do not show the {kind.name} at all, for now.")
        parameters.append(_parameter("private", Annotated[bool, hidden], False))
    for field in kind.options:
        parameters.append(_option(field, public=not (kind.home.private or field.private)))
        if field.is_text:
            path = typer.Option(
                f"{field.option}-file", metavar="PATH", help=f"Take {field.name} from a file; - is a pipe."
            )
            parameters.append(_parameter(f"{field.name}_file_", Annotated[str | None, path], None))
    return parameters


def _argument(field: Field) -> inspect.Parameter:
    argument = typer.Argument(
        metavar=field.name.upper() + ("..." if isinstance(field.type, Listing) else ""),
        help=field.help + _words(field),
        autocompletion=complete.offered(field.type.offer),
    )
    several = isinstance(field.type, Listing)
    return _parameter(field.name, Annotated[list[str] if several else str, argument])


# The verbs of a kind


def _verb(kind: Kind, verb: Verb) -> Callable[..., None]:
    def function(session: Session, words: Sequence[str] = (), file: str | None = None, **typed: Any) -> None:
        from wmstrat.change.typed_values import Reader
        from wmstrat.commands.typed import text_of

        fields = (*verb.takes, *verb.options)
        texts = _texts(typed)
        references: list[str] = []
        text = None
        if verb.of_records:
            references, rest = parted(
                session.workspace, kind, words, len(verb.takes), bool(verb.text) and file is None
            )
            texts |= dict(zip((field.name for field in verb.takes), rest, strict=False))
            text = rest[len(verb.takes)] if verb.text and len(rest) > len(verb.takes) else None
        given = Given(_filled(fields, Reader(session.workspace).values(fields, texts)))
        if verb.text:
            record = exact(session.workspace, kind, references[0])
            begins = verb.begins(record, given) if text is None and file is None else None
            name = f"{record.id}.md"
            given = Given(given.values, text_of(session, text, file, beginning=begins or "", name=name), begins)

        session.change(f"{kind.command} {verb.name}", lambda change: _done(change, kind, verb, references, given))

    function.__doc__ = f"{verb.about}\n\nExample: {verb.example}"
    return function


def _done(change: Any, kind: Kind, verb: Verb, references: Sequence[str], given: Given) -> Done:
    """What a verb does, to each of the records that were named or once."""
    if not verb.of_records:
        return verb.does(change, None, given)
    records = [exact(change.workspace, kind, reference) for reference in references]
    done = [verb.does(change, record, given) for record in records]
    if len(done) == 1:
        return done[0]
    return Done(
        f"{verb.name} {len(done)} {kind.plural}",
        tuple(record for one in done for record in one.records),
        answers=tuple(line for one in done for line in one.answers),
        remarks=tuple(line for one in done for line in one.remarks),
        warnings=tuple(line for one in done for line in one.warnings),
        about=tuple(line for one in done for line in one.about),
    )


def _filled(fields: Sequence[Field], values: dict[str, Any]) -> dict[str, Any]:
    """The values of all fields: blank ones where nothing was typed."""
    from wmstrat.errors import UsageProblem

    for field in fields:
        if field.required and field.name not in values:
            raise UsageProblem("{option} is missing: {about}.", option=field.option, about=field.about)
    return {field.name: values.get(field.name, field.type.empty) for field in fields}


def _verb_parameters(kind: Kind, verb: Verb) -> list[inspect.Parameter]:
    parameters = []
    if verb.of_records:
        metavar = "GROUP" if kind.home.file else "REF"
        metavar = " ".join(
            [f"{metavar}...", *(_metavar(field) for field in verb.takes), *(["[TEXT]"] if verb.text else [])]
        )
        takes = "".join(f" Then {field.about}." for field in verb.takes) + (f" {verb.text}" if verb.text else "")
        words = typer.Argument(
            metavar=metavar,
            help=f"One or more {kind.plural}, or {PIPE} for ids from a pipe.{takes}",
            autocompletion=complete.references_and(kind.name, [field.type.offer for field in verb.takes]),
        )
        parameters.append(_parameter("words", Annotated[list[str], words]))
    else:
        parameters += [_argument(field) for field in verb.takes]
    if verb.text:
        parameters.append(_parameter("file", FILE, None))
    return [*parameters, *map(_option, verb.options)]


def _metavar(field: Field) -> str:
    return field.type.metavar if isinstance(field.type, Choice) else field.name.upper()
