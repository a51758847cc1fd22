"""The checks that every record goes through, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from msgspec.structs import replace

from wmstrat.checks import markers
from wmstrat.record.field_type import FieldType
from wmstrat.record.fields import Entries, Field
from wmstrat.record.halves import is_private, private_path, public_path
from wmstrat.record.ids import code_of
from wmstrat.record.laws import Settled
from wmstrat.record.nearest import nearest, with_nearest
from wmstrat.record.problem import Problem, by_editing, by_setting
from wmstrat.record.record import Record
from wmstrat.record.rules import days_to_come
from wmstrat.record.types import Listing, Reference, Term
from wmstrat.record.view import View, code_of_group, vocabulary

RESTORE = "Restore the file with git"


def problems_of(record: Record, view: View) -> Iterator[Problem]:
    """Everything that is wrong with one record, errors and warnings, in no particular order."""
    yield from record.problems
    if record.unreadable:
        return
    yield from _form(record, view)
    contradicted = {problem.field for problem in record.problems if problem.check == "id"}
    for field in record.kind.fields:
        if not record[field.name] or field.name in contradicted:
            continue
        yield from wrong_words(record, view, field)
        for name, type_, text in _leaves(field, record[field.name]):
            if isinstance(type_, Reference) and any(type_.references(text)):
                yield from _reference(record, view, name, type_, text)
        yield from _entries_twice(record, field)
    yield from _settled_days(record, view)
    yield from _markers(record)
    if not any(problem.check in ("type", "required", "id") for problem in record.problems):
        for check in record.kind.checks:
            for problem in check.find(record, view):
                yield _restored(problem, record)


def _restored(problem: Problem, record: Record) -> Problem:
    """The problem, without a command that would be refused, because the field was settled by a decision."""
    field = problem.field.partition("[")[0]
    laws = (law for law in record.kind.laws if isinstance(law, Settled) and record.state in law.states)
    if isinstance(problem.advice, str) or not any(field in law.fields for law in laws):
        return problem
    return replace(problem, advice=f"{record.id} is {record.state}, so {field} cannot change. {RESTORE}")


def _form(record: Record, view: View) -> Iterator[Problem]:
    kind = record.kind
    code = code_of_group(view, record.group) if kind.in_group else ""
    if kind.in_group and not code:
        return  # the check `reference` (or `home`) says so
    if not kind.ids.fits(record.id, code):
        other = code_of(record.id) if code else ""
        recoded = other not in ("", code) and kind.ids.fits(record.id, other)
        # private/ may have been published before the group was, so that no recoding reaches it
        for_good = recoded and kind.home.private
        expected = f"an id in the form of a {kind.name} of this group" if code else "a name in small letters"
        advice = "Rename the file (git mv), write the same id into it, then save both: wmstrat save"
        if recoded:
            advice = f"If the code of the group is wrong, correct it. If not: {advice[:1].lower()}{advice[1:]}"
        if for_good:
            advice = "You need not do anything: the record was made when the group had another code."
        yield Problem("id-form", record.path, "id", f'"{record.id}"', expected, advice, warning=for_good)
    elif home := elsewhere(record):
        found, advice = "a record in another folder than its id tells", f"Move it: {moving(record.path, home)}"
        yield Problem("home", record.path, "", found, home, advice)


def elsewhere(record: Record) -> str:
    """Where a record that is in another place belongs; an empty text for one in its place, or in none yet."""
    home = record.expected_path
    if record.path in ("", home, private_path(home)):
        return ""
    return private_path(home) if is_private(record.path) else home


def moving(path: str, home: str) -> str:
    """The line that moves a file of the workspace, in the repository that it is in."""
    git, inside = markers.repository_of(path)
    return f"{git} mv {inside} {public_path(home)}"


def wrong_words(record: Record, view: View, field: Field) -> Iterator[Problem]:
    """The words in a field that its vocabulary does not have."""
    for name, type_, text in _leaves(field, record[field.name]):
        if isinstance(type_, Term) and text:
            yield from _word(record, view, name, type_, text)


def _leaves(field: Field, value: object) -> Iterator[tuple[str, FieldType, str]]:
    """Every (field name, type, text) of a value, down to the single words of lists and entries."""
    type_ = field.type
    if isinstance(type_, Listing) and isinstance(value, list):
        for place, item in enumerate(value):
            yield f"{field.name}[{place}]", type_.of, item
    elif isinstance(type_, Entries) and isinstance(value, list):
        for place, entry in enumerate(value):
            for inner in type_.fields:
                yield f"{field.name}[{place}].{inner.name}", inner.type, entry.get(inner.name, "")
    elif isinstance(value, str):
        yield field.name, type_, value


def _word(record: Record, view: View, name: str, type_: Term, word: str) -> Iterator[Problem]:
    known = vocabulary(view, type_.vocabulary)
    if word not in known:
        where = f"{type_.vocabulary} in process.yaml"
        expected = f"one of {', '.join(known)}" if known else f"a word of {where}, which has no words yet"
        adding = f"wmstrat set process {quote(f'{type_.vocabulary}+={word}')}"
        found = with_nearest(f'"{word}"', word, known)
        advice = f"Use one of them, or add the word: {adding}" if known else f"Add the word: {adding}"
        if nearest(word, known):
            advice = "Use one of them"
        yield Problem("vocabulary", record.path, name, found, expected, advice)


def _reference(record: Record, view: View, name: str, type_: Reference, target: str) -> Iterator[Problem]:
    records = (view.get(kind, target) for kind in type_.kinds) if type_.kinds else [view.named(target)]
    other = next(filter(None, records), None)
    if other is None or (is_private(other.path) and not is_private(record.path)):
        found = f'"{target}"' + (", which is private" if other else "")
        yield Problem("reference", record.path, name, found, type_.expected, by_editing(record, "Correct it"))


def _entries_twice(record: Record, field: Field) -> Iterator[Problem]:
    """Entries that are recognised by an id have one of their own: words of process.yaml, lines of a table."""
    if not isinstance(field.type, Entries) or field.type.key != ("id",) or field.type.numbered:
        return
    seen: set[str] = set()
    for place, entry in enumerate(record[field.name]):
        if entry["id"] in seen:
            found, where = f'"{entry["id"]}", which is already in the list', f"{field.name}[{place}].id"
            advice = by_editing(record, "Remove one of the two, or give it another id")
            yield Problem("twice", record.path, where, found, "an id that is in the list only once", advice)
        seen.add(entry["id"])


def _settled_days(record: Record, view: View) -> Iterator[Problem]:
    """A day to come on which something was settled, such as one from a clock that was wrong."""
    for name in days_to_come(record, view):
        when = record.kind.by_name[name].type.placeholder
        advice = by_setting(record, "Correct the date", f'{name}="{when}"' if " " in when else f"{name}={when}")
        yield Problem(
            "to-come", record.path, name, record[name], "a date that is not in the future", advice, warning=True
        )


def _markers(record: Record) -> Iterator[Problem]:
    likely = any(sign in record.body for sign in markers.SIGNS)
    line = markers.first_marker(record.body.encode()) if likely else 0
    if line:
        found, advice = record.body.splitlines()[line - 1][:40], by_editing(record, "Choose between the two versions")
        yield Problem("marker", record.path, "body", f'the line "{found}"', markers.WITHOUT, advice)
