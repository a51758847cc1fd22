"""What `check --fix` mends: only what has one right answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from wmstrat.acts.saving import hand_edits
from wmstrat.checks import private_folder
from wmstrat.checks.every_record import elsewhere, problems_of
from wmstrat.record.fields import Value
from wmstrat.record.kind import Problem, Record
from wmstrat.record.view import scope
from wmstrat.workspace.initial import IGNORED, hides_private, hiding_private

if TYPE_CHECKING:
    from wmstrat.change.change import Change

# Where one of these is wrong, neither the name of the file nor its folder tells what is right.
IN_DOUBT = ("unreadable", "id-form")


def mend(change: Change, skip: Iterable[str] = ()) -> list[str]:
    """Make `change` hold every record with its mistakes mended; returns the paths.

    A file and its folder are right where the record in it disagrees: the id is that of the file, the group that of
    the folder. Left alone are a record that does not stand where its id says, one whose id has not the form of its
    kind and group or stands twice, and, with a warning, a file that differs from HEAD: that is for `save`, which
    asks the rules of the process.
    """
    skipped = set(skip)
    edited = {path for _, path, _ in hand_edits(change.workspace)}
    mended = []
    for name in change.workspace.catalogue.names:
        for record in list(change.workspace.records(name)):
            values = {} if record.unreadable or elsewhere(record) else _mended(record, change, skipped)
            public = record.path.removeprefix("private/")
            halves = {public, f"private/{public}"}
            if not values or change.workspace.holders(record.id) - halves:
                continue
            if halves & edited:
                change.warnings.append(
                    f"{record.path} was edited by hand, so it was left alone. Write its id and group as its file "
                    "and folder are named, then keep it with: wmstrat save"
                )
                continue
            change.repair(record, values)
            mended.append(record.path)
    if private_folder.CHECK not in skipped and _hide_again(change, edited):
        mended.append(private_folder.FILE)
    named = [step.after.id for step in change.steps] or mended
    where = scope(change.steps[0].after, change) if len(mended) == 1 and change.steps else "process"
    change.subject = f"{where}: mend {named[0]}" if len(mended) == 1 else f"process: mend {len(mended)} files"
    return mended


def _mended(record: Record, change: Change, skipped: set[str]) -> dict[str, Value]:
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


def _hide_again(change: Change, edited: Collection[str]) -> bool:
    """Make `change` write the line, and return whether it does. A file that was edited by hand is left alone, with a
    warning."""
    before = change.workspace.bytes(private_folder.FILE)
    if hides_private(before or b""):
        return False
    if private_folder.FILE in edited:
        change.warnings.append(
            f"{private_folder.FILE} was edited by hand, so it was left alone. Write the line {IGNORED} into it, or "
            f"bring it back with: git checkout HEAD -- {private_folder.FILE}"
        )
        return False
    change.restore(private_folder.FILE, before, hiding_private(before or b""))
    return True
