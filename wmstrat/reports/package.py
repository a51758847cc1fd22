"""What somebody who decides has to know about drafts, out of what everybody may see (requirement 37)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.record.ids import is_handle
from wmstrat.record.markdown import below_headings, chapters
from wmstrat.record.record import Record
from wmstrat.record.relations import Heirs, sources_of
from wmstrat.record.reporting import Panel
from wmstrat.record.sections import Answer, answers, has_form_of_its_own, template_sections
from wmstrat.record.types import Listing
from wmstrat.record.verbs import Given
from wmstrat.record.view import kind_named
from wmstrat.reports.related import panels, related

if TYPE_CHECKING:
    from wmstrat.record.fields import Field
    from wmstrat.record.kind import Kind
    from wmstrat.record.sections import Section
    from wmstrat.workspace.public import PublicWorkspace

# What people read in a minute, as studies of silent reading have it.
WORDS_A_MINUTE = 240
# What is told in the table of feedback, and not once more.
FEEDBACK = "feedback"
# Notes about a draft that are told in full: what others think of it, never a part of it.
BESIDE = ("reflection", "advice")


class Related(Struct, frozen=True):
    """Records that have to do with a draft: what they are to it, and each with how people name it, its title, its
    state and its text, which is blank where it is of no use here."""

    name: str
    records: tuple[tuple[str, str, str, str], ...]


class DraftChapter(Struct, frozen=True):
    """What is told of one draft. `answered` says how much it says in each section of its kind, none for a text with
    headings of its own; `texts` are its parts that say something, each with its heading. `lists` tell what it names,
    such as its sources, in the place of the fields that name it. `feedback` has the rows of its table, and `outcomes`
    how many there are of each."""

    record: Record
    group: str
    answered: tuple[Answer, ...]
    texts: tuple[tuple[str, str], ...]
    related: tuple[Related, ...]
    lists: tuple[tuple[Panel, Sequence[Mapping[str, Any]]], ...]
    feedback: tuple[Mapping[str, Any], ...]
    outcomes: Mapping[str, int]


class Package(Struct, frozen=True):
    """The drafts about which somebody decides, on an ISO day. `handles` of records that have no number yet mean
    nothing to outsiders."""

    process: str
    day: str
    chapters: tuple[DraftChapter, ...]
    handles: tuple[str, ...]


def package(view: PublicWorkspace, kind: Kind, drafts: Iterable[Record]) -> Package:
    """What is to be known of drafts, in this order."""
    find = cache(view.named)
    sections = template_sections(kind.sections, view.prompts(kind))
    told = tuple(_chapter(view, draft, sections, find) for draft in drafts)
    paths = view.unnumbered(each.name for each in view.kinds if each.in_group)
    handles = (PurePosixPath(path).stem for path in paths)
    return Package(str(view.process["name"]), view.today, told, tuple(filter(is_handle, handles)))


def _chapter(view: PublicWorkspace, draft: Record, sections: Sequence[Section], find: Any) -> DraftChapter:
    has_own_form = has_form_of_its_own(sections, draft.body)
    parts = ((chapter.heading, "\n".join(chapter.lines)) for chapter in chapters(draft.body))
    texts = ((heading, below_headings(text, 4 if heading else 3)) for heading, text in parts)
    feedback = _feedback(view, draft)
    outcomes = Counter(str(row["outcome"]) for row in feedback)
    group = view.get("group", draft.group)
    found = [(panel, items) for panel, items in panels(draft, view) if items]
    return DraftChapter(
        draft,
        group.label if group is not None else draft.group,
        () if has_own_form else tuple(answers(sections, draft.body, draft.values)),
        tuple((heading, text) for heading, text in texts if text.strip()),
        tuple(_related(view, draft, find, [shown for shown in found if not shown[0].field])),
        tuple(shown for shown in found if shown[0].field),
        tuple(feedback),
        dict(sorted(outcomes.items(), key=lambda each: (not each[0], each))),
    )


def _feedback(view: PublicWorkspace, draft: Record) -> Sequence[Mapping[str, Any]]:
    """The rows of the table of feedback about a draft, then those about what lives on in it, each once."""
    table = next(report for report in kind_named(view, FEEDBACK).reports if report.name == "table")
    told = view.relations(FEEDBACK, "about")
    earlier = [identity for ids in _earlier(view, draft).values() for identity in ids if identity in told]
    contents = (table.finds(view, Given({"of": each, "since": ""}), frozenset()) for each in (draft.id, *earlier))
    return [*{row["id"]: row for content in contents for row in content.items[FEEDBACK]}.values()]


def _related(
    view: PublicWorkspace, draft: Record, find: Any, beside: Iterable[tuple[Panel, Sequence[Mapping[str, Any]]]]
) -> Iterable[Related]:
    """What a draft names, then what names the draft, each under the name of its field or relation; what `show` has
    beside the text, such as reflections, under a name of its own (requirements 51 and 85)."""
    apart = {panel.heading: [str(item["id"]) for item in items] for panel, items in beside}
    named = {
        field.heading: _with_heirs(view, draft, field, find)
        for field in draft.kind.seen(private=False)
        if isinstance(field.type, Listing)
    }
    naming = {name.replace("_", " ").capitalize(): ids for name, ids in related(draft, view).items()}
    naming |= _earlier(view, draft)
    told_apart = {identity for ids in apart.values() for identity in ids}
    naming = {name: [each for each in ids if each not in told_apart] for name, ids in naming.items()}
    for name, ids in (*named.items(), *naming.items(), *apart.items()):
        records = [record for record in map(find, ids) if record is not None and not record.is_private]
        told = [
            (record.reference, record.label, record.state, _text_beside(record))
            for record in records
            if not record.unreadable and record.kind.name != FEEDBACK
        ]
        if told:
            yield Related(name, tuple(told))


def _with_heirs(view: PublicWorkspace, draft: Record, field: Field, find: Any) -> list[str]:
    """What a field names, each followed by what it lives on in, where the answer of a merged question is."""
    named = [target for _, target in field.type.references(draft[field.name])]
    if field.name in draft.kind.became:
        return named
    found: dict[str, None] = {}
    for identity in named:
        record = find(identity)
        found[identity] = None
        if record is not None and record.kind.became:
            found.update(dict.fromkeys(Heirs(view, record.kind).living(identity)))
    return list(found)


def _earlier(view: PublicWorkspace, draft: Record) -> dict[str, list[str]]:
    """All that lives on in a draft, directly or through others, the nearest first (requirement 34)."""
    found: dict[str, list[str]] = {}
    for field in map(draft.kind.by_name.__getitem__, draft.kind.became):
        earlier = sources_of(view, draft.kind, field.name, draft.id)
        for reference in field.points_at_records:
            found[reference.inverse.replace("_", " ").capitalize()] = earlier
    return found


def _text_beside(record: Record) -> str:
    """The text of a question, which is its answer, and of a note with what others think of a draft; of anything else
    the title says enough, and where it is the whole text."""
    if " ".join(record.body.split()) == record.label:
        return ""
    if record.kind.name == "question" or (record.kind.name == "note" and record["kind"] in BESIDE):
        return record.body
    return ""


# A script in which words have no spaces between them: Chinese, Japanese, Korean, Thai.
SPACELESS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def words_in(text: str) -> int:
    """How many words a text has; two signs count as one where words have no spaces between them."""
    return len(SPACELESS.sub(" ", text).split()) + len(SPACELESS.findall(text)) // 2


def minutes_for(words: int) -> int:
    """How many minutes it takes to read a number of words, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))
