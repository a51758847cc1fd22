"""What `check --fix` corrects: only problems with exactly one correct answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wmstrat.acts.saving import hand_edits
from wmstrat.checks import private_folder
from wmstrat.checks.every_record import elsewhere, problems_of
from wmstrat.record.field_type import Value
from wmstrat.record.halves import private_path
from wmstrat.record.record import Record
from wmstrat.record.verbs import Done
from wmstrat.workspace.initial import IGNORED, hides_private, hiding_private

if TYPE_CHECKING:
    from wmstrat.change.change import Change

# Where one of these is wrong, neither the name of the file nor its folder tells what is right.
IN_DOUBT = ("unreadable", "id-form")


def fix(change: Change, skip: Iterable[str] = ()) -> Done:
    """Make `change` hold every record with the id of its file and the group of its folder, and the line of .gitignore
    for private/; `about` has a line for each file.

    Left alone are a record that is not where its id says, one whose id has not the form of its kind and group or is
    used twice, and, with a warning, a file that differs from HEAD: `save` asks the rules of the process about it.
    """
    skipped, edited = set(skip), {path for _, path, _ in hand_edits(change.workspace)}
    fixed: list[tuple[Record, str]] = []
    warnings = []
    for kind in change.kinds:
        for record in list(change.workspace.records(kind.name)):
            values = _fixed(record, change, skipped)
            halves = {record.expected_path, private_path(record.expected_path)}
            if not values or change.workspace.holders(record.id) - halves:
                continue
            if halves & edited:
                warnings.append(
                    f"{record.path} was edited by hand, so it was not changed. Write its id and group as its file "
                    "and folder are named, then save it: wmstrat save"
                )
                continue
            change.repair(record, values)
            fixed.append((record, f"fixed {record.path}"))
    ignored = change.workspace.bytes(private_folder.FILE)
    if private_folder.CHECK not in skipped and not hides_private(ignored or b""):
        if private_folder.FILE in edited:
            warnings.append(
                f"{private_folder.FILE} was edited by hand, so it was not changed. Add the line {IGNORED} to it, "
                f"or restore it: git checkout HEAD -- {private_folder.FILE}"
            )
        else:
            change.restore(private_folder.FILE, ignored, hiding_private(ignored or b""))
            fixed.append((change.process, f"fixed {private_folder.FILE}"))
    name = change.steps[0].after.id if change.steps else private_folder.FILE
    what = f"fix {name}" if len(fixed) == 1 else f"fix {len(fixed)} files"
    scope = change.scope() if len(fixed) == 1 and change.steps else "process"
    return Done(what, about=tuple(fixed), warnings=tuple(warnings), scope=scope)


def _fixed(record: Record, change: Change, skipped: set[str]) -> dict[str, Value]:
    problems = list(problems_of(record, change))
    if elsewhere(record) or any(problem.check in IN_DOUBT for problem in problems):
        return {}
    wrong = {problem.field for problem in problems if problem.check in {"id", "required"} - skipped}
    right: dict[str, Value] = {"id": record.id, "group": record.group}
    return {name: value for name, value in right.items() if name in wrong and value}
