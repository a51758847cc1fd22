"""A workspace as the process sees it: its records, through the index, and its own templates."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from wmstrat.errors import Invalid, Refused
from wmstrat.record.halves import PRIVATE, is_private
from wmstrat.record.ids import place_of
from wmstrat.record.record import Record
from wmstrat.repo.place import PROCESS_FILE, Place, read_bytes
from wmstrat.workspace.index import NOTHING_KNOWN, Index, Known
from wmstrat.workspace.questions import Questions, remembered
from wmstrat.workspace.scan import shown, why_unread

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.templates import Beginning
    from wmstrat.repo.objects import LooseCommit

# The table of the index that ids are found by knows them in any case of their letters.
_THIS_ID = "id = ? COLLATE NOCASE AND id = ?"


class KindCatalogue(Protocol):
    """The kinds of record that a workspace knows."""

    # The names of all kinds, in the order of the table.
    names: tuple[str, ...]
    # The files and folders of a workspace that may hold records.
    folders: tuple[str, ...]
    # A text that is another one whenever the index has to read all records again.
    fingerprint: str

    def declared_by(self, declaring: bytes) -> KindCatalogue:
        """The catalogue of a process.yaml that holds these bytes now."""

    def kind(self, name: str) -> Kind:
        """The kind with this name or noun."""

    def at(self, path: str) -> Iterable[Kind]:
        """The kinds whose records can be in a file at a path."""


def today() -> str:
    """Today's ISO day where somebody types; `WMSTRAT_TODAY` fixes it."""
    from datetime import date

    return _fixed_day() or date.today().isoformat()


def _fixed_day() -> str:
    from datetime import date

    fixed = os.environ.get("WMSTRAT_TODAY")
    if not fixed:
        return ""
    try:
        return date.fromisoformat(fixed).isoformat()
    except ValueError:
        raise Invalid('WMSTRAT_TODAY is "{fixed}", but it must be a date such as 2018-07-20.', fixed=fixed) from None


class Workspace(Questions):
    """The records of one workspace, as fresh as the last `refresh`. It is a `View`."""

    def __init__(self, place: Place, catalogue: KindCatalogue) -> None:
        super().__init__()
        self.place = place
        self.catalogue = catalogue
        # The day on which somebody types.
        self.own_day = today()
        self.index = Index(self)

    @cached_property
    def today(self) -> str:
        """The ISO day that is shown: that in the time zone of the process, so that the same is late for everybody."""
        from datetime import UTC, datetime

        if fixed := _fixed_day():
            return fixed
        name = self.process["zone"]
        if not name:
            return datetime.now(UTC).date().isoformat()
        from wmstrat.record.moments import zone

        return datetime.now(zone(name) or UTC).date().isoformat()

    def refresh(self) -> None:
        """See the files as they are now, and the fields that process.yaml declares now."""
        try:
            catalogue = self.catalogue.declared_by((self.place.root / PROCESS_FILE).read_bytes())
        except OSError:
            catalogue = self.catalogue
        if catalogue is not self.catalogue:
            self.index.database.close()
            self.catalogue = catalogue
            self.index = Index(self)
        self.index.refresh()
        self.forget_answers()

    def take_in(self, paths: Sequence[str], commits: Mapping[str, LooseCommit], known: Known = NOTHING_KNOWN) -> None:
        """Read files that were just written, while the reader is loaded; `known` are records that were read already.
        `commits`, by the folder of the repository, hold these files and nothing else. The next command finds out what
        this misses."""
        from wmstrat.workspace import edited_records
        from wmstrat.workspace.activity import follow

        edited = edited_records.known_before(self, commits)
        self.index.take_in(paths, commits, known)
        if edited is not None:
            edited_records.follow(self, edited, paths)
        if "" in commits:
            follow(self, commits[""], paths)
        self.forget_answers()

    @property
    def sees_private(self) -> bool:
        """False in a clone that has no private/ repository."""
        return self.place.private is not None

    @property
    def earlier(self) -> Workspace:
        """This workspace: it is a view of no change."""
        return self

    @property
    def present(self) -> Workspace:
        """The workspace as it is now, also where this one is its past."""
        return self

    @property
    def is_past(self) -> bool:
        """False: this is the workspace as it is now."""
        return False

    @property
    def option(self) -> str:
        """What is typed after a command that is to show the same: nothing, but in the past."""
        return ""

    @property
    def kinds(self) -> Iterator[Kind]:
        """Every kind of record, in the order of the table."""
        return map(self.catalogue.kind, self.catalogue.names)

    def tips(self, *, private: bool = False) -> tuple[str, ...]:
        """The commits of a repository to which the history leads that is seen here."""
        from wmstrat.repo import head

        place = self.place.private if private else self.place
        return tuple(filter(None, (head(place),))) if place is not None else ()

    def is_link(self, path: str) -> bool:
        """Whether there is a symbolic link at a path."""
        return (self.place.root / path).is_symlink()

    def was_clean(self, *, private: bool) -> bool:
        """Whether git saw nothing changed in a repository at the last refresh; False where it was not asked."""
        folder = PRIVATE if private else ""
        return any(name == folder and not dirty for _, dirty, name in self.index.git_state)

    # Records

    @property
    def process(self) -> Record:
        """The record of process.yaml; a blank one when it cannot be read."""
        kind = self.catalogue.kind("process")
        return self.get("process", "process") or Record(kind, "process", "", "process.yaml", kind.blank())

    @remembered
    def codes(self) -> Mapping[str, Record]:
        """The groups by their codes, in small letters."""
        return {str(group["code"]).casefold(): group for group in self.records("group")}

    @remembered
    def get(self, kind: str, identity: str) -> Record | None:
        """The record of this kind with this id, both halves together."""
        return next(self._whole(f"{_THIS_ID} AND kind = ?", identity, identity, kind), None)

    def named(self, identity: str) -> Record | None:
        """The record of any kind with this id or this handle."""
        record = next(self._whole(_THIS_ID, identity, identity), None)
        return record or next(self._whole("handle <> '' AND handle = ? COLLATE NOCASE", identity), None)

    def records(self, kind: str, group: str = "") -> Iterator[Record]:
        """Every record of a kind, of one group or all, in the order of ids as people count."""
        if group:
            return iter(self._of_group(kind, group, ""))
        return iter(self.groups()) if kind == "group" else self._whole("kind = ?", kind)

    @remembered
    def groups(self) -> list[Record]:
        """Every group: there are few, and each record asks for its own."""
        return list(self._whole("kind = ?", "group"))

    @remembered
    def open_records(self, kind: str, group: str) -> list[Record]:
        """The readable records of a kind in a group of which something is left to do, in the order of ids: the others
        are not read."""
        states = self.catalogue.kind(kind).open_states
        listed = ", ".join(map(repr, sorted({"", *states})))  # a half in private/ has no state
        found = self._of_group(kind, group, f"state IN ({listed})") if states else ()
        return [record for record in found if record.is_open and not record.unreadable]

    @remembered
    def _of_group(self, kind: str, group: str, limit: str) -> list[Record]:
        """The records of a kind in a group, or those of them to which a further condition limits them."""
        limit = limit and f"{limit} AND"
        own = list(self._whole(f'{limit} kind = ? AND "group" = ?', kind, group))
        also = self.catalogue.kind(kind).home.also
        if not also:
            return own
        # The plus sign keeps the table from being looked through by kind: a link leads to few records.
        linked = '"group" <> ? AND +kind = ? AND path IN (SELECT path FROM links WHERE target = ? AND field = ?)'
        others = list(self._whole(f"{limit} {linked}", group, kind, group, also))
        return sorted([*own, *others], key=lambda record: (place_of(record.id), record.path)) if others else own

    def referring(self, identity: str) -> Iterator[tuple[Record, str]]:
        """Every (record, field) that points at this id."""
        for path, field in self.index.rows(
            "SELECT DISTINCT path, field FROM links WHERE target = ? ORDER BY path", identity
        ):
            for record in self._whole("path = ?", path):
                yield record, field

    def _whole(self, condition: str, *values: object) -> Iterator[Record]:
        """The records that the condition holds for, the two halves of one put together."""
        waiting: Record | None = None
        for half in self.index.records(condition, *values):
            if waiting and waiting.id == half.id and is_private(half.path) != is_private(waiting.path):
                from wmstrat.files.records import merged

                public, private = (waiting, half) if is_private(half.path) else (half, waiting)
                waiting = merged(public, private)
                continue
            if waiting:
                yield waiting
            waiting = half
        if waiting:
            yield waiting

    # Files

    def public_files_apart(self) -> set[str]:
        """The files of the public repository that may differ from those of HEAD."""
        from wmstrat.repo import Repository
        from wmstrat.workspace.changes import since

        state = self.index.git_state or since(self.place, [], self.catalogue.folders)[0]
        dirty = (path for _, paths, folder in state if not folder for path in paths)
        return {shown(path) for path in (*dirty, *Repository(self.place).unwatched())}

    def in_files(self, paths: Iterable[str]) -> Iterator[Record]:
        """The records in these files; of a record with two halves the half that is in one."""
        for path in sorted(paths):
            yield from self.index.records("path = ?", path)

    def read(self, path: str, data: bytes | None) -> Iterable[Record]:
        """The record in the file at this path, none when no kind puts its files there. `data` is None for a file
        that is not read: a symbolic link, or one that is too large."""
        from wmstrat.files.records import read_record, unread_record

        for kind, identity, group in self.belongs(path):
            if data is None:
                return (unread_record(kind, path, identity, group, *self.why_unread(path)),)
            return (read_record(kind, path, identity, group, data),)
        return ()

    def why_unread(self, path: str) -> tuple[str, str]:
        """What is in the place of a record and is not read, and how to fix it."""
        return why_unread(self.place.root, path)

    def belongs(self, path: str) -> Iterator[tuple[Kind, str, str]]:
        """The (kind, id, group) that a file at this path would have."""
        from wmstrat.record.kind import placed

        return placed(self.catalogue.at(path), path)

    def bytes(self, path: str) -> bytes | None:
        """The bytes of a file as it is now, None when it is not there. Raises Refused for a file to which a symbolic
        link leads, and for what cannot be read as a file."""
        file = str(self.place.root / path)
        try:
            os.lstat(file)  # for a file that is not there, no folder above it needs a look
            if os.path.realpath(file) != file:
                raise Refused("{path} goes through a symbolic link, which wmstrat does not follow.", path=path)
            return read_bytes(file)
        except FileNotFoundError:
            return None
        except OSError as error:
            why = "{path} cannot be read as a file: {reason}. Move away what has this name."
            raise Refused(why, path=path, reason=error.strerror) from None

    def prompts(self, kind: Kind) -> str:
        """The body of the template that a new record of the kind starts from; its fields are not looked at."""
        from wmstrat.workspace.templates import prompts

        return prompts(self, kind)

    @remembered
    def beginnings(self, kind: str) -> Mapping[str, Beginning]:
        """The template that each record of a kind began with, by its id, where it said something else than now."""
        from wmstrat.workspace.template_history import beginnings

        return beginnings(self, self.catalogue.kind(kind))

    def template(self, kind: Kind, private: bool) -> str:
        """The text that a new record of the kind starts from: the workspace's own template, or the plain one."""
        from wmstrat.workspace.templates import template

        return template(self, kind, private)

    # Ids

    @cached_property
    def shared(self) -> bool:
        """True when the workspace has a remote, so that numbers are given by the sync that publishes."""
        from wmstrat.repo.settings import has_remote, values

        return has_remote(values(self.place))

    def highest_number(self, stem: str, folder: str) -> int:
        """The highest number that ever followed the stem (`CB-Q`) in a file name of this folder: in the work tree and
        in the history of any branch, since numbers are never used again. 0 when there was none."""
        from wmstrat.workspace.numbers import highest_number

        return highest_number(self, stem, folder)
