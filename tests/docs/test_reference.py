"""The reference follows from the code, and every command explains itself."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.docs.pages import DOCS, ROOT
from tests.docs.reference import PAGES, page
from tests.docs.tree import Command, commands, root
from wmstrat.errors import WmstratError
from wmstrat.kinds import TABLE

COMMANDS = list(commands())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    file = DOCS / "reference" / f"{name}.md"
    argument = "" if name == "commands" else f" {name}"
    assert file.read_text(encoding="utf-8") == page(name), (
        f"{file.name} is stale. Make it again: python -m tests.docs.reference{argument} > docs/reference/{name}.md"
    )


@pytest.mark.parametrize("name", TABLE)
def test_every_kind_has_its_place_in_the_pages_about_the_workspace(name: str) -> None:
    """The page of the reference has the folder of each kind, and the front page of a workspace names each kind."""
    place = TABLE[name].places.split()[0].replace("*", "capacity-building")
    assert re.search(rf"^\| `{place}\b", (DOCS / "reference" / "workspace.md").read_text("utf-8"), re.MULTILINE)
    front = (ROOT / "workspace-template" / "README.md").read_text("utf-8").lower()
    named = {"membership": "members", "person": "who takes part", "method": "changes of the method"}
    assert named.get(name, name) in front


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)
def test_every_command_says_what_it_does_and_gives_an_example(command: Command) -> None:
    assert command.about.endswith(".")
    assert command.example.startswith("wmstrat "), (
        f"wmstrat {command.words} --help has no line `Example: wmstrat ...`"
    )
    params = [param for param in command.made.params if not getattr(param, "hidden", False)]
    silent = [param.name for param in params if not getattr(param, "help", None)]
    assert not silent, f"wmstrat {command.words}: no help for {', '.join(silent)}"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)
def test_every_example_is_a_command_that_exists(command: Command) -> None:
    words = shlex.split(command.example)[1:]
    known = {one.words: one.made for one in COMMANDS if not one.is_noun}
    named = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
    assert named in known, command.example
    try:
        known[named].make_context(named, words[len(named.split()) :]).close()
    except WmstratError as error:  # pragma: no cover
        pytest.fail(f"{command.example}: {error}")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)
def test_every_command_has_its_place_in_the_reference(command: Command) -> None:
    assert f"### wmstrat {command.words}\n" in (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")


def test_the_first_help_gives_an_example_too() -> None:
    assert "Example: wmstrat init" in root().help
