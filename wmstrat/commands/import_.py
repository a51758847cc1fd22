"""`wmstrat import`: many records at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session
from wmstrat.process.kinds import TABLE

app = typer.Typer(add_completion=False)


def _kinds(incomplete: str) -> list[str]:
    return [name for name in TABLE if name.startswith(incomplete)]


@command(app, "import", writes=True)
def import_records(
    session: Session,
    kind: Annotated[str, typer.Argument(help="What the records are, such as question.", autocompletion=_kinds)],
    file: Annotated[str, typer.Argument(help="A file of CSV, JSON, JSON Lines or YAML; - is a pipe.")],
    form: Annotated[
        str | None,
        typer.Option("--from", metavar="FORM", help="csv, json, jsonl or yaml, if the name does not tell."),
    ] = None,
) -> None:
    """Bring in many records from a file, as one commit; what `list --format` printed comes in again.

    Example: wmstrat import question questions.csv
    """
    from wmstrat.process import importing
    from wmstrat.process.kinds import kind as kind_named
    from wmstrat.say.output import remark

    declared = kind_named(kind)
    name = "standard input" if file == "-" else Path(file).name
    data = sys.stdin.buffer.read() if file == "-" else importing.read_file(file)
    rows = importing.rows_of(data, importing.form_of(file, form), name)
    with session.changing("import") as change:
        records = importing.bring_in(change, declared, rows, name)
    session.answer(*(record.id for record in records))
    remark(f"Records that came in or changed: {len(change.steps)} of {len(rows)}.")
