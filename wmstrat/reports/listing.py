"""Which records a list shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wmstrat.change.editing import state_meant
from wmstrat.checks.symlinks import hiding
from wmstrat.errors import UsageProblem
from wmstrat.record.day_types import Day
from wmstrat.record.days import holds_on, parsed_day, refuse_backwards
from wmstrat.record.field_type import STATE_LABELS, word_meant
from wmstrat.record.fields import Field
from wmstrat.record.folding import fold
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.nearest import did_you_mean
from wmstrat.record.prompts import has_prompts, is_outdated
from wmstrat.record.record import Record
from wmstrat.record.relations import sources_of
from wmstrat.record.reporting import Filter
from wmstrat.record.stages import is_late
from wmstrat.record.text import with_group
from wmstrat.record.types import Choice, Flag, Language, Line, Listing, Reference, Term
from wmstrat.record.view import code_of_group, labels_of, state_in_words, vocabulary
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# Whether a record is wanted.
Condition = Callable[[Record], bool]


OPEN = Filter("open", "only records in which something is left to do", lambda record, _view, _day: record.is_open)
LATE = Filter("late", "only open records that were due before today, of groups whose work is not over", is_late)
OUTDATED = Filter(
    "outdated", "only open records that do not have a prompt which their template has got since", is_outdated
)


def filters(kind: Kind) -> tuple[Filter, ...]:
    """The options without a value by which a list of the kind can be narrowed."""
    general = [
        *([OPEN] if kind.states else []),
        *([LATE] if kind.due else []),
        *([OUTDATED] if has_prompts(kind) else []),
    ]
    return (*general, *kind.filters)


def _words(kind: Kind) -> Iterator[tuple[Field, Choice | Term | Language]]:
    """The fields that take one of a few words: a list can be narrowed by each of them."""
    for field in kind.fields:
        type_ = field.type.each
        if isinstance(type_, Choice | Term | Language) and field.name != "state":
            yield field, type_


def _named(kind: Kind) -> Iterator[tuple[Field, Reference | Line, bool]]:
    """The columns with records or names in them, and whether they hold several: a list can be narrowed by each. The
    group is typed before the options."""
    for field in (kind.by_name[name] for name in kind.columns if name in kind.by_name):
        several = isinstance(field.type, Listing)
        type_ = field.type.each
        if isinstance(type_, Reference | Line) and field.name not in ("id", "title", "name", "group"):
            yield field, type_, several


def options(kind: Kind) -> Iterator[Field]:
    """Every option by which a list of the kind can be narrowed or sorted."""
    if kind.states:
        names = tuple(state.name for state in kind.states)
        yield Field("state", Choice(names), "only records in this state")
    if {"since", "until"} <= kind.by_name.keys():
        yield Field("on", Day(), "only records that were valid on this date, such as today or 2018-07")
    elif kind.day:
        yield Field("since", Day(), "only records from this date on")
        yield Field("until", Day(), "only records until this date")
    yield from (Field(option.name, Flag(), option.about) for option in filters(kind))
    for field, type_ in _words(kind):
        word = field.flag or field.name
        yield replace(field, type=type_, about=f'filter by the field "{word}"', required=False)
    for field, named, _ in _named(kind):
        about = f'filter by the field "{field.flag or field.name}"'
        about += "; a part of the text is enough" if isinstance(field.type, Line) else ""
        yield replace(field, type=named, about=about, required=False)
    if kind.pointing:
        yield Field("for", Reference(), "only records that name this record or person")
    yield Field("sort", Line(), "the field to sort by; with a dash before it, in reverse order")


def listed(workspace: Workspace, kind: Kind, typed: Mapping[str, Any]) -> tuple[Iterable[Record], Callable[[], str]]:
    """The records of a kind that are wanted by what was typed for the options, and what says that there are none.
    A record that cannot be read is in every list of its group. Raises NotFound for an unknown group or record,
    UsageProblem for an unknown state, word or field, Invalid for what is not a day."""
    known = {"group", *(field.name for field in options(kind))}
    for name in (name for name, value in typed.items() if value and name not in known):
        raise UsageProblem("A {kind} had no field {name} then.", kind=kind.command, name=name)
    group = typed.get("group")
    if group is not None:
        group = ALL if kind.home.process and group.casefold() == "all" else find(workspace, group, ("group",)).id
    conditions = list(conditions_of(workspace, kind, typed))
    records = (
        record
        for record in workspace.records(kind.name, group or "")
        if record.unreadable or all(holds(record) for holds in conditions)
    )
    nothing = partial(_nothing, workspace, kind, group or "", typed if conditions else {})
    return _sorted(records, workspace, kind, str(typed.get("sort") or kind.sorted_by)), nothing


def _nothing(workspace: Workspace, kind: Kind, group: str, typed: Mapping[str, Any]) -> str:
    """What to say of a list without records: that there are none yet, or none that fits, and how to see all."""
    code = code_of_group(workspace, group)
    of = f" of {code}" if code else ""
    wanted = {field: typed[field.name] for field in options(kind) if typed.get(field.name) and field.name != "sort"}
    if workspace.is_past:
        return f"No {kind.plural}{of}{' fit what was asked for' if wanted else ''} on {workspace.today}."
    if not wanted:
        codes = [str(each["code"]) for each in workspace.groups() if each["code"]]
        return f"No {kind.plural}{of} yet. For example: {with_group(kind.example, [code] if code else codes)}"
    words = [
        field.option if value is True else f"{field.option} {quote(str(value))}" for field, value in wanted.items()
    ]
    state = next((value for field, value in wanted.items() if field.name == "state"), "")
    if state and len(wanted) == 1:
        what = f'has the state "{state_in_words(workspace, state_meant(workspace, kind, state))}"'
    else:
        what = f"matches {' '.join(words)}"
    return f"No {kind.command}{of} {what}. All: wmstrat {kind.command} list{f' {code}' if code else ''}"


def conditions_of(workspace: Workspace, kind: Kind, typed: Mapping[str, Any]) -> Iterator[Condition]:
    """What holds for the records of a kind that are wanted by what was typed for the options of its list. Raises as
    `listed` does."""
    if typed.get("state"):
        state = _state(workspace, kind, typed["state"])
        yield lambda record: record.state == state
    if typed.get("for"):
        identity = find(workspace, typed["for"]).id
        yield lambda record: identity in _names(record)
    days = {
        name: parsed_day(typed[name], workspace.own_day, is_end=name == "until")
        for name in ("on", "since", "until")
        if typed.get(name)
    }
    refuse_backwards(days.get("since", ""), days.get("until", ""))
    if "on" in days:
        yield lambda record: holds_on(record.values, days["on"])
    if "since" in days:
        yield lambda record: _is_since(days["since"], _day(record))
    if "until" in days:
        yield lambda record: "" < _day(record) <= days["until"]
    wanted = [option for option in filters(kind) if typed.get(option.name)]
    if wanted:
        yield lambda record: all(option.holds(record, workspace, workspace.today) for option in wanted)
    for field, type_ in _words(kind):
        if typed.get(field.name):
            word = _word(workspace, field, type_, typed[field.name])
            yield partial(_holds_word, field.name, word, isinstance(type_, Language))
    for field, named, several in _named(kind):
        text = typed.get(field.name)
        if text and isinstance(named, Reference):
            target = find(workspace, text, named.kinds)
            became = target.kind.became if field.name not in kind.became else ()
            earlier = {each for name in became for each in sources_of(workspace, target.kind, name, target.id)}
            yield partial(_points_at, field.name, {target.id, *earlier})
        elif text:
            yield partial(_is_said, field.name, fold(text), several)


def _points_at(name: str, identities: set[str], record: Record) -> bool:
    """True where the field names one of the records: that which was typed, or one that lives on in it."""
    return any(target in identities for _, target in record.kind.by_name[name].type.references(record[name]))


def _is_said(name: str, wanted: str, several: bool, record: Record) -> bool:
    said = map(fold, record[name] if several else [str(record[name])])
    return any(wanted == text or (not several and wanted in text) for text in said)


def _holds_word(name: str, word: str, variants: bool, record: Record) -> bool:
    """True where the field has the word, or with `variants` (of a language) one that goes on after a dash."""
    value, wanted = record[name], word.casefold()
    held = [str(item).casefold() for item in (value if isinstance(value, list) else [value])]
    return any(item == wanted or (variants and item.startswith(f"{wanted}-")) for item in held)


def _day(record: Record) -> str:
    return str(record[record.kind.day])[:10] if record.kind.day else ""


def _is_since(first: str, day: str) -> bool:
    """True for a day, or as much of it as is known, that can be on or after the first one."""
    return day != "" and day >= first[: len(day)]


def _names(record: Record) -> Iterator[str]:
    for field in record.kind.fields:
        yield from (target for _, target in field.type.references(record[field.name]))


def _state(workspace: Workspace, kind: Kind, typed: str) -> str:
    state = state_meant(workspace, kind, typed)
    if kind.state_named(state) is None:
        raise UsageProblem(
            '"{state}" is not a state of a {kind}.{meant} The states are: {states}.',
            kind=kind.command,
            state=state,
            meant=did_you_mean(state, (known.name for known in kind.states)),
            states=", ".join(known.name for known in kind.states),
        )
    return state


def _word(workspace: Workspace, field: Field, type_: Choice | Term | Language, typed: str) -> str:
    """The word of a field that was typed, or whose label was. Raises UsageProblem for one that it does not take."""
    if isinstance(type_, Language):
        return typed
    known = type_.options if isinstance(type_, Choice) else vocabulary(workspace, type_.vocabulary)
    labels = labels_of(workspace, STATE_LABELS if isinstance(type_, Choice) else type_.vocabulary)
    if word := word_meant(typed, known, labels):
        return word
    raise UsageProblem(
        'There is no {field} "{word}" here.{meant} It can be: {words}.',
        word=typed,
        field=field.name,
        meant=did_you_mean(typed, [*known, *labels.values()]),
        words=", ".join(known) or "nothing yet",
    )


def _sorted(records: Iterable[Record], workspace: Workspace, kind: Kind, sort: str) -> Iterable[Record]:
    """The records by a field that every record or computed column has, the other way round with a dash before it.
    States and other words of the code are in the order in which they are declared."""
    computed = {column.name: column for column in kind.computed}
    name, columns = sort.removeprefix("-"), [*kind.by_name, *computed]
    if not sort:
        return records
    if name not in columns:
        raise UsageProblem(
            'A list of {kinds} cannot be sorted by "{sort}". The fields are: {fields}.',
            kinds=kind.plural,
            sort=sort,
            fields=", ".join(columns),
        )

    type_ = (computed.get(name) or kind.by_name[name]).type

    def comparable(record: Record) -> tuple[bool, str, int]:
        column = computed.get(name)
        value = column.value(record, workspace, workspace.today) if column else record[name]
        if isinstance(type_, Choice) and value in type_.options:
            value = type_.options.index(value)
        filled = value not in ("", None, [])
        return (filled, "", value) if isinstance(value, int) else (filled, str(value or ""), 0)

    return sorted(records, key=comparable, reverse=sort.startswith("-"))


def unseen(workspace: Workspace, kind: Kind) -> str:
    """What cannot be shown of a kind, in sentences; empty when all of it is seen."""
    sentences = [
        f"{path} is a symbolic link. wmstrat does not follow it, so {kind.plural} in it are not shown. See what to "
        "do: wmstrat check"
        for path in hiding(workspace, kind)
    ]
    if (kind.home.private or kind.has_private_half) and not workspace.sees_private:
        fields = ", ".join(field.name for field in kind.fields if field.private)
        missing = f"{fields} of the {kind.plural}"
        if kind.home.private:
            missing = f"its {kind.plural}"
        elif kind.can_be_hidden:
            missing = f"private {kind.plural}, and {fields} of all others,"
        sentences.append(f"This clone has no private/ repository, so {missing} are not shown here.")
    return "\n".join(sentences)
