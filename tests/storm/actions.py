"""What can happen in a storm, and how often."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.storm import commands, experts, hands, private, work

if TYPE_CHECKING:
    from tests.storm.turn import Turn

Action = Callable[["Turn"], None]


def sync(turn: Turn) -> None:
    if turn.rng.random() < 0.6:
        hands.mend(turn)
    ended = turn.wmstrat("sync", ok=turn.sync_may_end())
    if ended.code == 7 and turn.rng.random() < 0.7:
        turn.resolve()
        turn.wmstrat("sync", ok=turn.sync_may_end())


def look_before_sync(turn: Turn) -> None:
    turn.wmstrat("sync", "--dry-run", ok=(4, *turn.sync_may_end()))


def resolve(turn: Turn) -> None:
    if turn.clone.waits and not turn.clone.stopped:
        turn.resolve(all_of_them=False)


def abort(turn: Turn) -> None:
    if turn.clone.waits:
        turn.wmstrat("sync", "--abort")


def race(turn: Turn) -> None:
    turn.race()


def crash(turn: Turn) -> None:
    turn.crash()


def clock(turn: Turn) -> None:
    turn.clone.days = turn.rng.choice((0, 0, 1, 30, 400, -3))


ACTIONS: dict[str, tuple[int, Action]] = {
    "note add": (10, commands.note_add),
    "question add": (6, commands.question_add),
    "draft add": (4, commands.draft_add),
    "person add": (2, commands.person_add),
    "person add in private": (2, private.add_person),
    "apply": (3, private.apply),
    "appoint applicant": (2, private.appoint_applicant),
    "decline": (2, private.decline),
    "set in private": (5, private.set_private),
    "set application": (2, private.set_application),
    "group add": (1, commands.group_add),
    "import": (1, commands.import_notes),
    "appoint": (3, commands.appoint),
    "leave": (2, commands.leave),
    "set": (14, commands.set_scalar),
    "set list": (10, commands.set_list),
    "mark": (7, commands.mark),
    "answer": (4, commands.answer),
    "finalize": (1, commands.finalize),
    "decide": (3, commands.decide),
    "publish": (6, commands.publish),
    "merge": (1, commands.merge),
    "split": (1, commands.split),
    "rename": (2, commands.rename),
    "stage": (3, commands.stage),
    "undo": (4, commands.undo),
    "work": (60, work.work),
    "hand on": (2, work.hand_on),
    "whoami": (2, work.whoami),
    "look": (1, commands.look),
    "hand edit": (14, hands.hand_edit),
    "hand edit in private": (4, private.edit),
    "bad edit": (1, hands.bad_edit),
    "mend": (2, hands.mend),
    "save": (3, hands.save),
    "git pull": (6, hands.git_pull),
    "git push": (5, hands.git_push),
    "git commit": (2, hands.git_commit),
    "git remove": (1, hands.git_remove),
    "git abort": (1, hands.git_abort),
    "git pull --rebase": (4, experts.pull_rebase),
    "git rebase": (2, experts.rebase),
    "git cherry-pick": (2, experts.cherry_pick),
    "git revert": (2, experts.revert),
    "git go on": (4, experts.go_on),
    "sync": (40, sync),
    "sync --dry-run": (1, look_before_sync),
    "resolve": (2, resolve),
    "sync --abort": (1, abort),
    "race": (2, race),
    "crash": (8, crash),
    "clock": (2, clock),
}
"""Each action with how often it happens, and what it does."""

MAY_CRASH = (
    "note add", "question add", "draft add", "appoint", "set", "set list", "mark", "answer", "finalize", "rename",
    "publish", "merge", "split", "undo", "save", "hand edit", "import", "sync", "sync", "sync", "sync", "sync",
    "resolve", "person add in private", "apply", "appoint applicant", "set in private", "work", "work", "work",
)  # fmt: skip
