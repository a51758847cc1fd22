"""Which prompts a template has had since a record began with it, and how the record gets them.

A prompt is a heading of the second level. It is known by its heading, by the key in the comment below it, and by what
the kind declares. A key can be the former heading in small letters with dashes (`what-it-costs`), so that a heading
can be renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.markdown import Chapter, chapters
from wmstrat.record.sections import Section, names_of_chapter
from wmstrat.record.states import OPEN

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.record.templates import Beginning
    from wmstrat.record.view import View


class Outdated(Struct, frozen=True):
    """An open record, the template that it began with, and the prompts which that did not have, the present one has,
    and the record does not."""

    record: Record
    beginning: Beginning
    missing: list[Chapter]


def outdated(view: View, kinds: Iterable[Kind]) -> Iterator[Outdated]:
    """The open records of these kinds without a prompt which their template has got since they were begun."""
    for kind in kinds:
        if has_prompts(kind) and (began := view.beginnings(kind.name)):
            template = view.prompts(kind)
            for record in view.records(kind.name):
                if record.id in began and _is_worked_on(record):
                    missing = asked_since(kind, began[record.id].text, template, record.body)
                    if missing:
                        yield Outdated(record, began[record.id], missing)


def is_outdated(record: Record, view: View, _day: str) -> bool:
    """True for such a record."""
    return lacking(record, view) is not None


def lacking(record: Record, view: View) -> Outdated | None:
    """What one record lacks; None for nothing. Git is asked only where a prompt is missing."""
    kind = record.kind
    if not (has_prompts(kind) and _is_worked_on(record)):
        return None
    template = view.prompts(kind)
    began = view.beginnings(kind.name).get(record.id) if asked_since(kind, None, template, record.body) else None
    missing = asked_since(kind, began.text, template, record.body) if began else []
    return Outdated(record, began, missing) if began and missing else None


def _is_worked_on(record: Record) -> bool:
    """False for what is done, or waits for others, who have it as it is."""
    state = record.declared_state
    return state is not None and state.means == OPEN and not record.unreadable


def has_prompts(kind: Kind) -> bool:
    """True for a kind of which open records have a text that can begin with prompts."""
    return bool(kind.body and kind.states and kind.arguments) and not kind.home.private


def asked_since(kind: Kind, then: str | None, template: str, body: str) -> list[Chapter]:
    """The prompts of a template that neither a text has nor the template that it began with, as far as that is known.
    A text with none of them has a form of its own, and misses nothing."""
    there = {name for chapter in chapters(body) for name in _names(kind.sections, chapter)}
    prompts = [chapter for chapter in chapters(template) if chapter.heading]
    if body.strip() and all(there.isdisjoint(_names(kind.sections, prompt)) for prompt in prompts):
        return []
    known = there | {name for chapter in chapters(then or "") for name in _names(kind.sections, chapter)}
    return [prompt for prompt in prompts if known.isdisjoint(_names(kind.sections, prompt))]


def with_prompts(kind: Kind, template: str, body: str, missing: Sequence[Chapter]) -> str:
    """A text with more of the prompts of its template, each after the one that it follows there."""
    order = [_names(kind.sections, chapter) for chapter in chapters(template)]
    parts = chapters(body)
    for prompt in missing:
        place = order.index(_names(kind.sections, prompt))
        before = {name for names in order[:place] for name in names}
        after = [number for number, part in enumerate(parts) if before & _names(kind.sections, part)]
        parts.insert(after[-1] + 1 if after else len(parts), prompt)
    lines: list[str] = []
    for part in parts:
        if part.line and lines and lines[-1].strip():
            lines.append("")
        lines += [*([part.line] if part.line else []), *part.lines]
    return "\n".join(lines).strip("\n")


def _names(declared: Sequence[Section], chapter: Chapter) -> frozenset[str]:
    """All that a prompt is known by; nothing for what is before the first heading."""
    if not chapter.heading:
        return frozenset()
    names = names_of_chapter(chapter)
    for section in declared:
        if not names.isdisjoint((section.key, section.heading.casefold())):
            names |= {section.key, section.heading.casefold()}
    return names
