"""`wmstrat mark`: another state."""

from __future__ import annotations

from contextlib import suppress
from shlex import join
from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.refs import named, of_one_kind
from wmstrat.commands.session import Session

WORDS = argument(
    "REF... STATE",
    "Complete ids of records, or - for ids from a pipe. Then the new state.",
    complete.references_or(complete.states),
)


@command("mark", writes=True)
def mark(
    session: Session,
    words: Annotated[list[str], WORDS],
    why: Annotated[str, option("--why", "The reason for the new state.", "TEXT")] = "",
) -> None:
    """Move one or more records to another state.

    Example: wmstrat mark CB-Q7 review
    """
    from wmstrat.change.editing import mark as mark_each
    from wmstrat.errors import Invalid, NotFound, UsageProblem
    from wmstrat.workspace.finding import find

    *before, state = words
    if not before:
        raise UsageProblem("Type the record and its new state: `wmstrat mark REF STATE`")
    references = named(before)
    try:
        session.change(
            "mark", lambda change: mark_each(change, of_one_kind(change.workspace, references), state, why)
        )
    except NotFound:
        with suppress(NotFound, Invalid):
            record = find(session.workspace, state, exactly=True)
            raise UsageProblem(
                "The record comes first, then its new state: `wmstrat mark {line}`", line=join([record.id, *before])
            ) from None
        raise
