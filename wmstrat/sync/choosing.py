"""How a person resolves a conflict: a valid choice is saved until the next sync."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.checks.markers import first_marker
from wmstrat.errors import Invalid, Refused, WmstratError
from wmstrat.files.records import read_record
from wmstrat.merge.choice import WHOLE, Conflict, Resolution, SettledBySide, answer, became, later
from wmstrat.record.field_type import Unfit, quoted
from wmstrat.record.fields import Field
from wmstrat.record.problem import contrasted
from wmstrat.record.types import Term
from wmstrat.record.view import vocabulary
from wmstrat.sync.addresses import RecordFile
from wmstrat.sync.choices import Choices
from wmstrat.sync.plan import Plan
from wmstrat.sync.repositories import sides
from wmstrat.sync.resolving import Open, open_conflicts, plans_as_chosen, plans_as_last_seen

if TYPE_CHECKING:
    from wmstrat.record.problem import Problem
    from wmstrat.workspace.workspace import Workspace


def choose(workspace: Workspace, open_: Open, choice: Resolution) -> None:
    """Save a choice for the next sync. Raises Invalid and Refused for one that is not possible."""
    conflict, home = open_.conflict, open_.home
    field = home.kind.by_name.get(conflict.field) if home else None
    if conflict.settled and choice.take != conflict.settled.side:
        raise _settled(open_, conflict.settled)
    if field is not None and field.fixed and conflict.theirs and (choice.take != "theirs" or field.name == "code"):
        raise _fixed(open_, field)
    if choice.take == "both" and not open_.of_text:
        raise Refused(
            "--both is only for texts. For {field} of {ref}, use --mine, --theirs or --value TEXT.",
            field=conflict.field,
            ref=open_.ref,
        )
    if choice.take == "value":
        if conflict.field == WHOLE:
            raise Refused("You can only choose the whole record {ref}. Use --mine or --theirs.", ref=open_.ref)
        if field is not None and home is not None:
            _refuse_unfit(workspace, home, field, conflict, choice.value)
        if first_marker(choice.value.encode()):
            raise Invalid(
                "The value contains conflict markers of git (<<<<<<<, =======, >>>>>>>). Delete these lines."
            )
    Choices(open_.side.where).make(open_.shown, conflict, choice)


def choose_with_texts(workspace: Workspace, open_: Open, choice: Resolution, waiting: Iterable[Open]) -> list[Open]:
    """Choose, and choose the same for the texts of the record, and for pages, in which the two sides differ by these
    two values alone, such as the old and the new name of a group in its heading. Returns what was chosen.

    Raises as `choose` does."""
    choose(workspace, open_, choice)
    return [open_, *(text for text in waiting if _follows(workspace, open_, choice, text))]


def _follows(workspace: Workspace, open_: Open, choice: Resolution, text: Open) -> bool:
    """Whether a text differs by the values of a field alone; then the same is chosen for it."""
    mine, theirs = open_.conflict.mine, open_.conflict.theirs
    of_it = text.home is None or (text.ref == open_.ref and text.of_text)
    if not (of_it and mine and theirs) or open_.of_text or "\n" in mine + theirs or choice.take == "both":
        return False
    if (with_theirs := text.conflict.mine.replace(mine, theirs)) != text.conflict.theirs or text.conflict.settled:
        return False
    value = with_theirs.replace(theirs, choice.value) if choice.take == "value" else ""
    choose(workspace, text, Resolution(choice.take, value))
    return True


def _fixed(open_: Open, field: Field) -> Refused:
    """The error for another value of a field that never changes than the one that others have."""
    given, ref = open_.conflict.theirs, open_.ref
    recode = f"Use that code here, too, also in the ids of your records: wmstrat group recode {ref} {given}"
    return Refused(
        "{field} cannot change, and others have {ref} with {given}. {advice}",
        field=field.name,
        given=given,
        ref=ref,
        advice=recode if field.name == "code" else f"Choose that with: wmstrat resolve {ref} {field.name} --theirs",
    )


def _refuse_unfit(workspace: Workspace, home: RecordFile, field: Field, conflict: Conflict, value: str) -> None:
    state = home.kind.state_named(value) if field.name == "state" else None
    if state and state.set_by:
        raise Refused(
            "{id} becomes {state} only with its own command: `wmstrat {command}`. Choose another state here.",
            id=home.id,
            state=value,
            command=state.set_by,
        )
    words = _words(workspace, home, field, conflict)
    unfit = quoted(value) if words and value and value not in words else ""
    try:
        field.type.read(value)
    except Unfit as error:
        unfit = error.found
    if field.required and not value.strip():
        unfit = "nothing"
    if unfit:
        raise Invalid(
            "{field}: {what}. Choose again with: `wmstrat resolve {id} {field} --value TEXT`",
            id=home.id,
            field=field.name,
            what=contrasted(unfit, f"one of: {', '.join(words)}" if words else field.type.expected),
        )


def _words(workspace: Workspace, home: RecordFile, field: Field, conflict: Conflict) -> tuple[str, ...]:
    """The words that can be chosen for a field; for the state, those that it had and those to which a move leads."""
    if field.name == "state":
        now = [state for state in home.kind.states if state.name in (conflict.mine, conflict.theirs)]
        known = {conflict.base, conflict.mine, conflict.theirs}.union(*(home.kind.moves(state) for state in now))
        return tuple(state.name for state in home.kind.states if state.name in known and not state.set_by)
    return vocabulary(workspace, field.type.vocabulary) if isinstance(field.type, Term) else ()


def still_waiting(workspace: Workspace, chosen: list[Open], plans: Iterable[Plan]) -> list[Open]:
    """The conflicts that are left of those of the plans. A choice that is not possible is taken back; then raises
    Invalid or Refused."""
    plans = plans_as_chosen(plans)
    for choice in chosen:
        plan = next(plan for plan in plans if plan.side.where == choice.side.where)
        if problem := _unsound(workspace, plan, choice):
            _take_back([other for other in chosen if other.path == choice.path])
            raise Invalid(
                "{ref} would have an error. {field}: {what}. Choose again with: `wmstrat resolve {ref}`",
                ref=choice.ref,
                field=problem.field or "the file",
                what=contrasted(problem.found, problem.expected),
            )
    left = list(open_conflicts(plans))
    questions = {(other.path, replace(other.conflict, settled=None)): other for other in left}
    for choice in chosen:
        if again := questions.get((choice.path, replace(choice.conflict, settled=None))):
            _take_back([choice])
            if again.conflict.settled:
                raise _settled(again, again.conflict.settled)
            raise Invalid(
                "{field} of {ref} cannot have this value. Choose again with: `wmstrat resolve {ref}`",
                field=again.conflict.field,
                ref=again.ref,
            )
    return left


def _unsound(workspace: Workspace, plan: Plan, choice: Open) -> Problem | None:
    """An error that neither side has: choices made the record unreadable, or a chosen state breaks a check."""
    home, merged = choice.home, plan.merged
    change = merged.changes.get(choice.path) if merged else None
    if home is None or merged is None or not isinstance(change, tuple):
        return None
    states = {path for path, conflict, made in merged.chosen if conflict.field == "state" and made.take == "value"}

    def errors(data: bytes) -> dict[tuple[str, str, str], Problem]:
        record = read_record(home.kind, home.path, home.id, home.group, data)
        problems = [problem for problem in record.problems if not problem.warning]
        if home.path in states and not problems:
            problems = [problem for check in home.kind.checks for problem in check.find(record, workspace)]
        return {problem.gist: problem for problem in problems if not problem.warning}

    new = errors(change[1])
    blobs = [side[choice.path][1] for side in (merged.outgoing, merged.incoming) if new and choice.path in side]
    known = {key for blob in blobs if blob for key in errors(merged.contents[blob.name])}
    return next((problem for key, problem in new.items() if key not in known), None)


def _settled(open_: Open, why: SettledBySide) -> Refused:
    """The error for a choice against what the process has settled."""
    return Refused(
        "{ref} {became}: this was decided on {side}, so {field} must be as it was decided {where}. To choose "
        "that: {answer}\nThe other value is still in the history. {later}",
        ref=open_.ref,
        became=became(why),
        side="this side" if why.side == "mine" else "the other side",
        where="here" if why.side == "mine" else "there",
        field=open_.conflict.field,
        answer=answer(open_.ref, open_.conflict),
        later=later(why),
    )


def _take_back(chosen: list[Open]) -> None:
    for choice in chosen:
        Choices(choice.side.where).make(choice.shown, choice.conflict, None)


def forget(workspace: Workspace) -> int:
    """Take every choice back; returns how many there were. Nothing else was changed by them."""
    count = sum(Choices(side.where).forget() for side in sides(workspace.place))
    with suppress(WmstratError):
        plans_as_last_seen(workspace, None)  # which notes that they are open again
    return count
