"""The checks that every record goes through, whatever its kind, and the run of all checks over a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import PurePosixPath
from shlex import quote
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.checks import git_files, markers, private_folder
from wmstrat.checks.consequences import without_consequences
from wmstrat.checks.layout import misplaced
from wmstrat.errors import NotFound
from wmstrat.record.doors import Door, advice_at
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import PRIVATE, without_halves
from wmstrat.record.ids import code_of, tail_of
from wmstrat.record.nearest import nearest, with_nearest
from wmstrat.record.problem import Advice, Problem, by_editing, by_setting
from wmstrat.record.record import Record
from wmstrat.record.rules import days_to_come
from wmstrat.record.types import FieldType, Listing, Reference, Term
from wmstrat.record.view import View, code_of_group, vocabulary
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.workspace.changes import edited

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
    "gone": "Each committed file still exists: records are not deleted.",
    "home": "Each group folder has its README.md, and each record is in the folder that its id tells.",
    "marker": "No text contains conflict markers of git (<<<<<<<, =======, >>>>>>>).",
    "foreign": "Each file in a folder of records is a record.",
    "unsaved": "Each file beside the records is committed, so that others get it.",
    "earlier-name": "No field has a value under the name of an earlier version beside its present name.",
    "unknown-key": "No key looks like a misspelled field.",
    private_folder.CHECK: private_folder.ABOUT,
    git_files.CHECK: git_files.ABOUT,
    git_files.TEMPLATE_CHECK: git_files.TEMPLATE_ABOUT,
}


def problems_of(record: Record, view: View) -> Iterator[Problem]:
    """Everything that is wrong with one record, errors and warnings, in no particular order."""
    yield from record.problems
    if record.unreadable:
        return
    yield from _form(record, view)
    contradicted = {problem.field for problem in record.problems if problem.check == "id"}
    for field in record.kind.fields:
        if field.name in contradicted:
            continue
        for name, type_, text in _leaves(field, record[field.name]):
            if isinstance(type_, Term) and text:
                yield from _word(record, view, name, type_, text)
            elif isinstance(type_, Reference) and any(type_.references(text)):
                yield from _reference(record, view, name, type_, text)
        yield from _entries_twice(record, field)
    yield from _settled_days(record, view)
    yield from _markers(record)
    if not any(problem.check in ("type", "required", "id") for problem in record.problems):
        for check in record.kind.checks:
            yield from check.find(record, view)


def _form(record: Record, view: View) -> Iterator[Problem]:
    kind = record.kind
    code = code_of_group(view, record.group) if kind.in_group else ""
    if kind.in_group and not code:
        return  # the check `reference` (or `home`) says so
    if not kind.ids.fits(record.id, code):
        other = code_of(record.id) if code else ""
        recoded = other not in ("", code) and kind.ids.fits(record.id, other)
        # private/ may have been published before the group was, so that no recoding reaches it
        for_good = recoded and kind.home.private
        expected = f"an id in the form of a {kind.name} of this group" if code else "a name in small letters"
        advice = "Rename the file (git mv), write the same id into it, then save both: wmstrat save"
        if recoded:
            advice = f"If the code of the group is wrong, correct it. If not: {advice[:1].lower()}{advice[1:]}"
        if for_good:
            advice = "You need not do anything: the record was made when the group had another code."
        yield Problem("id-form", record.path, "id", f'"{record.id}"', expected, advice, warning=for_good)
    elif home := elsewhere(record):
        found, advice = "a record in another folder than its id tells", f"Move it: {moving(record.path, home)}"
        yield Problem("home", record.path, "", found, home, advice)


def elsewhere(record: Record) -> str:
    """Where a record that is in another place belongs; an empty text for one in its place, or in none yet."""
    home = record.expected_path
    if record.path in ("", home, f"private/{home}"):
        return ""
    return home if not record.path.startswith("private/") or home.startswith("private/") else f"private/{home}"


def moving(path: str, home: str) -> str:
    """The line that moves a file of the workspace, in the repository that it is in."""
    git = "git mv"
    if path.startswith("private/"):
        git, path, home = "git -C private mv", path.removeprefix("private/"), home.removeprefix("private/")
    return f"{git} {path} {home}"


def deleting(path: str) -> str:
    """What deletes a file of the workspace that is one too many."""
    git, inside = markers.repository_of(path)
    committing = markers.committing("Delete a copy", git)
    return f"rm {quote(path)} (or, if it is committed: {git} rm {quote(inside)}, then {committing})"


def _leaves(field: Field, value: object) -> Iterator[tuple[str, FieldType, str]]:
    """Every (field name, type, text) of a value, down to the single words of lists and entries."""
    type_ = field.type
    if isinstance(type_, Listing) and isinstance(value, list):
        for place, item in enumerate(value):
            yield f"{field.name}[{place}]", type_.of, item
    elif isinstance(type_, Entries) and isinstance(value, list):
        for place, entry in enumerate(value):
            for inner in type_.fields:
                yield f"{field.name}[{place}].{inner.name}", inner.type, entry.get(inner.name, "")
    elif isinstance(value, str):
        yield field.name, type_, value


def _word(record: Record, view: View, name: str, type_: Term, word: str) -> Iterator[Problem]:
    known = vocabulary(view, type_.vocabulary)
    if word not in known:
        where = f"{type_.vocabulary} in process.yaml"
        expected = f"one of {', '.join(known)}" if known else f"a word of {where}, which has no words yet"
        adding = f"wmstrat set process {quote(f'{type_.vocabulary}+={word}')}"
        found = with_nearest(f'"{word}"', word, known)
        advice = f"Use one of them, or add the word: {adding}" if known else f"Add the word: {adding}"
        if nearest(word, known):
            advice = "Use one of them"
        yield Problem("vocabulary", record.path, name, found, expected, advice)


def _reference(record: Record, view: View, name: str, type_: Reference, target: str) -> Iterator[Problem]:
    records = (view.get(kind, target) for kind in type_.kinds) if type_.kinds else [view.named(target)]
    other = next(filter(None, records), None)
    if other is None or (other.path.startswith(PRIVATE) and not record.path.startswith(PRIVATE)):
        found = f'"{target}"' + (", which is private" if other else "")
        yield Problem("reference", record.path, name, found, type_.expected, by_editing(record, "Correct it"))


def _entries_twice(record: Record, field: Field) -> Iterator[Problem]:
    """Entries that are recognised by an id have one of their own: words of process.yaml, lines of a table."""
    if not isinstance(field.type, Entries) or field.type.key != ("id",) or field.type.numbered:
        return
    seen: set[str] = set()
    for place, entry in enumerate(record[field.name]):
        if entry["id"] in seen:
            found, where = f'"{entry["id"]}", which is already in the list', f"{field.name}[{place}].id"
            advice = by_editing(record, "Remove one of the two, or give it another id")
            yield Problem("twice", record.path, where, found, "an id that is in the list only once", advice)
        seen.add(entry["id"])


def _settled_days(record: Record, view: View) -> Iterator[Problem]:
    """A day to come on which something was settled, such as one from a clock that was wrong."""
    for name in days_to_come(record, view):
        advice = by_setting(record, "Correct the date", f"{name}=DATE")
        yield Problem(
            "to-come", record.path, name, record[name], "a date that is not in the future", advice, warning=True
        )


def _markers(record: Record) -> Iterator[Problem]:
    likely = any(sign in record.body for sign in markers.SIGNS)
    line = markers.first_marker(record.body.encode()) if likely else 0
    if line:
        found, advice = (
            record.body.splitlines()[line - 1][:40],
            by_editing(record, "Choose between the two versions"),
        )
        expected = "a text without conflict markers (if the line is part of the text, begin it with a space)"
        yield Problem("marker", record.path, "body", f'the line "{found}"', expected, advice)


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
        *(standing_twice(identity, paths) for identity, paths in workspace.ids_used_twice().items()),
        twice_the_same(workspace),
        imported_twice(workspace),
        misplaced(workspace),
        private_folder.exposed(workspace),
        git_files.found_on_disk(workspace),
        git_files.unwatched(workspace),
        markers.in_other_files(workspace),
    )
    problems = without_consequences(dict.fromkeys(every))
    if any(isinstance(problem.advice, Advice) for problem in problems):
        changed = edited(workspace.place)
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


def standing_twice(identity: str, paths: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the files of records that have one id, in any case of its letters."""
    first, *others = without_halves(paths)
    for path in others:
        found, expected = f'"{identity}", which {first} also has', "an id that is used only once in the workspace"
        advice = (
            f"{_if_one_record(first, path)}. Otherwise give the newer one another id: rename its file with git mv, "
            "write the id into it, then save both: wmstrat save"
        )
        yield Problem("twice", path, "id", found, expected, advice)


def twice_the_same(workspace: Workspace) -> Iterator[Problem]:
    """Records that share a handle: one record that came in by two ways, once under its number, or a copy."""
    for handle, paths in workspace.handles_used_twice().items():
        first, *others = sorted(paths, key=lambda path: (_is_copy(workspace, path, handle), handle in path, path))
        for path in others:
            name = PurePosixPath(path).stem
            advice = f"If this one is a copy, delete it: {deleting(path)}."
            if any(kind.ids.fits(name, code_of(name)) for kind, _, _ in workspace.belongs(path)):
                advice = (
                    f"If this one was copied to make another record, clear its handle: wmstrat set {name} handle= "
                    "(in a file that is not committed yet, delete it by hand)."
                )
            found, expected = (
                f'"{handle}", which {first} also has',
                "a handle that is used only once in the workspace",
            )
            yield Problem("twice", path, "handle", found, expected, f"{advice} {_if_one_record(first, path)}")


def same_rows(workspace: Workspace) -> Iterator[list[Record]]:
    """Records of one kind that came from the same row, as far as they count: two clones imported it, neither of which
    knew of the other, or somebody did so again."""
    for kind in workspace.kinds:
        for ids in workspace.imported(kind.name).values():
            records = [record for each in ids if (record := workspace.get(kind.name, each))] if len(ids) > 1 else []
            counting = [each for each in records if not (state := kind.state_named(each.state)) or state.counts]
            if len(counting) > 1:
                yield counting


def imported_twice(workspace: Workspace) -> Iterator[Problem]:
    """What is wrong with the records that came from the same row."""
    for first, *others in same_rows(workspace):
        for record in others:
            found, expected = f"the same row of an import as in {first.id}", "one record for each row"
            advice = "If both are one record, end or delete one of them; if both are meant, leave them"
            yield Problem("imported", record.path, "import_key", found, expected, advice, warning=True)


def _if_one_record(first: str, path: str) -> str:
    return (
        f"If both are the same record, copy what {first} does not have from this one into it, and delete this "
        f"one: {deleting(path)}"
    )


def _is_copy(workspace: Workspace, path: str, handle: str) -> bool:
    """Whether a file with a handle cannot be the record that got it: it has another one in its name, or a name that
    is no id (`CB-Q5 (copy).md`)."""
    return any(
        not kind.ids.fits(name, code_of(name)) or (tail_of(name) and name.casefold() != handle.casefold())
        for kind, name, _ in workspace.belongs(path)
    )
