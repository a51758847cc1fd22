"""Folders that many tests copy, held in memory: a copy costs a fifth of what it costs to read each file again."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

Times = tuple[int, int]


@cache
def _held(source: Path) -> tuple[list[tuple[str, Times]], list[tuple[str, int, Times, bytes]], list[tuple[str, str]]]:
    """The folders of a folder, those within others after them, its files, and its symbolic links."""
    folders, files, links = [], [], []
    for top, inside, names in os.walk(source):
        part = os.path.relpath(top, source)
        folders.append((part, _times(Path(top))))
        for name in [*names, *inside]:
            path, place = Path(top, name), f"{part}/{name}"
            if path.is_symlink():
                links.append((place, str(path.readlink())))
            elif name in names:
                files.append((place, path.stat().st_mode & 0o777, _times(path), path.read_bytes()))
    return folders, files, links


def _times(path: Path) -> Times:
    state = path.stat()
    return state.st_atime_ns, state.st_mtime_ns


def copy_folder(source: Path, target: Path) -> Path:
    """The target, emptied first, becomes a copy of a folder that stays as it is to the end of the session.

    So it belongs to a fixture of the session or of a module: that of a test may be another one later.
    """
    target.mkdir(parents=True, exist_ok=True)
    for entry in target.iterdir():
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    folders, files, links = _held(source)
    for part, _ in folders[1:]:
        (target / part).mkdir()
    for place, mode, times, content in files:
        file = os.open(f"{target}/{place}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        assert os.write(file, content) == len(content)
        os.utime(file, ns=times)
        os.close(file)
    for place, leads_to in links:
        (target / place).symlink_to(leads_to)
    for part, times in reversed(folders):
        os.utime(f"{target}/{part}", ns=times)
    return target
