"""Three versions of a text without byte order mark, line ends and last line end. These are merged separately, so that
an editor that rewrites all line ends does not change every line."""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct

from wmstrat.files.reading import BYTE_ORDER_MARK, Unreadable, decode

Thing = TypeVar("Thing")


class Plain(Struct, frozen=True):
    """Three texts, each empty or with a last line end (`base` is None for no file), and how to write the merged
    one."""

    base: str | None
    mine: str
    theirs: str
    mark: str
    line_end: str
    final: bool

    def restored(self, text: str) -> str:
        """The text as it is in the file, with the merged byte order mark, line ends and last line end."""
        if not self.final:
            text = text.removesuffix("\n").removesuffix("\r") if not self.line_end else text.removesuffix("\n")
        if self.line_end == "\r\n":
            text = text.replace("\n", "\r\n")
        return self.mark + text


def plain(base: bytes | None, mine: bytes, theirs: bytes) -> Plain:
    """The three versions as text. Raises Unreadable for bytes that are not UTF-8 text, or too long."""
    texts = [None if data is None else _text(data) for data in (base, mine, theirs)]
    is_marked = picked(*(None if text is None else text.startswith(BYTE_ORDER_MARK) for text in texts))
    is_final = picked(*(text.endswith("\n") if text else None for text in texts))
    line_ends = [_line_end(text) for text in texts]
    mixed = "mixed" in line_ends
    bare = [None if text is None else _bare(text, mixed) for text in texts]
    mark, line_end = BYTE_ORDER_MARK if is_marked else "", "" if mixed else picked(*line_ends) or "\n"
    return Plain(bare[0], bare[1] or "", bare[2] or "", mark, line_end, is_final is not False)


def picked(base: Thing | None, mine: Thing | None, theirs: Thing | None) -> Thing | None:
    """The value that one side changed, theirs if both did; None changes nothing."""
    if mine is None or theirs is None:
        return base if mine is theirs else mine if theirs is None else theirs
    return mine if theirs == base else theirs


def as_read(text: str) -> str:
    """A text as a person reads it, whatever its line ends."""
    return text.replace("\r\n", "\n").removesuffix("\n")


def _text(data: bytes) -> str:
    text = decode(data)
    if "\0" in text:
        line = text.count("\n", 0, text.find("\0")) + 1
        raise Unreadable(line, "the character U+0000", "a text file", "remove the character")
    return text


def _line_end(text: str | None) -> str | None:
    """The line end of a text, None where there is none, `mixed` where there are two kinds."""
    if not text or "\r\n" not in text:
        return "\n" if text and "\n" in text else None
    return "\r\n" if text.count("\n") == text.count("\r\n") else "mixed"


def _bare(text: str, mixed: bool) -> str:
    text = text.removeprefix(BYTE_ORDER_MARK)
    if not mixed:
        text = text.replace("\r\n", "\n")
    return text if not text or text.endswith("\n") else text + "\n"
