"""Setting, removing and filling keys: the key changes, everything else stays to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import wmstrat
from wmstrat.files.reading import Raw, Unreadable, read_mapping
from wmstrat.files.splicing import CannotSplice, fill, remove_key, set_key

RECORD = """\
# Never changes.
id: CB-Q7  # given once
# draft, review, final
state: draft  # why
title: "Who: decides"

empty:   # nothing yet
none: []  # none yet
names:
  - one  # first

  # about two
  - two
  # behind the last
background: |-  # in short
   one

   two

pair: {a: 1, b: }
quoted: "more
  than a line"
last: x
"""


class TestSetKey:
    @pytest.mark.parametrize(
        ("key", "value", "old", "new"),
        [
            ("state", "final", "state: draft  # why\n", "state: final  # why\n"),
            ("state", "", "state: draft  # why\n", "state:  # why\n"),
            ("state", "a: b", "state: draft  # why\n", 'state: "a: b"  # why\n'),
            ("state", "no", "state: draft  # why\n", "state: no  # why\n"),
            ("state", "a\nb", "state: draft  # why\n", "state: |-  # why\n  a\n  b\n"),
            ("state", "a\nb\n", "state: draft  # why\n", "state: |  # why\n  a\n  b\n"),
            ("state", "a\n\n", "state: draft  # why\n", 'state: "a\\n\\n"  # why\n'),
            ("state", ["x", "y"], "state: draft  # why\n", "state:  # why\n  - x\n  - y\n"),
            ("title", "Why", 'title: "Who: decides"\n', "title: Why\n"),
            ("empty", "v", "empty:   # nothing yet\n", "empty: v   # nothing yet\n"),
            ("empty", ["v"], "empty:   # nothing yet\n", "empty:   # nothing yet\n  - v\n"),
            ("none", ["v"], "none: []  # none yet\n", "none:  # none yet\n  - v\n"),
            ("none", "v", "none: []  # none yet\n", "none: v  # none yet\n"),
            ("none", "", "none: []  # none yet\n", "none:  # none yet\n"),
            ("background", "v", "|-  # in short\n   one\n\n   two\n", "v  # in short\n"),
            ("background", "", " |-  # in short\n   one\n\n   two\n", "  # in short\n"),
            ("background", "v\nw", "   one\n\n   two\n", "  v\n  w\n"),
            ("background", ["v"], " |-  # in short\n   one\n\n   two\n", "  # in short\n  - v\n"),
            ("quoted", "v", '"more\n  than a line"\n', "v\n"),
            ("quoted", "", ' "more\n  than a line"\n', "\n"),
            ("pair", {"a": "1", "b": "2"}, "{a: 1, b: }", "{a: 1, b: 2}"),
            ("last", "مجموعة 🎉 हिन्दी", "last: x", "last: مجموعة 🎉 हिन्दी"),
            ("last", "x\0y", "last: x", 'last: "x\\0y"'),
        ],
    )
    def test_only_the_value_changes(self, key: str, value: Raw, old: str, new: str) -> None:
        assert RECORD.count(old) == 1
        assert set_key(RECORD, key, value) == RECORD.replace(old, new)

    def test_a_value_that_is_there_already_changes_nothing(self) -> None:
        for key, value in read_mapping(RECORD).values.items():
            assert set_key(RECORD, key, value) is RECORD
        assert set_key(RECORD, "empty", []) is RECORD

    def test_a_value_on_the_line_below_stays_there(self) -> None:
        assert set_key("a:\n  old  # why\nb: 1\n", "a", "new") == "a:\n  new  # why\nb: 1\n"
        assert set_key("a:\n  old\nb: 1\n", "a", "") == "a:\nb: 1\n"
        assert set_key("a:  # c\n  old  # why\nb: 1\n", "a", "") == "a:  # c\n    # why\nb: 1\n"

    @pytest.mark.parametrize("written", ["one\n  two", "'one\n\n  two'", ">-\n  one\n  two", "|2-\n    one\n  two"])
    def test_a_value_of_several_lines_is_replaced_as_a_whole(self, written: str) -> None:
        assert set_key(f"a: {written}\n# about b\nb: 1\n", "a", "x") == "a: x\n# about b\nb: 1\n"

    @pytest.mark.parametrize("header", ["|+", ">+"])
    def test_blank_lines_that_belong_to_the_value_go_with_it(self, header: str) -> None:
        assert set_key(f"a: {header}\n  one\n\n\nb: 1\n", "a", "x") == "a: x\nb: 1\n"

    def test_blank_lines_behind_a_value_stay(self) -> None:
        assert set_key("a: |\n  one\n\n\nb: 1\n", "a", "x") == "a: x\n\n\nb: 1\n"

    def test_crlf_survives_and_is_written(self) -> None:
        text = RECORD.replace("\n", "\r\n")
        assert set_key(text, "names", ["one", "two", "three"]) == text.replace("- two\r\n", "- two\r\n  - three\r\n")
        assert set_key(text, "state", "a\nb") == text.replace(": draft  # why\r\n", ": |-  # why\r\n  a\r\n  b\r\n")
        assert set_key(text, "new", "v", after=["id"], comment="Why") == text.replace(
            "# given once\r\n", "# given once\r\n# Why\r\nnew: v\r\n"
        )

    def test_a_byte_order_mark_survives(self) -> None:
        assert set_key("\ufeffa: 1\nb: 2\n", "a", "x") == "\ufeffa: x\nb: 2\n"
        assert set_key("\ufeff", "a", "x") == "\ufeffa: x\n"

    def test_a_missing_line_end_stays_missing(self) -> None:
        assert set_key("a: 1\nb: 2", "b", "x") == "a: 1\nb: x"
        assert set_key("a: 1\nb: 2", "b", ["x", "y"]) == "a: 1\nb:\n  - x\n  - y"
        assert set_key("b:\n  - x\n  - y", "b", ["x"]) == "b:\n  - x"
        assert set_key("a: 1", "b", "2") == "a: 1\nb: 2"

    def test_a_literal_block_that_would_not_read_back_is_quoted(self) -> None:
        assert set_key("a: 1\nb: 2", "b", "x\ny\n") == 'a: 1\nb: "x\\ny\\n"'

    def test_keys_may_be_indented_or_quoted(self) -> None:
        assert set_key("  a: 1\n  b: 2\n", "c", ["x"]) == "  a: 1\n  b: 2\n  c:\n    - x\n"
        assert set_key('"a" : 1\n', "a", "x") == '"a" : x\n'
        assert set_key("", "a: b", "x") == '"a: b": x\n'

    def test_tabs_between_words_survive(self) -> None:
        text = 'a:\tx\t# why\nb:\t\t\t\nc: "x\ty"\t\nd:\n  - x\ty\t# c\n'
        assert set_key(text, "a", "z") == text.replace("x\t# why", "z\t# why")
        assert set_key(text, "b", "z") == text.replace("b:", "b: z")
        assert set_key(text, "d", ["x\ty", "z"]) == text + "  - z\n"

    def test_lines_are_never_wrapped(self) -> None:
        text = "word: " * 2_000 + "end"
        assert set_key("a: 1\n", "a", text) == f'a: "{text}"\n'


class TestNewKey:
    @pytest.mark.parametrize(
        ("after", "above"),
        [
            (["id"], "id: CB-Q7  # given once\n"),
            (["id", "state"], "state: draft  # why\n"),
            (["id", "state", "unknown"], "state: draft  # why\n"),
            (["names"], "  # behind the last\n"),
            (["background"], "   two\n"),
            (["quoted"], '  than a line"\n'),
            (["unknown"], "last: x\n"),
            ([], "last: x\n"),
        ],
    )
    def test_it_goes_below_the_last_of_the_keys_before_it(self, after: Sequence[str], above: str) -> None:
        assert set_key(RECORD, "new", "v", after=after) == RECORD.replace(above, above + "new: v\n")

    def test_its_comment_stands_above_it(self) -> None:
        changed = set_key("a: 1\n", "b", "2", comment="What it is.\n\nAnd why.")
        assert changed == "a: 1\n# What it is.\n#\n# And why.\nb: 2\n"

    @pytest.mark.parametrize(
        ("text", "changed"),
        [
            ("", "new: v\n"),
            ("\n", "\nnew: v\n"),
            ("# only a comment\n", "# only a comment\nnew: v\n"),
            ("---\n", "---\nnew: v\n"),
            ("a: 1\n...\n", "a: 1\nnew: v\n...\n"),
            ("a: |+\n  x\n\n", "a: |+\n  x\n\nnew: v\n"),
            ("a: 1\n# the end\n", "a: 1\n# the end\nnew: v\n"),
        ],
    )
    def test_it_goes_to_the_end_otherwise(self, text: str, changed: str) -> None:
        assert set_key(text, "new", "v") == changed

    def test_lists_are_indented_by_two_under_the_key(self) -> None:
        assert set_key("", "a", ["x", {"id": "1", "t": "a\nb"}]) == (
            "a:\n  - x\n  - id: 1\n    t: |-\n      a\n      b\n"
        )
        assert set_key("", "a", "") == "a:\n"
        assert set_key("", "a", []) == "a: []\n"


class TestRemoveKey:
    def test_its_lines_go_and_comments_above_stay(self) -> None:
        assert remove_key(RECORD, "state") == RECORD.replace("state: draft  # why\n", "")
        assert remove_key(RECORD, "background") == RECORD.replace(
            "background: |-  # in short\n   one\n\n   two\n", ""
        )
        gone = "names:\n  - one  # first\n\n  # about two\n  - two\n"
        assert remove_key(RECORD, "names") == RECORD.replace(gone, "")

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("a: 1\nb: 2\n", "b: 2\n"),
            ("b: 2\na: 1\n", "b: 2\n"),
            ("b: 2\na: 1", "b: 2"),
            ("a: 1", ""),
            ("a: 1\n", ""),
            ("\ufeffa: 1\r\nb: 2\r\n", "\ufeffb: 2\r\n"),
            ("# why\na: 1\n", "# why\n"),
        ],
    )
    def test_first_last_and_only_keys(self, text: str, left: str) -> None:
        assert remove_key(text, "a") == left

    def test_a_key_that_is_not_there_is_no_error(self) -> None:
        assert remove_key(RECORD, "unknown") is RECORD

    def test_a_key_that_others_depend_on_is_kept(self) -> None:
        with pytest.raises(CannotSplice):
            remove_key("? a\n: 1\nb: 2\n", "a")
        with pytest.raises(CannotSplice):
            remove_key("{a: 1}\n", "a")


class TestRefused:
    @pytest.mark.parametrize(
        "text", ["a: 1\na: 2\n", "a: [1\n", "a: &x 1\n", "a: !t 1\n", "- a\n", "a: \0\n", "a: " + "[" * 100_000]
    )
    def test_unreadable_text_is_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable):
            set_key(text, "b", "x")
        with pytest.raises(Unreadable):
            remove_key(text, "a")
        with pytest.raises(Unreadable):
            fill(text, {"b": "x"})

    @pytest.mark.parametrize(
        ("text", "key", "value", "line", "reason"),
        [
            ("{a: 1}\n", "a", "x", 1, "in braces"),
            ("b: 1\n? a\n: 1\n", "a", "x", 2, "`\\? key`"),
            ("b: 1\na: |\n  x", "c", "x", 3, "another key would change"),
            ("a: 1\n", "a", "x\ud800", 1, "lone surrogate"),
            ("a: 1\n", "k" * 2_000, "x", 1, "could not be read"),
        ],
    )
    def test_it_says_where_and_why(self, text: str, key: str, value: Raw, line: int, reason: str) -> None:
        with pytest.raises(CannotSplice, match=reason) as caught:
            set_key(text, key, value)
        assert caught.value.line == line
        assert str(caught.value) == f"line {line}: {caught.value.reason}"

    def test_a_value_that_the_reader_refuses_is_not_written(self) -> None:
        value: Raw = "x"
        for _ in range(9):
            value = [value]
        with pytest.raises(CannotSplice, match="nesting deeper"):
            set_key("a: 1\n", "a", value)


class TestFill:
    TEMPLATE = "# The id.\nid:\n# Its state.\nstate: idea  # first\nlangs: []\nwho:  # a person\n"

    def test_many_keys_at_once(self) -> None:
        values: dict[str, Raw] = {
            "state": "final",
            "id": "CB-Q1",
            "langs": ["ar", "no"],
            "who": "a\nb",
            "new": "x: y",
        }
        assert fill(self.TEMPLATE, values) == (
            "# The id.\nid: CB-Q1\n# Its state.\nstate: final  # first\nlangs:\n  - ar\n  - no\n"
            'who: |-  # a person\n  a\n  b\nnew: "x: y"\n'
        )

    def test_values_that_are_there_already_change_nothing(self) -> None:
        assert fill(self.TEMPLATE, {"id": "", "state": "idea", "langs": [], "who": ""}) == self.TEMPLATE
        assert fill(self.TEMPLATE, {}) == self.TEMPLATE

    @pytest.mark.parametrize("template", ["", "\ufeff", "# only\n", "a:\nb: x", "a: |+\n  x\n\nb:\n", "\ufeffa:\r\n"])
    @pytest.mark.parametrize("value", ["x", "x\ny\n", ["x", {"a": "b"}], "", []])
    def test_it_is_the_same_as_setting_each(self, template: str, value: Raw) -> None:
        values: dict[str, Raw] = {"c": "z", "b": value, "a": value}
        expected = template
        for key, item in values.items():
            expected = set_key(expected, key, item)
        assert fill(template, values) == expected


def test_importing_the_package_loads_no_yaml() -> None:
    script = (
        "import sys; import wmstrat.files.splicing, wmstrat.files.front_matter; "
        "print(sorted({'yaml', 'ruamel.yaml', 'difflib'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(wmstrat.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "[]", done.stderr
