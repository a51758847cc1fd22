"""The commands that wmstrat tells people to type: found in what it printed, and filled in with plain values."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping

from wmstrat.cli import COMMANDS

# A piece of a command line: in quotes or without, with no white space outside of quotes.
TOKEN = re.compile(r"""[ ]((?:[^\s'"`]|'[^']*'|"[^"]*")+)(`?)""")
END = re.compile(r"[.,;:)]+$")
PLACE = re.compile(r"(?<![\w-])(?:[A-Z_]{4,}|REF|DIR|URL)(?![\w-])")
# Words with which a sentence goes on after a command.
PROSE = {
    "and",
    "or",
    "to",
    "then",
    "for",
    "with",
    "which",
    "where",
    "into",
    "is",
    "first",
    "in",
    "shows",
    "the",
    "on",
}


def commands_in(text: str) -> Iterator[list[str]]:
    """Every command line of wmstrat in a text, without `wmstrat` itself; several with `&&` between them are one. What
    is in double quotes is spoken of and not advised, and one with `...` is a picture."""
    for match in re.finditer(r'(?<!")(?<!&& )\bwmstrat(?= [a-z-])', text):
        words: list[str] = []
        place = match.end()
        while token := TOKEN.match(text, place):
            place = token.end()
            word = END.sub("", token[1])
            if not word or word.startswith("(") or (word in PROSE and words):
                break
            words.append(word)
            if word != token[1] or token[2]:
                break
        named = words[2:3] if words[:1] == ["-C"] else words[:1]
        if named and named[0] in COMMANDS and "..." not in words[-1]:
            yield words


def shape(words: list[str]) -> str:
    """What two pieces of advice have in common that differ in ids and values alone."""
    return " ".join(re.sub(r"\b[A-Z]{2,3}(-[\w-]+)?\b|\b\d[\w-]*", "ID", word) for word in words)


def filled_in(words: list[str], values: Mapping[str, str]) -> list[str]:
    """The words as a shell reads them, with a plain value in each place that is to be filled in: that of the place
    after this option, or of the place."""
    read = shlex.split(" ".join(words))
    filled = []
    for before, word in zip(["", *read], read, strict=False):
        known = {**values, **{name: values[f"{before} {name}"] for name in values if f"{before} {name}" in values}}
        filled.append(PLACE.sub(lambda name, known=known: known[name[0]], word))
    return filled
