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
    """List what waits for a decision, or decide: nothing is sent before all is decided.

    Example: wmstrat resolve CB-Q7 title --theirs
    """
    from wmstrat.errors import UsageProblem
    from wmstrat.merge.choice import Choice
    from wmstrat.say.exchange import decisions
    from wmstrat.say.output import remark
    from wmstrat.sync import resolving

    found = list(resolving.waiting(session.workspace, remote))
    given = [name for name, is_given in (("mine", mine), ("theirs", theirs), ("both", both)) if is_given]
    given += ["value"] if value is not None else []
    if len(given) > 1:
        raise UsageProblem("Only one of --mine, --theirs, --both and --value can be.")
    if given and ref is None:
        raise UsageProblem("Say what to decide: wmstrat resolve REF FIELD --{choice}", choice=given[0])
    wanted = found if ref is None else resolving.named_one(session.workspace, found, ref, field)
    chosen: list[Open] = []
    if given:
        for one in wanted:
            resolving.choose(session.workspace, one, Choice(given[0], value or ""))  # type: ignore[arg-type]
        chosen = wanted
    elif _at_a_terminal() and session.output.format == "table":
        chosen = _ask(session, wanted)
    if not chosen:
        decisions(wanted, session.output)
        if not found:
            remark("Nothing waits for a decision. Go on with: wmstrat sync")
        return
    left = resolving.settled(session.workspace, chosen, remote)
    if left:
        remark(f"Still to decide: {', '.join(f'{one.ref} {one.decision.field}' for one in left)}")
    else:
        remark("All is decided. Go on with: wmstrat sync")


def _at_a_terminal() -> bool:
    import sys

    from wmstrat.say.output import is_terminal

    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def _ask(session: Session, found: Sequence[Open]) -> list[Open]:
    """Go through the decisions one by one; returns those that were made, whatever is left out waits on."""
    from wmstrat.merge.choice import Choice
    from wmstrat.say.exchange import show
    from wmstrat.sync import resolving

    chosen = []
    for one in found:
        show([one])
        words = {"m": "mine", "t": "theirs", "o": "other", "s": "skip"} | ({"b": "both"} if one.of_text else {})
        shown = ", ".join(f"{word} ({letter})" for letter, word in words.items())
        answer = ""
        while answer[:1] not in words:
            answer = typer.prompt(f"Which? {shown}", default="s", show_default=False, err=True).strip().lower()
        word = words[answer[0]]
        if word == "other":
            resolving.choose(session.workspace, one, Choice("value", typer.prompt("The value", err=True)))
        elif word != "skip":
            resolving.choose(session.workspace, one, Choice(word))  # type: ignore[arg-type]
        if word != "skip":
            chosen.append(one)
    return chosen
