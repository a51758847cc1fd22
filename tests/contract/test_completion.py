"""The contract of completion: commands, references, field names and states, in bash, zsh and fish."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Complete, Wmstrat, replace_in


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
        ("wmstrat notes ad", ["add"]),
        ("wmstrat help note a", ["add"]),
        ("wmstrat que ans", ["answer"]),
        ("wmstrat note add Cap", ["Capacity-building"]),
        ("wmstrat note add cb", ["cb"]),
        ("wmstrat show cb-q", ["cb-q1"]),
        ("wmstrat group list --format wi", ["wikitext"]),
        ("wmstrat status --as-of ma", ["main"]),
        ("wmstrat question list --as-of y", ["yesterday"]),
        ("wmstrat check --skip ma", ["mailing-list", "marker"]),
        ("wmstrat check --explain vo", ["vocabulary"]),
        ("wmstrat status div", ["diversity"]),
        ("wmstrat question answer CB", ["CB-Q1", "CB-Q2"]),
        ("wmstrat set CB-Q1 le", ["level="]),
        ("wmstrat mark CB-Q2 par", ["parked"]),
        ("wmstrat question list --state fi", ["final"]),
        ("wmstrat note add CB text --kind in", ["interview"]),
        ("wmstrat member appoint CB member-17 --role co", ["coordinator"]),
        ("wmstrat group stage CB sc", ["scope"]),
        ("wmstrat group rec", ["recode"]),
        ("wmstrat group recode cap", ["capacity-building"]),
        ("wmstrat draft decide CB-D1 ra", ["ratified"]),
        ("wmstrat question list --format js", ["json"]),
        ("wmstrat draft li", ["list", "lineage"]),
        ("wmstrat draft lineage CB", ["CB", "CB-D1"]),
        ("wmstrat draft lineage CB-D1 --format m", ["markdown", "mermaid"]),
        ("wmstrat draft diff CB-", ["CB-D1"]),
        ("wmstrat ready CB", ["CB", "CB-D1"]),
        ("wmstrat windows A", ["AD", "ALL"]),
        ("wmstrat import que", ["question", "questions.csv"]),
        ("wmstrat import mem", ["member"]),
        ("wmstrat import peo", ["people"]),
        ("wmstrat import ", ["member", "process", "questions.csv"]),
        ("wmstrat import question ", []),
        ("wmstrat note add --a", ["--about", "--author"]),
    ],
)
def test_the_shell_is_offered_what_can_be_typed(complete: Complete, line: str, offered: list[str]) -> None:
    Path("questions.csv").touch()
    found = complete(line)

    assert offered or not found
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
    assert complete("wmstrat set cb-d1 iter") == ["iteration=", "iterations="]
    assert "code=" not in complete("wmstrat set CB-Q1 ")
    assert "mailing_list=" in complete("wmstrat set CB ma")
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
    from wmstrat.record.field_type import Offer

    context = SimpleNamespace(find_root=lambda: SimpleNamespace(params={}))
    deciding = {group["code"] for group in wmstrat.items("group", "list") if group["kind"] == "deciding"}
    complete = offered(Offer(kinds=("group",), among="deciding"))
    assert complete is not None
    assert {word for word, _ in complete(context, "")} == deciding


@pytest.mark.usefixtures("filled")
def test_only_states_that_can_follow_are_offered(complete: Complete, wmstrat: Wmstrat) -> None:
    draft = wmstrat("draft", "add", "CB", "A first thought").lines[0]
    wmstrat("draft", "publish", draft, "--despite", "Only its title is ready.")
    question = wmstrat("question", "add", "CB", "Which?").lines[0]

    assert set(complete(f"wmstrat mark {draft} ")) == {"drafting", "submitted", "merged", "split", "withdrawn"}
    assert "answered" not in complete(f"wmstrat mark {question} ")
    assert set(complete(f"wmstrat mark {draft} {question} ")) >= {"merged", "withdrawn"}
    assert "submitted" not in complete(f"wmstrat mark {draft} {question} ")
    assert "review" in complete("wmstrat mark XX-Q1 ")


@pytest.mark.usefixtures("filled")
def test_the_values_of_a_field_are_offered(complete: Complete) -> None:
    assert complete("wmstrat set CB-Q1 owner=member-17") == ["owner=member-17"]
    assert complete("wmstrat set CB-Q1 level=str", "fish")[0].startswith("level=structural")
    assert complete("wmstrat set CB-D1 answers+=CB-Q1") == ["answers+=CB-Q1"]
    assert complete("wmstrat set CB-Q1 nothing=x") == []
    assert complete("wmstrat set CB-Q1 title=x") == []
    # bash ends a word at the equals sign
    assert complete("wmstrat set CB-Q1 level = pro") == ["programmatic"]
    assert complete("wmstrat set CB-Q1 level =") == ["structural", "programmatic"]
    assert "level=" in complete("wmstrat set CB-Q1 level=structural ")


@pytest.mark.usefixtures("filled")
def test_a_group_is_offered_once_and_words_are_explained(complete: Complete, wmstrat: Wmstrat) -> None:
    offered = complete("wmstrat status ")
    assert len(offered) == len(set(offered)) == len([*wmstrat.items("group", "list"), "ALL"])
    assert {"CB", "ALL"} <= {*offered}
    assert "capacity-building" not in offered
    assert "CB\tCapacity Building" in complete("wmstrat status C", "fish")
    title = wmstrat.record("CB-Q2")["title"]
    without_quotes = title.replace("'", "")
    assert complete("wmstrat show CB-Q2", "fish") == [f"CB-Q2\t{without_quotes}"]
    [line] = complete("wmstrat show CB-Q2", "zsh")
    assert f'"CB-Q2":"{without_quotes[:10]}' in line
    assert complete("wmstrat mark CB-Q2 par", "fish") == ["parked\tnobody works on it at present"]


@pytest.mark.usefixtures("filled")
def test_nothing_in_a_title_or_a_word_is_run_by_a_shell(complete: Complete, wmstrat: Wmstrat) -> None:
    title = """\\$(touch x) `touch y` "a" 'b' [c] $HOME"""
    question = wmstrat("question", "add", "CB", title).lines[0]
    process = Path("process.yaml")
    replace_in(process, "levels:\n", "levels:\n  - id: \\$(touch z)\n")
    wmstrat("save")

    for shell in ("zsh", "fish"):
        [line] = complete(f"wmstrat show {question}", shell)
        assert "[c]" in line
        about = line.partition(question)[2].removeprefix('":"').partition('"')[0]
        assert not set(about) & set("\\`$'")
    assert not [word for word in complete("wmstrat question list --level ") if "touch" in word]


@pytest.mark.usefixtures("workspace")
def test_a_command_that_there_is_not_is_followed_by_nothing(complete: Complete) -> None:
    assert complete("wmstrat zzz x") == []
    assert complete("wmstrat note zzz x") == []
    assert complete("wmstrat member app x") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_that_is_named_is_served(wmstrat: Wmstrat, isolation: Path, shell: str) -> None:
    script = wmstrat("--show-completion", shell).out
    assert "_WMSTRAT_COMPLETE" in script
    told = wmstrat("--install-completion", shell).err
    assert told.startswith(f"{shell} completes wmstrat in new terminals")
    [path] = [path for path in isolation.rglob("*wmstrat*") if path.is_file()]
    assert str(path) in told
    assert path.read_text().strip() == script.strip()
    if shell == "zsh":
        assert '_wmstrat_completion "$@"' in script


def test_a_shell_that_nobody_knows_is_refused(wmstrat: Wmstrat, isolation: Path) -> None:
    before = sorted(isolation.rglob("*"))
    for option in ("--install-completion", "--show-completion"):
        assert "Name the shell: bash, zsh, fish" in wmstrat(option, "tcsh", code=2).err
    assert sorted(isolation.rglob("*")) == before


def test_completion_loads_no_renderer(workspace: Path) -> None:
    program = "import sys; from wmstrat.cli import main\ntry: main()\nexcept SystemExit: pass\nprint(*sys.modules)"
    asked = {"_WMSTRAT_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "wmstrat sta"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=workspace, capture_output=True, text=True, env={**os.environ, **asked}
    )
    assert "status" in done.stdout
    assert not [name for name in done.stdout.split() if name.startswith(("rich.", "git", "ruamel"))]
