"""Merging the keys of two YAML texts: the lines of the side that changed a key, and both comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from msgspec.structs import replace

from wmstrat.files.layout import COMMENT, lay_out
from wmstrat.files.reading import Raw, Unreadable
from wmstrat.files.splicing import CannotSplice, remove_key, set_key
from wmstrat.merge.choice import Asking, Conflict
from wmstrat.merge.paragraphs import merge_lines
from wmstrat.merge.plain import picked
from wmstrat.merge.segments import Segment, Segments, segments
from wmstrat.merge.values import alike, interleaved, merge_value, shown
from wmstrat.record.fields import Entries, Field
from wmstrat.record.types import Listing, Text

# Every change of one key composes the whole text.
LONGEST_SET_INTO = 100_000


class KeysMerge:
    """Merges three YAML texts (base, mine, theirs), each empty or with a last line end; the declared fields by their
    types. Fields that belong `together` come all from one side where both have changed one of them. Raises Unreadable
    when a text cannot be read or taken apart."""

    def __init__(
        self, fields: Iterable[Field], together: Iterable[Sequence[str]], texts: Iterable[str], asking: Asking
    ) -> None:
        self.fields = {field.name: field for field in fields}
        self.together = together
        self.asking = asking
        self.base, self.mine, self.theirs = map(segments, texts)
        self.from_mine: list[str] = []
        self.from_theirs: list[str] = []

    def merged(self) -> tuple[str, dict[str, Raw]]:
        """The text, made of segments, and the values that it has to hold. Raises CannotSplice and Unmergeable."""
        base, mine, theirs = self.base.keys, self.mine.keys, self.theirs.keys
        keys: dict[str, Segment] = {}
        sides = dict(self._sides())
        for name in {**theirs, **mine}:
            versions = base.get(name, _NOTHING), mine.get(name, _NOTHING), theirs.get(name, _NOTHING)
            segment = self._key(name, *versions, sides.get(name, "")) if versions[1] != versions[2] else versions[1]
            if segment is not None:
                keys[name] = segment
        keys = {name: keys[name] for name in interleaved(base, mine, theirs, keys)}
        tail = _merged_above(self.base.tail, self.mine.tail, self.theirs.tail)
        values = {name: segment.raw for name, segment in keys.items() if segment.raw is not None}
        return Segments(keys, tail).text(), values

    def set_into(self, host: Segments, values: Mapping[str, Raw]) -> str:
        """One side's text with the merged values set in it: for layouts that cannot be put together from segments.
        Raises CannotSplice, also when a comment of either side would be lost."""
        text = host.text()
        if len(text) > LONGEST_SET_INTO:
            raise CannotSplice(1, "the text is too long to change single keys")
        for name in host.keys:
            if name not in values:
                text = remove_key(text, name)
        names = list(values)
        for place, name in enumerate(names):
            if host.keys.get(name, _NOTHING).raw != values[name]:
                about = self.fields[name].about if name in self.fields else ""
                text = set_key(text, name, values[name], after=names[:place], comment=about)
        texts = self.base.text(), self.mine.text(), self.theirs.text(), text
        base, mine, theirs, left = (Counter(COMMENT.findall(comments)) for comments in texts)
        if (mine - base) - left or (theirs - base) - left:
            raise CannotSplice(1, "a comment would be lost")
        return text

    def _sides(self) -> Iterator[tuple[str, str]]:
        """The side (`open` for mine until somebody chooses) of fields that belong together and that both sides have
        changed in two ways. One question is asked for all of them, under the name of the first that differs. Where
        only one differs, it is asked for like any other."""
        for names in self.together:
            types = [self.fields[name].type for name in names if name in self.fields]
            base, mine, theirs = (
                [side.keys.get(name, _NOTHING).raw for name in names] for side in (self.base, self.mine, self.theirs)
            )
            differing = [place for place, type_ in enumerate(types) if not alike(type_, mine[place], theirs[place])]
            if len(differing) < 2 or all(map(alike, types, base, mine)) or all(map(alike, types, base, theirs)):
                continue
            texts = [
                "\n".join(f"{names[place]}: {shown(side[place])}".rstrip() for place in differing)
                for side in (base, mine, theirs)
            ]
            waiting = len(self.asking.open)
            conflict = Conflict(names[differing[0]], texts[0], texts[1], texts[2])
            choice = self.asking.ask(conflict)
            if choice.take == "value":
                self.asking.leave_open(conflict)
            side = "open" if len(self.asking.open) > waiting else choice.take
            yield from ((name, side) for name in names)

    def _key(self, name: str, base: Segment, mine: Segment, theirs: Segment, side: str) -> Segment | None:
        """One key out of three, of which mine and theirs differ; all of `side`, if one was chosen already."""
        above = _merged_above(base.above, mine.above, theirs.above)
        if mine.value == theirs.value:
            return replace(mine, above=above)
        side = side or self._followed(name, mine, theirs)
        if side == "theirs" or (not side and mine.value == base.value):
            self.from_theirs.append(name)
            chosen = theirs
        elif side == "open":
            chosen = mine
        elif side == "mine" or theirs.value == base.value:
            self.from_mine.append(name)
            chosen = mine
        else:
            return self._value(name, above, base, mine, theirs)
        return replace(chosen, above=above) if chosen.raw is not None else _remainder(above, base, mine, theirs)

    def _followed(self, name: str, mine: Segment, theirs: Segment) -> str:
        """The side on which a number is that of the last entry of either list that it follows; an empty text where it
        follows none, or neither side has an entry."""
        list_of = self.fields[name].follows if name in self.fields else ""
        lists = (side.keys.get(list_of, _NOTHING).raw for side in (self.mine, self.theirs)) if list_of else ()
        entries = [entry for raw in lists if isinstance(raw, list) for entry in raw if isinstance(entry, dict)]
        key = self._key_of(list_of)
        numbers = [str(entry.get(key)) for entry in entries]
        last = max(filter(str.isdecimal, numbers), key=int, default=None)
        return next((side for side, each in (("mine", mine), ("theirs", theirs)) if last and each.raw == last), "")

    def _key_of(self, name: str) -> str:
        type_ = self.fields[name].type if name in self.fields else None
        return type_.key[0] if isinstance(type_, Entries) else ""

    def _value(self, name: str, above: str, base: Segment, mine: Segment, theirs: Segment) -> Segment | None:
        """One key of which both have changed the lines."""
        field = self.fields.get(name)
        type_ = field.type if field else None
        waiting = len(self.asking.open)
        raw = merge_value(name, type_, base.raw, mine.raw, theirs.raw, self.asking)
        is_open = len(self.asking.open) > waiting
        several = isinstance(type_, (Listing, Entries, Text))
        for side, other, names in ((mine, theirs, self.from_mine), (theirs, mine, self.from_theirs)):
            changed = not alike(type_, side.raw, base.raw) and not alike(type_, side.raw, other.raw)
            if changed and not is_open and (alike(type_, raw, side.raw) or (several and raw != other.raw)):
                names.append(name)
        if raw is None:
            return _remainder(above, base, mine, theirs)
        # A side that changed no more than comments and layout has the lines to put the other's value into.
        only_theirs, only_mine = alike(type_, mine.raw, base.raw), alike(type_, theirs.raw, base.raw)
        mine_first = only_theirs or (raw == mine.raw != theirs.raw and not only_mine)
        hosts = [mine, theirs] if mine_first else [theirs, mine]
        value = _written(name, raw, [host.value for host in hosts if host.raw is not None])
        return Segment(above + _as_lines(_lost(base, mine, theirs, above + value), value), value, raw)


_NOTHING = Segment("", "", None)


def _merged_above(base: str, mine: str, theirs: str) -> str:
    if mine in (theirs, base) or theirs == base:
        return picked(base, mine, theirs) or ""
    return merge_lines(base, mine, theirs)


def _remainder(above: str, base: Segment, mine: Segment, theirs: Segment) -> Segment | None:
    """What is left of a key that is gone: the comments that somebody added to it since."""
    lost = [*_lost(base, mine, theirs, "")]
    fresh = [line for line in above.splitlines() if line.strip() and line not in base.above.splitlines()]
    text = "".join(line + "\n" for line in fresh) + _as_lines(lost, mine.value or theirs.value)
    return Segment(text, "", None) if text else None


def _written(name: str, raw: Raw, hosts: list[str]) -> str:
    """The lines of a key with this value, changed as little as can be. Raises CannotSplice."""
    for lines in hosts:
        with suppress(CannotSplice, Unreadable):
            return set_key(lines, name, raw)
    return set_key("", name, raw)


def _lost(base: Segment, mine: Segment, theirs: Segment, text: str) -> Iterator[str]:
    """The comments among the lines of a value that one side has added and that are nowhere in the text."""
    known = Counter(_comments(base.value))
    added = (Counter(_comments(mine.value)) | Counter(_comments(theirs.value))) - known
    yield from (comment for comment in added if comment not in text)


def _comments(value: str) -> list[str]:
    """The comments in the lines of one key."""
    if "#" not in value:
        return []
    try:
        return lay_out(value).comments(0, len(value))
    except (CannotSplice, Unreadable):
        return [comment.rstrip() for comment in COMMENT.findall(value)]


def _as_lines(comments: Iterable[str], value: str) -> str:
    indent = " " * (len(value) - len(value.lstrip(" ")))
    return "".join(f"{indent}{comment}\n" for comment in comments)
