"""What people said elsewhere, on the way in: remarks on talk pages, and answers of forms and surveys. Another import
adds only what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.acts.import_files import Batch, bytes_of
from wmstrat.acts.importing import import_batches
from wmstrat.errors import Invalid, UsageProblem
from wmstrat.files.reading import Unreadable
from wmstrat.record.text import folded, listed
from wmstrat.record.verbs import Done

if TYPE_CHECKING:
    from wmstrat.acts.import_options import Wanted
    from wmstrat.change.change import Change
    from wmstrat.files.rows import Row
    from wmstrat.files.survey import Question, Survey
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace

TALK, SURVEY = FORMS = ("talk", "survey")
# What the public reads of where it comes from, if nothing else is entered.
SOURCES = {TALK: "talk page", SURVEY: "survey"}
# The field of process.yaml with what the columns of surveys mean.
SAVED = "survey_columns"
MOST_COLUMNS = 8
# A question that is longer is named by its column.
LONGEST_NAME = 60


class Said(Struct, frozen=True):
    """What was read: the rows of each file, and what the columns of surveys mean that process.yaml does not know."""

    batches: Sequence[Batch]
    columns: Sequence[dict[str, str]] = ()
    remarks: Sequence[str] = ()


def read_said(
    workspace: Workspace, words: Sequence[str], form: str, piped: bytes, typed: Sequence[str], fill: Sequence[str]
) -> Said:
    """The remarks or answers in files; `typed` says what columns are (`COLUMN=FIELD`), `fill` names the fields that
    have a value for all rows. Raises UsageProblem and Invalid."""
    kind = _kind(workspace, words[0], form)
    if len(words) < 2:
        raise UsageProblem(
            "Name the file to import: `wmstrat import {kind} FILE --from {form}`", kind=kind.command, form=form
        )
    if typed and form == TALK:
        raise UsageProblem("--column is for tables, and a talk page has no columns.")
    batches: list[Batch] = []
    remarks: list[str] = []
    columns = _Columns(workspace, kind, typed)
    for name in words[1:]:
        data = piped if name == "-" else bytes_of(name)
        shown = "standard input" if name == "-" else Path(name).name
        try:
            rows, how = _talk(data, shown) if form == TALK else _survey(data, shown, columns, remarks.append)
        except Unreadable as error:
            template = "{file}:{error.line}: found {error.found}, expected {error.expected}. {error.advice}."
            raise Invalid(template, file=shown, error=error) from None
        except ValueError as error:
            raise Invalid("{file} cannot be read: {reason}. Nothing was changed.", file=shown, reason=error) from None
        source = {} if "source" in fill else {"source": SOURCES[form]}
        batches.append(Batch(kind, [_with(row, source) for row in rows], shown, guessed=how, adds_only=True))
    columns.refuse_unused()
    return Said(batches, columns.new, remarks)


def _kind(workspace: Workspace, word: str, form: str) -> Kind:
    """The kind that was typed. Raises UsageProblem for one that cannot hold what somebody said."""
    needed = {"body", "context", "channel", "source"}
    for kind in workspace.kinds:
        if needed <= {*kind.by_name, *(["body"] if kind.body else [])}:
            if folded(word) in (kind.name, kind.command, kind.plural):
                return kind
            raise UsageProblem(
                "What people said is imported as {kind}: `wmstrat import {kind} FILE --from {form}`",
                kind=kind.command,
                form=form,
            )
    raise UsageProblem('There is no kind of record called "{word}".', word=word)


def _with(row: Row, source: dict[str, str]) -> Row:
    from msgspec.structs import replace

    return replace(row, cells={**source, **row.cells})


def _talk(data: bytes, name: str) -> tuple[Sequence[Row], str]:
    from wmstrat.files.talk_page import rows_of_talk_page

    read = rows_of_talk_page(data, Path(name).stem)
    return read.rows, read.guessed


def _survey(data: bytes, name: str, columns: _Columns, say: Callable[[str], None]) -> tuple[Sequence[Row], str]:
    from wmstrat.files.survey import answers_of, survey_of

    survey = survey_of(data)
    fields, orders = columns.of(survey, name, say)
    rows = list(answers_of(survey, fields, orders))
    empty = len({row.line for row in survey.rows}) - len({row.line for row in rows})
    if empty:
        say(f"Rows of {name} without an answer, left out: {empty}.")
    return rows, survey.guessed


class _Columns:
    """What the columns of surveys mean: as somebody typed, as process.yaml has it, or as they are mostly called."""

    def __init__(self, workspace: Workspace, kind: Kind, typed: Sequence[str]) -> None:
        from wmstrat.files.survey import DAY, KEY, ORDERS

        self.kind = kind
        self.new: list[dict[str, str]] = []
        self._allowed = {"body", KEY, *(field.name for field in kind.fields if field.name != "id")}
        self._saved: dict[str, dict[str, str]] = {
            folded(entry["column"]): entry for entry in workspace.process[SAVED] or ()
        }
        self._typed: dict[str, dict[str, str]] = {}
        self._used: set[str] = set()
        for text in typed:
            column, equals, field = text.rpartition("=")
            field, _, order = field.strip().partition(":")
            if not equals or not column.strip() or (order and (order not in ORDERS or field != DAY)):
                raise UsageProblem(
                    '--column needs COLUMN=FIELD, not "{text}". For a column with dates, FIELD is on:day-first or '
                    "on:month-first.",
                    text=text,
                )
            if field and field not in self._allowed:
                why = 'The kind {kind} has no field "{field}". The fields are: {fields}.'
                raise UsageProblem(why, kind=kind.command, field=field, fields=", ".join(sorted(self._allowed)))
            entry = {"column": " ".join(column.split()), "field": field, "dates": order}
            self._typed[folded(column)] = entry

    def of(self, survey: Survey, name: str, say: Callable[[str], None]) -> tuple[dict[str, str], dict[str, str]]:
        """The field of each column of a file, and the order in which its days are written. Raises Invalid for columns
        that nobody explained, and for days that mean two days."""
        from wmstrat.files.survey import DAY

        fields: dict[str, str] = {}
        orders: dict[str, str] = {}
        unknown: list[str] = []
        asked: list[str] = []
        for question in survey.questions:
            entry = self._entry(question)
            if entry is None and question.usual is None:
                unknown.append(question.column if len(question.asked) > LONGEST_NAME else question.asked)
                continue
            fields[question.column] = entry["field"] if entry else question.usual or ""
            if fields[question.column] == DAY:
                days = [str(row.cells.get(question.column) or "") for row in survey.rows]
                order = (entry or {}).get("dates") or _order(question, days, name, say)
                orders[question.column] = order
                asked += [] if order else _which_day(question, days)
        if unknown:
            asked.append(_which_field(unknown))
        elif "body" not in fields.values():
            asked.append('No column has answers. Add: --column "COLUMN=body"')
        if asked:
            raise Invalid(
                "{file} was not imported. {asked}\nWhat the columns are is saved in process.yaml, so that nobody "
                "has to type it again.",
                file=name,
                asked="\n".join(asked),
            )
        return fields, orders

    def _entry(self, question: Question) -> dict[str, str] | None:
        typed = next((name for name in question.names if name in self._typed), None)
        saved = next((self._saved[name] for name in question.names if name in self._saved), None)
        if typed is None:
            return saved
        self._used.add(typed)
        entry = self._typed[typed]
        if entry != saved and entry not in self.new:
            self.new.append(entry)
        return entry

    def refuse_unused(self) -> None:
        """Raise UsageProblem for a column that was typed and is in no file."""
        for name, entry in self._typed.items():
            if name not in self._used:
                raise UsageProblem('--column: there is no column "{name}" in these files.', name=entry["column"])


def _order(question: Question, days: Sequence[str], name: str, say: Callable[[str], None]) -> str:
    """The order in which days are written, where one of them tells it; an empty text elsewhere."""
    from wmstrat.files.survey import DAY_FIRST, ambiguous, order_of

    told = order_of(days)
    if told and ambiguous(days):
        way = "the day first" if told == DAY_FIRST else "the month first"
        say(f'The dates of "{question.asked}" in {name} have {way}, as some of them can only be read so.')
    return told


def _which_day(question: Question, days: Sequence[str]) -> Iterator[str]:
    """What to ask about days that mean two days."""
    from wmstrat.files.survey import ORDERS, ambiguous, day_in

    if text := ambiguous(days):
        readings = " or ".join(day_in(text, order) for order in ORDERS)
        yield f'The date "{text}" in the column "{question.asked}" can be {readings}. Add one of these:'
        yield from (f'  --column "{question.asked}=on:{order}"' for order in ORDERS)


def _which_field(unknown: Sequence[str]) -> str:
    """What to ask about columns that nobody explained."""
    columns = listed([f'"{column}"' for column in unknown], most=MOST_COLUMNS)
    is_one = len(unknown) == 1
    return (
        f"It is not clear what {'this column is' if is_one else 'these columns are'}: {columns}. "
        f"{'Add one of these' if is_one else 'Add one of these for each'}:\n"
        f'  --column "{unknown[0]}=body", if people answered this question\n'
        f'  --column "{unknown[0]}=group", if it names the group that the answers are for\n'
        f'  --column "{unknown[0]}=contributor", if it is a name or an address, which stays private\n'
        f'  --column "{unknown[0]}=", to leave it out'
    )


def import_said(change: Change, said: Said, wanted: Wanted, *, is_trial: bool) -> Done:
    """Make `change` hold what people said, and process.yaml what the columns of surveys mean; a trial saves
    nothing and says so. Raises as `import_batches` does."""
    from msgspec.structs import replace

    done = import_batches(change, said.batches, wanted)
    saved: tuple[str, ...] = ()
    if said.columns:
        named = {folded(entry["column"]) for entry in said.columns}
        known: list[Any] = [entry for entry in change.process[SAVED] or () if folded(entry["column"]) not in named]
        change.update(change.process, **{SAVED: [*known, *said.columns]})
        saved = (f"What the columns mean {'would be' if is_trial else 'is'} saved in process.yaml ({SAVED}).",)
    return replace(done, remarks=(*done.remarks, *said.remarks, *saved))
