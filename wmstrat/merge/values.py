"""Merging the values of one field: lists as sets, entries by their key, long texts by paragraphs."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from typing import TypeAlias

from wmstrat.files.reading import Raw, Unreadable, read_mapping
from wmstrat.merge.asking import Asking
from wmstrat.merge.choice import Conflict
from wmstrat.merge.ordering import interleaved
from wmstrat.merge.paragraphs import merge_body
from wmstrat.record.fields import Entries
from wmstrat.record.ids import next_number
from wmstrat.record.types import FieldType, Listing, Text, Unfit

Entry: TypeAlias = "dict[str, Raw]"
EntryKey: TypeAlias = "tuple[Hashable, ...]"


def merge_value(
    name: str, type_: FieldType | None, base: Raw | None, mine: Raw | None, theirs: Raw | None, asking: Asking
) -> Raw | None:
    """The value out of three, as it is in a file; None is a key that is not there. `type_` is None for a key
    that no declaration knows. What was given two values is asked for."""
    if alike(type_, mine, theirs) or alike(type_, mine, base):
        return theirs
    if alike(type_, theirs, base):
        return mine
    if isinstance(type_, Listing):
        lists = [_items(type_, raw) for raw in (base, mine, theirs)]
        if lists[0] is not None and lists[1] is not None and lists[2] is not None:
            return _merged_list(lists[0], lists[1], lists[2])
    if isinstance(type_, Entries):
        entries = [_entries(type_, raw) for raw in (base, mine, theirs)]
        if entries[0] is not None and entries[1] is not None and entries[2] is not None:
            return list(_merged_entries(name, type_, entries[0], entries[1], entries[2], asking))
    if isinstance(type_, Text) and isinstance(mine, str) and isinstance(theirs, str):
        texts = [_ended(text) for text in (base, mine, theirs)]
        return merge_body(name, texts[0], texts[1], texts[2], asking).removesuffix("\n")
    choice = asking.ask(name, shown(base), shown(mine), shown(theirs))
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
    """A value as a person reads it: items of a list and keys of an entry one a line, entries with a blank line
    between them."""
    if isinstance(raw, list):
        return ("\n\n" if any(isinstance(item, dict) for item in raw) else "\n").join(shown(item) for item in raw)
    if isinstance(raw, dict):
        return "\n".join(f"{key}: {shown(value)}" for key, value in raw.items())
    return raw or ""


def _items(type_: Listing, raw: Raw | None) -> dict[Hashable, Raw] | None:
    """The items of a list by their values; None for what is no such list."""
    if raw and not isinstance(raw, list):
        return None
    items: dict[Hashable, Raw] = {}
    for item in raw or ():
        try:
            value = type_.of.read(item)
        except Unfit:
            return None
        if value != "":
            items.setdefault(value, item)
    return items


def _merged_list(base: dict[Hashable, Raw], mine: dict[Hashable, Raw], theirs: dict[Hashable, Raw]) -> list[Raw]:
    either = {**mine, **theirs}
    kept = {value for value in either if (value in mine and value in theirs) or value not in base}
    return [either[value] for value in interleaved(base, mine, theirs, kept)]


def _entries(type_: Entries, raw: Raw | None) -> dict[EntryKey, Entry] | None:
    """The entries of a list by their keys, those with one key counted; None for what is no list of mappings."""
    if raw and not isinstance(raw, list):
        return None
    entries: dict[EntryKey, Entry] = {}
    counts: dict[EntryKey, int] = {}
    types = {field.name: field.type for field in type_.fields}
    for item in raw or ():
        if not isinstance(item, dict):
            return None
        key = tuple(_key_part(types.get(name), item.get(name, "")) for name in type_.key)
        counts[key] = counts.get(key, 0) + 1
        entries[(*key, counts[key])] = item
    return entries


def _key_part(type_: FieldType | None, raw: Raw) -> str:
    try:
        return str(type_.read(raw)) if type_ else str(raw)
    except Unfit:
        return str(raw)


def _merged_entries(
    name: str,
    type_: Entries,
    base: Mapping[EntryKey, Entry],
    mine: Mapping[EntryKey, Entry],
    theirs: Mapping[EntryKey, Entry],
    asking: Asking,
) -> Iterator[Raw]:
    mine = _apart(type_, base, mine, theirs, asking) if type_.numbered else mine
    merged: dict[EntryKey, Entry] = {}
    for key in {**theirs, **mine}:
        label = f"{name} {_label(key)}"
        entry = _merged_entry(label, type_, base.get(key), mine.get(key), theirs.get(key), asking)
        if entry is not None:
            merged[key] = entry
    yield from (merged[key] for key in interleaved(base, mine, theirs, merged))


def _apart(
    type_: Entries,
    base: Mapping[EntryKey, Entry],
    mine: Mapping[EntryKey, Entry],
    theirs: Mapping[EntryKey, Entry],
    asking: Asking,
) -> dict[EntryKey, Entry]:
    """Mine, in which a new entry has the next free number if theirs gave its number to another new one."""
    types = {field.name: field.type for field in type_.fields}
    form = re.compile(rf"(.+-{type_.numbered})\d+", re.ASCII)
    used = [str(key[0]) for key in {**base, **theirs, **mine}]
    found: dict[EntryKey, Entry] = {}
    for key, entry in mine.items():
        identity, other = str(key[0]), theirs.get(key)
        numbered = form.fullmatch(identity)
        if numbered is None or key in base or other is None or _can_be_one(types, entry, other):
            found[key] = entry
            continue
        number = next_number(numbered[1], used)
        used.append(number)
        asking.renumbered[identity] = number
        found[number, 1] = {**entry, type_.key[0]: number}
    return found


def _can_be_one(types: Mapping[str, FieldType], one: Entry, other: Entry) -> bool:
    """True for two entries of which none says anything that the other contradicts."""
    return all(
        not one.get(name) or not other.get(name) or alike(types.get(name), one[name], other[name]) for name in one
    )


def _label(key: EntryKey) -> str:
    *parts, count = key
    words = " ".join(" ".join(str(part).split()) for part in parts if part) or "entry"
    return words if count == 1 else f"{words} ({count})"


def _merged_entry(
    label: str, type_: Entries, base: Entry | None, mine: Entry | None, theirs: Entry | None, asking: Asking
) -> Entry | None:
    """One entry out of three, sub-field by sub-field; None for one that is gone."""
    types = {field.name: field.type for field in type_.fields}
    if mine is None or theirs is None:
        there = mine if theirs is None else theirs
        if base is None or there is None:
            return there
        if _alike_entries(types, base, there):
            return None
        return _removed_or_changed(label, base, mine, theirs, asking)
    base = base or {}
    merged: Entry = {}
    for name in {**theirs, **mine}:
        value = merge_value(
            f"{label} {name}", types.get(name), base.get(name), mine.get(name), theirs.get(name), asking
        )
        if value is not None:
            merged[name] = value
    return {name: merged[name] for name in interleaved(base, mine, theirs, merged)}


def _alike_entries(types: Mapping[str, FieldType], one: Entry, other: Entry) -> bool:
    return all(alike(types.get(name), one.get(name), other.get(name)) for name in {**one, **other})


def _removed_or_changed(
    label: str, base: Entry, mine: Entry | None, theirs: Entry | None, asking: Asking
) -> Entry | None:
    conflict = Conflict(label, shown(base), shown(mine), shown(theirs))
    choice = asking.ask(conflict.field, conflict.base, conflict.mine, conflict.theirs)
    if choice.take == "value":
        try:
            return read_mapping(choice.value).values or None
        except Unreadable:
            asking.leave_open(conflict)
            return mine
    return theirs if choice.take == "theirs" else mine
