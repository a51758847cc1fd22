"""What an import did, or would do, in numbers: by kind, by group, and how much of it was there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.acts.import_files import Batch
from wmstrat.acts.import_mistakes import Mistake
from wmstrat.files.rows import Row
from wmstrat.record.day_types import Day
from wmstrat.record.laws import Settled
from wmstrat.record.record import Record
from wmstrat.record.text import listed, short
from wmstrat.record.types import Listing
from wmstrat.record.verbs import Done
from wmstrat.record.view import code_of_group

if TYPE_CHECKING:
    from wmstrat.change.change import Change

MOST_NAMESAKES = 5
# How many groups a summary counts one by one, and how many titles a table of what would come shows.
MOST_GROUPS, MOST_TITLES = 4, 2
MOST_CHANGES = 8
# What became of a row: a new record, a change of one, nothing to change, a row that was imported before, or one that
# would change a record about which a decision was made here.
NEW, CHANGED, UNCHANGED, KNOWN, LEFT = "new", "changed", "unchanged", "known", "left"
# Imported before, and another text in the file now.
DIFFERS = "differs"
HEAD = ("Records", "Group", "New", "Changed", "Unchanged", "First titles")


class Arrival(Struct):
    """One row on its way in: its file, its cells and the names of its columns by field, and what became of it: which
    fields of a known record it changes, and which of them were changed here since. `twins` are known records that are
    called as a new one, and `moved` those that the row was of while it was in another group, or about another
    person."""

    batch: Batch
    row: Row
    cells: dict[str, Any]
    headings: Mapping[str, str] = {}
    key: str | None = None
    record: Record | None = None
    outcome: str = ""
    changes: Sequence[str] = ()
    overwritten: Sequence[str] = ()
    twins: Sequence[Record] = ()
    moved: Sequence[Record] = ()

    @property
    def advice(self) -> str:
        """What to do if the row cannot be a new record."""
        return "If it is the same record, type the command again with --update." if self.twins else ""

    def mistake(self, column: str = "", **what: str) -> Mistake:
        """A mistake in this row."""
        shown = str(self.cells.get("title") or self.cells.get("name") or "")
        name = column.partition("[")[0]
        line = self.row.lines.get(name, self.row.line)
        field = self.batch.kind.by_name.get(name)
        if field and isinstance(field.type, Listing) and isinstance(self.cells.get(name), str):
            column = name  # people see a cell, and no list
            if "," in what.get("found", ""):
                what["advice"] = "Put a semicolon between the items."
        if name in self.headings:
            is_list = isinstance(self.cells.get(name), list)  # in JSON, where each item has a place
            column = self.headings[name] + (column.removeprefix(name) if is_list else "")
        return Mistake(self.batch.name, line, column, title=short(shown) if shown else "", **what)


def report(
    change: Change, batches: Sequence[Batch], arrivals: Sequence[Arrival], doubles: Sequence[tuple[Record, str]]
) -> Done:
    """What the import made of the rows: for the commit, in numbers, by ids, and as a table. `doubles` are new records
    with the id of one that has their title."""
    records = [arrival.record for arrival in arrivals if arrival.record]
    nouns = {batch.kind.one_or_several for batch in batches if batch.rows}
    noun = nouns.pop() if len(nouns) == 1 else ("record", "records")
    counts = [len(change.steps), sum(not step.after.is_private for step in change.steps)]
    whats = [f"import {count} {noun[count != 1]}{_decided(change)}" for count in counts]
    names = {batch.name for batch in batches}
    source = names.pop() if len(names) == 1 else f"{len(names)} files"
    nothing = f"There are no records in {source}, so nothing was imported."
    return Done(
        f"{whats[0]} from {source}",
        shown=f"{whats[1]} from {source}" if counts[1] else "",
        answers=tuple(record.id for record in records),
        summary=_summary(change, arrivals, noun) if records else nothing,
        remarks=tuple(_changed(arrivals)),
        warnings=(
            *_left(arrivals),
            *_differing(arrivals),
            *_moved(change, arrivals),
            *_dated_today(change, arrivals),
            *_twice(arrivals),
            *_doubles(doubles),
        ),
        scope=change.scope(records),
        planned=(HEAD, *_rows(change, arrivals)),
    )


def _summary(change: Change, arrivals: Iterable[Arrival], noun: tuple[str, str]) -> str:
    outcomes = Counter(arrival.outcome for arrival in arrivals)
    new = [arrival.record for arrival in arrivals if arrival.outcome == NEW and arrival.record]
    groups = Counter(_code(change, record) for record in new)
    most = groups.most_common(MOST_GROUPS)
    counted = [f"{count} {code}" for code, count in most if code]
    if rest := sum(groups.values()) - sum(count for _, count in most):
        counted.append(f"{rest} in {len(groups) - len(most)} more groups")
    what = f"Imported: {len(new)} new {noun[len(new) != 1]}"
    parts = [f"{what} ({', '.join(counted)})" if counted else what]
    parts += [f"{outcomes[outcome]} {outcome}" for outcome in (CHANGED, UNCHANGED) if outcomes[outcome]]
    known = outcomes[KNOWN] + outcomes[DIFFERS]
    before = f" Imported before, so not changed: {known}." if known else ""
    return ", ".join(parts) + "." + before


def _changed(arrivals: Sequence[Arrival]) -> Iterator[str]:
    """Which fields of which records the rows change, and which of them had been changed here."""
    changed = [arrival for arrival in arrivals if arrival.outcome == CHANGED]
    told = [(arrival.record, arrival.changes) for arrival in changed if arrival.record]
    lost = [(arrival.record, arrival.overwritten) for arrival in changed if arrival.record and arrival.overwritten]
    for what, pairs in (
        ("Changed", told),
        ("These fields had been changed here too, and now are as in the file", lost),
    ):
        if pairs:
            yield f"{what}: {_listed(' '.join((record.id, ', '.join(names))) for record, names in pairs)}."


def _left(arrivals: Sequence[Arrival]) -> Iterator[str]:
    """A warning of rows that differ from records which somebody decided about here."""
    ids = [arrival.record.id for arrival in arrivals if arrival.outcome == LEFT and arrival.record]
    if ids:
        yield f"Already decided here, so not changed, although their rows changed: {_listed(ids)}."


def _differing(arrivals: Sequence[Arrival]) -> Iterator[str]:
    """A warning of records that say something else at their source by now."""
    ids = [arrival.record.id for arrival in arrivals if arrival.outcome == DIFFERS and arrival.record]
    if ids:
        yield f"The source has another text now than when these were imported; they stay as they are: {_listed(ids)}."


def _moved(change: Change, arrivals: Sequence[Arrival]) -> Iterator[str]:
    """Warnings of rows that are in another group now, or about another person: with the command that ends what they
    were, where there is one."""
    pairs = [(arrival.record, was) for arrival in arrivals for was in arrival.moved if arrival.record]
    for record, was in pairs[:MOST_CHANGES]:
        end = f"mark {was.id} {was.kind.put_aside}" if was.kind.put_aside else was.kind.instead_of_undo
        command = end.format_map({**was.values, "group": _code(change, was)})
        to_end = f" To end it: wmstrat {command}" if end and not is_over(was) else ""
        names = [name for name in was.kind.arguments if name in was.values and was[name] != record[name]]
        yield f"{' and '.join(names)} of a row changed, so {record.id} is new. {was.id} is still there.{to_end}"
    if len(pairs) > MOST_CHANGES:
        yield f"and {len(pairs) - MOST_CHANGES} more. See them with --dry-run --format json"


def _listed(items: Iterable[str]) -> str:
    items = list(items)
    more = [f"{len(items) - MOST_CHANGES} more"] if len(items) > MOST_CHANGES else []
    return "; ".join([*items[:MOST_CHANGES], *more])


def is_over(record: Record) -> bool:
    """True in a state that a record never leaves."""
    return record.declared_state is not None and record.declared_state.moves == ()


def _code(change: Change, record: Record) -> str:
    return "" if record.is_group else code_of_group(change, record.group)


def _rows(change: Change, arrivals: Iterable[Arrival]) -> Iterator[tuple[str, ...]]:
    """A row for each kind and group, in the order of the files."""
    outcomes: dict[tuple[str, str], Counter[str]] = {}
    titles: dict[tuple[str, str], list[str]] = {}
    for arrival in arrivals:
        if arrival.record is not None:
            place = arrival.record.kind.plural, _code(change, arrival.record)
            outcomes.setdefault(place, Counter())[arrival.outcome] += 1
            comes = arrival.outcome in (NEW, CHANGED)
            titles.setdefault(place, []).extend([_called(change, arrival.record)] if comes else [])
    for place, counts in outcomes.items():
        first = titles[place][:MOST_TITLES]
        more = [f"{len(titles[place]) - MOST_TITLES} more"] if len(titles[place]) > MOST_TITLES else []
        numbers = (counts[NEW], counts[CHANGED], sum(counts[same] for same in (UNCHANGED, KNOWN, LEFT, DIFFERS)))
        yield *place, *(str(number or "") for number in numbers), "; ".join([*first, *more])


def _called(change: Change, record: Record) -> str:
    """The title of a record, or that of the record which it is about, such as a person."""
    about = record.values.get(record.kind.arguments[-1], "") if record.label == record.id else ""
    other = change.named(str(about)) if about else None
    return short(other.label if other else record.label)


def _new(change: Change) -> list[Record]:
    return [step.after for step in change.steps if step.before is None]


def _dated_today(change: Change, arrivals: Sequence[Arrival]) -> Iterator[str]:
    """Warnings of days that a record cannot be without and the files do not have, so that they are today's."""
    dated: Counter[tuple[str, str]] = Counter()
    for arrival in arrivals:
        if arrival.outcome == NEW and arrival.record:
            for field in arrival.record.kind.fields:
                is_new = isinstance(field.type, Day) and not arrival.cells.get(field.name)
                if is_new and arrival.record[field.name] == change.today:
                    dated[arrival.record.kind.one_or_several[1], field.name] += 1
    for (plural, name), count in dated.items():
        have = "has no" if count == 1 else "have no"
        yield (
            f"{count} of the new {plural} {have} {name} in the file, so today's date is used. To use another date, "
            f"add: --fill {name}=DATE (if they are imported already, first type: wmstrat undo)"
        )


def _twice(arrivals: Sequence[Arrival]) -> Iterator[str]:
    """A warning of new records of one kind and group that have the same title or name, with their rows."""
    same: dict[tuple[str, str, str], list[tuple[Arrival, Record]]] = {}
    for arrival in arrivals:
        record = arrival.record
        if record and arrival.outcome == NEW and record.title and record.kind.arguments[-1] != "body":
            same.setdefault((record.kind.name, record.group, record.title), []).append((arrival, record))
    told = [pairs for pairs in same.values() if len(pairs) > 1]
    for pairs in told[:MOST_NAMESAKES]:
        rows = listed([arrival.mistake().place.removesuffix(": ") for arrival, _ in pairs], most=MOST_CHANGES)
        ids = listed([record.id for _, record in pairs], most=MOST_CHANGES)
        yield f'{rows} have the same name, "{short(pairs[0][1].title)}", and became {ids}.'
    if told:
        more = len(told) - MOST_NAMESAKES
        names = f"{more} more names are in several rows. " if more > 0 else ""
        yield f"{names}If they are the same, correct the file and import it again. First type: wmstrat undo"


def _doubles(pairs: Sequence[tuple[Record, str]]) -> Iterator[str]:
    """Warnings of new records that have the title of one that is there already."""
    for record, other in pairs[:MOST_NAMESAKES]:
        yield f'{record.id} has the same title as {other}, "{short(record.title)}".'
    if pairs:
        more = (
            f"{len(pairs) - MOST_NAMESAKES} more have the title of another record. "
            if len(pairs) > MOST_NAMESAKES
            else ""
        )
        yield f"{more}To undo the whole import: wmstrat undo"


def _decided(change: Change) -> str:
    """How many records came in as decided, and by which bodies."""
    bodies = [
        code_of_group(change, str(record[law.by]))
        for record in _new(change)
        for law in record.kind.laws
        if isinstance(law, Settled) and law.by and law.decided(record)
    ]
    return f" ({len(bodies)} decided by {' and '.join(sorted(set(bodies)))})" if bodies else ""
