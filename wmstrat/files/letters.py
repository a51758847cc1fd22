"""Letters to people who gave feedback, to be copied into a mail program."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from wmstrat.record.text import on_one_line

ADDRESS = re.compile(r"[^\s@<>,;()\"']+@[^\s@<>,;()\"']+\.[^\s@<>,;()\"']+")
# Longer quotes are cut, since who wrote them knows them.
LONGEST_QUOTE = 300


class Answered(Struct, frozen=True):
    """One piece of feedback with its answer; `content` is empty for what is not to be repeated."""

    on: str
    about: str
    content: str
    outcome: str
    response: str


def addresses_in(text: str) -> list[str]:
    """The mail addresses in a text such as `Member 17 <member-17@example.org>`, each once, in small letters."""
    return list(dict.fromkeys(address.casefold().rstrip(".") for address in ADDRESS.findall(text)))


def letter(process: str, contact: str, answered: Sequence[Answered]) -> dict[str, str]:
    """The subject and the text of a letter about all feedback of a person that has an answer now."""
    parts = [f"Thank you for your feedback{f' on {process}' if process else ''}. This is our answer."]
    parts += [_paragraphs(each) for each in answered]
    parts.append(
        f"If you have questions, please contact: {contact}" if contact else "Please ask if you have questions."
    )
    about = answered[0].about if len(answered) == 1 else process
    return {"subject": on_one_line(f"Our answer to your feedback: {about}")[:150], "text": "\n\n".join(parts)}


def _paragraphs(answered: Answered) -> str:
    quote = on_one_line(answered.content)
    if len(quote) > LONGEST_QUOTE:
        quote = quote[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " ..."
    lines = [f"About {answered.about}, on {answered.on}:", *([f"> {quote}"] if quote else []), ""]
    lines.append(f"Outcome: {answered.outcome}.")
    return "\n".join([*lines, *([answered.response.strip()] if answered.response.strip() else [])])
