"""The contract of `init`: a workspace in a new folder, inside a repository, from any template, or nothing at all."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat

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
    assert "workspace already" in wmstrat("init", workspace, *options, code=4).err


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
@pytest.mark.parametrize("folder", ["groups/new", "groups/diversity/notes", "people", "private/new", "method/x/y"])
def test_no_workspace_is_made_among_the_records_of_another(wmstrat: Wmstrat, folder: str) -> None:
    assert "is a folder of records of the workspace" in wmstrat("init", folder, code=4).err


def test_a_workspace_stands_in_any_other_folder_of_another(wmstrat: Wmstrat, workspace: Path) -> None:
    wmstrat("init", workspace / "docs/second")

    wmstrat("-C", workspace / "docs/second", "note", "add", "CB", "Of the second.")
    assert len(list((workspace / "docs/second").rglob("CB-N*.md"))) == 1
    assert wmstrat.items("-C", workspace, "note", "list") == []


@pytest.mark.parametrize(
    ("process", "code", "said"),
    [
        ("wmstrat: 1\nname: [x\n", 5, "process.yaml:2: found"),
        ("wmstrat: 1\nname: x\nminimum_size: ten\n", 5, 'minimum_size: found "ten"'),
        ("wmstrat: 1\nname:\n", 5, "name: found nothing"),
        ("name: x\n", 5, "expected the number of the format"),
        ("wmstrat: 2\nname: x\n", 4, "Install a newer wmstrat"),
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
    "a template that is none": (["{}/new", "--template", "{}/folder"], 3, "is no template"),
    "a template that is not there": (["{}/new", "--template", "{}/nowhere"], 3, "is no template"),
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

    assert "Git does not know who you are" in refused.err
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
