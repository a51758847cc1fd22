"""Merging the values of one field: lists as sets, entries by their key, long texts by paragraphs."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Mapping
from contextlib import suppress
from typing import TypeAlias, TypeVar

from wmstrat.files.reading import Raw, Unreadable, read_mapping
from wmstrat.merge.choice import Asking, Conflict
from wmstrat.merge.paragraphs import merge_body
from wmstrat.record.field_type import FieldType, Unfit
from wmstrat.record.fields import Entries
from wmstrat.record.ids import next_number
from wmstrat.record.types import Listing, Text

Key = TypeVar("Key", bound=Hashable)
Entry: TypeAlias = "dict[str, Raw]"
KeyedEntries: TypeAlias = "dict[tuple[Hashable, ...], Entry]"
Types: TypeAlias = "Mapping[str, FieldType]"


def merge_value(
    name: str, type_: FieldType | None, base: Raw | None, mine: Raw | None, theirs: Raw | None, asking: Asking
) -> Raw | None:
    """The value out of three, as it is in a file; None is a key that is not there. `type_` is None for a key
    that no declaration knows. What was given two values is asked for."""
    if alike(type_, mine, theirs) or alike(type_, mine, base):
        return theirs
    if alike(type_, theirs, base):
        return mine
    with suppress(Unfit):
        if isinstance(type_, Listing):
            return _merged_list(*(_items(type_, raw) for raw in (base, mine, theirs)))
        if isinstance(type_, Entries):
            return _merged_entries(name, type_, asking, *(_entries(type_, raw) for raw in (base, mine, theirs)))
    if isinstance(type_, Text) and isinstance(mine, str) and isinstance(theirs, str):
        return merge_body(name, _ended(base), _ended(mine), _ended(theirs), asking).removesuffix("\n")
    choice = asking.ask(Conflict(name, shown(base), shown(mine), shown(theirs)))
    if choice.take == "value":
        as_list = isinstance(type_, Listing) or (isinstance(mine, list) and isinstance(theirs, list))
        return [*choice.value.splitlines()] if as_list else choice.value
    return theirs if choice.take == "theirs" else mine


def _ended(text: Raw | None) -> str:
    return f"{text.rstrip()}\n" if isinstance(text, str) and text.strip() else ""


def alike(type_: FieldType | None, one: Raw | None, other: Raw | None) -> bool:
    """True for two raw values that mean the same; blank, an empty list and no key at all do."""
    if one == other or (not one and not other):
        return True
    if type_ is None or not isinstance(one, str) or not isinstance(other, str):
        return False
    try:
        return bool(type_.read(one) == type_.read(other))
    except Unfit:
        return False


def shown(raw: Raw | None) -> str:
    """A value as a person reads it: items and keys one a line, entries with a blank line between them."""
    if isinstance(raw, list):
        return ("\n\n" if any(isinstance(item, dict) for item in raw) else "\n").join(map(shown, raw))
    if isinstance(raw, dict):
        return "\n".join(f"{key}: {shown(value)}" for key, value in raw.items())
    return raw or ""


def interleaved(base: Iterable[Key], mine: Iterable[Key], theirs: Iterable[Key], kept: Collection[Key]) -> list[Key]:
    """Those of `kept` in the order of theirs, with what only mine has below what is above it there; at one place
    theirs come first. Where only mine has put things into another order, that is the order."""
    base, mine, theirs = list(base), list(mine), list(theirs)
    shared = set(base).intersection(mine, theirs)
    in_base, in_mine, in_theirs = ([key for key in side if key in shared] for side in (base, mine, theirs))
    first, second = (mine, theirs) if in_theirs == in_base != in_mine else (theirs, mine)
    leading, held = set(first), set(second)
    followers: dict[Key | None, list[Key]] = {}
    above: Key | None = None
    for key in second:
        if key not in leading:
            followers.setdefault(above, []).append(key)
        else:
            above = key
    order: list[Key] = []
    waiting = followers.get(None, [])
    for key in first:
        if key in held:
            order += waiting
            waiting = followers.get(key, [])
        order.append(key)
    return [key for key in order + waiting if key in kept]


def _list_of(raw: Raw | None) -> list[Raw]:
    """The items of a list, none for what is blank. Raises Unfit for what is no list."""
    if raw and not isinstance(raw, list):
        raise Unfit(shown(raw), "a list")
    return raw if isinstance(raw, list) else []


def _items(type_: Listing, raw: Raw | None) -> dict[Hashable, Raw]:
    """The items of a list by their values. Raises Unfit for what is no such list."""
    items: dict[Hashable, Raw] = {}
    for item in _list_of(raw):
        value = type_.of.read(item)
        if value != "":
            items.setdefault(value, item)
    return items


def _merged_list(base: dict[Hashable, Raw], mine: dict[Hashable, Raw], theirs: dict[Hashable, Raw]) -> list[Raw]:
    either = {**mine, **theirs}
    kept = {value for value in either if (value in mine and value in theirs) or value not in base}
    return [either[value] for value in interleaved(base, mine, theirs, kept)]


def _types(entries: Entries) -> dict[str, FieldType]:
    return {field.name: field.type for field in entries.fields}


def _entries(type_: Entries, raw: Raw | None) -> KeyedEntries:
    """The entries by their keys, those with one key counted. Raises Unfit for what is no list of mappings."""
    entries: KeyedEntries = {}
    counts: dict[tuple[Hashable, ...], int] = {}
    types = _types(type_)
    for item in _list_of(raw):
        if not isinstance(item, dict):
            raise Unfit(shown(item), "an entry")
        key = tuple(_key_part(types.get(name), item.get(name, "")) for name in type_.key)
        counts[key] = counts.get(key, 0) + 1
        entries[(*key, counts[key])] = item
    return entries


def _key_part(type_: FieldType | None, raw: Raw) -> str:
    with suppress(Unfit):
        return str(type_.read(raw)) if type_ else str(raw)
    return str(raw)


def _merged_entries(
    name: str, type_: Entries, asking: Asking, base: KeyedEntries, mine: KeyedEntries, theirs: KeyedEntries
) -> list[Raw]:
    mine = _numbered_apart(type_, base, mine, theirs, asking) if type_.numbered else mine
    types = _types(type_)
    merged: KeyedEntries = {}
    for key in {**theirs, **mine}:
        *parts, count = key
        words = " ".join(" ".join(str(part).split()) for part in parts if part) or "entry"
        label = f"{name} {words}" if count == 1 else f"{name} {words} ({count})"
        entry = _merged_entry(label, types, base.get(key), mine.get(key), theirs.get(key), asking)
        if entry is not None:
            merged[key] = entry
    return [merged[key] for key in interleaved(base, mine, theirs, merged)]


def _numbered_apart(
    type_: Entries, base: KeyedEntries, mine: KeyedEntries, theirs: KeyedEntries, asking: Asking
) -> KeyedEntries:
    """Mine, in which a new entry has the next free number if theirs gave its number to another new one."""
    types = _types(type_)
    form = re.compile(rf"(.+-{type_.numbered})\d+", re.ASCII)
    used = [str(key[0]) for key in {**base, **theirs, **mine}]
    entries: KeyedEntries = {}
    for key, entry in mine.items():
        identity, other = str(key[0]), theirs.get(key)
        match = form.fullmatch(identity)
        if match is None or key in base or other is None or _can_be_one(types, entry, other):
            entries[key] = entry
            continue
        number = next_number(match[1], used)
        used.append(number)
        asking.renumbered[identity] = number
        entries[number, 1] = {**entry, type_.key[0]: number}
    return entries


def _can_be_one(types: Types, one: Entry, other: Entry) -> bool:
    """True for two entries of which none says anything that the other contradicts."""
    return all(
        not one.get(name) or not other.get(name) or alike(types.get(name), one[name], other[name]) for name in one
    )


def _merged_entry(
    label: str, types: Types, base: Entry | None, mine: Entry | None, theirs: Entry | None, asking: Asking
) -> Entry | None:
    """One entry out of three, sub-field by sub-field; None for one that is gone."""
    if mine is None or theirs is None:
        there = mine if theirs is None else theirs
        if base is None or there is None:
            return there
        if all(alike(types.get(name), base.get(name), there.get(name)) for name in {**base, **there}):
            return None
        conflict = Conflict(label, shown(base), shown(mine), shown(theirs))
        choice = asking.ask(conflict)
        if choice.take == "value":
            try:
                return read_mapping(choice.value).values or None
            except Unreadable:
                asking.leave_open(conflict)
                return mine
        return theirs if choice.take == "theirs" else mine
    base = base or {}
    merged: Entry = {}
    for name in {**theirs, **mine}:
        versions = base.get(name), mine.get(name), theirs.get(name)
        value = merge_value(f"{label} {name}", types.get(name), *versions, asking)
        if value is not None:
            merged[name] = value
    return {name: merged[name] for name in interleaved(base, mine, theirs, merged)}
