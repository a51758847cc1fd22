"""What wmstrat prints and writes, and what its code says of itself, is plain English: no message, help text,
template, docstring or comment has a turn of phrase of the list."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.turns import message_turns, turns
from tests.sources import modules, nodes_of

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "wmstrat").iterdir() if any(path.glob("*.py")))
TEMPLATE = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "workspace-template").rglob("*") if path.is_file()
)
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def texts(nodes: list[ast.AST], with_help: bool) -> Iterator[tuple[int, str]]:
    """Each text of a module of more than two words, with its line; of docstrings only those of commands."""
    docstrings = {id(text) for node in nodes for text in _docstrings(node, with_help)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "..." for part in node.values]
            docstrings.update(map(id, node.values))
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in docstrings and len(str(node.value).split()) > 2:
            yield node.lineno, str(node.value)


def _docstrings(node: ast.AST, with_help: bool) -> Iterator[ast.expr]:
    """The docstring of a module, class or function, and the text below a constant that explains it. The docstring of
    a command, which has an example, is its help."""
    body = node.body if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) else []
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            text = str(statement.value.value)
            if not (with_help and "Example:" in text):
                yield statement.value


@pytest.mark.parametrize("folder", ["wmstrat", *FOLDERS])
def test_no_message_has_a_turn_of_phrase_that_is_not_plain_english(folder: str) -> None:
    found = [
        f"{module.relative_to(ROOT)}:{line}: {turn}"
        for module in modules()
        if module.parent == ROOT / folder
        for line, text in texts(nodes_of(module), folder == "wmstrat/commands")
        for turn in message_turns(PLACEHOLDER.sub("...", text))
    ]
    assert not found, "\n".join(found)


def docstrings(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Each docstring of a module, with its line."""
    for node in nodes:
        for text in _docstrings(node, with_help=False):
            yield text.lineno, ast.literal_eval(text)


def comments(source: str) -> Iterator[tuple[int, str]]:
    """Each comment of a module, with its line; none where no line could have a comment with such a turn of phrase,
    since it takes long to find out which are comments."""
    if any("#" in line and turns(line) for line in source.splitlines()):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def test_no_docstring_and_no_comment_has_such_a_turn_of_phrase() -> None:
    found = {
        f"{module.relative_to(ROOT)}:{line}: {turn}"
        for module in modules()
        for line, text in (*docstrings(nodes_of(module)), *comments(module.read_text("utf-8")))
        for turn in turns(text)
    }
    assert found == set()


def test_a_module_is_read_with_its_docstrings_and_comments() -> None:
    source = '"""A module goes on."""\nNAME = 1  # so many\n"""What a name stands for."""\n'
    nodes = list(ast.walk(ast.parse(source)))
    assert dict(docstrings(nodes)) == {1: "A module goes on.", 3: "What a name stands for."}
    assert dict(comments(source)) == {2: "# so many"}


@pytest.mark.parametrize("path", TEMPLATE)
def test_no_file_of_the_template_has_such_a_turn_of_phrase(path: str) -> None:
    assert message_turns((ROOT / path).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        'Type it behind the command: "like this".',
        '"1.12.2026" is no day.',
        "Nothing was brought in.",
        "All is decided. Go on with: wmstrat sync",
        "Mend that, then type again: wmstrat sync",
        "mailing_list: found nothing, expected an address",
        "Keep it with: wmstrat save",
        "Ask whoever looks after the host to install it.",
        "See who is with: wmstrat member list CH",
    ],
)
def test_the_list_finds_what_it_is_for(text: str) -> None:
    assert message_turns(text)


def test_a_text_is_read_with_its_parts_and_without_docstrings() -> None:
    source = '"""A module goes on."""\nNAME = f"one {two} three"\n"""What a name stands for."""\n\n\ndef run():\n'
    source += '    """Run it.\n\n    Example: wmstrat run\n    """\n    raise Error("There is " "no file.")\n'
    nodes = list(ast.walk(ast.parse(source)))
    assert [text for _, text in texts(nodes, True)] == [
        "one ... three",
        "Run it.\n\n    Example: wmstrat run\n    ",
        "There is no file.",
    ]
    assert "Example" not in "".join(text for _, text in texts(nodes, False))
