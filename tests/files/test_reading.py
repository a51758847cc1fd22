"""Reading: scalars stay what was written, and what a record has no use for is refused with its place."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.files.reading import MAXIMUM_BYTES, Mapping, Unreadable, decode, read_mapping

RECORD = """\
# Never changes.
id: CB-Q7
# draft, review, final
state: review  # since Monday
languages: [no, "arz"]
focus:
  # the first
  - CB-F1
  - id: CB-F2
    why: enduring
note: |
  two
  lines
"""


def unreadable(text: str, *, first_line: int = 1) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_mapping(text, first_line=first_line)
    return caught.value


class TestValues:
    def test_a_record_reads_as_text_lists_and_mappings(self) -> None:
        assert read_mapping(RECORD).values == {
            "id": "CB-Q7",
            "state": "review",
            "languages": ["no", "arz"],
            "focus": ["CB-F1", {"id": "CB-F2", "why": "enduring"}],
            "note": "two\nlines\n",
        }

    @pytest.mark.parametrize(
        "written",
        ["no", "yes", "true", "null", "~", "01234", "+49 30 1", "1e3", "0x1F", "2018-07-14", "12:30", ".inf", "="],
    )
    def test_scalars_stay_as_written(self, written: str) -> None:
        assert read_mapping(f"key: {written}\n").values == {"key": written}

    @pytest.mark.parametrize("text", ["key:", "key: \n", "key: # why\n", "key: ''\n", 'key: ""\n'])
    def test_an_empty_scalar_is_the_empty_text(self, text: str) -> None:
        assert read_mapping(text).values == {"key": ""}

    @pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "---\n...\n", "\ufeff", "\ufeff# x"])
    def test_a_text_without_keys_is_an_empty_mapping(self, text: str) -> None:
        assert read_mapping(text).values == {}

    def test_keys_are_text_and_keep_their_order(self) -> None:
        assert list(read_mapping("b: 1\n2: x\n<<: y\nno: z\n").values.items()) == [
            ("b", "1"),
            ("2", "x"),
            ("<<", "y"),
            ("no", "z"),
        ]

    def test_crlf_and_a_byte_order_mark_are_accepted(self) -> None:
        mapping = read_mapping("\ufeffa: |\r\n  one\r\n  two\r\nb: x\r\n")
        assert mapping.values == {"a": "one\ntwo\n", "b": "x"}
        assert mapping.lines == {"a": 1, "b": 4}

    def test_scripts_of_the_world_stay_as_they_are(self) -> None:
        assert read_mapping("name: مجموعة 🎉 हिन्दी\n").values == {"name": "مجموعة 🎉 हिन्दी"}


class TestLines:
    def test_top_level_keys_and_entries_of_lists_have_lines(self) -> None:
        assert read_mapping(RECORD).lines == {
            "id": 2,
            "state": 4,
            "languages": 5,
            "languages[0]": 5,
            "languages[1]": 5,
            "focus": 6,
            "focus[0]": 8,
            "focus[1]": 9,
            "focus[1].id": 9,
            "focus[1].why": 10,
            "note": 11,
        }

    def test_lines_count_in_the_whole_file(self) -> None:
        assert read_mapping("a: 1\nb: 2\n", first_line=2).lines == {"a": 2, "b": 3}
        assert unreadable("a: 1\na: 2\n", first_line=10).line == 11

    def test_a_key_that_looks_like_an_entry_has_its_own_line(self) -> None:
        assert read_mapping('a: [x]\n"a[0]": y\n').lines["a[0]"] == 2
        assert read_mapping('"a[0]": y\na: [x]\n').lines["a[0]"] == 1


class TestRefused:
    def test_a_key_twice_is_refused_with_both_lines(self) -> None:
        error = unreadable("a: 1\nb: 2\n\na: 3\n")
        assert error.line == 4
        assert error.found == "`a` twice, in lines 1 and 4"

    def test_a_key_twice_in_an_item_is_refused(self) -> None:
        error = unreadable("a:\n  - id: 1\n    id: 2\n")
        assert error.found == "`id` twice, in lines 2 and 3"

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("a: &x 1\n", "an anchor, `&x`"),
            ("&x a: 1\n", "an anchor, `&x`"),
            ("a: &x [1]\n", "an anchor, `&x`"),
            ("&x\na: 1\n", "an anchor, `&x`"),
            ("a: *x\n", "a reference to an anchor, `*x`"),
            ("a: [*x]\n", "a reference to an anchor, `*x`"),
            ("*x : 1\n", "a reference to an anchor, `*x`"),
            ("a: !foo 1\n", "a tag, `!foo`"),
            ("a: ! 1\n", "a tag, `!`"),
            ("! >\n", "a tag, `!`"),
            ("*x\n", "a reference to an anchor, `*x`"),
            ("a: !!str 1\n", "a tag, `tag:yaml.org,2002:str`"),
            ("a: !!python/object/apply:os.system [x]\n", "a tag, `tag:yaml.org,2002:python/object/apply:os.system`"),
            ("!foo a: 1\n", "a tag, `!foo`"),
            ("!foo {a: 1}\n", "a tag, `!foo`"),
            ("a: 1\n---\nb: 2\n", "a second document"),
            ("- a\n", "a list"),
            ("just text\n", "text without a key"),
            ("? [a]\n: b\n", "a key that is a list or a mapping"),
            ("? {a: b}\n: c\n", "a key that is a list or a mapping"),
            ("%YAML 1.1\n---\na: 1\n", "a directive (a line that begins with %)"),
            ("a: \x00\n", "the character U+0000"),
            ("a: \x1b[31m\n", "the character U+001B"),
            ("a: \x7f\n", "the character U+007F"),
            ("a: x\u2028b: y\n", "the character U+2028"),
            ("a: x\x85b: y\n", "the character U+0085"),
            ("a: x\rb: y\n", "the character U+000D"),
            ("a: \ud800\n", "the character U+D800"),
        ],
    )
    def test_what_a_record_has_no_use_for(self, text: str, found: str) -> None:
        error = unreadable(text)
        assert error.found == found
        assert error.expected
        assert error.advice

    def test_nesting_is_allowed_to_depth_eight(self) -> None:
        assert read_mapping("a: " + "[" * 7 + "x" + "]" * 7).values["a"]
        assert unreadable("a: " + "[" * 8 + "x" + "]" * 8).found == "nesting deeper than 8"

    @pytest.mark.parametrize(
        "text",
        [
            "[" * 100_000,
            "{" * 100_000,
            "a: " + "[" * 100_000,
            "a: " + "{" * 100_000,
            "a: " + "[{" * 100_000,
            "a:\n" + "- " * 100_000,
            "? " * 100_000,
            "a:\n" + "".join(" " * depth + "-\n" for depth in range(1, 1_000)),
        ],
        ids=range(8),
    )
    def test_a_bomb_of_nesting_costs_nothing(self, text: str) -> None:
        began = time.process_time()
        unreadable(text)
        assert time.process_time() - began < 2

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("a: b: c\n", 1),
            ("a: 1\n b: 2\n", 2),
            ("a: 1\nfoo\nb: 2\n", 2),
            ("a: 'x\nb: 1\n", 1),
            ("a: 1\nb: [1, 2\nc: 3\n", 2),
            ("a: @x\n", 1),
            ("a:\n\t- x\n", 2),
        ],
    )
    def test_broken_yaml_names_its_line_in_our_words(self, text: str, line: int) -> None:
        error = unreadable(text)
        assert error.line == line
        assert "not YAML" not in error.found

    def test_other_broken_yaml_keeps_the_parsers_words(self) -> None:
        assert "something that is not YAML" in unreadable('a: "\\q"\n').found


def test_the_error_is_a_sentence() -> None:
    assert str(unreadable("a: 1\na: 2\n")) == (
        "line 2: found `a` twice, in lines 1 and 2, expected each key once. Remove one of the two lines"
    )


def test_decode_keeps_mark_and_line_ends() -> None:
    assert decode("\ufeffname: हिन्दी\r\n".encode()) == "\ufeffname: हिन्दी\r\n"


def test_decode_names_the_byte_and_its_line() -> None:
    with pytest.raises(Unreadable) as caught:
        decode(b"a: 1\nb: \xff\n")
    assert caught.value.line == 2
    assert "0xff at offset 8" in caught.value.found


def test_decode_refuses_more_than_the_bound() -> None:
    assert len(decode(b"x" * MAXIMUM_BYTES)) == MAXIMUM_BYTES
    with pytest.raises(Unreadable) as caught:
        decode(b"x" * (MAXIMUM_BYTES + 1))
    assert caught.value.found == "a file of 5,000,001 bytes"


def outcome(read: Callable[[], object]) -> object:
    """What came out: the value, or the Unreadable that was raised."""
    try:
        return read()
    except Unreadable as error:
        return error


@given(st.text(st.sampled_from("ab:-#?[]{},&*!|>'\"%@ \n\t\r\0é🎉\ufeff\u2028\ud800"), max_size=40))
def test_any_text_reads_or_is_unreadable(text: str) -> None:
    read = outcome(lambda: read_mapping(text))
    if isinstance(read, Unreadable):
        assert 1 <= read.line <= text.count("\n") + 2
        assert read.found
        assert read.expected
        assert read.advice
    else:
        assert isinstance(read, Mapping)
        assert set(read.values) <= set(read.lines)


@given(st.binary(max_size=60))
def test_any_bytes_decode_or_are_unreadable(data: bytes) -> None:
    read = outcome(lambda: decode(data))
    if isinstance(read, Unreadable):
        assert 1 <= read.line <= data.count(b"\n") + 1
    else:
        assert str(read).encode() == data
