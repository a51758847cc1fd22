"""Row 46 of the requirements: feedback is always welcome, on anything, from anyone, and is answered. Today is
2018-07-20."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import GitProcesses, Once, Wmstrat, replace_in
from wmstrat.kinds import kind
from wmstrat.record.record import Record

pytestmark = pytest.mark.usefixtures("workspace")
SURVEY = ("--source", "a survey")


def added(wmstrat: Wmstrat, about: str, text: str, *options: str) -> str:
    return wmstrat("feedback", "add", about, text, *SURVEY, *options).out.strip()


@pytest.fixture
def draft(once: Once, workspace: Path, wmstrat: Wmstrat) -> str:
    """The draft CB-D1; Member 17 is a member of its group, and Member 18 has left it."""
    assert workspace == Path.cwd()

    def make() -> None:
        wmstrat("draft", "add", "CB", "A shared place")
        wmstrat("person", "add", "Member 17")
        wmstrat("person", "add", "Member 18")
        wmstrat("member", "appoint", "CB", "Member 17", "Member 18", "--on", "2018-07-01")
        wmstrat("member", "leave", "CB", "Member 18", "--on", "2018-07-10")

    once(make, workspace)
    return "CB-D1"


@pytest.mark.parametrize(
    ("typed", "group", "about"),
    [
        ("CB", "capacity-building", []),
        ("all", "ALL", []),
        ("process", "ALL", ["process"]),
        ("CB-D1", "capacity-building", ["CB-D1"]),
        ("member-17", "ALL", ["member-17"]),
    ],
)
def test_row_46_feedback_is_about_anything(
    wmstrat: Wmstrat, draft: str, typed: str, group: str, about: list[str]
) -> None:
    assert draft
    identity = added(wmstrat, typed, "We need mentors.", "--by", "Somebody", "--language", "arz")

    record = wmstrat.record(identity)
    assert (record["group"], record["about"], record["state"]) == (group, about, "received")
    assert (record["body"], record["on"], record["shown"]) == ("We need mentors.", "2018-07-20", "public")


def test_row_46_a_name_or_a_text_that_is_not_to_be_shown_is_private(wmstrat: Wmstrat, workspace: Path) -> None:
    nameless = added(wmstrat, "CB", "No names.", "--shown", "nameless", "--by", "Hidden One")
    private = added(wmstrat, "CB", "Words of Hidden Two.", "--shown", "private", "--contributor", "two@example.org")

    public = "".join(path.read_text() for path in (workspace / "groups").rglob("*.md"))
    assert "No names." in public
    assert "Hidden" not in public
    assert "two@example.org" not in public
    record = wmstrat.record(private)
    assert (record["body"], record["private_content"]) == ("", "Words of Hidden Two.")
    assert wmstrat.record(nameless)["contributor"] == "Hidden One"
    wmstrat("set", private, "shown=public")
    assert wmstrat.record(private)["body"] == "Words of Hidden Two."


def test_row_46_a_public_text_becomes_private_also_by_hand(wmstrat: Wmstrat, workspace: Path) -> None:
    identity = added(wmstrat, "CB", "Please forget.", "--by", "Member 18")
    [file] = (workspace / "groups").rglob(f"{identity}.md")
    replace_in(file, "shown: public", "shown: private")
    assert f"Warning: Git's history still has what was public in {identity}" in wmstrat("save").err

    assert "Please forget." not in file.read_text()
    record = wmstrat.record(identity)
    assert (record["private_content"], record["by"], record["contributor"]) == ("Please forget.", "", "Member 18")


def test_row_46_what_was_public_is_still_in_the_history_and_that_is_said(wmstrat: Wmstrat) -> None:
    told = "Git's history still has what was public in"
    first, second = (added(wmstrat, "CB", text, "--by", "Member 18") for text in ("Please forget.", "And this."))
    hidden = added(wmstrat, "CB", "Never public.", "--shown", "private")

    both = wmstrat("set", first, second, "shown=nameless").err
    assert f"{told} {first} and {second}, and" in both
    assert told in wmstrat("set", first, "shown=private").err
    assert wmstrat.record(first)["private_content"] == "Please forget."
    assert told not in wmstrat("set", first, hidden, "shown=public").err
    assert told not in wmstrat("set", hidden, "owner=", "source=a call").err


def test_row_46_many_are_assigned_and_answered_with_one_commit_each(
    wmstrat: Wmstrat, draft: str, git: Callable[..., str], workspace: Path
) -> None:
    for number in range(3):
        added(wmstrat, draft, f"Number {number}.")
    ids = wmstrat("feedback", "list", "CB", "--for", draft, "--unanswered", "--format", "ids").out

    wmstrat("feedback", "assign", "-", "Member 17", stdin=ids)
    assert {item["state"] for item in wmstrat.items("feedback", "list", "--owner", "Member 17")} == {"assigned"}
    wmstrat("feedback", "answer", "-", "We took it up in part.", "--outcome", "partly", stdin=ids)

    records = wmstrat.items("feedback", "list", "--outcome", "partly")
    assert len(records) == 3
    assert {(item["response"], item["answered_on"]) for item in records} == {("We took it up in part.", "2018-07-20")}
    assert git(workspace, "log", "-2", "--format=%s").splitlines() == [
        "CB: answer 3 feedback records (partly)", "CB: assign 3 feedback records to member-17",
    ]  # fmt: skip
    assert wmstrat("feedback", "list", "--unanswered").err


def test_row_46_only_what_was_incorporated_needs_no_reason(wmstrat: Wmstrat, draft: str) -> None:
    identity = added(wmstrat, draft, "Say it shorter.")
    for outcome in ("partly", "not incorporated"):
        assert wmstrat("feedback", "answer", identity, "--outcome", outcome, code=5).err
        refused = wmstrat("set", identity, "state=answered", f"outcome={outcome}", code=4).err
        assert "without a response that says why" in refused

    wmstrat("feedback", "answer", identity, "--outcome", "incorporated")
    assert wmstrat.record(identity)["outcome"] == "incorporated"
    wmstrat("feedback", "answer", identity, "--outcome", "incorporated", "--replace", stdin="Thank you.\n")
    assert wmstrat.record(identity)["response"] == "Thank you."


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("answer {id} x", 2, "--outcome"),
        ("answer {id} x --outcome later", 5, "one of incorporated, partly, not incorporated"),
        ("answer {id} x --outcome partly --on 2018-02-30", 5, "2018-02-30"),
        ("answer {id} x --outcome partly --on 2018-08-01", 4, "in the future"),
        ("answer {id} x --outcome partly --on 2018-01-01", 5, "before 2018-07-20"),
        ("answer CB-FB20180720-zzzz x --outcome partly", 3, "CB-FB20180720-zzzz"),
        ("assign {id} member-18", 4, "has left CB"),
        ("assign {id} nobody", 3, "nobody"),
        ("add CB-D9 x --source mail", 3, "CB-D9"),
        ("add CB x", 5, "source"),
        ("add CB x --source mail --on 2018-02-30", 5, "2018-02-30"),
        ("add CB x --source mail --language english", 5, "language code"),
        ("add CB x --source mail --shown secret", 5, "public, nameless, private"),
        ("reply", 2, "--since"),
        ("reply --since someday", 5, "someday"),
        ("table CB-D9", 3, "CB-D9"),
        ("send --since last", 2, "wmstrat feedback reply --since last"),
        ("respond CB-D9", 2, "wmstrat feedback answer CB-D9"),
    ],
)
def test_row_46_bad_input_changes_nothing(wmstrat: Wmstrat, draft: str, typed: str, code: int, told: str) -> None:
    identity = added(wmstrat, draft, "Say it shorter.")
    before = wmstrat.items("feedback", "list")

    assert told in wmstrat("feedback", *typed.format(id=identity).split(" "), code=code).err
    assert wmstrat.items("feedback", "list") == before


def test_mark_names_the_verb_that_says_all_that_a_state_needs(wmstrat: Wmstrat, draft: str) -> None:
    identity = added(wmstrat, draft, "Say it shorter.")

    assert f"wmstrat feedback answer {identity} TEXT" in wmstrat("mark", identity, "answered", code=4).err
    assert f"wmstrat feedback assign {identity} PERSON" in wmstrat("mark", identity, "assigned", code=4).err


def test_the_state_follows_the_owner_and_the_outcome_follows_the_state(wmstrat: Wmstrat, draft: str) -> None:
    identity = added(wmstrat, draft, "Say it shorter.")
    told = []
    for change in ("owner=member-17", "state=received"):
        wmstrat("set", identity, change)
        record = wmstrat.record(identity)
        told.append((record["state"], record["owner"]))
    assert told == [("assigned", "member-17"), ("received", "")]

    wmstrat("feedback", "answer", identity, "Yes.", "--outcome", "incorporated")
    assert "--replace" in wmstrat("feedback", "answer", identity, "No.", "--outcome", "partly", code=4).err
    wmstrat("feedback", "answer", identity, "No.", "--outcome", "partly", "--replace")
    wmstrat("mark", identity, "received")
    record = wmstrat.record(identity)
    assert (record["response"], record["outcome"], record["answered_on"]) == ("No.", "", "")


def test_row_46_the_table_has_four_columns_in_every_format(wmstrat: Wmstrat, draft: str) -> None:
    added(wmstrat, draft, "More\n\n[[mentors]] | less", "--by", "Member 18", "--context", "What is missing?")
    private = added(wmstrat, draft, "Hidden words", "--shown", "private")
    added(wmstrat, "DI", "Elsewhere")
    wmstrat("feedback", "answer", private, "No room.", "--outcome", "not incorporated")

    rows = wmstrat.items("feedback", "table", draft)
    four = [[row[name] for name in ("source", "context", "content", "response")] for row in rows]
    assert sorted(four) == [
        ["a survey", "A shared place (CB-D1)", "(not public)", "Not incorporated. No room."],
        ["a survey, Member 18", "A shared place (CB-D1): What is missing?", "More\n\n[[mentors]] | less", ""],
    ]
    shown = {form: wmstrat("feedback", "table", "CB", "--format", form).out for form in FORMS}
    assert all("No room." in text and "Hidden" not in text for text in shown.values())
    assert shown["csv"].splitlines()[0] == "source,context,content,response"
    assert shown["markdown"].splitlines()[0] == "| Source | Context | Content | Response |"
    assert "More<br>\\[\\[mentors\\]\\] \\| less" in shown["markdown"]
    assert "<nowiki>[[mentors]] | less</nowiki>" in shown["wikitext"]
    assert len(shown["plain"].splitlines()) == 2
    assert "Elsewhere" in wmstrat("feedback", "table").out
    assert "Elsewhere" not in wmstrat("feedback", "table", "ALL").out


FORMS = ("table", "plain", "csv", "markdown", "yaml", "wikitext")


def test_row_46_a_draft_shows_how_the_input_to_it_was_used(wmstrat: Wmstrat, draft: str) -> None:
    ids = [added(wmstrat, draft, f"Number {number}.") for number in range(6)]
    wmstrat("feedback", "answer", *ids[:2], "--outcome", "incorporated")
    wmstrat("feedback", "answer", *ids[2:5], "Later.", "--outcome", "partly")

    assert wmstrat.record(draft)["feedback_counts"] == {"partly": 3, "incorporated": 2, "received": 1}
    shown = wmstrat("show", draft).out
    assert "6 (3 partly, 2 incorporated, 1 received)" in shown
    assert "wmstrat feedback list --for CB-D1" in shown
    [part] = wmstrat.items("status", "CB")[0]["feedback"]
    assert (part["unanswered"], part["incorporated"], part["partly"]) == (1, 2, 3)


def test_row_46_each_contributor_with_an_address_gets_a_letter_once(wmstrat: Wmstrat, draft: str) -> None:
    first = added(wmstrat, draft, "Shorter.", "--contributor", "Member Z <z@example.org>")
    second = added(wmstrat, "DI", "Longer.", "--contributor", "Z@example.org")
    hidden = added(wmstrat, draft, "Hidden words", "--shown", "private", "--contributor", "a@example.org")
    third = added(wmstrat, draft, "Nobody can be told.")
    wmstrat("feedback", "answer", first, second, hidden, third, "Thank you.", "--outcome", "partly")

    told = wmstrat("feedback", "reply", "--since", "last")
    assert [line for line in told.out.splitlines() if line.startswith("To: ")] == [
        "To: a@example.org", "To: z@example.org",
    ]  # fmt: skip
    assert "Hidden words" not in told.out
    assert "> Shorter." in told.out
    assert "Nothing was sent" in told.err
    assert "Answered, but without a mail address in private/: 1." in told.err
    assert wmstrat("feedback", "reply", "--since", "last").out == ""
    wmstrat("feedback", "answer", first, "Thank you so much.", "--outcome", "partly", "--replace")
    [letter] = wmstrat.items("feedback", "reply", "--since", "last")
    assert (letter["to"], letter["ids"]) == ("z@example.org", [first])
    assert len(wmstrat.items("feedback", "reply", "--since", "2018-07-20")) == 2


def test_row_46_what_waits_for_an_answer_needs_attention(wmstrat: Wmstrat, draft: str) -> None:
    added(wmstrat, draft, "One.")
    identity = added(wmstrat, "ALL", "Two.", "--owner", "Member 17")

    texts = {item["text"] for item in wmstrat.items("status", "CB")[0]["attention"]}
    assert "1 piece of feedback waits for an answer" in texts
    assert wmstrat.items("status", "CB")[0]["feedback_unanswered"] == 1
    shown = wmstrat("status").out
    assert "2 pieces of feedback wait for an answer" in shown
    assert [item["id"] for item in wmstrat.items("feedback", "list", "--unowned")] != [identity]
    notices = {notice.name: (notice.since, notice.whose) for notice in kind("feedback").notices}
    unanswered = dict.fromkeys(("overdue-feedback", "feedback-unanswered"), ("on", "owner"))
    assert notices == {**unanswered, "ownerless-feedback": ("", "")}


def test_row_46_the_brief_says_since_when_feedback_waits_and_for_whom(wmstrat: Wmstrat, draft: str) -> None:
    """What has waited for more than a week is urgent; what came in lately, or nobody knows when, is to do."""
    old = added(wmstrat, draft, "One.", "--on", "2018-07-12", "--owner", "Member 17")
    lately = [added(wmstrat, draft, "Two.", "--on", "2018-07-13"), added(wmstrat, draft, "Three.")]
    undated = added(wmstrat, draft, "Four.", "--on", "not known")

    waiting = {item["notice"]: item for item in wmstrat.items("brief", "CB")}
    urgent, to_do = waiting["overdue-feedback"], waiting["feedback-unanswered"]
    assert (urgent["urgency"], urgent["since"], urgent["whom"]) == (2, "2018-07-12", ["member-17"])
    assert (to_do["urgency"], to_do["since"], to_do["whom"]) == (3, "2018-07-13", [])
    assert (urgent["records"], sorted(to_do["records"])) == ([old], sorted([*lately, undated]))
    mail = wmstrat("brief", "CB", "--format", "mail").out
    assert old in mail
    assert "sync first" not in mail
    [mine] = [item for item in wmstrat.items("brief", "Member 17") if item["notice"] == "overdue-feedback"]
    assert mine["records"] == [old]
    today = added(wmstrat, "DI", "Three.")
    assert "since 2018-07-20" in wmstrat("brief", "DI").out
    assert today in wmstrat("brief", "DI").out


@pytest.mark.parametrize(
    ("iteration", "iterations", "on", "out"),
    [
        ("", [], "2019-09-01", ""),
        (1, [], "2019-09-01", 1),
        (2, [], "2019-09-01", ""),
        (2, [{"number": 1, "on": "2019-08-10"}, {"number": 2, "on": "2019-09-10"}], "2019-09-01", 1),
        (2, [{"number": 1, "on": "2019-08-10"}, {"number": 2, "on": "2019-09-10"}], "2019-09-10", 2),
        (2, [{"number": 1, "on": "2019-08-10"}, {"number": 2, "on": "2019-09-10"}], "2019-08-01", ""),
        (2, [{"number": 1, "on": "2019-08-10"}, {"number": 2, "on": "2019-09-10"}], "not known", ""),
    ],
)
def test_row_46_feedback_shows_the_iteration_that_was_out_on_its_day(
    iteration: Any, iterations: list[dict[str, Any]], on: str, out: Any
) -> None:
    drafts = kind("draft")
    draft = Record(drafts, "CB-D1", "cb", "", {**drafts.blank(), "iteration": iteration, "iterations": iterations})
    feedback = kind("feedback")
    said = Record(feedback, "CB-FB20190901-k3f9", "cb", "", {**feedback.blank(), "about": ["CB-D1"], "on": on})
    [computed] = [each for each in feedback.computed if each.name == "iteration"]
    view: Any = SimpleNamespace(named=lambda identity: draft if identity == "CB-D1" else None)

    assert computed.value(said, view, "2020-01-01") == out


def test_many_are_answered_with_as_many_git_processes_as_few(
    wmstrat: Wmstrat, draft: str, tmp_path: Path, git_processes: GitProcesses
) -> None:
    rows = "".join(f"{draft},a survey,Remark {number}\n" for number in range(24))
    (tmp_path / "many.csv").write_text(f"about,source,content\n{rows}")
    wmstrat("import", "feedback", tmp_path / "many.csv")
    ids = wmstrat("feedback", "list", "--format", "ids").lines
    started = []
    for some in (ids[:2], ids[2:4], ids[4:]):
        git_processes.arguments()
        wmstrat("feedback", "answer", "-", "Yes.", "--outcome", "partly", stdin="\n".join(some))
        started.append(git_processes.verbs())

    assert started[2] == started[1]


@pytest.mark.slow
def test_row_46_500_pieces_of_feedback_with_100_answers_are_at_most_130_commands(
    wmstrat: Wmstrat, draft: str, tmp_path: Path
) -> None:
    rows = "".join(f"2018-07-{number % 18 + 1:02},m{number}@example.org,Remark {number}\n" for number in range(500))
    (tmp_path / "survey.csv").write_text(f"Timestamp,Email,What is missing?\n{rows}")
    typed = 0

    def types(*words: str | Path, stdin: str = "") -> list[str]:
        nonlocal typed
        typed += 1
        return wmstrat(*words, stdin=stdin).lines

    column = ("--column", "What is missing?=body")
    types("import", "feedback", tmp_path / "survey.csv", "--from", "survey", "--fill", f"about={draft}", *column)
    ids = types("feedback", "list", "--unowned", "--format", "ids")
    types("feedback", "assign", "-", "Member 17", stdin="\n".join(ids))
    types("feedback", "list", "--format", "csv")
    for number in range(100):
        tails = [identity.rpartition("-")[2] for identity in ids[number::100]]
        types("feedback", "answer", *tails, f"Answer {number}.", "--outcome", "partly")
    assert types("feedback", "list", "--unanswered") == []
    assert "".join(types("feedback", "table", "--format", "wikitext")).count("Answer ") == 500
    assert "".join(types("feedback", "reply", "--since", "last")).count("To: ") == 500
    assert typed <= 130
