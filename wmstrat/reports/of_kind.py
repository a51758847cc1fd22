"""What the reports of a kind find, remembered until a record changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.reporting import Report
    from wmstrat.workspace.workspace import Workspace


def found(workspace: Workspace, kind: Kind, report: Report, group: str = "") -> dict[str, list[dict[str, Any]]]:
    """The items of each section of a report today, as far as they concern a group, if one was typed. Raises NotFound
    for an unknown group."""
    slug = find(workspace, group, ("group",)).id if group else ""
    name = f"report {kind.name} {report.name} {slug} {workspace.today} {workspace.sees_private}"
    known: dict[str, list[dict[str, Any]]] | None = workspace.recall(name)
    if known is None:
        known = dict(report.finds(workspace, workspace.today, slug))
        workspace.remember(name, known)
    return known
