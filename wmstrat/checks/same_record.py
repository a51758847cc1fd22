"""Files that may be the same record: those that share an id, a handle, or the row of an import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.checks import markers
from wmstrat.record.halves import without_halves
from wmstrat.record.ids import code_of, tail_of
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


def same_id(identity: str, paths: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the files of records that have one id, in any case of its letters."""
    first, *others = without_halves(paths)
    for path in others:
        found, expected = f'"{identity}", which {first} also has', "an id that is used only once in the workspace"
        advice = (
            f"{_if_one_record(first, path)}. Otherwise give the newer one another id: rename its file with git mv, "
            "write the id into it, then save both: wmstrat save"
        )
        yield Problem("twice", path, "id", found, expected, advice)


def same_handle(workspace: Workspace) -> Iterator[Problem]:
    """What is wrong with records that share a handle: one record in two files, once under its number, or a copy."""
    for handle, paths in workspace.handles_used_twice().items():
        first, *others = sorted(paths, key=lambda path: (_is_copy(workspace, path, handle), handle in path, path))
        for path in others:
            name = PurePosixPath(path).stem
            advice = f"If this one is a copy, delete it: {_deleting(path)}."
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


def of_one_row(workspace: Workspace) -> Iterator[list[Record]]:
    """Records of one kind and group that came from the same row, as far as they count: two clones imported it,
    neither of which knew of the other. Other programs may number the rows of each group."""
    for kind in workspace.kinds:
        for ids in workspace.imported(kind.name).values():
            records = [record for each in ids if (record := workspace.get(kind.name, each))] if len(ids) > 1 else []
            groups: dict[str, list[Record]] = {}
            for record in records:
                if not (state := kind.state_named(record.state)) or state.counts:
                    groups.setdefault("" if record.is_group else record.group, []).append(record)
            yield from (same for same in groups.values() if len(same) > 1)


def same_row(workspace: Workspace) -> Iterator[Problem]:
    """What is wrong with the records that came from the same row."""
    for first, *others in of_one_row(workspace):
        for record in others:
            found, expected = f"the same row of an import as in {first.id}", "one record for each row"
            advice = "If both are one record, end or delete one of them; if both are meant, leave them"
            yield Problem("imported", record.path, "import_key", found, expected, advice, warning=True)


def _if_one_record(first: str, path: str) -> str:
    return (
        f"If both are the same record, copy what {first} does not have from this one into it, and delete this "
        f"one: {_deleting(path)}"
    )


def _is_copy(workspace: Workspace, path: str, handle: str) -> bool:
    """Whether a file with a handle cannot be the record that got it: it has another one in its name, or a name that
    is not an id (`CB-Q5 (copy).md`)."""
    return any(
        not kind.ids.fits(name, code_of(name)) or (tail_of(name) and name.casefold() != handle.casefold())
        for kind, name, _ in workspace.belongs(path)
    )


def _deleting(path: str) -> str:
    """What deletes a file of the workspace that is one too many."""
    git, inside = markers.repository_of(path)
    committing = markers.committing("Delete a copy", git)
    return f"rm {quote(path)} (or, if it is committed: {git} rm {quote(inside)}, then {committing})"
