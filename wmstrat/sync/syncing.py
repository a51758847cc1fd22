"""Carries out the plan of a sync: receive, number, verify, send.

What was committed is never rewritten. Nothing is sent while a conflict is open or the result has an error that the
remote does not have. Whatever stops a sync, every commit of this clone is where it was.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.checks import private_folder
from wmstrat.errors import Invalid, RemoteUnavailable
from wmstrat.kinds import merge_lines
from wmstrat.record.forgetting import can_be_forgotten
from wmstrat.record.problem import explained
from wmstrat.repo import head
from wmstrat.sync.numbering import numbering
from wmstrat.sync.plan import Exchange, Plan, compared, plan_of, published_unnumbered, refuse_beside_others
from wmstrat.sync.refusals import refuse_to_send
from wmstrat.sync.remote import push
from wmstrat.sync.repositories import Side
from wmstrat.sync.taking_over import taken_over, waiting
from wmstrat.sync.verifying import new_errors
from wmstrat.workspace import merge_driver
from wmstrat.workspace.transaction import Transaction, writing

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# How often others may be faster before a sync gives up.
TRIES = 20


# Seconds before the second try, and at most; each pause is up to twice as long as the one before it.
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 3.0


def prepare(sides: Sequence[Side]) -> None:
    """Set plain git up to merge records in these repositories as wmstrat does."""
    for side in sides:
        if head(side.where) is not None:
            merge_driver.register(side.git, side.settings.last)
            merge_driver.name_records(side.where, side.folder.prefix, merge_lines(private=side.is_private))


def carry_out(
    workspace: Workspace, plan: Plan, asked: str | None, names: Mapping[str, str], say: Callable[[str], None]
) -> Iterator[Exchange]:
    """Make one repository and its remote the same; yields, after each step, all that was done until then. In what is
    not sent yet, the ids of `names` are replaced by new ones: another record of the public side had them first.

    Raises ConflictsOpen, Invalid when the result has an error of ours, Refused, RemoteUnavailable.
    """
    done = Exchange(plan.upstream, plan.side.folder)
    for attempt in range(TRIES):
        if attempt:
            plan = plan_of(workspace, plan.side, asked)
        if plan.is_idle and head(plan.side.where) == plan.mine:
            yield done
            return
        with writing(workspace.place, say=say) as transaction:
            if head(plan.side.where) != plan.mine:
                plan = replace(compared(plan), is_idle=False)
            if plan.conflicts:
                raise waiting(plan.side, plan.upstream, plan.conflicts)
            done = taken_over(workspace, plan, done, say)
            yield done
            workspace.refresh()
            _say_what_came_in(workspace, plan.side, done, say)
            mine = head(plan.side.where) or ""
            if mine == plan.theirs and not published_unnumbered(workspace, plan.side):
                yield done
                return
            done = _numbered(workspace, plan, done, names, transaction)
            yield done
            mine = head(plan.side.where) or ""
            _refuse_new_errors(workspace, plan.side, done)
        if mine == plan.theirs:
            yield done
            return
        if plan.side.is_private and plan.theirs is None:
            # The workspace was sent after this was planned: to the same place, perhaps, under another address.
            refuse_beside_others(plan.side, plan.upstream)
        if push(plan.side.git, plan.upstream, mine, say=say):
            yield replace(done, sent=True)
            return
        pause = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
        time.sleep(random.uniform(0.5, 1) * pause)  # noqa: S311 - only so that two do not keep step
    raise RemoteUnavailable(
        "Others sent changes to {remote} just before this sync, {tries} times. Their changes are here now. To "
        "send yours, type again: `wmstrat sync`",
        remote=plan.upstream.name,
        tries=TRIES,
    )


def _numbered(
    workspace: Workspace, plan: Plan, done: Exchange, names: Mapping[str, str], transaction: Transaction
) -> Exchange:
    """Give all records that are to be sent their numbers; returns what was done. Raises Refused for what may not be
    sent."""
    side, mine = plan.side, head(plan.side.where) or ""
    outgoing = side.git.difference(plan.published, mine)
    refuse_to_send(side.git, side.folder, outgoing, plan.theirs or "", mine)
    numbers = numbering(workspace, side, outgoing, plan.theirs, names, done.moved)
    if not numbers.files:
        return replace(done, outgoing=outgoing)
    transaction.commit(numbers.files, numbers.message)
    workspace.refresh()
    outgoing = side.git.difference(plan.published, head(side.where) or "")
    return replace(done, numbers={**done.numbers, **numbers.numbers}, outgoing=outgoing)


def _say_what_came_in(workspace: Workspace, side: Side, done: Exchange, say: Callable[[str], None]) -> None:
    paths = {home.path for path, (_, now) in done.incoming.items() if now and (home := side.folder.home(path))}
    if files := [record.path for record in workspace.broken() if record.path in paths]:
        say(f"Received files with errors: {', '.join(files)}. See: wmstrat check")
    for identity in _forgotten(workspace, side, done):
        say(f"Somebody was forgotten and is {identity} now. What you had not sent yet was changed accordingly.")
    if side.folder.prefix + private_folder.FILE in done.incoming and not side.is_private:
        for problem in private_folder.exposed(workspace):
            say(f"Warning: {explained(problem)}")


def _forgotten(workspace: Workspace, side: Side, done: Exchange) -> Iterator[str]:
    """The ids of those who are in the place of somebody whom others have forgotten, as they were received."""
    for path, (was, now) in done.incoming.items() if not side.is_private else ():
        home = side.folder.home(path) if was is None and now else None
        if home and can_be_forgotten(home.kind) and home.id in workspace.marks(home.kind.name):
            yield home.id


def _refuse_new_errors(workspace: Workspace, side: Side, done: Exchange) -> None:
    errors = new_errors(workspace, side, done.outgoing, done.incoming)
    if errors:
        came = "The changes of others are here now, but nothing" if done.incoming else "Nothing"
        raise Invalid(
            "{came} was sent: together with yours, there are errors.\n{problems}\nFix them, then type again: "
            "`wmstrat sync`",
            came=came,
            problems="\n".join(map(explained, errors)),
        )
