"""What a sync did, in words: what came in, what went out, new numbers, what was merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wmstrat.errors import WmstratError
from wmstrat.record.ids import tail_of
from wmstrat.record.text import counted
from wmstrat.say.output import answers, remark

if TYPE_CHECKING:
    from wmstrat.repo.output import Difference
    from wmstrat.sync.addresses import Folder
    from wmstrat.sync.plan import Exchange
    from wmstrat.sync.unsent import Unsent

# So many records are named in a line; of more, the rest is counted.
MOST = 12


def conflicts_wait(waiting: Unsent) -> Iterator[str]:
    """How many conflicts keep the next sync from sending anything, as far as there are any."""
    if waiting.conflicts:
        yield counted(
            waiting.conflicts, "{count} conflict waits: wmstrat resolve", "{count} conflicts wait: wmstrat resolve"
        )


def not_sent(waiting: Unsent) -> Iterator[str]:
    """How many changes the others do not have yet, as far as there are any."""
    if waiting.changes:
        changes = counted(waiting.changes, "{count} change", "{count} changes")
        then = "First resolve the conflicts." if waiting.conflicts else "Send them: wmstrat sync"
        yield f"Not sent yet: {changes}. {then}"


def exchanged(done: Exchange, edited: Sequence[str], *, dry_run: bool = False) -> None:
    """Say what one sync did, or would do, and which files that were `edited` by hand it would save first."""
    nothing = f"Nothing to exchange: this workspace and {done.upstream.name} are the same."
    same = f"This workspace and {done.upstream.name} are the same now."
    if dry_run:
        answers(list(_foreseen(done, edited)) or [nothing])
    else:
        answers([*_happened(done), same if done.incoming or done.sent else nothing])


def followed(steps: Iterable[Exchange]) -> Exchange:
    """The end of a sync that is carried out step by step. What was done before an error is told."""
    done: Exchange | None = None
    try:
        for step in steps:
            done = step
    except (WmstratError, KeyboardInterrupt) as error:
        if done and (done.incoming or done.numbers):
            answers(_happened(done))
        if isinstance(error, KeyboardInterrupt):
            remark("Stopped. Nothing is lost; what was done until then stays. To go on, type again: wmstrat sync")
        raise
    if done is None:
        raise ValueError(steps)
    return done


def _happened(done: Exchange) -> Iterator[str]:
    kept, away = _against(done)
    ours = {*kept, *away}
    yield from _part("Came in", _without(done.incoming, ours), done.folder)
    if kept:
        yield f"Kept here against the deletion there, and sent again: {_names(done.folder, kept)}"
    if away:
        yield f"Deleted here against the change there, and now there too: {_names(done.folder, away)}"
    for handle, number in done.numbers.items():
        yield f"Numbered: {handle} is {number}"
    met = {number: done.numbers[handle] for number, handle in done.moved.items() if handle in done.numbers}
    for number, now in {**met, **done.renumbered}.items():
        yield (
            f"Met another: {number} was given twice. The one that the remote had first keeps it; yours is now "
            f"{now}. Tell those who know yours as {number}."
        )
    for number, now in done.moved.items():
        if number not in met and not tail_of(now):
            yield f"Another number: {number} is {now} now, as the others call it."
    yield from _together(done)
    for home in filter(None, map(done.folder.home, done.met)):
        yield (
            f"Added here and there: {home.id}, one record now. If you meant another one of the same name, add it "
            f"again under another name: wmstrat {home.kind.command} add"
        )
    if done.sent:
        gone = {path for path, (_, now) in done.outgoing.items() if now is None}
        handles = {path for path in gone if done.folder.named(path) in done.numbers}  # told as numbered
        yield from _part("Went out", _without(done.outgoing, ours | handles), done.folder)


def _against(done: Exchange) -> tuple[list[str], list[str]]:
    """Files that were kept here and deleted there, and the other way round, by a choice made here."""
    both = sorted(done.incoming.keys() & done.outgoing.keys()) if done.sent else []
    kept = [path for path in both if done.incoming[path][1] is None and done.outgoing[path][1] is not None]
    away = [path for path in both if done.incoming[path][1] is not None and done.outgoing[path][1] is None]
    elsewhere = {done.folder.named(path) for path, (_, now) in done.outgoing.items() if away and now}
    return kept, [path for path in away if done.folder.named(path) not in elsewhere]


def _without(difference: Difference, paths: set[str]) -> Difference:
    return {path: versions for path, versions in difference.items() if path not in paths}


def _foreseen(done: Exchange, edited: Sequence[str]) -> Iterator[str]:
    if edited:
        yield f"Would save what was edited by hand, and send it: {_listed(edited)}"
    yield from _part("Would come in", done.incoming, done.folder)
    yield from _together(done, "Would merge", "Would merge in the same way")
    for path, conflict in done.conflicts:
        yield f"Would stop at a conflict: {done.folder.named(path)} {conflict.field}"
    yield from _part("Would go out", done.outgoing, done.folder)
    if done.waiting:
        yield f"Would get a number: {_listed(done.waiting)}"


def _together(done: Exchange, what: str = "Merged", alike: str = "Merged in the same way") -> Iterator[str]:
    for merged in done.together[:MOST]:
        mine, theirs = ", ".join(merged.from_mine), ", ".join(merged.from_theirs)
        yield f"{what}: {done.folder.named(merged.path)}, {mine} from here and {theirs} from there"
    if len(done.together) > MOST:
        yield f"{alike}: {len(done.together) - MOST} more records"


def _part(what: str, difference: Difference, folder: Folder) -> Iterator[str]:
    new: list[str] = []
    changed: list[str] = []
    gone: list[str] = []
    for path, (was, now) in sorted(difference.items()):
        (new if was is None else gone if now is None else changed).append(folder.named(path))
    moved = {*new} & {*gone}
    for how, names in (("new", new), ("changed", changed), ("moved", gone), ("gone", gone)):
        if listed := [name for name in names if (name in moved) == (how == "moved")]:
            yield f"{what}, {how}: {_listed(listed)}"


def _listed(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    rest = len(unique) - MOST
    return ", ".join(unique[:MOST]) + (f" and {rest} more" if rest > 0 else "")


def _names(folder: Folder, paths: Sequence[str]) -> str:
    return _listed([folder.named(path) for path in paths])
