"""`wmstrat import`: many records at once."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session
from wmstrat.kinds import TABLE
from wmstrat.record.doors import Door

app = typer.Typer(add_completion=False)


def _kinds(incomplete: str) -> list[str]:
    return [name for name in TABLE if name.startswith(incomplete)]


@command(app, "import", writes=True)
def import_records(
    session: Session,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[KIND] FILE|DIR...",
            help="What the records are, such as question, unless the files tell. Then files of CSV, JSON, "
            "JSON Lines, YAML or Markdown, or folders of them; - is a pipe.",
            autocompletion=_kinds,
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option("--from", metavar="FORM", help="csv, json, jsonl or yaml, if the name does not tell."),
    ] = None,
    as_decided: Annotated[
        bool, typer.Option("--as-decided", help="Take in new records about which a body decided elsewhere.")
    ] = False,
) -> None:
    """Bring in many records from files, as one commit; what `export` or `list --format` printed comes in again.

    Example: wmstrat import question questions.csv
    """
    from wmstrat.acts.import_files import batches
    from wmstrat.acts.importing import import_batches
    from wmstrat.commands.typed import piped

    read = list(batches(session.workspace, words, form, piped() if "-" in words else b""))
    session.change("import", lambda change: import_batches(change, read, as_decided=as_decided), door=Door.IMPORT)
