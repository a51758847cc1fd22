"""What others did to the records of a person since they last looked (requirement 83)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.reports.history import events

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

# How many commits are looked through, and how many are told.
MOST_COMMITS, MOST_NEWS = 300, 20


class News(Struct, frozen=True):
    """One change by somebody else: when (ISO), who, under which subject, and which records it touches."""

    when: str
    who: str
    subject: str
    records: tuple[str, ...]


def news(workspace: Workspace, person: Record, groups: set[str], since: str) -> tuple[News, ...]:
    """What others committed after a commit that touches the records that a person looks after, those of the groups
    that they coordinate, or what names one of these, newest first."""
    if not since:
        return ()
    own = {record.id for record, _ in workspace.referring(person.id) if record.kind.name != "membership"}
    return tuple(islice(_touching(workspace, person, own, groups, since), MOST_NEWS))


def _touching(workspace: Workspace, person: Record, own: set[str], groups: set[str], since: str) -> Iterator[News]:
    later = takewhile(lambda event: event.commit != since, events(workspace, limit=MOST_COMMITS))
    for event in later:
        if event.who == person.label:
            continue
        touched = dict.fromkeys(change.record for change in event.changes)
        mine = [identity for identity in touched if _concerns(workspace, identity, own, groups)]
        if mine:
            yield News(event.when, event.who, event.subject, tuple(mine))


def _concerns(workspace: Workspace, identity: str, own: set[str], groups: set[str]) -> bool:
    record = workspace.named(identity)
    if record is None or record.unreadable:
        return False
    if record.id in own or record.group in groups:
        return True
    pointed = (target for field in record.kind.fields for _, target in field.type.references(record[field.name]))
    return any(target in own for target in pointed)
