"""How many of the prompts in texts with sections are answered: by prompt, record and group (requirement 31)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

from msgspec import Struct, to_builtins

from wmstrat.record.home import ALL
from wmstrat.record.sections import FULLNESS, Answer, Section, answers, has_form_of_its_own, template_sections
from wmstrat.record.text import counted
from wmstrat.record.view import code_or_slug
from wmstrat.workspace.memory import PART_OF_GROUP

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

# How a record answers a prompt, in one letter each.
LETTERS = {fullness: fullness[0] for fullness in FULLNESS}
BY_LETTER = {letter: fullness for fullness, letter in LETTERS.items()}


class Prompt(Struct, frozen=True):
    """A section of the template of a kind, and whether process.yaml calls it needed."""

    key: str
    heading: str
    is_needed: bool


class Readiness(Struct, frozen=True):
    """How much a record says below each prompt of its kind: a letter for each, in their order. One with a form of its
    own has none of their headings."""

    id: str
    title: str
    group: str
    state: str
    letters: str
    has_own_form: bool = False

    @property
    def answered(self) -> int:
        """How many prompts it answers."""
        return self.letters.count(LETTERS["answered"])

    def keys(self, prompts: Sequence[Prompt], fullness: str) -> list[str]:
        """The keys of the prompts of which it says so much."""
        return [
            prompt.key for prompt, letter in zip(prompts, self.letters, strict=True) if BY_LETTER[letter] == fullness
        ]

    def lacks(self, prompts: Sequence[Prompt]) -> list[str]:
        """The keys of the needed prompts that it does not answer."""
        answered = self.keys(prompts, "answered")
        return [prompt.key for prompt in prompts if prompt.is_needed and prompt.key not in answered]


class OfKind(Struct, frozen=True):
    """The open records of a kind, and its prompts. `codes` are those of their groups, by the slugs."""

    kind: str
    noun: str
    plural: str
    prompts: tuple[Prompt, ...]
    records: tuple[Readiness, ...]
    codes: dict[str, str]

    def counted(self, records: Sequence[Readiness]) -> str:
        """How many records there are, in words."""
        return counted(len(records), f"{{count}} {self.noun}", f"{{count}} {self.plural}")


def ready(workspace: Workspace, group: str = "", *, under: int = 0) -> list[OfKind]:
    """How ready the open records of all kinds with sections are, or those of one group (by its slug, or ALL); from
    memory as far as nothing has changed. With `under`, only records that answer fewer than this percentage."""
    groups = [group] if group else [*(each.id for each in workspace.groups()), ALL]
    codes = {each: code_or_slug(workspace, each) for each in groups}
    groups.sort(key=lambda each: codes[each])
    sections = {kind.name: _sections(workspace, kind) for kind in workspace.kinds if kind.sections}
    of_groups = [_remembered(workspace, sections, slug) for slug in groups]
    found = []
    for name, own in sections.items():
        kind = workspace.catalogue.kind(name)
        # What belongs to several groups is told once.
        records = {each.id: each for of_group in of_groups for each in of_group.get(name, ())}
        shown = tuple(each for each in records.values() if not under or 100 * each.answered < under * len(own))
        found.append(OfKind(name, kind.command, kind.plural, tuple(_prompts(workspace, own)), shown, codes))
    return found


def ready_record(workspace: Workspace, record: Record) -> tuple[OfKind, tuple[Answer, ...]]:
    """How ready one record is, whatever its state, and what it says in each section."""
    kind = record.kind
    sections = _sections(workspace, kind)
    codes = {record.group: code_or_slug(workspace, record.group)}
    found = _answers(sections, record)
    records = (_readiness(record, sections),)
    return OfKind(kind.name, kind.command, kind.plural, tuple(_prompts(workspace, sections)), records, codes), found


def _sections(workspace: Workspace, kind: Kind) -> list[Section]:
    """The sections of the template, and those that are needed although the template does not have them."""
    sections = template_sections(kind.sections, workspace.prompts(kind))
    keys = {section.key for section in sections}
    needed = workspace.process.values.get("needed_prompts") or []
    return [*sections, *(each for each in kind.sections if each.key in needed and each.key not in keys)]


def _prompts(workspace: Workspace, sections: Sequence[Section]) -> Iterator[Prompt]:
    needed = workspace.process.values.get("needed_prompts") or []
    return (Prompt(section.key, section.heading, section.key in needed) for section in sections)


def _remembered(
    workspace: Workspace, sections: Mapping[str, Sequence[Section]], group: str
) -> dict[str, list[Readiness]]:
    """The open records of a group by their kinds; forgotten when one of them changes, or a template."""
    name = f"{PART_OF_GROUP} {group} ready {crc32(repr(sections).encode())}"
    known: dict[str, list[Readiness]] | None = workspace.recall(name, dict[str, list[Readiness]])
    if known is None:
        known = {}
        for kind, own in sections.items():
            records = (each for each in workspace.records(kind, group) if each.is_open and not each.unreadable)
            if found := [_readiness(record, own) for record in records]:
                known[kind] = found
        workspace.remember(name, to_builtins(known), sections)
    return known


def _readiness(record: Record, sections: Sequence[Section]) -> Readiness:
    letters = "".join(LETTERS[answer.fullness] for answer in _answers(sections, record))
    is_own = has_form_of_its_own(sections, record.body)
    return Readiness(record.id, record.label, record.group, record.state, letters, is_own)


def _answers(sections: Sequence[Section], record: Record) -> tuple[Answer, ...]:
    return tuple(answers(sections, record.body, record.values))
