"""Completion of references and field names, from the index as the last command left it (quick, and perhaps old)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstrat.errors import WmstratError
from wmstrat.kinds import TABLE, Catalogue, catalogue_of
from wmstrat.record.types import Prose
from wmstrat.workspace import completion

if TYPE_CHECKING:
    from wmstrat.commands.declare import Completion
    from wmstrat.record.kind import Kind
    from wmstrat.record.types import Offer
    from wmstrat.repo.place import Place

MOST = 200


def references(*kinds: str, public: bool = False, words: tuple[str, ...] = ()) -> Completion:
    """A completion of ids (and, for groups, codes) of these kinds, of every kind when none is named, and of further
    words. With `public` none of a record that is in private/ alone, for fields that everybody may read."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        place = place_of(ctx)
        if place is None:
            return []
        names = completion.ids(place, incomplete, kinds, public=public, limit=MOST)
        if not kinds or "group" in kinds:
            names += _beginning((*completion.texts(place, "group", "code"), *words), incomplete)
        # Ids are found in any case, but a shell offers only what goes on as it was begun.
        return [name for name in names if name.startswith(incomplete)] or [
            incomplete + name[len(incomplete) :] for name in names
        ]

    return complete


def offered(offer: Offer | None, *, public: bool = False) -> Completion | None:
    """The completion of what the type of a field offers; None where it offers nothing."""
    if offer is None:
        return None
    if offer.kinds is not None and not offer.among:
        return references(*offer.kinds, public=public, words=offer.words)

    def complete(ctx: Any, incomplete: str) -> list[str]:
        place = place_of(ctx) if offer.among or offer.vocabulary else None
        if offer.among:
            codes = completion.texts(place, "group", "code", where=("kind", offer.among)) if place else []
            return _beginning(codes, incomplete)
        words = completion.entries(place, "process", offer.vocabulary, "id") if place else offer.words
        return [word for word in words if word.startswith(incomplete)]

    return complete


def references_and(kind: str, offers: Iterable[Offer | None]) -> Completion:
    """A completion of the words of a verb: the records of its kind, and what may follow them."""
    completions = [references(kind), *filter(None, map(offered, offers))]

    def complete(ctx: Any, incomplete: str) -> list[str]:
        return [name for each in completions for name in each(ctx, incomplete)]

    return complete


def references_or(others: Completion) -> Completion:
    """A completion of references, and of others after the first one."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        return (others(ctx, incomplete) if ctx.params.get("words") else []) or references()(ctx, incomplete)

    return complete


def second_on(others: Completion) -> Completion:
    """A completion of others after the first word, and of nothing before."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        return others(ctx, incomplete) if ctx.params.get("words") else []

    return complete


def nouns(incomplete: str) -> list[str]:
    """A completion of the nouns of all kinds."""
    return [entry.noun for entry in TABLE.values() if entry.noun.startswith(incomplete) and entry.noun]


def _of_kinds(names: Callable[[Kind], Iterable[str]]) -> Completion:
    """A completion of what the kind of the record typed before has, or every kind where that is not known."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        return sorted({name for kind in _kinds_typed(ctx) for name in names(kind) if name.startswith(incomplete)})

    return complete


assignments = _of_kinds(lambda kind: (f"{field.name}=" for field in kind.fields if not (field.fixed or field.set_by)))
texts = _of_kinds(lambda kind: (field.name for field in kind.fields if isinstance(field.type, Prose)))
states = _of_kinds(lambda kind: (state.name for state in kind.states))


def states_of_kind(ctx: Any, incomplete: str) -> list[str]:
    """A completion of the states of the kind that was typed for --kind, or of every kind."""
    place, typed = place_of(ctx), ctx.params.get("kind")
    catalogue = catalogue_of(place.root) if place else Catalogue()
    names = [name for name, entry in TABLE.items() if typed in (name, entry.noun)] or catalogue.names
    states = (state.name for name in names for state in catalogue.kind(name).states)
    return sorted({state for state in states if state.startswith(incomplete)})


def checks(incomplete: str) -> list[str]:
    """A completion of the names of the checks."""
    from wmstrat.checks.every_record import ABOUT
    from wmstrat.kinds import kinds

    names = {*ABOUT, *(check.name for kind in kinds() for check in kind.checks)}
    return sorted(name for name in names if name.startswith(incomplete))


def _kinds_typed(ctx: Any) -> list[Kind]:
    """The kind of the record that REF names, or every kind when the index does not know it."""
    typed = ctx.params.get("words") or ctx.params.get("ref") or ()
    reference, place = typed if isinstance(typed, str) else next(iter(typed), ""), place_of(ctx)
    names = set[str]()
    if reference and place:
        names.update(completion.kinds_of(place, reference))
        if reference.casefold() in map(str.casefold, completion.texts(place, "group", "code")):
            names.add("group")
    catalogue = catalogue_of(place.root) if place else Catalogue()
    return [catalogue.kind(name) for name in sorted(names) or catalogue.names]


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]


def place_of(ctx: Any) -> Place | None:
    """The workspace that the command line of a context is about."""
    return place_at(ctx.find_root().params.get("workspace"))


def place_at(directory: str | None) -> Place | None:
    """The workspace that the command line is about, None where there is none that can be opened."""
    from wmstrat.repo.place import find
    from wmstrat.workspace.changes import refuse_sparse

    try:
        place = find(Path(directory or os.environ.get("WMSTRAT_WORKSPACE") or "."))
        refuse_sparse(place)
    except (WmstratError, OSError):
        return None
    return place
