"""Whether everybody who made a commit was allowed to do what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wmstrat.guard import names
from wmstrat.guard.needs import body_of, decisive, needs
from wmstrat.guard.numbered import numbered
from wmstrat.guard.own_changes import own_changes
from wmstrat.guard.refusal import Refusal
from wmstrat.guard.signers import authors
from wmstrat.permissions.table import NUMBERING, TABLE, Need, Permissions
from wmstrat.record.rules import Settled
from wmstrat.repo.place import PROCESS_FILE

if TYPE_CHECKING:
    from wmstrat.guard.own_changes import OwnChange
    from wmstrat.guard.snapshot import Pushed, Snapshot
    from wmstrat.guard.trees import Commit, Trees
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.repo.output import Blob, Difference


def permitted(trees: Trees, old: str, new: str, push: Pushed, changes: Difference) -> Iterator[Refusal]:
    """Refusals of what somebody changed without being allowed to, by the table as it was before the push."""
    before = push.snapshot
    process = before.process
    if process.unreadable or any(problem.field.startswith("permissions") for problem in process.problems):
        yield Refusal(
            PROCESS_FILE,
            "On the host its table of permissions cannot be read, so nobody can be let in.",
            "Ask whoever looks after the host to mend it there (in a clone, pushed past the hook).",
        )
        return
    table = Permissions(before)
    if not table.lines:
        return
    commits = trees.commits(old, new)
    asked_by_all = [
        (commit, _needs(trees, push, own), {one.path for one in own})
        for commit, own in own_changes(trees, commits, changes)
    ]
    _add_unasked(push, asked_by_all)
    judged = [
        (commit, asked)
        for commit, needed, _ in asked_by_all
        if (asked := [need for need in needed if not table.allow(None, need[1])])
    ]
    if judged:
        yield from _strangers(trees, old, before, table, judged, changes)


def _add_unasked(push: Pushed, asked: Sequence[tuple[Commit, list[tuple[str, Need]], set[str]]]) -> None:
    """What the push as a whole decides or takes back asks for a right, whatever way it comes in: where no commit does
    it by itself (a merge takes it from an old commit, a record goes and comes again), of the newest commit that
    changed the record."""
    for step in push.steps:
        course = push.course(*step.after.key)
        if course is None or not asked:
            continue
        paths = {record.path for record in (course.before, course.after) if record is not None}
        for law in decisive(course.after):
            body = body_of(law, course.before, course.after)
            need = Need((body,), step.after.kind.name)
            if body and not any(path in paths and one == need for _, needed, _ in asked for path, one in needed):
                _, needed, _ = next((one for one in reversed(asked) if one[2] & paths), asked[-1])
                needed.append((step.after.path, need))


def _strangers(
    trees: Trees,
    old: str,
    before: Snapshot,
    table: Permissions,
    judged: list[tuple[Commit, list[tuple[str, Need]]]],
    changes: Difference,
) -> Iterator[Refusal]:
    who = authors(trees, before, old, [commit for commit, _ in judged])
    for commit, asked in reversed(judged):  # what is to be taken back is taken back from the end
        author = who[commit.sha]
        about = f'Commit {commit.sha[:10]} "{commit.subject}"'
        refused = [(path, need) for path, need in asked if not table.allow(author.person, need)]
        paths = sorted({path for path, _ in refused})
        shown = ", ".join(map(names.shown, paths[:3]))
        if refused and author.person is None:
            mend = author.mend if author.commands else f"{author.mend} {_who_may([TABLE], table)}"
            yield Refusal(about, f"{author.why} So it cannot change {shown}.", mend, author.commands)
        elif refused:
            wanted = sorted({need for _, need in refused})
            what = " and ".join(_in_words(need, table) for need in wanted)
            mend = "Take it back, and ask somebody who may do it:"
            taking_back = _taking_back(trees, old, commit, paths, changes)
            yield Refusal(
                about, f"{author.person} may not change {what}: {shown}. {_who_may(wanted, table)}", mend, taking_back
            )


def _taking_back(
    trees: Trees, old: str, commit: Commit, paths: Sequence[str], changes: Difference
) -> tuple[str, ...]:
    """What to type to undo a commit. A merge cannot be undone, nor can a commit in which a sync gave numbers, but
    their files can be as they were."""
    if len(commit.parents) > 1 or commit.command == "sync":
        there = [path for path in paths if changes[path][0] is not None]
        return names.put_back(trees, old, there, [path for path in paths if path not in there])
    return (f"wmstrat undo {commit.sha[:10]}" if commit.command else f"git revert --no-edit {commit.sha[:10]}",)


def _who_may(wanted: Sequence[Need], table: Permissions) -> str:
    """Whom the table lets do what somebody may not, so that they can be asked."""
    told = []
    for need in wanted:
        who = "whoever may change anything" if need == NUMBERING else ", ".join(table.who_may(need)) or "nobody"
        told.append(f"{who} ({_in_words(need, table)})" if len(wanted) > 1 else who)
    return f"Here that may: {'; '.join(told)}."


def _in_words(need: Need, table: Permissions) -> str:
    words = {"process": "the process itself", "file": "files that are no records", "number": "the numbers of records"}
    return words.get(need.kind, f"a {need.kind}") + (
        f" of {' or '.join(map(table.name, need.groups))}" if need.groups else ""
    )


def _needs(trees: Trees, push: Pushed, own: list[OwnChange]) -> list[tuple[str, Need]]:
    """What the changes of one commit ask for, by path. Only records about which a body decides, or that belong to
    several groups, are read."""
    before = push.snapshot
    placed = {one.path: next(iter(before.belongs(one.path)), None) for one in own}
    read = [one for one in own if (place := placed[one.path]) and _asks_for_more(place[0])]
    contents = trees.contents({blob.name for one in read for blob in (*one.before, one.after) if blob})

    def record_of(path: str, blob: Blob | None) -> Record | None:
        data = contents.get(blob.name) if blob else None
        record = next(iter(before.read(path, data)), None) if data is not None else None
        return record and push.with_numbers(record)

    asked = []
    given = numbered(trees, before, own)
    for one in own:
        if one.path in given:
            asked.append((one.path, NUMBERING))
            continue
        place = placed[one.path]
        kind_and_group = (place[0].name, place[2]) if place else None
        whole = push.course(place[0].name, place[1]) if place else None
        earlier = [record_of(one.path, blob) for blob in one.before]
        after = record_of(one.path, one.after)
        asked += [(one.path, need) for need in needs(one.path, earlier, after, kind_and_group, whole)]
    return asked


def _asks_for_more(kind: Kind) -> bool:
    return bool(kind.home.also) or any(isinstance(law, Settled) and law.by for law in kind.laws)
