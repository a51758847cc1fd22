"""What changed between two days or commits, as a reader cares about it: what is new, what was decided, which dates
moved and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.record.ids import Joined, place_of
from wmstrat.record.record import Record
from wmstrat.record.text import counted
from wmstrat.reports.telling import (
    CHANGED,
    CONTINUED,
    FINISHED,
    MOVED_DATES,
    MOVED_ON,
    NEW,
    PUT_ASIDE,
    REWORDED,
    Difference,
    PublicLabels,
    Teller,
    is_term,
    is_told,
)
from wmstrat.reports.versions import Versions, of_group, versions

if TYPE_CHECKING:
    from wmstrat.workspace.past import Past
    from wmstrat.workspace.workspace import Workspace

REMOVED, PEOPLE = "Removed", "People"
# The headings in their order; those that kinds declare come after what is new.
LAST = (MOVED_DATES, MOVED_ON, FINISHED, CONTINUED, PUT_ASIDE, REWORDED, CHANGED, REMOVED, PEOPLE)


class Differences(Struct, frozen=True):
    """What changed from one ISO day to another, in a time zone, for a group (by its name; blank for all). `commit`
    is set where it is told from a commit on."""

    about: str
    since: str
    until: str
    zone: str
    commit: str
    items: tuple[Difference, ...]

    def under(self) -> dict[str, list[Difference]]:
        """The items below their headings."""
        found: dict[str, list[Difference]] = {}
        for item in self.items:
            found.setdefault(item.heading, []).append(item)
        return found


def differences(
    before: Past, after: Workspace, since: str, group: Record | None = None, slug: str = ""
) -> Differences:
    """What changed between two views, from an ISO day on; for a group, for `ALL` by its slug, or for everything."""
    labels = PublicLabels(after)
    pairs = list(of_group(after, versions(before, after), group.id if group else slug))
    teller = Teller(after, labels)
    found = [item for pair in pairs for item in teller.told(pair)]
    found += [*removed(teller, pairs), *people(teller, pairs)]
    kinds = [kind.command for kind in after.kinds]

    def order(item: Difference) -> tuple[Any, ...]:
        last = LAST.index(item.heading) + 1 if item.heading in LAST else 0
        kind = kinds.index(item.kind) if item.kind in kinds else -1
        return item.heading != NEW, last, item.heading, item.group != "ALL", item.group, kind, place_of(item.id)

    return Differences(
        about=group.label if group else slug,
        since=since,
        until=after.today,
        zone=before.cut.zone,
        commit=before.cut.public[0] if before.cut.revision else "",
        items=tuple(sorted(found, key=order)),
    )


def removed(teller: Teller, pairs: Iterable[Versions]) -> Iterator[Difference]:
    """How many records of each kind are no longer there; it may be meant that nobody reads their titles."""
    gone = (pair.record for pair in pairs if pair.after is None)
    counts = Counter(
        (teller.code_of(record), record.kind) for record in gone if is_told(record.kind) and not is_term(record.kind)
    )
    for (code, kind), count in counts.items():
        name = kind.command if count == 1 else kind.plural
        yield Difference(REMOVED, code, kind.command, "", "", f"{count} {name}")


def people(teller: Teller, pairs: Iterable[Versions]) -> Iterator[Difference]:
    """How many people joined and left each group."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for pair in pairs:
        before, after = pair.before, pair.after
        if after is None or after.unreadable or not isinstance(after.kind.ids, Joined):
            continue
        if after[after.kind.ids.field] in teller.nobody or (before and before.unreadable):
            continue
        if before is None and not after["until"]:
            counts[teller.code_of(after), after.kind.command, "joined"] += 1
        elif before is not None and after["until"] and not before["until"]:
            counts[teller.code_of(after), after.kind.command, "left"] += 1
    for (code, kind, what), count in counts.items():
        words = f"{counted(count, '{count} person', '{count} people')} {what}"
        yield Difference(PEOPLE, code, kind, "", "", words)
