"""A sparse checkout of one's own groups (`git sparse-checkout`): work goes on there, and what is not here is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from wmstrat.repo.place import find
from wmstrat.workspace import index

Git = Callable[..., str]
FOLDERS = ("people", "method", "groups/board", "groups/capacity-building")
QUESTIONS = "groups/capacity-building/questions"


@pytest.fixture
def sparse(
    once: Callable[[Callable[[], None]], None], bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> Path:
    """A clone of a few groups; a draft in one of them answers a question of one that is left out."""

    def make() -> None:
        wmstrat("question", "add", "CB", "Which capacities?", "--level", "structural")
        wmstrat("question", "add", "AD", "Which voices?", "--level", "structural")
        wmstrat("person", "add", "Member 5")
        wmstrat("sync")
        wmstrat("draft", "add", "CB", "A network of mentors", "--answers", "AD-Q1")
        wmstrat("note", "add", "CB", "Heard in the hall", "--about", "AD-Q1")
        wmstrat("sync")

    once(make)
    git(tmp_path, "clone", "--quiet", str(bare), "sparse")
    folder = tmp_path / "sparse"
    git(folder, "sparse-checkout", "set", *FOLDERS)
    assert not (folder / "groups" / "advocacy").exists()
    return folder


def setting(folder: Path) -> tuple[str, list[str]]:
    """What the clone is to leave out, and what is in it."""
    rules = (folder / ".git" / "info" / "sparse-checkout").read_text()
    return rules, sorted(path.relative_to(folder).as_posix() for path in (folder / "groups").iterdir())


# What is said


def test_lists_status_and_check_say_what_is_left_out(sparse: Path, wmstrat: Wmstrat, git: Git) -> None:
    count = sum(line.startswith("S ") for line in git(sparse, "ls-files", "-t").splitlines())
    said = f"This clone leaves out {count} of the workspace's files (git sparse-checkout)."
    for words in (("question", "list"), ("status",), ("status", "CB"), ("check",), ("status", "--format", "json")):
        done = wmstrat("-C", sparse, *words)
        assert done.err.count(said) == 1, words
        assert said not in done.out
    assert [one["id"] for one in wmstrat.items("-C", sparse, "question", "list")] == ["CB-Q1"]
    assert {one["code"] for one in wmstrat.items("-C", sparse, "status")} == {"BD", "CB"}


def test_who_asks_for_what_is_left_out_is_told_how_to_bring_it_in(sparse: Path, wmstrat: Wmstrat, git: Git) -> None:
    for words in (("show", "AD-Q1"), ("set", "AD-Q1", "title=Whose?"), ("status", "advocacy")):
        assert "git sparse-checkout add groups/advocacy" in wmstrat("-C", sparse, *words, code=3).err
    git(sparse, "sparse-checkout", "add", "groups/advocacy")
    assert wmstrat.items("-C", sparse, "show", "AD-Q1")[0]["title"] == "Which voices?"
    git(sparse, "sparse-checkout", "disable")
    assert "leaves out" not in wmstrat("-C", sparse, "status").err


def test_a_group_that_is_left_out_may_be_the_one_that_was_meant(sparse: Path, wmstrat: Wmstrat) -> None:
    """Its code stands in a file that is not here."""
    assert "This clone leaves out" in wmstrat("-C", sparse, "note", "add", "AD", "Heard", code=3).err


def test_a_clone_that_was_never_sparse_pays_nothing(
    shared: Path, wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wmstrat("status")
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
    wmstrat("group", "list")
    assert not trace.exists()
    assert "leaves out" not in wmstrat("-C", shared, "status").err


def test_what_is_left_out_can_be_pointed_at_by_its_whole_id(sparse: Path, wmstrat: Wmstrat, git: Git) -> None:
    note = wmstrat("-C", sparse, "note", "add", "CB", "More", "--about", "ad-q1").out.strip()
    assert wmstrat.items("-C", sparse, "show", note)[0]["about"] == ["AD-Q1"]
    wmstrat("-C", sparse, "set", "CB-D1", "answers+=CB-Q1", "answers-=AD-Q1")
    wmstrat("-C", sparse, "set", "CB-D1", "answers+=AD-Q1")
    for words in (("note", "add", "CB", "More", "--about", "AD-Q9"), ("set", "CB-D1", "answers+=CB-N2")):
        wmstrat("-C", sparse, *words, code=3)
    assert "git sparse-checkout add" in wmstrat("-C", sparse, "note", "add", "advocacy", "More", code=3).err
    git(sparse, "sparse-checkout", "disable")
    wmstrat("-C", sparse, "check")


# Checks


def test_a_table_of_permissions_may_name_groups_that_are_left_out(
    sparse: Path, shared: Path, wmstrat: Wmstrat, git: Git
) -> None:
    process = shared / "process.yaml"
    line = (
        "permissions:\n  - id: core\n    who: CT\n    groups: AD, CH\n"
        '  - id: all\n    who: "*"\n    groups: "*"\n    kinds: process\n'
    )
    process.write_text(process.read_text().replace("permissions: []\n", line))
    wmstrat("-C", shared, "sync")
    wmstrat("-C", sparse, "sync")
    assert not [one for one in wmstrat.items("-C", sparse, "check") if one["severity"] == "error"]
    git(sparse, "sparse-checkout", "disable")
    (sparse / "process.yaml").write_text((sparse / "process.yaml").read_text().replace("who: CT", "who: XX"))
    assert 'permissions[0].who: found "XX"' in wmstrat("-C", sparse, "save", code=5).err


def test_references_to_what_is_left_out_are_no_errors_and_others_are(sparse: Path, wmstrat: Wmstrat) -> None:
    found = wmstrat.items("-C", sparse, "check")
    assert not [problem for problem in found if problem["check"] in ("reference", "decision", "gone", "home")]
    file = sparse / "groups" / "capacity-building" / "drafts" / "CB-D1.md"
    file.write_text(file.read_text().replace("AD-Q1", "AD-Q9"))
    [wrong] = json.loads(wmstrat("-C", sparse, "check", "--format", "json", code=1).out)["items"][:1]
    assert (wrong["check"], wrong["found"]) == ("reference", '"AD-Q9"')


def test_a_group_whose_own_page_is_left_out_is_no_error(sparse: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", sparse, "set", "CB-Q1", "focus=CB-F2")
    git(sparse, "sparse-checkout", "set", "--no-cone", "/*", "!/groups/capacity-building/README.md")
    assert not (sparse / "groups" / "capacity-building" / "README.md").exists()
    assert not [one for one in wmstrat.items("-C", sparse, "check") if one["severity"] == "error"]


def test_a_body_that_decided_may_be_left_out(sparse: Path, shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    for words in (("mark", "CB-D1", "drafting"), ("mark", "CB-D1", "published"), ("mark", "CB-D1", "submitted")):
        wmstrat("-C", shared, *words)
    wmstrat("-C", shared, "draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("-C", shared, "sync")
    git(sparse, "sparse-checkout", "set", "groups/capacity-building")
    wmstrat("-C", sparse, "sync")
    assert not [one for one in wmstrat.items("-C", sparse, "check") if one["severity"] == "error"]


# Changing


def test_records_are_added_changed_saved_undone_and_exchanged(
    sparse: Path, shared: Path, wmstrat: Wmstrat, git: Git
) -> None:
    before = setting(sparse)
    wmstrat("-C", sparse, "note", "add", "CB", "Small communities ask for mentors")
    wmstrat("-C", sparse, "set", "CB-D1", "title=A network")
    wmstrat("-C", sparse, "set", "CB-Q1", "background=Asked by one.")
    wmstrat("-C", sparse, "undo")
    file = sparse / QUESTIONS / "CB-Q1.md"
    file.write_text(file.read_text().replace("title: Which capacities?", "title: Which ones?"))
    wmstrat("-C", sparse, "save")
    handle = wmstrat("-C", sparse, "question", "add", "CB", "Which else?").out.strip()
    assert f"{handle} is CB-Q2" in wmstrat("-C", sparse, "sync").out
    assert setting(sparse) == before
    assert git(sparse, "status", "--porcelain") == ""
    wmstrat("-C", shared, "sync")
    assert git(shared, "rev-parse", "HEAD") == git(sparse, "rev-parse", "HEAD")
    assert (shared / "groups" / "advocacy" / "questions" / "AD-Q1.md").exists()


def test_a_sync_merges_what_is_left_out_too_and_does_not_bring_it_in(
    sparse: Path, shared: Path, wmstrat: Wmstrat, git: Git
) -> None:
    before = setting(sparse)
    git(sparse, "sparse-checkout", "add", "groups/advocacy")
    wmstrat("-C", sparse, "set", "AD-Q1", "background=Asked by one.")
    git(sparse, "sparse-checkout", "set", *FOLDERS)
    wmstrat("-C", sparse, "set", "CB-Q1", "background=Asked by many.")
    wmstrat("-C", shared, "set", "AD-Q1", "level=programmatic")
    wmstrat("-C", shared, "set", "CB-Q1", "level=programmatic")
    wmstrat("-C", shared, "question", "add", "AD", "Which else?")
    wmstrat("-C", shared, "sync")
    said = wmstrat("-C", sparse, "sync").out
    assert "AD-Q2" in said
    assert setting(sparse) == before
    assert git(sparse, "status", "--porcelain") == ""
    wmstrat("-C", shared, "sync")
    [one] = wmstrat.items("-C", shared, "show", "AD-Q1")
    assert (one["level"], one["background"]) == ("programmatic", "Asked by one.")
    [one] = wmstrat.items("-C", sparse, "show", "CB-Q1")
    assert (one["level"], one["background"]) == ("programmatic", "Asked by many.")


def test_what_is_left_out_before_it_has_its_number_does_not_go_out(sparse: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(sparse, "sparse-checkout", "add", "groups/advocacy")
    wmstrat("-C", sparse, "question", "add", "AD", "Which else?")
    git(sparse, "sparse-checkout", "set", *FOLDERS)
    there = git(sparse, "ls-remote", "origin", "main")
    assert "git sparse-checkout add groups/advocacy" in wmstrat("-C", sparse, "sync", code=4).err
    assert git(sparse, "ls-remote", "origin", "main") == there
    git(sparse, "sparse-checkout", "add", "groups/advocacy")
    assert "is AD-Q2" in wmstrat("-C", sparse, "sync").out


def test_what_speaks_of_a_handle_and_is_left_out_does_not_go_out(sparse: Path, wmstrat: Wmstrat, git: Git) -> None:
    handle = wmstrat("-C", sparse, "question", "add", "CB", "Which else?").out.strip()
    git(sparse, "sparse-checkout", "add", "groups/advocacy")
    wmstrat("-C", sparse, "note", "add", "AD", "Heard in the hall", "--about", handle)
    git(sparse, "sparse-checkout", "set", *FOLDERS)
    assert "git sparse-checkout add groups/advocacy" in wmstrat("-C", sparse, "sync", code=4).err
    git(sparse, "sparse-checkout", "add", "groups/advocacy")
    wmstrat("-C", sparse, "sync")
    assert wmstrat.items("-C", sparse, "note", "list", "AD")[0]["about"] == ["CB-Q2"]


def test_ids_of_what_is_left_out_are_taken(sparse: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(sparse, "remote", "remove", "origin")  # where there is none, numbers are given at once
    git(sparse, "sparse-checkout", "set", "groups/capacity-building/notes")
    assert not (sparse / QUESTIONS).exists()
    head = git(sparse, "rev-parse", "HEAD")
    for words in (("question", "add", "CB", "Which else?"), ("person", "add", "Member 5")):
        said = wmstrat("-C", sparse, *words, code=4).err
        assert "git sparse-checkout add" in said
        assert ("CB-Q2" in said) == (words[0] == "question")
        assert ("people/member-5-2.yaml" in said) == (words[0] == "person")
    assert git(sparse, "rev-parse", "HEAD") == head
    assert git(sparse, "status", "--porcelain") == ""
    assert not (sparse / QUESTIONS).exists()


def test_a_group_is_added_where_the_codes_of_all_are_known(sparse: Path, wmstrat: Wmstrat, git: Git) -> None:
    assert "git sparse-checkout add groups" in wmstrat("-C", sparse, "group", "add", "Adventures", code=4).err
    git(sparse, "sparse-checkout", "add", "groups")
    assert wmstrat("-C", sparse, "group", "add", "Adventures").out.strip() == "adventures"


def test_a_change_of_what_is_left_out_is_not_undone_here(sparse: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(sparse, "sparse-checkout", "add", "groups/advocacy")
    wmstrat("-C", sparse, "set", "AD-Q1", "background=Asked by one.")
    git(sparse, "sparse-checkout", "set", *FOLDERS)
    assert "git sparse-checkout add groups/advocacy" in wmstrat("-C", sparse, "undo", code=4).err


def test_a_template_that_is_left_out_is_still_the_one_that_records_begin_from(
    sparse: Path, wmstrat: Wmstrat, git: Git
) -> None:
    template = sparse / "method" / "templates" / "note.md"
    template.write_text(template.read_text().replace("\n---\n", "\n# One of ours.\n---\n", 1))
    wmstrat("-C", sparse, "save")
    git(sparse, "sparse-checkout", "set", "groups/capacity-building", "people")
    assert not template.exists()
    note = wmstrat("-C", sparse, "note", "add", "CB", "Heard").out.strip()
    [file] = sparse.glob(f"groups/capacity-building/notes/*/*/{note}.md")
    assert "# One of ours." in file.read_text()


def test_other_folders_are_noticed_in_large_workspaces_too(
    sparse: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There git is asked what has changed, and a sparse checkout changes nothing that git would tell."""
    monkeypatch.setattr(index, "MANY_FILES", 1)
    for _ in range(2):
        assert [one["id"] for one in wmstrat.items("-C", sparse, "question", "list")] == ["CB-Q1"]
    git(sparse, "sparse-checkout", "add", "groups/advocacy")
    assert [one["id"] for one in wmstrat.items("-C", sparse, "question", "list")] == ["AD-Q1", "CB-Q1"]
    git(sparse, "sparse-checkout", "set", "groups/advocacy")
    assert [one["id"] for one in wmstrat.items("-C", sparse, "question", "list")] == ["AD-Q1"]
    git(sparse, "sparse-checkout", "disable")
    assert len(wmstrat.items("-C", sparse, "group", "list")) > 9


def test_a_sync_that_was_killed_is_put_in_order_without_what_is_left_out(
    sparse: Path, shared: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """Git had moved the branch, and no file yet."""
    wmstrat("-C", shared, "note", "add", "AD", "There")
    note = wmstrat("-C", shared, "note", "add", "CB", "There").out.strip()
    wmstrat("-C", shared, "sync")
    git(sparse, "fetch", "--quiet")
    before = setting(sparse)
    old, new = (git(sparse, "rev-parse", name).strip() for name in ("HEAD", "origin/main"))
    git(sparse, "update-ref", "refs/heads/main", new)
    place = find(sparse)
    place.state.mkdir(exist_ok=True)
    place.move.write_bytes(
        json.dumps({"move": 1, "id": "x", "pid": 1, "private": False, "old": old, "new": new}).encode()
    )
    assert "put in order" in wmstrat("-C", sparse, "status").err
    assert setting(sparse) == before
    assert git(sparse, "status", "--porcelain") == ""
    assert wmstrat.items("-C", sparse, "show", note)
