"""Open conflicts, in words: who set what to what, when, and what it was before."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from textwrap import wrap
from typing import TYPE_CHECKING

from wmstrat.merge.choice import DELETED, WHOLE, Conflict, answer, became, later, set_aside
from wmstrat.record.text import cut, escaped, on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.output import Output, answers, is_coloured, write
from wmstrat.say.scripts import cell_width

if TYPE_CHECKING:
    from wmstrat.sync.resolving import Open

FIELDS = (
    "id", "field", "before", "mine", "mine_by", "mine_when", "theirs", "theirs_by", "theirs_when", "settled",
)  # fmt: skip
# A value of at most this many characters is on its line as a whole.
SHORT = 80
INDENT = 10
SENTENCE = re.compile(r"(?<=[.!?\u2026\u061f\u06d4\u0964])[ \t]+|(?<=[\u3002\uff01\uff1f])")
# The text before both changes is shown up to this many columns.
LONGEST_BEFORE = 300
# At most this many pieces of one text are shown; a person who wants more reads the record.
MOST = 40
MOST_COMPARISONS = 1_000_000


def conflicts(waiting: Sequence[Open], output: Output) -> None:
    """Print open conflicts; machines get the whole values."""
    if machine("conflict", map(_item, waiting), output, FIELDS):
        return
    if not is_coloured(sys.stdout):
        answers(_folded(_lines(waiting), output.columns))
        return
    for line in _folded(_lines(waiting), output.columns):
        is_heading = line and not line.startswith(" ")
        write(f"\x1b[1m{escaped(line)}\x1b[0m\n" if is_heading else f"{escaped(line)}\n")


def _item(open_: Open) -> dict[str, str]:
    conflict, mine, theirs = open_.conflict, open_.mine, open_.theirs
    return {
        "id": open_.ref,
        "field": conflict.field,
        "before": conflict.base,
        "mine": conflict.mine,
        "mine_by": mine.name if mine else "",
        "mine_when": mine.date.isoformat() if mine else "",
        "theirs": conflict.theirs,
        "theirs_by": theirs.name if theirs else "",
        "theirs_when": theirs.date.isoformat() if theirs else "",
        "settled": conflict.settled.side if conflict.settled else "",
    }


def _lines(waiting: Sequence[Open]) -> Iterator[str]:
    for number, open_ in enumerate(waiting):
        ref, conflict, settled = open_.ref, open_.conflict, open_.conflict.settled
        if number:
            yield ""
        yield f"{ref} {conflict.field}"
        if settled:
            yield _line("why", f"{ref} {became(settled)}, so the decision stays.")
            yield _line("", f"{set_aside(settled, [conflict.field])}.")
        yield from _values(open_)
        if settled:
            yield _line("choose", answer(ref, conflict))
            yield _line("then", later(settled))
        else:
            field = conflict.field if " " not in conflict.field else f'"{conflict.field}"'
            both = " | --both" if open_.of_text else ""
            other = "" if conflict.field == WHOLE else " | --value TEXT"
            yield _line("choose", f"wmstrat resolve {ref} {field} --mine | --theirs{both}{other}")


def _values(open_: Open) -> Iterator[str]:
    """The value before and on each side; of a file as a whole, who deleted it and what the others changed in it."""
    conflict = open_.conflict
    whole = conflict.field == WHOLE
    short = not whole and all(map(_is_short, (conflict.base, conflict.mine, conflict.theirs)))
    commits = [commit for commit in (open_.mine, open_.theirs) if commit]
    stamps = [f"{on_one_line(commit.name)}  {commit.date:%Y-%m-%d %H:%M}" for commit in commits]
    width = max(map(cell_width, stamps), default=0)
    if short:
        yield _line("before", f"{'':{width}}  {_value(conflict.base)}" if width else _value(conflict.base))
    elif not whole and conflict.base.strip():
        yield _line("before", cut(on_one_line(conflict.base), LONGEST_BEFORE))
    for name, text, other, commit in (
        ("mine", conflict.mine, conflict.theirs, open_.mine),
        ("theirs", conflict.theirs, conflict.mine, open_.theirs),
    ):
        what = _value(text) if short else _what_became(conflict, text)
        stamp = f"{on_one_line(commit.name)}  {commit.date:%Y-%m-%d %H:%M}" if commit else ""
        yield _line(name, f"{stamp}{'':{width - cell_width(stamp)}}  {what}" if width else what)
        if not short and what in ("added", "changed"):
            yield from _fields(open_, text, other) if whole else _text(conflict.base, text, other)


def _what_became(conflict: Conflict, text: str) -> str:
    if conflict.field == WHOLE:
        return DELETED if text == DELETED else "changed" if conflict.base else "added"
    if not text.strip():
        return "removed"
    return "as before" if text == conflict.base else "changed"


def _fields(open_: Open, text: str, other: str) -> Iterator[str]:
    from wmstrat.sync.resolving import changes

    base = open_.conflict.base
    changed = changes(open_, base or other, text)
    if changed is None:
        yield from _text(base, text, other)
    for change in changed or ():
        if not (_is_short(change.before) and _is_short(change.after)):
            yield _line("", f"{change.field}:")
            yield from _text(change.before if base else "", change.after, change.before)
        else:
            before = f"{_value(change.before)} -> " if base else ""
            yield _line("", f"{change.field}: {before}{_value(change.after)}")


def _text(base: str, text: str, other: str) -> Iterator[str]:
    """What a side changed in a long text; where there was none before, what it has and the other has not."""
    for piece in _changed(base, text) if base.strip() else _changed(other, text, only_new=True):
        yield _line("", piece)


def _line(label: str, text: str) -> str:
    return f"  {label:<{INDENT - 2}}{text}"


def _folded(lines: Iterator[str], columns: int | None) -> Iterator[str]:
    """The lines, folded between words where they are too long."""
    for line in lines:
        if columns is None or len(line) <= columns:
            yield line
        else:
            start, text = line[:INDENT], line[INDENT:]
            inside = " " * INDENT + ("  " if text[1:2] == " " else "")
            yield from wrap(
                text, columns, initial_indent=start, subsequent_indent=inside, break_on_hyphens=False,
                break_long_words=False,
            )  # fmt: skip


def _is_short(value: str) -> bool:
    return len(value) <= SHORT and "\n" not in value.strip()


def _value(text: str) -> str:
    return on_one_line(text) if text.strip() else "nothing"


def _changed(before: str, after: str, *, only_new: bool = False) -> Iterator[str]:
    """The sentences of two texts that differ, with one around them and `...` between places that are apart. With
    `only_new` what went is left out."""
    pieces = (piece for piece in _compared(_sentences(before), _sentences(after)) if not only_new or piece[0] != "-")
    yield from islice(pieces, MOST)
    if rest := sum(1 for _ in pieces):
        yield f"... and {rest} more"


def _compared(before: list[str], after: list[str]) -> Iterator[str]:
    if len(before) * len(after) > MOST_COMPARISONS:
        old, new = set(before), set(after)
        yield from (f"- {piece}" for piece in before if piece not in new)
        yield from (f"+ {piece}" for piece in after if piece not in old)
        return
    if before == after:
        yield "... only spaces and line ends differ"
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(1)):
        if number:
            yield "... "
        for what, start, stop, since, until in group:
            if what == "equal":
                yield from (f"  {piece}" for piece in before[start:stop])
            else:
                yield from (f"- {piece}" for piece in before[start:stop])
                yield from (f"+ {piece}" for piece in after[since:until])


def _sentences(text: str) -> list[str]:
    """The sentences of a text, none across a line end."""
    sentences: list[str] = []
    for line in text.splitlines():
        pieces = [on_one_line(piece) for piece in SENTENCE.split(line) if piece.strip()]
        if pieces:  # in a block of code the spaces before a line mean something
            pieces[0] = line[: len(line) - len(line.lstrip())].expandtabs(4) + pieces[0]
        sentences += pieces
    return sentences
