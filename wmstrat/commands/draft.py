"""`wmstrat draft`: what a group recommends, and what became of it."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.records import noun
from wmstrat.commands.session import Session

app = noun("draft")


def _outcomes(incomplete: str) -> list[str]:
    return [outcome for outcome in ("ratified", "rejected") if outcome.startswith(incomplete)]


@command(app, "decide", writes=True)
def decide(
    session: Session,
    ref: Annotated[str, typer.Argument(metavar="REF", help="A draft.", autocompletion=complete.references("draft"))],
    outcome: Annotated[
        str, typer.Argument(metavar="ratified|rejected", help="What was decided.", autocompletion=_outcomes)
    ],
    by: Annotated[
        str,
        typer.Option("--by", metavar="BODY", help="The deciding body.", autocompletion=complete.deciding_bodies),
    ],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day of the decision.")] = "today",
) -> None:
    """Keep what a deciding body decided about a submitted draft.

    Example: wmstrat draft decide CB-D4 ratified --by BD
    """
    from wmstrat.kinds import settling
    from wmstrat.workspace.finding import find

    with session.changing("draft decide") as change:
        draft = find(session.workspace, ref, ("draft",))
        body = find(session.workspace, by, ("group",))
        settling.decide(change, draft, outcome, body, session.day(on))
