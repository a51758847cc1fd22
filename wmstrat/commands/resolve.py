"""`wmstrat resolve`: choose where two people gave one field two values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

if TYPE_CHECKING:
    from wmstrat.sync.resolving import Open

app = typer.Typer(add_completion=False)


@command(app, "resolve", reads=True)
def resolve(
    session: Session,
    ref: Annotated[str | None, typer.Argument(metavar="REF", help="The record, as the list names it.")] = None,
    field: Annotated[str | None, typer.Argument(metavar="FIELD", help="Its field, as the list names it.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Keep the value from here.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="Take the value from the remote.")] = False,
    both: Annotated[bool, typer.Option("--both", help="Keep both texts, theirs first.")] = False,
    value: Annotated[str | None, typer.Option("--value", metavar="TEXT", help="Take another value.")] = None,
    remote: Annotated[str | None, typer.Option("--remote", metavar="NAME", help="Which remote, if several.")] = None,
) -> None:
    """List open conflicts, or resolve them: nothing is sent before all are resolved.

    Example: wmstrat resolve CB-Q7 title --theirs
    """
    from wmstrat.errors import ConflictsOpen, UsageProblem
    from wmstrat.merge.choice import Choice
    from wmstrat.say.conflicts import conflicts
    from wmstrat.say.output import remark
    from wmstrat.sync import choosing, resolving

    found = list(resolving.open_conflicts(resolving.plans_as_last_seen(session.workspace, remote)))
    given = [name for name, is_given in (("mine", mine), ("theirs", theirs), ("both", both)) if is_given]
    given += ["value"] if value is not None else []
    if len(given) > 1:
        raise UsageProblem("Only one of --mine, --theirs, --both and --value can be.")
    if given and ref is None:
        raise UsageProblem("Name the record: wmstrat resolve REF FIELD --{choice}", choice=given[0])
    wanted = found if ref is None else resolving.named_one(session.workspace, found, ref, field)
    chosen: list[Open] = []
    ended = False
    if given:
        for one in wanted:
            choosing.choose(session.workspace, one, Choice(given[0], value or ""))  # type: ignore[arg-type]
        chosen = wanted
    elif _at_a_terminal() and session.output.format == "table":
        chosen, ended = _ask(session, wanted)
    if not chosen and not ended:
        conflicts(wanted, session.output)
        if not found:
            remark("No conflict is open. Go on with: wmstrat sync")
        return
    again = f" --remote {remote}" if remote else ""
    left = choosing.still_waiting(session.workspace, chosen, remote)
    names = ", ".join(f"{one.ref} {one.conflict.field}" for one in left)
    if ended:
        raise ConflictsOpen(
            "The input ended before all was chosen. Still to resolve: {names}. Go on with: wmstrat resolve{remote}",
            names=names,
            remote=again,
        )
    if left:
        remark(f"Still to resolve: {names}")
    else:
        remark(f"All conflicts are resolved. Go on with: wmstrat sync{again}")


def _at_a_terminal() -> bool:
    import sys

    from wmstrat.say.output import is_terminal

    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def _ask(session: Session, found: Sequence[Open]) -> tuple[list[Open], bool]:
    """Go through the conflicts one by one; returns those that were resolved, and whether the input ended before the
    last one. The others stay open."""
    from wmstrat.say.conflicts import show

    chosen: list[Open] = []
    try:
        for one in found:
            show([one], session.output)
            if _chosen(session, one):
                chosen.append(one)
    except EOFError:
        return chosen, True
    return chosen, False


def _chosen(session: Session, one: Open) -> bool:
    """Ask about one conflict; returns whether it was resolved."""
    from wmstrat.errors import Invalid, Refused
    from wmstrat.merge.choice import Choice
    from wmstrat.say.output import asked, remark
    from wmstrat.sync import choosing

    words = {"m": "mine", "t": "theirs", "o": "other", "s": "skip"} | ({"b": "both"} if one.of_text else {})
    if settled := one.conflict.settled:
        words = {settled.side[0]: settled.side, "s": "skip"}
    shown = ", ".join(f"{word} ({letter})" for letter, word in words.items())
    answer = (asked(f"Which? {shown}").strip().lower() or "s")[0]
    while answer not in words:
        remark(f"Type one of these letters, then Enter: {', '.join(words)}.")
        answer = (asked(f"Which? {shown}").strip().lower() or "s")[0]
    if answer == "s":
        return False
    choice = Choice("value", asked("The value")) if answer == "o" else Choice(words[answer])  # type: ignore[arg-type]
    try:
        choosing.choose(session.workspace, one, choice)
    except (Invalid, Refused) as error:
        remark(str(error))
        return _chosen(session, one)
    return True
