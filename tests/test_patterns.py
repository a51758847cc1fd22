"""Patterns of .gitignore and .gitattributes are read as git reads them: git itself is asked the same."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

from wmstrat.repo.patterns import attributes, ignore_patterns, ignored_by

PIECES = (
    "a",
    "b",
    "*",
    "/**/",
    "?",
    "/",
    "/",
    ".md",
    "[ab]",
    "[!a]",
    "[b-a]",
    "[]",
    "[^]",
    "[!]",
    "\\*",
    "!",
    " ",
    "private",
)
PATHS = [
    "b",
    "ab.md",
    "a/b",
    "a/b/ab.md",
    "b/a.md",
    "private/a",
    "private/a/b.md",
    "b/private/a",
    "*",
    "a b",
    "!a",
]


def asked(folder: Path, *arguments: str) -> list[str]:
    """What git says of all paths, NUL by NUL."""
    stdin = "\0".join(PATHS).encode()
    done = subprocess.run(["git", "-C", str(folder), *arguments], input=stdin, capture_output=True)
    return done.stdout.decode().split("\0")[:-1]


def made(random: random.Random, lines: int) -> str:
    return "".join("".join(random.choices(PIECES, k=random.randint(1, 5))) + "\n" for _ in range(lines))


def test_git_ignores_the_same_paths(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / "a").mkdir()
    chance = random.Random(20180720)
    for _ in range(150):
        top, below = made(chance, 3), made(chance, 2)
        (tmp_path / ".gitignore").write_text(top)
        (tmp_path / "a" / ".gitignore").write_text(below)
        patterns = {"": ignore_patterns(top.encode()), "a/": ignore_patterns(below.encode())}
        ours = [path for path in PATHS if ignored_by(patterns, path)]
        assert ours == asked(tmp_path, "check-ignore", "--no-index", "-z", "--stdin"), (top, below)


def test_git_gives_the_same_attributes(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    chance = random.Random(20180720)
    for _ in range(150):
        names = [line.strip("! ") or "a" for line in made(chance, 3).splitlines()]
        values = chance.choices(["odd", "-odd", "!odd", "odd=x", "mine"], k=3)
        text = "[attr]mine odd=y\n" + "".join(
            f'"{name}" {value}\n'.replace("\\", "\\\\") for name, value in zip(names, values, strict=True)
        )
        (tmp_path / ".gitattributes").write_text(text)
        theirs = dict(zip(PATHS, asked(tmp_path, "check-attr", "-z", "--stdin", "odd")[2::3], strict=True))
        for path in PATHS:
            fitting = [line.values["odd"] for line in attributes(text.encode()) if line.pattern.matches(path)]
            assert (fitting[-1] if fitting else "unspecified").replace("unspecified", "unset") == theirs[
                path
            ].replace("unspecified", "unset"), (path, text)
