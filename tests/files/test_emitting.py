"""Emitting: plain where YAML allows it, double quotes where it does not, and read back as what it was."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wmstrat.files.emitting import (
    CannotSplice,
    emit_scalar,
    emitted_by_ruamel,
    write_flow,
    write_value,
)
from wmstrat.files.reading import read_mapping

PIECES = [
    *"ab09-?:,[]{}#&*!|>'\"%@`~=<.\\/\t\n\r\0\x7f\x85\u00a0\u2028\ufeffé🎉",
    " ",
    " #",
    ": ",
    " :",
    "a#",
    "- ",
    "\n  ",
    "---",
]
NASTY = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
TEXT = st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs"])))


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "null",
        "~",
        "true",
        "123",
        "2018-07-14",
        "+49 30 1234",
        "12:30",
        "a:b",
        "a#b",
        "-5",
        "-x",
        ":x",
        ".x",
        "<<",
        "it's",
        'say "hi"',
        "https://example.org/a?b=c#d",
        "a, b [c] {d}",
        "\\d",
        "مجموعة العمل",
        "हिन्दी",
        "🎉",
    ],
)
def test_plain_where_yaml_allows(text: str) -> None:
    assert emit_scalar(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        (" x", '" x"'),
        ("x ", '"x "'),
        ("- x", '"- x"'),
        ("-", '"-"'),
        ("? x", '"? x"'),
        ("#x", '"#x"'),
        ("@x", '"@x"'),
        ("---", '"---"'),
        ('"x"', '"\\"x\\""'),
        ("%\\", '"%\\\\"'),
        ("a\nb", '"a\\nb"'),
        ("a\tb", '"a\\tb"'),
        ("\0", '"\\0"'),
        ("a\u2028b", '"a\\Lb"'),
        ("a\x85b", '"a\\Nb"'),
        ("\ufeff", '"\\uFEFF"'),
        ("Why: 🎉 हिन्दी", '"Why: 🎉 हिन्दी"'),
    ],
)
def test_double_quotes_where_it_does_not(text: str, written: str) -> None:
    assert emit_scalar(text) == written


def test_the_empty_text_is_the_empty_value_but_in_brackets() -> None:
    assert emit_scalar("") == ""
    assert emit_scalar("", flow=True) == '""'


@pytest.mark.parametrize("text", ["a,b", "a]", "{a", "a:b", "?a"])
def test_brackets_quote_what_would_end_an_item(text: str) -> None:
    assert emit_scalar(text, flow=True) == f'"{text}"'


def test_lines_are_never_wrapped() -> None:
    text = "word: " * 5_000 + "end"
    assert emit_scalar(text) == f'"{text}"'
    assert emit_scalar("\t" + text) == f'"\\t{text}"'


def test_half_a_character_is_refused() -> None:
    with pytest.raises(CannotSplice, match="lone surrogate"):
        emit_scalar("a\ud83d")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb", ("|-", "  a", "  b")),
        ("a\nb\n", ("|", "  a", "  b")),
        ("\na\n\n  b", ("|-", "", "  a", "", "    b")),
        ("a\n\n", ('"a\\n\\n"',)),
        (" a\nb", ('" a\\nb"',)),
        ("a\nb ", ('"a\\nb "',)),
        ("\n", ('"\\n"',)),
        ("a\r\nb", ('"a\\r\\nb"',)),
        ("a\n\x07", ('"a\\n\\a"',)),
    ],
)
def test_several_lines_are_a_literal_block_if_it_reads_back(text: str, written: tuple[str, ...]) -> None:
    assert write_value(text, 0) == written


def test_lists_and_mappings_stand_below_two_columns_further_in() -> None:
    value = ["x", "", {"id": "F1", "text": "a\nb", "more": ["y"]}, ["z", "w"], [], {}]
    assert write_value(value, 0) == (
        "",
        "  - x",
        '  - ""',
        "  - id: F1",
        "    text: |-",
        "      a",
        "      b",
        "    more:",
        "      - y",
        "  - - z",
        "    - w",
        "  - []",
        "  - {}",
    )
    assert read_mapping("k:\n" + "\n".join(write_value(value, 0)[1:])).values == {"k": value}


@given(TEXT)
@example("a\ufeff")
def test_what_is_emitted_is_read(text: str) -> None:
    value = emit_scalar(text)
    assert "\n" not in value
    assert read_mapping(f"key: {value}\n").values == {"key": text}
    assert read_mapping(f"key: {value}  # why\nb:\n").values == {"key": text, "b": ""}
    if value:
        assert read_mapping(f"key:\n  - {value}\n  - id: {value}\n").values == {"key": [text, {"id": text}]}
    flow = emit_scalar(text, flow=True)
    assert read_mapping(f"key: [{flow}, {{a: {flow}}}]\n").values == {"key": [text, {"a": text}]}


@given(TEXT)
def test_keys_are_read_as_what_they_were(text: str) -> None:
    key = emit_scalar(text, flow=True)
    assert read_mapping(f"{key}: x\n").values == {text: "x"}
    assert read_mapping(f"list:\n  - {key}: y\n  - {{{key}: z}}\n").values == {"list": [{text: "y"}, {text: "z"}]}


@given(TEXT.filter(bool))
def test_the_fast_ways_write_what_ruamel_writes(text: str) -> None:
    chosen = emitted_by_ruamel(text, None)
    assert emit_scalar(text) == (chosen if chosen == text else emitted_by_ruamel(text, '"'))


@given(TEXT, st.integers(0, 6))
def test_values_are_read_as_what_was_written(text: str, column: int) -> None:
    head, *below = write_value(text, column)
    block = "\n".join((f"{' ' * column}key: {head}", *below, f"{' ' * column}next:"))
    assert read_mapping(block + "\n").values == {"key": text, "next": ""}


RAW = st.recursive(
    TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
)


@given(RAW)
def test_values_of_any_form_are_read_as_what_was_written(value) -> None:  # noqa: ANN001 - Raw, recursive
    def depth(raw) -> int:  # noqa: ANN001
        inner = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else None
        return 0 if inner is None else 1 + max(map(depth, inner), default=0)

    if depth(value) < 8:
        head, *below = write_value(value, 0)
        assert read_mapping("\n".join((f"key: {head}", *below)) + "\n").values == {"key": value}
        assert read_mapping(f"key: {write_flow(value)}\n").values == {"key": value}
