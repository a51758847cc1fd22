"""How diverse groups are, as counts of people (requirements 13, 38, 39, 53, 54 and 88).

Small counts can reveal something about single people. So counts by a dimension that is stored in private/ are folded
wherever they can be passed on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.days import holds_on, needed_on
from wmstrat.record.field_type import Labels
from wmstrat.record.fields import Field
from wmstrat.record.record import Record
from wmstrat.record.text import folded
from wmstrat.record.types import Term
from wmstrat.record.view import vocabulary

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# Where fewer people than this answered nothing is told, and a smaller count than this is told as "1-2".
FEWEST, SMALL = 5, 3
FEW = "1-2"


class Dimension(Struct, frozen=True):
    """How many people of a group have each value of one dimension. `answered` is how many gave one, None where that
    would tell a folded count. `missing` are values that others have, or that process.yaml names, and nobody here."""

    name: str
    counts: Mapping[str, str]
    members: int
    answered: int | None
    missing: tuple[str, ...] = ()


class GroupNeed(Struct, frozen=True):
    """What a group looks for, of which kind and since which ISO day (each may be blank), and how many of its members
    have it, folded where that is private; blank where it cannot be told."""

    what: str
    kind: str
    since: str
    is_held: bool
    held: str


class Diversity(Struct, frozen=True):
    """One group, or all of them together, on an ISO day: its dimensions, and what it looks for."""

    group: str
    day: str
    members: int
    dimensions: tuple[Dimension, ...]
    needs: tuple[GroupNeed, ...] = ()

    @property
    def gaps(self) -> tuple[str, ...]:
        """What the group looks for and nobody has."""
        return tuple(need.what for need in self.needs if not need.is_held)


def told(counts: Mapping[str, int], answered: int) -> dict[str, str] | None:
    """The counts by a private dimension as they may be passed on; None where nothing can be told: fewer than five
    people answered, or all of them alike. A single folded count could be computed from the others, so the smallest of
    these is folded with it."""
    if answered < FEWEST or any(count == answered for count in counts.values()):
        return None
    shown = {value: FEW if count < SMALL else str(count) for value, count in counts.items()}
    if [*shown.values()].count(FEW) == 1:
        others = [value for value, count in shown.items() if count != FEW]
        shown[min(others, key=lambda value: counts[value])] = f"{SMALL} or more"
    return shown


def diversity(workspace: Workspace, group: Record | None, labels: Labels, *, exact: bool) -> list[Diversity]:
    """The counts of a group, or of all working groups one by one and together; not `exact`, folded."""
    day = workspace.today
    members: dict[str, list[Record]] = {}
    for term in workspace.records("membership"):
        if not term.unreadable and holds_on(term.values, day):
            members.setdefault(term.group, []).append(term)
    people = {person.id: person for person in workspace.records("person") if not person.unreadable}
    counting = _Counting(workspace, people, labels)
    if group is not None:
        return [counting.of(group, members.get(group.id, []), day, exact=exact)]
    bodies = [body for body in workspace.records("group") if body.values.get("kind") == "working"]
    each = [counting.of(body, members.get(body.id, []), day, exact=exact) for body in bodies]
    terms = [term for body in bodies for term in members.get(body.id, [])]
    whole = counting.together(list({str(term["person"]): term for term in terms}.values()), day, each, exact=exact)
    return [*each, whole]


class _Counting:
    def __init__(self, workspace: Workspace, people: Mapping[str, Record], labels: Labels) -> None:
        self._workspace, self._people, self._labels = workspace, people, labels
        person = workspace.catalogue.kind("person")
        wanted = [person.by_name[name] for name in workspace.process["dimensions"] if name in person.by_name]
        sees = workspace.sees_private
        self._of_people = [field for field in wanted if sees or not field.private]
        membership = workspace.catalogue.kind("membership")
        self._of_terms = [membership.by_name[name] for name in ("type", "roles")]

    def of(self, group: Record, terms: Sequence[Record], day: str, *, exact: bool) -> Diversity:
        """What is counted in one group."""
        dimensions = tuple(self._dimensions(terms, exact=exact))
        needs = self._needs(group, terms, day, exact=exact)
        return Diversity(str(group["code"] or group.id), day, len(terms), dimensions, needs)

    def together(self, terms: Sequence[Record], day: str, each: Sequence[Diversity], *, exact: bool) -> Diversity:
        """What is counted in all groups. A count from which that of the last group could be computed is a span."""
        dimensions = []
        for whole in self._dimensions(terms, exact=True):
            private = whole.name in {field.name for field in self._of_people if field.private}
            counts = {value: int(count) for value, count in whole.counts.items()}
            if not exact and private:
                shown = told(counts, whole.answered or 0)
                known = [part.counts for report in each for part in report.dimensions if part.name == whole.name]
                spans = {} if shown is None else {v: _span(c, counts[v], v, known) for v, c in shown.items()}
                whole = Dimension(whole.name, spans, whole.members, None, whole.missing)
            dimensions.append(whole)
        return Diversity("", day, len(terms), tuple(dimensions))

    def _dimensions(self, terms: Sequence[Record], *, exact: bool) -> Iterable[Dimension]:
        people = [self._people[str(term["person"])] for term in terms if str(term["person"]) in self._people]
        for field, records in (
            *((field, terms) for field in self._of_terms),
            *((field, people) for field in self._of_people),
        ):
            values = [self._values(field, record) for record in records]
            counts = Counter(value for given in values for value in given)
            answered = sum(bool(given) for given in values)
            ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
            plain = exact or not field.private
            shown = {v: str(c) for v, c in ordered.items()} if plain else told(ordered, answered)
            missing = self._missing(field, ordered) if shown is not None else ()
            yield Dimension(field.name, shown or {}, len(terms), answered if plain else None, missing)

    def _values(self, field: Field, record: Record) -> list[str]:
        value = record[field.name]
        several = value if isinstance(value, list) else [value]
        shown = field.type.each
        return [shown.shown(each, self._labels) for each in several if each not in ("", None)]

    def _missing(self, field: Field, counts: Mapping[str, int]) -> tuple[str, ...]:
        """The words of the vocabulary of a dimension that nobody has."""
        type_ = field.type.each
        words = vocabulary(self._workspace, type_.vocabulary) if isinstance(type_, Term) else ()
        labels = [self._labels.word(word, type_.vocabulary) for word in words] if isinstance(type_, Term) else []
        return tuple(label for label in labels if label not in counts)

    def _needs(self, group: Record, terms: Sequence[Record], day: str, *, exact: bool) -> tuple[GroupNeed, ...]:
        """What the group looks for on a day, and how many present members have it (requirement 39)."""
        people = [self._people[str(term["person"])] for term in terms if str(term["person"]) in self._people]
        roles = [{*term["roles"], *(self._labels.word(role, "roles") for role in term["roles"])} for term in terms]
        held = {
            "role": [set(map(folded, each)) for each in roles],
            "skill": [set(map(folded, person["skills"])) for person in people],
            "region": [{folded(str(person["region"]))} - {""} for person in people],
        }
        needs = []
        for entry in group["needs"]:
            if needed_on(entry, day):
                kinds = [entry["kind"]] if entry["kind"] else [*held]
                wanted = folded(entry["what"])
                counts = {kind: sum(wanted in each for each in held[kind]) for kind in kinds}
                may_be_told = exact or not any(counts[kind] for kind in kinds if kind != "role")
                count = max(counts.values())
                answered = max(sum(bool(each) for each in held[kind]) for kind in kinds)
                shown = str(count) if may_be_told else _roughly(count, answered)
                needs.append(GroupNeed(entry["what"], entry["kind"], entry["since"], count > 0, shown))
        return tuple(needs)


def _roughly(count: int, answered: int) -> str:
    """A count of people who have something private, so that no other count tells more than it did."""
    if answered < FEWEST or count == answered:
        return ""
    return FEW if count < SMALL else f"{SMALL} or more"


def _span(shown: str, count: int, value: str, known: Sequence[Mapping[str, str]]) -> str:
    """The count of all, as a span where the exact counts of the groups leave one or two people for the others."""
    rest = count - sum(int(counts[value]) for counts in known if counts.get(value, "").isdigit())
    return f"{count - rest + 1}-{count - rest + 2}" if shown != FEW and 0 < rest < SMALL else shown
