"""Items: numbered entries in the list of one record that others name, such as the focus items of a group (`CB-F1`)
and the changes of its scope (`CB-C1`)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from wmstrat.record.doors import Door
from wmstrat.record.fields import Field
from wmstrat.record.ids import code_of
from wmstrat.record.problem import Check, Finding, by_editing, by_setting
from wmstrat.record.record import Record
from wmstrat.record.rules import Breach
from wmstrat.record.text import listed
from wmstrat.record.types import Item, Listing
from wmstrat.record.view import View, code_of_group

# How many of the records that name an item a message names.
MOST_NAMED = 3


def focus(about: str) -> Field:
    """The focus items of its group that a record is about (requirement 72)."""
    return Field("focus", Listing(FOCUS), f"the focus items of the group that it {about}, such as CB-F1")


def items_are_known(field: str, type_: Item, about: str, what: str) -> Check:
    """The check that the items in a field, each of them `what`, are in the list of a record."""

    def find(record: Record, view: View) -> Iterator[Finding]:
        names = record[field]
        if not names or view.get("group", record["group"]) is None:
            return  # the check `reference` (or `home`) tells of a group that is not there
        known = {item: item in ids_in(view, type_, _group_of(view, type_, item, record["group"])) for item in names}
        if all(known.values()):
            return
        others = sorted(ids_in(view, type_, record["group"]))
        right = [item for item in names if known[item]] or others[:1]
        expected = f"{what}: {', '.join(others) or 'there are none'}"
        for place, item in enumerate(names):
            if not known[item]:
                advice = (
                    by_setting(record, "Remove it", f" {field}+=".join([f"{field}={right[0]}", *right[1:]]))
                    if right
                    else f"Remove it, or add it: wmstrat edit {_holder(view, type_, record['group'])}"
                )
                yield Finding(f"{field}[{place}]", f'"{item}"', expected, advice)

    return Check(field, about, find)


def named_items_stay(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """An item that other records name is not removed from its list. Two people can bring it about together: one
    removes it, the other names it."""
    if before is None:
        return
    for name in after.kind.numbered_entries:
        gone = {entry["id"] for entry in before[name]} - {entry["id"] for entry in after[name]}
        naming = [record.id for record in _naming(view, after.kind.name, name, gone)] if gone else []
        if naming:
            others = f" and {len(naming) - MOST_NAMED} more" if len(naming) > MOST_NAMED else ""
            yield Breach(
                name,
                f"{listed(sorted(gone))} cannot be removed from {name} of {after.id}: "
                f"{', '.join(naming[:MOST_NAMED])}{others} would name nothing.",
                f"Change the words instead, or first remove it there: wmstrat show {naming[0]}",
                let_in=(Door.PUSH,),
            )


def _naming(view: View, of: str, entries: str, gone: Container[str]) -> Iterator[Record]:
    """The records that name one of the items, in any of their fields."""
    for kind in view.kinds:
        types = {field.name: field.type.each for field in kind.fields}
        fields = [
            name
            for name, type_ in types.items()
            if isinstance(type_, Item) and (type_.of, type_.entries) == (of, entries)
        ]
        for record in view.records(kind.name) if fields else ():
            if not record.unreadable and any(item in gone for name in fields for item in record[name]):
                yield record


def ids_in(view: View, type_: Item, group: str) -> set[str]:
    """The ids of the items of a type in a group."""
    return {entry["id"] for record in _holders(view, type_, group) for entry in record[type_.entries]}


def _holders(view: View, type_: Item, group: str) -> Iterable[Record]:
    """The records of a group that have items of a type in their list."""
    return (record for record in view.records(type_.of, group) if not record.unreadable)


def _holder(view: View, type_: Item, group: str) -> str:
    """The record of a group in whose list an item of a type can be added; the group where there is none yet."""
    return next((record.id for record in _holders(view, type_, group)), group)


def _group_of(view: View, type_: Item, item: str, group: str) -> str:
    """The group whose item this would be: of those that can be of any group the one with its code."""
    if not type_.anywhere:
        return group
    named = view.codes().get(code_of(item).casefold())
    return named.id if named is not None else ""


def entries_are_numbered(field: str, about: str, what: str) -> Check:
    """The check that the entries of a list, which are called `what`, have ids with the code of the group and a
    number, each once."""

    def find(record: Record, view: View) -> Iterator[Finding]:
        code = str(record.values.get("code") or code_of_group(view, record.group))
        stem = f"{code}-{record.kind.numbered_entries[field].numbered}"
        seen: set[str] = set()
        for place, entry in enumerate(record[field]):
            identity = entry["id"]
            number = identity.removeprefix(stem)
            if identity in seen or number == identity or not number.isdecimal():
                expected = f"an id that is used only once, such as {stem}{place + 1}"
                advice = by_editing(record, f"Number the {what}")
                yield Finding(f"{field}[{place}].id", f'"{identity}"', expected, advice)
            seen.add(identity)

    return Check(field, about, find)


FOCUS = Item("group", "focus", "focus items")
CHANGES = Item("scope", "changes", "changes", anywhere=True)
CHANGES_ARE_KNOWN = items_are_known("changes", CHANGES, "Changes are those of a scope.", "a change of a scope")
FOCUS_IS_KNOWN = items_are_known("focus", FOCUS, "Focus items are those of the group.", "a focus item of the group")
