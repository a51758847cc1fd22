"""What a list can be narrowed by: each column with words, records or names in it, and what every list has."""

from __future__ import annotations

import pytest

from tests.conftest import Wmstrat
from wmstrat.kinds import kinds
from wmstrat.record.day_types import Day
from wmstrat.record.kind import Kind
from wmstrat.record.types import Choice, Language, Line, Listing, Reference, Term
from wmstrat.reports.listing import options

NAMES = {"id", "title", "name", "group"}


@pytest.mark.parametrize("kind", [*kinds()], ids=lambda kind: kind.name)
def test_every_list_has_the_filters_that_have_a_meaning(kind: Kind) -> None:
    offered = {option.name for option in options(kind)}
    assert "sort" in offered
    assert ("state" in offered) == ("open" in offered) == bool(kind.states)
    assert ("late" in offered) == bool(kind.due)
    assert {"since", "until"} <= offered or not kind.day
    assert ("for" in offered) == any(any(field.points_at_records) for field in kind.fields)
    for name in kind.columns:
        field = kind.by_name.get(name)
        inner = field and (field.type.of if isinstance(field.type, Listing) else field.type)
        if isinstance(inner, Choice | Term | Language | Reference | Line) and name not in NAMES:
            assert name in offered, "what a column shows can be chosen"
    assert not [option for option in options(kind) if option.required or isinstance(option.type, Listing)]
    assert all(isinstance(option.type, Day) for option in options(kind) if option.name in ("since", "until", "on"))


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("note list --by 17", ["2018-08-01"]),
        ("note list --by nobody", []),
        ("note list --about CB-Q1", ["2018-08-01"]),
        ("note list --about member-17", ["2018-08-01"]),
        ("note list --about CB-Q2", []),
        ("note list --language no", ["2018-08-01"]),
        ("note list --language en", []),
        ("note list CB --about CB-D1 --kind interview --since 2018-08-01 --language NO", ["2018-08-01"]),
        ("question list --focus CB-F1", ["CB-Q1"]),
        ("question list --focus CB-F", []),
        ("question list --level structural --state answered", ["CB-Q1"]),
        ("draft list --answers CB-Q2", ["CB-D1"]),
        ("member list --person member-18", ["CB-member-18"]),
        ("member list --person Member-17 --role Coordinator", ["CB-member-17"]),
        ("group list --mailing-list CAPACITY@", ["capacity-building"]),
    ],
)
def test_a_list_is_narrowed_by_what_its_columns_show(wmstrat: Wmstrat, command: str, found: list[str]) -> None:
    assert [item.get("date") or item["id"] for item in wmstrat.items(*command.split())] == found


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("command", "code"),
    [("note list --about nothing-here", 3), ("member list --person CB", 3), ("draft list --answers member-17", 3)],
)
def test_a_filter_by_what_is_not_there_is_refused(wmstrat: Wmstrat, command: str, code: int) -> None:
    assert wmstrat(*command.split(), code=code).out == ""


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("command", ["note list", "milestone list CB", "search mentors", "log", "timeline --slips"])
def test_a_range_that_ends_before_it_begins_is_refused(wmstrat: Wmstrat, command: str) -> None:
    told = wmstrat(*command.split(), "--since", "2018-08-02", "--until", "2018-08-01", code=5)
    assert "The range ends before it begins: from 2018-08-02 to 2018-08-01." in told.err
    assert wmstrat(*command.split(), "--since", "2018-07-02", "--until", "2018-07-02").code == 0
