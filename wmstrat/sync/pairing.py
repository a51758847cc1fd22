"""Pairs the files of both sides of a merge: by path, or as a record that was moved or got its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.ids import tail_of
from wmstrat.repo import objects
from wmstrat.repo.output import REPOSITORY, Blob, Difference
from wmstrat.sync.addresses import Folder
from wmstrat.sync.refusals import of_records

if TYPE_CHECKING:
    from wmstrat.repo import Repository


HANDLE = re.compile(rb"^handle:[ \t]*[\"']?([A-Z]+-[A-Z]+-[a-z0-9]{4})\b", re.MULTILINE)


class Slot(Struct, frozen=True):
    """One file in three versions, by its paths: of a record that was moved they differ, and that of the base is empty
    where the record was not there."""

    base: str
    mine: str
    theirs: str

    @property
    def moved_here(self) -> bool:
        """Whether mine is where the base did not have it."""
        return self.mine != self.base

    @property
    def moved_there(self) -> bool:
        """Whether theirs is where the base did not have it."""
        return self.theirs != self.base


class Divergence(Struct):
    """What mine (`outgoing`) and theirs (`incoming`) changed since their base. `contents` has the bytes of every blob
    that was read so far, by its name."""

    git: Repository
    folder: Folder
    base: str
    outgoing: Difference
    incoming: Difference
    contents: dict[str, bytes] = {}
    forgotten: dict[str, str] = {}
    """The ids of today by those that one of the sides has forgotten."""

    def read(self, blobs: Iterable[Blob | None]) -> None:
        """Get the bytes of these blobs, through one process at most."""
        names = {blob.name for blob in blobs if blob and blob.mode != REPOSITORY} - self.contents.keys()
        if names:
            self.contents.update(objects.blobs(self.git, sorted(names)))

    def read_needed(self) -> None:
        """Read the received records, and mine of the same; where a record with a number was added, all that could
        be it, so that it can be told whether one was moved."""
        records = of_records(self.folder, self.incoming)
        needed = [blob for versions in records.values() for blob in versions]
        needed += [self.outgoing[path][1] for path in records.keys() & self.outgoing.keys()]
        sides = (self.outgoing, self.incoming)
        if any(was is None and self.is_numbered(path) for side in sides for path, (was, _) in side.items()):
            numbered = (versions for side in sides for path, versions in side.items() if self.is_numbered(path))
            needed += [blob for versions in numbered for blob in versions]
        self.read(needed)

    def is_numbered(self, path: str) -> bool:
        """Whether a file is a record of a kind with numbers."""
        home = self.folder.home(path)
        return home is not None and home.kind.is_numbered

    def data(self, blob: Blob | None) -> bytes | None:
        """The bytes of a blob that was read; None means no file."""
        return None if blob is None else self.contents[blob.name]

    def versions(self, slot: Slot) -> tuple[Blob | None, Blob | None, Blob | None]:
        """The base, mine and theirs of a file."""
        base = (self.outgoing.get(slot.base) or self.incoming.get(slot.base) or (None,))[0]
        mine, theirs = self.outgoing.get(slot.mine), self.incoming.get(slot.theirs)
        return base, mine[1] if mine else base, theirs[1] if theirs else base

    def handle(self, path: str, blob: Blob | None) -> str:
        """The handle that a record with a number has in this version, as far as that was read, or an empty text."""
        data = self.contents.get(blob.name) if blob and self.is_numbered(path) else None
        match = HANDLE.search(data) if data else None
        return match[1].decode("ascii") if match else ""

    def identity(self, path: str, blob: Blob | None) -> tuple[str, str] | None:
        """The kind and the name by which a record is recognised even after it got its number or was moved; None where
        the file is not a record."""
        home = self.folder.home(path) if blob else None
        if home is None:
            return None
        return home.kind.name, self.handle(path, blob) or self.forgotten.get(home.id, home.id)


def slots(changed: Divergence) -> list[Slot]:
    """The files that either side changed, in the order of their paths; at the end what theirs has put in the place of
    a record that it has moved away."""
    ours, added_here = _moved(changed, changed.outgoing)
    others, added_there = _moved(changed, changed.incoming)
    both = [(added_here[key], added_there[key], key[1]) for key in added_here if key in added_there]
    new_here = {*changed.forgotten.values()}
    apart = [
        new
        for new in both
        if new[0] != new[1] and ((tail_of(new[2]) and changed.is_numbered(new[0])) or new[2] in new_here)
    ]
    copied = _in_base(changed, [handle for _, _, handle in apart]) if apart else ()
    twice = [Slot("", here, there) for here, there, handle in apart if handle not in copied]
    elsewhere_here = {*ours.values(), *(slot.mine for slot in twice)}
    elsewhere_there = {*others.values(), *(slot.theirs for slot in twice)}
    pairs = [
        Slot(path, ours.get(path, path), others.get(path, path))
        for path in {*changed.outgoing, *changed.incoming, *ours, *others}
        if not (path in elsewhere_here and path not in changed.incoming)
        and not (path in elsewhere_there and path not in changed.outgoing)
    ]
    pairs = sorted([*pairs, *twice], key=lambda slot: slot.base or slot.mine)
    left = (path for path in others.keys() & changed.incoming.keys() if changed.incoming[path][1])
    return pairs + [Slot("", "", path) for path in sorted(left) if path not in elsewhere_there]


def _moved(changed: Divergence, side: Difference) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """The new path of each record that is elsewhere on this side now, by the one in the base, and the paths of those
    that the side has added, by their identities."""
    before = {changed.identity(path, was): path for path, (was, _) in side.items()}
    added = {key: path for path, (was, now) in side.items() if was is None and (key := changed.identity(path, now))}
    moved = {
        before[key]: added.pop(key)
        for key in list(added)
        if key in before and changed.identity(before[key], side[before[key]][1]) != key
    }
    return moved, added


def _in_base(changed: Divergence, handles: Sequence[str]) -> set[str]:
    """Those of the handles that a record of the base has: one that is added with it is a copy."""
    lines = [argument for handle in handles for argument in ("-e", f"handle: {handle}")]
    told = changed.git.run("grep", "-h", "-o", "-w", "-F", *lines, changed.base, "--", ok=(0, 1))
    return {line.split(": ")[1] for line in told.decode("ascii").splitlines()}
