"""Records that live on in others: several become part of one, or one becomes several (row 34). No text is lost: the
records stay where they are, and say what they became."""

from __future__ import annotations

from collections.abc import Sequence

from wmstrat.errors import Invalid, Refused
from wmstrat.kinds import parts
from wmstrat.kinds.iterations import FIELD as ITERATIONS
from wmstrat.permissions.table import Need, Permissions
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.kind import IMPORT_KEY, Kind
from wmstrat.record.laws import Settled
from wmstrat.record.record import Record
from wmstrat.record.states import State
from wmstrat.record.text import listed
from wmstrat.record.types import Line, Listing, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, state_in_words

WHY = Field("why", Prose(), "the reason")
# What the records that one became begin with anew.
OWN = frozenset({"id", "handle", "title", "state", "why", "iteration", ITERATIONS.name, "slips", IMPORT_KEY})


def _merge(change: Changing, record: Record, given: Given) -> Done:
    """Let a record become part of another one. Raises Refused where that is the record itself, is no longer worked
    on, was decided about, or became part of this one; and where one of the two is not the person's to change."""
    into = parts.named(change, record.kind.name, given["into"])
    state = _state(record.kind, "merged")
    _refuse_what_lives_on(change, record)
    if into.id == record.id:
        raise Refused("{id} cannot become part of itself. Name another one: --into REF", id=record.id)
    if not into.is_open or _is_decided(into):
        became = _became(into)
        others = [other for other in became if other != record.id]
        told = [f"It became {', '.join(became)}"] if became else []
        ending = ". ".join(told if others else [*told, "Name one that is still worked on"])
        raise Refused(
            "{id} cannot become part of {into}, which is {state}. {ending}: --into {other}",
            id=record.id,
            into=into.id,
            state=state_in_words(change, into.state),
            ending=ending,
            other=others[0] if others else "REF",
        )
    _refuse_others(change, (record, into))
    value: Value = into.id
    if isinstance(record.kind.by_name[state.became].type, Listing):
        value = [into.id]
    values = {state.became: value, **({"why": given["why"]} if given["why"] else {})}
    after = change.update(record, state=state.name, **values)
    return Done(f"merge {after.id} into {into.id}", (after,))


def _split(change: Changing, record: Record, given: Given) -> Done:
    """Let a record become several new ones with these titles, which begin with its text and its other values. Raises
    Invalid for fewer than two different titles, and Refused as the rules do."""
    titles = [" ".join(str(entry["title"]).split()) for entry in given["into"]]
    if len({title.casefold() for title in titles}) < max(2, len(titles)):
        raise Invalid(
            "{id} is split into two records or more, each with a title of its own. Type: `wmstrat {noun} split {id} "
            "--into TITLE --into TITLE`",
            id=record.id,
            noun=record.kind.command,
        )
    kind = record.kind
    state = _state(kind, "split")
    _refuse_what_lives_on(change, record)
    said = {name for law in kind.laws if isinstance(law, Settled) for name in (*law.decision, law.log)}
    left_out = OWN | said | {*kind.became}
    values = {field.name: record[field.name] for field in kind.fields if field.name not in left_out}
    first = next(name for name in ("drafting", kind.states[0].name) if kind.state_named(name))
    heirs = [change.add(kind, {**values, "title": title, "state": first}, record.body) for title in titles]
    ids = [heir.id for heir in heirs]
    reason = {"why": given["why"]} if given["why"] else {}
    after = change.update(record, state=state.name, **{state.became: ids}, **reason)
    remark = f"Each begins with the text of {record.id}. Take out of each what belongs to the others: wmstrat edit"
    return Done(
        f"split {record.id} into {', '.join(ids)}", (after, *heirs), answers=tuple(ids),
        remarks=tuple(f"{remark} {identity}" for identity in ids[:1]),
    )  # fmt: skip


def _state(kind: Kind, name: str) -> State:
    state = kind.state_named(name)
    if state is None:
        raise ValueError(f"{kind.name} has no state {name}")
    return state


def _became(record: Record) -> list[str]:
    """The ids that a record lives on in, where its state says so."""
    state = record.declared_state
    if state is None or not state.became:
        return []
    value = record[state.became]
    return [value] if isinstance(value, str) else list(value)


def _refuse_what_lives_on(change: Changing, record: Record) -> None:
    """Raise Refused for a record that lives on in others: nothing would be left that tells of these."""
    if became := _became(record):
        moves = record.kind.moves(record.declared_state) if record.declared_state else ()
        raise Refused(
            "{id} is {state}: it became {became}. "
            + ("To work on it again: `wmstrat mark {id} {next}`" if moves else "Name one of these instead."),
            id=record.id,
            state=state_in_words(change, record.state),
            became=listed(became),
            next=moves[0] if moves else "",
        )


def _is_decided(record: Record) -> bool:
    return any(isinstance(law, Settled) and record.state in law.states for law in record.kind.laws)


def _refuse_others(change: Changing, records: Sequence[Record]) -> None:
    """Raise Refused where the table of permissions does not let the person who is typing, if wmstrat knows them,
    change one of the records."""
    table = Permissions(change) if change.typing and change.process["permissions"] else None
    for record in records if table else ():
        need = Need(record.groups, record.kind.name)
        if table and not table.allow(change.typing, need):
            raise Refused(
                "{person} may not change {id}, so nothing was changed. These may do it: {who}.",
                person=change.typing,
                id=record.id,
                who=", ".join(table.who_may(need)) or "nobody",
            )


def merging(noun: str, example: str) -> Verb:
    """The verb by which records of a kind become part of another one."""
    return Verb(
        name="merge",
        also=("join", "combine"),
        about="Let one or more become part of another one.",
        example=example,
        options=(Field("into", Reference((noun,)), "the one that they become part of", required=True), WHY),
        does=_merge,
    )


def splitting(example: str) -> Verb:
    """The verb by which a record becomes several new ones."""
    titles = Entries((Field("title", Line(), "the title of a new record", required=True),), ("title",))
    return Verb(
        name="split",
        also=("divide",),
        about="Let one become several new ones, which begin with its text.",
        example=example,
        options=(Field("into", titles, "the title of each new one; repeat it for each", required=True), WHY),
        does=_split,
    )
