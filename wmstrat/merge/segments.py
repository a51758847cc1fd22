"""A YAML text in its segments: each top-level key with the comments above it and with its own lines."""

from __future__ import annotations

from msgspec import Struct

from wmstrat.files.reading import Raw, Unreadable, read_mapping


class Segment(Struct, frozen=True):
    """One key: the comment and blank lines above it, its own lines, and what these hold.

    `value` is empty (and `raw` None) for a key that is gone and whose comments are kept.
    """

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
    lines = yaml.split("\n")
    lines.pop()
    keys: dict[str, Segment] = {}
    names = list(mapping.values)
    starts = [mapping.lines[name] - 1 for name in names]
    if not starts:
        return Segments(keys, yaml)
    ends = [*starts[1:], _document_end(lines, starts[-1])]
    first = lines[starts[0]]
    column = len(first) - len(first.lstrip(" "))
    if first.startswith("{", column):
        raise _refused(starts[0])
    above = 0
    for name, start, end in zip(names, starts, ends, strict=True):
        if end <= start:
            raise _refused(start)
        raw = mapping.values[name]
        stop = _value_stop(lines, start, end, column, raw)
        keys[name] = Segment(_joined(lines, above, start), _joined(lines, start, stop), raw)
        above = stop
    return Segments(keys, _joined(lines, above, len(lines)))


def shared(yaml: str, one: Segments, other: Segments) -> Segments | None:
    """The segments of a text each of which is in one of two others, found without reading it; None if the text
    is not made of these alone."""
    if list(one.keys) != list(other.keys):
        return None
    keys: dict[str, Segment] = {}
    place = 0
    for name, segment in one.keys.items():
        for candidate in _longer_first(segment, other.keys[name]):
            text = candidate.above + candidate.value
            if yaml.startswith(text, place):
                keys[name] = candidate
                place += len(text)
                break
        else:
            return None
    tail = yaml[place:]
    return Segments(keys, tail) if tail in (one.tail, other.tail) else None


def _longer_first(one: Segment, other: Segment) -> tuple[Segment, ...]:
    if one.value == other.value and one.above == other.above:
        return (one,)
    longer = len(one.above) + len(one.value) >= len(other.above) + len(other.value)
    return (one, other) if longer else (other, one)


def _value_stop(lines: list[str], start: int, end: int, column: int, raw: Raw) -> int:
    """Where a key's own lines stop. Comments that are indented further than the key are its own, and so are blank
    lines that its text ends with."""
    stop = end
    while stop > start + 1 and _stands_between(lines[stop - 1], column):
        stop -= 1
    if stop < end and not lines[stop].strip() and _keeps_blank_lines(raw):
        while stop < end and not lines[stop].strip():
            stop += 1
    return stop


def _stands_between(line: str, column: int) -> bool:
    if not line or line[0] == "#":
        return True
    stripped = line.lstrip(" \t")
    return not stripped or (stripped[0] == "#" and len(line) - len(stripped) <= column)


def _keeps_blank_lines(raw: Raw) -> bool:
    while not isinstance(raw, str):
        if not raw:
            return False
        raw = raw[-1] if isinstance(raw, list) else list(raw.values())[-1]
    return raw.endswith("\n\n") or raw == "\n"


def _document_end(lines: list[str], start: int) -> int:
    """The line `...` below the last key, or the end."""
    return next((at for at in range(start, len(lines)) if lines[at].startswith("...")), len(lines))


def _joined(lines: list[str], start: int, stop: int) -> str:
    if stop - start == 1:
        return lines[start] + "\n"
    return "\n".join(lines[start:stop]) + "\n" if stop > start else ""


def _refused(line: int) -> Unreadable:
    return Unreadable(line + 1, "several keys in one line", "each key on a line of its own", "give each its line")
