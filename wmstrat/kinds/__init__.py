"""The table of kinds. A new kind of record is one file that declares it and one line here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from wmstrat import __version__
from wmstrat.errors import NotFound

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Catalogue

# Per kind: the noun that people type, the module that declares it, and its line in `wmstrat --help`.
TABLE: dict[str, tuple[str, str, str]] = {
    "process": ("", "wmstrat.kinds.process", "The process itself: its direction, stages and words."),
    "group": ("group", "wmstrat.kinds.group", "Working groups and other bodies: list, add, rename, recode, stage."),
    "person": ("person", "wmstrat.kinds.person", "People, as far as they agreed to be shown: list, add."),
    "membership": ("member", "wmstrat.kinds.membership", "Members: list, apply, appoint, decline, leave."),
    "application": ("application", "wmstrat.kinds.application", "Who asked to join which group (private): list."),
    "question": ("question", "wmstrat.kinds.question", "Guiding questions: list, add, answer, finalize."),
    "draft": ("draft", "wmstrat.kinds.draft", "Draft recommendations: list, add, decide."),
    "note": ("note", "wmstrat.kinds.note", "Notes of what was said, seen or found: list, add."),
}


# The files and folders of a workspace that records may stand in.
FOLDERS = ("process.yaml", "groups", "people", "private")


@cache
def kind(name: str) -> Kind:
    """The kind with this name (`membership`) or noun (`member`); raise NotFound for an unknown one."""
    for known, (noun, module, _) in TABLE.items():
        if name in (known, noun):
            declared: Kind = import_module(module).KIND
            return declared
    raise NotFound(
        'There is no kind of record called "{name}". The kinds are: {kinds}.',
        name=name,
        kinds=", ".join(TABLE),
    )


def catalogue() -> Catalogue:
    """What a workspace needs to know of the kinds."""
    from wmstrat.workspace.workspace import Catalogue

    return Catalogue(tuple(TABLE), kind, FOLDERS, f"{__version__} {_declared()}")


def _declared() -> str:
    """A text that changes whenever a declaration does, without loading any."""
    import os

    files = (
        entry
        for folder in (Path(__file__).parent, Path(__file__).parents[1] / "record")
        for entry in os.scandir(folder)
    )
    newest = max(entry.stat().st_mtime_ns for entry in files if entry.name.endswith(".py"))
    return f"{newest} {' '.join(TABLE)}"


def kinds() -> Iterator[Kind]:
    """Every kind, in the order of the table."""
    return (kind(name) for name in TABLE)
