"""What changed in a record from one iteration to another: by its fields and its sections, read from git (row 34).

The text of an iteration is the one in the commit in which its entry appeared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.record.comparison import FieldChange, compared
from wmstrat.record.section_changes import SectionChange, section_changes
from wmstrat.record.sections import template_sections
from wmstrat.reports.history import versions
from wmstrat.reports.versions import NAME, renamed
from wmstrat.workspace.line import lines

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

# The field in which a kind keeps the iterations in which a record was published.
FIELD = "iterations"
# `1..2`, `1..`, `..2`, or `1`: from there to the present.
RANGE = re.compile(r"(\d{1,9})?(\.\.)?(\d{1,9})?", re.ASCII)
# What tells how far a record has come, and nothing that others read in it.
COURSE = frozenset({"id", "handle", "group", "state", "why", "iteration", FIELD, "slips", "owner", "import_key"})


class Edition(Struct, frozen=True, eq=False):
    """A record as it was in an iteration, which was published on a day, and why; number 0 is the record as it is
    now."""

    number: int
    day: str
    commit: str
    record: Record
    why: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        return f"iteration {self.number}" if self.number else "now"


class Rewording(Struct, frozen=True, eq=False):
    """How a record differs between two of its editions."""

    before: Edition
    after: Edition
    fields: tuple[FieldChange, ...]
    sections: tuple[SectionChange, ...]

    @property
    def is_of_one_commit(self) -> bool:
        """True where both came with one commit, such as an import, so that git has one text of them."""
        return bool(self.before.commit) and self.before.commit == self.after.commit


def rewording(workspace: Workspace, record: Record, span: str = "") -> Rewording:
    """How a record differs between the iterations that were typed as `1..2`; by default from the last one to the
    present, or between the last two where nothing has changed since. Raises NotFound for an iteration that is not
    there, Invalid for what is not a range, Refused in a shallow clone that does not have the text."""
    numbers = sorted(entry["number"] for entry in record[FIELD])
    if not numbers:
        noun = record.kind.command
        advice = "Publish it: `wmstrat {noun} publish {id}`" if record.is_open else "See it: `wmstrat show {id}`"
        raise NotFound(f"{{id}} was not published yet, so it has no iterations. {advice}", id=record.id, noun=noun)
    first, last = _numbers(record, span, numbers)
    editions = _editions(workspace, record, {first, last} if span else {*numbers[-2:]})
    present = Edition(0, workspace.today, "", record)
    if span:
        return _between(workspace, record, editions[first], editions.get(last, present))
    since = _between(workspace, record, editions[numbers[-1]], present)
    if since.fields or since.sections or len(numbers) == 1:
        return since
    return _between(workspace, record, editions[numbers[-2]], editions[numbers[-1]])


def _numbers(record: Record, span: str, numbers: list[int]) -> tuple[int, int]:
    """The numbers of a range, 0 for the present."""
    match = RANGE.fullmatch(span)
    if match is None:
        raise Invalid(
            '"{span}" is not a range of iterations. For example: `wmstrat {noun} diff {id} {first}..{last}`',
            span=span,
            noun=record.kind.command,
            id=record.id,
            first=numbers[0],
            last=numbers[-1] if len(numbers) > 1 else "",
        )
    last = int(match[3] or 0)
    first = int(match[1]) if match[1] else max((each for each in numbers if not last or each < last), default=last)
    for number in (int(typed) for typed in match.group(1, 3) if typed):
        if number not in numbers:
            raise NotFound(
                "{id} has no iteration {number}. It has: {numbers}",
                id=record.id,
                number=number,
                numbers=", ".join(map(str, numbers)),
            )
    if last == first:
        raise Invalid(
            "Nothing can be compared with iteration {last} here: there is no earlier one in the range. To see what "
            "changed since then: `wmstrat {noun} diff {id} {last}`",
            last=last,
            noun=record.kind.command,
            id=record.id,
        )
    if last and last < first:
        raise Invalid(
            "Iteration {first} is not before iteration {last}. Type the earlier one first: `wmstrat {noun} diff {id} "
            "{last}..{first}`",
            first=first,
            last=last,
            noun=record.kind.command,
            id=record.id,
        )
    return first, last


def _editions(workspace: Workspace, record: Record, numbers: set[int]) -> dict[int, Edition]:
    """The editions with these numbers: through one look at the history of the record."""
    wanted = {entry["number"]: entry for entry in record[FIELD] if entry["number"] in numbers}
    appeared: dict[int, list[tuple[Any, Edition]]] = {number: [] for number in wanted}
    for commit, old, new in versions(workspace, record):
        entries, earlier = _entries(new), _entries(old)
        for number in entries.keys() & wanted.keys() - earlier.keys():
            # An iteration that was published, undone and published again is the one that is there.
            is_this = entries[number]["on"] == wanted[number]["on"]
            rank = is_this, commit.committed, commit.sha
            if new is not None:
                appeared[number].append((rank, _edition(entries[number], commit.sha, new)))
    found = {number: max(editions, key=lambda pair: pair[0])[1] for number, editions in appeared.items() if editions}
    boundary = lines(workspace)[0].boundary
    for number, entry in wanted.items():
        if number in found and found[number].commit in boundary:
            raise Refused(
                "This clone has only a part of the history (git clone --depth), without the text of iteration "
                "{number} of {id}. Get the rest, then type the command again: `git fetch --unshallow`",
                number=number,
                id=record.id,
            )
        # What is in no commit yet is in the file alone.
        found.setdefault(number, _edition(entry, "", record))
    return found


def _edition(entry: Mapping[str, Any], commit: str, record: Record) -> Edition:
    return Edition(entry["number"], str(entry["on"]), commit, record, str(entry["why"]))


def _entries(record: Record | None) -> dict[int, Mapping[str, Any]]:
    return {entry["number"]: entry for entry in record[FIELD]} if record is not None and not record.unreadable else {}


def _between(workspace: Workspace, present: Record, before: Edition, after: Edition) -> Rewording:
    old, new = (_as_named_now(workspace, edition.record, present) for edition in (before, after))
    sections = template_sections(new.kind.sections, workspace.prompts(new.kind))
    fields = [change for change in compared(old, new) if _is_content(new, change.field)]
    return Rewording(before, after, tuple(fields), tuple(section_changes(sections, old.body, new.body)))


def _is_content(record: Record, name: str) -> bool:
    """True for a field that others read, and not the text."""
    field = record.kind.by_name.get(name)
    if field is None or name in COURSE or name in record.kind.became:
        return False
    return not (field.set_by or field.private)


def _as_named_now(workspace: Workspace, record: Record, present: Record) -> Record:
    """The record as it would read if what it names had had the ids of today: numbers and codes say nothing."""
    code, now = (each.id.partition("-")[0] for each in (record, present))
    names = {}
    for name in {match[0] for text in _texts(record) for match in NAME.finditer(text)}:
        # A handle under the code that its group had then is known under the present code.
        recoded = f"{now}{name.removeprefix(code)}" if name.startswith(f"{code}-") else name
        found = workspace.named(name) or workspace.named(recoded)
        if found is not None and found.id != name:
            names[name] = found.id
    return renamed(record, names, {code: now} if code != now else {})


def _texts(record: Record) -> Iterator[str]:
    waiting: list[Any] = [record.body, *record.values.values()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
