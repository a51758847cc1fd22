"""What somebody saw when they last looked at a brief: in this clone alone, beside the journal, never shared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from msgspec import Struct

from wmstrat.repo.place import Place
from wmstrat.workspace import disk, own_folder

FILE = "looks.json"


class Look(Struct, frozen=True):
    """A look at a brief: the commit of HEAD, and what was seen, by the keys of `reports.brief.keys`."""

    head: str = ""
    seen: Mapping[str, str] = {}


def last_look(place: Place, name: str) -> Look:
    """The last look at the brief of this name; an empty one where there was none, or nobody can read what it was."""
    look = _all(place).get(name, {})
    try:
        return (
            Look(str(look["head"]), {str(key): str(value) for key, value in look["seen"].items()}) if look else Look()
        )
    except (KeyError, TypeError, AttributeError):
        return Look()


def remember_look(place: Place, name: str, look: Look) -> None:
    """Remember a look. Where that cannot be written, the next one shows the same again."""
    looks = {**_all(place), name: {"head": look.head, "seen": dict(look.seen)}}
    with suppress(OSError):
        own_folder.make(place)
        disk.replace_whole(place.state / FILE, json.dumps(looks, ensure_ascii=False).encode())


def _all(place: Place) -> dict[str, Any]:
    try:
        looks = json.loads((place.state / FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return looks if isinstance(looks, dict) else {}
