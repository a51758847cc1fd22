"""`wmstrat sync`: exchange with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wmstrat.commands.declare import command, option
from wmstrat.commands.session import Session
from wmstrat.record.doors import Door

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record
    from wmstrat.record.verbs import Done
    from wmstrat.sync.addresses import RecordFile

DRY_RUN = option("--dry-run", "Show what would happen, as far as it can be known, but change nothing.")


@command("sync")
def sync(
    session: Session,
    remote: Annotated[str | None, option("--remote", "Which remote, if several.", "NAME")] = None,
    dry_run: Annotated[bool, DRY_RUN] = False,
    abort: Annotated[bool, option("--abort", "Discard what was chosen with resolve.")] = False,
) -> None:
    """Receive the changes of others, number new records, and send your changes.

    Example: wmstrat sync
    """
    from wmstrat.errors import UsageProblem

    if abort and dry_run:
        raise UsageProblem("Use only one of --abort and --dry-run.")
    if abort:
        from wmstrat.say.output import remark
        from wmstrat.sync import choosing

        count = choosing.forget(session.workspace)
        remark(f"Choices discarded: {count}. Until all conflicts are resolved, sync changes nothing here.")
    else:
        exchange(session, remote, dry_run=dry_run)


def exchange(session: Session, remote: str | None = None, *, dry_run: bool = False) -> None:
    """Exchange both repositories with their remotes, or say what that would do."""
    from wmstrat.acts.not_saved import saving_others
    from wmstrat.errors import ConflictsOpen
    from wmstrat.say.exchange import exchanged, followed
    from wmstrat.say.output import failure, remark
    from wmstrat.sync.plan import foreseen, plans_of
    from wmstrat.sync.repositories import sides
    from wmstrat.sync.stopped_merge import set_aside
    from wmstrat.sync.syncing import carry_out, prepare
    from wmstrat.workspace.other_files import unsaved
    from wmstrat.workspace.readiness import refuse_under_way

    def find(home: RecordFile) -> Record | None:
        return session.workspace.get(home.kind.name, home.id)

    both = sides(session.place, remote)
    for side in both:
        # On both first: a merge that has stopped on one side keeps anything from being written on the other.
        if dry_run:
            refuse_under_way(side.where)
        else:
            set_aside(session.place, side, remark, remote)
    edited = {side.is_private: _hand_edits(session, private=side.is_private) for side in both}
    if any(edited.values()):
        _try_saving(session) if dry_run else _save(session)
    if not dry_run:
        prepare(both)
    plans = plans_of(session.workspace, both, remote)
    names: dict[str, str] = {}
    waits = False
    for plan in plans.known:
        reason = plans.reason_to_wait(plan)
        if reason and not (dry_run and plan.conflicts):
            failure(reason)
            waits = True
        elif dry_run:
            done = foreseen(session.workspace, plan)
            exchanged(done, edited[plan.side.is_private], dry_run=True)
            waits = waits or bool(done.conflicts)
        else:
            done = followed(carry_out(session.workspace, plan, remote, names, remark), find)
            names |= done.given_anew
            exchanged(done, find=find)
    for line in saving_others(session.workspace, unsaved(session.workspace)):
        remark(line)
    if plans.failure:
        raise plans.failure
    if waits:
        raise typer.Exit(ConflictsOpen.exit_code)


def _hand_edits(session: Session, *, private: bool) -> list[str]:
    from wmstrat.acts.saving import hand_edits

    clean = session.workspace.was_clean(private=private)
    return [] if clean else [path for _, path, _ in hand_edits(session.workspace, private=private)]


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

    session.change("save", make, door=Door.HAND, hand_edits=True, reminds=False)
