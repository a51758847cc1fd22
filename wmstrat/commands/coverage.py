"""`wmstrat coverage`: what nobody works on, and what several work on."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session

GROUP = argument("GROUP", "One group in detail.", complete.references("group"))


@command("coverage", reads=True, past=True, formats=("ids",))
def coverage(session: Session, group: Annotated[str | None, GROUP] = None) -> None:
    """Show which focus items and questions nobody works on, and on which several drafts work, also in other groups.

    Example: wmstrat coverage CB
    """
    from wmstrat.reports.coverage import coverage as covered
    from wmstrat.reports.coverage import kinds_in
    from wmstrat.say.coverage import coverage as say
    from wmstrat.say.unread import tell_unread
    from wmstrat.workspace.finding import find

    of = find(session.workspace, group, ("group",)) if group is not None else None
    say(covered(session.workspace, of), session.output, session.labels, one=of is not None)
    tell_unread(session.workspace, of.id if of else "", lambda: kinds_in(session.workspace))
