"""Kinds that are declared for the tests alone: between them they have every shape that a kind can have.

Each is one module in `declared/`. `declared()` puts the modules beside those of the real kinds and their lines into
the table, which is all that a kind needs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import wmstrat
from wmstrat import kinds

FOLDER = Path(__file__).parent / "declared"

TABLE = {
    "fair": kinds.Entry("fair", "groups/*/fairs process/fairs", "Fairs: list, add, hold."),
    "oath": kinds.Entry("oath", "process/oaths", "Oaths of the whole process: list, add."),
    "whisper": kinds.Entry("whisper", "private/whispers", "Whispers (private): list, add."),
    "barn": kinds.Entry("barn", "barns", "Barns: list, add."),
    "chore": kinds.Entry("chore", "groups/*/chores process/chores", "Chores of fairs: list, add."),
    "stall": kinds.Entry("stall", "groups/*/stalls", "Stalls in barns: list, add."),
    "motto": kinds.Entry("motto", "groups/*/mottos process/mottos", "Mottos: list, add."),
}


def declare() -> None:
    """The modules stand beside those of the other kinds, and their lines in the table."""
    kinds.__path__.append(str(FOLDER))
    kinds.TABLE.update(TABLE)


@contextmanager
def declared() -> Iterator[None]:
    """The same for a while. The command line reads the table when it is loaded, as in every start of wmstrat."""
    loaded = sys.modules.pop("wmstrat.cli", None)
    declare()
    try:
        yield
    finally:
        kinds.__path__.remove(str(FOLDER))
        for name in TABLE:
            del kinds.TABLE[name]
            sys.modules.pop(f"wmstrat.kinds.{name}", None)
            vars(kinds).pop(name, None)
        kinds.kind.cache_clear()
        sys.modules.pop("wmstrat.cli", None)
        if loaded is not None:
            sys.modules["wmstrat.cli"] = wmstrat.cli = loaded
