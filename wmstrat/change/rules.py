"""What no step of any record may do, whatever its kind: rules besides those that a kind declares itself."""

from __future__ import annotations

from wmstrat.change.new_ids import codes
from wmstrat.errors import Invalid, Refused
from wmstrat.record.kind import Rule, Step
from wmstrat.record.view import View


def _stands_once(step: Step, view: View) -> None:
    """An id stands once in the workspace, whatever the kind and the case of its letters."""
    after = step.after
    others = view.holders(after.id) - {after.expected_path, f"private/{after.expected_path}"}
    if step.before is not None and others:
        raise Refused(
            "There are two files of {id}: {path} and {other}. See what to do about them with: wmstrat check",
            id=after.id,
            path=after.expected_path,
            other=min(others),
        )
    if others:
        raise Refused(
            'The id "{id}" is taken by {path}. Give the new record another one.', id=step.after.id, path=min(others)
        )


def _has_a_handle_of_its_own(step: Step, view: View) -> None:
    """A handle finds one record for ever, so a file that was copied does not keep that of the other."""
    before, after = step.before, step.after
    handle = str(after.values.get("handle", ""))
    if not handle or step.command == "undo" or (before is not None and before["handle"] == handle):
        return
    others = view.called(handle) - {after.path}
    if others:
        raise Refused(
            "{path}: the handle {handle} is that of {other}. If this file was copied from it, write nothing after "
            "handle: in it, then type again: wmstrat save",
            path=after.path or after.id,
            handle=handle,
            other=min(others),
        )


def _answers_to_no_code(step: Step, view: View) -> None:
    """A group is found by its code, in any case of its letters, so that no id is the code of another record."""
    if step.before is not None or step.after.kind.in_group:
        return
    owner = codes(view).get(step.after.id.casefold())
    if owner is not None and owner.id != step.after.id:
        raise Refused(
            'The id "{id}" finds the group {group} by its code. Give the new record another one.',
            id=step.after.id,
            group=owner.label,
        )
    refuse_code_of_a_record(str(step.after.values.get("code", "")), step.after.path, view)


def refuse_code_of_a_record(code: str, path: str, view: View) -> None:
    """Raise Refused for a code of the group at this path that is the id of another record."""
    others = view.holders(code) - {path}
    if code and others:
        raise Refused(
            'The code "{code}" is the id of {path} already. Choose another one.', code=code, path=min(others)
        )


def _is_filled_in(step: Step, view: View) -> None:
    """A field that a record cannot do without stays filled in."""
    del view
    for field in step.after.kind.fields:
        blank = step.after[field.name] in ("", [])
        if field.required and blank and (step.before is None or step.before[field.name] not in ("", [])):
            raise Invalid(
                "{field}: found nothing, expected {expected}.", field=field.name, expected=field.type.expected
            )


def _keeps_what_is_fixed(step: Step, view: View) -> None:
    """Fixed fields, once they hold something, hold it for ever."""
    before, after = step.before, step.after
    if before is None or step.command == "undo":
        return
    for field in after.kind.fields:
        if field.fixed and before[field.name] != after[field.name] and before[field.name]:
            if field.name == "handle" and not after["handle"] and view.called(str(before["handle"])) - {before.path}:
                continue  # it was copied from another record, and is given back
            instead = field.while_own.format_map(after.values)
            raise Refused(
                '{field} of {id} never changes; it stays "{value}".{instead}',
                field=field.name,
                id=before.id,
                value=before[field.name],
                instead=f" While nobody else has {before.id} yet, type instead: wmstrat {instead}" if instead else "",
            )


def _moves_as_declared(step: Step, view: View) -> None:
    """A state is reached from a state that declares the move, and by the command that alone sets it, if any."""
    del view
    before, after = step.before, step.after
    if before is None or before.state == after.state or step.command == "undo":
        return
    wanted = after.kind.state_named(after.state)
    if wanted and wanted.set_by and wanted.set_by != step.command:
        raise Refused(
            "{id} becomes {state} only by its own command: wmstrat {command} (see wmstrat {command} --help).",
            id=before.id,
            state=after.state,
            command=wanted.set_by,
        )
    now = after.kind.state_named(before.state)
    if now and after.state not in after.kind.moves(now):
        raise Refused(
            "{id} is {now}; from there it can become: {moves}.",
            id=before.id,
            now=before.state,
            moves=", ".join(after.kind.moves(now)) or "nothing else",
        )


def decides_nothing(step: Step, view: View) -> None:
    """For `undo`: it takes a decision back, and never makes one, not even again."""
    del view
    before, after = step.before, step.after
    state = after.kind.state_named(after.state)
    if state and state.set_by and (before is None or before.state != after.state):
        raise Refused(
            "{id} would be {state} again, and undo decides nothing. That takes its own command: wmstrat {command} "
            "{id} {state} (see wmstrat {command} --help).",
            id=after.id,
            state=after.state,
            command=state.set_by,
        )


RULES: tuple[Rule, ...] = (
    _stands_once,
    _has_a_handle_of_its_own,
    _answers_to_no_code,
    _is_filled_in,
    _keeps_what_is_fixed,
    _moves_as_declared,
)
