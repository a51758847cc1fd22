"""One group in depth: its people, what it looks at, its questions and drafts, and what happened lately."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import RemoteUnavailable
from wmstrat.kinds import draft as drafts
from wmstrat.kinds import question as questions
from wmstrat.record.dated import holds_on
from wmstrat.record.record import Record
from wmstrat.reports.overview import GroupStatus, Stage, group_status, labels

if TYPE_CHECKING:
    from wmstrat.reports.history import Event
    from wmstrat.workspace.workspace import Workspace

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
UNANSWERED = {"", "todo", "tbd", "tba", "...", "?", "-"}


class Member(Struct, frozen=True):
    """A current member: the name that people see, role, type, and since which ISO day."""

    person: str
    name: str
    role: str
    type: str
    since: str


class Focus(Struct, frozen=True):
    """A focus item and the questions and drafts that cover it."""

    id: str
    text: str
    covered_by: tuple[str, ...]


class Question(Struct, frozen=True):
    """A question with the drafts that answer it. `amended` are the ISO days of changes after it was final."""

    id: str
    title: str
    state: str
    level: str
    drafts: tuple[str, ...]
    final_on: str
    amended: tuple[str, ...]


class Draft(Struct, frozen=True):
    """A draft with the questions that it answers, and how many of its sections have been filled in."""

    id: str
    title: str
    state: str
    iteration: int
    answers: tuple[str, ...]
    filled: int
    sections: int


class GroupReport(Struct, frozen=True):
    """Everything about one group on an ISO day. `former` are the people who left, `planned` the stages to come."""

    status: GroupStatus
    day: str
    area: str
    needs: tuple[str, ...]
    members: tuple[Member, ...]
    former: int
    focus: tuple[Focus, ...]
    questions: tuple[Question, ...]
    drafts: tuple[Draft, ...]
    notes: int
    recent: tuple[Event, ...]
    hidden: tuple[str, ...]
    planned: tuple[Stage, ...] = ()


def completeness(body: str, template: str) -> tuple[int, int]:
    """How many of the template's sections (its headings) the body fills in, as (filled, all).

    A section that only says "todo" is not filled in. A body that has none of the headings, but text, is counted
    as one section filled in.
    """
    wanted = [match.casefold() for match in re.findall(r"^##+ +(.+?)\s*$", template, re.MULTILINE)]
    sections: dict[str, str] = {}
    heading = ""
    for line in COMMENT.sub("", body).splitlines():
        found = re.match(r"##+ +(.+?)\s*$", line)
        if found:
            heading = found[1].casefold()
        sections[heading] = sections.get(heading, "") + ("" if found else line + "\n")
    filled = {name for name, text in sections.items() if text.strip().casefold() not in UNANSWERED}
    if not wanted:
        return int(bool(filled)), 1
    counted = sum(name in filled for name in wanted)
    return (counted or int(bool(filled))), len(wanted)


def group_report(group: Record, workspace: Workspace, on: str = "", recent: int = 8) -> GroupReport:
    """The report of one group, with its latest events from git's history."""
    from wmstrat.workspace.activity import last_activity

    day = on or workspace.today
    terms = [one for one in workspace.records("membership", group.id) if not one.unreadable]
    asked = list(workspace.records("question", group.id))
    written = list(workspace.records("draft", group.id))
    answering = drafts.answering(workspace)
    status = group_status(group, workspace, day, last_activity(workspace).get(group.id, ""))
    closer = tuple(replace(item, command=item.closer or item.command) for item in status.attention)
    hidden = () if workspace.sees_private else ("Applications and contact details are not in this clone.",)
    latest, why_none = _latest(group, workspace, recent)
    template = workspace.template(workspace.catalogue.kind("draft"), False)
    return GroupReport(
        status=replace(status, attention=closer),
        day=day,
        area=group["area"],
        needs=tuple(group["needs"]),
        members=tuple(_member(one, workspace) for one in terms if holds_on(one.values, day)),
        former=len({one["person"] for one in terms if one["until"] and one["until"] <= day}),
        focus=tuple(
            Focus(entry["id"], entry["text"], tuple(_covering(entry["id"], asked, written)))
            for entry in group["focus"]
        ),
        questions=tuple(
            Question(
                one.id,
                one.label,
                one.state,
                one["level"],
                tuple(answering.get(one.id, ())),
                one["final_on"] if one.state in questions.SETTLED else "",
                tuple(entry["on"] for entry in one["amendments"]),
            )
            for one in asked
        ),
        drafts=tuple(
            Draft(
                one.id,
                one.label,
                one.state,
                one["iteration"] or 0,
                tuple(one["answers"]),
                *completeness(one.body, template),
            )
            for one in written
        ),
        notes=sum(one.state != "withdrawn" for one in workspace.records("note", group.id)),
        recent=latest,
        hidden=(*hidden, *why_none),
        planned=tuple(_planned(group, workspace, day)),
    )


def _planned(group: Record, workspace: Workspace, day: str) -> list[Stage]:
    read = labels(workspace, "stages")
    to_come = [entry for entry in group["stages"] if entry["since"] > day]
    return [
        Stage(entry["stage"], read.get(entry["stage"], entry["stage"]), entry["since"])
        for entry in sorted(to_come, key=lambda entry: str(entry["since"]))
    ]


def _latest(group: Record, workspace: Workspace, limit: int) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """The latest events, or why they cannot be told: in a partial clone they may have to be fetched."""
    from wmstrat.reports.history import events

    try:
        return tuple(events(workspace, group, limit=limit)), ()
    except RemoteUnavailable as error:
        return (), (str(error),)


def _member(term: Record, workspace: Workspace) -> Member:
    person = workspace.get("person", term["person"])
    return Member(
        term["person"], person.label if person else term["person"], term["role"], term["type"], term["since"]
    )


def _covering(item: str, asked: list[Record], written: list[Record]) -> list[str]:
    aside = {*questions.SET_ASIDE, *drafts.SET_ASIDE}
    return [one.id for one in [*asked, *written] if item in one["focus"] and one.state not in aside]
