"""Lists in brackets and mappings in braces stay in them, and change item by item."""

from __future__ import annotations

import pytest

from wmstrat.files.reading import Raw
from wmstrat.files.splicing import CannotSplice, set_key

LINES = """\
langs: [
  ar,  # A
  # between
  no,  # B
  en   # C
]
next: x
"""


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("[ar,  'no', \"en\" ]", ["ar", "no", "en", "de"], "[ar,  'no', \"en\", de ]"),
        ("[ar,  'no', \"en\" ]", ["ar", "de", "no", "en"], "[ar, de,  'no', \"en\" ]"),
        ("[ar,  'no', \"en\" ]", ["de", "ar", "no", "en"], "[de, ar,  'no', \"en\" ]"),
        ("[ar,  'no', \"en\" ]", ["no", "en"], "['no', \"en\" ]"),
        ("[ar,  'no', \"en\" ]", ["ar", "en"], '[ar,  "en" ]'),
        ("[ar,  'no', \"en\" ]", ["ar", "no"], "[ar,  'no' ]"),
        ("[ar,  'no', \"en\" ]", ["ar"], "[ar ]"),
        ("[ar,  'no', \"en\" ]", ["ar", "NO", "en"], '[ar,  NO, "en" ]'),
        ("[ar,  'no', \"en\" ]", [], "[]"),
        ("[ar,  'no', \"en\" ]", ["x", "y"], "[x,  y ]"),
        ("[ar,  'no', \"en\" ]", ["a, b", "", "c: d\ne", "f"], '[ "a, b",  "", "c: d\\ne", f ]'.replace("[ ", "[")),
        ("[ar,]", ["ar", "no"], "[ar, no,]"),
        ("[ar,]", [], "[]"),
        ("[{id: 1, t: x}, {id: 2}]", [{"id": "1", "t": "y"}, {"id": "2"}], "[{id: 1, t: y}, {id: 2}]"),
        ("[{id: 1, t: x}, {id: 2}]", [{"id": "2"}], "[{id: 2}]"),
        ("[{id: 1}]", [{"id": "1", "t": ""}, {"id": "2"}], '[{id: 1, t: ""}, {id: 2}]'),
        ("[[a, b], c]", [["a"], "c"], "[[a], c]"),
        ("[a: 1, b]", [{"a": "2"}, "b"], "[a: 2, b]"),
        ("{a: 1, b: }", {"a": "1", "b": "", "c": "2"}, "{a: 1, b: , c: 2 }"),
        ("{a: 1, b: }", {"b": ""}, "{b: }"),
        ("{a: , b: 1}", {"a": ""}, "{a: }"),
        ("{a, b: 1}", {"a": "x", "b": "1"}, "{a: x, b: 1}"),
        ('{"a":1}', {"a": "x y", "b": "z"}, '{"a":x y, b: z}'),
        ("{a: 1}", {"b": "2"}, "{b: 2}"),
        ("{a: 1}", "text", "text"),
        ("[a]", "text", "text"),
    ],
)
def test_on_one_line(old: str, value: Raw, new: str) -> None:
    text = f"# about it\nkey: {old}  # why\nnext: x\n"
    assert set_key(text, "key", value) == text.replace(old, new)


@pytest.mark.parametrize(
    ("value", "old", "new"),
    [
        (["ar", "en"], "  no,  # B\n", ""),
        (["no", "en"], "  ar,  # A\n", ""),
        (["ar", "no"], "  en   # C\n", ""),
        (["ar", "no", "en", "de", "it"], "  en   # C\n", "  en,   # C\n  de,\n  it\n"),
        (["ar", "de", "no", "en"], "# A\n", "# A\n  de,\n"),
        (["de", "ar", "no", "en"], "  ar", "  de,\n  ar"),
        (["ar", "NO", "en"], "no", "NO"),
        ([], "  ar,  # A\n  # between\n  no,  # B\n  en   # C\n", "  # between\n"),
    ],
)
def test_one_item_a_line(value: Raw, old: str, new: str) -> None:
    assert set_key(LINES, "langs", value) == LINES.replace(old, new)
    crlf = LINES.replace("\n", "\r\n")
    assert set_key(crlf, "langs", value) == LINES.replace(old, new).replace("\n", "\r\n")


def test_a_comment_between_items_stays() -> None:
    text = "a: [x, y, # why\n    z]\n"
    assert set_key(text, "a", ["x", "z"]) == "a: [x,  # why\n    z]\n"
    assert set_key(text, "a", ["x", "y"]) == "a: [x, y, # why\n    ]\n"
    assert set_key(text, "a", []) == "a: [  # why\n    ]\n"


def test_items_on_own_lines_and_beside_others() -> None:
    text = "m: {\n  x: 1,  # X\n  y: ,\n  z: 3 }\n"
    assert set_key(text, "m", {"x": "1", "y": "", "n": "2", "z": "3"}) == text.replace("  z", "  n: 2,\n  z")
    assert set_key(text, "m", {"x": "1"}) == "m: {\n  x: 1,  # X\n   }\n"


@pytest.mark.parametrize("value", ["text", {"other": "1"}, ["x"]])
def test_comments_inside_are_not_lost(value: Raw) -> None:
    with pytest.raises(CannotSplice, match="comments inside the brackets"):
        set_key("m: {\n  x: 1,  # X\n}\n", "m", value)
