"""What points at a record, by the names that the declarations give to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.record.record import Record
from wmstrat.record.relations import inverse

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


def related(record: Record, workspace: Workspace) -> dict[str, list[str]]:
    """The ids of the records that point at this one through a field with an inverse, by the name of the inverse, such
    as `drafts` of a question; records that live on in others count as these."""
    found: dict[str, list[str]] = {}
    for name, field in workspace.kinds_pointing_at(record.id):
        kind = workspace.catalogue.kind(name)
        for reference in kind.by_name[field].points_at_records:
            if reference.inverse:
                ids = inverse(workspace, kind, field).get(record.id, [])
                found.setdefault(reference.inverse, []).extend(ids)
    return {name: list(dict.fromkeys(ids)) for name, ids in found.items() if ids}
