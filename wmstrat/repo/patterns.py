"""What the patterns in a .gitignore and a .gitattributes match, read as git reads them. Pure: bytes in, data out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct

# A pattern in pieces: what crosses folders, what stays in one, an escaped character, any other one.
_PIECE = re.compile(
    r"(?P<deep>(?:^|(?<=/))\*\*+/)|(?P<below>(?:^|(?<=/))\*\*+$)|(?P<star>\*+)"
    r"|(?P<set>\[[!^]?\]?[^\]]*\])|\\?(?P<one>.)",
    re.DOTALL,
)
# A range in a set, such as `a-z`. Of one whose end comes first, git takes the beginning alone.
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)


class Pattern(Struct, frozen=True, dict=True):
    """One pattern, and its line. A `negated` one takes back what those before it did."""

    text: str
    line: int
    negated: bool = False
    folders_only: bool = False

    def matches(self, path: str, *, is_folder: bool = False) -> bool:
        """Whether the pattern fits a path, relative to the folder of the pattern's file."""
        return (is_folder or not self.folders_only) and self._regex.fullmatch(path) is not None

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        # Where capitals do not count, a pattern takes back what it names in other capitals, too.
        return re.compile(self.expression, re.DOTALL | re.IGNORECASE if self.negated else re.DOTALL)

    @property
    def expression(self) -> str:
        """The regular expression that fits the paths of the pattern."""
        inside = self.text.removeprefix("/")
        anywhere = "" if "/" in self.text else "(?:.*/)?"
        return anywhere + "".join(map(_translated, _PIECE.finditer(inside)))


def _translated(piece: re.Match[str]) -> str:
    if piece["deep"]:
        return "(?:.*/)?"
    if piece["below"]:
        return ".*"
    if piece["star"]:
        return "[^/]*"
    if piece["set"]:
        inside = piece["set"][1:-1]
        negated = inside[0] in "!^"
        members = _RANGE.sub(
            lambda ends: ends[0] if ends[1] <= ends[2] else ends[1], inside[1:] if negated else inside
        )
        escaped = members.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("^", "\\^")
        return f"(?!/)[{'^' if negated else ''}{escaped}]"
    return "[^/]" if piece[0] == "?" else re.escape(piece["one"])


class IgnoreFile(Struct, frozen=True, dict=True):
    """The patterns of a .gitignore, in the order of the file."""

    patterns: tuple[Pattern, ...]

    def may_ignore(self, path: str) -> bool:
        """False where no pattern fits a path, relative to the folder of the file, nor a folder that it is in."""
        return self._any.fullmatch(path) is not None

    @cached_property
    def _any(self) -> re.Pattern[str]:
        fitting = "|".join(pattern.expression for pattern in self.patterns if not pattern.negated)
        return re.compile(f"(?:{fitting})(?:/.*)?", re.DOTALL)


def ignore_patterns(data: bytes) -> IgnoreFile:
    """The patterns of a .gitignore."""
    patterns = []
    for number, line in enumerate(_lines(data), 1):
        shown = re.sub(r"(?<!\\) +$", "", line)
        pattern = shown.removeprefix("!")
        if pattern.rstrip("/") and not shown.startswith("#"):
            patterns.append(Pattern(pattern.removesuffix("/"), number, shown.startswith("!"), pattern.endswith("/")))
    return IgnoreFile(tuple(patterns))


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return [line.removesuffix("\r") for line in text.split("\n")]


def ignored_by(files: Mapping[str, IgnoreFile], path: str) -> tuple[str, Pattern] | None:
    """The folder of the .gitignore, and its pattern, by which git ignores a path; None where none does. A path that
    ends in a slash is a folder. `files` has each .gitignore by its folder (`groups/`; the top one is empty)."""
    if not any(path.startswith(folder) and file.may_ignore(path[len(folder) :]) for folder, file in files.items()):
        return None
    parts = path.rstrip("/").split("/")
    for depth in range(1, len(parts) + 1):  # what is in a folder that is ignored is ignored whatever else is said
        match = _last_match(files, parts[:depth], is_folder=depth < len(parts) or path.endswith("/"))
        if match and not match[1].negated:
            return match
    return None


def _last_match(
    files: Mapping[str, IgnoreFile], parts: Sequence[str], *, is_folder: bool
) -> tuple[str, Pattern] | None:
    for depth in range(len(parts) - 1, -1, -1):
        folder = "".join(f"{part}/" for part in parts[:depth])
        for pattern in reversed(files[folder].patterns if folder in files else ()):
            if pattern.matches("/".join(parts[depth:]), is_folder=is_folder):
                return folder, pattern
    return None


class AttributesLine(Struct, frozen=True):
    """One line of a .gitattributes: what it is for, and each attribute with its value (`set`, `unset`, or a word)."""

    pattern: Pattern
    values: dict[str, str]


def attributes(data: bytes) -> list[AttributesLine]:
    """The lines of a .gitattributes, with the macros that they name spelled out."""
    parsed = []
    macros: dict[str, dict[str, str]] = {"binary": {"diff": "unset", "merge": "unset", "text": "unset"}}
    for number, line in enumerate(_lines(data), 1):
        words = re.fullmatch(r'[ \t]*("(?:\\.|[^"\\])*"|[^\s"#]\S*)(.*)', line)
        if words is None:
            continue
        values: dict[str, str] = {}
        for word in words[2].split():
            name, _, value = word.lstrip("-!").partition("=")
            values[name] = "unset" if word[0] in "-!" else value or "set"
            if word in macros:
                values |= macros[word]
        quoted = words[1].startswith('"')
        name = re.sub(r"\\(.)", r"\1", words[1][1:-1]) if quoted else words[1]
        if name.startswith("[attr]"):
            macros[name.removeprefix("[attr]")] = values
        else:
            parsed.append(AttributesLine(Pattern(name, number), values))
    return parsed
