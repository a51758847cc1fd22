"""Templates that changed: which open records lack a prompt, and whether somebody gave a reason for the change. These
are warnings: a record of an older template stays valid, and its answers count (requirement 44)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from wmstrat.errors import GitFailed, RemoteUnavailable
from wmstrat.record.problem import Problem
from wmstrat.record.prompts import Outdated, outdated
from wmstrat.record.templates import name_of, template_path, templates
from wmstrat.record.text import counted
from wmstrat.workspace.template_history import template_history

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

OLDER = "older-template"
ABOUT_OLDER = "Open records have the prompts that their template has got since they were begun."
REASON = "template-reason"
ABOUT_REASON = "For each change of a template, a record of the method says why."

# As many records are named in a line.
MOST_NAMED = 3


def changed(workspace: Workspace) -> Iterator[Problem]:
    """What follows from changes of templates."""
    adopted: dict[str, Record] = {}
    for method in workspace.records("method"):
        if method.state == "adopted" and not method.unreadable:
            adopted.update(dict.fromkeys(method["templates"], method))
    with suppress(GitFailed):  # a look at files needs no git
        yield from _without_a_prompt(workspace, adopted)
        yield from _without_reason(workspace, adopted)


def _without_a_prompt(workspace: Workspace, adopted: dict[str, Record]) -> Iterator[Problem]:
    """A line for each prompt of a template that open records do not have."""
    missing: dict[tuple[str, str], list[Outdated]] = {}
    for each in outdated(workspace, workspace.kinds):
        for prompt in each.missing:
            missing.setdefault((each.record.kind.name, prompt.heading), []).append(each)
    for (name, heading), of in missing.items():
        kind = workspace.catalogue.kind(name)
        one, several = kind.one_or_several
        number = counted(len(of), f"{{count}} open {one} without it", f"{{count}} open {several} without it")
        records = [each.record.reference for each in of]
        more = f" and {len(records) - MOST_NAMED} more" if records[MOST_NAMED:] else ""
        found = f"{number} ({', '.join(records[:MOST_NAMED])}{more})"
        method = adopted.get(name)
        advice = f"To see them: wmstrat {kind.command} list --outdated"
        if any(each.beginning.text is None for each in of):
            found += ", some of which began in a part of the history that is not in this clone"
            advice = "To get all of it: git fetch --unshallow"
        elif method is not None:
            advice = f"To add it to them: wmstrat method adopt {method.reference} --records"
        expected = "a prompt that all have"
        yield Problem(OLDER, template_path(kind, False), heading, found, expected, advice, warning=True)


def _without_reason(workspace: Workspace, adopted: dict[str, Record]) -> Iterator[Problem]:
    """Templates that were changed last by a commit without a change of the method, and after the last change of the
    method that names them."""
    try:
        touched = template_history(workspace).touched
    except RemoteUnavailable:
        return
    known = templates(workspace.kinds)
    methods = {record.path for record in workspace.records("method")}
    together = {number for path in methods & touched.keys() for number in touched[path][0]}
    for path, (numbers, day) in sorted(touched.items()):
        method = adopted.get(name_of(path))
        told = touched[method.path][0][-1] if method is not None and method.path in touched else 0
        if path in known and len(numbers) > 1 and numbers[-1] > told and numbers[-1] not in together:
            found, expected = f"a change on {day} for which no record says why", "a reason for each change"
            add = f"wmstrat method add TITLE --why TEXT --templates {name_of(path)}"
            yield Problem(REASON, path, "", found, expected, f"Enter it: {add}; then adopt it", warning=True)
