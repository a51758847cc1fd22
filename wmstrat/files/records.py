"""A record out of the bytes of its file. Nothing here touches a disk; `record_texts` writes.

A record of a kind with private fields is in two files, its halves: the public one and the private one.
"""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from wmstrat.files.front_matter import body_text, split
from wmstrat.files.reading import Mapping, Unreadable, decode, read_mapping
from wmstrat.record.earlier_names import filled_beside, of_both, renamed, with_names_of_today
from wmstrat.record.field_type import Unfit, Value
from wmstrat.record.fields import Field
from wmstrat.record.halves import is_private
from wmstrat.record.ids import code_of
from wmstrat.record.kind import Kind
from wmstrat.record.nearest import nearest
from wmstrat.record.problem import Advice, Problem, in_the_file
from wmstrat.record.record import Record


@cache
def half_fields(kind: Kind, private: bool) -> tuple[Field, ...]:
    """The fields that one half of a record holds, in declared order. Both halves hold the id; a kind that is private
    as a whole has one half, with everything."""
    if not kind.has_private_half:
        return kind.fields
    if private:
        return tuple(field for field in kind.fields if field.private or field.both or field.name == "id")
    return tuple(field for field in kind.fields if not field.private)


@cache
def _names(kind: Kind, private: bool) -> tuple[dict[str, None], frozenset[str]]:
    """The names of the fields that one half of a record holds, and of those that only the other one may hold."""
    hidden = frozenset() if private else frozenset(field.name for field in kind.fields if field.private)
    return dict.fromkeys(field.name for field in half_fields(kind, private)), hidden


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
    """The record of a file that was not read, because what was `found` there is not a plain text file."""
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
        name = field.name
        written = raw.get(name, "")
        if written == "" and not field.required:
            continue  # most fields of most records are blank
        line = lines.get(name, 0)
        try:
            values[name] = field.type.read(written)
        except Unfit as error:
            where, advice = name + error.where, in_the_file(f"Correct {name}")
            line = lines.get(where, line)
            problems.append(Problem("type", path, where, error.found, error.expected, advice, line))
            continue
        if field.required and values[name] in ("", []):
            advice = in_the_file(f"Fill in {name}")
            problems.append(Problem("required", path, name, "nothing", field.type.expected, advice, line))
    names, hidden = _names(kind, in_private)
    unknown = [key for key in raw if key not in names]
    problems += [_shown(kind, path, key, lines[key]) for key in unknown if key.casefold() in hidden]
    for key in unknown:
        near = nearest(key, names)
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
