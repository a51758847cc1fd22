"""What records wait for, and what holds them up (requirement 7): for any kind with a day on which it is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.problem import Finding, by_editing, by_setting
from wmstrat.record.record import Record
from wmstrat.record.reporting import Computed, Filter, OfGroup
from wmstrat.record.states import ASIDE
from wmstrat.record.text import listed
from wmstrat.record.types import Line, Listing, Reference
from wmstrat.record.view import View
from wmstrat.record.waiting import chain, waits_of

WAITS_ON = (
    Field("record", Reference(), "what it waits for", required=True),
    Field("until", Line(), "the state that it waits for; blank: until it is done"),
)
FIELD = Field(
    "waits_on", Entries(WAITS_ON, ("record",), after_sign="until"), "what it waits for: record, until", seldom=True
)


def held_up_by(record: Record, view: View, day: str) -> Value:
    """The records through which an open one waits for what is late or due after it."""
    return [*chain(record, view, day)]


def can_happen(record: Record, view: View) -> Iterator[Finding]:
    """What finds a state to wait for that the other record does not have."""
    for place, wait in enumerate(waits_of(record)):
        other = view.named(wait.record)
        if wait.until and other is not None and other.kind.state_named(wait.until) is None:
            names = [state.name for state in other.kind.states]
            expected = f"a state of {wait.record}: {listed(names, 'or')}" if names else "nothing: it has no states"
            yield Finding(f"waits_on[{place}].until", f'"{wait.until}"', expected, by_editing(record, "Correct it"))


def put_aside(record: Record, view: View) -> dict[int, Record]:
    """What an open record waits for that was put aside and so satisfies nothing, by its place in the list."""
    others = (
        (place, view.named(wait.record)) for place, wait in enumerate(waits_of(record) if record.is_open else ())
    )
    return {place: other for place, other in others if other and (now := other.declared_state) and now.means == ASIDE}


def is_not_put_aside(record: Record, view: View) -> Iterator[Finding]:
    """What finds an open record that waits for one that was put aside."""
    for place, other in put_aside(record, view).items():
        advice = by_setting(record, "Remove it, or wait for another record", f"waits_on-={other.id}")
        yield Finding(f"waits_on[{place}]", f"{other.id}, which is {other.state}", "an open record", advice)


def without_it(of: OfGroup, about: Sequence[str]) -> str:
    """The command by which the first of these records no longer waits for what was put aside."""
    record = of.view.named(about[0])
    others = [*put_aside(record, of.view).values()] if record else []
    return f"wmstrat set {about[0]} waits_on-={others[0].id}" if others else ""


HELD_UP_BY = Computed("held_up_by", Listing(Line()), "what it is held up by", label="Held up by", value=held_up_by)
HELD_UP = Filter("held_up", "only those that wait for something late", held_up_by)
