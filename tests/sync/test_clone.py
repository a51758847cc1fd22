"""`wmstrat clone`: a workspace from where it is shared, or nothing; and what all are given for merging."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.sync.remotes import SECRET, Web, closed_port, make_bare
from wmstrat.errors import UsageProblem
from wmstrat.kinds import merge_lines
from wmstrat.sync.cloning import folder_of
from wmstrat.workspace.initial import shipped_template

Git = Callable[..., str]
HERE = pytest.mark.usefixtures("shared")
NOTES = "groups/capacity-building/notes"


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "away"
    folder.mkdir()
    return folder


@pytest.fixture
def stand(away: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Stand in `away`, after the other fixtures stood elsewhere."""
    return lambda: monkeypatch.chdir(away)


@HERE
@pytest.mark.parametrize("way", ["bare", "daemon_url", "http_url"])
def test_clone_gets_a_workspace_ready_to_work_in(
    wmstrat: Wmstrat, away: Path, stand: Callable[[], None], git: Git, way: str, request: pytest.FixtureRequest
) -> None:
    url = str(request.getfixturevalue(way))
    stand()
    done = wmstrat("clone", url)

    assert done.lines == [str(away / "us")]
    assert "private data is not included" in done.err
    assert "wmstrat status" in done.err
    assert SECRET not in done.out + done.err
    assert ("password" in done.err) == (way == "http_url")
    assert "wmstrat.sync.driver" in git(away / "us", "config", "merge.wmstrat.driver")
    assert git(away / "us", "status", "--porcelain") == ""
    assert len(wmstrat.items("-C", "us", "group", "list")) == 13
    wmstrat("-C", "us", "note", "add", "CB", "Works")


@HERE
def test_clone_by_a_path_from_here_into_a_folder(wmstrat: Wmstrat, away: Path, stand: Callable[[], None]) -> None:
    stand()
    (away / "empty").mkdir()
    assert wmstrat("clone", "../host/us.git", "deep/er").lines == [str(away / "deep" / "er")]
    assert wmstrat("clone", "../host/us.git/", "empty").lines == [str(away / "empty")]


@HERE
def test_clone_takes_the_only_branch_whatever_its_name(
    wmstrat: Wmstrat, stand: Callable[[], None], bare: Path, git: Git, away: Path
) -> None:
    git(bare, "symbolic-ref", "HEAD", "refs/heads/master")
    stand()
    wmstrat("clone", bare)
    assert git(away / "us", "rev-parse", "--abbrev-ref", "main@{upstream}").strip() == "origin/main"

    git(bare, "branch", "idea", "main")
    refused = wmstrat("clone", bare, "other", code=3)
    assert "several branches (idea, main)" in refused.err
    assert not (away / "other").exists()


def test_clone_finds_workspaces_in_folders(
    wmstrat: Wmstrat, tmp_path: Path, git: Git, away: Path, stand: Callable[[], None]
) -> None:
    git(tmp_path, "init", "--quiet", "large")
    (tmp_path / "large" / "process.yaml").write_text("name: of another kind\n")
    git(tmp_path / "large", "add", ".")
    for name in ("one", "docs/two"):
        wmstrat("init", tmp_path / "large" / name, "--empty")
    stand()
    done = wmstrat("clone", tmp_path / "large")
    assert done.lines == [str(away / "large" / "docs" / "two"), str(away / "large" / "one")]


def test_what_is_no_workspace_is_not_kept(
    wmstrat: Wmstrat, tmp_path: Path, git: Git, away: Path, stand: Callable[[], None]
) -> None:
    git(tmp_path, "init", "--quiet", "code")
    (tmp_path / "code" / "process.yaml").write_text("wmstrat: 99\n")
    git(tmp_path / "code", "add", ".")
    git(tmp_path / "code", "commit", "--quiet", "--message=Code")
    (away / "kept").mkdir()
    stand()
    assert "newer version of wmstrat" in wmstrat("clone", tmp_path / "code", "a/b", code=4).err

    git(tmp_path / "code", "mv", "process.yaml", "other.yaml")
    git(tmp_path / "code", "commit", "--quiet", "--message=Move")
    for folder in ("a/b", "kept"):
        assert "is not a workspace" in wmstrat("clone", tmp_path / "code", folder, code=3).err
    assert "is empty" in wmstrat("clone", make_bare(tmp_path / "new.git"), "c", code=3).err
    assert [path.name for path in away.rglob("*")] == ["kept"]


@HERE
@pytest.mark.parametrize(
    ("path", "mode", "data", "words"),
    [
        (f"{NOTES}/2018/07/CB-N20180714-k3f9.md", "120000", b"/etc/passwd", "symbolic link"),
        (NOTES, "120000", b"/etc", "symbolic link"),
        ("process.yaml", "120000", b"../process.yaml", "symbolic link at process.yaml"),
        (f"{NOTES}/2018/07/CB-N20180714-k3f9.md", "100644", b"x" * 5_000_001, "5,000,001 bytes"),
        ("groups/sub", "160000", b"", "submodule"),
        (f"{NOTES}/a\\b.md", "100644", b"x", "not allowed in a workspace"),
    ],
)
def test_what_sync_would_not_let_in_is_not_cloned(
    wmstrat: Wmstrat,
    stand: Callable[[], None],
    shared: Path,
    git: Git,
    away: Path,
    path: str,
    mode: str,
    data: bytes,
    words: str,
) -> None:
    (away.parent / "process.yaml").write_text("wmstrat: 1\n")
    (away.parent / "data").write_bytes(data)
    name = git(shared, "hash-object", "-w", str(away.parent / "data")).strip()
    if mode == "160000":
        name = git(shared, "rev-parse", "HEAD").strip()
    git(shared, "update-index", "--add", "--cacheinfo", f"{mode},{name},{path}")
    git(shared, "commit", "--quiet", "--message=Hostile")
    git(shared, "push", "--quiet", "origin", "HEAD:main")
    stand()
    refused = wmstrat("clone", "../host/us.git", code=4)
    assert words in refused.err
    assert "wmstrat clone" in refused.err
    assert list(away.iterdir()) == []


@HERE
def test_the_first_sync_notices_what_was_rewritten_since_the_clone(
    wmstrat: Wmstrat, stand: Callable[[], None], shared: Path, bare: Path, git: Git, away: Path
) -> None:
    stand()
    wmstrat("-C", shared, "note", "add", "CB", "There")
    git(shared, "push", "--quiet")
    wmstrat("clone", bare)
    wmstrat("-C", "us", "note", "add", "CB", "Here")
    git(shared, "commit", "--quiet", "--amend", "--message=Rewritten")
    git(shared, "push", "--quiet", "--force", "origin", "main")
    git(away / "us", "fetch", "--quiet")
    assert "was rewritten" in wmstrat("-C", "us", "sync", code=8).err


def test_a_remote_that_cannot_be_had_leaves_nothing(
    wmstrat: Wmstrat, tmp_path: Path, away: Path, stand: Callable[[], None], http_url: str, web: Web
) -> None:
    stand()
    web.answer = 403
    said = {
        f"http://me:{SECRET}@127.0.0.1:{closed_port()}/us.git": "http://127.0.0.1",
        f"https://me:{SECRET}@nowhere.invalid/us.git": "https://nowhere.invalid/us.git cannot be reached",
        f"https://me:{SECRET}/@nowhere.invalid/us.git": "nowhere.invalid/us.git",
        f"https://me:{SECRET} with space@nowhere.invalid/us.git": "https://nowhere.invalid/us.git",
        f"git://{SECRET}@nowhere.invalid/us.git": "git://nowhere.invalid/us.git cannot be reached",
        http_url: "does not let you read",
        str(tmp_path / "nowhere.git"): "There is no repository at",
    }
    for url, words in said.items():
        refused = wmstrat("clone", url, code=8)
        assert words in refused.err
        assert SECRET not in refused.err
        assert refused.out == ""
    assert list(away.iterdir()) == []


@HERE
def test_a_folder_in_use_is_left_alone(wmstrat: Wmstrat, bare: Path, away: Path, stand: Callable[[], None]) -> None:
    stand()
    (away / "us").mkdir()
    (away / "us" / "mine").write_text("mine")
    (away / "file").write_text("mine")
    assert "in use" in wmstrat("clone", bare, code=4).err
    assert "file" in wmstrat("clone", bare, "file", code=4).err
    assert "file" in wmstrat("clone", bare, "file/below", code=4).err
    assert sorted(path.name for path in away.rglob("*")) == ["file", "mine", "us"]


def test_what_looks_like_an_option_is_an_address(wmstrat: Wmstrat, away: Path, stand: Callable[[], None]) -> None:
    stand()
    wmstrat("clone", "--", "--upload-pack=touch pwned", "x", code=8)
    wmstrat("clone", "ext::sh -c 'touch pwned'", "x", code=8)
    assert list(away.iterdir()) == []


NAMES = {
    "https://host.example.org/us/strategy.git": "strategy",
    "https://host.example.org/us/strategy/": "strategy",
    "git@host.example.org:strategy.git": "strategy",
    "ssh://git@host.example.org:22/~us/strategy.git/": "strategy",
    "/srv/strategy/.git": "strategy",
    "../strategy": "strategy",
    "strategy.bundle": "strategy",
}


@pytest.mark.parametrize("url", NAMES)
def test_the_folder_is_called_as_git_would_call_it(url: str) -> None:
    assert folder_of(url) == NAMES[url]


@pytest.mark.parametrize("url", ["", "/", "..", "https://me:s3cret-t0ken@host.example.org", "https://host/\n"])
def test_an_address_without_a_name_wants_a_folder(url: str) -> None:
    with pytest.raises(UsageProblem, match="wmstrat clone URL DIR") as caught:
        folder_of(url)
    assert SECRET not in str(caught.value)


# What every workspace is given, so that plain git merges records as wmstrat does


RECORDS = ("process.yaml", "people/member-17.yaml", "groups/advocacy/README.md", "groups/a/notes/2018/07/AD-N.md",
           "groups/a/members/AD-member-17.yaml")  # fmt: skip
OTHERS = ("README.md", "method/procedures.md", "method/templates/note.md", "groups/a/picture.png")


@pytest.mark.parametrize("options", [[], ["--empty"]])
def test_init_makes_git_merge_records(wmstrat: Wmstrat, tmp_path: Path, git: Git, options: list[str]) -> None:
    wmstrat("init", tmp_path / "new", *options)
    for folder, records in (
        (tmp_path / "new", RECORDS),
        (tmp_path / "new/private", ("people/member-17.yaml", "applications/2018/07/CB-A.yaml")),
    ):
        told = git(folder, "check-attr", "merge", "eol", "--", *records, *OTHERS).splitlines()
        assert [line for line in told if line.endswith("merge: wmstrat")] == [
            f"{one}: merge: wmstrat" for one in records
        ]
        assert all(line.endswith("lf") for line in told if "eol" in line)
        assert "wmstrat.sync.driver %O %A %B %P" in git(folder, "config", "merge.wmstrat.driver")


def test_the_template_has_the_lines_that_follow_from_the_kinds() -> None:
    lines = (shipped_template() / ".gitattributes").read_text().splitlines()
    assert tuple(line for line in lines if "merge=" in line) == merge_lines(private=False)


def test_init_adds_its_lines_to_those_that_are_there(wmstrat: Wmstrat, tmp_path: Path, git: Git) -> None:
    git(tmp_path, "init", "--quiet", "old")
    (tmp_path / "old" / ".gitattributes").write_text("*.png binary")
    git(tmp_path / "old", "add", ".")
    git(tmp_path / "old", "commit", "--quiet", "--message=Ours")
    wmstrat("init", tmp_path / "old")
    lines = (tmp_path / "old" / ".gitattributes").read_text().splitlines()
    assert lines[0] == "*.png binary"
    assert "/groups/**/*.md merge=wmstrat" in lines


def test_upgrade_brings_the_lines_to_older_workspaces(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    for folder in (workspace, workspace / "private"):
        attributes = folder / ".gitattributes"
        kept = [line for line in attributes.read_text().splitlines() if "wmstrat" not in line]
        attributes.write_text("\n".join(kept) + "\n")
        git(folder, "commit", "--quiet", "--all", "--message=As it was")
    done = wmstrat("upgrade").out
    assert "completed .gitattributes" in done
    assert "completed private/.gitattributes" in done
    assert git(workspace, "check-attr", "merge", "process.yaml") == "process.yaml: merge: wmstrat\n"
    assert git(workspace, "status", "--porcelain") == git(workspace / "private", "status", "--porcelain") == ""
    assert "completed" not in wmstrat("upgrade").out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_clone_that_is_ended_leaves_no_folder(away: Path, number: int) -> None:
    command = [sys.executable, "-m", "wmstrat", "clone", "ssh://host.example.org/us.git", "deep/inside"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "GIT_SSH_COMMAND": f"touch {away}/begun; sleep 60; :",
    }
    process = subprocess.Popen(command, cwd=away, env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (away / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (away / "deep/inside").is_dir()
    process.send_signal(number)
    assert process.wait(timeout=50) == (130 if number == signal.SIGINT else 128 + number)
    assert not (away / "deep").exists()


def test_what_a_killed_clone_has_left_is_told_for_that(away: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(away, "init", "--quiet", "half made")
    said = wmstrat("clone", "/somewhere/us.git", away / "half made", code=4).err
    assert "perhaps a clone was interrupted. If so, delete it, then type the command again: rm -r '" in said
    (away / "half made/text").write_text("Mine")
    assert "is in use" in wmstrat("clone", "/somewhere/us.git", away / "half made", code=4).err
