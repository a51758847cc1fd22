"""A text as people write it, whose first line is the title."""

from __future__ import annotations

import re

from wmstrat.errors import Invalid
from wmstrat.files.front_matter import without_blank_lines_around
from wmstrat.record.text import LONGEST_TITLE

_HEADING = re.compile(r"#(?:[ \t]+|\Z)(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r"=+[ \t]*")


def title_and_body(text: str, *, takes_body: bool = True) -> tuple[str, str]:
    """The title and the text below it, "" for none. The title is the first line, without the sign of a heading; then
    comes an empty line. Raises Invalid for any other form, so that no paragraph becomes a title."""
    first, *rest = text.strip("\n").split("\n")
    heading = _HEADING.fullmatch(first)
    title = " ".join((heading[1] if heading else first).split())
    is_underlined = bool(rest and _UNDERLINE.fullmatch(rest[0]))
    body = without_blank_lines_around("\n".join(rest[is_underlined:]))
    if first.rstrip() == "---":
        raise Invalid("The text begins with fields (---). Read such a file with: `wmstrat import KIND FILE`")
    if not title or first.startswith("##"):
        raise Invalid('The first line must be the title, but it is "{line}". Write the title above it.', line=first)
    if not takes_body and body.strip():
        raise Invalid("The text must be one line, but it has {count} lines.", count=len(text.strip().split("\n")))
    if len(title) > LONGEST_TITLE:
        raise Invalid(
            "The first line is the title. It has {count} characters, and a title has at most {most}. {advice}",
            count=len(title),
            most=LONGEST_TITLE,
            advice="Begin with a short title, leave the next line empty, and write the text below."
            if takes_body
            else "Make it shorter.",
        )
    if not (heading or is_underlined) and rest and rest[0].strip():
        raise Invalid(
            'The first line is the title, and the second line must be empty, but it is "{line}". Put the whole '
            "title on the first line, leave the next one empty, and write the text below.",
            line=rest[0].strip()[:60],
        )
    return title, body
