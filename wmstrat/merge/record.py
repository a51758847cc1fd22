"""Two versions of a file and the one that both came from, made into one. What was put together is read back and has
to hold exactly what it should; where it does not, a person is asked about the file as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.files.front_matter import FrontMatter, join, split
from wmstrat.files.reading import Raw, Unreadable, decode, read_mapping
from wmstrat.files.record_texts import renamed_keys, with_entries
from wmstrat.files.records import half_fields
from wmstrat.files.splicing import CannotSplice
from wmstrat.merge.blocks import Unmergeable
from wmstrat.merge.choice import DELETED, WHOLE, Asking, Choose, Conflict
from wmstrat.merge.mapping import KeysMerge
from wmstrat.merge.paragraphs import merge_body
from wmstrat.merge.plain import Plain, as_read, picked, plain
from wmstrat.record.fields import Entries, Field
from wmstrat.record.kind import Kind
from wmstrat.record.types import Line, Listing


class Merged(Struct, frozen=True):
    """One file out of two versions; `data` is None when it is gone, and has mine where `conflicts` are open.
    `from_mine` and `from_theirs` name the fields (`body` for the text, `record` for the whole file) whose value came
    from that side, or from both. `renumbered` has new ids of entries of mine by the old ones, which new entries of
    theirs have."""

    data: bytes | None
    conflicts: tuple[Conflict, ...] = ()
    from_mine: tuple[str, ...] = ()
    from_theirs: tuple[str, ...] = ()
    renumbered: dict[str, str] = {}


def merge_record(
    kind: Kind, private: bool, base: bytes | None, mine: bytes | None, theirs: bytes | None, choose: Choose
) -> Merged:
    """The file of a record of this kind (its private half if `private`) out of three versions; None means that there
    is no such file. `choose` is asked for each thing that both sides changed, and returns None to leave it open."""
    if mine is None or theirs is None or mine in (theirs, base) or theirs == base:
        return _whole(base, mine, theirs, choose)
    asking = Asking(choose)
    try:
        texts = plain(base, mine, theirs)
        fronts = [_front(kind, text) for text in (texts.base, texts.mine, texts.theirs)]
        return _merged(kind, private, texts, fronts, asking)
    except (Unreadable, CannotSplice, Unmergeable):
        return _whole(base, mine, theirs, choose)


def merge_text(base: bytes | None, mine: bytes | None, theirs: bytes | None, choose: Choose) -> Merged:
    """Any other file out of three versions: a text by its paragraphs and lines, as the field `body`; anything else,
    and a file that both have added, as a whole."""
    if base is None or mine is None or theirs is None or mine in (theirs, base) or theirs == base:
        return _whole(base, mine, theirs, choose)
    try:
        texts = plain(base, mine, theirs)
    except Unreadable:
        return _whole(base, mine, theirs, choose)
    asking = Asking(choose)
    body = merge_body("body", texts.base or "", texts.mine, texts.theirs, asking, by_lines=True)
    return Merged(texts.restored(body).encode(), tuple(asking.open), ("body",), ("body",))


def _merged(kind: Kind, private: bool, texts: Plain, fronts: Sequence[FrontMatter], asking: Asking) -> Merged:
    base, mine, theirs = fronts
    fields: Sequence[Field] = half_fields(kind, private)
    texts_of_keys = _under_one_name(fields, fronts) if kind.earlier_names else [front.yaml for front in fronts]
    fields, texts_of_keys = _in_one_form(fields, texts_of_keys)
    keys = KeysMerge(fields, kind.together, texts_of_keys, asking)
    yaml, values = keys.merged()
    if theirs.body in (base.body, mine.body):
        body = mine.body
    elif mine.body == base.body:
        body = theirs.body
    else:
        body = merge_body("body", base.body, mine.body, theirs.body, asking)
    from_mine = [*keys.from_mine, *(["body"] if body != theirs.body else [])]
    from_theirs = [*keys.from_theirs, *(["body"] if body != mine.body else [])]
    opening = picked(base.opening, mine.opening, theirs.opening) or ""
    closing = picked(base.closing, mine.closing, theirs.closing) or ""
    for attempt in _attempts(keys, yaml, values):
        text = texts.restored(join(FrontMatter(attempt, body, 1, opening, closing)))
        if _reads_back(kind, text, values, body):
            conflicts = tuple(asking.open)
            return Merged(text.encode(), conflicts, tuple(from_mine), tuple(from_theirs), asking.renumbered)
    raise CannotSplice(1, "the two layouts are too different")


def _under_one_name(fields: Sequence[Field], fronts: Sequence[FrontMatter]) -> list[str]:
    """The keys of each version; under the names of today, where one version has them and another does not."""
    texts = [front.yaml for front in fronts]
    held = [read_mapping(text).values for text in texts]
    if any(field.once and field.name in keys for field in fields for keys in held):
        return [renamed_keys(fields, text) for text in texts]
    return texts


def _in_one_form(fields: Sequence[Field], texts: list[str]) -> tuple[Sequence[Field], list[str]]:
    """The fields and the keys of each version, where a list of entries may be one of plain lines, as an earlier
    version of wmstrat wrote it: where all are lines, so is the field; else all become entries."""
    of_today = []
    for field in fields:
        if isinstance(field.type, Entries) and field.type.plain:
            lists = (read_mapping(text).values.get(field.name) for text in texts)
            forms = {isinstance(item, str) for held in lists if isinstance(held, list) for item in held}
            if forms == {True}:
                field = replace(field, type=Listing(Line()))
            elif forms == {True, False}:
                texts = [with_entries([field], text) for text in texts]
        of_today.append(field)
    return of_today, texts


def _attempts(keys: KeysMerge, yaml: str, values: Mapping[str, Raw]) -> Iterator[str]:
    """The merged YAML, put together from segments, or else with the values set into the text of one side."""
    yield yaml
    for host in (keys.mine, keys.theirs):
        with suppress(CannotSplice):
            yield keys.set_into(host, values)


def _front(kind: Kind, text: str | None) -> FrontMatter:
    """A text in its parts; no text is a blank record, with nothing but the kind's prompts."""
    if text is None:
        return FrontMatter("", f"\n{kind.prompts}\n" if kind.prompts else "", 1)
    return split(text, kind.suffix)


def _reads_back(kind: Kind, text: str, values: Mapping[str, Raw], body: str) -> bool:
    """True when the file holds these values and this body; for an empty list, blank is as good."""
    try:
        front = _front(kind, text)
        read = read_mapping(front.yaml).values
    except Unreadable:
        return False
    if read.keys() != values.keys() or any(read[name] != raw and (read[name] or raw) for name, raw in values.items()):
        return False
    return as_read(front.body) == as_read(body)


def _whole(base: bytes | None, mine: bytes | None, theirs: bytes | None, choose: Choose) -> Merged:
    """A file as a whole: that of the side that alone has changed it, else the one that is chosen."""
    if mine == theirs:
        return Merged(mine)
    if mine == base:
        return Merged(theirs, from_theirs=(WHOLE,))
    if theirs == base:
        return Merged(mine, from_mine=(WHOLE,))
    asking = Asking(choose)
    choice = asking.ask(Conflict(WHOLE, "" if base is None else _shown(base), _shown(mine), _shown(theirs)))
    if asking.open:
        return Merged(mine, tuple(asking.open))
    if choice.take == "value":
        return Merged(choice.value.encode())
    if choice.take == "theirs":
        return Merged(theirs, from_theirs=(WHOLE,))
    return Merged(mine, from_mine=(WHOLE,))


def _shown(data: bytes | None) -> str:
    if data is None:
        return DELETED
    try:
        text = decode(data)
    except Unreadable:
        text = "\0"
    if "\0" not in text:
        return text
    from hashlib import sha256

    return f"a file of {len(data):,} bytes ({sha256(data).hexdigest()[:12]})"
