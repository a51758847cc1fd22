"""What one clone has forgotten, another one does not bring back: sync does the same with what was not sent yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, text_of_files
from tests.sync.remotes import make_bare
from wmstrat.record.forgetting import mark_of

Git = Callable[..., str]
NAME, ID = "Member 18", "member-18"


@pytest.fixture
def clones(once: Once, shared: Path, bare: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path) -> tuple[Path, Path]:
    """Two clones of a workspace with private/, which know the same about a person."""
    private, second = tmp_path / "private.git", tmp_path / "second"

    def make() -> None:
        make_bare(private)
        git(shared / "private", "remote", "add", "origin", str(private))
        wmstrat("person", "add", NAME, "--contact", "marked-contact")
        wmstrat("member", "appoint", "CB", NAME)
        wmstrat("member", "apply", "AD", NAME, "--motivation", "marked-motive")
        wmstrat("action", "add", "CB", "Ask them")
        wmstrat("sync")
        git(tmp_path, "clone", "--quiet", str(bare), str(second))
        git(second, "clone", "--quiet", str(private), "private")

    once(make, shared, bare, private, second)
    return shared, second


def work(folder: str, wmstrat: Wmstrat) -> None:
    """What somebody does who does not know yet that the person was forgotten."""
    run = ("-C", folder)
    wmstrat(*run, "set", ID, "about=marked-about", "region=marked-region")
    wmstrat(*run, "set", f"CB-{ID}", "organization=marked-organization", "roles=coordinator")
    wmstrat(*run, "member", "appoint", "AD", NAME)
    wmstrat(*run, "set", "CB-A1", f"owner={ID}")
    wmstrat(*run, "note", "add", "CB", f"Ask {ID} and CB-{ID}.")
    wmstrat(*run, "member", "apply", "CH", NAME, "--motivation", "marked-motive")


@pytest.mark.parametrize("first", ["forgetting", "work"])
def test_what_others_still_send_names_somebody_without_a_name(
    clones: tuple[Path, Path], wmstrat: Wmstrat, git: Git, first: str
) -> None:
    here, there = map(str, clones)
    new = wmstrat("-C", here, "person", "forget", NAME, "--yes").out.strip()
    work(there, wmstrat)
    order = (here, there, here) if first == "forgetting" else (there, here, there)
    said = "".join(wmstrat("-C", folder, "sync").err for folder in order)
    assert f"Somebody was forgotten and is {new} now." in said

    for folder in clones:
        assert not [word for word in (ID, NAME, "marked-") if word in text_of_files(folder)]
        wmstrat("-C", str(folder), "check")
        for repository in (folder, folder / "private"):
            assert git(repository, "status", "--porcelain") == ""
            assert git(repository, "rev-parse", "HEAD") == git(repository, "rev-parse", "origin/main")
    assert wmstrat.record("CB-A1")["owner"] == new
    assert wmstrat.record(f"CB-{new}")["roles"] == ["coordinator"]
    assert wmstrat.record(f"AD-{new}")["person"] == new
    assert f"Ask {new} and CB-{new}." in wmstrat.items("note", "list", "CB")[0]["body"]
    assert wmstrat.items("application", "list") == []
    merge = git(clones[0], "log", "--merges", "-1", "--format=%B")
    assert ID not in merge
    assert NAME not in merge


def test_two_who_forget_the_same_person_make_one_of_it(clones: tuple[Path, Path], wmstrat: Wmstrat, git: Git) -> None:
    here, there = map(str, clones)
    first = wmstrat("-C", here, "person", "forget", NAME, "--yes").out.strip()
    second = wmstrat("-C", there, "person", "forget", NAME, "--yes").out.strip()
    forgetting = git(clones[0], "rev-parse", "HEAD").strip()
    wmstrat("-C", there, "action", "add", "CB", "Again", "--owner", second)
    for folder in (here, there, here):
        wmstrat("-C", folder, "sync")
    for folder in clones:
        assert second not in text_of_files(folder)
        wmstrat("-C", str(folder), "check")
    assert wmstrat.record("CB-A2")["owner"] == first
    assert "cannot be undone" in wmstrat("-C", here, "undo", forgetting, code=4).err


def test_a_clone_with_private_completes_what_one_without_it_began(
    clones: tuple[Path, Path], wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    here, public = str(clones[0]), tmp_path / "public"
    git(tmp_path, "clone", "--quiet", str(tmp_path / "host" / "us.git"), str(public))
    new = wmstrat("-C", str(public), "person", "forget", NAME, "--yes").out.strip()
    wmstrat("-C", str(public), "sync")
    wmstrat("-C", here, "sync")
    assert f"wmstrat person forget {ID}" in wmstrat("-C", here, "check", code=1).out
    assert wmstrat("-C", here, "person", "forget", ID, "--yes").out.strip() == new
    assert not [word for word in (ID, NAME, "marked-") if word in text_of_files(clones[0])]
    wmstrat("-C", here, "check")


def test_a_mark_of_somebody_who_is_still_there_forgets_nobody(
    clones: tuple[Path, Path], wmstrat: Wmstrat, git: Git
) -> None:
    here, there = clones
    mark = f"id: someone-k3f9\nname: someone-k3f9\nforgotten: {mark_of(ID)}\n"
    (here / "people" / "someone-k3f9.yaml").write_text(mark)
    git(here, "add", "people")
    git(here, "commit", "--quiet", "--message", "By hand")
    git(here, "push", "--quiet")
    wmstrat("-C", str(there), "set", ID, "about=marked-about")
    wmstrat("-C", str(there), "sync")
    assert "marked-about" in (there / "people" / f"{ID}.yaml").read_text()


def test_a_new_application_of_somebody_without_a_private_half_is_dropped(
    clones: tuple[Path, Path], wmstrat: Wmstrat
) -> None:
    here, there = map(str, clones)
    wmstrat("-C", here, "person", "add", "Member 19")
    wmstrat("-C", here, "sync")
    wmstrat("-C", there, "sync")
    wmstrat("-C", here, "person", "forget", "Member 19", "--yes")
    wmstrat("-C", here, "sync")
    wmstrat("-C", there, "member", "apply", "CH", "Member 19", "--motivation", "marked-motive-19")
    wmstrat("-C", there, "sync")
    assert "marked-motive-19" not in text_of_files(clones[1])
    wmstrat("-C", there, "check")
