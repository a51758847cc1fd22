"""The pages on how wmstrat is built name packages, files and functions that there are, and leave out no package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, INLINE_CODE, ROOT, blocks
from tests.test_house import LAYERS

PAGES = [DOCS / "explanation" / name for name in ("how-it-is-built.md", "how-it-works-inside.md")]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
PACKAGE = ROOT / "wmstrat"
PATH = re.compile(r"\.?[\w-]+(?:/[\w.-]+)*(?:/|\.py|\.yaml|\.md)|\.ci/run")
FUNCTIONS = re.compile(r"`([\w/]+\.py)`: ((?:`[\w.]+`(?:, )?)+)")


def layout() -> list[str]:
    """The files and packages of the layout, in its order."""
    block = next(block for block in blocks(TEXT) if block.lines[0] == "wmstrat/")
    return [line.split()[0] for line in block.lines if line.startswith("  ")]


def code() -> Iterator[str]:
    """What the prose has between backticks."""
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    yield from (match[2] for match in INLINE_CODE.finditer(prose))


def file_of(path: str) -> Path | None:
    """The file or folder of a path, which begins in the project, in the package or in one of its packages."""
    places = [ROOT, PACKAGE, *(folder for folder in PACKAGE.iterdir() if folder.is_dir())]
    return next((place / path for place in places if (place / path).exists()), None)


def functions() -> list[tuple[str, str]]:
    """Every (path of a module, name in it) that the page gives as an answer."""
    return [(path, name) for path, names in FUNCTIONS.findall(TEXT) for name in names.replace("`", "").split(", ")]


def test_the_layout_names_every_package_and_nothing_else() -> None:
    packages = {f"{path.name}/" for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    modules = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py"}
    assert sorted(layout()) == sorted(packages | modules)


def test_the_layout_is_in_the_order_of_the_layers() -> None:
    level = {name: number for number, names in enumerate(LAYERS) for name in names}
    levels = [level[name.rstrip("/").removesuffix(".py")] for name in layout()]
    assert levels == sorted(levels)


@pytest.mark.parametrize("path", sorted({path for path in code() if PATH.fullmatch(path)}))
def test_every_path_exists(path: str) -> None:
    # `private/` and `process.yaml` are in a workspace.
    assert file_of(path) or (ROOT / "workspace-template" / path).exists() or path == "private/"


@pytest.mark.parametrize(("path", "name"), functions(), ids=lambda part: part)
def test_every_name_exists(path: str, name: str) -> None:
    module = import_module(f"wmstrat.{path.removesuffix('.py').replace('/', '.')}")
    assert attrgetter(name)(module)


def test_the_page_answers_where_things_are_decided() -> None:
    assert len(functions()) > 25
