"""What a change would break: the errors that it brings in. What was broken before is no reason against it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.change.missing_words import missing_words
from wmstrat.checks.every_record import problems_of
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.change.future import Key


def new_errors(change: Change) -> list[Problem]:
    """The errors that were not there before, in the records written, in those that point at them, and in those that
    use a word of process.yaml that is not there any more."""
    before: dict[Key, Record | None] = {}
    for step in change.steps:
        before.setdefault((step.after.kind.name, step.after.id), step.before)
    new: list[Problem] = []
    for key, record in _concerned(change, before).items():
        errors = [problem for problem in problems_of(record, change) if not problem.warning]
        if errors:
            then = before[key] if key in before else change.workspace.get(*key)
            fresh = added(errors, problems_of(then, change.workspace) if then else ())
            unborn = key in before and then is None and record.path not in change.on_disk
            new += [_of_nothing_yet(problem) for problem in fresh] if unborn else fresh
    process = before.get(("process", "process"))
    if process is not None:
        new += [problem for problem in missing_words(change, process) if problem not in new]
    return new


def _concerned(change: Change, before: dict[Key, Record | None]) -> dict[Key, Record]:
    """The records written, and those that point at them."""
    touched = [identity for (_, identity), record in before.items() if record is not None]
    records = dict(change.after)
    for identity in [*touched, *(gone.id for gone in change.gone.values())]:
        for record, _ in change.referring(identity):
            records.setdefault((record.kind.name, record.id), record)
    return records


def added(errors: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """The errors that are not among the known problems, wherever in their files these stand."""
    gists = {_gist(problem) for problem in known}
    return [problem for problem in errors if _gist(problem) not in gists]


def _gist(problem: Problem) -> tuple[str, str, str]:
    return problem.check, problem.field, problem.found


def _of_nothing_yet(problem: Problem) -> Problem:
    """The problem without the advice to change a record or a file that does not exist yet."""
    if problem.check == "vocabulary":
        return problem
    return replace(problem, mend="Type the command again with another value.")


def as_typed(problem: Problem, change: Change) -> Problem:
    """The problem by what was typed, where the file that it would be in is not there yet."""
    record = next((one for one in change.after.values() if one.path == problem.path), None)
    if record is None or not problem.field or change.workspace.bytes(problem.path) is not None:
        return problem
    kind, name = record.kind, problem.field.partition("[")[0]
    options = {one.name: one.option for one in kind.settable() if one.name not in kind.arguments}
    typed = options.get(name, name) if change.command == f"{kind.command} add" else name
    return replace(problem, path=typed, field="")


def of_hand_edit(problem: Problem, change: Change) -> Problem:
    """The problem in a file that was edited by hand: it is mended there, since no command touches it before it is
    saved."""
    record = next((one for one in change.after.values() if one.path == problem.path), None)
    names = [re.escape(str(name)) for name in (record.id, record.values.get("code")) if name] if record else []
    own = re.compile(rf": wmstrat (?:edit|set|mark) (?:{'|'.join(names)})\b.*")
    return replace(problem, mend=own.sub(" in the file, then: wmstrat save", problem.mend)) if names else problem


def of_text_apart(problem: Problem) -> Problem:
    """The problem in what `edit` was given, which is not in the file, so that there is nothing to save."""
    mend, in_the_file, _ = problem.mend.partition(" in the file, then keep it with: wmstrat save")
    again = " in what you wrote, and edit again with it: --file PATH" if in_the_file else ""
    return replace(problem, mend=mend + again)
