"""Records get their numbers once, when they are published, and what points at their handles follows.

So does what spoke of the handle of a record that somebody else has given its number meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.checks.every_record import problems_of
from wmstrat.record.home import PRIVATE, without_halves
from wmstrat.record.ids import tail_of
from wmstrat.repo import Repository, objects
from wmstrat.sync.addresses import Folder, Home
from wmstrat.sync.replacing_ids import NEVER, rewritten
from wmstrat.workspace.message import Message
from wmstrat.workspace.transaction import FileChange

if TYPE_CHECKING:
    from wmstrat.repo.output import Blob, Difference
    from wmstrat.sync.repositories import Side
    from wmstrat.workspace.workspace import Workspace

NAMED = 3
"""So many numbers are named in the subject of the commit; its body lists all."""


A_HANDLE = re.compile(r"(?<![A-Za-z0-9_-])[A-Z]+-[A-Z]+-[a-z0-9]{4}(?![A-Za-z0-9_])")


class Numbering(Struct, frozen=True):
    """What becomes of the files, which number each handle becomes, in the order in which they were added, and which
    handles of records that have their number already were written as that number."""

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
            (("Wmstrat-Command", "sync"), *(("Wmstrat-Record", number) for number in new)),
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

    `published` is how HEAD differs from what is published, the commit `since`. References and mentions follow in what
    has not been published yet, and wherever else a field points at a handle. So do those of the ids that `names` says
    are others by now. `moved` has the handles of records by the numbers that they had, and gave up.
    """
    git, folder = side.git, side.folder
    waiting = unnumbered(workspace, folder, published)
    concerned: dict[str, tuple[Home, Blob | None]] = {}
    for path, (was, now) in published.items():
        home = folder.home(path)
        if home and now:
            concerned[home.path] = (home, was)
    known = {**names, **_known_numbers(workspace, concerned)}
    if not waiting and not known:
        return Numbering([], {}, {})
    numbers = _numbers(workspace, [*_in_order(git, folder, since, waiting)], waiting) if waiting else {}
    names = {**known, **numbers}
    for handle in numbers:
        for record, _ in workspace.referring(handle):
            home = folder.home(folder.outward(record.path)) if not record.path.startswith("private/") else None
            if home:
                concerned.setdefault(record.path, (home, None))
    former = {handle: number for number, handle in moved.items()}
    files_of = {
        handle: [home, *_private_half(workspace, folder, home, former.get(handle, handle))]
        for handle, home in waiting.items()
    }
    for home in (half for halves in files_of.values() for half in halves):
        concerned.setdefault(home.path, (home, None))
    before = objects.blobs(git, {was.name for _, was in concerned.values() if was})
    given = {
        half.path: {"id": number, "handle": handle} for handle, number in numbers.items() for half in files_of[handle]
    }
    then = {path: (home, before.get(was.name) if was else None) for path, (home, was) in concerned.items()}
    files: list[FileChange] = []
    for file in rewritten(workspace, then, names, given):
        if file.home == file.path:
            files.append(FileChange(file.path, file.before, file.after))
        else:
            files += [FileChange(file.path, file.before, None), FileChange(file.home, None, file.after)]
    return Numbering(files, numbers, known)


def _known_numbers(workspace: Workspace, concerned: dict[str, tuple[Home, Blob | None]]) -> dict[str, str]:
    """The handles that these records speak of and whose records have a number by now, with the number."""
    own = {home.id for home, _ in concerned.values()}
    spoken: set[str] = set()
    for home, _ in concerned.values():
        record = workspace.get(home.kind.name, home.id)
        if record:
            said = (f"{value}" for name, value in record.values.items() if name not in NEVER and value)
            spoken.update(handle for text in (record.body, *said) for handle in A_HANDLE.findall(text))
    return workspace.numbers_of(sorted(spoken - own))


def unnumbered(workspace: Workspace, folder: Folder, outgoing: Difference) -> dict[str, Home]:
    """Every record of a repository that has a handle and can get its number, by its handle; also one made by hand, in
    which the field is blank. What others have sent with errors, and one of several with a handle, waits until
    somebody has mended that: it is nothing that stops a sync. `outgoing` is what this clone sends."""
    kinds = map(workspace.catalogue.kind, workspace.catalogue.names)
    numbered = [kind.name for kind in kinds if kind.is_numbered]
    here = (path for path in workspace.unnumbered(numbered) if path.startswith(PRIVATE) == bool(folder.inside))
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


def _is_alone(workspace: Workspace, home: Home) -> bool:
    """True where no other record has the handle. That of a private half that was left behind is known as the one of
    the public half."""
    if home.private and home.kind.has_private_half:
        return True
    return len(without_halves({home.path, *workspace.called(home.id), *workspace.holders(home.id)})) == 1


def _is_sound(workspace: Workspace, home: Home) -> bool:
    record = workspace.get(home.kind.name, home.id)
    return record is not None and all(problem.warning for problem in problems_of(record, workspace))


def _follows(workspace: Workspace, home: Home) -> bool:
    """True for the private half of a record that gets its number in the public repository, both halves at once."""
    public = home.path.removeprefix(PRIVATE)
    return home.kind.has_private_half and home.private and workspace.bytes(public) is not None


def _private_half(workspace: Workspace, folder: Folder, home: Home, former: str) -> Iterator[Home]:
    """The private half of the record in a public file, where this clone has one: under the same handle, or under the
    number that the record gave up."""
    if not home.kind.has_private_half or home.private:
        return
    for path in (f"{PRIVATE}{home.path}", f"{PRIVATE}{home.beside(former)}"):
        half = folder.home(folder.outward(path)) if workspace.bytes(path) is not None else None
        if half:
            yield half
            return


def _in_order(git: Repository, folder: Folder, since: str | None, waiting: dict[str, Home]) -> Iterator[str]:
    """The handles in the order in which their records were committed."""
    revision = f"{since}..HEAD" if since else "HEAD"
    rest = dict.fromkeys(waiting)
    for path in git.files_added("--reverse", revision, "--"):
        home = folder.home(path)
        if home and home.id in rest:
            del rest[home.id]
            yield home.id
    yield from sorted(rest)


def _numbers(workspace: Workspace, handles: list[str], waiting: dict[str, Home]) -> dict[str, str]:
    highest: dict[str, int] = {}
    halves = [handle for handle in handles if waiting[handle].private and waiting[handle].kind.has_private_half]
    numbers = workspace.numbers_of(halves)  # of those that were not there when the other half got its number
    for handle in handles:
        if handle in numbers:
            continue
        home = waiting[handle]
        stem = handle.rpartition("-")[0]
        if stem not in highest:
            highest[stem] = workspace.highest_number(stem, home.path.rpartition("/")[0])
        highest[stem] += 1
        while workspace.holders(f"{stem}{highest[stem]}"):  # a membership of a person called "d2" is CB-d2
            highest[stem] += 1
        numbers[handle] = f"{stem}{highest[stem]}"
    return numbers
