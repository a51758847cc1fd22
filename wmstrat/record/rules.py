"""The rules of the process about a change of one record, from what it was to what it would be. They are the same at
each door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.days import days_later, is_before
from wmstrat.record.doors import Door
from wmstrat.record.problem import Advice

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.record.view import View


class Breach(Struct, frozen=True):
    """What a rule forbids: the field (`body` for the text), why not, and what to do instead: a sentence, or the
    command that changes the record in the right way."""

    field: str
    why: str
    do: Advice | str
    # The doors at which it is accepted: two sides can make it together and keep the rule, or archives have it.
    let_in: tuple[Door, ...] = ()

    def __str__(self) -> str:
        return f"{self.why} {self.do}"


# The breaches of a change from the first record (None: there was none) to the second; the view is of the future.
Rule = Callable[["Record | None", "Record", "View"], Iterable[Breach]]

BODY = "body"


def value_of(record: Record, name: str) -> object:
    """The value of a field, or the text (`body`) without blank lines around it."""
    return record.body.strip() if name == BODY else record.values[name]


def differing(before: Record, after: Record, names: Iterable[str]) -> list[str]:
    """Those of the fields in which two versions of a record differ."""
    return [name for name in names if value_of(before, name) != value_of(after, name)]


def breaches(before: Record | None, after: Record, view: View, *, in_steps: bool = False) -> Iterator[Breach]:
    """Every rule that a change of one record breaks. `before` is None for a new record. With `in_steps` the change
    may be several moves of its state at once, as in a push of many commits."""
    if before is not None:
        yield from _fixed(before, after, view, in_steps)
        yield from _moves(before, after, view, in_steps)
    yield from _settled_days(before, after, view)
    for need in after.kind.needs:
        yield from need.breaches(before, after)
    for law in after.kind.laws:
        yield from law.breaches(before or replace(after, values=after.kind.blank(), body=""), after)
    for rule in after.kind.rules:
        yield from rule(before, after, view)


def days_to_come(record: Record, view: View) -> list[str]:
    """The fields with a day on which the record was settled, and that is still to come (requirements 17 and 36).
    Tomorrow has come already in other parts of the world."""
    names = dict.fromkeys(law.day for law in record.kind.laws if law.day and record.state in law.states)
    if (state := record.declared_state) and state.on:
        names[state.on] = None
    tomorrow = days_later(view.today, 1) if names else ""
    return [name for name in names if is_before(tomorrow, record[name][:10])]


def _settled_days(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Nothing is settled on a day to come."""
    for name in days_to_come(after, view):
        if before is None or (before.state, before[name]) != (after.state, after[name]):
            why = f"{name} of {after.id} is {after[name]}, which is in the future."
            yield Breach(name, why, "Enter a date that is not in the future.")


def _fixed(before: Record, after: Record, view: View, in_steps: bool) -> Iterator[Breach]:
    """Fixed fields never change once they are filled in; one of several steps may give a number."""
    for field in after.kind.fields:
        if not field.fixed or not before[field.name] or before[field.name] == after[field.name]:
            continue
        if field.name == "id" and in_steps:
            continue
        if field.name == "handle" and not after["handle"] and view.called(before.handle) - {before.path, after.path}:
            continue  # it was copied from another record, and is given back
        instead = field.instead.format_map({**after.values, "was": before[field.name]})
        yield Breach(
            field.name,
            f'{field.name} of {before.id} cannot change; it must be "{before[field.name]}".',
            instead or f"See the history: wmstrat log {before.reference}",
        )


def _moves(before: Record, after: Record, view: View, in_steps: bool) -> Iterator[Breach]:
    """A state is reached from a state that declares the move."""
    from wmstrat.record.view import state_in_words

    now = before.declared_state
    if before.state == after.state or now is None or after.declared_state is None:
        return
    moves = after.kind.moves(now)
    if after.state not in moves and not (in_steps and after.kind.way(now.name, after.state)):
        yield Breach(
            "state",
            f"{before.id} is {state_in_words(view, now.name)} and cannot become {state_in_words(view, after.state)}.",
            f"Its next state can be: {', '.join(state_in_words(view, name) for name in moves) or 'nothing else'}.",
        )
