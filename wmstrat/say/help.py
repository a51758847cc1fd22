"""The help of a command: what it does, its usage, then a line for each thing that can be typed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from shutil import get_terminal_size

from wmstrat.record.text import escaped
from wmstrat.say.output import is_coloured

# Names up to this width have what they mean beside them.
WIDEST_NAME = 26
WIDEST = 100

Sections = Mapping[str, Iterable[tuple[str, str]]]


def page(
    about: str,
    usage: str,
    sections: Sections,
    examples: Iterable[str] = (),
    after: Sections | None = None,
    end: str = "",
) -> str:
    """The help as text, as wide as the terminal, with bold headings on one that takes colours. A section is a heading
    with names and what each of them means; `after` are those that follow the examples."""
    width = min(get_terminal_size().columns, WIDEST)
    lines = [*_wrapped(about, width), "", *_wrapped(f"Usage: {usage}", width, "", "  "), ""]
    lines += _sections(sections, width)
    if examples := list(examples):
        lines += [_bold("Try" if len(examples) > 1 else "Example"), *(f"  {example}" for example in examples), ""]
    lines += _sections(after or {}, width)
    lines += _wrapped(end, width) if end else []
    return "\n".join(lines).rstrip("\n")


def _sections(sections: Sections, width: int) -> Iterator[str]:
    names = [len(name) for rows in sections.values() for name, _ in rows]
    widest = max((length for length in names if length <= WIDEST_NAME), default=0)
    for heading, rows in sections.items():
        if heading:
            yield _bold(heading)
        for name, about in rows:
            if not about:
                yield from _wrapped(name, width, "  ", "  ")
            elif len(name) > widest:
                yield from _parted(escaped(name), width)
                yield from _wrapped(about, width, " " * (widest + 4), " " * (widest + 4))
            else:
                yield from _wrapped(about, width, f"  {name:<{widest}}  ", " " * (widest + 4))
        yield ""


def _parted(name: str, width: int) -> Iterator[str]:
    """A name with its value, in lines that end with commas where it has too many parts for one."""
    indent = "  "
    while len(indent + name) > width and (end := name.rfind(",", 0, width - len(indent)) + 1):
        yield f"{indent}{name[:end]}"
        name, indent = name[end:], " " * 6
    yield f"{indent}{name}"


def _wrapped(text: str, width: int, first: str = "", following: str = "") -> list[str]:
    from textwrap import wrap

    return [
        line
        for paragraph in escaped(text).split("\n\n")
        for line in wrap(
            paragraph,
            max(width, 40),
            initial_indent=first,
            subsequent_indent=following,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if is_coloured(sys.stdout) else text
