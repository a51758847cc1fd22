"""A workspace that notes of which kinds its records were asked for: what follows from them can be remembered until a
record of such a kind changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.record.templates import Beginning
    from wmstrat.workspace.workspace import Workspace


class Watched:
    """A `View` of a workspace. `asked` holds the names of the kinds whose records were asked for; None once a
    question was asked that records of any kind answer."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.asked: set[str] | None = set()

    def note(self, kinds: Iterable[str] | None) -> Workspace:
        """Note that an answer follows from records of these kinds, or (None) of any; returns what can give it."""
        self.asked = None if kinds is None or self.asked is None else {*self.asked, *kinds}
        return self._workspace

    # What no record answers

    @property
    def today(self) -> str:
        return self._workspace.today

    @property
    def earlier(self) -> Watched:
        return self

    @property
    def kinds(self) -> Iterator[Kind]:
        return self._workspace.kinds

    @property
    def sees_private(self) -> bool:
        return self._workspace.sees_private

    def prompts(self, kind: Kind) -> str:
        return self._workspace.prompts(kind)

    # What records of one kind answer

    @property
    def process(self) -> Record:
        return self.note(("process",)).process

    def codes(self) -> Mapping[str, Record]:
        return self.note(("group",)).codes()

    def get(self, kind: str, identity: str) -> Record | None:
        return self.note((kind,)).get(kind, identity)

    def records(self, kind: str, group: str = "") -> Iterator[Record]:
        return self.note((kind,)).records(kind, group)

    def open_records(self, kind: str, group: str) -> Sequence[Record]:
        return self.note((kind,)).open_records(kind, group)

    def relations(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        return self.note((kind,)).relations(kind, field)

    def states(self, kind: str) -> Mapping[str, str]:
        return self.note((kind,)).states(kind)

    def marks(self, kind: str) -> Mapping[str, str]:
        return self.note((kind,)).marks(kind)

    def beginnings(self, kind: str) -> Mapping[str, Beginning]:
        return self.note((kind,)).beginnings(kind)

    # What records of any kind answer

    def named(self, identity: str) -> Record | None:
        return self.note(None).named(identity)

    def holders(self, identity: str) -> set[str]:
        return self.note(None).holders(identity)

    def called(self, handle: str) -> set[str]:
        return self.note(None).called(handle)

    def referring(self, identity: str) -> Iterator[tuple[Record, str]]:
        return self.note(None).referring(identity)
