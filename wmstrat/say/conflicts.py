"""Open conflicts, in words: who set what to what, when, and what it was before.

A short value stands on its line. Of a long text, and of a file as a whole, each side shows what it changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from wmstrat.merge.choice import DELETED, WHOLE, Conflict, answer, became, later, set_aside
from wmstrat.record.text import on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.output import Output, answers
from wmstrat.say.pieces import changed

if TYPE_CHECKING:
    from wmstrat.repo.output import Commit
    from wmstrat.sync.resolving import Open

FIELDS = (
    "id", "field", "before", "mine", "mine_by", "mine_when", "theirs", "theirs_by", "theirs_when", "settled",
)  # fmt: skip

SHORT = 80
"""A value of at most so many characters stands on its line as a whole."""

INDENT = 10


def conflicts(waiting: Sequence[Open], output: Output) -> None:
    """Print open conflicts; machines get the whole values."""
    if not machine("decision", map(_item, waiting), output, FIELDS):
        show(waiting, output)


def show(waiting: Sequence[Open], output: Output) -> None:
    """Print it in words."""
    answers(_folded(_lines(waiting), output.columns))


def _item(one: Open) -> dict[str, str]:
    when = {side: by.date.isoformat() if by else "" for side, by in (("mine", one.mine), ("theirs", one.theirs))}
    return {
        "id": one.ref,
        "field": one.conflict.field,
        "before": one.conflict.base,
        "mine": one.conflict.mine,
        "mine_by": one.mine.name if one.mine else "",
        "mine_when": when["mine"],
        "theirs": one.conflict.theirs,
        "theirs_by": one.theirs.name if one.theirs else "",
        "theirs_when": when["theirs"],
        "settled": one.conflict.settled.side if one.conflict.settled else "",
    }


def _lines(waiting: Sequence[Open]) -> Iterator[str]:
    for number, one in enumerate(waiting):
        if number:
            yield ""
        yield f"{one.ref} {one.conflict.field}"
        yield from _why(one)
        yield from _values(one)
        yield from _answers(one)


def _why(one: Open) -> Iterator[str]:
    if settled := one.conflict.settled:
        yield _line("why", f"{one.ref} {became(settled)}; what was settled stays.")
        yield _line("", f"{set_aside(settled, [one.conflict.field])}.")


def _answers(one: Open) -> Iterator[str]:
    conflict = one.conflict
    if conflict.settled:
        yield _line("choose", answer(one.ref, conflict))
        yield _line("then", later(conflict.settled))
        return
    both = " | --both" if one.of_text else ""
    field = conflict.field if " " not in conflict.field else f'"{conflict.field}"'
    other = "" if conflict.field == WHOLE else " | --value TEXT"
    yield _line("choose", f"wmstrat resolve {one.ref} {field} --mine | --theirs{both}{other}")


def _values(one: Open) -> Iterator[str]:
    conflict = one.conflict
    if conflict.field == WHOLE:
        yield from _of_files(one)
    elif all(_is_short(value) for value in (conflict.base, conflict.mine, conflict.theirs)):
        yield _line("before", _value(conflict.base))
        yield _line("mine", f"{_value(conflict.mine)}{_by(one.mine)}")
        yield _line("theirs", f"{_value(conflict.theirs)}{_by(one.theirs)}")
    else:
        for name, text, other, by in _sides(conflict, one):
            what = "removed" if not text.strip() else "as it was before" if text == conflict.base else "changed"
            yield _line(name, f"{what}{_by(by)}")
            if what == "changed":
                yield from _text(conflict.base, text, other)


def _of_files(one: Open) -> Iterator[str]:
    """A file that can only be taken as a whole: who deleted it, and what the others changed, field by field."""
    conflict = one.conflict
    for name, text, other, by in _sides(conflict, one):
        if text == DELETED:
            yield _line(name, f"{DELETED}{_by(by)}")
            continue
        yield _line(name, f"{'changed' if conflict.base else 'added'}{_by(by)}")
        yield from _fields(one, text, other)


def _fields(one: Open, text: str, other: str) -> Iterator[str]:
    from wmstrat.sync.resolving import changes

    base = one.conflict.base
    found = changes(one, base or other, text)
    if found is None:
        yield from _text(base, text, other)
        return
    for change in found:
        before, after = (_value(value) for value in (change.before, change.after))
        if not (_is_short(change.before) and _is_short(change.after)):
            yield _line("", f"{change.field}:")
            yield from _text(change.before if base else "", change.after, change.before)
        elif not base:
            yield _line("", f"{change.field}: {after}")
        else:
            yield _line("", f"{change.field}: {before} -> {after}")


def _sides(conflict: Conflict, one: Open) -> tuple[tuple[str, str, str, Commit | None], ...]:
    """Each side's name, its value, the other's, and the last commit that touched the file."""
    return ("mine", conflict.mine, conflict.theirs, one.mine), ("theirs", conflict.theirs, conflict.mine, one.theirs)


def _text(base: str, text: str, other: str) -> Iterator[str]:
    """What a side changed in a long text; where there was none before, what it has and the other has not."""
    for mark, piece in changed(base, text) if base.strip() else changed(other, text, only_new=True):
        yield _line("", f"{mark} {piece}")


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


def _by(commit: Commit | None) -> str:
    return f"  ({commit.name}, {commit.date:%Y-%m-%d %H:%M})" if commit else ""
