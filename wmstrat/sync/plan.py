"""What a sync of each repository would do, computed before anything is done: fetch, compare, find conflicts.

Both sides are planned first, because nothing of one side may be sent while a conflict of the other is open: a person
who is appointed here and declined there is a name that is published, or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import ConflictsOpen, Refused, WmstratError
from wmstrat.merge.choice import DELETED, WHOLE, Conflict, Resolution
from wmstrat.record.halves import PRIVATE
from wmstrat.repo import head, tip
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.sync import git_messages, trees
from wmstrat.sync.addresses import Folder
from wmstrat.sync.choices import Choices
from wmstrat.sync.merging import Merge, Together, merge
from wmstrat.sync.numbering import unnumbered
from wmstrat.sync.refusals import refuse_broken, refuse_to_send
from wmstrat.sync.remote import AnotherPlace, Upstream, another_history, another_place, fetch, forget, has_others
from wmstrat.sync.repositories import Side, every_side, upstream_of
from wmstrat.sync.taking_over import let_in, waiting
from wmstrat.sync.unsent import note_conflicts
from wmstrat.workspace.readiness import refuse_under_way

if TYPE_CHECKING:
    from wmstrat.repo.output import Difference
    from wmstrat.workspace.workspace import Workspace

# The value in a common beginning where two earlier merges chose differently: neither value is the old one.
CROSSED = "(two values, before)"


class Exchange(Struct, frozen=True):
    """What one sync of one repository did, or would do."""

    upstream: Upstream
    folder: Folder
    incoming: Difference = {}
    outgoing: Difference = {}
    together: tuple[Together, ...] = ()
    numbers: dict[str, str] = {}
    moved: dict[str, str] = {}
    renumbered: dict[str, str] = {}
    met: tuple[str, ...] = ()
    """Records that both sides added under one name."""
    conflicts: tuple[tuple[str, Conflict], ...] = ()
    waiting: tuple[str, ...] = ()
    """Handles that would get a number."""
    sent: bool = False
    authors: dict[str, str] = {}
    """Who last changed what was received, by the names that people know it by."""
    titled_here: frozenset[str] = frozenset()
    """The paths of received records whose title was written or chosen here, and not by who changed them."""

    @property
    def given_anew(self) -> dict[str, str]:
        """The ids that ours had and others have now, with those that ours have since."""
        return {**{old: self.numbers.get(now, now) for old, now in self.moved.items()}, **self.renumbered}


class Plan(Struct, frozen=True):
    """What a sync of one repository would do.

    `theirs` is the commit of the remote's branch, None where it has none; `bases` are the best common ancestors of
    that and HEAD (`mine`); `merged` is what the two make together, if they have to be merged. `is_idle`: there is
    nothing to exchange.
    """

    side: Side
    upstream: Upstream
    mine: str
    theirs: str | None
    bases: tuple[str, ...] = ()
    merged: Merge | None = None
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
    """The plans of the sides that a sync is about, the public one first, and why one could not be planned.
    `conflict_elsewhere`: as was last fetched, a conflict is open in private/ without a plan here."""

    known: tuple[Plan, ...]
    failure: WmstratError | None = None
    conflict_elsewhere: bool = False

    def reason_to_wait(self, plan: Plan) -> ConflictsOpen | None:
        """The error that says which conflicts keep this side from being exchanged; None where none do."""
        if plan.conflicts:
            return waiting(plan.side, plan.upstream, plan.conflicts)
        if plan.is_idle or not (self.conflict_elsewhere or any(other.conflicts for other in self.known)):
            return None
        here, there = (PRIVATE, "the workspace") if plan.side.is_private else ("the workspace", PRIVATE)
        return ConflictsOpen(
            "Nothing in {here} was received or sent: first resolve the conflict in {there}.", here=here, there=there
        )


def plans_of(workspace: Workspace, sides: Sequence[Side], asked: str | None) -> Plans:
    """What a sync of these sides would do. Raises as `plan_of` does for the first of them, and AnotherPlace for any;
    why another one cannot be planned is told when its turn comes."""
    known, failure = [plan_of(workspace, sides[0], asked)], None
    for side in sides[1:]:
        try:
            known.append(plan_of(workspace, side, asked))
        except AnotherPlace:
            raise
        except WmstratError as error:
            failure = error
    for plan in known:
        note_conflicts(plan)
    if not (asked or failure) or any(plan.side.is_private for plan in known):
        return Plans(tuple(known))
    # It may have other remotes than the one that was asked for.
    private = [side for side in every_side(workspace.place) if side.is_private]
    return Plans(tuple(known), failure, any(_had_conflicts(side, asked) for side in private))


def _had_conflicts(side: Side, asked: str | None) -> bool:
    with suppress(WmstratError):
        return bool(last_seen(side, asked if asked in side.settings.remotes else None).conflicts)
    return False


def plan_of(workspace: Workspace, side: Side, asked: str | None) -> Plan:
    """What a sync of one side would do, after a fetch. Raises Refused, RemoteUnavailable."""
    upstream = upstream_of(side, asked)
    if head(side.where) is None:
        raise Refused("Nothing is committed here yet. Commit your files with: `wmstrat save`")
    if (side.where.common_directory / "shallow").exists():
        raise Refused(
            "This clone has only the newest part of the history, but wmstrat needs all numbers that were ever "
            "used. Get the rest, then sync again: `{git} fetch --unshallow {remote}`, then `wmstrat sync`",
            git=upstream.git,
            remote=upstream.remote,
        )
    fetch(side.git, upstream)
    plan = _before_comparing(side, upstream)
    if plan.theirs == plan.mine:
        return replace(plan, is_idle=not published_unnumbered(workspace, side))
    process_file = f"{plan.theirs}:{PROCESS_FILE}"
    if plan.theirs and side.is_private and side.git.attempt("cat-file", "-e", process_file).code == 0:
        forget(side.git, upstream)
        raise another_place(upstream)
    refuse_under_way(side.where)
    if plan.theirs is None:
        refuse_beside_others(side, upstream)
    return compared(plan)


def last_seen(side: Side, asked: str | None) -> Plan:
    """What a sync of one side would do if its remote were as it was last fetched."""
    return compared(_before_comparing(side, upstream_of(side, asked)))


def _before_comparing(side: Side, of: Upstream) -> Plan:
    return Plan(side, of, head(side.where) or "", tip(side.where, of.branch, remote=of.remote))


def compared(plan: Plan) -> Plan:
    """The plan with what HEAD and theirs make together now. Raises Refused for what cannot come together."""
    side, mine, theirs = plan.side, head(plan.side.where) or "", plan.theirs
    if not theirs or mine in ("", theirs):
        return replace(plan, mine=mine, bases=(), merged=None)
    bases = tuple(trees.common(side.git, mine, theirs))
    if not bases:
        forget(side.git, plan.upstream)
        raise another_place(plan.upstream) if side.is_private else another_history(plan.upstream)
    if theirs in bases or mine in bases:
        return replace(plan, mine=mine, bases=bases, merged=None)
    merged = merge(side.git, side.folder, _beginning(side, bases, theirs), mine, theirs, Choices(side.where).made)
    refuse_broken(side.folder, merged.incoming, merged.contents)
    return replace(plan, mine=mine, bases=bases, merged=merged)


def _beginning(side: Side, bases: Sequence[str], theirs: str) -> str:
    """The common base of HEAD and theirs. Histories that crossed have several, which are merged: a field with two
    values gets neither of them, and a file that both sides have kept stays."""

    def choose(path: str, conflict: Conflict) -> Resolution:
        if conflict.field == WHOLE and DELETED in (conflict.mine, conflict.theirs):
            file = side.folder.outward(path)
            if all(side.git.attempt("cat-file", "-e", f"{commit}:{file}").code == 0 for commit in ("HEAD", theirs)):
                return Resolution("mine" if conflict.theirs == DELETED else "theirs")
        return Resolution("value", CROSSED)

    base, *others = bases
    for other in others:
        for older in trees.common(side.git, base, other)[:1]:
            changes = merge(side.git, side.folder, older, base, other, choose).changes
            tree = trees.written(side.git, base, changes)
            base = trees.commit(side.git, tree, [base, other], "sync: a common beginning\n", signed=False)
    return base


def foreseen(workspace: Workspace, plan: Plan) -> Exchange:
    """For --dry-run: the exchange, as far as it can be known beforehand. Raises Refused for what stops it."""
    side, mine, theirs, merged = plan.side, plan.mine, plan.theirs, plan.merged
    done = Exchange(plan.upstream, side.folder)
    if plan.is_idle:
        return done
    if merged:
        done = replace(
            done, incoming=merged.incoming, outgoing=merged.outgoing, together=merged.together,
            conflicts=merged.conflicts,
        )  # fmt: skip
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
    sync numbers it. Others, who perhaps may not push, are not kept from reading by that."""
    without = unnumbered(workspace, side.folder, {})
    me = side.git.identity() if without else None
    paths = [side.folder.outward(home.path) for home in without.values()]
    return me is not None and any(commit.is_by(me[1]) for commit in side.git.history(paths, merges=False))


def refuse_beside_others(side: Side, upstream: Upstream) -> None:
    """Raise Refused for a branch that the remote does not have while it has others: this is perhaps a mistake."""
    if has_others(side.git, upstream):
        raise Refused(
            git_messages.LEFT_BY_PRIVATE if upstream.is_private else git_messages.SECOND_BRANCH,
            remote=upstream.name,
            branch=upstream.branch,
            name=upstream.remote,
        )
