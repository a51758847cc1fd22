"""`person forget`: an id without meaning replaces that of a person, and nothing else of them is left.

References follow automatically; texts that name the person follow once somebody has seen each place. Of the person
the mark of the old id is all that stays (see record/forgetting.py), so that other clones can do the same with what
they have not sent yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.errors import Invalid, Refused
from wmstrat.files.reading import Unreadable, decode
from wmstrat.files.record_texts import new_text
from wmstrat.record.forgetting import FIELD, anonymous, belongs_to, blanked, joined_id, mark_of, new_ids
from wmstrat.record.halves import is_private, private_path
from wmstrat.record.problem import explained
from wmstrat.record.text import unfit_slug
from wmstrat.record.verbs import Done
from wmstrat.repo import Repository
from wmstrat.sync.replacing_ids import NEVER, moved, pattern, repointed
from wmstrat.workspace.changes import repositories

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

# The number of characters that are shown around a name.
LONGEST = 60


class Mention(Struct, frozen=True):
    """A place in a text that speaks of the person: the file, what of it, and the words around the name."""

    path: str
    field: str
    words: str

    @property
    def line(self) -> str:
        """How people read it."""
        return f"{self.path}: {self.field}: {self.words}" if self.field else f"{self.path}: {self.words}"


class Names(Struct, frozen=True):
    """The new ids by the old ones, and what is replaced in texts: the ids again, and the name of the person."""

    ids: dict[str, str]
    texts: dict[str, str]


def mentions(workspace: Workspace, person: Record) -> list[Mention]:
    """Every place in a text that names the person, in the order of the files. Raises Invalid for a record that cannot
    be read, since nobody knows whether it names the person too."""
    names = _names(workspace, person, "someone")
    found: list[Mention] = []
    for path, data in _files(workspace, names):
        found += _mentions_in_file(workspace, person, path, data, names)
    return found


def forget(change: Change, person: Record, *, shown: list[Mention] | None) -> Done:
    """Put somebody without a name in the place of a person. `shown` are the places in texts that the person at the
    keyboard has seen; with None texts stay as they are. Raises Refused where there are others by now."""
    workspace = change.workspace
    known = new_ids(workspace.marks(person.kind.name), [person.id])
    new = known.get(person.id) or anonymous(lambda identity: workspace.named(identity) is not None)
    names = _names(workspace, person, new)
    if shown is not None and shown != mentions(workspace, person):
        raise Refused("Somebody changed a text that names this person. See the places again: type the same again.")
    texts = names.texts if shown is not None else {}
    change.unnamed |= names.ids.keys()
    left = []
    for path, data in _files(workspace, names):
        if not any(workspace.belongs(path)):
            text = (
                pattern(tuple(texts)).sub(lambda match: texts[" ".join(match[0].split())], decode(data))
                if texts
                else ""
            )
            if text and text != decode(data) and not change.rewrite_page(path, text):
                left.append(path)
            continue
        half = next(iter(workspace.read(path, data)))
        if half.id == person.id and half.kind is person.kind:
            _leave_a_mark(change, half, data, new, known)
        elif _goes(half, names):
            change.restore(path, data, None)
            change.unnamed.add(half.id)
        else:
            _follow(change, half, data, names, texts)
    if workspace.sees_private and not is_private(person.path):
        _mark_in_private(change, person, new)
    return Done("forget a person", scope=person.kind.plural, answers=(new,), remarks=tuple(_what_is_left(left)))


def _names(workspace: Workspace, person: Record, new: str) -> Names:
    ids = {person.id: new}
    for record, _ in workspace.referring(person.id):
        if joined := joined_id(record, ids):
            ids[record.id] = joined
    name = " ".join(str(person["name"]).split())
    # A name that looks like an id may be that of another record.
    spoken = {name: new} if name and unfit_slug(name) else {}
    private = (str(person[field.name]) for field in person.kind.fields if field.private)
    spoken |= {value: new for value in private if "@" in value and " " not in value}
    return Names(ids, {**ids, **spoken})


def _files(workspace: Workspace, names: Names) -> Iterator[tuple[str, bytes]]:
    """Every file of both repositories that names the person, with its bytes; other files than texts are left out."""
    words = pattern(tuple(names.texts))
    for place, folder in repositories(workspace.place):
        for name in Repository(place).run("ls-files", "-z").decode("utf-8", "surrogateescape").split("\0"):
            path = folder + name
            data = workspace.bytes(path) if name else None
            if data is None:
                continue
            try:
                text = decode(data)
            except Unreadable:
                continue
            if words.search(text) or any(identity in names.ids for _, identity, _ in workspace.belongs(path)):
                yield path, data


def _mentions_in_file(
    workspace: Workspace, person: Record, path: str, data: bytes, names: Names
) -> Iterator[Mention]:
    record = next(iter(workspace.read(path, data)), None)
    if record is None:
        yield from _found(path, "", decode(data), names)
        return
    if record.unreadable:
        raise Invalid("{problem}", problem=explained(record.problems[0]))
    if (record.id == person.id and record.kind is person.kind) or _goes(record, names):
        return  # it is removed
    emptied = blanked(record) if record.id in names.ids else {}
    for field in record.kind.fields:
        value = record.values[field.name]
        after = moved(field.type, value, {}, names.texts)
        if field.name not in (*emptied, *NEVER, "id") and after != value:
            yield from _found(record.id, field.name, _shown(value), names)
    yield from _found(record.id, "", record.body, names)
    for line in decode(data).split("\n"):
        if line.lstrip().startswith("#") and line not in record.body:
            yield from _found(record.id, "comment", line, names)


def _shown(value: Any) -> str:
    """All texts of a value, one after the other."""
    if isinstance(value, list):
        return "\n".join(map(_shown, value))
    return "\n".join(map(_shown, value.values())) if isinstance(value, dict) else str(value or "")


def _found(path: str, field: str, text: str, names: Names) -> Iterator[Mention]:
    for match in pattern(tuple(names.texts)).finditer(text):
        start, end = max(0, match.start() - LONGEST // 2), match.end() + LONGEST // 2
        around = " ".join(text[start:end].split())
        yield Mention(path, field, f"{'...' if start else ''}{around}{'...' if end < len(text) else ''}")


def _goes(half: Record, names: Names) -> bool:
    """True for a file in private/ of a record that belongs to the person: it is removed."""
    return is_private(half.path) and (half.id in names.ids or belongs_to(half) in names.ids)


def _leave_a_mark(change: Change, half: Record, data: bytes, new: str, known: Mapping[str, str]) -> None:
    """Turn a file of the person into one of somebody of whom nothing is known, or remove it where there is one
    already."""
    home = half.kind.path(new, half.group)
    home = private_path(home) if is_private(half.path) else home
    if half.id in known and change.workspace.bytes(home) is not None:
        change.restore(half.path, data, None)
        return
    change.rename(half.path, data, home, _marked(change, half, new, private=is_private(half.path)))


def _marked(change: Change, person: Record, new: str, *, private: bool) -> bytes:
    kind = person.kind
    written = change.get(kind.name, new)
    mark = str(written[FIELD]) if written is not None else mark_of(person.id)
    values = {**kind.blank(), "id": new, "name": new, FIELD: mark}
    return new_text(kind, change.workspace.template(kind, private), values, None, private).encode()


def _mark_in_private(change: Change, person: Record, new: str) -> None:
    """The mark in private/ too, where others may have sent nothing about the person yet."""
    path = private_path(person.kind.path(new, person.group))
    if change.workspace.bytes(path) is None and change.workspace.bytes(private_path(person.path)) is None:
        change.restore(path, None, _marked(change, person, new, private=True))


def _follow(change: Change, half: Record, data: bytes, names: Names, texts: Mapping[str, str]) -> None:
    own: dict[str, Any] = blanked(half) if half.id in names.ids else {}
    home = half.path
    if half.id in names.ids:
        own["id"] = names.ids[half.id]
        home = half.kind.path(names.ids[half.id], half.group)
        home = private_path(home) if is_private(half.path) else home
    after = repointed(half.kind, half.path, data, names.ids, texts, own)
    if after != data or home != half.path:
        change.rename(half.path, data, home, after)


def _what_is_left(pages: list[str]) -> Iterator[str]:
    if pages:
        yield (f"These pages still have the name: {', '.join(pages)}. Change them in an editor, then: wmstrat save")
    yield (
        "Git's history still has the name: here, in every clone, at the host and in mails. What can be done about "
        'that: see "Forget a person" in the documentation.'
    )
