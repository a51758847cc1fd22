"""What happened, in words: who, when, which field from what to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from wmstrat.record.comparison import headings_changed
from wmstrat.record.ids import place_of, tail_of
from wmstrat.record.text import counted, on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, plain_lines
from wmstrat.say.output import Output, answers, remark
from wmstrat.say.phrases import ago

if TYPE_CHECKING:
    from wmstrat.record.comparison import FieldChange
    from wmstrat.reports.history import HistoryEvent
    from wmstrat.say.page import Page

FIELDS = ("commit", "when", "who", "subject", "command", "body", "changes")
# How it is said that something is new, changed and gone: a record as a whole, its text, and any other field.
WORDS = {
    "": ("new, {after}", "rewritten, {after}", "removed, was {before}"),
    "body": ("text written", "text changed", "text removed"),
    "other": ("{field} set to {after}", "{field} from {before} to {after}", "{field} cleared, was {before}"),
}
# On a page a value is shown up to this many characters; the rest is in the record, and in git. A pipe gets all of it.
LONGEST = 60
# Of a commit with more records than this, such as an import, they are counted, and only this many are named.
MANY, NAMED = 8, 3


def history(events: Iterable[HistoryEvent], output: Output, *, labels: Mapping[str, str] | None = None) -> None:
    """Print the events in their order. `labels` are how people read states."""
    if machine("event", map(event_item, events), output, FIELDS):
        return
    if output.format == "plain":
        answers(plain_lines([event.when, event.who, event.subject, event.commit] for event in events))
    elif output.format == "markdown":
        answers(_markdown(events, labels or {}))
    elif output.columns is None:
        answers(_lines(events, labels or {}))
    else:
        _page(events, output, labels or {})


def event_item(event: HistoryEvent) -> dict[str, Any]:
    """One event as JSON holds it."""
    return {name: getattr(event, name) for name in FIELDS} | {"changes": [asdict(change) for change in event.changes]}


def changes_in_words(event: HistoryEvent, labels: Mapping[str, str], *, whole: bool = True) -> list[str]:
    """What the commit changed, a line each, in the order in which people count, without what its subject says. Many
    records are counted. Values are shown as a whole, or as far as a line takes them."""
    changes = sorted(event.changes, key=lambda change: place_of(change.record))
    records = list(dict.fromkeys(change.record for change in changes))
    if len(records) > MANY:
        whole_records = {change.record: change for change in changes if not change.field}
        new = [record for record, change in whole_records.items() if not change.before]
        gone = [record for record, change in whole_records.items() if not change.after]
        other = [record for record in records if record not in new and record not in gone]
        parts = (("new", new), ("changed", other), ("gone", gone))
        return [f"{len(named)} {how}: {_some(named)}" for how, named in parts if named]
    return [_in_words(change, labels, whole) for change in changes if not _is_in_subject(change, event, labels)]


def _some(records: Sequence[str]) -> str:
    rest = len(records) - NAMED
    return ", ".join(records[:NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _is_in_subject(change: FieldChange, event: HistoryEvent, labels: Mapping[str, str]) -> bool:
    """Whether the subject names the record as new, or the state that it was marked with, by the word of people."""
    words = event.subject.replace("(", " ").replace(")", " ").split()
    if not {change.record, tail_of(change.record) or change.record} & set(words):
        return False
    if change.field == "state":
        return event.command == "mark" and all(word not in labels for word in (change.before, change.after))
    return not change.field and not change.before and event.command.endswith(" add")


def _in_words(change: FieldChange, labels: Mapping[str, str], whole: bool) -> str:
    """One change of one field of a record as a sentence without its full stop."""
    return f"{change.record}: {field_in_words(change, labels, whole=whole)}"


def field_in_words(change: FieldChange, labels: Mapping[str, str], *, whole: bool) -> str:
    """What became of one field."""
    read = labels if change.field == "state" else {}
    before, after = (on_one_line(read.get(text, text)) for text in (change.before, change.after))
    if not whole:
        before, after = _short(before, after), _short(after, before)
    added, changed, gone = WORDS.get(change.field, WORDS["other"])
    what = added if not change.before else changed if change.after else gone
    where = _where(change) if what == WORDS["body"][1] else ""
    return f"{what.format(field=change.field, before=before, after=after)}{where}"


def _where(change: FieldChange) -> str:
    """Below which headings a text has changed; of one without headings, how many of its lines."""
    headings = headings_changed(change.before, change.after)
    if headings:
        return f": {', '.join(on_one_line(name) for name in headings)}"
    old, new = (Counter(filter(None, map(str.strip, text.splitlines()))) for text in (change.before, change.after))
    counts = ((new - old).total(), "added"), ((old - new).total(), "removed")
    lines = [f"{counted(count, '{count} line', '{count} lines')} {how}" for count, how in counts if count]
    return f": {', '.join(lines)}" if lines else ""


def _short(line: str, other: str) -> str:
    """As much of a value as a line takes: from where it differs from the other one, if that is late."""
    if len(line) <= LONGEST:
        return line
    pairs = enumerate(zip(line, other, strict=False))
    same = next((place for place, (one, two) in pairs if one != two), len(other))
    start = line.rfind(" ", 0, same) + 1 if same > LONGEST // 2 else 0
    part = f"...{line[start:]}" if start else line
    return part if len(part) <= LONGEST else part[: LONGEST - 3] + "..."


def put_events(page: Page, events: Sequence[HistoryEvent], today: str) -> None:
    """The events on a page, a line each: when, what, who."""
    from wmstrat.say.grid import Column

    columns = [
        Column("", [ago(event.when[:10], today) for event in events], ["dim"] * len(events)),
        Column("", [on_one_line(event.subject) for event in events], folds=24),
        Column("", [on_one_line(event.who) for event in events], ["dim"] * len(events), folds=12),
    ]
    page.grid(columns, head=False)


def _page(events: Iterable[HistoryEvent], output: Output, labels: Mapping[str, str]) -> None:
    from wmstrat.say.page import Page

    page, empty = Page(output), True
    for event in events:
        if not empty:
            page.gap()
        empty = False
        when = event.when[:16].replace("T", " ")
        page.text(on_one_line(event.subject), "bold")
        page.text(f"{when}  {on_one_line(event.who)}  {event.commit[:10]}", "dim", indent=2)
        for line in event.body.strip().splitlines():
            page.text(line, indent=2)
        for line in changes_in_words(event, labels, whole=False):
            page.text(line, indent=2)
    if empty:
        remark("There is no history yet.")
    page.print()


def _lines(events: Iterable[HistoryEvent], labels: Mapping[str, str]) -> Iterator[str]:
    """One line an event, for a pipe."""
    for event in events:
        changes = "; ".join(changes_in_words(event, labels))
        start = f"{event.when}  {event.commit[:10]}  {on_one_line(event.who)}  {on_one_line(event.subject)}"
        yield f"{start}  ({changes})" if changes else start


def _markdown(events: Iterable[HistoryEvent], labels: Mapping[str, str]) -> Iterator[str]:
    for event in events:
        yield f"- {event.when[:10]} {markdown_cell(event.who)}: **{markdown_cell(event.subject)}**"
        for line in changes_in_words(event, labels):
            yield f"  - {markdown_cell(line)}"
