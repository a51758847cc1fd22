"""The merge of two commits, computed from their trees: no file of the work tree is read or written.

What only one side changed is taken whole; a record that both changed is merged field by field. Nothing is kept
between two computations but the choices that a person made: a merge with open decisions is simply computed again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import Refused
from wmstrat.files.records import read_record
from wmstrat.merge.choice import Choice, Decision
from wmstrat.merge.record import Merged, merge_record, merge_text
from wmstrat.record.fields import Entries
from wmstrat.record.identity import Numbered, random_tail, tail_of
from wmstrat.repo import objects
from wmstrat.repo.output import Blob, Difference
from wmstrat.sync.fences import of_records, refuse_hostile
from wmstrat.sync.homes import Folder, Home
from wmstrat.sync.renaming import renamed
from wmstrat.sync.standing import as_settled
from wmstrat.sync.trees import FILE, LINK, REPOSITORY, Change

if TYPE_CHECKING:
    from wmstrat.repo import Repository

Choose = Callable[[str, Decision], "Choice | None"]
"""What was chosen for a decision about the file at a path; None when nobody has chosen yet."""


class Together(Struct, frozen=True):
    """A record that both sides changed: the fields that came from each."""

    path: str
    from_mine: tuple[str, ...]
    from_theirs: tuple[str, ...]


class Merge(Struct, frozen=True):
    """What two commits make together. `changes` is what the tree of `mine` needs to become the result; the paths of
    `incoming` and `outgoing` are those that theirs and mine changed since the common `base`."""

    base: str
    mine: str
    theirs: str
    changes: dict[str, Change]
    together: tuple[Together, ...]
    decisions: tuple[tuple[str, Decision], ...]
    incoming: Difference
    outgoing: Difference
    moved: dict[str, str]
    """Ids of mine that met another record of the same id, and the handles they have until they are numbered."""
    renumbered: dict[str, str]
    """Ids of entries of mine, such as focus items, that met another one of the same id, and those they have now."""
    chosen: tuple[tuple[str, Decision, Choice], ...]
    """What a person had decided, by the path in the workspace, and how."""
    contents: dict[str, bytes]
    """The bytes of every blob that was looked at, by its name: at least those of the records that come in, as they
    were and as they are."""


class _Slot(Struct, frozen=True):
    """One file in three versions; a record that was renamed has other paths on the two sides."""

    base: str
    mine: str
    theirs: str


def merge(git: Repository, folder: Folder, base: str, mine: str, theirs: str, choose: Choose) -> Merge:
    """Bring two commits together. Raises Refused, with its name, for what theirs brings and no workspace may hold."""
    return _Merging(git, folder, base, mine, theirs, choose).done()


class _Merging:
    def __init__(self, git: Repository, folder: Folder, base: str, mine: str, theirs: str, choose: Choose) -> None:
        self.git, self.folder, self.choose = git, folder, choose
        self.base, self.mine, self.theirs = base, mine, theirs
        self.incoming = git.difference(base, theirs)
        refuse_hostile(git, folder, self.incoming)
        self.outgoing = git.difference(base, mine)
        self.changes: dict[str, Change] = {}
        self.together: list[Together] = []
        self.decisions: list[tuple[str, Decision]] = []
        self.chosen: list[tuple[str, Decision, Choice]] = []
        self.moved: dict[str, str] = {}
        self.renumbered: dict[str, str] = {}
        self.met: set[str] = set()
        self.numbered: tuple[set[str], set[str]] = (set(), set())
        """Paths of the records that stood elsewhere in the base, here and there: most had their handle then."""
        self._contents: dict[str, bytes] = {}

    def done(self) -> Merge:
        self._refuse_file_for_folder()
        self._read(self._likely())
        slots = self._slots()
        both = [slot for slot in slots if slot.mine in self.outgoing and slot.theirs in self.incoming]
        self._read(blob for slot in both for blob in self._versions(slot))
        self.met = {slot.mine for slot in both if self._meets_another(slot)}
        for slot in both:
            self.renumbered.update(self._entries_that_met(slot))
        if self.names:
            self._read(blob for versions in self.outgoing.values() for blob in versions)
        for slot in slots:
            if slot.mine in self.met and slot.mine == slot.base:
                self._make_way(slot)
            else:
                self._bring_together(slot)
        return Merge(
            self.base, self.mine, self.theirs, self.changes, tuple(self.together), tuple(self.decisions),
            self.incoming, self.outgoing, self.moved, self.renumbered, tuple(self.chosen), self._contents,
        )  # fmt: skip

    # Which files belong together

    def _slots(self) -> list[_Slot]:
        ours = self._followed(self.outgoing, self.incoming)
        others = self._followed(self.incoming, self.outgoing)
        for handle, (here, there) in self._numbered_twice().items():
            if here not in ours.values() and there not in others.values():
                ours[handle], others[handle] = here, there
        renamed_here, renamed_there = set(ours.values()), set(others.values())
        self.numbered = (renamed_here, renamed_there)
        slots = []
        for path in sorted({*self.outgoing, *self.incoming, *ours, *others}):
            if (path in renamed_here and path not in self.incoming) or (
                path in renamed_there and path not in self.outgoing
            ):
                continue
            slots.append(_Slot(path, ours.get(path, path), others.get(path, path)))
        return slots

    def _followed(self, side: Difference, other: Difference) -> dict[str, str]:
        """Records that stand elsewhere on this side now, moved to where they belong or given their number: the new
        path by the old one, which the base has, or only the other side (somebody picked the commit that added it, and
        not the one that numbered it)."""
        gone = {
            (home.kind.name, home.id): path
            for path, (_, now) in side.items()
            if now is None and (home := self.folder.home(path))
        }
        new = {path: home for path, (was, _) in side.items() if was is None and (home := self.folder.home(path))}
        found = {
            gone.pop((home.kind.name, home.id)): path
            for path, home in new.items()
            if (home.kind.name, home.id) in gone
        }
        added = [path for path, (was, _) in other.items() if was is None]
        handles = {
            home.id: path
            for path in (*added, *gone.values())
            if (home := self.folder.home(path)) and isinstance(home.kind.identity, Numbered) and tail_of(home.id)
        }
        numbered = [path for path, home in new.items() if isinstance(home.kind.identity, Numbered)] if handles else []
        self._read(side[path][1] for path in numbered)
        for path in numbered:
            handle = self._handle(path, side[path][1])
            if handle in handles and handle != new[path].id:
                found[handles[handle]] = path
        return found

    def _numbered_twice(self) -> dict[str, tuple[str, str]]:
        """Records that both sides added under a number, each under another (one of them picked the commit that added
        it): the two paths by the one that the handle would have."""
        sides = []
        for side in (self.outgoing, self.incoming):
            added = {
                path: home for path, (was, _) in side.items() if was is None and (home := self.folder.home(path))
            }
            numbered = {path: home for path, home in added.items() if isinstance(home.kind.identity, Numbered)}
            sides.append({path: home for path, home in numbered.items() if not tail_of(home.id)})
        if not all(sides):
            return {}
        self._read(self.outgoing[path][1] for path in sides[0])
        self._read(self.incoming[path][1] for path in sides[1])
        known = {handle: path for path in sides[0] if (handle := self._handle(path, self.outgoing[path][1]))}
        found = {}
        for path, home in sides[1].items():
            handle = self._handle(path, self.incoming[path][1])
            here = known.get(handle, path)
            if here != path:
                found[self.folder.outward(home.beside(handle))] = (here, path)
        return found

    def _handle(self, path: str, blob: Blob | None) -> str:
        home = self.folder.home(path)
        data = self._data(blob)
        if home is None or data is None:
            return ""
        return str(read_record(home.kind, home.path, home.id, home.group, data).values.get("handle", ""))

    def _versions(self, slot: _Slot) -> tuple[Blob | None, Blob | None, Blob | None]:
        base = (self.outgoing.get(slot.base) or self.incoming.get(slot.base) or (None,))[0]
        mine, theirs = self.outgoing.get(slot.mine), self.incoming.get(slot.theirs)
        return base, mine[1] if mine else base, theirs[1] if theirs else base

    def _refuse_file_for_folder(self) -> None:
        here = {path for path, (_, now) in self.outgoing.items() if now}
        there = {path for path, (_, now) in self.incoming.items() if now}
        for files, folders in ((here, there), (there, here)):
            for path in folders:
                for end in (place for place, letter in enumerate(path) if letter == "/"):
                    if path[:end] in files:
                        raise Refused(
                            "{path} is a file on one side and a folder on the other. Rename yours with: git mv "
                            "{path} {path}-2, commit that, then type again: wmstrat sync",
                            path=path[:end],
                        )

    # Contents

    def _read(self, blobs: Iterable[Blob | None]) -> None:
        names = {blob.name for blob in blobs if blob and blob.mode != REPOSITORY} - self._contents.keys()
        if names:
            self._contents.update(objects.blobs(self.git, sorted(names)))

    def _likely(self) -> Iterator[Blob | None]:
        """What is needed of a merge in which nothing was renamed: the records that come in, and mine of the same."""
        for path, versions in of_records(self.folder, self.incoming).items():
            yield from versions
            yield self.outgoing.get(path, versions)[1]

    def _data(self, blob: Blob | None) -> bytes | None:
        return None if blob is None else self._contents[blob.name]

    # Ids that met

    def _meets_another(self, slot: _Slot) -> bool:
        """Whether both sides gave one number to two records; mine then steps back to its handle."""
        base, mine, theirs = self._versions(slot)
        home = self.folder.home(slot.mine)
        if not home or not isinstance(home.kind.identity, Numbered) or mine is None or theirs is None:
            return False
        if slot.mine != slot.theirs:  # the same record, numbered on both sides: what is published stands
            other = self.folder.home(slot.theirs)
            if slot.mine != slot.base and slot.theirs != slot.base and other and other.id != home.id:
                self.moved[home.id] = other.id
            return False
        handle = self._handle(slot.mine, mine)
        if base is not None or mine == theirs or (handle and handle == self._handle(slot.theirs, theirs)):
            return False
        self.moved.setdefault(home.id, handle or f"{re.sub(r'[0-9]+$', '', home.id)}-{random_tail()}")
        return True

    def _entries_that_met(self, slot: _Slot) -> dict[str, str]:
        """The new ids of entries of mine whose ids theirs gave to others, in one record that both have changed."""
        base, mine, theirs = map(self._data, self._versions(slot))
        home = self.folder.home(slot.mine)
        if not home or not any(isinstance(one.type, Entries) and one.type.numbered for one in home.kind.fields):
            return {}
        return merge_record(home.kind, home.private, base, mine, theirs, lambda _: None).renumbered

    @property
    def names(self) -> dict[str, str]:
        """Every id of mine that is another one now."""
        return {**self.moved, **self.renumbered}

    def _make_way(self, slot: _Slot) -> None:
        home = self.folder.home(slot.mine)
        _, mine, theirs = self._versions(slot)
        if home is None or mine is None or theirs is None:
            raise ValueError(slot.mine)
        handle = self.moved[home.id]
        own = {"id": handle, "handle": handle}
        data = renamed(home.kind, home.path, None, self._data(mine) or b"", self.names, own=own)
        here, there = self.numbered
        if slot.mine not in there:
            self.changes[slot.mine] = theirs
        if slot.mine not in here:
            self.changes[self.folder.outward(home.beside(handle))] = (mine.mode, data)

    # One file

    def _bring_together(self, slot: _Slot) -> None:
        base, mine, theirs = self._versions(slot)
        home = self.folder.home(slot.mine)
        spoken = (
            self._renamed(home, base, mine) if self.names and home and mine and slot.mine in self.outgoing else None
        )
        stepped_back = slot.mine in self.met  # another record has its number; it is under its handle again
        target = slot.theirs if slot.theirs != slot.base else slot.base if stepped_back else slot.mine
        if slot.theirs not in self.incoming:
            if mine and (spoken or stepped_back):
                self.changes[target] = (mine.mode, spoken or self._data(mine) or b"")
            return
        if slot.mine != target and not stepped_back:
            self.changes[slot.mine] = None
        if slot.mine not in self.outgoing:
            self.changes[target] = theirs
            return
        if mine == theirs:
            return
        merged = self._merged(home, target, (base, mine, theirs), spoken or self._data(mine))
        self.decisions += [(target, decision) for decision in merged.decisions]
        if merged.from_mine and merged.from_theirs:
            self.together.append(Together(target, merged.from_mine, merged.from_theirs))
        kept = theirs if mine is None or (base and mine.mode == base.mode) else mine
        mode = kept.mode if kept else FILE
        self.changes[target] = None if merged.data is None else (mode, merged.data)

    def _renamed(self, home: Home, base: Blob | None, mine: Blob) -> bytes | None:
        own = {"id": self.moved[home.id]} if home.id in self.moved else {}
        data = self._data(mine) or b""
        spoken = renamed(home.kind, home.path, self._data(base), data, self.names, own=own)
        return spoken if spoken != data else None

    def _merged(self, home: Home | None, target: str, versions: Sequence[Blob | None], mine: bytes | None) -> Merged:
        there = self.folder.home(target)
        shown = there.path if there else target

        def choose(decision: Decision) -> Choice | None:
            choice = self.choose(shown, decision)
            if choice and (shown, decision, choice) not in self.chosen:
                self.chosen.append((shown, decision, choice))
            return choice

        was, theirs = self._data(versions[0]), self._data(versions[2])
        odd = {blob.mode for blob in versions if blob} & {LINK, REPOSITORY}
        if home is None or odd:
            return merge_text(was, mine, theirs, choose)
        if was is None and there and isinstance(there.kind.identity, Numbered):  # one side may have its handle yet
            own = {"id": there.id}
            mine, theirs = (data and renamed(there.kind, shown, None, data, {}, own=own) for data in (mine, theirs))
        merged = merge_record(home.kind, home.private, was, mine, theirs, choose)
        return as_settled(home, (was, mine, theirs), merged, choose)
