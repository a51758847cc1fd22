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

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.docs.declared import declared, text_with_kinds
from tests.docs.pages import blocks
from tests.docs.shell import IDENTITY, Shell

PROMPT = "$ "


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
