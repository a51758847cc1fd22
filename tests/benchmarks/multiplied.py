"""A workspace far larger than any process was: a generated one, and its notes again and again, each in earlier years.

python -m tests.benchmarks.multiplied SOURCE DIR --files 1000000

To replay a million changes takes hours. What git and wmstrat do with them depends on how many files and commits there
are and how large they are, so beyond what the generator makes in reasonable time the notes are repeated: each copy is
a record of its own, with an id and a day of its own, in a commit of its own.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.realistic.replay import nobodys_machine

NOTE = re.compile(rb"(groups/[^/]+/notes/)(\d{4}/\d\d/)(\d\d/)?([A-Z]+)-N(\d{8})-([a-z0-9]{4})\.md")
AUTHOR = b"Support 1 <person-1@example.org>"
LEAP_DAY = b"0229"


def multiply(source: Path, folder: Path, files: int) -> None:
    """A copy of a workspace in a new folder, with so many files in all."""
    shutil.copytree(source, folder, symlinks=True)
    with nobodys_machine():
        have = len(_git(folder, "ls-files", "-z").split(b"\0")) - 1
        importing = subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE)
        assert importing.stdin is not None
        for piece in _commits(folder, files - have):
            importing.stdin.write(piece)
        importing.stdin.close()
        if importing.wait():
            raise RuntimeError("git fast-import failed")
        _git(folder, "reset", "--hard", "--quiet")
        _git(folder, "status", "--porcelain")


def _git(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True).stdout


def _commits(folder: Path, wanted: int) -> Iterator[bytes]:
    """What git is told to import: a commit for each copy of a note."""
    notes = [(found, (folder / found[0].decode()).read_bytes()) for found in _notes(folder)]
    moment = int(_git(folder, "log", "-1", "--format=%ct"))
    branch, first = _git(folder, "symbolic-ref", "HEAD").strip(), _git(folder, "rev-parse", "HEAD").strip()
    parent = b"from %s\n" % first
    for number in range(wanted):
        years, place = divmod(number, len(notes))
        found, text = notes[place]
        path, data = _copy(found, text, years + 1)
        identity = path.rpartition(b"/")[2].removesuffix(b".md")
        message = b"%s: add note (%s)\n\nWmstrat-Command: note add\nWmstrat-Record: %s\n" % (
            found[4], found[6], identity,
        )  # fmt: skip
        who = b"%s %d +0000\n" % (AUTHOR, moment + number)
        yield b"commit %s\nauthor %scommitter %s%s%s" % (branch, who, who, _data(message), parent)
        yield b"M 100644 inline %s\n%s" % (path, _data(data))
        parent = b""


def _notes(folder: Path) -> Iterator[re.Match[bytes]]:
    for path in _git(folder, "ls-files", "-z", "--", "groups").split(b"\0"):
        if found := NOTE.fullmatch(path):
            yield found


def _copy(found: re.Match[bytes], text: bytes, years: int) -> tuple[bytes, bytes]:
    """The path and the text of a note so many years earlier."""
    code, old, tail = found[4], found[5], found[6]
    day = b"%04d%s" % (int(old[:4]) - years, b"0228" if old[4:] == LEAP_DAY else old[4:])
    identity = b"%s-N%s-%s" % (code, day, tail)
    dashed = [b"%s-%s-%s" % (one[:4], one[4:6], one[6:]) for one in (old, day)]
    text = text.replace(b"%s-N%s-%s" % (code, old, tail), identity)
    text = text.replace(b"\ndate: " + dashed[0], b"\ndate: " + dashed[1], 1)
    folders = (day[:4], day[4:6], day[6:]) if found[3] else (day[:4], day[4:6])
    return found[1] + b"/".join([*folders, identity + b".md"]), text


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Repeat the notes of a generated workspace.")
    parser.add_argument("source", type=Path, metavar="SOURCE", help="a workspace that the generator made")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to make the larger one")
    parser.add_argument("--files", type=int, default=1_000_000, metavar="N")
    typed = parser.parse_args()
    begun = time.perf_counter()
    multiply(typed.source, typed.folder, typed.files)
    sys.stdout.write(f"{typed.folder} ({time.perf_counter() - begun:.1f} s)\n")


if __name__ == "__main__":
    main()
