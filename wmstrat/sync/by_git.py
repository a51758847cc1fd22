"""Merges that plain git made, in which somebody has taken one of two values, perhaps without seeing the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wmstrat.sync import trees
from wmstrat.sync.exchange import named
from wmstrat.sync.merging import merge

if TYPE_CHECKING:
    from wmstrat.sync.sides import Side


def decided_by_git(side: Side, since: str | None, commit: str) -> Iterator[tuple[str, list[str]]]:
    """Each merge of two up to `commit`, and not in `since`, that no sync made and in which something was given two
    values: its name, and what that was (`CB-Q7 title`)."""
    for sha, mine, theirs in _merges(side, since, commit):
        if bases := trees.common(side.git, mine, theirs):
            merged = merge(side.git, side.folder, bases[0], mine, theirs, _nothing)
            if merged.decisions:
                yield sha, [f"{named(side.folder, path)} {decision.field}" for path, decision in merged.decisions]


def _merges(side: Side, since: str | None, commit: str) -> Iterator[tuple[str, str, str]]:
    """The names of the merges, each with those of its two parents."""
    revision = f"{since}..{commit}" if since else commit
    only = ("--min-parents=2", "--max-parents=2", "--invert-grep", "--grep=^Wmstrat-Command: sync$")
    listed = side.git.run("rev-list", "--parents", *only, revision, "--")
    for line in listed.decode("ascii").splitlines():
        sha, mine, theirs = line.split()
        yield sha, mine, theirs


def _nothing(*_: object) -> None:
    """Nobody has chosen."""
