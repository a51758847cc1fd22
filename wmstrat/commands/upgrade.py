"""`wmstrat upgrade`: a workspace of an older wmstrat."""

from __future__ import annotations

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session


@command("upgrade", writes=True)
def upgrade(session: Session) -> None:
    """Update a workspace to this version of wmstrat: add missing templates and fields.

    Example: wmstrat upgrade --dry-run
    """
    from wmstrat.acts.upgrade import upgrade as bring_up_to_date

    session.change("upgrade", bring_up_to_date)
