"""A record out of the bytes of its file, and its file out of a record. Nothing here touches a disk.

A record of a kind with private fields is in two files, its halves: the public one and the private one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from functools import cache, lru_cache

from msgspec.structs import replace

from wmstrat.errors import Invalid
from wmstrat.files.front_matter import FrontMatter, body_text, join, split, with_body, without_blank_lines_around
from wmstrat.files.reading import Mapping, Raw, Unreadable, decode, read_mapping
from wmstrat.record.earlier_names import filled_beside, of_both, renamed, with_names_of_today
from wmstrat.record.field_type import Unfit, Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.halves import is_private
from wmstrat.record.ids import code_of
from wmstrat.record.kind import Kind
from wmstrat.record.nearest import nearest
from wmstrat.record.problem import Advice, Problem, in_the_file
from wmstrat.record.record import Record, Values
from wmstrat.record.types import Listing


@cache
def half_fields(kind: Kind, private: bool) -> tuple[Field, ...]:
    """The fields that one half of a record holds, in declared order. Both halves hold the id; a kind that is private
    as a whole has one half, with everything."""
    if not kind.has_private_half:
        return kind.fields
    if private:
        return tuple(field for field in kind.fields if field.private or field.both or field.name == "id")
    return tuple(field for field in kind.fields if not field.private)


def read_record(kind: Kind, path: str, identity: str, group: str, data: bytes) -> Record:
    """The record in these bytes, sound or not: what cannot be read is in its problems, never left out.

    `identity` and `group` are what the path says; a private kind takes its group from the file.
    """
    try:
        text = decode(data)
        _refuse_nul(text)
        front = split(text, kind.suffix)
        mapping = read_mapping(front.yaml, first_line=front.first_line)
    except Unreadable as error:
        problem = Problem("unreadable", path, "", error.found, error.expected, error.advice, error.line)
        return Record(kind, identity, group, path, kind.blank(), problems=(problem,), unreadable=True)
    values, problems = _typed(kind, path, mapping)
    if values.get("id", identity) not in ("", identity):
        if kind.ids.fits(identity, code_of(identity)):
            advice = f"Write the id as the file is named: id: {identity}"
        else:
            advice = "If this file is a copy, delete it; if it is the record itself, give the file the name of its id"
        problems.append(_named_otherwise(path, mapping, "id", f'"{identity}", the name of the file', advice))
    if kind.home.private:
        group = values.get("group", "")
    elif kind.in_group and values["group"] and values["group"] != group:
        advice = f"Write the group as the folder is named: group: {group}"
        problems.append(_named_otherwise(path, mapping, "group", f'"{group}", the name of the folder', advice))
    return Record(kind, identity, group, path, values, body_text(front), tuple(problems))


def _named_otherwise(path: str, mapping: Mapping, field: str, expected: str, advice: str) -> Problem:
    return Problem("id", path, field, f'"{mapping.values[field]}"', expected, advice, mapping.lines[field])


def _refuse_nul(text: str) -> None:
    """Git and other programs take a file for no text that holds the character with the number 0."""
    place = text.find("\0")
    if place >= 0:
        line = text.count("\n", 0, place) + 1
        raise Unreadable(line, "the character U+0000", "a text file", "Remove the character")


def unread_record(kind: Kind, path: str, identity: str, group: str, found: str, advice: str) -> Record:
    """The record of a file that is not read, since what was `found` is not a plain text file."""
    problem = Problem("unreadable", path, "", found, "a plain text file", advice)
    return Record(kind, identity, group, path, kind.blank(), problems=(problem,), unreadable=True)


def _typed(kind: Kind, path: str, mapping: Mapping) -> tuple[dict[str, Value], list[Problem]]:
    """The values of the declared fields, and what is wrong with these and with the other keys."""
    values = kind.blank()
    problems = []
    in_private = is_private(path)
    fields = half_fields(kind, in_private)
    raw, lines = mapping.values, mapping.lines
    if not kind.earlier_names.isdisjoint(raw):
        earlier = renamed(fields, raw)
        raw = with_names_of_today(fields, raw)
        lines = {earlier[name].name if name in earlier else name: line for name, line in lines.items()}
        for old, field in filled_beside(fields, raw).items():
            raw[field.name] = of_both(field, raw[field.name], raw.pop(old))
            problems.append(_under_two_names(path, old, field, lines[old]))
    for field in fields:
        name, line = field.name, lines.get(field.name, 0)
        try:
            values[name] = field.type.read(raw.get(name, ""))
        except Unfit as error:
            where, advice = name + error.where, in_the_file(f"Correct {name}")
            line = lines.get(where, line)
            problems.append(Problem("type", path, where, error.found, error.expected, advice, line))
            continue
        if field.required and values[name] in ("", []):
            advice = in_the_file(f"Fill in {name}")
            problems.append(Problem("required", path, name, "nothing", field.type.expected, advice, line))
    hidden = set() if in_private else {field.name for field in kind.fields if field.private}
    problems += [_shown(kind, path, key, lines[key]) for key in raw if key.casefold() in hidden]
    names = [field.name for field in fields]
    for key in raw:
        near = [] if key in names else nearest(key, names)
        if near and near[0] not in raw:
            found, expected = f'the unknown key "{key}"', f'perhaps "{near[0]}"'
            leave = "Rename the key, or leave it: wmstrat does not change keys that it does not know"
            problems.append(Problem("unknown-key", path, key, found, expected, leave, lines[key], warning=True))
    return values, problems


def _under_two_names(path: str, old: str, field: Field, line: int) -> Problem:
    found, expected = f'the key "{old}", written by an earlier version', f'"{field.name}", as it is called today'
    advice = Advice("Rename it in all files with", "upgrade", f'Rename "{old}" to "{field.name}"')
    return Problem("earlier-name", path, old, found, expected, advice, line, warning=True)


def _shown(kind: Kind, path: str, key: str, line: int) -> Problem:
    """What belongs in private/ and was written into the public half; the value is not repeated."""
    identity = path.rpartition("/")[2].removesuffix(kind.suffix)
    found = "a private field in a public file"
    advice = f"Remove the line, then save the value in private/: wmstrat set {identity} {key.casefold()}=..."
    return Problem("private-field", path, key, found, f"no {key} here", advice, line)


def merged(public: Record, private: Record) -> Record:
    """The whole record out of its two halves. What both hold is as the public one has it, unless blank there."""
    own = {
        field.name: private.values[field.name]
        for field in private.kind.fields
        if field.private or (field.both and not public.values[field.name])
    }
    return replace(public, values={**public.values, **own}, problems=public.problems + private.problems)


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
