"""The timeline of all groups, and every date that moved, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.field_type import Labels
from wmstrat.record.text import counted, listed, on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, markdown_lines, plain_lines
from wmstrat.say.output import Output, answers, remark
from wmstrat.say.unread import unread
from wmstrat.say.wikitext import wiki_table

if TYPE_CHECKING:
    from wmstrat.record.timing import Move
    from wmstrat.reports.causes import Cause, Held
    from wmstrat.reports.slips import Slip
    from wmstrat.reports.timeline import Timeline, TimelineEntry
    from wmstrat.say.grid import Column
    from wmstrat.say.page import Page

FIELDS = (
    "record", "id", "group", "code", "title", "key", "state", "due", "since", "until", "done_on", "late", "moved",
    "waits_for", "held_up_by", "own_date_of", "shared",
)  # fmt: skip
HEADINGS = ("Group", "Id", "What", "From", "To", "State", "Moved", "Waits for", "Held up by")
SLIP_FIELDS = ("id", "code", "title", "on", "was", "to", "days", "by", "why", "held_up")
SLIP_HEADINGS = ("On", "Id", "What", "From", "To", "Moved", "By", "Why", "Held up")
# A word of this width or more is folded in a cell, whatever its end.
LONGEST_WORD = 20
# The narrowest widths of the columns that fold, by their places.
SLIP_FOLDS = {2: 14, 6: 11, 7: 16, 8: 9}
NO_SLIPS, NO_SLIPS_THEN = "No date has moved.", "No date was moved in this time."
OUTSIDE = "{count} date or stage is before or after this time."
OUTSIDE_MANY = "{count} dates and stages are before or after this time."


def timeline(report: Timeline, output: Output, labels: Labels, nothing: str, *, today: str = "") -> None:
    """Print the timeline; `nothing` is said beside one that has only stages of groups."""
    if machine("timeline", map(_item, report.entries), output, FIELDS):
        return
    if output.format == "ids":
        answers(dict.fromkeys(entry.id for entry in report.entries))
    elif output.format == "plain":
        answers(plain_lines(_rows(report, labels)))
    elif output.format == "markdown":
        answers(_markdown(report, labels))
    elif output.format == "wikitext":
        answers(wiki_table(HEADINGS, _rows(report, labels)))
    elif output.format == "mermaid":
        from wmstrat.say.mermaid import gantt

        answers(gantt(report))
    else:
        _page(report, output, labels, today)
        if not report.outside and all(entry.span.key for entry in report.entries):
            remark(nothing)


def slips(found: Sequence[Slip], output: Output, labels: Labels, *, is_part: bool = False) -> None:
    """Print every date that moved, or those that did in a part of the time."""
    if machine("slip", map(_slip_item, found), output, SLIP_FIELDS):
        return
    if output.format == "ids":
        answers(dict.fromkeys(slip.id for slip in found))
        return
    rows = [_slip_row(slip, labels) for slip in found]
    if output.format == "plain":
        answers(plain_lines(rows))
    elif output.format == "markdown":
        answers(markdown_lines(SLIP_HEADINGS, rows))
    elif output.format == "wikitext":
        answers(wiki_table(SLIP_HEADINGS, rows))
    elif not found:
        remark(NO_SLIPS_THEN if is_part else NO_SLIPS)
    else:
        from wmstrat.say.grid import taken
        from wmstrat.say.page import Page

        page = Page(output)
        columns = _columns(SLIP_HEADINGS, rows, folds=SLIP_FOLDS)
        if page.room is None or taken(columns) <= page.room:
            page.grid([column for column in columns if not column.blank])
        else:
            _put_slips(page, found, labels)
        page.print()


def _put_slips(page: Page, found: Sequence[Slip], labels: Labels) -> None:
    """The moves below each other, where a table has no room."""
    for slip in found:
        move = slip.move
        page.spans([(f"{slip.id}  ", "bold"), (slip.title, "")])
        by = f" by {labels.record(move.by)}" if move.by else ""
        page.text(f"{move.was} → {move.to} ({_moved(slip)}), on {move.on}{by}: {move.why}", indent=2)
        if slip.held_up:
            page.text(f"held up {listed(slip.held_up)}", indent=2)


# Items and rows


def _item(entry: TimelineEntry) -> dict[str, Any]:
    span = entry.span
    return {
        "record": entry.kind,
        "id": entry.id,
        "group": entry.group,
        "code": entry.code,
        "title": span.title,
        "key": span.key,
        "state": entry.state,
        "due": span.due,
        "since": span.begins,
        "until": span.ends,
        "done_on": span.done_on,
        "late": entry.days_late,
        "moved": [_move(move) for move in span.moves],
        "waits_for": list(span.waits_for),
        "held_up_by": [list(chain) for chain in span.held_up_by],
        "own_date_of": span.instead_of,
        "shared": entry.is_shared,
    }


def _move(move: Move) -> dict[str, str]:
    return {"on": move.on, "was": move.was, "to": move.to, "by": move.by, "why": move.why}


def _slip_item(slip: Slip) -> dict[str, Any]:
    known = {"id": slip.id, "code": slip.code, "title": slip.title, "days": slip.days, "held_up": list(slip.held_up)}
    return {**known, **_move(slip.move)}


def _rows(report: Timeline, labels: Labels) -> Iterator[list[str]]:
    """A row an entry: what lasts with both its days, a date with its first day and the present one."""
    for row in report.rows:
        for entry in row.entries:
            span = entry.span
            first = span.moves[0].was if span.moves else ""
            yield [
                row.code,
                "" if entry.id == row.group else entry.id,
                span.title,
                span.begins or first,
                span.ends if span.begins else span.done_on or span.due,
                _state(entry, labels),
                str(len(span.moves) or ""),
                ", ".join(span.waits_for),
                "; ".join(", ".join(chain) for chain in span.held_up_by),
            ]


def _state(entry: TimelineEntry, labels: Labels) -> str:
    """The state in words, with how late it is. The state of a group itself is none of its stages."""
    state = "" if entry.span.key else labels.word(entry.state)
    late = f"{_days(entry.days_late)} late" if entry.days_late else ""
    return ", ".join(filter(None, [state, late]))


def _slip_row(slip: Slip, labels: Labels) -> list[str]:
    move = slip.move
    by = labels.record(move.by) if move.by else ""
    return [move.on, slip.id, slip.title, move.was, move.to, _moved(slip), by, move.why, ", ".join(slip.held_up)]


def _moved(slip: Slip) -> str:
    return f"{slip.days:+} days" if abs(slip.days) != 1 else f"{slip.days:+} day"


def _days(count: int) -> str:
    return counted(count, "{count} day", "{count} days")


# For people


def _page(report: Timeline, output: Output, labels: Labels, today: str) -> None:
    from wmstrat.say.page import Page

    page = Page(output)
    page.spans([(_title(report), "bold"), (f"  {report.day}", "dim")])
    _put_causes(page, report)
    rows = [*_rows(report, labels)]
    if not any(row.entries for row in report.rows) or not report.first:
        pass
    elif page.room is None:
        page.gap()
        page.grid([column for column in _columns(HEADINGS, rows) if not column.blank])
    else:
        from wmstrat.say.timeline_picture import put_picture

        page.gap()
        put_picture(page, report, page.room, today=today)
    outside = counted(report.outside, OUTSIDE, OUTSIDE_MANY) if report.outside else ""
    page.ending([*filter(None, (outside, unread(report.unreadable, advises=output.as_of is None)))])
    page.print()


def _title(report: Timeline) -> str:
    """The name of the process, with that of the group where it is about one alone."""
    name = report.rows[0].name if len(report.rows) == 1 else report.process
    return report.process if name == report.process else f"{report.process}: {name}"


def _columns(
    headings: Sequence[str], rows: Sequence[Sequence[str]], folds: dict[int, int] | None = None
) -> list[Column]:
    from wmstrat.say.grid import Column, longest_word

    columns = []
    for place, heading in enumerate(headings):
        cells = [on_one_line(row[place]) for row in rows]
        least = max((folds or {}).get(place, 0), *map(longest_word, cells)) if place in (folds or {}) else 0
        columns.append(Column(heading, cells, folds=min(least, LONGEST_WORD)))
    return columns


def _put_causes(page: Page, report: Timeline) -> None:
    from wmstrat.say.phrases import STYLES

    if not report.causes:
        return
    page.heading("Late, and what it holds up" if any(cause.days_late for cause in report.causes) else "Held up")
    for cause in report.causes:
        sign = ("!", STYLES["bad"]) if cause.days_late else ("?", STYLES["waiting"])
        spans = [(f"{cause.id}  ", "bold"), (cause.title, ""), (f"  {_lateness(cause)}", sign[1])]
        if why := _why(cause):
            spans.append((f"  {why}", "dim"))
        page.spans(spans, indent=5, sign=sign)
        if cause.holds_up:
            page.text(f"holds up {_holds_up(cause)}", indent=5)


def _lateness(cause: Cause) -> str:
    if cause.days_late:
        return f"{_days(cause.days_late)} late, due {cause.due}"
    return f"due {cause.due}" if cause.due else ""


def _why(cause: Cause) -> str:
    """What it waits for, and how its date moved, with the last reason."""
    held_up = listed([", ".join(chain) for chain in cause.held_up_by])
    reasons = [f"held up by {held_up}"] if held_up else []
    if cause.moves:
        times = counted(len(cause.moves), "moved once", "moved {count} times")
        reasons.append(f"{times}, from {cause.moves[0].was}: {cause.moves[-1].why}")
    return "; ".join(reasons)


def _holds_up(cause: Cause) -> str:
    return listed([_held(held) for held in cause.holds_up])


def _held(held: Held) -> str:
    through = f" through {listed(list(reversed(held.through)))}" if held.through else ""
    return f"{held.id}{f' ({held.due})' if held.due else ''}{through}"


def _markdown(report: Timeline, labels: Labels) -> Iterator[str]:
    yield from (f"# {markdown_cell(_title(report))}", "", f"{report.day} ({markdown_cell(report.zone)})", "")
    if report.causes:
        yield from ("## Late, and what it holds up", "")
        for cause in report.causes:
            parts = [f"**{markdown_cell(cause.id)}** {markdown_cell(cause.title)}", _lateness(cause), _why(cause)]
            text = ": ".join(filter(None, [parts[0], ", ".join(map(markdown_cell, filter(None, parts[1:])))]))
            yield f"- {text}"
            if cause.holds_up:
                yield f"  - holds up {markdown_cell(_holds_up(cause))}"
        yield from ("", "## Dates and stages", "")
    yield from markdown_lines(HEADINGS, _rows(report, labels))
