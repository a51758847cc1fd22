"""Fills the words of the workspace's vocabularies into help texts, which are written without a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wmstrat.commands import complete
from wmstrat.record.text import with_group
from wmstrat.workspace import completion


def help_of(command: Any, param: Any, context: Any = None) -> str:
    """The help of a parameter, with the words that the workspace has for it where the command line is about one;
    without one, with a sentence on where they come from."""
    vocabularies = getattr(command, "vocabularies", {}).get(param.name, ())
    place = complete.place_of(context) if vocabularies and context is not None else None
    sentences = [param.help or ""]
    for vocabulary in vocabularies:
        words = _words(place.root / "process.yaml", vocabulary) if place else []
        sentences.append(f"One of: {', '.join(words)}." if words else f"A word of {vocabulary} in process.yaml.")
    return " ".join(sentences)


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
