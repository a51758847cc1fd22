"""The questions to git in one repository, and its answers."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wmstrat.repo.output import (
    LOG_FORMAT,
    Commit,
    Difference,
    GitStatus,
    read_difference,
    read_differences,
    read_history,
    read_status,
)
from wmstrat.repo.references import head, is_alone
from wmstrat.repo.runner import Runner

if TYPE_CHECKING:
    from wmstrat.repo.place import Place

# git compares every path of the index with every pathspec: from here on one unlimited look is cheaper.
MANY_PATHS = 100

# How git says that nobody has told it as whom to commit.
NOBODY = re.compile(r"tell me who you are|\bident name\b|ident email|auto-detect")


class Repository(Runner):
    """What git tells of one repository."""

    def __init__(self, place: Place, *, env: Mapping[str, str] | None = None) -> None:
        super().__init__(place, env=env)
        self._known: dict[tuple[str, str], Difference] = {}

    def status(
        self, paths: Iterable[str] | None = None, *, ignored: bool = False, folders: bool = False
    ) -> GitStatus:
        """Branch, HEAD, and how files differ from them, of all paths under the root or of some.

        Takes no lock and writes nothing. With `ignored`, paths that exist but are ignored are listed too. With
        `folders`, a folder in which nothing is tracked is one entry that ends in a slash, which is faster.
        """
        wanted = None if paths is None else list(paths)
        few = wanted is not None and 0 < len(wanted) <= MANY_PATHS
        pathspecs = [self._outward(path) for path in wanted or ()] if few else self._everything()
        status = self.begin_status(pathspecs, ignored=ignored, folders=folders)()
        if wanted is None or few:
            return status
        asked = set(wanted)
        return replace(status, entries=tuple(entry for entry in status.entries if entry.path in asked))

    def begin_status(
        self, pathspecs: Sequence[str] | None = None, *, ignored: bool = False, folders: bool = False
    ) -> Callable[[], GitStatus]:
        """`status`, started; what is returned waits for the answer. `pathspecs` are seen from the top."""
        ended = self.begin(
            "status", "--porcelain=v2", "-z", "--branch", "--no-ahead-behind", "--no-renames",
            f"--untracked-files={'normal' if folders else 'all'}", *(["--ignored=matching"] if ignored else []),
            "--", *(self._everything() if pathspecs is None else pathspecs),
            env={"GIT_OPTIONAL_LOCKS": "0"},
        )  # fmt: skip

        def answer() -> GitStatus:
            outcome = ended()
            if outcome.code:
                raise self.failure("status", outcome)
            status = read_status(outcome.output)
            entries = (replace(entry, path=self._inward(entry.path)) for entry in status.entries)
            return replace(status, entries=tuple(entries))

        return answer

    def history(
        self,
        paths: Iterable[str] = (),
        *,
        follow: bool = False,
        limit: int | None = None,
        merges: bool = True,
        merges_that_say: str = "",
        renames: bool = True,
        revision: str | Sequence[str] = "HEAD",
    ) -> Iterator[Commit]:
        """Commits that changed these paths (none: anything under the root), newest first; also those of which a merge
        has kept nothing.

        `follow` takes one path through its renames; without `renames` a moved file counts as deleted and
        added. With `merges_that_say`, a POSIX pattern, only merges that have such a line in their message.
        `revision` may be a range, or several commits. On a branch without a commit there is nothing.
        """
        revisions = (revision,) if isinstance(revision, str) else revision
        if not revisions or (revision == "HEAD" and head(self.place) is None):
            return
        options = ["--full-history", "-M" if renames else "--no-renames"]
        if follow:
            options.append("--follow")
        if limit is not None:
            options.append(f"--max-count={limit}")
        if not merges:
            options.append("--no-merges")
        if merges_that_say:
            options += ["--merges", "--extended-regexp", f"--grep=^{merges_that_say}$"]
        pathspecs = [self._outward(path) for path in paths] or self._everything()
        for commit in self._log(*options, "--end-of-options", *revisions, "--", *pathspecs):
            changes = (
                replace(change, old_path=self._inward(change.old_path), new_path=self._inward(change.new_path))
                for change in commit.changes
            )
            yield replace(commit, changes=tuple(changes))

    def files_brought(self, old: str, new: str) -> Iterator[tuple[str, list[str]]]:
        """Each commit of `new` that `old` (empty for none) does not have, and the files that it adds or changes, seen
        from the top, even if a later one takes them away again. A merge brings what none of its parents has."""
        revision = f"{old}..{new}" if old else new
        for commit in self._log("-c", "--no-renames", "--diff-filter=AMT", "--end-of-options", revision, "--"):
            if commit.changes:
                yield commit.sha, [change.new_path for change in commit.changes]

    def merged_changes(self, revisions: Sequence[str]) -> Iterator[Commit]:
        """The merges of these commits, each with the files in which it differs from all of its parents."""
        options = "--merges", "-c", "--no-renames"
        for commit in self._log(*options, "--end-of-options", *revisions, "--", *self._everything()):
            changes = (replace(change, new_path=self._inward(change.new_path)) for change in commit.changes)
            yield replace(commit, changes=tuple(changes))

    def files_added(self, *selection: str) -> list[str]:
        """The files that the commits of a selection (the arguments of `git log`) added, in the order of these
        commits, seen from the top."""
        commits = self._log("--no-renames", "--diff-filter=A", *selection)
        return [change.new_path for commit in commits for change in commit.changes]

    def _log(self, *arguments: str) -> Iterator[Commit]:
        """What `git log` tells of the commits that the arguments select, while it tells it; paths from the top."""
        format_ = ("--raw", "-z", "--no-abbrev", "--encoding=UTF-8", "--date=raw", f"--format={LOG_FORMAT}")
        with self.reading("log", *format_, *arguments) as output:
            yield from read_history(_split_at_nul(output))

    def differing(self, old: str, new: str) -> list[str] | None:
        """The paths under the root that differ between two commits; None when git no longer has one of them."""
        outcome = self.attempt("diff", "--name-only", "-z", "--no-renames", old, new, "--", *self._everything())
        return None if outcome.code else self._paths(outcome.output)

    def difference(self, old: str, new: str) -> Difference:
        """How the files of two commits, or trees, differ, by their full names; a moved file is one gone and one new.
        It never changes, so git is asked once for the same two."""
        if (old, new) not in self._known:
            options = "-r", "-z", "--no-renames", "--no-abbrev"
            output = self.run("diff-tree", *options, old, new, "--", *self._everything())
            self._known[old, new] = {self._inward(path): versions for path, versions in read_difference(output)}
        return dict(self._known[old, new])

    def differences(self, old: str, new: Sequence[str]) -> dict[str, Difference]:
        """The same from one commit to each of several others, through one process. In a partial clone git also gets
        all that differs, at once: else it would get it file by file."""
        lines = "".join(f"{commit} {old}\n" for commit in new).encode("ascii")
        options = "--stdin", "-r", "-z", "--no-renames", "--no-abbrev"
        output = self.run("diff-tree", *options, "--", *self._everything(), stdin=lines)
        if output and next((self.place.common_directory / "objects/pack").glob("*.promisor"), None):
            counting = "diff-tree", "--stdin", "-r", "--numstat", "--no-renames"
            self.attempt(*counting, "--", *self._everything(), stdin=lines)
        found = read_differences(output)
        if self._prefix:
            found = {
                commit: {self._inward(path): versions for path, versions in difference.items()}
                for commit, difference in found.items()
            }
        return {commit: found.get(commit, {}) for commit in new}

    def tracked(self) -> dict[str, str]:
        """The files that git has in its index. Where it was told not to look for changes of one, with the option of
        `git update-index` that says so; else, and for what a sparse checkout leaves out, with an empty text."""
        listed = self._listed().split(b"\0")[:-1]
        return {self._inward(os.fsdecode(entry[2:])): self._unwatched_by(entry) for entry in listed}

    def unwatched(self) -> dict[str, str]:
        """The files whose changes git was told not to look for, each with the option that says so."""
        listed = self._listed()
        if listed.count(b"\0H ") == listed.count(b"\0") - 1 and listed.startswith(b"H "):
            return {}  # almost always, and seen at once
        options = {entry: self._unwatched_by(entry) for entry in listed.split(b"\0")[:-1]}
        return {self._inward(os.fsdecode(entry[2:])): option for entry, option in options.items() if option}

    def _listed(self) -> bytes:
        """The files of the index (`git ls-files -v -z`), each after a letter: H for those that git looks at."""
        return self.run("ls-files", "-v", "-z", "--", *self._everything())

    def _unwatched_by(self, entry: bytes) -> str:
        if entry[:1].islower():
            return "assume-unchanged"
        is_there = entry.startswith(b"S") and os.path.lexists(self.place.root / self._inward(os.fsdecode(entry[2:])))
        return "skip-worktree" if is_there else ""

    def unmerged(self) -> dict[str, dict[int, str]]:
        """The blobs that a stopped merge has of each path: 1 is the base, 2 mine, 3 theirs, as far as they exist."""
        stages: dict[str, dict[int, str]] = {}
        for entry in self.run("ls-files", "--unmerged", "-z", "--", *self._everything()).split(b"\0")[:-1]:
            about, path = entry.split(b"\t", 1)
            _, name, stage = about.decode("ascii").split(" ")
            stages.setdefault(self._inward(os.fsdecode(path)), {})[int(stage)] = name
        return stages

    def config(self, name: str) -> str | None:
        """The value that git uses for a setting, or None."""
        output = self.run("config", "--null", "--get", name, ok=(0, 1))
        return output.removesuffix(b"\0").decode("utf-8", "replace") if output else None

    def is_published(self, sha: str) -> bool:
        """Whether a commit is reachable from any remote-tracking branch."""
        if is_alone(self.place):
            return False
        listed = self.run("for-each-ref", "--count=1", f"--contains={sha}", "--format=x", "--", "refs/remotes/")
        return bool(listed.strip())

    def others_have(self, paths: Sequence[str]) -> set[str]:
        """Those of the paths at which any remote-tracking branch has a file; two processes at most, and none
        without such a branch."""
        if not paths or is_alone(self.place):
            return set()
        tips = self.run("for-each-ref", "--format=%(objectname)", "--", "refs/remotes/").decode("ascii").split()
        asked = [(tip, path) for tip in dict.fromkeys(tips) for path in paths if "\n" not in path]
        lines = (os.fsencode(f"{tip}:{self._outward(path)}\n") for tip, path in asked)
        types = self.run("cat-file", "--batch-check=%(objecttype)", stdin=b"".join(lines)) if asked else b""
        return {path for (_, path), type_ in zip(asked, types.splitlines(), strict=True) if type_ == b"blob"}

    def editor(self) -> str | None:
        """The command line of the editor that git would start; None where it has none."""
        return os.fsdecode(self.attempt("var", "GIT_EDITOR").output).strip() or None

    def pager(self) -> str | None:
        """The command line of the pager that git would start; None where it has none."""
        return os.fsdecode(self.attempt("var", "GIT_PAGER").output).strip() or None

    def identity(self, role: str = "AUTHOR") -> tuple[str, str] | None:
        """Name and mail that git would commit with as `AUTHOR` or `COMMITTER`; None where nobody has told it. Raises
        GitFailed where it cannot tell for another reason, such as a setting that it does not understand."""
        outcome = self.attempt("var", f"GIT_{role}_IDENT")
        if outcome.code and not NOBODY.search(outcome.words):
            raise self.failure("var", outcome)
        parts = re.fullmatch(r"(.*) <(.*)> \d+ [-+]\d+", outcome.output.decode("utf-8", "replace").strip())
        return (parts[1], parts[2]) if parts else None

    def ignored(self, paths: Iterable[str]) -> set[str]:
        """Those of the paths, which need not exist and are in no index, that git would ignore."""
        given = b"".join(b"./" + os.fsencode(self._outward(path)) + b"\0" for path in paths)
        output = self.run("check-ignore", "--no-index", "-z", "--stdin", stdin=given, ok=(0, 1))
        return {self._inward(os.fsdecode(path[2:])) for path in output.split(b"\0")[:-1]}


def _split_at_nul(stream: Any) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read1(65_536):
        *pieces, rest = (rest + chunk).split(b"\0")
        yield from pieces
    if rest:
        yield rest
