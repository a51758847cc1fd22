"""The open conflicts, each with who gave which value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import Invalid, NotFound
from wmstrat.files.records import read_record
from wmstrat.merge.choice import Conflict
from wmstrat.record import comparison
from wmstrat.record.comparison import FieldChange
from wmstrat.sync.addresses import RecordFile
from wmstrat.sync.plan import Plan, compared, last_seen
from wmstrat.sync.repositories import Side, sides
from wmstrat.sync.unsent import note_conflicts
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.repo.output import Commit
    from wmstrat.workspace.workspace import Workspace


class Open(Struct, frozen=True):
    """One open conflict: the record, who set it to what and when on either side."""

    ref: str
    path: str
    conflict: Conflict
    side: Side
    mine: Commit | None
    theirs: Commit | None

    @property
    def home(self) -> RecordFile | None:
        """The record in the file; None for a file that is not a record."""
        return self.side.folder.home(self.path)

    @property
    def shown(self) -> str:
        """The path in the workspace."""
        return self.home.path if self.home else self.path

    @property
    def of_text(self) -> bool:
        """Whether both values can be kept, one below the other."""
        name = self.conflict.field.split(" ")[0]
        field = self.home.kind.by_name.get(name) if self.home else None
        return self.conflict.settled is None and (name == "body" or (field is not None and field.is_text))


def changes(conflict: Open, before: str, after: str) -> list[FieldChange] | None:
    """What became of each field between two versions of a file; None for what cannot be read as a record."""
    home = conflict.home
    if home is None:
        return None
    old, new = (read_record(home.kind, home.path, home.id, home.group, text.encode()) for text in (before, after))
    return None if old.unreadable or new.unreadable else list(comparison.compared(old, new))


def plans_as_last_seen(workspace: Workspace, remote: str | None) -> list[Plan]:
    """What a sync of each side would do, computed anew from this clone and what the last sync fetched."""
    return _noted([last_seen(side, remote) for side in sides(workspace.place, remote)])


def plans_as_chosen(plans: Iterable[Plan]) -> list[Plan]:
    """The same plans, with the choices that were made since."""
    return _noted([compared(plan) for plan in plans])


def _noted(plans: list[Plan]) -> list[Plan]:
    for plan in plans:
        note_conflicts(plan)
    return plans


def open_conflicts(plans: Iterable[Plan]) -> Iterator[Open]:
    """Every open conflict of these plans, those of texts and pages last: a choice for a field may settle them."""
    yield from sorted(_open_conflicts(plans), key=lambda conflict: conflict.home is None or conflict.of_text)


def _open_conflicts(plans: Iterable[Plan]) -> Iterator[Open]:
    for plan in plans:
        if plan.conflicts:
            mine, theirs = (
                _last(plan.side, revision) for revision in (f"{plan.theirs}..HEAD", f"HEAD..{plan.theirs}")
            )
        for path, conflict in plan.conflicts:
            ref = plan.side.folder.named(path)
            yield Open(ref, path, conflict, plan.side, mine.get(ref), theirs.get(ref))


def decided_conflicts(plans: Iterable[Plan]) -> Iterator[Open]:
    """Every conflict of these plans that somebody has resolved here, and no sync has sent yet."""
    for plan in plans:
        for shown, conflict, _ in plan.merged.chosen if plan.merged else ():
            path = plan.side.folder.outward(shown)
            yield Open(plan.side.folder.named(path), path, conflict, plan.side, None, None)


def _last(side: Side, revision: str) -> dict[str, Commit]:
    """The last commit of a range that changed each record, wherever it was, or file; one process for all."""
    commits: dict[str, Commit] = {}
    for commit in side.git.history(revision=revision, merges=False, renames=False):
        for change in commit.changes:
            commits.setdefault(side.folder.named(change.new_path), commit)
    return commits


def named_one(
    workspace: Workspace, open_conflicts: list[Open], decided: list[Open], ref: str, field: str | None
) -> list[Open]:
    """The open conflicts of a record, or of one field of it, or else those that were decided and may be decided
    again. Raises NotFound, with those that are open."""
    names = {ref.casefold()}
    with suppress(NotFound, Invalid):  # what waits may be a file other than a record, known by its path
        record = find(workspace, ref)
        names |= {record.id.casefold(), str(record.values.get("handle", "")).casefold()} - {""}

    def matching(conflicts: list[Open]) -> list[Open]:
        return [
            conflict
            for conflict in conflicts
            if {conflict.ref.casefold(), conflict.path.casefold()} & names
            and field in (None, conflict.conflict.field)
        ]

    wanted = matching(open_conflicts) or matching(decided)
    if not wanted:
        known = ", ".join(f"{conflict.ref} {conflict.conflict.field}" for conflict in open_conflicts)
        raise NotFound(
            "There is no open conflict in {ref}{field}. {known}",
            ref=ref,
            field=f" {field}" if field else "",
            known=f"Open conflicts: {known}." if known else "There are no open conflicts. Now type: wmstrat sync",
        )
    return wanted
