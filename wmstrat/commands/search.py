"""`wmstrat search`: records of every kind by the words in them."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

WORDS = argument(
    "WORD... [GROUP]",
    "Words that all occur in the record; words in quotes occur together. The last one can be a group, or ALL for "
    "the whole process, to search only its records.",
    complete.second_on(complete.references("group", words=("ALL",))),
)
KIND = option("--kind", "Only records of this kind, such as question.", "KIND", complete.nouns)
STATE = option("--state", "Only records in this state.", "STATE", complete.states_of_kind)
FOR = option("--for", "Only records that name this record or person.", "REF", complete.references())
SINCE = option("--since", "Only records from this date on (for kinds with a date).", "DATE")
UNTIL = option("--until", "Only records until this date (for kinds with a date).", "DATE")
LANGUAGE = option("--language", "Only records in this language, such as arz.", "CODE")


@command("search", reads=True, formats=("ids",))
def search(
    session: Session,
    words: Annotated[list[str], WORDS],
    kind: Annotated[str | None, KIND] = None,
    state: Annotated[str | None, STATE] = None,
    for_: Annotated[str | None, FOR] = None,
    since: Annotated[str | None, SINCE] = None,
    until: Annotated[str | None, UNTIL] = None,
    language: Annotated[str | None, LANGUAGE] = None,
) -> None:
    """Search the titles, texts and fields of all records. Capital letters and accents make no difference.

    Example: wmstrat search mentors "small communities" CB
    """
    from wmstrat.reports.searching import search as found
    from wmstrat.say.search import hits

    typed = {"kind": kind, "state": state, "for": for_, "since": since, "until": until, "language": language}
    options = {name: text for name, text in typed.items() if text is not None}
    hits(found(session.workspace, words, options), words, session.output, session.labels)
