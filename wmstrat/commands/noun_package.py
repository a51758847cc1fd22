"""`NOUN package`: of every kind about whose records a body decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, option, parameter
from wmstrat.commands.noun_fields import Function, Further, Parameters
from wmstrat.commands.session import Session
from wmstrat.record.laws import Settled

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
    """The records that were named, of a group those that count; each once. Raises NotFound, Invalid."""
    from wmstrat.commands.refs import named
    from wmstrat.errors import Invalid, NotFound
    from wmstrat.workspace.finding import find

    met: set[str] = set()
    for ref in named(refs):
        record = find(workspace, ref, (kind.name, "group"))
        of_group = [each for each in workspace.records(kind.name, record.id) if each.counts]
        if record.is_group and not of_group:
            raise NotFound("{group} has no {plural}.", group=record.reference, plural=kind.plural)
        for each in of_group if record.is_group else [record]:
            if each.unreadable:
                raise Invalid("{id} cannot be read. See what is wrong: `wmstrat check`", id=each.id)
            if each.id not in met:
                met.add(each.id)
                yield each


def _parameters(kind: Kind) -> Parameters:
    """The arguments and options of `NOUN package`."""
    about = f"{kind.plural.capitalize()}, or groups with all of theirs; - reads ids from a pipe."
    which = argument("REF...", about, complete.references(kind.name, "group"))
    return [parameter("refs", Annotated[list[str], which]), parameter("short", Annotated[bool, SHORT], False)]


PACKAGE = Further("package", is_decided_about, _command, _parameters, ("html",))
