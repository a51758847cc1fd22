"""The index of the records of a past: a copy of the present one in which what differs was read again. It is a file
beside that one; it may be deleted, and the least used ones are."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING
from zlib import crc32

from msgspec import Struct, field

from wmstrat.errors import Refused
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.record.halves import is_private, public_path
from wmstrat.record.record import Record
from wmstrat.record.templates import template_path
from wmstrat.repo import objects
from wmstrat.repo.output import LINK, is_file
from wmstrat.workspace import memory, scan
from wmstrat.workspace.activity import ACTIVITY
from wmstrat.workspace.index import GIT_STATE, Index
from wmstrat.workspace.line import Line, lines
from wmstrat.workspace.tables import PASSAGES, TABLES, replace

if TYPE_CHECKING:
    from wmstrat.workspace.changes import State
    from wmstrat.workspace.past import Past
    from wmstrat.workspace.side_lines import Differing
    from wmstrat.workspace.workspace import Workspace

# How many pasts are there to be looked at again, each as large as the index.
MOST_PASTS = 6
NAME, LINKS, FILES = "git past", "git past links", "git past files"
# How the files of records end.
SUFFIXES = (".md", ".yaml")
# How often a present that others are changing is looked at again.
ATTEMPTS = 3
# After this many seconds a copy that is not complete belongs to a command that was killed.
ABANDONED = 3600


class Seen(Struct):
    """What git knows of a past: by their paths, the files that differ from those of HEAD (None for what was not
    there), and the templates that reports read; which of the files that were looked for were there."""

    differing: Differing = field(default_factory=dict)
    there: set[str] = field(default_factory=set)
    templates: dict[str, str | None] = field(default_factory=dict)


class _HeadsMoved(Exception):
    """Somebody has changed HEAD since it was looked at."""


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
        """Make it in memory, where its file cannot be written or was damaged, or that of the present index was, of
        which it is a copy."""
        present = self.workspace.present
        if present.index.database.forget_if_damaged():
            present.forget_answers()
        self.database.use_memory()
        self._make()

    def _make(self) -> None:
        """Copy the present index, and read again what was different: as much as possible while it is copied. The
        present index may be older than the files of the work tree: these are only looked at where it does not know
        how it differs from HEAD. Raises sqlite3.Error, or Refused while others continue to change HEAD."""
        self._forget_least_used()
        present = self.workspace.present
        for _ in range(ATTEMPTS):
            of = lines(present)
            heads = [line.head for line in of]
            if _heads(present) != heads:
                present.index.refresh(asks_git=True)
                present.forget_answers()
            self._differing.clear()
            seen, ahead = Seen(), list[Record]()
            records = self._differing_records(of, seen)
            with suppress(_HeadsMoved), self.database.copied(present.index.database, map(ahead.append, records)):
                if _heads(self.workspace) != heads:
                    raise _HeadsMoved
                self._fill(of, seen, chain(ahead, records))
                return
        raise Refused("Somebody is changing the workspace just now. Type the command again.")

    def _fill(self, of: Sequence[Line], seen: Seen, records: Iterable[Record]) -> None:
        """Take in the records that differ from HEAD, and as HEAD has them those in which the present index may differ
        from it."""
        with self.database.writing() as connection:
            replace(connection, map(scan.shown, seen.there), records)
            others = self._unsure(of) - seen.differing.keys()
            replace(connection, map(scan.shown, others), self._read(of, others, seen))
            stamps = ((scan.shown(path), *scan.NO_STAMP, None) for path in seen.there)
            connection.executemany("INSERT OR REPLACE INTO stamps VALUES (?, ?, ?, ?, ?, ?)", stamps)
        self._leave_out(map(scan.shown, sorted({*seen.differing, *others} - seen.there)))
        links = [path for path, blob in seen.differing.items() if blob and blob.mode == LINK]
        same = (path for path in self.workspace.files_without_dot("") if path not in seen.differing.keys() | others)
        links += [path for path in same if self.workspace.present.is_link(path)]
        self._remember(links, seen.templates)

    def _differing_records(self, of: Sequence[Line], seen: Seen) -> Iterator[Record]:
        """The records in files that differ from those of HEAD, each read when it is asked for; `seen` is filled."""
        folders = self.workspace.catalogue.folders
        for line in of:
            found = line.seen(self._known(line)).items()
            seen.differing.update((path, blob) for path, blob in found if scan.within(path, folders))
        seen.there.update(path for path, blob in seen.differing.items() if blob)
        # Reports also read the templates of kinds whose texts have sections.
        templates = (template_path(kind, kind.home.private) for kind in self.workspace.kinds if kind.sections)
        seen.templates.update(dict.fromkeys(templates))
        texts = {path for path, blob in seen.differing.items() if path.endswith(SUFFIXES) and is_file(blob)}
        for path in sorted(seen.there - texts):
            yield from self.workspace.read(scan.shown(path), None)
        yield from self._read(of, texts | seen.templates.keys(), seen)

    def _read(self, of: Iterable[Line], paths: Iterable[str], seen: Seen) -> Iterator[Record]:
        """The records in files as the cut has them, those that were there; `seen` is filled with these."""
        for path, data in self.answers(of, sorted(paths)):
            if path in seen.templates:
                seen.templates[path] = None if data is None else data.decode("utf-8", "replace")
            elif path in seen.there or data is not None:
                seen.there.add(path)
                yield from self.workspace.read(scan.shown(path), data if len(data or b"") <= MAXIMUM_BYTES else None)

    def _unsure(self, of: Iterable[Line]) -> set[str]:
        """The files in which the copied index may differ from HEAD, or from how the cut understands them: those of
        kinds that had other fields than now, since process.yaml declares some."""
        then, now = self.workspace.catalogue, self.workspace.present.catalogue
        unsure = {path for (path,) in self.rows("SELECT path FROM stamps WHERE mtime = 0")}
        unsure.update(*(dirty for _, dirty, _ in _state(self.workspace)))
        for name in then.names if then.fingerprint != now.fingerprint else ():
            if then.kind(name).fields != now.kind(name).fields:
                unsure.update(path for (path,) in self.rows("SELECT path FROM records WHERE kind = ?", name))
        unsure.update(line.folder + path for line in of for path in line.git.unwatched())
        return {scan.on_disk(path) for path in unsure if scan.within(path, self.workspace.catalogue.folders)}

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
            # What follows from records, such as what a search folds, follows from others here.
            for table, begins in (("passages", PASSAGES), ("memory", memory.SCHEMA)):
                connection.execute(f"ALTER TABLE {table} RENAME TO all_{table}")
                connection.execute(begins)

    def _remember(self, links: Sequence[str], files: Mapping[str, str | None]) -> None:
        """Remember what reports read besides records: links, files, and when each group was active. From then on this
        past is complete."""
        self.workspace.remember(LINKS, links)
        self.workspace.remember(FILES, files)
        active = {"head": " ".join(self.workspace.tips()), "days": self.workspace.cut.active}
        self.workspace.remember(ACTIVITY, active)
        self.workspace.remember(NAME, self.workspace.cut.name)

    def answers(self, of: Iterable[Line], paths: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
        """The bytes of files as the cut has them, None for what was not there, as git finds them through one process
        a repository. Those of a repository that was not there are left out."""
        for line in of:
            tips = self.workspace.tips(private=bool(line.folder))
            mine = [path for path in paths if is_private(path) == bool(line.folder)] if tips else []
            known = self._known(line) if mine else {}
            questions = [line.question(tips, known, path.removeprefix(line.folder)) for path in mine]
            yield from zip(mine, objects.contents(line.git, questions), strict=True)

    def public_files_apart(self, public: Line) -> set[str]:
        """The files of the public repository that differ from those of HEAD."""
        return {scan.shown(path) for path in self._known(public)}

    def _known(self, line: Line) -> Differing:
        """How the files of a repository differ from those that HEAD has."""
        if line.folder not in self._differing:
            tips = self.workspace.tips(private=bool(line.folder))
            self._differing[line.folder] = line.differing(tips) if tips else dict.fromkeys(self._private_files())
        return self._differing[line.folder]

    def _private_files(self) -> Iterator[str]:
        return (public_path(path) for path in self.workspace.present.files() if is_private(path))

    def _forget_least_used(self) -> None:
        """Leave no more than there may be, this one included, and nothing that a killed command left half done."""
        folder, now = self.database.file.parent, time.time()
        with suppress(OSError):
            pasts = sorted(folder.glob("past-*.sqlite"), key=lambda file: file.stat().st_mtime)
            abandoned = (file for file in folder.glob("*.sqlite.*") if now - file.stat().st_mtime > ABANDONED)
            for file in (*pasts[:-MOST_PASTS], *abandoned):
                file.unlink(missing_ok=True)


def _state(workspace: Workspace) -> State:
    """What git told when the index of a workspace was last brought up to date; empty where it was not asked."""
    return workspace.recall(GIT_STATE) or []


def _heads(workspace: Workspace) -> list[str]:
    return [head for head, _, _ in _state(workspace)]
