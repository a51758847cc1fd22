"""`NOUN lineage`: of every kind of which a record can live on in others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, option, parameter
from wmstrat.commands.noun_fields import Function, Further, Parameters
from wmstrat.commands.session import Session

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind


def _command(kind: Kind) -> Function:
    """What `NOUN lineage` does."""

    def function(session: Session, ref: str | None = None, orphans: bool = False) -> None:
        from wmstrat.errors import UsageProblem
        from wmstrat.reports.lineage import lineage
        from wmstrat.say import lineage as say
        from wmstrat.workspace.finding import find

        workspace = session.workspace
        record = find(workspace, ref, (kind.name, "group")) if ref is not None else None
        report = lineage(workspace, workspace.catalogue.kind(kind.name))
        groups = [record.id] if record is not None and record.is_group else []
        code = record.reference if record is not None and groups else ""
        if orphans:
            if record is not None and not groups:
                raise UsageProblem(
                    "--orphans is about a group or everything, and {id} is one {noun}. Leave out one of them: "
                    "`wmstrat {noun} lineage {id}`",
                    id=record.id,
                    noun=kind.command,
                )
            lost = [member for member in report.orphans() if not groups or member.group in groups]
            say.orphans(report, lost, session.output, session.labels)
        elif record is None or groups:
            say.lineages(report, report.ends(groups), session.output, session.labels, all_of=code)
        elif record.id in report.members:
            say.lineage_of(report, record.id, session.output, session.labels)
        else:
            from wmstrat.errors import Invalid

            raise Invalid("{id} cannot be read. See what is wrong: `wmstrat check`", id=record.id)

    function.__doc__ = (
        f"Show which {kind.plural} became part of which, over groups and iterations.\n\n"
        f"Example: wmstrat {kind.command} lineage {kind.ids.example('CB')}"
    )
    return function


def _parameters(kind: Kind) -> Parameters:
    """The arguments and options of `NOUN lineage`."""
    about = f"One {kind.command}, or a group. Without it: everything."
    which = argument("REF|GROUP", about, complete.references(kind.name, "group"))
    parameters = [parameter("ref", Annotated[str | None, which], None)]
    if "iteration" in kind.by_name:
        lost = option("--orphans", "What reached no later iteration and gives no reason.")
        parameters.append(parameter("orphans", Annotated[bool, lost], False))
    return parameters


LINEAGE = Further("lineage", lambda kind: kind.became, _command, _parameters, ("ids", "mermaid"))
