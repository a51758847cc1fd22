"""The message of a commit: a subject of at most 72 columns, a body, trailers."""

from __future__ import annotations

from msgspec import Struct

from wmstrat.record.ids import tail_of
from wmstrat.record.record import Record
from wmstrat.record.text import cut, escaped, short

COLUMNS = 72


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
    return f'"{short(record.label)}" ({tail_of(record.id) or record.id})'
