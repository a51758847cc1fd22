"""What people type for a field, made into its value: days in words, records by any of their names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from wmstrat.errors import Invalid, UsageProblem
from wmstrat.record.fields import AboutWhen, Day, Field, FieldType, Listing, Reference, Unfit, Value
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.text import normal
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def day(text: str, today: str) -> str:
    """The ISO day that a text names: itself, today, yesterday, tomorrow, +2w or -3d (days, weeks, months, years),
    a weekday (the next one, today included), or the first day of a month such as 2018-07. Raises Invalid."""
    now = date.fromisoformat(today)
    word = text.strip().casefold()
    simple = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in simple:
        return (now + timedelta(days=simple[word])).isoformat()
    if word in WEEKDAYS:
        return (now + timedelta(days=(WEEKDAYS.index(word) - now.weekday()) % 7)).isoformat()
    moved = re.fullmatch(r"([+-])(\d{1,4})([dwmy])", word, re.ASCII)
    try:
        if moved:
            return _moved(now, int(moved[1] + moved[2]), moved[3]).isoformat()
        return Day().typed(f"{word}-01" if re.fullmatch(r"\d{4}-\d{2}", word, re.ASCII) else word)
    except (Unfit, ValueError, OverflowError):
        raise Invalid(
            '"{text}" is no day. Type a day such as 2018-07-20, 2018-07, today, yesterday, tomorrow, monday or +2w.',
            text=text,
        ) from None


def _moved(now: date, number: int, unit: str) -> date:
    if unit in "dw":
        return now + timedelta(days=number * (7 if unit == "w" else 1))
    months = now.year * 12 + now.month - 1 + number * (12 if unit == "y" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    last = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)).day
    return first.replace(day=min(now.day, last))


def value(workspace: Workspace, field: Field, text: str, *, exactly: bool = False) -> Value:
    """The value of a field out of what was typed; the items of a list have commas between them. With `exactly`,
    the beginning of an id names no record.

    Raises Invalid when the field does not take it, NotFound when it names no record.
    """
    type_ = field.type
    if isinstance(type_, Listing):
        read = (_single(workspace, field, type_.of, part.strip(), exactly) for part in text.split(","))
        return [one for one in read if one != ""]
    return _single(workspace, field, type_, text, exactly)


def item(workspace: Workspace, field: Field, text: str) -> Value:
    """One item of a list field, commas and all."""
    assert isinstance(field.type, Listing)  # noqa: S101 - for the type checker: the caller has looked
    return _single(workspace, field, field.type.of, text.strip(), exactly=True)


def _single(workspace: Workspace, field: Field, type_: FieldType, text: str, exactly: bool) -> Value:
    if not text:
        return type_.empty
    if isinstance(type_, Day):
        return day(text, workspace.today)
    if isinstance(type_, Reference):
        return find(workspace, text, type_.kinds, exactly=exactly).id
    if isinstance(type_, AboutWhen) and not text[0].isdecimal():
        return day(text, workspace.today)
    try:
        return type_.read(normal(text))
    except Unfit as error:
        raise Invalid(
            "{field}: found {found}, expected {expected}.",
            field=field.name,
            found=error.found,
            expected=error.expected,
        ) from None


def values(workspace: Workspace, kind: Kind, texts: Mapping[str, str | list[str] | None]) -> dict[str, Value]:
    """The values of several fields as typed; what was not typed (None, an empty list) is left out."""
    read: dict[str, Value] = {}
    for name, text in texts.items():
        if text is None or text == []:
            continue
        field = kind.by_name[name]
        if text == "" and field.required:
            raise Invalid("{field}: found nothing, expected {expected}.", field=name, expected=field.type.expected)
        if isinstance(text, list):
            read[name] = [one for part in text for one in value(workspace, field, part)]
        else:
            read[name] = value(workspace, field, text)
    return read


def assignments(workspace: Workspace, record: Record, typed: list[str]) -> dict[str, Value]:
    """What `set` makes of `field=value`, `field=` (clears), `field+=value` and `field-=value` (lists).

    Raises UsageProblem for another form or an unknown field, Invalid and NotFound as `value` does.
    """
    changed: dict[str, Value] = {}
    for place, one in enumerate(typed):
        if one.replace("-", "_") in record.kind.by_name:
            following = typed[place + 1] if place + 1 < len(typed) and "=" not in typed[place + 1] else ""
            raise UsageProblem(
                'Between "{field}" and its value stands no "=". Type: wmstrat set {id} {assignment}',
                field=one,
                id=record.id,
                assignment=shlex.quote(f"{one}={following or 'VALUE'}"),
            )
        found = re.match(r"([A-Za-z_-]+?)(\+=|-=|=)", one)
        name = found[1].replace("-", "_") if found else ""
        field = record.kind.by_name.get(name)
        if found is None or field is None:
            raise UsageProblem(
                '"{typed}" sets no field of a {kind}. Type FIELD=VALUE; the fields are: {fields}.',
                typed=one,
                kind=record.kind.name,
                fields=", ".join(field.name for field in record.kind.fields if not field.fixed),
            )
        text = one[found.end() :]
        if found[2] == "=":
            changed[name] = value(workspace, field, text, exactly=True) if text else field.type.empty
            continue
        if not isinstance(field.type, Listing):
            raise UsageProblem("{field} is no list; set it with: {field}=VALUE", field=name)
        items: list[Value] = list(changed[name] if name in changed else record[name])
        if found[2] == "+=":
            added = item(workspace, field, text)
            changed[name] = items if added in items else [*items, added]
        else:
            removed = text.strip() if text.strip() in items else item(workspace, field, text)
            if removed not in items:
                raise Invalid("{field} of {id} does not hold {item}.", field=name, id=record.id, item=removed)
            changed[name] = [held for held in items if held != removed]
    return changed
