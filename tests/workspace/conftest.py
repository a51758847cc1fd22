"""A small workspace with a private side and a user's own unfinished work, built once and copied for each test."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import references_of_git, state_of_git
from tests.copying import copy_folder
from wmstrat.repo.place import Place, find
from wmstrat.workspace.transaction import FileChange, Message, writing

FILES = {
    "process.yaml": "wmstrat: 1\nname: A process\n",
    ".gitignore": "/private/\n*.log\n",
    "groups/capacity-building/README.md": "---\nid: capacity-building\n---\nText\n",
    "groups/capacity-building/notes/2018/07/CB-N20180714-k3f9.md": "---\nid: x\n---\nA note\n",
    "groups/diversity/README.md": "---\nid: diversity\n---\nText\n",
    "staged.txt": "one\n",
    "edited.txt": "one\n",
    "both.txt": "one\n",
}
PRIVATE_FILES = {"applications/CB-member-17.yaml": "id: CB-member-17\nstate: applied\n"}
IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Member 1"), ("EMAIL", "member-1@example.org"))
}


def run_git(folder: Path, *arguments: str, check: bool = True, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        ["git", "--no-optional-locks", "-C", str(folder), *arguments],
        capture_output=True,
        env={**os.environ, **(env or {})},
    )
    if check and done.returncode:
        raise AssertionError(f"git {arguments}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8", "surrogateescape")


def make_repository(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    run_git(folder, "init", "--quiet", "--initial-branch=main", env={"GIT_CONFIG_GLOBAL": os.devnull})
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    for name in (folder / ".git" / "hooks").glob("*.sample"):
        name.unlink()
    run_git(folder, "add", ".")
    run_git(folder, "commit", "--quiet", "--message=Begin", env=IDENTITY)


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that a test starts find the wmstrat under test."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that every test gets a copy of."""
    root = tmp_path_factory.mktemp("pattern") / "workspace"
    make_repository(root, FILES)
    make_repository(root / "private", PRIVATE_FILES)
    (root / "staged.txt").write_text("staged\n")
    (root / "both.txt").write_text("staged\n")
    run_git(root, "add", "staged.txt", "both.txt")
    (root / "both.txt").write_text("edited on top\n")
    (root / "edited.txt").write_text("edited\n")
    (root / "foreign file.txt").write_text("nobody knows\n")
    return root


@dataclass
class Sample:
    """One copy, and what a test asks of it."""

    root: Path
    said: list[str] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return find(self.root)

    @property
    def private(self) -> Path:
        return self.root / "private"

    def git(self, *arguments: str, folder: Path | None = None, check: bool = True) -> str:
        return run_git(folder or self.root, *arguments, check=check)

    def hook(self, name: str, script: str, *, private: bool = False) -> None:
        path = (self.private if private else self.root) / ".git" / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)

    def change(self, path: str, after: str | None) -> FileChange:
        """The change of a file from what it is on disk now."""
        target = self.root / path
        before = target.read_bytes() if target.exists() else None
        return FileChange(path, before, None if after is None else after.encode())

    def changes(self, *, private: bool = True) -> list[FileChange]:
        """A change of every sort: modify, add in a new folder, delete; on both sides."""
        found = [
            self.change("groups/capacity-building/README.md", "---\nid: capacity-building\n---\nNew text\n"),
            self.change("groups/capacity-building/questions/CB-Q1.md", "---\nid: CB-Q1\n---\n"),
            self.change("groups/diversity/README.md", None),
        ]
        if private:
            found.append(self.change("private/applications/CB-member-17.yaml", "state: appointed\n"))
            found.append(self.change("private/people/member-17.yaml", "contact: nobody\n"))
        return found

    def commit(
        self, changes: list[FileChange] | None = None, subject: str = "CB: change things", **how: object
    ) -> None:
        message = Message(subject, "Why.", (("Wmstrat-Command", "test"),))
        with writing(self.place, say=self.said.append, wait=2) as transaction:
            given = self.changes() if changes is None else changes
            transaction.commit(given, message, **how)  # type: ignore[arg-type]

    def recover(self) -> list[str]:
        """What the next command says."""
        said: list[str] = []
        with writing(self.place, say=said.append, wait=5):
            pass
        return said

    def state(self) -> dict[str, object]:
        """Everything that a change which failed must leave as it was."""
        found: dict[str, object] = {"disk": self.disk()}
        for name, folder in (("public", self.root), ("private", self.private)):
            if (folder / ".git").exists():
                found[name] = {
                    "status": self.git(
                        "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all", folder=folder
                    ).split("\0"),
                    "head and index": state_of_git(folder),
                    "references": references_of_git(folder / ".git"),
                }
        found["strays"] = self.strays()
        return found

    def disk(self) -> dict[str, object]:
        """Every file (mode and bytes) and folder of the work tree."""
        found: dict[str, object] = {}
        for top, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if name != ".git"]
            for name in (*folders, *files):
                path = Path(top, name)
                relative = os.path.relpath(path, self.root)
                if path.is_symlink() or path.is_dir():
                    found[relative] = "link" if path.is_symlink() else "folder"
                elif name != ".git":
                    found[relative] = (path.stat().st_mode, path.read_bytes())
        return found

    def strays(self) -> list[str]:
        """Temporary files, locks of git, and what belongs to a change under way."""
        mine = {"journal", "journal.tmp", "message", "git-at-work", "lock-holder"}
        return sorted(
            os.path.relpath(f"{top}/{name}", self.root)
            for top, folders, files in os.walk(self.root)
            for name in (*folders, *files)
            if name.endswith(".lock")
            or name.startswith((".wmstrat-", "next-index-"))
            or (top.endswith("/wmstrat") and name in mine)
        )

    def is_sound(self) -> bool:
        """Whether git finds nothing wrong in either repository."""
        for folder in (self.root, self.private):
            if (folder / ".git").exists():
                self.git("fsck", "--strict", "--no-dangling", folder=folder)
        return True


@pytest.fixture
def sample(pattern: Path, tmp_path: Path) -> Sample:
    return Sample(copy_folder(pattern, tmp_path / "workspace"))
