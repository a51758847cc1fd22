"""A repository and its remote become the same: fetch, bring together, number, look at the result, send.

What was committed is never rewritten. Nothing is sent while a decision waits or the result has an error that the
remote does not have. Whatever stops a sync, every commit of this clone is where it was.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from wmstrat.checks import private_folder
from wmstrat.errors import DecisionsWait, Invalid, Refused, RemoteUnavailable, WmstratError
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import explained
from wmstrat.repo import head, tip
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.sync import trees
from wmstrat.sync.exchange import Exchange
from wmstrat.sync.heads import beginnings
from wmstrat.sync.numbering import numbering, unnumbered
from wmstrat.sync.refusals import refuse_to_send
from wmstrat.sync.remote import Upstream, another_place, deepen, fetch, forget, push
from wmstrat.sync.repositories import Side, private_side, upstream_of
from wmstrat.sync.resolving import parted
from wmstrat.sync.taking_over import let_in, merged_with, take_over, waiting, waiting_for_another
from wmstrat.sync.verifying import broken, new_errors
from wmstrat.workspace import merge_driver
from wmstrat.workspace.transaction import Transaction, writing

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

TRIES = 20
"""So often others may be faster before a sync gives up."""

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 3.0
"""Seconds before the second try, each pause up to twice as long as the one before it, and at most."""


def never() -> bool:
    """No."""
    return False


def exchange_each(
    workspace: Workspace,
    sides: Sequence[Side],
    asked: str | None,
    *,
    begin: Callable[[Side], None],
    say: Callable[[str], None],
    stopped: Callable[[Exchange], None],
    dry_run: bool = False,
) -> Iterator[Exchange | DecisionsWait]:
    """Make each repository and its remote the same, the public one first; what each did, or why it waits. `begin` is
    called before each.

    While something waits for a decision in one of them, nothing is brought into the other or sent from it: who is
    appointed here and declined there is a name that is published, or not.
    """

    @cache
    def private_waits() -> bool:
        private = next((side for side in sides if side.is_private), None)
        if asked and private is None:
            private = private_side(workspace.place)  # it may have other remotes than the one that was asked for
        return private is not None and _waits(workspace, private, asked)

    held = False
    names: dict[str, str] = {}
    for side in sides:
        begin(side)
        try:
            done = exchange(
                workspace, side, asked, say=say, stopped=stopped, names=names, dry_run=dry_run or held,
                waits_elsewhere=never if side.is_private else private_waits,
            )  # fmt: skip
        except DecisionsWait as error:
            held = True
            yield error
            continue
        if held and not done.decisions:
            yield waiting_for_another(side)
        elif held and not dry_run:
            yield waiting(side, done.upstream, done.decisions)
        else:
            names |= done.given_anew
            yield done


def _waits(workspace: Workspace, side: Side, asked: str | None) -> bool:
    """Whether a decision waits on this side, with whatever remote it has; where that cannot be asked, as it was when
    it was last asked. What else there is in the way is said when it is its turn."""
    asked = asked if asked in side.settings.remotes else None
    with suppress(WmstratError):
        found = exchange(workspace, side, asked, say=lambda _: None, stopped=lambda _: None, dry_run=True)
        return bool(found.decisions)
    with suppress(WmstratError):
        known = parted(side, asked)
        return known is not None and bool(known[1].decisions)
    return False


def exchange(
    workspace: Workspace,
    side: Side,
    asked: str | None,
    *,
    say: Callable[[str], None],
    stopped: Callable[[Exchange], None],
    names: Mapping[str, str] | None = None,
    dry_run: bool = False,
    waits_elsewhere: Callable[[], bool] = never,
) -> Exchange:
    """Make one repository and its remote the same. Where that stops after something has come in or got its number,
    `stopped` is given what was done until then. What is not sent yet and speaks of an id of `names` gets the new one:
    those that the public side had to give another number to. `waits_elsewhere` is asked, if there is anything to
    exchange, whether a decision waits on the other side.

    Raises DecisionsWait when two people gave one field two values and nobody has chosen, Invalid when the result has
    an error of ours, Refused for what stands in the way here, RemoteUnavailable for what does there.
    """
    found = Exchange(upstream_of(side, asked), side.folder)
    if head(side.where) is None:
        raise Refused("Nothing is committed here yet. Keep what is there with: wmstrat save")
    if not dry_run:  # plain git merges records here as wmstrat does
        merge_driver.register(side.git, side.settings.last)
        merge_driver.name_records(side.where, side.folder.prefix, private=side.is_private)
    try:
        return _exchanged(workspace, side, found, names or {}, waits_elsewhere, say=say, dry_run=dry_run)
    except (WmstratError, KeyboardInterrupt) as error:
        if found.incoming or found.numbers:
            stopped(found)
        if isinstance(error, KeyboardInterrupt):
            say("Stopped. Nothing is lost; what was done until then stays. To go on, type again: wmstrat sync")
        raise


def _exchanged(
    workspace: Workspace,
    side: Side,
    found: Exchange,
    names: Mapping[str, str],
    waits_elsewhere: Callable[[], bool],
    *,
    say: Callable[[str], None],
    dry_run: bool,
) -> Exchange:
    for attempt in range(TRIES):
        fetch(side.git, found.upstream)
        theirs = _tip(side, found.upstream)
        if theirs and side.is_private:
            _refuse_another_place(side, found.upstream, theirs)
        if theirs == head(side.where) and not _published_unnumbered(workspace, side):
            return found
        if waits_elsewhere():
            raise waiting_for_another(side)
        if theirs is None:
            _refuse_beside_others(side, found.upstream)
        if dry_run:
            _foresee(workspace, side, found, theirs)
            return found
        with writing(workspace.place, say=say) as transaction:
            mine = _bring_together(workspace, side, found, theirs, names, transaction, say)
        if mine == theirs:
            return found
        if push(side.git, found.upstream, mine, say=say):
            found.sent = True
            return found
        time.sleep(random.uniform(0.5, 1) * min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE))  # noqa: S311 - only so that two do not keep step
    raise RemoteUnavailable(
        "Others sent something to {remote} each time just before this sync did, {tries} times. What came in is here; "
        "to send yours, type again: wmstrat sync",
        remote=found.upstream.name,
        tries=TRIES,
    )


def _tip(side: Side, of: Upstream) -> str | None:
    return tip(side.where, of.branch, remote=of.remote)


def _refuse_another_place(side: Side, of: Upstream, theirs: str) -> None:
    if theirs != head(side.where) and side.git.attempt("cat-file", "-e", f"{theirs}:{PROCESS_FILE}").code == 0:
        forget(side.git, of)
        raise another_place(of)


def _refuse_beside_others(side: Side, of: Upstream) -> None:
    """A branch that the remote does not have, beside others that it has: perhaps a mistake, so it is not sent."""
    if side.git.run("ls-remote", "--heads", "--", of.remote, settings=of.settings) == b"":
        return
    if of.is_private:
        raise Refused(
            "{remote} has no branch {branch}, and other branches: perhaps it is not the repository of private/. "
            "Nothing was sent. Look at the address with: git -C private remote -v, and correct it with: git -C "
            "private remote set-url {name} URL",
            remote=of.name,
            branch=of.branch,
            name=of.remote,
        )
    raise Refused(
        "{remote} has no branch {branch}, and other branches. A second branch has numbers of its own, which "
        "meet those of the first. Go back to the one that all share with: git switch NAME, or, if you mean it, make "
        "the branch there: git push -u {name} {branch}",
        remote=of.name,
        branch=of.branch,
        name=of.remote,
    )


# Bringing together


def _bring_together(
    workspace: Workspace,
    side: Side,
    found: Exchange,
    theirs: str | None,
    names: Mapping[str, str],
    transaction: Transaction,
    say: Callable[[str], None],
) -> str:
    """Returns the commit that has everything, and may be sent."""
    if theirs:
        take_over(workspace, side, found, theirs, say)
    mine = head(side.where) or ""
    workspace.refresh()
    if files := broken(workspace, side, found.incoming):
        say(f"Files that came in and do not pass the checks: {', '.join(files)}. See: wmstrat check")
    if found.incoming.keys() & {side.folder.prefix + private_folder.FILE} and not side.is_private:
        for problem in private_folder.exposed(workspace):
            say(f"Careful: {explained(problem)}")
    if mine == theirs and not _published_unnumbered(workspace, side):
        return mine
    published = theirs or trees.EMPTY[len(mine)]
    found.outgoing = side.git.difference(published, mine)
    refuse_to_send(side.git, side.folder, found.outgoing, theirs or "", mine)
    if unnumbered(workspace, side.folder):
        deepen(side.git, found.upstream)  # the numbers that were given once stand in the history, and nowhere else
    numbers = numbering(workspace, side.git, side.folder, found.outgoing, theirs, names)
    if numbers.files:
        transaction.commit(numbers.files, numbers.message)
        found.numbers = {**found.numbers, **numbers.numbers}
        workspace.refresh()
        mine = head(side.where) or ""
        found.outgoing = side.git.difference(published, mine)
    found.earlier = _numbered_before(workspace, side, found)
    errors = new_errors(workspace, side, found.outgoing, found.incoming)
    if errors:
        came = "What others did is here now, but nothing" if found.incoming else "Nothing"
        raise Invalid(
            "{came} was sent: together with yours it does not pass the checks.\n"
            "{problems}\nMend that, then type again: wmstrat sync",
            came=came,
            problems="\n".join(map(explained, errors)),
        )
    return mine


def _numbered_before(workspace: Workspace, side: Side, found: Exchange) -> dict[str, str]:
    """The numbers, by the handles, of what nobody else has yet and got them in an earlier sync."""
    new = [
        path
        for path, (was, _) in found.outgoing.items()
        if was is None and path not in found.incoming
        and (home := side.folder.home(path)) and isinstance(home.kind.identity, Numbered)
    ]  # fmt: skip
    known = side.git.others_have(new) if new else set()
    homes = (home for path in new if path not in known and (home := side.folder.home(path)))
    records = (workspace.get(home.kind.name, home.id) for home in homes)
    numbers = {str(record["handle"]): record.id for record in records if record and record["handle"]}
    return {handle: number for handle, number in numbers.items() if handle not in found.numbers and handle != number}


def _published_unnumbered(workspace: Workspace, side: Side) -> bool:
    """Whether plain git has sent a record under its handle that the person at this clone has worked on: their next
    sync gives it its number. Somebody who only reads is not kept from that by a push that they may not make."""
    waiting = unnumbered(workspace, side.folder)
    me = side.git.identity() if waiting else None
    paths = [side.folder.outward(home.path) for home in waiting.values()]
    return me is not None and any(commit.mail == me[1] for commit in side.git.history(paths, merges=False))


def _foresee(workspace: Workspace, side: Side, found: Exchange, theirs: str | None) -> None:
    """For --dry-run: what would come in, go out, be merged, be numbered and wait."""
    mine = head(side.where) or ""
    published = theirs or trees.EMPTY[len(mine)]
    bases = beginnings(side, found.upstream, theirs) if theirs and theirs != mine else []
    if theirs is None or theirs in bases:
        found.outgoing = side.git.difference(published, mine)
    elif mine in bases:
        found.incoming = side.git.difference(mine, theirs)
        let_in(side, found.incoming)
    elif bases:
        merged = merged_with(side, bases, theirs)
        found.incoming, found.outgoing = merged.incoming, merged.outgoing
        found.together, found.decisions = merged.together, merged.decisions
    refuse_to_send(side.git, side.folder, found.outgoing, theirs or "", mine)
    if found.outgoing or theirs == mine:
        found.waiting = tuple(unnumbered(workspace, side.folder))
