"""What a change under way is about to do, written down before it does anything.

With the journal and the disk alone every change can be finished or undone, whenever it was interrupted.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import DecodeError, Struct, json

from wmstrat.errors import Refused
from wmstrat.repo.place import Place
from wmstrat.workspace import disk

STEPS = (
    "checked",
    "recorded",
    "temporary",
    "flushed",
    "renamed",
    "removed",
    "staged private",
    "committed private",
    "verified private",
    "staged public",
    "committed public",
    "verified public",
    "cleared",
)
"""What has just been done when `reached` is called, in this order; a step that a change lacks is passed over."""


def reached(step: str) -> None:
    """Does nothing. Tests put a failure or a kill in its place, to interrupt a change at a named step."""


class FileStep(Struct, frozen=True):
    """One file that the change turns from `before` to `after`; None means that there is no such file."""

    path: str
    """POSIX, relative to the top of its repository."""
    before: bytes | None
    after: bytes | None
    mode: int | None
    """Permission bits that the file has and keeps; None for a new file."""
    temporary: str
    """Where the new bytes are written before they are renamed into place; relative to the top too."""


class Part(Struct, frozen=True):
    """The share of one repository in a change."""

    name: str
    """`private` or `public`."""
    folder: str
    """The top of this repository, relative to that of the public one."""
    branch: str
    head: str | None
    """The commit before the change; None on a branch without one."""
    files: tuple[FileStep, ...]
    added: tuple[str, ...]
    """Paths that the index did not know."""
    staged: dict[str, tuple[str, str]]
    """Index entries (mode and blob) that differed from HEAD."""
    folders: tuple[str, ...]
    """Folders that the change makes, outermost first."""

    @property
    def paths(self) -> list[str]:
        return [step.path for step in self.files]


class Journal(Struct, frozen=True, tag_field="journal", tag=2):
    """One change under way. The tag is the format, so that no version finishes what it does not understand."""

    id: str
    pid: int
    command: str
    started: str
    subject: str
    parts: tuple[Part, ...]
    """In the order of their commits: private before public."""


def write(place: Place, journal: Journal) -> None:
    """The journal is on disk, whole, even if the power fails now. Raises OSError."""
    disk.replace_whole(place.journal, json.encode(journal), place.state / "journal.tmp")


def read(place: Place) -> Journal | None:
    """The change that was interrupted, or None. Raises Refused when the journal cannot be understood."""
    data = disk.read(place.journal)
    if data is None:
        return None
    try:
        return json.decode(data, type=Journal)
    except DecodeError as error:
        raise Refused(
            "{path} tells of an interrupted change, but this wmstrat cannot read it ({reason}). "
            "Look at it and at git status, and remove it when the files are as they should be.",
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


def keep(place: Place, name: str, text: str | bytes) -> Path:
    """Keep what was typed but could not be committed; returns the path to tell.

    `name` says what it was; nothing that was kept before is overwritten, and nothing removes it but its owner.
    """
    return keep_all(place, {name: text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text})


def keep_all(place: Place, texts: Mapping[str, bytes]) -> Path:
    """Keep several texts; the path of the only one, or of the folder that they are in."""
    stamp = datetime.now().strftime("%Y%m%dT%H%M%S")
    kept = place.kept
    names = {name: _plain(name) for name in texts}
    if len(texts) == 1:
        ((name, data),) = texts.items()
        target = _unused(kept / f"{stamp}-{names[name]}")
        disk.replace_whole(target, data, target.with_name(target.name + ".tmp"))
        return target
    folder = _unused(kept / stamp)
    for number, (name, data) in enumerate(texts.items(), 1):
        target = folder / f"{number}-{names[name]}"
        disk.replace_whole(target, data, target.with_name(target.name + ".tmp"))
    return folder


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[-80:] or "text"


def _unused(target: Path) -> Path:
    number, free = 1, target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return free
