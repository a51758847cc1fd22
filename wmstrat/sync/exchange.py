"""What one sync of one repository did, or would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.merge.choice import Conflict
from wmstrat.sync.addresses import Folder
from wmstrat.sync.merging import Together
from wmstrat.sync.remote import Upstream

if TYPE_CHECKING:
    from wmstrat.repo.output import Difference


class Exchange(Struct, frozen=True):
    """What one sync of one repository did, or would do."""

    upstream: Upstream
    folder: Folder
    incoming: Difference = {}
    outgoing: Difference = {}
    together: tuple[Together, ...] = ()
    numbers: dict[str, str] = {}
    moved: dict[str, str] = {}
    renumbered: dict[str, str] = {}
    met: tuple[str, ...] = ()
    """Records that both sides added under one name."""
    conflicts: tuple[tuple[str, Conflict], ...] = ()
    waiting: tuple[str, ...] = ()
    """Handles that would get a number."""
    sent: bool = False

    @property
    def given_anew(self) -> dict[str, str]:
        """The ids that ours had and others have now, with those that ours have since."""
        return {**{old: self.numbers.get(now, now) for old, now in self.moved.items()}, **self.renumbered}


def named(folder: Folder, path: str) -> str:
    """How people know the file at a path: the id of its record, or else the path."""
    home = folder.home(path)
    return home.id if home else path
