"""Two ways to carry out the same steps: through the real transaction, and into git's fast import.

Both make the same Change by the same functions of the process, with the same checks, and end in the same commits.
"""

from __future__ import annotations

import io
import os
import random
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from unittest.mock import patch

from msgspec.structs import replace

from tests.realistic.memory import MemoryWorkspace
from wmstrat.change import new_ids as naming
from wmstrat.change.change import Change
from wmstrat.commands.session import Session, Wishes
from wmstrat.kinds import Catalogue
from wmstrat.record.doors import Door
from wmstrat.record.ids import DIGITS, LETTERS
from wmstrat.record.verbs import Done
from wmstrat.repo.place import Place
from wmstrat.workspace import journal
from wmstrat.workspace.scan import walk
from wmstrat.workspace.transaction import FileChange


@dataclass(frozen=True)
class Step:
    """One command that somebody gives at a moment of their own clock; `make` makes the change, which comes in by a
    door."""

    moment: datetime
    author: str
    command: str
    make: Callable[[Change], Done]
    door: Door = Door.COMMAND

    @property
    def environment(self) -> dict[str, str]:
        """What makes git and wmstrat believe that it is then, and that this is the author's machine."""
        name, _, mail = self.author.removesuffix(">").partition(" <")
        found = {"WMSTRAT_TODAY": self.moment.date().isoformat()}
        for role in ("AUTHOR", "COMMITTER"):
            found[f"GIT_{role}_NAME"], found[f"GIT_{role}_EMAIL"] = name, mail
            found[f"GIT_{role}_DATE"] = f"@{raw_date(self.moment)}"
        return found


def raw_date(moment: datetime) -> str:
    """A moment as git writes it: seconds and the offset of the clock."""
    return f"{int(moment.timestamp())} {moment.strftime('%z')[:5]}"


class Way(Protocol):
    """How steps become commits."""

    def take(self, step: Step) -> None:
        """Carry out one step; it is one commit in each repository that it touches."""

    def finish(self) -> None:
        """Make work trees and branches agree with what was taken."""

    def give_up(self) -> None:
        """Leave nothing running after a step that failed."""


class Transacted:
    """Each step as a command would do it: its own session, lock, journal, files, git."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def take(self, step: Step) -> None:
        with patch.dict(os.environ, step.environment):
            session = Session(str(self.place.root))
            session.wishes = Wishes(author=step.author)
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                session.change(step.command, step.make, door=step.door)
            session.close()

    def finish(self) -> None:
        """Nothing is left to do."""

    def give_up(self) -> None:
        """Nothing is running."""


class Imported:
    """Each change, made and checked as always, goes straight into `git fast-import`."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.workspace = MemoryWorkspace(place, Catalogue())
        top = sorted(path.name for path in place.root.iterdir() if path.name != ".git")
        paths = [path for path, _ in walk(place.root, top)]
        self.workspace.take([FileChange(path, None, (place.root / path).read_bytes()) for path in paths])
        assert place.private is not None
        self._imports = {"public": _Import(place.root), "private": _Import(place.private.root)}

    def take(self, step: Step) -> None:
        self.workspace.today = self.workspace.own_day = step.moment.date().isoformat()
        change = Change(self.workspace, step.door, step.author)
        done = step.make(change)
        files = [file for file in change.files() if file.before != file.after]
        if not files:
            return
        public, private = change.messages(done, step.command)
        sides: dict[str, dict[str, bytes]] = {"private": {}, "public": {}}
        for file in files:
            inside = file.path.removeprefix("private/")
            assert file.after is not None
            sides["private" if inside != file.path else "public"][inside] = file.after
        messages = {"public": public, "private": private}
        touched = {side: changed for side, changed in sides.items() if changed}
        joined = ("Wmstrat-Change", journal.new_id())
        for side, changed in touched.items():
            trailers = messages[side].trailers
            if len(touched) > 1:
                trailers = (*trailers, joined)
            if side == "private":  # its commit is made first, so this is the public one before the change
                trailers = (*trailers, ("Wmstrat-Public", self._imports["public"].head()))
            self._imports[side].commit(step, replace(messages[side], trailers=trailers).text, changed)
        self.workspace.take(files)

    def finish(self) -> None:
        for each in self._imports.values():
            each.finish()

    def give_up(self) -> None:
        for each in self._imports.values():
            each.stop()


class _Import:
    """One `git fast-import` that builds on a branch's newest commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.branch = self._git("symbolic-ref", "HEAD")
        self._head = self._git("rev-parse", "HEAD")
        self._first = f"from {self._head}\n".encode()
        self._process = subprocess.Popen(
            ["git", "-C", str(folder), "fast-import", "--quiet", "--date-format=raw"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(self.folder), *arguments], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, step: Step, message: str, files: dict[str, bytes]) -> None:
        assert self._process.stdin is not None
        who = f"{step.author} {raw_date(step.moment)}\n".encode()
        text = message.encode()
        made = b"commit %s\nmark :1\nauthor %scommitter %s" % (self.branch.encode(), who, who)
        parts = [made, _data(text), self._first]
        for path, data in sorted(files.items()):
            parts += [b"M 100644 inline %s\n" % path.encode(), _data(data)]
        self._first, self._head = b"", ""
        self._process.stdin.write(b"".join(parts))

    def head(self) -> str:
        """The id of the branch's newest commit; git is asked at most once for each."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if not self._head:
            self._process.stdin.write(b"get-mark :1\n")
            self._process.stdin.flush()
            self._head = self._process.stdout.readline().decode().strip()
        return self._head

    def stop(self) -> None:
        """End git without what it was given."""
        self._process.kill()
        self._process.communicate()

    def finish(self) -> None:
        """Let git end, and make the work tree what its newest commit holds."""
        assert self._process.stdin is not None
        self._process.communicate()
        if self._process.returncode:
            raise RuntimeError(f"git fast-import failed in {self.folder}")
        self._git("reset", "--hard", "--quiet")
        # Files as young as the index are read again by every git that may not write it; this one may.
        self._git("status", "--porcelain")


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Everything that wmstrat leaves to chance comes from the seed: the random tails of ids, the ids of changes."""
    tails, changes = random.Random(f"tails {seed}"), random.Random(f"changes {seed}")

    def tail() -> str:
        place = tails.randrange(4)
        return "".join(tails.choice(LETTERS if here == place else LETTERS + DIGITS) for here in range(4))

    def change_id() -> str:
        return "".join(changes.choice(LETTERS) for _ in range(8))

    with (
        patch.object(naming, "random_tail", tail),
        patch.object(journal, "new_id", change_id),
    ):
        yield


@contextmanager
def nobodys_machine() -> Iterator[None]:
    """Git without anybody's settings, in UTC and English, and none of the variables that would lead it elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "WMSTRAT_"))}
    with TemporaryDirectory() as home:
        plain = {"HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        (Path(home) / ".gitconfig").write_text("[init]\n\tdefaultBranch = main\n")
        with patch.dict(os.environ, {**kept, **plain}, clear=True):
            os.environ.pop("XDG_CONFIG_HOME", None)
            yield
