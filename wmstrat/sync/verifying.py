"""Looking at what a merge makes and at what goes out, before anybody else has to live with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wmstrat.checks.every_record import problems_of, standing_twice, twice_the_same
from wmstrat.files.records import read_record
from wmstrat.record.problem import Problem
from wmstrat.repo import objects
from wmstrat.repo.output import Blob
from wmstrat.sync.addresses import Home

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.repo.output import Difference
    from wmstrat.sync.merging import Merge
    from wmstrat.sync.repositories import Side
    from wmstrat.workspace.workspace import Workspace


def unsound(workspace: Workspace, side: Side, merged: Merge) -> Iterator[tuple[str, Problem]]:
    """The (path, error) of each merged record that is not as it should be, and that only a choice can have made so:
    it cannot be read, or somebody chose a third state for it, in which it breaks a check of its kind that neither
    side broke."""
    chosen = {
        path for path, conflict, choice in merged.chosen if conflict.field == "state" and choice.take == "value"
    }
    for path, change in merged.changes.items():
        home = side.folder.home(path)
        if home is None or not isinstance(change, tuple):
            continue
        errors = _errors(workspace, home, change[1], checks=home.path in chosen)
        sides = [versions[path][1] for versions in (merged.outgoing, merged.incoming) if path in versions]
        known = {
            _gist(problem)
            for blob in (sides if errors and home.path in chosen else ())
            if blob
            for problem in _errors(workspace, home, merged.contents[blob.name], checks=True)
        }
        yield from ((path, problem) for problem in errors if _gist(problem) not in known)


def _errors(workspace: Workspace, home: Home, data: bytes, *, checks: bool) -> list[Problem]:
    record = read_record(home.kind, home.path, home.id, home.group, data)
    problems = [*record.problems]
    if checks and not any(not problem.warning for problem in problems):
        problems += [problem for check in home.kind.checks for problem in check.find(record, workspace)]
    return [problem for problem in problems if not problem.warning]


def new_errors(workspace: Workspace, side: Side, outgoing: Difference, incoming: Difference) -> list[Problem]:
    """The new errors of this clone: in records that are about to be sent, ids that are there twice with them, records
    that point at a deleted one, and records that came in and depend on what this clone changed."""
    errors_by_gist: dict[tuple[str, str, str, str], Problem] = {}
    sent = _records(side, outgoing)
    for home, was, _ in sent:
        record = workspace.get(home.kind.name, home.id)
        errors = [problem for problem in problems_of(record, workspace) if not problem.warning] if record else []
        if errors:
            had = {_gist(problem) for problem in _then(workspace, side, home, was)}
            _keep(errors_by_gist, (problem for problem in errors if _gist(problem) not in had))
    ours = {home.id for home, _, _ in sent}
    for home, was, now in sent:
        if was is None and now and not side.is_private:
            _keep(errors_by_gist, standing_twice(home.id, workspace.holders(home.id)))
    new = [home.path for home, was, now in sent if was is None and now]
    for problem in twice_the_same(workspace) if new else ():
        if any(path == problem.path or path in problem.found for path in new):
            _keep(errors_by_gist, [problem])
    for home in (home for home, _, now in sent if now is None):
        for record, _ in workspace.referring(home.id):
            _keep(
                errors_by_gist,
                (problem for problem in problems_of(record, workspace) if problem.check == "reference"),
            )
    for home, _, _ in _records(side, incoming):
        other = workspace.get(home.kind.name, home.id)
        if other and home.id not in ours and _depends(other, ours):
            readable = {_gist(problem) for problem in other.problems}
            _keep(
                errors_by_gist,
                (problem for problem in problems_of(other, workspace) if _gist(problem) not in readable),
            )
    return list(errors_by_gist.values())


def broken(workspace: Workspace, side: Side, incoming: Difference) -> list[str]:
    """The files that came in and do not pass the checks by themselves."""
    came = {home.path for home, _, now in _records(side, incoming) if now}
    return [record.path for record in workspace.broken() if record.path in came]


def _records(side: Side, difference: Difference) -> list[tuple[Home, Blob | None, Blob | None]]:
    return [(home, was, now) for path, (was, now) in difference.items() if (home := side.folder.home(path))]


def _depends(record: Record, ours: set[str]) -> bool:
    """Whether a record could have become wrong by a change of these: its group, what it points at, the words."""
    if "process" in ours or record.group in ours:
        return True
    targets = (
        target for field in record.kind.fields for _, target in field.type.references(record.values[field.name])
    )
    return any(target in ours for target in targets)


def _then(workspace: Workspace, side: Side, home: Home, was: Blob | None) -> Iterable[Problem]:
    """The problems of the version that the remote has."""
    if was is not None:
        for record in workspace.read(home.path, objects.blobs(side.git, [was.name])[was.name]):
            yield from problems_of(record, workspace)


def _keep(kept: dict[tuple[str, str, str, str], Problem], problems: Iterable[Problem]) -> None:
    for problem in problems:
        if not problem.warning:
            kept.setdefault((problem.path, *_gist(problem)), problem)


def _gist(problem: Problem) -> tuple[str, str, str]:
    return problem.check, problem.field, problem.found
