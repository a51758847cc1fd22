"""`wmstrat import`: many records at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session
from wmstrat.kinds import TABLE

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
    as_decided: Annotated[
        bool, typer.Option("--as-decided", help="Take in new drafts that a deciding body decided elsewhere.")
    ] = False,
) -> None:
    """Bring in many records from a file, as one commit; what `list --format` printed comes in again.

    Example: wmstrat import question questions.csv
    """
    from wmstrat.acts import import_rows, importing
    from wmstrat.commands.typed import piped
    from wmstrat.kinds import kind as kind_named
    from wmstrat.kinds.draft import AS_DECIDED
    from wmstrat.say.output import remark

    declared = kind_named(kind)
    name = "standard input" if file == "-" else Path(file).name
    data = piped() if file == "-" else import_rows.read_file(file)
    rows = import_rows.rows_of(data, import_rows.form_of(file, form), name)
    with session.changing(AS_DECIDED if as_decided else "import") as change:
        records = importing.bring_in(change, declared, rows, name)
    session.answer(*(record.id for record in records))
    came = f"Records that came in or changed: {len(change.steps)} of {len(rows)}."
    remark(came if rows else f"There are no records in {name}, so nothing was brought in.")
