"""One record, one group, a history, a diff, and what check found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from tests.say.conftest import Bare, Labels, Screen, group_status, question
from wmstrat.kinds import kind, kinds
from wmstrat.record.comparison import FieldChange
from wmstrat.record.kind import Kind
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record
from wmstrat.reports.history import HistoryEvent
from wmstrat.reports.notices import Attention
from wmstrat.reports.of_group import GroupReport, facts, parts
from wmstrat.say.difference import difference
from wmstrat.say.group import group
from wmstrat.say.history import changes_in_words, history
from wmstrat.say.output import Output
from wmstrat.say.phrases import ago
from wmstrat.say.problems import problems
from wmstrat.say.record import show
from wmstrat.say.scripts import cell_width
from wmstrat.workspace.cut import Cut
from wmstrat.workspace.transaction import FileChange

EVENT = HistoryEvent(
    "ab12cd34ef567890", "2019-06-12T10:12:00+02:00", "Member 17", "CB: mark CB-Q7 final (was review)", "mark", "",
    lambda: (
        FieldChange("CB-Q7", "question", "state", "review", "final"),
        FieldChange("CB-Q7", "question", "level", "", "structural"),
        FieldChange("CB-Q7", "question", "body", "a", "b"),
        FieldChange("CB-D1", "draft", "", "", "A shared place"),
    ),
)  # fmt: skip
# A group in which a kind has nothing to show.
NOTHING: dict[str, Any] = {part.key: [] for kind in kinds() for part in kind.parts}
NOTHING |= {fact.key: "" for kind in kinds() for fact in kind.facts if fact.key} | {"shared": {}}
VALUES = NOTHING | {
    "feedback": [
        {"id": "CB-D1", "unanswered": 2, "incorporated": 3, "partly": 1, "not_incorporated": 0},
    ],
    "area": "Skills",
    "planned": [],
    "former": 1,
    "needs": ["Arabic"],
    "notes": 4,
    "zones": ["Europe/Berlin"],
    "quorum": "1/2",
    "meetings": [
        {
            "id": "CB-MT1", "title": "Weekly call", "utc": "2019-06-20 12:00", "address": "",
            "local": ["14:00 Europe/Berlin", "17:30 Asia/Kolkata"],
        }
    ],
    "people": [
        {"person": "m4", "name": "Member 4", "role": "coordinator", "type": "staff", "since": "2018-07-20"},
    ],
    "focus": [
        {"id": "CB-F1", "text": "Why invest", "covered_by": ["CB-Q1"]},
        {"id": "CB-F2", "text": "Which skills", "covered_by": []},
    ],
    "questions": [
        {
            "id": "CB-Q1", "title": "Which capacities?", "state": "final", "level": "structural",
            "origin": "core", "drafts": ["CB-D1"], "final_on": "2019-02-01", "amended": ["2019-03-05"],
        }
    ],
    "drafts": [
        {
            "id": "CB-D1", "title": "A shared place", "state": "submitted", "iteration": 2, "answers": ["CB-Q1"],
            "filled": 9, "sections": 15, "comments": "closed since 2019-02-01",
        }
    ],
}  # fmt: skip


class Declared:
    """What all kinds declare, and nothing else of a workspace."""

    @property
    def kinds(self) -> Iterator[Kind]:
        return kinds()


FACTS, PARTS = facts(Declared()), parts(Declared())
# What a group has of which nobody has recorded anything.
NOTHING: dict[str, object] = {
    **{fact.key: "" for fact in FACTS if fact.key},
    **{part.key: [] for _, part in PARTS},
    "planned": [],
    "former": 0,
    "needs": [],
    "notes": 0,
    "shared": {},
}
REPORT = GroupReport(group_status(1), "2019-06-14", {**NOTHING, **VALUES}, (EVENT,), ("No private/ here.",), {})


def test_a_sheet_shows_what_is_filled_in(capsys: pytest.CaptureFixture[str]) -> None:
    show(question(focus=["CB-F1", "CB-F2"]), {}, Bare(), Output(width=80), Labels({"review": "under discussion"}))
    assert capsys.readouterr().out == (
        "Which capacities do small communities lack?\n"
        "CB-Q1  under discussion\n"
        "\n"
        "Group  capacity-building\n"
        "Focus  CB-F1, CB-F2\n"
        "\n"
        "The answer.\n"
    )


CUT = Cut("2018-07-06", "UTC", ("9396d64",), (), "", {})


@pytest.mark.parametrize(
    ("cut", "option"),
    [(None, ""), (CUT, " --as-of 2018-07-06"), (replace(CUT, revision="HEAD@{a day}"), " --as-of 'HEAD@{a day}'")],
)
def test_what_to_type_next_shows_the_same_past(
    capsys: pytest.CaptureFixture[str], cut: Cut | None, option: str
) -> None:
    counted = {"feedback": {"unanswered": 9}}
    ids = [f"CB-FB{number}" for number in range(9)]
    found = Problem("type", "x.md", "level", "a", "b", "Use b", 4)
    output = Output(as_of=cut, width=200)
    show(replace(question(), problems=(found,)), {"feedback": ids}, Bare(), output, Labels(), (), counted)
    told = capsys.readouterr().out
    assert f"See them: wmstrat feedback list --for CB-Q1{option}\n" in told
    assert ("To be corrected:" in told) is (cut is None)


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_a_note_without_a_title_is_shown_once(capsys: pytest.CaptureFixture[str], form: str) -> None:
    declared = kind("note")
    values = {**declared.blank(), "id": "CB-N20180714-k3f9", "group": "capacity-building"}
    note = Record(declared, "CB-N20180714-k3f9", "capacity-building", "", values, "Ask for mentors.\n\nNot for more.")
    show(note, {}, Bare(), Output(form, width=80), Labels())
    told = capsys.readouterr().out
    assert told.count("Ask for mentors.") == 1
    assert told.removeprefix("# ").startswith("CB-N20180714-k3f9\n")


def test_a_sheet_of_a_person_holds_the_private_half(capsys: pytest.CaptureFixture[str]) -> None:
    declared = kind("person")
    values = {**declared.blank(), "id": "member-17", "name": "Member 17", "contact": "m@example.org"}
    show(Record(declared, "member-17", "", "people/member-17.yaml", values), {}, Bare(), Output("json"), Labels())
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert (item["record"], item["contact"], item["skills"]) == ("person", "m@example.org", [])
    assert "body" not in item


def test_a_record_that_cannot_be_read_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    declared = kind("question")
    found = Problem("unreadable", "x.md", "", "a tab", "spaces", "Use spaces", 4)
    broken = Record(declared, "CB-Q9", "cb", "x.md", declared.blank(), problems=(found,), unreadable=True)
    for form in ("table", "plain", "json", "csv", "markdown", "yaml"):
        show(broken, {}, Bare(), Output(form), Labels())
        seen = capsys.readouterr().out
        assert "CB-Q9" in seen
        assert "a tab" in seen
        assert "spaces" in seen


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_a_group_in_depth_fits(capsys: pytest.CaptureFixture[str], width: int) -> None:
    group(
        replace(REPORT, labels={"labels": {"submitted": "waiting for a decision"}}), FACTS, PARTS, Output(width=width)
    )
    seen = capsys.readouterr().out
    assert all(cell_width(line) <= width for line in seen.splitlines())
    for text in ("CB-F2", "CB-Q1", "CB-D1", "Member 4", "Lately", "No private/ here."):
        assert text in seen


def test_a_group_in_depth_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    group(REPORT, FACTS, PARTS, Output("json"))
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert item["drafts"] == [
        {
            "id": "CB-D1",
            "title": "A shared place",
            "state": "submitted",
            "iteration": 2,
            "answers": ["CB-Q1"],
            "filled": 9,
            "sections": 15,
            "comments": "closed since 2019-02-01",
        }
    ]
    assert item["drafts_by_state"] == {"submitted": 2, "drafting": 3}
    assert (item["minimum"], item["former"], item["focus"][1]["covered_by"]) == (10, 1, [])
    assert item["recent"][0]["changes"][0]["after"] == "final"


def test_history_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    history([EVENT], Output(width=80), labels={"review": "under discussion"})
    assert capsys.readouterr().out.splitlines() == [
        "CB: mark CB-Q7 final (was review)",
        "  2019-06-12 10:12  Member 17  ab12cd34ef",
        "  CB-D1: new, A shared place",
        "  CB-Q7: state from under discussion to final",
        "  CB-Q7: level set to structural",
        "  CB-Q7: text changed: 1 line added, 1 line removed",
    ]


def changes_told(*changes: FieldChange, width: int | None = 80, **event: str) -> list[str]:
    told = replace(EVENT, compare=lambda: changes, **event)
    return changes_in_words(told, {"review": "under discussion"}, whole=width is None)


def test_only_states_are_read_by_their_labels() -> None:
    assert changes_told(
        FieldChange("CB-D1", "draft", "state", "review", "idea"),
        FieldChange("CB-D1", "draft", "title", "", "review"),
        FieldChange("CB-D2", "draft", "", "", "review"),
    ) == [
        "CB-D1: state from under discussion to idea",
        "CB-D1: title set to review",
        "CB-D2: new, review",
    ]


def test_what_the_subject_says_is_not_said_again() -> None:
    state = FieldChange("CB-Q7", "question", "state", "final", "answered")
    in_words = "state from final to answered"
    assert changes_told(state, command="mark") == []
    assert changes_told(FieldChange("CB-Q8", "question", "state", "final", "answered"), command="mark") == [
        f"CB-Q8: {in_words}"
    ]
    of_label = FieldChange("CB-Q7", "question", "state", "review", "final")
    assert changes_told(of_label, command="mark") == ["CB-Q7: state from under discussion to final"]
    note = FieldChange("CB-N20180720-k3f9", "note", "", "", "Ask for mentors.")
    added = {"command": "note add", "subject": 'CB: add note "Ask for mentors." (k3f9)'}
    assert changes_told(note, **added) == []
    assert changes_told(note, state, **added) == [f"CB-Q7: {in_words}"]


def test_an_import_is_counted_in_the_order_of_numbers() -> None:
    new = [FieldChange(f"CB-Q{number}", "question", "", "", "Which?") for number in (10, 11, 9, 8, 7, 6)]
    changed = [FieldChange(f"AD-Q{number}", "question", "title", "x", "y") for number in (3, 2)]
    gone = FieldChange("DI-Q1", "question", "", "Which?", "")
    expected = ["6 new: CB-Q6, CB-Q7, CB-Q8 and 3 more", "2 changed: AD-Q2, AD-Q3", "1 gone: DI-Q1"]
    assert changes_told(*new, *changed, gone) == expected
    assert changes_told(*new, *changed, gone, width=None) == expected
    assert [line.split(":")[0] for line in changes_told(*new)] == [f"CB-Q{number}" for number in range(6, 12)]


def test_a_changed_text_says_where() -> None:
    before = "## Why\n\nMany ask.\n\n## How\n\nSlowly.\n"
    after = before.replace("Slowly", "Fast") + "\n## When\n\nIn May.\n"
    assert changes_told(FieldChange("CB-D1", "draft", "body", before, after)) == ["CB-D1: text changed: How, When"]
    assert changes_told(FieldChange("CB-D1", "draft", "body", "a\n\nb", "b\n\na")) == ["CB-D1: text changed"]


def test_values_are_cut_on_a_page_alone_and_show_where_they_differ() -> None:
    stages = ", ".join(f"stage-{number} 2018-0{number}-01" for number in range(1, 8))
    change = FieldChange("CB", "group", "stages", stages, f"{stages}, closing 2019-01-01")
    assert changes_told(change, width=None) == [f"CB: stages from {stages} to {stages}, closing 2019-01-01"]
    [line] = changes_told(change)
    assert "...2018-07-01, closing 2019-01-01" in line
    assert len(line) < 120


def test_history_is_one_line_an_event_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    history([EVENT, EVENT], Output())
    assert len(capsys.readouterr().out.splitlines()) == 2
    history([EVENT], Output("json"))
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert list(item) == ["commit", "when", "who", "subject", "command", "body", "changes"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2019-06-14", "today"), ("2019-06-13", "yesterday"), ("2019-06-11", "3 days ago"),
        ("2019-05-31", "2 weeks ago"), ("2019-03-14", "3 months ago"), ("2017-01-01", "2 years ago"),
        ("2020-01-01", "2020-01-01"), ("", ""),
    ],
)  # fmt: skip
def test_how_long_ago(day: str, words: str) -> None:
    assert ago(day, "2019-06-14") == words


def test_a_diff_as_git_writes_it(capsys: pytest.CaptureFixture[str], screen: Callable[..., Screen]) -> None:
    changes = [FileChange("groups/cb/x.md", b"state: review\n", b"state: final\n"), FileChange("y.md", None, b"new")]
    difference(changes)
    assert capsys.readouterr().out.splitlines() == [
        "--- a/groups/cb/x.md", "+++ b/groups/cb/x.md", "@@ -1 +1 @@", "-state: review", "+state: final",
        "--- /dev/null", "+++ b/y.md", "@@ -0,0 +1 @@", "+new", "\\ No newline at end of file",
    ]  # fmt: skip
    stream = screen()
    difference(changes[:1])
    assert "\x1b[32m+state: final\x1b[0m\n" in stream.seen


def test_problems_in_a_pipe_are_as_the_contract_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    found = [
        Problem("type", "a.md", "state", '"[b]x\x1b"', "one of final", "Correct it", 3),
        Problem("area", "b.md", "", "nothing", "an area", "Say it", warning=True),
    ]
    problems(found, Output())
    seen = capsys.readouterr()
    assert seen.out.splitlines() == [
        'a.md:3: state: found "[b]x\\u001b", expected one of final. Correct it',
        "warning: b.md: empty, expected an area. Say it",
    ]
    assert seen.err == "1 error, 1 warning.\n"
    problems(found, Output("json"))
    items = json.loads(capsys.readouterr().out)["items"]
    assert [item["severity"] for item in items] == ["error", "warning"]
    problems(found, Output(width=60))
    assert capsys.readouterr().out.startswith("Errors\na.md\n  3:state: found")
    problems([], Output())
    assert capsys.readouterr().err == "Everything is in order.\n"


@pytest.mark.parametrize("form", ["table", "plain", "json", "csv", "markdown", "yaml"])
def test_every_format_says_what_matters(capsys: pytest.CaptureFixture[str], form: str) -> None:
    group(REPORT, FACTS, PARTS, Output(form))
    seen = capsys.readouterr().out
    assert all(text in seen for text in ("CB-F2", "CB-Q1", "A shared place", "Member 4"))
    history([EVENT], Output(form))
    seen = capsys.readouterr().out
    assert all(text in seen for text in ("CB-Q7", "Member 17", "ab12cd34" if form != "markdown" else ""))
    problems([Problem("type", "a.md", "state", "nothing", "one of final", "Correct it", 3)], Output(form))
    seen = capsys.readouterr().out
    assert all(text in seen for text in ("a.md", "state", "one of final", "Correct it"))
    show(question(amendments=[{"on": "2019-03-05", "was": "Which skills?"}]), {}, Bare(), Output(form), Labels())
    seen = capsys.readouterr().out
    assert all(text in seen for text in ("CB-Q1", "2019-03-05", "Which skills?", "The answer."))


def test_a_group_without_work_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    lacking = Attention(3, "nothing", "No question and no draft yet", "wmstrat question add AD TEXT", ("AD",))
    status = replace(group_status(0, fresh=True), attention=(lacking,))
    group(GroupReport(status, "2018-11-05", NOTHING, (), (), {}), FACTS, PARTS, Output(width=80))
    seen = capsys.readouterr().out
    assert "Ask the first: wmstrat question add AD TEXT" in seen
    assert "Members        0 members" in seen


def test_nothing_has_happened(capsys: pytest.CaptureFixture[str]) -> None:
    history([], Output(width=80))
    seen = capsys.readouterr()
    assert (seen.out, seen.err) == ("", "There is no history yet.\n")


def test_what_is_wrong_in_part_stands_on_the_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    sound = question()
    found = Problem("type", "x.md", "level", '"high"', "a word", "Correct it", 7)
    show(
        Record(sound.kind, sound.id, sound.group, "x.md", sound.values, problems=(found,)),
        {},
        Bare(),
        Output(width=80),
        Labels(),
    )
    assert 'To be corrected:\n  x.md:7: level: found "high", expected a word. Correct it\n' in capsys.readouterr().out
