"""The contract of `init`: a workspace in a new folder, inside a repository, from any template, or nothing at all."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from wmstrat.workspace.initial import shipped_template

Git = Callable[..., str]
ROOT = {"process.yaml", "README.md", "method", "people", "groups", "private", ".git", ".gitattributes", ".gitignore"}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes, git's own and all."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def clean(git: Git, *folders: Path) -> bool:
    return all(git(folder, "status", "--porcelain") == "" for folder in folders)


def test_init_makes_a_workspace_of_two_repositories(wmstrat: Wmstrat, tmp_path: Path, git: Git) -> None:
    made = wmstrat("init", tmp_path / "new" / "deep")

    folder = tmp_path / "new" / "deep"
    assert made.lines == [str(folder)]
    assert {path.name for path in folder.iterdir()} == ROOT
    assert clean(git, folder, folder / "private")
    assert (
        git(folder, "rev-list", "--count", "HEAD") == git(folder / "private", "rev-list", "--count", "HEAD") == "1\n"
    )
    wmstrat("-C", folder, "check")


def test_the_first_commit_names_its_records(wmstrat: Wmstrat, tmp_path: Path, git: Git) -> None:
    wmstrat("init", tmp_path / "new")
    trailers = git(tmp_path / "new", "log", "-1", "--format=%(trailers:key=Wmstrat-Record,valueonly)").split()
    groups = [group["id"] for group in wmstrat.items("-C", tmp_path / "new", "group", "list")]
    assert sorted(trailers) == sorted([*groups, "process"])
    assert "process" in git(
        tmp_path / "new/private", "log", "-1", "--format=%(trailers:key=Wmstrat-Record,valueonly)"
    )


def test_groups_begin_their_first_stage_on_the_day_of_init(
    wmstrat: Wmstrat, tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WMSTRAT_TODAY", "2026-02-03")
    wmstrat("init", tmp_path / "new")

    groups = wmstrat.items("-C", tmp_path / "new", "group", "list")
    days = {(group["kind"] == "working", stage["since"]) for group in groups for stage in group["stages"]}
    assert days == {(True, "2026-02-03"), (False, "2018-07-20")}
    subject = git(tmp_path / "new", "log", "-1", "--format=%s").strip()
    assert subject == 'process: create the workspace "Wikimedia Movement Strategy 2018-20"'


def test_init_takes_the_folder_it_stands_in(
    wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wmstrat("init", ".")

    assert len(wmstrat.items("group", "list")) == 13


def test_the_next_step_can_be_typed_as_it_stands(wmstrat: Wmstrat, tmp_path: Path) -> None:
    folder = tmp_path / "our process's"

    [command] = wmstrat("init", folder).err.splitlines()[-1].partition("Next: ")[2].split(", then")[:1]

    assert shlex.split(command) == ["cd", str(folder)]


def test_init_with_a_name(wmstrat: Wmstrat, tmp_path: Path, git: Git) -> None:
    name = "Ünser: Prozess #1 “2030”"
    wmstrat("init", tmp_path / "new", "--name", name)

    assert wmstrat.items("-C", tmp_path / "new", "show", "process")[0]["name"] == name
    assert name in git(tmp_path / "new", "log", "--format=%s")


def test_init_empty_is_for_another_process(wmstrat: Wmstrat, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    wmstrat("init", folder, "--empty", "--name", "Our Process")

    assert wmstrat.items("-C", folder, "group", "list") == []
    assert not (folder / "groups").exists()
    text = "".join(path.read_text() for path in folder.rglob("*") if path.suffix in (".md", ".yaml"))
    assert "Wikimedia" not in text
    wmstrat("-C", folder, "status")
    wmstrat("-C", folder, "check")
    wmstrat("-C", folder, "group", "add", "Our Group", "--code", "OG", "--area", "Ours")
    assert wmstrat("-C", folder, "question", "add", "OG", "Why?").lines == ["OG-Q1"]


def test_init_from_anybodys_own_template(wmstrat: Wmstrat, filled: Path, tmp_path: Path) -> None:
    (filled / "method/handbook.md").write_text("# Our handbook\n")
    wmstrat("init", tmp_path / "new", "--template", filled)

    new = tmp_path / "new"
    assert (new / "method/handbook.md").is_file()
    assert [one["id"] for one in wmstrat.items("-C", new, "question", "list")] == ["CB-Q1", "CB-Q2", "XA-Q1"]
    assert wmstrat.items("-C", new, "application", "list") == []
    assert not (new / "private/people").exists()
    wmstrat("-C", new, "check")


def test_init_inside_an_existing_repository_keeps_what_is_there(wmstrat: Wmstrat, tmp_path: Path, git: Git) -> None:
    git(tmp_path, "init", "-q", "old")
    folder = tmp_path / "old"
    for name, text in (("README.md", "# Ours\n"), (".gitignore", "*.log"), ("code.py", "pass\n")):
        (folder / name).write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Ours")
    (folder / "staged.txt").write_text("staged")
    git(folder, "add", "staged.txt")
    (folder / "code.py").write_text("edited\n")

    wmstrat("init", folder)

    assert (folder / "README.md").read_text() == "# Ours\n"
    assert (folder / ".gitignore").read_text() == "*.log\n/private/\n!/method/templates/private/\n"
    assert git(folder, "status", "--porcelain").splitlines() == [" M code.py", "A  staged.txt"]
    assert git(folder, "log", "--format=%s").splitlines()[-1] == "Ours"
    wmstrat("-C", folder, "note", "add", "CB", "Works")


def test_init_in_a_subfolder_makes_no_second_repository(wmstrat: Wmstrat, tmp_path: Path, git: Git) -> None:
    git(tmp_path, "init", "-q", "old")
    folder = tmp_path / "old/docs/strategy"
    wmstrat("init", folder)

    assert not (folder / ".git").exists()
    assert (folder / "private/.git").is_dir()
    assert clean(git, folder, folder / "private")
    assert "docs/strategy/process.yaml" in git(tmp_path / "old", "ls-files")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("options", [[], ["--empty"], ["--name", "Other"]])
def test_init_twice_is_refused(wmstrat: Wmstrat, workspace: Path, options: list[str]) -> None:
    assert "is already a workspace" in wmstrat("init", workspace, *options, code=4).err


@pytest.mark.parametrize("rules", [".gitignore", ".git/info/exclude", "below/.gitignore"])
@pytest.mark.parametrize("inside", ["", "below"])
def test_a_repository_that_ignores_folders_called_private_is_no_hindrance(
    wmstrat: Wmstrat, tmp_path: Path, git: Git, rules: str, inside: str
) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "below").mkdir()
    (tmp_path / rules).write_text("private/\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Ours")

    wmstrat("init", tmp_path / inside)

    assert "method/templates/private/person.yaml" in git(tmp_path, "ls-files")
    git(tmp_path / inside, "check-ignore", "private/README.md")
    wmstrat("-C", tmp_path / inside, "person", "add", "X", "--contact", "x@example.org")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("folder", ["strategy", "docs/second", "groups/new", "private/new", "people/../deep/er"])
def test_no_workspace_is_made_inside_another(
    wmstrat: Wmstrat, workspace: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = wmstrat("init", folder, code=4).err

    assert f"{folder} is inside the workspace {workspace}" in refused
    status, init = re.split(r"\s+or:?\s+", refused.partition("beside it:")[2].strip())
    wmstrat(*shlex.split(status)[1:])
    monkeypatch.chdir(workspace / "groups")
    [made] = wmstrat(*shlex.split(init)[1:]).lines
    assert Path(made).parent == workspace.parent
    assert made != str(workspace)


def test_a_process_file_of_another_program_makes_no_workspace(wmstrat: Wmstrat, tmp_path: Path) -> None:
    (tmp_path / "process.yaml").write_text("steps: []\n")
    wmstrat("init", tmp_path / "docs/strategy", "--empty", "--name", "Ours")
    assert (tmp_path / "docs/strategy/process.yaml").exists()
    assert (tmp_path / "process.yaml").read_text() == "steps: []\n"


@pytest.mark.parametrize(
    ("process", "code", "said"),
    [
        ("wmstrat: 1\nname: [x\n", 5, "process.yaml:2: found"),
        ("wmstrat: 1\nname: x\nminimum_size: ten\n", 5, 'minimum_size: found "ten"'),
        ("wmstrat: 1\nname:\n", 5, "name: empty"),
        ("name: x\n", 5, "expected the number of the format"),
        ("wmstrat: 2\nname: x\n", 4, "Install a newer version of wmstrat"),
    ],
)
@pytest.mark.parametrize("options", [[], ["--name", "Ours"], ["--empty"], ["--dry-run"]])
def test_a_template_with_a_broken_process_is_refused(
    wmstrat: Wmstrat, tmp_path: Path, process: str, code: int, said: str, options: list[str]
) -> None:
    (tmp_path / "template").mkdir()
    (tmp_path / "template/process.yaml").write_text(process)

    refused = wmstrat("init", tmp_path / "new", "--template", tmp_path / "template", *options, code=code)

    assert said in refused.err
    assert not (tmp_path / "new").exists()


REFUSED = {
    "a file in the way": (["{}/file"], 4, "is a file"),
    "a template that is none": (["{}/new", "--template", "{}/folder"], 3, "is not a template"),
    "a template that is not there": (["{}/new", "--template", "{}/nowhere"], 3, "is not a template"),
    "a template with a link": (["{}/new", "--template", "{}/linked"], 4, "symbolic link"),
    "a name with a control character": (["{}/new", "--name", "a\x1b[31m"], 5, "U+001B"),
    "a name with a line end": (["{}/new", "--name", "a\nb"], 5, "U+000A"),
    "a name that turns around": (["{}/new", "--name", "a\u202eb"], 5, "U+202E"),
    "a name too long": (["{}/new", "--name", "x" * 201], 5, "201 characters"),
    "an author that is none": (["{}/new", "--author", "x"], 2, "Name <mail>"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_init_that_is_refused_leaves_nothing(wmstrat: Wmstrat, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked/process.yaml").write_text("wmstrat: 1\nname: x\n")
    (tmp_path / "linked/README.md").symlink_to("/etc/passwd")
    before = tree(tmp_path)
    arguments, code, said = REFUSED[name]

    refused = wmstrat("init", *(argument.format(tmp_path) for argument in arguments), code=code)

    assert said in refused.err
    assert tree(tmp_path) == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("inside", [True, False])
def test_init_that_git_refuses_leaves_nothing(
    wmstrat: Wmstrat, tmp_path: Path, isolation: Path, git: Git, inside: bool
) -> None:
    folder = tmp_path / "old"
    if inside:
        git(tmp_path, "init", "-q", "old")
        (folder / "README.md").write_text("# Ours\n")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "Ours")
    (isolation / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")

    refused = wmstrat("init", folder, code=6)

    assert "Git does not know your name" in refused.err
    if inside:
        assert {path.name for path in folder.iterdir()} == {".git", "README.md"}
        assert clean(git, folder)
    else:
        assert not folder.exists()


def test_a_dry_run_of_init_makes_nothing(wmstrat: Wmstrat, tmp_path: Path) -> None:
    shown = wmstrat("init", tmp_path / "new", "--dry-run").out

    assert "+++ b/process.yaml" in shown
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("inside", ["", "below/here"])
@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
def test_a_repository_that_tracks_files_in_private_is_refused(
    wmstrat: Wmstrat, tmp_path: Path, git: Callable[..., str], inside: str, dry_run: list[str]
) -> None:
    folder = tmp_path / inside
    (folder / "private").mkdir(parents=True)
    (folder / "private/members.txt").write_text("Public by mistake\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")

    refused = wmstrat("init", folder, *dry_run, code=4)

    assert "private/members.txt" in refused.err
    assert not (folder / "process.yaml").exists()


@pytest.mark.parametrize("chosen", [None, "true"])
def test_git_shows_names_in_any_script_unless_somebody_chose_otherwise(
    wmstrat: Wmstrat, tmp_path: Path, git: Git, chosen: str | None
) -> None:
    if chosen:
        git(tmp_path, "config", "--global", "core.quotePath", chosen)
    here, there = tmp_path / "here", tmp_path / "there"
    wmstrat("init", here)
    wmstrat("-C", here, "person", "add", "José Ñuñez")
    wmstrat("-C", here, "person", "add", "José Private", "--private")
    wmstrat("clone", here, there)

    for folder in (here, there):
        assert ("josé-ñuñez.yaml" in git(folder, "log", "--stat", "--format=")) == (chosen is None)
    assert ("josé-private.yaml" in git(here / "private", "ls-files")) == (chosen is None)


def test_an_empty_process_holds_nothing_of_the_one_in_the_template(wmstrat: Wmstrat, isolation: Path) -> None:
    wmstrat("init", "garden", "--empty", "--name", "Garden council")
    garden = isolation / "garden"
    process = wmstrat.items("-C", garden, "show", "process")[0]

    blank = (
        "mission",
        "values",
        "direction",
        "mandate",
        "resources",
        "contact",
        "languages",
        "member_types",
        "levels",
    )
    assert not any(process[name] for name in (*blank, "member_types", "levels", "minimum_size", "maximum_size"))
    assert [entry["id"] for entry in process["roles"]] == ["coordinator", "member"]
    texts = "".join(path.read_text() for path in garden.rglob("*") if path.is_file() and ".git" not in path.parts)
    for word in ("Wikimedia", "Steering Committee", "Steering Group", "trustee", "Core Team", "2030", "affiliate"):
        assert word not in texts


def test_the_first_steps_of_an_empty_process_can_be_typed(
    wmstrat: Wmstrat, isolation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No selecting body has to be invented, and `status` asks for no mailing list, no area and no mix of members."""
    wmstrat("init", "garden", "--empty")
    monkeypatch.chdir(isolation / "garden")
    assert "No groups yet" in wmstrat("status").out
    wmstrat("group", "add", "Plots")

    def advised() -> list[tuple[str, str]]:
        [group] = wmstrat.items("status", "PL")
        return [(item["text"], item["command"]) for item in group["attention"]]

    assert advised()[0] == ("Nobody is in the list of people yet", "wmstrat person add NAME")
    for name, value in (("NAME", "Nora"), ("PERSON", "Nora"), ("TEXT", "Which?")):
        [_, command] = next((text, command) for text, command in advised() if name in command)
        wmstrat(*command.replace(name, value).split()[1:])
    assert advised() == []
    assert wmstrat.record("PL-nora")["selected_by"] == ""
    assert wmstrat.items("check") == []


def test_a_notice_that_is_not_wanted_is_left_out(wmstrat: Wmstrat, workspace: Path) -> None:
    del workspace
    wmstrat("set", "process", "skip+=mailing-list")

    assert "mailing list" not in wmstrat("status").out
    assert not [one for one in wmstrat.items("check") if one["check"] == "mailing-list"]
    wmstrat("set", "process", "skip+=list-of-mails")
    assert [one["found"] for one in wmstrat.items("check")] == ['"list-of-mails"']


def test_nothing_is_written_in_the_template_itself(wmstrat: Wmstrat, tmp_path: Path, git: Git) -> None:
    folder = tmp_path / "workspace-template"
    shutil.copytree(shipped_template(), folder)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "The program")

    assert "wmstrat init DIR" in wmstrat("-C", folder, "note", "add", "CB", "Oops", code=4).err
    assert git(tmp_path, "status", "--porcelain") == ""
    assert wmstrat.items("-C", folder, "group", "list")
    wmstrat("init", tmp_path / "mine", "--template", folder)
    wmstrat("-C", tmp_path / "mine", "note", "add", "CB", "A note")


def test_the_first_commit_is_by_the_login_where_git_knows_nobody(
    wmstrat: Wmstrat, isolation: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    (isolation / ".gitconfig").write_text('[user]\n\tname = ""\n')
    monkeypatch.setenv("LOGNAME", "member-17")

    told = wmstrat("init", "garden", "--empty").err

    assert "Git does not know your name, so the first commit is by member-17" in told
    assert git(isolation / "garden", "log", "-1", "--format=%an %cn").strip() == "member-17 member-17"
    wmstrat("-C", "garden", "group", "add", "Plots", code=6)


BROKEN_GITS: dict[str, Callable[[Path], object]] = {
    "an empty folder": lambda git: git.mkdir(),
    "a pointer to nothing": lambda git: git.write_text("gitdir: /gone\n"),
    "a link to nothing": lambda git: git.symlink_to("/gone"),
}


@pytest.mark.parametrize("broken", BROKEN_GITS.values(), ids=BROKEN_GITS)
@pytest.mark.parametrize("inside", ["", "private"])
def test_a_git_folder_that_git_cannot_read_is_not_passed_over(
    wmstrat: Wmstrat, tmp_path: Path, git: Git, broken: Callable[[Path], object], inside: str
) -> None:
    """Git takes the repository around it: what is private would be in the one that everybody can read."""
    git(tmp_path, "init", "--quiet")
    folder = tmp_path / "new" / inside
    folder.mkdir(parents=True)
    broken(folder / ".git")
    said = wmstrat("init", tmp_path / "new", code=4).err
    assert f"git cannot read the repository {folder / '.git'}" in said
    assert git(tmp_path, "status", "--porcelain").split() in ([], ["??", "new/"])


@pytest.mark.parametrize("broken", BROKEN_GITS.values(), ids=BROKEN_GITS)
def test_a_private_repository_that_got_broken_is_named(
    wmstrat: Wmstrat, workspace: Path, broken: Callable[[Path], object]
) -> None:
    shutil.rmtree(workspace / "private/.git")
    broken(workspace / "private/.git")
    assert "private/.git-broken" in wmstrat("person", "add", "X", "--contact", "x@example.org", code=4).err
    assert "private/.git: found a .git folder that git cannot read" in wmstrat("check", code=1).out
    wmstrat("note", "add", "CB", "Public work goes on")
    shutil.rmtree(workspace / ".git")
    broken(workspace / ".git")
    assert "git cannot read the repository" in wmstrat("status", code=4).err
