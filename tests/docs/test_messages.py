"""The messages that pages quote, but do not bring about, are messages that wmstrat has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, blocks
from tests.sources import modules, nodes_of
from wmstrat import errors
from wmstrat.repo.place import find
from wmstrat.workspace import lock

PAGES = [DOCS / "how-to" / "when-something-goes-wrong.md", DOCS / "reference" / "messages.md"]
QUOTED = [
    line
    for page in PAGES
    for block in blocks(page.read_text(encoding="utf-8"))
    if block.language == "text"
    for line in block.lines
]


@cache
def templates() -> set[tuple[str, ...]]:
    """Every sentence of the code, as the parts between the places to fill in."""
    every = {parts_of(node) for module in modules() for node in nodes_of(module)}
    return {parts for parts in every if len("".join(parts).split()) > 3}


def parts_of(node: ast.AST) -> tuple[str, ...]:
    """The parts of a text, whether it is a template or an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return tuple(re.split(r"\{[^{}]*\}", node.value.replace("`", "")))  # they mark what can be typed
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "\0" for part in node.values]
        return tuple("".join(map(str, parts)).split("\0"))
    return ()


def fits(parts: tuple[str, ...], line: str) -> bool:
    """Whether a line is a sentence with all its places filled in."""
    return all(part in line for part in parts) and bool(re.fullmatch(".+".join(map(re.escape, parts)), line))


ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}


def marked() -> Iterator[tuple[str, str]]:
    """Every template of an error in which something to type is marked, with its place."""
    for file in modules():
        for node in nodes_of(file):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args:
                template = node.args[0]
                if isinstance(template, ast.Constant) and "`" in str(template.value):
                    yield f"{file.name}:{node.lineno}", str(template.value)


def test_what_an_error_tells_to_type_is_marked_from_its_first_word_to_its_last() -> None:
    every = list(marked())
    assert len(every) > 50
    for place, template in every:
        parts = template.split("`")
        assert len(parts) % 2, f"{place}: {template}"
        for command in parts[1::2]:
            assert re.match(r"(wmstrat|git|cd|mkdir|mv|rm|chmod|\{git\}) \S|\{[a-z]+\}$", command), (
                f"{place}: {command}"
            )
            # Dots at the end are a range, or the arguments that a person types.
            ends = re.search(r"(?<!\.)\.$|[,;:]$|, (and|or|then) ", command)
            assert not ends, f"{place}: {command}"


@pytest.mark.parametrize("line", QUOTED)
def test_a_quoted_message_exists(line: str) -> None:
    assert any(fits(parts, line.removeprefix("Error: ")) for parts in templates())


def test_the_line_about_waiting_is_what_lock_says(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        re.fullmatch(r"Waiting for (wmstrat [a-z ]+) \(process (\d+), since (\S+)\) .*", line) for line in QUOTED
    ]
    shown = next(match for match in found if match)
    monkeypatch.setattr("sys.argv", ["/home/you/.venv/bin/wmstrat", "note", "add", "CB", "A text"])
    assert lock.command() == shown[1]
    assert datetime.fromisoformat(shown[3]).tzinfo

    holder = lock.Holder(int(shown[2]), shown[1], shown[3])
    monkeypatch.setattr(lock, "holder", lambda place: holder)
    said: list[str] = []
    lock._tell(find(workspace), said.append)
    assert said == [shown[0]]
