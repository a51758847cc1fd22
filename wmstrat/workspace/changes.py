"""The files of a workspace as git sees them: which may have changed, which were deleted, which are left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from shlex import quote
from typing import TYPE_CHECKING, Any

from wmstrat.errors import GitFailed, Refused
from wmstrat.record.halves import PRIVATE, git_for, is_private, public_path
from wmstrat.repo.place import Place
from wmstrat.workspace import scan

if TYPE_CHECKING:
    from wmstrat.repo.objects import LooseCommit
    from wmstrat.repo.output import StatusEntry

# The commit, the paths (as `shown`) that differ from it, and the folder of a repository.
State = list[list[Any]]


def since(place: Place, then: State, folders: Collection[str]) -> tuple[State, set[str] | None]:
    """The state of each repository now, and every path that may differ from `then`, in the folders of records also
    those that git ignores; None for these where git cannot tell: a repository or a commit of `then` is not there any
    more. Paths are relative to the workspace."""
    from wmstrat.repo import Repository

    earlier = {folder: (head, dirty) for head, dirty, folder in then}
    now: State = []
    suspects: set[str] = set()
    is_known = True
    for repository, folder in repositories(place):
        git = Repository(repository)
        status = git.status(folders=True, ignored=True)
        head, dirty = status.head or "", []
        own = (entry for entry in status.entries if folder or not place.private or not is_private(entry.path))
        seen = (entry for entry in own if entry.kind != "ignored" or _is_seen(folder + entry.path, folders))
        for path in sorted(folder + entry.path for entry in seen):
            is_folder = path.endswith("/")
            dirty += [inside for inside, _ in scan.walk(place.root, [path[:-1]])] if is_folder else [scan.shown(path)]
        now.append([head, dirty, folder])
        old, dirty_then = earlier.pop(folder, (None, ()))
        committed = [] if old == head else git.differing(old, head) if old and head else None
        is_known = is_known and committed is not None
        suspects.update(dirty_then, dirty, (folder + path for path in committed or ()))
    return now, suspects if is_known and not earlier else None


def _is_seen(path: str, folders: Collection[str]) -> bool:
    """Whether records are looked for at a path that git ignores (a folder ends in a slash)."""
    return scan.within(path.rstrip("/"), folders)


def after(then: State, commits: Mapping[str, LooseCommit], paths: Iterable[str]) -> State | None:
    """The state after these commits of the paths and of nothing else, by the folder of the repository; None where one
    does not follow the state, so that only git can tell."""
    paths = set(paths)
    now: State = []
    for head, dirty, folder in then:
        inside = {path for path in paths if is_private(path) == bool(folder)}
        commit = commits.get(folder)
        if inside and (commit is None or commit.parents != ((head,) if head else ())):
            return None
        now.append([commit.name if commit else head, [path for path in dirty if path not in inside], folder])
    return now


def changed_since(then: State, paths: Iterable[str]) -> State:
    """The state after files at these paths were read anew while git was not asked: they, too, may differ from the
    commit."""
    return [
        [head, sorted({*dirty, *(path for path in paths if is_private(path) == bool(folder))}), folder]
        for head, dirty, folder in then
    ]


def repositories(place: Place) -> Iterable[tuple[Place, str]]:
    """Each repository of a workspace with its folder in the workspace."""
    yield place, ""
    if place.private:
        yield place.private, PRIVATE


def edited(place: Place, *, folders: bool = False) -> dict[str, StatusEntry]:
    """The files that differ from the last commit, new ones included, by their paths; none where git cannot tell. With
    `folders`, a folder in which nothing is tracked is one entry, which is faster."""
    from wmstrat.repo import Repository

    files: dict[str, StatusEntry] = {}
    with suppress(GitFailed):
        for where, folder in repositories(place):
            files.update((folder + entry.path, entry) for entry in Repository(where).status(folders=folders).entries)
    return files


def deleted(place: Place, files: Mapping[str, StatusEntry]) -> Iterator[str]:
    """The path of each of the `edited` files that HEAD has and that is not there."""
    for path, entry in files.items():
        if entry.head_blob and not (place.root / path).exists():
            yield path


def bringing_back(path: str) -> str:
    """The command that brings a deleted file of the workspace back, in the repository that it is in."""
    return git_on(path, "checkout HEAD --")


def git_on(path: str, command: str) -> str:
    """A command of git about a file of the workspace, in the repository that it is in."""
    return f"{git_for(is_private(path))} {command} {quote(public_path(path))}"


def refuse_sparse(place: Place) -> None:
    """Raise Refused for a sparse checkout (`git sparse-checkout`): a command that saw some records only would give
    out ids that are taken. For a clone that was never made sparse no git is started."""
    for repository, folder in repositories(place):
        if repository.is_sparse and _leaves_files_out(repository):
            raise Refused(
                "This clone does not have all files{where} (git sparse-checkout), but wmstrat needs all of them. "
                "Restore them with: `git {option}sparse-checkout disable`",
                where=f" of {folder}" if folder else "",
                option=f"-C {folder.rstrip('/')} " if folder else "",
            )


def _leaves_files_out(repository: Place) -> bool:
    from wmstrat.repo import Repository

    git = Repository(repository.whole)
    if git.config("core.sparseCheckout") != "true":
        return False
    # The setting outlives a checkout of everything.
    return any(entry.startswith(b"S ") for entry in git.run("ls-files", "-t", "-z").split(b"\0"))
