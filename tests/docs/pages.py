"""The pages of the documentation, and what a test can take out of them: code blocks, headings, links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README = ROOT / "README.md"

FENCE = re.compile(r"^(\s*)(`{3,})(\S*)")
INLINE_CODE = re.compile(r"(`+)(.+?)\1")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: the word behind its fence, the number of its first line inside (from 0), its lines."""

    language: str
    start: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(line + "\n" for line in self.lines)


def pages() -> list[Path]:
    """README.md and every page under docs/."""
    return [README, *sorted(DOCS.rglob("*.md"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(text: str) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    inside: list[str] | None = None
    language, fence, indent, start = "", "", "", 0
    for number, line in enumerate(text.splitlines()):
        found = FENCE.match(line)
        if inside is None and found:
            inside, indent, fence, language, start = [], found[1], found[2], found[3], number + 1
        elif inside is not None and line.strip() == fence:
            yield Block(language, start, tuple(inside))
            inside = None
        elif inside is not None:
            inside.append(line.removeprefix(indent))
    assert inside is None, "a fence is left open"


def prose(text: str) -> str:
    """The page without its code, whether in blocks or in lines."""
    kept, fence = [], ""
    for line in text.splitlines():
        found = FENCE.match(line)
        if found and not fence:
            fence = found[2]
        elif fence:
            fence = "" if line.strip() == fence else fence
        else:
            kept.append(INLINE_CODE.sub("", line))
    return "\n".join(kept)


def links(text: str) -> list[str]:
    """Where the links and pictures of a page lead."""
    return LINK.findall(prose(text))


def anchors(text: str) -> set[str]:
    """The names by which the headings of a page can be linked to, as git hosts make them."""
    found: set[str] = set()
    fence = ""
    for line in text.splitlines():
        fenced = FENCE.match(line)
        if fenced:
            fence = "" if fence else fenced[2]
        elif not fence and re.match(r"#{1,6} ", line):
            name = _anchor(line.lstrip("#").strip())
            found.add(
                name if name not in found else next(f"{name}-{n}" for n in range(1, 99) if f"{name}-{n}" not in found)
            )
    return found


def _anchor(heading: str) -> str:
    letters = (letter for letter in heading.lower() if letter in "-_ " or unicodedata.category(letter)[0] in "LMN")
    return "".join(letters).replace(" ", "-")
