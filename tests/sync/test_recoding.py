"""`wmstrat group recode`: what gets another id, what follows, and what stays because others have it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, everything, replace_in

Git = Callable[..., str]
README = "groups/albania/README.md"


@pytest.fixture
def albania(once: Once, shared: Path, wmstrat: Wmstrat) -> str:
    """A group with a record of each kind, none of which anybody else has; the handle of its question."""

    def make() -> None:
        wmstrat("group", "add", "Albania", "--code", "AL")
        focus(shared / README, "AL-F3", "Mountains")
        wmstrat("save")
        wmstrat("person", "add", "Member 17")
        handle = wmstrat("question", "add", "AL", "Which?", "--focus", "AL-F3").out.strip()
        wmstrat("scope", "add", "AL", "Our scope")
        wmstrat("set", "AL-scope", "changes+=More paths,case=There are few.")
        wmstrat("draft", "add", "AL", "An answer", "--answers", handle, "--changes", "C1")
        wmstrat("note", "add", "AL", f"On {handle}, AL-F3 and AL-F31.", "--about", handle)
        wmstrat("member", "appoint", "AL", "member-17")
        wmstrat("person", "add", "Member 18")
        wmstrat("member", "apply", "AL", "Member 18")

    once(make, shared)
    [question] = (shared / README).parent.glob("questions/*.md")
    return question.stem


def focus(file: Path, identity: str, text: str) -> None:
    """A focus item by hand, above the others."""
    held = file.read_text().replace("\nfocus: []\n", "\nfocus:\n", 1)
    file.write_text(held.replace("\nfocus:\n", f"\nfocus:\n  - id: {identity}\n    text: {text}\n", 1))


def test_every_record_of_the_group_and_what_speaks_of_it_follows(
    shared: Path, albania: str, wmstrat: Wmstrat, git: Git
) -> None:
    elsewhere = wmstrat("note", "add", "CB", f"{albania} and AL-member-17 again", "--about", albania).out.strip()
    said = wmstrat("group", "recode", "albania", "AB").out
    new = albania.replace("AL-", "AB-")
    assert f"{albania} is {new}\n" in said
    assert "AL-F3 is AB-F3\n" in said
    question, note = wmstrat.record(new), wmstrat.items("note", "list", "albania")[0]
    assert (question["handle"], question["focus"]) == (new, ["AB-F3"])
    assert (note["about"], note["body"].strip()) == ([new], f"On {new}, AB-F3 and AL-F31.")
    draft = wmstrat.items("draft", "list", "albania")[0]
    assert (draft["answers"], draft["changes"]) == ([new], ["AB-C1"])
    assert wmstrat.record("AB-scope")["changes"][0]["id"] == "AB-C1"
    assert wmstrat.record(elsewhere)["about"] == [new]
    assert wmstrat.record(elsewhere)["body"].strip() == f"{new} and AB-member-17 again"
    kinds = ("question", "draft", "scope", "note", "member", "application")
    assert all(one["id"].startswith("AB-") for kind in kinds for one in wmstrat.items(kind, "list", "albania"))
    assert all(wmstrat.items(kind, "list", "albania") for kind in kinds)
    assert wmstrat.record("albania")["code"] == "AB"
    wmstrat("check")
    body = git(shared, "log", "-1", "--format=%B")
    assert "AL-member-17 is AB-member-17" in body
    assert "AL-A" not in body
    assert "AL-A" in git(shared / "private", "log", "-1", "--format=%B")
    assert git(shared, "status", "--porcelain") == ""


def test_a_try_changes_nothing_and_undo_brings_all_back(
    shared: Path, albania: str, wmstrat: Wmstrat, git: Git
) -> None:
    before = everything(shared), git(shared, "rev-parse", "HEAD")
    assert "+code: AB" in wmstrat("group", "recode", "albania", "AB", "--dry-run").out
    assert (everything(shared), git(shared, "rev-parse", "HEAD")) == before
    tree = git(shared, "rev-parse", "HEAD^{tree}"), git(shared / "private", "rev-parse", "HEAD^{tree}")
    wmstrat("group", "recode", "albania", "AB")
    wmstrat("undo")
    assert (git(shared, "rev-parse", "HEAD^{tree}"), git(shared / "private", "rev-parse", "HEAD^{tree}")) == tree
    assert wmstrat.record(albania)["id"] == albania


@pytest.mark.usefixtures("albania")
def test_what_was_sent_keeps_its_code(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("group", "recode", "albania", "AB")
    wmstrat("sync")
    before = git(shared, "rev-parse", "HEAD")
    refused = wmstrat("group", "recode", "albania", "AC", code=4).err
    assert "shared with the code AB" in refused
    assert "it cannot be undone" in wmstrat("undo", "HEAD~1", code=4).err
    assert git(shared, "rev-parse", "HEAD") == before


@pytest.mark.usefixtures("albania")
@pytest.mark.parametrize(
    ("code", "ends", "said"),
    [
        ("CB", 4, "wmstrat group recode albania AB"),
        ("a", 5, "two to four capital letters"),
        ("", 5, "two to four capital letters"),
        ("AL", 4, "already has the code AL"),
    ],
)
def test_codes_that_cannot_be(shared: Path, wmstrat: Wmstrat, code: str, ends: int, said: str) -> None:
    before = everything(shared)
    assert said in wmstrat("group", "recode", "albania", code, code=ends).err
    assert everything(shared) == before


@pytest.mark.usefixtures("albania")
def test_a_code_that_is_an_id(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Ab")
    assert "is already the id of people/ab.yaml" in wmstrat("group", "recode", "albania", "AB", code=4).err


@pytest.mark.usefixtures("albania")
def test_the_edit_that_is_refused_names_the_command(shared: Path, wmstrat: Wmstrat) -> None:
    file = shared / README
    replace_in(file, "\ncode: AL\n", "\ncode: AB\n")
    assert "wmstrat group recode albania AB" in wmstrat("save", code=4).err


def test_ids_that_another_group_has_too_mean_the_other_one_elsewhere(
    shared: Path, other: Path, wmstrat: Wmstrat
) -> None:
    """Both groups have AL-member-17 and AL-F1; what ours says of them in its own records is about its own."""
    for folder, name in ((other, "Alpha"), (shared, "Albania")):
        wmstrat("-C", folder, "group", "add", name, "--code", "AL")
        focus(folder / f"groups/{name.lower()}/README.md", "AL-F1", f"That of {name}")
        wmstrat("-C", folder, "save")
        wmstrat("-C", folder, "person", "add", "Member 17")
        wmstrat("-C", folder, "member", "appoint", "AL", "member-17")
    wmstrat("-C", other, "note", "add", "AL", "On AL-member-17", "--about", "AL-member-17")
    wmstrat("-C", other, "sync")
    wmstrat("note", "add", "AL", "On AL-member-17 and AL-F1", "--about", "AL-member-17")
    wmstrat("sync", code=5)
    wmstrat("note", "add", "CB", "On AL-F1 of Alpha")
    wmstrat("group", "recode", "albania", "AB")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    for folder in (shared, other):
        wmstrat("-C", folder, "check")
        [theirs] = wmstrat.items("-C", folder, "note", "list", "alpha")
        [mine] = wmstrat.items("-C", folder, "note", "list", "albania")
        [third] = wmstrat.items("-C", folder, "note", "list", "CB")
        assert (theirs["about"], theirs["body"].strip()) == (["AL-member-17"], "On AL-member-17")
        assert (mine["about"], mine["body"].strip()) == (["AB-member-17"], "On AB-member-17 and AB-F1")
        assert third["body"].strip() == "On AL-F1 of Alpha"


def test_both_gave_one_group_focus_items_members_and_numbers(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    """Numbers that the published code has already are not given again."""
    for folder, code in ((other, "AL"), (shared, "AB")):
        wmstrat("-C", folder, "group", "add", "Alpha", "--code", code)
        focus(folder / "groups/alpha/README.md", f"{code}-F1", f"That of {code}")
        wmstrat("-C", folder, "save")
        person = "Member 17" if code == "AL" else "Member 18"
        wmstrat("-C", folder, "person", "add", person)
        wmstrat("-C", folder, "member", "appoint", code, person)
        for text in ("First?", "Second?"):
            wmstrat("-C", folder, "question", "add", code, f"{text[:-1]} of {code}?", "--focus", f"{code}-F1")
    wmstrat("-C", other, "sync")
    wmstrat("sync", code=7)
    assert "wmstrat group recode alpha AL" in wmstrat("resolve", "alpha", "code", "--theirs", code=4).err
    wmstrat("group", "recode", "alpha", "AL")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    for folder in (shared, other):
        wmstrat("-C", folder, "check")
        questions = wmstrat.items("-C", folder, "question", "list", "alpha")
        assert [(one["id"], one["focus"]) for one in questions] == [
            ("AL-Q1", ["AL-F1"]),
            ("AL-Q2", ["AL-F1"]),
            ("AL-Q3", ["AL-F2"]),
            ("AL-Q4", ["AL-F2"]),
        ]
        titles = [one["title"] for one in questions]
        assert titles[:2] == ["First of AL?", "Second of AL?"]
        assert sorted(titles[2:]) == ["First of AB?", "Second of AB?"]
        entries = wmstrat.items("-C", folder, "show", "alpha")[0]["focus"]
        assert {one["id"]: one["text"] for one in entries} == {"AL-F1": "That of AL", "AL-F2": "That of AB"}
        members = [one["id"] for one in wmstrat.items("-C", folder, "member", "list", "alpha")]
        assert members == ["AL-member-17", "AL-member-18"]


def test_a_workspace_that_was_never_sent(workspace: Path, wmstrat: Wmstrat) -> None:
    wmstrat("group", "add", "Albania", "--code", "AL")
    wmstrat("question", "add", "AL", "Which?")
    wmstrat("note", "add", "CB", "See AL-Q1.")
    assert wmstrat("group", "recode", "AL", "AB").out == "AL-Q1 is AB-Q1\n"
    assert wmstrat.items("note", "list", "CB")[0]["body"].strip() == "See AB-Q1."
    wmstrat("check")
    assert not (workspace / "groups/albania/questions/AL-Q1.md").exists()


@pytest.mark.usefixtures("albania")
def test_what_was_sent_keeps_its_code_when_the_remote_is_added_again(
    shared: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("sync")
    git(shared, "remote", "remove", "origin")
    git(shared, "remote", "add", "origin", str(bare))
    assert "is already shared with the code" in wmstrat("group", "recode", "albania", "ZZ", code=4).err
