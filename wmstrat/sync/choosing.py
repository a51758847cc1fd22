"""How a person resolves a conflict: the choice is kept until the next sync, if it is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.checks.markers import first_marker
from wmstrat.errors import Invalid, Refused
from wmstrat.merge.choice import WHOLE, Choice, Conflict, Settled
from wmstrat.merge.settled import answer, became, later
from wmstrat.record.fields import Field
from wmstrat.record.types import Term, Unfit, quoted
from wmstrat.record.view import vocabulary
from wmstrat.sync.addresses import Home
from wmstrat.sync.choices import Choices
from wmstrat.sync.plan import last_seen
from wmstrat.sync.repositories import sides
from wmstrat.sync.resolving import Open, waiting
from wmstrat.sync.verifying import unsound

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


def choose(workspace: Workspace, open_: Open, choice: Choice) -> None:
    """Keep a choice for the next sync. Raises Invalid for a value that the field does not take, Refused for both
    values, or another one, where there can be only one of the two."""
    home = open_.side.folder.home(open_.path)
    field = home.kind.by_name.get(open_.conflict.field) if home else None
    if (why := open_.conflict.settled) and choice.take != why.side:
        raise _settled(open_, why)
    taken = choice.take == "theirs" and (field is None or field.name != "code")
    if field is not None and field.fixed and not taken and open_.conflict.theirs:
        raise _fixed(open_, field)
    if choice.take == "both" and not open_.of_text:
        raise Refused(
            "Only texts can keep both. Choose with --mine, --theirs or --value TEXT for {field} of {ref}.",
            field=open_.conflict.field,
            ref=open_.ref,
        )
    if choice.take == "value" and open_.conflict.field == WHOLE:
        raise Refused("{ref} can only be taken as a whole. Choose with --mine or --theirs.", ref=open_.ref)
    if choice.take == "value" and field is not None and home is not None:
        _refuse_unfit(workspace, home, field, open_.conflict, choice.value)
    if choice.take == "value" and first_marker(choice.value.encode()):
        raise Invalid("The value holds the lines that git leaves behind where two changes met. Leave them out.")
    Choices(open_.side.where).make(_shown(open_), open_.conflict, choice)


def _fixed(open_: Open, field: Field) -> Refused:
    """The error for another value of a field that never changes than the one that others have."""
    given, ref = open_.conflict.theirs, open_.ref
    recode = f"Give it that one here too, and your records ids with it: wmstrat group recode {ref} {given}"
    return Refused(
        "{field} never changes, and others have {ref} with {given}. {advice}",
        field=field.name,
        given=given,
        ref=ref,
        advice=recode if field.name == "code" else f"Choose that with: wmstrat resolve {ref} {field.name} --theirs",
    )


def _refuse_unfit(workspace: Workspace, home: Home, field: Field, conflict: Conflict, value: str) -> None:
    words = _words(workspace, home, field, conflict)
    found = ""
    try:
        field.type.read(value)
    except Unfit as error:
        found = error.found
    if field.required and not value.strip():
        found = "nothing"
    state = home.kind.state_named(value) if field.name == "state" else None
    if state and state.set_by:
        raise Refused(
            "{id} becomes {state} only by its own command: wmstrat {command}. Choose another state here.",
            id=home.id,
            state=value,
            command=state.set_by,
        )
    if found or (words and value and value not in words):
        raise Invalid(
            "{field}: found {found}, expected {expected}. Choose again with: wmstrat resolve {id} {field} --value "
            "TEXT",
            id=home.id,
            field=field.name,
            found=found or quoted(value),
            expected=f"one of: {', '.join(words)}" if words else field.type.expected,
        )


def _words(workspace: Workspace, home: Home, field: Field, conflict: Conflict) -> tuple[str, ...]:
    """The words that can be chosen for a field; none where it takes more than a few words. For a state these are
    the ones that there were, and those that a move leads to from either side."""
    if field.name == "state":
        now = [state for state in home.kind.states if state.name in (conflict.mine, conflict.theirs)]
        moves = {move for state in now for move in home.kind.moves(state)}
        known = {conflict.base, conflict.mine, conflict.theirs, *moves}
        return tuple(state.name for state in home.kind.states if state.name in known and not state.set_by)
    return vocabulary(workspace, field.type.vocabulary) if isinstance(field.type, Term) else ()


def _shown(open_: Open) -> str:
    home = open_.side.folder.home(open_.path)
    return home.path if home else open_.path


def still_waiting(workspace: Workspace, chosen: list[Open], remote: str | None) -> list[Open]:
    """What still waits after choices. Takes back a choice that cannot be, and raises Invalid for a record that would
    not be sound, Refused for what the process has settled: that stays."""
    for plan in (last_seen(side, remote) for side in sides(workspace.place, remote)):
        for path, problem in unsound(workspace, plan.side, plan.merged) if plan.merged else ():
            if ours := [choice for choice in chosen if choice.path == path]:
                _take_back(ours)
                raise Invalid(
                    "{ref} would not be sound. {field}: found {found}, expected {expected}. Choose again with: "
                    "wmstrat resolve {ref}",
                    ref=ours[0].ref,
                    field=problem.field or "the file",
                    found=problem.found,
                    expected=problem.expected,
                )
    left = list(waiting(workspace, remote))
    for one in chosen:
        again = next((other for other in left if _question(other) == _question(one)), None)
        if again is not None:
            _take_back([one])
            raise _settled(again, again.conflict.settled) if again.conflict.settled else _unfit(again)
    return left


def _question(one: Open) -> tuple[str, Conflict]:
    return one.path, replace(one.conflict, settled=None)


def _unfit(one: Open) -> Invalid:
    return Invalid(
        "{field} of {ref} cannot have this value. Choose again with: wmstrat resolve {ref}",
        field=one.conflict.field,
        ref=one.ref,
    )


def _settled(one: Open, why: Settled) -> Refused:
    """The error for a choice against what the process has settled."""
    return Refused(
        "{ref} {became}: it was settled on {side}, so {field} stays as it was decided {where}. Choose that with: "
        "{answer}\nThe other value stays in the history. {later}",
        ref=one.ref,
        became=became(why),
        side="this side" if why.side == "mine" else "the other side",
        where="here" if why.side == "mine" else "there",
        field=one.conflict.field,
        answer=answer(one.ref, one.conflict),
        later=later(why),
    )


def _take_back(chosen: list[Open]) -> None:
    for choice in chosen:
        Choices(choice.side.where).make(_shown(choice), choice.conflict, None)


def forget(workspace: Workspace) -> int:
    """Take every choice back; returns how many there were. Nothing else was changed by them."""
    count = 0
    for side in sides(workspace.place):
        choices = Choices(side.where)
        count += len(choices)
        choices.forget()
    return count
