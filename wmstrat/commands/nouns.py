"""The commands of every kind, made from its declaration: `list`, `add`, its reports and its verbs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, parameter, parts_of_help
from wmstrat.commands.noun_add import add, add_parameters
from wmstrat.commands.noun_diff import DIFF
from wmstrat.commands.noun_fields import (
    Function,
    Parameters,
    field_argument,
    field_option,
    filled,
    texts_of,
)
from wmstrat.commands.noun_lineage import LINEAGE
from wmstrat.commands.noun_package import PACKAGE
from wmstrat.commands.noun_verbs import verb_command, verb_parameters
from wmstrat.commands.session import Session
from wmstrat.commands.vocabularies import example_here
from wmstrat.errors import UsageProblem
from wmstrat.record.kind import Kind
from wmstrat.record.reporting import Report
from wmstrat.record.verbs import Given
from wmstrat.say.output import beside, remark

REPORT_FORMATS = ("ids", "wikitext")
# What reads of the kinds that have what it needs.
FURTHER = (LINEAGE, DIFF, PACKAGE)


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
        makers["add"] = lambda: (add(kind), add_parameters(kind))
    for verb in kind.verbs:
        makers[verb.name] = lambda verb=verb: (verb_command(kind, verb), verb_parameters(kind, verb))  # type: ignore[misc]
    # What reads, with the formats that it has besides those of every list.
    known: dict[str, Sequence[str]] = {"list": formats}
    for report in kind.reports:
        makers[report.name] = lambda report=report: (_report(kind, report), _report_parameters(report))  # type: ignore[misc]
        known[report.name] = REPORT_FORMATS
    for each in FURTHER:
        if each.serves(kind):
            makers[each.name] = lambda each=each: (each.function(kind), each.parameters(kind))  # type: ignore[misc]
            known[each.name] = each.formats
    of_the_past = {"list", *(each.name for each in FURTHER)}
    app.callback()(_nothing)
    for name in [asked] if asked in makers else makers:
        function, parameters = makers[name]()
        function.__signature__ = inspect.Signature([parameter("session", Session), *parameters])  # type: ignore[attr-defined]
        reads = name in known
        past = name in of_the_past
        app.registered_commands.append(
            command(name, reads=reads, writes=not reads, past=past, formats=known.get(name, ()))(function)
        )
    return app


class Noun(TyperGroup):
    """A noun, which knows its commands in other forms too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what follows the noun; if nothing does, show its commands."""
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
    """Does nothing. With this callback `list` stays a command of the noun even where it is the only one; without it,
    typer would make it the noun itself."""


# list


def _list(asked: Kind) -> Function:
    def function(session: Session, **typed: Any) -> None:
        from wmstrat.reports.listing import listed, unseen
        from wmstrat.say.listing import listing

        workspace = session.workspace
        # In the past with the fields that process.yaml declared then.
        kind = workspace.catalogue.kind(asked.name)
        records, nothing = listed(workspace, kind, texts_of(typed))
        within = session.place.prefix
        if session.output.format == "ics":
            from wmstrat.commands.ranges import group_named
            from wmstrat.say.calendar import calendar
            from wmstrat.say.unread import tell_unread

            calendar(workspace, records, nothing())
            return tell_unread(workspace, group_named(session, typed.get("group"))[1], lambda: [kind])
        listing(kind, records, workspace, session.output, session.labels, nothing=nothing, within=within)
        if hidden := unseen(workspace, kind):
            remark(hidden)

    function.__doc__ = f"List the {asked.plural}.\n\nExample: wmstrat {asked.command} list"
    return function


def _list_parameters(kind: Kind) -> Parameters:
    from wmstrat.reports.listing import options

    parameters = list(map(field_option, options(kind)))
    if kind.in_group:
        words = ("ALL",) if kind.home.process else ()
        about = "Only those of this group" + (", or ALL for those of the whole process." if words else ".")
        group = argument("GROUP", about, complete.references("group", words=words))
        parameters.insert(0, parameter("group", Annotated[str | None, group], None))
    return parameters


# The reports of a kind


def _report(kind: Kind, report: Report) -> Function:
    def function(session: Session, **typed: Any) -> None:
        from wmstrat.change.typed_values import Reader
        from wmstrat.reports.of_kind import contents
        from wmstrat.say.of_kind import say
        from wmstrat.say.unread import tell_unread
        from wmstrat.workspace.looks import Look, last_look, remember_look

        workspace = session.workspace
        fields = (*report.takes, *report.options)
        given = Given(filled(fields, Reader(workspace).values(fields, texts_of(typed))))
        name = f"{kind.command} {report.name}"
        before = last_look(session.place, name).seen if report.since_last else {}
        found = contents(workspace, kind, report, given, frozenset(before))
        say(kind, report, found, session.output)
        about = {str(given[field.name]) for field in report.takes}
        tell_unread(workspace, next((slug for slug in about if workspace.get("group", slug)), ""), lambda: [kind])
        if report.since_last and found.told:
            remember_look(session.place, name, Look(seen={**before, **dict.fromkeys(found.told, workspace.today)}))

    function.__doc__ = f"{report.about}\n\nExample: {report.example}"
    return function


def _report_parameters(report: Report) -> Parameters:
    takes = [field_argument(field, one=True, optional=not field.required) for field in report.takes]
    return [*takes, *(field_option(field, needed=field.required) for field in report.options)]
