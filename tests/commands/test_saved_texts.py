"""What is in no file of the person who typed it is saved when the command fails: the text of an editor and of a pipe,
and an argument of several lines. Where nothing can be saved, it is printed."""

from __future__ import annotations

import errno
import os
import resource
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result, Wmstrat, add_hook
from wmstrat.commands.saved_texts import TypedText, with_file
from wmstrat.commands.typed import read_at_most
from wmstrat.errors import Invalid
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.workspace import disk, saved_texts

KEPT = Path(".git/wmstrat/kept")
TEXT = "An hour of work\n\n- one\n"
SAVED, RUN = "Your text is saved in ", "Correct that file if needed, then type: wmstrat "


@pytest.fixture
def refusing(workspace: Path) -> Path:
    """A hook that refuses every commit."""
    return add_hook(workspace, "pre-commit", "exit 1")


def saved_by(failed: Result) -> Path:
    """The file that a failed command names, below its error."""
    lines = failed.err.splitlines()
    [at] = [number for number, line in enumerate(lines) if line.startswith(SAVED)]
    assert any(line.startswith("Error: ") for line in lines[:at])
    return Path(lines[at].removeprefix(SAVED))


def continuing(failed: Result) -> list[str]:
    """The command that a failed one says to run."""
    return shlex.split(failed.err.splitlines()[-1].removeprefix(RUN))


@pytest.mark.parametrize("text", ["Word", "Two words", TEXT])
@pytest.mark.parametrize("options", [[], ["--file", "-"], ["--file=-"]])
def test_a_pipe_is_saved_and_the_command_that_is_told_works(
    wmstrat: Wmstrat, refusing: Path, text: str, options: list[str]
) -> None:
    failed = wmstrat("note", "add", "CB", "--kind", "research", *options, stdin=text, code=6)

    assert saved_by(failed).read_text() == text
    refusing.unlink()
    [note] = wmstrat(*continuing(failed)).lines
    assert wmstrat.record(note)["body"] == text.strip()
    assert wmstrat.record(note)["kind"] == "research"


@pytest.mark.usefixtures("refusing")
@pytest.mark.parametrize(
    ("arguments", "saved"),
    [
        (["note", "add", "CB", "Word"], None),
        (["note", "add", "CB", "A line of several words"], None),
        (["note", "add", "CB", TEXT], TEXT),
        (["draft", "add", "CB", f"Mentors\n\n{TEXT}"], f"Mentors\n\n{TEXT}"),
        (["set", "CB", f"origin={TEXT}"], f"origin={TEXT}"),
        (["note", "add", "CB", "Word", "--message", TEXT], TEXT),
    ],
)
def test_an_argument_is_saved_when_it_has_several_lines(
    wmstrat: Wmstrat, arguments: list[str], saved: str | None
) -> None:
    failed = wmstrat(*arguments, code=6)

    assert (SAVED in failed.err) == (saved is not None)
    assert [path.read_text() for path in KEPT.glob("*")] == ([] if saved is None else [saved])
    assert (RUN in failed.err) == (arguments[1] == "add" and saved is not None and "--message" not in arguments)


@pytest.mark.usefixtures("workspace")
def test_an_argument_of_several_lines_is_saved_when_the_command_is_typed_wrongly(wmstrat: Wmstrat) -> None:
    failed = wmstrat("note", "add", "CB", TEXT, "--levl", "x", code=2)
    saved = saved_by(failed)
    assert saved.read_text() == TEXT
    assert saved.stat().st_mode & 0o777 == 0o600
    again = f"Correct the command, then type: wmstrat note add CB --levl x --file {saved}"
    assert failed.err.splitlines()[-1] == again
    wmstrat("note", "add", "CB", "--file", saved)


@pytest.mark.usefixtures("workspace")
def test_a_text_of_an_option_comes_from_its_file_when_the_command_is_typed_again(
    wmstrat: Wmstrat,
) -> None:
    wmstrat("set", "process", "fields+=reasons,kind=draft,type=long")
    failed = wmstrat(
        "draft", "add", "CB", "Mentors", "--reasons", TEXT, "--level", "structural", "--levl", "x", code=2
    )

    again = shlex.split(failed.err.splitlines()[-1].partition(": wmstrat ")[2])
    [draft] = wmstrat(*(word for word in again if word not in ("--levl", "x"))).lines

    assert wmstrat.record(draft)["reasons"] == TEXT.strip()
    assert wmstrat.record(draft)["level"] == "structural"


def test_the_command_for_an_argument_names_the_file_instead(wmstrat: Wmstrat, refusing: Path) -> None:
    failed = wmstrat("draft", "add", "CB", "--level", "structural", "--", f"Mentors\n\n{TEXT}", code=6)
    refusing.unlink()

    [draft] = wmstrat(*continuing(failed)).lines

    assert wmstrat.record(draft)["title"] == "Mentors"
    assert wmstrat.record(draft)["body"] == TEXT.strip()
    assert wmstrat.record(draft)["level"] == "structural"


@pytest.mark.usefixtures("refusing")
def test_what_is_in_a_file_is_not_saved_again(wmstrat: Wmstrat, tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text(TEXT)
    assert SAVED not in wmstrat("note", "add", "CB", "--file", tmp_path / "text.md", code=6).err
    assert not list(KEPT.glob("*"))


@pytest.mark.usefixtures("refusing")
def test_a_pipe_that_is_named_as_a_file_is_saved(wmstrat: Wmstrat, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(TEXT,))
    writer.start()
    failed = wmstrat("note", "add", "CB", "--file", pipe, code=6)
    writer.join()
    assert saved_by(failed).read_text() == TEXT


@pytest.mark.usefixtures("refusing")
def test_a_file_as_standard_input_is_not_saved_unless_nobody_can_find_it(tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text(TEXT)

    def typed(*, gone: bool) -> str:
        with (tmp_path / "text.md").open() as file:
            if gone:  # as the shell makes a here document
                (tmp_path / "text.md").unlink()
            return run(stdin=file).stderr

    assert SAVED not in typed(gone=False)
    assert SAVED in typed(gone=True)


def run(
    *arguments: str, stdin: object = subprocess.PIPE, given: str | None = None, **how: object
) -> subprocess.CompletedProcess[str]:
    """`wmstrat note add CB` in a process of its own."""
    source = {"input": given} if given is not None else {"stdin": stdin}
    command = [sys.executable, "-m", "wmstrat", "note", "add", "CB", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, capture_output=True, text=True, env=environment, **source, **how)  # type: ignore[call-overload]


@pytest.mark.usefixtures("unchanged")
def test_what_has_no_end_is_read_up_to_the_limit(wmstrat: Wmstrat) -> None:
    assert "longer than 5,000,000 bytes" in wmstrat("note", "add", "CB", "--file", "/dev/zero", code=5).err
    assert not list(KEPT.glob("*"))
    command = f"yes | {shlex.quote(sys.executable)} -m wmstrat note add CB"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment, timeout=60)
    assert ended.returncode == 5
    [saved] = KEPT.iterdir()
    assert f"The first 5,000,000 bytes of your text are saved in {saved.resolve()}" in ended.stderr
    assert saved.stat().st_size == MAXIMUM_BYTES


class Endless:
    """A stream that counts what is read of it."""

    def read(self, count: int) -> bytes:
        self.asked = count
        return b"x" * count


def test_no_more_is_read_than_tells_that_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Endless()
    assert len(read_at_most(stream)) == stream.asked == MAXIMUM_BYTES + 1  # type: ignore[arg-type]

    from wmstrat.commands import refs

    monkeypatch.setattr(refs, "sys", type("Sys", (), {"stdin": type("Stdin", (), {"buffer": stream})}))
    with pytest.raises(Invalid, match="more than 70 bytes"):
        refs.piped(70)


@pytest.mark.parametrize(
    ("arguments", "option", "argument", "expected"),
    [
        ("note add CB", "--file", None, "note add CB --file F"),
        ("note add CB --file -", "--file", None, "note add CB --file F"),
        ("note add CB --file=- --dry-run", "--file", None, "note add CB --file F"),
        ("note add CB -- x", "--file", "x", "note add CB --file F"),
        ("note add CB -- x y", "--file", "x", "note add CB --file F -- y"),
        ("draft add CB x --direction-file -", "--direction-file", None, "draft add CB x --direction-file F"),
        ("draft add CB x --direction y", "--direction-file", "y", "draft add CB x --direction-file F"),
        ("set CB x", "", None, "set CB x"),
    ],
)
def test_the_command_line_that_takes_the_text_from_a_file(
    arguments: str, option: str, argument: str | None, expected: str
) -> None:
    text = TypedText(b"", "text.md", option, argument=argument)
    assert with_file(arguments.split(), text, Path("F")) == expected.split()


# Where nothing can be written


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")


@pytest.mark.usefixtures("unchanged")
def test_on_a_full_disk_the_text_is_printed(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "write_beside", _full)

    failed = wmstrat("note", "add", "CB", stdin="An hour \x1b[31mof work\n", code=4)

    assert "cannot be written: No space left on device. Nothing was changed." in failed.err
    assert failed.err.endswith(
        "Your text cannot be saved (No space left on device). Copy it from here:\nAn hour \\u001b[31mof work\n\n"
    )
    assert RUN not in failed.err
    assert not list(KEPT.glob("*"))


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", ["ENOSPC", "EMFILE", "EFBIG", "EROFS"])
def test_what_the_system_refuses_before_the_change_is_no_bug(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from wmstrat.workspace import lock

    def refused(*_: object, **__: object) -> None:
        raise OSError(getattr(errno, name), os.strerror(getattr(errno, name)), "somewhere")

    monkeypatch.setattr(lock, "held", refused)
    failed = wmstrat("note", "add", "CB", stdin=TEXT, code=4)
    assert f"somewhere: {os.strerror(getattr(errno, name))}" in failed.err
    assert saved_by(failed).read_text() == TEXT


@pytest.mark.usefixtures("workspace")
def test_a_fault_after_the_commit_does_not_make_the_command_fail(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, git: Callable[..., str]
) -> None:
    from wmstrat.workspace.workspace import Workspace

    head = git(Path(), "rev-parse", "HEAD")
    monkeypatch.setattr(Workspace, "take_in", _full)
    told = wmstrat("note", "add", "CB", stdin=TEXT).err
    assert "But the change was made and committed." in told
    assert SAVED not in told
    assert git(Path(), "rev-parse", "HEAD~1") == head


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("limit", "value", "code", "said"),
    [
        (resource.RLIMIT_FSIZE, 0, 4, "File too large"),
        (resource.RLIMIT_NOFILE, 9, 6, "Too many open files"),
    ],
)
def test_under_a_limit_of_the_system_nothing_is_lost(limit: int, value: int, code: int, said: str) -> None:
    def limited() -> None:
        resource.setrlimit(limit, (value, value))

    failed = run(given="An hour of work\n", preexec_fn=limited)

    assert failed.returncode == code, failed.stderr
    assert said in failed.stderr
    saved = [path.read_text() for path in KEPT.glob("*")]
    assert saved == ["An hour of work\n"] or (value == 0 and "Copy it from here:\nAn hour of work" in failed.stderr)


@pytest.mark.usefixtures("refusing")
def test_where_the_folder_for_saved_texts_is_no_folder_the_text_is_printed(wmstrat: Wmstrat) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text("")
    failed = wmstrat("note", "add", "CB", stdin=TEXT, code=6)
    assert f"Copy it from here:\n{TEXT}" in failed.err


def test_two_who_save_at_once_get_two_files(workspace: Path) -> None:
    from wmstrat.repo.place import find

    place = find(workspace)
    paths: list[Path] = []
    threads = [
        threading.Thread(
            target=lambda n=n: paths.append(saved_texts.save_typed(place, "CB note.md", str(n).encode()))
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {path.name for path in paths} == {"CB-note.md", *(f"CB-note-{n}.md" for n in range(2, 9))}
    assert sorted(path.read_text() for path in paths) == [str(n) for n in range(8)]


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("command", "option"), [("note add CB", "--kind=meeting"), ("draft add CB", "--focus=CB-F9")]
)
def test_where_the_command_is_wrong_it_is_the_command_that_is_to_be_corrected(
    wmstrat: Wmstrat, command: str, option: str
) -> None:
    failed = wmstrat(*command.split(), option, "--file", "-", stdin=TEXT, code=5)

    wrong = f"Correct the command, then type: wmstrat {command} {option} --file {saved_by(failed)}"
    assert failed.err.splitlines()[-1] == wrong
    wmstrat(*command.split(), "--file", saved_by(failed))


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("command", "right"),
    [
        ("draft add CB {}", "draft add CB --file {}"),
        ("note add CB {} --kind research", "note add CB --kind research --file {}"),
        ("question answer CB-Q1 {}", "question answer CB-Q1 --file {}"),
    ],
)
def test_the_path_of_a_file_is_no_text(wmstrat: Wmstrat, command: str, right: str) -> None:
    wmstrat("question", "add", "CB", "Why?")
    file = Path.home() / "draft.md"
    file.write_text("# A shared place\n\nAll of it.\n")
    for path in (str(file), "~/draft.md"):
        told = wmstrat(*command.format(path).split(), code=2).err
        assert told == f"Error: {path} is a file. To take the text from it: wmstrat {right.format(file)}\n"
    wmstrat(*right.format(file).split())
    wmstrat("draft", "add", "CB", "~nobody/x.md")
    wmstrat("note", "add", "CB", "1.5/" + "long " * 500)
