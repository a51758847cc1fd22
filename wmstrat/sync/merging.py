"""The merge of two commits, computed from their trees: no file of the work tree is read or written.

What only one side changed is taken whole; a record that both changed is merged field by field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import Refused
from wmstrat.merge.choice import Conflict, Resolution
from wmstrat.merge.record import Merged, merge_record, merge_text
from wmstrat.record.fields import Entries
from wmstrat.record.ids import Slugged, random_tail, tail_of
from wmstrat.repo.output import FILE, LINK, REPOSITORY, Blob, Difference
from wmstrat.sync.addresses import Folder, RecordFile, workspace_of
from wmstrat.sync.forgotten import forgetting, forgotten_ids, is_forgotten, path_of_today, without_forgotten
from wmstrat.sync.pairing import Divergence, Slot, slots
from wmstrat.sync.refusals import refuse_hostile
from wmstrat.sync.replacing_ids import renamed
from wmstrat.sync.settled_fields import as_settled
from wmstrat.sync.trees import Change

if TYPE_CHECKING:
    from wmstrat.repo import Repository

# What was chosen for a conflict about the file at a path; None when nobody has chosen yet.
Choose = Callable[[str, Conflict], "Resolution | None"]


class Together(Struct, frozen=True):
    """A record that both sides changed: the fields that came from each."""

    path: str
    from_mine: tuple[str, ...]
    from_theirs: tuple[str, ...]


class Merge(Struct, frozen=True):
    """What two commits make together. `changes` is what the tree of `mine` needs to become the result; the paths of
    `incoming` and `outgoing` are those that theirs and mine changed since the common `base`."""

    changes: dict[str, Change]
    together: tuple[Together, ...]
    conflicts: tuple[tuple[str, Conflict], ...]
    incoming: Difference
    outgoing: Difference
    moved: dict[str, str]
    """Ids of mine that met another record of the same id, and the handles they have until they are numbered."""
    renumbered: dict[str, str]
    """Ids of entries of mine, such as focus items, that met another one of the same id, and those they have now."""
    chosen: tuple[tuple[str, Conflict, Resolution], ...]
    """What a person had decided, by the path in the workspace, and how."""
    met: tuple[str, ...]
    """Records that both sides added under one name, so that each is one record now, or was meant to be two."""
    contents: dict[str, bytes]
    """The bytes of every blob that was read, by its name: at least of both versions of the received records."""


def merge(git: Repository, folder: Folder, base: str, mine: str, theirs: str, choose: Choose) -> Merge:
    """Bring two commits together. Raises Refused, with its name, for what theirs brings and no workspace may hold."""
    return _Merging(git, folder, base, mine, theirs, choose).done()


class _Merging:
    def __init__(self, git: Repository, folder: Folder, base: str, mine: str, theirs: str, choose: Choose) -> None:
        incoming = git.difference(base, theirs)
        refuse_hostile(git, folder, incoming)
        self.changed = Divergence(git, folder, base, git.difference(base, mine), incoming)
        self.folder, self.choose = folder, choose
        self.changes: dict[str, Change] = {}
        self.together: list[Together] = []
        self.conflicts: list[tuple[str, Conflict]] = []
        self.chosen: list[tuple[str, Conflict, Resolution]] = []
        self.met: list[str] = []
        self.moved: dict[str, str] = {}
        self.renumbered: dict[str, str] = {}
        self.named_here: dict[str, str] = {}
        """Ids that theirs knows records by which have another number here."""
        self.stepping_back: set[str] = set()
        """Paths of records of mine whose number theirs gave to another one."""

    def done(self) -> Merge:
        changed = self.changed
        _refuse_file_for_folder(changed.outgoing, changed.incoming)
        changed.read_needed()
        changed.forgotten = forgotten_ids(changed)
        files = slots(changed)
        both = [slot for slot in files if slot.mine in changed.outgoing and slot.theirs in changed.incoming]
        changed.read(blob for slot in both for blob in changed.versions(slot))
        self.stepping_back = {slot.mine for slot in both if self._meets_another(slot)}
        for slot in files:
            self._follow_number(slot)
        for slot in both:
            self.renumbered.update(self._entries_that_met(slot))
        if self.names or changed.forgotten:
            changed.read(blob for versions in changed.outgoing.values() for blob in versions)
        moved_here = {slot.mine for slot in files if slot.moved_here}
        moved_there = {slot.theirs for slot in files if slot.moved_there}
        for slot in files:
            if is_forgotten(changed, slot):
                for path, blob in forgetting(changed, slot):
                    self.changes[path] = blob or self.changes.get(path)
            elif slot.mine in self.stepping_back and not slot.moved_here:
                self._make_way(slot, moved_here, moved_there)
            else:
                self._bring_together(slot)
        return Merge(
            self.changes, tuple(self.together), tuple(self.conflicts),
            changed.incoming, changed.outgoing, self.moved, self.renumbered, tuple(self.chosen), tuple(self.met),
            changed.contents,
        )  # fmt: skip

    # Ids that met

    def _meets_another(self, slot: Slot) -> bool:
        """Whether both sides gave one number to two records; mine then steps back to its handle."""
        base, mine, theirs = self.changed.versions(slot)
        home = self.folder.home(slot.mine)
        if not home or not home.kind.is_numbered or mine is None or theirs is None or slot.mine != slot.theirs:
            return False
        handle, other_handle = self.changed.handle(slot.mine, mine), self.changed.handle(slot.theirs, theirs)
        if mine == theirs or (handle and handle == other_handle):
            return False
        if base is not None and not (handle and other_handle and handle == self.changed.handle(slot.mine, base)):
            return False  # else theirs has put another record in the place of this one
        self.moved.setdefault(home.id, handle or f"{re.sub(r'[0-9]+$', '', home.id)}-{random_tail()}")
        return True

    def _follow_number(self, slot: Slot) -> None:
        """Where the two sides know one record by two numbers, references to it follow: mine take the number of
        theirs, since what is published stays, unless only this side has moved it (a second remote had given its
        number to another one)."""
        mine, theirs = self.folder.home(slot.mine), self.folder.home(slot.theirs)
        known = mine if slot.moved_here and slot.moved_there else self.folder.home(slot.base)
        if not mine or not theirs or mine.id == theirs.id or not known or tail_of(known.id):
            return
        if known.id in self.changed.forgotten:
            return
        if slot.moved_there:
            self.moved[mine.id] = theirs.id
        else:
            self.named_here[theirs.id] = mine.id

    def _entries_that_met(self, slot: Slot) -> dict[str, str]:
        """The new ids of entries of mine whose ids theirs gave to others, in one record that both have changed."""
        base, mine, theirs = map(self.changed.data, self.changed.versions(slot))
        home = self.folder.home(slot.mine)
        if not home or not any(isinstance(field.type, Entries) and field.type.numbered for field in home.kind.fields):
            return {}
        return merge_record(home.kind, home.private, base, mine, theirs, lambda _: None).renumbered

    @property
    def names(self) -> dict[str, str]:
        """Every id of mine that is another one now."""
        return {**self.moved, **self.renumbered}

    def _make_way(self, slot: Slot, moved_here: set[str], moved_there: set[str]) -> None:
        """Theirs takes the path, mine the one of its handle; what was moved to either path from elsewhere stays."""
        home = self.folder.home(slot.mine)
        _, mine, theirs = self.changed.versions(slot)
        if home is None or mine is None or theirs is None:
            raise ValueError(slot.mine)
        handle = self.moved[home.id]
        own = {"id": handle, "handle": handle}
        data = renamed(home.kind, home.path, None, self.changed.data(mine) or b"", self.names, own=own)
        if slot.mine not in moved_there:
            self.changes[slot.mine] = theirs
        if slot.mine not in moved_here:
            self.changes[self.folder.outward(home.beside(handle))] = (mine.mode, data)

    # One file

    def _bring_together(self, slot: Slot) -> None:
        base, mine, theirs = self.changed.versions(slot)
        home = self.folder.home(slot.mine)
        is_mine = slot.mine in self.changed.outgoing
        renamed_here = self._renamed(slot.mine, base, mine, self.names) if is_mine else None
        stepped_back = slot.mine in self.stepping_back  # another record has its number; it is under its handle again
        added = base is None and mine and theirs and mine != theirs
        if added and home and isinstance(home.kind.ids, Slugged) and not home.private:
            self.met.append(slot.mine)
        target = slot.theirs if slot.moved_there else slot.base if stepped_back else slot.mine
        target = path_of_today(self.changed, target)
        if slot.theirs not in self.changed.incoming:
            if mine and (renamed_here or stepped_back):
                if not stepped_back and target != slot.mine:
                    self.changes.setdefault(slot.mine, None)
                self.changes[target] = (mine.mode, renamed_here or self.changed.data(mine) or b"")
            return
        if slot.mine not in ("", target) and not stepped_back:
            self.changes.setdefault(slot.mine, None)
        renamed_there = self._renamed(slot.theirs, base, theirs, self.named_here)
        if not is_mine or (mine == theirs and not renamed_there):
            self.changes[target] = (theirs.mode, renamed_there) if theirs and renamed_there else theirs
            return
        data = self.changed.data
        was = without_forgotten(self.changed, slot.base, data(base))
        texts = (was, renamed_here or data(mine), renamed_there or data(theirs))
        merged = self._merged(home, target, (base, mine, theirs), texts)
        self.conflicts += [(target, conflict) for conflict in merged.conflicts]
        if merged.from_mine and merged.from_theirs:
            self.together.append(Together(target, merged.from_mine, merged.from_theirs))
        kept = theirs if mine is None or (base and mine.mode == base.mode) else mine
        mode = kept.mode if kept else FILE
        self.changes[target] = None if merged.data is None else (mode, merged.data)

    def _renamed(self, path: str, base: Blob | None, blob: Blob | None, names: Mapping[str, str]) -> bytes | None:
        """A version of a record with the ids of `names` instead; None where it has none of them."""
        home = self.folder.home(path)
        if home is None or blob is None or not (names or self.changed.forgotten):
            return None
        own = {"id": names[home.id]} if home.id in names else {}
        data = self.changed.data(blob) or b""
        text = without_forgotten(self.changed, path, data) or b""
        if names:
            before = without_forgotten(self.changed, path, self.changed.data(base))
            text = renamed(home.kind, home.path, before, text, names, own=own)
        return text if text != data else None

    def _merged(
        self, home: RecordFile | None, target: str, versions: Sequence[Blob | None], texts: Sequence[bytes | None]
    ) -> Merged:
        there = self.folder.home(target)
        shown = there.path if there else target

        def choose(conflict: Conflict) -> Resolution | None:
            choice = self.choose(shown, conflict)
            if choice and (shown, conflict, choice) not in self.chosen:
                self.chosen.append((shown, conflict, choice))
            return choice

        beside = workspace_of(self.changed.git.place.top, target) if home is None else None
        if beside and not beside.inside:  # another workspace of the repository, in which this one takes no number
            home = beside.home(target)
        was, mine, theirs = texts
        odd = {blob.mode for blob in versions if blob} & {LINK, REPOSITORY}
        if home is None or odd:
            return merge_text(was, mine, theirs, choose)
        if was is None and there and there.kind.is_numbered:  # one side may have its handle yet
            own = {"id": there.id}
            mine, theirs = (data and renamed(there.kind, shown, None, data, {}, own=own) for data in (mine, theirs))
        merged = merge_record(home.kind, home.private, was, mine, theirs, choose)
        return as_settled(home, (was, mine, theirs), merged, choose)


def _refuse_file_for_folder(outgoing: Difference, incoming: Difference) -> None:
    here = {path for path, (_, now) in outgoing.items() if now}
    there = {path for path, (_, now) in incoming.items() if now}
    for files, others in ((here, there), (there, here)):
        folders = {path[:place] for path in others for place, letter in enumerate(path) if letter == "/"}
        for path in sorted(folders & files):
            raise Refused(
                "{path} is a file on one side and a folder on the other. Rename yours and commit that, then sync "
                "again: `git mv {old} {new}`, then `wmstrat sync`",
                path=path,
                old=quote(path),
                new=quote(f"{path}-2"),
            )
