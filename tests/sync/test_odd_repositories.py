"""Repositories in which somebody did odd things with plain git: each is answered, and nothing is lost or let out."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, add_hook, replace_in

pytestmark = pytest.mark.slow  # each is rare, and takes a few repositories and syncs

Git = Callable[..., str]
QUESTIONS = "groups/capacity-building/questions"
NOTES = "groups/capacity-building/notes"


def commit(folder: Path, git: Git, message: str = "By hand") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


@pytest.mark.parametrize("guarded", [False, True])
def test_a_merge_that_brings_something_of_private_along_is_not_sent(
    shared: Path, other: Path, bare: Path, wmstrat: Wmstrat, git: Git, guarded: bool
) -> None:
    """No parent of the merge has the file, so it stands in no change of an ordinary commit."""
    wmstrat("-C", other, "note", "add", "CB", "Theirs.")
    wmstrat("-C", other, "sync")
    git(shared, "commit", "--quiet", "--allow-empty", "--message=Mine")
    git(shared, "fetch", "--quiet")
    git(shared, "merge", "--quiet", "--no-ff", "--no-commit", "origin/main")
    (shared / "private/people/member-3.yaml").parent.mkdir(parents=True, exist_ok=True)
    (shared / "private").rename(shared.parent / "kept")
    (shared / "private").mkdir()
    (shared / "private/x.yaml").write_text("contact: secret@example.org\n")
    git(shared, "add", "--force", "private/x.yaml")
    git(shared, "commit", "--quiet", "--message=Merge")
    git(shared, "rm", "--quiet", "--cached", "private/x.yaml")
    git(shared, "commit", "--quiet", "--message=Away")
    if guarded:
        before = git(bare, "rev-parse", "main").strip()
        assert "private/" in wmstrat("guard", "--range", f"{before}..HEAD", code=4).out
    else:
        assert "private/ to the history" in wmstrat("sync", code=4).err
    assert "secret@example.org" not in git(bare, "log", "-p", "-m", "--all")


@pytest.mark.parametrize(
    ("folder", "name"), [("groups/capacity-building/files", "a" * 256), ("elsewhere", "\u0436" * 150)]
)
def test_a_name_that_no_disk_holds_blocks_nobody(
    other: Path, wmstrat: Wmstrat, git: Git, folder: str, name: str
) -> None:
    blob = git(other, "rev-parse", "HEAD:README.md").strip()
    git(other, "update-index", "--add", "--cacheinfo", f"100644,{blob},{folder}/{name}")
    git(other, "commit", "--quiet", "--message=Long")
    git(other, "push", "--quiet")
    said = wmstrat("sync", code=4).err
    assert "more than 255 bytes" in said
    wmstrat("note", "add", "CB", "Goes on.")
    git(other, "rm", "--quiet", "--cached", f"{folder}/{name}")
    git(other, "commit", "--quiet", "--message=Away")
    git(other, "push", "--quiet")
    wmstrat("sync")
    wmstrat("note", "add", "CB", "Goes on.")


def test_a_move_that_met_a_name_that_no_disk_holds_is_settled(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever let such a name through: the clone goes on."""
    from wmstrat.checks import file_names

    monkeypatch.setattr(file_names, "LONGEST_NAME", 1000)
    blob = git(other, "rev-parse", "HEAD:README.md").strip()
    git(other, "update-index", "--add", "--cacheinfo", f"100644,{blob},groups/{'a' * 300}")
    git(other, "commit", "--quiet", "--message=Long")
    git(other, "push", "--quiet")
    before = git(shared, "rev-parse", "HEAD")
    wmstrat("sync", code=6)
    assert git(shared, "rev-parse", "HEAD") == before
    assert git(shared, "status", "--porcelain") == ""
    wmstrat("note", "add", "CB", "Goes on.")


def test_a_record_that_was_moved_on_one_side_and_changed_alike_on_both_stays(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    note = wmstrat("note", "add", "CB", "Heard.").out.strip()
    home = next((shared / NOTES).rglob(f"{note}.md"))
    odd = shared / NOTES / "misc" / home.name
    odd.parent.mkdir()
    git(shared, "mv", str(home), str(odd))
    commit(shared, git)
    git(shared, "push", "--quiet")
    git(other, "pull", "--quiet", "--ff-only")
    there = other / home.relative_to(shared)
    there.parent.mkdir(parents=True, exist_ok=True)
    git(other, "mv", str(other / odd.relative_to(shared)), str(there))
    commit(other, git)
    wmstrat("-C", other, "set", note, "title=The same")
    wmstrat("-C", other, "sync")
    odd.write_text(there.read_text())
    commit(shared, git)
    said = wmstrat("sync").out
    assert "Deleted" not in said
    assert home.exists()
    assert not odd.exists()
    assert wmstrat.record(note)["title"] == "The same"


@pytest.mark.parametrize("path", ["GIT~1", "git~1/config", ".git /config", ".git.", ".git::$INDEX_ALLOCATION"])
def test_what_leads_to_gits_own_folder_on_some_disk_is_named_and_not_let_in(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, path: str
) -> None:
    git(other, "config", "core.protectNTFS", "false")
    (other / path).parent.mkdir(exist_ok=True)
    (other / path).write_text("x\n")
    commit(other, git)
    git(other, "push", "--quiet")
    before = git(shared, "rev-parse", "HEAD")
    for options in (["--dry-run"], []):
        assert "a file name that is not allowed in a workspace" in wmstrat("sync", *options, code=4).err
    assert git(shared, "rev-parse", "HEAD") == before


def test_choices_about_another_remote_name_it_in_what_to_type_next(
    shared: Path, other: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    del shared
    git(tmp_path, "clone", "-q", "--bare", str(other), "second.git")
    git(other, "remote", "add", "second", str(tmp_path / "second.git"))
    wmstrat("-C", other, "set", "CB", "mailing_list=there@example.org")
    wmstrat("-C", other, "sync", "--remote", "second")
    git(other, "reset", "--quiet", "--hard", "HEAD~1")
    wmstrat("-C", other, "set", "CB", "mailing_list=here@example.org")
    wmstrat("-C", other, "sync", "--remote", "second", code=7)
    said = wmstrat("-C", other, "resolve", "CB", "mailing_list", "--mine", "--remote", "second").err
    assert "Now type: wmstrat sync --remote second" in said
    assert "Use only one of" in wmstrat("-C", other, "sync", "--abort", "--dry-run", code=2).err
    wmstrat("-C", other, "sync", "--remote", "second")


@pytest.mark.usefixtures("shared")
def test_a_person_whom_both_added_is_one_and_said_to_be(other: Path, wmstrat: Wmstrat) -> None:
    wmstrat("-C", other, "person", "add", "Member 60", "--about", "There")
    wmstrat("-C", other, "sync")
    wmstrat("person", "add", "Member 60")

    said = wmstrat("sync").out

    assert "You and others added member-60; it is one record now." in said
    assert wmstrat.record("member-60")["about"].strip() == "There"


def test_an_old_merge_by_git_that_no_sync_would_make_is_in_nobodys_way(
    shared: Path, wmstrat: Wmstrat, git: Git
) -> None:
    git(shared, "switch", "-q", "-c", "feature")
    (shared / "link").symlink_to("README.md")
    commit(shared, git)
    git(shared, "switch", "-q", "main")
    wmstrat("note", "add", "CB", "Here.")
    git(shared, "merge", "-q", "--no-commit", "--no-ff", "feature")
    git(shared, "rm", "-q", "-f", "link")
    git(shared, "commit", "-qm", "Merge")
    assert "Sent" in wmstrat("sync").out


def test_no_workspace_is_cloned_into_another(shared: Path, bare: Path, wmstrat: Wmstrat) -> None:
    said = wmstrat("clone", bare, shared / "groups" / "again", code=4).err
    assert "would be inside the workspace" in said
    assert not (shared / "groups" / "again").exists()


@pytest.mark.usefixtures("asked")
def test_a_merge_in_which_a_record_was_kept_or_let_go_says_so_in_words(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    git(other, "rm", "-q", f"{QUESTIONS}/CB-Q1.md")
    commit(other, git)
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "level=structural")
    wmstrat("sync", code=7)
    wmstrat("resolve", "CB-Q1", "record", "--mine")
    wmstrat("sync")
    body = git(shared, "log", "--format=%B", "--merges", "-1")
    assert "CB-Q1 record: ours (its change) was chosen, not theirs (its deletion)" in body


def test_an_id_is_renamed_in_any_script_and_in_compounds(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    for folder in (other, shared):  # both give one number by hand
        file = folder / QUESTIONS / "CB-Q1.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\nid: CB-Q1\ngroup: capacity-building\ntitle: In {folder.name}?\nstate: proposed\n---\n")
        wmstrat("-C", folder, "save")
    wmstrat("-C", other, "sync")
    chinese = "\u53c2\u89c1CB-Q1\u7684\u95ee\u9898\u3002"
    text = f"{chinese} Die CB-Q1-Frage. See CB-Q1. Not CB-Q11, CB-Q1-2, XCB-Q1."
    note = wmstrat("note", "add", "CB", text).out.strip()
    wmstrat("sync")
    assert wmstrat.record("CB-Q2")["title"] == f"In {shared.name}?"
    said = text.replace("CB-Q1\u7684", "CB-Q2\u7684").replace("CB-Q1-F", "CB-Q2-F")
    assert wmstrat.record(note)["body"] == said.replace("CB-Q1. ", "CB-Q2. ")


def test_a_shallow_clone_gets_the_rest_of_the_history_before_it_gives_a_number(
    shared: Path, bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    git(shared, "rm", "--quiet", f"{QUESTIONS}/CB-Q1.md")
    git(shared, "commit", "--quiet", "--message=Gone by hand")
    for _ in range(3):
        wmstrat("note", "add", "CB", "More")
    git(shared, "push", "--quiet")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{bare}", "shallow")
    shallow = tmp_path / "shallow"
    handle = wmstrat("-C", shallow, "question", "add", "CB", "Another?").out.strip()
    said = wmstrat("-C", shallow, "sync", code=4).err
    assert "git fetch --unshallow origin" in said
    git(shallow, *shlex.split(said.split("again: git ")[1].split(", then ")[0]))
    assert f"{handle} is CB-Q2" in wmstrat("-C", shallow, "sync").out


def test_a_branch_may_have_any_name(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(shared, "switch", "--quiet", "-c", "topic/x=1")
    git(shared, "push", "--quiet", "-u", "origin", "topic/x=1")
    git(shared, "config", "branch.topic/x=1.mergeOptions", "--squash")
    git(other, "fetch", "--quiet")
    git(other, "switch", "--quiet", "topic/x=1")
    wmstrat("-C", other, "note", "add", "CB", "Theirs.")
    wmstrat("-C", other, "sync")
    wmstrat("note", "add", "CB", "Mine.")
    wmstrat("sync")
    assert len(list((shared / NOTES).rglob("*.md"))) == 2


def test_numbers_follow_the_order_of_adding_whatever_git_shows_of_signatures(
    shared: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    import subprocess

    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    (tmp_path / "allowed").write_text(f"* {key.with_suffix('.pub').read_text()}")
    for name, value in (
        ("gpg.format", "ssh"),
        ("user.signingKey", str(key)),
        ("commit.gpgSign", "true"),
        ("gpg.ssh.allowedSignersFile", str(tmp_path / "allowed")),
        ("log.showSignature", "true"),
    ):
        git(shared, "config", name, value)
    titles = [f"Number {number}?" for number in range(1, 7)]
    for title in titles:
        wmstrat("question", "add", "CB", title)
    wmstrat("sync")
    assert [one["title"] for one in wmstrat.items("question", "list", "CB")] == titles


def test_a_slip_of_a_number_ends_no_numbering(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    page = (shared / QUESTIONS / "CB-Q1.md").read_text()
    slip = shared / QUESTIONS / "CB-Q999999999.md"
    slip.write_text(page.replace("CB-Q1\n", "CB-Q999999999\n").replace("handle: CB-", "handle:\nodd: "))
    assert 'found "CB-Q999999999"' in wmstrat("save", code=5).err
    commit(shared, git)  # plain git does not mind
    git(shared, "push", "--quiet")
    assert 'found "CB-Q999999999"' in wmstrat("check", code=1).out
    wmstrat("question", "add", "CB", "And then?")
    assert "is CB-Q2" in wmstrat("sync").out


def test_commands_in_messages_can_be_typed_where_a_name_has_a_space(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    for folder in (shared, other):
        (folder / "plans").mkdir()
    (other / "plans/my plan.md").write_text("Theirs.\n")
    commit(other, git)
    git(other, "push", "--quiet")
    (shared / "plans/my plan.md").write_text("Mine.\n")
    assert "git add 'plans/my plan.md'" in wmstrat("sync", code=4).err
    (shared / "plans/my plan.md").unlink()
    wmstrat("sync")
    (shared / "method/a link").symlink_to(os.devnull)
    commit(shared, git)
    assert "git rm --cached 'method/a link'" in wmstrat("sync", code=4).err


def test_a_quoted_line_blocks_nobody(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    """One definition of a marker, for what is written, sent, let in, and guarded."""
    quoted = "They wrote:\n\n>>>>>>> seven times quoted\n"
    note = wmstrat("-C", other, "note", "add", "CB", "--title", "Quoted", stdin=quoted).out.strip()
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    wmstrat("check")
    assert quoted.strip() == wmstrat.record(note)["body"]
    assert "<<<<<<<" in wmstrat("note", "add", "CB", stdin="a\n<<<<<<< HEAD\nb\n", code=5).err
    wmstrat("guard", "--range", "HEAD~1..HEAD")
    del shared


@pytest.mark.parametrize(
    "path", ["method/toolkit/plan.md", "method/templates/note.md", "groups/advocacy/files/plan.md"]
)
def test_markers_in_no_record_are_neither_saved_nor_sent(
    shared: Path, bare: Path, wmstrat: Wmstrat, git: Git, path: str
) -> None:
    file = shared / path
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text() if file.exists() else ""
    file.write_text(f"{before}\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n")
    if path.startswith("method/"):
        assert "delete the marker lines, then: wmstrat save" in wmstrat("save", code=5).err
    commit(shared, git)
    published = git(bare, "rev-parse", "main")
    said = wmstrat("sync", code=5).err
    assert f"Nothing was sent: {path} contains conflict markers" in said
    assert f"git add {path}, then git commit" in said
    assert git(bare, "rev-parse", "main") == published
    file.write_text(f"{before}\na\n")
    commit(shared, git)
    wmstrat("sync")


@pytest.mark.usefixtures("asked")
def test_two_copies_of_one_question_are_two_questions(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    """By plain git, with the line of its handle: each is a record of its own, and neither takes the other's place."""
    page = (shared / QUESTIONS / "CB-Q1.md").read_text()
    for folder, number in ((other, 2), (shared, 3)):
        copy = page.replace("id: CB-Q1\n", f"id: CB-Q{number}\n").replace("Which?", f"In {folder.name}?")
        (folder / QUESTIONS / f"CB-Q{number}.md").write_text(copy)
        commit(folder, git)
    git(other, "push", "--quiet")
    assert "wmstrat set CB-Q3 handle=" in wmstrat("sync", code=5).err
    titles = {one["id"]: one["title"] for one in wmstrat.items("question", "list", "CB")}
    assert titles == {"CB-Q1": "Which?", "CB-Q2": "In other?", "CB-Q3": f"In {shared.name}?"}
    for number in (2, 3):
        wmstrat("set", f"CB-Q{number}", "handle=")
    wmstrat("check")
    wmstrat("sync")


def test_a_file_that_was_copied_under_a_name_that_is_no_id_is_the_copy(shared: Path, wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    copy = shared / QUESTIONS / "CB-Q1 (copy).md"
    copy.write_bytes((shared / QUESTIONS / "CB-Q1.md").read_bytes())

    assert "If this file is a copy, delete it" in wmstrat("sync", code=5).err
    said = wmstrat("check", code=1).out
    assert f"delete it: rm '{QUESTIONS}/CB-Q1 (copy).md'" in said
    assert "set CB-Q1 handle=" not in said

    copy.unlink()
    wmstrat("sync")
    wmstrat("check")


def test_a_deletion_that_two_people_took_back_apart_from_each_other_is_no_value(
    shared: Path, bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """Both keep the question in the same form, each by a merge of their own, and then change another field of it."""
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    git(tmp_path, "clone", "-q", "--bare", str(bare), "second.git")
    changed, here, there = (tmp_path / name for name in ("changed", "here", "there"))
    for folder in (changed, here, there):
        wmstrat("clone", bare, folder)
        git(folder, "remote", "add", "second", str(tmp_path / "second.git"))
    git(shared, "rm", "-q", f"{QUESTIONS}/CB-Q1.md")
    commit(shared, git)
    wmstrat("sync")
    wmstrat("-C", changed, "set", "CB-Q1", "title=Changed?")
    wmstrat("-C", changed, "sync", "--remote", "second")
    wmstrat("-C", here, "sync", "--remote", "origin")
    wmstrat("-C", there, "sync", "--remote", "second")
    for folder, then, choice in ((here, "second", "--theirs"), (there, "origin", "--mine")):
        wmstrat("-C", folder, "sync", "--remote", then, code=7)
        wmstrat("-C", folder, "resolve", "CB-Q1", "record", choice, "--remote", then)
        wmstrat("-C", folder, "sync", "--remote", then)
    wmstrat("-C", here, "set", "CB-Q1", "background=From here")
    wmstrat("-C", there, "set", "CB-Q1", "level=structural")
    wmstrat("-C", there, "sync", "--remote", "origin")

    wmstrat("-C", here, "sync", "--remote", "origin")

    [found] = wmstrat.items("-C", here, "show", "CB-Q1")
    assert (found["title"], found["background"], found["level"]) == ("Changed?", "From here", "structural")


@pytest.fixture
def exported(shared: Path, other: Path, tmp_path: Path, wmstrat: Wmstrat) -> tuple[str, Path]:
    """A note of another workspace, as a file that can be imported, with its id."""
    del shared, other
    wmstrat("init", tmp_path / "third")
    note = wmstrat("-C", tmp_path / "third", "note", "add", "CB", "Elsewhere", "--date", "2018-07-11").out.strip()
    (tmp_path / "notes.json").write_text(wmstrat("-C", tmp_path / "third", "note", "list", "--format", "json").out)
    return note, tmp_path / "notes.json"


def test_two_files_of_one_note_are_named_and_none_is_chosen(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    note = wmstrat("note", "add", "CB", "Text", "--date", "2018-07-11").out.strip()
    twin = shared / NOTES / "2018/07/11" / f"{note}.md"
    twin.parent.mkdir()
    twin.write_bytes((shared / NOTES / "2018/07" / f"{note}.md").read_bytes())
    commit(shared, git)

    said = wmstrat("set", note, "title=Mine", code=4).err

    assert f"{NOTES}/2018/07/11/{note}.md" in said
    assert f"{NOTES}/2018/07/{note}.md" in said
    assert "used only once" in wmstrat("check", code=1).out


def test_undo_takes_nothing_away_that_others_have_published_too(
    other: Path, bare: Path, exported: tuple[str, Path], wmstrat: Wmstrat, git: Git
) -> None:
    note, file = exported
    git(other, "config", "user.email", "member-18@example.org")
    wmstrat("-C", other, "import", "note", file)
    wmstrat("-C", other, "sync")
    wmstrat("import", "note", file)
    add_hook(bare, "pre-receive", "exit 1")
    wmstrat("note", "add", "CB", "My own.")
    wmstrat("sync", code=8)  # what others did is here now

    for _ in range(2):
        wmstrat("undo")

    assert wmstrat.record(note)["state"] == "withdrawn"


def test_records_of_another_workspace_in_the_repository_are_merged_as_records(
    tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """Both are exchanged together, whichever one a person stands in."""
    git(tmp_path, "init", "-q", "-b", "main", "large")
    large = tmp_path / "large"
    for name in ("one", "two"):
        wmstrat("init", large / name)
    wmstrat("-C", large / "two", "question", "add", "CB", "Which?")
    wmstrat("-C", large / "two", "group", "add", "Albania", "--code", "AL")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "large.git")
    git(large, "remote", "add", "origin", str(tmp_path / "large.git"))
    wmstrat("-C", large / "two", "sync")
    git(tmp_path, "clone", "-q", "large.git", "second")
    second = tmp_path / "second"
    for folder, extra in ((large, "Mentors"), (second, "Tools")):
        page = folder / "two/groups/albania/README.md"
        replace_in(page, "focus: []", f"focus:\n  - id: AL-F1\n    text: {extra}")
        wmstrat("-C", folder / "two", "save")
    wmstrat("-C", large / "two", "set", "CB-Q1", "title=Here?")
    wmstrat("-C", second / "two", "set", "CB-Q1", "title=There?", "level=structural")
    wmstrat("-C", large / "two", "sync")

    said = wmstrat("-C", second / "one", "sync", code=7).err

    assert "both changed the title of two/groups/capacity-building/questions/CB-Q1.md." in said
    path = "two/groups/capacity-building/questions/CB-Q1.md"
    wmstrat("-C", second / "one", "resolve", path, "title", "--theirs")
    wmstrat("-C", second / "one", "sync")
    found = wmstrat.items("-C", second / "two", "show", "CB-Q1")[0]
    assert (found["title"], found["level"]) == ("Here?", "structural")
    [group] = wmstrat.items("-C", second / "two", "show", "AL")
    assert sorted(one["text"] for one in group["focus"]) == ["Mentors", "Tools"]
    assert len({one["id"] for one in group["focus"]}) == 2
    wmstrat("-C", second / "two", "check")


@pytest.fixture
def two_places(
    once: Once, shared: Path, bare: Path, other: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> tuple[Path, Path]:
    """`shared` exchanges with two places, each of which has given CB-Q1 to a question of its own, and has just made
    them one: there the one of `origin` is CB-Q2. The other two clones know one place each, and not yet of that."""
    second, beyond = tmp_path / "second.git", tmp_path / "of-second"

    def make() -> None:
        git(tmp_path, "init", "-q", "--bare", "-b", "main", "second.git")
        git(shared, "remote", "add", "second", str(second))
        wmstrat("sync", "--remote", "second")
        git(tmp_path, "clone", "-q", "second.git", "of-second")
        wmstrat("-C", beyond, "question", "add", "CB", "From the second?")
        wmstrat("-C", beyond, "sync")
        wmstrat("-C", other, "question", "add", "CB", "From the first?")
        wmstrat("-C", other, "sync")
        git(shared, "config", "branch.main.remote", "origin")
        git(shared, "config", "branch.main.merge", "refs/heads/main")
        wmstrat("sync", "--remote", "origin")

    once(make, shared, bare, other, second, beyond)
    return other, beyond


def test_changes_follow_a_record_that_got_another_number_at_another_place(
    shared: Path, two_places: tuple[Path, Path], wmstrat: Wmstrat
) -> None:
    other, beyond = two_places
    wmstrat("-C", other, "set", "CB-Q1", "level=structural", "background=Of the first")
    note = wmstrat("-C", other, "note", "add", "AD", "I mean CB-Q1.", "--about", "CB-Q1").out.strip()
    wmstrat("sync", "--remote", "second")
    wmstrat("sync", "--remote", "origin")

    said = wmstrat("-C", other, "sync").out

    assert "CB-Q1 is now CB-Q2" in said
    for folder in (other, shared, beyond):
        wmstrat("-C", folder, "sync")
        for remote in ("second", "origin") if folder == shared else ():
            wmstrat("-C", folder, "sync", "--remote", remote)
    wmstrat("-C", beyond, "sync")
    for folder in (other, shared, beyond):
        found = {one["title"]: one for one in wmstrat.items("-C", folder, "question", "list", "CB")}
        assert {title: one["id"] for title, one in found.items()} == {
            "From the second?": "CB-Q1",
            "From the first?": "CB-Q2",
        }
        assert (found["From the first?"]["level"], found["From the first?"]["background"]) == (
            "structural",
            "Of the first",
        )
        assert found["From the second?"]["background"] == ""
        heard = wmstrat.items("-C", folder, "show", note)[0]
        assert (heard["about"], heard["body"]) == (["CB-Q2"], "I mean CB-Q2.")
        wmstrat("-C", folder, "check")


def test_what_was_sent_meanwhile_follows_a_record_that_has_another_number_here(
    shared: Path, two_places: tuple[Path, Path], wmstrat: Wmstrat
) -> None:
    other, _ = two_places
    wmstrat("sync", "--remote", "second")  # here it is CB-Q2 now, and the other place does not know yet
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    note = wmstrat("-C", other, "note", "add", "AD", "I mean CB-Q1.", "--about", "CB-Q1").out.strip()
    wmstrat("-C", other, "sync")

    wmstrat("sync", "--remote", "origin")

    found = {one["title"]: one for one in wmstrat.items("question", "list", "CB")}
    assert (found["From the first?"]["id"], found["From the first?"]["level"]) == ("CB-Q2", "structural")
    assert (found["From the second?"]["id"], found["From the second?"]["level"]) == ("CB-Q1", "")
    heard = wmstrat.items("show", note)[0]
    assert (heard["about"], heard["body"]) == (["CB-Q2"], "I mean CB-Q2.")
    wmstrat("check")
    wmstrat("-C", other, "sync")
    assert wmstrat.items("-C", other, "show", "CB-Q2")[0]["title"] == "From the first?"
    del shared


def test_plain_git_does_not_mix_two_records_of_one_number(
    two_places: tuple[Path, Path], wmstrat: Wmstrat, git: Git
) -> None:
    other, _ = two_places
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    wmstrat("sync", "--remote", "second")
    wmstrat("sync", "--remote", "origin")
    git(other, "pull", "--quiet", "--no-rebase", "--no-edit", check=False)
    wmstrat("-C", other, "sync")
    found = {one["title"]: one["level"] for one in wmstrat.items("-C", other, "question", "list", "CB")}
    assert found == {"From the second?": "", "From the first?": "structural"}


def test_a_record_whose_number_another_one_has_and_that_is_gone_there_comes_back(
    shared: Path, two_places: tuple[Path, Path], wmstrat: Wmstrat, git: Git
) -> None:
    """Mine was changed here, so it is not lost; it gets a number of its own."""
    other, _ = two_places
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    wmstrat("sync", "--remote", "second")
    git(shared, "rm", "--quiet", f"{QUESTIONS}/CB-Q2.md")
    git(shared, "commit", "--quiet", "--message=Gone by hand")
    wmstrat("sync", "--remote", "origin")
    said = wmstrat("-C", other, "sync").out
    assert "The number CB-Q1 was used twice" in said
    found = {one["title"]: (one["id"], one["level"]) for one in wmstrat.items("-C", other, "question", "list", "CB")}
    assert found == {"From the second?": ("CB-Q1", ""), "From the first?": ("CB-Q3", "structural")}
    wmstrat("-C", other, "check")


def test_what_is_private_follows_a_number_that_had_to_give_way(
    shared: Path, other: Path, bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "private.git")
    git(shared / "private", "remote", "add", "origin", str(tmp_path / "private.git"))
    wmstrat("person", "add", "Member 51")
    wmstrat("sync")
    hook = add_hook(bare, "pre-receive", "exit 1")
    wmstrat("question", "add", "CB", "Mine?")
    assert "is CB-Q1" in wmstrat("sync", code=8).out
    wmstrat("member", "apply", "CB", "Member 51", "--why", "Because of CB-Q1.")
    hook.unlink()
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "question", "add", "CB", "Theirs?")
    wmstrat("-C", other, "sync")
    assert "yours is now CB-Q2" in wmstrat("sync").out
    [application] = wmstrat.items("application", "list")
    assert wmstrat.record(application["id"])["motivation"] == "Because of CB-Q2."
    assert "Because of CB-Q2." in git(tmp_path / "private.git", "grep", "Because", "main")


@pytest.fixture
def with_private(
    once: Once, shared: Path, bare: Path, other: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> Path:
    """Another clone that exchanges private/ too, as `shared` does. Member 40 has applied, which nobody else knows."""

    def make() -> None:
        git(tmp_path, "init", "-q", "--bare", "-b", "main", "private.git")
        git(shared / "private", "remote", "add", "origin", str(tmp_path / "private.git"))
        wmstrat("person", "add", "Member 40", "--private")
        wmstrat("member", "apply", "CB", "Member 40")
        wmstrat("sync")
        git(tmp_path, "clone", "-q", str(tmp_path / "private.git"), str(other / "private"))
        wmstrat("-C", other, "sync")

    once(make, shared, bare, other, tmp_path / "private.git")
    return other


def test_nothing_is_published_while_private_has_a_conflict(
    with_private: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """Who was appointed here and declined there must not become known before somebody has chosen."""
    other = with_private
    wmstrat("-C", other, "member", "decline", "CB", "Member 40")
    wmstrat("-C", other, "sync")
    wmstrat("member", "appoint", "CB", "Member 40")
    published = git(bare, "rev-parse", "main")

    said = wmstrat("sync", code=7).err

    assert "Nothing in the workspace was received or sent: first resolve the conflict in private/." in said
    assert "Nothing in private/ was received or sent." in said
    assert git(bare, "rev-parse", "main") == published
    wmstrat("undo")
    assert "declined" in [one["state"] for one in wmstrat.items("-C", other, "application", "list")]
    wmstrat("sync")
    assert git(bare, "ls-tree", "--name-only", "main", "people/") == "people/README.md\n"


@pytest.mark.parametrize("how", ["unreachable", "another remote", "a try"])
def test_what_waits_in_private_holds_the_workspace_back_however_it_is_sent(
    with_private: Path, bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git, how: str
) -> None:
    other = with_private
    wmstrat("-C", other, "member", "decline", "CB", "Member 40")
    wmstrat("-C", other, "sync")
    wmstrat("member", "appoint", "CB", "Member 40")
    wmstrat("sync", code=7)
    if how == "unreachable":
        (tmp_path / "private.git").rename(tmp_path / "away.git")
        assert "Nothing in the workspace" in wmstrat("sync", code=8).err
    elif how == "another remote":
        git(tmp_path, "init", "-q", "--bare", "-b", "main", "second.git")
        git(Path.cwd(), "remote", "add", "second", str(tmp_path / "second.git"))
        assert "Nothing in the workspace" in wmstrat("sync", "--remote", "second", code=7).err
        assert git(tmp_path / "second.git", "for-each-ref") == ""
    else:
        assert "Would send, new: CB-member-40" not in wmstrat("sync", "--dry-run", code=7).out
    assert git(bare, "ls-tree", "--name-only", "main", "people/") == "people/README.md\n"


def test_a_mistyped_address_of_private_is_no_rewritten_history(
    with_private: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "code")
    (tmp_path / "code/main.c").write_text("int main;\n")
    commit(tmp_path / "code", git)
    git(with_private / "private", "remote", "set-url", "origin", str(tmp_path / "code"))
    said = wmstrat("-C", with_private, "sync", code=4).err
    assert "is not the private repository" in said
    assert "reset" not in said


def test_private_waits_for_what_is_to_be_decided_in_the_workspace(
    with_private: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    other = with_private
    wmstrat("-C", other, "set", "capacity-building", "mailing_list=there@example.org")
    wmstrat("-C", other, "sync")
    wmstrat("set", "capacity-building", "mailing_list=here@example.org")
    wmstrat("set", "member-40", "contact=m40@example.org")
    sent = git(tmp_path / "private.git", "rev-parse", "main")

    said = wmstrat("sync", code=7).err

    assert "Nothing in private/ was received or sent: first resolve the conflict in the workspace." in said
    assert git(tmp_path / "private.git", "rev-parse", "main") == sent
    wmstrat("resolve", "CB", "mailing_list", "--mine")
    wmstrat("sync")
    assert git(tmp_path / "private.git", "rev-parse", "main") != sent


def test_a_wrong_address_of_private_leaves_nothing_behind(
    shared: Path, bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "private.git")
    private = shared / "private"
    git(private, "remote", "add", "origin", str(tmp_path / "private.git"))
    wmstrat("sync")
    git(private, "remote", "remove", "origin")
    git(private, "remote", "add", "origin", f"file://{bare}")
    wmstrat("sync", code=4)
    git(private, "remote", "set-url", "origin", str(tmp_path / "private.git"))
    wmstrat("person", "add", "Member 51", "--contact", "m51@example.org")
    wmstrat("sync")
    assert git(private, "rev-parse", "HEAD") == git(tmp_path / "private.git", "rev-parse", "main")


def test_the_code_that_others_have_is_not_chosen_away(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "group", "add", "Albania", "--code", "AL")
    wmstrat("-C", other, "sync")
    wmstrat("group", "add", "Albania", "--code", "AB")
    wmstrat("sync", code=7)
    for choice in (["--mine"], ["--theirs"], ["--value", "AX"]):
        said = wmstrat("resolve", "albania", "code", *choice, code=4).err
        assert "code cannot change, and others have albania with AL" in said
        assert "wmstrat group recode albania AL" in said
    wmstrat("group", "recode", "albania", "AL")
    wmstrat("sync")
    assert git(shared, "grep", "-h", "^code: A", "origin/main", "--", "groups/albania").strip().endswith("AL")


def test_markers_are_not_chosen(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    note = wmstrat("note", "add", "CB", "Base.").out.strip()
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    for folder, text in ((other, "Theirs."), (shared, "Mine.")):
        [file] = folder.glob(f"{NOTES}/*/*/{note}.md")
        changed = file.read_text().replace("Base.", text)
        wmstrat("-C", folder, "edit", note, "--file", "-", stdin=changed)
    wmstrat("-C", other, "sync")
    wmstrat("sync", code=7)
    assert "Delete these lines" in wmstrat("resolve", note, "body", "--value", "ok\n<<<<<<< x\n", code=5).err
    wmstrat("resolve", note, "body", "--value", "Both.")
    wmstrat("sync")


def test_applications_of_a_group_that_was_recoded_stay_and_block_nobody(
    shared: Path, other: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """Private records went out while the public side had a conflict."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "private.git")
    git(shared / "private", "remote", "add", "origin", str(tmp_path / "private.git"))
    wmstrat("person", "add", "Member 51")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "group", "add", "Translation", "--code", "TX")
    wmstrat("-C", other, "set", "CB", "mailing_list=theirs@example.org")
    wmstrat("-C", other, "sync")
    wmstrat("group", "add", "Texts", "--code", "TX")
    wmstrat("member", "apply", "texts", "Member 51")
    wmstrat("set", "CB", "mailing_list=mine@example.org")
    wmstrat("sync", code=7)
    wmstrat("resolve", "CB", "mailing_list", "--mine")
    assert "wmstrat group recode texts" in wmstrat("sync", code=5).err
    wmstrat("group", "recode", "texts", "TE")
    wmstrat("check")
    wmstrat("sync")


def test_a_recoding_is_undone_with_what_was_decided_before_it(shared: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("person", "add", "Member 51")
    wmstrat("group", "add", "Texts", "--code", "TX")
    wmstrat("member", "apply", "texts", "Member 51")
    wmstrat("member", "decline", "texts", "Member 51")
    before = wmstrat.items("application", "list")[0]["id"]
    wmstrat("group", "recode", "texts", "TT")
    assert wmstrat.items("application", "list")[0]["id"] != before
    wmstrat("undo")
    [found] = wmstrat.items("application", "list")
    assert (found["id"], found["state"]) == (before, "declined")


def test_a_hook_that_writes_below_the_trailers_hides_no_command(shared: Path, wmstrat: Wmstrat) -> None:
    first = wmstrat("note", "add", "CB", "First.").out.strip()
    add_hook(shared, "commit-msg", 'printf "\\nReviewed here.\\n" >> "$1"')
    second = wmstrat("note", "add", "CB", "Second.").out.strip()
    wmstrat("undo")
    wmstrat("show", second, code=3)
    assert wmstrat.record(first)["body"] == "First."


def test_two_groups_that_got_one_name_are_told(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    wmstrat("-C", other, "group", "rename", "AD", "Voices")
    wmstrat("-C", other, "sync")
    wmstrat("group", "rename", "DI", "Voices")
    wmstrat("sync")
    said = wmstrat("check").out
    assert 'found "Voices", which is also the name of diversity' in said
    assert 'found "Voices", which is also the name of advocacy' in said
    wmstrat("group", "rename", "DI", "Many voices")
    assert "which is also the name of" not in wmstrat("check").out
    del shared


@pytest.mark.parametrize("name", ["what?.md", "a\u206ab.md", "aux.md", "git~2"])
def test_no_name_is_sent_that_another_side_refuses(shared: Path, wmstrat: Wmstrat, git: Git, name: str) -> None:
    (shared / "method" / name).write_text("Text.\n")
    commit(shared, git)
    assert "a file name that is not allowed in a workspace" in wmstrat("sync", code=4).err


def test_a_name_that_only_some_computers_cannot_store_stops_nobody_once_it_is_there(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    (other / "method/what?.md").write_text("Text.\n")
    commit(other, git)
    git(other, "push", "--quiet")
    wmstrat("sync")
    (shared / "method/what?.md").write_text("More text.\n")
    commit(shared, git)
    wmstrat("sync")
    assert git(shared, "show", "origin/main:method/what?.md") == "More text.\n"


@pytest.mark.parametrize("hook", ["commit-msg", "prepare-commit-msg"])
def test_a_hook_that_writes_its_own_message_hides_no_command(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, hook: str
) -> None:
    """Undo would take back an older command, and the two halves of one would not know each other."""
    del other
    first = wmstrat("note", "add", "CB", "First.").out.strip()
    for repository in (shared, shared / "private"):
        add_hook(repository, hook, 'printf "TICKET-1 Our own words\n" > "$1"')
    wmstrat("person", "add", "Member 51", "--contact", "m51@example.org")
    told = git(shared, "log", "-1", "--format=%B")
    assert told.startswith("TICKET-1 Our own words\n\nWmstrat-Command: person add\n")
    assert "Wmstrat-Public" in git(shared / "private", "log", "-1", "--format=%B")
    assert git(shared, "status", "--porcelain") == ""
    wmstrat("undo")
    wmstrat("show", "member-51", code=3)
    assert wmstrat.record(first)["body"] == "First."


def test_a_merge_of_sync_stays_one_when_a_hook_writes_its_own_message(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("-C", other, "set", "CB", "mailing_list=there@example.org")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB", "needs+=Time")
    add_hook(shared, "commit-msg", 'printf "Our own words\n" > "$1"')
    wmstrat("sync")
    assert git(shared, "log", "-1", "--merges", "--format=%B").strip() == "Our own words\n\nWmstrat-Command: sync"


@pytest.mark.parametrize("hook", ["pre-push", "reference-transaction"])
def test_a_hook_that_syncs_does_not_begin_again_for_ever(
    shared: Path, other: Path, wmstrat: Wmstrat, hook: str
) -> None:
    wmstrat("-C", other, "note", "add", "CB", "Theirs.")
    wmstrat("-C", other, "sync")
    wmstrat("note", "add", "CB", "Mine.")
    path = add_hook(shared, hook, f"exec {shlex.quote(sys.executable)} -m wmstrat sync")
    said = wmstrat("sync", code=6 if hook == "pre-push" else 8).err
    assert "A hook called wmstrat sync while a sync of" in said
    path.unlink()
    wmstrat("sync")


@pytest.fixture
def windows(shared: Path, git: Git) -> Path:
    """A record that somebody committed with the line ends of Windows, past git's own rules, as by a host's upload."""
    wmstrat_file = shared / "groups/capacity-building/README.md"
    path = wmstrat_file.relative_to(shared).as_posix()
    name = git_input(shared, wmstrat_file.read_bytes().replace(b"\n", b"\r\n"), "hash-object", "-w", "--stdin")
    git(shared, "update-index", "--cacheinfo", f"100644,{name},{path}")
    git(shared, "commit", "--quiet", "--message=Upload")
    wmstrat_file.unlink()
    git(shared, "checkout", "--", path)
    assert git(shared, "status", "--porcelain").strip() == f"M {path}"
    return wmstrat_file


def git_input(folder: Path, data: bytes, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_line_ends_that_somebody_committed_are_no_edit(windows: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("set", "CB", "mailing_list=cb@example.org")
    assert b"\r" not in windows.read_bytes()
    assert git(windows.parent, "status", "--porcelain") == ""
    assert "mailing_list: cb@example.org" in git(windows.parent, "show", "HEAD:./README.md")
    wmstrat("undo")
    assert wmstrat.record("CB")["mailing_list"] == ""
    wmstrat("sync")


@pytest.mark.parametrize("how", ["edited", "executable", "staged"])
def test_an_edit_of_such_a_file_is_one(windows: Path, wmstrat: Wmstrat, git: Git, how: str) -> None:
    if how == "executable":
        windows.chmod(0o755)
    else:
        windows.write_bytes(windows.read_bytes() + b"More.\r\n")
    if how == "staged":
        git(windows.parent, "add", ".")
    assert "not committed" in wmstrat("set", "CB", "mailing_list=cb@example.org", code=4).err


def test_a_mailmap_does_not_hide_from_people_what_is_theirs(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    (shared / ".mailmap").write_text("Official Seventeen <official@example.org> <member-17@example.org>\n")
    commit(shared, git)
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    git(shared, "push", "--quiet")
    wmstrat("sync")
    assert wmstrat.record(handle)["id"] == "CB-Q1"
    note = wmstrat("note", "add", "CB", "Text").out.strip()
    wmstrat("undo")
    wmstrat("show", note, code=3)
    assert wmstrat.items("log", "--limit", "1")[0]["who"] == "Official Seventeen"


@pytest.mark.parametrize("date", ["1531526400 +51800", "1531526400000 +0000"])
def test_a_history_with_dates_that_are_none(shared: Path, other: Path, wmstrat: Wmstrat, git: Git, date: str) -> None:
    del shared
    wmstrat("-C", other, "set", "CB", "mailing_list=there@example.org")
    [head, tree, parent] = git(other, "rev-parse", "HEAD", "HEAD^{tree}", "HEAD^").split()
    text = (
        f"tree {tree}\nparent {parent}\nauthor A <a@example.org> {date}\ncommitter A <a@example.org> {date}\n\nOdd\n"
    )
    odd = git_input(other, text.encode(), "hash-object", "-t", "commit", "-w", "--stdin", "--literally")
    git(other, "update-ref", "refs/heads/main", odd, head)
    git(other, "push", "--quiet")
    wmstrat("set", "CB", "mailing_list=here@example.org")
    wmstrat("sync", code=7)
    wmstrat("resolve")
    wmstrat("resolve", "CB", "mailing_list", "--mine")
    wmstrat("sync")
    for command in (["log"], ["status"], ["status", "CB"], ["log", "CB"], ["check"]):
        wmstrat(*command)
    assert [event["subject"] for event in wmstrat.items("log", "--limit", "9")].count("Odd") == 1


def test_a_change_is_made_at_any_date(shared: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    del shared
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", "@1531526400000 +0000")
    note = wmstrat("note", "add", "CB", "Text").out.strip()
    wmstrat("status")
    wmstrat("undo")
    wmstrat("show", note, code=3)
    monkeypatch.setenv("GIT_AUTHOR_DATE", "some day")
    assert "invalid date format: some day" in wmstrat("note", "add", "CB", "Text", code=6).err


def test_a_submodule_beside_the_folder_of_the_workspace_stops_nobody(
    tmp_path: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    outer = tmp_path / "outer"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "outer")
    wmstrat("init", outer / "ours", "--empty", "--name", "Ours")
    git(outer, "remote", "add", "origin", str(bare))
    head = git(outer, "rev-parse", "HEAD").strip()
    (outer / ".gitmodules").write_text('[submodule "theme"]\n\tpath = theme\n\turl = ./theme\n')
    git(outer, "add", ".gitmodules")
    git(outer, "update-index", "--add", "--cacheinfo", f"160000,{head},theme")
    git(outer, "commit", "--quiet", "--message=A theme")
    wmstrat("-C", outer / "ours", "sync")
    wmstrat("clone", bare, tmp_path / "clone")
    for folder, name in ((outer, "Wells"), (tmp_path / "clone", "Roads")):
        wmstrat("-C", folder / "ours", "group", "add", name, "--code", name[:2].upper())
        wmstrat("-C", folder / "ours", "sync")
    wmstrat("-C", outer / "ours", "sync")
    assert len(wmstrat.items("-C", outer / "ours", "group", "list")) == 2
