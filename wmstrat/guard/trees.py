"""Commits and trees of the repository that a push comes into, with the objects that wait in git's quarantine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import NotFound
from wmstrat.repo import Repository, objects
from wmstrat.repo.output import Difference, read_difference
from wmstrat.repo.place import Place, find, repository
from wmstrat.sync.trees import EMPTY, common

if TYPE_CHECKING:
    from collections.abc import Mapping

QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
"""By these git tells a hook where the objects lie that were pushed and are not taken in yet."""


class Commit(Struct, frozen=True):
    """A commit of a push: its name, its parents, the author's name and mail as written, its subject, and the command
    of wmstrat that made it (an empty text for none)."""

    sha: str
    parents: tuple[str, ...]
    name: str
    mail: str
    subject: str
    command: str


FORMAT = "%H%x00%P%x00%an%x00%ae%x00%s%x00%(trailers:key=Wmstrat-Command,valueonly,separator=%x20)"


class Trees:
    """What git knows of commits and trees. Paths go in and come out relative to the workspace's folder."""

    def __init__(self, place: Place, env: Mapping[str, str]) -> None:
        self.place = place
        # Objects that were pushed to replace others (git replace) are not judged in their place.
        self.repository = Repository(place, env={**env, "GIT_NO_REPLACE_OBJECTS": "1"})
        self._differences: dict[tuple[str, str], Difference] = {}
        self._sizes: dict[str, int] = {}

    def commit(self, name: str) -> str | None:
        """The full name of a commit, or None when there is none of this name."""
        outcome = self.repository.attempt(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        return outcome.output.decode("ascii").strip() if outcome.code == 0 else None

    def references(self, name: str) -> list[str]:
        """The full names of all references that git could take a name for, other than HEAD and its like."""
        folders = ("refs/heads/", "refs/remotes/", "refs/tags/", "refs/")
        wanted = [*(folder + name for folder in folders), f"refs/remotes/{name}/HEAD"]
        listed = self.repository.run("for-each-ref", "--format=%(refname)", "--", *wanted)
        there = set(os.fsdecode(listed).split("\n"))
        return [full for full in wanted if full in there]

    def branch(self) -> str:
        """The full name of the branch that the repository shows to its readers; an empty text for none."""
        outcome = self.repository.attempt("symbolic-ref", "--quiet", "HEAD")
        return os.fsdecode(outcome.output).strip()

    def target(self, reference: str) -> str:
        """The full name of the reference that is meant: its own, unless it is another name for something else (`git
        symbolic-ref`)."""
        outcome = self.repository.attempt("symbolic-ref", "--quiet", "--", reference)
        return os.fsdecode(outcome.output).strip() or reference

    def contains(self, new: str, old: str) -> bool:
        """True when `old` is part of the history of `new`."""
        return self.repository.run("merge-base", old, new, ok=(0, 1)).decode("ascii").strip() == old

    def commits(self, old: str, new: str) -> list[Commit]:
        """Every commit of `new` that `old` does not have, the oldest first."""
        arguments = ["log", "-z", "--reverse", "--topo-order", "--no-show-signature", "--encoding=UTF-8"]
        output = self.repository.run(*arguments, f"--format={FORMAT}", "--end-of-options", f"{old}..{new}", "--")
        fields = iter(output.decode("utf-8", "replace").split("\0"))
        return [
            Commit(sha, tuple(next(fields).split()), next(fields), next(fields), next(fields), next(fields))
            for sha in fields
            if sha
        ]

    def first_commit_with(self, folder: str, old: str, new: str) -> str | None:
        """The first commit of `new` that `old` does not have and that brought something into this folder, or a file
        of its name, in any case of the letters."""
        wanted = f"{self.place.prefix}{folder}/".casefold()
        commits = self.repository.files_brought(old, new)
        private = [sha for sha, paths in commits if any(f"{path}/".casefold().startswith(wanted) for path in paths)]
        return private[-1] if private else None

    def ever_had(self, commit: str, paths: Sequence[str]) -> set[str]:
        """Those of the paths that some commit of this history has added."""
        wanted = [self.place.prefix + path for path in paths]
        added = self.repository.files_added("--full-history", "-m", "--end-of-options", commit, "--", *wanted)
        return {self._inward(path) for path in added}

    def before_it_went(self, commit: str, path: str) -> bytes | None:
        """The bytes that a file had which this history has had and has no more; None where that cannot be told."""
        wanted = self.place.prefix + path
        went = self.repository.run("rev-list", "--max-count=1", commit, "--", wanted).decode("ascii").strip()
        return self.file(f"{went}^", path) if went else None

    def difference(self, old: str, new: str) -> Difference:
        """How the files of two commits differ. An empty `old` means no files at all."""
        if (old, new) not in self._differences:
            self._differences[old, new] = self.repository.difference(old or EMPTY[len(new)], new)
        return self._differences[old, new]

    def differences(self, pairs: Sequence[tuple[str, str]]) -> list[Difference]:
        """How the files of each pair of commits differ, in one process. An empty first one means the parent of
        a commit that has none."""
        if not pairs:
            return []
        lines = "".join(f"{new} {old}\n" if old else f"{new}\n" for old, new in pairs)
        inside = [self.place.prefix.rstrip("/")] if self.place.prefix else []
        arguments = ["diff-tree", "--stdin", "--always", "--root", "-r", "-z", "--no-renames", "--no-abbrev", "--raw"]
        output = self.repository.run(*arguments, "--", *inside, stdin=lines.encode("ascii"))
        return [
            {self._inward(path): versions for path, versions in read_difference(b"\0".join(fields))}
            for fields in _apart(output)
        ]

    def bases(self, first: str, other: str) -> list[str]:
        """The newest commits that both have."""
        return common(self.repository, first, other)

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """The bytes of each object."""
        asked = set(names)
        self._sizes.update(objects.sizes(self.repository, sorted(asked - self._sizes.keys())))
        return {name: self._sizes[name] for name in asked & self._sizes.keys()}

    def contents(self, names: Iterable[str]) -> dict[str, bytes]:
        """The bytes of objects by name."""
        return objects.blobs(self.repository, sorted(set(names)))

    def file(self, commit: str, path: str) -> bytes | None:
        """The bytes of one file of a commit, or None when it has none there."""
        outcome = self.repository.attempt("cat-file", "blob", f"{commit}:{self.place.prefix}{path}")
        return outcome.output if outcome.code == 0 else None

    def names_in(self, commit: str, folders: Iterable[str]) -> dict[str, list[str]]:
        """The paths directly in each of these folders (an empty text for the workspace's own)."""
        names: dict[str, list[str]] = {folder: [] for folder in folders}
        wanted = [self.place.prefix + (folder and folder + "/") for folder in names]
        named = [path for path in wanted if path]
        outputs = [self.repository.run("ls-tree", "--name-only", "-z", commit, "--", *named)] if named else []
        if len(named) < len(wanted):
            outputs.append(self.repository.run("ls-tree", "--name-only", "-z", commit))
        for path in {path for output in outputs for path in output.split(b"\0") if path}:
            inward = self._inward(os.fsdecode(path))
            names.get(inward.rpartition("/")[0], []).append(inward)
        return names

    def _inward(self, path: str) -> str:
        return path.removeprefix(self.place.prefix)


def _apart(output: bytes) -> Iterator[list[bytes]]:
    """The fields of each pair, without the name of the commit that begins them."""
    gathered: list[bytes] | None = None
    fields = iter(output.split(b"\0"))
    for field in fields:
        if field.startswith(b":") and gathered is not None:
            gathered += [field, next(fields)]
        elif field:
            if gathered is not None:
                yield gathered
            gathered = []
    if gathered is not None:
        yield gathered


def around(directory: str | None, folder: str | None) -> Trees:
    """The repository that is looked at: the one that calls a hook, or the one around a directory, bare or not.

    `folder` is the workspace's folder in it; None means the one that the directory lies in, else the top.
    Raises NotFound when there is no repository.
    """
    start = Path(directory or ".").resolve()
    called = os.environ.get("GIT_DIR") if directory is None else None
    if called or _is_bare(start):
        top = (start / called).resolve() if called else start
        place = Place(top, top, top, top)
    else:
        surrounding = _surrounding(start, folder)
        if surrounding is None:
            raise NotFound("{path} is in no git repository. Name one with: wmstrat -C DIR guard", path=start)
        place = surrounding
    if folder and folder.strip("/"):
        place = place._replace(root=Path(os.path.normpath(place.top / folder.strip("/"))))
        if not place.root.is_relative_to(place.top):
            raise NotFound("{folder} leads out of the repository.", folder=folder)
    env = {name: os.environ[name] for name in QUARANTINE if name in os.environ and QUARANTINE[0] in os.environ}
    if called:
        env["GIT_DIR"] = str(place.git_directory)
    return Trees(place, env)


def _surrounding(start: Path, folder: str | None) -> Place | None:
    if folder is None:
        try:
            return find(start)._replace(private=None)
        except NotFound:
            pass
    place = repository(start)
    return place and place.whole


def _is_bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
