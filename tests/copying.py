"""Folders that many tests begin with: held in memory, copied, and lent from test to test.

A copy from memory costs a fifth of what it costs to read each file again. A folder that is lent costs less still:
after a test only what that test changed is put back. Its other files are those that git and the index of wmstrat know
already, so the first commands of the next test do not read them all anew.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from wmstrat.workspace.index import _digest

Times = tuple[int, int]
Folders = list[tuple[str, int, Times]]
Files = list[tuple[str, int, Times, bytes]]
Links = list[tuple[str, str]]


@cache
def _held(source: Path) -> tuple[Folders, Files, Links]:
    """The folders of a folder, those within others after them, its files, and its symbolic links, each with its place
    and, but for links, mode and times."""
    folders, files, links = [], [], []
    for top, inside, names in os.walk(source):
        part = os.path.relpath(top, source)
        folders.append((part, Path(top).stat().st_mode & 0o777, _times(Path(top))))
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
    for part, mode, _ in folders[1:]:
        (target / part).mkdir()
        (target / part).chmod(mode)
    for place, mode, times, content in files:
        _write(f"{target}/{place}", mode, times, content)
    for place, leads_to in links:
        (target / place).symlink_to(leads_to)
    for part, _, times in reversed(folders):
        os.utime(f"{target}/{part}", ns=times)
    return target


def _write(path: str, mode: int, times: Times, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    assert os.write(file, content) == len(content)
    os.utime(file, ns=times)
    os.close(file)


# What tells that a file is the one that was written, untouched: inode, mode, size, and times of content and metadata.
Stamp = tuple[int, int, int, int, int]


def _stamp(state: os.stat_result) -> Stamp:
    return state.st_ino, state.st_mode, state.st_size, state.st_mtime_ns, state.st_ctime_ns


def _stamps(top: Path) -> tuple[dict[str, Stamp], dict[str, Stamp]]:
    """The stamps of the folders in a folder and of everything else in it, by their places."""
    folders, others = {}, {}
    waiting = ["."]
    while waiting:
        part = waiting.pop()
        with os.scandir(f"{top}/{part}") as entries:
            for entry in entries:
                place = f"{part}/{entry.name}"  # as in _held
                state = entry.stat(follow_symlinks=False)
                stamp = state.st_ino, state.st_mode, state.st_size, state.st_mtime_ns, state.st_ctime_ns
                if entry.is_dir(follow_symlinks=False):
                    place = place.removeprefix("./")
                    folders[place] = stamp
                    waiting.append(place)
                else:
                    others[place] = stamp
    return folders, others


@dataclass
class Tree:
    """A copy of a folder that goes from test to test."""

    source: Path
    folders: dict[str, Stamp]
    others: dict[str, Stamp]
    # What differs from the source since git and wmstrat know the files of this copy.
    own: dict[str, tuple[int, Times, bytes]] = field(default_factory=dict)


# A copy of which a test changed more is made anew: putting back would cost as much.
FEW = 60


@dataclass
class Trees:
    """Copies of folders, each lent to one test at a time."""

    shelf: Path
    idle: dict[Path, list[tuple[Tree, Path]]] = field(default_factory=dict)
    lent: dict[Path, Tree] = field(default_factory=dict)
    made: int = 0

    def lend(self, source: Path, target: Path) -> Path:
        """The target becomes a copy of a folder that stays as it is to the end of the session, as in `copy_folder`,
        until it is taken back."""
        here = Path.cwd()
        if target in self.lent:
            self.take_back(target)
        if idle := self.idle.get(source):
            tree, place = idle.pop()
            if target.exists():
                shutil.rmtree(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            place.rename(target)
        else:
            copy_folder(source, target)
            tree = Tree(source, *_stamps(target))
        self.lent[target] = tree
        if here.is_relative_to(target):
            os.chdir(here)
        return target

    def take_back_all(self) -> None:
        for target in list(self.lent):
            self.take_back(target)

    def take_back(self, target: Path) -> None:
        """Put back what a test changed, for the next one; a copy with many changes, or that somebody still writes to,
        is not used again."""
        tree = self.lent.pop(target)
        try:
            if target.is_symlink() or not target.is_dir() or not _put_back(tree, target):
                return
        except OSError:
            return
        if not tree.own:
            _make_known(tree, target)
        self.made += 1
        place = self.shelf / str(self.made)
        target.rename(place)
        self.idle.setdefault(tree.source, []).append((tree, place))


def _put_back(tree: Tree, target: Path) -> bool:
    """Whether a copy is again as it was lent; not where more than a few files were changed."""
    folders, others = _stamps(target)
    wrong = {place for place, stamp in others.items() if tree.others.get(place) != stamp}
    gone = tree.others.keys() - others.keys()
    if len(wrong) + len(gone) > FEW:
        return False
    # A path is a text here: a Path for each of a hundred thousand places costs as much as what is done there.
    for place in wrong:
        os.unlink(f"{target}/{place}")  # noqa: PTH108
    new = folders.keys() - tree.folders.keys()
    for place in new:
        if place.rpartition("/")[0] not in new:
            shutil.rmtree(f"{target}/{place}", ignore_errors=True)
    held_folders, _, _ = _held(tree.source)
    for part, mode, _ in held_folders[1:]:
        if part not in folders:
            (target / part).mkdir()
        if part not in folders or folders[part][1] & 0o777 != mode:
            (target / part).chmod(mode)
    missing = tree.others.keys() & (wrong | gone)
    for place in missing:
        _renew(tree, target, place)
    for part, _, times in reversed(held_folders):
        if part not in folders or os.lstat(f"{target}/{part}").st_mtime_ns != times[1]:
            os.utime(f"{target}/{part}", ns=times)
    return True


def _renew(tree: Tree, target: Path, place: str) -> None:
    files, links = _by_place(tree.source)
    if place in links:
        Path(target, place).symlink_to(links[place])
    else:
        mode, times, content = tree.own.get(place) or files[place]
        _write(f"{target}/{place}", mode, times, content)
    tree.others[place] = _stamp(os.lstat(f"{target}/{place}"))


@cache
def _by_place(source: Path) -> tuple[dict[str, tuple[int, Times, bytes]], dict[str, str]]:
    _, files, links = _held(source)
    return {place: (mode, times, content) for place, mode, times, content in files}, dict(links)


def _make_known(tree: Tree, target: Path) -> None:
    """Let git and the index of wmstrat know the files of a copy by their stamps; they would read each of them again,
    in each test, since a copy of a file is another file."""
    changed = []
    for index in (".git/index", "private/.git/index"):
        if (target / index).exists():
            repository = (target / index).parents[1]
            command = ["git", "-C", str(repository), "update-index", "-q", "--refresh"]
            subprocess.run(command, capture_output=True, env={"PATH": os.environ["PATH"], "HOME": os.devnull})
            changed.append(index)
    for path in target.glob(".git/wmstrat/cache/*/index.sqlite"):
        with sqlite3.connect(path) as connection:
            for name, digest in connection.execute("SELECT path, digest FROM stamps").fetchall():
                if (target / name).is_file() and _digest((target / name).read_bytes()) == digest:
                    state = (target / name).lstat()
                    stamp = state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino
                    setting = "UPDATE stamps SET mtime = ?, ctime = ?, size = ?, inode = ? WHERE path = ?"
                    connection.execute(setting, (*stamp, name))
        connection.close()
        changed.append(path.relative_to(target).as_posix())
    for place in changed:
        path = target / place
        tree.own[place] = path.stat().st_mode & 0o777, _times(path), path.read_bytes()
    tree.folders, tree.others = _stamps(target)
