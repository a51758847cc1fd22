"""The commands of every kind, made from its declaration: `list`, `add`, and its own verbs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Annotated, Any

import typer
from msgspec.structs import replace
from typer.core import TyperGroup

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option, parameter, parts_of_help
from wmstrat.commands.refs import PIPE, exact, parted
from wmstrat.commands.session import Session
from wmstrat.commands.vocabularies import example_here
from wmstrat.errors import UsageProblem
from wmstrat.record.fields import Entries, Field
from wmstrat.record.kind import Kind
from wmstrat.record.reporting import Report
from wmstrat.record.types import Choice, Flag, Listing
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.say.output import beside, remark

Parameters = list[inspect.Parameter]
Function = Callable[..., None]

REPORT_FORMATS = ("ids", "wikitext")
FILE = parameter(
    "file", Annotated[str | None, option("--file", "Read the text from a file; - reads a pipe.", "PATH")], None
)


def noun(kind: Kind, asked: str = "") -> typer.Typer:
    """The commands of a kind; only the one that is asked for, if there is one of this name."""
    formats = ["ids", *(overview.format for overview in kind.overviews), *(["ics"] if kind.event else [])]
    app = typer.Typer(
        cls=Noun,
        name=kind.command,
        help=f"{kind.about}\n\nExample: {kind.example}",
        add_completion=False,
    )

    makers: dict[str, Callable[[], tuple[Function, Parameters]]] = {
        "list": lambda: (_list(kind), _list_parameters(kind))
    }
    if kind.adds and kind.arguments:
        makers["add"] = lambda: (_add(kind), _add_parameters(kind))
    for verb in kind.verbs:
        makers[verb.name] = lambda verb=verb: (_verb(kind, verb), _verb_parameters(kind, verb))  # type: ignore[misc]
    for report in kind.reports:
        makers[report.name] = lambda report=report: (_report(kind, report), _report_parameters(report))  # type: ignore[misc]
    reports = {report.name for report in kind.reports}
    app.callback()(_nothing)
    for name in [asked] if asked in makers else makers:
        function, parameters = makers[name]()
        function.__signature__ = inspect.Signature([parameter("session", Session), *parameters])  # type: ignore[attr-defined]
        reads = name == "list" or name in reports
        known = formats if name == "list" else REPORT_FORMATS if name in reports else ()
        app.registered_commands.append(command(name, reads=reads, writes=not reads, formats=known)(function))
    return app


class Noun(TyperGroup):
    """A noun, which knows its commands in other forms too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what follows the noun. Where nothing does, show which commands there are."""
        if not args and not ctx.resilient_parsing:
            beside(f"{ctx.get_help()}\n")
            raise typer.Exit(2)
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was typed after the noun, or is meant."""
        word, *rest = args
        if word not in self.commands and not word.startswith("-"):
            from wmstrat.commands.meant import verb_meant

            try:
                args = [verb_meant(str(self.name), word, rest, self.commands), *rest]
            except UsageProblem:
                if ctx.resilient_parsing:
                    return None, None, rest
                raise
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """The commands of the noun, a line each."""
        from wmstrat.say.help import page

        about, example = parts_of_help(self.help or "")
        rows = [(name, (command.help or "").partition("\n\n")[0]) for name, command in self.commands.items()]
        usage = f"{ctx.command_path} COMMAND ..."
        return page(
            about,
            usage,
            {"Commands": rows},
            [example_here(example, ctx)],
            end=f"About one of them: wmstrat help {self.name} COMMAND",
        )


def _nothing() -> None:
    """A noun stays one where `list` is its only command, which typer would otherwise put into its place."""


def _option(field: Field, *, public: bool = False, needed: bool = False) -> inspect.Parameter:
    """The option of a field, `needed` where the command cannot do without it; the parameter has a name that no option
    of all commands (author) has."""
    name = f"{field.name}_"
    if isinstance(field.type, Flag):
        return parameter(name, Annotated[bool, option(field.option, field.help)], False)
    about = field.help + _words(field)
    offered = complete.offered(field.type.offer, public=public)
    several = isinstance(field.type, (Listing, Entries))
    type_: Any = list[str] if several else str
    default: Any = None if several or field.required else field.type.default or None
    type_, default = (type_, inspect.Parameter.empty) if needed else (type_ | None, default)
    declared = option(field.option, about, field.type.metavar, offered)
    return parameter(name, Annotated[type_, declared, field.type.offer], default)


def _argument(field: Field, *, one: bool = False, optional: bool = False) -> inspect.Parameter:
    """The argument of a field, of which a list takes several, or `one` where more arguments follow."""
    several = isinstance(field.type, Listing) and not one
    metavar = field.name.upper() + ("..." if several else "")
    declared = argument(metavar, field.help + _words(field), complete.offered(field.type.offer))
    if optional:
        return parameter(field.name, Annotated[str | None, declared, field.type.offer], None)
    return parameter(field.name, Annotated[list[str] if several else str, declared, field.type.offer])


def _words(field: Field) -> str:
    type_ = field.type.of if isinstance(field.type, Listing) else field.type
    return f" One of: {', '.join(type_.options)}." if isinstance(type_, Choice) else ""


def _texts(typed: dict[str, Any]) -> dict[str, Any]:
    return {name.removesuffix("_"): value for name, value in typed.items()}


# list


def _list(kind: Kind) -> Function:
    def function(session: Session, **typed: Any) -> None:
        from wmstrat.reports.listing import listed, unseen
        from wmstrat.say.listing import listing

        workspace = session.workspace
        records, nothing = listed(workspace, kind, _texts(typed))
        within = session.place.prefix
        if session.output.format == "ics":
            from wmstrat.say.calendar import calendar

            return calendar(workspace, records, nothing())
        listing(kind, records, workspace, session.output, session.labels, nothing=nothing, within=within)
        if hidden := unseen(workspace, kind):
            remark(hidden)

    function.__doc__ = f"List the {kind.plural}.\n\nExample: wmstrat {kind.command} list"
    return function


def _list_parameters(kind: Kind) -> Parameters:
    from wmstrat.reports.listing import options

    parameters = list(map(_option, options(kind)))
    if kind.in_group:
        words = ("ALL",) if kind.home.process else ()
        about = "Only those of this group" + (", or ALL for those of the whole process." if words else ".")
        group = argument("GROUP", about, complete.references("group", words=words))
        parameters.insert(0, parameter("group", Annotated[str | None, group], None))
    return parameters


# add


def _add(kind: Kind) -> Function:
    def function(session: Session, file: str | None = None, private: bool = False, **typed: Any) -> None:
        from wmstrat.change.editing import add
        from wmstrat.change.typed_values import Reader
        from wmstrat.commands.typed import text_of

        *before, last = kind.arguments
        fields = [kind.by_name[name] for name in before] + list(kind.options)
        fields += kind.series.options if kind.series else ()
        wanted, text = _texts(typed), typed[last]
        long = {name.removesuffix("_file"): wanted.pop(name) for name in list(wanted) if name.endswith("_file")}
        wanted |= {
            name: text_of(session, None, path, option=f"{kind.by_name[name].option}-file", name=f"{name}.md")
            for name, path in long.items()
            if path is not None
        }
        if text is None:
            # So that nobody writes a text for a group that is not there.
            with _group_first([kind.command, "add", "text"], wanted.get("group"), ()):
                Reader(session.workspace).values(fields, wanted)

        def with_any_text(change: Any) -> Done:
            return add(change, kind, Reader(change.workspace).values(fields, wanted), "Text", private=private)

        if last in ("title", "body"):
            session.rehearsal = lambda: session.rehearse(with_any_text)
        title, body = _title_and_body(session, kind, [str(wanted[name]) for name in before], text, file)

        def make(change: Any) -> Done:
            reader = Reader(change.workspace)
            done = add(change, kind, reader.values(fields, wanted), title, body, private=private)
            return replace(done, remarks=(*done.remarks, *reader.days_read()))

        with _group_first([kind.command, "add", "text"], wanted.get("group"), ()):
            session.change(f"{kind.command} add", make)

    function.__doc__ = f"Add a new {kind.name}.\n\nExample: {kind.example}"
    return function


def _title_and_body(
    session: Session, kind: Kind, before: Sequence[str], text: str | None, file: str | None
) -> tuple[str, str | None]:
    """The title of a new record and its body, None for that of the template; of a kind whose records are a text
    alone, the text and None."""
    from wmstrat.change.titled_text import title_and_body
    from wmstrat.commands.editor import LEFT_OUT
    from wmstrat.commands.typed import text_of

    last = kind.arguments[-1]
    name = f"{'-'.join([*before, kind.name])}.md"
    if last == "body":
        asked = f"A new {kind.name}. Write {kind.body} above."
        return text_of(session, text, file, name=name, hints=(asked, LEFT_OUT.format(doing="writing"))), None
    if text is not None and file is not None and kind.body:
        return title_and_body(text, takes_body=False)[0], text_of(session, None, file, name=name)
    template = session.workspace.prompts(kind).strip("\n") if text is None and kind.body else ""
    hints = (
        f"A new {kind.name}. Write on the first line: {kind.by_name[last].about}.",
        *([f"Leave the second line empty. Below it, write {kind.body}, or nothing yet."] if kind.body else []),
        LEFT_OUT.format(doing="writing"),
    )
    typed = text_of(session, text, file, beginning=lambda: template, name=name, hints=hints)
    title, body = title_and_body(typed, takes_body=bool(kind.body))
    return title, body if body and body != template else None


@contextmanager
def _group_first(takes: Sequence[str], group: object, others: Iterable[str]) -> Iterator[None]:
    """Where something else was typed in the place of the group, say in which order they come. `takes` are the words
    of the command and of what it takes; `others` are what was typed for that and names groups."""
    from wmstrat.errors import NotFound

    try:
        yield
    except NotFound as error:
        typed = str(group or "").strip()
        is_about_group = typed and typed.casefold() in (
            str(error.values.get(name)).casefold() for name in ("text", "id")
        )
        if not is_about_group or not (" " in typed or "id" in error.values or any(others)):
            raise
        *words, last = takes
        raise NotFound(
            "{error} The group comes first, then the {last}: `wmstrat {command} GROUP {word}`",
            error=error,
            last=last,
            command=" ".join(words),
            word=last.upper(),
        ) from None


def _add_parameters(kind: Kind) -> Parameters:
    *before, last = kind.arguments
    parameters = [_argument(kind.by_name[name], one=True) for name in before]
    field = kind.by_name.get(last)
    text = argument(
        "TEXT" if last in ("body", "title") else last.upper(),
        (f"The {last}: {field.about}." if field else f"The {last} of the {kind.name}.")
        + (f" Below an empty line: {kind.body}." if field and kind.body else ""),
        complete.offered(field.type.offer) if field else None,
    )
    parameters += [parameter(last, Annotated[str | None, text], None), FILE]
    if kind.can_be_hidden:
        hidden = option("--private", f"Add the {kind.name} only in private/, for now.")
        parameters.append(parameter("private", Annotated[bool, hidden], False))
    for field in kind.options:
        parameters.append(_option(field, public=not (kind.home.private or field.private)))
        if field.is_text:
            path = option(f"{field.option}-file", f"Read {field.name} from a file; - reads a pipe.", "PATH")
            parameters.append(parameter(f"{field.name}_file_", Annotated[str | None, path], None))
    parameters += map(_option, kind.series.options if kind.series else ())
    return parameters


# The reports of a kind


def _report(kind: Kind, report: Report) -> Function:
    def function(session: Session, **typed: Any) -> None:
        from wmstrat.change.typed_values import Reader
        from wmstrat.reports.of_kind import contents
        from wmstrat.say.of_kind import say
        from wmstrat.workspace.looks import Look, last_look, remember_look

        workspace = session.workspace
        fields = (*report.takes, *report.options)
        given = Given(_filled(fields, Reader(workspace).values(fields, _texts(typed))))
        name = f"{kind.command} {report.name}"
        before = last_look(session.place, name).seen if report.since_last else {}
        found = contents(workspace, kind, report, given, frozenset(before))
        say(kind, report, found, session.output)
        if report.since_last and found.told:
            remember_look(session.place, name, Look(seen={**before, **dict.fromkeys(found.told, workspace.today)}))

    function.__doc__ = f"{report.about}\n\nExample: {report.example}"
    return function


def _report_parameters(report: Report) -> Parameters:
    takes = [_argument(field, one=True, optional=not field.required) for field in report.takes]
    return [*takes, *(_option(field, needed=field.required) for field in report.options)]


# The verbs of a kind


def _verb(kind: Kind, verb: Verb) -> Function:
    def function(session: Session, words: Sequence[str] = (), file: str | None = None, **typed: Any) -> None:
        from wmstrat.change.typed_values import Reader
        from wmstrat.commands.editor import LEFT_OUT
        from wmstrat.commands.typed import piped_text, text_of

        fields = (*verb.takes, *verb.options)
        texts = _texts(typed)
        references: list[str] = []
        text = None
        if verb.of_records:
            references, rest = parted(session.workspace, kind, words, verb.takes, bool(verb.text) and file is None)
            texts |= dict(zip((field.name for field in verb.takes), rest, strict=False))
            text = rest[len(verb.takes)] if verb.text and len(rest) > len(verb.takes) else None
        reader = Reader(session.workspace)
        with _of_group(session, kind, verb, texts):
            given = Given(_filled(fields, reader.values(fields, texts)), typist=reader)
        is_typed = text is not None or file is not None
        if verb.text and not is_typed and not verb.needs_text(given) and PIPE not in words:
            text = piped_text(session, f"{references[0]}-{verb.name}.md")
            is_typed = text is not None
        if verb.text and (is_typed or verb.needs_text(given)):
            record = exact(session.workspace, kind, references[0])
            begins = None if is_typed else verb.begins(record, given)
            name = f"{record.id}-{verb.name}.md"
            where = "below" if begins else "above"
            asked = f"{verb.text.removesuffix('.')}: write it {where}."
            hints = (f"{record.id}: {record.label}", asked, LEFT_OUT.format(doing="writing"))
            any_text = replace(given, text="Text")
            session.rehearsal = lambda: session.rehearse(
                lambda change: _done(change, kind, verb, references, any_text)
            )

            def beginning() -> str:
                return verb.begins(exact(session.workspace, kind, references[0]), given) or ""

            typed_text = text_of(session, text, file, beginning=beginning, name=name, hints=hints)
            given = replace(given, text=typed_text)

        session.change(f"{kind.command} {verb.name}", lambda change: _done(change, kind, verb, references, given))
        for sentence in reader.days_read():
            remark(sentence)

    function.__doc__ = f"{verb.about}\n\nExample: {verb.example}"
    return function


@contextmanager
def _of_group(session: Session, kind: Kind, verb: Verb, texts: dict[str, Any]) -> Iterator[None]:
    """Where something else was typed in the place of the group of a verb, say what comes first, or what to type for
    one record."""
    from wmstrat.errors import NotFound
    from wmstrat.workspace.finding import group_called

    first, *others = (field.name for field in verb.takes) if not verb.of_records and verb.takes else ("",)
    if first != "group":
        yield
        return
    values = (texts.get(name) for name in others)
    words = (word for value in values for word in ([value] if isinstance(value, str) else value or ()))
    groups = (word for word in words if group_called(session.workspace, word))
    try:
        with _group_first([kind.command, verb.name, *others], texts["group"], groups) if others else nullcontext():
            yield
    except NotFound as error:
        record = session.workspace.named(str(error.values.get("id")))
        # `question finalize` makes questions final.
        state = next((each.name for each in kind.states if verb.name.startswith(each.name)), "")
        if others or not state or record is None or record.kind.name != kind.name:
            raise
        raise NotFound(
            "`wmstrat {noun} {verb}` is for all {plural} of a group. To change only {id}: `wmstrat mark {id} "
            "{state}`",
            noun=kind.command,
            verb=verb.name,
            plural=kind.plural,
            id=record.id,
            state=state,
        ) from None


def _done(change: Any, kind: Kind, verb: Verb, references: Sequence[str], given: Given) -> Done:
    """What a verb does, to each of the records that were named or once."""
    if not verb.of_records:
        return verb.does(change, None, given)
    records = [exact(change.workspace, kind, reference) for reference in references]
    done = [verb.does(change, record, given) for record in records]
    if len(done) == 1:
        return done[0]
    parts = ("records", "answers", "remarks", "warnings", "about")
    together: dict[str, Any] = {name: tuple(part for each in done for part in getattr(each, name)) for name in parts}
    several = f"{len(done)} {kind.plural}"
    whats = {each.what.replace(record.id, several) for record, each in zip(records, done, strict=True)}
    what = whats.pop() if len(whats) == 1 else f"{verb.name} {several}"
    return Done(what if several in what else f"{what} in {several}", **together)


def _filled(fields: Sequence[Field], values: dict[str, Any]) -> dict[str, Any]:
    """The values of all fields: blank ones where nothing was typed."""
    for field in fields:
        if field.required and field.name not in values:
            raise UsageProblem("{option} is missing: {about}.", option=field.option, about=field.about)
    return {field.name: values.get(field.name, field.type.empty) for field in fields}


def _verb_parameters(kind: Kind, verb: Verb) -> Parameters:
    if verb.of_records:
        names = [field.type.metavar if isinstance(field.type, Choice) else field.name.upper() for field in verb.takes]
        record = "GROUP..." if kind.home.file else "REF..."
        offers = [field.type.offer for field in verb.takes]
        takes = "".join(f" Then {field.about}.{_words(field)}" for field in verb.takes)
        takes += f" {verb.text}" if verb.text else ""
        words = argument(
            " ".join([record, *names, *(["[TEXT]"] if verb.text else [])]),
            f"One or more {kind.plural}, or {PIPE} to read ids from a pipe.{takes}",
            complete.references_and(kind.name, offers),
        )
        parameters = [parameter("words", Annotated[(list[str], words, *offers)])]
    else:
        parameters = [_argument(field) for field in verb.takes]
    options = (_option(field, needed=field.required) for field in verb.options)
    return [*parameters, *([FILE] if verb.text else []), *options]
