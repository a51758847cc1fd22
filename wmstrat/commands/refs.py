"""The records that a command is about: named one by one, or by ids from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.errors import Invalid, NotFound, UsageProblem
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.record.text import listed
from wmstrat.record.view import vocabulary
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.record.fields import Field
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

# The argument that means: ids come through standard input, one a line.
PIPE = "-"


def piped(most: int = MAXIMUM_BYTES) -> bytes:
    """What comes through standard input; nothing where it is closed. Raises Invalid for more than `most` bytes."""
    data = sys.stdin.buffer.read(most + 1) if sys.stdin is not None else b""
    if len(data) > most:
        raise Invalid("The pipe sent more than {most:,} bytes, which is the limit.", most=most)
    return data


def named(references: Sequence[str]) -> list[str]:
    """What was typed, or ids from a pipe for a single dash; each once. Raises UsageProblem for a pipe without ids."""
    if list(references) == [PIPE]:
        references = piped().decode("utf-8", "replace").split()
    if not references:
        raise UsageProblem("The pipe sent no ids. For example: `wmstrat question list --format ids | ...`")
    return list(dict.fromkeys(references))


def exact(workspace: Workspace, kind: Kind | None, reference: str) -> Record:
    """The record that is named exactly; of a group, also by its name. Raises NotFound."""
    kinds = (kind.name,) if kind else ()
    return find(workspace, reference, kinds, exactly=kind is None or not kind.home.file)


def of_one_kind(workspace: Workspace, references: Sequence[str]) -> list[Record]:
    """The records that are named exactly, all of one kind. Raises NotFound, Refused."""
    from wmstrat.change.editing import refuse_unless_same_kind

    records = [exact(workspace, None, reference) for reference in references]
    refuse_unless_same_kind(records)
    return records


def parted(
    workspace: Workspace,
    kind: Kind,
    words: Sequence[str],
    takes: Sequence[Field],
    text: bool,
    several: Sequence[str] = (),
) -> tuple[list[str], list[str]]:
    """The leading words that name records of the kind, at least one, and the rest: the values of the fields that it
    `takes`, then perhaps a text. `several` is an option that can be typed again, with its values. Raises NotFound for
    a first word that names none, UsageProblem for too few or too many words."""
    if words and words[0] == PIPE:
        references, rest = named([PIPE]), list(words[1:])
    else:
        references = []
        for word in words[: max(len(words) - len(takes), 1)]:
            try:
                exact(workspace, kind, word)
            except (NotFound, Invalid):
                if not references:
                    raise
                break
            references.append(word)
        rest = list(words[len(references) :])
    for field in takes[len(rest) :][:1]:
        raise UsageProblem(
            "{name} is missing: {about}.{fit} It comes after {named}.",
            name=field.name.upper(),
            about=field.about,
            fit=_fit(workspace, field),
            named=" ".join(words) if references else f"the {kind.plural}",
        )
    if len(rest) > len(takes) + text and several:
        option, *values = several
        raise UsageProblem(
            "Unexpected words: {words}. Type {option} before each: {typed}",
            words=" ".join(rest[len(takes) :]),
            option=option,
            typed=" ".join(f"{option} {quote(value)}" for value in (*values, *rest[len(takes) :])),
        )
    if len(rest) > len(takes) + text:
        _refuse_unknown(workspace, kind, rest[0])
    if not len(takes) <= len(rest) <= len(takes) + text:
        raise UsageProblem(
            "Expected {takes} after the {plural}, but found {count}{what}. Put quotes around text with spaces: "
            '"like this".',
            takes=" and perhaps ".join(["one word"] * len(takes) + ["a text"] * text) or "no word",
            plural=kind.plural,
            count=len(rest),
            what=f": {' '.join(rest)}" if rest else "",
        )
    return list(dict.fromkeys(references)), rest


def _refuse_unknown(workspace: Workspace, kind: Kind, word: str) -> None:
    """Raise NotFound for a word that looks like an id but names no record of the kind."""
    if any(sign.isdigit() for sign in word) and " " not in word:
        exact(workspace, kind, word)


def _fit(workspace: Workspace, field: Field) -> str:
    """The words that a field takes, as a sentence; empty where it takes any."""
    offer = field.type.offer
    words = (*offer.words, *(vocabulary(workspace, offer.vocabulary) if offer.vocabulary else ())) if offer else ()
    return f" It can be {listed(words, 'or')}." if words else ""
