"""A workspace as it was: a view with everything that a present one has, read from git's objects. Its index is a copy
of the present one in which what differs was read again. It is a file beside that one; it may be deleted, and the
least used ones are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from zlib import crc32

from wmstrat.errors import Invalid, Refused
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.record.halves import is_private, public_path
from wmstrat.record.templates import template_path
from wmstrat.repo import objects
from wmstrat.repo.output import LINK, is_file
from wmstrat.workspace import scan
from wmstrat.workspace.activity import ACTIVITY
from wmstrat.workspace.cut import Cut
from wmstrat.workspace.index import GIT_STATE, TABLES, Index, replace
from wmstrat.workspace.line import Line, lines
from wmstrat.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmstrat.repo.output import Blob
    from wmstrat.workspace.changes import State
    from wmstrat.workspace.side_lines import Differing

# How many pasts are there to be looked at again, each as large as the index.
MOST_PASTS = 6
NAME, LINKS, FILES = "git past", "git past links", "git past files"
# A path and the bytes that are there, None for what is not read.
File = tuple[str, bytes | None]
# How the files of records end.
SUFFIXES = (".md", ".yaml")
# How often a present that others are changing is looked at again.
ATTEMPTS = 3


class Past(Workspace):
    """The workspace as a cut ends its past. Nothing can be changed in it. `today` is the day that it shows."""

    def __init__(self, present: Workspace, cut: Cut) -> None:
        super().__init__(present.place, present.catalogue.declared_by((cut.process or "").encode()))
        self.cut, self._present = cut, present
        self.today, self.own_day = cut.day, present.own_day
        self.index: PastIndex = PastIndex(self)

    @property
    def present(self) -> Workspace:
        """The workspace as it is now."""
        return self._present

    def refresh(self) -> None:
        """Have the records of the cut."""
        self.index.refresh()
        self.forget_answers()

    @property
    def is_past(self) -> bool:
        """True: what is read here cannot be changed."""
        return True

    @property
    def option(self) -> str:
        """What is typed after a command that is to show this past."""
        return self.cut.option

    def tips(self, *, private: bool = False) -> tuple[str, ...]:
        """The commits to which the history led."""
        return self.cut.private if private else self.cut.public

    def is_link(self, path: str) -> bool:
        """Whether there was a symbolic link at a path."""
        return path in (self.recall(LINKS) or ())

    def why_unread(self, path: str) -> tuple[str, str]:
        """What was in the place of a record and is not read."""
        del path
        return "a link, or a file that is too large", "This is how it was then; nothing has to be done"

    def public_files_apart(self) -> set[str]:
        """The files of the public repository that differ from those of HEAD."""
        return self.index.public_files_apart(lines(self.present)[0])

    def bytes(self, path: str) -> bytes | None:
        """The bytes of a file as it was, None when it was not there."""
        texts: Mapping[str, str | None] = self.recall(FILES) or {}
        if path in texts:
            text = texts[path]
            return None if text is None else text.encode()
        return dict(self.index.answers(lines(self.present), [path])).get(path)


class PastIndex(Index):
    """The index of the records of a past."""

    workspace: Past

    def __init__(self, workspace: Past) -> None:
        name = f"{workspace.cut.name} {workspace.sees_private}".encode()
        super().__init__(workspace, f"past-{crc32(name):08x}.sqlite")
        self._differing: dict[str, Differing] = {}

    def refresh(self, *, asks_git: bool = False) -> None:
        """Hold the records of the cut: a past does not change, so it is made once, and git is asked then."""
        import sqlite3

        del asks_git
        try:
            if self.workspace.recall(NAME) != self.workspace.cut.name:
                self._make()
        except sqlite3.DatabaseError:
            self._refill()
        with suppress(OSError):
            os.utime(self.database.file)

    def _refill(self) -> None:
        """Make it in memory, where its file cannot be written or was damaged."""
        self.database.use_memory()
        self._make()

    def _make(self) -> None:
        """Copy the present index, and read again what was different."""
        self._forget_least_used()
        present = self.workspace.present
        of, others = self._copy(present)
        asked: dict[str, Blob | None] = {}
        for line in of:
            asked |= line.seen(self._known(line))
        others |= {*self._declared_otherwise(present)}
        self._read(of, asked, others - asked.keys())

    def _known(self, line: Line) -> Differing:
        """How the files of a repository differ from those that HEAD has."""
        if line.folder not in self._differing:
            tips = self.workspace.tips(private=bool(line.folder))
            self._differing[line.folder] = line.differing(tips) if tips else dict.fromkeys(self._private_files())
        return self._differing[line.folder]

    def _know(self, of: Iterable[Line]) -> None:
        for line in of:
            self._known(line)

    def _private_files(self) -> Iterator[str]:
        return (public_path(path) for path in self.workspace.present.files() if is_private(path))

    def public_files_apart(self, public: Line) -> set[str]:
        """The files of the public repository that differ from those of HEAD."""
        return {scan.shown(path) for path in self._known(public)}

    def _forget_least_used(self) -> None:
        """Leave no more than there may be, this one included."""
        with suppress(OSError):
            pasts = sorted(self.database.file.parent.glob("past-*.sqlite"), key=lambda file: file.stat().st_mtime)
            for file in pasts[:-MOST_PASTS]:
                file.unlink(missing_ok=True)

    def _copy(self, present: Workspace) -> tuple[list[Line], set[str]]:
        """Be as the present index is, but for what was remembered. Returns the history of each repository, and the
        files in which the index may differ from HEAD. The index may be older than the files of the work tree: these
        are only looked at where it does not know how it differs from HEAD. Raises sqlite3.Error, or Refused while
        others continue to change HEAD."""
        for _ in range(ATTEMPTS):
            of = lines(present)
            heads = [line.head for line in of]
            if [head for head, _, _ in _state(present)] != heads:
                present.index.refresh(asks_git=True)
                present.forget_answers()
            self._differing.clear()
            self.database.copy(present.index.database, partial(self._know, of))
            state = _state(self.workspace)
            if [head for head, _, _ in state] == heads:
                with self.database.writing() as connection:
                    connection.execute("DELETE FROM memory")
                unsure = {path for (path,) in self.rows("SELECT path FROM stamps WHERE mtime = 0")}
                unwatched = (line.folder + path for line in of for path in line.git.unwatched())
                return of, unsure.union(unwatched, *(dirty for _, dirty, _ in state))
        raise Refused("Somebody is changing the workspace just now. Type the command again.")

    def _declared_otherwise(self, present: Workspace) -> Iterator[str]:
        """The files of records whose kind had other fields than now, since process.yaml declares some; they are to be
        read again."""
        then, now = self.workspace.catalogue, present.catalogue
        if then.fingerprint == now.fingerprint:
            return
        for name in then.names:
            if then.kind(name).fields != now.kind(name).fields:
                paths = [path for (path,) in self.rows("SELECT path FROM records WHERE kind = ?", name)]
                with self.database.writing() as connection:
                    connection.executemany("DELETE FROM stamps WHERE path = ?", [(path,) for path in paths])
                yield from paths

    def _read(self, of: Iterable[Line], asked: Mapping[str, Blob | None], others: set[str]) -> None:
        """Take in the files that differ from HEAD, and the others as HEAD has them."""
        folders = self.workspace.catalogue.folders
        inside = {path: blob for path, blob in asked.items() if scan.within(path, folders)}
        others = {scan.on_disk(path) for path in others if scan.within(path, folders)}
        # Reports also read the templates of kinds whose texts have sections.
        templates = {template_path(kind, kind.home.private) for kind in self.workspace.kinds if kind.sections}
        texts = {path for path, blob in inside.items() if path.endswith(SUFFIXES) and is_file(blob)}
        there = {path for path, blob in inside.items() if blob}
        found: dict[str, str | None] = dict.fromkeys(templates)

        def files() -> Iterator[File]:
            yield from ((path, None) for path in sorted(there - texts))
            for path, data in self.answers(of, sorted({*texts, *others, *templates})):
                if path in templates:
                    found[path] = None if data is None else data.decode("utf-8", "replace")
                elif path in texts or data is not None:
                    there.add(path)
                    yield path, data

        readable = ((scan.shown(path), data if len(data or b"") <= MAXIMUM_BYTES else None) for path, data in files())
        records = (record for path, data in readable for record in self.workspace.read(path, data))
        with self.database.writing() as connection:
            replace(connection, map(scan.shown, {*there, *others}), records)
            stamps = ((scan.shown(path), *scan.NO_STAMP, None) for path in there)
            connection.executemany("INSERT OR REPLACE INTO stamps VALUES (?, ?, ?, ?, ?, ?)", stamps)
        self._leave_out(map(scan.shown, sorted({*inside, *others} - there)))
        links = [path for path, blob in inside.items() if blob and blob.mode == LINK]
        same = (path for path in self.workspace.files_without_dot("") if path not in asked and path not in others)
        links += [path for path in same if self.workspace.present.is_link(path)]
        self._remember(links, found)

    def _leave_out(self, paths: Iterable[str]) -> None:
        """See nothing of these files any more. To take out of its tables what came after a day long ago would cost as
        much as to fill them."""
        with self.database.writing() as connection:
            connection.execute("CREATE TABLE left_out (path TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID")
            connection.executemany("INSERT INTO left_out VALUES (?)", ((path,) for path in paths))
            for table in TABLES:
                connection.execute(f"ALTER TABLE {table} RENAME TO all_{table}")
                seen = f"SELECT * FROM all_{table} WHERE path NOT IN (SELECT path FROM left_out)"  # noqa: S608 - ours
                connection.execute(f"CREATE VIEW {table} AS {seen}")

    def answers(self, of: Iterable[Line], paths: Sequence[str]) -> Iterator[File]:
        """The bytes of files as the cut has them, None for what was not there, as git finds them through one process
        a repository. Those of a repository that was not there are left out."""
        for line in of:
            tips = self.workspace.tips(private=bool(line.folder))
            mine = [path for path in paths if is_private(path) == bool(line.folder)] if tips else []
            known = self._known(line) if mine else {}
            questions = [line.question(tips, known, path.removeprefix(line.folder)) for path in mine]
            yield from zip(mine, objects.contents(line.git, questions), strict=True)

    def _remember(self, links: Sequence[str], files: Mapping[str, str | None]) -> None:
        """Remember what reports read besides records: links, files, and when each group was active. From then on this
        past is complete."""
        self.workspace.remember(LINKS, links)
        self.workspace.remember(FILES, files)
        active = {"head": " ".join(self.workspace.tips()), "days": self.workspace.cut.active}
        self.workspace.remember(ACTIVITY, active)
        self.workspace.remember(NAME, self.workspace.cut.name)


def refuse_unrelated(present: Workspace, begins: Cut, ends: Cut | None) -> None:
    """Raise Invalid for a range that begins or ends in the history of another repository, which git may have too."""
    line = lines(present)[0]
    for cut in filter(None, (begins, ends)):
        if cut.revision and not line.is_related(cut.public[0]):
            raise Invalid(
                "{commit} is of another history, which has nothing in common with this one. See the commits: "
                "`wmstrat log`",
                commit=cut.revision,
            )


def refuse_backwards(present: Workspace, begins: Cut, ends: Cut, first: str) -> None:
    """Raise Invalid for a range, from an ISO day on, of which the end leads to less than its beginning."""
    is_backwards = ends.day < first
    if not is_backwards and begins.revision and ends.revision and begins.public != ends.public:
        is_backwards = lines(present)[0].leads_to(begins.public, ends.public)
    if is_backwards:
        raise Invalid(
            "The range ends before it begins: from {begins} to {ends}. Type the earlier one after --since.",
            begins=begins.revision or first,
            ends=ends.revision or ends.day,
        )


def _state(workspace: Workspace) -> State:
    """What git told when the index of a workspace was last brought up to date; empty where it was not asked."""
    return workspace.recall(GIT_STATE) or []
