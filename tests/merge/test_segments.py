"""Where one key's lines stop and the comments of the next begin."""

from __future__ import annotations

import pytest

from wmstrat.files.reading import Unreadable
from wmstrat.merge.segments import Segment, Segments, segments

YAML = """\
# at the top

# about a
a: 1  # behind
b:
  - x

  # below x
# about c

c: |+
  text

d: |
  text
  # 1

e:
- y
# at the end
"""


def test_each_key_has_its_comments_and_its_lines() -> None:
    assert segments(YAML) == Segments(
        {
            "a": Segment("# at the top\n\n# about a\n", "a: 1  # behind\n", "1"),
            "b": Segment("", "b:\n  - x\n\n  # below x\n", ["x"]),
            "c": Segment("# about c\n\n", "c: |+\n  text\n\n", "text\n\n"),
            "d": Segment("", "d: |\n  text\n  # 1\n", "text\n# 1\n"),
            "e": Segment("\n", "e:\n- y\n", ["y"]),
        },
        "# at the end\n",
    )
    assert segments(YAML).text() == YAML


def test_blank_lines_that_the_last_item_of_a_list_keeps() -> None:
    yaml = "a:\n  - b: |+\n      x\n\nc: 1\nd: []\ne: {}\n\nf:\n"
    assert segments(yaml).keys["a"].value == "a:\n  - b: |+\n      x\n\n"
    assert segments(yaml).keys["f"].above == "\n"


@pytest.mark.parametrize("yaml", ["", "# only a comment\n", "\n"])
def test_texts_without_keys(yaml: str) -> None:
    assert segments(yaml) == Segments({}, yaml)


@pytest.mark.parametrize("yaml", ["{a: 1, b: 2}\n", "{a: 1}\n", "--- {a: 1, b: 2}\n", "a: 'x\n"])
def test_texts_that_cannot_be_taken_apart(yaml: str) -> None:
    with pytest.raises(Unreadable):
        segments(yaml)
