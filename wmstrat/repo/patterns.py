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
        inside = self.text.removeprefix("/")
        anywhere = "" if "/" in self.text else "(?:.*/)?"
        # Where capitals do not count, a pattern takes back what it names in other capitals, too.
        flags = re.DOTALL | re.IGNORECASE if self.negated else re.DOTALL
        return re.compile(anywhere + "".join(map(_translated, _PIECE.finditer(inside))), flags)


def _translated(piece: re.Match[str]) -> str:
    if piece["deep"]:
        return "(?:.*/)?"
    if piece["below"]:
        return ".*"
    if piece["star"]:
        return "[^/]*"
    if piece["set"]:
        inside = piece["set"][1:-1]
        negated = inside.startswith(("!", "^"))
        members = _RANGE.sub(_forwards, inside[1:] if negated else inside)
        if not members:  # a set that no bracket ends; git takes the pattern for one that fits nothing
            return "(?!)"
        escaped = members.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("^", "\\^")
        return f"(?!/)[{'^' if negated else ''}{escaped}]"
    return "[^/]" if piece[0] == "?" else re.escape(piece["one"])


def _forwards(ends: re.Match[str]) -> str:
    return ends[0] if ends[1] <= ends[2] else ends[1]


def ignore_patterns(data: bytes) -> list[Pattern]:
    """The patterns of a .gitignore, in the order of the file."""
    patterns = []
    for number, line in enumerate(_lines(data), 1):
        shown = re.sub(r"(?<!\\) +$", "", line)
        pattern = shown.removeprefix("!")
        if pattern.rstrip("/") and not shown.startswith("#"):
            patterns.append(Pattern(pattern.removesuffix("/"), number, shown.startswith("!"), pattern.endswith("/")))
    return patterns


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return [line.removesuffix("\r") for line in text.split("\n")]


def ignored_by(files: Mapping[str, Sequence[Pattern]], path: str) -> tuple[str, Pattern] | None:
    """The folder of the .gitignore, and its pattern, by which git ignores a path; None where none does. A path that
    ends in a slash is a folder. `files` has the patterns of each .gitignore by its folder (`groups/`; the top one is
    empty)."""
    parts = path.rstrip("/").split("/")
    for depth in range(1, len(parts) + 1):  # what is in a folder that is ignored is ignored whatever else is said
        match = _last_match(files, parts[:depth], is_folder=depth < len(parts) or path.endswith("/"))
        if match and not match[1].negated:
            return match
    return None


def _last_match(
    files: Mapping[str, Sequence[Pattern]], parts: Sequence[str], *, is_folder: bool
) -> tuple[str, Pattern] | None:
    for depth in range(len(parts) - 1, -1, -1):
        folder = "".join(f"{part}/" for part in parts[:depth])
        for pattern in reversed(files.get(folder, ())):
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
