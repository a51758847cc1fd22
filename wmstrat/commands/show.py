"""`wmstrat show`: one record."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session

REF = argument("REF", "Any record.", complete.references())


@command("show", reads=True, past=True, formats=("ids", "ics"))
def show(session: Session, ref: Annotated[str, REF]) -> None:
    """Show one record, and the records that refer to it.

    Example: wmstrat show CB-Q7
    """
    from wmstrat.reports.related import answered_sections, counted, panels, related
    from wmstrat.say.record import show as say_record
    from wmstrat.workspace.finding import find

    record = find(session.workspace, ref)
    if session.output.format == "ics":
        from wmstrat.errors import UsageProblem
        from wmstrat.say.calendar import calendar

        if record.kind.event is None:
            raise UsageProblem("There is no calendar of {kinds}. Use another format.", kinds=record.kind.plural)
        return calendar(session.workspace, [record], f"{record.id} cannot be read. See: wmstrat check")
    answered = answered_sections(record, session.workspace)
    points_here = related(record, session.workspace)
    counts = counted(record, session.workspace)
    lists = panels(record, session.workspace)
    say_record(record, points_here, session.workspace, session.output, session.labels, answered, counts, lists)
