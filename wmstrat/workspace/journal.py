"""The journal says what a change is about to do, before it does anything. With the journal and the disk alone every
change can be finished or undone, whenever it was interrupted."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import DecodeError, Struct, json, structs

from wmstrat.errors import Refused
from wmstrat.repo.place import Place
from wmstrat.workspace import disk

# What has just been done when `reached` is called, in this order; a step that a change lacks is passed over.
STEPS = (
    *("checked", "recorded", "temporary", "flushed", "renamed", "removed"),
    *(f"{done} {part}" for part in ("private", "public") for done in ("staged", "committed", "verified")),
    "cleared",
)


def reached(step: str) -> None:
    """Does nothing. Tests put a failure or a kill in its place, to interrupt a change at a named step."""


class FileStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One file that the change turns from `before` to `after`; None means that there is no such file. `path` is
    POSIX, relative to the top of the repository, and so is `temporary`, where the new bytes are written before they
    are renamed into place. `mode` are the permission bits of the file; None for a new one. A file that `stays` goes
    out of the history alone: its bytes are back in the folder, unsaved, once that is committed."""

    path: str
    before: bytes | None
    after: bytes | None
    mode: int | None
    temporary: str
    stays: bool = False


class RepositoryPart(Struct, frozen=True, forbid_unknown_fields=True):
    """The share of one repository in a change. `name` is `private` or `public`, `folder` the top of the repository,
    relative to that of the public one. `head` is the commit before the change (None on a branch without one), `added`
    the paths that the index did not know, `staged` the index entries (mode and blob) that differed from HEAD, and
    `folders` those that the change makes, outermost first."""

    name: str
    folder: str
    branch: str
    head: str | None
    files: tuple[FileStep, ...]
    added: tuple[str, ...]
    staged: dict[str, tuple[str, str]]
    folders: tuple[str, ...]

    @property
    def paths(self) -> list[str]:
        return [step.path for step in self.files]


class Journal(Struct, frozen=True, forbid_unknown_fields=True, tag_field="journal", tag=2):
    """One change under way, its parts in the order of their commits: private before public. The tag is the format, so
    that no version finishes what it does not understand."""

    id: str
    pid: int
    command: str
    started: str
    subject: str
    parts: tuple[RepositoryPart, ...]


class JournalOfStaying(Journal, frozen=True, tag=5):
    """A change after which a file `stays` in its folder: a version that does not know that would lose it."""


class Move(Struct, frozen=True, forbid_unknown_fields=True, tag_field="journal", tag=3):
    """A fast-forward under way, from one commit to another, in the public repository or in the private one. The paths
    that were `edited` before are left alone; git never touches them."""

    id: str
    pid: int
    private: bool
    old: str
    new: str
    edited: tuple[str, ...] = ()


class Return(Struct, frozen=True, forbid_unknown_fields=True, tag_field="journal", tag=4):
    """A merge of git that has stopped at some paths and is being taken back: HEAD is `old`, and the commits that it
    wanted to merge are `new`."""

    id: str
    pid: int
    private: bool
    old: str
    new: tuple[str, ...]
    paths: tuple[str, ...]


def write(place: Place, journal: Journal | Move | Return) -> None:
    """The journal is on disk, whole, even if the power fails now. Raises OSError."""
    if isinstance(journal, Journal) and any(step.stays for part in journal.parts for step in part.files):
        journal = JournalOfStaying(**structs.asdict(journal))
    disk.replace_whole(place.journal, json.encode(journal))


def read(place: Place) -> Journal | Move | Return | None:
    """The change that was interrupted, or None. Raises Refused when the journal cannot be understood."""
    data = disk.read(place.journal)
    if data is None:
        return None
    try:
        return json.decode(data, type=Journal | JournalOfStaying | Move | Return)
    except DecodeError as error:
        raise Refused(
            "{path} describes an interrupted change, but this version of wmstrat cannot read it ({reason}). Look "
            "at git status, and delete {path} when the files are as they should be.",
            path=place.journal,
            reason=error,
        ) from error


def clear(place: Place) -> None:
    """The change is over; what belonged to it is gone."""
    for name in ("journal", "journal.tmp", "git-at-work", "message"):
        disk.remove(place.state / name)


def new_id() -> str:
    """Eight random letters, none of which is easily taken for another."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "".join(letters[byte % len(letters)] for byte in os.urandom(8))


def replace_file(path: Path, data: bytes, mode: int | None = None) -> None:
    """Make a file of the workspace hold these bytes, as `disk.replace_whole`."""
    disk.replace_whole(path, data, path.with_name(f".wmstrat-{new_id()}.tmp"), mode=mode)
