"""Adding one record of any kind, and the words under which that goes into the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wmstrat.change import typed_values as spoken
from wmstrat.record.fields import Value
from wmstrat.record.ids import tail_of
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.text import on_one_line
from wmstrat.record.view import View, scope

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.workspace.workspace import Workspace

LONGEST_LABEL = 44


def resolved(workspace: Workspace, kind: Kind, texts: Mapping[str, str | list[str] | None]) -> dict[str, Value]:
    """The values that were typed, with every reference found. Raises NotFound and Invalid."""
    return spoken.values(workspace, kind, texts)


def added(change: Change, kind: Kind, values: Mapping[str, Value], text: str, body: str = "") -> Record:
    """The new record, its text in the last of the kind's arguments; the change is named after it, and warns of a
    record that has the same title or name already."""
    field = kind.arguments[-1]
    if field == "body":
        body = text
    else:
        values = {**values, field: spoken.value(change.workspace, kind.by_name[field], " ".join(text.split()))}
    record = change.add(kind, values, body)
    change.subject = added_subject(record, change)
    change.warnings += [
        f'{other} is called just the same, "{short(record.title)}". To take the new one back: wmstrat undo'
        for other in namesakes(record, change.workspace)
    ]
    return record


def namesakes(record: Record, workspace: Workspace) -> list[str]:
    """The ids of the other records of the kind, in the same group, with exactly this title or name, as far as they
    are not set aside."""
    from wmstrat.kinds import draft, question

    if not record.title or record.kind.arguments[-1] == "body":
        return []
    titled = workspace.titled(record.kind.name, record.group, record.title)
    set_aside = {*question.SET_ASIDE, *draft.SET_ASIDE}
    return [identity for identity, state in titled.items() if identity != record.id and state not in set_aside]


def added_subject(record: Record, view: View) -> str:
    """`CB: add note "Interview with affiliates" (k3f9)`."""
    name = tail_of(record.id) or record.id
    return f'{scope(record, view)}: add {record.kind.name} "{short(record.label)}" ({name})'


def short(label: str) -> str:
    """A label that fits into a commit subject."""
    from wmstrat.workspace.message import cut

    return cut(on_one_line(label), LONGEST_LABEL)
