"""Changes of lists in brackets and mappings in braces, item by item; on one line or on many."""

from __future__ import annotations

import re
from itertools import groupby, pairwise, zip_longest

from wmstrat.files.alignment import Step, align_items, align_pairs
from wmstrat.files.edits import Edits
from wmstrat.files.emitting import emit_key, write_flow
from wmstrat.files.layout import Layout, Part, Value
from wmstrat.files.reading import Raw

_COMMENT = re.compile(r"(?:^|\s)#")


def has_comments(layout: Layout, value: Value) -> bool:
    """Tell whether a comment stands inside of these brackets."""
    start = value.start
    for part in value.parts:
        gaps = ((start, part.start), (part.anchor or part.value.start, part.value.start))
        if any(_COMMENT.search(layout.text, *gap) for gap in gaps) or has_comments(layout, part.value):
            return True
        start = part.end
    return value.flow and bool(_COMMENT.search(layout.text, start, value.end))


def change_brackets(edits: Edits, value: Value, new: Raw) -> None:
    """Turn a value in brackets with parts into a new one of the same form, and keep the brackets.

    Raises CannotSplice where a mapping with comments inside has no key in common with the new one.
    """
    steps = align_pairs(value.parts, new) if isinstance(new, dict) else align_items(value.parts, list(new))
    if new and not any(step.part and step.new is not None for step in steps):
        if isinstance(new, dict):
            replace_brackets(edits, value, write_flow(new))
            return
        steps = [Step(part, raw) for part, raw in zip_longest(value.parts, new)]
    for step in steps:
        if step.part and step.new is not None:
            _change(edits, step.part, step.new)
    _remove(edits, value, {step.part.start for step in steps if step.part and step.new is None})
    _add(edits, value, steps)


def replace_brackets(edits: Edits, value: Value, text: str) -> None:
    """Put `text` in the place of the whole value. Raises CannotSplice where that would take comments along."""
    if has_comments(edits.layout, value):
        raise edits.layout.refuse(value.start, "comments inside the brackets would be lost")
    edits.replace(value.start, value.end, text)


def _change(edits: Edits, part: Part, new: Raw) -> None:
    old = part.value
    if old.raw == new:
        return
    if old.parts and new and type(old.raw) is type(new):
        change_brackets(edits, old, new)
    elif part.key is not None and (part.anchor is None or old.start == old.end):
        edits.replace(part.start, part.end, f"{emit_key(part.key)}: {write_flow(new)}")
    else:
        replace_brackets(edits, old, write_flow(new))


def _remove(edits: Edits, value: Value, starts: set[int]) -> None:
    layout, parts = edits.layout, value.parts
    inline: list[int] = []
    for place, part in enumerate(parts):
        if part.start not in starts:
            continue
        if _own_line(layout, value, place):
            comma = _comma(layout, value, place)
            edits.remove_lines(part.start, part.end if comma is None else comma)
        else:
            inline.append(place)
    for _, run in groupby(enumerate(inline), key=lambda pair: pair[1] - pair[0]):
        places = [place for _, place in run]
        first, last = places[0], places[-1]
        around = parts[max(first - 1, 0) : last + 2]
        comments = any(_COMMENT.search(layout.text, left.end, right.start) for left, right in pairwise(around))
        if comments or len(around) == len(places) or sum(part.start in starts for part in around) > len(places):
            # No neighbour that stays on this side: each takes its own comma along and nothing else.
            for place in places:
                comma = _comma(layout, value, place)
                edits.replace(parts[place].start, parts[place].end if comma is None else comma + 1, "")
        elif last + 1 < len(parts):
            edits.replace(parts[first].start, parts[last + 1].start, "")
        else:
            edits.replace(parts[first - 1].end, parts[last].end, _space(parts[first - 1]))


def _space(part: Part) -> str:
    """The space that a bracket or comma needs behind a key without a value."""
    return " " if part.key is not None and part.value.start == part.value.end else ""


def _add(edits: Edits, value: Value, steps: list[Step]) -> None:
    """Put new items behind the last one that stays, in its layout; before the first that stays, else."""
    layout = edits.layout
    places = {part.start: place for place, part in enumerate(value.parts)}
    stays = [step.part for step in steps if step.part and step.new is not None]
    behind: Part | None = None
    added: dict[int, list[str]] = {}
    for step in steps:
        if step.new is None:
            continue
        if step.part:
            behind = step.part
            continue
        text = write_flow(step.new) if step.key is None else f"{emit_key(step.key)}: {write_flow(step.new)}"
        added.setdefault(-1 if behind is None else places[behind.start], []).append(text)
    blank = {step.part.start for step in steps if step.part and step.new == ""}
    for place, texts in added.items():
        part = stays[0] if place < 0 else value.parts[place]
        own_line = _own_line(layout, value, places[part.start])
        indent = layout.text[layout.line_start(part.start) : part.start]
        between = "," + layout.line_end + indent if own_line else ", "
        comma = _comma(layout, value, places[part.start])
        space = _space(part) if part.start in blank else ""
        if place < 0:
            edits.replace(part.start, part.start, "".join(text + between for text in texts))
        elif not own_line:
            edits.replace(part.end, part.end, space + "".join(between + text for text in texts))
        elif comma is not None:
            edits.insert_lines(layout.line_stop(comma), (f"{indent}{text}," for text in texts))
        else:
            edits.replace(part.end, part.end, space + ",")
            edits.insert_lines(layout.line_stop(part.end), (indent + between.join(texts)).split(layout.line_end))


def _comma(layout: Layout, value: Value, place: int) -> int | None:
    """Return where the comma behind a part stands; None behind a last one without comma."""
    parts = value.parts
    stop = parts[place + 1].start if place + 1 < len(parts) else value.end - 1
    return layout.comma(parts[place].end, stop)


def _own_line(layout: Layout, value: Value, place: int) -> bool:
    """Tell whether a part has its lines for itself, but for a comma and a comment."""
    part = value.parts[place]
    comma = _comma(layout, value, place)
    behind = part.end if comma is None else comma + 1
    rest = layout.text[behind : layout.line_stop(behind)].strip()
    before = layout.text[layout.line_start(part.start) : part.start]
    same_line = layout.line_start(part.end) == layout.line_start(behind)
    return not before.strip() and same_line and (not rest or rest.startswith("#"))
