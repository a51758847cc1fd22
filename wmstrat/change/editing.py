"""Changes of records that any kind knows: a new record, fields, the state, the whole file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from wmstrat.change.typed_values import Reader, assignments
from wmstrat.errors import Invalid, Refused, UsageProblem
from wmstrat.record.field_type import Value, word_meant
from wmstrat.record.ids import tail_of
from wmstrat.record.nearest import did_you_mean
from wmstrat.record.record import Record
from wmstrat.record.text import listed, short
from wmstrat.record.verbs import Done, together
from wmstrat.record.view import labels_of, state_in_words

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.kind import Kind
    from wmstrat.record.view import View
    from wmstrat.workspace.workspace import Workspace

NOTHING = "nothing was changed."

Result = TypeVar("Result")
# Of more new records the ids are not named on a terminal.
MOST_IDS = 9


def add(
    change: Change,
    kind: Kind,
    values: Mapping[str, Value],
    text: str,
    body: str | None = None,
    *,
    private: bool = False,
) -> Done:
    """A new record, its text in the last of the kind's arguments, with a warning of each record of the same title or
    name; or a series of them. Raises as `Change.add` does."""
    field = kind.arguments[-1]
    if field == "body":
        body = text
    else:
        values = {**values, field: Reader(change.workspace).value(kind.by_name[field], " ".join(text.split()))}
    from wmstrat.workspace.message import label

    if kind.series:
        return _add_series(change, kind, kind.series.values(values), body)
    record = change.add(kind, values, body, private=private)
    warnings = tuple(
        f'{other} has the same name, "{short(record.title)}". To undo the new one: wmstrat undo'
        for other in namesakes(record, change.workspace)
    )
    return Done(f"add {record.kind.name} {label(record)}", (record,), answers=(record.id,), warnings=warnings)


def _add_series(change: Change, kind: Kind, series: Sequence[Mapping[str, Value]], body: str | None) -> Done:
    """New records of a kind that comes in series; their titles may be the same."""
    records = tuple(change.add(kind, values, body) for values in series)
    first, last = records[0], records[-1]
    named = kind.name if len(records) == 1 else f"{len(records)} {kind.one_or_several[1]}"
    ids = " to ".join(dict.fromkeys(tail_of(record.id) or record.id for record in (first, last)))
    answers = tuple(record.id for record in records)
    return Done(f'add {named} "{short(first.label)}" ({ids})', records, answers=answers)


def added_in_several(kind: Kind, done: Sequence[Done]) -> Done:
    """New records of one kind in several groups, as one change. On a terminal few ids are named."""
    records = [record for each in done for record in each.records]
    labels = {record.label for record in records}
    what = f"add {len(records)} {kind.one_or_several[1]}"
    what += f' "{short(records[0].label)}"' if len(labels) == 1 else ""
    many = f"See their ids with: wmstrat {kind.command} list" if len(records) > MOST_IDS else ""
    return replace(together(what, done), summary=many)


def namesakes(record: Record, workspace: Workspace) -> list[str]:
    """The ids of the other records of the kind, in the same group, with exactly this title or name, as far as reports
    count them."""
    if not record.title or record.kind.arguments[-1] == "body":
        return []
    states = workspace.titled(record.kind.name, record.group, record.title)
    aside = {state.name for state in record.kind.states if not state.counts}
    return [identity for identity, state in states.items() if identity != record.id and state not in aside]


def to_each(records: Sequence[Record], do: Callable[[Record], Result]) -> list[Result]:
    """What is done to each of the records, which are changed together or not at all. Raises the first error, with the
    others of the records that are refused too; and an error of another kind at once."""
    results: list[Result] = []
    errors: dict[str, Refused] = {}
    for record in records:
        try:
            results.append(do(record))
        except Refused as error:
            errors[record.id] = error
    if len(errors) > 1:
        first, *others = errors
        named = listed(others, most=MOST_IDS)
        raise type(errors[first])("{error}\nAlso refused: {others}.", error=errors[first], others=named)
    for only in errors.values():
        raise only
    return results


def set_fields(change: Change, records: Sequence[Record], typed: Sequence[str]) -> Done:
    """Set fields as they were typed, of each record. Raises as `assignments` and the rules of the kind do."""
    names: dict[str, None] = {}
    reader = Reader(change.workspace, exactly=True)

    def set_in(record: Record) -> None:
        values = assignments(reader, record, typed)
        names.update(dict.fromkeys(values))
        change.update(record, **values)

    to_each(records, set_in)
    if not change.steps:
        hold = f"{records[0].id} has" if len(records) == 1 else f"All {len(records)} records have"
        return Done("", remarks=(f"{hold} these values already; {NOTHING}",))
    return Done(f"set {_named(records)} {', '.join(names)}", tuple(records), remarks=reader.days_read())


def mark(change: Change, records: Sequence[Record], typed: str, why: str = "") -> Done:
    """Move the records to a state, named by its word or label. Raises UsageProblem for a kind without states, Invalid
    for a state that it does not have, Refused for a move that the process does not allow, or leaves to a command."""
    before = {}
    for record in records:
        states = [state.name for state in record.kind.states]
        if not states:
            raise UsageProblem("The kind {kind} has no states.", kind=record.kind.command)
        name = state_meant(change, record.kind, typed)
        if name not in states:
            raise Invalid(
                '"{state}" is not a state of a {kind}.{meant} The states are: {states}.',
                kind=record.kind.command,
                state=typed,
                meant=did_you_mean(typed, known := [state_in_words(change, state) for state in states]),
                states=", ".join(known),
            )
        if why and "why" not in record.kind.by_name:
            raise UsageProblem(
                "The kind {kind} has no field for a reason, so leave out --why.", kind=record.kind.command
            )
        before[record.state] = name
    to_each(records, lambda record: change.update(record, state=name, **({"why": why} if why else {})))
    if not change.steps:
        are = "is" if len(records) == 1 else "are"
        return Done("", remarks=(f"{_named(records)} {are} already {state_in_words(change, name)}; {NOTHING}",))
    was = f" (was {records[0].state})" if len(before) == 1 else ""
    return Done(f"mark {_named(records)} {name}{was}", tuple(records))


def state_meant(view: View, kind: Kind, text: str) -> str:
    """The state that people call so, by its word or its label in process.yaml; the text itself when none is."""
    return word_meant(text, [state.name for state in kind.states], labels_of(view)) or text


def rewrite(change: Change, record: Record, path: str, old: bytes, new: bytes) -> Done:
    """Put a file as somebody rewrote it in the place of the one that was there."""
    change.adopt(path, old, new)
    return Done(f"edit {record.id}", (record,))


def refuse_unless_same_kind(records: Sequence[Record]) -> None:
    """Raise Refused for records of several kinds, whose fields and states mean different things."""
    kinds = {record.kind.name for record in records}
    if len(kinds) > 1:
        raise Refused(
            "These records are of several kinds ({kinds}). Change one kind at a time.", kinds=", ".join(sorted(kinds))
        )


def _named(records: Sequence[Record]) -> str:
    several = f"{len(records)} {records[0].kind.one_or_several[1]}"
    return records[0].id if len(records) == 1 else several
