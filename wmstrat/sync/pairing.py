"""Which file of one side is which of the other: by its path, or as a record that was moved or got its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.files.records import read_record
from wmstrat.record.ids import tail_of
from wmstrat.repo import objects
from wmstrat.repo.output import Blob, Difference
from wmstrat.sync.addresses import Folder, Home
from wmstrat.sync.refusals import of_records
from wmstrat.sync.trees import REPOSITORY

if TYPE_CHECKING:
    from wmstrat.repo import Repository


class Slot(Struct, frozen=True):
    """One file in three versions, by its paths; a record that was elsewhere in the base has another path there, and
    an empty one where it was not at all, though the base may have a file at its path."""

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


class Changed(Struct):
    """What mine (`outgoing`) and theirs (`incoming`) changed since their base. `contents` has the bytes of every blob
    that was read so far, by its name: each is read once."""

    git: Repository
    folder: Folder
    base: str
    outgoing: Difference
    incoming: Difference
    contents: dict[str, bytes] = {}

    def read(self, blobs: Iterable[Blob | None]) -> None:
        """Get the bytes of these blobs, through one process at most."""
        names = {blob.name for blob in blobs if blob and blob.mode != REPOSITORY} - self.contents.keys()
        if names:
            self.contents.update(objects.blobs(self.git, sorted(names)))

    def read_likely(self) -> None:
        """Read what a merge needs in which nothing was moved: the records that come in, and mine of the same."""
        self.read(self._likely())

    def _likely(self) -> Iterator[Blob | None]:
        for path, versions in of_records(self.folder, self.incoming).items():
            yield from versions
            yield self.outgoing.get(path, versions)[1]

    def data(self, blob: Blob | None) -> bytes | None:
        """The bytes of a blob that was read; None means no file."""
        return None if blob is None else self.contents[blob.name]

    def versions(self, slot: Slot) -> tuple[Blob | None, Blob | None, Blob | None]:
        """The base, mine and theirs of a file."""
        base = (self.outgoing.get(slot.base) or self.incoming.get(slot.base) or (None,))[0]
        mine, theirs = self.outgoing.get(slot.mine), self.incoming.get(slot.theirs)
        return base, mine[1] if mine else base, theirs[1] if theirs else base

    def handle(self, path: str, blob: Blob | None) -> str:
        """The handle that a record (which was read) has in this version, or an empty text."""
        home = self.folder.home(path)
        data = self.data(blob)
        if home is None or data is None:
            return ""
        return str(read_record(home.kind, home.path, home.id, home.group, data).values.get("handle", ""))


def slots(changed: Changed) -> list[Slot]:
    """The files that either side changed, in the order of their paths; after them what theirs has put in the place
    of a record that it has moved away."""
    ours = _moved(changed, changed.outgoing, changed.incoming)
    others = _moved(changed, changed.incoming, changed.outgoing)
    twice = [
        Slot("", here, there)
        for here, there in _numbered_twice(changed).items()
        if here not in ours.values() and there not in others.values()
    ]
    elsewhere_here = {*ours.values(), *(slot.mine for slot in twice)}
    elsewhere_there = {*others.values(), *(slot.theirs for slot in twice)}
    found = [
        Slot(path, ours.get(path, path), others.get(path, path))
        for path in {*changed.outgoing, *changed.incoming, *ours, *others}
        if not (path in elsewhere_here and path not in changed.incoming)
        and not (path in elsewhere_there and path not in changed.outgoing)
    ]
    found = sorted([*found, *twice], key=lambda slot: slot.base or slot.mine)
    left = (path for path in others.keys() & changed.incoming.keys() if changed.incoming[path][1])
    return found + [Slot("", "", path) for path in sorted(left) if path not in elsewhere_there]


def _moved(changed: Changed, side: Difference, other: Difference) -> dict[str, str]:
    """Records that are elsewhere on this side now, moved to where they belong or given their number: the new path
    by the old one, which the base has, or only the other side (somebody picked the commit that added it, and not the
    one that numbered it)."""
    folder = changed.folder
    gone = {
        (home.kind.name, home.id): path
        for path, (_, now) in side.items()
        if now is None and (home := folder.home(path))
    }
    new = _added(folder, side)
    found = {
        gone.pop((home.kind.name, home.id)): path for path, home in new.items() if (home.kind.name, home.id) in gone
    }
    added = [path for path, (was, _) in other.items() if was is None]
    handles = {
        home.id: path
        for path in (*added, *gone.values())
        if (home := folder.home(path)) and home.kind.is_numbered and tail_of(home.id)
    }
    numbered = [path for path, home in new.items() if home.kind.is_numbered] if handles else []
    changed.read(side[path][1] for path in numbered)
    for path in numbered:
        handle = changed.handle(path, side[path][1])
        if handle in handles and handle != new[path].id:
            found[handles[handle]] = path
    return {**_given_way(changed, side, new), **found}


def _given_way(changed: Changed, side: Difference, new: Mapping[str, Home]) -> dict[str, str]:
    """Records that had a number at the base and have another one on this side, because a second remote had given the
    first to another record: the new path by the old one, at which that other record is."""
    ours = [path for path, home in new.items() if home.kind.is_numbered and not tail_of(home.id)]
    taken = [
        path
        for path, (was, now) in (side.items() if ours else ())
        if was and now and (home := changed.folder.home(path)) and home.kind.is_numbered
    ]
    changed.read(blob for path in taken for blob in side[path])
    before = {changed.handle(path, side[path][0]): path for path in taken}
    changed.read(side[path][1] for path in ours if before)
    found = {}
    for path in ours if before else ():
        handle = changed.handle(path, side[path][1])
        was = before.get(handle) if handle else None
        if was and changed.handle(was, side[was][1]) != handle:
            found[was] = path
    return found


def _numbered_twice(changed: Changed) -> dict[str, str]:
    """Records that both sides added under a number, each under another (one of them picked the commit that added it):
    their path there by the one here."""
    ours, others = (_with_numbers(changed.folder, side) for side in (changed.outgoing, changed.incoming))
    if not ours or not others:
        return {}
    changed.read(changed.outgoing[path][1] for path in ours)
    changed.read(changed.incoming[path][1] for path in others)
    known = {handle: path for path in ours if (handle := changed.handle(path, changed.outgoing[path][1]))}
    for copied in _in_base(changed, list(known)) if known else ():
        del known[copied]
    found = {}
    for path in others:
        handle = changed.handle(path, changed.incoming[path][1])
        here = known.get(handle, path)
        if here != path:
            found[here] = path
    return found


def _in_base(changed: Changed, handles: Sequence[str]) -> list[str]:
    """Those of the handles that a record of the base has: whoever adds another record with it has copied that one."""
    lines = [argument for handle in handles for argument in ("-e", f"handle: {handle}")]
    told = changed.git.run("grep", "-h", "-o", "-w", "-F", *lines, changed.base, "--", ok=(0, 1))
    return list(dict.fromkeys(line.split(": ")[1] for line in told.decode("ascii").splitlines()))


def _with_numbers(folder: Folder, side: Difference) -> dict[str, Home]:
    """The records that a side added under a number."""
    return {
        path: home for path, home in _added(folder, side).items() if home.kind.is_numbered and not tail_of(home.id)
    }


def _added(folder: Folder, side: Difference) -> dict[str, Home]:
    return {path: home for path, (was, _) in side.items() if was is None and (home := folder.home(path))}
