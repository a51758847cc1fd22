"""Changing one key of a YAML text and not one byte beside it.

The parser says where everything is; the new value is put there; then the result is read again. It has to hold the
old values with just this key changed, and the same characters outside of the key's own lines. Otherwise nothing is
written and CannotSplice says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from wmstrat.files.changes import Changes
from wmstrat.files.emitting import CannotSplice, write_pair
from wmstrat.files.layout import Layout, LayoutPart, lay_out
from wmstrat.files.reading import BYTE_ORDER_MARK, Raw, Unreadable, read_mapping

__all__ = ["CannotSplice", "fill", "remove_key", "rename_key", "set_key"]

_DOCUMENT_END = re.compile(r"^\.\.\.(?=\s|\Z)", re.MULTILINE)


def set_key(text: str, key: str, value: Raw, *, after: Sequence[str] = (), comment: str = "") -> str:
    """Return the text with one top-level key set to `value`.

    A missing key is put below the last of `after` that is there, else at the end, with `comment` above it as
    `# ...` lines. Lists in lines are changed item by item; for an empty list `key:` is as good as `key: []`.
    Raises Unreadable when the text cannot be read, and CannotSplice when this key alone cannot be changed.
    """
    mark, layout = _laid_out(text)
    if key in layout.values and _same(layout.values[key], value):
        return text
    part = _part(layout, key)
    stop = layout.line_stop(part.end) if part else _place(layout, after)
    start = layout.line_start(part.start) if part else stop
    reason = ""
    for literal in (True, False):
        changes = Changes(layout, literal=literal)
        if part:
            changes.set_value(part, value)
        else:
            _insert(changes, stop, key, value, comment)
        result = changes.applied()
        reason = _objection(layout, result, (start, stop), {key: value})
        if not reason:
            return mark + result
    raise layout.refuse(start, reason)


def remove_key(text: str, key: str) -> str:
    """Return the text without the lines of one top-level key; the comments above them stay.

    A key that is not there is no error. Raises Unreadable and CannotSplice as `set_key` does.
    """
    mark, layout = _laid_out(text)
    part = _part(layout, key)
    if not part:
        return text
    if part.anchor is None:
        raise layout.refuse(part.start, "the key is written in the form `? key`")
    changes = Changes(layout)
    own = changes.remove_lines(part)
    result = changes.applied()
    reason = _objection(layout, result, own, {key: None})
    if reason:
        raise layout.refuse(part.start, reason)
    return mark + result


def rename_key(text: str, key: str, name: str) -> str:
    """Return the text in which one top-level key has another name, in its place. Raises as `set_key` does."""
    mark, layout = _laid_out(text)
    part = _part(layout, key)
    if not part or part.anchor is None:
        raise layout.refuse(part.start if part else 0, "there is no such key in the form `key:`")
    result = f"{layout.text[: part.start]}{name}:{layout.text[part.anchor :]}"
    values = {name if old == key else old: value for old, value in layout.values.items()}
    try:
        if name not in layout.values and read_mapping(result).values == values:
            return mark + result
    except Unreadable:
        pass
    raise layout.refuse(part.start, "the key cannot be renamed alone")


def fill(template_text: str, values: Mapping[str, Raw]) -> str:
    """Return the text with many keys set: the same as `set_key` for each in turn, but faster.

    Keys that the template does not have are put at its end. Raises Unreadable and CannotSplice as `set_key` does.
    """
    if not template_text:
        return _written(values)
    mark, layout = _template(template_text)
    changes = Changes(layout)
    expected = {key: value for key, value in values.items() if key in layout.values}
    for part in layout.parts:
        if part.key in expected and not _same(part.raw, expected[part.key]):
            changes.set_value(part, expected[part.key])
    result = changes.applied()
    # Without a last line end, what the last key becomes depends on what comes below it first.
    if not layout.text.endswith("\n") or _objection(layout, result, (0, len(layout.text)), expected):
        result, expected = layout.text, {}
    for key, value in values.items():
        if key not in expected:
            result = set_key(result, key, value)
    return mark + result


def _written(values: Mapping[str, Raw]) -> str:
    """A text with these keys and nothing else."""
    for literal in (True, False):
        text = "".join(f"{line}\n" for pair in values.items() for line in write_pair(*pair, 0, literal=literal))
        read = read_mapping(text).values
        if all(_same(read.get(key), value) for key, value in values.items()):
            return text
    raise CannotSplice(1, "a value would not read as what was written")


def _laid_out(text: str) -> tuple[str, Layout]:
    """The byte order mark, if there is one, and the layout of the rest."""
    plain = text.removeprefix(BYTE_ORDER_MARK)
    return text[: len(text) - len(plain)], lay_out(plain)


# Many records are made of one template, and a layout is only looked at.
_template = lru_cache(maxsize=64)(_laid_out)


def _part(layout: Layout, key: str) -> LayoutPart | None:
    return next((part for part in layout.parts if part.key == key), None)


def _place(layout: Layout, after: Sequence[str]) -> int:
    """Return where the line stops that a new key goes below."""
    text = layout.text
    for name in reversed(after):
        part = _part(layout, name)
        if part:
            stop = layout.line_stop(part.end)
            # Comments that are indented further than the key belong to its list.
            inner = re.compile(rf"(?:\r?\n[ ]{{{layout.column(part.start) + 1},}}#[^\n]*)*").match(text, stop)
            return layout.line_stop(inner.end() - 1) if inner and inner.end() > stop else stop
    end = _DOCUMENT_END.search(text, layout.parts[-1].end if layout.parts else 0)
    if end:
        return layout.line_before(end.start())
    return layout.line_stop(len(text) - 1) if text.endswith("\n") else len(text)


def _insert(changes: Changes, stop: int, key: str, value: Raw, comment: str) -> None:
    layout = changes.layout
    column = layout.column(layout.parts[0].start) if layout.parts else 0
    above = [f"{' ' * column}# {line}".rstrip() for line in comment.splitlines()]
    lines = [*above, *write_pair(key, value, column, literal=changes.literal)]
    if layout.text:
        changes.insert_lines(stop, lines)
    else:
        changes.replace(0, 0, "".join(line + layout.line_end for line in lines))


def _same(old: Raw | None, new: Raw | None) -> bool:
    return old == new or (old == "" and new == [])


def _objection(layout: Layout, result: str, own: tuple[int, int], changed: Mapping[str, Raw | None]) -> str:
    """Say what is wrong with a result, if anything: `changed` has the new values, None for a removed key.

    Outside of `own`, the range of the changed lines, no character may differ.
    """
    head, tail = layout.text[: own[0]], layout.text[own[1] :]
    if len(result) < len(head) + len(tail) or not (result.startswith(head) and result.endswith(tail)):
        return "other lines would change"
    try:
        new = read_mapping(result).values
    except Unreadable as error:
        return f"the result could not be read (found {error.found})"
    others = [[pair for pair in values.items() if pair[0] not in changed] for values in (layout.values, new)]
    if others[0] != others[1]:
        return "another key would change"
    wrong = next((key for key, value in changed.items() if not _same(new.get(key), value)), None)
    return "" if wrong is None else f"`{wrong}` would not read as what was written"
