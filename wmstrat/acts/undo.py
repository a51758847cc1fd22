"""Taking back what a command did, by a new commit: history is never rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from shlex import quote
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.acts.whoami import committer
from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.record.halves import PRIVATE
from wmstrat.record.text import on_one_line
from wmstrat.record.verbs import Done
from wmstrat.repo import Repository, head, objects
from wmstrat.repo.repository import MANY_PATHS
from wmstrat.workspace.changes import bringing_back, repositories
from wmstrat.workspace.finding import find
from wmstrat.workspace.other_files import is_own

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.repo.output import Commit
    from wmstrat.workspace.workspace import Workspace

# Commands that `undo` passes over when it looks for the last one.
NOT_UNDONE = ("undo", "sync")
# Commands that give records other ids.
RECODES, SYNC = ("group recode", "person forget"), "sync"
UNDO = "undo"

# Of so many consequences each is told; of more, the commits that brought them, so many of these.
MOST_CONSEQUENCES, MOST_COMMITS = 5, 5

COMMAND, UNDOES, PAIR, PUBLIC = "Wmstrat-Command", "Wmstrat-Undoes", "Wmstrat-Change", "Wmstrat-Public"


class Half(Struct, frozen=True):
    """A commit of one of the two repositories; `folder` is empty for the public one, `private/` for the other."""

    repository: Repository
    folder: str
    commit: Commit

    def told(self, trailer: str) -> str | None:
        """What a trailer of the commit says, None where there is none."""
        return dict(self.commit.trailers).get(trailer)

    @property
    def name(self) -> str:
        """The commit as messages name it."""
        return self.commit.sha[:10]


def undo(change: Change, named: str | None, mail: str) -> Done:
    """Make `change` take back the last wmstrat command that the person with this mail committed, or the commit named.
    Raises NotFound when there is none, Refused for a commit that stays, and for later work on the same records."""
    sources = [(Repository(place), folder) for place, folder in repositories(change.workspace.place)]
    if named is not None:
        _refuse_record(change.workspace, sources, named)
    chosen = _last_own(sources, mail) if named is None else _named(sources, named)
    try:
        halves = [chosen, *_other_half(sources, chosen)]
        for half in halves:
            _take_back(change, half)
    except Refused as error:
        if (earlier := _own_before(sources, mail, chosen)) is None:
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


def _in_the_history(change: Change, halves: Sequence[Half]) -> Iterator[str]:
    """What to know of names that are private again: an undo takes nothing out of the history."""
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


def _opposite(what: str, undone: Half) -> str:
    """What the subject says of a commit that takes back another one: of an undo, that something was done again."""
    verb, _, rest = what.partition(" ")
    if undone.told(COMMAND) == UNDO and verb in ("undo", "redo"):
        return f"{'redo' if verb == 'undo' else 'undo'} {rest}"
    return f"undo {what}"


def _refuse_if_much_builds_on(change: Change, halves: Sequence[Half]) -> None:
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
    first = [Half(half.repository, half.folder, commit) for half, commit in later[:MOST_COMMITS]]
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


def _refuse_record(workspace: Workspace, sources: list[tuple[Repository, str]], named: str) -> None:
    """Raises NotFound for the name of a record, with the last commit that changed it. What finds a record is never
    taken for the beginning of a commit's name."""
    try:
        record = find(workspace, named, exactly=True)
    except (NotFound, Invalid):
        return
    path = f"groups/{record.id}/" if record.is_group else record.path
    for repository, folder in sources:
        inside = path.removeprefix(folder)
        if path.startswith(PRIVATE) != bool(folder):
            continue
        for commit in repository.history([inside.rstrip("/")], limit=1, merges=False):
            raise NotFound(
                'undo takes a commit, and "{named}" is a record ({id}). Its last change was "{subject}". To undo '
                "that: `wmstrat undo {sha}`",
                named=named,
                id=record.id,
                subject=on_one_line(commit.subject),
                sha=commit.sha[:10],
            )


def _last_own(sources: list[tuple[Repository, str]], mail: str) -> Half:
    """The newest command of this person that was not undone."""
    last = _newest(_own(*source, mail) for source in sources)
    if last is None:
        raise NotFound(
            "There is no change by you ({mail}) to undo. To undo another change, find its commit, then name it: "
            "`wmstrat log`, then `wmstrat undo COMMIT`",
            mail=mail,
        )
    return last


def _own_before(sources: list[tuple[Repository, str]], mail: str, chosen: Half) -> Half | None:
    """The newest command of this person before that one, which undo might take back; None where there is none."""

    def earlier(repository: Repository, folder: str) -> Iterator[Half]:
        for half in _own(repository, folder, mail, chosen.commit.sha if folder == chosen.folder else None):
            is_half = half.told(PAIR) and half.told(PAIR) == chosen.told(PAIR)
            if folder == chosen.folder:
                is_later = False
            else:
                is_later = _follows(half, chosen) if folder else not _follows(chosen, half)
            if not is_half and not is_later and half.commit.parents and half.told(COMMAND) != "init":
                yield half

    return _newest(earlier(*source) for source in sources)


def _newest(own: Iterable[Iterator[Half]]) -> Half | None:
    """The newest of the commands of one person, public ones and those in private/, each newest first."""
    newest = [half for halves in own for half in islice(halves, 1)]
    if not newest:
        return None
    return newest[-1] if len(newest) == 1 or _follows(newest[1], newest[0]) else newest[0]


def _follows(private: Half, public: Half) -> bool:
    """Whether a command in private/ is later than a public one. A clock may have gone back, so what the private one
    knew of the public history counts first.

    Without an answer (one of them was made elsewhere, or by an old version) the dates decide. Git records whole
    seconds. Within one, a command in private/ counts as later, since private records may refer to public ones; not so
    one that changed both repositories, which the newest public one is or follows. The first one follows nothing.
    """
    if not private.commit.parents:
        return False
    if seen := private.told(PUBLIC):
        for earlier, later in ((public.commit.sha, seen), (seen, public.commit.sha)):
            if public.repository.attempt("merge-base", "--is-ancestor", earlier, later).code == 0:
                return later == seen
    dates = private.commit.committed, public.commit.committed
    return dates[0] > dates[1] or (dates[0] == dates[1] and not private.told(PAIR))


def _own(repository: Repository, folder: str, mail: str, before: str | None = None) -> Iterator[Half]:
    """The commands of this person that were not undone, newest first; only those `before` a commit where it is
    given."""
    undone: set[str] = set()
    is_before = before is None
    for commit in repository.history(merges=False, renames=False):
        half = Half(repository, folder, commit)
        undone.update(value for key, value in commit.trailers if key == UNDOES)
        if not is_before:
            is_before = commit.sha == before
        elif half.told(COMMAND) not in (None, "", *NOT_UNDONE) and commit.is_by(mail) and commit.sha not in undone:
            yield half


def _named(sources: list[tuple[Repository, str]], named: str) -> Half:
    for repository, folder in sources:
        known = repository.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
        sha = known.output.decode().strip()
        if known.code == 0 and repository.attempt("merge-base", "--is-ancestor", sha, "HEAD").code == 0:
            commit = next(repository.history(revision=sha, limit=1, merges=True), None)
            if commit is None or commit.sha != sha:
                raise Refused("The commit {commit} changed nothing in this workspace.", commit=named)
            return Half(repository, folder, commit)
    raise NotFound(
        'There is no commit "{commit}" in the history of this branch. Find it with: `wmstrat log`', commit=named
    )


def _other_half(sources: list[tuple[Repository, str]], half: Half) -> Iterator[Half]:
    """The commit of the same command in the other repository, for a command that touched both. Raises Refused when
    this clone does not have it: half a command is never undone."""
    if not half.told(PAIR):
        return
    for repository, folder in (source for source in sources if source[1] != half.folder):
        for commit in repository.history(merges=False):
            if dict(commit.trailers).get(PAIR) == half.told(PAIR):
                yield Half(repository, folder, commit)
                return
    raise Refused(
        "{commit} also changed {where}, which this clone does not have. Undo it in a clone that has both: "
        "`wmstrat undo {commit}`",
        commit=half.name,
        where="the public repository" if half.folder else PRIVATE,
    )


def _take_back(change: Change, half: Half) -> None:
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


def _touched(workspace: Workspace, half: Half, path: str, blob: str | None) -> Refused:
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


def _undoes_import(half: Half) -> bool:
    """True for an undo of an import: to take it back is to import again what was decided elsewhere."""
    sha = half.told(UNDOES)
    commits = half.repository.history(revision=sha, limit=1) if half.told(COMMAND) == "undo" and sha else iter(())
    return any(dict(commit.trailers).get(COMMAND) == "import" for commit in commits)


def _refuse_what_stays(workspace: Workspace, half: Half) -> None:
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


def _numbered_since(workspace: Workspace, half: Half) -> dict[str, str]:
    """Where the records (or the halves of them in this repository) are that were added, by the path that they had, if
    nothing has touched them since but a sync that gave numbers, to them or to what they name."""
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
