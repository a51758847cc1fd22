"""The history of records in words, from git alone: who, when, which field from what to what.

Commits that wmstrat did not make tell their changes just as well: the two versions of every file are read and
compared field by field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.comparison import FieldChange, compared
from wmstrat.record.record import Record

if TYPE_CHECKING:
    from wmstrat.repo import Repository
    from wmstrat.repo.output import Change, Commit
    from wmstrat.workspace.workspace import Workspace

AT_ONCE = 200


class Event(Struct, frozen=True, dict=True):
    """One commit: its name, when (ISO, with the author's offset), who, under which subject and which command of
    wmstrat (blank for a commit made by hand). What it changed is read when somebody asks for it: a page that shows
    the subjects of the last commits alone does not read what an import brought in."""

    commit: str
    when: str
    who: str
    subject: str
    command: str
    body: str
    compare: Callable[[], Iterable[FieldChange]]

    @cached_property
    def changes(self) -> tuple[FieldChange, ...]:
        """What it changed, field by field. Raises RemoteUnavailable where a partial clone cannot get it."""
        return tuple(self.compare())


def events(
    workspace: Workspace,
    of: Record | None = None,
    *,
    limit: int | None = None,
    merges: bool = False,
    decisions: bool = False,
) -> Iterator[Event]:
    """The history of a record, of a group with all that belongs to it, or of everything, newest first.

    A record is followed through renames, and looked for in each of its places, since git follows one side of a merge
    alone. `limit` is the number of events, None for all. With `decisions` the merges in which a person decided
    something are told, too, which looks through the whole history.
    """
    sources = list(_sources(workspace, of))
    streams = [_told(workspace, source, limit, merges) for source in sources]
    if decisions and not merges:
        once = {source.folder: source.repository for source in sources}
        streams += [_decided(repository, of) for repository in once.values()]
    return islice(_once(_newest_first(streams)), limit)


def _decided(repository: Repository, of: Record | None) -> Iterator[Event]:
    """The merges in which a person decided about a record, about something of a group, or about anything."""
    about = ".+"
    if of is not None:
        about = _plain(of.id) if not of.is_group else f"({_plain(of.id)}|{_plain(str(of['code']))}-.+)"
    for commit in repository.history(merges_that_say=f"Wmstrat-Record: {about}"):
        yield _event(commit, lambda: ())


def _plain(text: str) -> str:
    """A pattern for just this text."""
    return re.sub(r"[].^$*+?(){}|\\[]", lambda found: f"\\{found[0]}", text)


class _Source(Struct, frozen=True):
    """What git is asked: about which paths (none: about all), whether the one path is followed, and where the
    repository is. With a handle, what others have put at these paths is left out."""

    repository: Repository
    paths: list[str]
    follow: bool
    folder: str
    handle: str = ""


def _sources(workspace: Workspace, of: Record | None) -> Iterator[_Source]:
    from wmstrat.repo import Repository

    place = workspace.place
    public, private = _paths(of)
    for where, folder, paths in ((place, "", public), (place.private, "private/", private)):
        if where and (of is None or paths):
            repository = Repository(where)
            yield _Source(repository, paths, of is not None and not of.is_group, folder)
            if of is not None and (others := [path for path in _once_at(of, folder) if path not in paths]):
                yield _Source(repository, [*paths, *others], False, folder, str(of.values.get("handle", "")))


def _once_at(of: Record, folder: str) -> Iterator[str]:
    """Where the record may have been: in each of its places, and under its handle."""
    for name in filter(None, (of.id, str(of.values.get("handle", "")))):
        path = of.kind.path(name, of.group)
        if path.startswith("private/") == bool(folder):
            yield path.removeprefix(folder)


def _paths(of: Record | None) -> tuple[list[str], list[str]]:
    if of is None:
        return [], []
    if of.is_group:
        return [f"groups/{of.id}"], []
    path = of.expected_path
    if of.kind.home.private:
        return [], [path.removeprefix("private/")]
    return ([] if of.path.startswith("private/") else [path]), ([path] if of.kind.has_private_half else [])


def _newest_first(streams: Iterable[Iterator[Event]]) -> Iterator[Event]:
    from datetime import datetime
    from heapq import merge

    return merge(*streams, key=lambda event: datetime.fromisoformat(event.when), reverse=True)


def _once(events: Iterable[Event]) -> Iterator[Event]:
    """Each commit once, as the first stream that has it tells of it."""
    seen: set[str] = set()
    for event in events:
        if event.commit not in seen:
            seen.add(event.commit)
            yield event


def _told(workspace: Workspace, source: _Source, limit: int | None, merges: bool) -> Iterator[Event]:
    from wmstrat.repo import objects

    repository, paths, follow, folder = source.repository, source.paths, source.follow, source.folder
    commits = iter(repository.history(paths, follow=follow, limit=limit, merges=merges))
    while chunk := list(islice(commits, AT_ONCE)):
        wanted = {
            blob
            for commit in chunk
            for change in commit.changes
            for blob in (change.old_blob, change.new_blob)
            if blob and any(workspace.belongs(folder + change.new_path))
        }
        blobs = cache(partial(objects.blobs, repository, tuple(sorted(wanted))))
        for commit in chunk:
            if source.handle and any(_is_of_another(workspace, source, change, blobs()) for change in commit.changes):
                continue
            yield _event(commit, partial(_compared, workspace, commit, blobs, folder))
            if follow and any(_begins(workspace, change, folder) for change in commit.changes):
                return


def _is_of_another(workspace: Workspace, source: _Source, change: Change, blobs: dict[str, bytes]) -> bool:
    """Whether a change is of a record with another handle, which had a number for a while that this one has now."""
    old = _record(workspace, source.folder + change.old_path, blobs.get(change.old_blob or ""))
    new = _record(workspace, source.folder + change.new_path, blobs.get(change.new_blob or ""))
    return any(one and one.values.get("handle") not in ("", None, source.handle) for one in (old, new))


def _begins(workspace: Workspace, change: Change, folder: str) -> bool:
    """True where a followed record came into being: what git calls its earlier name is another file's."""
    return change.letter in "AC" or (change.letter == "R" and not any(workspace.belongs(folder + change.old_path)))


def _compared(
    workspace: Workspace, commit: Commit, blobs: Callable[[], dict[str, bytes]], folder: str
) -> Iterator[FieldChange]:
    for change in commit.changes:
        yield from _field_changes(workspace, change, blobs(), folder)


def _event(commit: Commit, compare: Callable[[], Iterable[FieldChange]]) -> Event:
    return Event(
        commit.sha,
        commit.date.isoformat(),
        commit.name,
        commit.subject,
        next((value for key, value in commit.trailers if key == "Wmstrat-Command"), ""),
        commit.body,
        compare,
    )


def _field_changes(
    workspace: Workspace, change: Change, blobs: dict[str, bytes], folder: str
) -> Iterator[FieldChange]:
    copied = change.letter == "C"
    old = None if copied else _record(workspace, folder + change.old_path, blobs.get(change.old_blob or ""))
    new = _record(workspace, folder + change.new_path, blobs.get(change.new_blob or ""))
    if old is None and new is None:
        return
    if old is None or new is None:
        one = new or old
        if one is not None:
            yield FieldChange(one.id, one.kind.name, "", old.label if old else "", new.label if new else "")
        return
    if old.id != new.id:
        yield FieldChange(new.id, new.kind.name, "id", old.id, new.id)
    if old.unreadable or new.unreadable:
        yield FieldChange(new.id, new.kind.name, "", old.label, new.label)
        return
    yield from compared(old, new)


def _record(workspace: Workspace, path: str, data: bytes | None) -> Record | None:
    return next(iter(workspace.read(path, data)), None) if data is not None else None
