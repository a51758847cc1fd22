"""A branch, its work tree and its index go forward to another commit, or back from a merge: all of it, or nothing.
Git does it; a note that is written before is enough to put everything in order if git was killed between two
files."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from shlex import quote

from wmstrat.errors import GitFailed, Refused, WmstratError
from wmstrat.repo import PROMISED, Outcome, Repository, branch, head, objects
from wmstrat.repo.place import Place
from wmstrat.workspace import committing, disk, journal, leftovers, lock, saved_texts
from wmstrat.workspace.journal import Move, Return
from wmstrat.workspace.lock import Say


def forward(place: Place, git: Repository, commit: str, say: Say) -> None:
    """Move the branch of a repository of `place` forward to a commit that has HEAD among its ancestors. The
    lock is held. Raises Refused when a file that somebody edited, or a foreign one, is in the way, GitFailed when git
    cannot; then nothing has changed."""
    where = git.place
    old = head(where) or ""
    differing = git.difference(old, commit)
    edited = {entry.path for entry in git.status(differing).entries}
    # Also new files that git ignores.
    edited.update(path for path, (mine, _) in differing.items() if not mine and os.path.lexists(where.top / path))
    move = Move(journal.new_id(), os.getpid(), where.top != place.top, old, commit, tuple(edited))
    journal.write(place, move)
    journal.reached("move recorded")
    options, environment = _no_options_of(branch(where) or "")
    with lock.git_at_work(place, move.id) as descriptor:
        outcome = git.attempt(
            *("merge", "--ff-only", "--quiet", "--no-verify-signatures", "--no-overwrite-ignore", commit),
            # Not what the user wants of other merges: to squash, or to stash edits and mark conflicts in them.
            settings=(*committing.COMMIT_SETTINGS, "merge.autoStash=false", *options),
            keep_open=(descriptor,),
            env={lock.INSIDE: str(os.getpid()), **environment},
        )
    journal.reached("moved")
    if outcome.code or head(where) == old:
        _settle(place, where, move, say)
        journal.clear(place)
        raise _why_not(git, outcome)
    journal.clear(place)
    if outcome.words:
        say(outcome.words)


def _no_options_of(current: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Settings, or for a name with an equals sign an environment (git 2.31), without options for merges."""
    name = f"branch.{current}.mergeOptions"
    if "=" not in current:
        return (f"{name}=",), {}
    return (), {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": name, "GIT_CONFIG_VALUE_0": ""}


def _why_not(git: Repository, outcome: Outcome) -> WmstratError:
    if not outcome.code:
        return GitFailed(
            "git merge ended without an error, but did not move the branch in {top}. Check its settings: `git "
            "config --get-regexp mergeoptions`",
            top=git.place.top,
        )
    files = re.findall(r"^\t(.+)$", outcome.words, re.MULTILINE)
    if PROMISED in outcome.words or not files:
        return git.failure("merge", outcome)
    return Refused(
        "The changes of others cannot be received, because your edited or new files would be overwritten. git "
        'says:\n{words}\nCommit your files (in {top}): `git add {files}`, then `git commit -m "Keep mine"`. Or move '
        "them away. Then type again: `wmstrat sync`",
        words=outcome.words,
        top=git.place.top,
        files=" ".join(map(quote, files)),
    )


def back(
    place: Place, where: Place, commits: Sequence[str], paths: Collection[str], *, made: Mapping[str, bytes]
) -> Path | None:
    """A merge of these commits, which has stopped, is over: the paths that it has touched are as HEAD has them. Text
    in them that neither HEAD nor one of the commits has is kept, unless the merge itself `made` it; returns where.
    The lock is held."""
    is_private, old = where.top != place.top, head(where) or ""
    merge = Return(journal.new_id(), os.getpid(), is_private, old, tuple(commits), tuple(paths))
    journal.write(place, merge)
    journal.reached("return recorded")
    kept = _take_back(place, where, merge, made)
    journal.clear(place)
    return kept


def _take_back(place: Place, where: Place, merge: Return, made: Mapping[str, bytes]) -> Path | None:
    git = Repository(where)
    texts = {path: data for path, data in _only_here(git, merge).items() if made.get(path) != data}
    kept = saved_texts.save_all(place, texts) if texts else None
    with lock.git_at_work(place, merge.id) as descriptor:
        committing.forget_merge(git, merge.paths, keep_open=(descriptor,))
    return kept


def _only_here(git: Repository, merge: Return) -> dict[str, bytes]:
    """The texts in the files of a stopped merge that neither HEAD nor a commit that it wanted to merge has."""
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


def put_in_order(place: Place, move: Move | Return, say: Say) -> None:
    """Settle a move that was interrupted, and whose git has ended. The lock is held."""
    where = place.private if move.private else place
    kept = _settle(place, where.whole, move, say) if where is not None else None
    texts = f"The text of the files of a stopped merge is saved in {kept}. " if kept else ""
    say(f"An interrupted sync was cleaned up; nothing is lost. {texts}To continue, type: wmstrat sync")


def _settle(place: Place, where: Place, move: Move | Return, say: Say) -> Path | None:
    """Take back a stopped merge, or make files and index those of HEAD wherever a move has touched them, unless the
    branch is somewhere else by now. Returns where texts are kept."""
    leftovers.clear_locks(place, move.id, where, branch(where) or "", in_process=False)
    now, begun = head(where), disk.read(where.git_directory / "MERGE_HEAD")
    if isinstance(move, Move):
        if now in (move.old, move.new):
            _match_head(Repository(where), move, now)
            return None
    elif now == move.old and (begun is None or begun.decode("ascii").split() == list(move.new)):
        return _take_back(place, where, move, {})
    say(f"The branch of {where.top} has new commits and was not changed.")
    return None


def _match_head(git: Repository, move: Move, now: str) -> None:
    """Wherever the move has touched files and index, they are those of HEAD; edits of the user stay."""
    other = move.new if now == move.old else move.old
    differing = {path: blobs for path, blobs in git.difference(other, now).items() if path not in move.edited}
    committing.match_index_to_head(git, differing)
    # What a partial clone does not have was never written.
    names = {blob.name for versions in differing.values() for blob in versions if blob}
    contents = objects.blobs(git, objects.here(git, names))
    for path, (theirs, ours) in differing.items():
        old = contents.get(theirs.name) if theirs else None
        new = contents.get(ours.name) if ours else None
        try:
            _restore(git.place.top / path, old, new, 0o777 if ours and ours.mode == "100755" else None)
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:  # a file of such a name was not written by git either
                raise


def _restore(file: Path, other: bytes | None, wanted: bytes | None, mode: int | None) -> None:
    """The file has the wanted bytes if it had the other version, or the first part of one (git was killed while it
    wrote it); anything else is an edit of the user and stays."""
    if file.is_symlink() or file.is_dir():
        return
    data = disk.read(file)
    begun = data is not None and any(version and version.startswith(data) for version in (other, wanted))
    if data == wanted or not (data == other or begun):
        return
    if wanted is None:
        disk.remove(file)
        disk.remove_if_empty(list(file.parents)[:3])
    else:
        journal.replace_file(file, wanted, mode)
