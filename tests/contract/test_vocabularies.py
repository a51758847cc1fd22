"""The contract of vocabularies: a word of process.yaml that records use stays there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, replace_in
from tests.contract.conftest import CB

Git = Callable[..., str]

PROCESS = Path("process.yaml")
# A word of a vocabulary, and the files that use it.
USED = {
    "coordinator": "members/CB-member-17.yaml",  # a field
    "structural": "questions/CB-Q1.md",
    "interview": "notes/2018/08/",
    "set-up": "README.md",  # a field of an entry
}


def without(word: str) -> str:
    """What process.yaml holds, but for one word of a vocabulary."""
    shorter = re.sub(rf"  - id: {word}\n(    .*\n)+", "", PROCESS.read_text())
    assert shorter != PROCESS.read_text()
    return shorter


@pytest.mark.usefixtures("filled", "untouched")
@pytest.mark.parametrize("word", USED)
@pytest.mark.parametrize("way", ["edit", "save"])
def test_a_word_in_use_is_not_taken_out_and_who_uses_it_is_named(
    wmstrat: Wmstrat, tmp_path: Path, word: str, way: str
) -> None:
    before = PROCESS.read_text()
    if way == "edit":
        (tmp_path / "new.yaml").write_text(without(word))
        refused = wmstrat("edit", "process", "--file", tmp_path / "new.yaml", code=5)
    else:
        PROCESS.write_text(without(word))
        refused = wmstrat("save", code=5)
        PROCESS.write_text(before)

    assert f"{CB.as_posix()}/{USED[word]}" in refused.err
    assert f'found "{word}"' in refused.err


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("word", ["{staff}", "{", "two words", "GROUP's"])
def test_a_word_may_hold_any_sign(wmstrat: Wmstrat, word: str) -> None:
    replace_in(PROCESS, "member_types:\n", f'member_types:\n  - id: "{word}"\n')
    wmstrat("save")

    for command in (["status"], ["status", "CB"]):
        told = {item["text"] for group in wmstrat.items(*command) for item in group["attention"]}
        lacking = f"Members: 8 too few, no {word}, board or individual"
        assert lacking in told
        assert lacking in wmstrat(*command, "--width", "200").out


@pytest.mark.usefixtures("filled")
def test_a_level_that_is_a_slip_of_the_pen_is_no_other_level(wmstrat: Wmstrat) -> None:
    question = CB / "questions/CB-Q1.md"
    replace_in(question, "level: structural", "level: structual")

    checked = wmstrat("check", code=1).out
    assert 'found "structual"' in checked
    assert "parked" not in checked
    assert "not about structures" not in wmstrat("status").out


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("word", ["programmatic", "idea"])
def test_a_word_that_nobody_uses_can_go(wmstrat: Wmstrat, git: Git, word: str) -> None:
    wmstrat("note", "add", "CB", "Text", "--title", word)  # the same text elsewhere is no use of the word
    PROCESS.write_text(without(word))

    wmstrat("save")

    assert git(Path(), "show", "--format=", "--name-only", "HEAD").split() == ["process.yaml"]


@pytest.mark.usefixtures("filled")
def test_a_word_goes_together_with_its_last_use(wmstrat: Wmstrat, git: Git) -> None:
    question = CB / "questions/CB-Q1.md"
    replace_in(question, "level: structural", "level: programmatic")
    PROCESS.write_text(without("structural"))

    wmstrat("save")

    assert git(Path(), "show", "--format=", "--name-only", "HEAD").split() == [str(question), "process.yaml"]


@pytest.mark.usefixtures("workspace")
def test_a_word_that_many_use_is_told_by_the_first_of_them(wmstrat: Wmstrat) -> None:
    rows = "".join(f"CB,Question {number}?,structural\n" for number in range(50))
    wmstrat("import", "question", "-", "--from", "csv", stdin=f"group,title,level\n{rows}")
    PROCESS.write_text(without("structural"))

    refused = wmstrat("save", code=5).err

    assert len(refused.splitlines()) == 20
    assert "CB-Q1.md: level" in refused


@pytest.mark.usefixtures("workspace")
def test_the_undo_of_a_word_that_is_used_by_now_is_refused(wmstrat: Wmstrat) -> None:
    words = PROCESS.read_text()
    PROCESS.write_text(words.replace("levels:\n", "levels:\n  - id: cosmic\n    label: Cosmic\n    about: all\n"))
    wmstrat("save")
    commit = wmstrat.items("log", "process")[0]["commit"]
    wmstrat("question", "add", "CB", "Why?", "--level", "cosmic")

    assert "CB-Q1.md: level" in wmstrat("undo", commit, code=5).err


@pytest.mark.usefixtures("filled")
def test_whatever_a_table_shows_can_be_typed(wmstrat: Wmstrat, tmp_path: Path) -> None:
    wmstrat("set", "CB-Q1", "level=Structural")
    question = wmstrat("question", "add", "CB", "Why?", "--level", "STRUCTURAL").lines[0]
    term = wmstrat.items("member", "list")[0]["id"]
    wmstrat("set", term, "Role=Information and Knowledge Manager", "type=Individual Contributor")
    table = tmp_path / "questions.csv"
    table.write_text("group,title,level,state\nCB,First?,Structural,Proposed\nCB,Second?,programmatic,REVIEW\n")
    imported = wmstrat("import", "question", table).lines

    assert {wmstrat.record(ref)["level"] for ref in ("CB-Q1", question, imported[0])} == {"structural"}
    assert [wmstrat.record(ref)["state"] for ref in imported] == ["proposed", "review"]
    assert (wmstrat.record(term)["role"], wmstrat.record(term)["type"]) == ("knowledge-manager", "individual")
    assert {one["id"] for one in wmstrat.items("question", "list", "--level", "Structural")} >= {"CB-Q1", question}
    assert [one["id"] for one in wmstrat.items("member", "list", "--role", "Information_and-knowledge manager")] == [
        term
    ]
    assert "There is no level" in (told := wmstrat("question", "list", "--level", "structual", code=2).err)
    assert "Did you mean structural?" in told
    assert "Did you mean review?" in wmstrat("mark", question, "reveiw", code=5).err
    assert "Did you mean title?" in wmstrat("set", question, "titel=x", code=2).err


@pytest.mark.usefixtures("labelled")
@pytest.mark.parametrize("typed", ["review", "Review", "under discussion", "Under-Discussion"])
def test_a_state_has_one_name_wherever_people_read_it(wmstrat: Wmstrat, typed: str) -> None:
    asked = wmstrat("question", "add", "CB", "Who?").lines[0]
    wmstrat("mark", asked, typed)

    assert wmstrat.record(asked)["state"] == "review"
    assert [one["id"] for one in wmstrat.items("question", "list", "--state", typed)] == [asked]
    sheet = wmstrat("show", asked).out
    assert "under discussion" in sheet
    assert "review" not in sheet
    assert f"{asked} is already under discussion" in wmstrat("mark", asked, typed).err
    refused = wmstrat("mark", asked, "answered", code=4).err
    assert f"{asked} is under discussion and cannot become answered" in refused
    for page in (wmstrat("question", "list", "CB").out, wmstrat("status", "CB").out):
        assert "under discussion" in page


@pytest.mark.usefixtures("labelled")
def test_status_and_list_call_a_state_alike(wmstrat: Wmstrat) -> None:
    draft = wmstrat("draft", "add", "CB", "Ask everybody").lines[0]
    wmstrat("draft", "publish", draft, "--despite", "Only its title is ready.")

    assert "open for comment" in wmstrat("draft", "list", "CB").out
    assert "1 open for comment" in " ".join(wmstrat("status", "--width", "300").out.split())
    assert "published" not in wmstrat("status", "--width", "300").out
    [group] = [one for one in wmstrat.items("status") if one["code"] == "CB"]
    assert group["drafts_by_state"]["published"] == 1


@pytest.mark.usefixtures("labelled")
def test_a_word_of_two_vocabularies_has_the_label_of_each(wmstrat: Wmstrat) -> None:
    draft = wmstrat("draft", "add", "CB", "A first thought").lines[0]
    note = wmstrat("note", "add", "CB", "A thought", "--kind", "Idea").lines[0]

    assert "Brainwave" in wmstrat("show", draft).out
    assert "Idea" not in wmstrat("show", draft).out
    assert "Brainwave" not in wmstrat("show", note).out
    assert "Idea" in wmstrat("note", "list", "CB").out
    assert "(idea)" not in wmstrat("show", draft).out


@pytest.mark.usefixtures("filled")
def test_a_fresh_process_has_one_name_for_each_state(wmstrat: Wmstrat) -> None:
    assert wmstrat.record("process")["labels"] == []


@pytest.mark.usefixtures("filled", "untouched")
@pytest.mark.parametrize("name", ["stages", "roles", "note_kinds"])
def test_a_vocabulary_in_use_is_not_emptied(wmstrat: Wmstrat, name: str) -> None:
    assert f"{name} in process.yaml, which has no words yet" in wmstrat("set", "process", f"{name}=", code=5).err


@pytest.mark.usefixtures("filled", "untouched")
def test_a_word_is_in_its_vocabulary_once(wmstrat: Wmstrat) -> None:
    refused = wmstrat("set", "process", "roles+=member,label=Another member", code=5)
    assert '"member", which is already in the list' in refused.err


@pytest.mark.usefixtures("filled", "untouched")
def test_the_bounds_of_a_size_are_in_order(wmstrat: Wmstrat) -> None:
    refused = wmstrat("set", "process", "minimum_size=5", "maximum_size=2", code=5)
    assert "2, less than minimum_size (5)" in refused.err


@pytest.mark.usefixtures("filled")
def test_save_looks_at_the_records_that_lean_on_what_was_edited(wmstrat: Wmstrat) -> None:
    """A focus item that a question names is not taken out by hand, in `save` as little as in `set`."""
    wmstrat("question", "add", "CB", "Which?", "--focus", "CB-F1")
    page = CB / "README.md"
    text = page.read_text()
    start = text.index("  - id: CB-F1\n")
    page.write_text(text[:start] + text[text.index("  - id: CB-F2\n") :])

    refused = wmstrat("save", code=4)
    assert "CB-F1 cannot be removed from focus of capacity-building: CB-Q1, CB-Q3 would name nothing" in refused.err
    page.write_text(text)
    wmstrat("check")
