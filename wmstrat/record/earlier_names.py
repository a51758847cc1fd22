"""Fields that had another name in an earlier version: what files hold under it is read, and none of it is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from wmstrat.record.fields import Field
from wmstrat.record.types import Listing, Prose


def renamed(fields: Iterable[Field], held: Iterable[str]) -> dict[str, Field]:
    """The fields that what holds these names has under an earlier one, by that. Fields are renamed in their order, so
    that the name of one can have become that of another."""
    names, found = set(held), {}
    for field in fields:
        if field.once in names and field.name not in names:
            found[field.once] = field
            names = names - {field.once} | {field.name}
    return found


def with_names_of_today(fields: Iterable[Field], raw: Mapping[str, Any]) -> dict[str, Any]:
    """What was read, by the names that the fields have today; what is a list today is one."""
    earlier = renamed(fields, raw)
    named = {}
    for name, value in raw.items():
        field = earlier.get(name)
        if field and isinstance(field.type, Listing) and isinstance(value, str):
            value = [value] if value else []
        named[field.name if field else name] = value
    return named


def filled_beside(fields: Collection[Field], raw: Mapping[str, Any]) -> dict[str, Field]:
    """The fields that have their name of today and, beside it, something under the earlier one, by that: somebody
    who has an earlier version wrote it there. A name that another field has today is none of these."""
    today = {field.name for field in fields}
    return {
        field.once: field
        for field in fields
        if field.once and field.once not in today and field.name in raw and raw.get(field.once)
    }


def of_both(field: Field, now: Any, earlier: Any) -> Any:
    """What a field holds under its two names together, as it is in a file: nothing of either is lost."""
    if isinstance(field.type, Listing):
        first, second = ([value] if isinstance(value, str) and value else value or [] for value in (now, earlier))
        both = isinstance(first, list) and isinstance(second, list)
        return [*first, *(item for item in second if item not in first)] if both else now
    if isinstance(field.type, Prose) and isinstance(now, str) and isinstance(earlier, str):
        return now if earlier in now else f"{now}\n\n{earlier}".lstrip("\n")
    return now or earlier
