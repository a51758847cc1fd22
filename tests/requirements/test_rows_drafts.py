"""Rows of the requirements about draft recommendations; above all, that no group approves its own (row 36)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, everything, replace_in
from wmstrat.kinds.draft import SECTIONS
from wmstrat.record.sections import answers, with_text_in

pytestmark = pytest.mark.usefixtures("workspace")

DRAFT = Path("groups/capacity-building/drafts/CB-D1.md")
DECIDED = {"state": "ratified", "decided_by": "board", "decided_on": "2018-07-20"}
STATE = {"state": "ratified"}
BODY = {"decided_by": "board"}
OWN = {**DECIDED, "decided_by": "capacity-building"}

Git = Callable[..., str]


def with_fields(text: str, fields: dict[str, str]) -> str:
    """The file with some fields written by hand."""
    lines = text.split("\n")
    for name, value in fields.items():
        places = [number for number, line in enumerate(lines) if line.startswith(f"{name}:")]
        end = lines.index("---", 1)  # a field that is seldom used is not there before
        lines[slice(*((places[0], places[0] + 1) if places else (end, end)))] = [f"{name}: {value}"]
    return "\n".join(lines)


@pytest.fixture
def submitted(once: Once, wmstrat: Wmstrat, workspace: Path, git: Git) -> Path:
    """The file of a draft that Capacity Building has handed in."""
    file = workspace / DRAFT

    def make() -> None:
        wmstrat("draft", "add", "CB", "A shared place to learn")
        file.write_text(with_fields(file.read_text(), {"state": "submitted"}))
        git(workspace, "commit", "-qam", "First submit it")

    once(make, workspace)
    return file


@pytest.fixture
def undecided(submitted: Path, workspace: Path, git: Git) -> object:
    """The draft is undecided afterwards, in the history and, once hand edits are dropped, in the files."""
    head = git(workspace, "rev-parse", "HEAD")
    yield
    assert git(workspace, "rev-parse", "HEAD") == head
    git(workspace, "checkout", "--", ".")
    assert "state: submitted" in submitted.read_text()


def test_row_21_a_draft_says_how_it_advances_the_direction(wmstrat: Wmstrat) -> None:
    said = "It brings in people who were kept outside."
    wmstrat("draft", "add", "CB", "A shared place to learn", "--direction", said)

    assert wmstrat.record("CB-D1")["direction"] == said
    assert wmstrat.record("process")["direction"]


def test_row_31_a_draft_is_markdown_with_versions(wmstrat: Wmstrat, workspace: Path, tmp_path: Path) -> None:
    body = "## What changes\n\nA *shared* place.\n"
    wmstrat("draft", "add", "CB", "A shared place", "--iteration", "1", "--file", "-", stdin=body)
    file = workspace / DRAFT
    assert file.read_text().endswith(f"---\n\n{body}")

    (tmp_path / "second.md").write_text(file.read_text().replace("*shared*", "**common**"))
    wmstrat("edit", "CB-D1", "--file", tmp_path / "second.md")
    wmstrat("set", "CB-D1", "iteration=2")

    assert wmstrat.record("CB-D1")["iteration"] == 2
    changes = [change for event in wmstrat.items("log", "CB-D1") for change in event["changes"]]
    assert [(one["field"], one["after"]) for one in changes if one["field"] == "iteration"] == [("iteration", "2")]
    [text] = [one for one in changes if one["field"] == "body"]
    assert "*shared*" in text["before"]
    assert "**common**" in text["after"]


def test_row_36_a_group_goes_as_far_as_submitted_and_a_deciding_body_decides(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    wmstrat("draft", "add", "CB", "A shared place to learn")
    wmstrat("draft", "publish", "CB-D1", "--despite", "Only its title is ready.")
    wmstrat("draft", "submit", "CB-D1")

    monkeypatch.setenv("WMSTRAT_TODAY", "2020-03-28")
    wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD", "--on", "2020-03-27")

    draft = wmstrat.record("CB-D1")
    assert {name: draft[name] for name in DECIDED} == {**DECIDED, "decided_on": "2020-03-27"}


@pytest.mark.usefixtures("undecided")
@pytest.mark.parametrize(
    ("body", "outcome"),
    [("CB", "ratified"), ("CB", "rejected"), *((body, "ratified") for body in ("DI", "SG", "SC", "CT"))],
)
def test_row_36_no_body_but_a_deciding_one_decides(wmstrat: Wmstrat, body: str, outcome: str) -> None:
    refused = wmstrat("draft", "decide", "CB-D1", outcome, "--by", body, code=4)
    assert "not a deciding body" in refused.err
    assert "BD" in refused.err


@pytest.mark.usefixtures("undecided")
@pytest.mark.parametrize(
    "command",
    [
        ["mark", "CB-D1", "ratified"],
        ["mark", "CB-D1", "rejected"],
        ["set", "CB-D1", "state=ratified"],
        ["set", "CB-D1", "state=ratified", "decided_by=BD", "decided_on=today"],
        ["set", "CB-D1", "state=ratified", "decided_by=CB", "decided_on=today"],
        ["set", "CB-D1", "decided_by=BD"],
        ["set", "CB-D1", "decided_on=today"],
        ["set", "CB-D1", "group=BD"],
        ["set", "CB", "kind=deciding"],
    ],
    ids=" ".join,
)
def test_row_36_no_working_group_approves_its_own_draft_by_set_or_mark(wmstrat: Wmstrat, command: list[str]) -> None:
    refused = wmstrat(*command, code=4)
    assert "draft decide" in refused.err or "cannot change" in refused.err or "it must be" in refused.err


@pytest.mark.usefixtures("undecided")
@pytest.mark.parametrize(
    ("way", "fields"),
    [
        *((way, DECIDED) for way in ("edit", "editor", "save", "save by name", "import json", "import csv")),
        *((way, fields) for way in ("save", "import json") for fields in (STATE, BODY, OWN)),
    ],
)
def test_row_36_no_working_group_approves_its_own_draft_by_a_file(
    wmstrat: Wmstrat, submitted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    way: str, fields: dict[str, str],
) -> None:  # fmt: skip
    rewritten, other = with_fields(submitted.read_text(), fields), tmp_path / "other"
    if way.startswith("save"):
        submitted.write_text(rewritten)
        refused = wmstrat("save", *(["CB-D1"] if way == "save by name" else []), code=4)
    elif way.startswith("edit"):
        other.write_text(rewritten)
        monkeypatch.setenv("GIT_EDITOR", f"cp '{other}'")
        refused = wmstrat("edit", "CB-D1", *(["--file", other] if way == "edit" else []), code=4)
    else:
        cells = {"id": "CB-D1", **fields}
        csv = f"{','.join(cells)}\n{','.join(cells.values())}\n"
        other.write_text(json.dumps([cells]) if way == "import json" else csv)
        refused = wmstrat("import", "draft", other, "--from", way.removeprefix("import "), code=4)
        assert "Nothing was imported" in refused.err
    assert "wmstrat draft decide" in refused.err


@pytest.mark.usefixtures("undecided")
@pytest.mark.parametrize("way", ["edit", "save", "import"])
def test_row_36_no_working_group_becomes_a_deciding_body(
    wmstrat: Wmstrat, workspace: Path, tmp_path: Path, way: str
) -> None:
    page, other = workspace / "groups/capacity-building/README.md", tmp_path / "group"
    rewritten = with_fields(page.read_text(), {"kind": "deciding"})
    if way == "save":
        page.write_text(rewritten)
        refused = wmstrat("save", code=4)
    elif way == "edit":
        other.write_text(rewritten)
        refused = wmstrat("edit", "CB", "--file", other, code=4)
    else:
        other.write_text('[{"id": "capacity-building", "kind": "deciding"}]')
        refused = wmstrat("import", "group", other, "--from", "json", code=4)
    assert "it must be" in refused.err


def test_row_36_no_new_file_is_saved_as_decided(wmstrat: Wmstrat, submitted: Path, git: Git) -> None:
    copy = submitted.with_name("CB-D2.md")
    copy.write_text(with_fields(submitted.read_text(), {**DECIDED, "id": "CB-D2"}))

    for arguments in (["save"], ["save", "CB-D2"]):
        refused = wmstrat(*arguments, code=4)
        assert "wmstrat draft decide" in refused.err
    assert git(submitted.parent, "ls-files", copy.name) == ""


@pytest.mark.parametrize(("by", "code"), [("capacity-building", 5), ("diversity", 5), ("", 5), ("board", 0)])
def test_row_36_an_archive_that_comes_in_was_decided_by_a_deciding_body(
    wmstrat: Wmstrat, workspace: Path, git: Git, by: str, code: int
) -> None:
    row = {"group": "CB", "title": "From the archive", **DECIDED, "decided_by": by}
    (workspace / "archive.json").write_text(json.dumps([row]))

    ended = wmstrat("import", "draft", "archive.json", "--as-decided", code=code)

    assert ("of the kind deciding" in ended.err) == bool(code)
    if not code:
        assert "CB: import 1 draft (1 decided by BD) from archive.json" in ended.err
        told = git(workspace, "log", "-1", "--format=%(trailers:key=Wmstrat-Command,valueonly)")
        assert told.strip() == "import"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("cells", [DECIDED, {"state": "ratified"}, {"decided_by": "board"}])
def test_row_36_an_import_decides_nothing_unless_it_says_so(wmstrat: Wmstrat, cells: dict[str, str]) -> None:
    row = json.dumps([{"group": "CB", "title": "Ours", **cells}])

    refused = wmstrat("import", "draft", "-", "--from", "json", stdin=row, code=4)

    assert "wmstrat import draft FILE --as-decided" in refused.err


def test_row_36_an_import_as_decided_decides_about_no_draft_that_is_there(wmstrat: Wmstrat, submitted: Path) -> None:
    row = json.dumps([{"id": "CB-D1", **DECIDED}])

    wmstrat("import", "draft", "-", "--from", "json", "--as-decided", stdin=row, code=4)
    assert "state: submitted" in submitted.read_text()


def test_row_36_a_decision_about_the_deciding_bodys_own_draft_is_refused(wmstrat: Wmstrat) -> None:
    wmstrat("draft", "add", "BD", "A draft of the board")
    wmstrat("draft", "publish", "BD-D1", "--despite", "Only its title is ready.")
    wmstrat("mark", "BD-D1", "submitted")

    assert "its own draft" in wmstrat("draft", "decide", "BD-D1", "ratified", "--by", "BD", code=4).err
    assert wmstrat.record("BD-D1")["state"] == "submitted"


@pytest.mark.parametrize("first", ["ratified", "rejected"])
def test_row_36_a_decision_is_made_once(wmstrat: Wmstrat, submitted: Path, first: str) -> None:
    wmstrat("group", "add", "Another board", "--code", "AB", "--kind", "deciding")
    wmstrat("draft", "decide", "CB-D1", first, "--by", "BD", "--on", "2018-07-19")
    before = everything(submitted.parents[3])

    for again in (["ratified", "--by", "BD", "--on", "2010-01-01"], ["rejected", "--by", "AB"]):
        refused = wmstrat("draft", "decide", "CB-D1", *again, code=4).err
        assert f"was already {first} by BD on 2018-07-19" in refused
    assert everything(submitted.parents[3]) == before


@pytest.mark.usefixtures("submitted")
def test_row_36_a_decision_is_kept_once_it_was_made(wmstrat: Wmstrat) -> None:
    assert "in the future" in wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD", "--on", "+1d", code=4).err
    for outcome in ("ratified", "implementing", "implemented"):
        wmstrat("draft", "decide", "CB-D1", outcome, "--by", "BD")
        again = wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD", code=4).err
        assert "was already ratified by BD" in again


@pytest.mark.parametrize(
    ("moves", "way"),
    [
        ([], ["draft publish CB-D1", "draft submit CB-D1"]),
        (["published"], ["draft submit CB-D1"]),
        (["merged"], ["mark CB-D1 drafting", "draft publish CB-D1", "draft submit CB-D1"]),
    ],
)
@pytest.mark.usefixtures("workspace")
def test_row_36_only_what_was_handed_in_is_decided_about(wmstrat: Wmstrat, moves: list[str], way: list[str]) -> None:
    wmstrat("draft", "add", "CB", "A shared place to learn")
    wmstrat("draft", "add", "CB", "Another")
    wmstrat("set", "CB-D1", "became=CB-D2")
    wmstrat("set", "process", "needed_prompts=")
    for state in moves:
        wmstrat("mark", "CB-D1", state)

    refused = wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD", code=4).err

    assert "First submit it: " + " && ".join(f"wmstrat {command}" for command in way) in refused
    wmstrat("set", "process", "needed_prompts=who")
    refused = wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD", code=4).err
    assert "what is needed for that. See what: wmstrat ready CB-D1" in refused
    assert "Needed before it is published: who." in wmstrat("ready", "CB-D1").out


def test_where_nobody_decides_the_way_to_such_a_body_is_told(wmstrat: Wmstrat, tmp_path: Path) -> None:
    here = ("-C", tmp_path / "own")
    wmstrat("init", tmp_path / "own", "--empty")
    wmstrat(*here, "group", "add", "Learning", "--code", "LE")
    wmstrat(*here, "draft", "add", "LE", "A place")
    wmstrat(*here, "person", "add", "Member 18")

    decided = wmstrat(*here, "draft", "decide", "LE-D1", "ratified", "--by", "LE", code=4).err
    wmstrat(*here, "member", "appoint", "LE", "Member 18")

    assert "wmstrat group add NAME --kind deciding" in decided
    assert "[selected-by]" not in wmstrat(*here, "check").out


def test_row_36_a_decision_is_not_changed_by_the_group_afterwards(wmstrat: Wmstrat, submitted: Path) -> None:
    wmstrat("draft", "decide", "CB-D1", "rejected", "--by", "BD")
    before = everything(submitted.parents[3])

    for command in (["mark", "CB-D1", "ratified"], ["set", "CB-D1", "decided_by="], ["mark", "CB-D1", "submitted"]):
        wmstrat(*command, code=4)
    assert everything(submitted.parents[3]) == before


@pytest.mark.usefixtures("submitted")
def test_row_36_undoing_a_decision_gives_back_a_submitted_draft(wmstrat: Wmstrat) -> None:
    wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("undo")

    draft = wmstrat.record("CB-D1")
    assert (draft["state"], draft["decided_by"], draft["decided_on"]) == ("submitted", "", "")


def test_row_36_check_sees_a_decision_that_plain_git_committed(wmstrat: Wmstrat, submitted: Path, git: Git) -> None:
    submitted.write_text(with_fields(submitted.read_text(), OWN))
    git(submitted.parent, "commit", "-qam", "By hand")

    found = wmstrat("check", code=1)
    assert any(DRAFT.as_posix() in line and "decided_by" in line for line in found.lines)


CHANGES = {
    "title": "Another place",
    "level": "programmatic",
    "answers": ["CB-Q1"],
    "focus": ["CB-F1"],
    "direction": "Elsewhere",
    "iteration": 2,
    "body": "Another text",
}


@pytest.fixture(params=["ratified", "rejected"])
def decided(once: Once, wmstrat: Wmstrat, submitted: Path, workspace: Path, request: pytest.FixtureRequest) -> str:
    """What a board made of the draft that Capacity Building has handed in."""
    del submitted
    outcome: str = request.param

    def make() -> None:
        wmstrat("question", "add", "CB", "Why?")
        wmstrat("draft", "decide", "CB-D1", outcome, "--by", "BD")

    once(make, workspace, case=outcome)
    return outcome


@pytest.mark.parametrize("field", CHANGES)
def test_row_36_what_was_decided_about_stays_as_it_was_decided(
    wmstrat: Wmstrat, workspace: Path, decided: str, field: str
) -> None:
    before = everything(workspace)
    rows = workspace.parent / "rows.json"
    rows.write_text(json.dumps([{"id": "CB-D1", field: CHANGES[field]}]))

    wmstrat("import", "draft", rows, code=4)
    assert everything(workspace) == before
    if field == "body":
        (workspace.parent / "new.md").write_text((workspace / DRAFT).read_text() + "\nAnother text\n")
        refused = wmstrat("edit", "CB-D1", "--file", workspace.parent / "new.md", code=4)
    else:
        value = CHANGES[field]
        refused = wmstrat("set", "CB-D1", f"{field}={value[0] if isinstance(value, list) else value}", code=4)
    assert everything(workspace) == before
    assert field in refused.err
    assert {"ratified": "wmstrat draft add", "rejected": "wmstrat mark CB-D1 drafting"}[decided] in refused.err


def test_row_36_a_decided_draft_that_was_edited_by_hand_is_not_saved(wmstrat: Wmstrat, decided: str) -> None:
    replace_in(DRAFT, "A shared place", "Another place")
    assert decided in wmstrat("save", code=4).err


def test_row_36_a_rejected_draft_that_is_taken_up_again_is_undecided(wmstrat: Wmstrat, submitted: Path) -> None:
    wmstrat("draft", "decide", "CB-D1", "rejected", "--by", "BD")
    wmstrat("mark", "CB-D1", "drafting")

    draft = wmstrat.record("CB-D1")
    assert (draft["state"], draft["decided_by"], draft["decided_on"]) == ("drafting", "", "")
    wmstrat("set", "CB-D1", "title=Another place")
    assert "decided" not in wmstrat("check").out
    assert "title: Another place" in submitted.read_text()


@pytest.mark.usefixtures("decided")
def test_row_36_undo_leaves_a_decision_and_never_makes_one(wmstrat: Wmstrat, workspace: Path) -> None:
    wmstrat("undo")
    assert wmstrat.record("CB-D1")["state"] == "submitted"
    before = everything(workspace)

    assert "wmstrat draft decide --help" in wmstrat("undo", "HEAD", code=4).err
    assert everything(workspace) == before


@pytest.mark.parametrize("state", ["merged", "split"])
def test_row_19_a_draft_that_became_another_says_which(wmstrat: Wmstrat, state: str) -> None:
    wmstrat("question", "add", "CB", "Which?")
    first = wmstrat("draft", "add", "CB", "First", "--answers", "CB-Q1").lines[0]
    heir = wmstrat("draft", "add", "CB", "Second").lines[0]
    options = {"merged": "merge {} --into REF", "split": "split {} --into TITLE --into TITLE"}[state]
    advice = f"wmstrat draft {options.format(first)}"
    assert advice in wmstrat("mark", first, state, code=4).err

    wmstrat("set", first, f"state={state}", f"became={heir}")

    assert "which leads back to" in wmstrat("set", heir, f"state={state}", f"became={first}", code=5).err
    assert wmstrat.record(heir)["came_from"] == [first]
    [group] = wmstrat.items("status", "CB")
    assert not [item["text"] for item in group["attention"] if "answer no question" in item["text"]]


def test_row_32_a_decision_has_its_words_address_and_conditions(wmstrat: Wmstrat, submitted: Path) -> None:
    del submitted
    wmstrat("meeting", "add", "BD", "Board meeting", "--at", "2018-07-19 14:00 UTC")
    wmstrat("person", "add", "Trustee 3")
    done = wmstrat(
        "draft", "decide", "CB-D1", "ratified", "We accept it.", "--by", "BD", "--on", "2018-07-19",
        "--address", "https://example.org/resolution", "--conditions", "After the budget.", "--from", "BD-MT1",
        "--recused", "Trustee 3",
    )  # fmt: skip
    assert "BD: CB-D1 ratified by BD" in done.err or "CB-D1 ratified by BD" in done.err
    assert wmstrat.record("CB-D1")["decision"] == [
        {
            "on": "2018-07-19", "outcome": "ratified", "by": "board", "text": "We accept it.",
            "address": "https://example.org/resolution", "conditions": "After the budget.", "from": "BD-MT1",
            "recused": ["trustee-3"],
        }
    ]  # fmt: skip
    for command in (
        ["set", "CB-D1", "decision="],
        ["set", "CB-D1", "carried_out_by=CB"],
        ["set", "CB-D1", "iteration=9"],
        ["draft", "revise", "CB-D1", "--why", "x"],
        ["draft", "publish", "CB-D1"],
        ["draft", "submit", "CB-D1"],
        ["draft", "extend", "CB-D1", "2018-09-01", "--why", "x"],
        ["draft", "split", "CB-D1", "--into", "One", "--into", "Two"],
        ["mark", "CB-D1", "withdrawn"],
    ):
        wmstrat(*command, code=4)


@pytest.mark.parametrize("state", ["implementing", "implemented", "superseded"])
def test_row_36_nothing_after_a_decision_is_in_the_hands_of_a_working_group(
    wmstrat: Wmstrat, submitted: Path, state: str
) -> None:
    wmstrat("set", "CB-D1", "carried_out_by=CT")
    assert "carried_out_by" in wmstrat("set", "CB-D1", "carried_out_by+=CB", code=5).err
    wmstrat("draft", "add", "CB", "A later one")
    early = wmstrat("draft", "decide", "CB-D1", state, "--by", "BD", "--became", "CB-D2", code=4).err
    assert "cannot become" in early
    wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD")
    whole = everything(submitted.parents[3])
    for command in (
        ["mark", "CB-D1", state],
        ["set", "CB-D1", f"state={state}", "became=CB-D2"],
        ["draft", "decide", "CB-D1", state, "--by", "CB", "--became", "CB-D2"],
        ["draft", "decide", "CB-D1", state, "--by", "AD", "--became", "CB-D2"],
        ["draft", "merge", "CB-D1", "--into", "CB-D2"],
        ["draft", "merge", "CB-D2", "--into", "CB-D1"],
    ):
        wmstrat(*command, code=4)
        assert everything(submitted.parents[3]) == whole
    row = json.dumps([{"id": "CB-D1", "state": state, "became": ["CB-D2"]}])
    wmstrat("import", "draft", "-", "--from", "json", stdin=row, code=4)
    text = submitted.read_text()
    submitted.write_text(text.replace("state: ratified", f"state: {state}\nbecame: [CB-D2]"))
    assert "draft decide" in wmstrat("save", code=4).err
    submitted.write_text(text)
    assert everything(submitted.parents[3]) == whole


def test_row_32_those_who_carry_it_out_tell_how_far_they_are(wmstrat: Wmstrat, submitted: Path) -> None:
    del submitted
    wmstrat("set", "CB-D1", "carried_out_by=CT")
    wmstrat("draft", "add", "CB", "A later one")
    wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("draft", "decide", "CB-D1", "implementing", "Begun in one region.", "--by", "CT")
    assert "cannot say" in wmstrat("draft", "decide", "CB-D1", "superseded", "--by", "CT", code=4).err
    wmstrat("draft", "decide", "CB-D1", "implemented", "--by", "BD")
    lacking = wmstrat("draft", "decide", "CB-D1", "superseded", "--by", "BD", code=4).err
    assert "Type: wmstrat draft decide CB-D1 superseded --by board --became REF" in lacking
    own = wmstrat("draft", "decide", "CB-D1", "superseded", "--by", "BD", "--became", "CB-D1", code=4).err
    assert "another one than CB-D1" in own
    wmstrat("mark", "CB-D2", "withdrawn", "--why", "Too early.")
    past = wmstrat("draft", "decide", "CB-D1", "superseded", "--by", "BD", "--became", "CB-D2", code=4).err
    assert "CB-D2 is withdrawn, so it cannot take the place of CB-D1" in past
    wmstrat("mark", "CB-D2", "drafting")
    wmstrat("draft", "decide", "CB-D1", "superseded", "--by", "BD", "--became", "CB-D2")
    record = wmstrat.record("CB-D1")
    assert [(each["outcome"], each["by"]) for each in record["decision"]] == [
        ("ratified", "board"), ("implementing", "core-team"), ("implemented", "board"), ("superseded", "board"),
    ]  # fmt: skip
    assert (record["decided_by"], record["became"]) == ("board", ["CB-D2"])
    wmstrat("check")


def _is_a_prompt(key: str, wmstrat: Wmstrat) -> None:
    """A prompt is in each new draft; it is open until somebody answers it."""
    wmstrat("draft", "add", "CB", "A shared place to learn")
    [section] = [section for section in SECTIONS if section.key == key]
    before = wmstrat.record("CB-D1")["body"]
    assert f"## {section.heading}\n" in before
    answered = with_text_in(section, before, "We looked at two, and chose one.")
    assert [each.fullness for each in answers([section], before)] == ["missing"]
    assert [each.fullness for each in answers([section], answered)] == ["answered"]


def test_row_30_alternatives_and_why_they_were_set_aside_have_a_prompt(wmstrat: Wmstrat) -> None:
    _is_a_prompt("alternatives", wmstrat)


def test_row_33_how_a_draft_is_carried_out_has_a_prompt(wmstrat: Wmstrat) -> None:
    _is_a_prompt("implementation", wmstrat)


def test_row_32_what_was_rejected_can_be_revised_and_decided_again(wmstrat: Wmstrat, submitted: Path) -> None:
    del submitted
    wmstrat("draft", "decide", "CB-D1", "rejected", "Not without figures.", "--by", "BD")
    wmstrat("draft", "revise", "CB-D1", "--why", "With figures.")
    wmstrat("draft", "publish", "CB-D1", "--despite", "The board knows the rest.")
    wmstrat("draft", "submit", "CB-D1")
    wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD")
    record = wmstrat.record("CB-D1")
    assert [each["outcome"] for each in record["decision"]] == ["rejected", "ratified"]
    assert (record["decided_by"], record["iterations"][-1]["number"]) == ("board", 1)
    wmstrat("check")


def test_row_36_an_archive_can_say_how_far_a_decision_is_carried_out(wmstrat: Wmstrat) -> None:
    row = {"group": "CB", "title": "From the archive", **DECIDED, "state": "implementing"}
    wmstrat("import", "draft", "-", "--from", "json", stdin=json.dumps([row]), code=4)
    wmstrat("import", "draft", "-", "--from", "json", "--as-decided", stdin=json.dumps([row]))
    assert wmstrat.record("CB-D1")["state"] == "implementing"
    wmstrat("draft", "decide", "CB-D1", "implemented", "--by", "BD")
    wmstrat("check")
