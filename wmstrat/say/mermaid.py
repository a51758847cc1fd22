"""Mermaid, which git hosts and wikis draw: a timeline as a Gantt chart, and what leads to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from wmstrat.record.days import UNKNOWN, is_before
from wmstrat.record.text import on_one_line

if TYPE_CHECKING:
    from wmstrat.reports.timeline import Timeline, TimelineEntry

# What the grammar of Gantt charts would take for its own, in any place: entity codes are read as the characters.
SPECIAL = re.compile(r"[#;:%<>&\"`\\{}]")
# What no text can begin with: the grammar has words for other things than tasks, in any case.
KEYWORD = re.compile(
    r"(?i)(?:gantt|title|section|dateFormat|axisFormat|tickInterval|todayMarker|topAxis|inclusiveEndDates|includes"
    r"|excludes|weekday|weekend|click|href|call|accTitle|accDescr|accDescription)\b|\d"
)
# From this many days on the axis tells months alone.
MANY_DAYS = 120


def gantt(report: Timeline) -> Iterator[str]:
    """The lines of the chart."""
    yield "gantt"
    yield f"    title {label(report.process)}"
    yield "    dateFormat YYYY-MM-DD"
    is_long = bool(report.first) and (date.fromisoformat(report.last) - date.fromisoformat(report.first)).days
    yield f"    axisFormat {'%Y-%m' if is_long > MANY_DAYS else '%m-%d'}"
    number = 0
    for row in report.rows:
        tasks = [(entry, times) for entry in row.entries if (times := _times(entry, report))]
        if not tasks:
            continue
        yield f"    section {label(row.code if row.name == row.code else f'{row.code} {row.name}')}"
        for entry, times in tasks:
            number += 1
            tags = [*_tags(entry, report.day), f"t{number}", *times]
            yield f"    {_task(entry)} :{', '.join(tags)}"


def flowchart(frames: Mapping[str, Mapping[str, str]], arrows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The lines of a diagram from left to right: the texts of its boxes by their names, in frames by their titles (an
    empty one is no frame, nor is one alone), and arrows between the boxes that there are."""
    yield "flowchart LR"
    numbers = {
        name: f"n{number}" for number, name in enumerate((name for boxes in frames.values() for name in boxes), 1)
    }
    for number, (title, boxes) in enumerate(frames.items()):
        lines = (f'{numbers[name]}["{label(text)}"]' for name, text in boxes.items())
        if title and len(frames) > 1:
            yield f'    subgraph frame{number} ["{label(title)}"]'
            yield from (f"        {line}" for line in lines)
            yield "    end"
        else:
            yield from (f"    {line}" for line in lines)
    for start, end in arrows:
        if start in numbers and end in numbers:
            yield f"    {numbers[start]} --> {numbers[end]}"


def label(text: str) -> str:
    """A text on one line, with entity codes for what the grammar would take for its own."""
    coded = SPECIAL.sub(lambda sign: f"#{ord(sign[0])};", on_one_line(text))
    return f"#{ord(coded[0])};{coded[1:]}" if KEYWORD.match(coded) else coded or "-"


def _task(entry: TimelineEntry) -> str:
    span = entry.span
    text = span.title if span.key else f"{entry.id} {span.title}"
    waits = f" (waits for {', '.join(span.waits_for)})" if span.waits_for and not span.done_on else ""
    return label(text + waits)


def _tags(entry: TimelineEntry, day: str) -> Iterator[str]:
    if not entry.span.begins:
        yield "milestone"
    if entry.days_late or entry.span.held_up_by:
        yield "crit"
    elif entry.span.done_on or is_before(entry.span.ends, day):
        yield "done"
    elif entry.span.begins and not is_before(day, entry.span.begins):
        yield "active"


def _times(entry: TimelineEntry, report: Timeline) -> list[str]:
    """The day on which it begins, and how long it lasts or the day on which it ends; none for what is not drawn."""
    span = entry.span
    if entry.is_aside or not report.first or not (span.begins or entry.at):
        return []
    if not span.begins:
        return [span.done_on or entry.at, "0d"]
    begins = report.first if span.begins == UNKNOWN else span.begins
    ends = {"": report.day if begins <= report.day else report.last, UNKNOWN: begins}.get(span.ends, span.ends)
    later = date.fromisoformat(begins) + timedelta(days=begins < "9999-12-31")
    return [begins, max(ends, later.isoformat())]
