"""The table of kinds. A new kind of record is one file that declares it and one line here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from wmstrat import __version__
from wmstrat.errors import NotFound
from wmstrat.record.halves import FOLDER, PRIVATE, is_private, public_path

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind


class Entry(NamedTuple):
    """What is known of a kind before its declaration is loaded: the noun that people type, where its files are
    (several places with a space between them), and its line in `wmstrat --help`."""

    noun: str
    places: str
    about: str


TABLE: dict[str, Entry] = {
    "process": Entry("", "process.yaml", "The process itself: its direction, stages and words."),
    "group": Entry("group", "groups/*/README.md", "Groups and other bodies: list, add, rename, recode, stage."),
    "person": Entry("person", "people", "People: list, add, hand-on, forget."),
    "membership": Entry("member", "groups/*/members", "Members: list, apply, appoint, decline, leave."),
    "application": Entry(
        "application", "private/applications", "Applications to join a group (private): list, decline."
    ),
    "question": Entry("question", "groups/*/questions", "Guiding questions: list, add, answer, finalize, merge."),
    "draft": Entry("draft", "groups/*/drafts", "Draft recommendations: list, add, publish, revise, submit, decide."),
    "scope": Entry("scope", "groups/*/scopes", "The scopes of groups: list, add, publish, revise."),
    "source": Entry("source", "groups/*/sources process/sources", "Sources that the work builds on: list, add."),
    "milestone": Entry(
        "milestone", "groups/*/milestones process/milestones", "Milestones and their dates: list, add, slip, reach."
    ),
    "link": Entry("link", "groups/*/links", "Links between groups: list, add, agree, seen, settle, map."),
    "round": Entry("round", "groups/*/rounds", "Consent rounds: list, open, answer, clear, close."),
    "meeting": Entry("meeting", "groups/*/meetings process/meetings", "Meetings: list, add, agenda, close, cancel."),
    "feedback": Entry(
        "feedback", "groups/*/feedback process/feedback", "Feedback and answers: list, add, assign, answer, table."
    ),
    "action": Entry("action", "groups/*/actions process/actions", "Actions: list, add, done, drop."),
    "decision": Entry("decision", "groups/*/decisions process/decisions", "Decisions of groups: list, add."),
    "support": Entry(
        "support", "groups/*/support process/support", "Support for groups: list, add, arrange, decline, done."
    ),
    "outreach": Entry("outreach", "groups/*/outreach process/outreach", "Reports, events, news: list, add, share."),
    "method": Entry("method", "process/methods", "Changes of the method: list, add, adopt, drop."),
    "note": Entry("note", "groups/*/notes", "Notes: list, add."),
}


@cache
def kind(name: str) -> Kind:
    """The kind with this name (`membership`) or noun (`member`); raise NotFound for an unknown one."""
    for known, entry in TABLE.items():
        if name in (known, entry.noun):
            from wmstrat.kinds.import_key import with_import_key

            return with_import_key(import_module(f"wmstrat.kinds.{known}").KIND)
    raise NotFound(
        'There is no kind of record called "{name}". The kinds are: {kinds}.', name=name, kinds=", ".join(TABLE)
    )


def kinds() -> Iterator[Kind]:
    """Every kind, in the order of the table."""
    return (kind(name) for name in TABLE)


def private_kinds() -> list[Kind]:
    """The kinds that are private as a whole."""
    return [kind(name) for name, entry in TABLE.items() if is_private(entry.places)]


def folders() -> tuple[str, ...]:
    """The files and folders at the top of a workspace that can hold records, without private/."""
    return tuple(top for top in _tops() if top != FOLDER)


def _tops(within: str = "") -> tuple[str, ...]:
    places = (place for entry in TABLE.values() for place in entry.places.split())
    return tuple(dict.fromkeys(place.removeprefix(within).split("/")[0] for place in places))


def merge_lines(*, private: bool) -> tuple[str, ...]:
    """The lines of .gitattributes by which plain git, too, merges records field by field: of the public repository,
    or of private/, where every kind can have a half."""
    tops = [top for top in _tops(PRIVATE) if "." not in top] if private else folders()
    files = [top if "." in top else f"{top}/**/*{suffix}" for top in tops for suffix in (".md", ".yaml")]
    return tuple(dict.fromkeys(f"/{file} merge=wmstrat" for file in files))


def names_at(path: str) -> tuple[str, ...]:
    """The names of the kinds whose records can be in a file at a path; no declaration is loaded for that."""
    top, *below = public_path(path).split("/")
    if top == "groups":
        top = "/".join(["groups", "*", *below[1:2]])
    elif top == "process":
        top = "/".join(["process", *below[:1]])
    return _names_in(top)


@cache
def _names_in(place: str) -> tuple[str, ...]:
    places = {place, f"{PRIVATE}{place}"}
    return tuple(name for name, entry in TABLE.items() if places & {*entry.places.split()})


class Catalogue:
    """The kinds of one workspace: those of wmstrat, each with the further fields that its process.yaml declares.

    `declaring` are the bytes of process.yaml. `names` are in the order of the table. `fingerprint` is another one for
    another version of wmstrat, another table, and other further fields.
    """

    def __init__(self, declaring: bytes = b"") -> None:
        from wmstrat.kinds.own_fields import declared_fields

        self._own = declared_fields(declaring)
        self._kinds: dict[str, Kind] = {}
        own = crc32(repr(self._own).encode())
        self.fingerprint = f"{__version__} {' '.join(TABLE)} {own}"
        self.names = tuple(TABLE)
        self.folders = (*folders(), FOLDER)

    def declared_by(self, declaring: bytes) -> Catalogue:
        """The catalogue of a process.yaml with these bytes: this one, where it declares the same fields."""
        from wmstrat.kinds.own_fields import declared_fields

        return self if declared_fields(declaring) == self._own else Catalogue(declaring)

    def kind(self, name: str) -> Kind:
        """The kind with this name or noun. Raises NotFound."""
        if name not in self._kinds:
            declared = kind(name)
            if {declared.name, *(verb.adds for verb in declared.verbs)} & {field.kind for field in self._own}:
                from wmstrat.kinds.own_fields import extended

                declared = extended(declared, self._own)
            self._kinds[declared.name] = self._kinds[name] = declared
        return self._kinds[name]

    def at(self, path: str) -> Iterator[Kind]:
        """The kinds whose records can be in a file at a path."""
        return map(self.kind, names_at(path))


def catalogue_of(root: Path) -> Catalogue:
    """The kinds of the workspace in a folder; those of wmstrat alone where its process.yaml cannot be read."""
    try:
        return Catalogue((root / "process.yaml").read_bytes())
    except OSError:
        return Catalogue()
