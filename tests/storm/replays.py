"""Commits that somebody who knows git made anew: by a rebase, a cherry-pick or a revert.

A rebase is the one thing by which a commit that was reported as done may go: if nobody else has it, and if what it
changed stands in the commit that took its place. So each commit that was made anew is held against the one that it
was made from as a merge is held against its sides: what was changed in between stays, and what the commit changed is
there too. Only in files that the person mended by hand, where git had stopped, may it be otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.storm.history import TWICE, Commit, History
from tests.storm.invariants import meetings
from tests.storm.world import Half

UNDER_WAY = ("rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD", "sequencer")
"""Any of these in the git directory says that git waits for the person to go on."""


@dataclass
class Replay:
    """One rebase, cherry-pick or revert in one of the repositories of a clone."""

    verb: str
    half: Half
    before: str
    """HEAD before it."""
    source: str = ""
    """The commit that was picked or reverted, or that the rebase put everything upon."""
    mended: set[str] = field(default_factory=set)
    """Files that the person mended by hand where it stopped."""
    after: str = ""

    @property
    def under_way(self) -> bool:
        """Whether git waits for the person to go on."""
        return any((self.half.git_directory / name).exists() for name in UNDER_WAY)


@dataclass(frozen=True)
class Made:
    """A commit made anew: that in which `base` and `theirs` differ was brought to `mine`; `result` came out."""

    base: str
    mine: str
    theirs: str
    result: str


def commits_made(history: History, replay: Replay) -> Iterator[Made]:
    """Every commit of a replay; one that git dropped came out as what was there, which had the change already."""
    if replay.verb != "rebase":
        [picked] = history.commits(replay.source, "--max-count=1")
        sides = picked.parents[0], picked.sha
        base, theirs = sides if replay.verb == "cherry-pick" else reversed(sides)
        yield Made(base, replay.before, theirs, replay.after)
        return
    anew: dict[tuple[str, ...], list[Commit]] = defaultdict(list)
    # Not what the others have: they may have the commit that one of these was picked from, of the same origin.
    for commit in history.commits(f"{replay.source}..{replay.after}"):
        anew[_origin(commit)].append(commit)
    stands = replay.source
    for commit in history.commits(f"{replay.source}..{replay.before}"):
        if len(commit.parents) != 1:
            continue  # a rebase makes no merge anew: what it brought in is there already
        found = anew[_origin(commit)]
        if found:
            made = found.pop()
            yield Made(commit.parents[0], made.parents[0], commit.sha, made.sha)
            stands = made.sha
        else:
            yield Made(commit.parents[0], stands, commit.sha, stands)


def _origin(commit: Commit) -> tuple[str, ...]:
    """What git keeps of a commit when it makes it anew."""
    return commit.stamp, commit.mail, commit.subject


def replay_complaints(history: History, replay: Replay) -> Iterator[str]:
    """Everything that a replay lost or made up."""
    if replay.verb == "rebase" and history.base(replay.source, replay.after) != replay.source:
        yield f"a rebase took back {replay.source[:10]}, which others have"
    for made in commits_made(history, replay):
        if made.result == made.theirs:
            continue  # it stands where it stood
        result = history.keys(made.result)
        for key, meeting in meetings(history, made.base, made.mine, made.theirs):
            if replay.mended & _paths(history, key, made) or key.endswith(TWICE):
                continue  # what a rebase has twice for a while has to be one record again at the end: that is judged
            card = history.card(made.result, *result[key]) if key in result else None
            for atom, what in meeting.complaints(card):
                yield (
                    f"{replay.verb} of {made.theirs[:10]} upon {made.mine[:10]} made {made.result[:10]}: {key}: "
                    f"{' '.join(atom)}: {what}"
                )


def _paths(history: History, key: str, made: Made) -> set[str]:
    sides = (history.keys(commit) for commit in (made.base, made.mine, made.theirs, made.result))
    return {side[key][0] for side in sides if key in side}
