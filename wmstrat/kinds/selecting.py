"""Who selects the members of a working group, and that an appointment names the body (requirement 47)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds.parts import is_body
from wmstrat.record.days import is_before
from wmstrat.record.problem import Check, Finding, by_setting
from wmstrat.record.record import Record
from wmstrat.record.view import View, vocabulary


def _selects(record: Record, view: View) -> Iterator[Finding]:
    """No working group selects members (requirement 47)."""
    others = (("selected_with", identity) for identity in record["selected_with"])
    for field, identity in (("selected_by", record["selected_by"]), *others):
        if identity and _is_in_working_group(record, view) and is_body(view.get("group", identity), "working"):
            advice = by_setting(record, "Name it", f"{field}=BODY")
            found = f'the working group "{identity}"'
            yield Finding(field, found, "the body that selected the member, such as a steering committee", advice)


def _was_selected(record: Record, view: View) -> Iterator[Finding]:
    """An appointment to a working group names the body that selected (requirement 47), where there is one. Of an
    imported one that may not be known."""
    is_meant = not record["selected_by"] and not record["import_key"] and _is_in_working_group(record, view)
    bodies = [
        body["code"]
        for body in (view.records("group") if is_meant else ())
        if is_body(body, "selecting") and not _was_over(body, record["since"], view)
    ]
    if bodies:
        advice = by_setting(record, "Name it", f"selected_by={bodies[0] if len(bodies) == 1 else 'BODY'}")
        yield Finding("selected_by", "nothing", "the body that selected the member", advice)


def _was_over(body: Record, day: str, view: View) -> bool:
    """True for a body that was in the last stage, after its work, before the day."""
    last = vocabulary(view, "stages")[-1:]
    return any(entry["stage"] in last and is_before(entry["since"], day) for entry in body["stages"])


def _is_in_working_group(record: Record, view: View) -> bool:
    return is_body(view.get("group", record["group"]), "working")


SELECTED = "Each appointment names the body that selected the member, which is not a working group."
CHECKS = (
    Check("selected-by", SELECTED, _selects),
    Check("selected-by", SELECTED, _was_selected, warning=True),
)
