"""The tree of commands as typer builds it: every command under the words that people type for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer

from wmstrat import cli

EXAMPLE = "Example: "


@dataclass(frozen=True)
class Command:
    """One command: its words (`question add`), the panel of --help that its first word stands in, and typer's own
    object for it."""

    words: str
    panel: str
    made: Any

    @property
    def about(self) -> str:
        """The help without its example, a paragraph a line."""
        return "\n\n".join(" ".join(part.split()) for part in self._parts if not part.startswith(EXAMPLE))

    @property
    def example(self) -> str:
        """The line to type that the help gives as an example; empty when there is none."""
        found = [part for part in self._parts if part.startswith(EXAMPLE)]
        return " ".join(found[0].removeprefix(EXAMPLE).split()) if found else ""

    @property
    def _parts(self) -> list[str]:
        return [part.strip() for part in (self.made.help or "").split("\n\n")]

    @property
    def is_noun(self) -> bool:
        return hasattr(self.made, "commands")


def root() -> Any:
    """wmstrat itself."""
    return typer.main.get_command(cli.app)


def commands() -> Iterator[Command]:
    """Every noun, verb and command of a noun, in the order of --help."""
    for name, (panel, _) in cli.COMMANDS.items():
        made = cli.loaded(name)
        yield Command(name, panel, made)
        for inner, command in getattr(made, "commands", {}).items():
            yield Command(f"{name} {inner}", panel, command)
