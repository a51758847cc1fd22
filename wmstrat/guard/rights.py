"""Whether the author of each commit was allowed to make its changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wmstrat.guard import names
from wmstrat.guard.needs import decisive, needs_of, own_changes
from wmstrat.guard.refusal import Refusal
from wmstrat.guard.signers import authors
from wmstrat.guard.snapshot import Pushed
from wmstrat.guard.trees import TreeCommit, Trees
from wmstrat.permissions.table import NUMBERING, TABLE, Need, Permissions
from wmstrat.repo.output import Difference
from wmstrat.repo.place import PROCESS_FILE

# What a commit asks for, each with the path that asks for it.
Asked = list[tuple[str, Need]]


def permitted(trees: Trees, old: str, new: str, push: Pushed, changes: Difference) -> Iterator[Refusal]:
    """Refusals of what somebody changed without being allowed to, by the table as it was before the push."""
    process = push.snapshot.process
    if process.unreadable or any(problem.field.startswith("permissions") for problem in process.problems):
        what = "The host cannot read its permissions, so it accepts no push."
        advice = "Ask the people who run the host to fix it there (in a clone, with a push that skips the hook)."
        yield Refusal(PROCESS_FILE, what, advice)
        return
    table = Permissions(push.snapshot)
    if not table.lines:
        return
    commits = [
        (commit, needs_of(trees, push, own), {change.path for change in own})
        for commit, own in own_changes(trees, trees.commits(old, new), changes)
    ]
    _add_unasked(push, commits)
    judged = [
        (commit, asked)
        for commit, all_asked, _ in commits
        if (asked := [(path, need) for path, need in all_asked if not table.allow(None, need)])
    ]
    if not judged:
        return
    who = authors(trees, push.snapshot, old, [commit for commit, _ in judged])
    for commit, asked in reversed(judged):  # what is to be taken back is taken back from the end
        author = who[commit.sha]
        refused = [(path, need) for path, need in asked if not table.allow(author.person, need)]
        if not refused:
            continue
        about = f'Commit {commit.sha[:10]} "{commit.subject}"'
        paths = sorted({path for path, _ in refused})
        shown = ", ".join(map(names.shown, paths[:3]))
        if author.person is None:
            advice = author.advice if author.commands else f"{author.advice} {_who_may([TABLE], table)}"
            yield Refusal(about, f"{author.why} So it cannot change {shown}.", advice, author.commands)
            continue
        wanted = sorted({need for _, need in refused})
        things = " and ".join(_in_words(need, table) for need in wanted)
        what = f"{author.person} may not change {things}: {shown}. {_who_may(wanted, table)}"
        commands = _taking_back(trees, old, commit, paths, changes)
        yield Refusal(about, what, "Undo it, and ask somebody who is allowed to do it:", commands)


def _add_unasked(push: Pushed, commits: Sequence[tuple[TreeCommit, Asked, set[str]]]) -> None:
    """What the push as a whole decides or takes back asks for a right: where no commit does it by itself (a merge
    takes it from an old commit, a record goes and comes again), of the newest commit that changed the record."""
    by_path = {pair for _, asked, _ in commits for pair in asked}
    for step in push.steps if commits else ():
        course = push.course(*step.after.key)
        if course is None:
            continue
        before, after = course.before, course.after
        paths = {record.path for record in (before, after) if record is not None}
        for law in decisive(after.kind):
            if law.makes(before, after):
                bodies = {str(after[law.by])}
            else:
                takes_back = before is not None and law.takes_back(before, after)
                bodies = {str(before[law.by])} if before and takes_back else law.speakers(before, after)
            for need in (Need((body,), after.kind.name) for body in sorted(bodies - {""})):
                if by_path.isdisjoint((path, need) for path in paths):
                    _, asked, _ = next((commit for commit in reversed(commits) if commit[2] & paths), commits[-1])
                    asked.append((step.after.path, need))


def _taking_back(
    trees: Trees, old: str, commit: TreeCommit, paths: Sequence[str], changes: Difference
) -> tuple[str, ...]:
    """What to type to undo a commit. Of a merge, and where a sync gave numbers, the files become as they were."""
    if len(commit.parents) > 1 or commit.command == "sync":
        there = [path for path in paths if changes[path][0] is not None]
        return names.put_back(trees, old, there, [path for path in paths if path not in there])
    return (f"wmstrat undo {commit.sha[:10]}" if commit.command else f"git revert --no-edit {commit.sha[:10]}",)


def _who_may(wanted: Sequence[Need], table: Permissions) -> str:
    """Whom the table lets do what somebody may not, so that they can be asked."""
    told = []
    for need in wanted:
        who = "people who may change everything" if need == NUMBERING else ", ".join(table.who_may(need)) or "nobody"
        told.append(f"{who} ({_in_words(need, table)})" if len(wanted) > 1 else who)
    return f"These may do it: {'; '.join(told)}."


def _in_words(need: Need, table: Permissions) -> str:
    words = {
        "process": "the process itself",
        "file": "files that are not records",
        "number": "the numbers of records",
    }
    of_groups = f" of {' or '.join(map(table.name, need.groups))}" if need.groups else ""
    return words.get(need.kind, f"a {need.kind}") + of_groups
