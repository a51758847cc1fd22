"""A short session of two people, in one process: `python -m tests.contract.short_session FOLDER` prints what came
out.

What is random is the same in each run, so that two runs in other surroundings can be compared to the letter.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

TITLE = "Wo fehlt's? \u00c9t\u00e9 \u0443\u0447\u0438\u0442\u044c \u591a\u6837\u6027"
COMMANDS = (
    ("", "init", "mine", "--name", "Our process"),
    ("mine", "question", "add", "CB", TITLE, "--level", "structural"),
    ("mine", "person", "add", "Zo\u00eb", "--contact", "zoe@example.org"),
    ("mine", "member", "apply", "CB", "Zo\u00eb", "--why", "Because."),
    ("mine", "member", "appoint", "CB", "Zo\u00eb"),
    ("mine", "sync"),
    ("", "clone", "shared.git", "theirs"),
    ("theirs", "set", "CB", "needs+=Time", "mailing_list=cb@example.org"),
    ("theirs", "note", "add", "CB", "A note:\n\n    code\n\ttab\n"),
    ("theirs", "sync"),
    ("mine", "set", "CB", "needs+=Money"),
    ("mine", "edit", "CB-Q1", "--file", "../edited.md"),
    ("mine", "sync"),
    ("mine", "mark", "CB-Q1", "final"),
    ("mine", "undo"),
    ("mine", "sync"),
    ("theirs", "sync"),
    ("theirs", "log", "--format", "json"),
    ("theirs", "log", "CB-Q1"),
    ("theirs", "status"),
    ("mine", "status", "CB"),
    ("mine", "check"),
)
COMMIT = re.compile(r"\b[0-9a-f]{7,64}\b")


def main(folder: Path) -> None:
    """Type it all, and print the outcome of each command and what is in the end in files and histories."""
    source = random.Random(17)
    os.urandom = source.randbytes
    told: list[Any] = []
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "shared.git")
    for place, *words in COMMANDS:
        os.chdir(folder / place)
        if words[0] == "edit":
            [file] = Path().glob("groups/*/questions/CB-Q1.md")
            (folder / "edited.md").write_bytes(file.read_bytes().replace(b"background:", b"background: Asked."))
        told.append([words, *typed(words)])
        if words[0] == "init":
            git(folder / "mine", "remote", "add", "origin", str(folder / "shared.git"))
    for clone in ("mine", "theirs", "mine/private"):
        if (folder / clone).exists():
            told.append([clone, files(folder / clone), history(folder / clone)])
    text = json.dumps(told, ensure_ascii=True, indent=1).replace(str(folder), "/folder")
    print(COMMIT.sub("COMMIT", text))


def typed(words: list[str]) -> list[Any]:
    """The exit code of a command, and what it printed."""
    from wmstrat import cli

    sys.argv = ["wmstrat", *words]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as ended:
            return [ended.code, out.getvalue().splitlines(), err.getvalue().splitlines()]
    raise AssertionError(words)


def plain_git(folder: Path, *arguments: str) -> bytes:
    """What git says where nothing around it counts."""
    environment = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": "/"}
    environment |= {name: os.environ[name] for name in ("PATH", "GIT_DEFAULT_HASH") if name in os.environ}
    command = ["git", "-c", "core.quotePath=false", "-C", str(folder), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True).stdout


def git(folder: Path, *arguments: str) -> str:
    return plain_git(folder, *arguments).decode("utf-8", "backslashreplace")


def files(clone: Path) -> dict[str, str]:
    """What git has of each file, which is also what is there."""
    assert git(clone, "status", "--porcelain", "--untracked-files=all") == "", clone
    found = {}
    for path in git(clone, "ls-files", "-z").split("\0")[:-1]:
        found[path] = (clone / path).read_text("utf-8")
        assert plain_git(clone, "show", f"HEAD:{path}").decode() == found[path], path
    return found


def history(clone: Path) -> list[str]:
    form = "%an <%ae> %ad %cn <%ce> %cd%n%B"
    return git(clone, "log", "--encoding=UTF-8", f"--format={form}", "--date=iso-strict").splitlines()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
