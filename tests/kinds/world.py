"""A workspace in memory with records of every kind, made out of what the kinds declare: no disk, no git."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.realistic.memory import MemoryWorkspace
from wmstrat.change.change import Change
from wmstrat.change.new_ids import new_id
from wmstrat.files.record_texts import changed_text, new_text
from wmstrat.kinds import Catalogue, kinds
from wmstrat.record.day_types import AboutWhen, Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL
from wmstrat.record.ids import OnePerGroup
from wmstrat.record.kind import Kind
from wmstrat.record.moments import Duration, Moment
from wmstrat.record.number_types import Count
from wmstrat.record.record import Record
from wmstrat.record.types import Address, Choice, Code, Flag, Language, Listing, Reference, Slug, Term
from wmstrat.record.view import words_of
from wmstrat.repo.place import Place
from wmstrat.workspace.initial import first_files, shipped_template

NOWHERE = Path("/nowhere")
GROUP = "capacity-building"
DECIDING = ("board", "council")
# The samples that records of a case have; those that it points at have further ones.
# Who has left the group.
FORMER = "former"
SUBJECT, OTHER, TARGETS = 0, 1, (2, 3)
# The groups of further samples of a kind of which each group has one.
ELSEWHERE = {2: "diversity", 3: "advocacy"}


class World(MemoryWorkspace):
    """The workspace of the template, a second deciding body, and two records of each kind to point at unless it is
    `bare`."""

    def __init__(self, *, bare: bool = False) -> None:
        private = Place(NOWHERE / "private", NOWHERE / "private", NOWHERE / ".gp", NOWHERE / ".gp")
        super().__init__(Place(NOWHERE, NOWHERE, NOWHERE / ".g", NOWHERE / ".g", private), Catalogue())
        self.today = self.own_day = "2018-07-20"
        self.targets: dict[str, list[str]] = {}
        self.put(dict(first_files(shipped_template(), "", empty=False)))
        needed = {"needed_prompts": [*self.process["needed_prompts"], "inquiry"]}
        self.put({"process.yaml": self.rewritten(self.process, self.files["process.yaml"], needed)})
        council = self.blank(self.catalogue.kind("group"), {"id": "council", "code": "CL", "kind": DECIDING[0]})
        self.keep(self.made(council.kind, {**council.values, "kind": "deciding", "name": "Council"}))
        for kind in kinds():
            if not kind.is_lone and not bare:
                records = [self.sample(kind, number) for number in TARGETS]
                self.targets[kind.name] = [record.id for record in records]
        draft = self.catalogue.kind("draft")
        self.keep(self.made(draft, {**self.required(draft, OTHER), "changes": ["CB-C8"], "focus": ["XB-F8"]}))
        person, term = self.catalogue.kind("person"), self.catalogue.kind("membership")
        self.keep(self.made(person, {**self.required(person, SUBJECT), "id": FORMER}))
        left = {"person": FORMER, "until": "2018-07-19"}
        self.keep(self.made(term, {**self.required(term, SUBJECT), **left}))

    def keep(self, record: Record) -> Record:
        """The record, from now on in its file."""
        self.put({record.path: self.text(record)})
        return record

    def text(self, record: Record) -> bytes:
        """The file of a new record, as `add` writes it."""
        private = record.kind.home.private
        template = self.template(record.kind, private)
        return new_text(record.kind, template, record.values, record.body or None, private).encode()

    def rewritten(self, record: Record, data: bytes, values: Mapping[str, Any]) -> bytes:
        """The file of a record with other values."""
        after = {**record.values, **{name: value for name, value in values.items() if name != "body"}}
        body = values.get("body")
        private = record.path.startswith("private/")
        return changed_text(record.kind, data.decode(), record.values, after, body, private).encode()

    def blank(self, kind: Kind, values: Mapping[str, Any]) -> Record:
        """A record with these values alone."""
        full = {**kind.blank(), **values}
        return Record(kind, str(full.get("id", "")), str(full.get("group", "")), "", full)

    def made(self, kind: Kind, values: Mapping[str, Any], body: str = "") -> Record:
        """A record with these values, and an id that nobody has, in no file yet."""
        full = {**kind.blank(), **{name: value for name, value in values.items() if name in kind.by_name}}
        identity = str(full.get("id") or new_id(Change(self), kind, full, {}))
        if "id" in full:
            full["id"] = identity
        group = identity if kind.home.file else str(full.get("group", ""))
        return Record(kind, identity, group, kind.path(identity, group), full, body)

    def sample(self, kind: Kind, number: int, values: Mapping[str, Any] | None = None) -> Record:
        """A record in its file, with what it cannot do without and these values."""
        values = {**self.required(kind, number), **(values or {})}
        return self.keep(self.made(kind, values, str(values.get("body", ""))))

    def required(self, kind: Kind, number: int) -> dict[str, Any]:
        """Samples of the fields that a record of the kind cannot do without; the id follows from others."""
        needed = kind.states[0].needs if kind.states else ()
        fields = (
            field
            for field in kind.fields
            if (field.required or field.name in needed) and field.name not in ("id", "state")
        )
        state = {"state": kind.states[0].name} if kind.states else {}
        if kind.in_group and kind.home.process and not kind.home.groups:
            state["group"] = ALL
        alone = {"group": ELSEWHERE[number]} if isinstance(kind.ids, OnePerGroup) and number in ELSEWHERE else {}
        return {**{field.name: self.value(field, number) for field in fields}, **state, **alone}

    def value(self, field: Field, number: int) -> Any:
        """A value that the field takes; another one for each number."""
        return self._value(field, field.type, number)

    def _value(self, field: Field, type_: Any, number: int) -> Any:
        match type_:
            case Listing():
                return [self._value(field, type_.of, number)]
            case Entries():
                return [{inner.name: self._value(inner, inner.type, number) for inner in type_.fields}]
            case Reference():
                return self._reference(field, type_, number)
            case Choice():
                return type_.options[number % len(type_.options)]
            case Term():
                words = words_of(self.process, type_.vocabulary)
                return words[number % len(words)]
            case Day() | AboutWhen():
                return f"2018-07-{number + 1:02}"
            case Count():
                return number + 1
            case Moment():
                return f"2018-07-{number + 1:02} 14:00 Europe/Berlin"
            case Duration():
                return f"{number + 1}h"
            case Address():
                return f"https://example.org/{number}"
            case Flag():
                return number % 2 == 0
            case Language():
                return ("en", "arz", "pt-br", "zh-hans")[number]
            case Code():
                return f"X{'ABCD'[number]}"
            case Slug():
                return f"sample-{number}"
        return f"{field.name} {number}"

    def _reference(self, field: Field, type_: Reference, number: int) -> str:
        """A record to point at. Groups to which something belongs are working groups, others may decide."""
        if type_.kinds == ("group",):
            return GROUP if field.name == "group" and number != OTHER else DECIDING[number % 2]
        kind = type_.kinds[0] if type_.kinds else "person"
        known = self.targets.get(kind) or [record.id for record in self.records(kind)]
        return known[number % len(known)]

    def gone(self, paths: Iterable[str]) -> None:
        """Take files away."""
        self.put(dict.fromkeys(paths))
