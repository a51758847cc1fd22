"""Markdown files whose first lines are YAML between two lines of three dashes.

The body's layout is ours: one blank line between the closing dashes and the text, one line end after it, and
nothing at all when the text is empty. What other hands laid out otherwise stays so until the body is replaced.
"""

from __future__ import annotations

import re

from msgspec import Struct

from wmstrat.files.reading import BYTE_ORDER_MARK, Unreadable

_FENCE = re.compile(r"---[ \t]*(?:\r?\n|\Z)")
_CLOSING = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_BLANK = " \t\n"


class FrontMatter(Struct, frozen=True):
    """A file in its parts: `opening + yaml + closing + body` is the whole text, byte for byte.

    `first_line` is the line of the file on which `yaml` begins.
    """

    yaml: str
    body: str
    first_line: int
    opening: str = "---\n"
    closing: str = "---\n"


def split(text: str, suffix: str = ".md") -> FrontMatter:
    """Take a file apart; one of another suffix is YAML as a whole. Raises Unreadable when the opening or the closing
    line is missing."""
    if suffix != ".md":
        return FrontMatter(text, "", 1, "", "")
    start = 1 if text.startswith(BYTE_ORDER_MARK) else 0
    opening = _FENCE.match(text, start)
    if not opening:
        first = text[start:].split("\n", 1)[0].strip()
        raise Unreadable(
            1,
            f"`{first[:40]}`" if first else "an empty line",
            "the line `---`, which begins the front matter",
            "write `---` as the first line of the file, the keys below it, and a second `---` below them",
        )
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        raise Unreadable(
            text.count("\n") + (not text.endswith("\n")),
            "the end of the file",
            "a second line `---`, which ends the front matter",
            "put a line `---` between the last key and the text",
        )
    return FrontMatter(
        yaml=text[opening.end() : closing.start()],
        body=text[closing.end() :],
        first_line=2,
        opening=text[: opening.end()],
        closing=closing[0],
    )


def join(front: FrontMatter) -> str:
    """Put a file together again: the exact inverse of `split`."""
    return front.opening + front.yaml + front.closing + front.body


def body_text(front: FrontMatter) -> str:
    """Return the body without the leading blank line and the last line end, and with `\\n` for every line end."""
    return _with_line_feeds(front.body).removeprefix("\n").removesuffix("\n")


def without_blank_lines_around(text: str) -> str:
    """The text with `\\n` for every line end and without blank lines at its ends; the spaces of its first and last
    line stay."""
    plain = _with_line_feeds(text)
    if not plain.strip(_BLANK):
        return ""
    start = plain.rfind("\n", 0, len(plain) - len(plain.lstrip(_BLANK))) + 1
    stop = plain.find("\n", len(plain.rstrip(_BLANK)))
    return plain[start : stop if stop >= 0 else len(plain)]


def _with_line_feeds(text: str) -> str:
    # One character is found much faster than two.
    return text.replace("\r\n", "\n") if "\r" in text else text


def with_body(text: str, body: str) -> str:
    """Return the file with another body, laid out our way in the file's own line ends; the rest stays as it is.

    Blank lines around `body` do not count. Raises Unreadable as `split` does.
    """
    front = split(text)
    line_end = "\r\n" if front.opening.endswith("\r\n") else "\n"
    content = without_blank_lines_around(body)
    if not content:
        return front.opening + front.yaml + front.closing
    closing = front.closing if front.closing.endswith("\n") else front.closing + line_end
    return front.opening + front.yaml + closing + ("\n" + content + "\n").replace("\n", line_end)
