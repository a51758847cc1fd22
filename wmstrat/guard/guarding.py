"""Judging a push: is what it leaves behind still a sound workspace, and was everybody allowed to do what they did?

Nothing is trusted but what the host has taken in already: the table of permissions, the memberships and the keys are
those of the branch before the push. Costs follow what the push changes; a first push is read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import NotFound, UsageProblem
from wmstrat.guard import names, published
from wmstrat.guard.refusal import Refusal
from wmstrat.guard.snapshot import Pushed, Snapshot, read_new
from wmstrat.workspace.place import DECLARATION, FORMAT, PROCESS_FILE

if TYPE_CHECKING:
    from wmstrat.guard.own_changes import OwnChange
    from wmstrat.guard.permissions import Need, Permissions
    from wmstrat.guard.trees import Commit, Trees
    from wmstrat.record.kind import Problem, Record
    from wmstrat.record.view import View
    from wmstrat.repo_output import Blob, Difference

TABLE = ("permissions", "identify_by", "authors")


class Update(Struct, frozen=True):
    """What becomes of one reference: the commit that it stood for, the one that it shall stand for, its full name.
    An empty commit stands for none."""

    old: str
    new: str
    reference: str


def updates(text: str) -> list[Update]:
    """The lines that git gives to a pre-receive hook. Raises UsageProblem for anything else."""
    found = []
    for line in text.splitlines():
        parts = re.fullmatch(r"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (\S.*)", line)
        if parts is None:
            raise UsageProblem("A pre-receive hook gets lines of OLD NEW REFERENCE from git, not: {line}", line=line)
        found.append(Update(_named(parts[1]), _named(parts[2]), parts[3]))
    if not found:
        raise UsageProblem(
            "There is nothing to judge. As a hook git says what is pushed; elsewhere type: wmstrat guard --range "
            "origin/main..HEAD"
        )
    return found


def of_range(trees: Trees, text: str) -> Update:
    """The update from one commit to another, written OLD..NEW; zeros stand for no commit.

    Raises UsageProblem for another form, NotFound for a commit that is not there.
    """
    parts = re.fullmatch(r"(.*?[^.])\.\.([^.].*)", text)
    if parts is None:
        raise UsageProblem('A range is written OLD..NEW, such as origin/main..HEAD, not "{text}".', text=text)
    commits = []
    for name in parts.groups():
        commit = _named(name) and trees.commit(name)
        if commit is None:
            raise NotFound(
                'There is no commit "{name}" here. In a clone that holds the newest commits only, first type: git '
                "fetch --unshallow",
                name=name,
            )
        commits.append(commit)
    if not commits[1]:
        raise UsageProblem("The commit behind the dots is the one to judge; it cannot be zeros.")
    return Update(commits[0], commits[1], "")


def _named(commit: str) -> str:
    return commit if commit.strip("0") else ""


def judge_push(trees: Trees, pushed: Iterable[Update], branches: Iterable[str]) -> list[Refusal]:
    """Why this push is not taken in; nothing when it is. Only the branches named are guarded; where none is, the one
    that the repository shows to its readers; while there is no such branch, every branch."""
    guarded = {name if name.startswith("refs/") else f"refs/heads/{name}" for name in branches}
    shown = trees.branch()
    if not guarded and shown and trees.commit(shown):
        guarded = {shown}
    return [
        why
        for update in pushed
        if (update.reference in guarded if guarded else update.reference.startswith("refs/heads/"))
        for why in judge(trees, update)
    ]


def judge(trees: Trees, update: Update) -> list[Refusal]:
    """Why this update of a guarded branch is not taken in; nothing when it is."""
    branch = update.reference.removeprefix("refs/heads/") or "the branch"
    if not update.new:
        return [Refusal(branch, "The push would delete this branch.", "This branch stays. Delete others, if any.")]
    if update.old and not trees.contains(update.new, update.old):
        return [
            Refusal(
                branch,
                "The push does not build on what the host has: commits that others may have seen would be lost.",
                "Never push with --force. Get what is there and join it with yours: wmstrat sync",
            )
        ]
    return list(_gravest_first(trees, update))


def _gravest_first(trees: Trees, update: Update) -> Iterator[Refusal]:
    """What makes it pointless, or dangerous, to read on ends the judgement."""
    steps = (_no_workspace, _private, _hostile, _content)
    for step in steps:
        found = list(step(trees, update))
        yield from found
        if found:
            return


def _no_workspace(trees: Trees, update: Update) -> Iterator[Refusal]:
    data = trees.file(update.new, PROCESS_FILE)
    declared = DECLARATION.search(data) if data else None
    where = trees.place.prefix + PROCESS_FILE
    if declared is None:
        had = update.old and trees.file(update.old, PROCESS_FILE) is not None
        yield Refusal(
            where,
            "The push takes it away, or its line `wmstrat: 1`." if had else "There is no such file with wmstrat: 1.",
            f"Bring it back: git checkout {update.old[:10]} -- {where}, then git commit."
            if had
            else "Make a workspace first: wmstrat init DIR. (The guard is told by --folder if it lies in one.)",
        )
        return
    number = declared[1].strip(b" \t'\"")
    if number.isdigit() and (len(number) > 9 or int(number) > FORMAT):
        yield Refusal(
            where,
            f"The workspace has format {number.decode('ascii')}; the host knows up to {FORMAT}.",
            "Ask whoever looks after the host to install a newer wmstrat.",
        )


def _private(trees: Trees, update: Update) -> Iterator[Refusal]:
    found = trees.first_with("private", update.old, update.new)
    if found:
        yield Refusal(
            "private/",
            f"The commit {found[:10]} puts something of private/ into the history that everybody can read. Taking "
            "it out in a later commit is not enough: git never forgets.",
            "Do not push. Ask somebody who knows git to take that commit out of your clone (git rebase -i).",
        )


def _hostile(trees: Trees, update: Update) -> Iterator[Refusal]:
    yield from names.hostile(trees, update.new, trees.difference(update.old, update.new))


def _content(trees: Trees, update: Update) -> Iterator[Refusal]:
    old = update.old if update.old and trees.file(update.old, PROCESS_FILE) is not None else ""
    changes = trees.difference(old, update.new)
    before = Snapshot(trees)
    before.show(old)
    new = read_new(trees, {path: one for path, one in changes.items() if any(before.belongs(path))})
    push = Pushed(before, changes, new)
    marked = _marked(trees, changes, new)
    for path in marked:
        yield Refusal(
            path,
            "The file holds the lines that git leaves behind where two changes met (<<<<<<<, =======, >>>>>>>).",
            "Open it, keep what is right and delete these lines; then: wmstrat save",
        )
    if old:
        yield from published.moved_ids(trees, old, before, push)
    bodies: View = before if old else push
    has_table = bool(before.process["permissions"])
    yield from published.decisions(push, bodies, who_decides_is_known=has_table)
    yield from (_told(problem, push) for problem in push.errors() if problem.path not in marked)
    if old:
        yield from _permitted(trees, Update(old, update.new, update.reference), before, changes)


def _marked(trees: Trees, changes: Difference, new: dict[str, bytes | None]) -> list[str]:
    found = [path for path, data in sorted(new.items()) if data and published.has_markers(data)]
    olds = {path: old.name for path in found if (old := changes[path][0]) is not None}
    known = trees.contents(olds.values())
    return [path for path in found if not (path in olds and published.has_markers(known.get(olds[path], b"")))]


def _told(problem: Problem, push: Pushed) -> Refusal:
    record = next((step.after for step in push.steps if step.after.path == problem.path), None)
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    field = f"{problem.field}: " if problem.field else ""
    return Refusal(
        f"{record.id} ({place})" if record else place,
        f"{field}found {problem.found}, expected {problem.expected}.",
        problem.mend,
    )


# Permissions


def _permitted(trees: Trees, update: Update, before: Snapshot, changes: Difference) -> Iterator[Refusal]:
    """Refusals of what somebody changed without being allowed to, by the table as it was before the push."""
    from wmstrat.guard.own_changes import own_changes
    from wmstrat.guard.permissions import Permissions

    process = before.process
    if process.unreadable or any(problem.field.startswith(TABLE) for problem in process.problems):
        yield Refusal(
            PROCESS_FILE,
            "On the host its table of permissions cannot be read, so nobody can be let in.",
            "Ask whoever looks after the host to mend it there (in a clone, pushed past the hook).",
        )
        return
    table = Permissions(before)
    if not table.lines:
        return
    commits = trees.commits(update.old, update.new)
    judged = [
        (commit, asked)
        for commit, own in own_changes(trees, commits, changes)
        if (asked := [one for one in _needs(trees, before, own) if not table.allow(None, one[1])])
    ]
    if judged:
        yield from _strangers(trees, update, before, table, judged)


def _strangers(
    trees: Trees,
    update: Update,
    before: Snapshot,
    table: Permissions,
    judged: list[tuple[Commit, list[tuple[str, Need]]]],
) -> Iterator[Refusal]:
    from wmstrat.guard.signers import authors

    who = authors(trees, before, update.old, [commit for commit, _ in judged])
    for commit, asked in judged:
        author = who[commit.sha]
        about = f'Commit {commit.sha[:10]} "{commit.subject}"'
        refused = [(path, need) for path, need in asked if not table.allow(author.person, need)]
        if refused and author.person is None:
            paths = ", ".join(sorted({names.shown(path) for path, _ in refused})[:3])
            yield Refusal(about, f"{author.why} So it cannot change {paths}.", author.mend)
        elif refused:
            wanted = sorted({need for _, need in refused})
            yield Refusal(
                about,
                f"{author.person} may not change {_in_words(wanted, table)}: "
                + ", ".join(sorted({names.shown(path) for path, _ in refused})[:3])
                + ".",
                f"Take it back (wmstrat undo {commit.sha[:10]}) and ask somebody who may do it, or ask a coordinator "
                "for the right (permissions in process.yaml).",
            )


def _in_words(needs: Iterable[Need], table: Permissions) -> str:
    words = {"process": "the process itself", "file": "files that are no records"}
    return " and ".join(
        words.get(need.kind, f"a {need.kind}") + (f" of {table.name(need.group)}" if need.group else "")
        for need in needs
    )


def _needs(trees: Trees, before: Snapshot, own: list[OwnChange]) -> list[tuple[str, Need]]:
    """What the changes of one commit ask for, by path. Only drafts are read: their states matter."""
    from wmstrat.guard.permissions import needs

    placed = {one.path: next(iter(before.belongs(one.path)), None) for one in own}
    drafts = [one for one in own if (place := placed[one.path]) and place[0].name == "draft"]
    wanted = {blob.name for one in drafts for blob in (*one.before, one.after) if blob}
    contents = trees.contents(wanted)

    def read(path: str, blob: Blob | None) -> Record | None:
        data = contents.get(blob.name) if blob else None
        return next(iter(before.read(path, data)), None) if data is not None else None

    found = []
    for one in own:
        place = placed[one.path]
        kind_and_group = (place[0].name, place[2]) if place else None
        earlier = [read(one.path, blob) for blob in one.before]
        after = read(one.path, one.after)
        found += [(one.path, need) for need in needs(one.path, earlier, after, kind_and_group)]
    return found
