"""Why a push is refused, and how that reads in the lines that git shows to the person who pushed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import TextWrapper

from msgspec import Struct

from wmstrat.record.text import UNSAFE, escaped

# Git writes `remote: ` in front of each line. More reasons than this do not help at first.
WIDTH, MOST = 70, 12

# What a volunteer copies from a sentence that says what to type.
COMMAND = re.compile(r"\b(?:git|wmstrat) .*?(?=[,)]|\. |$)")

# For a space at which no line may end; no text has it once what is unsafe in it has been escaped.
GLUE = "\x1f"


class Refusal(Struct, frozen=True):
    """What is refused, what is wrong with it, and what to type next: a sentence, and commands one after the other."""

    about: str
    found: str
    advice: str
    commands: tuple[str, ...] = ()


def lines(refusals: Sequence[Refusal]) -> Iterator[str]:
    """The whole answer to a push that is refused, at most WIDTH columns where words and commands allow."""
    distinct = list(dict.fromkeys(refusals))
    count = len(distinct)
    reasons = ", for one reason:" if count == 1 else f", for {count} reasons:" if count else "."
    yield from _wrapped(f"wmstrat did not accept this push{reasons}")
    first: dict[tuple[str, ...], int] = {}
    for number, refusal in enumerate(distinct[:MOST], 1):
        yield ""
        yield from _wrapped(f"{number}. {refusal.about}", "   ")
        yield from _wrapped(f"   {refusal.found}", "   ")
        told = first.setdefault((refusal.advice, *refusal.commands), number)
        if refusal.commands and told != number:
            yield f"   Type the same as under {told}."
            continue
        yield from _wrapped(f"   {refusal.advice}", "   ", whole=COMMAND)
        yield from (f"     {escaped(command, UNSAFE)}" for command in refusal.commands)
    if count > MOST:
        yield ""
        yield from _wrapped(f"... and {count - MOST} more. First fix these.")
    yield ""
    commands = [command for refusal in distinct[:MOST] for command in refusal.commands]
    if any(not command.startswith("wmstrat ") for command in commands):
        yield from _wrapped(
            'Type lines that begin with git in the top folder of your clone (cd "$(git rev-parse '
            '--show-toplevel)"), and lines that begin with wmstrat in the workspace.'
        )
    yield from _wrapped(
        "Nothing was changed on the host, and your work is still in your clone. After you have fixed this, send it "
        "again."
    )


def _wrapped(text: str, indent: str = "", *, whole: re.Pattern[str] | None = None) -> Iterator[str]:
    for line in text.split("\n"):
        start = line[: len(line) - len(line.lstrip())]
        safe = escaped(line.strip(), UNSAFE)
        if whole:
            safe = whole.sub(lambda command: command[0].replace(" ", GLUE), safe)
        wrapper = TextWrapper(WIDTH, start, indent or start, break_long_words=False, break_on_hyphens=False)
        yield from (folded.replace(GLUE, " ") for folded in wrapper.wrap(safe))
