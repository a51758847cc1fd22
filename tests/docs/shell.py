"""A shell to type into, as somebody has it at a terminal of 80 columns without colour, on a made-up day.

wmstrat runs in this process, alone or in a pipe: to start Python takes longer than most commands. What needs more of
a shell than that (`$`, `&&`, `<`, ...) is given to a real one, and starts a real wmstrat.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from unittest.mock import patch

import pytest

from tests.conftest import command_once, root_with
from tests.copying import copy_folder
from tests.docs import replays
from wmstrat.kinds import TABLE
from wmstrat.say import output

SHOWN_HOME = "/home/you"
WIDTH = 80
BEGINNING = datetime(2018, 7, 20, 9, 0, tzinfo=UTC)
# Who types, and no housekeeping, for which git would start a process a commit.
IDENTITY = (
    "[user]\n\tname = Member 17\n\temail = member-17@example.org\n[init]\n\tdefaultBranch = main\n"
    "[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n"
)

TAIL = re.compile(r"(?<=\d{8}-)[a-z2-9]{4}\b|(?<=-[QD]-)[a-z2-9]{4}\b|(?<=someone-)[a-z2-9]{4}\b")
COMMIT = re.compile(r"\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}\b")
# A command with the words in it that are quoted, or what joins two of them: `|`, `&&`, `2>`.
PIECE = re.compile(r"""((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|(?!\d*[|&;<>()])[^'"\\])+)|(\d*[|&;<>()]+)""", re.DOTALL)


def pipe(line: str) -> tuple[list[str], str]:
    """The commands of a pipe, and the file after `>`, if there is one. A line that needs more of a shell than that,
    or in which wmstrat is not typed, is one command."""
    pieces = [(text or joint).strip() for text, joint in PIECE.findall(line)]
    commands, joints, file = pieces[::2], pieces[1::2], ""
    if joints[-1:] == [">"] and " " not in commands[-1]:
        joints.pop()
        file = commands.pop()
    simple = {*joints} <= {"|"} and "$" not in line and "`" not in line
    return (commands, file) if simple and any(map(is_wmstrat, commands)) else ([line], "")


def is_wmstrat(command: str) -> bool:
    return command.split()[:1] == ["wmstrat"]


class Screen(io.TextIOWrapper):
    """What a command writes to, or what it reads from: a terminal, a file or a pipe. It lets go of the bytes when the
    command has ended."""

    def __init__(self, data: io.BytesIO, *, terminal: bool = False) -> None:
        self.terminal = terminal
        super().__init__(data, encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return self.terminal


class Shell:
    """Somebody who types into a shell, beginning in an empty home."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.folder = self.home
        self.now = BEGINNING
        self.code = 0
        self.meant: dict[str, str] = {}

    def type(self, command: str) -> list[str]:
        """The lines that come out when the command is typed; `code` is its exit code afterwards."""
        command = self._replaced(command, self.meant).replace(SHOWN_HOME, str(self.home))
        self.now += timedelta(minutes=1)
        words = shlex.split(command)
        if words[0] == "cd" and len(words) == 2:
            self.folder = (self.folder / words[1]).resolve(strict=True)
            self.code = 0
            return []
        if words[0] == "today":
            self.now = datetime.fromisoformat(words[1]).replace(hour=9, tzinfo=UTC)
            return []
        if words[:3] == replays.COMMAND:
            replays.put(self.folder / words[3], words[4:])
            self.code = 0
            return []
        if words[:2] == ["wmstrat", "init"] and os.listdir(self.home) == [".gitconfig"]:  # noqa: PTH208
            return self._begin(command)
        return self._shown(command)

    def _begin(self, command: str) -> list[str]:
        """Most pages begin with the same `init` in an empty home: it is typed once, and what it made is copied."""
        shown, self.code, home = begun(command, self.now, (self.home / ".gitconfig").read_text(), tuple(TABLE))
        copy_folder(home, self.home)
        return list(shown)

    def _shown(self, command: str) -> list[str]:
        with self._environment():
            text = self._run(command).decode()
        return [line.rstrip() for line in text.replace(str(self.home), SHOWN_HOME).splitlines()]

    def _run(self, line: str) -> bytes:
        """What is on the screen after the commands of a line."""
        commands, file = pipe(line)
        screen, out = io.BytesIO(), io.BytesIO()
        for number, command in enumerate(commands, 1):
            given, shown = out.getvalue(), number == len(commands) and not file
            out = screen if shown else io.BytesIO()
            run = self._wmstrat if is_wmstrat(command) else self._sh
            run(command, given, out, screen)
        if file:
            Path(file).write_bytes(out.getvalue())
        return screen.getvalue()

    @contextmanager
    def _environment(self) -> Iterator[None]:
        bin_folder = self.home.parent / f"{self.home.name}-bin"
        if not bin_folder.exists():
            bin_folder.mkdir()
            for name, words in (("wmstrat", " -m wmstrat"), ("python", "")):
                shim = bin_folder / name
                shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)}{words} "$@"\n')
                shim.chmod(0o755)
        (self.home / ".gitconfig").touch()
        when = self.now.isoformat()
        settings = {
            "HOME": str(self.home),
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PAGER": "cat",
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_DATE": when,
            "WMSTRAT_TODAY": f"{self.now:%Y-%m-%d}",
            "COLUMNS": str(WIDTH),
            "NO_COLOR": "1",
            "TERM": "dumb",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
        }
        with pytest.MonkeyPatch.context() as patched:
            for name, value in settings.items():
                patched.setenv(name, value)
            patched.chdir(self.folder)
            yield

    def _wmstrat(self, command: str, given: bytes, out: io.BytesIO, screen: io.BytesIO) -> None:
        cli = import_module("wmstrat.cli")
        load, between_words = cli.loaded, output._between_words

        def between_words_at_home(line: str, width: int) -> list[str]:
            """Where a line ends does not depend on how long the path of the home is here."""
            parts = between_words(line.replace(str(self.home), SHOWN_HOME), width)
            return [part.replace(SHOWN_HOME, str(self.home)) for part in parts]

        # Errors come as plain lines: where they would end depends on how long the paths in them are.
        streams = Screen(io.BytesIO(given)), Screen(out, terminal=out is screen), Screen(screen)
        with ExitStack() as stack:
            stack.callback(gc.enable)  # a command that ends its process soon may have done without
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                stack.enter_context(patch.object(sys, name, stream))
                stack.callback(stream.detach)
            stack.enter_context(patch.object(sys, "argv", shlex.split(command)))
            stack.enter_context(patch.object(output, "_between_words", between_words_at_home))
            stack.enter_context(patch.object(cli, "loaded", lambda *asked: command_once(load, *asked)))
            try:
                root_with(tuple(cli.COMMANDS))(prog_name="wmstrat")
            except SystemExit as ended:
                self.code = int(ended.code or 0)

    def _sh(self, command: str, given: bytes, out: io.BytesIO, screen: io.BytesIO) -> None:
        beside = subprocess.STDOUT if out is screen else subprocess.PIPE
        line = f"(exit {self.code}); {command}"
        done = subprocess.run(["sh", "-c", line], input=given, stdout=subprocess.PIPE, stderr=beside, check=False)
        out.write(done.stdout)
        screen.write(done.stderr or b"")
        self.code = done.returncode

    @staticmethod
    def _replaced(text: str, words: dict[str, str]) -> str:
        for one, other in words.items():
            text = re.sub(rf"(?<![0-9A-Za-z]){re.escape(one)}(?![0-9A-Za-z])", other, text)
        return text

    def learn(self, expected: list[str], actual: list[str]) -> bool:
        """Whether the page shows what came out, but for random letters; which of its letters mean which is kept."""
        unknown = [name for name in self._names(expected) if name not in self.meant]
        lines = self._replaced("\n".join(expected), self.meant).split("\n")
        pattern = "\n".join(r"(?:.*\n)*?.*" if line == "..." else re.escape(line) for line in lines)
        for number, name in enumerate(unknown):
            shape = "[a-z2-9]{4}" if len(name) == 4 else f"[0-9a-f]{{{len(name)}}}"
            mark = rf"(?<![0-9A-Za-z]){re.escape(name)}(?![0-9A-Za-z])"
            pattern = re.sub(mark, f"(?P<random{number}>{shape})", pattern, count=1)
            pattern = re.sub(mark, f"(?P=random{number})", pattern)
        found = re.fullmatch(pattern, "\n".join(actual))
        if found is None:
            return False
        self.meant.update({name: found[f"random{number}"] for number, name in enumerate(unknown)})
        return True

    def as_shown(self, actual: list[str], expected: list[str]) -> list[str]:
        """What came out, with the random letters of the page, and with those that it expected here in their order."""
        real = [name for name in self._names(actual) if name not in self.meant.values()]
        shown = [name for name in self._names(expected) if name not in self.meant]
        self.meant.update(zip(shown, real, strict=False))
        self.meant.update({name: name for name in real[len(shown) :]})
        known = {name: mine for mine, name in self.meant.items()}
        return self._replaced("\n".join(actual), known).splitlines()

    @staticmethod
    def _names(lines: list[str]) -> list[str]:
        return list(dict.fromkeys(name for line in lines for name in (*TAIL.findall(line), *COMMIT.findall(line))))


@cache
def begun(command: str, now: datetime, identity: str, kinds: tuple[str, ...]) -> tuple[tuple[str, ...], int, Path]:
    """What a command in an empty home shows, how it ends, and that home afterwards."""
    assert kinds
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shell = Shell(folder / "you")
    shell.home.mkdir()
    (shell.home / ".gitconfig").write_text(identity)
    shell.now = now
    return tuple(shell._shown(command)), shell.code, shell.home
