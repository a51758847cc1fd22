"""What happened, in words: who, when, which field from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from wmstrat.record.text import on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, plain_lines
from wmstrat.say.output import Output, answers, remark
from wmstrat.say.phrases import ago

if TYPE_CHECKING:
    from wmstrat.record.comparison import FieldChange
    from wmstrat.reports.history import Event
    from wmstrat.say.page import Page

FIELDS = ("commit", "when", "who", "subject", "command", "body", "changes")
# How it is said that something is new, changed and gone: a record as a whole, its text, and any other field.
WORDS = {
    "": ("new, {after}", "written anew, {after}", "gone, was {before}"),
    "body": ("text written", "text changed", "text removed"),
    "other": ("{field} set to {after}", "{field} from {before} to {after}", "{field} cleared, was {before}"),
}
# A value in a line of history is shown up to so many characters; the rest is in the record, and in git.
LONGEST = 60


def history(
    events: Iterable[Event], output: Output, *, labels: Mapping[str, str] | None = None, today: str = ""
) -> None:
    """Print the events in their order. `labels` are how people read states; days are counted up to `today`."""
    if machine("event", map(event_item, events), output, FIELDS):
        return
    if output.format == "plain":
        answers(plain_lines([event.when, event.who, event.subject, event.commit] for event in events))
    elif output.format == "markdown":
        answers(_markdown(events, labels or {}))
    elif output.columns is None:
        answers(_lines(events, labels or {}))
    else:
        _page(events, output, labels or {}, today)


def event_item(event: Event) -> dict[str, Any]:
    """One event as JSON holds it."""
    return {name: getattr(event, name) for name in FIELDS} | {"changes": [asdict(change) for change in event.changes]}


def change_in_words(change: FieldChange, labels: Mapping[str, str]) -> str:
    """One change of one field as a sentence without its full stop; `labels` are how people read states."""
    read = labels if change.field == "state" else {}
    before, after = (_short(read.get(text, text)) for text in (change.before, change.after))
    added, changed, gone = WORDS.get(change.field, WORDS["other"])
    what = added if not change.before else changed if change.after else gone
    return f"{change.record}: {what.format(field=change.field, before=before, after=after)}"


def _short(text: str) -> str:
    line = on_one_line(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."


def put_events(page: Page, events: Sequence[Event], today: str) -> None:
    """The events on a page, a line each: when, what, who."""
    from wmstrat.say.grid import Column

    columns = [
        Column("", [ago(event.when[:10], today) for event in events], ["dim"] * len(events)),
        Column("", [on_one_line(event.subject) for event in events], folds=24),
        Column("", [on_one_line(event.who) for event in events], ["dim"] * len(events), folds=12),
    ]
    page.grid(columns, head=False)


def _page(events: Iterable[Event], output: Output, labels: Mapping[str, str], today: str) -> None:
    from wmstrat.say.page import Page

    page, empty = Page(output), True
    for event in events:
        if not empty:
            page.gap()
        empty = False
        day = event.when[:16].replace("T", " ")
        since = f", {ago(event.when[:10], today)}" if today else ""
        page.text(on_one_line(event.subject), "bold")
        page.text(f"{day}{since}  {on_one_line(event.who)}  {event.commit[:10]}", "dim", indent=2)
        for line in event.body.strip().splitlines():
            page.text(line, indent=2)
        for change in event.changes:
            page.text(change_in_words(change, labels), indent=2)
    if empty:
        remark("Nothing has happened here yet.")
    page.print()


def _lines(events: Iterable[Event], labels: Mapping[str, str]) -> Iterator[str]:
    """One line an event, for a pipe."""
    for event in events:
        changes = "; ".join(change_in_words(change, labels) for change in event.changes)
        start = f"{event.when}  {event.commit[:10]}  {on_one_line(event.who)}  {on_one_line(event.subject)}"
        yield f"{start}  ({changes})" if changes else start


def _markdown(events: Iterable[Event], labels: Mapping[str, str]) -> Iterator[str]:
    for event in events:
        yield f"- {event.when[:10]} {markdown_cell(event.who)}: **{markdown_cell(event.subject)}**"
        for change in event.changes:
            yield f"  - {markdown_cell(change_in_words(change, labels))}"
