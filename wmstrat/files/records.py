"""A record out of the bytes of its file, and its file out of a record. Nothing here touches a disk.

A record of a kind with private fields stands in two files, its halves: the public one and the private one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from msgspec.structs import replace

from wmstrat.errors import Invalid
from wmstrat.files.front_matter import body_text, join, split, with_body
from wmstrat.files.reading import Raw, Unreadable, decode, read_mapping
from wmstrat.record.fields import Entries, Field
from wmstrat.record.ids import code_of
from wmstrat.record.kind import Kind
from wmstrat.record.problem import Problem, in_the_file
from wmstrat.record.record import Record, Values
from wmstrat.record.types import Listing, Unfit, Value


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
        front = split(text) if kind.suffix == ".md" else None
        mapping = read_mapping(front.yaml, first_line=front.first_line) if front else read_mapping(text)
    except Unreadable as error:
        problem = Problem("unreadable", path, "", error.found, error.expected, error.mend, error.line)
        return Record(kind, identity, group, path, kind.blank(), problems=(problem,), unreadable=True)
    values, problems = _typed(kind, path, mapping.values, mapping.lines)
    if values.get("id", identity) not in ("", identity):
        can_be_one = kind.ids.fits(identity, code_of(identity))
        problems.append(
            Problem(
                "id",
                path,
                "id",
                f'"{values["id"]}"',
                f'"{identity}", as the file is named',
                f"Write the id as the file is named: id: {identity}"
                if can_be_one
                else "If this file is a copy, delete it; if it is the record itself, name it as its id",
                mapping.lines.get("id", 0),
            )
        )
    if kind.home.private:
        group = values.get("group", "")
    elif kind.in_group and values["group"] and values["group"] != group:
        problems.append(
            Problem(
                "id",
                path,
                "group",
                f'"{values["group"]}"',
                f'"{group}", as the folder is named',
                f"Write the group as the folder is named: group: {group}",
                mapping.lines.get("group", 0),
            )
        )
    return Record(
        kind, identity, group, path, values, body_text(front) if front else "", tuple(problems), unreadable=False
    )


def _refuse_nul(text: str) -> None:
    """Git and other programs take a file for no text that holds the character with the number 0."""
    place = text.find("\0")
    if place >= 0:
        raise Unreadable(
            text.count("\n", 0, place) + 1, "the character U+0000", "a text file", "Remove the character"
        )


def unread_record(kind: Kind, path: str, identity: str, group: str, found: str, mend: str) -> Record:
    """The record of a file that is not read, since it is no plain text file but what was `found`."""
    problem = Problem("unreadable", path, "", found, "a plain text file", mend)
    return Record(kind, identity, group, path, kind.blank(), problems=(problem,), unreadable=True)


def _typed(
    kind: Kind, path: str, raw: Mapping[str, Raw], lines: Mapping[str, int]
) -> tuple[dict[str, Value], list[Problem]]:
    values = kind.blank()
    problems = []
    fields = half_fields(kind, path.startswith("private/"))
    for field in fields:
        try:
            values[field.name] = field.type.read(raw.get(field.name, ""))
        except Unfit as error:
            name = field.name + error.where
            problems.append(
                Problem(
                    "type",
                    path,
                    name,
                    error.found,
                    error.expected,
                    in_the_file(f"Correct {field.name}"),
                    lines.get(name, lines.get(field.name, 0)),
                )
            )
            continue
        if field.required and values[field.name] in ("", []):
            problems.append(
                Problem(
                    "required",
                    path,
                    field.name,
                    "nothing",
                    field.type.expected,
                    in_the_file(f"Fill in {field.name}"),
                    lines.get(field.name, 0),
                )
            )
    problems += _private_fields(kind, path, raw, lines)
    names = [field.name for field in fields]
    for key in raw:
        near = [] if key in names else get_close_matches(key, names, 1, 0.8)
        if near and near[0] not in raw:
            problems.append(
                Problem(
                    "unknown-key",
                    path,
                    key,
                    f'the key "{key}", which no {kind.name} has',
                    f'perhaps "{near[0]}"',
                    "Rename the key, or leave it as it is: wmstrat keeps what it does not know",
                    lines.get(key, 0),
                    warning=True,
                )
            )
    return values, problems


def _private_fields(kind: Kind, path: str, raw: Mapping[str, Raw], lines: Mapping[str, int]) -> Iterator[Problem]:
    """What belongs in private/ and was written into the public half; the value is not repeated."""
    if not kind.has_private_half or path.startswith("private/"):
        return
    hidden = {field.name for field in kind.fields if field.private}
    identity = path.rpartition("/")[2].removesuffix(kind.suffix)
    for key in raw:
        if key.casefold() in hidden:
            yield Problem(
                "private-field",
                path,
                key,
                "a field that is kept in private/, in a file that everybody sees",
                f"no {key} here",
                f"Remove the line, then keep it in private/: wmstrat set {identity} {key.casefold()}=...",
                lines.get(key, 0),
            )


def merged(public: Record, private: Record) -> Record:
    """The whole record out of its two halves. What both hold is as the public one has it, unless blank there."""
    own = {
        field.name: private.values[field.name]
        for field in private.kind.fields
        if field.private or (field.both and not public.values[field.name])
    }
    return replace(public, values={**public.values, **own}, problems=public.problems + private.problems)


def new_text(kind: Kind, template: str, values: Values, body: str, private: bool) -> str:
    """The file of a new record: the template with every declared field filled in. Raises Invalid for a template
    whose layout leaves no way to do so."""
    from wmstrat.files.splicing import CannotSplice, fill, set_key

    front = split(template) if kind.suffix == ".md" else None
    there = read_mapping(front.yaml if front else template).values
    fields = half_fields(kind, private)
    raw = {field.name: field.type.write(values[field.name]) for field in fields}
    try:
        yaml = fill(
            front.yaml if front else template,
            {field.name: raw[field.name] for field in fields if not field.seldom or field.name in there},
        )
        for place, field in enumerate(fields):
            if field.seldom and field.name not in there and values[field.name] != field.type.empty:
                before = [other.name for other in fields[:place]]
                yaml = set_key(yaml, field.name, raw[field.name], after=before, comment=field.about)
    except CannotSplice as error:
        raise Invalid(
            "The template of a {kind} has a layout that cannot be filled in ({reason}). Correct it in "
            "method/templates/.",
            kind=kind.name,
            reason=str(error),
        ) from None
    text = join(replace(front, yaml=yaml)) if front else yaml
    if private and kind.has_private_half:
        return text  # the text of the record is in its public half
    return with_body(text, body) if body.strip() else text


def changed_text(kind: Kind, text: str, before: Values, after: Values, body: str | None, private: bool) -> str:
    """The file with the fields that differ set anew, and not one byte beside them; `body` when it is new.

    Raises Invalid when the layout of the file leaves no way to change one field alone.
    """
    from wmstrat.files.splicing import CannotSplice, set_key

    front = split(text) if kind.suffix == ".md" else None
    yaml = front.yaml if front else text
    fields = half_fields(kind, private)
    for place, field in enumerate(fields):
        if before.get(field.name, field.type.empty) == after[field.name]:
            continue
        try:
            yaml = set_key(
                yaml,
                field.name,
                _kept(yaml, field, after[field.name]),
                after=[field.name for field in fields[:place]],
                comment=field.about,
            )
        except CannotSplice as error:
            raise Invalid(
                "The field {field} stands in a layout that cannot be changed alone ({reason}). Change it by hand "
                "in the file, then keep it with: wmstrat save",
                field=field.name,
                reason=str(error),
            ) from None
    if front:
        text = join(replace(front, yaml=yaml))
        return text if body is None else with_body(text, body)
    return yaml


def with_every_field(kind: Kind, text: str, private: bool) -> str:
    """The file with each declared field that it lacks added, blank, in its place. Raises as `changed_text` does."""
    from wmstrat.files.splicing import CannotSplice, set_key

    front = split(text) if kind.suffix == ".md" else None
    yaml = front.yaml if front else text
    fields = half_fields(kind, private)
    held = read_mapping(yaml).values
    for place, field in enumerate(fields):
        if field.name not in held and not field.seldom:
            before = [field.name for field in fields[:place]]
            blank = field.type.write(field.type.empty)
            try:
                yaml = set_key(yaml, field.name, blank, after=before, comment=field.about)
            except CannotSplice as error:
                raise Invalid(
                    "The field {field} cannot be added ({reason}). Add it by hand in the file, then keep it with: "
                    "wmstrat save",
                    field=field.name,
                    reason=str(error),
                ) from None
    return join(replace(front, yaml=yaml)) if front else yaml


def _kept(yaml: str, field: Field, value: Value) -> Raw:
    """The raw value to write: entries keep the undeclared keys that somebody gave them by hand."""
    raw: Raw = field.type.write(value)
    if not isinstance(field.type, Entries) or not isinstance(raw, list):
        return raw
    old = read_mapping(yaml).values.get(field.name, "")
    if not isinstance(old, list):
        return raw
    declared = {one.name for one in field.type.fields}
    extra = {
        _key(entry, field.type.key): {key: kept for key, kept in entry.items() if key not in declared}
        for entry in old
        if isinstance(entry, dict)
    }
    return [
        {**entry, **extra.get(_key(entry, field.type.key), {})} if isinstance(entry, dict) else entry for entry in raw
    ]


def _key(entry: Mapping[str, Raw], key: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(entry.get(name, "")) for name in key)


def template_text(kind: Kind, data: bytes) -> str:
    """The text of a template of the kind. Raises Unreadable for one that no record can start from."""
    text = decode(data)
    front = split(text) if kind.suffix == ".md" else None
    read_mapping(front.yaml if front else text, first_line=front.first_line if front else 1)
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
