"""The records that a command is about: named one by one, or by ids from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wmstrat.errors import Invalid, NotFound, UsageProblem
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

# What stands for ids that come through standard input, one a line.
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
    workspace: Workspace, kind: Kind, words: Sequence[str], takes: int, text: bool
) -> tuple[list[str], list[str]]:
    """The leading words that name records of the kind, at least one, and the rest: `takes` arguments, then perhaps a
    text. Raises NotFound for a first word that names none, UsageProblem for too few or too many words."""
    if words and words[0] == PIPE:
        references, rest = named([PIPE]), list(words[1:])
    else:
        references = []
        for word in words[: max(len(words) - takes, 1)]:
            try:
                exact(workspace, kind, word)
            except (NotFound, Invalid):
                if not references:
                    raise
                break
            references.append(word)
        rest = list(words[len(references) :])
    if not takes <= len(rest) <= takes + text:
        raise UsageProblem(
            "Expected {takes} after the {plural}, but found {count}{what}. Put quotes around text with spaces: "
            '"like this".',
            takes=f"{takes} words" if takes != 1 else "one word" if not text else "one word and an optional text",
            plural=kind.plural,
            count=len(rest),
            what=f": {' '.join(rest)}" if rest else "",
        )
    return list(dict.fromkeys(references)), rest
