"""Completion of references and field names, out of the index as it stands (it may be behind, which is fine)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstrat.errors import WmstratError
from wmstrat.kinds import Catalogue, catalogue_of
from wmstrat.record.types import Prose
from wmstrat.workspace import completion

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.types import Offer
    from wmstrat.repo.place import Place

# What typer asks: with the context of what was typed before, or without.
Completion = Callable[..., list[str]]

MOST = 200


def references(*kinds: str, public: bool = False, words: tuple[str, ...] = ()) -> Completion:
    """A completion of ids (and, for groups, codes) of these kinds, of every kind when none is named, and of further
    words. With `public` none of a record that is in private/ alone, for fields that everybody may read."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        place = _place(ctx)
        if place is None:
            return []
        offered = completion.ids(place, incomplete, kinds, public=public, limit=MOST)
        if not kinds or "group" in kinds:
            offered += _beginning((*completion.texts(place, "group", "code"), *words), incomplete)
        # Ids are found in any case, but a shell offers only what goes on as it was begun.
        return [name for name in offered if name.startswith(incomplete)] or [
            incomplete + name[len(incomplete) :] for name in offered
        ]

    return complete


def offered(offer: Offer | None, *, public: bool = False) -> Completion | None:
    """The completion of what the type of a field offers; None where it offers nothing."""
    if offer is None:
        return None
    if offer.among:
        return bodies(offer.among)
    if offer.kinds is not None:
        return references(*offer.kinds, public=public, words=offer.words)
    if offer.vocabulary:
        return words(offer.vocabulary)
    return lambda incomplete: [word for word in offer.words if word.startswith(incomplete)]


def references_and(kind: str, offers: Iterable[Offer | None]) -> Completion:
    """A completion of the words of a verb: the records of its kind, and what may follow them."""
    completions = [references(kind), *(each for offer in offers if (each := offered(offer)))]

    def complete(ctx: Any, incomplete: str) -> list[str]:
        return [name for each in completions for name in _asked(each, ctx, incomplete)]

    return complete


def _asked(completion: Completion, ctx: Any, incomplete: str) -> list[str]:
    try:
        return completion(ctx, incomplete)
    except TypeError:
        return completion(incomplete)


def bodies(sort: str) -> Completion:
    """A completion of the codes of the bodies of one sort, such as those that decide."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        place = _place(ctx)
        codes = completion.texts(place, "group", "code", where=("kind", sort)) if place else []
        return _beginning(codes, incomplete)

    return complete


def references_or_assignments(ctx: Any, incomplete: str) -> list[str]:
    """A completion of references, or, after the first one, of `field=` by the names of the record's fields."""
    return (assignments(ctx, incomplete) if ctx.params.get("words") else []) or references()(ctx, incomplete)


def references_or_states(ctx: Any, incomplete: str) -> list[str]:
    """A completion of references, or, after the first one, of the states of the record."""
    return (states(ctx, incomplete) if ctx.params.get("words") else []) or references()(ctx, incomplete)


def assignments(ctx: Any, incomplete: str) -> list[str]:
    """A completion of `field=` by the names of the fields of the record typed before, of every kind's if unknown."""
    names = {field.name for kind in _kinds_typed(ctx) for field in kind.fields if not (field.fixed or field.set_by)}
    return sorted(f"{name}=" for name in names if name.startswith(incomplete))


def texts(ctx: Any, incomplete: str) -> list[str]:
    """A completion of the names of the texts of the record typed before, of every kind if unknown."""
    names = {field.name for kind in _kinds_typed(ctx) for field in kind.fields if isinstance(field.type, Prose)}
    return sorted(name for name in names if name.startswith(incomplete))


def states(ctx: Any, incomplete: str) -> list[str]:
    """A completion of the states of the record typed before, of every kind if unknown."""
    names = {state.name for kind in _kinds_typed(ctx) for state in kind.states}
    return sorted(name for name in names if name.startswith(incomplete))


def checks(incomplete: str) -> list[str]:
    """A completion of the names of the checks."""
    from wmstrat.checks.every_record import ABOUT
    from wmstrat.kinds import kinds

    names = {*ABOUT, *(check.name for kind in kinds() for check in kind.checks)}
    return sorted(name for name in names if name.startswith(incomplete))


def _kinds_typed(ctx: Any) -> list[Kind]:
    """The kind of the record that REF names, or every kind when the index does not know it."""
    typed = ctx.params.get("words") or ctx.params.get("ref") or ()
    reference, place = typed if isinstance(typed, str) else next(iter(typed), ""), _place(ctx)
    names = set[str]()
    if reference and place:
        names.update(completion.kinds_of(place, reference))
        codes = completion.texts(place, "group", "code")
        names.update({"group"} if reference.casefold() in map(str.casefold, codes) else ())
    catalogue = catalogue_of(place.root) if place else Catalogue()
    return [catalogue.kind(name) for name in sorted(names) or catalogue.names]


def words(vocabulary: str) -> Completion:
    """A completion of the words of a vocabulary of process.yaml."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        place = _place(ctx)
        known = completion.entries(place, "process", vocabulary, "id") if place else []
        return [word for word in known if word.startswith(incomplete)]

    return complete


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]


def _place(ctx: Any) -> Place | None:
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
