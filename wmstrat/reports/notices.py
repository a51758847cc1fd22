"""What needs attention, in words, worst first. Notices refuse nothing: they show what differs from the ideal of the
process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, zip_longest
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.reporting import BROKEN_FILES, QUIET, OfGroup, Where

# Commands that are about all groups where none is named.
OF_ALL = re.compile(r"\b(list|map) GROUP\b")
BROKEN = ("{count} file has errors", "{count} files have errors")


class Attention(Struct, frozen=True):
    """One thing that needs somebody: a text, the codes of the groups that it is true of, and what to type.

    `urgency` runs from 1 (something is broken) to 4 (good to know). `count` and `about` are what the notice found,
    over all the groups; `text`, `many`, `overall`, `since` and `whose` are those of the notice. `closer` is what to
    type, where that differs, when one group alone is meant.
    """

    urgency: int
    topic: str
    text: str
    command: str
    groups: tuple[str, ...]
    count: int = 0
    about: tuple[str, ...] = ()
    closer: str = ""
    many: str = ""
    overall: str = ""
    since: str = ""
    whose: str = ""

    @property
    def sentence(self) -> str:
        """The text for one or for many, or for several groups, filled in."""
        if self.overall and len(self.groups) > 1:
            return self.overall
        text = self.text if self.count == 1 else self.many or self.text
        return text.format(count=self.count, about=", ".join(self.about))

    @property
    def to_type(self) -> str:
        """The command to type; where one group alone is meant, with its code. A list of several groups is that of
        all."""
        if len(self.groups) != 1:
            return OF_ALL.sub(r"\1", self.command)
        words = (self.closer or self.command).split(" ")
        return " ".join(self.groups[0] if word == "GROUP" else word for word in words)

    @property
    def records(self) -> tuple[str, ...]:
        """The ids of the records that it is about, if it is about some."""
        return () if "{about}" in self.text else self.about


def gathered(items: Iterable[Attention]) -> list[Attention]:
    """The same thing in several groups said once, worst first. It names the first record of each group, then the
    second of each, so that the beginning tells most; a record of several groups once."""
    topics: dict[str, list[Attention]] = {}
    for item in items:
        topics.setdefault(item.topic, []).append(item)
    together = [
        replace(
            same[0],
            groups=tuple(chain.from_iterable(item.groups for item in same)),
            count=sum(item.count for item in same),
            about=tuple(filter(None, chain.from_iterable(zip_longest(*(item.about for item in same))))),
        )
        for same in topics.values()
    ]
    together = [replace(item, **_each_once(item)) if item.records else item for item in together]
    return sorted(together, key=lambda item: (item.urgency, -len(item.groups), item.topic))


def _each_once(item: Attention) -> dict[str, Any]:
    about = tuple(dict.fromkeys(item.about))
    return {"about": about, "count": len(about)}


def noticed(of: OfGroup, unreadable: int) -> Iterator[Attention]:
    """What needs attention in a group, in no particular order, by its records: files that cannot be read as they
    should, and what the kinds notice."""
    code = str(of.group["code"] or of.group.id)
    if unreadable:
        yield broken((code,), unreadable, advises=of.advises)
    yield from _of_kinds(of, code, of.view.kinds, *(("groups", "everywhere") if of.is_working else ("everywhere",)))


def noticed_in_process(of: OfGroup) -> Iterator[Attention]:
    """What the kinds notice about the records of the whole process."""
    yield from _of_kinds(of, ALL, (kind for kind in of.view.kinds if kind.home.process), "everywhere")


def noticed_across(of: OfGroup) -> Iterator[Attention]:
    """What the kinds notice about the whole process that follows from the records of all groups."""
    yield from _of_kinds(of, ALL, of.view.kinds, "across")


def noticed_for_people(of: OfGroup) -> Iterator[Attention]:
    """What the kinds notice in a group, and tell only the people that it is about."""
    if of.is_working:
        yield from _of_kinds(of, str(of.group["code"] or of.group.id), of.view.kinds, "briefs")


def _of_kinds(of: OfGroup, code: str, kinds: Iterable[Kind], *where: Where) -> Iterator[Attention]:
    """What the notices of these kinds find that are about this."""
    skipped = {*of.view.process["skip"], *silenced(of)}
    for notice in (notice for kind in kinds for notice in kind.notices if notice.where in where):
        if notice.name in skipped or (notice.while_working and of.is_over):
            continue
        matter = notice.finds(of)
        if not matter:
            continue
        about = () if isinstance(matter, int) else tuple(matter)
        yield Attention(
            urgency=notice.urgency,
            topic=notice.name,
            text=notice.text,
            command=notice.command if of.advises else "",
            groups=(code,),
            count=int(matter) if isinstance(matter, int) else len(about),
            about=about,
            closer=notice.closer(of, about) if notice.closer and of.advises else "",
            many=notice.many,
            overall=notice.overall,
            since=notice.since,
            whose=notice.whose,
        )


def silenced(of: OfGroup) -> set[str]:
    """The names of the notices that a group, or the whole process, does not want to see on that day."""
    entries = of.group.values.get("silenced") or ()
    return {entry["notice"] for entry in entries if of.day <= entry["until"]}


def quiet(code: str, days: int, day: str, active: str, advises: bool) -> Iterator[Attention]:
    """What needs attention in a group in which nothing changed since the day `active`, for more than `days` days."""
    if days and active and (date.fromisoformat(day) - date.fromisoformat(active)).days > days:
        command = "wmstrat log GROUP" if advises else ""
        yield Attention(3, QUIET, f"No change for more than {days} days", command, (code,))


def broken(where: tuple[str, ...], count: int, *, advises: bool = True) -> Attention:
    """Files that cannot be read as they should, in the groups or folders."""
    text, many = BROKEN
    return Attention(1, BROKEN_FILES, text, "wmstrat check" if advises else "", where, count, many=many)
