"""Row of the requirements about sharing in a timely manner (62): what changed, in words, and a progress update that
is drafted from it. The workspace begins on 2018-07-20, and today is 2018-08-04."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import At, GitProcesses, Once, Wmstrat, everything, replace_in
from tests.workspace.test_as_of import Git, save


@pytest.fixture
def lived(once: Once, begun: Path, wmstrat: Wmstrat, at: At) -> Path:
    """A workspace of two weeks in which something of every sort has happened."""

    def make() -> None:
        at("2018-07-20")
        wmstrat("question", "add", "CB", "Who learns?")
        wmstrat("milestone", "add", "CB", "The survey is done", "--due", "2018-08-10")
        wmstrat("draft", "add", "CB", "Mentors for all", "--answers", "CB-Q1")
        wmstrat("feedback", "add", "CB", "Courses are too long.", "--source", "village pump")
        wmstrat("person", "add", "Member 18", "--private")
        wmstrat("set", "member-18", "contact=private-18@example.org")
        at("2018-07-22")
        wmstrat("outreach", "add", "CB", "Our first days", "--kind", "report")
        wmstrat("outreach", "share", wmstrat.items("outreach", "list")[0]["id"])
        at("2018-07-24")
        wmstrat("milestone", "slip", "CB-M1", "2018-08-31", "--why", "The survey ends later.")
        for title in ("Who pays?", "Who decides?"):
            wmstrat("question", "add", "CB", title)
        wmstrat("question", "add", "AD", "Who writes?")
        wmstrat("mark", "CB-Q3", "parked", "--why", "Not now.")
        wmstrat("draft", "publish", "CB-D1", "--despite", "Only its title is ready.")
        wmstrat("draft", "submit", "CB-D1")
        at("2018-07-26 23:30")
        wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD")
        [feedback] = wmstrat.items("feedback", "list")
        wmstrat("feedback", "answer", feedback["id"], "They are shorter now.", "--outcome", "incorporated")
        wmstrat("set", "CB-Q1", "background=Asked by many")
        wmstrat("member", "appoint", "CB", "Member 18", "--role", "coordinator", "--selected-by", "SC")
        at("2018-07-28")
        wmstrat("meeting", "add", "CB", "Weekly call", "--at", "2018-08-07 14:00 Europe/Berlin")
        wmstrat("set", "CB", "channels=https://example.org/cb")
        wmstrat("draft", "add", "AD", "Open letters")
        wmstrat("draft", "publish", "AD-D1", "--despite", "Only its title is ready.")
        at("2018-07-30")
        wmstrat("group", "recode", "CB", "CP")

    once(make, begun)
    at("2018-08-04")
    return begun


def told(wmstrat: Wmstrat, *arguments: str) -> dict[str, list[str]]:
    """The ids (of what has none: the words) of what changed, by headings."""
    found: dict[str, list[str]] = {}
    for item in wmstrat.items("diff", *arguments):
        found.setdefault(item["heading"], []).append(item["id"] or item["change"])
    return found


def test_row_62_what_changed_is_told_in_words(lived: Path, wmstrat: Wmstrat) -> None:
    """Each change once, below what a reader cares about, under the codes of today; nothing is changed for it."""
    before = everything(lived)
    assert told(wmstrat, "CP", "--since", "2018-07-24") == {
        "New": ["CP-Q2", "CP-MT1"],
        "Answered": [wmstrat.items("feedback", "list")[0]["id"]],
        "Decided": ["CP-D1"],
        "Dates that moved": ["CP-M1"],
        "Put aside": ["CP-Q3"],
        "Texts that changed": ["CP-Q1"],
        "Other changes": ["CP"],
        "People": ["1 person joined"],
    }
    items = {item["id"]: item for item in wmstrat.items("diff", "--since", "2018-07-24")}
    assert items["CP-M1"]["change"] == "due 2018-08-31 instead of 2018-08-10, 3 weeks later"
    assert items["CP-M1"]["why"] == "The survey ends later."
    assert (items["CP-M1"]["day"], items["CP-M1"]["who"]) == ("2018-07-24", "Member 17")
    assert items["CP-D1"]["change"] == "now ratified, decided by BD, decided on 2018-07-26"
    assert items["CP-Q3"]["why"] == "Not now."
    assert {"AD-Q1", "AD-D1"} <= items.keys()
    page = wmstrat("diff", "CP", "--since", "2018-07-24").out
    assert (
        "CP-M1  The survey is done: due 2018-08-31 instead of 2018-08-10, 3 weeks later. Because: The survey" in page
    )
    assert everything(lived) == before


@pytest.mark.parametrize("width", ["60", "80", "120", "200"])
def test_row_62_it_is_readable_at_every_width(lived: Path, wmstrat: Wmstrat, width: str) -> None:
    del lived
    lines = wmstrat("diff", "--since", "2018-07-20", "--width", width).lines
    assert all(len(line) <= int(width) for line in lines)
    assert "Dates that moved" in lines


def test_row_62_a_range_has_its_first_and_its_last_day(lived: Path, wmstrat: Wmstrat, git: Git) -> None:
    assert "CP-M1" in told(wmstrat, "--since", "2018-07-24")["Dates that moved"]
    assert "Dates that moved" not in told(wmstrat, "--since", "2018-07-25")
    assert told(wmstrat, "--since", "2018-07-21", "--until", "2018-07-22").keys() == {"Shared"}
    assert "CB-M1" in told(wmstrat, "--since", "2018-07-24", "--until", "2018-07-24")["Dates that moved"]
    assert "CP-M1" in told(wmstrat, "--since", "2018-07-20")["Dates that moved"], "also where it is new"
    first_day = told(wmstrat, "--since", "2018-07-20", "--until", "2018-07-20")
    assert "CB-Q1" in first_day["New"]
    [slip] = git(lived, "log", "--format=%H", "--grep=slip CB-M1").split()
    assert "CP-M1" not in told(wmstrat, "--since", slip).get("Dates that moved", [])
    assert "CP-M1" in told(wmstrat, "--since", f"{slip}~1")["Dates that moved"]
    assert told(wmstrat, "--since", f"{slip}~1", "--until", slip) == {"Dates that moved": ["CB-M1"]}
    assert told(wmstrat, "--since", "2018-07-30") == {}


def test_row_34_what_was_revised_meanwhile_is_shared_again(lived: Path, wmstrat: Wmstrat, at: At) -> None:
    del lived
    at("2018-08-06")
    wmstrat("draft", "revise", "AD-D1", "--why", "Many asked who pays.")
    wmstrat("draft", "publish", "AD-D1", "--despite", "It is still short.", "--closes", "2018-08-20")
    at("2018-08-08")
    wmstrat("draft", "extend", "AD-D1", "2018-08-25", "--why", "A translation came late.")

    assert told(wmstrat, "--since", "2018-08-01") == {"Shared": ["AD-D1"], "Dates that moved": ["AD-D1"]}
    assert told(wmstrat, "--since", "2018-08-07") == {"Dates that moved": ["AD-D1"]}
    [shared, _moved] = wmstrat.items("diff", "--since", "2018-08-01")
    assert shared["change"] == "iteration 2"


def test_row_62_days_are_those_of_the_process(lived: Path, wmstrat: Wmstrat, at: At) -> None:
    del lived
    wmstrat("set", "process", "zone=Europe/Berlin")
    assert "Decided" in told(wmstrat, "--since", "2018-07-27")
    assert "Decided" not in told(wmstrat, "--since", "2018-07-24", "--until", "2018-07-26")
    at("2018-08-05")
    assert "(Europe/Berlin)" in wmstrat("diff", "--since", "2018-07-27").lines[0]
    assert "time zone Europe/Berlin" in wmstrat("report", "--since", "2018-07-27").out


def test_row_62_two_lines_of_history_tell_each_change_once(
    begun: Path, wmstrat: Wmstrat, git: Git, at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question is numbered and answered on one line, while the other one adds more; they meet in a merge."""
    for title in ("First", "Second"):
        wmstrat("question", "add", "CB", title)
    at("2018-07-22")
    git(begun, "checkout", "--quiet", "-b", "other")
    wmstrat("set", "CB-Q1", "background=Theirs")
    git(begun, "checkout", "--quiet", "main")
    wmstrat("question", "add", "AD", "Third")
    wmstrat("mark", "CB-Q2", "review")
    git(begun, "mv", "groups/capacity-building/questions/CB-Q2.md", "groups/capacity-building/questions/CB-Q9.md")
    replace_in(begun / "groups/capacity-building/questions/CB-Q9.md", "id: CB-Q2", "id: CB-Q9")
    save(begun, git)
    at("2018-07-24")
    git(begun, "merge", "--quiet", "--no-edit", "other")
    found = [(item["heading"], item["id"], item["day"]) for item in wmstrat.items("diff", "--since", "2018-07-22")]
    assert found == [
        ("New", "AD-Q1", "2018-07-22"),
        ("Moved on", "CB-Q9", "2018-07-22"),
        ("Texts that changed", "CB-Q1", "2018-07-22"),
    ]
    git(tmp_path, "clone", "--quiet", str(begun), "clone")
    shutil.copytree(begun / "private", tmp_path / "clone/private", symlinks=True)
    monkeypatch.chdir(tmp_path / "clone")
    assert [
        (item["heading"], item["id"], item["day"]) for item in wmstrat.items("diff", "--since", "2018-07-22")
    ] == (found)


UPDATE = """\
# Capacity Building: progress from 2018-07-24 to 2018-08-04

All dates are in the time zone UTC.

## New

- **Who pays?** (question CP-Q2)
- **Weekly call** (meeting CP-MT1): at 2018-08-07 14:00 Europe/Berlin

## Answered

- **Courses are too long.** (feedback {feedback}): outcome incorporated, answered on 2018-07-26

## Decided

- **Mentors for all** (draft CP-D1): now ratified, decided by BD, decided on 2018-07-26

## Dates that moved

- **The survey is done** (milestone CP-M1): due 2018-08-31 instead of 2018-08-10, 3 weeks later. Because: The survey \
ends later.

## Put aside

- **Who decides?** (question CP-Q3): now parked. Because: Not now.

## Texts that changed

- **Who learns?** (question CP-Q1): background added

## People

- CP: 1 person joined

## What comes next

- 2018-08-07 12:00 UTC: CP: Weekly call
- 2018-08-31: CP: The survey is done

## How to take part

- Capacity Building: Mailing list: capacity-building@example.org
- Capacity Building: Works in: https://example.org/cb
"""


def test_row_62_a_progress_update_is_drafted_from_the_records(
    lived: Path, wmstrat: Wmstrat, tmp_path: Path, at: At
) -> None:
    """It is Markdown, says how to record it, and the next one begins where the last was shared."""
    wmstrat("set", "CP", "mailing_list=capacity-building@example.org")
    [feedback] = wmstrat.items("feedback", "list")
    result = wmstrat("report", "CP", "--since", "2018-07-24")
    assert result.out == UPDATE.format(feedback=feedback["id"])
    assert "wmstrat report CP --since 2018-07-24 > report.md" in result.err
    assert 'wmstrat outreach add CP "TITLE" --kind report --file report.md' in result.err
    since_last = wmstrat("report", "CP", "--since", "last").out
    assert since_last.split("\n", 1)[1] == result.out.split("\n", 1)[1]
    assert since_last.split("\n", 1)[0] == "# Capacity Building: progress from 2018-07-22 to 2018-08-04"
    whole = wmstrat("report", "--since", "2018-07-24").out
    assert "- **Open letters** (draft AD-D1): open for comment" in whole
    assert "private-18" not in whole

    (tmp_path / "report.md").write_text(result.out)
    wmstrat("outreach", "add", "CP", "Two weeks", "--kind", "report", "--file", tmp_path / "report.md")
    [_, kept] = wmstrat.items("outreach", "list")
    assert kept["body"].startswith("# Capacity Building: progress")
    assert "## New" in wmstrat("report", "CP", "--since", "last").out
    at("2018-08-05")
    wmstrat("outreach", "share", kept["id"])
    assert "## New" not in wmstrat("report", "CP", "--since", "last").out
    wmstrat("question", "add", "CP", "What else?")
    assert "What else?" in wmstrat("report", "CP", "--since", "last").out
    parts = {item["part"] for item in wmstrat.items("report", "CP", "--since", "last")}
    assert parts == {"change", "coming", "invitation"}
    assert lived.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["diff", "--since", "2018-07-28", "--until", "2018-07-24"], 5, "ends before it begins"),
        (["diff", "--since", "HEAD", "--until", "HEAD~2"], 5, "ends before it begins"),
        (["diff", "--since", "2018-07-19"], 3, "Its history begins on 2018-07-20"),
        (["diff", "--since", "2018-08-05"], 5, "still to come"),
        (["diff", "--since", "2018-07-24", "--until", "2018-08-05"], 5, "still to come"),
        (["diff", "--since", "nonsense"], 3, "neither a date"),
        (["diff", "--since", "2018-07-24", "--until", "HEAD~99"], 3, "neither a date"),
        (["diff", "--since", "31 February 2018"], 5, "February 2018 has 28 days"),
        (["diff", "NO", "--since", "2018-07-24"], 3, 'no group "NO"'),
        (["diff", "--since", "foreign"], 5, "nothing in common with this one"),
        (["diff", "--since", "2018-07-24", "--until", "foreign"], 5, "nothing in common with this one"),
        (["diff"], 2, "--since"),
        (["report"], 2, "--since"),
        (["report", "AD", "--since", "last"], 3, "wmstrat report AD --since DATE"),
        (["report", "--since", "last"], 3, "wmstrat report --since DATE"),
        (["report", "--since", "2018-07-19"], 3, "Its history begins on 2018-07-20"),
    ],
)
def test_row_62_what_is_no_range_is_refused(
    lived: Path, wmstrat: Wmstrat, git: Git, arguments: list[str], code: int, words: str
) -> None:
    tree = git(lived, "rev-parse", "HEAD^{tree}").strip()
    git(lived, "branch", "foreign", git(lived, "commit-tree", "-m", "Foreign", tree).strip())
    before = everything(lived)
    result = wmstrat(*arguments, code=code)
    assert words in result.err
    assert result.out == ""
    assert everything(lived) == before


def test_row_62_what_is_past_is_told_as_past(lived: Path, wmstrat: Wmstrat, at: At) -> None:
    """What is still open after its last day invites nobody until a day that is over; a state is told once."""
    wmstrat("round", "open", "CP", "May we publish?", "--about", "CP", "--asks", "AD", "--closes", "2018-08-06")
    assert "waiting for answers until 2018-08-06" in wmstrat("report", "CP", "--since", "today").out
    at("2018-08-07")
    wmstrat("milestone", "reach", "CP-M1")
    told = wmstrat("report", "CP", "--since", "2018-08-01").out
    assert "- **May we publish?** (round CP-RO1): waiting for answers (the last day was 2018-08-06)" in told
    assert "(milestone CP-M1): reached on 2018-08-07" in told
    missing = wmstrat("report", "CP", code=2).err
    assert "or last, for what changed since the last report was shared. The whole command" in missing
    assert lived.exists()


def test_row_62_a_shallow_clone_does_not_know_what_came_before(
    lived: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    """It would take its first commit for the one that shared the last report, and for the birth of every date."""
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{lived}", shallow)
    commands = [
        words.split() for words in ("report CP --since last", "timeline --format ics", "meeting list --format ics")
    ]
    for command in commands:
        answer = wmstrat("-C", shallow, *command, code=4)
        assert "only the history since 2018-07-30" in answer.err
        assert "git fetch --unshallow" in answer.err
        assert answer.out == ""
    git(shallow, "fetch", "--quiet", "--unshallow")
    for command in commands:
        assert wmstrat("-C", shallow, *command).out == wmstrat(*command).out


def test_row_62_a_process_that_cannot_be_read_is_said(begun: Path, wmstrat: Wmstrat, git: Git, at: At) -> None:
    good = (begun / "process.yaml").read_text()
    at("2018-07-22")
    (begun / "process.yaml").write_text("wmstrat: 99\n")
    save(begun, git)
    at("2018-07-24")
    (begun / "process.yaml").write_text(good)
    save(begun, git)
    for arguments in (["--since", "2018-07-23"], ["--since", "2018-07-20", "--until", "2018-07-22"]):
        assert "newer version of wmstrat" in wmstrat("diff", *arguments, code=4).err
    assert wmstrat.items("diff", "--since", "2018-07-21") == []


def test_row_62_the_history_is_read_once_whatever_its_length(
    lived: Path, wmstrat: Wmstrat, git_processes: GitProcesses
) -> None:
    """As many processes for a day as for two weeks, each once."""
    counts = []
    for since in ("2018-07-30", "2018-07-27", "2018-07-22"):
        wmstrat("diff", "--since", since)
        git_processes.verbs()
        wmstrat("diff", "--since", since)
        counts.append(sorted(git_processes.verbs()))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0].count("log") == 1
    assert len(counts[0]) <= 6
    assert lived.exists()


def test_row_62_a_forgotten_person_is_told_of_no_more(lived: Path, wmstrat: Wmstrat, at: At) -> None:
    del lived
    at("2018-08-04")
    wmstrat("action", "add", "CP", "Write", "--owner", "member-18")
    at("2018-08-06")
    wmstrat("person", "forget", "member-18", "--yes")
    found: list[dict[str, Any]] = wmstrat.items("diff", "--since", "2018-08-05")
    assert "member-18" not in json.dumps(found).casefold()
    assert "someone" not in json.dumps(found)
    assert not [item for item in found if item["heading"] in ("People", "Removed")]


def test_row_62_what_is_not_saved_has_no_author_and_a_deleted_file_no_title(
    lived: Path, wmstrat: Wmstrat, git: Git
) -> None:
    group = lived / "groups/capacity-building"
    replace_in(group / "questions/CP-Q2.md", "Who pays?", "Who really pays?")
    (lived / "groups/advocacy/questions/AD-Q1.md").unlink()
    found = [
        (item["id"], item["change"], item["day"], item["who"]) for item in wmstrat.items("diff", "--since", "today")
    ]
    assert found == [("CP-Q2", 'the title was "Who pays?"', "", ""), ("", "1 question", "", "")]
    assert wmstrat.items("diff", "--since", "today", "--until", "today") == []
    save(lived, git)
    found = [(item["id"], item["day"]) for item in wmstrat.items("diff", "--since", "today", "--until", "today")]
    assert found == [("CP-Q2", "2018-08-04"), ("", "")]


def test_row_62_the_last_report_is_found_with_the_same_processes_after_many_changes(
    lived: Path, wmstrat: Wmstrat, git_processes: GitProcesses
) -> None:
    counts = []
    for number in range(3):
        wmstrat("report", "CP", "--since", "last")
        git_processes.verbs()
        wmstrat("report", "CP", "--since", "last")
        counts.append(sorted(git_processes.verbs()))
        for _ in range(number + 1):
            wmstrat("note", "add", "CP", f"Note {number}")
        wmstrat("set", wmstrat.items("outreach", "list")[0]["id"], f"reached={number}")
    assert counts[0] == counts[1] == counts[2]
    assert len(counts[0]) <= 12
    assert lived.exists()


def test_row_62_a_shallow_clone_does_not_guess_when_the_last_report_was_shared(
    lived: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", lived.as_uri(), "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    for since in ("last", "2018-07-24"):
        told = wmstrat("report", "CP", "--since", since, code=4)
        assert "git fetch --unshallow" in told.err
        assert told.out == ""
    git(tmp_path / "shallow", "fetch", "--quiet", "--unshallow")
    assert wmstrat("report", "CP", "--since", "last").lines[0].endswith("from 2018-07-22 to 2018-08-04")
