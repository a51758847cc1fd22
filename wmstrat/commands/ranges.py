"""A range of days or commits, as it was typed: the workspace before and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wmstrat.commands.session import Session

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.workspace.past import Past
    from wmstrat.workspace.workspace import Workspace


def group_named(session: Session, text: str | None) -> tuple[Record | None, str]:
    """The group that was typed, and its slug: `ALL` for the whole process, which has no record; empty for none."""
    from wmstrat.record.home import ALL
    from wmstrat.workspace.finding import find

    if text is None:
        return None, ""
    if text.casefold() == ALL.casefold():
        return None, ALL
    group = find(session.workspace, text, ("group",))
    return group, group.id


@contextmanager
def looking_back(session: Session, since: str, until: str) -> Iterator[tuple[Past, Workspace, str]]:
    """The workspace before a range and after it, and its first ISO day; with a blank `until`, as it is now. Raises
    Invalid where the range ends before it begins, or is not of this history."""
    from wmstrat.workspace.cut import cut_at, cut_before
    from wmstrat.workspace.past import Past, refuse_backwards, refuse_unrelated

    present = session.workspace
    begins, first = cut_before(present, since)
    ends = cut_at(present, until) if until else None
    refuse_unrelated(present, begins, ends)
    if ends is not None:
        refuse_backwards(present, begins, ends, first)
    before = Past(present, begins)
    after = Past(present, ends) if ends is not None else present
    try:
        before.refresh()
        if isinstance(after, Past):
            after.refresh()
        yield before, after, first
    finally:
        before.close()
        if after is not present:
            after.close()
