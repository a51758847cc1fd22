"""A repository and its remote become the same: fetch, bring together, number, look at the result, send.

What was committed is never rewritten. Nothing is sent while a decision waits or the result has an error that the
remote does not have. Whatever stops a sync, every commit of this clone is where it was.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import DecisionsWait, Invalid, Refused, RemoteUnavailable
from wmstrat.merge.choice import Decision
from wmstrat.process.checks import problems_of
from wmstrat.record.kind import Problem, explained
from wmstrat.repo import Repository, branch, head, tip
from wmstrat.sync import trees
from wmstrat.sync.choices import Choices
from wmstrat.sync.homes import Folder
from wmstrat.sync.merging import Merge, Together, merge, refuse_hostile
from wmstrat.sync.numbering import numbering
from wmstrat.sync.remote import Upstream, deepen, fetch, push, register_driver, settings, upstream
from wmstrat.workspace import moving
from wmstrat.workspace.message import Message
from wmstrat.workspace.place import PRIVATE_FOLDER, PROCESS_FILE, Place, refuse_newer
from wmstrat.workspace.transaction import Transaction, writing

if TYPE_CHECKING:
    from wmstrat.repo_output import Blob, Difference
    from wmstrat.sync.homes import Home
    from wmstrat.sync.settings import Settings
    from wmstrat.workspace.workspace import Workspace

TRIES = 8
"""So often others may be faster before a sync gives up."""

FIRST_PAUSE = 0.2
"""Seconds before the second try; each pause is up to twice as long as the one before it."""


class Exchange(Struct):
    """What one sync of one repository did, or would do."""

    upstream: Upstream
    folder: Folder
    incoming: Difference = {}
    outgoing: Difference = {}
    together: tuple[Together, ...] = ()
    numbers: dict[str, str] = {}
    moved: dict[str, str] = {}
    decisions: tuple[tuple[str, Decision], ...] = ()
    set_aside: tuple[str, ...] = ()
    """Commits that a stopped merge of plain git wanted to bring in."""
    sent: bool = False


class Side(Struct, frozen=True):
    """One repository of a workspace, and where its paths stand in it."""

    where: Place
    folder: Folder
    git: Repository
    settings: Settings


def sides(place: Place) -> Iterator[Side]:
    """The public repository, and the private one if it has a remote of its own. One process for each."""
    git = Repository(place.whole)
    yield Side(place.whole, Folder(place.prefix), git, settings(git))
    if place.private is not None and b"[remote " in (place.private.common_directory / "config").read_bytes():
        git = Repository(place.private)
        yield Side(place.private, Folder("", PRIVATE_FOLDER + "/"), git, settings(git))


def upstream_of(side: Side, asked: str | None) -> Upstream:
    """What a side exchanges with. Raises Refused on no branch, and as `remote.upstream` does."""
    current = branch(side.where)
    if current is None:
        raise Refused(
            "HEAD of {top} is detached: it is on no branch that could be exchanged. Go back to one with: git switch "
            "BRANCH",
            top=side.where.top,
        )
    return upstream(side.settings, current, asked)


def exchange(
    workspace: Workspace,
    side: Side,
    asked: str | None,
    *,
    say: Callable[[str], None],
    set_aside: tuple[str, ...] = (),
    dry_run: bool = False,
) -> Exchange:
    """Make one repository and its remote the same.

    Raises DecisionsWait when two people gave one field two values and nobody has chosen, Invalid when the result has
    an error of ours, Refused for what stands in the way here, RemoteUnavailable for what does there.
    """
    found = Exchange(upstream_of(side, asked), side.folder, set_aside=set_aside)
    if head(side.where) is None:
        raise Refused("Nothing is committed here yet. Keep what is there with: wmstrat save")
    register_driver(side.git, side.settings)
    for attempt in range(TRIES):
        fetch(side.git, found.upstream)
        theirs = _tip(side, found.upstream)
        if theirs == head(side.where) and not set_aside:
            return found
        if dry_run:
            _foresee(side, found, theirs)
            return found
        with writing(workspace.place, say=say) as transaction:
            _bring_together(workspace, side, found, theirs, transaction, say)
        mine = head(side.where) or ""
        if mine == theirs:
            return found
        if push(side.git, found.upstream, mine, say=say):
            found.sent = True
            return found
        time.sleep(random.uniform(0.5, 1) * FIRST_PAUSE * 2**attempt)  # noqa: S311 - only so that two do not keep step
    raise RemoteUnavailable(
        "Others sent something to {remote} each time just before this sync did, {tries} times. What came in is here; "
        "to send yours, type again: wmstrat sync",
        remote=found.upstream.name,
        tries=TRIES,
    )


def _tip(side: Side, of: Upstream) -> str | None:
    return tip(side.where, of.branch, remote=of.remote)


# Bringing together


def beginnings(side: Side, of: Upstream, theirs: str) -> list[str]:
    """The best common ancestors of HEAD and theirs. Raises Refused when there is none."""
    mine = head(side.where) or ""
    found = trees.common(side.git, mine, theirs)
    if not found and deepen(side.git, of):
        found = trees.common(side.git, mine, theirs)
    if not found:
        raise Refused(
            "{remote} has a history that has nothing in common with this one, so the two cannot be brought together. "
            "Is it the right address? See it with: git remote -v. To work there instead: wmstrat clone URL",
            remote=of.name,
        )
    return found


def compared(side: Side, bases: list[str], theirs: str) -> Merge:
    """What HEAD and theirs make together, with the choices that were made so far."""
    base = bases[0]
    for other in bases[1:]:  # histories that crossed: what their beginnings make together is what both came from
        older = trees.common(side.git, base, other)
        if older:
            found = merge(side.git, side.folder, older[0], base, other, _nobody_chose)
            tree = trees.written(side.git, base, found.changes)
            base = trees.commit(side.git, tree, [base, other], "sync: a common beginning\n", signed=False)
    return merge(side.git, side.folder, base, head(side.where) or "", theirs, Choices(side.where).made)


def _nobody_chose(path: str, decision: Decision) -> None:
    del path, decision


def _bring_together(
    workspace: Workspace,
    side: Side,
    found: Exchange,
    theirs: str | None,
    transaction: Transaction,
    say: Callable[[str], None],
) -> None:
    for commit in (*found.set_aside, *([theirs] if theirs else [])):
        _take_over(workspace, side, found, commit, say)
    mine = head(side.where) or ""
    if mine == theirs:
        return
    workspace.refresh()
    published = theirs or trees.EMPTY[len(mine)]
    found.outgoing = side.git.difference(published, mine)
    numbers = numbering(workspace, side.git, side.folder, found.outgoing, theirs)
    if numbers.files:
        transaction.commit(numbers.files, numbers.message)
        found.numbers = {**found.numbers, **numbers.numbers}
        workspace.refresh()
        found.outgoing = side.git.difference(published, head(side.where) or "")
    errors = list(_new_errors(workspace, side, found.outgoing))
    if errors:
        raise Invalid(
            "What others did is here now, but nothing was sent: together with yours it does not pass the checks.\n"
            "{problems}\nMend that, then type again: wmstrat sync",
            problems="\n".join(map(explained, errors)),
        )


def _take_over(workspace: Workspace, side: Side, found: Exchange, theirs: str, say: Callable[[str], None]) -> None:
    """HEAD has everything of theirs: nothing to do, a step forward, or a merge."""
    mine = head(side.where) or ""
    if mine == theirs:
        return
    bases = beginnings(side, found.upstream, theirs)
    if theirs in bases:
        return
    if mine in bases:
        incoming = side.git.difference(mine, theirs)
        refuse_hostile(side.git, side.folder, incoming)
        _refuse_broken(side, incoming)
        moving.forward(workspace.place, side.where, theirs, say)
        found.incoming.update(incoming)
        return
    merged = compared(side, bases, theirs)
    _refuse_broken(side, merged.incoming)
    if merged.decisions:
        found.decisions = merged.decisions
        raise waiting(side, merged)
    tree = trees.written(side.git, mine, merged.changes)
    text = _message(found.upstream, merged, side.folder).text
    commit = trees.commit(side.git, tree, [mine, theirs], text, signed=side.settings.signs)
    moving.forward(workspace.place, side.where, commit, say)
    Choices(side.where).forget()
    found.incoming.update(merged.incoming)
    found.together = (*found.together, *merged.together)
    found.moved.update(merged.moved)


def waiting(side: Side, merged: Merge) -> DecisionsWait:
    """The error that names what waits for a decision."""
    names = [f"{named(side.folder, path)} {decision.field}" for path, decision in merged.decisions]
    return DecisionsWait(
        "Here and at the remote, the same was given two values: {names}. Nothing was brought in or sent. See both "
        "values and choose with: wmstrat resolve",
        names=", ".join(names),
    )


def named(folder: Folder, path: str) -> str:
    """How people know the file at a path: the id of its record, or else the path."""
    home = folder.home(path)
    return home.id if home else path


def _foresee(side: Side, found: Exchange, theirs: str | None) -> None:
    """For --dry-run: what would come in, go out, be merged and wait."""
    mine = head(side.where) or ""
    published = theirs or trees.EMPTY[len(mine)]
    bases = beginnings(side, found.upstream, theirs) if theirs and theirs != mine else []
    if theirs is None or theirs in bases:
        found.outgoing = side.git.difference(published, mine)
    elif mine in bases:
        found.incoming = side.git.difference(mine, theirs)
    elif bases:
        merged = compared(side, bases, theirs)
        found.incoming, found.outgoing = merged.incoming, merged.outgoing
        found.together, found.decisions = merged.together, merged.decisions


def _message(of: Upstream, merged: Merge, folder: Folder) -> Message:
    lines = [
        f"{named(folder, one.path)}: {', '.join(one.from_mine)} from here; {', '.join(one.from_theirs)} from there"
        for one in merged.together
    ]
    lines += [f"{number} is {handle} again until it is numbered" for number, handle in merged.moved.items()]
    return Message(f"sync: bring in what {of.remote} has", "\n".join(lines), (("Wmstrat-Command", "sync"),))


# Looking at what came and what goes


def _refuse_broken(side: Side, incoming: Difference) -> None:
    """Refuse a remote whose workspace is none any more, or is one of a newer wmstrat."""
    path = side.folder.prefix + PROCESS_FILE
    if side.folder.inside or path not in incoming:
        return
    now = incoming[path][1]
    if now is None:
        raise Refused(
            "The remote has no {file} any more, so what it holds is no workspace. Nothing was changed here. Ask "
            "whoever removed it to bring it back, then type again: wmstrat sync",
            file=PROCESS_FILE,
        )
    refuse_newer(side.git.blobs([now.name])[now.name], f"{PROCESS_FILE} at the remote")


def _new_errors(workspace: Workspace, side: Side, outgoing: Difference) -> Iterator[Problem]:
    """The errors of the records that are about to be sent, and of those that point at them, which the remote's
    version does not have."""
    sent = [(home, was, now) for path, (was, now) in outgoing.items() if (home := side.folder.home(path))]
    for home, was, _ in sent:
        record = workspace.get(home.kind.name, home.id)
        errors = [problem for problem in problems_of(record, workspace) if not problem.warning] if record else []
        if errors:
            yield from _without(errors, _then(workspace, side, home, was))
    seen = {(home.kind.name, home.id) for home, _, _ in sent}
    for home in (home for home, _, now in sent if now is None):
        for record, _ in workspace.referring(home.id):
            if (record.kind.name, record.id) not in seen:
                seen.add((record.kind.name, record.id))
                yield from (problem for problem in problems_of(record, workspace) if problem.check == "reference")


def _then(workspace: Workspace, side: Side, home: Home, was: Blob | None) -> Iterable[Problem]:
    """The problems of the version that the remote has."""
    if was is not None:
        for record in workspace.read(home.path, side.git.blobs([was.name])[was.name]):
            yield from problems_of(record, workspace)


def _without(problems: Iterable[Problem], known: Iterable[Problem]) -> Iterator[Problem]:
    had = {_gist(problem) for problem in known}
    return (problem for problem in problems if _gist(problem) not in had)


def _gist(problem: Problem) -> tuple[str, str, str]:
    return problem.check, problem.field, problem.found
