"""The console blocks of a page, typed for real.

A page is a story: its ```console blocks are typed one after the other, in one folder, on one made-up day, at a
terminal of 80 columns without colour. A line `$ ...` is typed; the lines below it are what must come out. A line
`...` stands for any lines. In a ```text block that begins with `$ ` the output is a picture: it is not compared,
since how a report looks may change and the page stays true. In a comment `<!-- before` ... `-->` stands what
happened before the reader comes in; `$ today 2020-06-01` there is the day from then on. The kinds of record that a
page declares are there while it is typed.

Random letters and commit names differ from run to run: the first time one comes up, the page's own is taken to
mean the real one, from there on in commands as well as in outputs.

    python -m tests.docs.console PAGE...

puts the real outputs into the pages.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from tests.docs import replays
from tests.docs.declared import declared, text_with_kinds
from tests.docs.pages import blocks

PROMPT = "$ "
SHOWN_HOME = "/home/you"
WIDTH = 80
BEGINNING = datetime(2018, 7, 20, 9, 0, tzinfo=UTC)
PUNCTUATION = set("();<>|&")

TAIL = re.compile(r"(?<=\d{8}-)[a-z2-9]{4}\b|(?<=-[QD]-)[a-z2-9]{4}\b|(?<=someone-)[a-z2-9]{4}\b")
COMMIT = re.compile(r"\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}\b")


@dataclass(frozen=True)
class Step:
    """One command of a page; `expected` is None where the page does not say what comes out, and `picture` is True
    where it shows how that looked one day. The output stands in the lines from `start` up to `end` (from 0)."""

    command: str
    expected: tuple[str, ...] | None
    start: int
    end: int
    picture: bool = False


def steps(text: str) -> list[Step]:
    """Every command of a page, in order."""
    found = [*_shown(text), *_before(text)]
    return sorted(found, key=lambda step: step.start)


def _shown(text: str) -> Iterator[Step]:
    for block in blocks(text):
        picture = block.language == "text" and block.lines[:1] and block.lines[0].startswith(PROMPT)
        if block.language != "console" and not picture:
            continue
        typed = [number for number, line in enumerate(block.lines) if line.startswith(PROMPT)]
        assert typed[:1] == [0], f"a console block begins with {PROMPT!r}: line {block.start + 1}"
        for number, following in zip(typed, [*typed[1:], len(block.lines)], strict=True):
            lines = block.lines[number + 1 : following]
            first, last = block.start + number + 1, block.start + following
            yield Step(block.lines[number].removeprefix(PROMPT), lines, first, last, bool(picture))


def _before(text: str) -> Iterator[Step]:
    inside = False
    for number, line in enumerate(text.splitlines()):
        if line == "<!-- before":
            inside = True
        elif line == "-->":
            inside = False
        elif inside:
            yield Step(line.removeprefix(PROMPT), None, number, number)


class Screen(io.TextIOWrapper):
    """A terminal that remembers what was written to it. Errors come on one as plain lines: where they would end
    depends on how long the paths in them are."""

    def __init__(self, written: io.BytesIO | None = None) -> None:
        self.bytes = io.BytesIO() if written is None else written
        self.terminal = written is None
        super().__init__(self.bytes, encoding="utf-8", write_through=True)

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
        words = self._words(command)
        if words[0] == "cd":
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
        with self._environment():
            alone = words[0] == "wmstrat" and not any(PUNCTUATION.issuperset(word) for word in words if word)
            text = self._wmstrat(words[1:]) if alone else self._sh(command)
        return [line.rstrip() for line in text.replace(str(self.home), SHOWN_HOME).splitlines()]

    @staticmethod
    def _words(command: str) -> list[str]:
        lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        lexer.commenters = ""
        return list(lexer)

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
        before = Path.cwd()
        with patch.dict(os.environ, settings):
            os.chdir(self.folder)
            try:
                yield
            finally:
                os.chdir(before)

    def _wmstrat(self, words: list[str]) -> str:
        from wmstrat.cli import main
        from wmstrat.say import output

        between_words = output._between_words

        def between_words_at_home(line: str, width: int) -> list[str]:
            """Where a line ends does not depend on how long the path of the home is here."""
            parts = between_words(line.replace(str(self.home), SHOWN_HOME), width)
            return [part.replace(SHOWN_HOME, str(self.home)) for part in parts]

        screen = Screen()
        beside, keyboard = Screen(screen.bytes), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with patch.object(sys, "argv", ["wmstrat", *words]), patch.object(sys, "stdin", keyboard):
            try:
                with (
                    redirect_stdout(screen),
                    redirect_stderr(beside),
                    patch.object(output, "_between_words", between_words_at_home),
                ):
                    main()
            except SystemExit as ended:
                self.code = int(ended.code or 0)
        beside.flush()
        return screen.bytes.getvalue().decode()

    def _sh(self, command: str) -> str:
        done = subprocess.run(
            ["sh", "-c", f"(exit {self.code}); {command}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.code = done.returncode
        return done.stdout

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


def stripped(lines: tuple[str, ...] | list[str]) -> list[str]:
    """The lines without empty ones at the end."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def trouble(lines: list[str]) -> bool:
    """Whether somebody who reads these lines knows that the command did not do what was asked."""
    return any(word in "\n".join(lines) for word in ("Error", "error", "fatal:", "Usage:"))


def rewritten(text: str, home: Path) -> str:
    """The page with the outputs that its commands have today."""
    shell = Shell(home)
    lines = text.splitlines()
    moved = 0
    for step in steps(text):
        out = stripped(shell.type(step.command))
        if step.expected is None or (shell.learn(stripped(step.expected), out) and not step.picture):
            continue
        if any(line.startswith(("This is a bug", "Usage:")) for line in out):
            sys.stderr.write(f"{step.command} ended with {shell.code}; the page is left as it is there\n")
            continue
        shown = shell.as_shown(out, stripped(step.expected))
        lines[step.start + moved : step.end + moved] = shown
        moved += len(shown) - (step.end - step.start)
    return "".join(line + "\n" for line in lines)


# Who types, and no housekeeping, for which git would start a process a commit.
IDENTITY = (
    "[user]\n\tname = Member 17\n\temail = member-17@example.org\n[init]\n\tdefaultBranch = main\n"
    "[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n"
)


def main() -> None:
    """Put the real outputs into the pages named on the command line."""
    from tempfile import TemporaryDirectory

    for name in sys.argv[1:]:
        page = Path(name)
        with TemporaryDirectory() as folder:
            home = Path(folder) / "you"
            home.mkdir()
            (home / ".gitconfig").write_text(IDENTITY)
            text = page.read_text(encoding="utf-8")
            with declared(text_with_kinds(page), Path(folder) / "kinds"):
                page.write_text(rewritten(text, home), encoding="utf-8")


if __name__ == "__main__":
    main()
