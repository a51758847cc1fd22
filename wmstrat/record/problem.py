"""What is wrong with a record or a file: found, expected, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.record.view import View


class Command(Struct, frozen=True):
    """What to type after `wmstrat`. `own` is True when it changes the very record that the problem is in."""

    text: str
    own: bool = False


class Problem(Struct, frozen=True):
    """One thing that is wrong: `path:line: field: found, expected. What to do`. Warnings never refuse.

    `mend` is the first half of the advice, such as `Correct the days`; `command` what to type for it. Without a
    command the advice stands by itself. `in_file` is True for what only an edit of the file can correct.
    """

    check: str
    path: str
    field: str
    found: str
    expected: str
    mend: str
    line: int = 0
    warning: bool = False
    command: Command | None = None
    in_file: bool = False

    @property
    def advice(self) -> str:
        """What to do about a file that is as it is."""
        if self.in_file:
            return f"{self.mend} in the file, then keep it with: wmstrat save"
        return f"{self.mend}: wmstrat {self.command.text}" if self.command else self.mend

    @property
    def gist(self) -> tuple[str, str, str]:
        """What makes two problems of one record the same, wherever in the file they are."""
        return self.check, self.field, self.found


def explained(problem: Problem, advice: str | None = None) -> str:
    """The problem in the form that the contract gives it: `path:line: field: found, expected. How to fix`."""
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    field = f"{problem.field}: " if problem.field else ""
    advice = problem.advice if advice is None else advice
    return f"{place}: {field}found {problem.found}, expected {problem.expected}. {advice}"


def editing(record: Record) -> Command:
    """The command that opens the record in the editor."""
    return Command(f"edit {record.reference}", own=True)


def setting(record: Record, assignments: str) -> Command:
    """The command that sets fields of the record."""
    return Command(f"set {record.reference} {assignments}", own=True)


def marking(record: Record, state: str) -> Command:
    """The command that moves the record to a state."""
    return Command(f"mark {record.reference} {state}", own=True)


class Check(Struct, frozen=True):
    """A named check of one record, which `check --skip NAME` leaves out and `check --explain NAME` explains."""

    name: str
    about: str
    find: Callable[[Record, View], Iterable[Problem]]
