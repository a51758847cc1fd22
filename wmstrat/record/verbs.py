"""The commands that a kind has besides those of all kinds, as data and one plain function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.record.fields import Field
from wmstrat.record.record import Record
from wmstrat.record.types import Value

if TYPE_CHECKING:
    from wmstrat.record.view import Changing


class Done(Struct, frozen=True):
    """What a change did.

    `what` are the words of the commit subject after its scope, such as `answer CB-Q7`; `records` those that it is
    about, from which the scope follows (or `scope` says it). `answers` are the lines to print on standard output,
    mostly ids; `remarks` sentences for the person who typed the command, `warnings` those that something may be meant
    otherwise. `about` are lines of the commit's body, each about a record: what is private stays out of the public
    history. `trailers` are further trailers of the commit.
    """

    what: str
    records: tuple[Record, ...] = ()
    answers: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    about: tuple[tuple[Record, str], ...] = ()
    trailers: tuple[tuple[str, str], ...] = ()
    scope: str = ""


class Given(Struct, frozen=True):
    """What was typed for a verb: the values of its arguments and options by their names, blank ones included, and the
    text. `seen` is the text of the record that the person saw while writing, None when they saw none."""

    values: Mapping[str, Value]
    text: str = ""
    seen: str | None = None

    def __getitem__(self, name: str) -> Value:
        return self.values[name]


# What a verb does to a record, or to none.
Does = Callable[["Changing", Any, Given], Done]


class Verb(Struct, frozen=True, kw_only=True):
    """A command of a kind: `wmstrat NOUN NAME`.

    With `of_records` it takes one or more records of the kind first, and `does` is called for each of them; else
    once, with None. `takes` are the arguments that follow, `options` the rest. With `text` the last argument is a
    text, which may also come from a file, a pipe or the editor; `text` is its help, and `begins` gives the text that
    the editor opens with.
    """

    name: str
    about: str
    example: str
    does: Does
    of_records: bool = True
    takes: tuple[Field, ...] = ()
    options: tuple[Field, ...] = ()
    text: str = ""
    begins: Callable[[Record, Given], str | None] = lambda _record, _given: None
