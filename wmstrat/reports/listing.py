"""Which records a list shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wmstrat.change import typed_values as spoken
from wmstrat.checks.symlinks import hiding
from wmstrat.errors import UsageProblem
from wmstrat.record.dated import holds_on
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.text import folded
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


def names(workspace: Workspace) -> dict[str, str]:
    """What people and groups are called where a record points at them: a person's name, a group's code."""
    codes = {group.id: group.values["code"] or group.id for group in workspace.records("group")}
    return workspace.labels("person") | codes


def listed(
    workspace: Workspace, kind: Kind, group: str | None = None, state: str | None = None, on: str | None = None
) -> Iterator[Record]:
    """The records of a kind, of one group, in one state, or that hold on one day (begun and not yet ended).

    A record that cannot be read is in every list. Raises NotFound for an unknown group, UsageProblem for an
    unknown state, Invalid for a day that is none.
    """
    if state and kind.state_named(state) is None:
        state = state_meant(workspace, kind, state)
    slug = find(workspace, group, ("group",)).id if group is not None else ""
    if state and kind.state_named(state) is None:
        raise UsageProblem(
            'No {kind} is ever "{state}". The states are: {states}.',
            kind=kind.name,
            state=state,
            states=", ".join(known.name for known in kind.states),
        )
    day = spoken.day(on, workspace.today) if on else ""
    return (
        record
        for record in workspace.records(kind.name, slug)
        if record.unreadable or ((not state or record.state == state) and (not day or holds_on(record.values, day)))
    )


def state_meant(workspace: Workspace, kind: Kind, text: str) -> str:
    """The state that people call so, by its word or its label in process.yaml; the text itself when none is."""
    from wmstrat.reports.overview import labels

    read = labels(workspace)
    wanted = folded(text)
    called = {folded(read.get(state.name, state.name)): state.name for state in kind.states}
    return next((state.name for state in kind.states if folded(state.name) == wanted), called.get(wanted, text))


def unseen(workspace: Workspace, kind: Kind) -> str:
    """What cannot be shown of a kind, in sentences; empty when all of it is seen."""
    sentences = [
        f"{path} is a symbolic link, which is not followed, so {kind.plural} behind it are not shown here. "
        "How to mend it: wmstrat check"
        for path in hiding(workspace, kind)
    ]
    if kind.home.private and not workspace.sees_private:
        sentences.append(f"This clone has no private/ repository, so its {kind.plural} are not shown here.")
    elif kind.has_private_half and not workspace.sees_private:
        fields = ", ".join(field.name for field in kind.fields if field.private)
        sentences.append(
            f"This clone has no private/ repository, so {kind.plural} who are known there alone, and {fields} of all "
            "others, are not shown here."
        )
    return "\n".join(sentences)
