"""`wmstrat set`: fields of a record."""

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


@command(app, "set", writes=True)
def set_fields(
    session: Session,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="REF... FIELD=VALUE...",
            help="Exact ids of records, or - for ids from a pipe. Then field=value, field= (clears), field+=item and "
            "field-=item (lists).",
            autocompletion=complete.references_or_assignments,
        ),
    ],
) -> None:
    """Set fields of one or more records.

    Example: wmstrat set CB-Q7 level=structural focus+=CB-F2
    """
    from wmstrat.change.editing import refuse_unless_same_kind
    from wmstrat.change.editing import set_fields as set_each
    from wmstrat.errors import UsageProblem

    first = next((place for place, word in enumerate(words) if place and "=" in word), 1)
    if "=" in words[0]:
        raise UsageProblem("No record is named. Type: wmstrat set REF {assignment}", assignment=words[0])
    references, typed = named(words[:first]), words[first:]
    if not typed:
        raise UsageProblem("Nothing is to be set. Type: wmstrat set {ref} FIELD=VALUE", ref=references[0])

    def make(change: Change) -> Done:
        records = [exact(change.workspace, None, reference) for reference in references]
        refuse_unless_same_kind(records)
        return set_each(change, records, typed)

    session.change("set", make)
