"""Each member of a body that process.yaml names joins exactly one working group (requirement 58)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds.parts import is_body
from wmstrat.record.days import holds_on
from wmstrat.record.fields import Field
from wmstrat.record.problem import Check, Finding, by_setting
from wmstrat.record.record import Record
from wmstrat.record.reporting import Notice, OfGroup
from wmstrat.record.text import counted
from wmstrat.record.types import Reference
from wmstrat.record.view import View

FIELD = Field(
    "trustees",
    Reference(("group",)),
    "the body whose members each join exactly one working group; blank: no body",
    seldom=True,
)


def terms_of(person: str, view: View, day: str) -> Iterator[Record]:
    """The memberships of a person that hold on a day."""
    for identity in view.relations("membership", "person").get(person, ()):
        term = view.get("membership", identity)
        if term is not None and not term.unreadable and holds_on(term.values, day):
            yield term


def _groups(person: str, view: View, day: str) -> int:
    """How many working groups a person is in."""
    groups = {term.group for term in terms_of(person, view, day)}
    return sum(is_body(view.get("group", group), "working") for group in groups)


def _in_words(count: int) -> str:
    return (
        f"in {counted(count, '{count} working group', '{count} working groups')}" if count else "in no working group"
    )


def _not_in_one(of: OfGroup) -> list[str]:
    """The trustees who are in no working group, or in several, by name."""
    view, body = of.view, of.view.process["trustees"]
    members = {str(term["person"]) for term in view.records("membership", body)} if body else set()
    found = []
    for person in sorted(members):
        if any(term.group == body for term in terms_of(person, view, of.day)):
            count = _groups(person, view, of.day)
            found += [f"{of.name('person', person)} is {_in_words(count)}"] if count != 1 else []
    return found


NOTICE = Notice(
    "trustee",
    3,
    "Trustees: {about}",
    "wmstrat member list",
    _not_in_one,
    lambda of, _: f"wmstrat member list {of.view.process['trustees']}",
    where="across",
)


def _is_in_one(term: Record, view: View) -> Iterator[Finding]:
    body = view.process["trustees"]
    if not body or not holds_on(term.values, view.today):
        return
    person, is_trustee = str(term["person"]), term.group == body
    if not is_trustee and not is_body(view.get("group", term.group), "working"):
        return
    if is_trustee or any(other.group == body for other in terms_of(person, view, view.today)):
        count = _groups(person, view, view.today)
        if count > 1 or (is_trustee and not count):
            end = "wmstrat member leave" if count else "wmstrat member appoint"
            yield Finding(
                "person",
                f"a trustee {_in_words(count)}",
                "a trustee in exactly one working group",
                f"Correct it with: {end} GROUP {person}",
            )


CHECK = Check("trustee", "Each trustee is in exactly one working group.", _is_in_one, warning=True)


def _is_readable(process: Record, view: View) -> Iterator[Finding]:
    """A working group is not the body of the trustees: its members would be in it."""
    if is_body(view.get("group", process["trustees"]), "working"):
        advice = by_setting(process, "Name the body", "trustees=BODY")
        yield Finding(
            "trustees", f'the working group "{process["trustees"]}"', "another body, such as a board", advice
        )


CHECK_OF_BODY = Check("trustees", "The body of the trustees is not a working group.", _is_readable)
