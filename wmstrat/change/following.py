"""Fills in what follows from a change: the values of a new record that nobody typed, and fields that change together
with others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.change.rules import cleared_by_going_on
from wmstrat.record.day_types import Day
from wmstrat.record.doors import Door
from wmstrat.record.home import ALL, Home
from wmstrat.record.kind import Kind, Step
from wmstrat.record.laws import Logged
from wmstrat.record.record import Record, Values
from wmstrat.record.rules import BODY
from wmstrat.record.view import View, code_of_group

if TYPE_CHECKING:
    from wmstrat.record.field_type import Value


def new_values(kind: Kind, typed: Mapping[str, Value], view: View, door: Door) -> dict[str, Value]:
    """Every field of a new record but its id: what was typed, its group, what its kind fills in, its first state."""
    values = {**kind.blank(), **{name: value for name, value in typed.items() if value is not None}}
    if kind.in_group and not values["group"]:
        values["group"] = _group_meant(kind.home, values, view)
    if kind.initial:
        values.update(_known(kind, values, kind.initial(values, view), view, door))
    if kind.states and not values["state"]:
        values["state"] = kind.states[0].name
    return values


def followed(step: Step, view: View, door: Door) -> Record:
    """The record after a step with all that changes besides: what its kind says, the day of its state, what is
    logged, the numbers of new entries, and the cleared fields of a decision that no longer exists."""
    before, after = step.before, step.after
    for follow in after.kind.follow:
        follows = dict(follow(Step(before, after, step.settles), view))
        body = follows.pop(BODY, after.body)
        after = replace(after.with_values(**_known(after.kind, after.values, follows, view, door)), body=body)
    if (state := after.declared_state) and state.on and not after[state.on] and _is_day(after.kind, state.on):
        after = after.with_values(**_known(after.kind, after.values, {state.on: view.today}, view, door))
    for law in after.kind.laws:
        if isinstance(law, Logged) and (entries := law.entry(before, after, view.today)):
            after = after.with_values(**{law.log: [*after[law.log], *entries]})
    for name, type_ in after.kind.numbered_entries.items():
        code = str(after.values.get("code") or code_of_group(view, after.group))
        after = after.with_values(**{name: type_.with_numbers(after[name], code)})
    return after if step.settles else after.with_values(**cleared_by_going_on(before, after))


def _is_day(kind: Kind, name: str) -> bool:
    """False for a field with a moment, which nobody can fill in for somebody else."""
    return isinstance(kind.by_name[name].type, Day)


def _known(kind: Kind, before: Values, follows: Values, view: View, door: Door) -> Values:
    """The values that follow. In an import a day that the file does not give is not known: it is not today, when
    somebody imported the file."""
    if door is not Door.IMPORT:
        return follows
    new = {name: value for name, value in follows.items() if not before[name]}
    return {**follows, **{name: kind.by_name[name].not_known(value, view.today) for name, value in new.items()}}


def _group_meant(home: Home, values: Values, view: View) -> Value:
    """The group of a new record that names none: that of the record (or the first of several) through which it
    belongs to one; the whole process where there is no such record, and for a kind of the process alone."""
    if not home.through:
        return "" if home.groups else ALL
    reference = values[home.through]
    identity = reference[0] if isinstance(reference, list) and reference else reference
    record = view.named(str(identity)) if identity else None
    return record.group if record is not None and record.group else ALL
