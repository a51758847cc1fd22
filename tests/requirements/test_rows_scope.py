"""Rows of the requirements about the scope of a group: what it looks into, builds on, and wants to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from tests.docs.pages import ROOT
from wmstrat.kinds.scope import KIND, SECTIONS
from wmstrat.record.sections import answers, filled, template_sections


@pytest.fixture
def sources(once: Once, wmstrat: Wmstrat, workspace: Path) -> None:
    """Three sources: of a year, of a month, and of the whole process."""

    def make() -> None:
        wmstrat("source", "add", "CB", "Survey of affiliates", "--kind", "survey", "--date", "2018-05")
        wmstrat("source", "add", "CB", "Yearly report", "--date", "2017", "--address", "https://example.org/2017")
        wmstrat("source", "add", "ALL", "What communities said", "--kind", "Conversation", "--date", "2017-03-02")

    once(make, workspace)


@pytest.mark.usefixtures("sources")
def test_row_26_sources_have_an_address_a_date_and_a_kind(wmstrat: Wmstrat) -> None:
    report = wmstrat.record("CB-S2")
    assert (report["address"], report["date"], report["state"]) == ("https://example.org/2017", "2017", "kept")
    assert wmstrat.record("ALL-S1")["kind"] == "conversation"
    ids = "--format", "ids"
    assert wmstrat("source", "list", "--kind", "survey", *ids).lines == ["CB-S1"]
    # A year is in a range that begins or ends within it.
    assert wmstrat("source", "list", "--since", "2017-06-01", *ids).lines == ["CB-S1", "CB-S2"]
    assert wmstrat("source", "list", "--since", "2018-05-20", *ids).lines == ["CB-S1"]
    assert wmstrat("source", "list", "--until", "2017-02-01", *ids).lines == ["CB-S2"]
    refused = wmstrat("source", "add", "CB", "Another", "--kind", "gossip", code=5)
    assert "survey" in refused.err
    wmstrat("source", "add", "CB", "Another", "--address", "somewhere", code=5)
    assert "Survey of affiliates" in wmstrat("status", "CB").out


TEMPLATE = (ROOT / "workspace-template/method/templates/scope.md").read_text()


def test_row_16_a_picture_of_the_year_of_the_direction_is_a_section_of_the_scope() -> None:
    assert "\n## The picture we aim for\n\n<!-- future: How does the area look in the year " in TEMPLATE


def test_row_24_the_present_situation_is_a_section_of_the_scope() -> None:
    assert "\n## The situation today\n\n<!-- situation: " in TEMPLATE


def test_row_25_obstacles_and_opportunities_are_two_sections() -> None:
    keys = [section.key for section in template_sections(SECTIONS, TEMPLATE.split("---\n")[2])]
    assert keys == [section.key for section in SECTIONS]
    assert {"obstacles", "opportunities"} <= {*keys}


def test_row_61_the_template_of_a_scope_has_a_prompt_for_each_section() -> None:
    assert TEMPLATE.endswith(f"---\n\n{KIND.prompts}\n")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"case": "Who pays is who learns.", "serves": "Equity"}, "answered"),
        ({"case": "Who pays is who learns.", "serves": ""}, "stub"),
        ({"case": "", "serves": "Equity"}, "stub"),
    ],
)
def test_row_82_each_change_says_which_part_of_the_direction_it_serves(change: dict[str, str], says: str) -> None:
    complete = {"id": "CB-C1", "text": "Mentors", "case": "Nobody learns alone.", "serves": "People first"}
    values = {"changes": [complete, {"id": "CB-C2", "text": "Training", **change}]}
    body = "## What has to change\n\nWhat a text says here does not take the place of the case of a change.\n"
    told = {answer.section.key: answer.fullness for answer in answers(SECTIONS, body, values)}
    assert told["changes"] == says
    assert filled(SECTIONS, body, values) == (int(says == "answered"), len(SECTIONS))
    # A scope that lists no changes may describe them in its text.
    assert filled(SECTIONS, body, {"changes": []}) == (1, len(SECTIONS))


BODY = """## What we look into

Skills of people in small communities.

## The situation today

Training reaches one region in five, as far as we know.

## The picture we aim for

Whoever wants to learn finds somebody to learn from.

## What hinders

Money goes to those who have training already.

## What helps

todo

## Research we need

Numbers on how people learn in small communities.
"""
SCOPE = Path("groups/capacity-building/scopes/CB-scope.md")


@pytest.fixture
def scope(once: Once, wmstrat: Wmstrat, sources: None, workspace: Path) -> None:  # noqa: ARG001
    """A scope with a text, two changes of which one has its case, a source that it cites, and questions."""

    def make() -> None:
        wmstrat("scope", "add", "CB", "--file", "-", stdin=BODY)
        wmstrat(
            "set", "CB-scope", "changes+=Training is paid for everywhere,serves=Knowledge equity", "sources+=ALL-S1"
        )
        wmstrat("set", "CB-scope", "changes+=Mentors everywhere,case=Nobody learns alone.,serves=People first")
        wmstrat("question", "add", "CB", "Which capacities do we lack?")
        wmstrat("question", "add", "CB", "Who should teach?", "--origin", "core")
        wmstrat("question", "add", "CB", "What do you need?", "--audience", "community")

    once(make, workspace)


@pytest.mark.usefixtures("scope")
def test_row_16_a_scope_says_which_of_its_sections_are_open(wmstrat: Wmstrat) -> None:
    record = wmstrat.record("CB-scope")
    assert (record["title"], record["state"]) == ("Skills, leadership and the people the work depends on", "drafting")
    [item] = wmstrat.items("status", "CB")[0]["scope"]
    assert (item["changes"], item["changes_with_case"]) == (2, 1)
    shown = wmstrat("show", "CB-scope").out
    assert "open: What helps" in shown
    assert "each group has only one scope" in wmstrat("scope", "add", "CB", code=4).err


@pytest.mark.usefixtures("scope")
def test_row_26_scopes_and_drafts_cite_sources_which_know_it(wmstrat: Wmstrat) -> None:
    wmstrat("draft", "add", "CB", "Pay for training", "--sources", "ALL-S1", "--sources", "CB-S1")
    assert [source["id"] for source in wmstrat.record("CB-D1")["cited"]] == ["ALL-S1", "CB-S1"]
    assert wmstrat.record("ALL-S1")["cited_by"] == ["CB-D1", "CB-scope"]
    known = wmstrat.record("CB-scope")["known"]
    assert [(source["id"], source["cited"]) for source in known] == [
        ("ALL-S1", True), ("CB-S1", False), ("CB-S2", False),
    ]  # fmt: skip
    wmstrat("mark", "CB-S2", "withdrawn")
    shown = wmstrat("show", "CB-scope").out
    assert "ALL-S1  What communities said (Conversation, 2017-03-02)" in shown
    assert "CB-S2" not in shown
    wmstrat("set", "CB-D1", "sources+=CB-Q1", code=3)


@pytest.mark.usefixtures("scope")
def test_row_27_a_research_need_becomes_a_support_request(wmstrat: Wmstrat) -> None:
    def noticed() -> dict[str, str]:
        return {notice["topic"]: notice["command"] for notice in wmstrat.items("status", "CB")[0]["attention"]}

    asking = "wmstrat support add CB TEXT --kind research --from CB-scope"
    assert noticed()["research"] == asking
    wmstrat("support", "add", "CB", "A study of small communities", "--kind", "research", "--from", "CB-scope")
    assert "research" not in noticed()
    [request] = wmstrat.record("CB-scope")["requests"]
    assert (request["id"], request["state"]) == ("CB-SU1", "requested")
    assert wmstrat("show", "CB-scope", "--format", "markdown").out.index("## Research we need") < wmstrat(
        "show", "CB-scope", "--format", "markdown"
    ).out.index("- CB-SU1: A study of small communities")
    # What cannot be arranged leaves the need where it was.
    wmstrat("support", "decline", "CB-SU1", "--why", "There is no money for it.")
    assert noticed()["research"] == asking
    wmstrat(
        "edit", "CB-scope", "--file", "-", stdin=SCOPE.read_text().replace("Numbers on how people learn in", "None")
    )
    assert "research" not in noticed()


@pytest.mark.usefixtures("scope")
def test_row_28_changes_lead_to_drafts_and_coverage_shows_those_that_do_not(wmstrat: Wmstrat) -> None:
    assert wmstrat("coverage", "CB", "--format", "ids").lines[-5:-3] == ["CB-C1", "CB-C2"]
    wmstrat("draft", "add", "AD", "A law on training", "--changes", "CB-C1")
    wmstrat("draft", "add", "CB", "Pay for training", "--changes", "C1")
    wmstrat("draft", "add", "CB", "Pay for all of it")
    topics = {item["id"]: item for item in wmstrat.items("coverage", "CB")}
    assert (topics["CB-C1"]["kind"], topics["CB-C1"]["work"]) == ("changes", "several")
    assert (topics["CB-C1"]["drafts"], topics["CB-C1"]["groups"]) == (["AD-D1", "CB-D1"], ["AD", "CB"])
    assert topics["CB-C2"]["work"] == "nobody"
    said = wmstrat("coverage", "CB").out
    assert "1 of 2 changes" in said
    assert "Drafts about none of these: CB-D2" in said
    assert "Begin with: wmstrat draft add CB TEXT --changes CB-C2" in said
    # A draft that lives on in another one counts as that.
    wmstrat("set", "CB-D1", "state=merged", "became+=CB-D2")
    led_to = {change["id"]: change["drafts"] for change in wmstrat.record("CB-scope")["led_to"]}
    assert led_to == {"CB-C1": ["AD-D1", "CB-D2"], "CB-C2": []}
    shown = wmstrat("show", "AD-D1").out
    assert "Changes of scopes\n  CB-C1  Training is paid for everywhere (CB-scope)" in shown
    refused = wmstrat("set", "CB-D2", "changes=CB-C7", code=5)
    assert "a change of a scope: CB-C1, CB-C2" in refused.err
    wmstrat("mark", "CB-scope", "withdrawn")
    assert not [item for item in wmstrat.items("coverage", "CB") if item["kind"] == "changes"]


@pytest.mark.usefixtures("scope")
def test_row_29_a_change_without_its_case_or_what_it_serves_leaves_the_scope_incomplete(
    wmstrat: Wmstrat,
) -> None:
    def is_open() -> bool:
        return "What has to change" in wmstrat("show", "CB-scope").out.split("open: ")[1].split("\n\n")[0]

    assert is_open()
    assert "Case: not written yet" in wmstrat("show", "CB-scope").out
    [item] = wmstrat.items("status", "CB")[0]["scope"]
    before = item["filled"]
    assert "1 of 2 with a case" in wmstrat("status", "CB").out
    wmstrat("set", "CB-scope", "changes+=C1,case=Who pays is who learns, as in schools.")
    assert wmstrat.record("CB-scope")["changes"][0] == {
        "id": "CB-C1",
        "text": "Training is paid for everywhere",
        "case": "Who pays is who learns, as in schools.",
        "serves": "Knowledge equity",
    }
    wmstrat("set", "CB-scope", "changes+=CB-C1,text=", code=5)
    wmstrat("set", "CB-scope", "changes+=CB-C1,serves=")
    assert is_open()
    wmstrat("set", "CB-scope", "changes+=CB-C1,text=Training is paid for,serves=Equity")
    assert [change["text"] for change in wmstrat.record("CB-scope")["changes"]] == [
        "Training is paid for",
        "Mentors everywhere",
    ]
    assert not is_open()
    [item] = wmstrat.items("status", "CB")[0]["scope"]
    assert item["filled"] == before + 1


@pytest.mark.usefixtures("scope")
def test_row_51_reflections_of_the_core_team_are_beside_the_text_and_never_in_it(wmstrat: Wmstrat) -> None:
    body = wmstrat.record("CB-scope")["body"]
    wmstrat("draft", "add", "CB", "Pay for training")
    about = ["--about", "CB-scope", "--about", "CB-D1", "--kind", "reflection"]
    note = wmstrat("note", "add", "CT", "Is this one scope, or two?", *about, "--by", "Core Team").lines[0]
    for identity in ("CB-scope", "CB-D1"):
        record = wmstrat.record(identity)
        assert [reflection["id"] for reflection in record["reflections"]] == [note]
        assert "Is this one" not in record["body"]
        assert wmstrat("show", identity).out.split("Reflections")[1].split() == (
            f"{note} Is this one scope, or two? (Core Team, {record['reflections'][0]['date']})".split()
        )
    assert wmstrat.record("CB-scope")["body"] == body
    text = wmstrat("show", "CB-scope", "--format", "markdown").out
    assert text.index("\n---\n\n**Reflections**") > text.index("## Research we need")
    wmstrat("mark", note, "withdrawn")
    assert wmstrat.record("CB-scope")["reflections"] == []


def test_row_85_advice_about_a_decided_draft_is_listed_with_it(wmstrat: Wmstrat, workspace: Path) -> None:  # noqa: ARG001
    wmstrat("draft", "add", "CB", "Pay for training")
    wmstrat("draft", "publish", "CB-D1", "--despite", "It is short.")
    wmstrat("draft", "submit", "CB-D1")
    wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD")
    about = ["--about", "CB-D1", "--kind"]
    note = wmstrat("note", "add", "CB", "Begin with two regions.", *about, "advice").lines[0]
    wmstrat("note", "add", "CB", "We heard this.", *about, "interview")
    assert [advice["id"] for advice in wmstrat.record("CB-D1")["advice"]] == [note]
    assert f"{note}  Begin with two regions." in wmstrat("show", "CB-D1").out.split("Advice")[1]


@pytest.mark.usefixtures("scope")
def test_row_80_core_questions_are_apart_from_those_of_the_group_and_first(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-Q3", "origin=group")
    ids = "--format", "ids"
    assert wmstrat("question", "list", "CB", *ids).lines[0] == "CB-Q2"
    assert wmstrat("question", "list", "CB", "--origin", "core", *ids).lines == ["CB-Q2"]
    assert wmstrat("question", "list", "CB", "--audience", "community", *ids).lines == ["CB-Q3"]
    assert wmstrat.items("status", "CB")[0]["questions"][0]["id"] == "CB-Q2"
    record = wmstrat.record("CB-scope")
    assert [question["id"] for question in record["questions"]] == ["CB-Q2", "CB-Q1"]
    assert [question["id"] for question in record["community_questions"]] == ["CB-Q3"]
    shown = wmstrat("show", "CB-scope").out
    places = [shown.index(text) for text in ("What we look into", "CB-Q2", "CB-Q1", "CB-Q3", "The situation today")]
    assert places == sorted(places)


@pytest.mark.usefixtures("scope")
def test_row_16_a_scope_is_published_in_iterations_with_a_time_for_comments(wmstrat: Wmstrat) -> None:
    wmstrat("scope", "publish", "CB-scope", "--opens", "2018-09-20", "--closes", "2018-09-15", code=5)
    assert wmstrat.record("CB-scope")["state"] == "drafting"
    wmstrat("milestone", "add", "CB", "Comments end", "--due", "2030-09-15")
    done = wmstrat("scope", "publish", "CB-scope", "--closes", "CB-M1")
    assert "CB: publish CB-scope (iteration 1)" in done.err
    assert "does not answer 4 of 10 prompts" in done.err
    assert "until 2030-09-15" in wmstrat("show", "CB-scope").out
    assert "until 2030-09-15" in wmstrat("status", "CB").out
    wmstrat("scope", "extend", "CB-scope", "2030-10-01", "--why", "Two translations came late.")
    wmstrat("scope", "revise", "CB-scope", "--why", "Communities asked for more.")
    wmstrat("scope", "publish", "CB-scope")
    record = wmstrat.record("CB-scope")
    assert [(each["number"], each["closes"], each["why"]) for each in record["iterations"]] == [
        (1, "2030-10-01", ""), (2, "", "Communities asked for more."),
    ]  # fmt: skip
    assert [slip["was"] for slip in record["slips"]] == ["CB-M1"]
    wmstrat("mark", "CB-scope", "final")
    assert "wmstrat scope revise CB-scope --why TEXT" in wmstrat("scope", "publish", "CB-scope", code=4).err
