"""The questions to the index, each with a name and a plain answer: only this package knows its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar, cast

from msgspec import DecodeError, json

from wmstrat.record.forgetting import FIELD as FORGOTTEN
from wmstrat.record.halves import without_halves
from wmstrat.record.kind import IMPORT_KEY
from wmstrat.record.record import Record
from wmstrat.workspace.index import Index
from wmstrat.workspace.memory import REMEMBER

# The character after every other one that a path may hold.
LAST_CHARACTER = chr(0x10FFFF)

Question = TypeVar("Question", bound=Callable[..., Any])


def remembered(question: Question) -> Question:
    """Ask once, and remember the answer until the next refresh: the checks of each record ask for the same."""

    @wraps(question)
    def asked(self: Questions, *about: str) -> Any:
        key = question.__name__, *about
        if key not in self.answers:
            self.answers[key] = question(self, *about)
        return self.answers[key]

    return cast(Question, asked)


class Questions:
    """The questions that one query of the index answers. The answers are as fresh as the last `refresh`, and are not
    to be changed; kinds, ids and paths in them are exact."""

    index: Index

    def __init__(self) -> None:
        self.answers: dict[tuple[str, ...], Any] = {}

    def forget_answers(self) -> None:
        """Ask the index again from now on, since it may have changed."""
        self.answers.clear()

    def close(self) -> None:
        """Close the file of the index; the next question opens it again."""
        self.index.database.close()

    # Records

    @remembered
    def broken(self) -> list[Record]:
        """Every record (each half by itself) whose file has errors, whatever its kind."""
        with_problems = self.index.records("problems <> '[]'")
        return [record for record in with_problems if any(not problem.warning for problem in record.problems)]

    def halves(self, kind: str) -> Iterator[Record]:
        """Every record of a kind as its files have it: the public half and the private half each by itself."""
        return self.index.records("kind = ?", kind)

    @remembered
    def relations(self, kind: str, field: str) -> dict[str, list[str]]:
        """Per id the ids of the records of a kind whose field points at it, each once, in the order of counting."""
        answer: dict[str, dict[str, None]] = {}
        question = (
            "SELECT target, id FROM records JOIN links USING (path) WHERE kind = ? AND field = ? ORDER BY place, path"
        )
        for target, identity in self.index.rows(question, kind, field):
            answer.setdefault(target, {})[identity] = None
        return {target: list(ids) for target, ids in answer.items()}

    def kinds_pointing_at(self, identity: str) -> list[tuple[str, str]]:
        """The (kind, field) of the records that point at this id, in the order of theirs."""
        return self.index.rows(
            "SELECT kind, field FROM links JOIN records USING (path) WHERE target = ? "
            "GROUP BY kind, field ORDER BY min(place)",
            identity,
        )

    def titled(self, kind: str, group: str, title: str) -> dict[str, str]:
        """The state of every record of a kind and a group that has exactly this title or name, by its id."""
        question = 'SELECT id, state FROM records WHERE kind = ? AND "group" = ? AND label = ?'
        return dict(self.index.rows(question, kind, group, title))

    @remembered
    def imported(self, kind: str) -> dict[str, list[str]]:
        """The ids of the records of a kind by the key of the row that they were imported from, in their order."""
        answer: dict[str, dict[str, None]] = {}
        question = (
            "SELECT json_extract(data, ?) AS key, id FROM records WHERE kind = ? AND key <> '' ORDER BY place, path"
        )
        for key, identity in self.index.rows(question, f"$.{IMPORT_KEY}", kind):
            answer.setdefault(key, {})[identity] = None
        return {key: list(ids) for key, ids in answer.items()}

    @remembered
    def states(self, kind: str) -> dict[str, str]:
        """The state of every record of a kind, by its id, in the order of counting; that of the public half where
        there are two."""
        states: dict[str, str] = {}
        question = "SELECT id, state FROM records WHERE kind = ? ORDER BY place, path"
        for identity, state in self.index.rows(question, kind):
            states.setdefault(identity, state)
        return states

    @remembered
    def marks(self, kind: str) -> dict[str, str]:
        """The marks of ids that were forgotten, by the ids of the records of a kind that are in their place."""
        question = "SELECT id, json_extract(data, ?) AS mark FROM records WHERE kind = ? AND mark <> ''"
        return dict(self.index.rows(question, f"$.{FORGOTTEN}", kind))

    def labels(self, kind: str) -> dict[str, str]:
        """The title or name of every record of a kind, by its id; that of the public half where there are two."""
        return dict(self.index.rows("SELECT id, label FROM records WHERE kind = ? ORDER BY path DESC", kind))

    def mentioning(self, words: Iterable[str]) -> list[tuple[str, str]]:
        """The (kind, id) of every record in which a word is all of a field, of an item, or of a part of an entry."""
        values = [json.encode(word).decode() for word in words]
        condition = " OR ".join("instr(data, ?)" for _ in values) or "0"
        return self.index.rows(f"SELECT DISTINCT kind, id FROM records WHERE {condition}", *values)  # noqa: S608 - only marks

    # Ids and handles

    def ids_used_twice(self) -> dict[str, list[str]]:
        """The files of every id that several records have, in any case of its letters; two halves count once."""
        return self._whole_records(
            "SELECT id, group_concat(path, char(10)) FROM records GROUP BY id COLLATE NOCASE HAVING count(*) > 1"
        )

    def handles_used_twice(self) -> dict[str, list[str]]:
        """The files of every handle that more than one record has, in any case of its letters, or has for its id."""
        return self._whole_records(
            "SELECT handle, group_concat(path, char(10)) FROM (SELECT handle, path FROM records WHERE handle <> '' "
            "UNION ALL SELECT id, path FROM records WHERE tail <> '' AND handle = '' AND EXISTS (SELECT 1 FROM "
            "records AS other WHERE other.handle <> '' AND other.handle = records.id COLLATE NOCASE)) "
            "GROUP BY handle COLLATE NOCASE HAVING count(*) > 1"
        )

    def _whole_records(self, question: str) -> dict[str, list[str]]:
        """The answer to a question about paths, one in each line, that several records share."""
        whole = {shared: without_halves(paths.split("\n")) for shared, paths in self.index.rows(question)}
        return {shared: paths for shared, paths in whole.items() if len(paths) > 1}

    def numbers_of(self, handles: Iterable[str]) -> dict[str, str]:
        """By handle (in any case of its letters), the id of every record that had it and has a number by now."""
        question = "SELECT handle, id FROM records WHERE handle = ? COLLATE NOCASE AND handle <> '' AND handle <> id"
        return dict(row for handle in handles for row in self.index.rows(question, handle))

    def unnumbered(self, kinds: Iterable[str]) -> list[str]:
        """The files of the records of these kinds that have no number yet, kind by kind; also those made by hand."""
        question = "SELECT path FROM records WHERE kind = ? AND tail <> '' AND handle IN (id, '')"
        return [path for kind in kinds for (path,) in self.index.rows(question, kind)]

    # Files

    def holders(self, identity: str) -> set[str]:
        """The files of every record with this id, in any case of its letters."""
        return {path for (path,) in self.index.rows("SELECT path FROM records WHERE id = ? COLLATE NOCASE", identity)}

    def called(self, handle: str) -> set[str]:
        """The files of every record with this handle, in any case of its letters."""
        question = "SELECT path FROM records WHERE handle <> '' AND handle = ? COLLATE NOCASE"
        return {path for (path,) in self.index.rows(question, handle)}

    def record_paths(self) -> set[str]:
        """The path of every file that holds a record."""
        return {path for (path,) in self.index.rows("SELECT path FROM records")}

    def files(self) -> list[str]:
        """The path of every file in the folders of records, whether it holds one or not, in their order."""
        return [path for (path,) in self.index.rows("SELECT path FROM stamps ORDER BY path")]

    def files_without_record(self) -> list[str]:
        """The path of every file in the folders of records that holds none, in their order."""
        question = "SELECT path FROM stamps WHERE path NOT IN (SELECT path FROM records) ORDER BY path"
        return [path for (path,) in self.index.rows(question)]

    def files_without_dot(self, folder: str) -> list[str]:
        """The files in a folder (`groups/advocacy/`, or an empty text for all) whose path has no dot, in order."""
        question = "SELECT path FROM stamps WHERE path >= ? AND path < ? AND instr(path, '.') = 0 ORDER BY path"
        return [path for (path,) in self.index.rows(question, folder, folder + LAST_CHARACTER)]

    # What follows from the records

    def recall(self, name: str, type_: Any = Any) -> Any:
        """What was remembered under a name since the records that it follows from changed, None when nothing was, or
        what is no longer readable: other code of the same version wrote it, or it was damaged."""
        for (value,) in self.index.rows("SELECT value FROM memory WHERE name = ?", name):
            with suppress(DecodeError):
                return json.decode(value, type=type_)
        return None

    def remember(self, name: str, value: Any, kinds: Iterable[str] | None = None) -> None:
        """Remember, for commands to come, a JSON value that follows from the records as they are: from those of these
        kinds, or (None) of any. Files with errors, and files without a record, count as of any kind."""
        import sqlite3

        # While another process writes, the next command will remember it; a path that is no UTF-8 never is.
        with suppress(sqlite3.OperationalError, UnicodeEncodeError), self.index.database.writing() as connection:
            of_kinds = None if kinds is None else json.encode(sorted(kinds)).decode()
            connection.execute(REMEMBER, (name, json.encode(value).decode(), of_kinds))
