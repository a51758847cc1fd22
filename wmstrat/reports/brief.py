"""What waits for whom and since when: `wmstrat brief`, made from the notices that `status` shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.permissions.table import COORDINATOR, Permissions
from wmstrat.record.days import UNKNOWN
from wmstrat.record.field_type import Value
from wmstrat.record.record import Record
from wmstrat.record.text import folded
from wmstrat.record.view import labels_of
from wmstrat.reports.notices import Attention, noticed_for_people
from wmstrat.reports.of_group import GroupOnDay, Shared
from wmstrat.reports.overview import of_process, status

if TYPE_CHECKING:
    from wmstrat.reports.news import News
    from wmstrat.workspace.workspace import Workspace

# After this many days what is overdue is new again.
NEW_AGAIN = 30


class Waiting(Struct, frozen=True):
    """One thing that waits: the name of its notice, how urgent it is, what it is in words, since which ISO day (blank
    where nobody can say), in which groups, about which records, for whom, and what to type. `whom` are ids of
    people and groups, or names of roles; where there are none, it waits for the coordinators of the groups. What is
    `personal` is told to nobody else."""

    urgency: int
    notice: str
    text: str
    since: str
    groups: tuple[str, ...]
    records: tuple[str, ...]
    whom: tuple[str, ...]
    command: str
    personal: bool = False

    @property
    def keys(self) -> list[str]:
        """Keys by which a later look recognizes its parts."""
        return [f"{self.notice} {name}" for name in self.records or self.groups]


class Brief(Struct, frozen=True):
    """What waits on an ISO day, most urgent first. `whom` is what people call the person, group or process that it
    is for; `unseen` says that private/ is not here."""

    whom: str
    day: str
    items: tuple[Waiting, ...]
    unseen: tuple[str, ...] = ()


def order(item: Waiting) -> tuple[int, bool, str, str]:
    """The sort key, most urgent first: what is broken, then what is urgent, to do, and good to know. Within each,
    what waits longest comes first, and what has no date comes last."""
    return item.urgency, not item.since, item.since, item.notice


class Briefing:
    """Collects what waits in a workspace today: for everybody, a group or a person."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.day = workspace.today
        self._shared = Shared(workspace)

    def of_all(self) -> Brief:
        """What waits in the whole process, the same thing in several groups said once."""
        report = status(self.workspace, self.day)
        items = [self._waiting(item, item.about) for item in report.attention]
        return Brief(report.process, self.day, tuple(sorted(items, key=order)), report.hidden)

    def of_group(self, group: Record) -> Brief:
        """What waits in a group."""
        report = status(self.workspace, self.day)
        looks = [each for each in (*report.groups, *report.bodies) if each.slug == group.id]
        items = [self._waiting(item, item.about) for each in looks for item in each.attention]
        return Brief(group.label, self.day, tuple(sorted(items, key=order)), report.hidden)

    def of_person(self, person: Record) -> Brief:
        """What waits for a person: what names them or a role or group for which they speak, and, in the groups that
        they coordinate, what names nobody."""
        names, coordinated = self._names(person)
        report = status(self.workspace, self.day)
        near = {record.group for record, _ in self.workspace.referring(person.id)} | coordinated
        items: list[Waiting] = []
        for group in (*report.groups, *report.bodies):
            led = group.slug in coordinated
            items += self._asking(group.attention, names, led=led)
            if group.slug in near:
                items += self._asking(self._personal(group.slug), names, led=led, personal=True)
        items += self._asking(of_process(self._shared, self.day), names, led=False)
        return Brief(person.label, self.day, tuple(sorted(_said_once(items), key=order)), report.hidden)

    def news(self, person: Record, since: str) -> tuple[News, ...]:
        """What others did to the records of a person after a commit."""
        from wmstrat.reports.news import news

        return news(self.workspace, person, self._names(person)[1], since)

    def _asking(
        self, found: Iterable[Attention], names: set[str], *, led: bool, personal: bool = False
    ) -> Iterator[Waiting]:
        for item in found:
            mine = [identity for identity in item.about if self._asks(item, identity, names, led)]
            if mine or (led and not item.records):
                yield self._waiting(item, mine or item.about, personal=personal)

    def _asks(self, item: Attention, identity: str, names: set[str], led: bool) -> bool:
        whom = self._whom(item, [identity])
        return led if not whom else not names.isdisjoint(map(folded, whom))

    def _names(self, person: Record) -> tuple[set[str], set[str]]:
        """The names by which something can ask for a person, and the ids of the groups that they coordinate."""
        roles = Permissions(self.workspace).roles(person.id)
        labels = labels_of(self.workspace, "roles")
        coordinated = {group for group, role in roles if role == COORDINATOR}
        names = {person.id, person.label, *coordinated}
        names |= {name for _, role in roles if role != COORDINATOR for name in (role, labels.get(role, role))}
        return set(map(folded, names)), coordinated

    def _personal(self, group: str) -> Iterator[Attention]:
        """What the kinds notice in a group for people alone."""
        record = self.workspace.get("group", group)
        if record is not None:
            yield from noticed_for_people(GroupOnDay(record, self.day, self._shared))

    def _waiting(self, item: Attention, about: Sequence[str], *, personal: bool = False) -> Waiting:
        restricted = replace(item, about=tuple(about), count=len(about) or item.count)
        records = restricted.records
        return Waiting(
            item.urgency,
            item.topic,
            restricted.sentence,
            self._since(item, records),
            item.groups,
            records,
            self._whom(item, records),
            restricted.to_type,
            personal,
        )

    def _since(self, item: Attention, records: Iterable[str]) -> str:
        """The first day since when one of the records waits."""
        days = (str(self._value(identity, item.since))[:10] for identity in records if item.since)
        return min((day for day in days if day not in ("", UNKNOWN)), default="")

    def _whom(self, item: Attention, records: Iterable[str]) -> tuple[str, ...]:
        """For whom the records wait, each once."""
        values = (self._value(identity, item.whose) for identity in records if item.whose)
        names = (name for value in values for name in (value if isinstance(value, list) else [value]))
        return tuple(dict.fromkeys(str(name) for name in names if name))

    def _value(self, identity: str, name: str) -> Value:
        record = self.workspace.named(identity)
        if record is None or record.unreadable:
            return ""
        computed = next((field for field in record.kind.computed if field.name == name), None)
        if computed is not None:
            return computed.value(record, self.workspace, self.day)
        return record.values.get(name, "")


def _said_once(items: Iterable[Waiting]) -> list[Waiting]:
    """Each item once, though a person may be asked for it in several ways."""
    return list({tuple(item.keys): item for item in items}.values())


def keys(brief: Brief) -> dict[str, str]:
    """The keys of what a look at a brief shows. What is overdue has a period in its key, so that it is new again
    after 30 days."""
    return {key: _period(item, brief.day) for item in brief.items for key in item.keys}


def unseen(brief: Brief, seen: Mapping[str, str]) -> Brief:
    """The brief without what was seen at an earlier look; what is overdue is new again every 30 days."""
    now = keys(brief)
    new = (item for item in brief.items if any(seen.get(key) != now[key] for key in item.keys))
    return replace(brief, items=tuple(new))


def _period(item: Waiting, day: str) -> str:
    if not item.since or not item.notice.startswith("overdue"):
        return ""
    return str((date.fromisoformat(day) - date.fromisoformat(item.since)).days // NEW_AGAIN)
