"""How records of a kind are named and where their files stand.

The id is the file's name (a group's: its folder's) and never depends on the title. Numbers are for what
people talk about in a call, dates with random letters for what many add at once, slugs for groups and people.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind, Values

PRIVATE = "private/"

FULL = 300
"""How many files a folder holds before new ones go to their next place. A commit writes the list of the folder that
it adds a file to, some 27 bytes for each that is in it, and most hosts show no more than 1,000 files of a folder."""

# Without i, l, o, 0 and 1, which people mix up when they read an id to each other.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"
TAIL = re.compile(rf"(?=\d*[a-z])[{LETTERS}{DIGITS}]{{4}}")
ENDS_IN_TAIL = re.compile(rf"[A-Z]+-[A-Z]+(?:\d{{8}})?-({TAIL.pattern})", re.ASCII)


def random_tail() -> str:
    """Four random letters or digits, at least one of them a letter (so that it never reads as a number)."""
    number = int.from_bytes(os.urandom(16), "big")
    number, place = divmod(number, 4)
    tail = ""
    for position in range(4):
        characters = LETTERS if position == place else LETTERS + DIGITS
        number, chosen = divmod(number, len(characters))
        tail += characters[chosen]
    return tail


class Naming(Struct, frozen=True):
    """What a new id may be made of: the record's group, its values, and what the workspace already has.

    `highest` counts the number above its answer as given, so that whoever asks again is told a higher one.
    """

    code: str
    values: Values
    taken: Callable[[str], bool]
    highest: Callable[[str], int]
    shared: Callable[[], bool]
    tail: Callable[[], str] = random_tail


class Identity(Struct, frozen=True):
    """Ids and places of one kind."""

    def new(self, naming: Naming) -> str:
        """An id that no record has."""
        raise NotImplementedError

    def fits(self, identity: str, code: str) -> bool:
        """True when the text can be an id of this kind in the group with this code."""
        raise NotImplementedError

    def group(self, values: Values) -> str:
        """The group that the record with these values stands in; an empty text for none."""
        return str(values.get("group", ""))

    def places(self, kind: Kind, identity: str, group: str) -> tuple[str, ...]:
        """The files that the record may be in, relative to the workspace, with forward slashes: the usual one, then
        those that are taken when the folder of the one before is full."""
        raise NotImplementedError

    def path(self, kind: Kind, identity: str, group: str) -> str:
        """The file that the record is usually in."""
        return self.places(kind, identity, group)[0]

    def place(self, kind: Kind, parts: tuple[str, ...]) -> tuple[str, str] | None:
        """The (id, group) of the file with these path parts, or None when it is none of this kind."""
        raise NotImplementedError


def _unused(wanted: str, taken: Callable[[str], bool]) -> str:
    if not taken(wanted):
        return wanted
    return next(name for n in range(2, 1_000_000) if not taken(name := f"{wanted}-{n}"))


class Single(Identity, frozen=True):
    """The one record of its kind, at a fixed path."""

    file: str

    def new(self, naming: Naming) -> str:
        del naming
        return self.file.rpartition(".")[0]

    def fits(self, identity: str, code: str) -> bool:
        del code
        return identity == self.file.rpartition(".")[0]

    def places(self, kind: Kind, identity: str, group: str) -> tuple[str, ...]:
        del kind, identity, group
        return (self.file,)

    def place(self, kind: Kind, parts: tuple[str, ...]) -> tuple[str, str] | None:
        del kind
        return (self.file.rpartition(".")[0], "") if parts == (self.file,) else None


class Slugged(Identity, frozen=True):
    """A slug of the name, given once: `people/member-17.yaml`, or a folder with one file in it."""

    folder: str
    file: str = ""

    def new(self, naming: Naming) -> str:
        from wmstrat.record.text import slug

        return _unused(slug(naming.values["name"]), naming.taken)

    def fits(self, identity: str, code: str) -> bool:
        from wmstrat.record.text import unfit_slug

        del code
        return not unfit_slug(identity)

    def group(self, values: Values) -> str:
        return str(values["id"]) if self.file else ""

    def places(self, kind: Kind, identity: str, group: str) -> tuple[str, ...]:
        del group
        return (f"{self.folder}/{identity}/{self.file}" if self.file else f"{self.folder}/{identity}{kind.suffix}",)

    def place(self, kind: Kind, parts: tuple[str, ...]) -> tuple[str, str] | None:
        if self.file:
            if len(parts) == 3 and parts[0] == self.folder and parts[2] == self.file:
                return parts[1], parts[1]
            return None
        if len(parts) == 2 and parts[0] == self.folder and parts[1].endswith(kind.suffix):
            return parts[1].removesuffix(kind.suffix), ""
        return None


class InGroup(Identity, frozen=True):
    """Ids that begin with the group's code, in a folder of the group (of private/, for a private kind)."""

    letters: str = ""

    def folder(self, kind: Kind, group: str) -> str:
        """The folder that all files of the kind stand under."""
        return f"{PRIVATE}{kind.plural}" if kind.kept_private else f"groups/{group}/{kind.plural}"

    def below(self, identity: str) -> tuple[str, ...]:
        """The folders that may be between that folder and the file, each with its slash: one text for each place."""
        del identity
        return ("",)

    def places(self, kind: Kind, identity: str, group: str) -> tuple[str, ...]:
        folder = self.folder(kind, group)
        return tuple(f"{folder}/{below}{identity}{kind.suffix}" for below in self.below(identity))

    def place(self, kind: Kind, parts: tuple[str, ...]) -> tuple[str, str] | None:
        if kind.kept_private:
            inside, group = parts[:2] == ("private", kind.plural) and len(parts) > 2, ""
        else:
            inside = len(parts) > 3 and parts[0] == "groups" and parts[2] == kind.plural
            group = parts[1] if inside else ""
        if inside and parts[-1].endswith(kind.suffix) and not parts[-1].startswith("."):
            return parts[-1].removesuffix(kind.suffix), group
        return None

    def recoded(self, identity: str, naming: Naming) -> str:
        """What the record with this id is called in a group of another code: the same after the code, or what comes
        nearest to it and no record has."""
        wanted = f"{naming.code}-{identity.partition('-')[2]}"
        while naming.taken(wanted):
            wanted = f"{wanted.rpartition('-')[0]}-{naming.tail()}"
        return wanted


class Numbered(InGroup, frozen=True):
    """`CB-Q7`: a number, or a handle `CB-Q-k3f9` until the sync that publishes the record."""

    def new(self, naming: Naming) -> str:
        stem = f"{naming.code}-{self.letters}"
        if not naming.shared():
            while naming.taken(number := f"{stem}{naming.highest(stem) + 1}"):
                pass
            return number
        while naming.taken(handle := f"{stem}-{naming.tail()}"):
            pass
        return handle

    def fits(self, identity: str, code: str) -> bool:
        return bool(
            re.fullmatch(rf"{re.escape(code)}-{self.letters}([1-9]\d{{0,5}}|-{TAIL.pattern})", identity, re.ASCII)
        )

    def recoded(self, identity: str, naming: Naming) -> str:
        if tail_of(identity):
            return super().recoded(identity, naming)
        stem = f"{naming.code}-{self.letters}"
        number = max(int(identity.partition(f"-{self.letters}")[2]), naming.highest(stem) + 1)
        while naming.taken(f"{stem}{number}"):
            number += 1
        return f"{stem}{number}"


class Dated(InGroup, frozen=True):
    """`CB-N20180714-k3f9`: the day in `day_field` and four random letters, in a folder of its month; once that is
    full, in one of its day."""

    day_field: str = "date"

    def new(self, naming: Naming) -> str:
        day = naming.values[self.day_field].replace("-", "")
        while naming.taken(identity := f"{naming.code}-{self.letters}{day}-{naming.tail()}"):
            pass
        return identity

    def fits(self, identity: str, code: str) -> bool:
        return bool(re.fullmatch(rf"{re.escape(code)}-{self.letters}\d{{8}}-{TAIL.pattern}", identity, re.ASCII))

    def below(self, identity: str) -> tuple[str, ...]:
        day = re.match(rf"[^-]*-{self.letters}(\d{{4}})(\d{{2}})(\d{{2}})", identity, re.ASCII)
        if not day:
            return ("",)  # an id of another form, which the checks refuse
        return f"{day[1]}/{day[2]}/", f"{day[1]}/{day[2]}/{day[3]}/"


class Joined(InGroup, frozen=True):
    """`CB-member-17`: the group's code and the id of another record; a second one is `CB-member-17-2`."""

    field: str = "person"

    def new(self, naming: Naming) -> str:
        return _unused(f"{naming.code}-{naming.values[self.field]}", naming.taken)

    def fits(self, identity: str, code: str) -> bool:
        from wmstrat.record.text import unfit_slug

        return identity.startswith(f"{code}-") and not unfit_slug(identity.removeprefix(f"{code}-"))

    def recoded(self, identity: str, naming: Naming) -> str:
        return _unused(f"{naming.code}-{identity.partition('-')[2]}", naming.taken)


CODED = re.compile(r"([A-Z]{2,4})-.")


def code_of(identity: str) -> str:
    """The code of a group that an id begins with, or an empty text."""
    found = CODED.match(identity)
    return found[1] if found else ""


def next_number(stem: str, identities: Iterable[str]) -> str:
    """The id that follows all those that are made of this stem and a number."""
    tails = (one.removeprefix(stem) for one in identities if one.startswith(stem))
    return f"{stem}{max((int(tail) for tail in tails if tail.isascii() and tail.isdecimal()), default=0) + 1}"


def tail_of(identity: str) -> str:
    """The four random letters that an id ends in, or an empty text."""
    found = ENDS_IN_TAIL.fullmatch(identity)
    return found[1] if found else ""
