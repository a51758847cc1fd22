"""Refuses changes of what is published for good: ids, handles, and what a body has decided (requirement 36)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.files.records import read_record
from wmstrat.guard.names import put_back
from wmstrat.guard.refusal import Refusal
from wmstrat.guard.snapshot import Pushed, Snapshot
from wmstrat.guard.trees import Trees
from wmstrat.record.doors import Door
from wmstrat.record.ids import tail_of
from wmstrat.record.kind import Step
from wmstrat.record.laws import is_taken_back
from wmstrat.record.record import Record
from wmstrat.record.rules import breaches

# A person who no longer agrees to be shown can go, as long as nothing refers to them.
MAY_GO = "person"

GIVEN_TWICE = (
    "If {id} was also given to another record in a second shared repository, a push cannot join the two: ask the "
    "people who run the host to accept it without the hook."
)


def _about(record: Record) -> str:
    return f"{record.id} ({record.path})"


def moved_ids(trees: Trees, old: str, before: Snapshot, push: Pushed) -> Iterator[Refusal]:
    """Ids that the push takes away, gives again or moves, and fields that never change."""
    for record in push.gone.values():
        group = before.get("group", record.group) if record.kind.in_group else None
        may_stay = record.kind.ids.fits(record.id, str(group["code"]) if group else "")  # checks refuse other ids
        if record.kind.name == MAY_GO or not may_stay or push.heir(record):
            continue
        heir = _likely_heir(record, push)
        if heir:
            what = f"It is published as {record.id}, so its id cannot become {heir.id}: others use the old id."
            advice = "Restore it:"
        else:
            what = "It is published, so its file cannot be deleted and its id cannot be used again."
            ending = record.kind.ending(record)
            then = f" (to end it afterwards: wmstrat {ending})" if ending else ""
            advice = f"Restore it{then}:"
        commands = put_back(trees, old, [record.path], [heir.path] if heir else [])
        yield Refusal(_about(record), what, advice, commands)
    for step in push.steps:
        yield from _taken_handle(step, before)
    yield from _reused(trees, old, push)


def _likely_heir(record: Record, push: Pushed) -> Record | None:
    """The new record that looks like a record which is gone."""
    like = [new for new in push.added if new.kind is record.kind and new.group == record.group]
    by_handle = (new for new in like if new.values.get("handle") in (record.id, record.values.get("handle") or None))
    return next(by_handle, None) or next((new for new in like if new.label == record.label), None)


def _taken_handle(step: Step, before: Snapshot) -> Iterator[Refusal]:
    then, now = step.before, step.after
    if now.unreadable or now.handle in ("", now.id) or (then is not None and then.handle == now.handle):
        return
    other = before.named(now.handle)
    if other is not None and other.id not in (now.id, now.handle):
        what = f"Its handle {now.handle} belongs to {other.id}."
        advice = f"Only one record can have a handle. {GIVEN_TWICE.format(id=other.id)} In a copy, clear the field:"
        yield Refusal(_about(now), what, advice, (f"wmstrat set {now.id} handle=",))


def _reused(trees: Trees, old: str, push: Pushed) -> Iterator[Refusal]:
    """Numbers and handles that were given before. Only a push that adds numbered records looks into the history."""
    handles: dict[str, Record] = {}
    gone = {record.id for record in push.gone.values()}
    numbered = [record for record in push.added if record.kind.is_numbered]
    for record in numbered:
        handle = str(record.values.get("handle", ""))
        other = handles.setdefault(handle, record)
        if handle and handle != record.id and other is not record:
            what = f"{other.id} has the same handle, {handle}."
            advice = f"Only one record can have a handle. Clear the field: wmstrat set {record.id} handle="
            yield Refusal(_about(record), what, advice)
        still = push.get(record.kind.name, handle) if handle != record.id else None
        if still is not None and still.id not in gone:
            what = f"It has the handle of {still.id}, which still exists."
            yield Refusal(_about(record), what, "Remove one of the two:", put_back(trees, old, [], [still.path]))
    for record in numbered:
        owner = push.workspace.named(record.id) if tail_of(record.id) else None
        if owner is not None and owner.id != record.id and owner.id not in gone:
            what = f"It is the handle of {owner.id}."
            advice = "A copy needs its own id: remove the file, and add the record again."
            yield Refusal(_about(record), what, advice, put_back(trees, old, [], [record.path]))
    paths = [record.path for record in numbered if not tail_of(record.id)]
    known = trees.ever_had(old, paths) if old and paths else set()
    for record in numbered:
        if record.path in known and not _comes_back(trees, old, record):
            what = f"The id {record.id} was used for another record before. An id cannot be used again."
            advice = "Send your work with wmstrat sync, which gives the record the next number."
            yield Refusal(_about(record), what, advice)


def _comes_back(trees: Trees, old: str, record: Record) -> bool:
    """Whether a record is put back whose file was taken away while nobody guarded, and not another one of its id."""
    data = trees.before_it_went(old, record.path)
    if data is None:
        return False
    was = read_record(record.kind, record.path, record.id, record.group, data)
    handle = record.values["handle"]
    return not was.unreadable and was.values["handle"] == handle and (bool(handle) or was.label == record.label)


def broken_rules(push: Pushed, *, deciders_are_known: bool) -> Iterator[Refusal]:
    """What the push does against the rules of the records that it changes, wherever they moved. With
    `deciders_are_known` (by the table of permissions) a decision may be taken back by who has the right to."""
    # What a host receives first may be an archive.
    doors = {Door.PUSH, *([Door.IMPORT] if push.earlier is push else [])}
    for step in push.steps:
        then, now = step.before and push.with_numbers(step.before), push.with_numbers(step.after)
        if now.unreadable or (then is not None and then.unreadable):
            continue
        taken_back = then is not None and deciders_are_known and is_taken_back(then, now)
        for breach in breaches(then, now, push, in_steps=True):
            if doors & {*breach.let_in} or (taken_back and breach.field == "state"):
                continue
            given = breach.field == "handle" and bool(now["handle"])
            # No edit brings back a field that nobody may set to what it is now.
            back = f"Undo the change. Find its commit: wmstrat log {now.id}, then type: wmstrat undo COMMIT"
            do = GIVEN_TWICE.format(id=now.id) if given else f"{breach.do} {back}"
            yield Refusal(_about(now), breach.why, do.strip())
