"""What each commit of a push changed by itself, and which rights of the table `permissions` that needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from wmstrat.guard.snapshot import Pushed
from wmstrat.guard.trees import TreeCommit, Trees
from wmstrat.permissions.table import FILE, NUMBERING, Need
from wmstrat.record.kind import Kind, Step
from wmstrat.record.laws import Settled
from wmstrat.record.record import Record
from wmstrat.repo.output import Blob, Difference, is_file
from wmstrat.sync.replacing_ids import renamed
from wmstrat.sync.trees import common

PROCESS_FOLDER = "method/"

# The kind, id and group of the record that a file at a path has.
Placed = Mapping[str, tuple[Kind, str, str]]


class OwnChange(Struct, frozen=True):
    """What one commit made of one file: `before` has the file as each parent had it that had another one."""

    path: str
    before: tuple[Blob | None, ...]
    after: Blob | None


def own_changes(
    trees: Trees, commits: Sequence[TreeCommit], lasting: Iterable[str]
) -> Iterator[tuple[TreeCommit, list[OwnChange]]]:
    """Per commit the files that it changed by itself, among those that the push as a whole leaves changed
    (`lasting`). Two git processes for all commits together, and one more for each merge."""
    pairs = {commit.sha: _pairs(trees, commit) for commit in commits}
    answers = iter(trees.differences([pair for of_commit in pairs.values() for pair in of_commit]))
    wanted = frozenset(lasting)
    for commit in commits:
        differences = [next(answers) for _ in pairs[commit.sha]]
        count = len(commit.parents) or 1
        direct, since_bases = differences[:count], differences[count:]
        paths = _of_merge(direct[0], direct[1], since_bases) if count == 2 else set().union(*direct)
        own = []
        for path in sorted(paths & wanted):
            versions = [difference[path] for difference in direct if path in difference]
            own.append(OwnChange(path, tuple(before for before, _ in versions), versions[0][1]))
        yield commit, own


def _pairs(trees: Trees, commit: TreeCommit) -> list[tuple[str, str]]:
    """The commits to compare: a commit with its parents, and these with the newest commits that both have."""
    parents = commit.parents or ("",)
    bases = common(trees.repository, *parents) if len(parents) == 2 else []
    return [*((parent, commit.sha) for parent in parents), *((base, parent) for base in bases for parent in parents)]


def _of_merge(first: Difference, second: Difference, since_bases: Sequence[Difference]) -> set[str]:
    """The paths in which a merge is more than the change of one side: put together by the merge (the path differs
    from both parents), or as on one side though the other had changed it since they parted. Where they parted at
    several commits, what is as at one of them is no change of that side."""
    own = first.keys() & second.keys()
    sides = list(zip(since_bases[::2], since_bases[1::2], strict=True))
    for path in first.keys() ^ second.keys():
        taken, left = (1, 0) if path in first else (0, 1)
        changed = [pair[left] for pair in sides if path in pair[taken]]
        if len(changed) < len(sides) or all(path in difference for difference in changed):
            own.add(path)
    return own


def needs_of(trees: Trees, push: Pushed, own: Sequence[OwnChange]) -> list[tuple[str, Need]]:
    """What the changes of one commit ask for, by path. Only records are read about which a body decides, or that
    belong to several groups, or have entries of others."""
    before = push.snapshot
    placed = {change.path: place for change in own for place in before.belongs(change.path)}
    kinds = {path: kind for path, (kind, _, _) in placed.items() if _is_read(kind)}
    read = (change for change in own if change.path in kinds)
    contents = trees.contents(blob.name for change in read for blob in (*change.before, change.after) if blob)

    def record_of(path: str, blob: Blob | None) -> Record | None:
        data = contents.get(blob.name) if blob else None
        record = next(iter(before.read(path, data)), None) if data is not None else None
        return record and push.with_numbers(record)

    asked = []
    given = _numbered(trees, push, own, placed)
    for change in own:
        path = change.path
        if path in given:
            asked.append((path, NUMBERING))
        elif path not in placed:
            parts = path.split("/")
            group_of_folder = (parts[1],) if parts[0] == "groups" and len(parts) > 2 else ()
            asked.append((path, Need(group_of_folder, "process" if path.startswith(PROCESS_FOLDER) else FILE)))
        else:
            kind, identity, group = placed[path]
            earlier = [record for blob in change.before if (record := record_of(path, blob)) is not None]
            whole = push.course(kind.name, identity)
            after = record_of(path, change.after)
            of_entries = {*_of_entries(push, kind, earlier, after)}
            asked += [(path, need) for need in sorted(of_entries)]
            asked += [(path, need) for need in _needs(kind, group, earlier, after, whole, own=bool(of_entries))]
    return asked


def _is_read(kind: Kind) -> bool:
    return bool(kind.home.also or kind.owned_entries or decisive(kind))


def _of_entries(push: Pushed, kind: Kind, before: Sequence[Record], after: Record | None) -> Iterator[Need]:
    """What a change of entries that belong to somebody asks for: a right in the group that the entry names, or to be
    the person, for whom the groups of the record may speak; for what is left to somebody else, the same of them."""
    if after is None or after.unreadable:
        return
    readable = [record for record in before if not record.unreadable]
    for name, type_ in kind.owned_entries.items():
        known = [entry for record in readable for entry in record[name]]
        now = [tuple(entry[part] for part in type_.key) for entry in after[name]]
        lost = [entry for entry in known if tuple(entry[part] for part in type_.key) not in now]
        gone = [entry for entry in lost if all(entry in record[name] for record in readable)]
        for entry in (*gone, *(entry for entry in after[name] if entry not in known)):
            same = [each for each in known if all(each[part] == entry[part] for part in type_.key)]
            parts = {part for part, value in entry.items() if not same or value != same[0][part]}
            is_left = entry not in gone and bool(same) and parts <= {*type_.left}
            owner = str(entry[type_.left_to if is_left else type_.whose])
            if push.get("group", owner) is not None:
                yield Need((owner,), kind.name)
            else:
                yield Need(() if is_left else after.groups, kind.name, owner)


def _needs(
    kind: Kind, group: str, before: Sequence[Record], after: Record | None, whole: Step | None, *, own: bool
) -> Iterator[Need]:
    """What a change of one record asks for; `group` is what its place says, `whole` its way through the push. What
    sets or takes back a decision asks for a right in the body that decided, unless the same push takes that back
    again. What belongs to several groups changes by the right of any of them; nobody gives a record to a group to get
    a right over it. Where only entries changed that ask for rights of their `own`, no other is asked for."""
    laws = decisive(kind)
    bodies = {body for law in laws for body in _deciding(law, before, after, whole)}
    yield from (Need((body,), kind.name) for body in sorted(bodies))
    decision = {name for law in laws for name in law.said}
    state = after.declared_state if after is not None else None
    decision |= {state.became} if state is not None and any(state.name in law.states for law in laws) else set()
    decision |= {*kind.owned_entries} if own else set()
    if not ((bodies or own) and before and all(_same_but(record, after, decision) for record in before)):
        owners = {record.groups or (group,) for record in (after, *before) if record is not None} or {(group,)}
        yield from (Need(tuple(sorted(set(groups) - {""})), kind.name) for groups in sorted(owners))


def decisive(kind: Kind) -> list[Settled]:
    """The laws of a kind about what a body decides."""
    return [law for law in kind.laws if isinstance(law, Settled) and law.by]


def _deciding(law: Settled, before: Sequence[Record], after: Record | None, whole: Step | None) -> Iterator[str]:
    """The bodies whose decision a change records or takes back, as far as that is left at the end of the push."""
    if after is None or whole is None:
        return
    if law.decided(after) is None:
        taken_back = (record for record in before if law.takes_back(record, after))
        yield from (str(record[law.by]) for record in taken_back if not law.makes(whole.before, record))
    elif all(law.makes(record, after) for record in before) and not law.makes(whole.after, after):
        yield str(after[law.by])
    else:
        speakers = [law.speakers(record, after) for record in before]
        yield from set[str]().union(*speakers) if all(speakers) else ()


def _same_but(before: Record, after: Record | None, decision: set[str]) -> bool:
    """True when nothing differs but what is said of a decision."""
    return (
        after is not None
        and not before.unreadable
        and not after.unreadable
        and before.body == after.body
        and all(before[name] == after[name] for name in after.values if name not in decision)
    )


def _numbered(trees: Trees, push: Pushed, own: Sequence[OwnChange], placed: Placed) -> set[str]:
    """The paths in which a commit does, to the byte, what a sync does that gives records their numbers: a record goes
    from its handle to its number, and what points at the handle follows."""
    changes = {change.path: change for change in own if change.path in placed}
    names: dict[str, str] = {}
    homes: dict[str, OwnChange] = {}
    for path, change in changes.items():
        kind, handle, group = placed[path]
        number = "" if change.after else push.numbers.get(handle, "")
        home = changes.get(kind.path(number, group)) if number else None
        if home and not any(home.before):
            names[handle], homes[path] = number, home
    if not names:
        return set()
    blobs = (blob for change in changes.values() for blob in (*change.before, change.after))
    contents = trees.contents(blob.name for blob in blobs if blob and is_file(blob))

    def follows(then: OwnChange, now: OwnChange, given: dict[str, str]) -> bool:
        kind = placed[then.path][0]
        return now.after is not None and all(
            blob.mode == now.after.mode
            and renamed(kind, then.path, None, contents.get(blob.name, b""), names, own=given)
            == contents.get(now.after.name)
            for blob in then.before
            if blob
        )

    paths = {path for path, change in changes.items() if all(change.before) and follows(change, change, {})}
    for path, home in homes.items():
        handle = placed[path][1]
        if follows(changes[path], home, {"id": names[handle], "handle": handle}):
            paths |= {path, home.path}
    return paths
