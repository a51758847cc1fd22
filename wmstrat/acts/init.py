"""Making a workspace, in a new folder or inside an existing repository."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from getpass import getuser
from itertools import chain, count
from pathlib import Path
from shlex import quote
from socket import gethostname

from wmstrat.acts.whoami import saying_who_is_missing
from wmstrat.errors import Invalid, Refused
from wmstrat.files.records import read_record
from wmstrat.kinds import Catalogue, kind, merge_lines
from wmstrat.record.halves import FOLDER, is_private
from wmstrat.record.kind import placed
from wmstrat.record.problem import explained
from wmstrat.record.text import unsafe_name
from wmstrat.repo import Repository
from wmstrat.repo.output import trailers_of
from wmstrat.repo.place import (
    PROCESS_FILE,
    Place,
    declares_workspace,
    refuse_broken_repository,
    refuse_newer,
    repository,
)
from wmstrat.workspace import disk, merge_driver
from wmstrat.workspace.changes import repositories
from wmstrat.workspace.initial import IGNORING, first_files, shipped_template, with_lines
from wmstrat.workspace.transaction import FileChange, Message, writing
from wmstrat.workspace.workspace import today

# A file of the template gives way to one that is there already, except where the workspace needs its lines.
LINES_TO_ADD = {".gitignore": IGNORING, ".gitattributes": merge_lines(private=False)}

# The day on which the groups of the template began their first stage: those of a new workspace begin it today.
DAY_OF_TEMPLATE = b"2018-07-20"
FIRST_STAGE = b"  - stage: set-up\n    since: " + DAY_OF_TEMPLATE

# What the branch of a new workspace is called where a person has told git nothing else: the same for everybody.
BRANCH = "main"


def found(
    folder: Path, *, name: str, template: Path | None, empty: bool, author: str | None, body: str,
    say: Callable[[str], None],
) -> Place:  # fmt: skip
    """A new workspace in the folder, committed as one commit in each repository; returns where it is. Raises as
    `planned` does, and Refused where the file system does not take it. Then nothing is left of it."""
    with _removed_if_it_fails(folder) as made:
        changes = planned(folder, name=name, template=template, empty=empty)
        place, inner = repository(folder.resolve()) or _made_repository(folder, made), folder / FOLDER
        private = repository(inner.resolve()) if (inner / ".git").exists() else _made_repository(inner, made)
        place = place._replace(private=private)
        title = _name_in(changes)
        public = [change.path for change in changes if not is_private(change.path)]
        records = [identity for path in public for _, identity, _ in placed(Catalogue().at(path), path)]
        trailers = trailers_of("init", records)
        message = Message(f'process: create the workspace "{title}"', body, trailers)
        author = author or _login_where_git_knows_nobody(place, say)
        with writing(place, say=say) as transaction, saying_who_is_missing(place, author):
            transaction.commit(changes, message, author=author)
    for each, inside in repositories(place):
        merge_driver.register(Repository(each))
        merge_driver.name_records(each, each.prefix, merge_lines(private=bool(inside)))
    return place


def _name_in(changes: Iterable[FileChange]) -> str:
    """The name of the process that these files make."""
    data = next(change.after for change in changes if change.path == PROCESS_FILE)
    return read_record(kind("process"), PROCESS_FILE, "process", "", data or b"").label


def _login_where_git_knows_nobody(place: Place, say: Callable[[str], None]) -> str | None:
    """The author of the first commit by the name of the login; None where git has a name for it."""
    git = Repository(place)
    if git.identity() is not None or git.config("user.useConfigOnly") == "true":
        return None
    try:
        login = getuser()
    except (ImportError, KeyError, OSError):  # the computer has no name for who is typing either
        return None
    say(
        f"Git does not know your name, so the first commit is by {login}. Set your name before you continue: git "
        'config --global user.name "Your Name" and git config --global user.email you@example.org'
    )
    return f"{login} <{login}@{gethostname()}>"


def planned(folder: Path, *, name: str, template: Path | None, empty: bool) -> list[FileChange]:
    """The files that a new workspace in the folder would have, and those that it would add to.

    Raises Refused when there is one already, or the folder is inside one, Invalid for a name that cannot
    be one and for a template whose process.yaml has errors, NotFound for a template that is none.
    """
    if (folder / PROCESS_FILE).exists():
        raise Refused("{folder} is already a workspace. See it with: `wmstrat -C {folder} status`", folder=folder)
    if folder.exists() and not folder.is_dir():
        raise Refused("{folder} is a file, so a workspace cannot be made there.", folder=folder)
    for each in (folder, folder / FOLDER):
        refuse_broken_repository(each)
    if outer := next((outer for outer in folder.resolve().parents if declares_workspace(outer)), None):
        raise Refused(
            "{folder} is inside the workspace {outer}, so another workspace cannot be made there. To work in that "
            "workspace, or to make a new one beside it: `wmstrat -C {quoted} status` or `wmstrat init {beside}`",
            folder=folder,
            outer=outer,
            quoted=quote(str(outer)),
            beside=quote(str(_beside(outer, folder.name))),
        )
    if tracked := _tracked_as_private(folder):
        raise Refused(
            "The repository around {folder} already contains {path}, so private records would become public. "
            "First move that folder, with git mv",
            folder=folder,
            path=tracked,
        )
    if name and unsafe_name(name):
        raise Invalid("The name has {found}; it must be one line of at most 200 characters.", found=unsafe_name(name))
    if template is not None:
        _refuse_broken(template / PROCESS_FILE)
    files = first_files(
        template or shipped_template(),
        name or (folder.name if empty else ""),
        empty=empty,
        merged=merge_lines(private=False),
        private_merged=merge_lines(private=True),
    )
    if template is None:
        begun = FIRST_STAGE.replace(DAY_OF_TEMPLATE, today().encode())
        files = {path: data.replace(FIRST_STAGE, begun) for path, data in files.items()}
    changes = []
    for path, data in files.items():
        before = (folder / path).read_bytes() if (folder / path).is_file() else None
        after = data if before is None else with_lines(before, LINES_TO_ADD.get(path, ()))
        changes.append(FileChange(path, before, after))
    return [change for change in changes if change.before != change.after]


def _beside(outer: Path, name: str) -> Path:
    """A free path for a workspace of this name beside the outer one."""
    later = (f"{name}-{number}" for number in count(2))
    return next(path for each in chain([name], later) if not (path := outer.parent / each).exists())


def _refuse_broken(process_file: Path) -> None:
    data = disk.read(process_file)
    if data is None:
        return  # `first_files` says that this is no template
    refuse_newer(data, process_file)
    record = read_record(kind("process"), str(process_file), "process", "", data)
    if errors := [explained(problem) for problem in record.problems if not problem.warning]:
        raise Invalid("{problems}", problems="\n".join(errors))


def _tracked_as_private(folder: Path) -> str:
    """The first file below the private/ folder that the repository around knows already, or an empty text."""
    around = repository(folder.resolve())
    if around is None:
        return ""
    inside = around.root.relative_to(around.top) / FOLDER
    listed = Repository(around).run("ls-files", "-z", "--", inside.as_posix())
    return listed.split(b"\0")[0].decode("utf-8", "backslashreplace")


def _made_repository(folder: Path, made: list[Path]) -> Place:
    """The repository that git makes in the folder; `made` gets what was not there before."""
    made += [path for path in (folder / ".git", folder, *folder.parents) if not path.exists()][-1:]
    folder.mkdir(parents=True, exist_ok=True)
    here = folder.resolve()
    place = Place(here, here, here / ".git", here / ".git")
    git = Repository(place)
    chosen = git.config("init.defaultBranch")
    git.run("init", "--quiet", settings=() if chosen else (f"init.defaultBranch={BRANCH}",))
    return place


@contextmanager
def _removed_if_it_fails(folder: Path) -> Iterator[list[Path]]:
    """Removes what was made when it all fails. Raises Refused where the file system does not take a file."""
    made: list[Path] = []
    try:
        yield made
    except BaseException as error:
        for path in reversed(made):
            shutil.rmtree(path, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise Refused(
            "A workspace cannot be made in {folder}: {path}: {reason}. Choose another folder.",
            folder=folder,
            path=error.filename or folder,
            reason=error.strerror,
        ) from None
