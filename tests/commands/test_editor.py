"""What the editor shows, what is left out of what was written in it, and opening it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Wmstrat, add_hook, everything, replace_in
from tests.contract.conftest import QUESTION
from wmstrat.commands.editor import with_hints, without_hints

KEPT = Path(".git/wmstrat/kept")
HINT = "<!-- wmstrat: "
HELP = "<!-- wmstrat: Lines like this one are removed. To cancel, close the editor without writing. -->\n"
MARKDOWN = (
    "# A heading\n\n## Another <!-- said aloud -->\n\n; a line\n\n<!-- a comment of mine -->\n\n---\n\n> text\n"
)


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is piped in: whoever types sits at a terminal."""
    for module in ("typed", "session"):
        monkeypatch.setattr(f"wmstrat.commands.{module}.is_terminal", lambda _: True)


class Editor:
    """An editor that does one thing after the other, and remembers what it was shown."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.program = folder / "editor"
        monkeypatch.setenv("GIT_EDITOR", str(self.program))

    def does(self, *commands: str) -> None:
        """The shell commands that it runs, one each time that it opens."""
        times = self.folder / "times"
        times.mkdir()
        for number, command in enumerate(commands):
            (times / str(number)).write_text(command)
        self.program.write_text(
            f'#!/bin/sh\ncd {times}\nnext=$(ls | grep -v seen | head -n 1)\ncp "$1" seen-$next\n'
            f'echo "$1" > {self.folder}/name\ncommand=$(cat $next)\nrm $next\neval "$command"\n'
        )
        self.program.chmod(0o755)

    @property
    def name(self) -> str:
        """The name of the file that it was given last."""
        return Path((self.folder / "name").read_text().strip()).name

    @property
    def seen(self) -> list[str]:
        """What it was shown each time."""
        return [path.read_text() for path in sorted((self.folder / "times").glob("seen-*"))]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    return Editor(tmp_path, monkeypatch)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is answered to each question, in order; all have to be asked."""
    waiting: list[str] = []
    asked: list[str] = []

    def answered(question: str) -> str:
        asked.append(question)
        answer = waiting.pop(0)
        if answer == "EOF":
            raise EOFError
        return answer

    monkeypatch.setattr("wmstrat.commands.session.asked", answered)
    yield waiting
    assert not waiting
    assert set(asked) == {"Open it again? [Y/n]"}


@pytest.fixture
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether to open the text again is not asked."""
    monkeypatch.setattr("wmstrat.commands.session.asked", lambda question: pytest.fail(question))


# What it shows


@pytest.mark.usefixtures("question", "at_a_terminal")
@pytest.mark.parametrize(
    ("command", "name", "shown"),
    [
        (
            "question answer CB-Q1",
            "CB-Q1-answer.md",
            f"\n\n{HINT}CB-Q1: Which capacities are missing? -->\n{HINT}The answer: write it above. -->\n{HELP}",
        ),
        ("note add CB", "CB-note.md", f"\n\n{HINT}A new note. Write the note above. -->\n{HELP}"),
        (
            "question add CB",
            "CB-question.md",
            f"\n\n{HINT}A new question. Write on the first line: the question itself. -->\n"
            f"{HINT}Leave the second line empty. Below it, write the answer, or nothing yet. -->\n{HELP}",
        ),
        (
            "person add",
            "person.md",
            f"\n\n{HINT}A new person. Write on the first line: the name that the person wants others to see. "
            f"-->\n{HELP}",
        ),
    ],
)
def test_what_is_asked_is_shown_below_two_free_lines(
    wmstrat: Wmstrat, editor: Editor, command: str, name: str, shown: str
) -> None:
    editor.does("true")
    assert wmstrat(*command.split()).err.startswith("Cancelled: the text is empty")
    assert editor.name == name
    assert editor.seen == [shown]


@pytest.mark.usefixtures("workspace", "at_a_terminal")
def test_a_new_draft_opens_with_the_prompts_of_the_template(wmstrat: Wmstrat, editor: Editor) -> None:
    template = Path("method/templates/draft.md").read_text().rpartition("---\n")[2].strip("\n")
    editor.does("true", "sed -i '1s/^/Mentors for all/; s/^<!-- .*plainly.*-->/Each has one./' \"$1\"")

    assert wmstrat("draft", "add", "CB").err.startswith("Cancelled: the text is as it was")
    [draft] = wmstrat("draft", "add", "CB").lines

    assert editor.seen[0].endswith(f"{HELP}\n{template}\n")
    record = wmstrat.record(draft)
    assert record["title"] == "Mentors for all"
    assert record["body"].count("Each has one.") == 1
    assert HINT not in record["body"]
    assert record["body"].splitlines()[-1] == template.splitlines()[-1]


@pytest.mark.usefixtures("workspace", "at_a_terminal")
def test_a_title_alone_leaves_the_template_as_it_is(wmstrat: Wmstrat, editor: Editor) -> None:
    editor.does("sed -i '1s/^/Mentors for all/' \"$1\"")
    [written] = wmstrat("draft", "add", "CB").lines
    [typed] = wmstrat("draft", "add", "CB", "Mentors").lines
    assert wmstrat.record(written)["body"] == wmstrat.record(typed)["body"]


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize(
    ("ref", "hints"),
    [
        ("CB-Q1", ["CB-Q1: Which capacities are missing?", "Below the second line ---: the answer."]),
        ("member-1", ["## wmstrat: member-1: Member 1", "NAME: VALUE"]),
    ],
)
def test_edit_tells_where_fields_and_text_are(
    wmstrat: Wmstrat, editor: Editor, question: Path, ref: str, hints: list[str]
) -> None:
    wmstrat("person", "add", "Member 1")
    file = question if ref == "CB-Q1" else Path("people/member-1.yaml")
    editor.does("true", "printf '# a comment\\n' >> \"$1\"")

    wmstrat("edit", ref)
    before = file.read_text()
    wmstrat("edit", ref)

    assert all(hint in editor.seen[0] for hint in hints)
    assert editor.seen[0].endswith(before)
    assert file.read_text() == before + "# a comment\n"


# What is left out


@pytest.mark.usefixtures("workspace", "at_a_terminal")
@pytest.mark.parametrize("where", ["above", "below", "instead"])
def test_markdown_survives(wmstrat: Wmstrat, editor: Editor, tmp_path: Path, where: str) -> None:
    text = tmp_path / "text"
    text.write_text(MARKDOWN)
    if where == "above":
        editor.does(f'cat "$1" >> {text}; cp {text} "$1"')
    else:
        editor.does(f'cat {text} {">>" if where == "below" else ">"} "$1"')

    [note] = wmstrat("note", "add", "CB").lines

    assert wmstrat.record(note)["body"] == MARKDOWN.strip()


@pytest.mark.parametrize("suffix", [".md", ".yaml"])
@pytest.mark.parametrize("text", ["", MARKDOWN, "---\nid: x\n---\n\ntext", "id: x\r\n# a\r\n", "\ufeff---\n"])
@pytest.mark.parametrize("title", ["Why?", "A --> B", "<!-- wmstrat: x -->", "a\nb"])
def test_lines_of_help_are_left_out_and_no_other_byte(suffix: str, text: str, title: str) -> None:
    assert without_hints(with_hints(text, [f"CB-Q1: {title}", "Help."], suffix)) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (f"Yes.\n\n{HELP}", "Yes.\n\n"),
        (f"Yes.{HELP}", "Yes.\n"),
        (HELP.strip(), ""),
        (HELP.replace("\n", "\r\n") + "Yes.", "Yes."),
        (f"{HELP.strip()} Yes.\n", " Yes.\n"),
    ],
)
def test_text_beside_a_line_of_help_stays(written: str, text: str) -> None:
    assert without_hints(written) == text


# Opening it again


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize("answer", ["", "y", "Yes"])
def test_a_failed_edit_can_be_opened_again(
    wmstrat: Wmstrat, editor: Editor, question: Path, answers: list[str], answer: str
) -> None:
    answers.append(answer)
    editor.does("sed -i 's/^level:/level: big/' \"$1\"", "sed -i 's/big/structural/' \"$1\"")

    told = wmstrat("edit", "CB-Q1").err

    assert told.count("Error: ") == 1
    assert "level: big" in editor.seen[1]
    assert "level: structural\n" in question.read_text()
    assert not list(KEPT.iterdir())


@pytest.mark.usefixtures("workspace", "at_a_terminal")
def test_a_text_without_a_title_can_be_opened_again(wmstrat: Wmstrat, editor: Editor, answers: list[str]) -> None:
    answers += ["y", "y"]
    editor.does(
        "printf 'Mentors\\nfor all\\n' > \"$1\"",
        "printf '## One' > \"$1\"",
        "printf '# Mentors\\n\\nAll\\n' > \"$1\"",
    )
    [draft] = wmstrat("draft", "add", "CB").lines
    assert (wmstrat.record(draft)["title"], wmstrat.record(draft)["body"]) == ("Mentors", "All")


@pytest.mark.usefixtures("question", "at_a_terminal")
@pytest.mark.parametrize("answer", ["n", "EOF"])
def test_who_does_not_want_it_again_is_told_where_it_is(
    wmstrat: Wmstrat, workspace: Path, editor: Editor, answers: list[str], answer: str
) -> None:
    before = everything(workspace)
    answers.append(answer)
    editor.does("sed -i 's/^level:/level: big/' \"$1\"")

    told = wmstrat("edit", "CB-Q1", code=5).err

    [saved] = KEPT.iterdir()
    lines = told.splitlines()
    assert [line.split(" ")[0] for line in lines[-3:]] == ["Error:", "Your", "Correct"]
    assert lines[-1].endswith(f"wmstrat edit CB-Q1 --file {saved.resolve()}")
    assert everything(workspace) == before
    replace_in(saved, "big", "structural")
    wmstrat("edit", "CB-Q1", "--file", saved)
    assert wmstrat.record("CB-Q1")["level"] == "structural"


@pytest.mark.usefixtures("question", "at_a_terminal", "nobody_is_asked")
@pytest.mark.parametrize(
    "command", ["edit CB-Q1", "question answer CB-Q1 --replace", "edit CB-Q1 --field background"]
)
def test_it_does_not_take_back_what_somebody_did_meanwhile(wmstrat: Wmstrat, editor: Editor, command: str) -> None:
    """It is not opened again either: it would begin with a text that nobody has any more."""
    wmstrat("question", "answer", "CB-Q1", "The first answer.")
    wmstrat("set", "CB-Q1", "background=Since 2016.")
    change = "s/The first answer/Their answer/; s/Since 2016/Since 2015/"
    editor.does(
        f"echo Mine >> \"$1\"; cd {Path().resolve()}; sed -i '{change}' {QUESTION}; git commit -qam 'Somebody else'"
    )

    told = wmstrat(*command.split(), code=4).err

    assert "while you were writing" in told
    assert "Their answer." in Path(QUESTION).read_text()
    [saved] = KEPT.iterdir()
    assert saved.read_text().endswith("Mine\n")
    assert "then type" not in told


@pytest.mark.usefixtures("question", "at_a_terminal")
def test_cancelling_the_second_time_is_cancelling(wmstrat: Wmstrat, editor: Editor, answers: list[str]) -> None:
    answers.append("y")
    editor.does("sed -i 's/^level:/level: big/' \"$1\"", ': > "$1"')
    assert "Cancelled: the text is empty" in wmstrat("edit", "CB-Q1").err
    assert not list(KEPT.iterdir())


@pytest.mark.usefixtures("workspace", "at_a_terminal")
def test_a_dry_run_does_not_throw_the_text_away(wmstrat: Wmstrat, editor: Editor) -> None:
    editor.does("echo 'An hour of work' > \"$1\"")
    told = wmstrat("note", "add", "CB", "--dry-run").err
    [saved] = KEPT.iterdir()
    assert saved.read_text() == "An hour of work\n"
    assert told.endswith(f"then type: wmstrat note add CB --file {saved.resolve()}\n")


@pytest.mark.usefixtures("question")
def test_without_a_terminal_nobody_is_asked(wmstrat: Wmstrat, editor: Editor) -> None:
    editor.does("sed -i 's/^level:/level: big/' \"$1\"")
    assert "Open it again" not in wmstrat("edit", "CB-Q1", code=5).err


@pytest.mark.usefixtures("question", "at_a_terminal")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("question answer CB-Q1", "CB-Q1 already has an answer"),
        ("draft add CB --focus CB-F9", "CB-F9"),
        ("note add CB --kind meeting", "meeting"),
        ("question add CB --level big", "big"),
        ("edit CB-Q1", "merge"),
        ("note add CB", "merge"),
    ],
)
def test_what_has_nothing_to_do_with_the_text_is_refused_before_the_editor_opens(
    wmstrat: Wmstrat, editor: Editor, git: Any, command: str, said: str
) -> None:
    wmstrat("question", "answer", "CB-Q1", "The first answer.")
    if said == "merge":
        Path(".git/MERGE_HEAD").write_text(git(Path(), "rev-parse", "HEAD"))
    editor.does("echo 'An hour of work' > \"$1\"")

    ended = wmstrat.ended(*command.split())

    assert ended.code in (4, 5)
    assert said in ended.err
    assert editor.seen == []
    assert "Your text" not in ended.err


@pytest.mark.usefixtures("question", "at_a_terminal", "nobody_is_asked")
@pytest.mark.parametrize("command", ["note add CB", "edit CB-Q1"])
def test_what_no_other_text_would_cure_opens_the_editor_once(wmstrat: Wmstrat, editor: Editor, command: str) -> None:
    add_hook(Path(), "pre-commit", "exit 1")
    editor.does("echo 'An hour of work' >> \"$1\"")

    told = wmstrat(*command.split(), code=6).err

    assert "Correct that file if needed, then type: wmstrat" in told
