"""What may come in: looked at before any of it is read as a record, written to disk, or merged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wmstrat.errors import Refused
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.files.records import read_record
from wmstrat.process.kinds import kind
from wmstrat.sync.trees import LINK, REPOSITORY
from wmstrat.workspace.place import PROCESS_FILE, refuse_newer

if TYPE_CHECKING:
    from wmstrat.repo import Repository
    from wmstrat.repo_output import Blob, Difference
    from wmstrat.sync.homes import Folder

HOSTILE = re.compile(r"[\x00-\x1f\x7f\\\udc80-\udcff]")
MARKS = re.compile(rb"^(?:<<<<<<<|>>>>>>>) ", re.MULTILINE)
ADVICE = "Nothing was changed here. Ask whoever put it there to take it away, then type again:"
ASK = "Nothing was changed here. Ask whoever did this to mend it, then type again: wmstrat sync"


def refuse_hostile(git: Repository, folder: Folder, incoming: Difference, *, again: str = "wmstrat sync") -> None:
    """Refuse what no workspace may hold: links, other repositories, names that lead elsewhere, huge records. `again`
    is the command to type when it is gone."""
    advice = f"{ADVICE} {again}"
    for path, (_, now) in incoming.items():
        if now is None or not path.startswith(folder.prefix):
            continue
        if HOSTILE.search(path) or any(part.casefold() in (".git", "..", ".") for part in path.split("/")):
            raise Refused(
                "The remote has a file named {path!r}, which no workspace may have. {advice}",
                path=path,
                advice=advice,
            )
        what = {LINK: "a symbolic link", REPOSITORY: "another repository (a submodule)"}.get(now.mode)
        if what:
            raise Refused(
                "The remote has {what} at {path}; wmstrat follows none. {advice}", what=what, path=path, advice=advice
            )
    new = {now.name: path for path, (_, now) in incoming.items() if now}
    records = {now.name: path for path, (_, now) in incoming.items() if now and folder.home(path)}
    for name, size in git.sizes(sorted(new)).items():
        if name in records and size > MAXIMUM_BYTES:
            raise Refused(
                "The remote has a record of {size:,} bytes, {path}; at most {limit:,} are read. {advice}",
                size=size, path=records[name], limit=MAXIMUM_BYTES, advice=advice,
            )  # fmt: skip


def of_records(folder: Folder, incoming: Difference) -> dict[str, tuple[Blob | None, Blob]]:
    """The records that come in, new or changed: what each was, and what it is."""
    return {path: (was, now) for path, (was, now) in incoming.items() if now and folder.home(path)}


def refuse_broken(folder: Folder, incoming: Difference, contents: Mapping[str, bytes]) -> None:
    """Refuse a remote whose workspace is none any more, or of a newer wmstrat, or in which somebody left a merge half
    done. `contents` holds both versions of the records that come in, by the names of their blobs."""
    path = folder.prefix + PROCESS_FILE
    if not folder.inside and path in incoming:
        now = incoming[path][1]
        if now is None:
            raise Refused(
                "The remote has no {file} any more, so what it holds is no workspace. {ask}",
                file=PROCESS_FILE,
                ask=ASK,
            )
        data = contents[now.name]
        refuse_newer(data, f"{PROCESS_FILE} at the remote")
        record = read_record(kind("process"), PROCESS_FILE, "process", "", data)
        if record.unreadable:
            raise Refused(
                "{file} at the remote cannot be read (line {line}: found {found}), so its workspace works for "
                "nobody. {ask}",
                file=PROCESS_FILE,
                line=record.problems[0].line,
                found=record.problems[0].found,
                ask=ASK,
            )
    for path, (was, now) in of_records(folder, incoming).items():
        old = contents.get(was.name, b"") if was else b""
        if MARKS.search(contents.get(now.name, b"")) and not MARKS.search(old):
            raise Refused(
                "{path} at the remote holds the lines that git leaves where a merge is half done (<<<<<<<). {ask}",
                path=path,
                ask=ASK,
            )
