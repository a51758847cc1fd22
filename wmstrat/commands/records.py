"""`list` and `add` of every kind, made from its declaration."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session
from wmstrat.kinds import kind as kind_named
from wmstrat.record.fields import Field, FieldType, Listing, Reference, Term
from wmstrat.record.kind import Kind
from wmstrat.record.text import UNSAFE, escaped

FILE = Annotated[str | None, typer.Option("--file", metavar="PATH", help="Take the text from a file; - is a pipe.")]


def noun(name: str, *, adds: bool = True) -> typer.Typer:
    """The commands of a kind that follow from its declaration: `list`, and `add` unless it is left out."""
    kind = kind_named(name)
    app = typer.Typer(
        cls=Noun,
        name=kind.command,
        help=f"{kind.about}\n\nExample: {kind.example}",
        no_args_is_help=True,
        add_completion=False,
    )
    app.callback()(_nothing)
    _declare(app, "list", _list(kind), _list_parameters(kind), reads=True, kind=kind)
    if adds and kind.arguments:
        _declare(app, "add", _add(kind), _add_parameters(kind), writes=True, kind=kind)
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
    command(app, name, reads=reads, writes=writes, formats=kind.formats)(function)


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _option(name: str, flag: str, about: str, completion: complete.Completion | None = None) -> inspect.Parameter:
    option = typer.Option(flag, help=about, autocompletion=completion, metavar=name.upper())
    return _parameter(name, Annotated[str | None, option], None)


# list


def _list(kind: Kind) -> Callable[..., None]:
    def function(session: Session, **narrowed: str | None) -> None:
        from wmstrat.reports.listing import listed, names, unseen
        from wmstrat.reports.overview import labels
        from wmstrat.say.listing import listing
        from wmstrat.say.output import remark

        workspace = session.workspace
        found = listed(workspace, kind, **narrowed)
        read, called, private = labels(workspace), names(workspace), workspace.sees_private
        listing(kind, found, session.output, labels=read, names=called, private=private)
        if hidden := unseen(workspace, kind):
            remark(hidden)

    function.__doc__ = f"List the {kind.plural}.\n\nExample: wmstrat {kind.command} list"
    return function


def _list_parameters(kind: Kind) -> list[inspect.Parameter]:
    parameters = []
    if kind.in_group:
        group = typer.Argument(help="Only those of this group.", autocompletion=complete.references("group"))
        parameters.append(_parameter("group", Annotated[str | None, group], None))
    if kind.states:
        states = ", ".join(state.name for state in kind.states)
        parameters.append(
            _option("state", "--state", f"Only those in this state: {states}.", complete.states_of(kind))
        )
    if {"since", "until"} <= kind.by_name.keys():
        parameters.append(_option("on", "--on", "Only those that hold on this day, such as today or 2018-07."))
    return parameters


# add


def _add(kind: Kind) -> Callable[..., None]:
    def function(session: Session, file: str | None = None, **typed: Any) -> None:
        from wmstrat.change.adding import added, resolved
        from wmstrat.commands.typed import text_of

        text_field = kind.arguments[-1]
        wanted = {name.removesuffix("_"): value for name, value in typed.items() if name != text_field}
        if typed[text_field] is None:
            resolved(session.workspace, kind, wanted)  # so that nobody writes a text for a group that is not there
        if file is None or text_field == "body" or typed[text_field] is None:
            text, body = text_of(session, typed[text_field], file), ""
        else:
            text, body = typed[text_field], text_of(session, None, file)
        with session.changing(f"{kind.command} add") as change:
            record = added(change, kind, resolved(session.workspace, kind, wanted), text, body)
        session.answer(record.id)

    function.__doc__ = f"Add a new {kind.name}.\n\nExample: {kind.example}"
    return function


def _add_parameters(kind: Kind) -> list[inspect.Parameter]:
    *before, last = kind.arguments
    parameters = [_argument(kind.by_name[name]) for name in before]
    text_help = f"The {last} of the {kind.name}." if last == "body" else f"The {last}: {kind.by_name[last].about}."
    text = typer.Argument(metavar="TEXT" if last in ("body", "title") else last.upper(), help=text_help)
    parameters.append(_parameter(last, Annotated[str | None, text], None))
    parameters.append(_parameter("file", FILE, None))
    for field in kind.settable():
        if field.name in kind.arguments:
            continue
        option = typer.Option(
            field.option,
            help=field.about[0].upper() + field.about[1:] + ".",
            metavar=_metavar(field.type),
            autocompletion=_completion(field.type, public=not (kind.home.private or field.private)),
        )
        typed = list[str] | None if isinstance(field.type, Listing) else str | None
        # A field may be called as an option that all commands have (author): its parameter gets another name.
        parameters.append(_parameter(field.name + "_", Annotated[typed, option], None))
    return parameters


def _argument(field: Field) -> inspect.Parameter:
    argument = typer.Argument(
        metavar=field.name.upper(), help=field.about[0].upper() + field.about[1:] + ".",
        autocompletion=_completion(field.type),
    )  # fmt: skip
    return _parameter(field.name, Annotated[str, argument])


def _metavar(type_: FieldType) -> str:
    inner = type_.of if isinstance(type_, Listing) else type_
    return {
        "Reference": "REF",
        "Day": "DATE",
        "AboutWhen": "DATE",
        "Count": "NUMBER",
        "Prose": "TEXT",
        "Line": "TEXT",
    }.get(type(inner).__name__, type(inner).__name__.upper())


def _completion(type_: FieldType, *, public: bool = False) -> complete.Completion | None:
    inner = type_.of if isinstance(type_, Listing) else type_
    if isinstance(inner, Reference):
        return complete.references(*inner.kinds, public=public)
    return complete.words(inner.vocabulary) if isinstance(inner, Term) else None
