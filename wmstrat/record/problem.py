"""What is wrong with a record or a file: found, expected, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.text import counted

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.record.view import View


class Advice(Struct, frozen=True):
    """What to do about a problem: `do` in words, such as `Correct the days`, and what to type after `wmstrat` for it.
    `in_file` is how to do the same by an edit of the file, which is what is left where the file has edits already;
    empty where that is no way. Without a command it is the only way."""

    do: str
    command: str = ""
    in_file: str = ""

    def __str__(self) -> str:
        return f"{self.do}: wmstrat {self.command}" if self.command else self.by_hand

    @property
    def by_hand(self) -> str:
        """What to do to the file itself; an empty text where that is no way."""
        return f"{self.in_file} in the file, then type: wmstrat save" if self.in_file else ""


def by_editing(record: Record, do: str) -> Advice:
    """To open the record in the editor."""
    return Advice(do, f"edit {record.reference}", do)


def by_setting(record: Record, do: str, assignments: str) -> Advice:
    """To set fields of the record."""
    return Advice(do, f"set {record.reference} {assignments}", do)


def by_marking(record: Record, do: str, state: str) -> Advice:
    """To move the record to a state."""
    return Advice(do, f"mark {record.reference} {state}", do)


def in_the_file(do: str) -> Advice:
    """To edit the file."""
    return Advice(do, in_file=do)


class Problem(Struct, frozen=True):
    """One thing that is wrong: `path:line: field: found, expected. Advice`. Warnings never refuse. `advice` is a
    sentence, or the words and the command of one, which each door of the workspace puts in its own way. `follow` is
    how many other problems there are because of this one."""

    check: str
    path: str
    field: str
    found: str
    expected: str
    advice: Advice | str
    line: int = 0
    warning: bool = False
    follow: int = 0

    @property
    def consequences(self) -> str:
        """How many other problems follow from this one, in words; an empty text where none do."""
        return counted(self.follow, "{count} more error follows", "{count} more errors follow") if self.follow else ""

    @property
    def gist(self) -> tuple[str, str, str]:
        """What makes two problems of one record the same, wherever in the file they are."""
        return self.check, self.field, self.found


def contrasted(found: str, expected: str) -> str:
    """What is there and what should be: `found X, expected Y`; of a blank field: `empty, expected Y`."""
    return f"{'empty' if found == 'nothing' else f'found {found}'}, expected {expected}"


def explained(problem: Problem) -> str:
    """The problem in the form that the contract gives it: `path:line: field: found, expected. How to fix`."""
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    field = f"{problem.field}: " if problem.field else ""
    follow = f" ({problem.consequences} from this.)" if problem.follow else ""
    return f"{place}: {field}{contrasted(problem.found, problem.expected)}. {problem.advice}{follow}"


class Finding(Struct, frozen=True):
    """What a check found in a record: the field, what is in it, what is expected, and what to do about it."""

    field: str
    found: str
    expected: str
    advice: Advice | str


class Check(Struct, frozen=True):
    """A named check of one record, which `check --skip NAME` leaves out and `check --explain NAME` explains. What is
    only a `warning` refuses nothing."""

    name: str
    about: str
    findings: Callable[[Record, View], Iterable[Finding]]
    warning: bool = False

    def find(self, record: Record, view: View) -> Iterator[Problem]:
        """What is wrong with a record of the view."""
        for of in self.findings(record, view):
            yield Problem(self.name, record.path, of.field, of.found, of.expected, of.advice, warning=self.warning)


def blank(
    field: str, expected: str, assignment: str, where: Callable[[Record], object]
) -> Callable[[Record, View], Iterator[Finding]]:
    """What finds a field with nothing in it, in a record where there has to be something."""

    def find(record: Record, _view: View) -> Iterator[Finding]:
        if where(record) and not record[field]:
            yield Finding(field, "nothing", expected, by_setting(record, "Enter it", assignment))

    return find
