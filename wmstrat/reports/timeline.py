"""The dates and stages of all groups on one axis: who is late, what that holds up, and how dates moved (requirements
6, 7, 9 and 10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from msgspec import Struct, to_builtins

from wmstrat.record.days import UNKNOWN, days_between, is_day
from wmstrat.record.home import ALL
from wmstrat.record.stages import is_over
from wmstrat.record.states import ASIDE
from wmstrat.record.timing import Event, Span
from wmstrat.reports.causes import Cause, causes_of
from wmstrat.workspace.watched import Watched

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.record.view import View
    from wmstrat.workspace.workspace import Workspace

# An axis without ends that somebody typed is never longer than this before and after the day of the report.
FURTHEST = timedelta(days=3 * 366)
# How long an axis with only one end is at least, in days.
SHORTEST = timedelta(days=92)


class TimelineEntry(Struct, frozen=True, omit_defaults=True):
    """What a record is on the timeline: its `span` in words and days. `code` is that of its group. `at` is the day of
    a date, and of a wait the last of the days that it waits for; an empty text for what lasts, and where no day is
    known. `days_late` is 0 for what is not late. `is_shared` is True for a date of the whole process in the line of a
    group."""

    kind: str
    id: str
    group: str
    code: str
    state: str
    is_aside: bool
    span: Span
    at: str = ""
    days_late: int = 0
    is_shared: bool = False

    @property
    def days(self) -> list[str]:
        """All its ISO days, those that it had among them."""
        span = self.span
        moved = (day for move in span.moves for day in (move.was, move.to))
        return [day for day in (self.at, span.begins, span.ends, span.done_on, *moved) if day not in ("", UNKNOWN)]


class Dates(Struct, frozen=True):
    """The entries of all groups on one day, and how many files could not be read, by the slugs of their groups."""

    entries: tuple[TimelineEntry, ...]
    unreadable: dict[str, int]


class TimelineRow(Struct, frozen=True):
    """One group, or the whole process, with its entries. `shared` has the ids of the dates of the whole process for
    which it has no date of its own."""

    code: str
    group: str
    name: str
    is_working: bool
    entries: tuple[TimelineEntry, ...]
    shared: tuple[str, ...] = ()


class Timeline(Struct, frozen=True):
    """The rows on an ISO day, on an axis from a day to another one; both are empty where there is nothing to show.
    `causes` begin with what is latest. `outside` counts the entries that are not on the axis, `unreadable` the files
    that could not be read. Days are those of the `zone` of the process."""

    process: str
    day: str
    first: str
    last: str
    rows: tuple[TimelineRow, ...]
    causes: tuple[Cause, ...]
    outside: int = 0
    unreadable: int = 0
    zone: str = "UTC"

    @property
    def entries(self) -> Iterator[TimelineEntry]:
        """The entries of all rows."""
        return (entry for row in self.rows for entry in row.entries)


def timeline(workspace: Workspace, day: str, group: str = "", since: str = "", until: str = "") -> Timeline:
    """The timeline of all groups, or of one given by its slug (`ALL`: of the whole process), on an ISO day. The axis
    ends on the days `since` and `until`, where they are given."""
    known = dates(workspace, day)
    entries = known.entries
    rows = _rows(workspace, entries, group)
    causes = causes_of(entries, workspace, day)
    causes = [cause for cause in causes if not group or any(_concerns(cause, row) for row in rows)]
    days = sorted({each for row in rows for entry in row.entries for each in entry.days})
    first, last = _axis(days, day, since, until)
    shown = tuple(_within(row, first, last, day) for row in rows)
    outside = sum(len(row.entries) for row in rows) - sum(len(row.entries) for row in shown)
    unreadable = sum(count for other, count in known.unreadable.items() if group in ("", other))
    zone = str(workspace.process["zone"] or "UTC")
    return Timeline(workspace.process.label, day, first, last, shown, tuple(causes), outside, unreadable, zone)


def events(view: View, report: Timeline) -> list[tuple[Record, str, Event]]:
    """What is on the timeline as events of a calendar, each with its record and with a key that tells several of one
    record apart: a date as the event that its kind declares, what lasts from its first day to its last one. Without
    an end it is the day on which it begins."""
    found: list[tuple[Record, str, Event]] = []
    times: dict[tuple[str, str], int] = {}
    for entry in report.entries:
        record, span = view.get(entry.kind, entry.id), entry.span
        if record is None or record.is_private:
            continue
        if record.kind.event is not None:
            event = record.kind.event(record, view)
            found += [(record, "", event)] if event else []
        elif is_day(span.begins):
            known = span.ends if is_day(span.ends) and span.ends >= span.begins else ""
            title = f"{entry.code}: {span.title}{'' if known else ' begins'}"
            number = times[entry.id, span.key] = times.get((entry.id, span.key), 0) + 1
            key = f"{span.key}-{number}" if number > 1 else span.key
            found.append((record, key, Event(span.begins, title, known, is_cancelled=entry.is_aside)))
    return found


def dates(workspace: Workspace, day: str) -> Dates:
    """What the records of all groups are on the timeline on an ISO day; from memory as far as nothing has changed."""
    name = f"dates {day} {workspace.sees_private}"
    if (known := workspace.recall(name, Dates)) is not None:
        return cast(Dates, known)
    view = Watched(workspace)
    records = [record for kind in view.kinds if kind.timeline is not None for record in view.records(kind.name)]
    unreadable = Counter(record.group for record in records if record.unreadable)
    found = Dates(tuple(_entries(records, view, day)), dict(unreadable))
    workspace.remember(name, to_builtins(found), view.asked)
    return found


def _entries(records: Iterable[Record], view: View, day: str) -> list[TimelineEntry]:
    """What records are on the timeline. Nothing of a group whose work is over is late or held up."""
    groups = {record.id: record for record in view.records("group")}
    codes = {ALL: ALL, **{slug: str(record.values["code"] or slug) for slug, record in groups.items()}}
    over = {slug for slug, record in groups.items() if is_over(record, view, day)}
    pairs = [
        (record, _sound(span))
        for record in records
        if not record.unreadable and record.kind.timeline is not None
        for span in record.kind.timeline(record, view, day)
    ]
    due = {record.id: span.due for record, span in pairs if span.due}
    return [_entry(record, span, due, codes, day, group_is_over=record.group in over) for record, span in pairs]


def _sound(span: Span) -> Span:
    """The span with its valid days alone: a file that somebody edited can hold anything."""
    from msgspec.structs import replace

    days = {name: getattr(span, name) for name in ("due", "begins", "ends", "done_on", "waits_since")}
    moves = tuple(move for move in span.moves if is_day(move.was) and is_day(move.to))
    known = {name: day if day == UNKNOWN or is_day(day) else "" for name, day in days.items()}
    return span if known == days and moves == span.moves else replace(span, moves=moves, **known)


def _entry(
    record: Record, span: Span, due: Mapping[str, str], codes: Mapping[str, str], day: str, *, group_is_over: bool
) -> TimelineEntry:
    from msgspec.structs import replace

    state = record.declared_state
    last = max((due.get(identity, "") for identity in span.waits_for), default="")
    at = span.due or ("" if span.begins or span.done_on else last)
    is_late = not group_is_over and is_day(record.due) and record.is_late(day)
    return TimelineEntry(
        kind=record.kind.name,
        id=record.id,
        group=record.group,
        code=codes.get(record.group, record.group),
        state=record.state,
        is_aside=state is not None and state.means == ASIDE,
        span=replace(span, held_up_by=()) if group_is_over else span,
        at=at if is_day(at) else "",
        days_late=days_between(record.due, day) if is_late else 0,
    )


# Rows


def _rows(view: View, entries: Sequence[TimelineEntry], only: str) -> list[TimelineRow]:
    """The whole process, the working groups, and the other bodies that have more than stages."""
    from msgspec.structs import replace

    of_group: dict[str, list[TimelineEntry]] = {}
    for entry in entries:
        if entry.at or entry.span.begins or not entry.span.done_on:  # not a wait that is over
            of_group.setdefault(entry.group, []).append(entry)
    shared = [entry for entry in of_group.get(ALL, ()) if entry.span.due and not entry.is_aside]
    rows = []
    if only in ("", ALL) and (of_group.get(ALL) or only):
        rows.append(TimelineRow(ALL, ALL, view.process.label, False, _sorted(of_group.get(ALL, ()))))
    groups = [record for record in view.records("group") if only in ("", record.id)]
    for record in sorted(groups, key=lambda each: (each["kind"] != "working", str(each["code"]), each.id)):
        is_working, own = record["kind"] == "working", of_group.get(record.id, [])
        replaced = {entry.span.instead_of for entry in own if not entry.is_aside}
        theirs = [entry for entry in shared if is_working and entry.id not in replaced]
        if only:
            own = [*own, *(replace(entry, is_shared=True) for entry in theirs)]
        if is_working or only or any(entry.id != record.id for entry in own):
            ids = tuple(entry.id for entry in theirs)
            code = str(record["code"] or record.id)
            rows.append(TimelineRow(code, record.id, record.label, is_working, _sorted(own), ids))
    return rows


def _sorted(entries: Iterable[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """What lasts first, then dates, each by its day."""
    return tuple(sorted(entries, key=lambda entry: (not entry.span.begins, min(entry.days, default=""), entry.id)))


def _within(row: TimelineRow, first: str, last: str, day: str) -> TimelineRow:
    """The row with what is on the axis, and what has no day at all."""
    from msgspec.structs import replace

    entries = tuple(entry for entry in row.entries if _touches(entry, first, last, day))
    return replace(row, entries=entries)


def _touches(entry: TimelineEntry, first: str, last: str, day: str) -> bool:
    """True for what is on the axis, if only as what is late or lasts on the day of the report, and for what has no
    day."""
    if not entry.days:
        return True
    begins = "" if entry.span.begins == UNKNOWN else min(entry.days)
    ends = max(entry.days)
    if entry.days_late or (entry.span.begins and not entry.span.ends):
        ends = max(ends, day if begins <= day else last)
    return begins <= last and first <= ends


def _axis(days: Sequence[str], day: str, since: str, until: str) -> tuple[str, str]:
    """The ends of the axis: what was typed, else whole months with all days and today in them, as far as that is not
    too long."""
    if not days and not (since and until):
        return since, until
    known = [date.fromisoformat(each) for each in (*days, day)]
    first, last = min(known), max(known)
    today = date.fromisoformat(day)
    if not since and not until:
        near = [each for each in known[:-1] if abs(each - today) <= FURTHEST]
        if near:
            first, last = min(*near, today), max(*near, today)
        elif last - first > 2 * FURTHEST:
            first, last = min(known[:-1]), min(min(known[:-1]) + FURTHEST, max(known[:-1]))
    begins = date.fromisoformat(since) if since else _month(first)
    ends = date.fromisoformat(until) if until else _month_end(last)
    if begins > ends:
        begins, ends = (begins, _later(begins)) if since else (_earlier(ends), ends)
    return begins.isoformat(), ends.isoformat()


def _month(day: date) -> date:
    return day.replace(day=1)


def _month_end(day: date) -> date:
    return _month(_later(_month(day), timedelta(days=31))) - timedelta(days=1) if day < date(9999, 12, 1) else day


def _later(day: date, by: timedelta = SHORTEST) -> date:
    return day + min(by, date.max - day)


def _earlier(day: date) -> date:
    return day - min(SHORTEST, day - date.min)


def _concerns(cause: Cause, row: TimelineRow) -> bool:
    """True for what is late in the line of a group, and for what holds up something of the group."""
    return cause.id in row.shared or row.code in (cause.code, *(held.code for held in cause.holds_up))
