"""Judging a push: is the workspace after it still sound, and was everybody allowed to do what they did? Nothing is
trusted but what the host has taken in already: the table of permissions, the memberships and the keys are those of
the branch before the push. Costs follow what the push changes; a first push is read as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing

from wmstrat.checks import private_folder
from wmstrat.checks.git_files import is_obeyed, places, problems, template_problem
from wmstrat.checks.layout import folder_as_record
from wmstrat.checks.markers import first_marker, keeping
from wmstrat.guard import names, published
from wmstrat.guard.refusal import Refusal
from wmstrat.guard.rights import permitted
from wmstrat.guard.signers import ALLOWED_SIGNERS, known
from wmstrat.guard.snapshot import Pushed, Snapshot, read_new
from wmstrat.guard.trees import Trees
from wmstrat.guard.updates import Update
from wmstrat.permissions.table import keepers, shut_out
from wmstrat.record.halves import PRIVATE
from wmstrat.record.problem import Problem, contrasted
from wmstrat.record.templates import templates
from wmstrat.record.view import View
from wmstrat.repo.output import Difference, is_file
from wmstrat.repo.place import FORMAT, PROCESS_FILE, declared_format
from wmstrat.workspace.initial import hides_private

REPLACING = "refs/replace/"
# Where git would take such a reference for a branch too: `refs/heads/refs/heads/main`.
MISLEADING = re.compile(r"refs/(?:[^/]+/)?refs/")

# At most this many files other than records are in memory at once.
BUNDLE = 100


def judge_push(trees: Trees, pushed: Iterable[Update], branches: Iterable[str]) -> list[Refusal]:
    """Why this push is refused; nothing when it is accepted. Only the branches named are guarded, under whatever name
    they are pushed; else the one that the repository shows to its readers; while there is none, every branch."""
    guarded = {trees.target(name if name.startswith("refs/") else f"refs/heads/{name}") for name in branches}
    shown = trees.target("HEAD")
    if not guarded and shown != "HEAD" and trees.commit(shown):
        guarded = {shown}
    refusals = []
    for update in pushed:
        branch = trees.target(update.reference)
        is_guarded = branch in guarded or (not guarded and branch.startswith("refs/heads/"))
        refusals += list(_deceiving(update)) or (judge(trees, update) if is_guarded else [])
    return refusals


def _deceiving(update: Update) -> Iterator[Refusal]:
    """A reference that shows somebody something else than what is in the history."""
    name = update.reference
    if update.new and name.startswith(REPLACING):
        what = "It would replace an object of the history (git replace)."
        yield Refusal(
            name, what, f"Do not push it. To delete it in your clone: git update-ref -d {names.quoted(name)}"
        )
    elif update.new and MISLEADING.match(name):
        what = "Its name ends with the whole name of another branch, so git could not tell the two apart "
        yield Refusal(name, f"{what}when somebody pushes.", "Rename the branch.")


def judge(trees: Trees, update: Update) -> list[Refusal]:
    """Why this update of a guarded branch is refused; nothing when it is accepted."""
    branch = update.reference.removeprefix("refs/heads/") or "the branch"
    if not update.new:
        return [
            Refusal(
                branch, "The push would delete this branch.", "This branch cannot be deleted. Other branches can."
            )
        ]
    if update.old and not trees.contains(update.new, update.old):
        what = (
            "The push is not based on the newest commits of the host: commits that others may have seen would "
            "be lost."
        )
        advice = "Never push with --force. Receive the changes of others, then send yours: wmstrat sync"
        return [Refusal(branch, what, advice)]
    # What makes it pointless, or dangerous, to read on ends the judgement.
    steps = (_no_workspace, _private, names.hostile, _content)
    return next((refusals for step in steps if (refusals := list(step(trees, update)))), [])


def _no_workspace(trees: Trees, update: Update) -> Iterator[Refusal]:
    data = trees.file(update.new, PROCESS_FILE)
    number = declared_format(data) if data is not None else None
    where = trees.place.prefix + PROCESS_FILE
    if number is None and update.old and trees.file(update.old, PROCESS_FILE) is not None:
        what = "The push deletes it, or its line `wmstrat: 1`."
        yield Refusal(where, what, "Restore it:", names.put_back(trees, update.old, [PROCESS_FILE]))
    elif number is None:
        advice = "First make a workspace (for a workspace in a folder, the guard needs --folder):"
        yield Refusal(where, "There is no such file with the line wmstrat: 1.", advice, ("wmstrat init DIR",))
    elif number.isdigit() and (len(number) > 9 or int(number) > FORMAT):
        what = f"The workspace has format {number.decode('ascii')}, but the host only knows formats up to {FORMAT}."
        yield Refusal(where, what, "Ask the people who run the host to install a newer wmstrat.")


def _private(trees: Trees, update: Update) -> Iterator[Refusal]:
    commit = trees.first_with_private(update.old, update.new)
    if commit:
        yield Refusal(PRIVATE, private_folder.in_history(commit), "Do not push again before that is done.")


def _content(trees: Trees, update: Update) -> Iterator[Refusal]:
    old = update.old if update.old and trees.file(update.old, PROCESS_FILE) is not None else ""
    changes = trees.difference(old, update.new)
    with closing(Snapshot(trees, update.new)) as before:
        before.show(old)
        new = read_new(trees, {path: versions for path, versions in changes.items() if any(before.belongs(path))})
        push = Pushed(before, changes, new)
        marked = _marked(trees, changes, new)
        for path in marked:
            what = "The file contains conflict markers of git (<<<<<<<, =======, >>>>>>>)."
            commands = ("wmstrat save",) if path in new else keeping(trees.place.prefix + path)
            yield Refusal(
                path, what, "Open it, keep the right text and delete the marker lines. Then type:", commands
            )
        if old:
            yield from published.moved_ids(trees, old, before, push)
        yield from published.broken_rules(push, deciders_are_known=bool(before.process["permissions"]))
        yield from (_told(problem, push) for problem in push.errors() if problem.path not in marked)
        yield from _shut_out(trees, update, before, push, changes)
        yield from _exposed(trees, old, update.new, changes)
        yield from (_told(problem, push) for problem in _obeyed(trees, update, before, changes))
        if old:
            yield from permitted(trees, old, update.new, push, changes)


def _marked(trees: Trees, changes: Difference, new: dict[str, bytes | None]) -> list[str]:
    """The files, records or not, in which the push leaves a merge unfinished that was not so before."""
    marked = [path for path, data in new.items() if data and first_marker(data)]
    others = sorted(changes.keys() - new.keys())
    for start in range(0, len(others), BUNDLE):
        read = read_new(trees, {path: changes[path] for path in others[start : start + BUNDLE]})
        marked += [path for path, data in read.items() if data and first_marker(data)]
    olds = {path: old.name for path in marked if (old := changes[path][0]) is not None}
    known = trees.contents(olds.values())
    return [path for path in sorted(marked) if not (path in olds and first_marker(known.get(olds[path], b"")))]


def _obeyed(trees: Trees, update: Update, before: Snapshot, changes: Difference) -> Iterator[Problem]:
    """What the push makes wrong in files that git or wmstrat obeys, and folders that are named as records."""
    for path, (was, now) in sorted(changes.items()):
        folder = path.rpartition("/")[0]
        while was is None and now is not None and folder:
            if folder.endswith((".md", ".yaml")) and any(before.belongs(folder)):
                yield folder_as_record(folder)
            folder = folder.rpartition("/")[0]
    kinds = templates(before.kinds)
    touched = [path for path in changes if path in kinds or is_obeyed(path)]
    for path in touched:
        data = trees.file(update.new, path) if path in kinds else None
        if data is not None and (problem := template_problem(*kinds[path], data)):
            yield problem
    if any(map(is_obeyed, touched)):
        known = set(_of_files(trees, update.old, before)) if update.old else set()
        yield from (problem for problem in _of_files(trees, update.new, before) if problem not in known)


def _of_files(trees: Trees, commit: str, view: Snapshot) -> Iterator[Problem]:
    """What is wrong with the .gitattributes and .gitignore files of a commit."""
    there = [path for path, (_, blob) in trees.difference("", commit).items() if is_file(blob)]
    files = {path: trees.file(commit, path) or b"" for path in there if is_obeyed(path)}
    records = (path for path in there if any(view.belongs(path)))
    yield from problems(files, places(view.kinds, records), view.catalogue.folders)


def _exposed(trees: Trees, old: str, new: str, changes: Difference) -> Iterator[Refusal]:
    """A push after which nothing keeps private/ out of the repository any more."""

    def hidden(commit: str) -> bool:
        return hides_private(trees.file(commit, private_folder.FILE) or b"")

    if (not old or private_folder.FILE in changes) and not hidden(new) and (not old or hidden(old)):
        what = "It has no line that keeps private/ out of the repository, so everybody could read private data."
        yield Refusal(trees.place.prefix + private_folder.FILE, what, "Add it again: wmstrat check --fix")


def _shut_out(trees: Trees, update: Update, before: Snapshot, push: Pushed, changes: Difference) -> Iterator[Refusal]:
    """A push after which nobody could change the table of permissions any more, though somebody could before."""
    touched = {record.kind.name for record in (*push.gone.values(), *(step.after for step in push.steps))}
    if touched.isdisjoint(("process", "membership", "group")) and ALLOWED_SIGNERS not in changes:
        return
    refusals = [_told(problem, push) for problem in shut_out(push)] or list(_unknown(trees, update.new, push))
    if refusals and not any(shut_out(before)) and not any(_unknown(trees, update.old, before)):
        yield from refusals


def _unknown(trees: Trees, commit: str, view: View) -> Iterator[Refusal]:
    """A table that somebody may change, but nobody of whom a commit could be known to be theirs."""
    may = keepers(view)
    told = None if None in may else known(trees, view, commit)
    if told is not None and may.isdisjoint(told):
        people = ", ".join(sorted(map(str, may)))
        what = (
            f"None of the people who may change its permissions ({people}) are in {ALLOWED_SIGNERS}, so nobody could "
        )
        what += "change them later."
        advice = "Add one of them there, and send both changes together:"
        yield Refusal(trees.place.prefix + PROCESS_FILE, what, advice, ("wmstrat save", "wmstrat sync"))


def _told(problem: Problem, push: Pushed) -> Refusal:
    changed = (push.after.get((kind.name, identity)) for kind, identity, _ in push.workspace.belongs(problem.path))
    record = next(changed, None)
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    field = f"{problem.field}: " if problem.field else ""
    what = f"{field}{contrasted(problem.found, problem.expected)}."
    return Refusal(f"{record.id} ({place})" if record else place, what, str(problem.advice))
