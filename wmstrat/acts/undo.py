"""Taking back what a command did, by a new commit: history is never rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.acts.saving import is_own
from wmstrat.acts.whoami import committer
from wmstrat.errors import NotFound, Refused
from wmstrat.record.home import PRIVATE
from wmstrat.record.text import on_one_line
from wmstrat.record.verbs import Done

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.repo import Repository
    from wmstrat.repo.output import Change as PathChange
    from wmstrat.repo.output import Commit
    from wmstrat.workspace.workspace import Workspace

NOT_UNDONE = ("undo", "sync")
"""Commands that `undo` passes over when it looks for the last one."""

RECODE = "group recode"
"""The command that gives records of a group other ids."""

COMMAND, UNDOES, PAIR = "Wmstrat-Command", "Wmstrat-Undoes", "Wmstrat-Change"


def undo(change: Change, named: str | None, mail: str) -> Done:
    """Make `change` take back the last wmstrat command that the person with this mail committed, or the commit
    named; the trailers say which commits were taken back.

    Raises NotFound when there is none, Refused for a merge, for the commit that made the workspace, and when
    later work touched the same records.
    """
    from wmstrat.repo import Repository
    from wmstrat.workspace.changes import repositories

    sources = [(Repository(place), folder) for place, folder in repositories(change.workspace.place)]
    found = _last_own(sources, mail) if named is None else _named(sources, named)
    chosen = [found, *_other_half(sources, found)]
    for repository, folder, commit in chosen:
        _take_back(change, repository, folder, commit)
    trailers = tuple((UNDOES, commit.sha) for _, _, commit in chosen)
    return Done(f"undo {_what(found[2])}", scope=_scope(found[2]), trailers=trailers)


def _last_own(sources: list[tuple[Repository, str]], mail: str) -> tuple[Repository, str, Commit]:
    last: tuple[Repository, str, Commit] | None = None
    for repository, folder in sources:
        commit = _last_own_of(repository, mail)
        if commit is not None and (last is None or _is_later(commit, last[2])):
            last = (repository, folder, commit)
    if last is None:
        raise NotFound(
            "There is no command of yours ({mail}) to undo. See what happened with: wmstrat log, and name a commit "
            "with: wmstrat undo COMMIT",
            mail=mail,
        )
    return last


def _last_own_of(repository: Repository, mail: str) -> Commit | None:
    """The newest commit of a command of this person that was not undone; None where there is none."""
    undone: set[str] = set()
    for commit in repository.history(merges=False, renames=False):
        command = dict(commit.trailers).get(COMMAND)
        undone.update(value for key, value in commit.trailers if key == UNDOES)
        if command and command not in NOT_UNDONE and commit.mail == mail and commit.sha not in undone:
            return commit
    return None


def _is_later(private: Commit, public: Commit) -> bool:
    """Whether the newest private command came after the newest public one.

    Git keeps whole seconds. Within one, a command that changed both repositories is not later than the newest public
    one, which is the same or follows it. Any other command counts as later, since private records may refer to public
    ones, and never the other way round; only the first commit is always the earliest.
    """
    if private.date != public.date:
        return private.date > public.date
    return bool(private.parents) and PAIR not in dict(private.trailers)


def _named(sources: list[tuple[Repository, str]], named: str) -> tuple[Repository, str, Commit]:
    for repository, folder in sources:
        known = repository.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
        sha = known.output.decode().strip()
        if known.code == 0 and repository.attempt("merge-base", "--is-ancestor", sha, "HEAD").code == 0:
            commit = next(repository.history(revision=sha, limit=1, merges=True), None)
            if commit is None or commit.sha != sha:
                raise Refused("The commit {commit} changed nothing in this workspace.", commit=named)
            return repository, folder, commit
    raise NotFound(
        'There is no commit "{commit}" in the history of this branch. Find it with: wmstrat log', commit=named
    )


def _other_half(
    sources: list[tuple[Repository, str]], found: tuple[Repository, str, Commit]
) -> list[tuple[Repository, str, Commit]]:
    """The commit of the same command in the other repository, for a command that touched both. Raises Refused when
    this clone does not have it: half a command is never undone."""
    pair = dict(found[2].trailers).get(PAIR)
    if not pair:
        return []
    for repository, folder in sources:
        if folder != found[1]:
            for commit in repository.history(merges=False):
                if dict(commit.trailers).get(PAIR) == pair:
                    return [(repository, folder, commit)]
    raise Refused(
        "{commit} has another half, in {where}, that this clone does not have. Undo it in a clone that has both: "
        "wmstrat undo {commit}",
        commit=found[2].sha[:10],
        where="the public repository" if found[1] else "private/",
    )


def _take_back(change: Change, repository: Repository, folder: str, commit: Commit) -> None:
    if len(commit.parents) > 1:
        raise Refused(
            "{commit} brings two histories together (a merge); it cannot be undone.", commit=commit.sha[:10]
        )
    if dict(commit.trailers).get(COMMAND) == "init" or not commit.parents:
        raise Refused("{commit} made the workspace; it cannot be undone.", commit=commit.sha[:10])
    if dict(commit.trailers).get(COMMAND) == "sync":
        raise Refused(
            "{commit} gave numbers to records, and others may use them by now; it cannot be undone.",
            commit=commit.sha[:10],
        )
    if dict(commit.trailers).get(COMMAND) == RECODE and repository.is_published(commit.sha):
        raise Refused(
            "{commit} gave records other ids, and others may use them by now; it cannot be undone.",
            commit=commit.sha[:10],
        )
    foreign = [one.new_path for one in commit.changes if not is_own(change.workspace, folder + one.new_path)]
    if foreign and COMMAND not in dict(commit.trailers):
        raise Refused(
            "{commit} is no commit of wmstrat, and changed {path}, which is no file of the workspace. Undo it with: "
            "git revert --no-edit {commit}",
            commit=commit.sha[:10],
            path=folder + foreign[0],
        )
    from wmstrat.repo import objects

    blobs = objects.blobs(repository, sorted({change.old_blob for change in commit.changes if change.old_blob}))
    added = [change.new_path for change in commit.changes if not change.old_blob]
    is_published = repository.is_published(commit.sha)
    published = {*added} if is_published else repository.others_have(added)
    for one in commit.changes:
        _take_back_path(change, repository, folder, one, blobs, published, commit, is_published)


def _take_back_path(
    change: Change,
    repository: Repository,
    folder: str,
    one: PathChange,
    blobs: dict[str, bytes],
    published: set[str],
    commit: Commit,
    is_published: bool,
) -> None:
    path = folder + one.new_path
    now = change.workspace.bytes(path)
    untouched = _is(one.new_blob, now)
    added = "" if one.old_blob else path if untouched else _numbered_since(change, repository, folder, path, commit)
    moved = [added.removeprefix(folder)] if added and added != path else []
    if added and (one.new_path in published or repository.others_have(moved)):
        change.withdraw(added)
        return
    if added:
        change.restore(added, change.workspace.bytes(added), None)
        return
    if not untouched:
        raise _touched_since(change, repository, folder, one, commit)
    before = blobs.get(one.old_blob or "")
    if one.old_path != one.new_path:
        change.restore(path, now, None)
        change.restore(folder + one.old_path, None, before, moved=path, published=is_published)
    else:
        change.restore(path, now, before, published=is_published)


def _touched_since(change: Change, repository: Repository, folder: str, one: PathChange, commit: Commit) -> Refused:
    """The error for a file that is not as the commit left it: what touched it since, and what to type instead."""
    workspace = change.workspace
    path = folder + one.new_path
    ids = [identity for _, identity, _ in workspace.belongs(path)]
    for record in filter(None, map(workspace.named, ids)):
        paths = {one.new_path, record.path.removeprefix(folder)}
        since = list(repository.history(sorted(paths), revision=f"{commit.sha}..HEAD", merges=False, renames=False))
        numbered = since and all(dict(later.trailers).get(COMMAND) == "sync" for later in since)
        as_numbered = {done.new_blob for done in since[0].changes} if numbered else set()
        now = workspace.bytes(record.path)
        if any(_is(blob, now) for blob in as_numbered):
            fields = _fields(workspace, repository, path, one)
            return Refused(
                "Since {commit}, a sync gave records their numbers, and wrote them into {path} too ({sync}), so "
                "{commit} cannot be undone by itself. Nobody else has touched the record: change it back with: "
                "{set}wmstrat edit {record}",
                commit=commit.sha[:10],
                path=record.path,
                sync=since[-1].sha[:10],
                set=f"wmstrat set {record.id} {' '.join(f'{name}=...' for name in fields)}, or " if fields else "",
                record=record.id,
            )
    return Refused(
        "Later work touched {path}, so {commit} cannot be undone by itself. See what came after with: "
        "wmstrat log{record}, and correct the record with: wmstrat edit{record}",
        path=path,
        commit=commit.sha[:10],
        record="".join(f" {identity}" for identity in ids),
    )


def _fields(workspace: Workspace, repository: Repository, path: str, one: PathChange) -> list[str]:
    """The fields that a change of one file gave another value."""
    from wmstrat.repo import objects

    blobs = objects.blobs(repository, sorted(filter(None, (one.old_blob, one.new_blob))))
    versions = [blobs.get(name or "") for name in (one.old_blob, one.new_blob)]
    before, after = (next(iter(workspace.read(path, data)), None) if data else None for data in versions)
    return [name for name in after.values if before[name] != after[name]] if before and after else []


def _numbered_since(change: Change, repository: Repository, folder: str, path: str, commit: Commit) -> str:
    """Where a record (or the half of it in this repository) is that was added, if nothing has touched it since but a
    sync that gave numbers, to it or to what it names."""
    for _, identity, _ in change.workspace.belongs(path):
        record = change.workspace.named(identity)
        here = folder + record.path.removeprefix(PRIVATE) if record is not None else ""
        if here and change.workspace.bytes(here) is not None:
            own = sorted({path.removeprefix(folder), here.removeprefix(folder)})
            since = repository.history(own, revision=f"{commit.sha}..HEAD", merges=False, renames=False)
            if all(dict(later.trailers).get(COMMAND) == "sync" for later in since):
                return here
    return ""


def _is(blob: str | None, data: bytes | None) -> bool:
    """Whether a file is as a commit has it; None on either side is a file that does not exist."""
    from wmstrat.repo.objects import is_blob

    return blob is None if data is None else blob is not None and is_blob(blob, data)


def _scope(commit: Commit) -> str:
    head, colon, _ = commit.subject.partition(": ")
    return head if colon and len(head) <= 12 else "process"


def _what(commit: Commit) -> str:
    return on_one_line(commit.subject.partition(": ")[2] or commit.subject)


def mail_of(workspace: Workspace, author: str | None) -> str:
    """The mail under which the person commits. Raises GitFailed when git does not know who is typing."""
    if author:
        return author.rpartition("<")[2].rstrip("> ")
    return committer(workspace.place)[1]
