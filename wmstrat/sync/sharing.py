"""Sets and shows the addresses at which the repositories of a workspace are shared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from wmstrat.errors import Refused, UsageProblem, WmstratError
from wmstrat.repo import branch, head, reference
from wmstrat.repo.place import Place
from wmstrat.sync.git_messages import redacted, unavailable
from wmstrat.sync.git_settings import asking, location, meet, talking
from wmstrat.sync.remote import remember_as
from wmstrat.sync.repositories import Side, every_side, private_side, upstream_of

# What git itself calls the first remote.
FIRST = "origin"


class RemoteAddress(Struct, frozen=True):
    """Where a repository of a workspace is shared; `url` is for people, without credentials."""

    is_private: bool
    remote: str
    url: str


def addresses(place: Place) -> list[RemoteAddress]:
    """Where the repositories of the workspace are shared, as far as they are."""
    return [
        RemoteAddress(side.is_private, name, url)
        for side in every_side(place)
        for name, url in side.settings.remotes.items()
    ]


@contextmanager
def shared_at(place: Place, url: str | None, private_url: str | None) -> Iterator[None]:
    """Share the workspace, and private/, at these addresses (None: as before) from now on. If the sync inside fails
    before anything was received, the addresses are what they were.

    Raises RemoteUnavailable for an address that cannot be read, Refused for that of the other repository, and for
    private/ where there is none, or for the workspace itself, UsageProblem for an empty one.
    """
    public, private = next(every_side(place)), private_side(place)
    if private_url is not None and private is None:
        raise Refused("This clone has no private/ repository to share. Get it with: `wmstrat clone --private URL`")
    if "" in (url, private_url):
        raise UsageProblem("The address is empty. Type it after the command: `wmstrat share URL`")
    given = [(public, private, url), (private, public, private_url)]
    moves = [(side, other, absolute(address)) for side, other, address in given if side and address is not None]
    for side, other, address in moves:
        goal = side.settings.places(address)
        if any(location(str(folder), folder) in goal for each in (side, other) if each for folder in _own(each)):
            raise Refused(
                "{url} is the workspace itself. Others need a place apart from it: make an empty repository on a git "
                "host and give its address.",
                url=redacted(address),
            )
        moved = {place for of, _, to in moves if of is other for place in of.settings.places(to)}
        if other and meet(goal, {*other.settings.addresses(), *moved}):
            raise _of_the_other(address)
        _refuse_unreadable(side, address)
    before = [(side, head(side.where), _moved(side, address)) for side, _, address in moves]
    try:
        yield
    except WmstratError:
        for side, commit, back in before:
            if head(side.where) == commit:
                back.carry_out(side)
        raise


def absolute(url: str) -> str:
    """An address as it is valid in any folder: a path from here becomes one from the root."""
    return str(Path(url).resolve()) if Path(url).exists() else url


class _Back(Struct, frozen=True):
    """How to restore the address that a remote had; no `url` for a remote that was not there."""

    remote: str
    url: str | None
    references: dict[str, str]

    def carry_out(self, side: Side) -> None:
        if self.url is None:
            side.git.attempt("remote", "remove", self.remote)
            return
        side.git.attempt("remote", "set-url", self.remote, self.url)
        for name, commit in self.references.items():
            remember_as(side.git, name, commit)


def _moved(side: Side, url: str) -> _Back:
    name = _remote_of(side)
    if name not in side.settings.remotes:
        side.git.run("remote", "add", "--", name, url)
        return _Back(name, None, {})
    old = side.settings.last(f"remote.{name}.url")
    upstream = upstream_of(side, name)
    known = {each: reference(side.where, each) for each in (upstream.tracking, upstream.exchanged)}
    if old != url:
        side.git.run("remote", "set-url", "--", name, url)
    return _Back(name, old, {each: commit for each, commit in known.items() if commit})


def _remote_of(side: Side) -> str:
    """The remote that a sync uses, or the first one. Raises Refused where there are several and none is set."""
    followed = side.settings.upstream_of(branch(side.where) or "")
    remotes = list(side.settings.remotes) or [FIRST]
    if followed is None and len(remotes) > 1 and FIRST not in remotes:
        raise Refused(
            "There are several remotes ({known}), and it is not set which one to use. Change one with: `git remote "
            "set-url NAME URL`",
            known=", ".join(remotes),
        )
    return followed[0] if followed else FIRST if FIRST in remotes else remotes[0]


def _of_the_other(url: str) -> Refused:
    """The error for one address for both: what is private never goes where everybody reads."""
    return Refused(
        "{url} is the address of the other repository. The workspace and private/ need two different addresses; "
        "otherwise everybody who can read the workspace could read private data.",
        url=redacted(url),
    )


def _own(side: Side) -> tuple[Path, Path]:
    return side.where.top, side.where.common_directory


def _refuse_unreadable(side: Side, url: str) -> None:
    answer = side.git.attempt("ls-remote", "--heads", "--", url, settings=talking(side.settings), env=asking())
    if answer.code:
        raise unavailable(answer.words, remote=redacted(url), do="read")
