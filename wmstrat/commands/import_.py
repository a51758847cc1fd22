"""`wmstrat import`: many records at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session
from wmstrat.errors import UsageProblem
from wmstrat.kinds import TABLE, kinds
from wmstrat.record.doors import Door

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstrat.acts.import_files import Batch

# A name that no shell takes apart; a hidden file is not meant.
FILE_NAME = re.compile(r"\w[\w.+-]*")


def _kinds_and_files(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """A completion of the first word: a kind, by its command or else by another name, or a file of this folder.
    Folders and all further words are for the shell to complete."""
    if ctx.params.get("words") or "/" in incomplete:
        return []
    from wmstrat.acts.import_files import BY_SUFFIX, names_of

    words = [(entry.noun or name, entry.about) for name, entry in TABLE.items()]
    if not any(word.startswith(incomplete) for word, _ in words):
        words = [(name, kind.about) for kind in kinds() for name in dict.fromkeys(names_of(kind))]
    there = (path for path in sorted(Path().iterdir()) if FILE_NAME.fullmatch(path.name))
    words += [(path.name, "") for path in there if path.suffix.lower() in BY_SUFFIX and path.is_file()]
    return [(word, about) for word, about in words if word.startswith(incomplete)]


WORDS = argument(
    "[KIND] FILE|DIR...",
    "The kind of the records, such as question (not needed if the files tell it). Then files in CSV, JSON, JSON "
    "Lines, YAML or Markdown, or folders of them; - reads a pipe.",
    _kinds_and_files,
)
FORM = option(
    "--from",
    "The format, if the file name does not tell: csv, json, jsonl, yaml, talk (a talk page of a wiki: its text, or "
    "an XML export) or survey (the answers of a form or survey, as CSV).",
    "FORM",
)
COLUMN = option(
    "--column",
    "The field for a column; nothing after = leaves the column out. For the files of one kind alone, type the kind "
    "and a dot before it: question.Name=title.",
    "COLUMN=FIELD",
)
FILL = option("--fill", "A value for every row that has none of its own, such as group=CB.", "FIELD=VALUE")
KEY = option("--key", "The column that identifies a row, so that a second import recognizes it.", "COLUMN")
AGAIN = option("--again", "Also add rows that were imported before, or whose title already exists.")
UPDATE = option("--update", "Let rows change the records that have their title, name, or person and group.")
AS_DECIDED = option("--as-decided", "Import new records with decisions that were made elsewhere.")
PRIVATE = option("--private", "Add new people only in private/, for now.")


def _tell_how_read(batches: Sequence[Batch]) -> None:
    from wmstrat.say.output import remark

    for name, how in dict.fromkeys((batch.name, batch.guessed) for batch in batches if batch.guessed):
        remark(f"{name} was read {how}.")


@command("import", writes=True)
def import_(
    session: Session,
    words: Annotated[list[str], WORDS],
    form: Annotated[str | None, FORM] = None,
    column: Annotated[list[str] | None, COLUMN] = None,
    fill: Annotated[list[str] | None, FILL] = None,
    key: Annotated[list[str] | None, KEY] = None,
    again: Annotated[bool, AGAIN] = False,
    update: Annotated[bool, UPDATE] = False,
    as_decided: Annotated[bool, AS_DECIDED] = False,
    private: Annotated[bool, PRIVATE] = False,
) -> None:
    """Import many records from spreadsheets, other files or an export, as one commit.

    Example: wmstrat import question questions.csv
    """
    from wmstrat.acts.import_files import batches
    from wmstrat.acts.import_options import Wanted
    from wmstrat.acts.import_said import FORMS, import_said, read_said
    from wmstrat.acts.importing import import_batches
    from wmstrat.commands.refs import piped
    from wmstrat.say.output import remark

    if form in FORMS:
        typed = [text.partition("=")[0].strip() for text in fill or ()]
        said = read_said(session.workspace, words, form, piped() if "-" in words else b"", column or (), typed)
        _tell_how_read(said.batches)
        wanted = Wanted(fill=_pairs("--fill", fill), again=again)
        is_trial = session.wishes.dry_run
        session.change(
            "import", lambda change: import_said(change, said, wanted, is_trial=is_trial), door=Door.IMPORT
        )
        return
    wanted = Wanted(_pairs("--column", column), _pairs("--fill", fill), key or (), again, update, as_decided, private)
    read = list(batches(session.workspace, words, form, piped() if "-" in words else b"", remark))
    _tell_how_read(read)
    session.change("import", lambda change: import_batches(change, read, wanted), door=Door.IMPORT)


def _pairs(option: str, typed: list[str] | None) -> list[tuple[str, str]]:
    """What was typed as NAME=VALUE. Raises UsageProblem for another form."""
    pairs = [text.partition("=") for text in typed or ()]
    for name, equals, _ in pairs:
        if not name.strip() or not equals:
            raise UsageProblem('{option} needs NAME=VALUE, not "{text}".', option=option, text=name)
    return [(name.strip(), value.strip()) for name, _, value in pairs]
