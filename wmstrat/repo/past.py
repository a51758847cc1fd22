"""Files of past commits, read through GitPython's objects.

Only this module imports GitPython, since that costs 50 ms and two git processes, and only rare commands use it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from wmstrat.errors import GitFailed, RemoteUnavailable
from wmstrat.repo.process import NOT_INHERITED
from wmstrat.repo.runner import NOT_HERE

if TYPE_CHECKING:
    from git.objects import Commit, IndexObject

    from wmstrat.repo.place import Place


def versions(place: Place, commits: Iterable[str], path: str) -> list[bytes]:
    """The content of the file at a path under the root in each of the commits that has one, in their order.

    Raises RemoteUnavailable where a partial clone does not get a version from its remote, GitFailed where git cannot
    be started or is ended.
    """
    name = place.prefix + path
    try:
        with _environment():
            from git import Repo

            with closing(Repo(place.top)) as repository:
                return [
                    entry.data_stream.read()
                    for commit in commits
                    if (entry := _entry(repository.commit(commit), name)) and entry.type == "blob"
                ]
    except Exception as error:  # GitPython raises classes of its own, and even its import starts git
        if next((place.common_directory / "objects/pack").glob("*.promisor"), None):
            raise RemoteUnavailable(NOT_HERE, top=place.top) from error
        why = "git could not read earlier versions of {path}: {reason}. Nothing was changed. Type the command again."
        raise GitFailed(why, path=path, reason=str(error) or type(error).__name__) from error


def _entry(commit: Commit, name: str) -> IndexObject | None:
    with suppress(KeyError):
        return commit.tree / name
    return None


@contextmanager
def _environment() -> Iterator[None]:
    """No variable of a calling git is in the environment: GitPython can add variables, but not take them away."""
    before = {name: os.environ.pop(name) for name in (*NOT_INHERITED, "GIT_PYTHON_REFRESH") if name in os.environ}
    os.environ["GIT_PYTHON_REFRESH"] = "quiet"  # a missing git is reported by the process module
    try:
        yield
    finally:
        del os.environ["GIT_PYTHON_REFRESH"]
        os.environ.update(before)
