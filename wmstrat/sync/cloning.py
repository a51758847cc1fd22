"""Clones a shared workspace, and prepares the clone for wmstrat."""

from __future__ import annotations

import re
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote

from wmstrat.errors import NotFound, Refused, UsageProblem, WmstratError
from wmstrat.kinds import Catalogue, catalogue_of, merge_lines
from wmstrat.record.halves import FOLDER, PRIVATE
from wmstrat.repo import BROKEN_SETTINGS, Repository, branch, head
from wmstrat.repo.place import PROCESS_FILE, Place, find, repository
from wmstrat.sync.addresses import Folder
from wmstrat.sync.git_messages import redacted, unavailable
from wmstrat.sync.git_settings import asking, location, meet, settings, talking
from wmstrat.sync.refusals import refuse_hostile
from wmstrat.sync.remote import remember, upstream
from wmstrat.sync.trees import EMPTY
from wmstrat.workspace import merge_driver


def clone(url: str, directory: Path | None = None) -> list[Place]:
    """A clone in a new or empty folder, by default one of the repository's name; returns the workspaces in it.

    Raises Refused for a folder that is in use and for what no workspace may hold, RemoteUnavailable when nothing can
    be had, NotFound when it holds no workspace, and as `find` does. Then nothing is left of it.
    """
    folder = Path.cwd() / (directory or folder_of(url))
    _refuse_inside_another(folder)
    with _made_or_removed(folder):
        git = _cloned(url, folder)
        workspaces = _workspaces(git)
        if not workspaces:
            raise NotFound(
                '{url} is not a workspace: it has no {file} with a line "wmstrat: 1". Check the address. To get '
                "it anyway, use `git clone`",
                url=redacted(url),
                file=PROCESS_FILE,
            )
        _made_ready(git, [workspace.prefix for workspace in workspaces], private=False)
    return workspaces


def clone_private(place: Place, url: str) -> None:
    """Get private/ into a workspace that does not have it yet.

    Raises Refused for a workspace that has it, and for what is not such a repository, RemoteUnavailable and NotFound
    as `clone` does. Then nothing is left of it.
    """
    folder = place.root / FOLDER
    if place.private is not None:
        raise Refused("private/ is already here. To send and receive changes: `wmstrat sync`")
    public = settings(Repository(place))
    if meet({location(url, Path.cwd()), *public.places(url)}, public.addresses()):
        raise Refused("{url} is the address of the workspace itself, not of private/.", url=redacted(url))
    with _made_or_removed(folder, again="Move its contents to another place"):
        git = _cloned(url, folder)
        if (folder / PROCESS_FILE).exists():
            raise Refused(
                "{url} contains a workspace, not the private repository. Ask a coordinator for the right address.",
                url=redacted(url),
            )
        commit = head(git.place) or ""
        inside = Folder(catalogue_of(place.root), "", PRIVATE)
        refuse_hostile(git, inside, git.difference(EMPTY[len(commit)], commit), again="wmstrat clone --private URL")
        _made_ready(git, [""], private=True)


def _cloned(url: str, folder: Path) -> Repository:
    """A clone by git in a folder, with a branch checked out. Raises RemoteUnavailable, NotFound."""
    here = Path.cwd()
    git = Repository(Place(here, here, here / ".git", here / ".git"))
    outcome = git.attempt(
        "clone", "--no-recurse-submodules", "--", url, str(folder), settings=talking(settings(git)), env=asking()
    )
    place = None if outcome.code else repository(folder.resolve())
    if place is None:
        if BROKEN_SETTINGS.search(outcome.words):
            raise git.failure("clone", outcome)
        raise unavailable(outcome.words, remote=redacted(url), do="read")
    git = Repository(place)
    if head(place) is None:
        _choose_branch(git, url)
    return git


def _made_ready(git: Repository, prefixes: list[str], *, private: bool) -> None:
    """Set git up to merge the records in these folders as wmstrat does, and remember for the first sync which commit
    this clone began with."""
    merge_driver.register(git)
    for prefix in prefixes:
        merge_driver.name_records(git.place, prefix, merge_lines(private=private))
    current, commit = branch(git.place), head(git.place)
    if current and commit:
        remember(git, upstream(settings(git), current), commit)


def _refuse_inside_another(folder: Path) -> None:
    """Raise Refused for a folder inside another workspace: nothing would list the inner one, and its files would be
    in the way."""
    around = next(parent for parent in folder.parents if parent.is_dir())
    try:
        place = find(around)
    except WmstratError:
        return
    raise Refused(
        "{folder} would be inside the workspace {root}. First leave that, or name another folder: `cd {above}` or "
        "`wmstrat clone URL DIR`",
        folder=folder,
        root=place.root,
        above=quote(str(place.top.parent)),
    )


def folder_of(url: str) -> str:
    """The name of the folder that a clone goes to, as git would choose it; raises UsageProblem when there is none."""
    path = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/]*/?", "", url)
    path = re.sub(r"(?:/+(?:\.git)?)+$", "", path.rstrip())
    name = re.split(r"[/:\\]", path)[-1].removesuffix(".git").removesuffix(".bundle")
    if name in ("", ".", "..") or any(ord(character) < 32 for character in name):
        raise UsageProblem("{url} gives no name for the folder. Name it: `wmstrat clone URL DIR`", url=redacted(url))
    return name


def _choose_branch(git: Repository, url: str) -> None:
    """Check out what there is where the remote's own choice does not exist."""
    listed = git.run("for-each-ref", "--format=%(refname:lstrip=3)", "--", "refs/remotes/").decode("utf-8", "replace")
    names = [name for name in listed.split() if name != "HEAD"]
    if not names:
        raise NotFound(
            "{url} is empty: nothing was sent there yet. Somebody who has the workspace must first share it: "
            "`wmstrat share URL`",
            url=redacted(url),
        )
    if len(names) > 1:
        raise NotFound(
            "{url} has several branches ({branches}), but no default branch. Choose one: `git clone --branch "
            "BRANCH URL DIR`",
            url=redacted(url),
            branches=", ".join(names),
        )
    git.run("checkout", "--quiet", names[0], "--", settings=("checkout.guess=true", "checkout.defaultRemote="))


def _workspaces(git: Repository) -> list[Place]:
    """The workspaces in a repository. Raises Refused where one holds what sync would not let in."""
    commit = head(git.place) or ""
    files = git.difference(EMPTY[len(commit)], commit)
    declaring = {path: versions for path, versions in files.items() if path.rpartition("/")[2] == PROCESS_FILE}
    refuse_hostile(git, Folder(Catalogue()), declaring, again="wmstrat clone")  # before one is read: it may be a link
    places = []
    for folder in sorted((git.place.top / path).parent for path in declaring):
        with suppress(NotFound):
            place = find(folder)
            if place.root == folder:
                refuse_hostile(git, Folder(catalogue_of(place.root), place.prefix), files, again="wmstrat clone")
                places.append(place)
    return places


@contextmanager
def _made_or_removed(folder: Path, again: str = "Name another folder: wmstrat clone URL DIR") -> Iterator[None]:
    """Make the folder, to be filled inside. What was not there before is removed again if that fails."""
    if folder.is_dir() and [path.name for path in folder.iterdir()] == [".git"]:
        raise Refused(
            "{folder} contains .git, but no files: perhaps a clone was interrupted. If so, delete it, then type "
            "the command again: `rm -r {quoted}`",
            folder=folder,
            quoted=quote(str(folder)),
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("{folder} is in use. {again}", folder=folder, again=again)
    new = next((path for path in (*reversed(folder.parents), folder) if not path.exists()), None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            "The folder {folder} cannot be made: {reason}. Name another one: `wmstrat clone URL DIR`",
            folder=folder,
            reason=error.strerror or error,
        ) from None
    try:
        with _ending_politely():
            yield
    except BaseException:
        for path in [new] if new else list(folder.iterdir()):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        raise


@contextmanager
def _ending_politely() -> Iterator[None]:
    """Turn signals that end the process (a closed terminal, `kill`) into an exception inside, so that it can clean
    up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
