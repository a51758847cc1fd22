"""What a change would write, as a unified diff."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Protocol

from wmstrat.record.text import escaped
from wmstrat.say.output import Output, answers, is_coloured, write

COLOURS = (("+++", "1"), ("---", "1"), ("@@", "36"), ("+", "32"), ("-", "31"))


class Changed(Protocol):
    """A file of the workspace: its bytes before (None: it was not there) and after (None: it goes)."""

    @property
    def path(self) -> str: ...
    @property
    def before(self) -> bytes | None: ...
    @property
    def after(self) -> bytes | None: ...


def difference(changes: Iterable[Changed], output: Output | None = None) -> None:
    """Print the diff on standard output, in colour on a terminal. It is a diff whatever format `output` asks for,
    so that git can apply it."""
    del output
    lines = (line for change in changes for line in diff_lines(change))
    if not is_coloured(sys.stdout):
        answers(lines)
        return
    for line in lines:
        code = next((code for start, code in COLOURS if line.startswith(start)), "")
        write(f"\x1b[{code}m{escaped(line)}\x1b[0m\n" if code else escaped(line) + "\n")


def diff_lines(change: Changed) -> Iterator[str]:
    """The unified diff of one file; bytes that are no text are shown by their number."""
    from difflib import unified_diff

    old, new = _text(change.before), _text(change.after)
    names = (
        f"a/{change.path}" if change.before is not None else "/dev/null",
        f"b/{change.path}" if change.after is not None else "/dev/null",
    )
    for line in unified_diff(old.splitlines(True), new.splitlines(True), *names, n=3):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "backslashreplace")
