"""The history of records in words, from git alone: who, when, which field from what to what. The two versions of
every file are compared field by field, so that commits which wmstrat did not make tell their changes just as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.comparison import FieldChange, compared
from wmstrat.record.days import ENDLESS
from wmstrat.record.folding import fold
from wmstrat.record.halves import is_private, public_path
from wmstrat.record.home import PROCESS_FOLDER
from wmstrat.record.record import Record
from wmstrat.repo import Repository, objects
from wmstrat.repo.output import COMMAND, RECORD
from wmstrat.workspace.changes import repositories

if TYPE_CHECKING:
    from wmstrat.repo.output import ChangedPath, Commit
    from wmstrat.workspace.workspace import Workspace

AT_ONCE = 200


class HistoryEvent(Struct, frozen=True, dict=True):
    """One commit: its name, when (ISO, with the author's offset), who, under which subject and which command of
    wmstrat (blank for a commit made by hand). What it changed is read when somebody asks for it."""

    commit: str
    when: str
    who: str
    subject: str
    command: str
    body: str
    compare: Callable[[], Iterable[FieldChange]]
    committed: float = 0.0
    """Seconds since 1970; git's own order is by this."""

    @cached_property
    def changes(self) -> tuple[FieldChange, ...]:
        """What it changed, field by field. Raises RemoteUnavailable where a partial clone cannot get it."""
        return tuple(self.compare())


# The fields of an event that one line tells.
TOLD = ("commit", "when", "who", "subject", "command", "body")


def events(
    workspace: Workspace, of: Record | None = None, *, limit: int | None = None, merges: bool = False,
    decisions: bool = False,
) -> Iterator[HistoryEvent]:  # fmt: skip
    """The history of a record, of a group with all that belongs to it (of process.yaml with the records of the whole
    process), or of everything, newest first.

    A record is followed through renames, and looked for in each of its places, since git follows one side of a merge
    alone. `limit` is the number of events, None for all. With `decisions` the merges in which a person decided
    something are told, too, which looks through the whole history.
    """
    sources = list(_sources(workspace, of))
    streams = [source.events(limit, merges) for source in sources]
    if decisions and not merges:
        once = {source.folder: source for source in sources}
        streams += [_decided(source.repository, of, source.tips) for source in once.values()]
    return islice(_merged(streams), limit)


def chosen(told: Iterable[HistoryEvent], since: str = "", until: str = "", by: str = "") -> Iterator[HistoryEvent]:
    """Those of the events that are from one ISO day to another, both included, and of whom the name has this part."""
    name = fold(by)
    return (event for event in told if since <= event.when[:10] <= (until or ENDLESS) and name in fold(event.who))


def latest_events(workspace: Workspace, group: Record, count: int) -> tuple[HistoryEvent, ...]:
    """The newest events of a group, newest first; from memory while HEAD is the same, as far as they are told in a
    line each."""
    now, name = " ".join(workspace.tips()), f"git latest {group.id} {count}"
    past = workspace.recall(name)
    if past is None or past["head"] != now:
        latest = tuple(events(workspace, group, limit=count))
        told = [{field: getattr(event, field) for field in TOLD} for event in latest]
        workspace.remember(name, {"head": now, "events": told})
        return latest

    @cache
    def in_full() -> dict[str, HistoryEvent]:
        return {event.commit: event for event in events(workspace, group, limit=count)}

    def changes(commit: str) -> Iterable[FieldChange]:
        return in_full()[commit].changes

    return tuple(HistoryEvent(**told, compare=partial(changes, told["commit"])) for told in past["events"])


def versions(workspace: Workspace, of: Record) -> Iterator[tuple[Commit, Record | None, Record | None]]:
    """Each commit that changed the public file of a record, newest first, with the record before and after it; merges
    are left out. The record is followed as `events` does."""
    for source in _sources(workspace, of):
        if not source.folder:
            for commit, blobs in source.commits(None, merges=False):
                yield from ((commit, *source.versions(change, blobs())) for change in commit.changes)


def _decided(repository: Repository, of: Record | None, tips: Sequence[str]) -> Iterator[HistoryEvent]:
    """The merges in which a person decided about a record, about something of a group, or about anything."""
    about = ".+"
    if of is not None:
        about = _plain(of.id) if not of.is_group else f"({_plain(of.id)}|{_plain(str(of['code']))}-.+)"
    for commit in repository.history(merges_that_say=f"{RECORD}: {about}", revision=tips):
        yield _event(commit, lambda: ())


def _plain(text: str) -> str:
    """A pattern of git for just this text."""
    return re.sub(r"([].^$*+?(){}|\\[])", r"\\\1", text)


def _event(commit: Commit, compare: Callable[[], Iterable[FieldChange]]) -> HistoryEvent:
    command = dict(reversed(commit.trailers)).get(COMMAND, "")
    about = commit.sha, commit.date.isoformat(), commit.name, commit.subject, command, commit.body
    return HistoryEvent(*about, compare, commit.committed.timestamp())


def _merged(streams: Iterable[Iterator[HistoryEvent]]) -> Iterator[HistoryEvent]:
    """Each commit once, the newest first, as the first stream that has it tells of it."""
    from heapq import merge

    seen: set[str] = set()
    for event in merge(*streams, key=lambda event: event.committed, reverse=True):
        if event.commit not in seen:
            seen.add(event.commit)
            yield event


def _sources(workspace: Workspace, of: Record | None) -> Iterator[_Source]:
    for place, folder in repositories(workspace.place):
        repository = Repository(place)
        if of is None:
            yield _Source(workspace, repository, folder, [])
        elif paths := _paths(of, folder):
            yield _Source(workspace, repository, folder, paths, follow=len(paths) == 1 and not of.is_group)
            if others := [path for path in _once_at(of, folder) if path not in paths]:
                yield _Source(workspace, repository, folder, [*paths, *others], handle=of.handle)


def _paths(of: Record, folder: str) -> list[str]:
    """Where a record (of a group all that belongs to it) is in the repository of this folder."""
    if of.is_group:
        return [] if folder else [f"groups/{of.id}"]
    if of.kind.is_lone:
        return [] if folder else [of.expected_path, PROCESS_FOLDER]
    is_there = (of.kind.home.private or of.kind.has_private_half) if folder else not of.is_private
    return [public_path(of.expected_path)] if is_there else []


def _once_at(of: Record, folder: str) -> Iterator[str]:
    """Where the record may have been: in each of its places, and under its handle. A group keeps its folder."""
    for name in filter(None, () if of.is_group or of.kind.is_lone else (of.id, of.handle)):
        path = of.kind.path(name, of.group)
        if is_private(path) == bool(folder):
            yield path.removeprefix(folder)


class _Source(Struct, frozen=True):
    """What git is asked: about which paths (none: about all) of the repository in a folder of the workspace, and
    whether the one path is followed. With a handle, what others have put at these paths is left out."""

    workspace: Workspace
    repository: Repository
    folder: str
    paths: list[str]
    follow: bool = False
    handle: str = ""

    @property
    def tips(self) -> tuple[str, ...]:
        """The commits from which the history is told."""
        return self.workspace.tips(private=bool(self.folder))

    def events(self, limit: int | None, merges: bool) -> Iterator[HistoryEvent]:
        """What git tells, newest first."""
        return (
            _event(commit, partial(self._compared, commit, blobs)) for commit, blobs in self.commits(limit, merges)
        )

    def commits(self, limit: int | None, merges: bool) -> Iterator[tuple[Commit, Callable[[], dict[str, bytes]]]]:
        """The commits, newest first, each with what gives the versions of the files that it changed."""
        repository, paths, tips = self.repository, self.paths, self.tips
        commits = repository.history(paths, follow=self.follow, limit=limit, merges=merges, revision=tips)
        while chunk := list(islice(commits, AT_ONCE)):
            wanted = {
                blob
                for commit in chunk
                for change in commit.changes
                for blob in (change.old_blob, change.new_blob)
                if blob and self._is_record(change.new_path)
            }
            blobs = cache(partial(objects.blobs, self.repository, tuple(sorted(wanted))))
            for commit in chunk:
                if self.handle and any(self._is_of_another(change, blobs()) for change in commit.changes):
                    continue
                yield commit, blobs
                if self.follow and any(map(self._begins, commit.changes)):
                    return

    def _is_record(self, path: str) -> bool:
        return any(self.workspace.belongs(self.folder + path))

    def _is_of_another(self, change: ChangedPath, blobs: dict[str, bytes]) -> bool:
        """Whether a change is of a record with another handle, which for a while had the number that this one has."""
        return any(record and record.handle not in ("", self.handle) for record in self.versions(change, blobs))

    def _begins(self, change: ChangedPath) -> bool:
        """True where a followed record came into being: what git calls its earlier name is another file's."""
        return change.letter in "AC" or (change.letter == "R" and not self._is_record(change.old_path))

    def _compared(self, commit: Commit, blobs: Callable[[], dict[str, bytes]]) -> Iterator[FieldChange]:
        for change in commit.changes:
            old, new = self.versions(change, blobs())
            old = None if change.letter == "C" else old
            if old is None or new is None or old.unreadable or new.unreadable:
                if record := new or old:
                    labels = (version.label if version else "" for version in (old, new))
                    yield FieldChange(record.id, record.kind.name, "", *labels)
                continue
            if old.id != new.id:
                yield FieldChange(new.id, new.kind.name, "id", old.id, new.id)
            yield from compared(old, new)

    def versions(self, change: ChangedPath, blobs: dict[str, bytes]) -> tuple[Record | None, Record | None]:
        """The record before and after a change of its file."""
        old, new = blobs.get(change.old_blob or ""), blobs.get(change.new_blob or "")
        return self._record(change.old_path, old), self._record(change.new_path, new)

    def _record(self, path: str, data: bytes | None) -> Record | None:
        return next(iter(self.workspace.read(self.folder + path, data)), None) if data is not None else None
