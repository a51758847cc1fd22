"""Where the templates of a workspace are: the files that new records start from, one for each half of a kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.halves import PRIVATE

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind

FOLDER = "method/templates/"
# The folder with all that is said about the way of working.
METHOD = FOLDER.partition("/")[0]


def template_path(kind: Kind, private: bool) -> str:
    """Where the workspace has the template of a kind (of its private half)."""
    return f"{FOLDER}{PRIVATE if private else ''}{kind.name}{kind.suffix}"


def templates(kinds: Iterable[Kind]) -> dict[str, tuple[Kind, bool]]:
    """The path of each template that a workspace may have, with its kind and whether it is that of a private half."""
    return {
        template_path(kind, private): (kind, private)
        for kind in kinds
        if kind.arguments
        for private in sorted({kind.home.private, kind.has_private_half or kind.home.private})
    }


class Beginning(Struct, frozen=True):
    """The template that a record began with: what it said below its fields, and the ISO day since when (empty where
    only a merge has it). The text is None where it cannot be seen, in a clone without the whole history."""

    text: str | None
    day: str = ""


def name_of(path: str) -> str:
    """What people call the template at a path: the name of its kind, such as draft."""
    return path.removeprefix(FOLDER).rpartition(".")[0]
