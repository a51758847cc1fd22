"""What must hold of a history in which many people worked: nothing that was done is lost without a decision.

Every merge is held against the two sides and what they had in common; every change of a commit against what the
end of the history holds.
"""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.storm.history import (
    BLANK,
    MARKER,
    NAMED,
    RECORDS,
    SUFFIXES,
    TWICE,
    Atom,
    Card,
    Commit,
    History,
    hunks,
    is_numbered,
)
from wmstrat.kinds import kinds
from wmstrat.record.kind import Kind, placed

SETTLED = ("final", "answered")
FOLDERS = (*RECORDS, "applications/")
NUMBER = re.compile(r"[A-Z]{2,4}-[A-Z]+\d+")


@dataclass(frozen=True)
class Meeting:
    """One record as two sides brought it, and as both had it before."""

    base: Card | None
    mine: Card | None
    theirs: Card | None
    kind: Kind | None = None

    @property
    def as_a_whole(self) -> bool:
        """True when one side took the record away and the other changed it: a person decides."""
        gone = (self.mine is None) != (self.theirs is None)
        left = self.mine or self.theirs
        return self.base is not None and gone and left != self.base

    @property
    def settled_now(self) -> set[str]:
        """The fields that a side has settled by moving to a state, while the other changed the record: a decision is
        as one body made it, and what a state needs stays with it."""
        if self.kind is None or self.base in (self.mine, self.theirs):
            return set()
        base, *sides = (_state(side) for side in self._sides)
        found: set[str] = set()
        for law in (*self.kind.laws, *self.kind.needs):
            if {*sides} & {*law.states} and (base not in law.states or getattr(law, "by", "")):
                found.update(getattr(law, "decision", ()), getattr(law, "fields", ()))
        return found

    @property
    def decided(self) -> bool:
        """True when a body has decided about a text that the other side changed."""
        return "body" in self.settled_now

    @property
    def settled(self) -> bool:
        """True when a question became final on a side while the other changed it: its text stays as it was then."""
        base, mine, theirs = (_state(side) for side in self._sides)
        return base not in SETTLED and (mine in SETTLED or theirs in SETTLED)

    @property
    def _sides(self) -> tuple[Card | None, Card | None, Card | None]:
        return self.base, self.mine, self.theirs

    def conflicts(self) -> set[Atom]:
        """What was given two values; ("body",) for a paragraph, ("record",) for the record as a whole."""
        if self.as_a_whole:
            return {("record",)}
        if self.mine is None or self.theirs is None:
            return set()
        base, mine, theirs = self.base or BLANK, self.mine, self.theirs
        found: set[Atom] = set()
        for atom in {**base.atoms, **mine.atoms, **theirs.atoms}:
            before, one, other = base.atoms.get(atom), mine.atoms.get(atom), theirs.atoms.get(atom)
            if one != other and before not in (one, other):
                found.add(atom)
        found |= set(self._entries_taken_away())
        if self.decided:
            found.add(("record",))
        names = self.settled_now
        for together in self.kind.together if self.kind else ():
            # What belongs together is one value: each side may have changed another part of it.
            changes = [
                {atom for atom in {**base.atoms, **side.atoms} if base.atoms.get(atom) != side.atoms.get(atom)}
                for side in (mine, theirs)
            ]
            one, other = ({atom for atom in each if len(atom) > 1 and atom[1] in together} for each in changes)
            names |= {*together} if one and other and one != other else set()
            names |= {*together} if {*together} & (names | {atom[1] for atom in found if len(atom) > 1}) else set()
        found |= {atom for atom in {**mine.atoms, **theirs.atoms} if len(atom) > 1 and atom[1] in names}
        if self.settled and mine.atoms.get(("field", "title")) != theirs.atoms.get(("field", "title")):
            found.add(("field", "title"))
        if self._contested():
            found.add(("body",))
        return found

    def one_sided(self) -> Iterator[tuple[Atom, str | None]]:
        """What only one side changed, and what it was before."""
        base, mine, theirs = (side.everything if side else {} for side in (self.base, self.mine, self.theirs))
        for atom in {**base, **mine, **theirs}:
            before, one, other = base.get(atom), mine.get(atom), theirs.get(atom)
            if one != other and before in (one, other):
                yield atom, before

    def _entries_taken_away(self) -> Iterator[Atom]:
        """Entries that one side took away and the other changed."""
        base, mine, theirs = self.base or BLANK, self.mine or BLANK, self.theirs or BLANK
        for atom in base.atoms:
            if atom[0] == "entry" and (atom in mine.atoms) != (atom in theirs.atoms):
                kept = mine if atom in mine.atoms else theirs
                if parts(kept, atom) != parts(base, atom):
                    yield atom
                    yield from parts(base, atom)
                    yield from parts(kept, atom)

    def _contested(self) -> tuple[set[str], set[str]] | None:
        """Paragraphs that both sides changed at one place: (gone on either side, new on either side)."""
        base, mine, theirs = self.base or BLANK, self.mine or BLANK, self.theirs or BLANK
        gone: set[str] = set()
        new: set[str] = set()
        for begin, end, lost, came in hunks(base.paragraphs, mine.paragraphs):
            for other_begin, other_end, other_lost, other_came in hunks(base.paragraphs, theirs.paragraphs):
                if begin == end and other_begin == other_end and base.paragraphs:  # two first texts are asked about
                    continue
                if max(begin, other_begin) <= min(end, other_end) and (lost, came) != (other_lost, other_came):
                    gone |= lost | other_lost
                    new |= came | other_came
        return (gone, new) if gone or new else None

    def complaints(self, result: Card | None) -> Iterator[tuple[Atom, str]]:
        """Everything that the result made of this without anybody's decision."""
        if self.mine is None or self.theirs is None:
            yield from self._one_side_only(result)
            return
        if result is None:
            yield ("record",), "both sides have it, and the merge has not"
            return
        yield from self._wrong_atoms(result)
        yield from self._wrong_paragraphs(result)

    def _one_side_only(self, result: Card | None) -> Iterator[tuple[Atom, str]]:
        if self.as_a_whole:
            return
        left = self.mine or self.theirs
        wanted = None if self.base is not None else left
        if (result is None) != (wanted is None):
            yield ("record",), "it was taken away" if wanted else "it came back"
        elif result is not None and wanted is not None:
            yield from _unlike(result, wanted)

    def _wrong_atoms(self, result: Card) -> Iterator[tuple[Atom, str]]:
        base, mine, theirs = self.base or BLANK, self.mine or BLANK, self.theirs or BLANK
        unsure = base.unsure | mine.unsure | theirs.unsure | result.unsure
        decided = self.conflicts()
        renumbered = set(self._renumbered(result))
        for atom in {**base.atoms, **mine.atoms, **theirs.atoms, **result.atoms}:
            if atom in decided or (len(atom) > 1 and atom[1] in unsure) or atom == ("field", "handle"):
                continue
            if ("entry", *atom[1:3]) in renumbered:
                continue
            before, one, other = base.atoms.get(atom), mine.atoms.get(atom), theirs.atoms.get(atom)
            wanted = one if before == other else other
            if result.atoms.get(atom) != wanted and not (atom[0] == "part" and atom[:1] + atom[1:3] in decided):
                values = f"base {before!r}, mine {one!r}, theirs {other!r}, merged {result.atoms.get(atom)!r}"
                yield atom, values

    def _renumbered(self, result: Card) -> Iterator[Atom]:
        """Entries that one side added under a number which the other gave to another: both stay, one of them under
        the next number."""
        base, mine, theirs = self.base or BLANK, self.mine or BLANK, self.theirs or BLANK
        met = [atom for atom in mine.atoms if atom[0] == "entry" and atom in theirs.atoms and atom not in base.atoms]
        added = [_told(side, atom) for side in (mine, theirs) for atom in met]
        new = (atom for atom in result.atoms if atom[0] == "entry" and atom not in {**mine.atoms, **theirs.atoms})
        yield from (atom for atom in new if atom not in base.atoms and _told(result, atom) in added)

    def _wrong_paragraphs(self, result: Card) -> Iterator[tuple[Atom, str]]:
        if self.decided:
            return
        base, mine, theirs = self.base or BLANK, self.mine or BLANK, self.theirs or BLANK
        gone, new = self._contested() or (set(), set())
        before, one, other, now = (set(card.paragraphs) for card in (base, mine, theirs, result))
        for text in ((one | other) - before) - now - new:
            yield ("paragraph", text), "a paragraph that one side wrote is not in the merge"
        for text in (one & other & before) - now:
            yield ("paragraph", text), "a paragraph that both sides kept is not in the merge"
        for text in (now & before) - (one & other) - gone:
            yield ("paragraph", text), "a paragraph that one side removed is in the merge"
        for text in now - before - one - other:
            if not gone and not new:
                yield ("paragraph", text), "a paragraph that nobody wrote is in the merge"


def _state(card: Card | None) -> str:
    return card.atoms.get(("field", "state"), "") if card else ""


def parts(card: Card, entry: Atom) -> dict[Atom, str]:
    """What an entry of a list holds."""
    return {atom: value for atom, value in card.atoms.items() if atom[0] == "part" and atom[1:3] == entry[1:3]}


def _told(card: Card, entry: Atom) -> tuple[str, dict[str, str]]:
    """The list of an entry, and what the entry holds besides its id."""
    return entry[1], {atom[3]: value for atom, value in parts(card, entry).items() if atom[3] != "id"}


def _unlike(found: Card, wanted: Card) -> Iterator[tuple[Atom, str]]:
    one, other = found.everything, wanted.everything
    for atom in {**one, **other}:
        if one.get(atom) != other.get(atom):
            yield atom, f"{other.get(atom)!r} became {one.get(atom)!r}"


def meetings(history: History, base: str | None, mine: str, theirs: str) -> Iterator[tuple[str, Meeting]]:
    """Every record that two commits do not have in common with their base."""
    sides = [history.keys(commit) if commit else {} for commit in (base, mine, theirs)]
    for key in sorted({*sides[0], *sides[1], *sides[2]}):
        found = [
            history.card(commit, *side[key]) if commit and key in side else None
            for commit, side in zip((base, mine, theirs), sides, strict=True)
        ]
        if found[0] != found[1] or found[0] != found[2]:
            yield key, Meeting(*found, next((kind for kind, *_ in placed(kinds(), key)), None))


def asked_for_nothing(history: History, mine: str, theirs: str, asked: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Decisions (id, field) that nobody had to make: the two commits do not give that field two values."""
    names = {**history.names(theirs), **history.names(mine)}
    true: dict[str, set[str]] = defaultdict(set)
    for key, meeting in meetings(history, history.base(mine, theirs), mine, theirs):
        for atom in meeting.conflicts():
            for name in (identity_of(key), key):
                true[name].add(atom[0] if len(atom) == 1 else atom[1])
    for identity, name in asked:
        known = true.get(names.get(identity, identity), set())
        if name.split()[0] not in known and "record" not in known:
            yield f"a decision about {identity} {name!r}; given two values there: {sorted(known) or 'nothing'}"


def identity_of(key: str) -> str:
    """The id in the key of a record: its file's name, or its folder's."""
    folder, _, file = key.rpartition("/")
    if file == "README.md" and folder.startswith("groups/"):
        return folder.rpartition("/")[2]
    return file.rpartition(".")[0]


class Judge:
    """Holds a whole history against the invariants."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.commits = history.commits()
        self.place = {commit.sha: commit.place for commit in self.commits}
        self.ancestors: list[int] = []
        for commit in self.commits:
            above = 1 << commit.place
            for parent in commit.parents:
                above |= self.ancestors[self.place[parent]]
            self.ancestors.append(above)
        self.events: dict[tuple[str, Atom], list[tuple[int, str | None]]] = defaultdict(list)
        # Merges that took the one change which stood against a value that both sides once had: who changed that value
        # and changed it back had no change to lose.
        self.taken: dict[tuple[str, Atom], list[tuple[int, str | None]]] = defaultdict(list)

    def reaches(self, sha: str) -> bool:
        """Whether the end of the history holds the commit."""
        return sha in self.place

    def descends(self, later: int, earlier: int) -> bool:
        """Whether the commit at one place has the other above it."""
        return later != earlier and bool(self.ancestors[later] >> earlier & 1)

    def complaints(self) -> Iterator[str]:
        """Everything that was lost or made up on the way, merge by merge, and then as a whole."""
        for commit in self.commits:
            if len(commit.parents) == 2:
                yield from self._merge(commit)
            elif len(commit.parents) == 1:
                yield from self._step(commit)
        yield from self._ending()

    def _merge(self, commit: Commit) -> Iterator[str]:
        mine, theirs = commit.parents
        base = self.history.base(mine, theirs)
        result = self.history.keys(commit.sha)
        met = dict(meetings(self.history, base, mine, theirs))
        for key in met:
            card = self.history.card(commit.sha, *result[key]) if key in result else None
            for atom, what in met[key].complaints(card):
                yield f"merge {commit.sha[:10]} ({commit.subject}): {key}: {' '.join(atom)}: {what}"
            for atom in self._decided(met[key], card):
                held = card.everything.get(atom) if card else None
                self.events[key, atom].append((commit.place, held))
            for atom, before in met[key].one_sided():
                self.taken[key, atom].append((commit.place, before))
        others = self.history.keys(mine)
        for key in {*result, *others} - set(met):
            if result.get(key) != others.get(key) and not self._same(commit.sha, mine, key):
                yield f"merge {commit.sha[:10]} ({commit.subject}): {key} differs, and no side changed it"

    def _same(self, one: str, other: str, key: str) -> bool:
        first, second = self.history.keys(one), self.history.keys(other)
        if key not in first or key not in second:
            return False
        return self.history.card(one, *first[key]) == self.history.card(other, *second[key])

    @staticmethod
    def _decided(meeting: Meeting, card: Card | None) -> Iterator[Atom]:
        conflicts = meeting.conflicts()
        sides = [side.everything if side else {} for side in (meeting.mine, meeting.theirs)]
        result = card.everything if card else {}
        for atom in {**sides[0], **sides[1], **result}:
            differs = any(side.get(atom) != result.get(atom) for side in sides)
            kind = ("body",) if atom[0] == "paragraph" else atom
            if differs and (atom in conflicts or kind in conflicts or ("record",) in conflicts):
                yield atom

    def _step(self, commit: Commit) -> Iterator[str]:
        for key, atom, value in self.changes(commit):
            self.events[key, atom].append((commit.place, value))
            if commit.command == "sync" and not key.endswith(TWICE):
                yield f"commit {commit.sha[:10]} ({commit.subject}) gives numbers and changes {key}: {' '.join(atom)}"

    def changes(self, commit: Commit) -> Iterator[tuple[str, Atom, str | None]]:
        """Every (record, atom, new value) of a commit that is no merge."""
        before, after = self.history.keys(commit.parents[0]), self.history.keys(commit.sha)
        old_names, new_names = self.history.names(commit.parents[0]), self.history.names(commit.sha)
        for key in {*before, *after}:
            if before.get(key) == after.get(key) and old_names == new_names:
                continue
            old = self.history.card(commit.parents[0], *before[key]) if key in before else BLANK
            new = self.history.card(commit.sha, *after[key]) if key in after else BLANK
            if old == new:
                continue
            one, other = old.everything, new.everything
            for atom in {**one, **other}:
                if one.get(atom) != other.get(atom) and atom != ("field", "handle"):
                    yield key, atom, other.get(atom)

    def _ending(self) -> Iterator[str]:
        """Each change that was ever made stands at the end, or a later one of the same thing stands over it."""
        end = self.commits[-1]
        keys = self.history.keys(end.sha)
        cards: dict[str, Mapping[Atom, str]] = {}
        for (key, atom), events in self.events.items():
            if key not in cards:
                cards[key] = self.history.card(end.sha, *keys[key]).everything if key in keys else {}
            final = cards[key].get(atom)
            for place, value in events:
                if value != final and not self._overtaken(key, atom, place, value):
                    commit = self.commits[place]
                    yield (
                        f"{key}: {' '.join(atom)} became {value!r} in {commit.sha[:10]} ({commit.subject}), is "
                        f"{final!r} at the end, and nobody changed it in between"
                    )

    def _overtaken(self, key: str, atom: Atom, place: int, value: str | None) -> bool:
        changed = any(self.descends(later, place) for later, _ in self.events[key, atom])
        taken = self.taken.get((key, atom), [])
        return changed or any(before == value and self.descends(later, place) for later, before in taken)


def tree_complaints(history: History, commit: str) -> Iterator[str]:
    """Ids that stand twice, references that lead nowhere, markers of conflicts, in one commit."""
    files = history.files(commit)
    seen: dict[str, str] = {}
    handles: dict[str, str] = {}
    for path, blob in files.items():
        if MARKER.search(history.blob(blob)):
            yield f"{path} holds a marker of a conflict"
        if not path.endswith(SUFFIXES) or not path.startswith(FOLDERS) or path == "people/README.md":
            continue
        identity = identity_of(path)
        if identity.casefold() in seen:
            yield f"the id {identity} stands twice: {seen[identity.casefold()]}, {path}"
        seen[identity.casefold()] = path
        found = re.search(rb"^handle:[ \t]*(\S+)[ \t]*$", history.blob(blob), re.MULTILINE)
        if found and is_numbered(path):
            handle = found[1].decode()
            if handle in handles:
                yield f"the handle {handle} stands twice: {handles[handle]}, {path}"
            handles[handle] = path
    known = {identity_of(path) for path in files} | set(handles)
    for path, blob in files.items():
        if path.endswith(SUFFIXES) and path.startswith(("groups/", "process/")):
            front = history.blob(blob).decode("utf-8", "replace").partition("\n---")[0]
            values = re.sub(r"(?m)^(title|background|direction|origin|name|text|why|was|\s+was):.*$|#.*$", "", front)
            for name in NAMED.findall(values):
                if name not in known:
                    yield f"{path} refers to {name}, which is not there"


def number_complaints(history: History, tips: Sequence[str]) -> Iterator[str]:
    """Numbers that did not stay with their record once anybody could see them on the remote."""
    held: dict[str, str] = {}
    for tip in tips:
        names = history.names(tip)
        for identity, key in names.items():
            if NUMBER.fullmatch(identity) and held.setdefault(identity, key) != key:
                yield f"{identity} was {held[identity]} when it was published, and is {key} in {tip[:10]}"
                held[identity] = key
        for identity, key in held.items():
            if identity not in names:
                now = next((name for name, other in names.items() if other == key), "gone")
                yield f"{identity} ({key}) was published, and is {now} in {tip[:10]}"
        held = {identity: key for identity, key in held.items() if identity in names}


def is_sound(folder: object) -> str:
    """What `git fsck` has to say of a repository, empty when it is sound."""
    done = subprocess.run(
        ["git", "-C", str(folder), "fsck", "--strict", "--no-dangling", "--no-progress"],
        capture_output=True,
        text=True,
    )
    return (done.stdout + done.stderr).strip() if done.returncode else ""
