"""Merges that plain git made, in which two values met and somebody has kept one, perhaps without seeing the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wmstrat.errors import WmstratError
from wmstrat.sync import trees
from wmstrat.sync.exchange import named
from wmstrat.sync.merging import merge

if TYPE_CHECKING:
    from wmstrat.sync.repositories import Side


def decided_by_git(side: Side, since: str, commit: str) -> Iterator[tuple[str, list[str]]]:
    """Each merge of two up to `commit`, and not in `since`, that no sync made and in which fields of records were
    given two values: its name, and which fields (`CB-Q7 title`). What cannot be told is left out."""
    for sha, mine, theirs in _merges(side, since, commit):
        fields = list(_met(side, mine, theirs))
        if fields:
            yield sha, fields


def _merges(side: Side, since: str, commit: str) -> Iterator[tuple[str, str, str]]:
    """The names of the merges, each with those of its two parents."""
    only = ("--min-parents=2", "--max-parents=2", "--invert-grep", "--grep=^Wmstrat-Command: sync$")
    listed = side.git.run("rev-list", "--parents", *only, f"{since}..{commit}", "--")
    for line in listed.decode("ascii").splitlines():
        sha, mine, theirs = line.split()
        yield sha, mine, theirs


def _met(side: Side, mine: str, theirs: str) -> Iterator[str]:
    bases = trees.common(side.git, mine, theirs)
    if len(bases) != 1:  # histories that crossed: no value is that from before
        return
    try:
        decisions = merge(side.git, side.folder, bases[0], mine, theirs, _nothing).decisions
    except WmstratError:  # an old merge may hold what no sync would make
        return
    yield from (f"{named(side.folder, path)} {one.field}" for path, one in decisions if side.folder.home(path))


def _nothing(*_: object) -> None:
    """Nobody has chosen."""
