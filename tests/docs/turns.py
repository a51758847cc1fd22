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
    r"(?<!questions )behind (?:it|the command|a command|that|this) (?:stands?|comes?)": "is followed by",
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
# What only messages, help texts and templates avoid, since a page explains and may use more words.
MESSAGE_TURNS = {
    r"keep (?:it|them|that|this|both|what|yours|the [a-z]+) (?:there |here |is )?with": "save, record",
    r"(?:is|are|was|were|be) kept in(?= [{./])": "is saved in",
    r"(?<!questions )behind (?:it|the command|this|that)": "after",
    r"whoever": "the person who, the people who",
    r"be left alone|(?:is|are|was|were) left (?:alone|as (?:it|they) (?:is|are|was|were))": "was not changed",
    r"(?:take|taken|took|takes) over": "receive",
    r"(?:holds?|held) (?:a|an|no|the|nothing|what) [a-z]+": "contains, has",
    r"(?:bring|put) (?:it|them|that|the file) back": "restore",
    r"(?:take|taken|took) (?:it|them|that|the [a-z]+) (?:out|away)": "remove",
    r"(?:any|that|those) that (?:is|are) no [a-z]+s?": "not a ...",
    r"(?:do|does) not do": "is not good enough",
    r"(?:is|are) with": "the members are",
    r"from here and .{1,40}? from there": "your ... and their ...",
    r"the others? did": "the changes of others",
    r"so it stays|and that stays": "cannot be changed",
}


def _patterns(turns: dict[str, str]) -> dict[re.Pattern[str], str]:
    return {re.compile(rf"\b(?:{turn})\b", re.IGNORECASE): instead for turn, instead in turns.items()}


PATTERNS = _patterns(TURNS)
MESSAGE_PATTERNS = _patterns({**TURNS, **MESSAGE_TURNS})


def turns(text: str) -> list[str]:
    """Each turn of phrase of the list that the text has, with what to write instead."""
    return _found(text, PATTERNS)


def message_turns(text: str) -> list[str]:
    """The same of a message, a help text or a template, which also avoid what only pages may use."""
    return _found(text, MESSAGE_PATTERNS)


def _found(text: str, patterns: dict[re.Pattern[str], str]) -> list[str]:
    words = " ".join(text.split())
    return [f"{found[0]!r}: {instead}" for pattern, instead in patterns.items() for found in pattern.finditer(words)]
