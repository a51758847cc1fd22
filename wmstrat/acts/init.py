"""Making a workspace, in a new folder or inside an existing repository."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wmstrat.acts.whoami import saying_who_is_missing
from wmstrat.errors import Invalid, Refused
from wmstrat.files.records import read_record
from wmstrat.kinds import folders, kind, merge_lines
from wmstrat.record.problem import explained
from wmstrat.record.text import unsafe_name
from wmstrat.repo import Repository
from wmstrat.repo.place import PROCESS_FILE, Place, refuse_newer, repository
from wmstrat.workspace import disk, merge_driver
from wmstrat.workspace.initial import IGNORING, first_files, shipped_template, with_lines
from wmstrat.workspace.transaction import FileChange, Message, writing

# A file of the template gives way to one that is there already, except where the workspace needs its lines.
LINES_TO_ADD = {".gitignore": IGNORING, ".gitattributes": merge_lines(private=False)}


BRANCH = "main"
"""What the branch of a new workspace is called where a person has told git nothing else: the same for everybody."""


def found(
    folder: Path, *, name: str, template: Path | None, empty: bool, author: str | None, body: str,
    say: Callable[[str], None],
) -> Place:  # fmt: skip
    """A new workspace in the folder, committed as one commit in each repository; returns where it is.

    Raises as `planned` does. When it fails, nothing is left of it.
    """
    with _telling_what_fails(folder):
        return _found(folder, name=name, template=template, empty=empty, author=author, body=body, say=say)


def _found(
    folder: Path, *, name: str, template: Path | None, empty: bool, author: str | None, body: str,
    say: Callable[[str], None],
) -> Place:  # fmt: skip
    changes = planned(folder, name=name, template=template, empty=empty)
    with _made_or_removed(folder) as made:
        around = repository(folder.resolve())
        if around is None:
            made.repository(folder)
            around = repository(folder.resolve())
        made.repository(folder / "private")
        private = repository((folder / "private").resolve())
        assert around is not None  # noqa: S101 - git has just made it, or raised
        place = around._replace(private=private)
        title = name or folder.resolve().name
        message = Message(f'process: create the workspace "{title}"', body, (("Wmstrat-Command", "init"),))
        with writing(place, say=say) as transaction, saying_who_is_missing(place, author):
            transaction.commit(changes, message, author=author)
    for each in (place, private):
        if each is not None:
            merge_driver.register(Repository(each))
            merge_driver.name_records(each, each.prefix, merge_lines(private=each is private))
    return place


def planned(folder: Path, *, name: str, template: Path | None, empty: bool) -> list[FileChange]:
    """The files that a new workspace in the folder would have, and those that it would add to.

    Raises Refused when there is one already, or the folder is for the records of one, Invalid for a name that cannot
    be one and for a template whose process.yaml has errors, NotFound for a template that is none.
    """
    if (folder / PROCESS_FILE).exists():
        raise Refused("{folder} is a workspace already. See it with: wmstrat -C {folder} status", folder=folder)
    if folder.exists() and not folder.is_dir():
        raise Refused("{folder} is a file, so no workspace can be made there.", folder=folder)
    if outer := _inside_of(folder):
        raise Refused(
            "{folder} is a folder of records of the workspace {outer}, so no other workspace can be made in it. "
            "Choose another folder.",
            folder=folder,
            outer=outer,
        )
    if tracked := _tracked_as_private(folder):
        raise Refused(
            "The repository around {folder} tracks {path}, so what belongs into private/ would be public. Move it to "
            "another folder first: git mv",
            folder=folder,
            path=tracked,
        )
    if name and unsafe_name(name):
        raise Invalid("The name holds {found}; it takes one line of at most 200 characters.", found=unsafe_name(name))
    if template is not None:
        _refuse_broken(template / PROCESS_FILE)
    files = first_files(
        template or shipped_template(),
        name or (folder.name if empty else ""),
        empty=empty,
        merged=merge_lines(private=False),
        private_merged=merge_lines(private=True),
    )
    return [change for path, data in files.items() if (change := _change(folder / path, path, data))]


def _inside_of(folder: Path) -> Path | None:
    """The workspace that has its records, or its method, where the folder is."""
    folder = folder.resolve()
    for outer in folder.parents:
        if (outer / PROCESS_FILE).is_file() and folder.relative_to(outer).parts[0] in (
            *folders(),
            "private",
            "method",
        ):
            return outer
    return None


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
    listed = Repository(around).run("ls-files", "-z", "--", _below(around, "private"))
    return listed.split(b"\0")[0].decode("utf-8", "backslashreplace")


def _below(around: Place, name: str) -> str:
    inside = around.root.relative_to(around.top).as_posix()
    return name if inside == "." else f"{inside}/{name}"


def _change(file: Path, path: str, data: bytes) -> FileChange | None:
    before = file.read_bytes() if file.is_file() else None
    if before is None:
        return FileChange(path, None, data)
    after = with_lines(before, LINES_TO_ADD.get(path, ()))
    return FileChange(path, before, after) if after != before else None


class _Made:
    """The folders that did not exist before, to be removed if it all fails."""

    def __init__(self) -> None:
        self.folders: list[Path] = []

    def repository(self, folder: Path) -> None:
        """Let git make a repository in the folder, unless there is one."""
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        if (folder / ".git").exists():
            return
        self.folders += [missing[-1] if missing else folder / ".git"]
        folder.mkdir(parents=True, exist_ok=True)
        here = folder.resolve()
        git = Repository(Place(here, here, here / ".git", here / ".git"))
        chosen = git.config("init.defaultBranch")
        git.run("init", "--quiet", settings=() if chosen else (f"init.defaultBranch={BRANCH}",))


@contextmanager
def _telling_what_fails(folder: Path) -> Iterator[None]:
    """Raises Refused where the file system does not take the folder or a file in it."""
    try:
        yield
    except OSError as error:
        raise Refused(
            "No workspace can be made in {folder}: {path}: {reason}. Choose another folder.",
            folder=folder,
            path=error.filename or folder,
            reason=error.strerror,
        ) from None


@contextmanager
def _made_or_removed(folder: Path) -> Iterator[_Made]:
    made = _Made()
    if not folder.exists():
        made.folders.append(next(one for one in (*reversed(folder.parents), folder) if not one.exists()))
    try:
        yield made
    except BaseException:
        for one in reversed(made.folders):
            shutil.rmtree(one, ignore_errors=True)
        raise
