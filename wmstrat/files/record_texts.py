"""The text of the file of a record: a new one, or one in which only what changes is written. Nothing here touches a
disk."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache

from msgspec.structs import replace

from wmstrat.errors import Invalid
from wmstrat.files.front_matter import FrontMatter, join, split, with_body, without_blank_lines_around
from wmstrat.files.reading import Raw, decode, read_mapping
from wmstrat.files.records import half_fields
from wmstrat.record.earlier_names import filled_beside, of_both, renamed, with_names_of_today
from wmstrat.record.field_type import Unfit, Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.kind import Kind
from wmstrat.record.record import Values
from wmstrat.record.types import Listing

_NO_ROOM = "wmstrat cannot fill in the template of the kind {kind} ({reason}). Correct it in method/templates/."


@lru_cache(maxsize=64)
def _with_seldom(
    kind: Kind, template: str, private: bool, names: tuple[str, ...]
) -> tuple[FrontMatter, frozenset[str]]:
    """A template in its parts, with a blank line for each of these fields, which it seldom has; and its keys. Many
    records are made of one template. Raises Invalid for a layout that has no place for them."""
    front = split(template, kind.suffix)
    fields = half_fields(kind, private)
    held = read_mapping(front.yaml).values
    lacking = [field for field in fields if field.name in names and field.name not in held]
    blank = [(field, field.type.write(field.type.empty)) for field in lacking]
    yaml = _with_fields(front.yaml, fields, blank, _NO_ROOM, kind=kind.name)
    return replace(front, yaml=yaml), frozenset((*held, *(field.name for field in lacking)))


def new_text(kind: Kind, template: str, values: Values, body: str | None, private: bool) -> str:
    """The file of a new record: the template with every declared field filled in, and with another body unless that
    is None. Raises Invalid for a template whose layout leaves no way to do so."""
    from wmstrat.files.splicing import CannotSplice, fill

    fields = half_fields(kind, private)
    filled = tuple(field.name for field in fields if field.seldom and values[field.name] != field.type.empty)
    front, held = _with_seldom(kind, template, private, filled)
    usual = {
        field.name: field.type.write(values[field.name]) for field in fields if not field.seldom or field.name in held
    }
    try:
        yaml = fill(front.yaml, usual)
    except CannotSplice as error:
        raise Invalid(_NO_ROOM, kind=kind.name, reason=str(error)) from None
    text = join(replace(front, yaml=yaml))
    is_half = private and kind.has_private_half  # the text of the record is in its public half
    if body is None or is_half or kind.suffix != ".md" or body == without_blank_lines_around(front.body):
        return text
    return with_body(text, body)


def changed_text(kind: Kind, text: str, before: Values, after: Values, body: str | None, private: bool) -> str:
    """The file with the fields that differ set anew, and not one byte beside them; `body` when it is new.

    Raises Invalid when the layout of the file leaves no way to change one field alone.
    """
    front = split(text, kind.suffix)
    fields = half_fields(kind, private)
    differing = (field for field in fields if before.get(field.name, field.type.empty) != after[field.name])
    changed = [(field, _kept(front.yaml, field, after[field.name])) for field in differing]
    refusal = (
        "wmstrat cannot change only the field {field} in this layout ({reason}). Change it in the file, then type: "
        "`wmstrat save`"
    )
    yaml = _under_names_of_today(kind, fields, front.yaml, {field.name for field, _ in changed})
    text = join(replace(front, yaml=_with_fields(yaml, fields, changed, refusal)))
    return text if body is None else with_body(text, body)


def with_every_field(kind: Kind, text: str, private: bool, first: dict[str, Raw] | None = None) -> str:
    """The file with each declared field that it lacks added in its place: with its first value, or blank where it has
    none. Raises as `changed_text` does."""
    front = split(text, kind.suffix)
    fields = half_fields(kind, private)
    yaml = _under_names_of_today(kind, fields, front.yaml)
    yaml = _of_today(kind, fields, yaml)
    held = read_mapping(yaml).values
    missing = (field for field in fields if field.name not in held and not field.seldom)
    added = [(field, (first or {}).get(field.name) or field.type.write(field.type.empty)) for field in missing]
    refusal = "The field {field} cannot be added ({reason}). Add it in the file, then type: `wmstrat save`"
    return join(replace(front, yaml=_with_fields(yaml, fields, added, refusal)))


def with_entries(fields: Sequence[Field], yaml: str) -> str:
    """The lines of an earlier version, in lists of entries, as entries. Raises CannotSplice."""
    from wmstrat.files.splicing import set_key

    held = read_mapping(yaml).values
    for field in fields:
        raw = held.get(field.name)
        is_earlier = isinstance(raw, list) and any(isinstance(item, str) for item in raw)
        if isinstance(field.type, Entries) and field.type.plain and is_earlier:
            with suppress(Unfit):  # the check `type` says so
                yaml = set_key(yaml, field.name, field.type.write(field.type.read(raw)))
    return yaml


def renamed_keys(fields: Sequence[Field], yaml: str, changed: Container[str] | None = None) -> str:
    """The keys under the names that their fields have today: all of them, where those that changed are not given or
    one of those has, or had, the name of one. Raises CannotSplice for a key that cannot be renamed alone."""
    from wmstrat.files.splicing import remove_key, rename_key, set_key

    held = read_mapping(yaml).values
    values = with_names_of_today(fields, held)
    earlier, beside = renamed(fields, held), filled_beside(fields, values)
    of_these = {*earlier, *beside, *(field.name for field in (*earlier.values(), *beside.values()))}
    if changed is not None and not any(name in changed for name in of_these):
        return yaml
    for old, field in earlier.items():
        yaml = set_key(rename_key(yaml, old, field.name), field.name, values[field.name])
    for old, field in beside.items():
        yaml = remove_key(set_key(yaml, field.name, of_both(field, values[field.name], values[old])), old)
    return yaml


def _under_names_of_today(
    kind: Kind, fields: Sequence[Field], yaml: str, changed: Container[str] | None = None
) -> str:
    """As `renamed_keys`. Raises Invalid."""
    from wmstrat.files.splicing import CannotSplice

    try:
        return renamed_keys(fields, yaml, changed) if kind.earlier_names else yaml
    except CannotSplice as error:
        held = read_mapping(yaml).values
        earlier = renamed(fields, held) or filled_beside(fields, held)
        raise Invalid(
            "Some keys have new names ({names}), and wmstrat cannot rename them in this layout ({reason}). Rename "
            "them in the file, then type: `wmstrat save`",
            names=", ".join(f"{old}: {field.name}" for old, field in earlier.items()),
            reason=str(error),
        ) from None


def _of_today(kind: Kind, fields: Sequence[Field], yaml: str) -> str:
    """As `with_entries`. Raises Invalid."""
    from wmstrat.files.splicing import CannotSplice

    try:
        return with_entries(fields, yaml)
    except CannotSplice as error:
        raise Invalid(
            "Some lists of this {kind} have lines of text that should be entries, and wmstrat cannot change them in "
            "this layout ({reason}). Write them in the file, then type: `wmstrat save`",
            kind=kind.name,
            reason=str(error),
        ) from None


def _with_fields(
    yaml: str, fields: Sequence[Field], changed: Iterable[tuple[Field, Raw]], refusal: str, **names: str
) -> str:
    """The keys with some fields set, a new one below those that are declared before it. Raises Invalid, in the words
    of the refusal."""
    from wmstrat.files.splicing import CannotSplice, set_key

    for field, raw in changed:
        before = [other.name for other in fields[: fields.index(field)]]
        try:
            yaml = set_key(yaml, field.name, raw, after=before, comment=field.about)
        except CannotSplice as error:
            raise Invalid(refusal, field=field.name, reason=str(error), **names) from None
    return yaml


def _kept(yaml: str, field: Field, value: Value) -> Raw:
    """The raw value to write: entries keep the undeclared keys that somebody gave them by hand."""
    if not isinstance(field.type, Entries):
        raw: Raw = field.type.write(value)
        return raw
    key, declared = field.type.key, {part.name for part in field.type.fields}

    def identity(entry: dict[str, Raw]) -> tuple[str, ...]:
        return tuple(str(entry.get(name, "")) for name in key)

    old = read_mapping(yaml).values.get(field.name)
    undeclared = {
        identity(entry): {name: raw for name, raw in entry.items() if name not in declared}
        for entry in (old if isinstance(old, list) else ())
        if isinstance(entry, dict)
    }
    return [{**entry, **undeclared.get(identity(entry), {})} for entry in field.type.write(value)]


def template_text(kind: Kind, data: bytes) -> str:
    """The text of a template of the kind. Raises Unreadable for one that no record can start from."""
    text = decode(data)
    front = split(text, kind.suffix)
    read_mapping(front.yaml, first_line=front.first_line)
    return text


def blank_template(kind: Kind, private: bool) -> str:
    """The template of a kind made from its declaration alone: every field blank under its explaining comment."""
    lines = []
    for field in half_fields(kind, private):
        if field.seldom:
            continue
        blank = "[]" if isinstance(field.type, (Listing, Entries)) else ""
        lines.append(f"# {field.about}\n{field.name}:{' ' + blank if blank else ''}\n")
    yaml = "".join(lines)
    is_half = private and not kind.home.private  # the text of the record is in its public half
    prompts = f"\n{kind.prompts}\n" if kind.prompts and not is_half else ""
    return yaml if kind.suffix != ".md" else f"---\n{yaml}---\n{prompts}"
