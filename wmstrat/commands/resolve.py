"""`wmstrat resolve`: choose where two people changed one field in two ways."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session
from wmstrat.say.output import asked, is_terminal, remark

if TYPE_CHECKING:
    from wmstrat.sync.resolving import Open


@command("resolve", reads=True)
def resolve(
    session: Session,
    ref: Annotated[str | None, argument("REF", "The record, as the list names it.")] = None,
    field: Annotated[str | None, argument("FIELD", "Its field, as the list names it.")] = None,
    mine: Annotated[bool, option("--mine", "Choose your value.")] = False,
    theirs: Annotated[bool, option("--theirs", "Choose their value.")] = False,
    both: Annotated[bool, option("--both", "Keep both texts, theirs first.")] = False,
    value: Annotated[str | None, option("--value", "Enter another value.", "TEXT")] = None,
    remote: Annotated[str | None, option("--remote", "Which remote, if several.", "NAME")] = None,
) -> None:
    """List and resolve open conflicts. Nothing is sent before all are resolved.

    Example: wmstrat resolve CB-Q7 title --theirs
    """
    from wmstrat.errors import ConflictsOpen, UsageProblem
    from wmstrat.merge.choice import Resolution
    from wmstrat.say.conflicts import conflicts
    from wmstrat.sync import choosing, resolving

    plans = resolving.plans_as_last_seen(session.workspace, remote)
    waiting = list(resolving.open_conflicts(plans))
    decided = list(resolving.decided_conflicts(plans))
    given = [name for name, is_given in (("mine", mine), ("theirs", theirs), ("both", both)) if is_given]
    given += ["value"] if value is not None else []
    if len(given) > 1:
        raise UsageProblem("Use only one of --mine, --theirs, --both and --value.")
    if given and ref is None:
        raise UsageProblem("The record is missing: `wmstrat resolve REF FIELD --{choice}`", choice=given[0])
    wanted = waiting if ref is None else resolving.named_one(session.workspace, waiting, decided, ref, field)
    chosen: list[Open] = []
    ended = False
    if given:
        choice = Resolution(given[0], value or "")  # type: ignore[arg-type]
        for conflict in wanted:
            chosen += choosing.choose_with_texts(session.workspace, conflict, choice, _others(waiting, wanted))
        if followed := _names(each for each in chosen if each not in wanted):
            remark(f"This also settles: {followed}")
    elif wanted and is_terminal(sys.stdin) and is_terminal(sys.stdout) and session.output.format == "table":
        chosen, ended = _ask(session, wanted)
    else:
        conflicts(wanted, session.output)
        if not waiting:
            remark("There are no open conflicts. Now type: wmstrat sync")
        if decided:
            remark(f"Resolved, but not sent yet: {_names(decided)}. To choose again: wmstrat resolve REF FIELD")
        return
    again = f" --remote {remote}" if remote else ""
    left = _names(choosing.still_waiting(session.workspace, chosen, plans))
    if ended:
        raise ConflictsOpen(
            "The input ended before all conflicts were resolved. Still open: {names}. To continue: `wmstrat "
            "resolve{remote}`",
            names=left,
            remote=again,
        )
    remark(f"Still open: {left}" if left else f"All conflicts are resolved. Now type: wmstrat sync{again}")


def _names(conflicts: Iterable[Open]) -> str:
    """What people call these conflicts: the record and the field of each."""
    return ", ".join(f"{each.ref} {each.conflict.field}" for each in conflicts)


def _ask(session: Session, waiting: Sequence[Open]) -> tuple[list[Open], bool]:
    """Ask about one conflict after the other; returns those that were resolved, and whether the input ended."""
    from wmstrat.say.conflicts import conflicts

    chosen: list[Open] = []
    try:
        for conflict in waiting:
            if conflict not in chosen:
                conflicts([conflict], session.output)
                chosen += _resolved(session, conflict, _others(waiting, [*chosen, conflict]))
    except EOFError:
        return chosen, True
    return chosen, False


def _others(waiting: Iterable[Open], wanted: Sequence[Open]) -> list[Open]:
    return [conflict for conflict in waiting if conflict not in wanted]


def _resolved(session: Session, conflict: Open, waiting: Sequence[Open]) -> list[Open]:
    """Ask about one conflict; returns it and those of the waiting ones that its answer settles, or nothing."""
    from wmstrat.errors import Invalid, Refused
    from wmstrat.merge.choice import Resolution
    from wmstrat.sync import choosing

    words = {"m": "mine", "t": "theirs", "o": "other", "s": "skip"} | ({"b": "both"} if conflict.of_text else {})
    if settled := conflict.conflict.settled:
        words = {settled.side[0]: settled.side, "s": "skip"}
    question = f"Which? {', '.join(f'{word} ({letter})' for letter, word in words.items())}"
    while (answer := (asked(question).strip().lower() or "s")[0]) != "s":
        if answer not in words:
            remark(f"Type one of these letters, then Enter: {', '.join(words)}.")
            continue
        choice = Resolution("value", asked("The value")) if answer == "o" else Resolution(words[answer])  # type: ignore[arg-type]
        try:
            return choosing.choose_with_texts(session.workspace, conflict, choice, waiting)
        except (Invalid, Refused) as error:
            remark(str(error))
    return []
