"""The table of permissions in process.yaml: who may change which records."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.permissions.table import EVERY, FILE, OWN, cell, shut_out
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL
from wmstrat.record.problem import Check, Finding, by_editing
from wmstrat.record.record import Record
from wmstrat.record.types import Line
from wmstrat.record.view import View, vocabulary

PERMISSIONS = (
    Field("id", Line(), "a name for this rule", required=True),
    Field(
        "who", Line(), "the code of the group whose members get this permission, or * for everybody", required=True
    ),
    Field("roles", Line(), "only members with one of these roles (blank: every role)"),
    Field(
        "groups",
        Line(),
        "whose records they may change: codes of groups, own for their own group (also if blank), * for all",
    ),
    Field("kinds", Line(), "which records: question, draft, note ...; process; file (blank: every kind)"),
)


def _permissions_can_be_kept(record: Record, view: View) -> Iterator[Finding]:
    """A line of the table that names what does not exist protects nothing, and a table that nobody may change keeps
    everybody out for good."""
    sound = True
    groups = {name for group in view.records("group") for name in (group.id, str(group["code"])) if name}
    kinds = {word for kind in view.kinds if not kind.home.private for word in (kind.name, kind.command)}
    known = {
        "who": (groups | {*EVERY}, "the code of a group, or *"),
        "roles": ({*vocabulary(view, "roles")}, "roles of process.yaml"),
        "groups": (groups | {*EVERY, OWN, ALL}, "codes of groups, ALL for the whole process, own or *"),
        "kinds": (kinds | {FILE}, "kinds of record, process or file"),
    }
    for place, entry in enumerate(record["permissions"]):
        for name, (fit, expected) in known.items():
            for word in [entry[name]] if name == "who" else cell(entry[name]):
                if word not in fit:
                    sound = False
                    advice = by_editing(record, "Correct the line")
                    yield Finding(f"permissions[{place}].{name}", f'"{word}"', expected, advice)
    if sound:
        for problem in shut_out(view):
            yield Finding(problem.field, problem.found, problem.expected, problem.advice)


FIELD = Field(
    "permissions",
    Entries(PERMISSIONS, ("id",)),
    "who may change which records, for the guard on a host; with no lines, everybody may change "
    "everything that the rules allow",
)
CHECK = Check(
    "permissions",
    "The permissions name groups, roles and kinds that exist, and somebody may change the permissions.",
    _permissions_can_be_kept,
)
