"""`wmstrat question`: what a group asks, and its answers."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.records import FILE, noun
from wmstrat.commands.session import Session

app = noun("question")


@command(app, "answer", writes=True)
def answer(
    session: Session,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="A question.", autocompletion=complete.references("question"))
    ],
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The answer.")] = None,
    file: FILE = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of the present answer.")] = False,
) -> None:
    """Answer a question; a final one becomes answered.

    Example: wmstrat question answer CB-Q7 --file answer.md
    """
    from wmstrat.commands.typed import text_of
    from wmstrat.kinds import settling
    from wmstrat.workspace.finding import find

    found = find(session.workspace, ref, ("question",))
    shown = replace and text is None and file is None
    written = text_of(session, text, file, beginning=found.body if replace else "", name=f"{found.id}.md")
    with session.changing("question answer") as change:
        present = find(session.workspace, found.id, ("question",))
        settling.answer(change, present, written, replace=replace, seen=found.body if shown else None)


@command(app, "finalize", writes=True)
def finalize(
    session: Session,
    group: Annotated[str, typer.Argument(help="The group.", autocompletion=complete.references("group"))],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day.")] = "today",
) -> None:
    """Make the whole set of a group's questions final on a day; later changes of their text stay visible.

    Example: wmstrat question finalize CB --on 2019-03-15
    """
    from wmstrat.kinds import settling
    from wmstrat.say.output import answer as say
    from wmstrat.workspace.finding import find

    with session.changing("question finalize") as change:
        found = find(session.workspace, group, ("group",))
        questions = settling.finalize(change, found, session.day(on))
    for question in questions:
        say(question.id)
