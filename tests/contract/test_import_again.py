"""What a second import makes of rows that were imported before, and what the first one says of what it did."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything

SHEET = "Group;Question;Level\nCB;Who looks after mentors?;Structural\nCH;Where do people meet?;structural\n"


def imported(wmstrat: Wmstrat, text: str, *options: str, kind: str = "question", code: int = 0) -> str:
    """What is said about an import of a CSV."""
    return wmstrat("import", kind, "-", "--from", "csv", *options, stdin=text, code=code).err


@pytest.mark.usefixtures("workspace")
def test_the_same_file_twice_adds_nothing_even_after_records_were_changed(wmstrat: Wmstrat, workspace: Path) -> None:
    assert "Imported: 2 new questions (1 CB, 1 CH)." in imported(wmstrat, SHEET)
    wmstrat("set", "CB-Q1", "title=Who looks after our mentors?", "level=programmatic")
    before = everything(workspace)

    told = imported(wmstrat, SHEET)

    assert "Imported: 0 new questions. Imported before, so not changed: 2." in told
    assert everything(workspace) == before
    assert wmstrat.record("CB-Q1")["title"] == "Who looks after our mentors?"


@pytest.mark.usefixtures("workspace")
def test_new_rows_of_a_file_that_has_grown_come_in(wmstrat: Wmstrat) -> None:
    imported(wmstrat, SHEET)

    told = imported(wmstrat, SHEET + "CB;And who pays?;\n")

    assert "Imported: 1 new question (1 CB). Imported before, so not changed: 2." in told
    assert [item["id"] for item in wmstrat.items("question", "list")] == ["CB-Q1", "CB-Q2", "CH-Q1"]


@pytest.mark.usefixtures("workspace")
def test_what_was_undone_comes_in_again_and_again_adds_all_of_it_once_more(wmstrat: Wmstrat) -> None:
    imported(wmstrat, SHEET)
    wmstrat("undo")
    assert "Imported: 2 new" in imported(wmstrat, SHEET)

    told = imported(wmstrat, SHEET, "--again")

    assert "Imported: 2 new questions (1 CB, 1 CH)." in told
    assert "CB-Q3 has the same title as CB-Q2" in told
    assert "import_key" not in wmstrat("check").out
    assert "2 new" in imported(wmstrat, SHEET, "--again")
    keys = [wmstrat.record(f"CB-Q{number}")["import_key"] for number in (2, 3, 4)]
    assert keys == [keys[0], f"{keys[0]} 2", f"{keys[0]} 3"]
    assert "0 new questions. Imported before, so not changed: 2." in imported(wmstrat, SHEET)


@pytest.mark.usefixtures("workspace")
def test_a_changed_row_with_the_title_of_a_record_is_asked_about(wmstrat: Wmstrat, workspace: Path) -> None:
    imported(wmstrat, SHEET)
    before = everything(workspace)

    told = imported(wmstrat, SHEET.replace("Structural", "programmatic"), code=4)

    assert 'standard input:2: "Who looks after mentors?" is already there, as CB-Q1.' in told
    assert "type the command again with --update" in told
    assert everything(workspace) == before
    assert "1 new" in imported(wmstrat, SHEET.replace("Structural", "programmatic"), "--again").replace(
        "2 new", "1 new"
    )


@pytest.mark.usefixtures("workspace")
def test_rows_with_a_key_of_another_program_are_known_by_it(wmstrat: Wmstrat) -> None:
    rows = "Nr,group,title\nW-1,CB,Who?\nW-2,CB,When?\n"
    imported(wmstrat, rows, "--key", "Nr")
    assert wmstrat.record("CB-Q1")["import_key"] == "W-1"

    told = imported(wmstrat, rows.replace("When?", "When and where?") + "W-3,CB,Why?\n", "--key", "nr")

    assert "Imported: 1 new question (1 CB), 1 changed, 1 unchanged." in told
    assert wmstrat.record("CB-Q2")["title"] == "When and where?"
    answers = "Nr,group,title,answers\nD-1,CB,A draft,W-1; W-3\n"
    imported(wmstrat, answers, "--key", "Nr", kind="draft")
    assert wmstrat.record("CB-D1")["answers"] == ["CB-Q1", "CB-Q3"]


TRACKER = "Nr,group,title,state,body\nW-1,CB,One,idea,Text one\nW-2,CB,Two,drafting,Text two\n"


@pytest.mark.usefixtures("workspace")
def test_a_row_with_a_key_changes_only_what_changed_in_the_file(wmstrat: Wmstrat, workspace: Path) -> None:
    imported(wmstrat, TRACKER, "--key", "Nr", kind="draft")
    wmstrat("set", "CB-D1", "title=One, and better")
    wmstrat("mark", "CB-D1", "drafting")
    before = everything(workspace)

    assert "Imported: 0 new drafts, 2 unchanged." in imported(wmstrat, TRACKER, "--key", "Nr", kind="draft")
    assert everything(workspace) == before

    later = TRACKER.replace("Text one", "Another text")
    assert "Changed: CB-D1 body." in imported(wmstrat, later, "--key", "Nr", "--dry-run", kind="draft")
    for changed in ("Imported: 0 new drafts, 1 changed, 1 unchanged.", "Imported: 0 new drafts, 2 unchanged."):
        assert changed in imported(wmstrat, later, "--key", "Nr", kind="draft")
        found = wmstrat.record("CB-D1")
        assert [found[name] for name in ("title", "state", "body")] == [
            "One, and better", "drafting", "Another text",
        ]  # fmt: skip


@pytest.mark.usefixtures("workspace")
def test_a_field_that_was_changed_here_and_in_the_file_is_as_in_the_file_and_told(wmstrat: Wmstrat) -> None:
    imported(wmstrat, TRACKER, "--key", "Nr", kind="draft")
    wmstrat("set", "CB-D1", "title=Mine")

    told = imported(wmstrat, TRACKER.replace(",One,", ",Theirs,"), "--key", "Nr", kind="draft")

    assert "These fields had been changed here too, and now are as in the file: CB-D1 title." in told
    assert wmstrat.record("CB-D1")["title"] == "Theirs"
    wmstrat("undo")
    assert "2 unchanged" in imported(wmstrat, TRACKER, "--key", "Nr", kind="draft")
    assert wmstrat.record("CB-D1")["title"] == "Mine"


@pytest.mark.usefixtures("workspace")
def test_a_row_of_a_draft_that_was_decided_here_does_not_stop_the_others(wmstrat: Wmstrat) -> None:
    imported(wmstrat, TRACKER, "--key", "Nr", kind="draft")
    wmstrat("draft", "publish", "CB-D2", "--despite", "Only its title is ready.")
    wmstrat("draft", "submit", "CB-D2")
    wmstrat("draft", "decide", "CB-D2", "ratified", "--by", "BD")

    told = imported(wmstrat, TRACKER.replace("Text", "New text"), "--key", "Nr", kind="draft")

    assert "Already decided here, so not changed, although their rows changed: CB-D2." in told
    assert [wmstrat.record(f"CB-D{number}")["body"] for number in (1, 2)] == ["New text one", "Text two"]


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("kind", "rows", "corrected", "identity", "field", "value", "code"),
    [
        ("group", "name,code,area\nLaw,LA,one\n", "name,code,area\nLaw,LA,two\n", "LA", "area", "two", 4),
        ("group", "name,code\nLaw,LA\n", "name,code\nLaws,LA\n", "LA", "name", "Laws", 5),
        ("person", "name,about\nMember 1,a\n", "name,about\nMember 1,b\n", "member-1", "about", "b", 4),
        ("member", "group,person,since\nCB,Member 17,\n", "group,person,since\nCB,Member 17,2.2.2018\n",
         "CB-member-17", "since", "2018-02-02", 5),
        ("question", "group,title\nCB,Why?\n", "Nr,group,title\n7,CB,Why?\n", "CB-Q1", "import_key", "7", 4),
    ],
)  # fmt: skip
def test_a_corrected_row_becomes_no_second_record_and_can_change_the_first(
    wmstrat: Wmstrat, workspace: Path, kind: str, rows: str, corrected: str, identity: str, field: str, value: str,
    code: int,
) -> None:  # fmt: skip
    wmstrat("person", "add", "Member 17")
    imported(wmstrat, rows, kind=kind)
    before = everything(workspace)
    options = ("--key", "Nr") if "Nr" in corrected else ()

    assert "type the command again with --update" in imported(wmstrat, corrected, *options, kind=kind, code=code)
    assert everything(workspace) == before

    assert "1 changed" in imported(wmstrat, corrected, "--update", *options, kind=kind)
    assert wmstrat.record(identity)[field] == value
    assert "1 changed" not in imported(wmstrat, corrected, *options, kind=kind)


@pytest.mark.usefixtures("workspace")
def test_somebody_who_has_left_can_come_back_by_an_import(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    imported(wmstrat, "group,person,since,until,state\nCB,Member 17,2017-01-01,2017-02-01,left\n", kind="member")

    assert "1 new member" in imported(wmstrat, "group,person,since\nCB,Member 17,2018-01-01\n", kind="member")


@pytest.mark.usefixtures("workspace")
def test_a_row_that_may_be_one_of_several_records_needs_an_id(wmstrat: Wmstrat) -> None:
    imported(wmstrat, "group,title\nCB,Why?\nCB,Why?\n")
    changed = "group,title,level\nCB,Why?,structural\n"

    assert "this could be any of CB-Q1, CB-Q2." in imported(wmstrat, changed, "--update", code=5)
    assert "Choose one of the two" in imported(wmstrat, changed, "--update", "--again", code=2)


@pytest.mark.usefixtures("workspace")
def test_equal_rows_of_one_file_are_records_of_their_own(wmstrat: Wmstrat) -> None:
    rows = "group,body\nCB,Hello\nCB,Hello\n"
    assert "2 new notes" in imported(wmstrat, rows, kind="note")
    assert "0 new notes. Imported before, so not changed: 2" in imported(wmstrat, rows, kind="note")


def test_an_export_of_imported_records_gives_the_same_files_elsewhere(
    wmstrat: Wmstrat, workspace: Path, tmp_path: Path
) -> None:
    imported(wmstrat, SHEET)
    imported(wmstrat, "name,about\nMember 1,Teaches\n", kind="person")
    wmstrat("export", tmp_path / "out", "--format", "csv")
    wmstrat("init", tmp_path / "other")

    wmstrat("-C", tmp_path / "other", "import", tmp_path / "out")

    for path in ("groups/capacity-building/questions/CB-Q1.md", "people/member-1.yaml"):
        assert (tmp_path / "other" / path).read_bytes() == (workspace / path).read_bytes()
    assert "0 new" in wmstrat("-C", tmp_path / "other", "import", "question", "-", "--from", "csv", stdin=SHEET).err


@pytest.mark.usefixtures("workspace")
def test_what_everybody_sees_of_a_key_says_nothing_of_what_is_private(wmstrat: Wmstrat) -> None:
    """The key is made of what is public: nobody can try out addresses on it."""
    imported(wmstrat, "name,contact\nMember 1,a@example.org\n", kind="person")
    first = wmstrat.record("member-1")["import_key"]
    wmstrat("undo")
    imported(wmstrat, "name,contact\nMember 1,b@example.org\n", kind="person")

    assert wmstrat.record("member-1")["import_key"] == first
    assert re.fullmatch(r"row [0-9a-f]{16}", first)


# What is said


@pytest.mark.usefixtures("workspace")
def test_on_a_terminal_an_import_answers_in_numbers(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "group,title\n" + "".join(
        f"{code},Q {n}?\n" for n, code in enumerate(["AD", "CB", "CB", "CH", "CH", "CH", "DI", "PA", "PT"])
    )
    piped = wmstrat("import", "question", "-", "--from", "csv", stdin=rows)
    assert piped.lines[:2] == ["AD-Q1", "CB-Q1"]

    monkeypatch.setattr("wmstrat.commands.session.is_terminal", lambda _: True)
    shown = wmstrat("import", "question", "-", "--from", "csv", "--again", stdin=rows)

    assert shown.out == ""
    assert "Imported: 9 new questions (3 CH, 2 CB, 1 AD, 1 DI, 2 in 2 more groups)." in shown.err


@pytest.mark.usefixtures("unchanged")
def test_a_dry_run_is_a_table_of_what_would_come(wmstrat: Wmstrat) -> None:
    done = wmstrat("import", "question", "-", "--from", "csv", "--dry-run", stdin=SHEET + "CB;Why?;\nCB;How?;\n")

    assert [line.split() for line in done.lines][:2] == [
        ["Records", "Group", "New", "Changed", "Unchanged", "First", "titles"],
        ["questions", "CB", "3", "Who", "looks", "after", "mentors?;", "Why?;", "1", "more"],
    ]
    assert "Imported" not in done.err
    assert "Nothing was changed yet." in done.err


# What is wrong


@pytest.mark.usefixtures("unchanged")
def test_one_mistake_in_many_rows_is_told_once_and_a_rare_one_is_not_hidden(wmstrat: Wmstrat) -> None:
    rows = (
        "".join(f"CB,Question {n}?,{'bogus' if n % 2 else 'medium'}\n" for n in range(300)) + "CB,Last?,Strctural\n"
    )

    told = imported(wmstrat, "group,title,level\n" + rows, code=5)

    assert 'standard input:3: level: found "bogus" in 150 rows (3, 5, 7 and 147 more), expected ' in told
    assert 'standard input:302: level: found "Strctural" (did you mean structural?) in the row "Last?"' in told
    assert len(told.splitlines()) == 4


@pytest.mark.usefixtures("unchanged")
def test_many_wrong_values_of_a_column_are_told_together(wmstrat: Wmstrat) -> None:
    rows = "".join(f"CB,Member {n % 50}\n" for n in range(300)) + "CB,Member 777\n"

    told = imported(wmstrat, "group,person\n" + rows, kind="member", code=5)

    assert "standard input: person: 51 wrong values in 301 rows; expected the name or id of a person." in told
    assert '\n  "Member 777"\n' in told
    assert "and 43 more values" in told


NEAR = [
    ("Prodct & Production", '"Prodct & Production" (did you mean product-production (Product & Production)?)'),
    ("R", '"R" (did you mean resource-allocation (Resource Allocation), revenue-streams (Revenue Streams), '),
    ("Sports", '"Sports" (did you mean sports-north (Sports North) or sports-south (Sports South)?)'),
    ("Sports Nroth", '"Sports Nroth" (did you mean sports-north (Sports North)?)'),
    ("Diversty", '"Diversty" (did you mean DI (Diversity)?)'),
]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(("typed", "said"), NEAR)
def test_a_misspelt_group_is_told_with_the_nearest_of_the_workspace_and_of_the_files(
    wmstrat: Wmstrat, tmp_path: Path, typed: str, said: str, many: bool
) -> None:
    groups, questions = tmp_path / "groups.csv", tmp_path / "questions.csv"
    groups.write_text("name,code\nSports North,SN\nSports South,SU\nProduct & Production,PP\n")
    rows = [typed, *(f"Nowhere {number}" for number in range(5) if many)]
    questions.write_text("group,title\n" + "".join(f"{row},Who?\n" for row in rows))

    assert said in wmstrat("import", groups, questions, code=5).err


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("form", "text", "place"),
    [
        ("json", '[\n{"group": "CB", "title": "Why?",\n"level": "bogus"}]', "2: level:"),
        ("yaml", "- group: CB\n  title: Why?\n  level: bogus\n", "3: level:"),
        ("csv", "group,title,level\nCB,Why?,bogus\n", "2: level:"),
        ("jsonl", '\n{"group": "CB", "title": "Why?", "level": "bogus"}\n', "2: level:"),
    ],
)
def test_the_place_of_a_mistake_has_one_form(wmstrat: Wmstrat, form: str, text: str, place: str) -> None:
    assert f"standard input:{place}" in wmstrat("import", "question", "-", "--from", form, stdin=text, code=5).err


@pytest.mark.usefixtures("unchanged")
def test_an_unknown_column_is_told_with_what_to_do_about_it(wmstrat: Wmstrat) -> None:
    told = imported(wmstrat, "group,title,Budget\nCB,Why?,5\n", code=5)

    assert '--column "Budget="' in told
    assert 'wmstrat set process "fields+=budget,kind=question"' in told
    assert 'Perhaps "Levle" is level.' in imported(wmstrat, "group,title,Levle\nCB,Why?,\n", code=5)


@pytest.mark.usefixtures("workspace")
def test_a_list_and_a_vocabulary_without_words_are_told_with_what_to_do(wmstrat: Wmstrat) -> None:
    items = json.dumps([{"group": "CB", "title": "Why?", "reviewers": ["a"]}])
    told = wmstrat("import", "draft", "-", "--from", "json", stdin=items, code=5).err
    assert '"fields+=reviewers,kind=draft,type=list"' in told

    told = imported(wmstrat, 'group,title,focus\nCB,Why?,"CB-F1, CB-F2"\n', code=5)
    assert 'standard input:2: focus: found "CB-F1, CB-F2"' in told
    assert "Put a semicolon between the items." in told

    wmstrat("set", "process", "levels=")
    told = imported(wmstrat, "group,title,level\nCB,Why?,high\nCB,How?,low\n", code=5)
    assert 'First add the words: wmstrat set process "levels+=WORD"' in told


@pytest.mark.usefixtures("workspace")
def test_half_a_date_is_refused_with_what_to_write(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    told = imported(wmstrat, "group,person,since\nCB,Member 17,2018\n", kind="member", code=5)
    assert "Write the whole date, such as 20.7.2018. If it is not known, leave the cell empty." in told
    told = imported(wmstrat, "group,body,date\nCB,Hello,01.02.18\n", kind="note", code=5)
    assert "If it is not known, add: --fill date=DATE, for empty cells." in told


@pytest.mark.usefixtures("workspace")
def test_members_are_named_in_a_dry_run_and_found_by_a_list_of_any_records(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    planned = wmstrat("import", "member", "-", "--from", "csv", "--dry-run", stdin="group,person\nCB,Member 17\n")
    assert planned.lines[1].split()[-2:] == ["Member", "17"]

    wmstrat("set", "process", "fields+=readers,kind=draft,type=records")
    imported(wmstrat, "group,title,readers\nCB,X,Member 17; Capacity Building\n", kind="draft")
    assert wmstrat.record("CB-D1")["readers"] == ["member-17", "capacity-building"]


@pytest.mark.usefixtures("workspace")
def test_a_markdown_file_is_of_the_kind_and_group_of_its_folders(wmstrat: Wmstrat, tmp_path: Path) -> None:
    file = tmp_path / "notes" / "Capacity Building" / "minutes.md"
    file.parent.mkdir(parents=True)
    file.write_text("# Minutes\n\nWe met.\n")

    assert "1 new note (1 CB)" in wmstrat("import", file).err


@pytest.mark.usefixtures("workspace")
def test_a_key_can_be_a_field_and_a_column_without_name_and_cells_does_not_count(wmstrat: Wmstrat) -> None:
    imported(wmstrat, "Name,,Code\nLaw,,LA\n", "--key", "Name", kind="group")

    assert [wmstrat.record("LA")[name] for name in ("name", "import_key")] == ["Law", "Law"]
    assert "a column without a name" in imported(wmstrat, "Name,,Code\nLaws,x,LB\n", kind="group", code=5)


@pytest.mark.usefixtures("workspace")
def test_columns_have_the_names_that_people_give_them(wmstrat: Wmstrat) -> None:
    imported(
        wmstrat,
        "Working group,Question,Text,Budget\nCapacity Building,Why?,Because,5\n",
        "--column",
        "Working group=Group",
        "--column",
        "Budget=",
    )

    assert [wmstrat.record("CB-Q1")[name] for name in ("group", "title", "body")] == [
        "capacity-building",
        "Why?",
        "Because",
    ]
    imported(wmstrat, "Text\nHello\n", "--fill", "group=CB", "--fill", "date=2018-01-02", kind="notes")
    assert wmstrat.items("note", "list")[0]["date"] == "2018-01-02"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--column", "x"], "NAME=VALUE"),
        (["--fill", "=x"], "NAME=VALUE"),
        (["--column", "x=nosuch"], 'no field "nosuch"'),
        (["--fill", "nosuch=1"], 'no field "nosuch"'),
        (["--key", "nosuch"], 'no column "nosuch"'),
    ],
)
def test_options_that_name_nothing_are_refused(wmstrat: Wmstrat, options: list[str], said: str) -> None:
    assert said in imported(wmstrat, "group,title\nCB,Why?\n", *options, code=2)


@pytest.mark.usefixtures("workspace")
def test_words_and_days_as_spreadsheets_have_them(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    imported(
        wmstrat,
        "Group,Person,Role,Since,State,Until\ncb, Member 17 ,COORDINATOR,1.2.2018,Left,2018/03/01\n",
        kind="members",
    )

    found = wmstrat.record("CB-member-17")

    assert [found[name] for name in ("role", "since", "until", "state")] == [
        "coordinator",
        "2018-02-01",
        "2018-03-01",
        "left",
    ]


@pytest.mark.usefixtures("workspace")
def test_a_day_that_a_file_does_not_have_is_not_known_and_not_today(wmstrat: Wmstrat) -> None:
    imported(wmstrat, "group,title,state\nCB,Why?,final\nCB,How?,proposed\n")

    assert [wmstrat.record(f"CB-Q{number}")["final_on"] for number in (1, 2)] == ["not known", ""]
    wmstrat("question", "finalize", "CB")
    assert wmstrat.record("CB-Q2")["final_on"] == "2018-07-20"


@pytest.mark.usefixtures("workspace")
def test_a_membership_of_which_no_days_are_known(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    imported(wmstrat, "group,person,state\nCB,Member 17,left\nCH,Member 17,\n", kind="member")

    left, present = wmstrat.record("CB-member-17"), wmstrat.record("CH-member-17")

    assert (left["since"], left["until"], present["since"], present["until"]) == (
        "not known", "not known", "not known", "",
    )  # fmt: skip
    assert [item["id"] for item in wmstrat.items("member", "list", "--on", "today")] == ["CH-member-17"]
    wmstrat("member", "leave", "CH", "Member 17")
    assert wmstrat.record("CH-member-17")["until"] == "2018-07-20"


@pytest.mark.usefixtures("workspace")
def test_the_first_stage_of_an_imported_group_did_not_begin_today(wmstrat: Wmstrat) -> None:
    imported(wmstrat, "name,code\nLaw,LA\n", kind="groups")

    assert [entry["since"] for entry in wmstrat.record("LA")["stages"]] == ["not known"]


@pytest.mark.usefixtures("workspace")
def test_a_day_that_a_record_cannot_be_without_is_told(wmstrat: Wmstrat) -> None:
    told = imported(wmstrat, "group,body,date\nCB,One,\nCB,Two,2018-01-02\n", kind="note")

    assert "Warning: 1 of the new notes has no date in the file, so today's date is used." in told
    assert "--fill date=DATE" in told


@pytest.mark.usefixtures("workspace")
def test_records_of_one_import_name_each_other_in_any_order(wmstrat: Wmstrat, tmp_path: Path) -> None:
    items = [
        {"id": "CB-D1", "group": "CB", "title": "One", "state": "merged", "became": ["CB-D2"], "answers": ["Why?"]},
        {"id": "CB-D2", "group": "CB", "title": "Two"},
        {"group": "CB", "title": "Three", "state": "merged", "became": ["Four"]},
        {"group": "CB", "title": "Four"},
    ]
    (tmp_path / "draft.json").write_text(json.dumps(items))
    (tmp_path / "question.csv").write_text("group,title\nCB,Why?\n")

    wmstrat("import", tmp_path / "draft.json", tmp_path / "question.csv")

    assert wmstrat.record("CB-D1")["became"] == ["CB-D2"]
    assert wmstrat.record("CB-D1")["answers"] == ["CB-Q1"]
    four = next(item for item in wmstrat.items("draft", "list") if item["title"] == "Four")
    three = next(item for item in wmstrat.items("draft", "list") if item["title"] == "Three")
    assert three["became"] == [four["id"]]


@pytest.mark.usefixtures("workspace")
def test_a_text_that_is_given_as_empty_stays_so_and_a_line_end_is_no_change(wmstrat: Wmstrat) -> None:
    rows = [{"group": "CB", "title": "One", "body": ""}, {"group": "CB", "title": "Two"}]
    wmstrat("import", "draft", "-", "--from", "json", stdin=json.dumps(rows))
    assert wmstrat.record("CB-D1")["body"] == ""
    assert "What we recommend" in wmstrat.record("CB-D2")["body"]

    change = json.dumps([{"id": "CB-D1", "body": "Text\n\n"}])
    assert "1 changed" in wmstrat("import", "draft", "-", "--from", "json", stdin=change).err
    assert "1 unchanged" in wmstrat("import", "draft", "-", "--from", "json", stdin=change).err


@pytest.mark.usefixtures("workspace")
def test_a_folder_of_foreign_markdown_comes_in(wmstrat: Wmstrat, tmp_path: Path) -> None:
    folder = tmp_path / "wiki"
    for path, text in {
        "Capacity Building/notes/first.md": "# Minutes of May\n\nWe met.\n",
        "community-health/notes/second.md": "---\ntitle: Call\ndate: 2018-05-02\n---\nWe called.\n",
        "CB/questions/who-leads.md": "Background here.\n",
        ".obsidian/x.md": "---\nx: [\n",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)

    wmstrat("import", folder)

    notes = {item["title"]: item for item in wmstrat.items("note", "list")}
    assert notes["Minutes of May"]["body"] == "We met."
    assert (notes["Call"]["group"], notes["Call"]["date"]) == ("community-health", "2018-05-02")
    assert wmstrat.record("CB-Q1")["title"] == "Who leads"
    assert "Imported: 0 new records. Imported before, so not changed: 3." in wmstrat("import", folder).err


@pytest.mark.usefixtures("workspace")
def test_front_matter_of_another_program_is_named_or_taken(wmstrat: Wmstrat, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(f"---\ntags: [a, b]\n---\n# Note {number}\n\nText {number}\n")
    refused = wmstrat("import", folder, "--fill", "group=CB", code=5).err
    assert 'no note has the column "tags".' in refused
    assert "(in 3 files (0.md, 1.md and 2.md))" in refused

    wmstrat("set", "process", "fields+=tags,kind=note,type=list")
    wmstrat("import", folder, "--fill", "group=CB")

    assert wmstrat.items("note", "list")[0]["tags"] == ["a", "b"]


MOVED = [
    ("draft", "Nr,group,title\n7,CB,A well\n8,CH,A pump\n", ("7,CB", "7,CH"), "CB-D1", "CH-D2",
     "group of a row changed, so CH-D2 is new. CB-D1 is still there. To end it: wmstrat mark CB-D1 withdrawn"),
    ("question", "Nr,group,title\n7,CB,Who?\n", ("7,CB", "7,CH"), "CB-Q1", "CH-Q1",
     "To end it: wmstrat mark CB-Q1 withdrawn"),
    ("member", "Nr,group,person\n7,CB,Member 17\n", ("7,CB", "7,CH"), "CB-member-17", "CH-member-17",
     "To end it: wmstrat member leave CB member-17"),
    ("member", "Nr,group,person\n7,CB,Member 17\n", ("Member 17", "Member 3"), "CB-member-17", "CB-member-3",
     "person of a row changed, so CB-member-3 is new."),
    ("note", "Nr,group,body,date\n7,CB,Text,2018-05-02\n", ("7,CB", "7,CH"), "", "", " withdrawn\n"),
]  # fmt: skip


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(("kind", "rows", "move", "was", "new", "said"), MOVED)
def test_a_row_that_moved_to_another_group_or_person_becomes_a_new_record(
    wmstrat: Wmstrat, kind: str, rows: str, move: tuple[str, str], was: str, new: str, said: str
) -> None:
    for number in (3, 17):
        wmstrat("person", "add", f"Member {number}")
    imported(wmstrat, rows, "--key", "Nr", kind=kind)
    moved = rows.replace(*move)

    told = imported(wmstrat, moved, "--key", "Nr", kind=kind)

    assert "1 new" in told
    assert said in told
    if "To end it: " in told:
        wmstrat(*told.partition("To end it: wmstrat ")[2].splitlines()[0].split())
    if new:
        assert [wmstrat.record(name)["import_key"] for name in (was, new)] == ["7", "7"]
    assert "Imported: 0 new" in imported(wmstrat, moved, "--key", "Nr", kind=kind)


@pytest.mark.usefixtures("workspace")
def test_keys_that_are_counted_anew_in_each_group_are_told_apart(wmstrat: Wmstrat) -> None:
    rows = "Nr,group,title\n1,CB,Who?\n1,CH,Where?\n"
    imported(wmstrat, rows, "--key", "Nr")

    told = imported(wmstrat, rows.replace("Where?", "Where to?"), "--key", "Nr")

    assert "Imported: 0 new questions, 1 changed, 1 unchanged." in told
    assert wmstrat.record("CH-Q1")["title"] == "Where to?"


@pytest.mark.usefixtures("workspace")
def test_a_record_that_is_named_by_its_id_stays_in_its_group(wmstrat: Wmstrat) -> None:
    imported(wmstrat, SHEET)

    told = imported(wmstrat, "id,group,title\nCB-Q1,CH,Who?\n", code=4)

    assert "A record stays in its group. Add it to the other group as a new record." in told


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("later", "said"),
    [
        (
            "Group;Question;Level;Why\nCB;Who looks after mentors?;Programmatic;New\n",
            "Different in the file: level, why.",
        ),
        ("Group;Question;Level\nCB;who looks after MENTORS?;structural\n", "Different in the file: title."),
        (
            "Nr;Group;Question;Level\n7;CB;Who looks after mentors?;structural\n",
            "Different in the file: only the key.",
        ),
    ],
)
def test_a_row_of_an_existing_record_is_told_with_what_differs(wmstrat: Wmstrat, later: str, said: str) -> None:
    imported(wmstrat, SHEET)
    key = ("--key", "Nr") if later.startswith("Nr") else ()

    told = imported(wmstrat, later, *key, code=4)

    assert f"is already there, as CB-Q1. {said}\n" in told


@pytest.mark.usefixtures("workspace")
def test_commas_between_words_that_have_none_are_read(wmstrat: Wmstrat) -> None:
    imported(wmstrat, 'name,languages\nMember 61,"de, pt-br"\nMember 62,de;en\n', kind="person")
    assert [wmstrat.record(f"member-{number}")["languages"] for number in (61, 62)] == [["de", "pt-br"], ["de", "en"]]


@pytest.mark.usefixtures("unchanged")
def test_columns_that_everybody_reads_or_that_are_missing_are_told_once(wmstrat: Wmstrat) -> None:
    rows = "".join(f"Member {number},Likes trees\n" for number in range(70, 80))
    told = imported(wmstrat, f"name,Intro\n{rows}", "--column", "Intro=about", "--private", kind="person", code=5)
    assert "Intro: everybody can read this field, so it cannot be imported with --private. (in 10 rows (" in told
    assert told.count('To leave it out, add: --column "Intro="') == 1
    told = imported(wmstrat, "Headline,group\nWho?,CB\n", code=5)
    assert 'new questions need it. If another column contains it, add: --column "COLUMN=title"' in told


@pytest.mark.usefixtures("workspace")
def test_amounts_are_read_as_spreadsheets_write_them(wmstrat: Wmstrat) -> None:
    wmstrat("set", "process", "fields+=cost,kind=draft,type=money")
    typed = ["100,50 €", "1.200,50 EUR", "€ 1,200.50", "£12", "1'200.5 chf", "7 EUR", "1,200,000 USD", "1.200.000 €"]
    rows = "".join(f'CB,Draft {number},"{amount}"\n' for number, amount in enumerate(typed))
    imported(wmstrat, f"group,title,cost\n{rows}", kind="draft")
    read = [item["cost"] for item in wmstrat.items("draft", "list")]
    assert read == [
        "100.50 EUR",
        "1200.50 EUR",
        "1200.50 EUR",
        "12 GBP",
        "1200.5 CHF",
        "7 EUR",
        "1200000 USD",
        "1200000 EUR",
    ]
    for wrong in ("12", "€ 5 EUR", "1,2,3 EUR", "12 $", "1.200 EUR"):
        assert "cost: found" in imported(wmstrat, f'group,title,cost\nCB,X,"{wrong}"\n', kind="draft", code=5)


@pytest.mark.usefixtures("unchanged")
def test_decisions_of_many_rows_are_told_once_and_a_field_to_declare_with_its_command(wmstrat: Wmstrat) -> None:
    rows = "".join(f"CB,Draft {number},ratified\n" for number in range(9))
    told = imported(wmstrat, f"group,title,state\n{rows}", kind="draft", code=4)
    assert told.count("A new draft becomes ratified only with its own command.") == 1
    assert "(in 9 rows (2, 3, 4 and 6 more))" in told
    told = imported(wmstrat, "group,title,Preis\nCB,X,1\n", "--column", "Preis=price", kind="draft", code=2)
    assert 'To record it, first type: wmstrat set process "fields+=price,kind=draft"' in told
