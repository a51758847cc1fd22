"""Finds the command that an undo takes back: the last one of a person, or the one of a commit that was named; both
halves of one that changed both repositories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.record.halves import PRIVATE
from wmstrat.record.text import on_one_line
from wmstrat.repo import Repository
from wmstrat.repo.output import COMMAND, PAIR, PUBLIC, UNDOES
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.repo.output import Commit
    from wmstrat.workspace.workspace import Workspace

# Commands that `undo` passes over when it looks for the last one.
NOT_UNDONE = ("undo", "sync")


class HalfCommit(Struct, frozen=True):
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


def refuse_record(workspace: Workspace, sources: list[tuple[Repository, str]], named: str) -> None:
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


def last_own(sources: list[tuple[Repository, str]], mail: str) -> HalfCommit:
    """The newest command of this person that was not undone."""
    last = _newest(_own(*source, mail) for source in sources)
    if last is None:
        raise NotFound(
            "There is no change by you ({mail}) to undo. To undo another change, find its commit, then name it: "
            "`wmstrat log`, then `wmstrat undo COMMIT`",
            mail=mail,
        )
    return last


def own_before(sources: list[tuple[Repository, str]], mail: str, chosen: HalfCommit) -> HalfCommit | None:
    """The newest command of this person before that one, which undo might take back; None where there is none."""

    def earlier(repository: Repository, folder: str) -> Iterator[HalfCommit]:
        for half in _own(repository, folder, mail, chosen.commit.sha if folder == chosen.folder else None):
            is_half = half.told(PAIR) and half.told(PAIR) == chosen.told(PAIR)
            if folder == chosen.folder:
                is_later = False
            else:
                is_later = _follows(half, chosen) if folder else not _follows(chosen, half)
            if not is_half and not is_later and half.commit.parents and half.told(COMMAND) != "init":
                yield half

    return _newest(earlier(*source) for source in sources)


def _newest(own: Iterable[Iterator[HalfCommit]]) -> HalfCommit | None:
    """The newest of the commands of one person, public ones and those in private/, each newest first."""
    newest = [half for halves in own for half in islice(halves, 1)]
    if not newest:
        return None
    return newest[-1] if len(newest) == 1 or _follows(newest[1], newest[0]) else newest[0]


def _follows(private: HalfCommit, public: HalfCommit) -> bool:
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


def _own(repository: Repository, folder: str, mail: str, before: str | None = None) -> Iterator[HalfCommit]:
    """The commands of this person that were not undone, newest first; only those `before` a commit where it is
    given."""
    undone: set[str] = set()
    is_before = before is None
    for commit in repository.history(merges=False, renames=False):
        half = HalfCommit(repository, folder, commit)
        undone.update(value for key, value in commit.trailers if key == UNDOES)
        if not is_before:
            is_before = commit.sha == before
        elif half.told(COMMAND) not in (None, "", *NOT_UNDONE) and commit.is_by(mail) and commit.sha not in undone:
            yield half


def named_commit(sources: list[tuple[Repository, str]], named: str) -> HalfCommit:
    for repository, folder in sources:
        known = repository.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
        sha = known.output.decode().strip()
        if known.code == 0 and repository.attempt("merge-base", "--is-ancestor", sha, "HEAD").code == 0:
            commit = next(repository.history(revision=sha, limit=1, merges=True), None)
            if commit is None or commit.sha != sha:
                raise Refused("The commit {commit} changed nothing in this workspace.", commit=named)
            return HalfCommit(repository, folder, commit)
    raise NotFound(
        'There is no commit "{commit}" in the history of this branch. Find it with: `wmstrat log`', commit=named
    )


def other_half(sources: list[tuple[Repository, str]], half: HalfCommit) -> Iterator[HalfCommit]:
    """The commit of the same command in the other repository, for a command that touched both. Raises Refused when
    this clone does not have it: half a command is never undone."""
    if not half.told(PAIR):
        return
    for repository, folder in (source for source in sources if source[1] != half.folder):
        for commit in repository.history(merges=False):
            if dict(commit.trailers).get(PAIR) == half.told(PAIR):
                yield HalfCommit(repository, folder, commit)
                return
    raise Refused(
        "{commit} also changed {where}, which this clone does not have. Undo it in a clone that has both: "
        "`wmstrat undo {commit}`",
        commit=half.name,
        where="the public repository" if half.folder else PRIVATE,
    )
