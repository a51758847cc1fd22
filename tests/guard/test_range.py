"""`wmstrat guard --range OLD..NEW`, as a host's CI runs it, and how the command is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.guard.conftest import Clone, question


def test_a_range_is_judged_in_a_clone(wmstrat: Wmstrat, clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(clone.folder)
    clone.commit(question(3))
    assert "These commits can be accepted." in wmstrat("guard", "--range", "origin/main..HEAD").err

    clone.commit(question(4, state="done"))
    refused = wmstrat("guard", "--range", "origin/main..HEAD", code=4)
    assert 'found "done"' in refused.out

    old = clone.git("rev-parse", "origin/main")
    assert 'found "done"' in wmstrat("guard", "--range", f"{old}..main", code=4).out
    assert 'found "done"' in wmstrat("guard", "--range", f"{'0' * 40}..HEAD", code=4).out
    assert "would be lost" in wmstrat("guard", "--range", "HEAD..origin/main", code=4).out


def test_a_tag_is_not_taken_for_a_branch_of_its_name(
    wmstrat: Wmstrat, clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone.folder)
    bad = clone.commit(question(4, state="done"))
    for tag in ("origin/main", "HEAD", "main"):
        clone.git("tag", tag, bad)
    assert 'found "done"' in wmstrat("guard", "--range", "origin/main..main", code=4).out
    assert 'found "done"' in wmstrat("guard", "--range", "main~1..HEAD", code=4).out

    clone.git("branch", "origin/main", bad)
    refused = wmstrat("guard", "--range", "origin/main..HEAD", code=2).err
    assert "refs/heads/origin/main or refs/remotes/origin/main" in " ".join(refused.split())
    clone.git("tag", bad[:8], "HEAD~1")
    assert "a commit whose name begins like that" in " ".join(
        wmstrat("guard", "--range", f"refs/remotes/origin/main..{bad[:8]}", code=2).err.split()
    )
    assert 'found "done"' in wmstrat("guard", "--range", "refs/remotes/origin/main..HEAD", code=4).out


@pytest.mark.parametrize(("text", "code"), [("HEAD", 2), ("a...b", 2), ("..HEAD", 2), ("nowhere..HEAD", 3)])
def test_a_range_that_is_none(
    wmstrat: Wmstrat, clone: Clone, monkeypatch: pytest.MonkeyPatch, text: str, code: int
) -> None:
    monkeypatch.chdir(clone.folder)
    assert text.partition("..")[0] in wmstrat("guard", "--range", text, code=code).err


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "nothing to check"), ("one two\n", "not: one two"), ("0 1 refs/heads/main\n", "not: 0 1 refs/heads/main")],
)
def test_input_that_is_not_git_s(
    wmstrat: Wmstrat, clone: Clone, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.chdir(clone.host)
    assert said in wmstrat("guard", stdin=text, code=2).err


def test_outside_of_any_repository(wmstrat: Wmstrat, tmp_path: Path) -> None:
    told = wmstrat("-C", str(tmp_path), "guard", "--range", "a..b", code=3).err
    assert "is not in a git repository" in " ".join(told.split())


def test_a_workspace_in_a_folder(wmstrat: Wmstrat, clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone.folder / "strategy").mkdir()
    for name in ("groups", "people", "method", "process.yaml"):
        clone.git("mv", name, f"strategy/{name}")
    first = clone.commit({}, subject="Move everything into a folder")
    monkeypatch.chdir(clone.folder / "strategy")
    clone.commit({f"strategy/{path}": text for path, text in question(4, state="done").items()})

    assert 'found "done"' in wmstrat("guard", "--range", f"{first}..HEAD", code=4).out
    monkeypatch.chdir(clone.folder)
    assert 'found "done"' in wmstrat("guard", "--folder", "strategy", "--range", f"{first}..HEAD", code=4).out
    assert "no such file" in wmstrat("guard", "--range", f"{first}..HEAD", code=4).out.lower()
    wmstrat("guard", "--folder", "../..", "--range", f"{first}..HEAD", code=3)
