"""Who may read and write what wmstrat has in git's own directory: nobody else, since the index and saved texts may
hold what is private; and a group that shares the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISGID, S_IWGRP

from wmstrat.errors import GitFailed
from wmstrat.repo.place import Place
from wmstrat.repo.settings import values

SHARED = re.compile(r"group|true|yes|on|1|all|world|everybody|2|0?[0-7]{3}", re.IGNORECASE)
OTHERS, GROUP = 0o007, 0o070


def is_shared(place: Place) -> bool:
    """Whether git lets the group write in the repository (`core.sharedRepository`)."""
    try:
        value = values(place).get("core.sharedrepository", ("",))[-1]
    except GitFailed:  # a command that starts git says so
        return False
    if not SHARED.fullmatch(value):
        return False
    return not value.isdigit() or len(value) < 3 or bool(int(value, 8) & S_IWGRP)


def make(place: Place, folder: Path | None = None) -> None:
    """The folder of wmstrat is there, and another one inside it. Nobody else can look into it; its group can, where
    that may write in it. Raises OSError where it cannot be made."""
    shared = is_shared(place)
    inside = folder.relative_to(place.state) if folder else Path()
    for each in (place.state, *(place.state / above for above in reversed([inside, *inside.parents][:-1]))):
        _make_one(each, shared=shared)
    if shared:  # since today, perhaps
        for file in filter(Path.is_file, place.state.iterdir()):
            make_like_its_folder(file)


def _make_one(folder: Path, *, shared: bool) -> None:
    folder.mkdir(exist_ok=True)
    present = S_IMODE(folder.stat().st_mode)
    mode = present & ~OTHERS
    if shared:
        mode |= GROUP | S_ISGID
    elif not mode & S_IWGRP:
        mode &= ~GROUP
    if mode != present:
        with suppress(PermissionError):  # of another one of the group, who has seen to it
            folder.chmod(mode)


def make_like_its_folder(file: Path) -> None:
    """Those who may write in the folder of a file may write the file."""
    with suppress(OSError):
        file.chmod(S_IMODE(file.parent.stat().st_mode) & 0o666)


@contextmanager
def shared_files(place: Place) -> Iterator[None]:
    """In a repository that a group shares, new files are for the group, whatever the umask; those of git as well."""
    if not is_shared(place):
        yield
        return
    umask = os.umask(0)
    os.umask(umask & ~GROUP)
    try:
        yield
    finally:
        os.umask(umask)
