"""Refuses files that no workspace may have: links, other repositories, huge files, names that mislead a reader or a
computer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wmstrat.checks.file_names import unfit
from wmstrat.checks.markers import committing
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.guard.refusal import Refusal
from wmstrat.guard.trees import Trees
from wmstrat.guard.updates import Update
from wmstrat.record.text import UNSAFE, escaped, normal
from wmstrat.repo.output import LINK, REPOSITORY, is_file

RENAME = "Rename it (replace NEW by the new name):"


def hostile(trees: Trees, update: Update) -> Iterator[Refusal]:
    """What is refused among the files that a push adds or changes."""
    changes = trees.difference(update.old, update.new)
    there = {path: blob for path, (_, blob) in changes.items() if blob is not None}
    sizes = trees.sizes(blob.name for blob in there.values() if is_file(blob))
    for path, blob in sorted(there.items()):
        advice = "Remove it:"
        if blob.mode == LINK:
            what = "This is a symbolic link. A workspace may only contain files."
        elif blob.mode == REPOSITORY or path.rpartition("/")[2] == ".gitmodules":
            what = "This is a submodule. A workspace may only contain files."
        elif sizes.get(blob.name, 0) > MAXIMUM_BYTES:
            what = f"The file has {sizes[blob.name] / 1e6:.1f} MB. Files in a workspace may have up to 5 MB."
            advice = "Store it in another place, and write its address into a note. Remove it here:"
        else:
            continue
        command = f"git rm --quiet --cached -- {quoted(trees.place.prefix + path)}"
        yield Refusal(shown(path), what, advice, (command, committing("Remove it")))
    added = sorted(path for path, (old, blob) in changes.items() if old is None and blob is not None)
    for path in added:
        if wrong := unfit(path):
            yield Refusal(shown(path), f"The name has {wrong}.", RENAME, _renaming(trees, path))
    yield from _twins(trees, update.new, added)


def _renaming(trees: Trees, path: str) -> tuple[str, str]:
    return f"git mv -- {quoted(trees.place.prefix + path)} NEW", committing("Rename it")


def _twins(trees: Trees, new: str, added: list[str]) -> Iterator[Refusal]:
    """Names that differ only in capitals or accents, among new files and those beside them."""
    levels: dict[str, set[str]] = {}
    for path in added:
        parts = path.split("/")
        for depth, _ in enumerate(parts):
            levels.setdefault("/".join(parts[:depth]), set()).add("/".join(parts[: depth + 1]))
    beside = trees.names_in(new, levels) if levels else {}
    for folder, paths in sorted(levels.items()):
        seen: dict[str, str] = {}
        # What was there stays, and of two folders in which files were added the one in small letters, as the own are.
        for path in sorted({*beside[folder], *paths}, key=lambda name: (name in paths, name.swapcase())):
            other = seen.setdefault(normal(path).casefold(), path)
            if other != path and path in paths:
                alike = (
                    "These names differ only in capital letters or accents. Many computers treat them as the "
                    "same name."
                )
                yield Refusal(f"{shown(other)} and {shown(path)}", alike, RENAME, _renaming(trees, path))


def shown(path: str) -> str:
    """A path as an answer shows it: control characters are escaped, and so are bytes that are not text."""
    return escaped(path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"), UNSAFE)


def quoted(path: str) -> str:
    """A path as it can be typed into a shell; one with characters that nobody can type, into bash or zsh."""
    from shlex import quote

    return quote(path) if shown(path) == path else "$'" + shown(re.sub(r"[\\']", r"\\\g<0>", path)) + "'"


def put_back(trees: Trees, commit: str, paths: Sequence[str], instead: Sequence[str] = ()) -> tuple[str, ...]:
    """The commands that bring files back as a commit has them, and take out what is in their place."""

    def typed(paths: Sequence[str]) -> str:
        return " ".join(quoted(trees.place.prefix + path) for path in paths)

    commands = [f"git checkout {commit[:10]} -- {typed(paths)}"] if paths else []
    commands += [f"git rm --quiet -- {typed(instead)}"] if instead else []
    return (*commands, committing("Restore it" if paths else "Remove it"))
