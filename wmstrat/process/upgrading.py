"""Bringing a workspace up to this version: its format, the templates of new kinds, fields that records lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.files.records import blank_template, with_every_field
from wmstrat.workspace.workspace import template_path

if TYPE_CHECKING:
    from wmstrat.process.change import Change


def upgrade(change: Change) -> list[str]:
    """Make `change` hold a template for each kind that has none, and every declared field in every record; returns
    what was done, in words. A workspace that is up to date is left alone."""
    done = []
    workspace = change.workspace
    for name in workspace.catalogue.names:
        kind = workspace.catalogue.kind(name)
        if not kind.arguments:
            continue
        halves = {kind.kept_private, kind.has_private_half or kind.kept_private}
        for private in sorted(halves):
            path = template_path(kind, private)
            if workspace.bytes(path) is None:
                change.restore(path, None, blank_template(kind, private).encode())
                done.append(f"added {path}")
    for name in workspace.catalogue.names:
        for record in list(workspace.records(name)):
            data = workspace.bytes(record.path)
            if record.unreadable or data is None:
                continue
            text = with_every_field(record.kind, data.decode(), record.path.startswith("private/"))
            if text.encode() != data:
                change.restore(record.path, data, text.encode())
                done.append(f"completed {record.path}")
    change.subject = "process: upgrade the workspace"
    return done
