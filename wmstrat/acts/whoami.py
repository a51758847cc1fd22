"""Who is typing: the name that git commits with, and the person of the workspace that this is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wmstrat.errors import GitFailed
from wmstrat.record.days import holds_on
from wmstrat.repo import Repository
from wmstrat.workspace.changes import repositories
from wmstrat.workspace.typist import SETTING, person_typing

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.repo.place import Place
    from wmstrat.workspace.workspace import Workspace


def identity(workspace: Workspace) -> Iterator[str]:
    """Lines that say who commits, which person that is, and in which groups. Raises as `committer` does."""
    name, mail = committer(workspace.place)
    yield f"{name} <{mail}>"
    person = person_typing(workspace)
    if person is None:
        yield (
            "You are not in this workspace's list of people yet. If you have been added under another name, tell "
            f'which person you are: wmstrat whoami PERSON. If not: wmstrat person add "{name}"'
        )
        return
    yield f"{person.label} ({person.id})"
    for membership in workspace.records("membership"):
        if membership["person"] == person.id and holds_on(membership.values, workspace.today):
            group = workspace.get("group", membership.group)
            yield f"{group['code'] if group else membership.group}: {', '.join(membership['roles']) or 'member'}"


def committer(place: Place, folder: str = "") -> tuple[str, str]:
    """Name and mail that git commits with in the repository of a folder. Raises GitFailed when git knows none."""
    known = Repository(place).identity()
    if known is not None:
        return known
    if folder:
        raise GitFailed(
            "Git does not know your name in {folder}, which is a separate repository. Set it with: git -C {name} "
            'config user.name "Your Name" and git -C {name} config user.email you@example.org',
            folder=folder,
            name=folder.rstrip("/"),
        )
    raise GitFailed(
        'Git does not know your name. Set name and address: `git config --global user.name "Your Name"` and `git '
        "config --global user.email you@example.org`"
    )


@contextmanager
def saying_who_is_missing(place: Place, author: str | None) -> Iterator[None]:
    """Raises as `committer` does for a commit inside that fails because git does not know who is typing."""
    try:
        yield
    except GitFailed:
        if not author:
            for repository, folder in repositories(place):
                committer(repository, folder)
        raise


def remember(workspace: Workspace, person: Record) -> None:
    """Record in this clone's git configuration, and nowhere else, which person is typing."""
    Repository(workspace.place).run("config", "--local", SETTING, person.id)
