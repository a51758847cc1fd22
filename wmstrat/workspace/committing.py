"""The few git commands that change a repository. For the transaction and its recovery alone. Paths are relative to
the top of the work tree: the repository is one of a place's `whole`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from wmstrat.repo import Outcome, Repository, head
from wmstrat.repo.repository import MANY_PATHS
from wmstrat.workspace import disk

# Housekeeping waits until the lock is free; messages are written here and are UTF-8.
COMMIT_SETTINGS = ("gc.auto=0", "maintenance.auto=false", "i18n.commitEncoding=UTF-8")

PATHS_FROM_INPUT = ("--pathspec-from-file=-", "--pathspec-file-nul")


def stage(repository: Repository, paths: Iterable[str], **how: Any) -> None:
    """Make new files known to the index, so that `commit` finds them. Raises GitFailed, as for an ignored file."""
    repository.run("add", *PATHS_FROM_INPUT, stdin=_listed(paths), **how)


def commit(repository: Repository, paths: Iterable[str], message: Path, *, author: str | None, **how: Any) -> Outcome:
    """Commit exactly these paths as they are on disk; returns what git printed (a summary of the commit, except of
    many files, whose lines git would have to count) and what it and its hooks wrote to standard error. Raises
    GitFailed with git's own words when a hook or the signing refuses, or an identity is missing."""
    paths = list(paths)
    options = ["--only", "--cleanup=verbatim", f"--file={message}", *([f"--author={author}"] if author else [])]
    options += ["--quiet"] if len(paths) > MANY_PATHS else []
    outcome = repository.attempt(
        "commit", *options, *PATHS_FROM_INPUT, settings=COMMIT_SETTINGS, stdin=_pathspecs(paths), **how
    )
    if outcome.code:
        raise repository.failure("commit", outcome)
    return outcome


def rewrite_message(repository: Repository, message: Path, **how: Any) -> None:
    """Give the newest commit this message. No hook sees it: each has seen the commit, and would rewrite it again."""
    options = ("--amend", "--only", "--cleanup=verbatim", "--quiet", f"--file={message}")
    repository.run("commit", *options, settings=(*COMMIT_SETTINGS, f"core.hooksPath={os.devnull}"), **how)


def move_branch(repository: Repository, branch: str, *, to: str | None, away_from: str, **how: Any) -> None:
    """Put a branch back from one commit to another, or to having none; git refuses if it has moved on."""
    reference = "refs/heads/" + branch
    move = ["-d", reference] if to is None else ["-m", "wmstrat: put back", reference, to]
    repository.run("update-ref", *move, away_from, **how)


def match_index_to_head(repository: Repository, paths: Iterable[str], **how: Any) -> None:
    """Make the index entries of these paths those of HEAD; all others stay as they are. Other files are not read, as
    by `git reset`: the program of a filter may be missing."""
    wanted = set(paths)
    known = {}
    if wanted and head(repository.place) is not None:
        few = sorted(wanted) if len(wanted) <= MANY_PATHS else ()
        for entry in repository.run("ls-tree", "-r", "-z", "HEAD", "--", *few, **how).split(b"\0")[:-1]:
            about, path = entry.split(b"\t", 1)
            mode, _, blob = about.decode("ascii").split(" ")
            known[os.fsdecode(path)] = mode, blob
    if there := {path: known[path] for path in wanted & known.keys()}:
        set_index(repository, there, **how)
    if gone := wanted - known.keys():
        repository.run("update-index", "--force-remove", "-z", "--stdin", stdin=_listed(gone), **how)


def set_index(repository: Repository, entries: Mapping[str, tuple[str, str]], **how: Any) -> None:
    """Make index entries (path to mode and blob) what they were."""
    lines = (f"{mode} {blob}\t".encode() + os.fsencode(path) + b"\0" for path, (mode, blob) in entries.items())
    repository.run("update-index", "-z", "--index-info", stdin=b"".join(lines), **how)


def forget_merge(repository: Repository, paths: Sequence[str], **how: Any) -> None:
    """End a merge that has stopped: the paths that it has touched are as HEAD has them, in the index and on disk.
    `git merge --abort` refuses for ever once one of the files was edited. Git forgets the merge first: from then on
    nobody can commit one in which what others did is half taken back."""
    repository.run("merge", "--quit", **how)
    disk.remove(repository.place.git_directory / "AUTO_MERGE")  # which --quit leaves
    match_index_to_head(repository, paths, **how)
    asked = b"".join(b"HEAD:" + os.fsencode(path) + b"\n" for path in paths)
    types = repository.run("cat-file", "--batch-check=%(objecttype)", stdin=asked).splitlines()
    known = [path for path, type_ in zip(paths, types, strict=True) if type_ == b"blob"]
    repository.run("checkout-index", "--force", "-z", "--stdin", stdin=_listed(known), **how)
    for path in {*paths} - {*known}:
        disk.remove(repository.place.top / path)


def tidy(repository: Repository) -> None:
    """Git's automatic housekeeping, unless the user has switched it off. Git guesses the number of loose objects from
    one folder out of 256 (gc.auto in git-config). It is asked only when that folder has changed since."""
    sample = repository.place.common_directory / "objects" / "17"
    now = str(sample.stat().st_mtime_ns if sample.exists() else None)
    asked = repository.place.state / "tidied"
    with suppress(OSError):
        if asked.read_text("ascii") == now:
            return
    wanted = repository.attempt("config", "--type=bool", "--get", "maintenance.auto")
    if wanted.output.strip() != b"false":
        repository.attempt("gc", "--auto", "--quiet")
    with suppress(OSError):
        asked.unlink(missing_ok=True)  # it may be another one's of the group
        asked.write_text(now, "ascii")


def _listed(paths: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(path) + b"\0" for path in paths)


def _pathspecs(paths: Iterable[str]) -> bytes:
    return b"".join(b":(literal)" + os.fsencode(path) + b"\0" for path in paths)
