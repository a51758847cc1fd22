"""Where a workspace stands, found without git; always the same as git itself says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.repo.place import Place, find, repository


def agrees_with_git(place: Place, git: Callable[..., str]) -> bool:
    def said(*arguments: str) -> Path:
        return (place.root / git(place.root, "rev-parse", *arguments).strip()).resolve()

    assert place.top == said("--show-toplevel")
    assert place.git_directory == said("--git-dir")
    assert place.common_directory == said("--git-common-dir")
    assert place.state == said("--git-path", "wmstrat")
    assert place.prefix == git(place.root, "rev-parse", "--show-prefix").strip()
    return True


def test_a_workspace_is_found_from_any_folder_in_it(sample: Any, git: Callable[..., str]) -> None:
    place = find(sample.root / "groups" / "diversity")
    assert place == sample.place
    assert place.root == sample.root
    assert agrees_with_git(place, git)
    assert place.private is not None
    assert place.private.root == sample.root / "private"
    assert agrees_with_git(place.private, git)
    assert place.private.private is None


def test_from_within_private_the_workspace_around_it_is_found(sample: Any) -> None:
    assert find(sample.root / "private" / "applications") == sample.place


def test_without_a_private_repository_there_is_none(sample: Any) -> None:
    import shutil

    shutil.rmtree(sample.private / ".git")
    assert sample.place.private is None
    shutil.rmtree(sample.private)
    assert sample.place.private is None


def test_a_private_folder_that_is_a_link_does_not_count(sample: Any, tmp_path: Path) -> None:
    sample.private.rename(tmp_path / "elsewhere")
    sample.private.symlink_to(tmp_path / "elsewhere")
    assert sample.place.private is None


def test_a_subfolder_and_a_linked_work_tree(tmp_path: Path, git: Callable[..., str]) -> None:
    outer = tmp_path / "outer"
    (outer / "deep" / "inside").mkdir(parents=True)
    git(outer, "init", "-q")
    (outer / "deep" / "process.yaml").write_text("# a comment\n\nwmstrat: 1 # the format\n")
    git(outer, "add", ".")
    git(outer, "commit", "-qm", "Begin")
    place = find(outer / "deep" / "inside")
    assert place.prefix == "deep/"
    assert agrees_with_git(place, git)
    git(outer, "worktree", "add", "-q", str(tmp_path / "linked"))
    linked = find(tmp_path / "linked" / "deep")
    assert linked.git_directory != linked.common_directory
    assert agrees_with_git(linked, git)
    assert linked.whole.prefix == ""


def test_a_submodule_and_a_git_directory_elsewhere(tmp_path: Path, git: Callable[..., str]) -> None:
    root = tmp_path / "tree"
    git(tmp_path, "init", "-q", "--separate-git-dir", str(tmp_path / "elsewhere.git"), str(root))
    (root / "process.yaml").write_text("wmstrat: 1\n")
    assert agrees_with_git(find(root), git)


def test_the_cache_of_two_workspaces_in_one_repository_differs(tmp_path: Path, git: Callable[..., str]) -> None:
    git(tmp_path, "init", "-q")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "process.yaml").write_text("wmstrat: 1\n")
    a, b = find(tmp_path / "a"), find(tmp_path / "b")
    assert a.state == b.state
    assert len({a.cache, b.cache, a.whole.cache}) == 3


def test_another_process_yaml_is_passed_over(sample: Any) -> None:
    (sample.root / "groups" / "process.yaml").write_text("name: of something else\n  wmstrat: 1\n")
    assert find(sample.root / "groups").root == sample.root


def test_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="wmstrat init DIR"):
        find(tmp_path)
    with pytest.raises(NotFound, match="no folder"):
        find(tmp_path / "missing")


def test_a_bare_repository_says_how_to_see_its_files(tmp_path: Path, git: Callable[..., str]) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "our strategy.git")
    with pytest.raises(NotFound) as told:
        find(tmp_path / "our strategy.git")
    assert f"wmstrat clone '{tmp_path}/our strategy.git' DIR" in str(told.value)


def test_a_workspace_without_git_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "process.yaml").write_text("wmstrat: 1\n")
    with pytest.raises(NotFound, match="not in a git repository"):
        find(tmp_path)
    (tmp_path / ".git").write_text("not a pointer")
    assert repository(tmp_path) is None


@pytest.mark.parametrize("found", ["2", "99", "999999999999999999999"])
def test_a_newer_format_is_refused(sample: Any, found: str) -> None:
    (sample.root / "process.yaml").write_text(f"wmstrat: {found}\n")
    with pytest.raises(Refused, match="newer version of wmstrat"):
        find(sample.root)


@pytest.mark.parametrize("found", ["", "one", "1.0", "-1"])
def test_a_format_that_is_no_number_is_invalid(sample: Any, found: str) -> None:
    (sample.root / "process.yaml").write_text(f"wmstrat: {found}\n")
    with pytest.raises(Invalid, match=r"process\.yaml: wmstrat: found"):
        find(sample.root)


@pytest.mark.parametrize(
    "text", ["wmstrat: 1", "wmstrat: 1\r\n", "\ufeffwmstrat: '1'\n", "name: x\nwmstrat:   1   # x\n"]
)
def test_a_format_may_be_written_in_many_ways(sample: Any, text: str) -> None:
    (sample.root / "process.yaml").write_bytes(text.encode())
    assert find(sample.root).root == sample.root


def test_the_way_there_may_lead_through_a_link(sample: Any, tmp_path: Path) -> None:
    (tmp_path / "short").symlink_to(sample.root)
    assert find(tmp_path / "short") == sample.place
