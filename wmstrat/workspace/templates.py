"""The templates of a workspace: what a new record of a kind starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.errors import Invalid
from wmstrat.files.front_matter import split
from wmstrat.files.reading import Unreadable, decode
from wmstrat.record.templates import template_path

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace


def prompts(workspace: Workspace, kind: Kind) -> str:
    """The body of the template of a kind; its fields are not looked at."""
    data = workspace.bytes(template_path(kind, kind.home.private))
    try:
        return kind.prompts if data is None else split(decode(data)).body
    except Unreadable:
        return kind.prompts  # a check says what is wrong with it


def template(workspace: Workspace, kind: Kind, private: bool) -> str:
    """The text of the template of a kind, or of its private half; the plain one where the workspace has none."""
    from wmstrat.files.record_texts import blank_template, template_text

    path = template_path(kind, private)
    data = workspace.bytes(path)
    if data is None:
        return blank_template(kind, private)
    try:
        return template_text(kind, data)
    except Unreadable as error:
        raise Invalid(
            "{path}:{line}: found {found}, expected {expected}. {advice}",
            path=path,
            line=error.line,
            found=error.found,
            expected=error.expected,
            advice=error.advice,
        ) from None
