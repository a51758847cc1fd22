"""What an import refuses in the columns and cells of a file, and what to do about words that nobody has added yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from wmstrat.acts.import_mistakes import Mistake
from wmstrat.acts.import_values import WrongCell, texts
from wmstrat.errors import Invalid
from wmstrat.record.field_type import quoted
from wmstrat.record.types import Reference, Term
from wmstrat.record.view import vocabulary

if TYPE_CHECKING:
    from wmstrat.acts.import_columns import Columns
    from wmstrat.acts.import_files import Batch
    from wmstrat.acts.import_options import Options
    from wmstrat.acts.import_report import Arrival
    from wmstrat.change.change import Change
    from wmstrat.files.rows import Row
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Values

# A number of more digits would soon leave no room for those that are counted up from it.
MOST_DIGITS = 6


def missing_columns(batch: Batch, columns: Columns, fill: Mapping[str, str]) -> Iterator[Mistake]:
    """The columns that new records cannot do without and no row can have."""
    given = {columns.field(column) for column in (*batch.columns, *fill)}
    if batch.heading and batch.rows and "id" not in given:
        for column in batch.kind.arguments:
            if column not in given and column != "body" and batch.kind.by_name[column].required:
                what = f"this column is missing; new {batch.kind.one_or_several[1]} need it."
                advice = f"Add the column, or the same value for all rows with: --fill {column}=VALUE"
                if not isinstance(batch.kind.by_name[column].type, Reference):
                    advice = f'If another column contains it, add: --column "COLUMN={column}"'
                yield Mistake(batch.name, batch.heading, column, what, advice=advice)


def refuse_strangers(kind: Kind, row: Row) -> None:
    """Raise Invalid for a row that an export could not read, WrongCell for one of another kind."""
    if row.cells.get("error"):
        raise Invalid("this record could not be read when it was exported ({reason}).", reason=row.cells["error"])
    if row.cells.get("record") not in (None, "", kind.name):
        raise WrongCell("record", reason=f"this is a {row.cells['record']}, not a {kind.command}.")


def refuse_folder(identity: str) -> None:
    """Raise WrongCell for an id that would lead into another folder."""
    if "/" in identity or "\\" in identity:
        raise WrongCell("id", quoted(identity), "an id without a folder")


def refuse_unfit_id(kind: Kind, identity: str, code: str) -> None:
    """Raise WrongCell for an id that no new record in the group with this code can have."""
    if kind.is_numbered and re.search(rf"\d{{{MOST_DIGITS + 1}}}$", identity):
        raise WrongCell("id", quoted(identity), f"a number of at most {MOST_DIGITS} digits")
    if identity and not kind.ids.fits(identity, code):
        expected = f"an id in the form that wmstrat uses, such as {_example_of_id(kind)}"
        advice = "If these are the ids of another program, import them with: --key id"
        raise WrongCell("id", quoted(identity), expected, advice=advice)


def _example_of_id(kind: Kind) -> str:
    """An id of the kind, for a message: the one in its example, or one made up."""
    return f"CB-{kind.ids.letters}7" if kind.is_numbered else "capacity-building" if not kind.ids.coded else "CB-..."


def refuse_nothing(kind: Kind, values: Values, body: str | None) -> None:
    """Raise WrongCell for a row without a text, a title or another long text, of a kind that is made of a text."""
    takes_text = kind.arguments and kind.arguments[-1] == "body"
    says = (values.get(field.name) for field in kind.fields if field.name == "title" or field.is_text)
    if takes_text and not str(body or "").strip() and not any(says):
        raise WrongCell("body", "nothing", f"the text of the {kind.name}, or a title")


def is_private(kind: Kind, cells: Mapping[str, Any], *, by_default: bool) -> bool:
    """Whether the whole record is to be private: as its cell says, or else by default, where its kind allows it.
    Raises WrongCell."""
    private = texts(cells.get("private")) or ("true" if by_default and kind.can_be_hidden else "")
    if private not in ("", "true", "false"):
        raise WrongCell("private", quoted(cells["private"]), "true or false")
    return private == "true"


def refuse_public(arrival: Arrival, options: Options) -> None:
    """Raise WrongCell for a field that everybody sees, in a row of which nothing is to be shown."""
    batch = arrival.batch
    for field in batch.kind.fields:
        if not (field.private or field.both or field.name == "id") and arrival.cells.get(field.name):
            columns = options.columns(batch)
            called = next((name for name in arrival.row.cells if columns.field(name) == field.name), field.name)
            reason = "everybody can read this field, so it cannot be imported with --private."
            raise WrongCell(field.name, reason=reason, advice=f'To leave it out, add: --column "{called}="')


def words_to_add(change: Change, kind: Kind, column: str) -> str:
    """What to do where the process has no words yet for a field."""
    field = kind.by_name.get(column.partition("[")[0])
    type_ = field.type.each if field else None
    if not isinstance(type_, Term) or vocabulary(change, type_.vocabulary):
        return ""
    return f'First add the words: wmstrat set process "{type_.vocabulary}+=WORD"'
