"""Turns of phrase that no page and no message uses, each with what to write instead.

Only turns that are wrong almost everywhere are in this list. Rewrite the whole sentence instead of swapping words.
"""

from __future__ import annotations

import re

THING = (
    "csv|file|day|date|name|kind|state|record|group|person|folder|path|command|commit|text|id|code|field|word|"
    "error|mistake|workspace|repository|line|clone|member|number|secret|address|role|trouble|accident"
)

# A regular expression for the turn of phrase, and what to write instead.
TURNS = {
    r"(?:type|typed|put|words?|commands?|names?|lines?|text|flags?|options?) behind": "after",
    r"behind (?:it|the command|a command|that|this) (?:stands?|comes?)": "is followed by",
    r"(?:stands?|stood|standing) (?:in|on|at|beside|there|behind|under|above|below|before|as it)(?! for)": (
        "is, are, appears"
    ),
    r"mend(?:s|ed|ing)?": "fix",
    r"(?:at|from) the remote": "in the shared repository",
    rf"(?<!there )(?:is|are|was|were) no (?:[a-z]+ )?(?:{THING})s?": "is not a ..., or: there is no ...",
    r"go(?:es|ing)? on (?:finding|with)": "still works; continue with",
    r"so many": "that many, N",
    r"(?:brought|bring|brings|bringing) in": "import, receive",
    r"(?:came|come|comes|coming) in(?= from| or|[,.:;])": "was received, was imported",
    r"(?:went|go|goes) out(?=[,.:;]| to)": "was sent",
    r"shall": "should, must, will",
    r"called just (?:as|the same)": "has the same name as",
    r"say (?:it|who|so) (?:with|by)": "set it, enter it, tell",
    r"found nothing": "is empty, found no ...",
    r"nothing of (?:it|the|this|that|what)": "no part of, nothing in",
    r"of the workspace nothing": "Nothing ... in the workspace",
    r"wants? (?:quotes|a quote|to be quoted)": "needs quotes",
    r"look(?:s|ed|ing)? whether": "check whether",
    r"gave one (?:field|place)": "both changed",
    r"(?:is|are) asked of": "must",
    r"the same was given": "was changed to",
    r"had others still": "people with other versions",
    r"(?:by|with) a no": "decline",
    r"all is well": "there are no errors",
    r"is all well": "is everything in order",
}
PATTERNS = {re.compile(rf"\b(?:{turn})\b", re.IGNORECASE): instead for turn, instead in TURNS.items()}


def turns(text: str) -> list[str]:
    """Each turn of phrase of the list that the text has, with what to write instead."""
    words = " ".join(text.split())
    return [f"{found[0]!r}: {instead}" for pattern, instead in PATTERNS.items() for found in pattern.finditer(words)]
