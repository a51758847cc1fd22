"""Commits and trees of the repository that a push comes into, with the objects that wait in git's quarantine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from wmstrat.checks.private_folder import of_private_kind
from wmstrat.errors import NotFound
from wmstrat.record.halves import PRIVATE
from wmstrat.repo import Repository, objects
from wmstrat.repo.output import COMMAND, Difference, read_difference
from wmstrat.repo.place import Place, find, repository
from wmstrat.sync.trees import EMPTY

# By these git tells a hook where the objects lie that were pushed and are not taken in yet.
QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")

FORMAT = f"%H%x00%P%x00%s%x00%(trailers:key={COMMAND},valueonly,separator=%x20)"


class TreeCommit(Struct, frozen=True):
    """A commit of a push; `command` is the one of wmstrat that made it (an empty text for none)."""

    sha: str
    parents: tuple[str, ...]
    subject: str
    command: str


class Trees:
    """What git knows of commits and trees. Paths go in and come out relative to the workspace's folder."""

    def __init__(self, place: Place, env: Mapping[str, str]) -> None:
        self.place = place
        # Objects that were pushed to replace others (git replace) are not judged in their place.
        self.repository = Repository(place, env={**env, "GIT_NO_REPLACE_OBJECTS": "1"})
        self._sizes: dict[str, int] = {}
        self._files: dict[tuple[str, str], bytes | None] = {}

    def commit(self, name: str) -> str | None:
        """The full name of a commit, or None when there is none of this name."""
        outcome = self.repository.attempt(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        return outcome.output.decode("ascii").strip() if outcome.code == 0 else None

    def is_ambiguous(self, name: str) -> bool:
        """True for the name of several references, or of a reference and a commit."""
        warning = ("core.warnAmbiguousRefs=true",)
        outcome = self.repository.attempt("rev-parse", "--verify", "--end-of-options", name, settings=warning)
        return "ambiguous" in outcome.words

    def target(self, reference: str) -> str:
        """The full name of the reference that is meant, where it is another name for one (`git symbolic-ref`)."""
        outcome = self.repository.attempt("symbolic-ref", "--quiet", "--", reference)
        return os.fsdecode(outcome.output).strip() or reference

    def contains(self, new: str, old: str) -> bool:
        """True when `old` is part of the history of `new`."""
        return self.repository.run("merge-base", old, new, ok=(0, 1)).decode("ascii").strip() == old

    def commits(self, old: str, new: str) -> list[TreeCommit]:
        """Every commit of `new` that `old` does not have, the oldest first."""
        arguments = ["log", "-z", "--reverse", "--topo-order", "--no-show-signature", "--encoding=UTF-8"]
        output = self.repository.run(*arguments, f"--format={FORMAT}", "--end-of-options", f"{old}..{new}", "--")
        fields = iter(output.decode("utf-8", "replace").split("\0"))
        return [TreeCommit(sha, tuple(next(fields).split()), next(fields), next(fields)) for sha in fields if sha]

    def first_with_private(self, old: str, new: str) -> str | None:
        """The first commit of `new`, and not of `old`, that brought something into private/, in any case."""
        prefix = self.place.prefix
        wanted = f"{prefix}{PRIVATE}".casefold()
        commits = self.repository.files_brought(old, new)
        private = [
            sha
            for sha, paths in commits
            if any(
                f"{path}/".casefold().startswith(wanted)
                or (path.startswith(prefix) and of_private_kind(path.removeprefix(prefix)))
                for path in paths
            )
        ]
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
        return self.repository.difference(old or EMPTY[len(new)], new)

    def differences(self, pairs: Sequence[tuple[str, str]]) -> list[Difference]:
        """How the files of each pair of commits differ, in one process. A first commit has "" for a parent."""
        if not pairs:
            return []
        lines = "".join(f"{new} {old}\n" if old else f"{new}\n" for old, new in pairs)
        inside = [self.place.prefix.rstrip("/")] if self.place.prefix else []
        arguments = ["diff-tree", "--stdin", "--always", "--root", "-r", "-z", "--no-renames", "--no-abbrev", "--raw"]
        fields = iter(self.repository.run(*arguments, "--", *inside, stdin=lines.encode("ascii")).split(b"\0"))
        differences: list[Difference] = []
        for field in fields:
            if field.startswith(b":"):
                for path, versions in read_difference(field + b"\0" + next(fields)):
                    differences[-1][self._inward(path)] = versions
            elif field:  # the name of the commit
                differences.append({})
        return differences

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
        if (commit, path) not in self._files:
            outcome = self.repository.attempt("cat-file", "blob", f"{commit}:{self.place.prefix}{path}")
            self._files[commit, path] = outcome.output if outcome.code == 0 else None
        return self._files[commit, path]

    def names_in(self, commit: str, folders: Iterable[str]) -> dict[str, list[str]]:
        """The paths directly in each of these folders (an empty text for the workspace's own)."""
        names: dict[str, list[str]] = {folder: [] for folder in folders}
        wanted = [self.place.prefix + (folder and f"{folder}/") or "./" for folder in names]
        listed = self.repository.run("ls-tree", "--name-only", "-z", commit, "--", *wanted)
        for path in filter(None, listed.split(b"\0")):
            inward = self._inward(os.fsdecode(path))
            names.get(inward.rpartition("/")[0], []).append(inward)
        return names

    def _inward(self, path: str) -> str:
        return path.removeprefix(self.place.prefix)


def around(directory: str | None, folder: str | None) -> Trees:
    """The repository that calls a hook, or the one around a directory, bare or not. `folder` is the workspace's
    folder in it (None: the one that the directory is in, else the top). Raises NotFound for no repository."""
    start = Path(directory or ".").resolve()
    called = os.environ.get("GIT_DIR") if directory is None else None
    if called or _is_bare(start):
        top = (start / called).resolve() if called else start
        place: Place | None = Place(top, top, top, top)
    else:
        place = _surrounding(start, folder)
    if place is None:
        raise NotFound("{path} is not in a git repository. Name one with: `wmstrat -C DIR guard`", path=start)
    if folder and folder.strip("/"):
        place = place._replace(root=Path(os.path.normpath(place.top / folder.strip("/"))))
        if not place.root.is_relative_to(place.top):
            raise NotFound("{folder} is outside the repository.", folder=folder)
    env = {name: os.environ[name] for name in QUARANTINE if name in os.environ and QUARANTINE[0] in os.environ}
    if called:
        env["GIT_DIR"] = str(place.git_directory)
    return Trees(place, env)


def _surrounding(start: Path, folder: str | None) -> Place | None:
    if folder is None:
        with suppress(NotFound):
            return find(start)._replace(private=None)
    place = repository(start)
    return place and place.whole


def _is_bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
