"""The words of the workspace's vocabularies in help, which is written before anybody knows the workspace."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from wmstrat.commands import complete
from wmstrat.record.text import with_group
from wmstrat.workspace import completion

# Where the words of a vocabulary of process.yaml go in a help text.
PLACE = re.compile(r" One of \{([a-z_]+)\}\.(?= |$)")


def place_for(vocabulary: str) -> str:
    """The end of a help text in whose place the words of a vocabulary are shown."""
    return f" One of {{{vocabulary}}}."


def with_words(text: str, context: Any = None) -> str:
    """The help text with the words of the workspace that the command line is about; without one, with a word on where
    they come from."""
    match = PLACE.search(text)
    if match is None:
        return text
    place = complete.place_of(context) if context is not None else None
    words = _words(place.root / "process.yaml", match[1]) if place else []
    told = f" One of: {', '.join(words)}." if words else f" A word of {match[1]} in process.yaml."
    return text[: match.start()] + told + text[match.end() :]


def example_here(example: str, context: Any) -> str:
    """An example with a group of the workspace that the command line is about, where it has no CB."""
    place = complete.place_of(context)
    return with_group(example, completion.texts(place, "group", "code") if place else [])


def _words(path: Path, vocabulary: str) -> list[str]:
    """The words of a vocabulary in a process.yaml; none where it cannot be read."""
    from wmstrat.files.reading import Unreadable, decode, read_mapping

    try:
        entries = read_mapping(decode(path.read_bytes())).values.get(vocabulary)
    except (OSError, Unreadable):
        return []
    return [str(entry.get("id")) for entry in entries or () if isinstance(entry, dict) and entry.get("id")]
