"""What people said elsewhere comes in once, whoever imports it how often, and what is personal stays private."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything
from wmstrat.files.rows import decoded

pytestmark = pytest.mark.usefixtures("workspace")
TALK = """== Mentors ==
We need mentors. --[[User:Member 18|Member 18]] 14:23, 5 August 2019 (UTC)
:I agree. [[Special:Contributions/192.0.2.1|192.0.2.1]] 09:02, 6 August 2019 (UTC)
Not signed.
"""
FORM = (
    'Timestamp,Email address,"What should\nchange?",Anything else?,Your age\n'
    "3/9/2019 14:05,Hidden@example.org,More mentors,,20\n4/5/2019 14:05,other@example.org,Less,Thank you,30\n"
)
COLUMNS = ("--column", "What should change?=body", "--column", "anything else?=body", "--column", "Your age=")
MONTH_FIRST = ("--column", "Timestamp=on:month-first")


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """A talk page as a file."""
    file = tmp_path / "talk.wiki"
    file.write_text(TALK)
    return file


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The answers of a form as a file."""
    file = tmp_path / "form.csv"
    file.write_text(FORM)
    return file


def test_row_46_a_talk_page_comes_in_once(wmstrat: Wmstrat, talk: Path, workspace: Path) -> None:
    wmstrat("draft", "add", "CB", "A shared place")
    command = ("import", "feedback", talk, "--from", "talk", "--fill", "about=CB-D1", "--fill", "language=en")
    first = wmstrat(*command)
    assert "3 new feedback records (3 CB)" in first.err

    told = [[item[name] for name in ("by", "on", "body", "context")] for item in wmstrat.items("feedback", "list")]
    assert sorted(told) == [
        ["", "2019-08-06", "I agree.", "Mentors"],
        ["", "not known", "Not signed.", "Mentors"],
        ["Member 18", "2019-08-05", "We need mentors.", "Mentors"],
    ]
    assert {item["source"] for item in wmstrat.items("feedback", "list", "--for", "CB-D1")} == {"talk page"}
    assert "192.0.2.1" not in "".join(path.read_text() for path in (workspace / "groups").rglob("*.md"))
    [hidden] = wmstrat.items("feedback", "list", "--shown", "nameless")
    assert hidden["contributor"] == "192.0.2.1"

    before = everything(workspace)
    again = wmstrat(*command)
    assert "0 new feedback records. Imported before, so not changed: 3." in again.err
    assert everything(workspace) == before


def test_row_46_a_second_import_adds_what_is_new_and_tells_what_changed(wmstrat: Wmstrat, talk: Path) -> None:
    command = ("import", "feedback", talk, "--from", "talk", "--fill", "group=CB")
    wmstrat(*command)
    talk.write_text(TALK.replace("We need", "Nobody needs") + "New. [[User:A|A]] 10:00, 7 August 2019 (UTC)\n")

    again = wmstrat(*command)
    texts = {item["body"]: item["id"] for item in wmstrat.items("feedback", "list")}
    assert "We need mentors." in texts
    assert f"they stay as they are: {texts['We need mentors.']}" in again.err
    assert "Not signed.\nNew." in texts
    assert len(texts) == 4


def test_row_46_a_form_comes_in_by_a_mapping_that_is_saved(
    wmstrat: Wmstrat, form: Path, workspace: Path, git: Callable[..., str]
) -> None:
    wmstrat("import", "feedback", form, "--from", "survey", "--fill", "group=CB", *COLUMNS, *MONTH_FIRST)

    told = {
        (item["on"], item["context"], item["body"], item["contributor"]) for item in wmstrat.items("feedback", "list")
    }
    assert told == {
        ("2019-03-09", "What should change?", "More mentors", "Hidden@example.org"),
        ("2019-04-05", "What should change?", "Less", "other@example.org"),
        ("2019-04-05", "Anything else?", "Thank you", "other@example.org"),
    }
    log = git(workspace, "log", "-p", "-1")
    assert not [word for word in ("Hidden@", "other@") if word in log]
    assert git(workspace, "log", "-1", "--format=%s").strip() == "CB: import 3 feedback records from form.csv"
    assert "survey_columns" in (workspace / "process.yaml").read_text()

    form.write_text(FORM + "5/6/2019 10:00,new@example.org,New,,40\n")
    again = wmstrat("import", "feedback", form, "--from", "survey", "--fill", "group=CB")
    assert "1 new feedback record" in again.err
    assert "not changed: 3" in again.err
    assert {item["on"] for item in wmstrat.items("feedback", "list")} >= {"2019-05-06"}


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (COLUMNS, 5, '"3/9/2019" in the column "Timestamp" can be 2019-09-03 or 2019-03-09'),
        (MONTH_FIRST, 5, 'what these columns are: "What should change?", "Anything else?" and "Your age"'),
        ((*COLUMNS, *MONTH_FIRST, "--column", "Nothing=body"), 2, 'no column "Nothing"'),
        ((*COLUMNS, "--column", "Timestamp=when"), 2, 'no field "when"'),
        ((*COLUMNS, "--column", "Timestamp=on:backwards"), 2, "on:day-first"),
        ((*COLUMNS, "--column", "Timestamp"), 2, "COLUMN=FIELD"),
        ((*COLUMNS, *MONTH_FIRST, "--fill", "group=Nobody"), 5, "Nobody"),
        ((*COLUMNS, *MONTH_FIRST, "--fill", "about=CB-D9"), 5, "CB-D9"),
        ((*COLUMNS, *MONTH_FIRST, "--fill", "language=english"), 5, "language code"),
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_row_46_what_is_not_clear_in_a_survey_is_asked(
    wmstrat: Wmstrat, form: Path, options: tuple[str, ...], code: int, told: str
) -> None:
    assert told in wmstrat("import", "feedback", form, "--from", "survey", *options, code=code).err


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        (b"a,b\ncaf\xc3\xa9,\xe9\n", 5, "not UTF-8"),
        (b"", 5, "empty"),
        (b"Timestamp,a\n2019-02-30,x\n", 5, "a date that exists"),
        (b"Timestamp,a\n2019-02-03,x,y\n", 5, "3 cells"),
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_row_46_broken_surveys_change_nothing(
    wmstrat: Wmstrat, form: Path, data: bytes, code: int, told: str
) -> None:
    form.write_bytes(data)

    assert told in wmstrat("import", "feedback", form, "--from", "survey", "--column", "a=body", code=code).err


@pytest.mark.usefixtures("unchanged")
def test_what_people_said_is_feedback_and_in_a_file(wmstrat: Wmstrat, talk: Path) -> None:
    assert "wmstrat import feedback" in wmstrat("import", "question", talk, "--from", "talk", code=2).err
    assert "Name the file" in wmstrat("import", "feedback", "--from", "talk", code=2).err
    assert "nowhere" in wmstrat("import", "feedback", "nowhere", "--from", "talk", code=3).err
    assert "no columns" in wmstrat("import", "feedback", talk, "--from", "talk", "--column", "a=by", code=2).err


def test_in_a_clone_without_private_no_address_is_imported(wmstrat: Wmstrat, form: Path, workspace: Path) -> None:
    (workspace / "private").rename(workspace.parent / "elsewhere")

    refused = wmstrat("import", "feedback", form, "--from", "survey", *COLUMNS, *MONTH_FIRST, code=4)
    assert "private/" in refused.err
    assert wmstrat.items("feedback", "list") == []


def test_a_trial_does_not_say_that_something_is_saved(wmstrat: Wmstrat, form: Path) -> None:
    words = ("import", "feedback", str(form), "--from", "survey", "--fill", "group=CB", *COLUMNS, *MONTH_FIRST)

    tried = wmstrat(*words, "--dry-run")
    assert "would be saved in process.yaml" in tried.out + tried.err
    done = wmstrat(*words)
    assert "What the columns mean is saved in process.yaml" in done.out + done.err


@pytest.mark.parametrize(
    ("answer", "read"),
    [("GrÃ¶ÃŸere Gruppen zÃ¤hlen", "Größere Gruppen zählen"), ("Quem paga o cafÃ©?", "Quem paga o café?"),
     ("Größere Gruppen", "Größere Gruppen"), ("GrÃ¶ÃŸe, größer", "GrÃ¶ÃŸe, größer"), ("Ã", "Ã")],
)  # fmt: skip
def test_utf_8_that_a_program_took_for_windows_1252_is_repaired_where_all_of_it_fits(answer: str, read: str) -> None:
    text, how = decoded(f"Q\n{answer}\n".encode())

    assert text == f"Q\n{read}\n"
    assert bool(how) == (answer != read)


def test_a_survey_says_how_it_was_read_and_is_offered_where_it_was_not_named(wmstrat: Wmstrat, form: Path) -> None:
    form.write_bytes(FORM.replace("Less", "Größer").encode("cp1252"))

    assert "add: --from survey" in wmstrat("import", "feedback", str(form), code=5).err
    asked = wmstrat("import", "feedback", str(form), "--from", "survey", "--fill", "group=CB", code=5).err
    assert '=group", if it names the group' in asked
    known = ("--from", "survey", "--fill", "group=CB", *COLUMNS, *MONTH_FIRST)
    assert "form.csv was read as Windows-1252." in wmstrat("import", "feedback", str(form), *known).err
