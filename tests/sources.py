"""The modules of wmstrat, and their syntax: what many tests of texts and rules look through, parsed once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "wmstrat"


@cache
def modules() -> list[Path]:
    """Every module, by its path."""
    return sorted(PACKAGE.rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Every part of a module's syntax."""
    return list(ast.walk(parsed(path)))
