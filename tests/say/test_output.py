"""The owner of the streams: nothing is obeyed, nothing crashes, colours only where they are wanted."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tests.say.conftest import Screen
from wmstrat.errors import Refused
from wmstrat.say.output import Output, answer, failure, remark, sentences


def test_answers_go_to_standard_output_and_all_else_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    answer("CB-Q7")
    remark("Waiting for Member 4.")
    failure(Refused("{id} is final.", id="CB-Q7"))
    seen = capsys.readouterr()
    assert seen.out == "CB-Q7\n"
    assert seen.err == "Waiting for Member 4.\nError: CB-Q7 is final.\n"


def test_terminal_escapes_are_shown_and_markup_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    answer("[bold]x[/bold] \x1b[31mred\x9b2J \u202eturned")
    assert capsys.readouterr().out == "[bold]x[/bold] \\u001b[31mred\\u009b2J \\u202eturned\n"


@pytest.mark.parametrize(("encoding", "expected"), [("ascii", "Zo\\xeb \\u4e2d\n"), ("latin-1", "Zoë \\u4e2d\n")])
def test_any_encoding_takes_any_text(screen: Callable[..., Screen], encoding: str, expected: str) -> None:
    stream = screen(encoding=encoding)
    answer("Zoë 中")
    assert stream.seen == expected


def test_an_error_is_red_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, screen: Callable[..., Screen]) -> None:
    monkeypatch.setattr("sys.stderr", stream := screen())
    failure(Refused("No."))
    assert stream.seen == "\x1b[1;31mError:\x1b[0m No.\n"
    monkeypatch.setattr("sys.stderr", stream := screen(colour=False))
    failure(Refused("No."))
    assert stream.seen == "Error: No.\n"


LONG = Refused("{group} has no question that is proposed or in review. See them: `wmstrat question list {code} --state review`, or ask one: `wmstrat question add {code} TEXT`.", group="Capacity Building", code="CB")  # fmt: skip  # noqa: E501


def test_on_a_terminal_lines_end_between_words_and_a_command_has_its_own(
    monkeypatch: pytest.MonkeyPatch, screen: Callable[..., Screen]
) -> None:
    monkeypatch.setattr("sys.stderr", stream := screen(40, colour=False))
    failure(LONG)
    assert stream.seen.splitlines() == [
        "Error: Capacity Building has no question",
        "that is proposed or in review. See them:",
        "  wmstrat question list CB --state review",
        "or ask one:",
        "  wmstrat question add CB TEXT",
    ]


@pytest.mark.parametrize(("stream", "says"), [("stdout", lambda text: sentences([text])), ("stderr", remark)])
def test_a_sentence_ends_its_lines_between_words_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, screen: Callable[..., Screen], stream: str, says: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    text = (
        "Some of the changes of others are new here. To see them all: wmstrat log CB --limit 20. A second sentence."
    )
    says(text)
    assert "".join(capsys.readouterr()) == f"{text}\n"
    monkeypatch.setattr(f"sys.{stream}", shown := screen(40, colour=False))
    says(text)
    assert shown.seen.splitlines() == [
        "Some of the changes of others are new",
        "here. To see them all:",
        "wmstrat log CB --limit 20. A second",
        "sentence.",
    ]


def test_elsewhere_an_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    failure(LONG)
    assert capsys.readouterr().err == (
        "Error: Capacity Building has no question that is proposed or in review. See them: wmstrat question list CB "
        "--state review, or ask one: wmstrat question add CB TEXT.\n"
    )


@pytest.mark.parametrize("end", ["", "."])
def test_elsewhere_a_sentence_after_a_command_begins_a_line(capsys: pytest.CaptureFixture[str], end: str) -> None:
    failure(Refused(f"It is there. See it with: `wmstrat show X`{end} Or type `wmstrat log X`, then `wmstrat undo`."))
    assert capsys.readouterr().err.splitlines() == [
        "Error: It is there. See it with: wmstrat show X",
        "Or type wmstrat log X, then wmstrat undo.",
    ]


def test_elsewhere_a_second_command_begins_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    failure(Refused("Save it, or discard the edit: `wmstrat save` or `{back}`", back="git checkout HEAD -- a or b"))
    assert capsys.readouterr().err.splitlines() == [
        "Error: Save it, or discard the edit: wmstrat save",
        "or: git checkout HEAD -- a or b",
    ]


def test_what_a_message_is_filled_with_is_never_taken_for_a_command(
    monkeypatch: pytest.MonkeyPatch, screen: Callable[..., Screen]
) -> None:
    monkeypatch.setattr("sys.stderr", stream := screen(colour=False))
    failure(Refused("{text} stays.", text="a `b` c"))
    failure(Refused("An answer in `wmstrat log`"))
    failure(Refused("No: {why} Stop.", why=Refused("Type `wmstrat show {ref}`.", ref="`x`")))
    assert stream.seen.splitlines() == [
        "Error: a `b` c stays.",
        "Error: An answer in",
        "  wmstrat log",
        "Error: No: Type",
        "  wmstrat show `x`",
        "Stop.",
    ]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (
            "a.md: empty. Enter it: wmstrat set a title=X",
            ["Error: a.md: empty. Enter it:", "  wmstrat set a title=X"],
        ),
        ("Restore it: git checkout HEAD -- a.md", ["Error: Restore it:", "  git checkout HEAD -- a.md"]),
        ("One: wmstrat log a\nTwo.", ["Error: One:", "  wmstrat log a", "Two."]),
        ("Ask: wmstrat log; wait.", ["Error: Ask: wmstrat log; wait."]),
        ("Find it: wmstrat log a, then undo", ["Error: Find it: wmstrat log a, then undo"]),
    ],
)
def test_a_command_at_the_end_of_an_advice_has_its_own_line_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, screen: Callable[..., Screen], said: str, lines: list[str]
) -> None:
    monkeypatch.setattr("sys.stderr", stream := screen(colour=False))
    failure(Refused("{problem}", problem=said))
    assert stream.seen.splitlines() == lines


def test_a_closed_pipe_shows_when_the_answer_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(Screen):
        def flush(self) -> None:
            if sys.stdout is self:
                raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Closed())
    with pytest.raises(BrokenPipeError):
        answer("x")
    monkeypatch.undo()


def test_width(screen: Callable[..., Screen]) -> None:
    screen(132)
    assert Output().columns == 132
    assert Output(width=60).columns == 60
    screen(132, terminal=False)
    assert Output().columns is None
    assert Output(width=60).columns == 60


def test_on_a_terminal_a_remark_ends_its_lines_between_words_and_never_inside_a_command(
    monkeypatch: pytest.MonkeyPatch, screen: Callable[..., Screen]
) -> None:
    said = "Not shared yet. Make an empty repository on a host, then: wmstrat share URL, or: wmstrat sync --remote h"
    path = f"It is in /home/somebody/{'a-long-folder/' * 4}x.md now."
    monkeypatch.setattr("sys.stderr", stream := screen(40, colour=False))
    remark(said)
    remark(f"{path}\n  a  row of a table that is as wide as it is, and stays so")
    assert stream.seen.splitlines() == [
        "Not shared yet. Make an empty repository",
        "on a host, then: wmstrat share URL, or:",
        "wmstrat sync --remote h",
        "It is in",
        path.split()[3],
        "now.",
        "  a  row of a table that is as wide as it is, and stays so",
    ]
    monkeypatch.setattr("sys.stderr", stream := screen(40, terminal=False))
    remark(said)
    assert stream.seen == f"{said}\n"
