"""The contract of search: what is found, how it is shown, and that hostile words and texts do no harm."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Complete, GitProcesses, Once, Wmstrat, replace_in
from tests.contract.conftest import A_TICK, CB
from tests.say.conftest import Screen
from tests.test_house import loaded_by
from wmstrat.commands.session import Session
from wmstrat.reports.searching import search

NOUNS = ("group", "person", "member", "question", "draft", "note", "application")


def ids(wmstrat: Wmstrat, *words: str) -> list[str]:
    return wmstrat("search", "--format", "ids", *words).lines


def values(value: Any) -> list[str]:
    """Every text in a value of JSON."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in values(part)]
    if isinstance(value, list):
        return [text for part in value for text in values(part)]
    return [value] if isinstance(value, str) else []


def wanted(line: str) -> bool:
    """Whether a line says something, and is no prompt that waits for an answer."""
    return bool(line.strip(" #-`|")) and not line.startswith(("<!--", "## "))


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("noun", NOUNS)
def test_every_text_of_every_field_finds_its_record(wmstrat: Wmstrat, filled: Path, noun: str) -> None:
    items = wmstrat.items(noun, "list")
    assert items
    session = Session(str(filled))
    for item in items:
        fields = {name: value for name, value in item.items() if name not in ("record", "group", "state")}
        texts = [line for value in fields.values() for text in values(value) for line in text.split("\n")]
        for text in dict.fromkeys(line.strip("# ") for line in texts if wanted(line)):
            found = search(session.workspace, [text], {}).hits
            assert item["id"] in {hit.record.id for hit in found}, text
    session.close()


QUESTIONS = (
    "group,title,body\nCB,Who are the mentors?,They stay.\nCB,Wer hört zu?,Die ÖFFENTLICHKEIT fragt Mentors.\n",
    "id,handle,group,title\nCB-Q3,CB-Q-k3f9,CB,Which capacities?\nCB-Q30,,CB,Another?\n",
)
NOTES = (
    {"title": "Chinese", "body": "社区需要导\n师。", "language": "zh"},
    {"title": "Arabic", "body": "الأعضاء يريدون مُرشدين.", "language": "ar", "date": "2018-07-01"},
    {"title": "Hindi", "body": "समुदायों को मार्गदर्शक चाहिए", "language": "hi"},
    {"title": "Portuguese", "body": "## Mentors\n\nA formação\ncontinua, ver CB-Q-k3f9.", "language": "pt-br"},
    {"title": "Signs", "body": "100% of a_b, \"so\", c:\\d 'and' <!-- hidden -->", "author": "Mentors"},
)


@pytest.fixture
def spoken(once: Once, workspace: Path, wmstrat: Wmstrat) -> Path:
    """A workspace in which several languages are spoken; CB-Q3 had a handle."""
    told = [
        {"group": "DI", "date": "2018-07-20", "id": f"DI-N20180720-aaa{n}", **note} for n, note in enumerate(NOTES, 2)
    ]
    told[1]["id"] = "DI-N20180701-aaa3"

    def make() -> None:
        for rows in QUESTIONS:
            wmstrat("import", "question", "-", "--from", "csv", stdin=rows)
        wmstrat("import", "note", "-", "--from", "json", stdin=json.dumps(told))

    once(make, workspace)
    return workspace


FOUND = {
    ("mentors",): ["CB-Q1", "DI-N20180720-aaa5", "CB-Q2", "DI-N20180720-aaa6"],  # title, heading, text, field
    ("MENTORS", "stay"): ["CB-Q1"],
    ("stay", "fragt"): [],
    ("Offentlichkeit",): ["CB-Q2"],
    ("hort", "zu"): ["CB-Q2"],
    ("öffentlichkeit fragt",): ["CB-Q2"],
    ("fragt öffentlichkeit",): [],
    ("formacao continua",): ["DI-N20180720-aaa5"],
    ("导师",): ["DI-N20180720-aaa2"],
    ("师",): ["DI-N20180720-aaa2"],
    ("导游",): [],
    ("مرشدين",): ["DI-N20180701-aaa3"],
    ("الاعضاء",): ["DI-N20180701-aaa3"],
    ("मार्गदर्शक",): ["DI-N20180720-aaa4"],
    ("मार्गदर्शिका",): [],
    ("0%",): ["DI-N20180720-aaa6"],
    ("a_b",): ["DI-N20180720-aaa6"],
    ("a%b",): [],
    ("a_c",): [],
    ('"so"',): ["DI-N20180720-aaa6"],
    ("c:\\d",): ["DI-N20180720-aaa6"],
    ("'and'",): ["DI-N20180720-aaa6"],
    ("hidden",): [],
    ("CB-Q3",): ["CB-Q3", "DI-N20180720-aaa5"],
    ("cb-q-k3f9",): ["CB-Q3", "DI-N20180720-aaa5"],
    ("k3f9",): ["DI-N20180720-aaa5", "CB-Q3"],
    ("CB-Q30",): ["CB-Q30"],
    ("mentors", "CB"): ["CB-Q1", "CB-Q2"],
    ("mentors", "capacity building"): ["CB-Q1", "CB-Q2"],
    ("mentors", "ALL"): [],
    ("mentors", "AD"): [],
    ("mentors", "--kind", "note"): ["DI-N20180720-aaa5", "DI-N20180720-aaa6"],
    ("mentors", "--kind", "Questions"): ["CB-Q1", "CB-Q2"],
    ("mentors", "--kind", "member"): [],
    ("mentors", "--state", "proposed"): ["CB-Q1", "CB-Q2"],
    ("mentors", "--state", "kept", "--kind", "note"): ["DI-N20180720-aaa5", "DI-N20180720-aaa6"],
    ("a", "--kind", "note", "--since", "2018-07-02", "--language", "pt"): ["DI-N20180720-aaa5"],
    ("a", "--until", "2018-07-02", "--kind", "note"): ["DI-N20180701-aaa3"],
    ("mentors", "--language", "PT-BR"): ["DI-N20180720-aaa5"],
    ("mentors", "--language", "pt-b"): [],
}


@pytest.mark.usefixtures("spoken")
def test_what_was_typed_finds_what_says_it_the_best_first(wmstrat: Wmstrat) -> None:
    found = {words: ids(wmstrat, *words) for words in FOUND}
    assert found == FOUND


@pytest.mark.usefixtures("spoken")
def test_a_filter_by_a_record_leaves_what_names_it(wmstrat: Wmstrat) -> None:
    wmstrat("note", "add", "CB", "The mentors again", "--about", "CB-Q3")
    [note] = ids(wmstrat, "mentors", "--for", "CB-Q-k3f9")
    assert note.startswith("CB-N")


@pytest.mark.usefixtures("spoken", "unchanged")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("",), 5, "text to search for is empty"),
        ((" \t",), 5, "text to search for is empty"),
        (("\u200b\u0301",), 5, "text to search for is empty"),
        (("mentors", ""), 5, "text to search for is empty"),
        (("\udcff",), 5, "UTF-8"),
        ((), 2, "Type more after wmstrat search: words"),
        (("mentors", "--kind", "nonsense"), 3, "The kinds are"),
        (("mentors", "--state", "nonsense"), 2, "The states are: "),
        (("mentors", "--state", "final", "--kind", "note"), 2, "The states are: kept, withdrawn"),
        (("mentors", "--for", "nobody"), 3, "nobody"),
        (("mentors", "--since", "soon"), 5, "soon"),
        (tuple("abcdefghij" * 6), 2, "at most 50 words"),
        (("mentors", "--format", "xml"), 2, "json"),
    ],
)
def test_what_cannot_be_searched_for_is_refused(
    wmstrat: Wmstrat, words: tuple[str, ...], code: int, said: str
) -> None:
    refused = wmstrat("search", *words, code=code)
    assert refused.out == ""
    assert said in refused.err


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "word", ["x" * 10_000, "%" * 60_000, "导" * 10_000, "a\0b", "\x1b[31m", "(", "[a", "*", "' OR 1=1 --", "!"]
)
def test_a_hostile_word_finds_nothing_and_is_shown_safely(wmstrat: Wmstrat, word: str) -> None:
    done = wmstrat("search", "--", word + "zzz")
    assert done.out == ""
    assert done.err.startswith("No records found for: ")
    assert len(done.err) < 1000
    assert not {"\x1b", "\0"} & set(done.err)


@pytest.mark.usefixtures("spoken")
def test_what_was_not_found_is_said_with_what_to_try(wmstrat: Wmstrat) -> None:
    assert "Try them without quotes" in wmstrat("search", "stay mentors").err
    elsewhere = wmstrat("search", "mentors", "AD").err
    assert "Only Advocacy (AD) was searched." in elsewhere
    assert "4 other records match." in elsewhere


ALIKE = {
    ("CB-Q1",): ["AD-Q1", "CB-Q2"],
    ("CB-Q1", "AD"): ["AD-Q1"],
    ("CB-Q1", "capacity building"): ["CB-Q2"],
    ("CB-Q1", "--kind", "question", "--state", "proposed"): ["AD-Q1", "CB-Q2"],
    ("CB-Q1", "--kind", "note"): [],
    ("CB-Q1", "--kind", "group"): ["diversity"],  # which is no answer to what another group works on
    ("CB-Q1", "ALL"): [],
    ("CB-Q3",): [],
}


@pytest.fixture
def similar(once: Once, workspace: Path, wmstrat: Wmstrat) -> Path:
    """Questions of two groups about small towns, and one about something else."""

    def make() -> None:
        wmstrat(
            "import", "question", "-", "--from", "csv",
            stdin="group,title,body\n"
            "CB,Who mentors newcomers in small towns?,<b>Libraries</b> lend rooms.\n"
            "CB,Do small towns have rooms?,\n"
            "CB,What does the budget pay for?,\n"
            "AD,Why do newcomers of small towns find no mentoring?,Ask libraries.\n",
        )  # fmt: skip
        wmstrat("set", "DI", "origin=Newcomers in small towns had no mentors.")

    once(make, workspace)
    return workspace


@pytest.mark.usefixtures("similar", "unchanged")
def test_records_that_say_the_same_are_found_in_any_group(wmstrat: Wmstrat) -> None:
    assert {words: ids(wmstrat, "--like", *words) for words in ALIKE} == ALIKE
    assert "Nothing found that says the same as CB-Q3." in wmstrat("search", "--like", "CB-Q3").err
    assert "3 records that do were left out by" in wmstrat("search", "--like", "CB-Q1", "ALL").err


@pytest.mark.usefixtures("similar", "unchanged")
def test_the_words_that_are_shared_are_the_reason(wmstrat: Wmstrat) -> None:
    first, _ = wmstrat.items("search", "--like", "CB-Q1")
    assert {"mentors", "newcomers", "Libraries", "small", "towns"} <= set(first["shared"])
    assert first["match"] == "Why do newcomers of small towns find no mentoring?"
    assert wmstrat("search", "--like", "CB-Q1", "--format", "csv").lines[0].endswith(",field,match,shared")
    table = wmstrat("search", "--like", "cb-q1")
    assert "Shared words" in table.lines[0]
    assert "newcomers" in wmstrat("search", "--like", "CB-Q1", "--format", "plain").lines[0].split("\t")[6]


@pytest.mark.usefixtures("similar", "unchanged")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--like", "CB-Q9"), 3, "CB-Q9"),
        (("--like", "CB-Q1", "mentors"), 3, "With --like, type no words, but a group at most. To search for words: "),
        (("--like", "CB-Q1", "ACB"), 3, "? With --like, type no words"),
        (("--like", "CB-Q1", "small", "towns"), 2, "wmstrat search --like REF [GROUP]"),
        (("--like", "CB-Q1", "--kind", "nonsense"), 3, "The kinds are"),
        (("--like",), 2, "--like needs a value"),
    ],
)
def test_what_nothing_can_be_like_is_refused(wmstrat: Wmstrat, words: tuple[str, ...], code: int, said: str) -> None:
    refused = wmstrat("search", *words, code=code)
    assert refused.out == ""
    assert said in refused.err


def test_what_is_alike_in_private_alone_is_marked_and_only_where_private_is(wmstrat: Wmstrat, similar: Path) -> None:
    wmstrat("person", "add", "Ann")
    wmstrat("member", "apply", "AD", "Ann", "--motivation", "I mentor newcomers in small towns.")
    [hit] = wmstrat.items("search", "--like", "CB-Q1", "--kind", "application")
    assert hit["private"] is True
    shutil.rmtree(similar / "private")
    assert ids(wmstrat, "--like", "CB-Q1") == ["AD-Q1", "CB-Q2"]


def test_private_hits_are_marked_and_only_where_private_is(wmstrat: Wmstrat, filled: Path) -> None:
    both = wmstrat.items("search", "member 17", "+49")
    assert [(item["id"], item["private"]) for item in both] == [("member-17", True)]
    public = wmstrat.items("search", "Member 17")
    assert "private" not in next(item for item in public if item["id"] == "member-17")
    [application] = wmstrat.items("search", "1 < 2", "--kind", "application")
    assert application["private"] is True
    assert "application (private)" in wmstrat("search", "1 < 2").out
    plain = wmstrat("search", "1 < 2", "--format", "plain").lines
    assert {line.split("\t")[0]: line.endswith("\tprivate") for line in plain} == {
        "CB-S1": False, application["id"]: True,
    }  # fmt: skip
    shutil.rmtree(filled / "private")
    assert ids(wmstrat, "+49") == []
    assert ids(wmstrat, "1 < 2") == ["CB-S1"]
    assert "no private/ repository" in wmstrat("search", "1 < 2", "--kind", "application").err


def test_a_file_that_cannot_be_read_is_told(wmstrat: Wmstrat, filled: Path) -> None:
    (filled / CB / "questions/CB-Q7.md").write_text("---\nid: [\n---\nmentors\n")
    assert "One file cannot be read" in wmstrat("search", "mentors").err
    assert ids(wmstrat, "CB-Q7") == ["CB-Q7"]


def test_a_change_is_found_at_once(wmstrat: Wmstrat, spoken: Path) -> None:
    wmstrat("set", "CB-Q1", "title=Who are the trainers?")
    assert ids(wmstrat, "trainers") == ["CB-Q1"]
    file = spoken / CB / "questions/CB-Q2.md"
    replace_in(file, "Mentors", "trainers")
    assert ids(wmstrat, "trainers") == ["CB-Q1", "CB-Q2"]
    file.unlink()
    assert ids(wmstrat, "trainers") == ["CB-Q1"]


@pytest.mark.usefixtures("spoken")
def test_programs_get_each_hit_with_its_passage(wmstrat: Wmstrat) -> None:
    done = wmstrat("search", "mentors", "--format", "json")
    assert json.loads(done.out)["kind"] == "match"
    first, second, *_ = json.loads(done.out)["items"]
    assert first == {
        "record": "question", "id": "CB-Q1", "group": "capacity-building", "state": "proposed",
        "title": "Who are the mentors?", "field": "title", "match": "Who are the mentors?",
    }  # fmt: skip
    assert (second["field"], second["title"], second["match"]) == ("heading", "Portuguese", "Mentors")
    head, row, *_ = wmstrat("search", "mentors", "--format", "csv").lines
    assert head == "record,id,group,state,title,field,match"
    assert row.startswith("question,CB-Q1,capacity-building,proposed,")
    plain = wmstrat("search", "mentors", "--format", "plain").lines
    assert plain[0] == "CB-Q1\tquestion\tproposed\tWho are the mentors?\ttitle\tWho are the mentors?\t"
    assert (
        wmstrat("search", "mentors", "--format", "markdown").lines[2].startswith("| CB-Q1 | Who are the mentors? |")
    )
    assert "match: Who are the mentors?" in wmstrat("search", "mentors", "--format", "yaml").out
    for form in ("json", "csv", "plain", "ids", "markdown", "yaml", "table"):
        wmstrat("search", "nothing-has-this", "--format", form)


@pytest.mark.usefixtures("workspace")
def test_a_long_text_is_cut_around_the_match(wmstrat: Wmstrat) -> None:
    text = "word " * 3000 + "the needle here" + " word" * 3000
    wmstrat("note", "add", "CB", "--file", "-", "--title", "Long", stdin=text)
    wmstrat("note", "add", "CB", "--file", "-", "--title", "Hindi", stdin="मार्गदर्शिका" * 2000 + "सूई" + "कि" * 2000)
    [item] = wmstrat.items("search", "needle")
    assert item["match"].startswith("... word")
    assert "the needle here" in item["match"]
    assert item["match"].endswith("word ...")
    assert len(item["match"]) < 180
    [item] = wmstrat.items("search", "सूई")
    assert "सूई" in item["match"]
    assert len(item["match"]) < 180


@pytest.mark.usefixtures("workspace")
def test_text_is_never_markup_and_never_obeyed_by_a_terminal(wmstrat: Wmstrat) -> None:
    wmstrat("note", "add", "CB", "--file", "-", stdin="[red]not red[/red] \x1b[31mneedle\x1b[0m \x07 \u202eturned")
    for form in ("table", "plain", "json", "markdown", "yaml"):
        out = wmstrat("search", "needle", "--format", form).out
        assert not {"\x1b", "\x07", "\u202e"} & set(out)
        assert "red" in out


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_a_terminal_marks_what_was_found(spoken: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    from wmstrat.reports.labels import NoLabels
    from wmstrat.reports.searching import search
    from wmstrat.say.output import Output
    from wmstrat.say.search import hits

    drawn = Screen()
    monkeypatch.setattr("sys.stdout", drawn)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR")
    hits(search(opened(spoken), ["offentlichkeit"], {}), ["offentlichkeit"], Output("table", columns), NoLabels())
    assert "\x1b[30;43mÖFFENTLICHKEIT\x1b[0m" in drawn.seen
    assert "1 record" in drawn.seen
    assert ("State" in drawn.seen) or "Hidden (terminal too narrow)" in drawn.seen


def opened(folder: Path) -> Any:
    from wmstrat.kinds import Catalogue
    from wmstrat.repo.place import find
    from wmstrat.workspace.workspace import Workspace

    workspace = Workspace(find(folder), Catalogue())
    workspace.refresh()
    return workspace


@pytest.mark.usefixtures("spoken")
def test_a_search_starts_no_git(wmstrat: Wmstrat, git_processes: GitProcesses) -> None:
    for _ in range(4):  # files as young as these are not trusted until a tick has passed
        ids(wmstrat, "mentors")
    git_processes.arguments()
    ids(wmstrat, "mentors")
    ids(wmstrat, "mentors", "CB", "--kind", "question", "--state", "proposed")
    assert git_processes.arguments() == []


def test_the_table_of_passages_is_read_once(spoken: Path) -> None:
    from tests.workspace.test_questions import asking
    from wmstrat.reports.searching import search

    workspace = opened(spoken)
    search(workspace, ["mentors"], {})  # the first one folds what was read
    with asking(workspace) as asked:
        search(workspace, ["mentors", "stay"], {})
    assert sum("FROM passages" in question and "LIKE" in question for question in asked) == 1
    assert len(asked) < 10


def test_a_search_loads_little(workspace: Path, wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "Who are the mentors?")
    time.sleep(A_TICK)
    wmstrat("search", "mentors")
    alike = loaded_by("search", "--like", "CB-Q1", cwd=workspace)
    loaded = loaded_by("search", "mentors", cwd=workspace)
    assert "wmstrat.record.likeness" in alike - loaded
    assert {"git", "ruamel", "rich.table", "wmstrat.change.change"} & alike == set()
    assert {"wmstrat.say.search", "wmstrat.kinds.question"} <= loaded
    assert {"git", "ruamel", "ruamel.yaml", "rich.table", "wmstrat.change.change"} & loaded == set()
    assert {"wmstrat.kinds.draft", "wmstrat.kinds.membership"} & loaded == set(), "only kinds of what was found"


@pytest.mark.parametrize("folded", ["who are the mentors?", "a\\nmentors\\nb", "mentors" + "\\n" * 99])
def test_an_index_of_other_code_does_no_harm(wmstrat: Wmstrat, spoken: Path, folded: str) -> None:
    ids(wmstrat, "mentors")
    workspace = opened(spoken)
    with workspace.index.database.writing() as connection:
        told = (folded, f"{CB}/questions/CB-Q3.md")
        connection.execute("UPDATE passages SET folded = ? WHERE path = ?", told)
    workspace.close()
    assert "CB-Q3" in ids(wmstrat, "mentors")


@pytest.mark.parametrize("where", ["read-only", "damaged"])
def test_where_the_index_cannot_be_used_all_the_same_is_found(wmstrat: Wmstrat, spoken: Path, where: str) -> None:
    [index] = (spoken / ".git/wmstrat/cache").rglob("index.sqlite")
    if where == "damaged":
        index.write_bytes(b"nonsense" * 1000)
    else:
        index.unlink()
        index.mkdir()
    assert ids(wmstrat, "mentors", "stay") == ["CB-Q1"]
    assert ids(wmstrat, "--like", "CB-Q3", "--kind", "question") == []
    wmstrat("question", "add", "AD", "Which capacities do mentors lack?")
    assert ids(wmstrat, "--like", "CB-Q3", "--kind", "question") == ["AD-Q1"]


def test_a_search_while_another_process_writes_finds_what_no_search_has_folded_yet(
    wmstrat: Wmstrat, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids(wmstrat, "mentors")
    wmstrat("note", "add", "CB", "The mentors stay with us.")
    monkeypatch.setattr("wmstrat.workspace.database.PATIENCE", 0.01)
    workspace = opened(spoken)
    [file] = (spoken / ".git/wmstrat/cache").rglob("index.sqlite")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    held = [hit.record.id for hit in search(workspace, ["mentors", "stay"], {}).hits]
    holder.close()
    assert held == [hit.record.id for hit in search(workspace, ["mentors", "stay"], {}).hits]
    assert len(held) == 2
    workspace.close()


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(
    ("line", "offered", "never"),
    [
        ("wmstrat sea", "search", "status"),
        ("wmstrat search mentors C", "CB", "CB-Q1"),
        ("wmstrat search mentors A", "ALL", "CB"),
        ("wmstrat search --like CB-Q", "CB-Q1", "DI-Q1"),
        ("wmstrat search --like CB-Q1 A", "ALL", "CB"),
        ("wmstrat search x --kind qu", "question", "note"),
        ("wmstrat search x --kind note --state ", "kept", "final"),
        ("wmstrat search x --state fi", "final", "kept"),
        ("wmstrat search x --for CB-Q", "CB-Q1", "DI-Q1"),
    ],
)
def test_the_shell_is_offered_what_can_be_typed(complete: Complete, line: str, offered: str, never: str) -> None:
    found = complete(line)
    assert offered in found
    assert never not in found


def test_many_words_in_a_text_full_of_them_take_no_time(wmstrat: Wmstrat, workspace: Path) -> None:
    (workspace / "long.md").write_text("é " + "a b " * 100_000)
    wmstrat("note", "add", "CB", "--file", workspace / "long.md")
    typed = [*(f"{letter} {other}" for letter, other in ("ab", "ba")), *["a", "b"] * 24]
    [hit] = wmstrat.items("search", *typed)
    assert hit["match"].startswith("é a b a b")
    assert len(hit["match"]) < 150
