"""What a sync did, in words: what was received and sent, new numbers, what was merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wmstrat.errors import WmstratError
from wmstrat.record.ids import tail_of
from wmstrat.record.text import counted, cut, on_one_line
from wmstrat.say.output import remark, sentences

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.repo.output import Difference
    from wmstrat.sync.addresses import Folder, RecordFile
    from wmstrat.sync.plan import Exchange
    from wmstrat.sync.unsent import Unsent

# Up to this many records are named in a line; of more, the rest is counted.
MOST = 12
# The record in a file, as it is now.
Find = Callable[["RecordFile"], "Record | None"]
# A title is shown up to this many columns.
LONGEST = 80


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


def exchanged(
    done: Exchange, edited: Sequence[str] = (), *, dry_run: bool = False, find: Find = lambda _: None
) -> None:
    """Say what one sync did, or would do, and which files that were `edited` by hand it would save first. `find`
    gives the record as it is now."""
    nothing = f"Nothing to send or receive: this workspace and {done.upstream.name} are the same."
    same = f"This workspace and {done.upstream.name} are now the same."
    if dry_run:
        sentences(list(_foreseen(done, edited)) or [nothing])
    else:
        sentences([*_happened(done, find), same if done.incoming or done.sent else nothing])


def followed(steps: Iterable[Exchange], find: Find = lambda _: None) -> Exchange:
    """The end of a sync that is carried out step by step. What was done before an error is told; `find` gives the
    record as it is now."""
    done: Exchange | None = None
    try:
        for step in steps:
            done = step
    except (WmstratError, KeyboardInterrupt) as error:
        if done and (done.incoming or done.numbers):
            sentences(_happened(done, find))
        if isinstance(error, KeyboardInterrupt):
            remark("Stopped. Nothing is lost. To continue, type again: wmstrat sync")
        raise
    if done is None:
        raise ValueError(steps)
    return done


def _happened(done: Exchange, find: Find) -> Iterator[str]:
    kept, away = _against(done)
    ours = {*kept, *away}
    yield from _received(done, _without(done.incoming, ours), find)
    if kept:
        yield f"Deleted there, but kept and sent again: {_names(done.folder, kept)}"
    if away:
        yield f"Deleted here, and now also there, although others changed them: {_names(done.folder, away)}"
    for handle, number in done.numbers.items():
        yield f"Numbered: {handle} is {number}"
    met = {number: done.numbers[handle] for number, handle in done.moved.items() if handle in done.numbers}
    for number, now in {**met, **done.renumbered}.items():
        yield (
            f"The number {number} was used twice. The record that was shared first keeps it, and yours is now "
            f"{now}. Tell people who know yours as {number}."
        )
    for number, now in done.moved.items():
        if number not in met and not tail_of(now):
            yield f"New number: {number} is now {now}, as in the shared repository."
    yield from _together(done)
    for home in filter(None, map(done.folder.home, done.met)):
        yield (
            f"You and others added {home.id}; it is one record now. If you meant another one with the same name, "
            f"add it again under another name: wmstrat {home.kind.command} add"
        )
    if done.sent:
        gone = {path for path, (_, now) in done.outgoing.items() if now is None}
        handles = {path for path in gone if done.folder.named(path) in done.numbers}  # told as numbered
        outgoing = _without(done.outgoing, ours | handles)
        if len(outgoing) > MOST and all(was is None for was, _ in outgoing.values()):
            yield f"Sent: {_counted(done.folder, outgoing)}"
        else:
            yield from _part("Sent", outgoing, done.folder)


def _received(done: Exchange, difference: Difference, find: Find) -> Iterator[str]:
    """Who did what, a line each; of many, how many of each kind everybody did."""
    by_whom: dict[str, Difference] = {}
    names = Counter(map(done.folder.named, difference))
    records = {path: find(home) for path in difference if (home := done.folder.home(path))}
    for path, versions in sorted(difference.items()):
        name, record = done.folder.named(path), records.get(path)
        is_where_it_was = versions[1] is None and names[name] > 1
        # Who added a record gave it its handle; the number comes from a sync, perhaps somebody else's.
        added_as = record.handle if record and versions[0] is None else ""
        who = done.authors.get(added_as) or done.authors.get(name, "Somebody")
        if not is_where_it_was:
            by_whom.setdefault(who, {})[path] = versions
    for who, paths in by_whom.items():
        if len(difference) > MOST:
            yield f"Received from {on_one_line(who)}: {_counted(done.folder, paths)}"
            continue
        for path, (was, now) in paths.items():
            home, record = done.folder.home(path), records.get(path)
            what = (
                "removed" if now is None else "changed" if was else f"added {home.kind.command}" if home else "added"
            )
            title = on_one_line(record.label) if record and now and record.label != record.id else ""
            title = "" if path in done.titled_here else title
            named = f"{done.folder.named(path)}: {cut(title, LONGEST)}" if title else done.folder.named(path)
            yield f"{on_one_line(who)} {what} {named}"


def _counted(folder: Folder, difference: Difference) -> str:
    """How many records of each kind, and other files, there are."""
    counts: Counter[str] = Counter()
    ones: dict[str, str] = {}
    for home in map(folder.home, difference):
        name = home.kind.plural if home else "other files"
        ones[name] = home.kind.command if home else "other file"
        counts[name] += 1
    return ", ".join(f"{count} {name if count > 1 else ones[name]}" for name, count in counts.most_common())


def _against(done: Exchange) -> tuple[list[str], list[str]]:
    """Files that were kept here and deleted there, and the other way round, by a choice made here."""
    both = sorted(done.incoming.keys() & done.outgoing.keys()) if done.sent else []
    kept = [path for path in both if done.incoming[path][1] is None and done.outgoing[path][1] is not None]
    away = [path for path in both if done.incoming[path][1] is not None and done.outgoing[path][1] is None]
    elsewhere = {done.folder.named(path) for path, (_, now) in done.outgoing.items() if away and now}
    elsewhere |= {*done.numbers, *done.moved, *done.renumbered}  # under another id
    return kept, [path for path in away if done.folder.named(path) not in elsewhere]


def _without(difference: Difference, paths: set[str]) -> Difference:
    return {path: versions for path, versions in difference.items() if path not in paths}


def _foreseen(done: Exchange, edited: Sequence[str]) -> Iterator[str]:
    if edited:
        yield f"Would save your edits, and send them: {_listed(edited)}"
    yield from _part("Would receive", done.incoming, done.folder)
    yield from _together(done, "Would merge", "Would merge in the same way")
    for path, conflict in done.conflicts:
        yield f"Would stop at a conflict: {done.folder.named(path)} {conflict.field}"
    yield from _part("Would send", done.outgoing, done.folder)
    if done.waiting:
        yield f"Would get a number: {_listed(done.waiting)}"


def _together(done: Exchange, what: str = "Merged", alike: str = "Merged in the same way") -> Iterator[str]:
    for merged in done.together[:MOST]:
        mine, theirs = ", ".join(merged.from_mine), ", ".join(merged.from_theirs)
        yield f"{what}: {done.folder.named(merged.path)}, your {mine} and their {theirs}"
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
