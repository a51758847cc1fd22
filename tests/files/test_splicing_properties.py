"""What was written is what is read, and no other byte moved: over arbitrary values in arbitrary layouts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from wmstrat.files.reading import Raw, Unreadable, read_mapping
from wmstrat.files.splicing import CannotSplice, fill, remove_key, set_key

ANY_TEXT = st.one_of(
    st.lists(
        st.sampled_from([*"ab9-?:,[]{}#&*!|>'\"%@~=\\\t\n\r\0\x85\u2028é🎉हम", " ", " #", ": ", "\n  "]), max_size=6
    ).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
WORD = st.text(st.sampled_from("abno19é🎉م"), min_size=1, max_size=4)
NAMES = ("alpha", "beta", "gamma", "delta", "no", "2018")
FIELDS = ("id", "text", "who")


@dataclass
class Written:
    """A document under construction: its pieces, each a key with its own text, and the numbers of its comments."""

    line_end: str = "\n"
    count: int = 0
    pieces: list[tuple[str, str]] = field(default_factory=list)

    def comment(self) -> str:
        self.count += 1
        return f"# note {self.count}: 'it\" [is] {{so}}, - x"


@st.composite
def scalars(draw: st.DrawFn, document: Written, column: int, *, small: bool = False) -> str:
    """A scalar as it stands behind a colon or dash, with its leading space, and the lines that belong to it."""
    indent = " " * (column + draw(st.integers(1, 4)))
    form = draw(st.sampled_from(["plain", "quoted", "empty"] if small else FORMS))
    word, other = draw(WORD), draw(WORD)
    behind = f"  {document.comment()}" if draw(st.booleans()) else ""
    space = " " * draw(st.integers(1, 3))
    if form == "empty":
        return behind
    if form == "plain":
        return f"{space}{word}{behind}"
    if form == "quoted":
        quote = draw(st.sampled_from("'\""))
        return f"{space}{quote}{word}: #{other}{quote}{behind}"
    if form == "below":
        return f"{behind}\n{indent}{word}{f'  {document.comment()}' if draw(st.booleans()) else ''}"
    if form == "plain lines":
        return f"{space}{word}\n\n{indent}{other}{behind}"
    if form == "quoted lines":
        return f'{space}"{word}\n{indent}{other} #"{behind}'
    header = draw(st.sampled_from("|>")) + draw(st.sampled_from(["", "-", "+"]))
    blank = "\n" * draw(st.integers(0, 2))
    return f"{space}{header}{behind}\n{blank}{indent}{word}: #x\n\n{indent}  {other}{blank}"


FORMS = ["plain", "quoted", "empty", "below", "plain lines", "quoted lines", "block", "block"]


@st.composite
def between(draw: st.DrawFn, document: Written, column: int) -> str:
    """Blank lines and comments, each with its line end."""
    kinds = draw(st.lists(st.sampled_from(["blank", "comment", "outer"]), max_size=2))
    lines = {"blank": lambda: "", "comment": lambda: " " * column + document.comment(), "outer": document.comment}
    return "".join(lines[kind]() + "\n" for kind in kinds)


@st.composite
def mappings(draw: st.DrawFn, document: Written, column: int) -> str:
    """The keys of a mapping that begins behind a dash, in `column`."""
    keys = draw(st.lists(st.sampled_from(FIELDS), min_size=1, unique=True))
    text = ""
    for place, key in enumerate(keys):
        if place:
            text += "\n" + draw(between(document, column)) + " " * column
        text += f"{key}:{draw(scalars(document, column))}"
    return text


@st.composite
def block_lists(draw: st.DrawFn, document: Written, column: int) -> str:
    dash = column + draw(st.integers(0, 4))
    text = f"  {document.comment()}" if draw(st.booleans()) else ""
    for _ in range(draw(st.integers(1, 4))):
        text += "\n" + draw(between(document, dash)) + " " * dash + "-"
        kind = draw(st.sampled_from(["scalar", "mapping", "braces"]))
        if kind == "scalar":
            text += draw(scalars(document, dash))
        elif kind == "braces":
            text += f" {draw(braces())}"
        else:
            gap = draw(st.integers(1, 3))
            text += " " * gap + draw(mappings(document, dash + 1 + gap))
    return text


@st.composite
def braces(draw: st.DrawFn) -> str:
    keys = draw(st.lists(st.sampled_from(FIELDS), unique=True, max_size=3))
    pairs = [f"{key}: {draw(st.one_of(WORD, st.just('')))}" for key in keys]
    return "{" + " " * draw(st.integers(0, 1)) + ", ".join(pairs) + " }"


@st.composite
def bracket_lists(draw: st.DrawFn, document: Written, column: int) -> str:
    """A flow list, on one line or with items and comments on many."""
    items = draw(st.lists(st.one_of(WORD, WORD.map("'{}'".format), braces()), max_size=4))
    indent = "\n" + " " * (column + draw(st.integers(1, 3)))
    style = draw(st.sampled_from(["line", "lines", "comments"]))
    text = " ["
    for place, item in enumerate(items):
        comma = "," if place + 1 < len(items) or draw(st.booleans()) else ""
        text += (" " * draw(st.integers(0, 2)) if style == "line" else indent) + item + comma
        if style == "comments" and draw(st.booleans()):
            text += f"  {document.comment()}"
    if style != "line":
        text += "\n" + " " * (column + 1)
    return text + "]" + (f"  {document.comment()}" if draw(st.booleans()) else "")


def after_last(document: Written, text: str) -> str:
    """Text between keys, without blank lines that a block scalar above it (`|+`) would keep as its own."""
    kept = bool(document.pieces) and re.search(r"[|>]\+", document.pieces[-1][1])
    return text.lstrip("\n") if kept else text


@st.composite
def documents(draw: st.DrawFn) -> Written:
    document = Written(draw(st.sampled_from(["\n", "\r\n"])))
    column = draw(st.sampled_from([0, 0, 0, 2]))
    for key in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=4)):
        above = after_last(document, draw(between(document, column)))
        form: Callable[[Written, int], st.SearchStrategy[str]]
        form = draw(st.sampled_from([scalars, scalars, block_lists, block_lists, bracket_lists]))
        document.pieces.append(("", above))
        document.pieces.append((key, f"{' ' * column}{key}:{draw(form(document, column))}\n"))
    document.pieces.append(("", after_last(document, draw(between(document, column)))))
    document.pieces = [(key, text.replace("\n", document.line_end)) for key, text in document.pieces]
    if draw(st.booleans()):
        document.pieces.insert(0, ("", "\ufeff"))
    if draw(st.integers(0, 3)) == 3:
        while not document.pieces[-1][1]:
            document.pieces.pop()
        key, text = document.pieces.pop()
        document.pieces.append((key, text.removesuffix(document.line_end)))
    return document


def text_of(document: Written) -> str:
    return "".join(text for _, text in document.pieces)


FLAT = st.dictionaries(st.sampled_from(FIELDS), ANY_TEXT, min_size=1)
ITEM = st.one_of(ANY_TEXT, WORD, FLAT)


@st.composite
def changed_lists(draw: st.DrawFn, old: list[Raw]) -> list[Raw]:
    """An old list with items removed, changed and added; the order of what stays is kept."""
    new: list[Raw] = []
    for item in old:
        new += draw(st.lists(ITEM, max_size=1))
        fate = draw(st.sampled_from(["keep", "keep", "change", "remove"]))
        if fate == "keep":
            new.append(item)
        elif fate == "change" and isinstance(item, dict):
            kept: dict[str, Raw] = {key: value for key, value in item.items() if draw(st.booleans())}
            new.append({**kept, **draw(FLAT)})
        elif fate == "change":
            new.append(draw(ITEM))
    return new + draw(st.lists(ITEM, max_size=2))


@st.composite
def changed_values(draw: st.DrawFn, old: Raw) -> Raw:
    strategies: list[st.SearchStrategy[Raw]] = [ANY_TEXT, st.lists(ITEM, max_size=3)]
    if isinstance(old, list):
        strategies = [changed_lists(old), changed_lists(old), *strategies]
    return draw(draw(st.sampled_from(strategies)))


def open_block(document: Written) -> bool:
    """A block at the end of a text without a last line end would read differently with anything below it."""
    text = text_of(document)
    return not text.endswith("\n") and bool(re.search("[:-] +[|>]", document.pieces[-1][1]))


def notes(text: str) -> list[str]:
    return re.findall(r"# note \d+", text)


def lone_notes(text: str) -> list[str]:
    """The comments that have a line for themselves."""
    return re.findall(r"^ *(# note \d+)", text, re.MULTILINE)


def expect_only(key: str, document: Written, result: str, value: Raw) -> str:
    """Assert that the result is the document with another value under the key; return the key's own new text."""
    place = [name for name, _ in document.pieces].index(key)
    head = "".join(text for _, text in document.pieces[:place])
    tail = "".join(text for _, text in document.pieces[place + 1 :])
    assert result.startswith(head)
    assert result.endswith(tail)
    old, new = read_mapping(text_of(document)), read_mapping(result)
    assert list(new.values) == list(old.values)
    assert {**new.values, key: ""} == {**old.values, key: ""}
    assert new.values[key] == value or (value == [] and new.values[key] == "")
    return result[len(head) : len(result) - len(tail)]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_setting_a_key_moves_no_other_byte(data: st.DataObject) -> None:
    document = data.draw(documents())
    text = text_of(document)
    values = read_mapping(text).values
    key = data.draw(st.sampled_from(sorted(values)))
    value = data.draw(changed_values(values[key]))
    try:
        result = set_key(text, key, value)
    except CannotSplice:
        assert dict(document.pieces)[key] == document.pieces[-1][1]
        assert open_block(document)
        return
    own_old = dict(document.pieces)[key]
    own_new = expect_only(key, document, result, value)
    if "\r\n" in text:
        assert "\n" not in own_new.replace("\r\n", "")
    assert set_key(result, key, value) == result
    if isinstance(values[key], str):
        assert notes(own_new) == notes(own_old)
    elif isinstance(value, list):
        # A comment with a line for itself stays, but for one inside of a mapping that is removed as a whole.
        gone = set(lone_notes(own_old)) - set(notes(own_new))
        assert not gone or any(
            isinstance(item, dict) and values[key].count(item) > value.count(item) for item in values[key]
        )


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_items_that_stay_keep_their_lines(data: st.DataObject) -> None:
    document = Written(data.draw(st.sampled_from(["\n", "\r\n"])))
    numbers = range(data.draw(st.integers(1, 6)))
    column = data.draw(st.integers(0, 3))
    lines = {}
    text = "a: 1\nkey:\n"
    for number in numbers:
        text += data.draw(between(document, column))
        behind = f"  {document.comment()}" if data.draw(st.booleans()) else ""
        gap = " " * data.draw(st.integers(1, 3))
        forms = [f"item {number}", f"'item {number}'", f'"item {number}"', f"item\n{' ' * column}      {number}"]
        lines[f"item {number}"] = f"{' ' * column}-{gap}{data.draw(st.sampled_from(forms))}{behind}\n"
        text += lines[f"item {number}"]
    text = text.replace("\n", document.line_end) + "z: 2"
    kept = [item for item in lines if data.draw(st.booleans())]
    value: list[Raw] = []
    for item in kept:
        value += [*data.draw(st.lists(ANY_TEXT.filter(lambda new: new not in lines), max_size=1)), item]
    result = set_key(text, "key", value)
    assert read_mapping(result).values == {"a": "1", "key": value or "", "z": "2"} or not value
    if len(value) == len(kept):
        for item, line in lines.items():
            assert (line.replace("\n", document.line_end) in result) == (item in kept)
    assert set(lone_notes(text)) <= set(notes(result))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_new_key_moves_no_byte(data: st.DataObject) -> None:
    document = data.draw(documents())
    text = text_of(document)
    old = read_mapping(text).values
    value = data.draw(changed_values([]))
    after = data.draw(st.lists(st.sampled_from([*old, "unknown"]), unique=True))
    comment = data.draw(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10))
    try:
        result = set_key(text, "new", value, after=after, comment=comment)
    except CannotSplice:
        # A comment cannot escape what YAML has no room for.
        assert open_block(document) or re.search("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", comment)
        return
    new = read_mapping(result)
    expected = list(old)
    present = [name for name in after if name in old]
    expected.insert(expected.index(present[-1]) + 1 if present else len(expected), "new")
    assert list(new.values) == expected
    assert {**old, "new": value} == new.values
    place = next(at for at in range(len(text) + 1) if at == len(text) or result[: at + 1] != text[: at + 1])
    assert any(result.startswith(text[:at]) and result.endswith(text[at:]) for at in range(place + 1))
    assert remove_key(result, "new").count("new:") == 0


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_removing_a_key_moves_no_other_byte(data: st.DataObject) -> None:
    document = data.draw(documents())
    text = text_of(document)
    values = read_mapping(text).values
    key = data.draw(st.sampled_from(sorted(values)))
    try:
        result = remove_key(text, key)
    except CannotSplice:
        assert re.search(r"[|>]\+", text)  # the block above would take the blank lines below the key for its own
        return
    assert read_mapping(result).values == {name: value for name, value in values.items() if name != key}
    place = [name for name, _ in document.pieces].index(key)
    head = "".join(text for _, text in document.pieces[:place])
    tail = "".join(text for _, text in document.pieces[place + 1 :])
    if not text.endswith("\n") and not tail:
        head = head.removesuffix(document.line_end)  # what is last then has no line end either
    assert result.startswith(head)
    assert result.endswith(tail)
    # Blank lines behind the value, of a block scalar that does not keep them, are nobody's and stay.
    assert not result[len(head) : len(result) - len(tail)].strip()


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_filling_is_the_same_as_setting_each(data: st.DataObject) -> None:
    document = data.draw(documents())
    text = text_of(document)
    old = read_mapping(text).values
    names = data.draw(st.lists(st.sampled_from([*NAMES, "new"]), unique=True))
    values = {name: data.draw(changed_values(old.get(name, ""))) for name in names}

    def set_each() -> str:
        result = text
        for name, value in values.items():
            result = set_key(result, name, value)
        return result

    assert outcome(lambda: fill(text, values)) == outcome(set_each)


def outcome(write: Callable[[], str]) -> str:
    try:
        return write()
    except CannotSplice:
        return "CannotSplice"


@settings(max_examples=30, deadline=None)
@given(
    st.text(st.sampled_from("ab:-#?[]{},&*!|>'\"%@ \n\n\t\r.é"), max_size=40),
    st.sampled_from(["a", "b", "new"]),
    st.one_of(ANY_TEXT, st.lists(ITEM, max_size=3)),
)
def test_no_text_is_ever_damaged(text: str, key: str, value: Raw) -> None:
    try:
        old = read_mapping(text).values
        result = set_key(text, key, value)
    except (Unreadable, CannotSplice):
        return
    new = read_mapping(result).values
    assert new.pop(key) in (value, "" if value == [] else value)
    old.pop(key, None)
    assert new == old
