"""What points at a record, by the names that the declarations give to it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from wmstrat.record.record import Record
from wmstrat.record.relations import inverse
from wmstrat.record.reporting import Panel
from wmstrat.record.sections import Answer, answers, template_sections
from wmstrat.record.view import View

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


def _name_of(inverse_name: str, record: Record) -> str:
    """The name under which a record shows those that point at it: not that of a field of its own, such as the notes
    of a meeting."""
    return f"{inverse_name}_about" if inverse_name in record.kind.by_name else inverse_name


def answered_sections(record: Record, workspace: Workspace) -> list[Answer]:
    """How much the text of a record says in each section of the workspace's template; none for a kind without
    sections."""
    if not record.kind.sections:
        return []
    return answers(
        template_sections(record.kind.sections, workspace.prompts(record.kind)), record.body, record.values
    )


def panels(record: Record, view: View) -> list[tuple[Panel, list[dict[str, Any]]]]:
    """The lists that `show` adds to a record, with what is in them; none of an unreadable one."""
    if record.unreadable:
        return []
    return [(panel, panel.items(record, view)) for panel in record.kind.panels]


def related(record: Record, workspace: Workspace) -> dict[str, list[str]]:
    """The ids of the records that point at this one through a field with an inverse, by the name of the inverse, such
    as `drafts` of a question. Records that live on in others count as these, unless it is the field that says so."""
    found: dict[str, list[str]] = {}
    for name, field in _pointing_at(record, workspace):
        kind = workspace.catalogue.kind(name)
        heirs = field in {state.became for state in kind.states}
        for reference in kind.by_name[field].points_at_records:
            if reference.inverse:
                sources = workspace.relations(name, field) if heirs else inverse(workspace, kind, field)
                found.setdefault(_name_of(reference.inverse, record), []).extend(sources.get(record.id, []))
    return {name: list(dict.fromkeys(ids)) for name, ids in found.items() if ids}


def counted(record: Record, workspace: Workspace) -> dict[str, dict[str, int]]:
    """How many of the records that point at this one have each value of the field that they are counted by, such as
    the outcome of feedback, or else each state; by the name of the inverse."""
    found: dict[str, Counter[str]] = {}
    for name, field in _pointing_at(record, workspace):
        kind = workspace.catalogue.kind(name)
        for reference in kind.by_name[field].points_at_records:
            if reference.counted_by:
                ids = inverse(workspace, kind, field).get(record.id, ())
                records = filter(None, (workspace.get(name, identity) for identity in ids))
                words = (str(each[reference.counted_by] or each.state) for each in records if not each.unreadable)
                found.setdefault(_name_of(reference.inverse, record), Counter()).update(words)
    return {name: dict(counts.most_common()) for name, counts in found.items() if counts}


def _pointing_at(record: Record, workspace: Workspace) -> list[tuple[str, str]]:
    """The (kind, field) of what points at a record, or at one that lives on in it."""
    found: dict[tuple[str, str], None] = {}
    waiting = [record.id]
    for identity in waiting:
        pointing = workspace.kinds_pointing_at(identity)
        found.update(dict.fromkeys(pointing))
        for name, field in pointing:
            if name == record.kind.name and field in record.kind.became:
                sources = workspace.relations(name, field)[identity]
                waiting += [source for source in sources if source not in waiting]
    return list(found)
