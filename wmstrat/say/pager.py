"""Long answers on a terminal go through the pager that git uses; short ones, and all that is piped, do not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from wmstrat.say.output import is_terminal

if TYPE_CHECKING:
    from subprocess import Popen

# As git sets them: leave at once where all fits, show colours, leave the text on the screen.
ENVIRONMENT = {"LESS": "FRX", "LV": "-c"}


class Paged:
    """A standard output that waits until it holds more lines than the screen, and then starts the pager."""

    def __init__(self, screen: Any, pager: Callable[[], str | None]) -> None:
        self.screen = screen
        self.encoding = screen.encoding
        self._pager = pager
        self._waiting = ""
        self._process: Popen[str] | None = None
        self._is_plain = False

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self.screen.fileno())

    def write(self, text: str) -> int:
        """Show the text, now or once it is known that the pager is not needed."""
        if self._process is None and not self._is_plain:
            self._waiting += text
            if self._waiting.count("\n") < get_terminal_size().lines:
                return len(text)
            self._process = _started(self._pager(), self.encoding)
            self._is_plain = self._process is None
            text, self._waiting = self._waiting, ""
        stream = self._process.stdin if self._process else self.screen
        if stream is not None:
            stream.write(text)
            stream.flush()
        return len(text)

    def flush(self) -> None:
        """What waits goes on waiting."""

    def finish(self) -> None:
        """Show what still waits, and wait until the person has left the pager."""
        text, self._waiting = self._waiting, ""
        process, self._process = self._process, None
        if process is not None:
            with suppress(BrokenPipeError, AttributeError):
                process.stdin.close()  # type: ignore[union-attr]
            while process.poll() is None:
                with suppress(KeyboardInterrupt):  # it is for the pager
                    process.wait()
        self.screen.write(text)
        self.screen.flush()


@contextmanager
def paged(pager: Callable[[], str | None]) -> Iterator[None]:
    """Let what is written to standard output inside go through a pager if it is long. `pager` is asked for its
    command line then; None, an empty one and `cat` mean that there is none."""
    screen = sys.stdout
    if screen is None or not is_terminal(screen) or os.environ.get("TERM", "dumb") == "dumb":
        yield
        return
    sys.stdout = through = Paged(screen, pager)
    try:
        yield
    finally:
        sys.stdout = screen
        through.finish()


def _started(command: str | None, encoding: str) -> Popen[str] | None:
    """The pager, started; None where there is none."""
    import shlex
    import subprocess
    from shutil import which

    program = next(iter(shlex.split(command or "")), "")
    if program in ("", "cat") or which(program) is None:
        return None
    environment = {**ENVIRONMENT, **os.environ}
    # The command line is the shell's, as git has it.
    return subprocess.Popen(
        ["sh", "-c", str(command)], stdin=subprocess.PIPE, env=environment, text=True, encoding=encoding
    )
