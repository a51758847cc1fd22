"""`NOUN package`: of every kind about whose records a body decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, option, parameter
from wmstrat.commands.noun_fields import Function, Further, Parameters
from wmstrat.commands.session import Session
from wmstrat.record.laws import Settled
from wmstrat.record.types import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

SHORT = option("--short", "Only the first section of each.")


def is_decided_about(kind: Kind) -> bool:
    """True for a kind about whose records a body decides."""
    return any(isinstance(law, Settled) and law.by for law in kind.laws)


def _command(asked: Kind) -> Function:
    """What `NOUN package` does."""

    def function(session: Session, refs: list[str], short: bool = False) -> None:
        from wmstrat.reports.labels import WorkspaceLabels
        from wmstrat.reports.package import package
        from wmstrat.say.package import package as say
        from wmstrat.workspace.public import PublicWorkspace

        public = PublicWorkspace(session.workspace)
        kind = public.catalogue.kind(asked.name)
        document = package(public, kind, list(_meant(public, kind, refs)))
        say(document, public, session.output, WorkspaceLabels(public), short=short)

    function.__doc__ = (
        f"Print one document about {asked.plural} for those who decide: their text, the questions that they answer, "
        f"feedback and what became of it, and what they came from. Nothing in it is from private/.\n\n"
        f"Example: wmstrat {asked.command} package CB-{asked.ids.letters}4 --format html > package.html"
    )
    return function


def _meant(workspace: Workspace, kind: Kind, refs: Sequence[str]) -> Iterator[Record]:
    """The records that were named, of a group those that count, of a body that decides those that wait for it; each
    once. Raises NotFound, Invalid."""
    from wmstrat.commands.refs import named
    from wmstrat.errors import Invalid, NotFound
    from wmstrat.workspace.finding import find

    met: set[str] = set()
    for ref in named(refs):
        record = find(workspace, ref, (kind.name, "group"))
        of_group = _of_group(workspace, kind, record) if record.is_group else []
        if record.is_group and not of_group:
            waits = ", and none wait for its decision" if _decides(kind, record) else ""
            raise NotFound("{group} has no {plural}{waits}.", group=record.reference, plural=kind.plural, waits=waits)
        for each in of_group if record.is_group else [record]:
            if each.unreadable:
                raise Invalid("{id} cannot be read. See what is wrong: `wmstrat check`", id=each.id)
            if each.id not in met:
                met.add(each.id)
                yield each


def _of_group(workspace: Workspace, kind: Kind, group: Record) -> list[Record]:
    """The records of a group that count, and those of others that wait for its decision."""
    from wmstrat.record.states import WAITING

    mine = [each for each in workspace.records(kind.name, group.id) if each.counts]
    if not _decides(kind, group):
        return mine
    waiting = {state.name for state in kind.states if state.means == WAITING}
    asked = [identity for identity, state in workspace.states(kind.name).items() if state in waiting]
    others = (workspace.get(kind.name, identity) for identity in asked)
    return [*mine, *(each for each in others if each is not None and each.group != group.id)]


def _decides(kind: Kind, group: Record) -> bool:
    """True for a body that can decide about records of a kind, as the options of its verbs say."""
    named = (field.type for verb in kind.verbs for field in verb.options)
    return group["kind"] in {each.among for each in named if isinstance(each, Reference) and each.among}


def _parameters(kind: Kind) -> Parameters:
    """The arguments and options of `NOUN package`."""
    about = (
        f"{kind.plural.capitalize()}, groups with all of theirs, or a body that decides with what waits for it; - "
        "reads ids from a pipe."
    )
    which = argument("REF...", about, complete.references(kind.name, "group"))
    return [parameter("refs", Annotated[list[str], which]), parameter("short", Annotated[bool, SHORT], False)]


PACKAGE = Further("package", is_decided_about, _command, _parameters, ("html",))
