"""Completion of references and field names, from the index as the last command left it: fast, and perhaps out of
date."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstrat.errors import WmstratError
from wmstrat.kinds import TABLE, Catalogue, catalogue_of
from wmstrat.record.text import on_one_line
from wmstrat.record.types import Prose
from wmstrat.workspace import completion

if TYPE_CHECKING:
    from wmstrat.commands.declare import Completion
    from wmstrat.record.field_type import Offer
    from wmstrat.record.fields import Field
    from wmstrat.record.kind import Kind
    from wmstrat.repo.place import Place

MOST = 200
# A word that is offered, and what it means: zsh and fish show both.
Item = tuple[str, str]
# What the scripts of the shells would take for their own in what a word means.
SHELL_SIGNS = {ord(sign): None for sign in "\\`$\"'"}


def references(*kinds: str, public: bool = False, words: tuple[str, ...] = ()) -> Completion:
    """A completion of ids of these kinds, of every kind when none is named, and of further words; a group is offered
    by its code, or, where that does not begin so, by its id. With `public`, for fields that everybody may read,
    records that are only in private/ are left out."""

    def complete(ctx: Any, incomplete: str) -> list[Item]:
        place = place_of(ctx)
        if place is None:
            return []
        rows = completion.ids(place, incomplete, kinds, public=public, limit=MOST)
        items = [(identity, label if label != identity else "") for identity, kind, label in rows if kind != "group"]
        if not kinds or "group" in kinds:
            groups = completion.groups(place)
            codes = {code: label for code, _, label in groups if _begins(code, incomplete)}
            items += [(word, "") for word in words if _begins(word, incomplete)]
            items += [(code, label) for code, label in codes.items() if code]
            items += [
                (slug, label) for code, slug, label in groups if code not in codes and _begins(slug, incomplete)
            ]
        # Ids are found in any case, but a shell offers only what goes on as it was begun.
        return _safe([item for item in items if item[0].startswith(incomplete)]) or _safe(
            [(incomplete + word[len(incomplete) :], about) for word, about in items]
        )

    return complete


def offered(offer: Offer | None, *, public: bool = False) -> Completion | None:
    """The completion of what the type of a field offers; None where it offers nothing."""
    if offer is None:
        return None
    if offer.kinds is not None and not offer.among:
        return references(*offer.kinds, public=public, words=offer.words)

    def complete(ctx: Any, incomplete: str) -> list[Item]:
        place = place_of(ctx) if offer.among or offer.vocabulary else None
        if offer.among:
            codes = completion.texts(place, "group", "code", where=("kind", offer.among)) if place else []
            return [(code, "") for code in codes if _begins(code, incomplete)]
        words = completion.entries(place, "process", offer.vocabulary, "id") if place else _bare(offer.words)
        return _safe([(word, about) for word, about in words if word.startswith(incomplete)])

    return complete


def references_and(kind: str, offers: Iterable[Offer | None]) -> Completion:
    """A completion of the words of a verb: the records of its kind, and what may follow them."""
    completions = [references(kind), *filter(None, map(offered, offers))]

    def complete(ctx: Any, incomplete: str) -> list[Item]:
        return [item for each in completions for item in each(ctx, incomplete)]

    return complete


def references_or(others: Completion) -> Completion:
    """A completion of references, and of others after the first one."""

    def complete(ctx: Any, incomplete: str) -> list[Item]:
        return (others(ctx, incomplete) if ctx.params.get("words") else []) or references()(ctx, incomplete)

    return complete


def second_on(others: Completion) -> Completion:
    """A completion of others once there is a first word, or `--like` in its place; before that, of nothing."""

    def complete(ctx: Any, incomplete: str) -> list[Item]:
        return others(ctx, incomplete) if ctx.params.get("words") or ctx.params.get("like") else []

    return complete


def pasts(ctx: Any, incomplete: str) -> list[Item]:
    """A completion of a day or commit of the past: the tags and branches of git, and yesterday."""
    from wmstrat.repo.references import names

    place = place_of(ctx)
    known = {"yesterday": "", **(names(place) if place else {})}
    return _safe([(word, about) for word, about in known.items() if word.startswith(incomplete)])


def nouns(incomplete: str) -> list[Item]:
    """A completion of the nouns of all kinds."""
    return _bare(entry.noun for entry in TABLE.values() if entry.noun.startswith(incomplete) and entry.noun)


def assignments(ctx: Any, incomplete: str) -> list[Item]:
    """A completion of `field=`, and of the values of the field after it. bash ends a word at the equals sign."""
    typed = [str(word) for word in ctx.params.get("words") or ()]
    if not incomplete and len(typed) > 1 and os.environ.get("COMP_WORDS", "").endswith("="):
        typed.append("=")  # typer takes a sign that is a word of its own for nothing
    name, sign, value = incomplete.partition("=")
    before = f"{name}{sign}"
    if not sign and typed[-1:] == ["="] and len(typed) > 2:
        name, sign, value, before = typed[-2], "=", incomplete, ""
    fields = {field.name: field for kind in _kinds_typed(ctx) for field in kind.fields}
    if not sign:
        return [
            (f"{field.name}=", field.about)
            for field in sorted(fields.values(), key=lambda field: field.name)
            if field.name.startswith(incomplete) and not (field.fixed or field.set_by)
        ]
    field = fields.get(name.rstrip("+-").replace("-", "_"))
    values = offered(field.type.offer) if field else None
    return [(before + word, about) for word, about in (values(ctx, value) if values else ())]


def texts(ctx: Any, incomplete: str) -> list[Item]:
    """A completion of the texts that the record typed before has."""
    names = {field.name: field.about for kind in _kinds_typed(ctx) for field in kind.fields if _is_text(field)}
    return [(name, about) for name, about in sorted(names.items()) if name.startswith(incomplete)]


def states_of_kind(ctx: Any, incomplete: str) -> list[Item]:
    """A completion of the states of the kind that was typed for --kind, or of every kind."""
    place, typed = place_of(ctx), ctx.params.get("kind")
    catalogue = catalogue_of(place.root) if place else Catalogue()
    names = [name for name, entry in TABLE.items() if typed in (name, entry.noun)] or catalogue.names
    states = {state.name: state.about for name in names for state in catalogue.kind(name).states}
    return _safe(sorted(item for item in states.items() if item[0].startswith(incomplete)))


def _is_text(field: Field) -> bool:
    return isinstance(field.type, Prose)


def states(ctx: Any, incomplete: str) -> list[Item]:
    """A completion of the states that can follow in each of the records typed before, by `mark`; of every state of
    their kinds where no record is known."""
    place = place_of(ctx)
    catalogue = catalogue_of(place.root) if place else Catalogue()
    known = [row for name in _typed(ctx) for row in (completion.states_of(place, name) if place else ())]
    following: list[dict[str, str]] = []
    for kind in (catalogue.kind(name) for name, _ in known) if known else _kinds_typed(ctx):
        following.append({state.name: state.about for state in kind.states if not state.set_by})
    for (name, present), possible in zip(known, following, strict=False):
        state = catalogue.kind(name).state_named(present)
        moves = catalogue.kind(name).moves(state) if state else tuple(possible)
        for word in possible.keys() - set(moves):
            del possible[word]
    everywhere = {word: about for states in following for word, about in states.items()}
    if known:
        everywhere = {
            word: about for word, about in everywhere.items() if all(word in states for states in following)
        }
    return [(word, about) for word, about in everywhere.items() if word.startswith(incomplete)]


def checks(incomplete: str) -> list[Item]:
    """A completion of the names of the checks."""
    from wmstrat.checks.whole_workspace import ABOUT
    from wmstrat.kinds import kinds

    names = dict(ABOUT)
    for check in (check for kind in kinds() for check in kind.checks):
        names.setdefault(check.name, check.about)
    return [(name, about) for name, about in sorted(names.items()) if name.startswith(incomplete)]


def _typed(ctx: Any) -> list[str]:
    typed = ctx.params.get("words") or ctx.params.get("ref") or ()
    return [typed] if isinstance(typed, str) else [str(word) for word in typed]


def _kinds_typed(ctx: Any) -> list[Kind]:
    """The kind of the record that REF names, or every kind when the index does not know it."""
    reference, place = next(iter(_typed(ctx)), ""), place_of(ctx)
    names = set[str]()
    if reference and place:
        names.update(completion.kinds_of(place, reference))
        if reference.casefold() in map(str.casefold, completion.texts(place, "group", "code")):
            names.add("group")
    catalogue = catalogue_of(place.root) if place else Catalogue()
    return [catalogue.kind(name) for name in sorted(names) or catalogue.names]


def _bare(words: Iterable[str]) -> list[Item]:
    return [(word, "") for word in words]


def _begins(word: str, incomplete: str) -> bool:
    return word.casefold().startswith(incomplete.casefold())


def _safe(items: Iterable[Item]) -> list[Item]:
    """The items without those words that a script would have to quote, each with what it means on one line."""
    return [
        (word, on_one_line(about.translate(SHELL_SIGNS)))
        for word, about in items
        if word == word.translate(SHELL_SIGNS)
    ]


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
