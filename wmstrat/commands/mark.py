"""`wmstrat mark`: another state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.refs import exact, named
from wmstrat.commands.session import Session

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.verbs import Done

app = typer.Typer(add_completion=False)


@command(app, "mark", writes=True)
def mark(
    session: Session,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="REF... STATE",
            help="Exact ids of records, or - for ids from a pipe. Then the new state, by its word or label.",
            autocompletion=complete.references_or_states,
        ),
    ],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason for the new state.")] = "",
) -> None:
    """Move one or more records to another state.

    Example: wmstrat mark CB-Q7 review
    """
    from wmstrat.change.editing import mark as mark_each
    from wmstrat.change.editing import refuse_unless_same_kind
    from wmstrat.errors import UsageProblem

    *before, state = words
    if not before:
        raise UsageProblem("Say which record, and its new state: wmstrat mark REF STATE")
    references = named(before)

    def make(change: Change) -> Done:
        records = [exact(change.workspace, None, reference) for reference in references]
        refuse_unless_same_kind(records)
        return mark_each(change, records, state, why)

    session.change("mark", make)
