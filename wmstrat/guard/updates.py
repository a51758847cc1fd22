"""What is judged: the changes of references in a push, or a range of commits."""

from __future__ import annotations

import re

from msgspec import Struct

from wmstrat.errors import NotFound, UsageProblem
from wmstrat.guard.trees import Trees

# git looks for these before it looks for a branch or tag: nothing, HEAD and its like, full names.
CANNOT_MISLEAD = re.compile(r"|@|[A-Z_]*HEAD|refs/.*|[0-9a-f]{40}|[0-9a-f]{64}", re.DOTALL)


class Update(Struct, frozen=True):
    """What becomes of a reference: the commits before and after (an empty text: none), and its full name."""

    old: str
    new: str
    reference: str


def updates(text: str) -> list[Update]:
    """The lines that git gives to a pre-receive hook. Raises UsageProblem for anything else."""
    pushed = []
    for line in text.splitlines():
        parts = re.fullmatch(r"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (\S.*)", line)
        if parts is None:
            raise UsageProblem("A pre-receive hook gets lines of OLD NEW REFERENCE from git, not: {line}", line=line)
        pushed.append(Update(_named(parts[1]), _named(parts[2]), parts[3]))
    if not pushed:
        raise UsageProblem(
            "There is nothing to check. In a hook, git tells what is pushed. Otherwise type: `wmstrat guard "
            "--range origin/main..HEAD`"
        )
    return pushed


def of_range(trees: Trees, text: str) -> Update:
    """The update from one commit to another, written OLD..NEW; zeros mean no commit. Raises UsageProblem for another
    form, NotFound for a commit that is not there."""
    parts = re.fullmatch(r"(.*?[^.])\.\.([^.].*)", text)
    if parts is None:
        raise UsageProblem('A range is written OLD..NEW, such as origin/main..HEAD, not "{text}".', text=text)
    commits = []
    for name in parts.groups():
        commit = _named(name) and trees.commit(_full(trees, name))
        if commit is None:
            raise NotFound(
                'There is no commit "{name}" here. If this clone has only the newest commits, first type: `git '
                "fetch --unshallow`",
                name=name,
            )
        commits.append(commit)
    if not commits[1]:
        raise UsageProblem("The commit after the dots is the one to check; it cannot be zeros.")
    return Update(commits[0], commits[1], "")


def _full(trees: Trees, name: str) -> str:
    """The name with that of its branch in full: a tag of the same name is not meant. Raises UsageProblem where two
    branches, or a reference and a commit, have it."""
    match = re.match(r"(?:(?!@\{)[^~^:])*", name)
    short = match[0] if match else ""
    if CANNOT_MISLEAD.fullmatch(short):
        return name
    rest = name.removeprefix(short)
    branches = [folder + short for folder in ("refs/heads/", "refs/remotes/") if trees.commit(folder + short)]
    if len(branches) > 1 or (not branches and trees.is_ambiguous(short)):
        candidates = branches or [f"refs/tags/{short}", "a commit whose name begins like that"]
        raise UsageProblem(
            '"{name}" could be {which}. Write the full name, such as {first}',
            name=short,
            which=" or ".join(candidates),
            first=candidates[0] + rest,
        )
    return (branches[0] if branches else short) + rest


def _named(commit: str) -> str:
    return commit if commit.strip("0") else ""
