"""What the reports of a kind say, remembered until a record changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from wmstrat.record.reporting import Contents

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.reporting import Report
    from wmstrat.record.verbs import Given
    from wmstrat.workspace.workspace import Workspace


def contents(workspace: Workspace, kind: Kind, report: Report, given: Given, told: frozenset[str]) -> Contents:
    """What a report says today, for what was typed; `told` are the keys of what was told before."""
    if report.since_last:
        return report.finds(workspace, given, told)
    typed = json.dumps(given.values, sort_keys=True)
    name = f"report {kind.name} {report.name} {typed} {workspace.today} {workspace.sees_private}"
    known = workspace.recall(name)
    if known is not None:
        return Contents(known["items"], tuple(known["remarks"]))
    found = report.finds(workspace, given, told)
    workspace.remember(name, {"items": found.items, "remarks": found.remarks})
    return found
