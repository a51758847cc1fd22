"""Changing one key of a YAML text and not one byte beside it.

ruamel composes the text and says where everything stands; the new value is put there; then the result is read
again. It has to hold the old values with just this key changed, and the same characters outside of the key's own
lines. Otherwise nothing is written and CannotSplice says why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from wmstrat.files.blocks import change_value
from wmstrat.files.edits import Edits
from wmstrat.files.emitting import CannotSplice, emit_scalar, write_pair
from wmstrat.files.layout import Layout, Part, lay_out
from wmstrat.files.reading import BYTE_ORDER_MARK, Mapping, Raw, Unreadable, read_mapping

__all__ = ["CannotSplice", "emit_scalar", "fill", "remove_key", "set_key"]

_DOCUMENT_END = re.compile(r"^\.\.\.(?=\s|\Z)", re.MULTILINE)


def set_key(text: str, key: str, value: Raw, *, after: Sequence[str] = (), comment: str = "") -> str:
    """Return the text with one top-level key set to `value`.

    A missing key is put below the last of `after` that is there, else at the end, with `comment` above it as
    `# ...` lines. Lists are changed item by item; for an empty list `key:` is as good as `key: []`.
    Raises Unreadable when the text cannot be read, and CannotSplice when this key alone cannot be changed.
    """
    mark, plain = _without_mark(text)
    old = read_mapping(plain)
    if key in old.values and _same(old.values[key], value):
        return text
    layout = _laid_out(plain, old)
    part = _part(layout, key)
    reason = ""
    for literal in (True, False):
        edits = Edits(layout, literal=literal)
        if part:
            start, stop = layout.line_start(part.start), layout.line_stop(part.end)
            change_value(edits, part, value)
        else:
            start = stop = _place(layout, after)
            _insert(edits, stop, key, value, comment)
        result = edits.applied()
        reason = _objection(old, layout, result, (start, stop), {key: value})
        if not reason:
            return mark + result
    raise CannotSplice(old.lines.get(key, layout.line(start)), reason)


def remove_key(text: str, key: str) -> str:
    """Return the text without the lines of one top-level key; the comments above them stay.

    A key that is not there is no error. Raises Unreadable and CannotSplice as `set_key` does.
    """
    mark, plain = _without_mark(text)
    old = read_mapping(plain)
    if key not in old.values:
        return text
    layout = _laid_out(plain, old)
    part = _part(layout, key)
    if not part or part.anchor is None:
        raise CannotSplice(old.lines[key], "the key is written in the form `? key`")
    edits = Edits(layout)
    own = edits.remove_lines(part.start, part.end)
    result = edits.applied()
    reason = _objection(old, layout, result, own, {key: None})
    if reason:
        raise CannotSplice(old.lines[key], reason)
    return mark + result


def fill(template_text: str, values: dict[str, Raw]) -> str:
    """Return the text with many keys set: the same as `set_key` for each in turn, but fast for a known template.

    Keys that the template does not have are put at its end. Raises Unreadable and CannotSplice as `set_key` does.
    """
    mark, plain = _without_mark(template_text)
    old, layout = _template(plain)
    edits = Edits(layout)
    expected = {key: value for key, value in values.items() if key in old.values}
    for part in layout.root.parts if layout.root else ():
        if part.key in expected and not _same(part.value.raw, expected[part.key]):
            change_value(edits, part, expected[part.key])
    result = edits.applied()
    # Without a last line end, what the last key becomes depends on what comes below it first.
    if not plain.endswith("\n") or _objection(old, layout, result, (0, len(plain)), expected):
        result, expected = plain, {}
    for key, value in values.items():
        if key not in expected:
            result = set_key(result, key, value)
    return mark + result


@lru_cache(maxsize=64)
def _template(text: str) -> tuple[Mapping, Layout]:
    old = read_mapping(text)
    return old, _laid_out(text, old)


def _without_mark(text: str) -> tuple[str, str]:
    plain = text.removeprefix(BYTE_ORDER_MARK)
    return text[: len(text) - len(plain)], plain


def _laid_out(text: str, old: Mapping) -> Layout:
    layout = lay_out(text, old.values)
    if layout.root and layout.root.flow:
        raise CannotSplice(1, "the whole record stands in braces instead of one key a line")
    return layout


def _part(layout: Layout, key: str) -> Part | None:
    parts = layout.root.parts if layout.root else ()
    return next((part for part in parts if part.key == key), None)


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
    end = _DOCUMENT_END.search(text, layout.root.end if layout.root else 0)
    if end:
        return layout.line_before(end.start())
    return layout.line_stop(len(text) - 1) if text.endswith("\n") else len(text)


def _insert(edits: Edits, stop: int, key: str, value: Raw, comment: str) -> None:
    layout = edits.layout
    column = layout.column(layout.root.start) if layout.root else 0
    above = [f"{' ' * column}# {line}".rstrip() for line in comment.splitlines()]
    lines = [*above, *write_pair(key, value, column, literal=edits.literal)]
    if layout.text:
        edits.insert_lines(stop, lines)
    else:
        edits.replace(0, 0, "".join(line + layout.line_end for line in lines))


def _same(old: Raw, new: Raw) -> bool:
    return old == new or (old == "" and new == [])


def _objection(
    old: Mapping, layout: Layout, result: str, own: tuple[int, int], changed: dict[str, Raw] | dict[str, None]
) -> str:
    """Say what is wrong with a result, if anything: `changed` has the new values, None for a removed key.

    Outside of `own`, the range of the changed lines, no character may differ.
    """
    head, tail = layout.text[: own[0]], layout.text[own[1] :]
    if len(result) < len(head) + len(tail) or not (result.startswith(head) and result.endswith(tail)):
        return "other lines would change"
    try:
        new = read_mapping(result)
    except Unreadable as error:
        return f"the result could not be read (found {error.found})"
    kept = [(key, value) for key, value in old.values.items() if key not in changed]
    if kept != [(key, value) for key, value in new.values.items() if key not in changed]:
        return "another key would change"
    for key, value in changed.items():
        if (key in new.values) != (value is not None):
            return f"`{key}` would not be where it belongs"
        if value is not None and not _same(new.values[key], value):
            return f"`{key}` would not read as what was written"
    return ""
