"""What every type of field does: how a value is read, typed, written, offered and drawn.

A file holds text; its type says what it means. So `no` is a language and `01234` keeps its zero: nothing is ever
guessed from the shape of the characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Protocol

from msgspec import Struct

from wmstrat.record.text import normal, spelled

# str, int, bool, list[str], or list[dict[str, str]]: what JSON can say.
Value = Any


class Unfit(Exception):
    """A value that its field does not take: two phrases, and the place within the value, such as `[2].since`."""

    def __init__(self, found: str, expected: str, where: str = "") -> None:
        super().__init__(found, expected, where)
        self.found = found
        self.expected = expected
        self.where = where


def quoted(raw: object) -> str:
    """A value for a message: short, in quotation marks, a list or mapping by its name."""
    if isinstance(raw, str):
        shown = raw if len(raw) <= 60 else raw[:57] + "..."
        return f'"{shown}"' if raw else "nothing"
    return "a list" if isinstance(raw, list) else "a mapping"


# The vocabulary of process.yaml in which states, and other words that the code gives a meaning to, have their labels.
STATE_LABELS = "labels"


def word_meant(text: str, words: Iterable[str], labels: Mapping[str, str]) -> str | None:
    """The word that somebody typed, as files have it: by itself or by its label, in any case, with blanks, hyphens
    and underscores alike, in British or American spelling."""
    wanted, known = spelled(text), list(words)
    for word in (text, *known):
        if word in known and wanted == spelled(word):
            return word
    return next((word for word in known if wanted == spelled(labels.get(word, word))), None)


class Typist(Protocol):
    """What the words of a person can mean: days count from today, and names lead to records."""

    @property
    def today(self) -> str:
        """Today's ISO day."""

    @property
    def code(self) -> str:
        """The code of the group at hand, an empty text where none is."""

    def find_id(self, text: str, kinds: tuple[str, ...]) -> str:
        """The id of the record that a text names. Raises NotFound, Invalid."""

    def words(self, vocabulary: str) -> Mapping[str, str]:
        """The words of a vocabulary of process.yaml with their labels, in its order."""


class Labels(Protocol):
    """How people read what a file holds."""

    def word(self, word: str, vocabulary: str = STATE_LABELS) -> str:
        """The label of a word of a vocabulary of process.yaml; of a state, if none is named."""

    def record(self, identity: str) -> str:
        """What a person or a group is called."""


class Offer(Struct, frozen=True):
    """What completion offers: ids of these kinds (bodies `among` one sort alone), a vocabulary, or fixed words."""

    kinds: tuple[str, ...] | None = None
    among: str = ""
    vocabulary: str = ""
    words: tuple[str, ...] = ()


class FieldType(Struct, frozen=True):
    """How the text of a field becomes a value and text again."""

    # True for text that may be folded in a table: no day, number or single word.
    folds: ClassVar[bool] = False
    # True for numbers, which are below each other by their ends.
    aligns_right: ClassVar[bool] = False
    # The form of every text that is a value.
    form: ClassVar[re.Pattern[str]] = re.compile(".*", re.DOTALL)

    @property
    def empty(self) -> Value:
        """The value of a field left blank."""
        return ""

    @property
    def each(self) -> FieldType:
        """The type of one value: of a list that of its items."""
        return self

    @property
    def expected(self) -> str:
        """The end of the sentence "expected ..."."""
        raise NotImplementedError

    @property
    def metavar(self) -> str:
        """The name of a value in help."""
        return type(self).__name__.upper()

    @property
    def placeholder(self) -> str:
        """The name of a value in a command that a message shows."""
        return self.metavar

    @property
    def offer(self) -> Offer | None:
        """What completion offers for a value, None for nothing."""
        return None

    @property
    def default(self) -> str:
        """The value of an option that is left out, as a person would type it."""
        return ""

    def read(self, raw: object) -> Value:
        """The value of what is in a file, or raise Unfit."""
        if not isinstance(raw, str):
            raise Unfit(quoted(raw), self.expected)
        return self.convert(normal(raw)) if raw else self.empty

    def convert(self, text: str) -> Value:
        """The value of non-empty text, or raise Unfit."""
        if not self.form.fullmatch(text):
            raise Unfit(quoted(text), self.expected)
        return text

    def parse(self, text: str, typist: Typist) -> Value:
        """The value of what a person typed. Raises Unfit, and NotFound for a record that is not there."""
        return self.read(self.as_in_file(normal(text), typist))

    def as_in_file(self, raw: object, _typist: Typist) -> object:
        """What a person wrote, in a file to import or on the command line, with each word as files have it."""
        return raw

    def write(self, value: Value) -> Any:
        """The value for a file; `read` of it gives the value again."""
        return str(value)

    def shown(self, value: Value, _labels: Labels) -> str:
        """The value as people read it, of one line or more; an empty text for nothing."""
        return "" if value in ("", None) else str(value)

    def references(self, _value: Value) -> Iterator[tuple[str, str]]:
        """Every (sub-field, id) that the value points at."""
        return iter(())
