"""What a change would write: a unified diff that git can apply, or a table where the change has one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wmstrat.record.text import escaped
from wmstrat.say.output import Output, answers, is_coloured, remark, write

if TYPE_CHECKING:
    from wmstrat.workspace.transaction import FileChange


def plan(table: Sequence[Sequence[str]], changes: Iterable[FileChange]) -> None:
    """Print the table of what would come, its head first, on standard output; without one, the diff."""
    if not table:
        difference(changes)
        return
    from wmstrat.say.grid import Column, aligned

    head, *rows = table
    columns = [Column(heading, [row[place] for row in rows]) for place, heading in enumerate(head)]
    answers(aligned(columns, Output().columns) if rows else ())
    remark("Nothing was imported yet. To import it, type the same command without --dry-run." if rows else "Nothing.")


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
