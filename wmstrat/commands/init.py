"""`wmstrat init`: a new workspace."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session


@command("init", writes=True)
def init(
    session: Session,
    directory: Annotated[str, argument("DIR", "The folder; it is made if it does not exist.")],
    name: Annotated[str, option("--name", "The name of the process.", "TEXT")] = "",
    template: Annotated[str | None, option("--template", "Start from the files of this folder.", "DIR")] = None,
    empty: Annotated[bool, option("--empty", "Without groups, for another process.")] = False,
) -> None:
    """Make a workspace: with the nine groups of the template, from your own template, or empty.

    Example: wmstrat init my-process --name "Strategy 2030"
    """
    from wmstrat.acts.init import found, planned
    from wmstrat.say.output import answer, remark

    folder, begins, wishes = Path(directory), Path(template) if template else None, session.wishes
    if wishes.dry_run:
        from wmstrat.say.difference import difference

        difference(planned(folder, name=name, template=begins, empty=empty))
        return
    place = found(
        folder, name=name, template=begins, empty=empty, author=wishes.author, body=wishes.message or "", say=remark
    )
    session.committed = True
    answer(str(place.root))
    remark(f"The workspace is ready. Next: cd {quote(directory)}, then: wmstrat status")
