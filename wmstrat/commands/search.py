"""`wmstrat search`: records of every kind by the words in them."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

WORDS = argument(
    "WORD... [GROUP]",
    "Words, all of which occur; what is in quotes occurs as it is typed. The last of several may be a group, or ALL "
    "for the whole process: only its records are searched.",
    complete.second_on(complete.references("group", words=("ALL",))),
)
KIND = option("--kind", "Only records of this kind, such as question.", "KIND", complete.nouns)
STATE = option("--state", "Only those in this state.", "STATE", complete.states_of_kind)
FOR = option("--for", "Only those that name this record or person.", "REF", complete.references())
SINCE = option("--since", "Only those from this day on, of the kinds that have a day.", "DATE")
UNTIL = option("--until", "Only those until this day, of the kinds that have a day.", "DATE")
LANGUAGE = option("--language", "Only those in this language, such as arz.", "CODE")


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
    """Find records of every kind by words in titles, texts and fields, in any case, with or without accents.

    Example: wmstrat search mentors "small communities" CB
    """
    from wmstrat.reports.searching import search as found
    from wmstrat.say.search import hits

    typed = {"kind": kind, "state": state, "for": for_, "since": since, "until": until, "language": language}
    options = {name: text for name, text in typed.items() if text is not None}
    hits(found(session.workspace, words, options), words, session.output, session.labels)
