"""Warns of text that was public in a record and is private from now on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wmstrat.record.kind import Step
from wmstrat.record.record import Record
from wmstrat.record.text import listed
from wmstrat.record.types import Line, Prose, Text

# The types of fields that hold free words.
FREE = (Line, Prose, Text)
# How many records a warning names.
MOST = 5


def warned_of_history(steps: Iterable[Step]) -> Iterator[str]:
    """A warning where words are private from now on: git's history still has them."""
    hidden = [step.after.id for step in steps if step.before is not None and became_private(step.before, step.after)]
    if hidden:
        yield (
            f"Git's history still has what was public in {listed(hidden, most=MOST)}, and everybody who has a clone "
            'can read it there. See "What is public, and what is private" in the documentation.'
        )


def became_private(before: Record, after: Record) -> bool:
    """True where a text that everybody could read is in a private field now, and in no public one."""
    if not before.kind.has_private_half:
        return False
    gone = _texts(before, private=False) - _texts(after, private=False)
    hidden = _texts(after, private=True) - _texts(before, private=True)
    return any(text in other for text in gone for other in hidden)


def _texts(record: Record, *, private: bool) -> set[str]:
    """What is written in free words in one half of a record."""
    fields = (field for field in record.kind.fields if field.private is private and isinstance(field.type, FREE))
    texts = {str(record[field.name]).strip() for field in fields}
    return (texts if private else texts | {record.body.strip()}) - {""}
