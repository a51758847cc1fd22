"""A workspace as the process sees it: its records, through the index, and its own templates."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from wmstrat.errors import Invalid, Refused
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.repo.place import PROCESS_FILE, Place
from wmstrat.workspace.index import Index
from wmstrat.workspace.questions import Questions

if TYPE_CHECKING:
    from pathlib import Path

    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record


# The table of the index that ids are found by knows them in any case of their letters.
_THIS_ID = "id = ? COLLATE NOCASE AND id = ?"


class Catalogue(Protocol):
    """The kinds of record that a workspace knows."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all kinds, in the order of the table."""
        ...

    @property
    def folders(self) -> tuple[str, ...]:
        """The files and folders of a workspace that may hold records."""
        ...

    @property
    def fingerprint(self) -> str:
        """A text that is another one whenever what is kept of records has to be read again."""
        ...

    def declared_by(self, declaring: bytes) -> Catalogue:
        """The catalogue of a process.yaml that holds these bytes now."""
        ...

    def kind(self, name: str) -> Kind:
        """The kind with this name or noun."""
        ...

    def at(self, path: str) -> Iterable[Kind]:
        """The kinds whose records can be in a file at a path."""
        ...


def today() -> str:
    """Today's ISO day; `WMSTRAT_TODAY` fixes it."""
    from datetime import date

    fixed = os.environ.get("WMSTRAT_TODAY")
    if not fixed:
        return date.today().isoformat()
    try:
        return date.fromisoformat(fixed).isoformat()
    except ValueError:
        raise Invalid('WMSTRAT_TODAY is "{fixed}"; it takes a day such as 2018-07-20.', fixed=fixed) from None


class Workspace(Questions):
    """The records of one workspace, as fresh as the last `refresh`. It is a `View`."""

    def __init__(self, place: Place, catalogue: Catalogue) -> None:
        super().__init__()
        self.place = place
        self.catalogue = catalogue
        self.today = today()
        # What was asked since the last refresh: the checks of one record ask for the same as those of the next.
        self._one: dict[tuple[str, str], Record | None] = {}
        self._of_group: dict[tuple[str, str], list[Record]] = {}
        self._codes: dict[str, Record] | None = None
        self.index = Index(self)

    def _follow_declarations(self) -> None:
        """Know the fields that process.yaml declares now: a sync or another command may have changed it."""
        try:
            declaring = (self.place.root / PROCESS_FILE).read_bytes()
        except OSError:
            return
        catalogue = self.catalogue.declared_by(declaring)
        if catalogue is not self.catalogue:
            self.index.database.close()
            self.catalogue = catalogue
            self.index = Index(self)

    @property
    def sees_private(self) -> bool:
        """False in a clone that has no private/ repository."""
        return self.place.private is not None

    @property
    def earlier(self) -> Workspace:
        """This workspace: it is a view of no change."""
        return self

    def codes(self) -> Mapping[str, Record]:
        """The groups by their codes, in small letters."""
        if self._codes is None:
            self._codes = {str(group["code"]).casefold(): group for group in self.records("group")}
        return self._codes

    @property
    def kinds(self) -> Iterator[Kind]:
        """Every kind of record, in the order of the table."""
        return map(self.catalogue.kind, self.catalogue.names)

    def refresh(self) -> None:
        """See the files as they are now."""
        self._follow_declarations()
        self.index.refresh()
        self.forget_answers()

    def forget_answers(self) -> None:
        """Ask the index again from now on, since it may have changed."""
        super().forget_answers()
        self.__dict__.pop("process", None)
        self._one.clear()
        self._of_group.clear()
        self._codes = None

    def was_clean(self, *, private: bool) -> bool:
        """Whether git told at the last refresh that nothing in a repository differs from HEAD. False where git was
        not asked, since the workspace is small."""
        return ("private/" if private else "") in self.index.clean

    # Reading

    @cached_property
    def process(self) -> Record:
        """The record of process.yaml; a blank one when it cannot be read."""
        from wmstrat.record.record import Record

        kind = self.catalogue.kind("process")
        return self.get("process", "process") or Record(kind, "process", "", "process.yaml", kind.blank())

    def get(self, kind: str, identity: str) -> Record | None:
        """The record of this kind with this id, both halves together."""
        key = kind, identity
        if key not in self._one:
            self._one[key] = next(self._whole(f"{_THIS_ID} AND kind = ?", identity, identity, kind), None)
        return self._one[key]

    def named(self, identity: str) -> Record | None:
        """The record of any kind with this id or this handle."""
        found = next(self._whole(_THIS_ID, identity, identity), None)
        return found or next(self._whole("handle <> '' AND handle = ? COLLATE NOCASE", identity), None)

    def holders(self, identity: str) -> set[str]:
        """The files of every record with this id, in any case of its letters."""
        rows = self.index.rows("SELECT path FROM records WHERE id = ? COLLATE NOCASE", identity)
        return {path for (path,) in rows}

    def called(self, handle: str) -> set[str]:
        """The files of every record with this handle, in any case of its letters."""
        rows = self.index.rows("SELECT path FROM records WHERE handle <> '' AND handle = ? COLLATE NOCASE", handle)
        return {path for (path,) in rows}

    def records(self, kind: str, group: str = "") -> Iterator[Record]:
        """Every record of a kind, of one group or all, in the order of ids as people count."""
        if not group:
            return self._whole("kind = ?", kind)
        key = kind, group
        if key not in self._of_group:
            self._of_group[key] = list(self._whole(*self._belonging(kind, group)))
        return iter(self._of_group[key])

    def _belonging(self, kind: str, group: str) -> tuple[str, ...]:
        """The condition for the records of a kind that belong to a group, and its values."""
        also = self.catalogue.kind(kind).home.also
        if not also:
            return 'kind = ? AND "group" = ?', kind, group
        others = "SELECT path FROM links WHERE field = ?3 AND target = ?2"
        return f'kind = ?1 AND ("group" = ?2 OR path IN ({others}))', kind, group, also

    def referring(self, identity: str) -> Iterator[tuple[Record, str]]:
        """Every (record, field) that points at this id."""
        for path, field in self.index.rows("SELECT DISTINCT path, field FROM links WHERE target = ?", identity):
            for record in self._whole("path = ?", path):
                yield record, field

    def _whole(self, condition: str, *values: object) -> Iterator[Record]:
        """The records that the condition holds for, the two halves of one put together."""
        waiting: Record | None = None
        for half in self.index.records(condition, *values):
            if waiting and waiting.id == half.id and _is_private(half) != _is_private(waiting):
                from wmstrat.files.records import merged

                public, private = (waiting, half) if _is_private(half) else (half, waiting)
                waiting = merged(public, private)
                continue
            if waiting:
                yield waiting
            waiting = half
        if waiting:
            yield waiting

    def read(self, path: str, data: bytes | None) -> Iterable[Record]:
        """The record in the file at this path, none when no kind puts its files there. `data` is None for a file
        that is not read: a symbolic link, or one that is too large."""
        from wmstrat.files.records import read_record, unread_record

        for kind, identity, group in self.belongs(path):
            if data is None:
                return (unread_record(kind, path, identity, group, *_why_unread(self.place.root, path)),)
            return (read_record(kind, path, identity, group, data),)
        return ()

    def belongs(self, path: str) -> Iterator[tuple[Kind, str, str]]:
        """The (kind, id, group) that a file at this path would have."""
        from wmstrat.record.kind import placed

        return placed(self.catalogue.at(path), path)

    def bytes(self, path: str) -> bytes | None:
        """The bytes of a file as it is now, None when it is not there.

        Raises Refused for a path that leads through a symbolic link, and for what cannot be read as a file.
        """
        file = self.place.root / path
        if os.path.realpath(file) != str(file):
            raise Refused("{path} leads through a symbolic link, so wmstrat does not follow it.", path=path)
        try:
            return file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Refused(
                "{path} cannot be read as a file: {reason}. Move away what is in its place.",
                path=path,
                reason=error.strerror,
            ) from None

    def prompts(self, kind: Kind) -> str:
        """The body of the template that a new record of the kind starts from; its fields are not looked at."""
        from wmstrat.files.front_matter import split
        from wmstrat.files.reading import Unreadable, decode

        data = self.bytes(template_path(kind, False))
        try:
            return kind.prompts if data is None else split(decode(data)).body
        except Unreadable:
            return kind.prompts  # a check says what is wrong with it

    def template(self, kind: Kind, private: bool) -> str:
        """The text that a new record of the kind starts from: the workspace's own template, or the plain one."""
        from wmstrat.files.reading import Unreadable
        from wmstrat.files.records import blank_template, template_text

        path = template_path(kind, private)
        data = self.bytes(path)
        if data is None:
            return blank_template(kind, private)
        try:
            return template_text(kind, data)
        except Unreadable as error:
            raise Invalid(
                "{path}:{line}: found {found}, expected {expected}. {mend}",
                path=path,
                line=error.line,
                found=error.found,
                expected=error.expected,
                mend=error.mend,
            ) from None

    # Ids

    @cached_property
    def shared(self) -> bool:
        """True when the workspace has a remote, so that numbers are given by the sync that publishes."""
        from wmstrat.repo import Repository

        return bool(Repository(self.place).remotes())

    def highest_number(self, stem: str, folder: str) -> int:
        """The highest number that ever followed the stem (`CB-Q`) in a file name of this folder: in the work tree
        and in the history reachable from any branch. 0 when there was none."""
        from wmstrat.workspace.numbers import highest

        return highest(self, stem, folder)


def _why_unread(root: Path, path: str) -> tuple[str, str]:
    """What stands in the place of a record and is not read, and how to mend it."""
    try:
        status = (root / path).lstat()
    except OSError:
        return "nothing that can be read", "Put the file itself in its place, and give it a name in UTF-8"
    if stat.S_ISLNK(status.st_mode):
        return "a symbolic link", "Put the file itself in its place, or move it out of the folder"
    if not stat.S_ISREG(status.st_mode):
        return "no plain file", "Put the file itself in its place, or move it out of the folder"
    if status.st_size > MAXIMUM_BYTES:
        return f"a file of {status.st_size:,} bytes", "Move the long part into a file of its own and link to it"
    return "a file that you may not read", f"Make it readable: chmod u+r {path}"


def _is_private(half: Record) -> bool:
    return half.path.startswith("private/")


def template_path(kind: Kind, private: bool) -> str:
    """Where the workspace keeps the template of a kind (of its private half)."""
    return f"method/templates/{'private/' if private else ''}{kind.name}{kind.suffix}"
