"""The message of a commit: a subject of at most 72 columns, a body, trailers."""

from __future__ import annotations

import unicodedata

from msgspec import Struct

from wmstrat.record.ids import tail_of
from wmstrat.record.record import Record
from wmstrat.record.text import escaped, on_one_line

COLUMNS = 72
LONGEST_LABEL = 44
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
JOINER = "\N{ZERO WIDTH JOINER}"


class Message(Struct, frozen=True):
    """What a commit says. Text may be anything that a person typed; `text` makes it safe to keep."""

    subject: str
    body: str = ""
    trailers: tuple[tuple[str, str], ...] = ()

    @property
    def line(self) -> str:
        """The subject as it is committed: one line, at most 72 columns, nothing that acts on a terminal."""
        return cut(escaped(" ".join(self.subject.split())), COLUMNS)

    @property
    def text(self) -> str:
        """The whole message, ending in a newline; paragraphs are apart by one empty line."""
        body = "\n".join(escaped(line.rstrip()) for line in self.body.strip().splitlines())
        trailers = "\n".join(self._trailer_lines)
        return "\n\n".join(part for part in (self.line, body, trailers) if part) + "\n"

    @property
    def _trailer_lines(self) -> list[str]:
        return [f"{key}: {escaped(' '.join(value.split()))}" for key, value in self.trailers]

    def completed(self, text: str) -> str:
        """What a hook has put in the place of this message, with the trailers that it has left out."""
        lines = {line.strip() for line in text.splitlines()}
        missing = [line for line in self._trailer_lines if line.strip() not in lines]
        return text.rstrip("\n") + "\n\n" + "\n".join(missing) + "\n" if missing else text


def label(record: Record) -> str:
    """What a commit subject calls a new record: its title or first words, and the end of its id."""
    return f'"{cut(on_one_line(record.label), LONGEST_LABEL)}" ({tail_of(record.id) or record.id})'


def cut(text: str, columns: int) -> str:
    """The text within this many columns of a terminal; whole characters, with an ellipsis if any is missing."""
    if _width(text) <= columns:
        return text
    start, used = "", 0
    for character in _characters(text):
        used += _width(character)
        if used > columns - 1:
            break
        start += character
    return start.rstrip() + ELLIPSIS


def _characters(text: str) -> list[str]:
    """Text taken apart into what a person sees as characters: a base with its marks and joined ones."""
    characters: list[str] = []
    for letter in text:
        if characters and (characters[-1].endswith(JOINER) or _width(letter) == 0):
            characters[-1] += letter
        else:
            characters.append(letter)
    return characters


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    visible = (letter for letter in text if unicodedata.category(letter) not in ("Mn", "Me", "Cf"))
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in visible)
