"""The settings of git in a repository. Usual configuration files are read here, because every change needs them; for
files with includes or unusual syntax, git is asked, once in a command."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from wmstrat.repo.place import read_bytes

if TYPE_CHECKING:
    from wmstrat.repo.place import Place

# All values of each setting, in git's order; sections and names are in lower case.
Values = dict[str, tuple[str, ...]]

SECTION = re.compile(r'\[([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\]|\\.)*)")?\][ \t]*$')
SETTING = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*(?:=[ \t]*(.*))?$")
# What a value is made of: a text between quotes, an escaped sign, a comment, and anything else.
PIECES = re.compile(r'"((?:[^"\\]|\\.)*)"|(\\.)|([#;].*)|([^"\\#;]+)')
ESCAPED = {"n": "\n", "t": "\t", "b": "\b"}


def values(place: Place) -> Values:
    """Every setting of a repository and all its values. Raises GitFailed where git cannot read them.

    They may hold credentials: nothing of them is for output.
    """
    contents = tuple(_content(file) for file in _files(place))
    return _values(place, contents)


def has_remote(settings: Values) -> bool:
    """Whether the repository has a remote with an address."""
    return any(name.startswith("remote.") and name.endswith(".url") for name in settings)


def as_git_lists(output: bytes) -> Values:
    """The answer of `git config --null --list`."""
    found: dict[str, list[str]] = {}
    for entry in output.split(b"\0")[:-1]:
        name, equals, value = entry.decode("utf-8", "surrogateescape").partition("\n")
        # A name alone means `true`.
        found.setdefault(name, []).append(value if equals else "true")
    return {name: tuple(all_values) for name, all_values in found.items()}


def _files(place: Place) -> Iterator[str]:
    home = os.environ.get("HOME")
    if not os.environ.get("GIT_CONFIG_NOSYSTEM"):
        yield os.environ.get("GIT_CONFIG_SYSTEM", "/etc/gitconfig")
    if own := os.environ.get("GIT_CONFIG_GLOBAL"):
        yield own
    else:
        if others := os.environ.get("XDG_CONFIG_HOME") or (home and f"{home}/.config"):
            yield f"{others}/git/config"
        if home:
            yield f"{home}/.gitconfig"
    yield f"{place.common_directory}/config"
    yield f"{place.git_directory}/config.worktree"


def _content(file: str) -> bytes | None:
    try:
        return read_bytes(file)
    except OSError:
        return None


@lru_cache(maxsize=8)
def _values(place: Place, contents: tuple[bytes | None, ...]) -> Values:
    found: dict[str, tuple[str, ...]] = {}
    is_plain = contents[-1] is None  # the settings of one work tree, where they are used
    for content in contents if is_plain else ():
        for name, value in _settings((content or b"").decode("utf-8", "surrogateescape")):
            if not name or name.startswith(("include.", "includeif.")):
                is_plain = False
                break
            found[name] = (*found.get(name, ()), value)
    if is_plain:
        return found
    from wmstrat.repo.repository import Repository

    return as_git_lists(Repository(place).run("config", "--null", "--list"))


def _settings(content: str) -> Iterator[tuple[str, str]]:
    """Each setting in a file; an empty name for a line that only git can read."""
    section = ""
    for line in (line.strip(" \t\r") for line in content.split("\n")):
        if not line or line[0] in "#;":
            continue
        if match := SECTION.match(line):
            inside = "" if match[2] is None else "." + re.sub(r"\\(.)", r"\1", match[2])
            section = match[1].lower() + inside
        elif section and (match := SETTING.match(line)) and (value := _value(match[2])) is not None:
            yield f"{section}.{match[1].lower()}", value
        else:
            yield "", ""


def _value(written: str | None) -> str | None:
    """The value that is written so; None where only git can say it."""
    if written is None:
        return "true"
    parts: list[str] = []
    place = 0
    for match in PIECES.finditer(written):
        if match.start() != place:
            return None
        place = match.end()
        quoted, escape, comment, plain = match.groups()
        if comment is not None:
            parts = [*parts[:-1], parts[-1].rstrip()] if parts else []
        else:
            parts.append(
                plain or re.sub(r"\\(.)", lambda sign: ESCAPED.get(sign[1], sign[1]), quoted or escape or "")
            )
    return "".join(parts) if place == len(written) else None
