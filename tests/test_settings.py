"""The settings of a repository are those that git reads, with git's help or without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wmstrat.errors import GitFailed
from wmstrat.repo import Repository
from wmstrat.repo.place import Place
from wmstrat.repo.settings import as_git_lists, has_remote, values

PLAIN = {
    "capitals": '[CORE]\n\tSharedRepository = Group\n[Remote "Origin"]\n\tURL = x\n',
    "quotes": '[merge "wmstrat"]\n\tdriver = "a -X %O; { b \\"c\\"; }" \n\tname = a "b c"  d\n',
    "comments": "# a\n[core] \n ; b\n\tbare = false ; c\n\tname = x # y\n",
    "a name alone": "[core]\n\tfileMode\n\tempty =\n",
    "several values": '[remote "o"]\n\turl = a\n\turl = b\n',
    "odd names": '[remote "a\\"b.c \\\\d"]\n\turl = x\n[branch.Main]\n\tremote = o\n',
    "ends of lines of Windows": "[core]\r\n\tbare = false\r\n",
    "spaces of other scripts": "[a]\n\tb = \u00a0c\u00a0\n",
    "escapes": '[a]\n\tb = c\\td\\\\e\n\tf = "\\n"\n',
}
ASKED = {
    "an included file": "[include]\n\tpath = more\n",
    "a file for some": '[includeIf "gitdir:/**"]\n\tpath = more\n',
    "a line that goes on": "[a]\n\tb = c \\\n  d\n",
    "a section with its setting": "[a] b = c\n",
    "a byte order mark": "\ufeff[a]\n\tb = c\n",
}
HAVING_A_REMOTE = {"capitals", "several values", "odd names", "an included file", "a file for some"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "global"))
    for folder in ("objects", "refs"):
        (tmp_path / ".git" / folder).mkdir(parents=True)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    return Place(tmp_path, tmp_path, tmp_path / ".git", tmp_path / ".git")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The git commands that were started."""
    verbs: list[str] = []
    run: Callable[..., bytes] = Repository.run

    def noted(self: Repository, *arguments: str, **how: object) -> bytes:
        verbs.append(arguments[0])
        return run(self, *arguments, **how)

    monkeypatch.setattr(Repository, "run", noted)
    return verbs


@pytest.mark.parametrize("name", [*PLAIN, *ASKED])
def test_settings_are_read_as_git_reads_them(place: Place, started: list[str], name: str) -> None:
    (place.top / "global").write_text("[user]\n\tname = Member 17\n[core]\n\tbare = true\n")
    (place.git_directory / "more").write_text('[remote "origin"]\n\turl = elsewhere\n')
    (place.git_directory / "config").write_text((PLAIN | ASKED)[name], newline="")
    found = values(place)
    assert started == (["config"] if name in ASKED else [])
    assert found == as_git_lists(Repository(place).run("config", "--null", "--list"))
    assert has_remote(found) == (name in HAVING_A_REMOTE)


def test_without_a_home_no_file_of_the_current_folder_is_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    monkeypatch.delenv("HOME")
    monkeypatch.chdir(place.top)
    (place.top / ".gitconfig").write_text("[user]\n\tname = Member 18\n")
    (place.git_directory / "config").write_text("[a]\n\tb = c\n")
    assert values(place) == {"a.b": ("c",)}


def test_git_is_asked_once(place: Place, started: list[str]) -> None:
    (place.git_directory / "config").write_text(ASKED["an included file"])
    assert values(place) == values(place)
    assert started == ["config"]


def test_a_remote_in_the_settings_of_a_person_counts(place: Place, started: list[str]) -> None:
    (place.top / "global").write_text('[remote "origin"]\n\turl = x\n')
    (place.git_directory / "config").write_text("")
    assert has_remote(values(place))
    assert started == []


def test_settings_that_nobody_can_read_are_an_error(place: Place) -> None:
    (place.git_directory / "config").write_text("[a\n")
    with pytest.raises(GitFailed):
        values(place)
