"""How a text differs from an earlier one, section by section, in words (requirement 34)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

from wmstrat.record.markdown import blocks
from wmstrat.record.passages import SPACELESS
from wmstrat.record.sections import KEY, Section

# A word, one character of a script without spaces, or a sign.
_SPACELESS = "".join(f"{chr(first)}-{chr(last)}" for first, last in SPACELESS)
TOKEN = re.compile(rf"[{_SPACELESS}]|[^\W{_SPACELESS}]+|[^\w\s]")
WORD = re.compile(r"\w")
TOKEN_OR_SPACE = re.compile(rf"\s+|{TOKEN.pattern}")

What = Literal["new", "gone", "longer", "shorter", "reworded", "reordered", "renamed"]
# A text is longer if this part of its words, or less, is gone; shorter if as few are new.
FEW = 0.1
# A difference of more pairs of words than this takes seconds; then a stretch is new as a whole.
MOST_PAIRS = 4_000_000


class TextSection(Struct, frozen=True):
    """A section of a text: its name (the key of the section, or its heading in small letters; empty for what comes
    before the first heading), its heading, and its text without comments."""

    name: str
    heading: str
    text: str


class SectionChange(Struct, frozen=True):
    """How a section differs. Of one that is `renamed` only the heading differs. `added` and `removed` count words."""

    name: str
    heading: str
    what: What
    before: str
    after: str
    heading_before: str = ""
    added: int = 0
    removed: int = 0

    @property
    def words(self) -> tuple[int, int]:
        """How many words it had and has."""
        return count_words(self.before), count_words(self.after)


def parts(sections: Sequence[Section], body: str) -> list[TextSection]:
    """The sections of a text, in their order: from each heading of the second level, or each known one, to the
    next. Those of one name count together; a section is known by its key where people translated its heading."""
    by_heading: dict[str, str] = {}
    for names in zip(*(section.names for section in sections), strict=True):  # the surest names of all sections first
        for section, known_name in zip(sections, names, strict=True):
            by_heading.setdefault(known_name, section.key)
    by_heading.pop("", None)
    known = {section.key for section in sections}
    found: dict[str, tuple[str, list[str]]] = {}
    name = heading = ""
    lines: list[str] = []
    is_begun = False

    def end() -> None:
        found.setdefault(name, (heading, []))[1].append("\n".join(lines).strip())

    for block in blocks(body):
        if block.kind == "heading" and (
            block.level == 2 or (block.level > 2 and block.text.casefold() in by_heading)
        ):
            end()
            heading = block.text
            name = by_heading.get(heading.casefold(), heading.casefold())
            lines, is_begun = [], True
        else:
            lines.append(f"{'#' * block.level} {block.text}" if block.kind == "heading" else block.text)
        key = KEY.match(block.comments[0]) if block.comments else None
        if is_begun and key and not any(map(str.strip, lines)) and name not in known:
            name = key[1]
    end()
    return [
        TextSection(name, heading, "\n\n".join(filter(None, texts)))
        for name, (heading, texts) in found.items()
        if name or any(texts)
    ]


def section_changes(sections: Sequence[Section], before: str, after: str) -> list[SectionChange]:
    """How each section of a text differs from an earlier one, in the order of the text; what is gone comes last.
    Where people broke lines, and comments, make no difference."""
    old = {part.name: part for part in parts(sections, before)}
    new = {part.name: part for part in parts(sections, after)}
    gone = {name: part for name, part in old.items() if part.text and not (name in new and new[name].text)}
    names = {tuple(_tokens(part.text)): name for name, part in gone.items()}
    changes = []
    for name, part in new.items():
        earlier = old.get(name)
        if earlier is None or not earlier.text:
            # A section that is gone, and one with the same text that is new, are one with another heading.
            same = gone.pop(names.get(tuple(_tokens(part.text)), ""), None) if part.text else None
            change = _change(same or TextSection(name, "", ""), part)
        else:
            change = _change(earlier, part) if part.text else None
        if change is not None:
            changes.append(change)
    return [*changes, *(_gone(part) for part in gone.values())]


def _gone(part: TextSection) -> SectionChange:
    return SectionChange(part.name, part.heading, "gone", part.text, "", removed=count_words(part.text))


def _change(before: TextSection, after: TextSection) -> SectionChange | None:
    """How one section differs; None where it does not."""
    heading_before = before.heading if before.text and before.heading != after.heading else ""
    old, new = _tokens(before.text), _tokens(after.text)
    if old == new:
        if not heading_before:
            return None
        return SectionChange(after.name, after.heading, "renamed", before.text, after.text, heading_before)
    added, removed = (_words(Counter(one) - Counter(other)) for one, other in ((new, old), (old, new)))
    return SectionChange(
        after.name,
        after.heading,
        _what(old, new, added, removed),
        before.text,
        after.text,
        heading_before,
        added,
        removed,
    )


def _what(old: Sequence[str], new: Sequence[str], added: int, removed: int) -> What:
    if not old:
        return "new"
    if Counter(old) == Counter(new):
        return "reordered"
    most = max(len(old), len(new)) * FEW
    if removed <= most < added:
        return "longer"
    return "shorter" if added <= most < removed else "reworded"


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(text)


def _words(counts: Counter[str]) -> int:
    return sum(count for token, count in counts.items() if WORD.search(token))


def count_words(text: str) -> int:
    """How many words a text has; each character of a script without spaces counts as one."""
    return _words(Counter(_tokens(text)))


class Stretch(Struct, frozen=True):
    """A piece of a text that stayed, is gone or is new."""

    what: Literal["same", "gone", "new"]
    text: str


def stretches(before: str, after: str) -> Iterator[Stretch]:
    """The words of two texts: what stayed, and at each place what is gone and what is new."""
    old, new = TOKEN_OR_SPACE.findall(before), TOKEN_OR_SPACE.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        yield from _stretch(old, new)
        return
    for what, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Stretch("same", "".join(new[begin:end]))
        else:
            yield from _stretch(old[first:last], new[begin:end])


def _stretch(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    if old:
        yield Stretch("gone", "".join(old))
    if new:
        yield Stretch("new", "".join(new))
