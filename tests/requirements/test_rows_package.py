"""Row 37 of the requirements: what those who decide have before them. Today is 2018-07-20."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat

pytestmark = pytest.mark.usefixtures("workspace", "drafts")

TEXT = """\
## What we recommend

One shared place to learn, in many languages.

### In detail

It opens **next** year.

## What could go wrong

<!-- Whom might this harm, and how? -->

## Who decides

The board decides after a vote.

Underlined
==========

<script>alert("harm")</script>

<div>

![a picture](https://example.org/p.png) and [a link](javascript:alert)

```
## no heading
"""
FREE = "We want a school.\n\n# Why\n\nBecause *everybody* learns.\n"


@pytest.fixture
def drafts(once: Once, wmstrat: Wmstrat, workspace: Path) -> None:
    """Two drafts with what belongs to them, one with the headings of its kind and one with none."""

    def make() -> None:
        wmstrat("question", "add", "CB", "Which capacities are missing?")
        wmstrat("question", "finalize", "CB")
        wmstrat("question", "answer", "CB-Q1", "Above all, [mentors]\n\n# Why\n\nNobody has time.")
        wmstrat("draft", "add", "CB", "A shared | place", "--answers", "CB-Q1", "--file", "-", stdin=TEXT)
        wmstrat("draft", "add", "CB", "A school", "--file", "-", stdin=FREE)
        wmstrat("draft", "add", "PA", "Courses")
        wmstrat("set", "PA-D1", "state=merged", "became=CB-D2")
        wmstrat("set", "CB-D2", "state=merged", "became=CB-D1")
        said = "Good, but\n\n# late"
        answered = wmstrat("feedback", "add", "CB-D1", said, "--source", "a survey", "--by", "Member 17").out.strip()
        wmstrat("feedback", "add", "CB-D1", "In confidence", "--source", "a letter", "--shown", "private")
        wmstrat("feedback", "answer", answered, "We begin sooner.", "--outcome", "incorporated")
        wmstrat("person", "add", "Member 18")
        wmstrat("set", "CB-D1", "owner=member-18")
        wmstrat("note", "add", "CB", "Mentors were asked.", "--about", "CB-D1")

    once(make, workspace)


def test_row_37_a_package_has_all_that_belongs_to_a_draft(wmstrat: Wmstrat) -> None:
    page = wmstrat("draft", "package", "CB-D1").out
    assert page.startswith("# Wikimedia Movement Strategy 2018-20: 1 draft\n\nAs of 2018-07-20.\n")
    assert "| 1 | A shared \\| place (CB-D1) | Capacity Building | idea | 3 of 17 |" in page
    assert "1 incorporated, 1 not answered yet | 1 |" in page
    assert "#### In detail\n\nIt opens **next** year.\n" in page
    assert "### What could go wrong" not in page
    assert "Not answered: " in page
    assert "**Which capacities are missing? (CB-Q1, answered)**\n\nAbove all, [mentors]\n\n#### Why" in page
    assert "### Came from\n\n- A school (CB-D2, merged)\n- Courses (PA-D1, merged)\n" in page
    assert "- Owner: Member 18\n" in page
    assert "### Owner" not in page
    assert "- Mentors were asked. (CB-N" in page
    assert "| a survey, Member 17 | Good, but # late | Incorporated. We begin sooner. |" in page
    assert "| a letter | (not public) | not answered yet |" in page
    assert "confidence" not in page


def test_row_37_what_was_said_about_drafts_that_are_part_of_it_is_in_the_package(wmstrat: Wmstrat) -> None:
    said = wmstrat("feedback", "add", "PA-D1", "Who pays?", "--source", "a call").out.strip()
    wmstrat("set", said, "about+=CB-D1")
    wmstrat("feedback", "add", "CB-D2", "Which language?", "--source", "a call")

    page = wmstrat("draft", "package", "CB-D1").out
    assert "| From | About | Feedback | Answer of the group |" in page
    assert "| a call | A school (CB-D2) | Which language? | not answered yet |" in page
    assert page.count("| Who pays? |") == 1, "also if it is about several of them"
    assert "1 incorporated, 3 not answered yet" in page
    assert "| About |" not in wmstrat("draft", "package", "PA-D1").out


def test_row_37_nothing_in_a_draft_ends_the_document_or_becomes_a_part_of_it(wmstrat: Wmstrat) -> None:
    page = wmstrat("draft", "package", "CB-D1").out
    headings = [line for line in page.splitlines() if line.startswith(("# ", "## "))]
    assert [line[:3] for line in headings] == ["# W", "## ", "## "]  # the last one is code
    assert "#### Underlined\n\n&lt;script>" in page
    assert page.count("```") == 2


def test_row_37_the_short_version_has_the_first_section_of_each(wmstrat: Wmstrat) -> None:
    page = wmstrat("draft", "package", "CB-D1", "CB-D2", "--short").out
    assert "2 drafts\n" in page
    assert "One shared place to learn" in page
    assert "We want a school." in page
    assert "Feedback: 1 incorporated, 1 not answered yet." in page
    assert "The board decides" not in page
    assert "a survey" not in page


HARMFUL = ("script", "img", "link", "iframe", "object", "div")


class Page(HTMLParser):
    """The elements that an HTML file opens and does not close, and those that would fetch or run something."""

    ALONE = ("meta", "br", "hr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.harmful: list[str] = []
        self.headings = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.headings += tag == "h2"
        self.open += [tag] if tag not in self.ALONE else []
        fetched = [value or "" for name, value in attrs if name in ("src", "href")]
        if tag in HARMFUL or any("javascript" in each for each in fetched):
            self.harmful.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_row_37_the_html_file_is_whole_and_fetches_and_runs_nothing(wmstrat: Wmstrat) -> None:
    text = wmstrat("draft", "package", "CB-D1", "CB-D2", "--format", "html").out
    page = Page(text)
    assert (page.open, page.harmful, page.headings) == ([], [], 2)
    assert text.startswith("<!doctype html>")
    assert "&lt;script&gt;alert(&quot;harm&quot;)&lt;/script&gt;" in text
    assert '<a href="https://example.org/p.png">a picture</a>' in text
    assert "A school (CB-D2)</a></li>" in text


def test_row_37_a_package_of_a_day_is_what_was_there_then(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-D1", "title=Another place")
    assert "Another place" in wmstrat("draft", "package", "CB-D1").out
    then = wmstrat("draft", "package", "CB-D1", "--as-of", "HEAD~1", "--format", "html").out
    assert "A shared | place" in then
    assert "Another place" not in then
    assert "As of HEAD~1 (commit " in then


def test_row_37_scripts_get_the_parts_of_a_package(wmstrat: Wmstrat) -> None:
    [item] = wmstrat.items("draft", "package", "CB-D1")
    assert item["sections"]["recommendation"]["fullness"] == "answered"
    assert [each["reference"] for each in item["related"]["Came from"]] == ["CB-D2", "PA-D1"]
    assert [row["outcome"] for row in item["feedback"]] in (["incorporated", ""], ["", "incorporated"])


def test_row_37_those_who_decide_see_who_decides_and_how_and_what_it_builds_on(wmstrat: Wmstrat) -> None:
    wmstrat("set", "BD", "decision_rule=two thirds of the votes", "quorum=1/2")
    wmstrat("question", "add", "CB", "Which capacities, and where?")
    wmstrat("question", "answer", "CB-Q2", "Mentors, everywhere.")
    wmstrat("question", "add", "CB", "Who teaches?")
    wmstrat("question", "merge", "CB-Q3", "--into", "CB-Q2")
    wmstrat("scope", "add", "CB")
    wmstrat("set", "CB-scope", "changes+=Mentors are paid")
    wmstrat("source", "add", "CB", "A survey of mentors", "--address", "https://example.org/s", "--date", "2018-05")
    wmstrat("set", "CB-D1", "answers=CB-Q3", "changes=CB-C1", "sources=CB-S1")
    wmstrat("note", "add", "CB", "Say what it costs.", "--kind", "reflection", "--about", "CB-D1")
    wmstrat("draft", "publish", "CB-D1")
    page = wmstrat("draft", "package", "CB-D1").out
    assert "- Can be decided by: Board of Trustees (BD): two thirds of the votes, quorum 1/2\n" in page
    assert "- Who teaches? (CB-Q3, merged)\n\n**Which capacities, and where? (CB-Q2, proposed)**\n\nMentors" in page
    assert "### Changes of scopes\n\n- CB-C1: Mentors are paid (CB-scope)\n" in page
    assert "### Sources\n\n- CB-S1: A survey of mentors (2018-05)\n  - Address: https://example.org/s\n" in page
    assert "### Reflections\n\n- Say what it costs. (" in page
    assert page.count("Say what it costs. (CB-N") == page.count("### Notes") == 1


def test_row_37_what_cannot_be_packed_is_refused(wmstrat: Wmstrat) -> None:
    assert "AD has no drafts" in wmstrat("draft", "package", "AD", code=3).err
    assert "CB-Q1 is a question" in wmstrat("draft", "package", "CB-Q1", code=3).err
    assert "sent no ids" in wmstrat("draft", "package", "-", stdin="", code=2).err
    assert "1 draft\n" in wmstrat("draft", "package", "CB", "CB-D1").out
    assert "2 drafts\n" in wmstrat("draft", "package", "-", stdin="CB-D2\nCB-D1\n").out


def test_row_37_what_waits_for_a_deciding_body_is_in_its_brief_and_one_package(wmstrat: Wmstrat) -> None:
    assert "none wait for its decision" in wmstrat("draft", "package", "BD", code=3).err
    assert [item["notice"] for item in wmstrat.items("brief", "BD")] == []
    for draft in ("AD-D1", "RA-D1"):
        wmstrat("draft", "add", draft[:2], "Open letters")
        wmstrat("draft", "publish", draft, "--despite", "Ideas first.")
        wmstrat("draft", "submit", draft)
        [waiting] = (item for item in wmstrat.items("brief", "BD") if item["notice"] == "to-decide")
    assert (waiting["records"], waiting["command"]) == (["AD-D1", "RA-D1"], "wmstrat draft package BD")
    assert [item["id"] for item in wmstrat.items("draft", "package", "BD")] == ["AD-D1", "RA-D1"]
    early = wmstrat("draft", "decide", "AD-D1", "ratified", "--by", "BD", "--on", "2017-07-20").err
    assert "AD-D1 was published on 2018-07-20, after 2017-07-20." in early
    [waiting] = (item for item in wmstrat.items("brief", "BD") if item["notice"] == "to-decide")
    assert waiting["records"] == ["RA-D1"]
    wmstrat("note", "add", "CB", "Ask the hubs first.", "--about", "RA-D1", "--kind", "advice")
    assert wmstrat("draft", "package", "BD").out.count("Ask the hubs first.") == 1
    assert [item["id"] for item in wmstrat.items("draft", "package", "CB", "BD")] == ["CB-D1", "RA-D1"]
    advice = wmstrat("draft", "decide", "AD-D1", "superseded", "--by", "BD", code=4).err
    assert "wmstrat draft decide AD-D1 superseded --by board --became REF" in advice
