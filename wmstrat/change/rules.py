"""The rules about one record that depend on the whole workspace, or on the door that a change uses."""

from __future__ import annotations

from wmstrat.errors import Invalid, Refused
from wmstrat.record.doors import Door, advice_at
from wmstrat.record.field_type import Value
from wmstrat.record.halves import private_path
from wmstrat.record.kind import Step
from wmstrat.record.laws import Settled, is_taken_back
from wmstrat.record.record import Record
from wmstrat.record.rules import breaches
from wmstrat.record.view import View
from wmstrat.workspace.changes import bringing_back


def refuse_breaches(step: Step, view: View, door: Door) -> None:
    """Raise Refused or Invalid for the first rule that a step is against."""
    _has_one_file(step, view)
    _has_a_handle_of_its_own(step, view)
    _answers_to_no_code(step, view)
    _is_filled_in(step, door)
    _leaves_to_its_command_what_is_set_by_one(step, door)
    for breach in breaches(step.before, step.after, view):
        if door in breach.let_in:
            continue
        do = advice_at(door, breach.do, bringing_back(step.before.path) if step.before else "")
        raise Refused("{why} {do}", why=breach.why, do=do)


def cleared_by_going_on(before: Record | None, after: Record) -> dict[str, Value]:
    """Blank values for who decided, and when, where a record leaves the states in which it was settled."""
    if before is None:
        return {}
    laws = (law for law in after.kind.laws if isinstance(law, Settled))
    left = (law for law in laws if before.state in law.states and after.state not in law.states)
    return {name: after.kind.by_name[name].type.empty for law in left for name in (law.by, law.day) if name}


def _has_one_file(step: Step, view: View) -> None:
    """An id is that of one record in the workspace, whatever the kind and the case of its letters."""
    after = step.after
    others = view.holders(after.id) - {after.expected_path, private_path(after.expected_path)}
    if others and step.before is None:
        other = min(others)
        raise Refused(
            'The id "{id}" is already used by {path}. Choose another id for the new record.', id=after.id, path=other
        )
    if others:
        raise Refused(
            "Two files have the id {id}: {path} and {other}. See what to do: `wmstrat check`",
            id=after.id,
            path=after.expected_path,
            other=min(others),
        )


def _has_a_handle_of_its_own(step: Step, view: View) -> None:
    """A handle finds one record for ever, so a file that was copied does not keep that of the other."""
    before, after = step.before, step.after
    if not after.handle or (before is not None and before.handle == after.handle):
        return
    others = view.called(after.handle) - {after.path}
    if others:
        raise Refused(
            "{path} has the same handle as {other}: {handle}. If you copied the file from there, delete the "
            "handle in the copy, then type again: `wmstrat save`",
            path=after.path or after.id,
            handle=after.handle,
            other=min(others),
        )


def _answers_to_no_code(step: Step, view: View) -> None:
    """A group is found by its code, in any case of its letters, so that no id is the code of another record."""
    if step.before is not None or step.after.kind.in_group:
        return
    owner = view.codes().get(step.after.id.casefold())
    if owner is not None and owner.id != step.after.id:
        raise Refused(
            '"{id}" is the code of the group {group}. Choose another id for the new record.',
            id=step.after.id,
            group=owner.label,
        )
    refuse_code_of_a_record(str(step.after.values.get("code", "")), step.after.path, view)


def refuse_code_of_a_record(code: str, path: str, view: View) -> None:
    """Raise Refused for a code of the group at this path that is the id of another record."""
    if code and (others := view.holders(code) - {path}):
        other = min(others)
        raise Refused('The code "{code}" is already the id of {path}. Choose another code.', code=code, path=other)


def _is_filled_in(step: Step, door: Door) -> None:
    """A field that a record cannot do without stays filled in."""
    for field in step.after.kind.fields:
        was_blank = step.before is not None and step.before[field.name] in ("", [])
        if field.required and step.after[field.name] in ("", []) and not was_blank:
            is_typed = step.before is None and door is not Door.IMPORT
            option = f" Enter it with: {field.option} {field.type.metavar}" if is_typed else ""
            raise Invalid(
                "{field}: empty, expected {expected}.{option}",
                field=field.name,
                expected=field.type.expected,
                option=option,
            )


def _leaves_to_its_command_what_is_set_by_one(step: Step, door: Door) -> None:
    """A state or field that one command alone sets is left to it: no group decides about its own draft by typing
    that it was decided (requirement 36)."""
    before, after = step.before, step.after
    move, field = _command_of_move(before, after), _owned_field(before, after)
    command = move or (after.kind.by_name[field].set_by if field else "")
    if step.settles or not command:
        return
    elsewhere = ""
    if door is Door.IMPORT and before is None:
        elsewhere = f". To import decisions made elsewhere: wmstrat import {after.kind.name} FILE --as-decided"
    elif door is Door.HAND and before is not None:
        elsewhere = f"\nFirst discard your edit: {bringing_back(before.path)}"
    raise Refused(
        "{what} {becomes} only with its own command. To see how: `wmstrat {command} --help`{elsewhere}",
        what=f"A new {after.kind.name}" if door is Door.IMPORT and before is None else after.id,
        becomes=f"becomes {after.state}" if move else f"changes its {field}",
        command=command,
        elsewhere=elsewhere,
    )


def _command_of_move(before: Record | None, after: Record) -> str:
    """The command that alone makes this move of the state; an empty text for none."""
    state = after.declared_state
    return state.set_by if state and (before is None or before.state != after.state) else ""


def _owned_field(before: Record | None, after: Record) -> str:
    """The first field that changes and that one command alone changes; an empty text for none."""
    cleared = cleared_by_going_on(before, after)
    held = {**before.values, **cleared} if before is not None else after.kind.blank()
    owned = (field.name for field in after.kind.fields if field.set_by)
    return next((name for name in owned if after[name] != held[name]), "")


def refuse_to_settle_again(before: Record | None, after: Record) -> None:
    """For `undo`: it takes a decision back, and never makes one, not even again. Raises Refused."""
    if command := _command_of_move(before, after):
        raise Refused(
            "Undo cannot make {id} {state} again; only its own command can: `wmstrat {command} --help`",
            id=after.id,
            state=after.state,
            command=command,
        )


def refuse_to_take_back(before: Record | None, after: Record, view: View) -> None:
    """For `undo` of what others have seen: the rules hold as for any change, of several moves at once, as in a push;
    but where a table of permissions says who speaks for a body, its decision may be taken back. Raises Refused."""
    if before is None or before.unreadable or after.unreadable:
        return
    if view.process["permissions"] and is_taken_back(before, after):
        return
    for breach in breaches(before, after, view, in_steps=True):
        raise Refused("This is already shared with others, so it cannot be undone: {breach}", breach=breach)
