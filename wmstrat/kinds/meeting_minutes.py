"""How a meeting is closed: what was written in one text becomes its summary, its notes, decisions and actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wmstrat.errors import Invalid, Refused
from wmstrat.kinds.meeting_reports import members_on
from wmstrat.kinds.meeting_results import DECIDED, SUMMARY, TO_DO
from wmstrat.record.field_type import Typist, Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.minutes import entries, items, unknown_headings, written
from wmstrat.record.moments import in_zone
from wmstrat.record.number_types import Share
from wmstrat.record.record import Record
from wmstrat.record.sections import text_in, with_text_in
from wmstrat.record.text import counted, listed
from wmstrat.record.verbs import Done, Given
from wmstrat.record.view import Changing, View

# The parts of what is written at the end of a meeting, each with its heading and what the editor says of it.
PARTS = {
    "summary": ("Summary", "For everybody: what was discussed, and what follows."),
    "decisions": ("Decisions", "A line each: - We meet every week, how=consent, review=2018-12-01"),
    "actions": ("Actions", "A line each: - Ask for a budget, owner=member-17, due=friday"),
    "participants": ("Participants", "Who was there: a person a line, by id or name."),
    "apologies": ("Apologies", "Who could not come, and said so."),
    "notes": ("Notes", "What was said, for everybody who wants to know more."),
    "private_notes": ("Private notes", "Saved in private/ only."),
}


def begun(meeting: Record) -> str:
    """What the editor opens with to close a meeting: what is known already, below the headings."""
    known = {
        "summary": text_in(SUMMARY, meeting.body) or "",
        "participants": "\n".join(f"- {person}" for person in meeting["participants"]),
        "apologies": "\n".join(f"- {person}" for person in meeting["apologies"]),
        "notes": meeting["notes"],
        "private_notes": meeting["private_notes"],
    }
    return "\n\n".join(
        "\n\n".join(filter(None, (f"## {heading}", f"<!-- {hint} -->", known.get(key, "").strip())))
        for key, (heading, hint) in PARTS.items()
    )


def close(change: Changing, meeting: Record, given: Given) -> Done:
    """Close a meeting with what came of it. Raises Refused for one that is not planned or is still to come, and for a
    text that would replace what is there; Invalid for a text without a summary."""
    if meeting.state != "planned":
        raise Refused(
            "{id} is already {state}. To change it: `wmstrat edit {id}`", id=meeting.id, state=meeting.state
        )
    if meeting["at"] and min(meeting["at"][:10], in_zone(meeting["at"], "UTC")[:10]) > change.today:
        raise Refused(
            "{id} begins at {at}, so it cannot be closed yet. If it was at another time: `wmstrat set {id} at=TIME`",
            id=meeting.id,
            at=meeting["at"],
        )
    headings = {key: heading for key, (heading, _) in PARTS.items()}
    warnings = tuple(_not_known(unknown_headings(given.text, headings)))
    told: dict[str, Value] = {**written(given.text, headings)}
    if not told["summary"]:
        raise Invalid('There is no summary. Write it below the heading "## Summary", or as the whole text.')
    _refuse_to_lose(meeting, told, given)
    for name in ("participants", "apologies"):
        if given[name] or name in told:
            told[name] = given[name] or [_typist(given).find_id(line, ("person",)) for line, _ in items(told[name])]
    kept = {name: told[name] for name in ("participants", "apologies", "notes", "private_notes") if name in told}
    closed = change.update(meeting, with_text_in(SUMMARY, meeting.body, told["summary"]), state="closed", **kept)
    made = {
        name: [_come_of(change, name, closed, *entry) for entry in _entries(name, fields, told, given)]
        for name, fields in (("decision", DECIDED), ("action", TO_DO))
    }
    counts = [counted(len(made[name]), f"{{count}} {name}", f"{{count}} {name}s") for name in made if made[name]]
    records = [record for each in made.values() for record in each]
    return Done(
        f"close {closed.id}" + (f" with {listed(counts, 'and')}" if counts else ""),
        (closed,),
        answers=tuple(record.id for record in records),
        remarks=(*map(_in_a_line, records), *_quorum(change, closed)),
        warnings=warnings,
    )


def _not_known(unknown: Mapping[str, str]) -> Iterator[str]:
    """What is said of headings from which nothing is made, because their text belongs to the one above them. Raises
    Invalid where that is a list: its lines would become decisions, actions or people."""
    if not unknown:
        return
    known = ", ".join(name for name, _ in PARTS.values())
    which = f"{counted(len(unknown), 'This heading is', 'These headings are')} not known: {', '.join(unknown)}."
    if not {*unknown.values()} <= {"summary", "notes", "private_notes"}:
        raise Invalid("{which} Use one of these: {known}.", which=which, known=known)
    yield f"{which} What is below is saved as text only. To use one of these: {known}, first type: wmstrat undo"


def _refuse_to_lose(meeting: Record, told: Mapping[str, Value], given: Given) -> None:
    """Raise Refused where a text that is not from the editor would replace another one that it does not have."""
    if given.edited or given["replace"]:
        return
    there = {
        "summary": text_in(SUMMARY, meeting.body) or "",
        "notes": meeting["notes"],
        "private_notes": meeting["private_notes"],
    }
    for name, text in there.items():
        if name in told and text.strip() not in told[name]:
            raise Refused(
                "{id} already has this part: {part}. To replace it, add: --replace. To see and change it, leave out "
                "the text and --file.",
                id=meeting.id,
                part=PARTS[name][0],
            )


def _entries(
    name: str, fields: tuple[Field, ...], told: Mapping[str, Value], given: Given
) -> Iterator[tuple[Mapping[str, Value], str]]:
    """The decisions or actions that were typed as options, and those in the text."""
    yield from ((entry, "") for entry in given[name])
    heading = PARTS[f"{name}s"][0]
    if text := told.get(f"{name}s"):
        yield from entries(text, Entries(fields, ("title",)), _typist(given), heading)


def _typist(given: Given) -> Typist:
    if given.typist is None:
        raise TypeError(given)
    return given.typist


def _come_of(change: Changing, name: str, meeting: Record, entry: Mapping[str, Value], text: str) -> Record:
    """A new record of what came of a meeting: its fields take what the entry says, as far as they are there."""
    kind = change.kind(name)
    facts = {"group": meeting.group, "on": meeting["at"][:10], "from": meeting.id}
    facts |= {part: value for part, value in entry.items() if value not in ("", [])}
    values = {part: value for part, value in facts.items() if part in kind.by_name}
    if text and not kind.body:
        values["title"] = f"{values['title']} {' '.join(text.split())}"
    return change.add(kind, values, text if text and kind.body else None)


def _in_a_line(record: Record) -> str:
    said = [str(record.values.get("owner") or ""), f"due {record['due']}" if record.values.get("due") else ""]
    return f"{record.id}: {record.label}" + (f" ({', '.join(filter(None, said))})" if any(said) else "")


def _quorum(view: View, meeting: Record) -> Iterator[str]:
    """Whether as many members of each group were at a meeting as the group needs."""
    for group in (view.get("group", identity) for identity in meeting.groups):
        if group is None or group.unreadable or not group["quorum"]:
            continue
        members = members_on(view.records("membership", group.id), meeting["at"][:10])
        needed, there = Share.of(group["quorum"], len(members)), len(members & {*meeting["participants"]})
        told = f"{group['code']}: {there} of {len(members)} members took part (needed: {needed})"
        if there >= needed:
            yield f"Quorum in {told}."
        else:
            yield f"No quorum in {told}. Ask the others whether they agree with what was decided."
