"""The errors that a change would add. Errors that were there before do not count."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import islice

from msgspec.structs import replace

from wmstrat.change.future import Future, Key
from wmstrat.checks.every_record import problems_of
from wmstrat.record.doors import Door, advice_at
from wmstrat.record.kind import Step
from wmstrat.record.problem import Problem
from wmstrat.record.problem import explained as in_full
from wmstrat.record.record import Record
from wmstrat.record.view import View, words_of

# A word may be in use everywhere; the first records that use it will do.
MOST_USES = 20

AGAIN = "Type the command again with another value."


def new_errors(change: Future, steps: Iterable[Step], by_hand: Container[str]) -> list[Problem]:
    """The errors that were not there before, in the records written, in those that point at them, and in those that
    use a word of process.yaml that is not there any more. `by_hand` are the files that a person has edited."""
    before: dict[Key, Record | None] = {}
    for step in steps:
        before.setdefault(step.after.key, step.before)
    earlier = _earlier(change, before) if by_hand and not isinstance(change.workspace, Future) else change.workspace
    new: list[Problem] = []
    for key, record in _concerned(change, before).items():
        errors = [problem for problem in problems_of(record, change) if not problem.warning]
        if errors:
            then = before[key] if key in before else change.workspace.get(*key)
            fresh = added(errors, problems_of(then, earlier) if then else ())
            if key in before and record.path not in by_hand:
                fresh = [_of_the_change(error, then, record) for error in fresh]
            new += fresh
    process = before.get(("process", "process"))
    if process is not None:
        new += [problem for problem in islice(_missing_words(change, process), MOST_USES) if problem not in new]
    return new


def _of_the_change(error: Problem, before: Record | None, after: Record) -> Problem:
    """The error with advice about the command: what it would have written is in no file that could be corrected."""
    name = error.field.partition("[")[0]
    written = before is None or (name in after.kind.by_name and before[name] != after[name])
    return replace(error, advice=AGAIN) if written and error.check != "vocabulary" else error


def _earlier(change: Future, before: dict[Key, Record | None]) -> View:
    """The workspace without the change, in which files that were edited by hand are as HEAD has them."""
    view = Future(change.workspace)
    for key, record in before.items():
        if record is None:
            view.gone[key] = change.after.get(key) or change.gone[key]
        else:
            view.after[key] = record
    return view


def _concerned(change: Future, before: dict[Key, Record | None]) -> dict[Key, Record]:
    """The records written, and those that point at them."""
    touched = [identity for (_, identity), record in before.items() if record is not None]
    records = dict(change.after)
    for identity in [*touched, *(gone.id for gone in change.gone.values())]:
        for record, _ in change.unchanged_referring(identity):
            records.setdefault(record.key, record)
    return records


def _missing_words(change: Future, before: Record) -> Iterator[Problem]:
    """What is wrong with the records that use a word which `before`, the process before this change, had and the
    process has not any more. It costs nothing when no word is taken out, else one look through the index."""
    vocabularies = [field.name for field in before.kind.fields if field.vocabulary]
    lost = {word for name in vocabularies for word in {*words_of(before, name)} - {*words_of(change.process, name)}}
    quoted = {f'"{word}"' for word in lost}
    for kind, identity in change.workspace.mentioning(sorted(lost)) if lost else ():
        record = change.get(kind, identity)
        for problem in problems_of(record, change) if record else ():
            if problem.check == "vocabulary" and problem.found in quoted:
                yield replace(problem, advice="Do not remove the word, or first give the record another one")


def added(errors: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """The errors that are not among the known problems, wherever in their files these are."""
    gists = {problem.gist for problem in known}
    return [problem for problem in errors if problem.gist not in gists]


def explained(problem: Problem, door: Door = Door.COMMAND) -> str:
    """The problem as `path:line: field: found, expected. Advice`, with the advice that fits the door."""
    return in_full(replace(problem, advice=advice_at(door, problem.advice)))


def in_words_of(problem: Problem, change: Future) -> Problem:
    """The problem by what was typed, where the file that it would be in is not there yet."""
    record = next((record for record in change.after.values() if record.path == problem.path), None)
    if record is None or not problem.field or change.workspace.bytes(problem.path) is not None:
        return problem
    name = problem.field.partition("[")[0]
    option = next((field.option for field in record.kind.options if field.name == name), name)
    return replace(problem, path=option, field="")
