"""`wmstrat export`: everything, for other programs and other workspaces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

FORM = option(
    "--format", "One file for each kind as json, csv or yaml, or one file for each record as markdown.", "FORM"
)
PRIVATE = option("--private", "Export private/, too. Do not share that folder.")


@command("export")
def export(
    session: Session,
    directory: Annotated[str, argument("DIR", "A new or empty folder.")],
    form: Annotated[str, FORM] = "json",
    private: Annotated[bool, PRIVATE] = False,
) -> None:
    """Export all records to a folder; `wmstrat import DIR` reads them again.

    Example: wmstrat export ../everything --format csv
    """
    from wmstrat.acts.export import export as write_all
    from wmstrat.say.envelope import export_items, machine_lines
    from wmstrat.say.output import answers, remark

    files = write_all(
        session.workspace,
        Path(directory),
        form,
        lambda kind, records: export_items(kind, records, session.workspace, private=private),
        lambda kind, items, names: "\n".join(machine_lines(kind.name, items, names, form) or ()) + "\n",
    )
    answers(map(str, files))
    hidden = "" if private or not session.workspace.sees_private else " private/ was left out."
    remark(f"Exported: {len(files)} files.{hidden}")
