"""Bringing a workspace up to this version: templates of new kinds, fields that records lack, how git merges them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.checks.git_files import templates
from wmstrat.errors import Invalid
from wmstrat.files.records import blank_template, with_every_field
from wmstrat.kinds import merge_lines
from wmstrat.record.halves import is_private
from wmstrat.record.verbs import Done
from wmstrat.workspace.changes import repositories
from wmstrat.workspace.initial import with_lines

if TYPE_CHECKING:
    from wmstrat.change.change import Change


def upgrade(change: Change) -> Done:
    """Make `change` hold a template for each kind that has none, every declared field in every record, and the lines
    by which git merges records; it answers with what was done, in words. A workspace that is up to date is left
    alone, and so is, with a warning, a record whose layout takes no further field."""
    done, warnings = [], []
    workspace = change.workspace
    for path, (kind, private) in templates(workspace.kinds).items():
        if workspace.bytes(path) is None:
            change.restore(path, None, blank_template(kind, private).encode())
            done.append(f"added {path}")
    for name in workspace.catalogue.names:
        for half in list(workspace.halves(name)):
            data = workspace.bytes(half.path)
            if half.unreadable or data is None:
                continue
            try:
                text = with_every_field(half.kind, data.decode(), is_private(half.path))
            except Invalid as error:
                warnings.append(f"{half.path} was not changed. {error}")
                continue
            if text.encode() != data:
                change.restore(half.path, data, text.encode())
                done.append(f"completed {half.path}")
    for _, folder in repositories(workspace.place):
        path = f"{folder}.gitattributes"
        before = workspace.bytes(path)
        after = with_lines(before or b"", merge_lines(private=bool(folder)))
        if after != (before or b""):
            change.restore(path, before, after)
            done.append(f"completed {path}")
    remarks = () if done else ("The workspace is up to date; nothing was changed.",)
    return Done("upgrade the workspace", (), tuple(done), remarks, tuple(warnings), scope="process")
