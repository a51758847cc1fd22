"""`wmstrat search`: records of every kind by the words in them."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

WORDS = argument(
    "[WORD...] [GROUP]",
    "Words that all occur in the record; words in quotes occur together. The last one can be a group, or ALL for "
    "the whole process, to search only its records.",
    complete.second_on(complete.references("group", words=("ALL",))),
)
LIKE = option("--like", "Instead of words: records that say the same as this one.", "REF", complete.references())
KIND = option("--kind", "Only records of this kind, such as question.", "KIND", complete.nouns)
STATE = option("--state", "Only records in this state.", "STATE", complete.states_of_kind)
FOR = option("--for", "Only records that name this record or person.", "REF", complete.references())
SINCE = option("--since", "Only records from this date on (for kinds with a date).", "DATE")
UNTIL = option("--until", "Only records until this date (for kinds with a date).", "DATE")
LANGUAGE = option("--language", "Only records in this language, such as arz.", "CODE")


@command("search", reads=True, formats=("ids",))
def search(
    session: Session,
    words: Annotated[list[str] | None, WORDS] = None,
    like: Annotated[str | None, LIKE] = None,
    kind: Annotated[str | None, KIND] = None,
    state: Annotated[str | None, STATE] = None,
    for_: Annotated[str | None, FOR] = None,
    since: Annotated[str | None, SINCE] = None,
    until: Annotated[str | None, UNTIL] = None,
    language: Annotated[str | None, LANGUAGE] = None,
) -> None:
    """Search the titles, texts and fields of all records, or show which say the same as one of them. Capital letters
    and accents make no difference.

    Example: wmstrat search mentors "small communities" CB
    """
    from wmstrat.errors import UsageProblem
    from wmstrat.reports.searching import search as found
    from wmstrat.reports.searching import search_like
    from wmstrat.say.search import hits

    if not words and like is None:
        raise UsageProblem(
            "Type more after wmstrat search: words or --like REF. For example: `wmstrat search mentors`"
        )

    typed = {"kind": kind, "state": state, "for": for_, "since": since, "until": until, "language": language}
    options = {name: text for name, text in typed.items() if text is not None}
    typed_words = words or []
    if like is not None:
        answer = search_like(session.workspace, like, typed_words, options)
    else:
        answer = found(session.workspace, typed_words, options)
    hits(answer, typed_words, session.output, session.labels)
