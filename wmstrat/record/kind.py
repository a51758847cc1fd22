"""A kind of record is one declaration, from which all else follows. The declarations are in `wmstrat/kinds/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.halves import public_path
from wmstrat.record.home import ALL, IN_GROUP, Home
from wmstrat.record.ids import IdScheme, Numbered, Single
from wmstrat.record.laws import Law, Logged, Needed
from wmstrat.record.problem import Check
from wmstrat.record.reporting import Computed, Fact, Filter, Notice, Overview, Panel, Part, Report, Tally
from wmstrat.record.rules import Rule
from wmstrat.record.sections import Section
from wmstrat.record.states import ASIDE, State
from wmstrat.record.timing import Event, Span, Window
from wmstrat.record.verbs import Verb

if TYPE_CHECKING:
    from wmstrat.record.record import Record, Values
    from wmstrat.record.view import Changing, View

# The field with the key of the row that a record was imported from.
IMPORT_KEY = "import_key"

# What a host shows below the list of the files of a folder, in any case of its letters, is not a record.
FOLDER_PAGE = "readme"


class Step(Struct, frozen=True):
    """A change of one record: before (None when it is new) and after. `settles` is True for the command that alone
    sets a state or a field, such as a decision."""

    before: Record | None
    after: Record
    settles: bool = False


# What `add` fills in where nothing was typed, from what was.
Initial = Callable[["Values", "View"], "Values"]
# What else happens with a new record, before a command or an import adds it.
Preparation = Callable[["Changing", "Record"], None]
# What else changes with a step: the values to set besides, such as the day on which a state was reached; `body` is
# the text.
Following = Callable[[Step, "View"], "Values"]


class Series(Struct, frozen=True):
    """How one `add` makes several records: its further options, which are in no file, and the values of each record,
    from all that was typed."""

    options: tuple[Field, ...]
    values: Callable[[Values], list[Values]]


class Kind(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """The declaration of a kind of record; docs/reference/declarations.md explains each attribute.

    `arguments` are the fields that `add` takes in order, the last of them being the text; every other field that
    people set is an option of `add`. `due` is the field with the day by which an open record has to be done, `day`
    the one that a list goes by. `instead_of_undo` is the command, over the values of the record, that ends one which
    others have seen, where no state does.
    """

    name: str
    plural: str
    about: str
    ids: IdScheme
    fields: tuple[Field, ...]
    arguments: tuple[str, ...]
    columns: tuple[str, ...]
    example: str
    home: Home = IN_GROUP
    noun: str = ""
    states: tuple[State, ...] = ()
    covers: tuple[str, ...] = ()
    touches: str = ""
    due: str = ""
    day: str = ""
    sorted_by: str = ""
    body: str = ""
    sections: tuple[Section, ...] = ()
    adds: bool = True
    can_be_hidden: bool = False
    checks: tuple[Check, ...] = ()
    laws: tuple[Law, ...] = ()
    rules: tuple[Rule, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    verbs: tuple[Verb, ...] = ()
    initial: Initial | None = None
    prepares: Preparation | None = None
    instead_of_undo: str = ""
    shown_by: str = ""
    follow: tuple[Following, ...] = ()
    series: Series | None = None
    event: Callable[[Record, View], Event | None] | None = None
    timeline: Callable[[Record, View, str], Iterable[Span]] | None = None
    window: Callable[[Record, View], Window | None] | None = None
    overviews: tuple[Overview, ...] = ()
    computed: tuple[Computed, ...] = ()
    filters: tuple[Filter, ...] = ()
    tallies: tuple[Tally, ...] = ()
    notices: tuple[Notice, ...] = ()
    parts: tuple[Part, ...] = ()
    panels: tuple[Panel, ...] = ()
    facts: tuple[Fact, ...] = ()
    reports: tuple[Report, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def earlier_names(self) -> frozenset[str]:
        """The names that fields had in an earlier version."""
        return frozenset(field.once for field in self.fields if field.once)

    def field(self, name: str) -> Field | None:
        """The field of this name, or the one that had it in an earlier version; None for neither."""
        return self.by_name.get(name) or next((field for field in self.fields if name and field.once == name), None)

    @cached_property
    def numbered_entries(self) -> Mapping[str, Entries]:
        """The lists whose entries have numbers, by the names of their fields."""
        types = ((field.name, field.type) for field in self.fields)
        return {name: type_ for name, type_ in types if isinstance(type_, Entries) and type_.numbered}

    @cached_property
    def owned_entries(self) -> Mapping[str, Entries]:
        """The lists whose entries belong to the group or person that each names, by the names of their fields."""
        types = ((field.name, field.type) for field in self.fields)
        return {name: type_ for name, type_ in types if isinstance(type_, Entries) and type_.whose}

    @cached_property
    def has_private_half(self) -> bool:
        """True when some fields of a public kind are kept in private/."""
        return not self.home.private and any(field.private for field in self.fields)

    def seen(self, private: bool) -> tuple[Field, ...]:
        """The fields that can be known of a record: all, or those that are not in private/."""
        return tuple(field for field in self.fields if private or not field.private)

    @cached_property
    def pointing(self) -> tuple[Field, ...]:
        """The fields that can point at records."""
        return tuple(field for field in self.fields if any(field.points_at_records))

    @cached_property
    def put_aside(self) -> str:
        """The state of a record that should not be there: the last one that sets aside; empty where none does."""
        states = (state.name for state in self.states if state.means == ASIDE and not state.needs)
        return next(reversed([*states]), "")

    def ending(self, record: Record) -> str:
        """What to type after `wmstrat` to end a record, since none is deleted; an empty text where nothing does."""
        state = self.state_named(record.state)
        if self.put_aside and state is not None:
            return f"mark {record.id} {self.put_aside}" if self.put_aside in self.moves(state) else ""
        return self.instead_of_undo.format_map(record.values)

    @property
    def prompts(self) -> str:
        """The text that a new record begins with."""
        return "\n\n".join(
            f"## {section.heading}\n\n<!-- {section.key}: {section.prompt} -->" for section in self.sections
        )

    @property
    def suffix(self) -> str:
        """The ending of its files: Markdown, or YAML for a kind without a text."""
        return ".md" if self.body else ".yaml"

    @property
    def command(self) -> str:
        """The noun that people type."""
        return self.noun or self.name

    @property
    def one_or_several(self) -> tuple[str, str]:
        """What people call one of its records and several, beside their number: words such as feedback have no plural
        of their own."""
        is_countable = self.plural != self.name
        return (self.command, self.plural) if is_countable else (f"{self.name} record", f"{self.name} records")

    @property
    def in_group(self) -> bool:
        """True when every record of the kind belongs to a group, or to the whole process."""
        return "group" in self.by_name

    @property
    def is_numbered(self) -> bool:
        """True when a record first has a handle, and a number once it is published."""
        return isinstance(self.ids, Numbered)

    def blank(self) -> dict[str, Value]:
        """Every field with nothing in it."""
        return {name: [] if nothing == [] else nothing for name, nothing in self._nothing.items()}

    @cached_property
    def _nothing(self) -> Mapping[str, Value]:
        return {field.name: field.type.empty for field in self.fields}

    def state_named(self, name: str) -> State | None:
        """The state of this name, or None."""
        return self._states_by_name.get(name)

    @cached_property
    def open_states(self) -> frozenset[str]:
        """The names of the states in which something is left to do."""
        return frozenset(state.name for state in self.states if state.is_open)

    @cached_property
    def _states_by_name(self) -> Mapping[str, State]:
        return {state.name: state for state in self.states}

    def moves(self, state: State) -> tuple[str, ...]:
        """The states that may follow a state."""
        if state.moves is not None:
            return state.moves
        if state.is_open:
            return tuple(other.name for other in self.states if other is not state)
        return tuple(other.name for other in self.states if other.is_open)[:1]

    def way(self, start: str, goal: str) -> tuple[str, ...]:
        """The states that lead from one to another by the fewest moves, the goal last; none where there is no way."""
        ways: dict[str, tuple[str, ...]] = {start: ()}
        waiting = [start]
        for name in waiting:
            state = self.state_named(name)
            for following in self.moves(state) if state else ():
                if following not in ways:
                    ways[following] = (*ways[name], following)
                    waiting.append(following)
        return ways.get(goal, ())

    @cached_property
    def needs(self) -> tuple[Needed, ...]:
        """What the states need to be said."""
        return tuple(Needed(states=(state.name,), fields=state.needs) for state in self.states if state.needs)

    @cached_property
    def became(self) -> tuple[str, ...]:
        """The fields that name the records in which others live on."""
        return tuple(dict.fromkeys(state.became for state in self.states if state.became))

    @property
    def is_lone(self) -> bool:
        """True when there is one record of the kind, which `init` makes."""
        return isinstance(self.ids, Single)

    @cached_property
    def options(self) -> tuple[Field, ...]:
        """The fields that `add` offers as options. The reason of the state is one if the first state needs it."""
        logs = (law.log for law in self.laws if isinstance(law, Logged))
        follows = {"group"} if self.home.through or not self.home.groups else set()
        reason = {"why"} - {*(self.states[0].needs if self.states else ())}
        never = {"id", "handle", IMPORT_KEY, "state", *reason}
        left_out = {*never, *self.arguments, *follows, *logs, *self.owned_entries}
        return tuple(field for field in self.fields if field.name not in left_out and not field.set_by)

    # Where the files are

    def path(self, identity: str, group: str) -> str:
        """The file of the record with this id in this group, relative to the workspace, with forward slashes."""
        if self.home.file:
            return f"{self.home.top}/{identity}/{self.home.file}"
        if self.home.top.endswith(self.suffix):
            return self.home.top
        return f"{self.home.folder(self.plural, group)}/{self.ids.below(identity)}{identity}{self.suffix}"

    def folders(self, groups: Iterable[str]) -> Iterator[str]:
        """The folders of the records of the kind, where there are these groups; none where each record has one of its
        own, or all is in one file."""
        home = self.home
        if home.file or home.top.endswith(self.suffix):
            return
        owners = [*(groups if home.groups else ()), *([ALL] if home.process else ())]
        yield from dict.fromkeys(home.folder(self.plural, owner) for owner in owners or [""])

    def place(self, path: str) -> tuple[str, str] | None:
        """The (id, group) of the file at a path, or None when no record of the kind can be there. A record of a kind
        with private fields has a half under private/."""
        if self.has_private_half:
            path = public_path(path)
        parts = tuple(path.split("/"))
        home = self.home
        if home.top.endswith(self.suffix):
            return (path.removesuffix(self.suffix), "") if path == home.top else None
        if home.file:
            is_there = len(parts) == 3 and (parts[0], parts[2]) == (home.top, home.file)
            return (parts[1], parts[1]) if is_there else None
        if not parts[-1].endswith(self.suffix) or parts[-1].startswith("."):
            return None
        identity = parts[-1].removesuffix(self.suffix)
        if identity.casefold() == FOLDER_PAGE and not self.ids.fits(identity, ""):
            return None
        if home.top:
            return (identity, "") if parts[:-1] == (home.top,) else None
        group = home.group_of(self.plural, parts)
        return None if group is None else (identity, group)


def placed(kinds: Iterable[Kind], path: str) -> Iterator[tuple[Kind, str, str]]:
    """The (kind, id, group) of the file at a path of a workspace, for each of the kinds that has files there."""
    for kind in kinds:
        place = kind.place(path)
        if place:
            yield kind, *place
