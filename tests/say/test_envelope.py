"""YAML for other programs holds what JSON holds, whichever reader reads it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from wmstrat.files.envelope import envelope

AWKWARD = st.sampled_from(
    ["", "no", "01234", "+49 30", "2018-07-20", "12:30:45", "1e3", "0o14", "null", "<<", "=", "- x", "a: b", "a #b",
     "a\nb\n", "\na", " a", "x\ty", "\x1b[31m", "\x85", "\u2028", "\ufeff", "\u202e", "😀", "---", "!!x", "? a", "'"]
)  # fmt: skip
VALUES = st.recursive(
    st.text() | AWKWARD | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | AWKWARD, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(VALUES, max_size=3))
def test_every_reader_finds_the_same(items: list[Any]) -> None:
    text = "\n".join(envelope(1, "question", items)) + "\n"
    expected = {"wmstrat": 1, "kind": "question", "items": items}
    assert yaml.safe_load(text) == expected
    assert YAML(typ="safe", pure=True).load(text) == expected


@pytest.mark.parametrize(
    ("value", "line"), [("Zoë", "Zoë"), ("no", '"no"'), ("2018-07-20", '"2018-07-20"'), (3, "3"), ("a\nb", "|-")]
)
def test_scalars(value: object, line: str) -> None:
    assert f"    title: {line}" in list(envelope(1, "note", [{"id": "x", "title": value}]))
