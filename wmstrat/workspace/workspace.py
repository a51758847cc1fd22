"""A workspace as the process sees it: its records, through the index, and its own templates."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from wmstrat.errors import Invalid, Refused
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.record.halves import PRIVATE, is_private, public_path
from wmstrat.record.record import Record
from wmstrat.record.templates import template_path
from wmstrat.repo.place import PROCESS_FILE, Place
from wmstrat.workspace.index import NOTHING_KNOWN, Index, Known
from wmstrat.workspace.questions import Questions, remembered
from wmstrat.workspace.scan import shown

if TYPE_CHECKING:
    from pathlib import Path

    from wmstrat.record.kind import Kind
    from wmstrat.record.templates import Beginning
    from wmstrat.repo.objects import LooseCommit

# The table of the index that ids are found by knows them in any case of their letters.
_THIS_ID = "id = ? COLLATE NOCASE AND id = ?"

# A number of more digits is a slip of somebody's hand, which `check` reports, and nothing to count on from.
DIGITS = 6
# The file of a record that has a number, by the stem of its id and the number.
NUMBERED = re.compile(rf"(?:.*/)?([^/\d]*-[A-Z]+)(\d{{1,{DIGITS}}})\.[a-z]+", re.ASCII | re.DOTALL)
NO_NUMBERS: Mapping[str, int] = {}


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
    """Today's ISO day; `WMSTRAT_TODAY` fixes it."""
    from datetime import date

    fixed = os.environ.get("WMSTRAT_TODAY")
    if not fixed:
        return date.today().isoformat()
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
        # The day that is shown, and the one on which somebody types: another one where the past is shown.
        self.today = self.own_day = today()
        self.index = Index(self)

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
            return iter(self._of_group(kind, group))
        return iter(self.groups()) if kind == "group" else self._whole("kind = ?", kind)

    @remembered
    def groups(self) -> list[Record]:
        """Every group: there are few, and each record asks for its own."""
        return list(self._whole("kind = ?", "group"))

    @remembered
    def _of_group(self, kind: str, group: str) -> list[Record]:
        also = self.catalogue.kind(kind).home.also
        others = "SELECT path FROM links WHERE field = ?3 AND target = ?2"
        belonging = f'kind = ?1 AND ("group" = ?2 OR path IN ({others}))' if also else 'kind = ?1 AND "group" = ?2'
        return list(self._whole(belonging, kind, group, *([also] if also else [])))

    def referring(self, identity: str) -> Iterator[tuple[Record, str]]:
        """Every (record, field) that points at this id."""
        for path, field in self.index.rows("SELECT DISTINCT path, field FROM links WHERE target = ?", identity):
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
        return _why_unread(self.place.root, path)

    def belongs(self, path: str) -> Iterator[tuple[Kind, str, str]]:
        """The (kind, id, group) that a file at this path would have."""
        from wmstrat.record.kind import placed

        return placed(self.catalogue.at(path), path)

    def bytes(self, path: str) -> bytes | None:
        """The bytes of a file as it is now, None when it is not there. Raises Refused for a file to which a symbolic
        link leads, and for what cannot be read as a file."""
        file = self.place.root / path
        try:
            file.lstat()  # for a file that is not there, no folder above it needs a look
            if os.path.realpath(file) != str(file):
                raise Refused("{path} goes through a symbolic link, which wmstrat does not follow.", path=path)
            return file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            why = "{path} cannot be read as a file: {reason}. Move away what has this name."
            raise Refused(why, path=path, reason=error.strerror) from None

    def prompts(self, kind: Kind) -> str:
        """The body of the template that a new record of the kind starts from; its fields are not looked at."""
        from wmstrat.files.front_matter import split
        from wmstrat.files.reading import Unreadable, decode

        data = self.bytes(template_path(kind, kind.home.private))
        try:
            return kind.prompts if data is None else split(decode(data)).body
        except Unreadable:
            return kind.prompts  # a check says what is wrong with it

    @remembered
    def beginnings(self, kind: str) -> Mapping[str, Beginning]:
        """The template that each record of a kind began with, by its id, where it said something else than now."""
        from wmstrat.workspace.template_history import beginnings

        return beginnings(self, self.catalogue.kind(kind))

    def template(self, kind: Kind, private: bool) -> str:
        """The text that a new record of the kind starts from: the workspace's own template, or the plain one."""
        from wmstrat.files.reading import Unreadable
        from wmstrat.files.record_texts import blank_template, template_text

        path = template_path(kind, private)
        data = self.bytes(path)
        if data is None:
            return blank_template(kind, private)
        try:
            return template_text(kind, data)
        except Unreadable as error:
            raise Invalid(
                "{path}:{line}: found {found}, expected {expected}. {advice}",
                path=path,
                line=error.line,
                found=error.found,
                expected=error.expected,
                advice=error.advice,
            ) from None

    # Ids

    @cached_property
    def shared(self) -> bool:
        """True when the workspace has a remote, so that numbers are given by the sync that publishes."""
        from wmstrat.repo import Repository

        return bool(Repository(self.place).remotes())

    def highest_number(self, stem: str, folder: str) -> int:
        """The highest number that ever followed the stem (`CB-Q`) in a file name of this folder: in the work tree and
        in the history of any branch, since numbers are never used again. 0 when there was none."""
        past = self._numbers_in_history(folder)
        rows = self.index.rows("SELECT path FROM records WHERE id LIKE ? AND path LIKE ?", f"{stem}%", f"{folder}/%")
        return max(past.get(stem, 0), _highest(path for (path,) in rows).get(stem, 0))

    def _numbers_in_history(self, folder: str) -> dict[str, int]:
        """The highest number of each stem in the history of a folder, read together with that of the same folder of
        all groups. What was read once is remembered by the commits that it was read from."""
        from wmstrat.repo import Repository

        where, inside = self.place, folder
        if is_private(folder) and self.place.private:
            where, inside = self.place.private, public_path(folder)
        git, tips = Repository(where), self._tips(PRIVATE if where is self.place.private else "")
        before, groups, below = folder.partition("groups/")
        kind = below.partition("/")[2]
        key = f"git numbers {before}{kind}"
        past = self.recall(key) or {"tips": [], "folders": [], "highest": {}}
        folders = {inside, *(f"groups/{group.id}/{kind}" for group in (self.groups() if groups else ()))}
        new = sorted({where.prefix + each for each in folders}.difference(past["folders"]))
        added = git.files_added("--full-history", "--all", "--", *new) if new else []
        if past["folders"] and tips != past["tips"]:
            since = ("--ignore-missing", "--all", "--not", *past["tips"])
            added += git.files_added("--full-history", *since, "--", *past["folders"])
        if new or tips != past["tips"]:
            highest = _highest(added, past["highest"])
            past = {"tips": tips, "folders": [*past["folders"], *new], "highest": highest}
            self.remember(key, past)
        return dict(past["highest"])

    @remembered
    def _tips(self, repository: str) -> list[str]:
        """The commits at the ends of all branches and tags of a repository."""
        from wmstrat.repo import Repository

        where = self.place.private if repository and self.place.private else self.place
        return sorted(set(Repository(where).run("for-each-ref", "--format=%(objectname)").decode().split()))


def _highest(paths: Iterable[str], known: Mapping[str, int] = NO_NUMBERS) -> dict[str, int]:
    """The highest number after each stem that is known or in the names of these files."""
    highest = {**known}
    for path in paths:
        if match := NUMBERED.fullmatch(path):
            highest[match[1]] = max(highest.get(match[1], 0), int(match[2]))
    return highest


def _why_unread(root: Path, path: str) -> tuple[str, str]:
    """What is in the place of a record and is not read, and how to fix it."""
    try:
        status = (root / path).lstat()
    except OSError:
        return "nothing that can be read", "Replace it by the file itself, with a name in UTF-8"
    if not stat.S_ISREG(status.st_mode):
        what = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "not a normal file"
        return what, "Replace it by the file itself, or move it out of the folder"
    if status.st_size > MAXIMUM_BYTES:
        return f"a file of {status.st_size:,} bytes", "Move the long part into another file and link to it"
    return "a file that you are not allowed to read", f"Make it readable: chmod u+r {path}"
