"""The repositories of a workspace that exchange with a remote of their own."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import Refused
from wmstrat.repo import Repository, branch
from wmstrat.sync.homes import Folder
from wmstrat.sync.remote import Upstream, upstream
from wmstrat.sync.settings import Settings, settings
from wmstrat.workspace.place import PRIVATE_FOLDER, Place
from wmstrat.workspace.readiness import refuse_under_way


class Side(Struct, frozen=True):
    """One repository of a workspace, and where its paths stand in it."""

    where: Place
    folder: Folder
    git: Repository
    settings: Settings

    @property
    def is_private(self) -> bool:
        """True for the repository under private/."""
        return bool(self.folder.inside)


def sides(place: Place, asked: str | None = None) -> list[Side]:
    """The public repository and the private one, as far as they have a remote (of the name that was asked for); the
    public one alone where none has. One process for each."""
    found = list(_all(place))
    having = [side for side in found if (asked in side.settings.remotes if asked else side.settings.remotes)]
    return having or found[:1]


def _all(place: Place) -> Iterator[Side]:
    git = Repository(place.whole)
    yield Side(place.whole, Folder(place.prefix), git, settings(git))
    if place.private is not None and b"[remote " in (place.private.common_directory / "config").read_bytes():
        git = Repository(place.private)
        yield Side(place.private, Folder("", PRIVATE_FOLDER + "/"), git, settings(git))


def upstream_of(side: Side, asked: str | None) -> Upstream:
    """What a side exchanges with. Raises Refused on no branch, with the way back to one, and as
    `remote.upstream` does."""
    current = branch(side.where)
    if current is None:
        refuse_under_way(side.where)  # a rebase: it knows the way back
        raise Refused(
            "HEAD of {top} is detached: it is on no branch that could be exchanged. Go back to one with: git switch "
            "BRANCH",
            top=side.where.top,
        )
    return replace(upstream(side.settings, current, asked), is_private=side.is_private)
