"""What a sync of each repository would do, computed before anything is done: fetch, compare, find conflicts.

A plan changes nothing but what git remembers of the remote. Both sides are planned first, because nothing of one side
may be sent while a conflict of the other is open: a person who is appointed here and declined there is a name that is
published, or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import ConflictsOpen, Refused, WmstratError
from wmstrat.repo import head, tip
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.sync import trees
from wmstrat.sync.choices import Choices
from wmstrat.sync.exchange import Exchange
from wmstrat.sync.heads import beginnings
from wmstrat.sync.merging import Merge
from wmstrat.sync.numbering import unnumbered
from wmstrat.sync.refusals import refuse_to_send
from wmstrat.sync.remote import Upstream, another_place, fetch, forget
from wmstrat.sync.repositories import Side, private_side, upstream_of
from wmstrat.sync.resolving import parted
from wmstrat.sync.taking_over import let_in, merged_with, waiting, waiting_for_another
from wmstrat.workspace.readiness import refuse_under_way

if TYPE_CHECKING:
    from wmstrat.merge.choice import Conflict
    from wmstrat.workspace.workspace import Workspace


class Plan(Struct, frozen=True):
    """What a sync of one repository would do.

    `theirs` is the commit of the remote's branch, None where it has none; `bases` are the best common ancestors of
    that and HEAD (`mine`); `merged` is what the two make together, None where nothing has to be merged. `is_idle`:
    there is nothing to exchange.
    """

    side: Side
    upstream: Upstream
    mine: str = ""
    theirs: str | None = None
    bases: tuple[str, ...] = ()
    merged: Merge | None = None
    choices: bytes = b""
    is_idle: bool = False

    @property
    def conflicts(self) -> tuple[tuple[str, Conflict], ...]:
        """What both changed, so that a person has to choose, with its path."""
        return self.merged.conflicts if self.merged else ()

    @property
    def published(self) -> str:
        """The commit, or the tree, that the remote has."""
        return self.theirs or trees.EMPTY[len(self.mine)]


class Plans(Struct, frozen=True):
    """The plans of the sides that a sync is about, the public one first. `unknown` are those that no plan could be
    made for; `conflict_elsewhere`: as far as is known, a conflict is open in private/ without a plan here."""

    known: tuple[Plan, ...]
    unknown: tuple[Side, ...] = ()
    conflict_elsewhere: bool = False

    def turns(self, workspace: Workspace, asked: str | None) -> Iterator[Plan]:
        """The plan of each side in its turn. Raises what kept one from being made, if it still does."""
        yield from self.known
        for side in self.unknown:
            yield plan_of(workspace, side, asked)

    def reason_to_wait(self, plan: Plan) -> ConflictsOpen | None:
        """The error that says which conflicts keep this side from being exchanged; None where none do."""
        others = [other for other in self.known if other.side is not plan.side]
        if plan.side.is_private:
            held = any(self.reason_to_wait(other) for other in others)
        else:
            held = not plan.is_idle and (self.conflict_elsewhere or any(other.conflicts for other in others))
        if plan.conflicts and (plan.side.is_private or not held):
            return waiting(plan.side, plan.upstream, plan.conflicts)
        return waiting_for_another(plan.side) if held else None


def plans_of(workspace: Workspace, sides: Sequence[Side], asked: str | None) -> Plans:
    """What a sync of these sides would do. Raises as `plan_of` does for the first of them: the workspace does not
    need private/, so what is in the way there is raised when its turn comes."""
    first, *others = sides
    known, unknown = [plan_of(workspace, first, asked)], []
    for side in others:
        try:
            known.append(plan_of(workspace, side, asked))
        except WmstratError:
            unknown.append(side)
    elsewhere = any(_had_conflicts(side, asked) for side in unknown)
    if asked and not known[0].is_idle and not any(side.is_private for side in sides):
        private = private_side(workspace.place)  # it may have other remotes than the one that was asked for
        elsewhere = private is not None and _has_conflicts(workspace, private)
    return Plans(tuple(known), tuple(unknown), elsewhere)


def _has_conflicts(workspace: Workspace, side: Side) -> bool:
    try:
        return bool(plan_of(workspace, side, None).conflicts)
    except WmstratError:
        return _had_conflicts(side, None)


def _had_conflicts(side: Side, asked: str | None) -> bool:
    """Whether the remote and HEAD have conflicts, as that was last fetched."""
    with suppress(WmstratError):
        known = parted(side, asked)
        return known is not None and bool(known[1].conflicts)
    return False


def plan_of(workspace: Workspace, side: Side, asked: str | None) -> Plan:
    """What a sync of one side would do, after a fetch.

    Raises Refused for what is in the way here, RemoteUnavailable for what is in the way on the remote.
    """
    upstream = upstream_of(side, asked)
    mine = head(side.where)
    if mine is None:
        raise Refused("Nothing is committed here yet. Keep what is there with: wmstrat save")
    if (side.where.common_directory / "shallow").exists():
        raise Refused(
            "This clone has only the newest part of the history, and the numbers of the past are in the rest. Get it "
            "with: {git} fetch --unshallow {remote}. Then type again: wmstrat sync",
            git=upstream.git,
            remote=upstream.remote,
        )
    fetch(side.git, upstream)
    theirs = tip(side.where, upstream.branch, remote=upstream.remote)
    if theirs and side.is_private and theirs != mine:
        _refuse_another_place(side, upstream, theirs)
    if theirs == mine:
        return Plan(side, upstream, mine, theirs, is_idle=not published_unnumbered(workspace, side))
    refuse_under_way(side.where)
    if theirs is None:
        _refuse_beside_others(side, upstream)
        return Plan(side, upstream, mine)
    return compared(Plan(side, upstream, mine, theirs))


def compared(plan: Plan) -> Plan:
    """The plan with what HEAD and theirs make together now. Raises Refused for what may not come in."""
    side, theirs = plan.side, plan.theirs
    mine = head(side.where) or ""
    choices = Choices(side.where).kept
    if not theirs or mine == theirs:
        return replace(plan, mine=mine, bases=(), merged=None, choices=choices)
    bases = beginnings(side, plan.upstream, theirs)
    merged = None if theirs in bases or mine in bases else merged_with(side, bases, theirs)
    return replace(plan, mine=mine, bases=tuple(bases), merged=merged, choices=choices)


def up_to_date(plan: Plan) -> Plan:
    """The plan, computed anew where HEAD has moved or somebody has chosen since."""
    same = head(plan.side.where) == plan.mine and Choices(plan.side.where).kept == plan.choices
    return plan if same else replace(compared(plan), is_idle=False)


def foreseen(workspace: Workspace, plan: Plan) -> Exchange:
    """For --dry-run: what would come in, go out, be merged, get a number, and which conflicts there are. Raises
    Refused for what would not be sent or let in."""
    side, mine, theirs = plan.side, plan.mine, plan.theirs
    done = Exchange(plan.upstream, side.folder)
    if plan.is_idle:
        return done
    if plan.merged:
        done = replace(
            done,
            incoming=plan.merged.incoming,
            outgoing=plan.merged.outgoing,
            together=plan.merged.together,
            conflicts=plan.merged.conflicts,
        )
    elif theirs is None or theirs in plan.bases:
        done = replace(done, outgoing=side.git.difference(plan.published, mine))
    elif mine in plan.bases:
        done = replace(done, incoming=side.git.difference(mine, theirs))
        let_in(side, done.incoming)
    refuse_to_send(side.git, side.folder, done.outgoing, theirs or "", mine)
    if done.outgoing or theirs == mine:
        done = replace(done, waiting=tuple(unnumbered(workspace, side.folder, done.outgoing)))
    return done


def published_unnumbered(workspace: Workspace, side: Side) -> bool:
    """Whether plain git has sent a record under its handle that the person at this clone has worked on: their next
    sync gives it its number. Somebody who only reads is not kept from that by a push that they may not make."""
    without = unnumbered(workspace, side.folder, {})
    me = side.git.identity() if without else None
    paths = [side.folder.outward(home.path) for home in without.values()]
    return me is not None and any(commit.mail == me[1] for commit in side.git.history(paths, merges=False))


def _refuse_another_place(side: Side, upstream: Upstream, theirs: str) -> None:
    if side.git.attempt("cat-file", "-e", f"{theirs}:{PROCESS_FILE}").code == 0:
        forget(side.git, upstream)
        raise another_place(upstream)


def _refuse_beside_others(side: Side, upstream: Upstream) -> None:
    """A branch that the remote does not have, beside others that it has: perhaps a mistake, so it is not sent."""
    if side.git.run("ls-remote", "--heads", "--", upstream.remote, settings=upstream.settings) == b"":
        return
    if upstream.is_private:
        raise Refused(
            "{remote} has no branch {branch}, and other branches: perhaps it is not the repository of private/. "
            "Nothing was sent. Look at the address with: git -C private remote -v, and correct it with: git -C "
            "private remote set-url {name} URL",
            remote=upstream.name,
            branch=upstream.branch,
            name=upstream.remote,
        )
    raise Refused(
        "{remote} has no branch {branch}, and other branches. A second branch has numbers of its own, which "
        "meet those of the first. Go back to the one that all share with: git switch NAME, or, if you mean it, make "
        "the branch there: git push -u {name} {branch}",
        remote=upstream.name,
        branch=upstream.branch,
        name=upstream.remote,
    )
