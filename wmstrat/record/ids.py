"""The ids of records: the names of their files (of a group: of its folder), which never depend on the title.

Numbers are for what people talk about in a call, dates with random letters for what many add at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from itertools import count
from typing import ClassVar

from msgspec import Struct

from wmstrat.record.field_type import Value
from wmstrat.record.text import slug, unfit_slug

# Without i, l, o, 0 and 1, which people mix up when they read an id to each other.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"
TAIL = re.compile(rf"(?=\d*[a-z])[{LETTERS}{DIGITS}]{{4}}")
# What follows the code and the letters in an id with a number, and in one with a day.
NUMBER_OR_TAIL = re.compile(rf"[1-9]\d{{0,5}}|-{TAIL.pattern}", re.ASCII)
DAY_AND_TAIL = re.compile(rf"\d{{8}}-{TAIL.pattern}", re.ASCII)
HANDLE = re.compile(rf"[A-Z]+-[A-Z]+-{TAIL.pattern}", re.ASCII)
ENDS_IN_TAIL = re.compile(rf"[A-Z]+-[A-Z]+(?:\d{{8}})?-({TAIL.pattern})", re.ASCII)


def random_tail() -> str:
    """Four random letters or digits, at least one of them a letter (so that it never reads as a number)."""
    return next(filter(TAIL.fullmatch, (_tail(os.urandom(4)) for _ in count())))


def tails_of(seed: str) -> Callable[[], str]:
    """What gives four such letters after each other, which look random and are the same for the same seed."""
    tails = (_tail(sha256(f"{seed} {number}".encode()).digest()[:4]) for number in count())
    return lambda: next(filter(TAIL.fullmatch, tails))


def _tail(data: bytes) -> str:
    characters = LETTERS + DIGITS
    return "".join(characters[byte % len(characters)] for byte in data)


class Naming(Struct, frozen=True):
    """What a new id may be made of: the code of the group, the values, and what the workspace already has. `highest`
    counts the number above its answer as given, so that the next answer is higher."""

    code: str
    values: Mapping[str, Value]
    taken: Callable[[str], bool]
    highest: Callable[[str], int]
    shared: Callable[[], bool]
    tail: Callable[[], str] = random_tail


class IdScheme(Struct, frozen=True):
    """How the ids of a kind are made and told from others. No two kinds share the `letters` after the code."""

    letters: str = ""
    # True when ids begin with the code of a group (or of the whole process).
    coded: ClassVar[bool] = True

    def new(self, naming: Naming) -> str:
        """An id that no record has."""
        raise NotImplementedError

    def fits(self, identity: str, code: str) -> bool:
        """True when the text can be an id of this scheme in the group with this code."""
        raise NotImplementedError

    def example(self, code: str) -> str:
        """An id as it may look in the group with this code, for helps."""
        return f"{code}-{self.letters}4"

    def below(self, _identity: str) -> str:
        """The folders between the folder of the kind and the file, each with its slash; mostly none."""
        return ""

    def recoded(self, identity: str, naming: Naming) -> str:
        """The id in a group of another code: the same after the code, or the nearest to it that no record has."""
        wanted = f"{naming.code}-{identity.partition('-')[2]}"
        while naming.taken(wanted):
            wanted = f"{wanted.rpartition('-')[0]}-{naming.tail()}"
        return wanted


def _unused(wanted: str, taken: Callable[[str], bool]) -> str:
    if not taken(wanted):
        return wanted
    return next(name for n in range(2, 1_000_000) if not taken(name := f"{wanted}-{n}"))


class Single(IdScheme, frozen=True):
    """The one record of its kind, which has a fixed name."""

    name: str = ""
    coded = False

    def new(self, _naming: Naming) -> str:
        return self.name

    def fits(self, identity: str, _code: str) -> bool:
        return identity == self.name


class Slugged(IdScheme, frozen=True):
    """A slug of the record's name, given once: `member-17`. Words that are `reserved` mean something else where such
    an id can be."""

    coded = False
    reserved: tuple[str, ...] = ()

    def new(self, naming: Naming) -> str:
        wanted = slug(str(naming.values.get("name") or naming.values.get("title") or ""))
        return _unused(wanted, lambda identity: identity in self.reserved or naming.taken(identity))

    def fits(self, identity: str, _code: str) -> bool:
        return identity not in self.reserved and not unfit_slug(identity)


class Numbered(IdScheme, frozen=True):
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
        stem = f"{code}-{self.letters}"
        return identity.startswith(stem) and bool(NUMBER_OR_TAIL.fullmatch(identity, len(stem)))

    def recoded(self, identity: str, naming: Naming) -> str:
        if tail_of(identity):
            return super().recoded(identity, naming)
        stem = f"{naming.code}-{self.letters}"
        number = max(int(identity.partition(f"-{self.letters}")[2]), naming.highest(stem) + 1)
        while naming.taken(f"{stem}{number}"):
            number += 1
        return f"{stem}{number}"


class Dated(IdScheme, frozen=True):
    """`CB-N20180714-k3f9`: the day in `day_field` and four random letters, in a folder of its month. Those of an
    earlier version have the letters `once`. A day that is not known is 00000000."""

    day_field: str = "date"
    once: str = ""

    def new(self, naming: Naming) -> str:
        day = naming.values[self.day_field].replace("-", "")
        day = day if day.isdecimal() else "0" * 8
        while naming.taken(identity := f"{naming.code}-{self.letters}{day}-{naming.tail()}"):
            pass
        return identity

    def fits(self, identity: str, code: str) -> bool:
        stems = (f"{code}-{letters}" for letters in (self.letters, self.once) if letters)
        return any(identity.startswith(stem) and DAY_AND_TAIL.fullmatch(identity, len(stem)) for stem in stems)

    def below(self, identity: str) -> str:
        month = re.match(r"[^-]*-[A-Z]+(\d{4})(\d{2})\d{2}", identity, re.ASCII)
        return f"{month[1]}/{month[2]}/" if month else ""  # an id of another form, which the checks refuse


class Joined(IdScheme, frozen=True):
    """`CB-member-17`: the group's code and the id of another record; a second one is `CB-member-17-2`."""

    field: str = "person"

    def new(self, naming: Naming) -> str:
        return _unused(f"{naming.code}-{naming.values[self.field]}", naming.taken)

    def fits(self, identity: str, code: str) -> bool:
        return identity.startswith(f"{code}-") and not unfit_slug(identity.removeprefix(f"{code}-"))

    def recoded(self, identity: str, naming: Naming) -> str:
        return _unused(f"{naming.code}-{identity.partition('-')[2]}", naming.taken)


class OnePerGroup(IdScheme, frozen=True):
    """`CB-scope`: the group's code and a fixed word; each group has one such record at most."""

    word: str = ""

    def example(self, code: str) -> str:
        return f"{code}-{self.word}"

    def new(self, naming: Naming) -> str:
        return f"{naming.code}-{self.word}"

    def fits(self, identity: str, code: str) -> bool:
        return identity == f"{code}-{self.word}"

    def recoded(self, _identity: str, naming: Naming) -> str:
        return self.new(naming)


CODED = re.compile(r"([A-Z]{2,4})-.")


def code_of(identity: str) -> str:
    """The code that an id begins with, or an empty text."""
    match = CODED.match(identity)
    return match[1] if match else ""


def next_number(stem: str, identities: Iterable[str]) -> str:
    """The id that follows all those that are made of this stem and a number."""
    tails = (identity.removeprefix(stem) for identity in identities if identity.startswith(stem))
    return f"{stem}{max((int(tail) for tail in tails if tail.isascii() and tail.isdecimal()), default=0) + 1}"


def place_of(identity: str) -> str:
    """A text by which ids sort as people count: CB-Q2 before CB-Q10."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(9), identity)


def tail_of(identity: str) -> str:
    """The four random letters that an id ends in, or an empty text."""
    match = ENDS_IN_TAIL.fullmatch(identity)
    return match[1] if match else ""


def is_handle(identity: str) -> bool:
    """True for the name of a record that gets a number later: what has a date in it has its id for good."""
    return bool(HANDLE.fullmatch(identity))
