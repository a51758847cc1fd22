"""`wmstrat sync`: exchange with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

if TYPE_CHECKING:
    from wmstrat.sync.syncing import Side

app = typer.Typer(add_completion=False)


@command(app, "sync")
def sync(
    session: Session,
    remote: Annotated[str | None, typer.Option("--remote", metavar="NAME", help="Which remote, if several.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, and change nothing here.")
    ] = False,
    abort: Annotated[bool, typer.Option("--abort", help="Take back what was chosen with resolve.")] = False,
) -> None:
    """Bring in what others did, give new records their numbers, and send what you did.

    Example: wmstrat sync
    """
    from wmstrat.say.exchange import exchanged
    from wmstrat.say.output import remark
    from wmstrat.sync import resolving
    from wmstrat.sync.setting_aside import set_aside
    from wmstrat.sync.syncing import exchange, sides

    if abort:
        count = resolving.forget(session.workspace)
        remark(f"Choices taken back: {count}. Everything here is as it was before the sync.")
        return
    for side in _with_a_remote(list(sides(session.place)), remote):
        stopped = () if dry_run else set_aside(session.place, side, remark)
        if not dry_run:
            _save_hand_edits(session, private=bool(side.folder.inside))
        done = exchange(session.workspace, side, remote, say=remark, set_aside=stopped, dry_run=dry_run)
        exchanged(done, dry_run=dry_run)


def _with_a_remote(found: list[Side], asked: str | None) -> list[Side]:
    """The sides to exchange: both, unless only one of them has a remote (of the name that was asked for)."""
    having = [side for side in found if (asked in side.settings.remotes if asked else side.settings.remotes)]
    return having or found[:1]


def _save_hand_edits(session: Session, *, private: bool) -> None:
    from wmstrat.process.saving import hand_edits, save
    from wmstrat.say.output import remark

    if any(True for _ in hand_edits(session.workspace, private=private)):
        with session.changing("save", hand_edits=True) as change:
            paths = save(change, [])
        remark(f"Saved what was edited by hand: {', '.join(paths)}")
