"""Every link leads somewhere, and every page can be reached."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.pages import DOCS, README, ROOT, anchors, links, name_of, pages
from tests.sources import modules, nodes_of

ELSEWHERE = ("https://", "http://", "mailto:")


def inside(page: Path) -> list[str]:
    return [link for link in links(page.read_text(encoding="utf-8")) if not link.startswith(ELSEWHERE)]


def target(page: Path, link: str) -> Path:
    path = unquote(link.partition("#")[0])
    return (page.parent / path).resolve() if path else page


@cache
def anchors_of(page: Path) -> set[str]:
    return anchors(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in inside(page):
        found = target(page, link)
        assert found.is_relative_to(ROOT), f"{link} leads out of the project"
        assert found.exists(), f"{link} leads nowhere"
        anchor = link.partition("#")[2]
        if anchor and found.suffix == ".md":
            assert anchor in anchors_of(found), f"{link}: no such heading"


def test_every_page_that_a_message_names_exists() -> None:
    titles = {line.removeprefix("# ") for page in pages() for line in page.read_text("utf-8").splitlines()}
    constants = (node.value for path in modules() for node in nodes_of(path) if isinstance(node, ast.Constant))
    texts = (value for value in constants if isinstance(value, str))
    named = {match[1] for text in texts for match in re.finditer(r'"([^"]+)" in the documentation', text)}
    assert {"How to sign commits", "Forget a person"} <= named <= titles


def test_every_page_is_in_the_index() -> None:
    index = DOCS / "README.md"
    listed = {target(index, link) for link in inside(index)}
    missing = [name_of(page) for page in pages() if page not in (README, index) and page.resolve() not in listed]
    assert not missing, "docs/README.md does not name them"


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_page_has_one_title_and_short_lines(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert next(line for line in lines if line and not line.startswith("<!--")).startswith("# ")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not [line for line in lines if line != line.rstrip()]
