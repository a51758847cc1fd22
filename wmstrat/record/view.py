"""What rules may see of a workspace: its records, as they are or as a change would make them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from wmstrat.record.field_type import STATE_LABELS, Value
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.sections import Section
from wmstrat.record.templates import Beginning


class View(Protocol):
    """A workspace to look at. Ids are exact; groups are given by their slug."""

    @property
    def today(self) -> str:
        """Today's day in ISO form."""

    @property
    def earlier(self) -> View:
        """What was there before the change: for a push what the host has, else this view."""

    @property
    def kinds(self) -> Iterable[Kind]:
        """Every kind of record, in the order of the table."""

    @property
    def sees_private(self) -> bool:
        """False in a clone that has no private/ repository."""

    @property
    def process(self) -> Record:
        """The record of process.yaml."""

    def get(self, kind: str, identity: str) -> Record | None:
        """The record of this kind with this id."""

    def codes(self) -> Mapping[str, Record]:
        """The groups by their codes, in small letters: no other record may answer to one."""

    def named(self, identity: str) -> Record | None:
        """The record of any kind with this id or this handle."""

    def holders(self, identity: str) -> set[str]:
        """The files of every record with this id, in any case of its letters."""

    def called(self, handle: str) -> set[str]:
        """The files of every record with this handle, in any case of its letters."""

    def records(self, kind: str, group: str = "") -> Iterable[Record]:
        """Every record of a kind, of one group or all, in the order in which people count (CB-Q2 before CB-Q10)."""

    def relations(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        """Per id the ids of the records of a kind whose field points at it, in the order in which people count."""

    def states(self, kind: str) -> Mapping[str, str]:
        """The state of every record of a kind, by its id."""

    def marks(self, kind: str) -> Mapping[str, str]:
        """The marks of ids that were forgotten, by the ids of the records of a kind that are in their place."""

    def referring(self, identity: str) -> Iterable[tuple[Record, str]]:
        """Every (record, field) that points at this id."""

    def prompts(self, kind: Kind) -> str:
        """The text that a new record of the kind starts from."""

    def beginnings(self, kind: str) -> Mapping[str, Beginning]:
        """The template that each record of a kind began with, by its id, where it said something else than now."""


class Changing(View, Protocol):
    """A change on its way into the workspace, as verbs use it: a view of what will be, and the ways to make it so,
    which raise Refused, Invalid and NotFound as rules and checks do."""

    @property
    def typing(self) -> str:
        """The id of the person who is typing, an empty text where wmstrat does not know them."""

    def kind(self, name: str) -> Kind:
        """The kind of this name."""

    def settle(self, before: Record, body: str | None = None, /, **values: Value) -> Record:
        """The same for states and fields that one command alone sets."""

    def publish(self, record: Record) -> Record:
        """Give a record that was private a public half."""

    def sections(self, kind: Kind) -> Sequence[Section]:
        """The sections that the workspace's template of a kind has."""

    def add(
        self,
        kind: Kind,
        values: Mapping[str, Value],
        body: str | None = None,
        *,
        private: bool = False,
        settles: bool = False,
    ) -> Record:
        """A new record with these values, the rest blank; `private` to keep it out of the public repository."""

    def page(self, path: str) -> str | None:
        """The text of a file that is not a record; None where there is none."""

    def take_pages(self, paths: Iterable[str]) -> list[str]:
        """Let those of such files that somebody edited by hand be part of this change; returns their paths. Raises
        Refused for one that was deleted, or is part of a merge that is not finished."""

    def rewrite_page(self, path: str, text: str) -> bool:
        """Let such a file have this text, and return True; or leave it alone and return False, where it was edited by
        hand, or a table of permissions says who may change files."""

    def update(self, before: Record, body: str | None = None, /, **values: Value) -> Record:
        """The record with some fields, and perhaps the text, changed."""


def kind_named(view: View, name: str) -> Kind:
    """The kind of this name, which is there."""
    return next(kind for kind in view.kinds if kind.name == name)


def vocabulary(view: View, name: str) -> tuple[str, ...]:
    """The words of a vocabulary of process.yaml."""
    return words_of(view.process, name)


def labels_of(view: View, name: str = STATE_LABELS) -> dict[str, str]:
    """How people read the words of a vocabulary of process.yaml: of `labels`, those of states, if none is named."""
    entries = view.process.values.get(name) or []
    return {entry["id"]: entry["label"] or entry["id"] for entry in entries if isinstance(entry, dict)}


def all_labels(view: View) -> dict[str, dict[str, str]]:
    """How people read the words of all vocabularies, by the name of each: one word may be in several of them."""
    return {field.name: labels_of(view, field.name) for field in view.process.kind.fields if field.vocabulary}


def state_in_words(view: View, state: str) -> str:
    """How people read a state."""
    return labels_of(view).get(state, state)


def words_of(process: Record, name: str) -> tuple[str, ...]:
    """The words of a vocabulary of this process."""
    entries = process.values.get(name) or []
    return tuple(entry["id"] if isinstance(entry, dict) else entry for entry in entries)


def code_of_group(view: View, group: str) -> str:
    """The code of a group given by its slug, `ALL` for the whole process; an empty text for none."""
    if group in ("", ALL):
        return group
    record = view.get("group", group)
    return str(record.values["code"]) if record is not None else ""


def code_or_slug(view: View, group: str) -> str:
    """What a group given by its slug is called in a table: its code, or the slug where there is no such group."""
    return code_of_group(view, group) or group


def scope(record: Record, view: View) -> str:
    """What a commit subject begins with: the group's code, or `people`, or `process`."""
    if record.group == ALL:
        return "process"
    return code_or_slug(view, record.group) if record.group else record.kind.plural
