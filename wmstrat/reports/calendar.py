"""The events of a calendar. The name of each and the number of its changes come from git, so that every clone with
the same history exports the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.record import Record
from wmstrat.record.timing import Event
from wmstrat.repo import Repository

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# The beginning of the name of a commit is in the name of an event, so that no two workspaces make the same.
SHA = 12


class CalendarEntry(Struct, frozen=True):
    """An event with the name that it has in every calendar, how often it has changed since it was made, and when it
    was made and last changed."""

    uid: str
    changes: int
    made: datetime
    changed: datetime
    event: Event


class _Past(Struct):
    """What git tells of a record: by which commit and under which name it was added, and its commits since then."""

    name: str
    commits: int = 0
    born: str = ""
    made: datetime | None = None
    changed: datetime | None = None


# A record with what it is in a calendar, and a key that tells several of one record apart.
Shown = tuple[Record, str, Event]


def shown(workspace: Workspace, records: Iterable[Record]) -> list[Shown]:
    """The records that everybody may see and whose kinds say what they are in a calendar."""
    return [
        (record, "", event)
        for record in records
        if record.kind.event and not record.unreadable and not record.is_private
        if (event := record.kind.event(record, workspace))
    ]


def entries(workspace: Workspace, shown: Sequence[Shown]) -> list[CalendarEntry]:
    """The events with what one question to git tells of all their records. Raises Refused in a shallow clone
    without the commits that added them: each event would have another name than in other clones."""
    past = _past(workspace, [record for record, _, _ in shown])
    today = datetime.fromisoformat(workspace.today).replace(tzinfo=UTC)
    made = []
    for record, key, event in shown:
        of = past[record.id]
        uid = "-".join(filter(None, (of.name, key, of.born[:SHA])))
        made.append(
            CalendarEntry(f"{uid}@wmstrat", max(of.commits - 1, 0), of.made or today, of.changed or today, event)
        )
    return sorted(made, key=lambda entry: (entry.event.begins, entry.uid))


def _past(workspace: Workspace, records: Sequence[Record]) -> dict[str, _Past]:
    """What git tells of each record, by its id. It is looked for where it is now and where its handle was, and from
    there back through its renames."""
    from wmstrat.workspace.line import boundary, shallow

    past = {record.id: _Past(record.handle or record.id) for record in records}
    kinds = {record.id: record.kind for record in records}
    ids_at: dict[str, set[str]] = {}
    for record in records:
        for name in filter(None, (record.id, record.handle)):
            ids_at.setdefault(record.kind.path(name, record.group), set()).add(record.id)
    folders = sorted({path.rpartition("/")[0] for path in ids_at})
    commits = Repository(workspace.place).history(folders, merges=False, revision=workspace.tips())
    cut_short = boundary(workspace.place)
    for commit in commits if folders else ():
        for change in commit.changes:
            ids = ids_at.get(change.new_path, set())
            for identity in ids:
                of = past[identity]
                if change.letter in "AC" and commit.sha in cut_short:
                    raise shallow(commit.committed)
                of.commits += 1
                of.changed = of.changed or commit.committed
                if change.letter in "AC":
                    of.born, of.made = commit.sha, commit.committed
                    of.name, _ = kinds[identity].place(change.new_path) or (of.name, "")
            if ids and change.letter == "R":
                ids_at.setdefault(change.old_path, set()).update(ids)
    return past
