"""The words of the vocabularies of process.yaml, and the records that use one that a change takes out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from wmstrat.checks.every_record import problems_of
from wmstrat.record.fields import Entries
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record
from wmstrat.record.view import words_of

if TYPE_CHECKING:
    from wmstrat.change.change import Change

# A word may be in use everywhere; the first records that use it will do.
MOST_PROBLEMS = 20


def missing_words(change: Change, before: Record) -> Iterator[Problem]:
    """What is wrong with the first records that use a word which `before`, the process before this change, had and
    the process has not any more. It costs nothing when no word is taken out, else one look through the index."""
    lost = {word for name, word in _words(before) if word not in words_of(change.process, name)}
    if lost:
        yield from islice(_of_records_with(sorted(lost), change), MOST_PROBLEMS)


def _of_records_with(words: list[str], change: Change) -> Iterator[Problem]:
    told = {f'"{word}"' for word in words}
    for kind, identity in change.workspace.mentioning(words):
        record = change.get(kind, identity)
        for problem in problems_of(record, change) if record else ():
            if problem.check == "vocabulary" and problem.found in told:
                yield problem


def _words(process: Record) -> Iterator[tuple[str, str]]:
    """Every (vocabulary, word) of process.yaml."""
    for field in process.kind.fields:
        if isinstance(field.type, Entries) and field.type.key == ("id",):
            yield from ((field.name, word) for word in words_of(process, field.name))
