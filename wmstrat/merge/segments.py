"""A YAML text in its segments: each top-level key with the comments above it and with its own lines."""

from __future__ import annotations

from msgspec import Struct

from wmstrat.files.reading import Raw, Unreadable, read_mapping


class Segment(Struct, frozen=True):
    """One key: the comment and blank lines above it, its own lines, and what these hold. `value` is empty (and `raw`
    None) for a key that is gone and whose comments are kept."""

    above: str
    value: str
    raw: Raw | None


class Segments(Struct, frozen=True):
    """A whole YAML text: the keys in their order, and what is below the last one."""

    keys: dict[str, Segment]
    tail: str

    def text(self) -> str:
        """The text that these are the segments of."""
        return "".join([segment.above + segment.value for segment in self.keys.values()]) + self.tail


def segments(yaml: str) -> Segments:
    """Take a text apart that is empty or has a last line end. Raises Unreadable, also where keys share a line."""
    mapping = read_mapping(yaml)
    lines = yaml.splitlines(keepends=True)
    starts = [mapping.lines[name] - 1 for name in mapping.values]
    if not starts:
        return Segments({}, yaml)
    last = next((at for at in range(starts[-1], len(lines)) if lines[at].startswith("...")), len(lines))
    first = lines[starts[0]]
    column = len(first) - len(first.lstrip(" "))
    if first.startswith("{", column):
        raise _refused(starts[0])
    keys: dict[str, Segment] = {}
    above = 0
    for (name, raw), start, end in zip(mapping.values.items(), starts, [*starts[1:], last], strict=True):
        if end <= start:
            raise _refused(start)
        stop = _value_stop(lines, start, end, column, raw)
        keys[name] = Segment("".join(lines[above:start]), "".join(lines[start:stop]), raw)
        above = stop
    return Segments(keys, "".join(lines[above:]))


def _value_stop(lines: list[str], start: int, end: int, column: int, raw: Raw) -> int:
    """Where a key's own lines stop. Comments that are indented further than the key are its own, and so are blank
    lines that its text ends with."""
    stop = end
    while stop > start + 1 and _is_between_keys(lines[stop - 1], column):
        stop -= 1
    if stop < end and not lines[stop].strip() and _keeps_blank_lines(raw):
        while stop < end and not lines[stop].strip():
            stop += 1
    return stop


def _is_between_keys(line: str, column: int) -> bool:
    stripped = line.lstrip(" \t\n")
    return not stripped or (stripped[0] == "#" and len(line) - len(stripped) <= column)


def _keeps_blank_lines(raw: Raw) -> bool:
    while not isinstance(raw, str):
        if not raw:
            return False
        raw = raw[-1] if isinstance(raw, list) else list(raw.values())[-1]
    return raw.endswith("\n\n") or raw == "\n"


def _refused(line: int) -> Unreadable:
    return Unreadable(
        line + 1, "several keys on one line", "each key on its own line", "put each key on its own line"
    )
