"""The run of all checks over a workspace, and what each of them is for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.checks import git_files, markers, private_folder, same_record, templates
from wmstrat.checks.consequences import without_consequences
from wmstrat.checks.every_record import problems_of
from wmstrat.checks.layout import misplaced
from wmstrat.errors import NotFound
from wmstrat.record.doors import Door, advice_at
from wmstrat.record.problem import Advice, Problem
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.workspace.git_answers import edited_files

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

ABOUT = {
    "unreadable": "Each file of a record can be read: UTF-8, correct YAML, no key twice, at most 5 MB.",
    "type": "Each field has a value of its type: a date, a number, one of the known states.",
    "private-field": "Each private field is only in private/, not in a public file.",
    "required": "Each required field is filled in.",
    "id": "The id in a record is the name of its file, and its group is the folder that the file is in.",
    "id-form": "Each id has the form of its kind and begins with the code of its group.",
    "reference": "Each reference names a record that exists and is of the right kind.",
    "vocabulary": "Each word is in its vocabulary in process.yaml.",
    "twice": "Each id and each handle is used only once in the workspace.",
    "imported": "No row of an import is in more than one record.",
    "twin": "No two file names differ only in capital letters or in the form of their accents.",
    "file-name": "Each file name can be stored on every computer and has no invisible characters.",
    "to-come": "No decision has a date in the future.",
    "gone": "Each committed file still exists: records are not deleted, but marked as withdrawn.",
    "home": "Each group folder has its README.md, and each record is in the folder that its id tells.",
    "marker": "No text contains conflict markers of git (<<<<<<<, =======, >>>>>>>).",
    "foreign": "Each file in a folder of records is a record.",
    "unsaved": "Each file beside the records is committed, so that others get it.",
    "earlier-name": "No field has a value under the name of an earlier version beside its present name.",
    "unknown-key": "No key looks like a misspelled field.",
    private_folder.CHECK: private_folder.ABOUT,
    git_files.CHECK: git_files.ABOUT,
    git_files.TEMPLATE_CHECK: git_files.TEMPLATE_ABOUT,
    templates.OLDER: templates.ABOUT_OLDER,
    templates.REASON: templates.ABOUT_REASON,
}


def check_all(workspace: Workspace, skip: Iterable[str] = ()) -> list[Problem]:
    """Everything that is wrong in the workspace, errors first, then process.yaml, then by path; problems that follow
    from another one are counted there. What is skipped is left out, and so is a warning that process.yaml does not
    want."""
    skipped, unwanted = set(skip), set(workspace.process["skip"])
    of_records = (
        problem
        for kind in workspace.kinds
        for record in workspace.records(kind.name)
        for problem in problems_of(record, workspace)
    )
    every = chain(
        of_records,
        *(same_record.same_id(identity, paths) for identity, paths in workspace.ids_used_twice().items()),
        same_record.same_handle(workspace),
        same_record.same_row(workspace),
        misplaced(workspace),
        private_folder.exposed(workspace),
        git_files.found_on_disk(workspace),
        git_files.unwatched(workspace),
        templates.changed(workspace),
        markers.in_other_files(workspace),
    )
    problems = without_consequences(dict.fromkeys(every))
    if any(isinstance(problem.advice, Advice) for problem in problems):
        changed = edited_files(workspace)
        problems = [
            replace(problem, advice=advice_at(Door.HAND, problem.advice)) if problem.path in changed else problem
            for problem in problems
        ]
    return sorted(
        (
            problem
            for problem in problems
            if problem.check not in skipped and not (problem.warning and problem.check in unwanted)
        ),
        key=lambda problem: (
            problem.warning,
            problem.path != PROCESS_FILE,
            problem.path,
            problem.line,
            problem.field,
            problem.check,
        ),
    )


def names(workspace: Workspace) -> dict[str, str]:
    """Every check by its name, with what it looks for."""
    own = {check.name: check.about for kind in workspace.kinds for check in kind.checks}
    return dict(sorted({**ABOUT, **own}.items()))


def explanation(workspace: Workspace, name: str) -> str:
    """What a check is for. Raises NotFound for one that does not exist."""
    refuse_unknown(workspace, [name])
    return f"{name}: {names(workspace)[name]}"


def refuse_unknown(workspace: Workspace, wanted: Iterable[str]) -> None:
    """Raise NotFound for the name of a check that does not exist."""
    known = names(workspace)
    for name in (name for name in wanted if name not in known):
        raise NotFound('There is no check "{name}". The checks are: {checks}.', name=name, checks=", ".join(known))
