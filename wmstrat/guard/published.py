"""What stays as it is once it is published: ids, handles, and what a body has decided (requirement 36)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.files.records import read_record
from wmstrat.guard.names import put_back
from wmstrat.guard.refusal import Refusal
from wmstrat.kinds.draft import DECIDED, DECIDED_ABOUT
from wmstrat.record.ids import tail_of
from wmstrat.sync.replacing_ids import replaced

if TYPE_CHECKING:
    from wmstrat.guard.snapshot import Pushed, Snapshot
    from wmstrat.guard.trees import Trees
    from wmstrat.record.kind import Step
    from wmstrat.record.record import Record
    from wmstrat.record.view import View
    from wmstrat.sync.replacing_ids import Names

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
        heir = _heir(record, push)
        if record.kind.name in MAY_GO or not _is_fit(record, before) or (heir and tail_of(record.id)):
            continue
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
        yield from _fixed(step, before)
    yield from _reused(trees, old, push)


def _heir(record: Record, push: Pushed) -> Record | None:
    """The new record that a record which is gone became: the same under a number, or what looks like it."""
    like = [one for one in push.added if one.kind is record.kind and one.group == record.group]
    by_handle = (one for one in like if one.values.get("handle") in (record.id, record.values.get("handle") or None))
    return next(by_handle, None) or next(
        (one for one in like if not tail_of(record.id) and one.label == record.label), None
    )


def _is_fit(record: Record, before: Snapshot) -> bool:
    """False for an id of a form that the checks refuse, so that it has to change."""
    group = before.get("group", record.group) if record.kind.in_group else None
    return record.kind.ids.fits(record.id, str(group["code"]) if group else "")


def _fixed(step: Step, before: Snapshot) -> Iterator[Refusal]:
    then, now = step.before, step.after
    if now.unreadable:
        return
    told = ("id", "group")  # the check `id` compares them with the place of the file
    for field in now.kind.fields if then else ():
        if then and field.fixed and field.name not in told and then[field.name] not in ("", now[field.name]):
            yield Refusal(
                name_of(now),
                f'{field.name} never changes; on the host it is "{then[field.name]}".',
                _taking_back(now) if field.name != "handle" or not now["handle"] else GIVEN_TWICE.format(id=now.id),
            )
    handle = str(now.values.get("handle", ""))
    if handle and handle != now.id and (then is None or then["handle"] != handle):
        yield from _taken_handle(handle, now, before)
    if then and now.kind.name == "group" and then["kind"] not in ("", now["kind"]):
        yield Refusal(
            name_of(now),
            f"{then.label} is a {then['kind']} body, and a body stays what it is.",
            _taking_back(now),
        )


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
    numbered = [one for one in push.added if one.kind.is_numbered]
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


def decisions(push: Pushed, before: View, *, who_decides_is_known: bool) -> Iterator[Refusal]:
    """Drafts that are decided by something else than a deciding body, and decided drafts that change.

    Only a body that decided already before the push can decide. `who_decides_is_known` when the table of permissions
    says who speaks for it: then a decision may also be taken back.
    """
    names = {
        str(one["handle"]): one.id for one in push.added if (one.kind.name, one.values.get("handle")) in push.gone
    }
    for step in push.steps:
        then, now = _numbered(step.before, names), step.after
        if now.kind.name != "draft" or now.unreadable:
            continue
        decided = then is not None and then.state in DECIDED
        if then is not None and decided and not _goes_on(then, now, who_decides_is_known):
            yield from _changed_decision(then, now)
        elif now.state in DECIDED and not (decided and then is not None and decision_of(then) == decision_of(now)):
            yield from _decided_by_nobody(now, before)


def _numbered(record: Record | None, names: Names) -> Record | None:
    """The record as it speaks of others once they have their numbers."""
    if record is None or not names:
        return record
    values = {name: replaced(value, "", names) for name, value in record.values.items()}
    return replace(record, values=values, body=replaced(record.body, "", names))


def _goes_on(then: Record, now: Record, who_decides_is_known: bool) -> bool:
    """True when a decided draft is left alone, is taken up again after a no, or its decision is taken back."""
    if then.state == "rejected" and (now.state not in DECIDED or decision_of(then) != decision_of(now)):
        return True
    if now.state not in DECIDED and not now["decided_by"]:
        return who_decides_is_known and not _different(then, now)
    return decision_of(then) == decision_of(now) and not _different(then, now)


def _changed_decision(then: Record, now: Record) -> Iterator[Refusal]:
    fields = _different(then, now) or ["the decision"]
    again = f"go on writing first with: wmstrat mark {now.id} drafting"
    yield Refusal(
        name_of(now),
        f"{then['decided_by']} {then.state} this draft on {then['decided_on']}, so this stays as it was: "
        f"{', '.join(fields)}.",
        "Undo your change (wmstrat log, then wmstrat undo COMMIT), and "
        + (again if then.state == "rejected" else f"write a new draft: wmstrat draft add {now.group} TITLE"),
    )


def _decided_by_nobody(now: Record, before: View) -> Iterator[Refusal]:
    body = before.get("group", str(now["decided_by"])) if now["decided_by"] else None
    if body is not None and body["kind"] == "deciding" and body.id != now.group:
        return
    deciding = [str(one["code"]) for one in before.records("group") if one.values["kind"] == "deciding"]
    who = f"by {now['decided_by']}, which is no deciding body on the host" if now["decided_by"] else "by nobody"
    yield Refusal(
        name_of(now),
        f"It is {now.state} {who}. A group hands its drafts in; a deciding body decides"
        + (f" (here: {', '.join(deciding)})." if deciding else "."),
        _taking_back(now),
    )


def decision_of(record: Record) -> tuple[object, ...]:
    """What a body decided about a draft, and when."""
    return record.state, record["decided_by"], record["decided_on"]


def _different(then: Record, now: Record) -> list[str]:
    fields = [name for name in DECIDED_ABOUT if then[name] != now[name]]
    return fields + (["the text"] if then.body.strip() != now.body.strip() else [])
