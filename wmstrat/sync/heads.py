"""What HEAD and the remote's branch make together, computed and not yet done."""

from __future__ import annotations

from wmstrat.merge.choice import DELETED, WHOLE, Choice, Conflict
from wmstrat.repo import head
from wmstrat.sync import trees
from wmstrat.sync.choices import Choices
from wmstrat.sync.merging import Choose, Merge, merge
from wmstrat.sync.remote import Upstream, another_history, another_place, forget
from wmstrat.sync.repositories import Side

CROSSED = "(two values, before)"
"""The value in a common beginning where two earlier merges chose differently: neither value is the old one."""


def beginnings(side: Side, of: Upstream, theirs: str) -> list[str]:
    """The best common ancestors of HEAD and theirs. Raises Refused when there is none."""
    mine = head(side.where) or ""
    found = trees.common(side.git, mine, theirs)
    if not found:
        forget(side.git, of)
        raise another_place(of) if of.is_private else another_history(of)
    return found


def compared(side: Side, bases: list[str], theirs: str) -> Merge:
    """What HEAD and theirs make together, with the choices that were made so far."""
    base = bases[0]
    for other in bases[1:]:  # histories that crossed: what their beginnings make together is what both came from
        older = trees.common(side.git, base, other)
        if older:
            found = merge(side.git, side.folder, older[0], base, other, _before(side, theirs))
            tree = trees.written(side.git, base, found.changes)
            base = trees.commit(side.git, tree, [base, other], "sync: a common beginning\n", signed=False)
    return merge(side.git, side.folder, base, head(side.where) or "", theirs, Choices(side.where).made)


def _before(side: Side, theirs: str) -> Choose:
    """The value in a common beginning where the two before it had two values: neither of them; but the file, where
    one of them had none and both sides have kept it since."""

    def choose(path: str, conflict: Conflict) -> Choice:
        if conflict.field == WHOLE and DELETED in (conflict.mine, conflict.theirs):
            file = side.folder.outward(path)
            if all(side.git.attempt("cat-file", "-e", f"{tip}:{file}").code == 0 for tip in ("HEAD", theirs)):
                return Choice("mine" if conflict.theirs == DELETED else "theirs")
        return Choice("value", CROSSED)

    return choose
