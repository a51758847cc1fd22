"""What a person has decided where two people gave one field two values, kept until the next merge needs it.

A choice belongs to one question: this field of this file, with these values. When any of them changes, the question
is another one, and is asked again.
"""

from __future__ import annotations

from hashlib import sha256

from msgspec import DecodeError, json

from wmstrat.merge.choice import Choice, Conflict
from wmstrat.repo.place import Place
from wmstrat.workspace import disk


class Choices:
    """The choices made in one clone."""

    def __init__(self, place: Place) -> None:
        self._file = place.state / "choices"
        self._made: dict[str, Choice] = {}
        data = disk.read(self._file)
        self.kept = data or b""
        """The bytes of the file when it was read, so that two moments can be compared."""
        if data is not None:
            try:
                self._made = json.decode(data, type=dict[str, Choice])
            except DecodeError:
                self._made = {}  # whoever cannot read them asks again

    def __len__(self) -> int:
        return len(self._made)

    def made(self, path: str, conflict: Conflict) -> Choice | None:
        """What was chosen for this conflict about the file at this path; None when nobody has."""
        return self._made.get(_key(path, conflict))

    def make(self, path: str, conflict: Conflict, choice: Choice | None) -> None:
        """Keep a choice, or take it back with None."""
        key = _key(path, conflict)
        if choice is None:
            self._made.pop(key, None)
        else:
            self._made[key] = choice
        disk.replace_whole(self._file, json.encode(self._made), self._file.with_name("choices.tmp"))

    def forget(self) -> None:
        """As if nothing had ever been chosen."""
        self._made = {}
        disk.remove(self._file)


def _key(path: str, conflict: Conflict) -> str:
    parts = (path, conflict.field, conflict.base, conflict.mine, conflict.theirs)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
