"""Gives records their numbers, once, when they are published, and replaces their handles elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.checks.every_record import problems_of
from wmstrat.record.halves import is_private, private_path, public_path, without_halves
from wmstrat.record.ids import tail_of
from wmstrat.repo import Repository, objects
from wmstrat.repo.output import trailers_of
from wmstrat.sync.addresses import Folder, RecordFile
from wmstrat.sync.replacing_ids import NEVER, rewritten
from wmstrat.workspace.message import Message
from wmstrat.workspace.transaction import FileChange

if TYPE_CHECKING:
    from wmstrat.repo.output import Difference
    from wmstrat.sync.repositories import Side
    from wmstrat.workspace.workspace import Workspace

# Up to this many numbers are named in the subject of the commit; its body lists all.
NAMED = 3

A_HANDLE = re.compile(r"(?<![A-Za-z0-9_-])[A-Z]+-[A-Z]+-[a-z0-9]{4}(?![A-Za-z0-9_])")


class Numbering(Struct, frozen=True):
    """What becomes of the files, the number that each handle gets, and those that other handles had already."""

    files: list[FileChange]
    numbers: dict[str, str]
    known: dict[str, str]

    @property
    def message(self) -> Message:
        """What the commit says."""
        new = list(self.numbers.values())
        named = new or list(self.known.values())
        more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
        return Message(
            f"sync: {'number' if new else 'write the numbers of'} {', '.join(named[:NAMED])}{more}",
            "\n".join(f"{handle} is {number}" for handle, number in {**self.numbers, **self.known}.items()),
            trailers_of("sync", new),
        )


def numbering(
    workspace: Workspace,
    side: Side,
    published: Difference,
    since: str | None,
    names: Mapping[str, str],
    moved: Mapping[str, str],
) -> Numbering:
    """Give every record that still has its handle a number that no record ever had.

    `published` is how HEAD differs from what is published, the commit `since`. References to a handle follow, and so
    do texts that name it and are not published yet. The same is done for the ids of `names`, which have changed.
    `moved` has the handles of records that gave up their numbers, by these.
    """
    git, folder = side.git, side.folder
    waiting = unnumbered(workspace, folder, published)
    homes = {path: home for path, (_, now) in published.items() if now and (home := folder.home(path))}
    known = {**names, **_known_numbers(workspace, homes.values())}
    if not waiting and not known:
        return Numbering([], {}, {})
    blobs = {path: published[path][0] for path in homes}
    before = objects.blobs(git, {blob.name for blob in blobs.values() if blob})
    concerned = {
        home.path: (home, before[blob.name] if (blob := blobs[path]) else None) for path, home in homes.items()
    }
    numbers = _numbers(workspace, _in_order(git, folder, since, waiting), waiting) if waiting else {}
    for handle in numbers:
        for record, _ in workspace.referring(handle):
            home = folder.home(folder.outward(record.path)) if not is_private(record.path) else None
            if home:
                concerned.setdefault(home.path, (home, None))
    former = {handle: number for number, handle in moved.items()}
    given: dict[str, Mapping[str, str]] = {}
    for handle, number in numbers.items():
        home = waiting[handle]
        for half in (home, *_private_half(workspace, folder, home, former.get(handle, handle))):
            concerned.setdefault(half.path, (half, None))
            given[half.path] = {"id": number, "handle": handle}
    files = []
    for file in rewritten(workspace, concerned, {**known, **numbers}, given):
        is_here = file.home == file.path
        files.append(FileChange(file.path, file.before, file.after if is_here else None))
        files += [] if is_here else [FileChange(file.home, None, file.after)]
    return Numbering(files, numbers, known)


def _known_numbers(workspace: Workspace, homes: Collection[RecordFile]) -> dict[str, str]:
    """The handles that these records speak of and whose records have a number by now, with the number."""
    spoken: set[str] = set()
    for record in filter(None, (workspace.get(home.kind.name, home.id) for home in homes)):
        values = (f"{value}" for name, value in record.values.items() if name not in NEVER and value)
        spoken.update(handle for text in (record.body, *values) for handle in A_HANDLE.findall(text))
    return workspace.numbers_of(sorted(spoken - {home.id for home in homes}))


def unnumbered(workspace: Workspace, folder: Folder, outgoing: Difference) -> dict[str, RecordFile]:
    """The records of a repository that can get a number, by their handles. What others have sent with errors, and one
    of several with a handle, stops no sync: it waits until somebody has corrected that."""
    kinds = map(workspace.catalogue.kind, workspace.catalogue.names)
    numbered = [kind.name for kind in kinds if kind.is_numbered]
    here = (path for path in workspace.unnumbered(numbered) if is_private(path) == bool(folder.inside))
    homes = (folder.home(folder.outward(path)) for path in here)
    ours = {home.path for path, (was, _) in outgoing.items() if was is None and (home := folder.home(path))}
    return {
        home.id: home
        for home in homes
        if home
        and tail_of(home.id)
        and not _follows(workspace, home)
        and _is_alone(workspace, home)
        and (home.path in ours or _is_sound(workspace, home))
    }


def _is_alone(workspace: Workspace, home: RecordFile) -> bool:
    """Whether no other record has the handle; a private half that was left alone has that of the public half."""
    if home.private and home.kind.has_private_half:
        return True
    return len(without_halves({home.path, *workspace.called(home.id), *workspace.holders(home.id)})) == 1


def _is_sound(workspace: Workspace, home: RecordFile) -> bool:
    record = workspace.get(home.kind.name, home.id)
    return record is not None and all(problem.warning for problem in problems_of(record, workspace))


def _follows(workspace: Workspace, home: RecordFile) -> bool:
    """True for the private half of a record that gets its number in the public repository, both halves at once."""
    public = public_path(home.path)
    return home.kind.has_private_half and home.private and workspace.bytes(public) is not None


def _private_half(workspace: Workspace, folder: Folder, home: RecordFile, former: str) -> Iterator[RecordFile]:
    """The private half of a public record, if it is here: under its handle, or the number that it gave up."""
    if not home.kind.has_private_half or home.private:
        return
    for path in (private_path(home.path), private_path(home.beside(former))):
        if workspace.bytes(path) is not None and (half := folder.home(folder.outward(path))):
            yield half
            return


def _in_order(git: Repository, folder: Folder, since: str | None, waiting: dict[str, RecordFile]) -> list[str]:
    """The handles in the order in which their records were committed."""
    paths = git.files_added("--reverse", f"{since}..HEAD" if since else "HEAD", "--")
    added = dict.fromkeys(home.id for path in paths if (home := folder.home(path)) and home.id in waiting)
    return [*added, *sorted(waiting.keys() - added.keys())]


def _numbers(workspace: Workspace, handles: list[str], waiting: dict[str, RecordFile]) -> dict[str, str]:
    highest: dict[str, int] = {}
    halves = [handle for handle in handles if waiting[handle].private and waiting[handle].kind.has_private_half]
    numbers = workspace.numbers_of(halves)  # of those that were not there when the other half got its number
    for handle in handles:
        if handle not in numbers:
            stem = handle.rpartition("-")[0]
            if stem not in highest:
                highest[stem] = workspace.highest_number(stem, waiting[handle].path.rpartition("/")[0])
            highest[stem] += 1
            while workspace.holders(f"{stem}{highest[stem]}"):  # a membership of a person called "d2" is CB-d2
                highest[stem] += 1
            numbers[handle] = f"{stem}{highest[stem]}"
    return numbers
