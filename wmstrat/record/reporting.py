"""What a kind brings to lists and reports, as data: computed values, filters, counts, notices, parts of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from msgspec import Struct

from wmstrat.record.field_type import Value
from wmstrat.record.fields import Field

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.record.verbs import Given
    from wmstrat.record.version import KnownVersions
    from wmstrat.record.view import View


class Computed(Field, frozen=True, kw_only=True):
    """A column that is in no file, since its value follows from other records or the day. An import ignores it. One
    `for_scripts` is left out where people read, since they see what it follows from; one that is `alone` is in no
    list, since it takes long."""

    for_scripts: bool = False
    alone: bool = False
    value: Callable[[Record, View, str], Value]


class Filter(Struct, frozen=True):
    """An option of `list` that takes no value: which records it leaves, on an ISO day: those of which
    something holds, or that have a value."""

    name: str
    about: str
    holds: Callable[[Record, View, str], object]


class Overview(Struct, frozen=True):
    """A table in a format of its own: headings with their fields, of the records for which `holds` is true."""

    format: str
    columns: tuple[tuple[str, str], ...]
    holds: Callable[[Record], bool]


class OfGroup(Protocol):
    """One group on one day."""

    group: Record
    # The ISO day of the report.
    day: str
    # What the kinds counted, by the keys of their tallies.
    counts: dict[str, Any]

    @property
    def view(self) -> View:
        """The workspace."""

    @property
    def advises(self) -> bool:
        """True where somebody can be told what to type: not about the past."""

    @property
    def is_over(self) -> bool:
        """True for a group whose work is over."""

    @property
    def is_working(self) -> bool:
        """True for a working group."""

    @property
    def versions(self) -> KnownVersions:
        """The versions of records."""

    def records(self, kind: str) -> Sequence[Record]:
        """The readable records of a kind in the group."""

    def open_records(self, kind: str) -> Sequence[Record]:
        """Those of them of which something is left to do."""

    def counting(self, kind: str) -> Sequence[Record]:
        """The readable ones that count: the others were set aside, or live on in other records."""

    def inverse(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        """Per id the ids of the records of a kind, in any group, that point at it through a field."""

    def completeness(self, record: Record) -> tuple[int, int]:
        """How many of the sections of its kind the text of a record answers, as (filled, all)."""

    def name(self, kind: str, identity: str) -> str:
        """What people call a record."""


Counts = Mapping[str, Any]


class Form(Struct, frozen=True):
    """One form of a column of the status table, which comes when there is room for all of a lower `rank`; rank 0 is
    always there. `width` says how wide packed items may be."""

    rank: int
    look: Literal["number", "number or blank", "packed", "fraction", "fraction in words", "bounded"]
    width: int = 0


class CountColumn(Struct, frozen=True):
    """How the table of all groups shows what was counted under a key: where, under which heading, in which forms. A
    fraction is `of` another key, and `word` says what its part is; a bounded number has the keys `low` and `high` of
    its bounds, 0 for none; `nothing` is drawn where there is nothing. What is counted by words has their labels in
    the vocabulary `label`; the counts of the words in `closed` are added up as closed."""

    key: str
    place: int
    heading: str = ""
    forms: tuple[Form, ...] = ()
    of: str = ""
    word: str = ""
    nothing: str = ""
    label: str = ""
    closed: tuple[str, ...] = ()
    low: str = ""
    high: str = ""


class Tally(CountColumn, frozen=True, kw_only=True):
    """Something counted in each group: a key of the status JSON, and a column of the table where it has forms.
    `place` orders keys and columns. `total` words the sum over the working groups for the head of the page, or over
    all bodies with `everywhere`. With `is_work` a process in which it is more than nothing has begun."""

    value: Callable[[OfGroup], Any]
    total: Callable[[Sequence[Counts]], str] | None = None
    everywhere: bool = False
    is_work: bool = False

    @property
    def column(self) -> CountColumn:
        """How the table shows it, as plain data."""
        return CountColumn(*(getattr(self, name) for name in CountColumn.__struct_fields__))


# The names of the notices that every process has, whatever its kinds are.
BROKEN_FILES, QUIET = "broken", "quiet"


# What a notice is about: working groups; these, other bodies and the whole process `everywhere`, by their records
# alone; the whole process, as it follows from the records `across` all groups, so that it is looked for again after
# every change; or people of working groups, who alone are shown it, in their `briefs`.
Where = Literal["groups", "everywhere", "across", "briefs"]


class Notice(Struct, frozen=True):
    """Something that needs somebody's attention in a group.

    `urgency` runs from 1 (something is broken) to 4 (good to know). `finds` returns how much there is to notice, as a
    number, as the ids of the records, or as the phrases that take the place of `{about}` in the text. The text has
    `{count}` filled in, summed over groups; `many` takes its place where the count is not one, and `overall` where
    the notice is about several groups. `command` is what to type, and `closer` makes the command for one group out of
    what was found. One with `while_working` ends with the work of a group. Of a record `since` is the field or
    computed value with the day since when there is something to notice, and `whose` the one with the people or groups
    that it is for; without one it is for the coordinators of the group.
    """

    name: str
    urgency: int
    text: str
    command: str
    finds: Callable[[OfGroup], int | Sequence[str] | None]
    closer: Callable[[OfGroup, Sequence[str]], str] | None = None
    while_working: bool = False
    many: str = ""
    overall: str = ""
    where: Where = "groups"
    since: str = ""
    whose: str = ""

    @property
    def about(self) -> str:
        """Its text for any number of records, as a sentence."""
        return f"{(self.many or self.text).format(count='N', about='...')}."


class Cell(Struct, frozen=True):
    """A column of a part: its heading, and the text of an item (a key of it, or made from it). `label` is the
    vocabulary of process.yaml in which the text has its label. A number that is nothing is blank, and a
    blank cell is drawn as a dash with `dash`."""

    heading: str
    text: str | Callable[[Mapping[str, Any]], str]
    folds: int = 0
    label: str = ""
    is_state: bool = False
    is_id: bool = False
    is_number: bool = False
    dash: bool = False


class Part(Struct, frozen=True):
    """A list on the page of a group: a key of its JSON, and a section with a heading and columns. Items with a state
    that does not count any more are named below the others, with the ids in their `became`."""

    key: str
    place: int
    heading: str | Callable[[Counts], str]
    items: Callable[[OfGroup], list[dict[str, Any]]]
    cells: tuple[Cell, ...]


class Panel(Struct, frozen=True):
    """A list that `show` adds to a record, and a key of its JSON: below what the text says in the `section` of this
    key, or without one after the text, of which it is no part. Items have an id and a title, the first two cells; the
    others that hold something follow in brackets, or, where they fold, on lines of their own. `field` is the one
    whose value it shows, in the place of the head."""

    key: str
    heading: str
    items: Callable[[Record, View], list[dict[str, Any]]]
    cells: tuple[Cell, ...]
    section: str = ""
    field: str = ""


class Matrix(Struct, frozen=True):
    """Items as rows and columns: the keys of both, the text of an item in its cell, and how to read it."""

    rows: str
    columns: str
    text: Callable[[Mapping[str, Any]], str]
    note: str


class Table(Struct, frozen=True, kw_only=True):
    """A table of a report: the key under which `Contents` has its items, columns, and a heading where the report has
    more than one. `nothing` is said where there are no items; without it the table is then left out. Where there is
    room, items are shown as a `matrix`."""

    key: str
    cells: tuple[Cell, ...]
    heading: str = ""
    nothing: str = ""
    matrix: Matrix | None = None


class Contents(Struct, frozen=True):
    """What a report says: the items of each table, by its key; `remarks`, which are said beside them; and in `told`
    the keys of what it tells, which the next report of this name can leave out."""

    items: Mapping[str, Sequence[Mapping[str, Any]]]
    remarks: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """A command of a kind that reads alone: `wmstrat NOUN NAME`. `takes` are arguments, of which those that are not
    required may be left out; `also` are other words that people try for it.

    `finds` gets the view, what was typed, and the keys of what was told before. What it finds is remembered until a
    record changes, or the day; what this clone was told is known to a report with `since_last` alone, which is made
    anew each time. A report of one table is this table and nothing else, with every column. For machines the items of
    more than one have the key of their table as `part`; `item` is what the envelope calls them, by default by the
    name of the command. `text` words an item that people read as text, such as a letter, and in no table.
    """

    name: str
    about: str
    example: str
    finds: Callable[[View, Given, frozenset[str]], Contents]
    tables: tuple[Table, ...]
    takes: tuple[Field, ...] = ()
    options: tuple[Field, ...] = ()
    also: tuple[str, ...] = ()
    item: str = ""
    text: Callable[[Mapping[str, Any]], str] | None = None
    since_last: bool = False


class Fact(Struct, frozen=True):
    """A line at the head of the page of a group, and a key of its JSON where it has a `value`. `text` words it, from
    what was counted and the values of all facts; an empty text leaves the line out."""

    place: int
    label: str
    text: Callable[[Counts], str]
    key: str = ""
    value: Callable[[OfGroup], Any] | None = None
