"""The commands of one kind alone, as data and one plain function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.record.field_type import Typist, Value
from wmstrat.record.fields import Field
from wmstrat.record.record import Record

if TYPE_CHECKING:
    from wmstrat.record.view import Changing


class Done(Struct, frozen=True):
    """What a change did. `what` is the commit subject after its scope, such as `answer CB-Q7`; the scope follows from
    the `records`, or is given. `shown` is said in the place of `what` in the public repository, if anything is.
    `answers` are lines for standard output, mostly ids; `remarks` and `warnings` are sentences for the person who
    typed the command. `about` are lines of the commit's body, each with the record that tells whether it is private.
    Where the answers are the ids of many records, `summary` is read in their place on a terminal, and after them
    elsewhere; `planned` are the rows of a table, its head first, that a dry run prints."""

    what: str
    records: tuple[Record, ...] = ()
    answers: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    about: tuple[tuple[Record, str], ...] = ()
    trailers: tuple[tuple[str, str], ...] = ()
    scope: str = ""
    summary: str = ""
    planned: tuple[tuple[str, ...], ...] = ()
    shown: str = ""


def together(what: str, done: Sequence[Done]) -> Done:
    """What several changes did, as one."""
    names = ("records", "answers", "remarks", "warnings", "about")
    parts: dict[str, Any] = {name: tuple(part for each in done for part in getattr(each, name)) for name in names}
    return Done(what, **parts)


class Given(Struct, frozen=True):
    """What was typed for a verb: the values of its arguments and options, blank ones included, and the text. It is
    `edited` if it comes from the editor, where what was there could be seen. `typist` tells what words in the text
    mean: days, and the names of people."""

    values: Mapping[str, Value]
    text: str = ""
    typist: Typist | None = None
    edited: bool = False

    def __getitem__(self, name: str) -> Value:
        return self.values[name]


# What a verb does to a record, or to none.
Does = Callable[["Changing", Any, Given], Done]


class Verb(Struct, frozen=True, kw_only=True):
    """A command of a kind: `wmstrat NOUN NAME`. With `of_records` it takes one or more records of the kind first, and
    `does` is called for each of them; else once, with None. `takes` are the arguments that follow. With `text`, its
    help, the last argument is a text, which may also come from a file, a pipe or the editor; `begins` gives the text
    that the editor opens with, and `needs_text` says whether a text has to be there, once the rest was typed.
    One that is not needed is read from a pipe alone where it may be `piped`, and else only with --file. `also`
    are other words that people try for it. Fields that a workspace declares for the kind `adds` are options too.
    `of_one` is the state to which `mark` moves one record, where the verb moves all those of a group."""

    name: str
    about: str
    example: str
    does: Does
    of_records: bool = True
    takes: tuple[Field, ...] = ()
    options: tuple[Field, ...] = ()
    adds: str = ""
    also: tuple[str, ...] = ()
    of_one: str = ""
    text: str = ""
    begins: Callable[[Record, Given], str | None] = lambda _record, _given: None
    needs_text: Callable[[Given], bool] = lambda _given: True
    piped: bool = True
