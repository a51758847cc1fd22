"""Which records hold words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, json

from wmstrat.record.folding import Stretch, fold
from wmstrat.record.halves import other_half, public_path
from wmstrat.record.kind import IMPORT_KEY
from wmstrat.record.passages import passages
from wmstrat.record.record import Record
from wmstrat.workspace.database import beginning_with

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# SQLite takes a pattern of 50,000 bytes at most; what is longer is compared here alone.
LONGEST_PATTERN = 1000

# The records that no search has met since they were read. Where there is none, two counts tell it.
UNFOLDED = """
SELECT path FROM records WHERE (SELECT count(*) FROM records) <> (SELECT count(*) FROM passages)
AND path NOT IN (SELECT path FROM passages)
"""

AMONG = "path IN (SELECT value FROM json_each(?1))"

# How many records are folded at once.
AT_ONCE = 1000

NAMES = """
SELECT id, handle FROM records WHERE id = ?1 COLLATE NOCASE
UNION SELECT id, handle FROM records WHERE handle = ?1 COLLATE NOCASE AND handle <> ''
UNION SELECT id, handle FROM records WHERE instr(data, ?2) AND json_extract(data, ?3) = ?1
"""


class Word(Struct, frozen=True, dict=True):
    """A word or a phrase, folded, in all the `forms` in which it may be written: an id may also be written as the
    handle of its record. With `is_name`, a number at its end does not go on; one that `begins` a word is not inside
    of another one."""

    forms: tuple[str, ...]
    is_name: bool = False
    begins: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of the word in folded text."""
        number_ends = r"(?!(?<=\d)\d)" if self.is_name else ""
        nothing_before = r"(?<![^\W_])" if self.begins else ""
        return re.compile(f"{nothing_before}(?:{'|'.join(map(re.escape, self.forms))}){number_ends}")

    def spans(self, line: str, start: int, end: int) -> list[Stretch]:
        """Where the word is between two places of a folded line."""
        return [match.span() for match in self.pattern.finditer(line, start, end)]


class SearchedFile(Struct, frozen=True):
    """One file of a record, with its passages, folded, in their order."""

    record: Record
    folded: Sequence[str]


def word_of(workspace: Workspace, text: str) -> Word:
    """What to look for where this was typed: its text, and, if it names a record or the row that one was imported
    from, the names of that record."""
    wanted = text.strip()
    rows = workspace.index.rows(NAMES, wanted, json.encode(wanted).decode(), f"$.{IMPORT_KEY}")
    names = [name for row in rows for name in row if name]
    return Word(tuple(dict.fromkeys(map(fold, (text, *names)))), bool(names))


def containing(
    workspace: Workspace, words: Sequence[Word], kinds: Collection[str] | None = None
) -> Iterator[list[SearchedFile]]:
    """The files (one, or the two halves) of each record in which all words occur, in any of its passages; of these
    kinds, or (None) of any. The table of passages is read once."""
    _fold_all(workspace)
    rarest = max(words, key=lambda word: min(map(len, word.forms)))
    condition = " OR ".join("folded LIKE '%' || ? ESCAPE '!'" for _ in rarest.forms)
    patterns = (beginning_with(form[:LONGEST_PATTERN]) for form in rarest.forms)
    rows = workspace.index.rows(f"SELECT path FROM passages WHERE {condition}", *patterns)  # noqa: S608 - only marks
    rows += workspace.index.rows(UNFOLDED)  # what changed since, and all where the index cannot be written
    for halves in files_at(workspace, (path for (path,) in rows), kinds):
        if all(any(word.pattern.search(line) for half in halves for line in half.folded) for word in words):
            yield halves


def files_at(
    workspace: Workspace, paths: Iterable[str], kinds: Collection[str] | None = None
) -> Iterator[list[SearchedFile]]:
    """The files (one, or the two halves) of each record of which a file is at one of these paths."""
    both = {half for path in paths for half in (path, other_half(path))}
    listed = json.encode(sorted(both)).decode()
    folded = dict(workspace.index.rows(f"SELECT path, folded FROM passages WHERE {AMONG}", listed))  # noqa: S608 - ours
    records: dict[tuple[str, str], list[SearchedFile]] = {}
    of_kinds = "(?2 IS NULL OR kind IN (SELECT value FROM json_each(?2)))"
    named = None if kinds is None else json.encode([*kinds]).decode()
    for half in workspace.index.records(f"{AMONG} AND {of_kinds}", listed, named):
        key = half.kind.name, public_path(half.path)
        text = folded.get(half.path) or folded_passages(half)
        records.setdefault(key, []).append(SearchedFile(half, text.split("\n")))
    yield from records.values()


def folded_texts(workspace: Workspace) -> dict[str, str]:
    """The folded passages of every record (of both halves), by the path of its public half, in the order of paths."""
    _fold_all(workspace)
    rows = workspace.index.rows("SELECT path, folded FROM passages ORDER BY path")
    unfolded = workspace.index.records(f"path IN (SELECT path FROM ({UNFOLDED}))")  # noqa: S608 - ours
    rows += [(record.path, folded_passages(record)) for record in unfolded]
    texts: dict[str, str] = {}
    for path, folded in rows:
        key = public_path(path)
        texts[key] = f"{texts[key]}\n{folded}" if key in texts else folded
    return texts


def _fold_all(workspace: Workspace) -> None:
    """Fold the passages of all records that were read since the last search, where that can be stored."""
    while workspace.index.rows(f"{UNFOLDED} LIMIT 1") and _fold_some(workspace):
        pass


def _fold_some(workspace: Workspace) -> bool:
    """Fold the passages of some records that were read since the last search; False where that cannot be stored."""
    import sqlite3

    with suppress(sqlite3.DatabaseError), workspace.index.database.writing() as connection:
        paths = [path for (path,) in connection.execute(f"{UNFOLDED} LIMIT {AT_ONCE}")]
        records = workspace.index.records(AMONG, json.encode(paths).decode())
        texts = [(record.path, folded_passages(record)) for record in records]
        connection.executemany("INSERT INTO passages VALUES (?, ?)", texts)
        return True
    return False


def folded_passages(record: Record) -> str:
    """The passages of a record (of one half) as a search compares them, in their order, a line each."""
    return "\n".join(fold(passage.text) for passage in passages(record))
