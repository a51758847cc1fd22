"""The only owner of standard output, for answers, and standard error, for everything else. What a terminal would obey
is escaped."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NamedTuple, TextIO

from wmstrat.errors import Unwritten, WmstratError
from wmstrat.record.text import escaped

if TYPE_CHECKING:
    from wmstrat.workspace.cut import Cut

FORMATS = ("table", "plain", "json", "csv", "markdown", "yaml")
NARROWEST = 40
# A command in a sentence: after a colon, up to the end of the sentence or what else can be typed.
COMMAND = re.compile(
    r"(?<=: )(?:wmstrat|git|cd|rm|mv) (?:'[^']*'|\"[^\"]*\"|.)+?"
    r"(?=$|\. |, (?:and |or )?(?:then|or)\b| or:| \()"
)
# A sign that Unicode leaves to programs and that no text has, as wide as a letter.
HELD = "\ufdd0"
# What somebody can type, at the end of a line in which nothing marks it: that of a problem, or of a rule.
COMMAND_AT_THE_END = re.compile(r": ((?:wmstrat|git) (?:(?!: |; |, |\. ).)+[^.:;,])$")


class Output(NamedTuple):
    """A format, a width in columns (None: that of a terminal, and lines of any length elsewhere), and the past that
    is shown, if it is one."""

    format: str = "table"
    width: int | None = None
    as_of: Cut | None = None

    @property
    def columns(self) -> int | None:
        """How many columns a line may have, or None when it may be as long as it likes."""
        if self.width is not None:
            return max(self.width, NARROWEST)
        if not is_terminal(sys.stdout):
            return None
        return max(get_terminal_size().columns, NARROWEST)


def is_terminal(stream: TextIO) -> bool:
    """True when the stream ends at a screen."""
    try:
        return stream.isatty()
    except (ValueError, AttributeError):  # closed; None when it was closed before Python began
        return False


def is_coloured(stream: TextIO) -> bool:
    """True when the stream takes colours and the person wants them (NO_COLOR, TERM=dumb)."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("dumb", "")


def speaks_unicode(stream: TextIO) -> bool:
    """True when lines, dashes and dots beyond ASCII reach the reader."""
    return (getattr(stream, "encoding", "") or "").lower().replace("-", "").startswith(("utf", "cp65001"))


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def write(text: str) -> None:
    """Write text to standard output and flush, with escapes for what it cannot encode. Raises BrokenPipeError, or
    Unwritten for other errors."""
    try:
        if sys.stdout is None:
            raise OSError(0, "it is closed")
        sys.stdout.write(_encodable(text, sys.stdout))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise given_up(error) from None


def given_up(error: OSError) -> Unwritten:
    """What to say of a standard output that takes nothing; what is still written to it goes nowhere."""
    with suppress(OSError, ValueError, AttributeError):  # so that Python's own last flush does not fail as well
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    reason = error.strerror or type(error).__name__
    return Unwritten("The answer cannot be written to standard output: {reason}.", reason=reason)


def answer(text: str) -> None:
    """Put one answer, of one line or more, on standard output."""
    write(escaped(text) + "\n")


def answers(lines: Iterable[str]) -> None:
    """Put many lines on standard output."""
    waiting = map(escaped, lines)
    while block := list(islice(waiting, 1000)):
        write("\n".join(block) + "\n")


def sentences(lines: Iterable[str]) -> None:
    """Put sentences on standard output, each in a line; on a terminal in as many as its width takes."""
    for line in lines:
        write(_fitting(line, sys.stdout))


def remark(text: str) -> None:
    """Say something beside the answer, on standard error. Where that takes nothing, there is nobody to tell."""
    beside(_fitting(text, sys.stderr))


def _fitting(text: str, stream: TextIO) -> str:
    """Text as a stream gets it: on a terminal lines end between words, and never inside a command."""
    lines = escaped(text).split("\n")
    if is_terminal(stream):
        lines = [part for line in lines for part in _between_words(line, _width_of(stream))]
    return "\n".join(lines) + "\n"


def _between_words(line: str, width: int) -> list[str]:
    """A line of text as lines of this width: longer ones only where a path or a command, which stay whole, is longer.
    A line that begins with a space is one of a table, which stays as it is."""
    from textwrap import wrap

    if len(line) <= width or line.startswith(" "):
        return [line]
    whole = whole_commands(line)
    return [part.replace(HELD, " ") for part in wrap(whole, width, break_long_words=False, break_on_hyphens=False)]


def whole_commands(text: str, most: int | None = None) -> str:
    """The text with another sign in the place of the spaces in commands, at which no line ends; only in those that
    have no more than `most` letters."""

    def held(command: re.Match[str]) -> str:
        return command[0] if most is not None and len(command[0]) > most else command[0].replace(" ", HELD)

    return COMMAND.sub(held, text)


def asked(question: str) -> str:
    """What a person at a terminal types as the answer to a question. Raises EOFError at the end of the input."""
    beside(f"{escaped(question)}: ")
    try:
        return input()
    except (EOFError, KeyboardInterrupt):
        beside("\n")
        raise


def failure(error: WmstratError) -> None:
    """Say on standard error what went wrong. On a terminal the first word is red, lines end between words, and what
    can be typed next has lines of its own."""
    message = escaped(f"{error.word}: {_in_lines(error.parts)}")
    if is_terminal(sys.stderr):
        message = "\n".join(_laid_out([f"{error.word}: {error.parts[0]}", *error.parts[1:]], _width_of(sys.stderr)))
    if is_coloured(sys.stderr) and error.exit_code:
        message = message.replace("Error:", "\x1b[1;31mError:\x1b[0m", 1)
    beside(f"{message}\n")


def _in_lines(parts: Sequence[str]) -> str:
    """Text and commands in turn as one text, in which a new sentence after a command begins a new line, and a second
    command after `or`: on the same one, they would look like a part of the first."""
    first, *rest = parts
    lines = (re.sub(r"^(?:\. *| )(?=[A-Z])", "\n", re.sub(r"^ (or|and) $", r"\n\1: ", part)) for part in rest)
    return "".join([first, *lines])


def _laid_out(parts: Sequence[str], width: int) -> Iterator[str]:
    """Text and commands in turn as lines: text as wide as the terminal, a command in one line however long it is."""
    from textwrap import wrap

    for place, part in enumerate(map(escaped, parts)):
        if place % 2:
            yield f"  {part.strip()}"
            continue
        text = part.lstrip(" .,;:?") if place else part
        for line in text.strip().split("\n") if text.strip() else ():
            ending = COMMAND_AT_THE_END.search(line)
            words = line[: ending.start(1)].rstrip() if ending else line
            yield from wrap(words, width, break_long_words=False, break_on_hyphens=False) or [""]
            if ending:
                yield f"  {ending[1]}"


def _width_of(stream: TextIO) -> int:
    try:
        columns = 0 if os.environ.get("COLUMNS") else os.get_terminal_size(stream.fileno()).columns
    except OSError:
        columns = 0
    return max(columns or get_terminal_size().columns, NARROWEST)


def beside(text: str) -> None:
    """Write text, with its own line ends, to standard error."""
    # A screen shows what was answered before what is said after it.
    if finish := getattr(sys.stdout, "finish", None):
        finish()
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(_encodable(text, sys.stderr))
            sys.stderr.flush()


def report_bug(error: Exception) -> None:
    """Say that wmstrat itself is at fault, and where the details are; with WMSTRAT_DEBUG set, print the details."""
    import traceback
    from tempfile import NamedTemporaryFile

    details = "".join(traceback.format_exception(error))
    if os.environ.get("WMSTRAT_DEBUG"):
        beside(f"{escaped(details)}\n")
    try:
        with NamedTemporaryFile("w", prefix="wmstrat-bug-", suffix=".txt", delete=False, encoding="utf-8") as file:
            file.write(details)
        remark(f"This is a bug in wmstrat ({type(error).__name__}). Please report it, with the file {file.name}")
    except OSError:
        beside(f"This is a bug in wmstrat. Please report it:\n{escaped(details)}\n")
