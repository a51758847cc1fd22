"""Adding one record of any kind, and the words under which that goes into the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wmstrat.change.typed_values import Reader
from wmstrat.record.ids import tail_of
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.text import on_one_line
from wmstrat.record.types import Value
from wmstrat.record.verbs import Done

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.workspace.workspace import Workspace

LONGEST_LABEL = 44


def add(
    change: Change, kind: Kind, values: Mapping[str, Value], text: str, body: str = "", *, private: bool = False
) -> Done:
    """A new record, its text in the last of the kind's arguments, with a warning of each record of the same title or
    name. Raises as `Change.add` does."""
    field = kind.arguments[-1]
    if field == "body":
        body = text
    else:
        values = {**values, field: Reader(change.workspace).value(kind.by_name[field], " ".join(text.split()))}
    record = change.add(kind, values, body, private=private)
    warnings = tuple(
        f'{other} is called just the same, "{short(record.title)}". To take the new one back: wmstrat undo'
        for other in namesakes(record, change.workspace)
    )
    what = f'add {record.kind.name} "{short(record.label)}" ({tail_of(record.id) or record.id})'
    return Done(what, (record,), answers=(record.id,), warnings=warnings)


def namesakes(record: Record, workspace: Workspace) -> list[str]:
    """The ids of the other records of the kind, in the same group, with exactly this title or name, as far as reports
    count them."""
    if not record.title or record.kind.arguments[-1] == "body":
        return []
    states = workspace.titled(record.kind.name, record.group, record.title)
    aside = {state.name for state in record.kind.states if not state.counts}
    return [identity for identity, state in states.items() if identity != record.id and state not in aside]


def short(label: str) -> str:
    """A label that fits into a commit subject."""
    from wmstrat.workspace.message import cut

    return cut(on_one_line(label), LONGEST_LABEL)
