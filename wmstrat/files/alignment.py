"""Which old part of a list or mapping becomes which new one, so that what is equal can stay untouched."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from msgspec import Struct

from wmstrat.files.layout import Part
from wmstrat.files.reading import Raw


class Step(Struct, frozen=True):
    """One part in its place: kept or changed (`part` and `new`), removed (`new` is None), added (`part` is None)."""

    part: Part | None
    new: Raw | None
    key: str | None = None


def align_pairs(parts: Sequence[Part], new: dict[str, Raw]) -> list[Step]:
    """Pair old keys with new values; a new key comes behind the key that it follows in `new`."""
    steps = [Step(part, new.get(str(part.key)), part.key) for part in parts]
    place = 0
    for key, raw in new.items():
        found = next((at for at, step in enumerate(steps) if step.key == key), None)
        if found is None:
            steps.insert(place, Step(None, raw, key))
            found = place
        place = found + 1
    return steps


def align_items(parts: Sequence[Part], new: Sequence[Raw]) -> list[Step]:
    """Pair old items with new ones: the equal ones, then mappings with the same first value, then by place."""
    steps: list[Step] = []
    for equal, old, fresh in _opcodes(parts, new, lambda raw: _hashable(raw)):
        steps += map(Step, old, fresh) if equal else _replaced(old, fresh)
    return steps


def _replaced(parts: Sequence[Part], new: Sequence[Raw]) -> list[Step]:
    values = [*(part.value.raw for part in parts), *new]
    mappings = [value for value in values if isinstance(value, dict) and value]
    if not parts or not new or len(mappings) < len(values):
        return _in_place(parts, new)
    name = next(iter(mappings[len(parts)]))
    if not all(name in value for value in mappings):
        return _in_place(parts, new)
    steps: list[Step] = []
    for equal, old, fresh in _opcodes(parts, new, lambda raw: isinstance(raw, dict) and _hashable(raw[name])):
        steps += map(Step, old, fresh) if equal else _in_place(old, fresh)
    return steps


def _in_place(parts: Sequence[Part], new: Sequence[Raw]) -> list[Step]:
    """As many new ones as old ones of the same form take their places; others go and come."""
    alike = len(parts) == len(new) and all(_alike(part.value.raw, raw) for part, raw in zip(parts, new, strict=True))
    if alike:
        return list(map(Step, parts, new))
    return [*(Step(part, None) for part in parts), *(Step(None, raw) for raw in new)]


def _alike(old: Raw, new: Raw) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return bool(old.keys() & new.keys())
    return isinstance(old, str) and isinstance(new, str)


def _opcodes(
    parts: Sequence[Part], new: Sequence[Raw], identity: Callable[[Raw], Hashable]
) -> list[tuple[bool, Sequence[Part], Sequence[Raw]]]:
    from difflib import SequenceMatcher

    old_names = [identity(part.value.raw) for part in parts]
    matcher = SequenceMatcher(None, old_names, [identity(raw) for raw in new], autojunk=False)
    return [(tag == "equal", parts[a:b], new[c:d]) for tag, a, b, c, d in matcher.get_opcodes()]


def _hashable(raw: Raw) -> Hashable:
    if isinstance(raw, dict):
        return frozenset((key, _hashable(value)) for key, value in raw.items())
    return tuple(map(_hashable, raw)) if isinstance(raw, list) else raw
