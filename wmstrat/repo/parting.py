"""Where two histories have parted. Most have done so a few commits ago, in a row, and git has packed none of these:
then its own files tell it, and a process would cost more."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.repo.objects import loose_object

if TYPE_CHECKING:
    from wmstrat.repo.repository import Repository

MOST = 50
"""How many commits of each side are read before git is asked."""


class Parted(Struct, frozen=True):
    """The commit that two histories have in common, and how many commits each has since."""

    base: str
    mine: int
    theirs: int


def common(git: Repository, mine: str, theirs: str) -> list[str]:
    """The best common ancestors of two commits; none when their histories have nothing in common."""
    if parted := parted_in_a_row(git, mine, theirs):
        return [parted.base]
    return git.run("merge-base", "--all", mine, theirs, ok=(0, 1)).decode("ascii").split()


def parted_in_a_row(git: Repository, mine: str, theirs: str) -> Parted | None:
    """Where two histories have parted, if neither has a merge since; None where only git can tell."""
    here, there = {mine: 0}, {theirs: 0}
    newest = [mine, theirs]
    for turn in range(2 * MOST):
        side, other = (there, here) if turn % 2 else (here, there)
        name = newest[turn % 2]
        if name in other:
            return Parted(name, here[name], there[name])
        if name and (name := _only_parent(git, name)):
            side[name] = len(side)
        newest[turn % 2] = name
        if not any(newest):
            return None
    return None


def _only_parent(git: Repository, name: str) -> str:
    """The parent of a commit that has one; an empty text for another one, and for what is packed."""
    data = loose_object(git, name, b"commit")
    # git, too, counts as parents only what is told right after the tree.
    lines = [*takewhile(lambda line: line.startswith(b"parent "), data.split(b"\n")[1:])] if data else []
    return lines[0][7:].decode("ascii", "replace") if len(lines) == 1 else ""
