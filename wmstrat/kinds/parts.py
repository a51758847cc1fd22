"""The parts that several kinds share: fields, checks, and what reports show."""

from __future__ import annotations

from collections.abc import Iterable

from wmstrat.record.fields import Field
from wmstrat.record.kind import Step
from wmstrat.record.problem import Check, Problem, by_setting
from wmstrat.record.record import Record, Values
from wmstrat.record.types import Choice, Line, Listing, Prose, Reference, Term
from wmstrat.record.view import View

ID = Field("id", Line(), "the name of this file; never changes", required=True, fixed=True)
HANDLE = Field("handle", Line(), "the name before the number, if there was one", fixed=True)
# The choices and the comment follow from the states of the kind.
STATE = Field("state", Choice(), "", required=True)
WHY = Field("why", Prose(), "the reason for the present state", seldom=True)
OWNER = Field("owner", Reference(("person",)), "who looks after it: the id of a person", seldom=True)
LEVEL = Field("level", Term("levels"), "structural or programmatic")

ON = Field("on", Line(), "the day; today, if left out")


def reason_ends(step: Step, view: View) -> Values:
    """The reason for a state ends with the state, unless the same change gives a new one."""
    del view
    before, after = step.before, step.after
    if before is None or before.state == after.state or before["why"] != after["why"]:
        return {}
    return {"why": ""}


def group(about: str) -> Field:
    """The group that a record belongs to, with what it is to it."""
    return Field("group", Reference(("group",)), about, required=True, fixed=True)


def focus(about: str) -> Field:
    """The focus items of its group that a record is about (requirement 72)."""
    return Field("focus", Listing(Line()), f"the focus items of the group that it {about}, such as CB-F1")


def _unknown_focus(record: Record, view: View) -> Iterable[Problem]:
    """The focus items of questions and drafts are those of their group (requirement 72)."""
    group = view.get("group", record["group"])
    if group is None:
        return  # the check `reference` (or `home`) says so
    known = {entry["id"] for entry in group["focus"]} if not group.unreadable else set()
    for place, item in enumerate(record["focus"]):
        if item not in known:
            yield Problem(
                "focus",
                record.path,
                f"focus[{place}]",
                f'"{item}"',
                "a focus item of the group: " + (", ".join(sorted(known)) or "it has none"),
                by_setting(record, "Choose one of these", f"focus={min(known)}")
                if known
                else f"Leave it out, or add it to the group: wmstrat edit {group.id}",
            )


FOCUS_IS_KNOWN = Check("focus", "Focus items are those of the group.", _unknown_focus)
