"""Who has too much to do: in more groups, or with more open records, than process.yaml says. Only the person and the
coordinators of their groups are told."""

from __future__ import annotations

from wmstrat.kinds.parts import open_work
from wmstrat.kinds.trustees import terms_of
from wmstrat.record.days import holds_on
from wmstrat.record.fields import Field
from wmstrat.record.number_types import Count
from wmstrat.record.reporting import Notice, OfGroup
from wmstrat.record.text import counted

FIELDS = (
    Field(
        "most_groups",
        Count(),
        "a person in more groups is noticed, for the person and the coordinators alone; blank: nobody is",
        seldom=True,
    ),
    Field(
        "most_open",
        Count(),
        "a person with more open records is noticed, for the person and the coordinators alone; blank: nobody is",
        seldom=True,
    ),
)


def _loads(of: OfGroup) -> dict[str, str]:
    """What is too much for members of the group, in words, by their ids."""
    most_groups, most_open = of.view.process["most_groups"], of.view.process["most_open"]
    if not most_groups and not most_open:
        return {}
    members = {str(term["person"]) for term in of.records("membership") if holds_on(term.values, of.day)}
    found = {}
    for person in sorted(members):
        groups = len({term.group for term in terms_of(person, of.view, of.day)}) if most_groups else 0
        work = len({record.id for record, _ in open_work(of.view, person)}) if most_open else 0
        much = [
            *([f"in {groups} groups"] if groups > (most_groups or groups) else []),
            *([counted(work, "{count} open record", "{count} open records")] if work > (most_open or work) else []),
        ]
        if much:
            found[person] = ", ".join(much)
    return found


def _for_the_person(of: OfGroup) -> list[str]:
    return list(_loads(of))


def _for_coordinators(of: OfGroup) -> list[str]:
    """The same with names."""
    return [f"{of.name('person', person)} ({much})" for person, much in _loads(of).items()]


NOTICES = (
    Notice(
        "workload",
        3,
        "You are in many groups, or much of the open work is yours",
        "wmstrat person hand-on PERSON --to PERSON",
        _for_the_person,
        whose="id",
        where="briefs",
    ),
    Notice(
        "workload-of-members",
        3,
        "Much for one person: {about}",
        "wmstrat person hand-on PERSON --to PERSON",
        _for_coordinators,
        where="briefs",
    ),
)
