"""The sections that the text of a record has, and how many of them are answered.

People translate headings, so the comment below a heading may begin with the key of the section and a colon
(`<!-- harm: Whom might this harm? -->`). Without one, the section is known by the heading that the kind declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.field_type import Value
from wmstrat.record.markdown import CLOSING, OPENING, Chapter, chapters, heading_of, is_of_paragraph, visible_runs

COMMENT = re.compile("<!--.*?-->", re.DOTALL)
KEY = re.compile(r"\s*([a-z][a-z0-9-]*):\s")
# A heading, and a line of spaces, each after the end of the line before it.
HEADING = re.compile(r"\n( {0,3}#{1,6}[ \t]+\S.*)")
BLANK_LINE = re.compile(r"\n[^\S\n]+(?=\n)")

# What people write where they have nothing to say yet.
STUBS = frozenset({"todo", "tbd", "tba", "...", "\N{HORIZONTAL ELLIPSIS}", "?", "-"})
FEWEST_WORDS = 5

NO_VALUES: Mapping[str, Value] = {}

Fullness = Literal["answered", "stub", "missing"]
FULLNESS: tuple[Fullness, ...] = get_args(Fullness)


class Section(Struct, frozen=True):
    """A section that a kind declares: its key, the heading of a new record, and the prompt below it. Where it has a
    `field`, a value there answers the prompt too, so that nothing is typed twice. Entries of a list do so once each
    of them has the parts in `needs`. `declared` is the heading that the kind declares, where the template of a
    workspace has another one."""

    key: str
    heading: str
    prompt: str
    field: str = ""
    needs: tuple[str, ...] = ()
    declared: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What it is known by, the surest first."""
        return self.heading.casefold(), self.key, self.declared.casefold()


class Piece(Struct, frozen=True):
    """A part of a text: its heading (empty before the first) and the level of that, the key in its comment, the text
    without comments."""

    heading: str
    key: str
    text: str
    level: int = 2

    @property
    def names(self) -> frozenset[str]:
        """What the section can be known by; nothing for what is before the first heading."""
        return names_of(self.heading, self.key)


class Answer(Struct, frozen=True):
    """How much a record says in one of its sections."""

    section: Section
    fullness: Fullness
    text: str


def pieces(body: str) -> Iterator[Piece]:
    """The parts of a text by its headings of the second level and below, outside of code blocks."""
    for heading, key, level, texts in _parts(body):
        yield Piece(heading, key, _plain(texts), level)


def _parts(body: str) -> Iterator[tuple[str, str, int, list[str]]]:
    """The heading, the key and the level of each piece, and the lines in it, each after an end of line."""
    heading = key = ""
    level, is_remarked = 2, False
    texts: list[str] = []
    for lines, is_code, comments in visible_runs(body):
        run, place = f"\n{lines}", 0
        for match in HEADING.finditer(run) if "#" in lines and not is_code else ():
            found = heading_of(match[1])
            if found is None:
                continue
            texts.append(run[place : match.start()])
            place = match.end()
            if found[1] > 1:
                yield heading, key, level, texts
                heading, level = found
                key, texts = "", []
            else:
                texts.append(f"\n# {found[0]}")
        texts.append(run[place:])
        if is_remarked:  # the key is in the first comment of its paragraph
            is_remarked = not is_code and all(is_of_paragraph(line, is_begun=True) for line in lines.split("\n"))
        if not key and comments and not is_remarked:
            said = KEY.match(comments[0])
            key, is_remarked = said[1] if said else "", is_of_paragraph(lines)
    yield heading, key, level, texts


def _plain(texts: Iterable[str]) -> str:
    """What lines say, each after an end of line; one of spaces is empty."""
    return BLANK_LINE.sub("\n", "".join(texts)).strip()


@lru_cache(maxsize=1000)
def names_of(heading: str, key: str) -> frozenset[str]:
    """What a section with this heading can be known by. The heading itself is a key, too, in small letters with
    dashes: so a template can give a heading another name, and old answers count."""
    folded = heading.casefold()
    return frozenset({folded, re.sub(r"\W+", "-", folded).strip("-"), key} - {""})


def template_sections(declared: Sequence[Section], template: str) -> list[Section]:
    """The sections of a workspace's template: its headings and prompts, with the keys of the declared ones."""
    by_heading = {section.heading.casefold(): section for section in declared}
    by_key = {section.key: section for section in declared}
    sections = []
    for piece in pieces(template):
        if piece.heading:
            known = by_key.get(piece.key) or by_heading.get(piece.heading.casefold())
            if known is None:
                sections.append(Section(piece.key or piece.heading.casefold(), piece.heading, ""))
            elif known.heading == piece.heading:
                sections.append(known)
            else:
                sections.append(replace(known, heading=piece.heading, declared=known.heading))
    return sections


def answers(sections: Sequence[Section], body: str, values: Mapping[str, Value] = NO_VALUES) -> list[Answer]:
    """How much a record with these values says in each section, in their order: its text, or the field that answers
    the section. Equal headings count together, and what is below a lower heading of no section counts for the
    section in which that is."""
    wanted = {name for section in sections for name in section.names}
    texts: dict[str, str] = {}
    level, within = 0, frozenset[str]()
    for heading, key, lower, said in _parts(body):
        names = names_of(heading, key) & wanted
        if names or not heading:
            level, within = lower, names
        elif lower <= level:
            within = frozenset()
        for name in within:
            texts[name] = "\n\n".join(filter(None, (texts.get(name), _plain(said))))
    return [
        Answer(section, _in_field(section, values) or fullness(text, section.prompt), text or "")
        for section in sections
        for text in [next((texts[name] for name in section.names if name in texts), None)]
    ]


def _in_field(section: Section, values: Mapping[str, Value]) -> Fullness | None:
    """How much the field of a section says; None where it says nothing."""
    value = values.get(section.field)
    if not value:
        return None
    return "stub" if any(not entry[part] for part in section.needs for entry in value) else "answered"


def fullness(text: str | None, prompt: str = "") -> Fullness:
    """How much a text says: nothing, less than five words (or a stub such as "todo"), or an answer."""
    if not text or not text.strip():
        return "missing"
    plain = " ".join(text.split())
    if plain.casefold() in STUBS or plain == " ".join(prompt.split()):
        return "stub"
    spaceless = len(plain) >= 4 * FEWEST_WORDS and not plain.isascii()  # Chinese, Japanese and Thai have no spaces
    return "answered" if len(plain.split()) >= FEWEST_WORDS or spaceless else "stub"


def text_in(section: Section, body: str) -> str | None:
    """What a text says in a section, with the headings in it, without comments; None where it does not have the
    section."""
    found = next((chapter for chapter in chapters(body) if is_in(section, chapter)), None)
    return COMMENT.sub("", "\n".join(found.lines)).strip() if found else None


def with_text_in(section: Section, body: str, text: str) -> str:
    """A text with other words in a section, which is added where it is not there. Headings in the words become lower
    ones, so that they do not end the section."""
    lowered = [f"#{line}" if line.startswith("## ") else line for line in text.strip().splitlines()]
    lines: list[str] = []
    is_there = False
    for chapter in chapters(body):
        if is_there or not is_in(section, chapter):
            lines += [*([chapter.line] if chapter.line else []), *chapter.lines]
            continue
        is_there = True
        # The comment tells which section it is where somebody has translated the heading.
        told = [f"{OPENING} {section.key}: {section.prompt} {CLOSING}", ""]
        lines += [chapter.line, "", *(told if chapter.heading != section.heading else []), *lowered, ""]
    if not is_there:
        lines += ["", f"## {section.heading}", "", *lowered]
    return "\n".join(lines).strip("\n")


def is_in(section: Section, chapter: Chapter) -> bool:
    """True for the part of a text that is the section, by its heading or by the key in its comment."""
    return not names_of_chapter(chapter).isdisjoint(section.names)


def names_of_chapter(chapter: Chapter) -> frozenset[str]:
    """What a part of a text can be known by: its heading, and the key in its comment."""
    comment = COMMENT.match("\n".join(chapter.lines).lstrip())
    key = KEY.match(comment[0].removeprefix(OPENING)) if comment else None
    return names_of(chapter.heading, key[1] if key else "")


def filled(sections: Sequence[Section], body: str, values: Mapping[str, Value] = NO_VALUES) -> tuple[int, int]:
    """How many of the sections a record with these values answers, as (filled, all). A text with none of their
    headings has a form of its own, and counts as one answer of one."""
    if has_form_of_its_own(sections, body):
        return 1, 1
    told = answers(sections, body, values)
    return sum(answer.fullness == "answered" for answer in told), max(len(told), 1)


def has_form_of_its_own(sections: Sequence[Section], body: str) -> bool:
    """True for a text that has none of the headings of the sections."""
    known = {name for section in sections for name in section.names if name}
    return bool(body.strip()) and known.isdisjoint(name for piece in pieces(body) for name in piece.names)
