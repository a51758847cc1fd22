"""What a change would write: a unified diff that git can apply, or a table where the change has one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from wmstrat.record.text import escaped, on_one_line
from wmstrat.say.output import Output, answers, is_coloured, remark, write

if TYPE_CHECKING:
    from wmstrat.record.kind import Step
    from wmstrat.record.record import Record
    from wmstrat.workspace.transaction import FileChange

# Of a change of more records than this a table is printed: their differences are too long to read.
MANY = 8
HEAD = ("Record", "Title", "Change")


def table(steps: Iterable[Step], gone: Iterable[Record], labels: Mapping[str, str]) -> Sequence[Sequence[str]]:
    """A row for each record that a change makes, changes or takes away, below the heads; nothing for a few records.
    `labels` are how people read states."""
    from wmstrat.record.comparison import compared
    from wmstrat.say.history import field_in_words

    changed: dict[tuple[str, str], tuple[Record | None, Record]] = {}
    for step in steps:
        first = changed[step.after.key][0] if step.after.key in changed else step.before
        changed[step.after.key] = first, step.after
    rows = []
    for before, after in changed.values():
        fields = compared(before, after) if before is not None else ()
        whats = [field_in_words(change, labels, whole=False) for change in fields]
        if before is not None and before.id != after.id:
            whats.insert(0, f"id from {before.id}")
        rows.append((after.id, after.label, "; ".join(whats) if before else "new"))
    renamed = {before.key for before, _ in changed.values() if before is not None}
    left = (record for record in gone if record.key not in renamed and record.key not in changed)
    rows += [(record.id, record.label, "removed") for record in left]
    return [HEAD, *(tuple(map(on_one_line, row)) for row in rows)] if len(rows) > MANY else ()


def plan(table: Sequence[Sequence[str]], changes: Iterable[FileChange]) -> None:
    """Print the table of what would change, its head first, on standard output; without one, the diff."""
    if not table:
        difference(changes)
        return
    from wmstrat.say.grid import Column, aligned

    head, *rows = table
    columns = [Column(heading, [row[place] for row in rows]) for place, heading in enumerate(head)]
    answers(aligned(columns, Output().columns) if rows else ())
    yet = "Nothing was changed yet. To make these changes, type the same command without --dry-run."
    remark(yet if rows else "Nothing would change.")


COLOURS = (("+++", "1"), ("---", "1"), ("@@", "36"), ("+", "32"), ("-", "31"))


def difference(changes: Iterable[FileChange]) -> None:
    """Print the diff on standard output, in colour on a terminal."""
    lines = (line for change in changes for line in _lines(change))
    if not is_coloured(sys.stdout):
        answers(lines)
        return
    for line in lines:
        code = next((code for start, code in COLOURS if line.startswith(start)), "")
        write(f"\x1b[{code}m{escaped(line)}\x1b[0m\n" if code else escaped(line) + "\n")


def _lines(change: FileChange) -> Iterator[str]:
    """The diff of one file; bytes that are not text are shown by their number."""
    from difflib import unified_diff

    old, new = ((data or b"").decode("utf-8", "backslashreplace") for data in (change.before, change.after))
    source = f"a/{change.path}" if change.before is not None else "/dev/null"
    target = f"b/{change.path}" if change.after is not None else "/dev/null"
    for line in unified_diff(old.splitlines(True), new.splitlines(True), source, target):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"
