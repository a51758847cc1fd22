"""What the pages show is what happens: every console block is typed, in order, and its output compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.console import steps, stripped, trouble
from tests.docs.declared import declared, text_with_kinds
from tests.docs.pages import name_of, pages
from tests.docs.shell import IDENTITY, Shell, pipe

TYPED = [
    page for page in pages() if any(step.expected is not None for step in steps(page.read_text(encoding="utf-8")))
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "you"
    folder.mkdir()
    (folder / ".gitconfig").write_text(IDENTITY)
    return folder


@pytest.mark.parametrize("page", TYPED, ids=name_of)
def test_a_page_shows_what_happens(page: Path, home: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    with declared(text_with_kinds(page), tmp_path / "kinds"):
        follow(page, text, Shell(home))


def follow(page: Path, text: str, shell: Shell) -> None:
    """Type what a page shows, and compare what comes out."""
    for step in steps(text):
        actual = stripped(shell.type(step.command))
        where = f"{name_of(page)}:{step.start}: $ {step.command}"
        if step.expected is None or step.picture:
            assert shell.code == 0, f"{where}\n" + "\n".join(actual)
            continue
        expected = stripped(step.expected)
        assert shell.learn(expected, actual), "\n".join([where, "the page shows:", *expected, "it prints:", *actual])
        assert shell.code == 0 or trouble(expected) or "echo" in step.command, f"{where} ended with {shell.code}"


def test_the_tutorial_and_the_page_for_members_are_typed() -> None:
    typed = {name_of(page) for page in TYPED}
    assert {name_of(page) for page in pages() if page.parent.name == "tutorial"} <= typed


def test_random_letters_of_a_page_mean_the_real_ones_from_then_on(home: Path) -> None:
    shell = Shell(home)
    assert shell.learn(["CB-N20180720-k3f9 (k3f9)", "..."], ["CB-N20180720-abcd (abcd)", "and", "more"])
    assert shell.meant == {"k3f9": "abcd"}
    assert shell.learn(["k3f9"], ["abcd"])
    assert not shell.learn(["k3f9"], ["efgh"])


@pytest.mark.parametrize(
    ("line", "commands", "file"),
    [
        ("wmstrat status", ["wmstrat status"], ""),
        (r"""wmstrat note add CB 'a | b' \> "c && d > \" e" -""", None, ""),
        (r"wmstrat log | grep -c '\[1\]\|2' | cat", ["wmstrat log", r"grep -c '\[1\]\|2'", "cat"], ""),
        (r"printf 'a > b\n' | wmstrat note add CB -", [r"printf 'a > b\n'", "wmstrat note add CB -"], ""),
        ("wmstrat log | head -1 > ../log.txt", ["wmstrat log", "head -1"], "../log.txt"),
        ("wmstrat log 2> errors", None, ""),
        ("wmstrat log > a b", None, ""),
        ("wmstrat log && echo $?", None, ""),
        ("true || wmstrat log", None, ""),
        ("(wmstrat log)", None, ""),
        ('wmstrat note add CB "$(date)"', None, ""),
        ("git log | head -1", None, ""),
    ],
)
def test_a_pipe_with_wmstrat_is_taken_apart_and_all_else_is_for_a_shell(
    line: str, commands: list[str] | None, file: str
) -> None:
    assert pipe(line) == (commands or [line], file)


def test_a_pipe_in_this_process_shows_what_a_shell_shows(home: Path) -> None:
    shell = Shell(home)
    shell.type("wmstrat init strategy")
    shell.type("cd strategy")
    shell.type("printf 'How do small communities learn?' | wmstrat question add CB -")
    for line in ("wmstrat question list CB | head -2", "wmstrat question list XX | cat"):
        here = shell.type(line), shell.code
        assert here == (shell.type(f"true && {line}"), shell.code)
        assert here[0]
    assert shell.type("wmstrat question list CB --format ids > ../ids") == []
    assert shell.type("cat ../ids") == ["CB-Q1"]
