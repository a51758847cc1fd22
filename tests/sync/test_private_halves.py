"""The private half of a record that gets a number, or another code, goes with the public half."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from tests.sync.remotes import make_bare

Git = Callable[..., str]
DRAFTS = "groups/capacity-building/drafts"


@pytest.fixture
def with_budgets(once: Once, shared: Path, bare: Path, wmstrat: Wmstrat) -> Path:
    """A shared workspace whose drafts have a private budget."""

    def make() -> None:
        wmstrat("set", "process", "fields+=budget,kind=draft,type=money,private=true")
        wmstrat("sync")

    once(make, shared, bare)
    return shared


@pytest.fixture
def private_remote(with_budgets: Path, git: Git, tmp_path: Path) -> Path:
    """The place where private/ is shared."""
    bare = make_bare(tmp_path / "host-of-private.git")
    git(with_budgets / "private", "remote", "add", "origin", str(bare))
    return bare


def drafts(folder: Path) -> list[str]:
    """The drafts of the group in one repository."""
    return sorted(path.name for path in (folder / DRAFTS).glob("*.md"))


def test_both_halves_get_one_number(with_budgets: Path, private_remote: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("sync")
    handle = wmstrat("draft", "add", "CB", "Share what works", "--budget", "5 EUR").out.strip()
    assert drafts(with_budgets) == drafts(with_budgets / "private") == [f"{handle}.md"]
    wmstrat("sync")
    assert drafts(with_budgets) == drafts(with_budgets / "private") == ["CB-D1.md"]
    record = wmstrat.record("CB-D1")
    assert (record["budget"], record["handle"]) == ("5 EUR", handle)
    assert "CB-D1" in git(private_remote, "ls-tree", "-r", "--name-only", "main")
    heads = [git(folder, "rev-parse", "HEAD") for folder in (with_budgets, with_budgets / "private")]
    wmstrat("sync")
    assert heads == [git(folder, "rev-parse", "HEAD") for folder in (with_budgets, with_budgets / "private")]
    assert "error" not in wmstrat("check").out


def test_a_half_that_is_not_shared_follows_too(with_budgets: Path, wmstrat: Wmstrat) -> None:
    wmstrat("draft", "add", "CB", "Share what works", "--budget", "5 EUR")
    wmstrat("sync")
    assert drafts(with_budgets) == drafts(with_budgets / "private") == ["CB-D1.md"]
    assert wmstrat.record("CB-D1")["budget"] == "5 EUR"


def test_a_half_follows_the_number_that_somebody_without_private_gave(
    with_budgets: Path, private_remote: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    del private_remote
    wmstrat("sync")
    wmstrat("draft", "add", "CB", "Share what works", "--budget", "5 EUR")
    git(with_budgets, "push", "--quiet", "origin", "main")
    wmstrat("-C", other, "sync")
    [file] = (other / DRAFTS).glob("*.md")
    wmstrat("-C", other, "set", file.stem, "title=Share all that works")
    wmstrat("-C", other, "sync")
    assert drafts(other) == ["CB-D1.md"]
    wmstrat("sync")
    assert drafts(with_budgets) == drafts(with_budgets / "private") == ["CB-D1.md"]
    assert wmstrat.record("CB-D1")["budget"] == "5 EUR"


def test_a_half_gets_the_new_code_of_its_group(with_budgets: Path, wmstrat: Wmstrat) -> None:
    wmstrat("group", "add", "New one", "--code", "NW")
    handle = wmstrat("draft", "add", "NW", "Share what works", "--budget", "5 EUR").out.strip()
    wmstrat("group", "recode", "NW", "NX")
    new = handle.replace("NW-", "NX-")
    assert wmstrat.record(new)["budget"] == "5 EUR"
    folder = with_budgets / "private/groups/new-one/drafts"
    assert [path.stem for path in folder.glob("*.md")] == [new]
    assert "id-form" not in wmstrat("check").out


def test_what_a_declaration_that_came_in_calls_private_does_not_go_out(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    del shared
    wmstrat("draft", "add", "CB", "Share what works")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "set", "process", "fields+=budget,kind=draft,type=money")
    wmstrat("-C", other, "set", "CB-D1", "budget=11 EUR")
    wmstrat("set", "process", "fields+=budget,kind=draft,type=money,private=true")
    wmstrat("sync")
    said = wmstrat("-C", other, "sync", code=5).err
    assert "budget" in said
    assert "11 EUR" not in git(other, "show", "origin/main:groups/capacity-building/drafts/CB-D1.md")


def test_a_remote_in_an_included_file_is_one(shared: Path, git: Git, wmstrat: Wmstrat, tmp_path: Path) -> None:
    bare, included = make_bare(tmp_path / "host-of-private.git"), tmp_path / "of-all-clones"
    included.write_text(f'[remote "origin"]\n\turl = {bare}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n')
    git(shared / "private", "config", "include.path", str(included))
    assert "wmstrat sync" in wmstrat("person", "add", "X", "--contact", "x@example.org").err
    wmstrat("sync")
    assert "people/x.yaml" in git(bare, "ls-tree", "-r", "--name-only", "main")
