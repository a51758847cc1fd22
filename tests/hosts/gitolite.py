"""A real gitolite in a folder: its account, set up by the recipe of the docs, and people who come in by its shell.

There is no SSH server. What one would run for a person, git's ssh command runs at once: gitolite's own shell, told
who it is and what is wanted, in the account of the host.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import TODAY
from tests.docs.pages import DOCS, Block, blocks

ADDRESS = "git@host.example.org:"
ADMINISTRATOR = "host-admin"
PAGE = DOCS / "how-to" / "guard-with-gitolite.md"
INSTALLED = "/opt/wmstrat/bin/wmstrat"
"""Where the recipe has wmstrat."""

DOOR = """#!/bin/sh
# What an SSH server does with the last argument of git's ssh command.
for command; do :; done
exec env -i HOME='{home}' PATH='{path}' USER=git GIT_CONFIG_NOSYSTEM=1 \\
    SSH_CONNECTION='127.0.0.1 40000 127.0.0.1 22' \\
    SSH_ORIGINAL_COMMAND="$command" '{shell}' {person}
"""

SETTINGS_OF_TESTS = """
repo looked-after
    -           refs/heads/main =   member-18
    RW                          =   @members
"""
"""A repository that members may write to, but one of them not to its branch; it is no part of the recipe."""


def recipe() -> list[Block]:
    """What the docs tell whoever runs gitolite, in order: what to type, lines of `.gitolite.rc`, `gitolite.conf`,
    what to type then, and what to try."""
    found = list(blocks(PAGE.read_text(encoding="utf-8")))
    assert [block.language for block in found] == ["sh", "perl", "text", "sh", "sh"]
    return found


@dataclass(frozen=True)
class Gitolite:
    """The host: its account's home, and the environment of those who have to do with it."""

    home: Path
    env: dict[str, str]

    @property
    def hook(self) -> Path:
        """The guard, where the recipe puts it."""
        return self.home / "local" / "hooks" / "repo-specific" / "wmstrat"

    def repository(self, name: str = "strategy") -> Path:
        return self.home / "repositories" / f"{name}.git"

    def type(self, command: str) -> str:
        """Type something into a shell of the host's account; returns what it printed."""
        env = {"HOME": str(self.home), "PATH": os.environ["PATH"], "USER": "git", "GIT_CONFIG_NOSYSTEM": "1"}
        return run(["sh", "-euc", command], cwd=self.home, env=env)

    def ssh(self, person: str) -> str:
        """The ssh command of somebody whom gitolite knows by this name."""
        door = self.home / "doors" / person / "ssh"
        if not door.exists():
            door.parent.mkdir(parents=True)
            shell = Path(self.type("gitolite query-rc GL_BINDIR").strip()) / "gitolite-shell"
            door.write_text(
                DOOR.format(home=self.home, path=os.environ["PATH"], shell=shell, person=person), encoding="utf-8"
            )
            door.chmod(0o755)
        return str(door)

    def set_up(self) -> None:
        """Do what the docs say, up to the point where the first workspace is sent."""
        typed, settings, configuration, then, _ = recipe()
        self.type(f"gitolite setup --admin {ADMINISTRATOR}")
        assert INSTALLED in typed.text
        self.type(typed.text.replace(INSTALLED, f"'{sys.executable}' -m wmstrat"))
        self.switch_on(*settings.lines)
        assert "WARNING" not in self.configure(configuration.text + SETTINGS_OF_TESTS)
        self.type(then.text)

    def switch_on(self, *settings: str) -> None:
        """Take away the # before lines that stand in gitolite's settings."""
        file = self.home / ".gitolite.rc"
        text = file.read_text()
        for line in settings:
            assert text.count(f"# {line}\n") == 1, line
            text = text.replace(f"# {line}\n", f"{line}\n")
        file.write_text(text)

    def configure(self, text: str) -> str:
        """Say which repositories there are, as the administrator does; returns what gitolite answered."""
        admin = self.home.parent / "gitolite-admin"
        ssh = ["git", "-c", f"core.sshCommand={self.ssh(ADMINISTRATOR)}"]
        if not admin.exists():
            run([*ssh, "clone", "--quiet", f"{ADDRESS}gitolite-admin", str(admin)], cwd=admin.parent, env=self.env)
        file = admin / "conf" / "gitolite.conf"
        own = file.read_text().partition("\nrepo testing")[0].partition("\n@")[0]
        file.write_text(f"{own}\n{text}")
        run(["git", "commit", "--quiet", "--all", "--message", "Say who may do what"], cwd=admin, env=self.env)
        return run([*ssh, "push"], cwd=admin, env=self.env)

    def state(self, name: str = "strategy") -> tuple[str, list[str]]:
        """All references and objects of a repository: what a refused push leaves as it was."""
        repository = self.repository(name)
        objects = (path.relative_to(repository).as_posix() for path in (repository / "objects").rglob("*"))
        return run(["git", "for-each-ref"], cwd=repository, env=self.env), sorted(objects)


def run(command: list[str], *, cwd: Path, env: dict[str, str]) -> str:
    """Run a program that must succeed; returns all that it said."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}"
    return done.stdout


def people_s(home: Path) -> dict[str, str]:
    """The environment of whoever types outside of a test, with a home of their own."""
    home.mkdir()
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Member 17\n\temail = member-17@example.org\n[init]\n\tdefaultBranch = main\n"
    )
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "WMSTRAT_TODAY": TODAY,
    }
