"""The fields of a kind as arguments and options of its commands, and what was typed for them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NamedTuple

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, option, parameter
from wmstrat.errors import UsageProblem
from wmstrat.record.fields import Entries, Field
from wmstrat.record.kind import Kind
from wmstrat.record.types import Choice, Flag, Listing

Parameters = list[inspect.Parameter]
Function = Callable[..., None]


class Further(NamedTuple):
    """A command that reads, also as of a day: of every kind that it `serves`. `formats` are those that it has besides
    those of every list."""

    name: str
    serves: Callable[[Kind], object]
    function: Callable[[Kind], Function]
    parameters: Callable[[Kind], Parameters]
    formats: Sequence[str] = ()


FILE = parameter(
    "file", Annotated[str | None, option("--file", "Read the text from a file; - reads a pipe.", "PATH")], None
)


def field_option(field: Field, *, public: bool = False, needed: bool = False) -> inspect.Parameter:
    """The option of a field, `needed` where the command cannot do without it; the parameter has a name that no option
    of all commands (author) has."""
    name = f"{field.name}_"
    if isinstance(field.type, Flag):
        return parameter(name, Annotated[bool, option(field.option, field.help)], False)
    about = field.help + words_of(field)
    offered = complete.offered(field.type.offer, public=public)
    several = isinstance(field.type, (Listing, Entries))
    type_: Any = list[str] if several else str
    default: Any = None if several or field.required else field.type.default or None
    type_, default = (type_, inspect.Parameter.empty) if needed else (type_ | None, default)
    declared = option(field.option, about, field.type.metavar, offered)
    return parameter(name, Annotated[type_, declared, field.type.offer], default)


def field_argument(field: Field, *, one: bool = False, optional: bool = False) -> inspect.Parameter:
    """The argument of a field, of which a list takes several, or `one` where more arguments follow."""
    several = isinstance(field.type, Listing) and not one
    metavar = field.name.upper() + ("..." if several else "")
    declared = argument(metavar, field.help + words_of(field), complete.offered(field.type.offer))
    if optional:
        return parameter(field.name, Annotated[str | None, declared, field.type.offer], None)
    return parameter(field.name, Annotated[list[str] if several else str, declared, field.type.offer])


def words_of(field: Field) -> str:
    """The words that a field takes, as a sentence; an empty text for any other field."""
    type_ = field.type.each
    return f" One of: {', '.join(type_.options)}." if isinstance(type_, Choice) else ""


def texts_of(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed, by the names of the fields."""
    return {name.removesuffix("_"): value for name, value in typed.items()}


def filled(fields: Sequence[Field], values: dict[str, Any]) -> dict[str, Any]:
    """The values of all fields: blank ones where nothing was typed."""
    for field in fields:
        if field.required and field.name not in values:
            raise UsageProblem("{option} is missing: {about}.", option=field.option, about=field.about)
    return {field.name: values.get(field.name, field.type.empty) for field in fields}


@contextmanager
def group_first(takes: Sequence[str], group: object, others: Iterable[str]) -> Iterator[None]:
    """Where something else was typed in the place of the group inside, raise an error that says in which order they
    come. `takes` are the words of the command and of what it takes; `others` are what was typed for that and names
    groups."""
    from wmstrat.errors import NotFound

    try:
        yield
    except NotFound as error:
        typed = str(group or "").strip()
        not_found = {str(error.values.get(name)).casefold() for name in ("text", "id")}
        is_about_group = typed and not not_found.isdisjoint(
            part.strip() for part in (typed.casefold(), *typed.casefold().split(","))
        )
        if not is_about_group or not (" " in typed or "id" in error.values or any(others)):
            raise
        *words, last = takes
        raise NotFound(
            "{error} The group comes first, then the {last}: `wmstrat {command} GROUP {word}`",
            error=error,
            last=last,
            command=" ".join(words),
            word=last.upper(),
        ) from None
