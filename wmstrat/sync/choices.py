"""What a person has decided where two people changed one field in two ways, saved until the next merge needs it.

A choice belongs to one question (this field of this file, with these values); another question is asked again.
"""

from __future__ import annotations

from hashlib import sha256

from msgspec import DecodeError, json

from wmstrat.merge.choice import Conflict, Resolution
from wmstrat.repo.place import Place
from wmstrat.workspace import disk


class Choices:
    """The choices made in one clone."""

    def __init__(self, place: Place) -> None:
        self._file = place.state / "choices"
        try:
            self._made = json.decode(disk.read(self._file) or b"{}", type=dict[str, Resolution])
        except DecodeError:
            self._made = {}  # what cannot be read is asked again

    def made(self, path: str, conflict: Conflict) -> Resolution | None:
        """What was chosen for this conflict about the file at this path; None when nobody has."""
        return self._made.get(_key(path, conflict))

    @disk.refusing()
    def make(self, path: str, conflict: Conflict, choice: Resolution | None) -> None:
        """Save a choice, or take it back with None."""
        self._made.pop(_key(path, conflict), None)
        if choice is not None:
            self._made[_key(path, conflict)] = choice
        disk.replace_whole(self._file, json.encode(self._made), self._file.with_name("choices.tmp"))

    @disk.refusing()
    def forget(self) -> int:
        """Delete all choices; returns how many there were."""
        count = len(self._made)
        self._made = {}
        disk.remove(self._file)
        return count


def _key(path: str, conflict: Conflict) -> str:
    parts = (path, conflict.field, conflict.base, conflict.mine, conflict.theirs)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
