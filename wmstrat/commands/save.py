"""`wmstrat save`: what was edited by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

app = typer.Typer(add_completion=False)


@command(app, "save", writes=True)
def save(
    session: Session,
    refs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="REF...",
            help="Only these records; of a group, all that is in it.",
            autocompletion=complete.references(),
        ),
    ] = None,
) -> None:
    """Check and commit what was edited by hand.

    Example: wmstrat save CB-Q7
    """
    from wmstrat.acts.saving import save as saved
    from wmstrat.say.output import answer, remark
    from wmstrat.workspace.finding import find

    with session.changing("save", hand_edits=True) as change:
        paths = saved(change, [find(session.workspace, ref, exactly=True) for ref in refs or []])
    for path in paths:
        answer(path)
    if not paths and refs:
        remark(f"Nothing of {', '.join(refs)} was edited by hand. All that was edited is saved with: wmstrat save")
    elif not paths:
        remark("Nothing was edited by hand; there is nothing to save.")
