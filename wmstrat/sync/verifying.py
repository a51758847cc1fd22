"""Checks the records that a sync sends or has received."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from wmstrat.checks.every_record import problems_of
from wmstrat.checks.same_record import same_handle, same_id
from wmstrat.repo import objects
from wmstrat.repo.output import Blob
from wmstrat.sync.addresses import RecordFile

if TYPE_CHECKING:
    from wmstrat.record.problem import Problem
    from wmstrat.record.record import Record
    from wmstrat.repo.output import Difference
    from wmstrat.sync.repositories import Side
    from wmstrat.workspace.workspace import Workspace


def new_errors(workspace: Workspace, side: Side, outgoing: Difference, incoming: Difference) -> list[Problem]:
    """The new errors of this clone: in and because of records that are about to be sent, and in received records that
    depend on them."""
    problems: list[Problem] = []
    sent = _records(side, outgoing)
    ours = {home.id for home, _, _ in sent}
    new = [home.path for home, was, now in sent if was is None and now]
    for home, was, _ in sent:
        record = workspace.get(home.kind.name, home.id)
        errors = [problem for problem in problems_of(record, workspace) if not problem.warning] if record else []
        data = objects.blobs(side.git, [was.name])[was.name] if errors and was else None
        versions = workspace.read(home.path, data) if data is not None else ()
        had = {problem.gist for version in versions for problem in problems_of(version, workspace)}
        problems += [problem for problem in errors if problem.gist not in had]
    for home, was, now in sent:
        if was is None and now and not side.is_private:
            problems += same_id(home.id, workspace.holders(home.id))
        if now is None:
            pointing = (problems_of(record, workspace) for record, _ in workspace.referring(home.id))
            problems += [problem for problem in chain.from_iterable(pointing) if problem.check == "reference"]
    twice = same_handle(workspace) if new else ()
    problems += [problem for problem in twice if any(path == problem.path or path in problem.found for path in new)]
    for home, _, _ in _records(side, incoming):
        other = workspace.get(home.kind.name, home.id)
        if other and home.id not in ours and _depends(other, ours):
            had = {problem.gist for problem in other.problems}
            problems += [problem for problem in problems_of(other, workspace) if problem.gist not in had]
    errors_by_gist = {(problem.path, *problem.gist): problem for problem in problems if not problem.warning}
    return list(errors_by_gist.values())


def _records(side: Side, difference: Difference) -> list[tuple[RecordFile, Blob | None, Blob | None]]:
    return [(home, was, now) for path, (was, now) in difference.items() if (home := side.folder.home(path))]


def _depends(record: Record, ours: set[str]) -> bool:
    """Whether a record could have become wrong by a change of these: its group, what it points at, the words."""
    if "process" in ours or record.group in ours:
        return True
    fields = record.kind.fields
    return any(target in ours for field in fields for _, target in field.type.references(record.values[field.name]))
