"""Taking back what a command did, by a new commit: history is never rewritten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.acts.undone_commits import (
    HalfCommit,
    last_own,
    named_commit,
    other_half,
    own_before,
    refuse_record,
)
from wmstrat.acts.whoami import committer
from wmstrat.errors import Refused
from wmstrat.record.halves import PRIVATE
from wmstrat.record.text import on_one_line
from wmstrat.record.verbs import Done
from wmstrat.repo import Repository, head, objects
from wmstrat.repo.output import COMMAND, UNDOES
from wmstrat.repo.repository import MANY_PATHS
from wmstrat.workspace.changes import bringing_back, repositories
from wmstrat.workspace.other_files import is_own

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.workspace.workspace import Workspace

# Commands that give records other ids.
RECODES, SYNC = ("group recode", "person forget"), "sync"
UNDO = "undo"

# Up to the first number of consequences each is told; of more, up to the second number of the commits that made them.
MOST_CONSEQUENCES, MOST_COMMITS = 5, 5


def undo(change: Change, named: str | None, mail: str) -> Done:
    """Make `change` take back the last wmstrat command that the person with this mail committed, or the commit named.
    Raises NotFound when there is none, Refused for a commit that stays, and for later work on the same records."""
    sources = [(Repository(place), folder) for place, folder in repositories(change.workspace.place)]
    if named is not None:
        refuse_record(change.workspace, sources, named)
    chosen = last_own(sources, mail) if named is None else named_commit(sources, named)
    try:
        halves = [chosen, *other_half(sources, chosen)]
        for half in halves:
            _take_back(change, half)
    except Refused as error:
        if (earlier := own_before(sources, mail, chosen)) is None:
            raise
        raise Refused(
            "{error}\nTo undo the change before it: `wmstrat undo {commit}`", error=error, commit=earlier.name
        ) from None
    _refuse_if_much_builds_on(change, halves)
    head, colon, what = chosen.commit.subject.partition(": ")
    made = chosen.commit.date
    day = "today" if made.date().isoformat() == change.today else f"on {made:%Y-%m-%d}"
    who = "You" if chosen.commit.mail == mail else on_one_line(chosen.commit.name)
    left = change.left_in_folder
    return Done(
        _opposite(on_one_line(what or chosen.commit.subject), chosen),
        scope=head if colon and len(head) <= 12 else "process",
        trailers=tuple((UNDOES, half.commit.sha) for half in halves),
        remarks=(
            f"{who} did this {day} at {made:%H:%M}.",
            *(f"{path} is still there, and not saved. To save it: wmstrat save {quote(path)}" for path in left),
            *_in_the_history(change, halves),
        ),
    )


def _in_the_history(change: Change, halves: Sequence[HalfCommit]) -> Iterator[str]:
    """A warning about names that are private again: an undo removes nothing from the history."""
    hidden = [step.after for step in change.steps if step.before and step.after.is_private > step.before.is_private]
    public = next((half for half in halves if not half.folder), None)
    if not hidden or public is None:
        return
    names = ", ".join(on_one_line(record.label) for record in hidden)
    yield f"The name is still in the history: {names}. After your next sync, everybody can read it there."
    if public.commit.sha == head(public.repository.place):
        yield (
            "If nobody should read it, take both commits out of the history before you sync: git reset --soft "
            f"{public.commit.parents[0][:10]}"
        )


def _opposite(what: str, undone: HalfCommit) -> str:
    """The subject of a commit that takes back another one; if that was an undo, it says that something was done
    again."""
    verb, _, rest = what.partition(" ")
    if undone.told(COMMAND) == UNDO and verb in ("undo", "redo"):
        return f"{'redo' if verb == 'undo' else 'undo'} {rest}"
    return f"undo {what}"


def _refuse_if_much_builds_on(change: Change, halves: Sequence[HalfCommit]) -> None:
    """Raise Refused with the later commits to undo first, where many records need what is taken back."""
    paths = {problem.path for problem in change.new_errors()}
    if len(paths) <= MOST_CONSEQUENCES:
        return
    later = [
        (half, commit)
        for half in halves
        for commit in half.repository.history(revision=f"{half.commit.sha}..HEAD", merges=False, renames=False)
        if any(half.folder + file.new_path in paths for file in commit.changes)
    ]
    first = [HalfCommit(half.repository, half.folder, commit) for half, commit in later[:MOST_COMMITS]]
    if first:
        rest = f"\n  and {len(later) - MOST_COMMITS} more" if len(later) > MOST_COMMITS else ""
        lines = "".join(f"\n  `wmstrat undo {half.name}`  {{subject{place}}}" for place, half in enumerate(first))
        subjects = {f"subject{place}": on_one_line(half.commit.subject) for place, half in enumerate(first)}
        raise Refused(
            f"{{commit}} cannot be undone alone: {{count}} records need what it added. First undo:{lines}{rest}",
            commit=halves[0].name,
            count=len(paths),
            **subjects,
        )


def _take_back(change: Change, half: HalfCommit) -> None:
    commit, repository = half.commit, half.repository
    _refuse_what_stays(change.workspace, half)
    is_published = repository.is_published(commit.sha)
    blobs = objects.blobs(repository, sorted({file.old_blob for file in commit.changes if file.old_blob}))
    new = [file.new_path for file in commit.changes if not file.old_blob]
    numbered = _numbered_since(change.workspace, half)
    imported = _undoes_import(half)
    published = {*new} if is_published else repository.others_have([*new, *numbered.values()])
    for file in commit.changes:
        path = half.folder + file.new_path
        now = change.workspace.bytes(path)
        untouched = objects.is_blob(file.new_blob, now)
        inside = "" if file.old_blob else file.new_path if untouched else numbered.get(file.new_path, "")
        added = half.folder + inside if inside else ""
        if added and half.told(COMMAND) == "save" and not any(change.workspace.belongs(added)):
            if is_published:
                raise Refused(
                    "{path} is published, so undo does not delete it. To delete it for everybody, use git: git rm, "
                    "then git commit",
                    path=added,
                )
            change.unsave(added)
        elif added and {file.new_path, inside} & published:
            change.withdraw(added)
        elif added:
            change.restore(added, change.workspace.bytes(added), None)
        elif not untouched:
            raise _touched(change.workspace, half, path, file.new_blob)
        elif file.old_path != file.new_path:
            before = blobs.get(file.old_blob or "")
            change.restore(path, now, None)
            change.restore(half.folder + file.old_path, None, before, moved=path, published=is_published)
        else:
            again = imported and now is None
            change.restore(path, now, blobs.get(file.old_blob or ""), published=is_published, imported=again)


def _touched(workspace: Workspace, half: HalfCommit, path: str, blob: str | None) -> Refused:
    """Why a commit cannot be undone that left a file as the `blob`: the file is another one now, on disk alone or in
    a later commit."""
    undone = f'"{on_one_line(half.commit.subject)}" ({half.name}) cannot be undone'
    entry = next(iter(half.repository.status([path.removeprefix(half.folder)]).entries), None)
    if entry is not None and entry.kind == "untracked":
        return Refused(
            "{path} is in the folder and not saved, so {undone}. Save the file with: `wmstrat save {file}`",
            path=path,
            undone=undone,
            file=quote(path),
        )
    if entry is not None and (entry.head_blob or None) == blob:
        return Refused(
            "{path} was changed by hand and not saved, so {undone}. To drop that change and undo then: `{back}`. To "
            "save it instead: `wmstrat save {file}`",
            path=path,
            undone=undone,
            back=bringing_back(path),
            file=quote(path),
        )
    for kind, identity, _ in workspace.belongs(path):
        if workspace.named(identity) is not None:
            return Refused(
                "{path} was changed again later, so {undone} alone. See the later changes, then correct the record: "
                "`wmstrat log {id}`, then `wmstrat edit {id}{private}`",
                path=path,
                undone=undone,
                id=identity,
                private=" --private" if half.folder and kind.has_private_half else "",
            )
    return Refused(
        "{path} was changed again later, so {undone} alone. See the later changes with: "
        "`git {where}log {commit}.. -- {inside}`. To correct the file, change it in an editor, then: "
        "`wmstrat save {file}`",
        path=path,
        undone=undone,
        where="-C private " if half.folder else "",
        commit=half.name,
        inside=quote(path.removeprefix(half.folder)),
        file=quote(path),
    )


def _undoes_import(half: HalfCommit) -> bool:
    """True for an undo of an import: to take it back is to import again what was decided elsewhere."""
    sha = half.told(UNDOES)
    commits = half.repository.history(revision=sha, limit=1) if half.told(COMMAND) == "undo" and sha else iter(())
    return any(dict(commit.trailers).get(COMMAND) == "import" for commit in commits)


def _refuse_what_stays(workspace: Workspace, half: HalfCommit) -> None:
    command = half.told(COMMAND)
    if len(half.commit.parents) > 1:
        raise Refused("{commit} is a merge and cannot be undone.", commit=half.name)
    if command == "init" or not half.commit.parents:
        raise Refused("{commit} created the workspace and cannot be undone.", commit=half.name)
    if command == SYNC or (command in RECODES and half.repository.is_published(half.commit.sha)):
        raise Refused(
            "{commit} changed ids of records. Others may already use the new ids, so it cannot be undone.",
            commit=half.name,
        )
    paths = [half.folder + file.new_path for file in half.commit.changes]
    foreign = next((path for path in paths if not is_own(workspace, path)), None)
    if foreign and command is None:
        raise Refused(
            "{commit} was not made by wmstrat, and {path} is not part of the workspace. Undo it with git: `git "
            "revert --no-edit {commit}`",
            commit=half.name,
            path=foreign,
        )


def _numbered_since(workspace: Workspace, half: HalfCommit) -> dict[str, str]:
    """The present path of each added record (or of its half in this repository), by the path that it was added at, if
    nothing but a sync has touched it since, to number it or a record that it names."""
    here: dict[str, str] = {}
    for file in half.commit.changes:
        path = half.folder + file.new_path
        if file.old_blob or objects.is_blob(file.new_blob, workspace.bytes(path)):
            continue
        for _, identity, _ in workspace.belongs(path):
            record = workspace.named(identity)
            moved = half.folder + record.path.removeprefix(PRIVATE) if record is not None else ""
            if moved and workspace.bytes(moved) is not None:
                here[file.new_path] = moved.removeprefix(half.folder)
    touched: set[str] = set()
    own = sorted({*here, *here.values()})
    few = own if len(own) <= MANY_PATHS else ()
    since = f"{half.commit.sha}..HEAD"
    for later in half.repository.history(few, revision=since, merges=False, renames=False) if here else ():
        if dict(later.trailers).get(COMMAND) != SYNC:
            touched.update(file.new_path for file in later.changes)
    return {path: moved for path, moved in here.items() if not {path, moved} & touched}


def mail_of(workspace: Workspace, author: str | None) -> str:
    """The mail under which the person commits. Raises GitFailed when git does not know who is typing."""
    if author:
        return author.rpartition("<")[2].rstrip("> ")
    return committer(workspace.place)[1]
