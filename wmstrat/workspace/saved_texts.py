"""Texts that would be lost: what somebody typed in a command that failed, and versions of files that a change would
overwrite. They are in a folder inside that of git, under names that a person can read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from stat import S_IMODE

from wmstrat.repo.place import Place
from wmstrat.workspace import disk, own_folder


def save(place: Place, name: str, data: bytes) -> Path:
    """Save a version of a file, under its name and the time; returns the path."""
    return save_all(place, {name: data})


def save_typed(place: Place, name: str, data: bytes) -> Path:
    """Save what somebody types, under this name; returns the path, which nobody else gets. Raises OSError."""
    _make_folder(place)
    while True:
        target = _unused(place.kept / _plain(name))
        with suppress(FileExistsError), disk.opened(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL):
            break
    try:
        _write(place, target, data)
    except OSError:
        with suppress(OSError):
            target.unlink()
        raise
    return target


def save_all(place: Place, texts: Mapping[str, bytes]) -> Path:
    """Save several texts; returns the path of the only one, or of the folder that they are in. Nothing that was saved
    before is overwritten, and nobody but its owner removes it."""
    _make_folder(place)
    stamp = datetime.now().strftime("%Y%m%dT%H%M%S")
    if len(texts) == 1:
        [(name, data)] = texts.items()
        target = _unused(place.kept / f"{stamp}-{_plain(name)}")
        _write(place, target, data)
        return target
    folder = _unused(place.kept / stamp)
    for number, (name, data) in enumerate(texts.items(), 1):
        _write(place, folder / f"{number}-{_plain(name)}", data)
    return folder


def _write(place: Place, target: Path, data: bytes) -> None:
    """Who can look into the folder can read the file, and nobody else: it may hold what is private."""
    disk.replace_whole(target, data, mode=S_IMODE(place.kept.stat().st_mode) & 0o666)


def _make_folder(place: Place) -> None:
    """The folder is there, and a group that shares the repository can write in it."""
    with disk.naming(place.kept):
        own_folder.make(place, place.kept)


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[-80:] or "text"


def _unused(target: Path) -> Path:
    number, free = 1, target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return free
