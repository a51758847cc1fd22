"""What is open for comment, and until when, in every format but calendars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.ids import is_handle
from wmstrat.record.text import counted, on_one_line
from wmstrat.reports.windows import OPEN, TO_COME, days_left, together
from wmstrat.say.differences import NO_NUMBER
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, plain_cell, plain_lines
from wmstrat.say.output import Output, answers, remark
from wmstrat.say.phrases import gathered_names

if TYPE_CHECKING:
    from wmstrat.reports.windows import OfRecord, Windows
    from wmstrat.say.grid import Column

FIELDS = (
    "record", "id", "title", "group", "state", "status", "iteration", "opens", "closes", "zone", "moves_with",
    "days_left", "in_words",
)  # fmt: skip
# How many cells the ids of records with one window take at most.
NAMES = 40


def windows(found: Windows, output: Output, *, nothing: str, closed: int) -> None:
    """Print these windows; `nothing` is said where there are none. `closed` counts further ones, which are closed."""
    items = [_item(found, each) for each in found.windows]
    if machine("window", items, output, FIELDS):
        return
    if output.format == "ids":
        answers(each.id for each in found.windows)
    elif output.format == "plain":
        answers(plain_lines([plain_cell(item[name]) for name in FIELDS] for item in items))
    elif output.format == "markdown":
        answers(_markdown(found, nothing))
    else:
        _page(found, output, nothing=nothing, closed=closed)


def _item(found: Windows, each: OfRecord) -> dict[str, Any]:
    window = each.window
    left = days_left(window, found.day) if each.status(found.day) == OPEN else None
    return {
        "record": each.kind,
        "id": each.id,
        "title": each.title,
        "group": each.code,
        "state": each.state,
        "status": each.status(found.day),
        "iteration": window.number or "",
        "opens": window.opens,
        "closes": window.closes,
        "zone": found.zone,
        "moves_with": window.milestone,
        "days_left": "" if left is None else left,
        "in_words": window.in_words(found.day, each.inviting, found.zone),
    }


def _page(found: Windows, output: Output, *, nothing: str, closed: int) -> None:
    more = (
        f"{counted(closed, '{count} more was', '{count} more were')} closed: wmstrat windows --closed"
        if closed
        else ""
    )
    if not found.windows:
        for sentence in filter(None, (nothing, more)):
            remark(sentence)
        return
    from wmstrat.say.grid import fitting
    from wmstrat.say.page import Page

    page = Page(output)
    page.text(f"On {found.day}, in the time zone {found.zone}.", "dim")
    page.grid(fitting(_columns(found), page.room)[0])
    page.ending([more] if more else [])
    page.print()


def _columns(found: Windows) -> list[Column]:
    from wmstrat.say.grid import Column

    rows = together(found.windows)
    first = [row[0] for row in rows]
    return [
        Column("Until", [each.window.closes or "no last day" for each in first], ["bold"] * len(rows)),
        Column("What", [_what(row) for row in rows], folds=24),
        Column("Group", [each.code for each in first]),
        Column("How", [_how(found, each) for each in first], folds=14),
        Column("Moves with", [each.window.milestone for each in first]),
        Column("Iteration", [str(each.window.number or "") for each in first], right=True),
    ]


def _what(row: Sequence[OfRecord]) -> str:
    """The record with a window of its own, or how many have the same one."""
    first = row[0]
    if len(row) == 1:
        return f"{first.id}  {on_one_line(first.title)}"
    names = gathered_names([each.id for each in row], NAMES)
    return f"{counted(len(row), f'{{count}} {first.noun}', f'{{count}} {first.plural}')}: {names}"


def _how(found: Windows, each: OfRecord) -> str:
    status = each.status(found.day)
    if status == OPEN:
        left = days_left(each.window, found.day)
        days = (
            "" if left is None else f", {counted(left, '{count} day', '{count} days')} left" if left else ", last day"
        )
        return f"{each.inviting}{days}"
    if status == TO_COME:
        return f"{each.inviting} from {each.window.opens}"
    return each.window.over


def _markdown(found: Windows, nothing: str) -> Iterator[str]:
    """A list that can be put on a page for everybody, who are never shown a handle."""
    yield f"# {markdown_cell(found.process)}: open for comment on {found.day}"
    yield ""
    if not found.windows:
        yield nothing
    for each in found.windows:
        called = f"{each.noun} of {each.code}, {NO_NUMBER}" if is_handle(each.id) else f"{each.noun} {each.id}"
        words = each.window.in_words(found.day, each.inviting, found.zone)
        yield f"- **{markdown_cell(each.title)}** ({markdown_cell(called)}): {markdown_cell(words)}"
