"""Lists in brackets and mappings in braces stay in them; comments inside of them come above the key."""

from __future__ import annotations

import pytest

from wmstrat.files.reading import Raw
from wmstrat.files.splicing import set_key


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("[ar,  'no', \"en\" ]", ["ar", "no", "en", "de"], "[ar, no, en, de]"),
        ("[ar,  'no', \"en\" ]", ["no"], "[no]"),
        ("[ar,  'no', \"en\" ]", [], "[]"),
        ("[ar]", ["a, b", "", "c: d\ne"], '["a, b", "", "c: d\\ne"]'),
        ("[\n  ar,\n  no,\n]", ["ar", "de"], "[ar, de]"),
        ("[{id: 1, t: x}, {id: 2}]", [{"id": "1", "t": "y"}, {"id": "2"}], "[{id: 1, t: y}, {id: 2}]"),
        ("[[a, b], c]", [["a"], "c"], "[[a], c]"),
        ("[a: 1, b]", [{"a": "2"}, "b"], "[{a: 2}, b]"),
        ("{a, b: 1}", {"a": "x", "b": "1"}, "{a: x, b: 1}"),
        ('{"a":1}', {"a": "x y", "b": ""}, '{a: x y, b: ""}'),
        ("{a: 1}", "text", "text"),
        ("[a]", "text", "text"),
    ],
)
def test_they_are_written_on_one_line(old: str, value: Raw, new: str) -> None:
    text = f"# about it\nkey: {old}  # why\nnext: x\n"
    assert set_key(text, "key", value) == text.replace(old, new)


LINES = """\
a: 1
langs: [
  ar,  # A
  # between
  'no # C',  # B
]
next: x
"""


@pytest.mark.parametrize(
    ("value", "written"), [(["ar", "de"], "langs:\n  - ar\n  - de\n"), ([], "langs: []\n"), ("x", "langs: x\n")]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_comments_inside_come_above(value: Raw, written: str, line_end: str) -> None:
    changed = f"a: 1\n# A\n# between\n# B\n{written}next: x\n"
    assert set_key(LINES.replace("\n", line_end), "langs", value) == changed.replace("\n", line_end)


def test_comments_inside_of_an_inner_value_come_above_its_key() -> None:
    text = "m:\n  - k: [x,  # X\n      y]\n    z: 1\n"
    assert set_key(text, "m", [{"k": "new", "z": "1"}]) == "m:\n  - # X\n    k: new\n    z: 1\n"
