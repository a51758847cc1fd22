"""`wmstrat sync`: exchange with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session
from wmstrat.record.doors import Door

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.verbs import Done
    from wmstrat.sync.repositories import Side

app = typer.Typer(add_completion=False)


@command(app, "sync")
def sync(
    session: Session,
    remote: Annotated[str | None, typer.Option("--remote", metavar="NAME", help="Which remote, if several.")] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what would happen, as far as it shows beforehand, and change nothing."),
    ] = False,
    abort: Annotated[bool, typer.Option("--abort", help="Take back what was chosen with resolve.")] = False,
) -> None:
    """Bring in what others did, give new records their numbers, and send what you did.

    Example: wmstrat sync
    """
    from wmstrat.errors import DecisionsWait, UsageProblem
    from wmstrat.say.exchange import exchanged, so_far
    from wmstrat.say.output import failure, remark
    from wmstrat.sync.repositories import sides
    from wmstrat.sync.stopped_merge import foresee, set_aside
    from wmstrat.sync.syncing import exchange_each

    if abort and dry_run:
        raise UsageProblem("Only one of --abort and --dry-run can be.")
    if abort:
        from wmstrat.sync import choosing

        count = choosing.forget(session.workspace)
        remark(f"Choices taken back: {count}. Until all is decided, a sync with decisions changes nothing here.")
        return
    both = sides(session.place, remote)
    if dry_run and foresee(both, remark):
        return
    for side in () if dry_run else both:
        # On both first: a merge that has stopped on one side keeps anything from being written on the other.
        set_aside(session.place, side, remark, remote)
    edited: list[str] = []

    def begin(side: Side) -> None:
        edited[:] = _hand_edits(session, private=side.is_private)
        if edited:
            _try_saving(session) if dry_run else _save(session)

    waits = False
    for done in exchange_each(
        session.workspace, both, remote, begin=begin, say=remark, stopped=so_far, dry_run=dry_run
    ):
        if isinstance(done, DecisionsWait):
            failure(done)
            waits = True
        else:
            exchanged(done, edited if dry_run else [], dry_run=dry_run)
            waits = waits or bool(done.decisions)
    if waits:
        raise typer.Exit(DecisionsWait.exit_code)


def _hand_edits(session: Session, *, private: bool) -> list[str]:
    from wmstrat.acts.saving import hand_edits

    if session.workspace.was_clean(private=private):
        return []
    return [path for _, path, _ in hand_edits(session.workspace, private=private)]


def _try_saving(session: Session) -> None:
    """Raises what saving would."""
    from wmstrat.acts.saving import save
    from wmstrat.change.change import Change

    change = Change(session.workspace, Door.HAND)
    save(change, [])
    change.files()


def _save(session: Session) -> None:
    from msgspec.structs import replace

    from wmstrat.acts.saving import save

    def make(change: Change) -> Done:
        done = save(change, [])
        if not done.answers:  # it was not an edit, but what another command was just writing
            return replace(done, remarks=())
        return replace(done, answers=(), remarks=(f"Saved what was edited by hand: {', '.join(done.answers)}",))

    session.change("save", make, door=Door.HAND, hand_edits=True)
