"""Which records a list shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.change.editing import state_meant
from wmstrat.checks.symlinks import hiding
from wmstrat.errors import UsageProblem
from wmstrat.record.days import holds_on, parsed_day
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.reporting import Filter
from wmstrat.record.types import Choice, Day, Flag, Line, Reference, Term
from wmstrat.record.view import labels_of, vocabulary
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.record.view import View
    from wmstrat.workspace.workspace import Workspace

Holds = Callable[[Record, "View", str], bool]


def _is_open(record: Record, view: View, day: str) -> bool:
    del view, day
    return record.is_open


def _is_late(record: Record, view: View, day: str) -> bool:
    """True for an open record that was due before the day."""
    del view
    due = str(record[record.kind.due])
    return record.is_open and due[:1].isdecimal() and due < day


OPEN = Filter("open", "only those in which something is left to do", _is_open)
LATE = Filter("late", "only those that are open and were due before today", _is_late)


def filters(kind: Kind) -> tuple[Filter, ...]:
    """The options without a value by which a list of the kind can be narrowed."""
    general = [*([OPEN] if kind.states else []), *([LATE] if kind.due else [])]
    return (*general, *kind.filters)


def words(kind: Kind) -> Iterator[Field]:
    """The fields that take one of a few words: a list can be narrowed by each of them."""
    for field in kind.fields:
        if isinstance(field.type, Choice | Term) and field.name != "state":
            yield field


def options(kind: Kind) -> Iterator[Field]:
    """Every option by which a list of the kind can be narrowed or sorted."""
    if kind.states:
        names = tuple(state.name for state in kind.states)
        yield Field("state", Choice(names), "only those in this state")
    if {"since", "until"} <= kind.by_name.keys():
        yield Field("on", Day(), "only those that hold on this day, such as today or 2018-07")
    elif kind.day:
        yield Field("since", Day(), "only those from this day on")
        yield Field("until", Day(), "only those until this day")
    yield from (Field(one.name, Flag(), one.about) for one in filters(kind))
    yield from (replace(field, about=f"only those with this {field.name}", required=False) for field in words(kind))
    if any(True for field in kind.fields if any(field.points_at_records)):
        yield Field("for", Reference(), "only those that name this record or person")
    yield Field("sort", Line(), "the field to sort by; with a dash before it, the other way round")


class Wanted(Struct, frozen=True):
    """How a list is narrowed: by the slug of a group, a state, the id of a record that is named, a first and a last
    day, filters; and how it is sorted. `holds` is a day on which a record holds, `day` the day of the list."""

    day: str
    group: str = ""
    state: str = ""
    named: str = ""
    since: str = ""
    until: str = ""
    holds: str = ""
    filters: tuple[Filter, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    sort: str = ""

    def __bool__(self) -> bool:
        return any((self.group, self.state, self.named, self.since, self.until, self.holds, self.filters, self.words))

    @staticmethod
    def of(workspace: Workspace, kind: Kind, typed: Mapping[str, Any]) -> Wanted:
        """What was typed. Raises NotFound for an unknown group or record, UsageProblem for an unknown state or field,
        Invalid for what is not a day."""

        def day(name: str) -> str:
            return parsed_day(typed[name], workspace.today) if typed.get(name) else ""

        state = state_meant(workspace, kind, typed["state"]) if typed.get("state") else ""
        if state and kind.state_named(state) is None:
            raise UsageProblem(
                '"{state}" is not a state of a {kind}. The states are: {states}.',
                kind=kind.name,
                state=state,
                states=", ".join(known.name for known in kind.states),
            )
        sort = str(typed.get("sort") or "")
        columns = [*kind.by_name, *(computed.name for computed in kind.computed)]
        if sort and sort.removeprefix("-") not in columns:
            raise UsageProblem(
                'A list of {kinds} cannot be sorted by "{sort}". The fields are: {fields}.',
                kinds=kind.plural,
                sort=sort,
                fields=", ".join(columns),
            )
        return Wanted(
            workspace.today,
            _group(workspace, kind, typed.get("group")),
            state,
            find(workspace, typed["for"]).id if typed.get("for") else "",
            day("since"),
            day("until"),
            day("on"),
            tuple(one for one in filters(kind) if typed.get(one.name)),
            tuple(
                (field.name, _word(workspace, field, typed[field.name]))
                for field in words(kind)
                if typed.get(field.name)
            ),
            sort,
        )


def _word(workspace: Workspace, field: Field, typed: str) -> str:
    """The word of a field that was typed, or whose label was. Raises UsageProblem for one that it does not take."""
    known = (
        field.type.options
        if isinstance(field.type, Choice)
        else tuple(vocabulary(workspace, field.type.vocabulary))
        if isinstance(field.type, Term)
        else ()
    )
    labels = labels_of(workspace)
    for word in known:
        if typed.casefold() in (word.casefold(), labels.get(word, word).casefold()):
            return word
    raise UsageProblem(
        '"{word}" is no {field} that is used here. There are: {words}.',
        word=typed,
        field=field.name,
        words=", ".join(known) or "none",
    )


def _group(workspace: Workspace, kind: Kind, typed: str | None) -> str:
    if typed is None:
        return ""
    if kind.home.process and typed.casefold() == "all":
        return ALL
    return find(workspace, typed, ("group",)).id


def listed(workspace: Workspace, kind: Kind, wanted: Wanted) -> Iterator[Record]:
    """The records of a kind that are wanted. A record that cannot be read is in every list of its group."""
    records = (
        record
        for record in workspace.records(kind.name, wanted.group)
        if record.unreadable or _is_wanted(record, workspace, wanted)
    )
    if not wanted.sort:
        return records
    name = wanted.sort.removeprefix("-")
    computed = {one.name: one for one in kind.computed}.get(name)

    def key(record: Record) -> tuple[bool, Any]:
        value = computed.value(record, workspace, wanted.day) if computed else record[name]
        return value not in ("", None, []), str(value) if isinstance(value, list | dict) else value or 0

    def comparable(record: Record) -> tuple[bool, str, Any]:
        filled, value = key(record)
        return filled, "" if isinstance(value, int) else str(value), value if isinstance(value, int) else 0

    return iter(sorted(records, key=comparable, reverse=wanted.sort.startswith("-")))


def _is_wanted(record: Record, workspace: Workspace, wanted: Wanted) -> bool:
    day = str(record[record.kind.day])[:10] if record.kind.day else ""
    return (
        (not wanted.state or record.state == wanted.state)
        and (not wanted.holds or holds_on(record.values, wanted.holds))
        and (not wanted.since or (bool(day) and day >= wanted.since))
        and (not wanted.until or (bool(day) and day <= wanted.until))
        and (not wanted.named or wanted.named in _names(record))
        and all(one.holds(record, workspace, wanted.day) for one in wanted.filters)
        and all(str(record[name]).casefold() == word.casefold() for name, word in wanted.words)
    )


def _names(record: Record) -> Iterator[str]:
    for field in record.kind.fields:
        yield from (target for _, target in field.type.references(record[field.name]))


def unseen(workspace: Workspace, kind: Kind) -> str:
    """What cannot be shown of a kind, in sentences; empty when all of it is seen."""
    sentences = [
        f"{path} is a symbolic link, which is not followed, so {kind.plural} in it are not shown here. "
        "What to do about it: wmstrat check"
        for path in hiding(workspace, kind)
    ]
    if kind.home.private and not workspace.sees_private:
        sentences.append(f"This clone has no private/ repository, so its {kind.plural} are not shown here.")
    elif kind.has_private_half and not workspace.sees_private:
        fields = ", ".join(field.name for field in kind.fields if field.private)
        sentences.append(
            f"This clone has no private/ repository, so {kind.plural} who are known there alone, and {fields} of all "
            "others, are not shown here."
            if kind.can_be_hidden
            else f"This clone has no private/ repository, so {fields} of the {kind.plural} are not shown here."
        )
    return "\n".join(sentences)
