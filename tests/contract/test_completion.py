"""The contract of completion: commands, references, field names and states, in bash, zsh and fish."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat

Complete = Callable[..., list[str]]


@pytest.fixture
def complete(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """What a shell would offer for a line that ends where the next character is typed."""

    def ask(line: str, shell: str = "bash") -> list[str]:
        words = line.split(" ")
        with monkeypatch.context() as patch:
            patch.setenv("_WMSTRAT_COMPLETE", f"complete_{shell}")
            patch.setenv("COMP_WORDS", line)
            patch.setenv("COMP_CWORD", str(len(words) - 1))
            patch.setenv("_TYPER_COMPLETE_ARGS", line)
            patch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
            return [word for word in wmstrat().lines if word]

    return ask


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("wmstrat st", ["status"]),
        ("wmstrat ", ["note", "status", "undo"]),
        ("wmstrat note ", ["list", "add"]),
        ("wmstrat member ap", ["apply", "appoint"]),
        ("wmstrat show CB-", ["CB-Q1", "CB-D1", "CB-member-17"]),
        ("wmstrat note add C", ["CB", "CH", "CT"]),
        ("wmstrat note add cap", ["capacity-building"]),
        ("wmstrat note add Cap", ["Capacity-building"]),
        ("wmstrat note add cb", ["cb"]),
        ("wmstrat show cb-q", ["cb-q1"]),
        ("wmstrat group list --format wi", ["wikitext"]),
        ("wmstrat check --skip ma", ["mailing-list", "marker"]),
        ("wmstrat check --explain vo", ["vocabulary"]),
        ("wmstrat status div", ["diversity"]),
        ("wmstrat question answer CB", ["CB-Q1", "CB-Q2"]),
        ("wmstrat set CB-Q1 le", ["level="]),
        ("wmstrat mark CB-Q1 par", ["parked"]),
        ("wmstrat question list --state fi", ["final"]),
        ("wmstrat note add CB text --kind in", ["interview"]),
        ("wmstrat member appoint CB member-17 --role co", ["coordinator"]),
        ("wmstrat group stage CB sc", ["scope"]),
        ("wmstrat group rec", ["recode"]),
        ("wmstrat group recode cap", ["capacity-building"]),
        ("wmstrat draft decide CB-D1 ra", ["ratified"]),
        ("wmstrat question list --format js", ["json"]),
        ("wmstrat import que", ["question"]),
        ("wmstrat note add --a", ["--about", "--author"]),
    ],
)
def test_the_shell_is_offered_what_can_be_typed(complete: Complete, line: str, offered: list[str]) -> None:
    found = complete(line)

    assert set(offered) <= set(found)
    last = line.split(" ")[-1].casefold()
    assert all(word.casefold().startswith(last) for word in found)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_served(complete: Complete, shell: str) -> None:
    assert "CB-Q1" in "\n".join(complete("wmstrat show CB-Q", shell))
    assert "status" in "\n".join(complete("wmstrat sta", shell))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    monkeypatch.setenv("_WMSTRAT_COMPLETE", f"source_{shell}")

    assert "_WMSTRAT_COMPLETE" in wmstrat().out


def test_where_there_is_no_workspace_or_a_broken_one_nothing_is_said(
    complete: Complete, tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in (filled / ".git/wmstrat/cache").rglob("index.sqlite"):
        index.write_bytes(b"nonsense" * 1000)
    assert complete("wmstrat show CB-") == []
    monkeypatch.chdir(tmp_path)
    assert complete("wmstrat show CB-") == []
    assert complete("wmstrat st") == ["status"]


def test_nothing_is_offered_of_a_sparse_checkout(complete: Complete, filled: Path, git: Callable[..., str]) -> None:
    assert complete("wmstrat show CB-Q")
    git(filled, "status")  # git leaves out only what it knows to be unchanged
    git(filled, "sparse-checkout", "set", "groups/capacity-building")
    assert complete("wmstrat show CB-Q") == []


def test_completion_uses_the_workspace_of_the_environment(
    complete: Complete, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WMSTRAT_WORKSPACE", str(filled))

    assert "CB-Q1" in complete("wmstrat show CB-Q")


@pytest.mark.usefixtures("filled")
def test_fields_and_states_are_those_of_the_record_typed_before(complete: Complete) -> None:
    assert complete("wmstrat set CB-Q1 iter") == []
    assert complete("wmstrat set cb-d1 iter") == ["iteration="]
    assert "code=" not in complete("wmstrat set CB-Q1 ")
    assert "mailing_list=" in complete("wmstrat set CB ma")
    assert complete("wmstrat mark CB-Q1 r") == ["review"]
    assert "ratified" in complete("wmstrat mark CB-D1 r")
    assert "answered" not in complete("wmstrat draft list --state ")


@pytest.mark.usefixtures("filled")
def test_a_public_note_is_offered_no_private_record(complete: Complete, wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 20", "--private")
    wmstrat("person", "list")
    [application] = [one["id"] for one in wmstrat.items("application", "list")]

    offered = complete("wmstrat note add CB text --about ")

    assert {"CB-Q1", "member-17"} <= set(offered)
    assert not {application, "member-20"} & set(offered)
    assert application in complete(f"wmstrat show {application[:2]}")


def test_completion_uses_the_workspace_typed_before(
    complete: Complete, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    for option in ("-C", "--workspace"):
        assert "CB-Q1" in complete(f"wmstrat {option} {filled} show CB-Q")
        assert "CB" in complete(f"wmstrat {option} {filled} status C")


@pytest.mark.usefixtures("filled")
def test_only_bodies_that_decide_are_offered(wmstrat: Wmstrat) -> None:
    from types import SimpleNamespace

    from wmstrat.commands.complete import offered
    from wmstrat.record.types import Offer

    context = SimpleNamespace(find_root=lambda: SimpleNamespace(params={}))
    deciding = {group["code"] for group in wmstrat.items("group", "list") if group["kind"] == "deciding"}
    complete = offered(Offer(kinds=("group",), among="deciding"))
    assert complete is not None
    assert set(complete(context, "")) == deciding
