"""`wmstrat upgrade`: a workspace of an older wmstrat."""

from __future__ import annotations

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session


@command("upgrade", writes=True)
def upgrade(session: Session) -> None:
    """Bring a workspace up to this version of wmstrat: missing templates and missing fields.

    Example: wmstrat upgrade --dry-run
    """
    from wmstrat.acts.upgrade import upgrade as bring_up_to_date

    session.change("upgrade", bring_up_to_date)
