"""What stays as it is once it is published: ids, handles, and what a body has decided (requirement 36)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wmstrat.files.records import read_record
from wmstrat.guard.names import put_back
from wmstrat.guard.refusal import Refusal
from wmstrat.record.ids import tail_of
from wmstrat.record.rules import breaches, is_taken_back

if TYPE_CHECKING:
    from wmstrat.guard.snapshot import Pushed, Snapshot
    from wmstrat.guard.trees import Trees
    from wmstrat.record.kind import Step
    from wmstrat.record.record import Record

MAY_GO = ("person",)
"""Whoever no longer agrees to be shown can go, as long as nothing refers to them."""


def name_of(record: Record) -> str:
    """A record as an answer names it."""
    return f"{record.id} ({record.path})"


GIVEN_TWICE = (
    "If a second place gave {id} to another record, no push through a guard brings the two together: ask whoever "
    "looks after the host to take it in past the hook."
)


def _taking_back(record: Record) -> str:
    """What to type about a field that nobody may set to what it is now, so that no edit brings it back either."""
    return f"Take the change back. See which commit made it: wmstrat log {record.id}, then: wmstrat undo COMMIT"


def moved_ids(trees: Trees, old: str, before: Snapshot, push: Pushed) -> Iterator[Refusal]:
    """Ids that the push takes away, gives again or moves, and fields that never change."""
    for record in push.gone.values():
        if record.kind.name in MAY_GO or not _is_fit(record, before) or push.heir(record):
            continue
        heir = _likely_heir(record, push)
        if heir:
            found = f"It is published as {record.id} and cannot become {heir.id}: others know it by its id."
            mend = "Bring it back:"
        else:
            found = "It is published, so its file stays, and its id is never given again."
            ends = record.kind.state_named("withdrawn")
            then = f" (and end it then, if it should end: wmstrat mark {record.id} withdrawn)" if ends else ""
            mend = f"Bring it back{then}:"
        commands = put_back(trees, old, [record.path], [heir.path] if heir else [])
        yield Refusal(name_of(record), found, mend, commands)
    for step in push.steps:
        yield from _handle(step, before)
    yield from _reused(trees, old, push)


def _likely_heir(record: Record, push: Pushed) -> Record | None:
    """The new record that looks like a record which is gone."""
    like = [one for one in push.added if one.kind is record.kind and one.group == record.group]
    by_handle = (one for one in like if one.values.get("handle") in (record.id, record.values.get("handle") or None))
    return next(by_handle, None) or next((one for one in like if one.label == record.label), None)


def _is_fit(record: Record, before: Snapshot) -> bool:
    """False for an id of a form that the checks refuse, so that it has to change."""
    group = before.get("group", record.group) if record.kind.in_group else None
    return record.kind.ids.fits(record.id, str(group["code"]) if group else "")


def _handle(step: Step, before: Snapshot) -> Iterator[Refusal]:
    then, now = step.before, step.after
    if not now.unreadable and now.handle and now.handle != now.id and (then is None or then.handle != now.handle):
        yield from _taken_handle(now.handle, now, before)


def _taken_handle(handle: str, record: Record, before: Snapshot) -> Iterator[Refusal]:
    other = before.named(handle)
    if other is not None and other.id not in (record.id, handle):
        yield Refusal(
            name_of(record),
            f"Its handle {handle} belongs to {other.id}, which got its number from it.",
            f"A handle gets one number, once. {GIVEN_TWICE.format(id=other.id)} In a copy, empty the field:",
            (f"wmstrat set {record.id} handle=",),
        )


def _reused(trees: Trees, old: str, push: Pushed) -> Iterator[Refusal]:
    """Numbers and handles that were given before. Only a push that adds numbered records looks into the history."""
    handles: dict[str, Record] = {}
    gone = {record.id for record in push.gone.values()}
    numbered = [record for record in push.added if record.kind.is_numbered]
    for record in numbered:
        handle = str(record.values.get("handle", ""))
        other = handles.setdefault(handle, record)
        if handle and handle != record.id and other is not record:
            found = f"Its handle {handle} is also that of {other.id}."
            mend = f"A handle gets one number, once. Empty the field: wmstrat set {record.id} handle="
            yield Refusal(name_of(record), found, mend)
        still = push.get(record.kind.name, handle) if handle != record.id else None
        if still is not None and still.id not in gone:
            found = f"It has the handle of {still.id}, which is still there."
            yield Refusal(name_of(record), found, "One of the two has to go:", put_back(trees, old, [], [still.path]))
    for record in numbered:
        owner = push.workspace.named(record.id) if tail_of(record.id) else None
        if owner is not None and owner.id != record.id and owner.id not in gone:
            found = f"It is the handle of {owner.id}, which got its number from it."
            mend = "A copy gets an id of its own: take the file out, and add the record again."
            yield Refusal(name_of(record), found, mend, put_back(trees, old, [], [record.path]))
    paths = [record.path for record in numbered if not tail_of(record.id)]
    known = trees.ever_had(old, paths) if old and paths else set()
    for record in numbered:
        if record.path in known and not _comes_back(trees, old, record):
            found = f"The id {record.id} was given to another record before, and an id is given once."
            mend = "Send your work with wmstrat sync, which gives it the next number."
            yield Refusal(name_of(record), found, mend)


def _comes_back(trees: Trees, old: str, record: Record) -> bool:
    """Whether a record whose file was taken away, while nobody guarded, is put back: it is the same, not another one
    of its id."""
    data = trees.before_it_went(old, record.path)
    if data is None:
        return False
    was = read_record(record.kind, record.path, record.id, record.group, data)
    same = was.values["handle"] == record.values["handle"]
    return not was.unreadable and same and (bool(record.values["handle"]) or was.label == record.label)


def broken_rules(push: Pushed, *, deciders_are_known: bool) -> Iterator[Refusal]:
    """What the push does against the rules of the records that it changes (requirements 17 and 36).

    What is judged is the record, wherever it moved. `deciders_are_known` when the table of permissions says who
    speaks for a body: then a decision may be taken back, by somebody who has the right to.
    """
    for step in push.steps:
        then, now = step.before and push.with_numbers(step.before), push.with_numbers(step.after)
        if now.unreadable or (then is not None and then.unreadable):
            continue
        taken_back = then is not None and deciders_are_known and is_taken_back(then, now)
        for breach in breaches(then, now, push, in_steps=True):
            if taken_back and breach.field == "state":
                continue
            given = breach.field == "handle" and bool(now["handle"])
            do = GIVEN_TWICE.format(id=now.id) if given else f"{breach.do} {_taking_back(now)}"
            yield Refusal(name_of(now), breach.why, do.strip())
