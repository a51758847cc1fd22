"""The message of a commit: a subject of at most 72 columns, a body, trailers."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

COLUMNS = 72
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Bidirectional overrides, embeddings and isolates: they make a line read otherwise than it is written."""

JOINERS = ("\u200c", "\u200d")


class Message(Struct, frozen=True):
    """What a commit says. Text may be anything that a person typed; `text` makes it safe to keep."""

    subject: str
    body: str = ""
    trailers: tuple[tuple[str, str], ...] = ()

    @property
    def line(self) -> str:
        """The subject as it is committed: one line, at most 72 columns, nothing that acts on a terminal."""
        return cut(escape(" ".join(self.subject.split())), COLUMNS)

    @property
    def text(self) -> str:
        """The whole message, ending in a newline; paragraphs are apart by one empty line."""
        body = "\n".join(escape(line.rstrip()) for line in self.body.strip().splitlines())
        trailers = "\n".join(f"{key}: {escape(' '.join(value.split()))}" for key, value in self.trailers)
        return "\n\n".join(part for part in (self.line, body, trailers) if part) + "\n"


def escape(text: str) -> str:
    """Control characters, lone surrogates and what reorders text, as backslash sequences."""
    return "".join(
        character
        if character == "\t" or not (unicodedata.category(character) in _ESCAPED or REORDERING.match(character))
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


_ESCAPED = frozenset({"Cc", "Cs", "Zl", "Zp"})


def cut(text: str, columns: int) -> str:
    """The text within so many columns of a terminal; whole characters, with an ellipsis if any is missing."""
    if _width(text) <= columns:
        return text
    kept, used = "", 0
    for character in _characters(text):
        used += _width(character)
        if used > columns - 1:
            break
        kept += character
    return kept.rstrip() + ELLIPSIS


def _characters(text: str) -> list[str]:
    """Text taken apart into what a person sees as characters: a base with its marks and joined ones."""
    found: list[str] = []
    for character in text:
        joined = bool(found) and found[-1].endswith(JOINERS[1])
        if found and (joined or _width(character) == 0):
            found[-1] += character
        else:
            found.append(character)
    return found


def _width(text: str) -> int:
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
