"""Changes of values that stand on lines of their own: scalars, lists of dashes, mappings by indentation."""

from __future__ import annotations

import re

from wmstrat.files.alignment import align_items, align_pairs
from wmstrat.files.brackets import change_brackets, has_comments
from wmstrat.files.edits import Edits
from wmstrat.files.emitting import write_item, write_pair, write_value
from wmstrat.files.layout import Layout, Part, Value
from wmstrat.files.reading import Raw

_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")


def change_value(edits: Edits, part: Part, new: Raw) -> None:
    """Give a pair or an item its new value; equal items, comments and layout stay.

    Raises CannotSplice where the layout has no place for it.
    """
    old = part.value
    if old.raw == new:
        return
    alike = bool(old.parts) and type(old.raw) is type(new)
    if alike and old.flow and (new or has_comments(edits.layout, old)):
        change_brackets(edits, old, new)
    elif alike and not old.flow and new and isinstance(new, list):
        _change_items(edits, part, new)
    elif alike and not old.flow and isinstance(new, dict) and any(pair.key in new for pair in old.parts):
        _change_pairs(edits, old, new)
    else:
        _replace_value(edits, part, new)


def _replace_value(edits: Edits, part: Part, new: Raw) -> None:
    """Replace a value as a whole; the comment behind it, and those between items, stay."""
    layout, old = edits.layout, part.value
    written = write_value(new, layout.column(part.start), literal=edits.literal)
    if part.anchor is None:
        raise layout.refuse(part.start, "the key is written in the form `? key`")
    if has_comments(layout, old) and old.flow:
        raise layout.refuse(old.start, "comments inside the brackets would be lost")
    if old.start == old.end or (old.parts and not old.flow):
        if old.parts and layout.line_start(old.start) == layout.line_start(part.anchor):
            raise layout.refuse(part.start, "the value begins in the line of its dash")
        if written.head:
            edits.replace(part.anchor, part.anchor, " " + written.head)
        edits.insert_lines(layout.line_stop(part.anchor), written.rest)
        for inner in old.parts:
            edits.remove_lines(inner.start, inner.end)
        return
    header = _BLOCK_HEADER.match(layout.text, old.start) if old.block_scalar else None
    end = header.end() if header else old.end
    if written.head:
        edits.replace(old.start, end, written.head)
    else:
        alone = not layout.text[part.anchor : old.start].strip()
        edits.replace(part.anchor if alone else old.start, end, "")
    if header:
        stop = layout.line_stop(old.start)
        edits.replace(stop, max(stop, old.end), "")
    edits.insert_lines(layout.line_stop(old.end), written.rest)


def _change_items(edits: Edits, parent: Part, new: list[Raw]) -> None:
    layout, parts = edits.layout, parent.value.parts
    first = parts[0].start
    if parent.anchor is None or layout.text[layout.line_start(first) : first].strip():
        raise layout.refuse(first, "the list begins in the line of another list's dash, or under `? key`")
    stop, neighbour = layout.line_stop(parent.anchor), parts[0]
    for step in align_items(parts, new):
        if step.part:
            stop, neighbour = layout.line_stop(step.part.end), step.part
            if step.new is None:
                edits.remove_lines(step.part.start, step.part.end)
            else:
                change_value(edits, step.part, step.new)
        elif step.new is not None:
            lines = write_item(
                step.new,
                layout.column(first),
                gap=_gap(layout, neighbour),
                flow=neighbour.value.flow,
                literal=edits.literal,
            )
            edits.insert_lines(stop, lines)


def _gap(layout: Layout, item: Part) -> str:
    """The spaces between an item's dash and its value."""
    gap = layout.text[item.start + 1 : item.value.start]
    return gap if gap and not gap.strip(" ") else " "


def _change_pairs(edits: Edits, old: Value, new: dict[str, Raw]) -> None:
    """Change a mapping that shares a key with the new one, key by key."""
    layout = edits.layout
    column = layout.column(old.parts[0].start)
    steps = align_pairs(old.parts, new)
    for step in steps:
        if step.part and step.new is not None:
            change_value(edits, step.part, step.new)
    _remove_pairs(edits, old, {step.key for step in steps if step.new is None})
    first = next(step.part for step in steps if step.part and step.new is not None)
    behind: Part | None = None
    for step in steps:
        if step.part and step.new is not None:
            behind = step.part
        elif step.new is not None:
            lines = write_pair(str(step.key), step.new, column, literal=edits.literal)
            if behind:
                edits.insert_lines(layout.line_stop(behind.end), lines)
            else:
                text = layout.line_end.join((*lines, " " * column))
                edits.replace(first.start, first.start, text[column:])


def _remove_pairs(edits: Edits, old: Value, keys: set[str | None]) -> None:
    layout, parts = edits.layout, old.parts
    gone = [part for part in parts if part.key in keys]
    if any(part.anchor is None for part in gone):
        raise layout.refuse(old.start, "a key is written in the form `? key`")
    before = layout.text[layout.line_start(old.start) : old.start]
    if gone and gone[0] is parts[0] and before.strip():
        # The first key stands behind a dash: the next one that stays moves up to it, if nothing is between.
        count = next(place for place, part in enumerate(parts) if part.key not in keys)
        ends = [layout.line_stop(part.end) for part in parts[:count]]
        if any(layout.text[end : parts[place + 1].start].strip() for place, end in enumerate(ends)):
            dash = layout.line_start(old.start) + len(before.rstrip())
            edits.replace(dash, ends[0], "")
            gone = gone[1:]
        else:
            edits.replace(old.start, parts[count].start, "")
            gone = gone[count:]
    for part in gone:
        edits.remove_lines(part.start, part.end)
