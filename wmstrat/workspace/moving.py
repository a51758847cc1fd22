"""A branch, its work tree and its index go forward to another commit: all of it, or nothing.

Git does it (a fast-forward, which disturbs no other edit of the user); what is written down beforehand is enough
to put everything in order if git was killed between two files.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from msgspec import DecodeError, Struct, json

from wmstrat.errors import Refused
from wmstrat.repo import PROMISED, Repository, branch, head
from wmstrat.workspace import committing, disk, journal, leftovers, lock
from wmstrat.workspace.place import Place


class Move(Struct, frozen=True, tag_field="move", tag=1):
    """A fast-forward under way, from one commit to another, in the public repository or in the private one."""

    id: str
    pid: int
    private: bool
    old: str
    new: str


def forward(place: Place, where: Place, commit: str, say: Callable[[str], None]) -> None:
    """Move the branch of `where`, a repository of `place`, forward to a commit that has HEAD among its ancestors.
    The lock is held.

    Raises Refused when a file that somebody edited, or a foreign one, stands in the way; then nothing has changed.
    """
    move = Move(journal.new_id(), os.getpid(), where.top != place.top, head(where) or "", commit)
    disk.replace_whole(place.move, json.encode(move), place.state / "move.tmp")
    journal.reached("move recorded")
    with lock.git_at_work(place, move.id) as descriptor:
        outcome = Repository(where).attempt(
            "merge",
            "--ff-only",
            "--quiet",
            "--no-verify-signatures",
            commit,
            settings=committing.COMMIT_SETTINGS,
            keep_open=(descriptor,),
            env={lock.INSIDE: str(os.getpid())},
        )
    journal.reached("moved")
    if outcome.code:
        _settle(place, where, move, say)
        _clear(place)
        if PROMISED in outcome.words:
            raise Repository(where).failure("merge", outcome)
        raise Refused(
            "What others did cannot be brought in, because files that you edited or made are in its place. "
            "git says:\n{words}\nKeep your edits with: wmstrat save, or move the files away. Then type again: "
            "wmstrat sync",
            words=outcome.words,
        )
    _clear(place)
    if outcome.words:
        say(outcome.words)


def recover(place: Place, say: Callable[[str], None], *, patience: float) -> None:
    """Settle a move that was interrupted, if one was. The lock is held; `patience` is in seconds.

    Raises Refused while its git still lives, and when what was written down cannot be read.
    """
    data = disk.read(place.move)
    if data is None:
        return
    try:
        move = json.decode(data, type=Move)
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
    if where is not None:
        _settle(place, where.whole, move, say)
    _clear(place)
    say("An interrupted sync was put in order; nothing is lost. To go on, type: wmstrat sync")


def _clear(place: Place) -> None:
    for path in (place.state / "git-at-work", place.state / "move.tmp", place.move):
        disk.remove(path)


def _settle(place: Place, where: Place, move: Move, say: Callable[[str], None]) -> None:
    """Wherever the move has touched files and index, they are those of HEAD; edits of the user stay."""
    began = lock.git_began(place, move.id)
    if began is not None:
        leftovers.clear_locks(where, branch(where) or "", began, in_process=False)
    git = Repository(where)
    now = head(where)
    if now not in (move.old, move.new):
        say(f"The branch of {where.top} has moved on meanwhile and is left as it is.")
        return
    other = move.new if now == move.old else move.old
    differing = git.difference(other, now)
    committing.match_index_to_head(git, differing)
    # What a partial clone does not have, and what a sparse one leaves out, was never written.
    contents = git.blobs(git.here({blob.name for versions in differing.values() for blob in versions if blob}))
    left_out = git.left_out() if where.is_sparse else {}
    for path, (theirs, ours) in differing.items():
        if path in left_out:
            continue
        old = contents.get(theirs.name) if theirs else None
        new = contents.get(ours.name) if ours else None
        _restore(where.top / path, old, new, 0o777 if ours and ours.mode == "100755" else None)


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
