"""Finding the record that somebody means by what they typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wmstrat.errors import Invalid, NotFound
from wmstrat.record.record import Record
from wmstrat.record.text import normal, on_one_line, unsafe_name
from wmstrat.workspace.lookups import (
    by_beginning,
    by_code,
    by_exact_id,
    by_id,
    by_key,
    by_name,
    by_number,
    by_plain_name,
    by_tail,
)
from wmstrat.workspace.workspace import Workspace

Look = Callable[[Workspace, str], list[Record]]


def find(workspace: Workspace, text: str, kinds: Iterable[str] = (), *, exactly: bool = False) -> Record:
    """The one record that `text` names: an id, a group's code, an id in any case, a handle, a random tail, a group by
    any of its names, a person by name (each with or without accents), the key of the row that it was imported from, a
    number without its group (`Q7`); else an unambiguous beginning of an id or a name that does not end inside a
    number. `kinds` limits what is meant; with `exactly`, beginnings and numbers without a group do not count. Raises
    NotFound with the candidates when there is none or more than one, Invalid for a text that can be no name."""
    wanted = normal(text.strip())
    if not wanted:
        raise Invalid("The name of a record is empty.")
    if any(mark in wanted for mark in ("/", "\\")) or wanted in (".", ".."):
        raise Invalid('"{text}" is a path, not the name of a record.', text=on_one_line(wanted))
    unsafe = unsafe_name(wanted)
    if unsafe:
        raise Invalid("A text with {found} is not the name of a record.", found=unsafe)
    allowed = set(kinds)
    others: tuple[Look, ...] = () if exactly else (by_number, by_beginning)
    for look in (by_exact_id, by_code, by_id, by_name, by_plain_name, by_tail, by_key, *others):
        records = [record for record in look(workspace, wanted) if not allowed or record.kind.name in allowed]
        matches = list({record.key: record for record in records}.values())
        if len(matches) == 1:
            return matches[0]
        if matches:
            from wmstrat.workspace.not_found import several_called, several_meant

            if look is by_name:
                raise several_called(wanted, matches)
            raise several_meant(wanted, matches, is_begun=look is by_beginning)
    if record := _as_it_was(workspace, wanted, allowed):
        return record
    from wmstrat.workspace.not_found import unknown

    raise unknown(workspace, wanted, allowed, exactly=exactly)


def _as_it_was(workspace: Workspace, wanted: str, allowed: set[str]) -> Record | None:
    """In the past, the record that is called so today: before it had its number, or its group had another code."""
    if not workspace.is_past:
        return None
    present = workspace.present
    present.refresh()
    try:
        record = find(present, wanted, allowed)
    except NotFound:
        return None
    group = workspace.get("group", record.group)
    number = record.id.partition("-")[2]
    names = [record.id, record.handle, f"{group['code']}-{number}" if group and number else ""]
    found = (workspace.get(record.kind.name, name) for name in names if name)
    return next((each for each in found if each and each.group == record.group), None)
