"""What `check --fix` mends: only what has one right answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wmstrat.process.adding import scope
from wmstrat.process.checks import elsewhere, problems_of
from wmstrat.record.fields import Value
from wmstrat.record.kind import Problem, Record

if TYPE_CHECKING:
    from wmstrat.process.change import Change


def mend(change: Change, skip: Iterable[str] = ()) -> list[str]:
    """Make `change` hold every record with its mistakes mended; returns the paths.

    A file and its folder are right where the record in it disagrees: the id is that of the file, the group that of
    the folder. A list in which an item stands twice loses the second. Declared fields that are missing are
    added. A record that does not stand where its id says is left alone.
    """
    skipped = set(skip)
    mended = []
    for name in change.workspace.catalogue.names:
        for record in list(change.workspace.records(name)):
            if record.unreadable or elsewhere(record):
                continue
            values = _mended(
                record, [problem for problem in problems_of(record, change) if problem.check not in skipped]
            )
            if values:
                change.repair(record, values)
                mended.append(record.path)
    change.subject = (
        f"{scope(change.steps[0].after, change)}: mend {change.steps[0].after.id}"
        if len(mended) == 1
        else f"process: mend {len(mended)} records"
    )
    return mended


def _mended(record: Record, problems: Iterable[Problem]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for problem in problems:
        if problem.check in ("id", "required") and problem.field == "id":
            values["id"] = record.id
        elif problem.check in ("id", "required") and problem.field == "group" and record.group:
            values["group"] = record.group
    return values
