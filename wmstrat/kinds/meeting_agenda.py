"""The agenda of a meeting, drafted from what is open in its groups. It is public: nothing in it is from private/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wmstrat.kinds.meeting_results import AGENDA
from wmstrat.record.days import days_later, is_before
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.sections import text_in, with_text_in
from wmstrat.record.text import short
from wmstrat.record.view import Changing, View, code_of_group, state_in_words

# What is due up to this number of days after the meeting is on its agenda.
AHEAD = 14
# How many records of a kind are named; of more, the rest is counted.
MOST = 12
# The kinds with a part of their own, and its heading; then come all others in which something is open.
FIRST = {"action": "Actions", "milestone": "Dates", "link": "Links to look at again"}


def draft(change: Changing, meeting: Record, *, write: bool) -> tuple[Record, str]:
    """The meeting and its agenda, which is written into it where it has none, or else only with `write`."""
    text = agenda(change, meeting)
    if write or not text_in(AGENDA, meeting.body):
        meeting = change.update(meeting, with_text_in(AGENDA, meeting.body, text))
    return meeting, text


def agenda(view: View, meeting: Record) -> str:
    """The agenda in Markdown."""
    day = str(meeting["at"])[:10]
    kinds = {kind.name: kind for kind in view.kinds if _is_discussed(kind)}
    parts = []
    for kind in sorted(kinds.values(), key=lambda kind: [*FIRST, kind.name].index(kind.name)):
        records = [record for record in _open(view, kind, meeting) if _is_due(record, view, day)]
        if records:
            heading = FIRST.get(kind.name, kind.plural.capitalize())
            parts.append("\n".join((f"**{heading}**", "", *_lines(view, kind, records, meeting, day))))
    return "\n\n".join([*parts, "**Anything else**"])


def _is_discussed(kind: Kind) -> bool:
    return bool(kind.states) and kind.in_group and not kind.home.private and kind.name != "meeting"


def _open(view: View, kind: Kind, meeting: Record) -> list[Record]:
    """The open records of a kind of the groups that meet, each once; those that everybody sees."""
    found = {record.id: record for group in meeting.groups for record in view.records(kind.name, group)}
    return [record for record in found.values() if not record.unreadable and record.is_open and not record.is_private]


def _is_due(record: Record, view: View, day: str) -> bool:
    """True for what is to be discussed: of dates those that are near, of links those that are suspect."""
    if record.kind.name == "milestone":
        return bool(record.due) and not is_before(days_later(day, AHEAD), record.due)
    if record.kind.name == "link":
        suspect = next((each for each in record.kind.computed if each.name == "suspect"), None)
        return suspect is None or bool(suspect.value(record, view, day))
    return True


def _lines(view: View, kind: Kind, records: Sequence[Record], meeting: Record, day: str) -> Iterator[str]:
    records = sorted(records, key=lambda record: record.due or "9999")
    for record in records[:MOST]:
        title = record.title if not kind.by_name.get("title", kind.fields[0]).private else ""
        title = title or _first_words(record, view, day)
        yield f"- {' '.join(filter(None, (record.id, title)))}{_details(view, record, day)}"
    if len(records) > MOST:
        code = code_of_group(view, meeting.group)
        yield f"- and {len(records) - MOST} more: `wmstrat {kind.command} list {code} --open`"


def _first_words(record: Record, view: View, day: str) -> str:
    """How the text of a record without a title begins, where its kind computes what everybody may read of it."""
    says = next((each for each in record.kind.computed if each.name == "says"), None)
    return short(str(says.value(record, view, day))) if says else ""


def _details(view: View, record: Record, day: str) -> str:
    """Who looks after a record, its state where that says something, and by when it is to be done."""
    owner = view.get("person", str(record.values.get("owner") or ""))
    due = record.due
    first = record.kind.states[0].name
    said = [
        owner.label if owner is not None and not owner.is_private else "",
        state_in_words(view, record.state) if record.state != first else "",
        f"due {due}{', late' if is_before(due, day) else ''}" if due else "",
    ]
    return f" ({', '.join(filter(None, said))})" if any(said) else ""
