"""What nobody works on and what several work on: focus items, and the records that others cover (requirement 72)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, convert, to_builtins

from wmstrat.record.fields import Entries
from wmstrat.record.folding import fold
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.relations import Heirs, inverse, reachable
from wmstrat.record.types import Item
from wmstrat.record.view import View, code_or_slug
from wmstrat.workspace.watched import Watched

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

NOBODY, BEGUN, ONE, SEVERAL = "nobody", "begun", "one", "several"


class Topic(Struct, frozen=True):
    """Something that can be worked on: an entry of a group or a record (`kind` is the field that names it, such as
    focus), or a record that others cover. `about` are the topics that it is itself about. `covered_by` has the ids of
    the records that cover it, directly or through what is about it, by the plurals of their kinds; `groups` are the
    codes of the groups of those that nothing covers in turn (drafts). `work` says how many of these there are:
    `nobody` and `begun` for none, the second where something else covers it. `command` begins the work."""

    kind: str
    id: str
    group: str
    code: str
    title: str
    state: str
    about: tuple[str, ...]
    covered_by: dict[str, tuple[str, ...]]
    groups: tuple[str, ...]
    work: str
    command: str = ""


class GroupCoverage(Struct, frozen=True):
    """The topics of a group. `ends` are its records that nothing covers in turn, and `loose` those of them that cover
    nothing."""

    group: str
    code: str
    name: str
    topics: tuple[Topic, ...]
    ends: tuple[str, ...]
    loose: tuple[str, ...]


class Coverage(Struct, frozen=True):
    """What the groups of a process work on. `topics` has what the sorts of topics are called in the plural;
    `covering` what the kinds are called that cover them, `ends` those of these that nothing covers in turn. `touched`
    is what records name in words that others may touch too (requirement 35), with what each does there as `state`."""

    process: str
    groups: tuple[GroupCoverage, ...]
    topics: dict[str, str]
    covering: tuple[str, ...]
    ends: tuple[str, ...]
    touched: tuple[Topic, ...] = ()


def coverage(workspace: Workspace, group: Record | None = None) -> Coverage:
    """What all working groups work on, or one group of any kind; from memory as far as nothing has changed."""
    name = f"coverage {group.id if group is not None else ''}"
    known = workspace.recall(name)
    if known is not None:
        return convert(known, Coverage)
    view = Watched(workspace)
    report = _Looking(view).at([group] if group is not None else _working(view))
    workspace.remember(name, to_builtins(report), view.asked)
    return report


def _working(view: View) -> list[Record]:
    return [group for group in view.records("group") if group.values.get("kind") == "working"]


class _Looking:
    """What covers what, in all groups."""

    def __init__(self, view: View) -> None:
        self.view = view
        covering = [kind for kind in view.kinds if kind.covers]
        self.covered = [kind for kind in kinds_in(view) if any(kind.name in _pointed_at(other) for other in covering)]
        self.ends = [kind for kind in covering if kind not in self.covered]
        # The entries that can be covered, by the names of the fields that name them: those of groups, and those of
        # other records once there is one.
        items = {name: type_ for kind in covering for name in kind.covers if (type_ := _item(kind, name))}
        self.entries = {
            name: type_ for name, type_ in items.items() if next(iter(view.records(type_.of)), None) is not None
        }
        self.records: dict[str, Record] = {}
        # By the id of a topic, the ids of the records that cover it directly, as people count.
        self.direct: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for kind in dict.fromkeys([*self.covered, *covering]):
            self._look(kind)

    def _look(self, kind: Kind) -> None:
        """Note which records of a kind count, and what they cover; what lives on in others covers as these."""
        fields = [name for name in kind.covers if name in self.entries]
        heirs = Heirs(self.view, kind)
        for record in self.view.records(kind.name):
            if record.unreadable:
                continue
            if record.counts:
                self.records[record.id] = record
            for topic in (topic for name in fields for topic in record[name]):
                self.direct[topic].update(dict.fromkeys(heirs.living(record.id)))
        for name in kind.covers:
            for topic, ids in inverse(self.view, kind, name).items() if _kinds(kind, name) else ():
                self.direct[topic].update(dict.fromkeys(ids))

    def at(self, groups: Sequence[Record]) -> Coverage:
        """The report on these groups, in the order of their codes."""
        found = sorted((self._group(group) for group in groups), key=lambda group: (group.code, group.group))
        sorts = {name: type_.plural for name, type_ in self.entries.items()}
        sorts |= {kind.name: kind.plural for kind in self.covered}
        covering = tuple(kind.plural for kind in [*self.covered, *self.ends])
        ends = tuple(kind.plural for kind in self.ends)
        touched = tuple(self._touched({group.id for group in groups}))
        return Coverage(self.view.process.label, tuple(found), sorts, covering, ends, touched)

    def _touched(self, groups: set[str]) -> Iterator[Topic]:
        """What records of these groups touch, each with all records that touch it, in the order of its name."""
        found: dict[tuple[str, str], list[tuple[Record, str, str]]] = {}
        for record in self.records.values():
            field = record.kind.by_name.get(record.kind.touches)
            if field is not None and isinstance(field.type, Entries):
                first, second = (part.name for part in field.type.fields[:2])
                for entry in record[field.name]:
                    where = found.setdefault((field.name, fold(entry[first])), [])
                    where.append((record, str(entry[first]), str(entry[second])))
        for (name, _), told in sorted(found.items()):
            records = {record.id: record for record, _, _ in told}
            if groups.isdisjoint(record.group for record in records.values()):
                continue
            plurals = dict.fromkeys(record.kind.plural for record in records.values())
            codes = (code_or_slug(self.view, record.group) for record in records.values())
            yield Topic(
                name, "", "", "", told[0][1], ", ".join(dict.fromkeys(what for _, _, what in told)), (),
                {plural: tuple(each.id for each in records.values() if each.kind.plural == plural)
                 for plural in plurals},
                tuple(dict.fromkeys(codes)), SEVERAL if len(records) > 1 else ONE,
            )  # fmt: skip

    def _group(self, group: Record) -> GroupCoverage:
        ends = [
            record.id for record in self.records.values() if record.kind in self.ends and record.group == group.id
        ]
        covering = {identity for ids in self.direct.values() for identity in ids}
        loose = tuple(identity for identity in ends if identity not in covering)
        topics = tuple(self._topics(group)) if not group.unreadable else ()
        return GroupCoverage(group.id, _code(group), group.label, topics, tuple(ends), loose)

    def _topics(self, group: Record) -> Iterator[Topic]:
        """The entries of the group and its records, then its records that others may cover."""
        for name, type_ in self.entries.items():
            for record in self.view.records(type_.of, group.id):
                for entry in record[type_.entries] if record.counts and not record.unreadable else ():
                    yield self._topic(name, entry["id"], group, entry["text"], "", ())
        for record in self.records.values():
            if record.kind in self.covered and record.group == group.id:
                about = [topic for name in record.kind.covers for topic in record[name]]
                yield self._topic(record.kind.name, record.id, group, record.label, record.state, about)

    def _topic(
        self, sort: str, identity: str, group: Record, title: str, state: str, about: Sequence[str]
    ) -> Topic:  # fmt: skip
        covering = [self.records[each] for each in reachable(identity, self.direct) if each in self.records]
        covered_by = {
            kind.plural: tuple(record.id for record in covering if record.kind is kind)
            for kind in [*self.covered, *self.ends]
            if kind.name != sort and self._reaches(kind, sort)
        }
        ends = [record for record in covering if record.kind in self.ends]
        groups = dict.fromkeys(code_or_slug(self.view, record.group) for record in ends)
        return Topic(
            sort, identity, group.id, _code(group), title, state, tuple(about), covered_by, tuple(groups),
            (SEVERAL if len(ends) > 1 else ONE) if ends else BEGUN if covering else NOBODY,
            self._command(sort, identity, _code(group)),
        )  # fmt: skip

    def _reaches(self, kind: Kind, sort: str) -> bool:
        """True where a record of the kind can cover a topic of a sort, directly or through others."""
        below = {target for name in kind.covers for target in _kinds(kind, name)} - {kind.name}
        through = (other for other in self.covered if other.name in below)
        return sort in (*kind.covers, *below) or any(self._reaches(other, sort) for other in through)

    def _command(self, sort: str, identity: str, code: str) -> str:
        """The command that adds what covers a topic."""
        for kind in [*self.covered, *self.ends]:
            for name in kind.covers:
                if name == sort or sort in _kinds(kind, name):
                    return f"wmstrat {kind.command} add {code} TEXT --{name} {identity}"
        return ""


def kinds_in(view: View) -> list[Kind]:
    """The kinds whose records cover something or are covered."""
    pointed_at = {name for kind in view.kinds for name in _pointed_at(kind)}
    return [kind for kind in view.kinds if kind.covers or kind.name in pointed_at]


def _kinds(kind: Kind, name: str) -> list[str]:
    """The kinds of the records that a field names; none for one that names entries of a group."""
    return [target for reference in kind.by_name[name].points_at_records for target in reference.kinds]


def _item(kind: Kind, name: str) -> Item | None:
    """The type of the entries that a field names; None for one that names records."""
    type_ = kind.by_name[name].type.each
    return type_ if isinstance(type_, Item) else None


def _pointed_at(kind: Kind) -> set[str]:
    return {target for name in kind.covers for target in _kinds(kind, name)}


def _code(group: Record) -> str:
    return str(group["code"] or group.id)
