"""`wmstrat import`: many records at once."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session
from wmstrat.kinds import TABLE
from wmstrat.record.doors import Door


def _kinds(incomplete: str) -> list[tuple[str, str]]:
    return [(name, entry.about) for name, entry in TABLE.items() if name.startswith(incomplete)]


WORDS = argument(
    "[KIND] FILE|DIR...",
    "What the records are, such as question, unless the files tell. Then files of CSV, JSON, JSON Lines, YAML or "
    "Markdown, or folders of them; - is a pipe.",
    _kinds,
)
FORM = option("--from", "csv, json, jsonl or yaml, if the name does not tell.", "FORM")
AS_DECIDED = option("--as-decided", "Take in new records about which a body decided elsewhere.")


@command("import", writes=True)
def import_(
    session: Session,
    words: Annotated[list[str], WORDS],
    form: Annotated[str | None, FORM] = None,
    as_decided: Annotated[bool, AS_DECIDED] = False,
) -> None:
    """Bring in many records from files, as one commit; what `export` or `list --format` printed comes in again.

    Example: wmstrat import question questions.csv
    """
    from wmstrat.acts.import_files import batches
    from wmstrat.acts.importing import import_batches
    from wmstrat.commands.refs import piped

    read = list(batches(session.workspace, words, form, piped() if "-" in words else b""))
    session.change("import", lambda change: import_batches(change, read, as_decided=as_decided), door=Door.IMPORT)
