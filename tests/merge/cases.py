"""What the tests of merging share: records as text, and ways to choose."""

from __future__ import annotations

from wmstrat.files.front_matter import split
from wmstrat.files.reading import Raw, read_mapping
from wmstrat.kinds import group, question
from wmstrat.merge.choice import Conflict, Resolution
from wmstrat.merge.record import Merged, merge_record
from wmstrat.record.kind import Kind

QUESTION = """\
---
# the name of this file; it never changes
id: CB-Q7
# the group that asks
group: capacity-building
# the question itself
title: Which capacities do small communities lack?
# proposed, review, final or answered
state: proposed
# structural or programmatic
level: structural
# the focus items
focus:
  - CB-F1
  - CB-F2
# what one should know
background: |-
  Since 2012.

  # 1 on every list.
enduring_since:
---

The first paragraph.

The second paragraph.

The third paragraph.
"""

GROUP = """\
---
id: capacity-building
code: CB
kind: working
name: Capacity Building
focus:
  - id: CB-F1
    text: Skills
  # the second one
  - id: CB-F2
    text: Leaders
stages:
  - stage: set-up
    since: 2018-07-20
needs: []
---
"""


class Asked:
    """Answers every conflict with one choice, and remembers what it was asked."""

    def __init__(self, choice: Resolution | None = None) -> None:
        self.choice = choice
        self.conflicts: list[Conflict] = []

    def __call__(self, conflict: Conflict) -> Resolution | None:
        self.conflicts.append(conflict)
        return self.choice


def never(conflict: Conflict) -> Resolution | None:
    """For merges in which nothing may be asked."""
    raise AssertionError(f"asked for {conflict}")


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first piece, which has to be there, replaced by the second."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in the text"
        text = text.replace(old, new)
    return text


def merge(
    base: str | None, mine: str | None, theirs: str | None, choose: object = never, kind: Kind = question.KIND
) -> Merged:
    """Merge texts as records, questions unless said otherwise."""
    data = (None if text is None else text.encode() for text in (base, mine, theirs))
    return merge_record(kind, False, *data, choose)  # type: ignore[arg-type]


def merge_groups(base: str | None, mine: str | None, theirs: str | None, choose: object = never) -> Merged:
    return merge(base, mine, theirs, choose, group.KIND)


def text_of(merged: Merged) -> str:
    """The merged file, which has to be there and to need no conflict."""
    assert merged.data is not None
    assert not merged.conflicts
    return merged.data.decode()


def values_of(data: bytes | None) -> dict[str, Raw]:
    assert data is not None
    return read_mapping(split(data.decode()).yaml).values
