"""The reference pages that follow from the code.

python -m tests.docs.reference > docs/reference/commands.md
python -m tests.docs.reference records > docs/reference/records.md
python -m tests.docs.reference checks > docs/reference/checks.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from tests.docs.tree import Command, commands, root
from wmstrat.checks.whole_workspace import ABOUT
from wmstrat.commands.usage import usage_of
from wmstrat.commands.vocabularies import help_of
from wmstrat.kinds import kinds
from wmstrat.record.field_type import FieldType
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL
from wmstrat.record.ids import Dated, Joined, Numbered, OnePerGroup, Single
from wmstrat.record.kind import Kind
from wmstrat.record.types import Listing

MADE = "<!-- Made by `python -m tests.docs.reference{what}`. Change the code, not this page. -->"

# Options of many commands stand once, above the commands.
SHARED = ("Output", "Commit")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown; nothing when it has no rows."""
    body = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    if body:
        yield f"| {' | '.join(head)} |"
        yield "|" + "---|" * len(head)
        yield from (f"| {row} |" for row in body)
        yield ""


def sentence(text: str) -> str:
    """The text as a sentence: a capital at its beginning, a full stop at its end."""
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".") if text else ""


# commands.md


def command_page() -> Iterator[str]:
    """The page of all commands."""
    every = list(commands())
    yield MADE.format(what="")
    yield "# Commands"
    yield ""
    yield "Every command, as `wmstrat --help` and `wmstrat COMMAND --help` show it. In a usage line, you can leave"
    yield "out what is in square brackets, and three dots mean: one or more."
    yield ""
    yield "## Before every command"
    yield ""
    yield "```text"
    yield "wmstrat [-C DIR] COMMAND ..."
    yield "```"
    yield ""
    yield from table(("option", "what it does"), _options(root(), root().params))
    for panel in SHARED:
        owners = [one for one in every if _in_panel(one, panel)]
        which = "that show something" if panel == "Output" else "that change something"
        yield f"## {panel} options"
        yield ""
        yield f"Commands {which} have these options: {', '.join(f'`{one.words}`' for one in owners)}."
        yield ""
        yield from table(("option", "what it does"), _options(owners[0].made, _in_panel(owners[0], panel)))
    for panel, inside in groupby(every, key=lambda one: one.panel):
        yield f"## {panel}"
        yield ""
        for one in inside:
            yield from _command(one)


def _in_panel(one: Command, panel: str) -> list[Any]:
    return [param for param in one.made.params if getattr(param, "rich_help_panel", None) == panel]


def _command(one: Command) -> Iterator[str]:
    yield f"### wmstrat {one.words}"
    yield ""
    yield one.about
    yield ""
    if one.is_noun:
        inner = [f"[`{name}`](#wmstrat-{one.words}-{name})" for name in one.made.commands]
        yield f"Commands: {', '.join(inner)}."
        yield ""
        return
    yield "```text"
    yield _usage(one)
    yield "```"
    yield ""
    yield f"Example: `{one.example}`"
    yield ""
    arguments = [param for param in one.made.params if param.param_type_name == "argument"]
    yield from table(
        ("argument", "what it is"),
        ((f"`{_named(argument)}`", sentence(help_of(one.made, argument))) for argument in arguments),
    )
    own = [param for param in one.made.params if param not in arguments and not _shared(param)]
    yield from table(("option", "what it does"), _options(one.made, own))
    shared = [panel for panel in SHARED if _in_panel(one, panel)]
    if shared:
        links = [f"[{panel.lower()} options](#{panel.lower()}-options)" for panel in shared]
        yield f"Also: {', '.join(links)}."
        yield ""


def _shared(param: Any) -> bool:
    return getattr(param, "rich_help_panel", None) in SHARED


def _named(argument: Any) -> str:
    return str(argument.metavar or argument.name).upper().rstrip(".")


def _usage(one: Command) -> str:
    return usage_of(SimpleNamespace(command=one.made, command_path=f"wmstrat {one.words}"))


def _options(command: Any, params: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for param in params:
        if param.param_type_name != "option" or param.hidden:
            continue
        flags = ", ".join(f"`{flag}`" for flag in sorted(param.opts, key=len))
        value = "" if param.is_flag else f" `{param.metavar or 'NUMBER'}`"
        words = [sentence(help_of(command, param))]
        if param.required:
            words.append("Required.")
        if param.multiple:
            words.append("May be given more than once.")
        if isinstance(param.default, str) and param.default and "default" not in words[0]:
            words.append(f"Without it: `{param.default}`.")
        yield f"{flags}{value}", " ".join(words)


# records.md


def record_page() -> Iterator[str]:
    """The page of all kinds of record."""
    yield MADE.format(what=" records")
    yield "# Records"
    yield ""
    yield "A *record* is one file: a question, a note, a person. Each kind of record has its fields. This page"
    yield "lists them all. In a file, a line above each field explains it, so you rarely need this page."
    yield ""
    yield "- **required**: never empty. **fixed**: never changes after the record was made."
    yield "- **private**: only in the repository `private/`; see"
    yield "  [what is public](../explanation/what-is-public.md)."
    yield "- **set by**: only this command changes the field."
    yield "- *one line of text* takes up to 200 characters, *text* any length, both without control characters."
    yield ""
    yield from table(
        ("kind", "command", "file"),
        (
            (
                f"[{kind.name}](#{kind.name})",
                f"`wmstrat {kind.command}`" if kind.arguments else "",
                f"`{_where(kind)}`",
            )
            for kind in kinds()
        ),
    )
    for kind in kinds():
        yield from _kind(kind)


def _where(kind: Kind) -> str:
    code, group = ("CB", "capacity-building") if kind.home.groups or not kind.home.process else (ALL, ALL)
    match kind.ids:
        case Single(name=name):
            identity = name
        case Numbered(letters=letters):
            identity = f"{code}-{letters}7"
        case Dated(letters=letters):
            identity = f"{code}-{letters}20180720-k3f9"
        case OnePerGroup(word=word):
            identity = f"{code}-{word}"
        case Joined():
            identity = f"{code}-member-17"
        case _:
            identity = "capacity-building" if kind.home.file else "member-17"
    return kind.path(identity, group)


def _kind(kind: Kind) -> Iterator[str]:
    yield f"## {kind.name}"
    yield ""
    yield kind.about
    yield ""
    yield f"Example: `{kind.example}`"
    yield ""
    yield from table(("field", "what it holds", "takes", ""), (_field(field) for field in kind.fields))
    if kind.body:
        yield f"Below the fields, as Markdown: {kind.body}."
        yield ""
    if kind.sections:
        yield "Its sections are known by their headings, or by the key in the comment below a heading:"
        yield ""
        sections = ((f"`{section.key}`", section.heading, section.prompt) for section in kind.sections)
        yield from table(("key", "heading", "prompt"), sections)
    lists = [field for field in kind.fields if isinstance(field.type, Entries)]
    for type_, fields in groupby(lists, key=lambda field: field.type):
        yield f"Each entry of {', '.join(f'`{field.name}`' for field in fields)}:"
        yield ""
        yield from table(("part", "what it holds", "takes", ""), (_field(inner) for inner in type_.fields))
    yield from table(
        ("state", "meaning", "counts as", "can become"),
        (
            (
                f"`{state.name}`",
                sentence(state.about) + (f" Set by `wmstrat {state.set_by}` only." if state.set_by else ""),
                state.means,
                ", ".join(kind.moves(state)) or "nothing else",
            )
            for state in kind.states
        ),
    )
    names = sorted({check.name for check in kind.checks})
    if names:
        yield f"Checks of its own: {', '.join(f'[`{name}`](checks.md#{name})' for name in names)}."
        yield ""


def _field(field: Field) -> tuple[str, str, str, str]:
    marks = [
        word
        for word, holds in (("required", field.required), ("fixed", field.fixed), ("private", field.private))
        if holds
    ]
    if field.set_by:
        marks.append(f"set by `{field.set_by}`")
    return f"`{field.name}`", field.about, _takes(field.type), ", ".join(marks)


def _takes(type_: FieldType) -> str:
    if isinstance(type_, Listing):
        return f"a list, each item: {_takes(type_.of)}"
    if isinstance(type_, Entries):
        return "a list of entries, see below"
    return {"Line": "one line of text", "Item": "one line of text", "Prose": "text"}.get(
        type(type_).__name__, type_.expected
    )


# checks.md


def check_page() -> Iterator[str]:
    """The page of all checks."""
    owners: dict[str, list[str]] = {}
    about = dict(ABOUT)
    for kind in kinds():
        for check in kind.checks:
            if kind.name not in owners.setdefault(check.name, []):
                owners[check.name].append(kind.name)
            known = about.setdefault(check.name, check.about)
            if check.about not in known:
                about[check.name] = f"{known} {check.about}"
    yield MADE.format(what=" checks")
    yield "# Checks"
    yield ""
    yield "`wmstrat check` runs all of these. `--skip NAME` leaves one out, and `--explain NAME` says what it is for."
    yield "An error breaks something, and `check` then ends with exit code 1. A warning is only a hint."
    yield "How to read and fix problems: [editing by hand](../how-to/edit-by-hand.md)."
    yield ""
    for name in sorted(about):
        yield f"## {name}"
        yield ""
        yield about[name]
        yield ""
        if name in owners and name not in ABOUT:
            yield f"Looks at: {', '.join(f'[{kind}](records.md#{kind})' for kind in owners[name])}."
            yield ""


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands": command_page,
    "records": record_page,
    "checks": check_page,
}


def page(name: str) -> str:
    """The text of a page."""
    return "\n".join(PAGES[name]()).rstrip("\n") + "\n"


if __name__ == "__main__":
    sys.stdout.write(page(sys.argv[1] if len(sys.argv) > 1 else "commands"))
