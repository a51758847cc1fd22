"""The repositories of a workspace that exchange with a remote of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import Refused
from wmstrat.kinds import Catalogue, catalogue_of
from wmstrat.record.halves import PRIVATE, git_for
from wmstrat.repo import Repository, branch
from wmstrat.repo.place import PROCESS_FILE, Place
from wmstrat.repo.settings import has_remote, values
from wmstrat.sync.addresses import Folder
from wmstrat.sync.git_settings import Settings, meet, settings
from wmstrat.sync.remote import Upstream, another_place, upstream
from wmstrat.workspace.readiness import refuse_under_way


class Side(Struct, frozen=True):
    """One repository of a workspace, and where its paths are in it."""

    where: Place
    folder: Folder
    git: Repository
    settings: Settings
    public: frozenset[str] = frozenset()
    """The addresses of the public repository, for the private one: nothing goes there."""

    @property
    def is_private(self) -> bool:
        """True for the repository under private/."""
        return bool(self.folder.inside)


def sides(place: Place, asked: str | None = None) -> list[Side]:
    """The public repository and the private one, as far as they have a remote (of the name that was asked for); the
    public one alone where none has."""
    both = list(every_side(place))
    having = [side for side in both if (asked in side.settings.remotes if asked else side.settings.remotes)]
    return having or both[:1]


def every_side(place: Place) -> Iterator[Side]:
    """The public repository, and the private one if that has a remote."""
    git = Repository(place.whole)
    catalogue = catalogue_of(place.root)
    public = Side(place.whole, Folder(catalogue, place.prefix), git, settings(git))
    yield public
    if place.private is not None and has_remote(values(place.private)):
        yield _private(place.private, catalogue, public)


def private_side(place: Place) -> Side | None:
    """The private repository, with a remote or without; None where there is none."""
    return _private(place.private, catalogue_of(place.root), next(every_side(place))) if place.private else None


def _private(where: Place, catalogue: Catalogue, public: Side) -> Side:
    git = Repository(where)
    return Side(where, Folder(catalogue, "", PRIVATE), git, settings(git), public.settings.addresses())


def upstream_of(side: Side, asked: str | None) -> Upstream:
    """What a side exchanges with. Raises Refused on no branch, and where private/ would exchange with the place of
    something else."""
    current = branch(side.where)
    if current is None:
        refuse_under_way(side.where)  # a rebase: it knows the way back
        raise Refused(
            "HEAD of {top} is detached, and only a branch can be synced. Go back to a branch with: `{git} switch "
            "BRANCH`",
            top=side.where.top,
            git=git_for(side.is_private),
        )
    exchanged = replace(upstream(side.settings, current, asked), is_private=side.is_private)
    if meet(side.settings.addresses(exchanged.remote), side.public):
        raise another_place(exchanged)
    if side.is_private and os.path.lexists(side.where.root / PROCESS_FILE):
        raise Refused(
            "private/ contains {file}, like a workspace: perhaps it was merged with the wrong repository. Nothing "
            "was sent. See its history with: git -C private log, and go back to an earlier commit with: git -C "
            "private reset --keep COMMIT",
            file=PROCESS_FILE,
        )
    return exchanged
