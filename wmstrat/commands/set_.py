"""`wmstrat set`: fields of a record."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command
from wmstrat.commands.refs import named, of_one_kind
from wmstrat.commands.session import Session

WORDS = argument(
    "REF... FIELD=VALUE...",
    "Complete ids of records, or - for ids from a pipe. Then field=value, field= (clears), field+=item and "
    "field-=item (lists).",
    complete.references_or(complete.assignments),
)


@command("set", writes=True)
def set_(session: Session, words: Annotated[list[str], WORDS]) -> None:
    """Set fields of one or more records.

    Example: wmstrat set CB-Q7 level=structural focus+=CB-F2
    """
    from wmstrat.change.editing import set_fields
    from wmstrat.errors import UsageProblem

    first = next((place for place, word in enumerate(words) if place and "=" in word), 1)
    if "=" in words[0]:
        raise UsageProblem("The record is missing. Type: `wmstrat set REF {assignment}`", assignment=words[0])
    references, typed = named(words[:first]), words[first:]
    if not typed:
        raise UsageProblem(
            "The field and its value are missing. Type: `wmstrat set {ref} FIELD=VALUE`", ref=references[0]
        )
    session.change("set", lambda change: set_fields(change, of_one_kind(change.workspace, references), typed))
