"""`wmstrat log`: the history in words."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

ABOUT_REF = "A record, a group, or ALL for what belongs to the whole process."
REF = argument("REF|GROUP", ABOUT_REF, complete.references(words=("ALL",)))
LIMIT = typer.Option("--limit", metavar="NUMBER", min=1, max=1_000_000_000, help="Show only the latest entries.")


@command("log", reads=True)
def log(
    session: Session,
    ref: Annotated[str | None, REF] = None,
    limit: Annotated[int | None, LIMIT] = None,
    since: Annotated[str, option("--since", "Only changes on this day or later.", "DATE")] = "",
    until: Annotated[str, option("--until", "Only changes on this day or earlier.", "DATE")] = "",
    by: Annotated[str, option("--by", "Only changes by this person: a part of the name.", "NAME")] = "",
    merges: Annotated[bool, option("--merges", "Also show merges.")] = False,
) -> None:
    """Show the history of a record, a group or everything: who changed what, and when.

    Example: wmstrat log CB-Q7
    """
    from itertools import islice

    from wmstrat.record.days import parsed_day, refuse_backwards
    from wmstrat.record.home import ALL
    from wmstrat.record.view import labels_of
    from wmstrat.reports.history import chosen, events
    from wmstrat.say.history import history
    from wmstrat.workspace.finding import find

    record = None
    if ref is not None:
        record = session.workspace.process if ref.casefold() == ALL.casefold() else find(session.workspace, ref)
    today = session.workspace.own_day
    first = parsed_day(since, today) if since else ""
    last = parsed_day(until, today, is_end=True) if until else ""
    refuse_backwards(first, last)
    told = events(
        session.workspace, record, limit=None if first or last or by else limit, merges=merges, decisions=True
    )
    told = islice(chosen(told, first, last, by), limit)
    history(told, session.output, labels=labels_of(session.workspace))
