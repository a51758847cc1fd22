"""`wmstrat person`: people."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands.declare import command
from wmstrat.commands.records import noun
from wmstrat.commands.session import Session

app = noun("person", adds=False)


@command(app, "add", writes=True)
def add(
    session: Session,
    name: Annotated[str, typer.Argument(help="The name that the person wants to be shown by.")],
    about: Annotated[
        str, typer.Option("--about", metavar="TEXT", help="A sentence that the person agreed to show.")
    ] = "",
    contact: Annotated[
        str, typer.Option("--contact", metavar="TEXT", help="How to reach the person (private).")
    ] = "",
    region: Annotated[str, typer.Option("--region", metavar="TEXT", help="The part of the world (private).")] = "",
    languages: Annotated[
        list[str] | None, typer.Option("--languages", metavar="CODE", help="Languages (private).")
    ] = None,
    skills: Annotated[
        list[str] | None, typer.Option("--skills", metavar="TEXT", help="What the person brings (private).")
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="Do not show the person at all, for now.")] = False,
) -> None:
    """Add a person. Only the name and what the person agreed to show are public; the rest stays in private/.

    Example: wmstrat person add "Member 17" --contact member-17@example.org
    """
    from wmstrat.change.adding import added, resolved
    from wmstrat.kinds import kind

    typed = {"about": about, "contact": contact, "region": region, "languages": languages, "skills": skills}
    with session.changing("person add") as change:
        change.born_private = private
        values = resolved(session.workspace, kind("person"), typed)
        record = added(change, kind("person"), values, name)
    session.answer(record.id)
