"""A branch, its work tree and its index go forward to another commit, or back from a merge: all of it, or nothing.

Git does it; what is written down beforehand is enough to put everything in order if git was killed between two files.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from shlex import quote

from msgspec import DecodeError, Struct, json

from wmstrat.errors import GitFailed, Refused, WmstratError
from wmstrat.repo import PROMISED, Outcome, Repository, branch, head, objects
from wmstrat.repo.output import Difference
from wmstrat.repo.place import Place
from wmstrat.workspace import committing, disk, journal, leftovers, lock


class Move(Struct, frozen=True, tag_field="move", tag=1):
    """A fast-forward under way, from one commit to another, in the public repository or in the private one."""

    id: str
    pid: int
    private: bool
    old: str
    new: str
    edited: tuple[str, ...] = ()
    """Paths that were not as HEAD has them beforehand. Git never touches these, so they are left alone."""


class Return(Struct, frozen=True, tag_field="move", tag=2):
    """A merge of git that stopped, of which HEAD is `old`, and that is being taken back."""

    id: str
    pid: int
    private: bool
    old: str
    new: tuple[str, ...]
    """The commits that it wanted to bring in."""
    paths: tuple[str, ...]
    """What it has touched."""


def forward(
    place: Place,
    where: Place,
    commit: str,
    say: Callable[[str], None],
    *,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """Move the branch of `where`, a repository of `place`, forward to a commit that has HEAD among its ancestors.
    The lock is held; `meanwhile` is called while git writes.

    Raises Refused when a file that somebody edited, or a foreign one, stands in the way, GitFailed when git cannot;
    then nothing has changed.
    """
    git, old = Repository(where), head(where) or ""
    edited = _edited(git, git.difference(old, commit))
    move = Move(journal.new_id(), os.getpid(), where.top != place.top, old, commit, edited)
    _write_down(place, move)
    journal.reached("move recorded")
    options, environment = _no_options_of(branch(where) or "")
    with lock.git_at_work(place, move.id) as descriptor:
        ended = git.begin(
            "merge",
            "--ff-only",
            "--quiet",
            "--no-verify-signatures",
            "--no-overwrite-ignore",
            commit,
            # Not what the user wants of other merges: to squash, or to stash edits and mark conflicts in them.
            settings=(*committing.COMMIT_SETTINGS, "merge.autoStash=false", *options),
            keep_open=(descriptor,),
            env={lock.INSIDE: str(os.getpid()), **environment},
        )
        try:
            meanwhile()
        finally:
            outcome = ended()
    journal.reached("moved")
    if outcome.code or head(where) == old:
        _settle(place, where, move, say)
        _clear(place)
        raise _why_not(git, outcome)
    _clear(place)
    if outcome.words:
        say(outcome.words)


def _no_options_of(current: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Settings, and an environment, in which git knows no options for merges on a branch. A setting cannot name a
    branch with an equals sign, and git knows that variable since 2.31."""
    name = f"branch.{current}.mergeOptions"
    if "=" not in current:
        return (f"{name}=",), {}
    return (), {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": name, "GIT_CONFIG_VALUE_0": ""}


def _edited(git: Repository, differing: Difference) -> tuple[str, ...]:
    """Those of the paths that are not as HEAD has them, in the index or on disk, be they ignored or not."""
    spoken_of = {entry.path for entry in git.status(differing).entries}
    there = git.place.top
    return tuple(
        path
        for path, (was, _) in differing.items()
        if path in spoken_of or (was is None and os.path.lexists(there / path))
    )


def _why_not(git: Repository, outcome: Outcome) -> WmstratError:
    if not outcome.code:
        return GitFailed(
            "git merge went well, and yet the branch in {top} is where it was. See what is set for it with: "
            "git config --get-regexp mergeoptions",
            top=git.place.top,
        )
    files = re.findall(r"^\t(.+)$", outcome.words, re.MULTILINE)
    if PROMISED in outcome.words or not files:
        return git.failure("merge", outcome)
    return Refused(
        "What others did cannot be brought in, because files that you edited or made are in its place. git says:\n"
        '{words}\nKeep yours (in {top}) with: git add {files}, then git commit -m "Keep mine"; or move them away. '
        "Then type again: wmstrat sync",
        words=outcome.words,
        top=git.place.top,
        files=" ".join(map(quote, files)),
    )


def back(
    place: Place, where: Place, commits: Sequence[str], paths: Collection[str], *, made: Mapping[str, bytes]
) -> Path | None:
    """A merge of these commits, which has stopped, is over: the paths that it has touched are as HEAD has them.

    What they held and neither HEAD nor one of the commits has is kept, unless it is what the merge itself `made` of
    them; returns where. The lock is held.
    """
    merge = Return(
        journal.new_id(), os.getpid(), where.top != place.top, head(where) or "", tuple(commits), tuple(paths)
    )
    _write_down(place, merge)
    journal.reached("return recorded")
    kept = _take_back(place, where, merge, made)
    _clear(place)
    return kept


def _take_back(place: Place, where: Place, merge: Return, made: Mapping[str, bytes]) -> Path | None:
    git = Repository(where)
    texts = {path: data for path, data in _only_here(git, merge).items() if made.get(path) != data}
    kept = journal.keep_all(place, texts) if texts else None
    with lock.git_at_work(place, merge.id) as descriptor:
        committing.forget_merge(git, merge.paths, keep_open=(descriptor,))
    return kept


def _only_here(git: Repository, merge: Return) -> dict[str, bytes]:
    """What the files of a stopped merge hold, and neither HEAD nor a commit that it wanted to bring in."""
    known: set[tuple[str, str]] = set()
    for commit in merge.new:
        for path, versions in git.difference(merge.old, commit).items():
            known.update((path, blob.name) for blob in versions if blob)
    files = {path: git.place.top / path for path in merge.paths}
    plain = [path for path, file in files.items() if file.is_file() and not file.is_symlink()]
    asked = "".join(f"{path}\n" for path in plain)
    names = git.run("hash-object", "--stdin-paths", stdin=os.fsencode(asked)).decode("ascii").split()
    new = (path for path, name in zip(plain, names, strict=True) if (path, name) not in known)
    return {path: files[path].read_bytes() for path in new}


def recover(place: Place, say: Callable[[str], None], *, patience: float) -> None:
    """Settle a move that was interrupted, if one was. The lock is held; `patience` is in seconds.

    Raises Refused while its git still lives, and when what was written down cannot be read.
    """
    data = disk.read(place.move)
    if data is None:
        return
    try:
        move = json.decode(data, type=Move | Return)
    except DecodeError:
        raise Refused(
            "{path} tells of an interrupted sync, but this wmstrat cannot read it. Look at git status, and remove it "
            "when the files are as they should be.",
            path=place.move,
        ) from None
    lock.refuse_inside(place, move.pid)
    if not lock.wait_for_git(place, patience):
        raise Refused(
            "git is still bringing in what a sync (process {pid}) began. Wait for it to end, and type the command "
            "again.",
            pid=move.pid,
        )
    where = place.private if move.private else place
    kept = _put_in_order(place, where.whole, move, say) if where is not None else None
    _clear(place)
    say(
        "An interrupted sync was put in order; nothing is lost. "
        + (f"What the files of a stopped merge held is kept in {kept}. " if kept else "")
        + "To go on, type: wmstrat sync"
    )


def _put_in_order(place: Place, where: Place, move: Move | Return, say: Callable[[str], None]) -> Path | None:
    if isinstance(move, Move):
        _settle(place, where, move, say)
        return None
    _clear_locks(place, where, move)
    begun = disk.read(where.git_directory / "MERGE_HEAD")
    if head(where) != move.old or (begun is not None and begun.decode("ascii").split() != list(move.new)):
        say(f"The branch of {where.top} has moved on meanwhile and is left as it is.")
        return None
    return _take_back(place, where, move, {})


def _write_down(place: Place, move: Move | Return) -> None:
    disk.replace_whole(place.move, json.encode(move), place.state / "move.tmp")


def _clear_locks(place: Place, where: Place, move: Move | Return) -> None:
    began = lock.git_began(place, move.id)
    if began is not None:
        leftovers.clear_locks(where, branch(where) or "", began, in_process=False)


def _clear(place: Place) -> None:
    for path in (place.state / "git-at-work", place.state / "move.tmp", place.move):
        disk.remove(path)


def _settle(place: Place, where: Place, move: Move, say: Callable[[str], None]) -> None:
    """Wherever the move has touched files and index, they are those of HEAD; edits of the user stay."""
    _clear_locks(place, where, move)
    git = Repository(where)
    now = head(where)
    if now not in (move.old, move.new):
        say(f"The branch of {where.top} has moved on meanwhile and is left as it is.")
        return
    other = move.new if now == move.old else move.old
    differing = {path: found for path, found in git.difference(other, now).items() if path not in move.edited}
    committing.match_index_to_head(git, differing)
    # What a partial clone does not have was never written.
    names = {blob.name for versions in differing.values() for blob in versions if blob}
    contents = objects.blobs(git, objects.here(git, names))
    for path, (theirs, ours) in differing.items():
        old = contents.get(theirs.name) if theirs else None
        new = contents.get(ours.name) if ours else None
        try:
            _restore(where.top / path, old, new, 0o777 if ours and ours.mode == "100755" else None)
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:  # a file of such a name was not written by git either
                raise


def _restore(file: Path, other: bytes | None, wanted: bytes | None, mode: int | None) -> None:
    """The file holds what is wanted if it holds the other version, or the first part of one (git was killed while it
    wrote it); anything else is an edit of the user and stays."""
    if file.is_symlink() or file.is_dir():
        return
    found = disk.read(file)
    if found == wanted or not (
        found == other or any(one and found is not None and one.startswith(found) for one in (other, wanted))
    ):
        return
    if wanted is None:
        disk.remove(file)
        disk.remove_if_empty(list(file.parents)[:3])
    else:
        disk.replace_whole(file, wanted, file.with_name(f".wmstrat-{journal.new_id()}.tmp"), mode=mode)
