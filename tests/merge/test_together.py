"""Fields that belong together come from one side, and long texts are merged by their paragraphs."""

from __future__ import annotations

import pytest

from wmstrat.files.reading import read_mapping
from wmstrat.files.record_texts import blank_template, new_text
from wmstrat.kinds import kind
from wmstrat.merge.choice import Conflict, Resolution
from wmstrat.merge.record import Merged, merge_record
from wmstrat.record.fields import Field
from wmstrat.record.home import IN_GROUP
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.types import Line, Text

MEETING = Kind(
    name="meeting",
    plural="meetings",
    about="Meetings.",
    ids=Numbered("M"),
    home=IN_GROUP,
    fields=(
        Field("id", Line(), "the id", required=True, fixed=True),
        Field("title", Line(), "the title"),
        Field("day", Line(), "the day"),
        Field("zone", Line(), "the zone of the day"),
        Field("place", Line(), "where"),
        Field("agenda", Text(), "what is talked about"),
        Field("minutes", Text(), "what was said"),
    ),
    arguments=("title",),
    columns=("id",),
    example="",
    together=(("day", "zone"),),
)
BASE = {"id": "CB-M1", "title": "Kick-off", "day": "Monday", "zone": "UTC", "place": "", "agenda": "", "minutes": ""}
MINUTES = "We met.\n\nWe agreed.\n\nWe left."


def file(**values: str) -> bytes:
    """The file of a meeting with these values, else as at the beginning."""
    return new_text(MEETING, blank_template(MEETING, False), {**BASE, **values}, "", False).encode()


def merged(base: bytes, mine: bytes, theirs: bytes, *choices: Resolution | None) -> tuple[Merged, list[Conflict]]:
    """The merge, and what was asked for it."""
    asked: list[Conflict] = []
    left = list(choices)

    def choose(conflict: Conflict) -> Resolution | None:
        asked.append(conflict)
        return left.pop(0) if left else None

    return merge_record(MEETING, False, base, mine, theirs, choose), asked


def values(data: bytes | None) -> dict[str, object]:
    """The values of a file."""
    return dict(read_mapping((data or b"").decode()).values)


BOTH = (file(), file(day="Tuesday", place="Rome"), file(zone="Asia/Tokyo", title="First meeting"))


@pytest.mark.parametrize(("take", "day", "zone"), [("mine", "Tuesday", "UTC"), ("theirs", "Monday", "Asia/Tokyo")])
def test_a_day_of_one_side_never_gets_the_zone_of_the_other(take: str, day: str, zone: str) -> None:
    result, asked = merged(*BOTH, Resolution(take))  # type: ignore[arg-type]
    [conflict] = asked
    assert conflict == Conflict(
        "day", "day: Monday\nzone: UTC", "day: Tuesday\nzone: UTC", "day: Monday\nzone: Asia/Tokyo"
    )
    assert values(result.data) == {**BASE, "day": day, "zone": zone, "place": "Rome", "title": "First meeting"}
    assert not result.conflicts
    other = result.from_theirs if take == "mine" else result.from_mine
    assert not {"day", "zone"} & {*other}


def test_until_somebody_chooses_all_of_mine_stands() -> None:
    for choice in (None, Resolution("value", "Friday"), Resolution("both")):
        result, _ = merged(*BOTH, choice)
        assert [conflict.field for conflict in result.conflicts] == ["day"]
        assert (values(result.data)["day"], values(result.data)["zone"]) == ("Tuesday", "UTC")


def test_one_side_alone_is_not_asked_about() -> None:
    result, asked = merged(file(), file(day="Tuesday", zone="Asia/Tokyo"), file(title="First meeting"))
    assert not asked
    assert values(result.data) == {**BASE, "day": "Tuesday", "zone": "Asia/Tokyo", "title": "First meeting"}


def test_one_field_with_two_values_takes_another_one_too() -> None:
    result, asked = merged(file(), file(day="Tuesday"), file(day="Friday"), Resolution("value", "Sunday"))
    assert asked == [Conflict("day", "Monday", "Tuesday", "Friday")]
    assert values(result.data)["day"] == "Sunday"


def test_two_decisions_about_one_draft_are_one_question() -> None:
    draft = kind("draft")
    start = {**draft.blank(), "id": "CB-D1", "group": "capacity-building", "title": "Mentoring", "state": "published"}

    def version(**decided: str) -> bytes:
        return new_text(draft, blank_template(draft, False), {**start, **decided}, "", False).encode()

    asked: list[str] = []
    result = merge_record(
        draft, False, version(),
        version(state="ratified", decided_by="board", decided_on="2018-07-18"),
        version(state="declined", decided_by="council", decided_on="2018-07-19"),
        lambda conflict: asked.append(conflict.field) or Resolution("theirs"),
    )  # fmt: skip
    assert asked == ["state"]
    text = (result.data or b"").decode()
    assert all(line in text for line in ("state: declined\n", "decided_by: council\n", "decided_on: 2018-07-19\n"))


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (([1, 2], 2), ([1, 3], 3), "3"),
        (([1, 4], 4), ([1, 3], 3), "4"),
        (([1, 2], 2), ([], 9), "2"),
    ],
    ids=["theirs", "mine", "typed before it was published"],
)
def test_a_number_that_follows_a_list_is_that_of_its_last_entry(
    mine: tuple[list[int], int], theirs: tuple[list[int], int], expected: str
) -> None:
    draft = kind("draft")
    start = {**draft.blank(), "id": "CB-D1", "group": "capacity-building", "title": "Mentoring", "state": "published"}
    parts = draft.by_name["iterations"].type.fields  # type: ignore[attr-defined]

    def version(numbers: list[int], last: int | str) -> bytes:
        blank = {part.name: part.type.empty for part in parts}
        entries = [{**blank, "number": number, "on": "2018-07-20"} for number in numbers]
        values = {**start, "iterations": entries, "iteration": last}
        return new_text(draft, blank_template(draft, False), values, "", False).encode()

    base = version([1], 1) if theirs[0] else version([], "")
    asked: list[str] = []
    result = merge_record(
        draft, False, base, version(*mine), version(*theirs), lambda conflict: asked.append(conflict.field)
    )
    assert asked == []
    found = values((result.data or b"").split(b"---\n")[1])
    assert found["iteration"] == expected
    numbers = [entry["number"] for entry in found["iterations"]]  # type: ignore[attr-defined]
    assert sorted(numbers) == [str(number) for number in sorted({*mine[0], *theirs[0]})]


def test_a_long_text_is_merged_by_its_paragraphs() -> None:
    result, asked = merged(
        file(minutes=MINUTES),
        file(minutes=MINUTES.replace("We met.", "We met in Rome.")),
        file(minutes=MINUTES.replace("We left.", "We left at six.")),
    )
    assert not asked
    assert str(values(result.data)["minutes"]).strip() == "We met in Rome.\n\nWe agreed.\n\nWe left at six."
    assert result.from_mine == result.from_theirs == ("minutes",)


def test_a_paragraph_with_two_versions_is_one_question_and_both_can_stay() -> None:
    sides = [file(minutes=MINUTES.replace("We agreed.", f"We agreed on {what}.")) for what in ("peace", "lunch")]
    _, asked = merged(file(minutes=MINUTES), *sides)
    assert asked == [Conflict("minutes", "We agreed.", "We agreed on peace.", "We agreed on lunch.")]
    result, _ = merged(file(minutes=MINUTES), *sides, Resolution("both"))
    assert str(values(result.data)["minutes"]).strip() == (
        "We met.\n\nWe agreed on lunch.\n\nWe agreed on peace.\n\nWe left."
    )


def test_two_first_texts_are_one_question_and_both_can_stay() -> None:
    result, asked = merged(file(), file(agenda="Mine."), file(agenda="Theirs."), Resolution("both"))
    assert asked == [Conflict("agenda", "", "Mine.", "Theirs.")]
    assert str(values(result.data)["agenda"]).strip() == "Theirs.\n\nMine."
