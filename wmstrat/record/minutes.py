"""What people write at the end of a meeting, all in one text: paragraphs below headings, and lists of entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from wmstrat.errors import Invalid, NotFound
from wmstrat.record.field_type import Typist, Unfit, Value
from wmstrat.record.markdown import ITEM, OPENING, chapters

if TYPE_CHECKING:
    from wmstrat.record.fields import Entries


def written(text: str, headings: Mapping[str, str]) -> dict[str, str]:
    """What is below each of these headings that the text has, by their keys, without the lines that are comments.
    What has another heading belongs to the part before; what has none is of the first part. A line that is one of the
    headings and no more is that heading without its signs: what is meant for few must not end up in the summary."""
    by_heading = _by_heading(headings)
    key = next(iter(headings))
    parts: dict[str, list[str]] = {key: []}
    for chapter in chapters(text, by_heading):
        known = by_heading.get(chapter.heading.casefold())
        key = known or key
        lines = [*([] if known or not chapter.line else [chapter.line]), *chapter.lines]
        parts.setdefault(key, []).extend(line for line in lines if not line.strip().startswith(OPENING))
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def unknown_headings(text: str, headings: Mapping[str, str]) -> dict[str, str]:
    """The other headings of the second level with something below them, each with the key of the part that it belongs
    to: perhaps it was meant to be one of these."""
    by_heading = _by_heading(headings)
    key = next(iter(headings))
    unknown: dict[str, str] = {}
    for chapter in chapters(text, by_heading):
        known = by_heading.get(chapter.heading.casefold())
        key = known or key
        if chapter.line and not known and any(map(str.strip, chapter.lines)):
            unknown[chapter.heading] = key
    return unknown


def items(text: str) -> list[tuple[str, str]]:
    """The items of a list, each as its first line and what is below that. Where no line begins an item, each line is
    one."""
    lines = [line for line in text.splitlines() if line.strip()]
    is_list = any(_is_item(line) for line in lines)
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if _is_item(line) or not is_list or not found:
            found.append((_without_sign(line), []))
        else:
            found[-1][1].append(line.strip())
    return [(first, "\n".join(rest)) for first, rest in found]


def entries(text: str, type_: Entries, typist: Typist, where: str) -> Iterator[tuple[dict[str, Value], str]]:
    """The entries that a list has, typed as `TEXT[, part=value]...`, each with what is below its first line. Raises
    Invalid and NotFound with the line that is wrong; `where` is the heading of the list."""
    for first, rest in items(text):
        try:
            entry = type_.parse_entry(first, typist)
        except (Invalid, NotFound) as error:
            raise type(error)('{where}, "{line}": {error}', where=where, line=first, error=error) from None
        except Unfit as error:
            raise Invalid(
                '{where}, "{line}": {part}{found}, expected {expected}.',
                where=where,
                line=first,
                part=f"{error.where.lstrip('.')}: " if error.where else "",
                found=error.found,
                expected=error.expected,
            ) from None
        yield entry, rest


def _by_heading(headings: Mapping[str, str]) -> dict[str, str]:
    """The key of each heading, also in the singular: a single decision is often below "Decision"."""
    named = {heading.casefold(): key for key, heading in headings.items()}
    return {heading.removesuffix("s"): key for heading, key in named.items()} | named


def _is_item(line: str) -> bool:
    item = ITEM.match(line)
    return bool(item and item[1]) and not line[0].isspace()


def _without_sign(line: str) -> str:
    item = ITEM.match(line)
    return line[item.end() :].strip() if item and item[1] else line.strip()
