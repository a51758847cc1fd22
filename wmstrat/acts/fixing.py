"""What `check --fix` corrects: only what has one right answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wmstrat.acts.saving import hand_edits
from wmstrat.checks import private_folder
from wmstrat.checks.every_record import elsewhere, problems_of
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record
from wmstrat.record.types import Value
from wmstrat.record.verbs import Done
from wmstrat.workspace.initial import IGNORED, hides_private, hiding_private

if TYPE_CHECKING:
    from wmstrat.change.change import Change

# Where one of these is wrong, neither the name of the file nor its folder tells what is right.
IN_DOUBT = ("unreadable", "id-form")


def fix(change: Change, skip: Iterable[str] = ()) -> Done:
    """Make `change` hold every record with its mistakes fixed; `about` has a line for each file.

    A file and its folder are right where the record in it disagrees: the id is that of the file, the group that of
    the folder. Left alone are a record that is not where its id says, one whose id has not the form of its kind and
    group or is used twice, and, with a warning, a file that differs from HEAD: that is for `save`, which asks the
    rules of the process.
    """
    skipped = set(skip)
    edited = {path for _, path, _ in hand_edits(change.workspace)}
    fixed: list[tuple[Record, str]] = []
    warnings = []
    for kind in change.kinds:
        for record in list(change.workspace.records(kind.name)):
            values = {} if record.unreadable or elsewhere(record) else _fixed(record, change, skipped)
            halves = {record.expected_path, f"private/{record.expected_path}"}
            if not values or change.workspace.holders(record.id) - halves:
                continue
            if halves & edited:
                warnings.append(
                    f"{record.path} was edited by hand, so it was left alone. Write its id and group as its file "
                    "and folder are named, then keep it with: wmstrat save"
                )
                continue
            change.repair(record, values)
            fixed.append((record, f"fixed {record.path}"))
    if private_folder.CHECK not in skipped and not hides_private(change.workspace.bytes(private_folder.FILE) or b""):
        if private_folder.FILE in edited:
            warnings.append(
                f"{private_folder.FILE} was edited by hand, so it was left alone. Write the line {IGNORED} into it, "
                f"or bring it back with: git checkout HEAD -- {private_folder.FILE}"
            )
        else:
            before = change.workspace.bytes(private_folder.FILE)
            change.restore(private_folder.FILE, before, hiding_private(before or b""))
            fixed.append((change.process, f"fixed {private_folder.FILE}"))
    named = [step.after.id for step in change.steps] or [private_folder.FILE]
    what = f"fix {named[0]}" if len(fixed) == 1 else f"fix {len(fixed)} files"
    return Done(
        what,
        about=tuple(fixed),
        warnings=tuple(warnings),
        scope=change.scope() if len(fixed) == 1 and change.steps else "process",
    )


def _fixed(record: Record, change: Change, skipped: set[str]) -> dict[str, Value]:
    problems: list[Problem] = list(problems_of(record, change))
    if any(problem.check in IN_DOUBT for problem in problems):
        return {}
    values: dict[str, Value] = {}
    for problem in problems:
        if problem.check in skipped or problem.check not in ("id", "required"):
            continue
        if problem.field == "id":
            values["id"] = record.id
        elif problem.field == "group" and record.group:
            values["group"] = record.group
    return values
