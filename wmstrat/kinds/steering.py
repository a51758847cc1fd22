"""A steering body is made of the coordinators of the working groups (requirement 43)."""

from __future__ import annotations

from collections.abc import Sequence

from wmstrat.kinds.parts import is_body, terms_on
from wmstrat.permissions.table import COORDINATOR
from wmstrat.record.reporting import Notice, OfGroup
from wmstrat.record.view import View, code_or_slug


def _body(view: View) -> str:
    """The id of the first steering body; an empty text where a process has none."""
    return next((group.id for group in view.records("group") if is_body(group, "steering")), "")


def _missing(of: OfGroup) -> list[tuple[str, str]]:
    """Who coordinates a working group on that day and is not in the steering body, each with the code of one such
    group. A steering body without members does not meet yet, so that nobody is missing in it."""
    view, body = of.view, _body(of.view)
    there = {str(term["person"]) for term in terms_on(view, of.day, body)} if body else set()
    found: dict[str, str] = {}
    for term in terms_on(view, of.day) if there else ():
        person = str(term["person"])
        if COORDINATOR in term["roles"] and person not in there and is_body(view.get("group", term.group), "working"):
            found.setdefault(person, code_or_slug(view, term.group))
    return sorted(found.items())


def _in_words(of: OfGroup) -> list[str]:
    return [f"{of.name('person', person)} ({code})" for person, code in _missing(of)]


def _appointing(of: OfGroup, _: Sequence[str]) -> str:
    """One command for all of them."""
    body = _body(of.view)
    people = " ".join(person for person, _ in _missing(of))
    return f"wmstrat member appoint {code_or_slug(of.view, body)} {people}"


NOTICE = Notice(
    "steering",
    3,
    "Coordinators who are not in the steering group: {about}",
    "wmstrat member list",
    _in_words,
    _appointing,
    where="across",
)
