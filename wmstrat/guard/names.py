"""What a workspace does not take in, whatever is written in it: links, other repositories, huge files, names that
trick a reader or that some computers cannot store."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from wmstrat.checks.markers import committing
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.guard.refusal import Refusal
from wmstrat.guard.snapshot import LINK, SUBMODULE, is_file
from wmstrat.record.text import DEVICES, SURROGATE, UNSAFE, escaped, normal

if TYPE_CHECKING:
    from wmstrat.guard.trees import Trees
    from wmstrat.repo.output import Difference

REFUSED_CHARACTERS = re.compile(r'[<>:"|?*\\]')
ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060-\u2064]")
LONGEST_NAME = 255
RENAME = "Give it another name (instead of NEW):"


def hostile(trees: Trees, new: str, changes: Difference) -> Iterator[Refusal]:
    """What is refused among the files that a push adds or changes."""
    there = {path: blob for path, (_, blob) in changes.items() if blob is not None}
    sizes = trees.sizes(blob.name for blob in there.values() if is_file(blob))
    for path, blob in sorted(there.items()):
        file = quoted(trees.place.prefix + path)
        take_out = (f"git rm --quiet --cached -- {file}", committing("Take it out"))
        if blob.mode == LINK:
            found = "This is a symbolic link. A workspace holds files only."
            yield Refusal(shown(path), found, "Take it out:", take_out)
        elif blob.mode == SUBMODULE or path.rpartition("/")[2] == ".gitmodules":
            found = "This is a submodule. A workspace holds files only."
            yield Refusal(shown(path), found, "Take it out:", take_out)
        elif sizes.get(blob.name, 0) > MAXIMUM_BYTES:
            found = f"The file has {sizes[blob.name] / 1e6:.1f} MB. A workspace takes files of up to 5 MB."
            mend = "Keep it elsewhere, and write its address into a note. Take it out:"
            yield Refusal(shown(path), found, mend, take_out)
    added = sorted(path for path, (old, blob) in changes.items() if old is None and blob is not None)
    for path in added:
        wrong = next((why for part in path.split("/") if (why := unfit(part))), None)
        if wrong:
            yield Refusal(shown(path), f"The name holds {wrong}.", RENAME, _renaming(trees, path))
    yield from _twins(trees, new, added)


def _renaming(trees: Trees, path: str) -> tuple[str, str]:
    return f"git mv -- {quoted(trees.place.prefix + path)} NEW", committing("Give it another name")


def unfit(part: str) -> str | None:
    """Why a file or folder cannot have this name, or None when it can."""
    if SURROGATE.search(part):
        return "bytes that are not UTF-8"
    if found := UNSAFE.search(part) or ZERO_WIDTH.search(part):
        return f"the character U+{ord(found[0]):04X}, which nobody sees"
    if found := REFUSED_CHARACTERS.search(part):
        return f"the character {found[0]}, which not every computer can store"
    if unicodedata.normalize("NFC", part) != part:
        return "accents written apart from their letters (NFD)"
    if part.casefold().partition(".")[0] in DEVICES:
        return "a word that is a device on Windows"
    if part.casefold().rstrip(". ") in ("", ".git", "git~1"):
        return "a name that belongs to git"
    if part[0] == "-" or part[-1] in ". " or part[0] == " ":
        return "a dash or a space at its beginning, or a dot or a space at its end"
    if len(part.encode()) > LONGEST_NAME:
        return f"more than {LONGEST_NAME} bytes"
    return None


def _twins(trees: Trees, new: str, added: list[str]) -> Iterator[Refusal]:
    """Names that differ only in capitals or accents, among what was added and what stands beside it."""
    levels: dict[str, set[str]] = {}
    for path in added:
        parts = path.split("/")
        for depth, _ in enumerate(parts):
            levels.setdefault("/".join(parts[:depth]), set()).add("/".join(parts[: depth + 1]))
    beside: Mapping[str, list[str]] = trees.names_in(new, levels) if levels else {}
    for folder, paths in sorted(levels.items()):
        seen: dict[str, str] = {}
        # What was there stays, and of two folders in which files were added the one in small letters, as the own are.
        for path in sorted(beside[folder], key=lambda one: (one in paths, one.swapcase())):
            other = seen.setdefault(normal(path).casefold(), path)
            if other != path and path in paths:
                found = "These names differ only in capitals or accents, so many computers take them for one."
                yield Refusal(f"{shown(other)} and {shown(path)}", found, RENAME, _renaming(trees, path))


def shown(path: str) -> str:
    """A path as it stands in an answer: what a terminal would obey written out, bytes that are no text too."""
    plain = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return escaped(plain, UNSAFE)


def quoted(path: str) -> str:
    """A path as it can be typed into a shell; one with characters that nobody can type, into bash or zsh."""
    from shlex import quote

    plain = shown(path)
    return quote(path) if plain == path else "$'" + shown(re.sub(r"[\\']", r"\\\g<0>", path)) + "'"


def put_back(trees: Trees, commit: str, paths: Sequence[str], instead: Sequence[str] = ()) -> tuple[str, ...]:
    """The commands that bring files back as a commit has them, and take out what stands in their place."""

    def all_of(paths: Sequence[str]) -> str:
        return " ".join(quoted(trees.place.prefix + path) for path in paths)

    found = [f"git checkout {commit[:10]} -- {all_of(paths)}"] if paths else []
    found += [f"git rm --quiet -- {all_of(instead)}"] if instead else []
    return (*found, committing("Bring it back" if paths else "Take it out"))
