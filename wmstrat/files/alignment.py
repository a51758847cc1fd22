"""Pairs the old parts of a list or mapping with the new ones, so that equal parts stay untouched."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from msgspec import Struct

from wmstrat.files.layout import LayoutPart
from wmstrat.files.reading import Raw


class AlignedPart(Struct, frozen=True):
    """One part in its place: kept or changed (`part` and `new`), removed (`new` is None), added (`part` is None)."""

    part: LayoutPart | None
    new: Raw | None
    key: str | None = None


def align_pairs(parts: Sequence[LayoutPart], new: dict[str, Raw]) -> list[AlignedPart]:
    """Pair old keys with new values; a new key comes after the key that it follows in `new`."""
    steps = [AlignedPart(part, new.get(str(part.key)), part.key) for part in parts]
    place = 0
    for key, raw in new.items():
        same = next((at for at, step in enumerate(steps) if step.key == key), None)
        if same is None:
            steps.insert(place, AlignedPart(None, raw, key))
            same = place
        place = same + 1
    return steps


def align_items(parts: Sequence[LayoutPart], new: Sequence[Raw]) -> list[AlignedPart]:
    """Pair old items with new ones: the equal ones, then mappings with the same first value, then by place."""
    return [*_aligned(parts, new, None)]


def _aligned(parts: Sequence[LayoutPart], new: Sequence[Raw], name: str | None) -> Iterator[AlignedPart]:
    """Pair the items that are equal, or that have the same value under `name`, and the others in between."""
    from difflib import SequenceMatcher

    old_names = [_identity(part.raw, name) for part in parts]
    matcher = SequenceMatcher(None, old_names, [_identity(raw, name) for raw in new], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        old, fresh = parts[a:b], new[c:d]
        if tag == "equal":
            yield from map(AlignedPart, old, fresh)
        elif name is None and old and fresh and (common := _first_name(old, fresh)):
            yield from _aligned(old, fresh, common)
        elif len(old) == len(fresh) and all(_alike(part.raw, raw) for part, raw in zip(old, fresh, strict=True)):
            yield from map(AlignedPart, old, fresh)
        else:
            yield from (AlignedPart(part, None) for part in old)
            yield from (AlignedPart(None, raw) for raw in fresh)


def _first_name(parts: Sequence[LayoutPart], new: Sequence[Raw]) -> str:
    """The first key of the new mappings, if all items are mappings that have it."""
    name = next(iter(new[0]), "") if isinstance(new[0], dict) else ""
    return name if all(isinstance(raw, dict) and name in raw for raw in (*new, *(part.raw for part in parts))) else ""


def _alike(old: Raw, new: Raw) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return bool(old.keys() & new.keys())
    return isinstance(old, str) and isinstance(new, str)


def _identity(raw: Raw, name: str | None = None) -> Hashable:
    if isinstance(raw, dict):
        return _identity(raw[name]) if name else frozenset((key, _identity(value)) for key, value in raw.items())
    return tuple(map(_identity, raw)) if isinstance(raw, list) else raw
