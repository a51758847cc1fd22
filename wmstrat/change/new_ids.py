"""The id of a new record: a slug, a number above all others, or a day with random letters."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.record.ids import Naming, random_tail, tails_of
from wmstrat.record.kind import IMPORT_KEY, Kind
from wmstrat.record.record import Values
from wmstrat.record.view import code_of_group

if TYPE_CHECKING:
    from wmstrat.change.future import Future


def new_id(change: Future, kind: Kind, values: Values, given: dict[str, int]) -> str:
    """An id that no record has and no record ever had, a handle in a workspace with a remote. `given` holds the
    numbers that this change gave out."""
    code = code_of_group(change, str(values["group"])) if kind.in_group else ""
    if kind.in_group and not code:
        raise NotFound("Group {group} has no code.", group=values["group"] or '""')
    what = naming(change, kind, values, code, given)
    identity = kind.ids.new(what)
    if not identity:
        name = values.get("name", "")
        raise Invalid('An id cannot be made from the name "{name}": it has no letters or digits.', name=name)
    if what.taken(identity):
        raise Refused(
            "{id} already exists, and each group has only one {kind}. Change it with: `wmstrat edit {id}`",
            id=identity,
            kind=kind.name,
        )
    return identity


def naming(change: Future, kind: Kind, values: Values, code: str, given: dict[str, int]) -> Naming:
    """What the id of one record may be made of, in a group with this code. A number is above all of its series in the
    work tree and in the reachable history: numbers are never used again."""
    workspace = change.workspace
    group_slug = str(values.get("group", ""))

    @cache
    def taken(identity: str) -> bool:
        is_id = identity in change.reserved or change.named(identity) or workspace.holders(identity)
        is_code = not kind.in_group and identity.casefold() in change.codes()
        return bool(is_id) or is_code or workspace.bytes(kind.path(identity, group_slug)) is not None

    def highest(stem: str) -> int:
        if stem not in given:
            folder = kind.path(f"{stem}1", group_slug).rpartition("/")[0]
            given[stem] = workspace.highest_number(stem, folder)
        given[stem] += 1
        return given[stem] - 1

    # Who imports a row that somebody else has imported elsewhere makes the same record of it, not a second one.
    key = values.get(IMPORT_KEY)
    tail = tails_of(f"{kind.name} {key}") if key else random_tail
    return Naming(code, values, taken, highest, lambda: workspace.shared, tail)
