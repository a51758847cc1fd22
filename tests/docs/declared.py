"""The kinds of record that pages declare, added to those of wmstrat while the pages are tried out.

A page declares a kind in two ```python blocks: the module, and then the line of the table, which begins with the
comment `# wmstrat.kinds.TABLE`. The kinds of one page may refer to those of another.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import wmstrat
from tests.conftest import COMMANDS, root_with
from tests.docs.pages import DOCS, blocks
from wmstrat import cli, kinds

TABLE = "# wmstrat.kinds.TABLE"
DECLARING = sorted((DOCS / "how-to").glob("add-a-kind*.md"))


def text_with_kinds(page: Path) -> str:
    """The text of a page; that of all pages that declare kinds, if it is one of them."""
    pages = DECLARING if page.resolve() in [one.resolve() for one in DECLARING] else [page]
    return "".join(one.read_text(encoding="utf-8") for one in pages)


def declarations(text: str) -> dict[str, tuple[str, kinds.Entry]]:
    """The module and the entry of every kind that a page declares, by the name of the kind."""
    python = [block.text for block in blocks(text) if block.language == "python"]
    found: dict[str, tuple[str, kinds.Entry]] = {}
    for module, line in pairwise(python):
        if line.startswith(TABLE):
            [(name, entry)] = eval("{" + line + "}", {"Entry": kinds.Entry}).items()  # noqa: S307 - our own docs
            found[name] = module, entry
    return found


@contextmanager
def declared(text: str, folder: Path) -> Iterator[None]:
    """Inside, the kinds of a page are kinds of wmstrat; their modules are written into the folder."""
    found = declarations(text)
    if not found:
        yield
        return
    folder.mkdir(parents=True)
    for name, (module, _) in found.items():
        (folder / f"{name}.py").write_text(module, encoding="utf-8")
    with ExitStack() as stack:
        stack.callback(_forget, found)
        stack.enter_context(patch.object(kinds, "__path__", [*kinds.__path__, str(folder)]))
        stack.enter_context(patch.dict(kinds.TABLE, {name: entry for name, (_, entry) in found.items()}))
        # The command line reads the table when it is loaded, as it is in every start of wmstrat.
        stack.enter_context(patch.object(wmstrat, "cli", cli))
        stack.callback(sys.modules.__setitem__, "wmstrat.cli", sys.modules.pop("wmstrat.cli"))
        stack.enter_context(patch.dict(COMMANDS, clear=True))
        stack.callback(root_with.cache_clear)
        yield


def _forget(names: dict[str, tuple[str, kinds.Entry]]) -> None:
    kinds.kind.cache_clear()
    for name in names:
        sys.modules.pop(f"wmstrat.kinds.{name}", None)
        if hasattr(kinds, name):
            delattr(kinds, name)
