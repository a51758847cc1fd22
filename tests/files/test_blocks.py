"""Lists of dashes and mappings by indentation: equal items stay untouched, others lose or get their own lines."""

from __future__ import annotations

import pytest

from wmstrat.files.reading import Raw, read_mapping
from wmstrat.files.splicing import CannotSplice, set_key

NAMES = """\
names:  # all of them
  # about one
  - one  # first

  # about two
  - "two"
  # behind two
  - three
  # behind the last
next: x
"""
FOCUS = """\
focus:
# about F1
- id: CB-F1  # one
  text: |
    x

    y
  # inside
-   id: CB-F2
    text: plain
      more   # two
    who:
next: x
"""


@pytest.mark.parametrize(
    ("value", "old", "new"),
    [
        (["one", "two"], "  - three\n", ""),
        (["two", "three"], "  - one  # first\n", ""),
        (["one", "three"], '  - "two"\n', ""),
        (["one", "two", "three", "four"], "  - three\n", "  - three\n  - four\n"),
        (["one", "new", "two", "three"], "# first\n", "# first\n  - new\n"),
        (["new", "one", "two", "three"], "# all of them\n", "# all of them\n  - new\n"),
        (["one", "zwei", "three"], '  - "two"\n', "  - zwei\n"),
        (["eins", "two", "three"], "- one  # first\n", "- eins  # first\n"),
        (["one", "a\nb", "three"], '  - "two"\n', "  - |-\n    a\n    b\n"),
        (["one", "", "three"], '- "two"', "-"),
        (["one", "two", "three", ""], "  - three\n", '  - three\n  - ""\n'),
        (["one", "two", "three", ["x", "y"]], "  - three\n", "  - three\n  - - x\n    - y\n"),
    ],
)
def test_a_list_changes_by_item(value: Raw, old: str, new: str) -> None:
    assert NAMES.count(old) == 1
    assert set_key(NAMES, "names", value) == NAMES.replace(old, new)


COMMENTS = "# all of them\n# about one\n# first\n# about two\n# behind two\n"


@pytest.mark.parametrize(("value", "written"), [([], "[]"), ("text", "text"), ("a\nb", '"a\\nb"')])
def test_a_list_that_becomes_something_else_keeps_its_comments_above(value: Raw, written: str) -> None:
    # A literal block would take the indented comment below for its own line.
    assert set_key(NAMES, "names", value) == f"{COMMENTS}names: {written}\n  # behind the last\nnext: x\n"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_comment_above_a_block_of_text_is_kept_without_its_text(line_end: str) -> None:
    text = "a:\n- |  # why\n  x\n\n  # no comment\nb: 1\n".replace("\n", line_end)
    assert set_key(text, "a", []) == "# why\na: []\nb: 1\n".replace("\n", line_end)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("a:\n- x\n", "a:\n- x\n- y\n"),
        ("a:\n    -   x\n", "a:\n    -   x\n    - y\n"),
        ("a:\n  -\n    x\n", "a:\n  -\n    x\n  - y\n"),
        ("a:\n  - x\n\n\nb: 1\n", "a:\n  - x\n  - y\n\n\nb: 1\n"),
        ("a:\n  - x  # why", "a:\n  - x  # why\n  - y"),
    ],
)
def test_added_items_get_the_layout_of_the_neighbours(text: str, changed: str) -> None:
    assert set_key(text, "a", ["x", "y"]) == changed


def test_added_mappings_come_in_lines() -> None:
    value: list[Raw] = [{"id": "1", "t": "x"}, {"id": "2", "t": "y"}]
    assert set_key("a:\n-   id: 1\n    t: x\n", "a", value) == "a:\n-   id: 1\n    t: x\n- id: 2\n  t: y\n"
    assert set_key("a:\n  - {id: 1, t: x}\n", "a", value) == "a:\n  - {id: 1, t: x}\n  - id: 2\n    t: y\n"


F1: dict[str, Raw] = {"id": "CB-F1", "text": "x\n\ny\n"}
F2: dict[str, Raw] = {"id": "CB-F2", "text": "plain more", "who": ""}
SECOND = "-   id: CB-F2\n    text: plain\n      more   # two\n    who:\n"


@pytest.mark.parametrize(
    ("value", "old", "new"),
    [
        ([F1, {**F2, "text": "new"}], "plain\n      more ", "new "),
        ([F1, {**F2, "who": "me"}], "who:\n", "who: me\n"),
        ([F1, {"id": "CB-F2", "text": "plain more"}], "    who:\n", ""),
        ([F1, {**F2, "on": "2018"}], "who:\n", "who:\n    on: 2018\n"),
        ([F1, {"id": "CB-F2", "on": "1", "text": "plain more", "who": ""}], "CB-F2\n", "CB-F2\n    on: 1\n"),
        ([F1, {"on": "1", **F2}], SECOND, "# two\n- on: 1\n  id: CB-F2\n  text: plain more\n  who:\n"),
        ([F1, {"text": "plain more", "who": ""}], SECOND, "# two\n- text: plain more\n  who:\n"),
        ([F1, {"who": ""}], SECOND, "# two\n- who:\n"),
        ([{"id": "CB-F1", "text": "z"}, F2], "|\n    x\n\n    y\n", "z\n"),
        ([{**F1, "text": "z\nw\n"}, F2], "    x\n\n    y\n", "    z\n    w\n"),
        ([{**F1, "id": "CB-F9"}, F2], "CB-F1 ", "CB-F9 "),
        ([F1, F2, {"id": "CB-F3"}], "    who:\n", "    who:\n- id: CB-F3\n"),
        ([F2], "- id: CB-F1  # one\n  text: |\n    x\n\n    y\n", ""),
        ([F1], SECOND, ""),
        ([F1, {"who": "", "text": "plain more", "id": "CB-F2"}], "next", "next"),
    ],
)
def test_a_list_of_flat_mappings_changes_by_key(value: Raw, old: str, new: str) -> None:
    assert FOCUS.count(old) == 1
    assert set_key(FOCUS, "focus", value) == FOCUS.replace(old, new)


def test_an_item_is_known_again_by_its_first_value() -> None:
    value: list[Raw] = [{**F2, "text": "changed"}]
    kept = FOCUS.replace("- id: CB-F1  # one\n  text: |\n    x\n\n    y\n", "").replace(
        "plain\n      more ", "changed "
    )
    assert set_key(FOCUS, "focus", value) == kept


def test_an_item_whose_first_key_goes_is_written_anew_below_its_comments() -> None:
    text = "a:\n  - id: 1\n    # about t\n    t: x\n"
    assert set_key(text, "a", [{"t": "x"}]) == "a:\n  # about t\n  - t: x\n"


def test_nested_mappings_change_by_key() -> None:
    text = "a:\n  b: 1  # why\n  # about c\n  c:\n    d: 2\n  e: 3\n"
    value: Raw = {"b": "x", "c": {"d": "2", "f": "4"}}
    assert set_key(text, "a", value) == "a:\n  b: x  # why\n  # about c\n  c:\n    d: 2\n    f: 4\n"


def test_a_list_in_a_list_changes_as_an_item() -> None:
    text = "a:\n  - - x\n    - y\n  - z\n"
    assert set_key(text, "a", [["x"], "z"]) == "a:\n  - - x\n  - z\n"


def test_lists_under_an_explicit_key_are_refused() -> None:
    with pytest.raises(CannotSplice, match=r"\? key"):
        set_key("? a\n: - x\n  - y\n", "a", ["x"])


def test_crlf_in_lists() -> None:
    text = FOCUS.replace("\n", "\r\n")
    value: Raw = [{**F1, "text": "z\nw\n"}, F2, {"id": "CB-F3", "text": "n"}]
    changed = set_key(text, "focus", value)
    assert "\n" not in changed.replace("\r\n", "")
    assert changed.replace("\r\n", "\n") == set_key(FOCUS, "focus", value)
    assert read_mapping(changed).values["focus"] == value
