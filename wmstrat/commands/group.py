"""`wmstrat group`: the groups, their names, codes and stages."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.records import noun
from wmstrat.commands.session import Session

app = noun("group")

GROUP = Annotated[str, typer.Argument(help="The group.", autocompletion=complete.references("group"))]


@command(app, "rename", writes=True)
def rename(
    session: Session,
    group: GROUP,
    name: Annotated[str, typer.Argument(help="The new name.")],
    propose: Annotated[bool, typer.Option("--propose", help="Only keep that the name was proposed.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Only keep that the name was not taken.")] = False,
    who: Annotated[str, typer.Option("--who", metavar="TEXT", help="The body or role that decided.")] = "",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason.")] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day.")] = "today",
) -> None:
    """Rename a group; the old name goes on finding it, and its folder does not move.

    Example: wmstrat group rename PT "Product & Technology" --who "Core Team" --why "The scope is wider"
    """
    from wmstrat.kinds import group_changes
    from wmstrat.workspace.finding import find

    if propose and reject:
        raise typer.BadParameter("--propose and --reject exclude each other.")
    outcome = "proposed" if propose else "rejected" if reject else "accepted"
    with session.changing("group rename") as change:
        found = find(session.workspace, group, ("group",))
        group_changes.rename(change, found, name, outcome, who, why, session.day(on))


@command(app, "recode", writes=True)
def recode(
    session: Session,
    group: GROUP,
    code: Annotated[str, typer.Argument(help="The new code, or the one that the group has.")],
) -> None:
    """Give a group that nobody else has yet another code, and its records ids with it; or bring records that nobody
    else has yet to the code that their group has.

    Example: wmstrat group recode albania AB
    """
    from wmstrat.sync import recoding
    from wmstrat.workspace.finding import find

    with session.changing("group recode") as change:
        lines = recoding.recode(change, find(session.workspace, group, ("group",)), code)
    session.answer(*lines)


@command(app, "stage", writes=True)
def stage(
    session: Session,
    group: GROUP,
    name: Annotated[
        str, typer.Argument(metavar="STAGE", help="A stage of process.yaml.", autocompletion=complete.words("stages"))
    ],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day.")] = "today",
    end: Annotated[bool, typer.Option("--end", help="End the stage instead of beginning it.")] = False,
) -> None:
    """Let a group begin a stage; stages may overlap, and end with --end.

    Example: wmstrat group stage CB scope --on 2018-11-01
    """
    from wmstrat.kinds import group_changes
    from wmstrat.say.output import remark
    from wmstrat.workspace.finding import find

    with session.changing("group stage") as change:
        found = find(session.workspace, group, ("group",))
        others = group_changes.stage(change, found, name, session.day(on), end=end)
    for other in others:
        remark(f"The stage {other} goes on. End it with: wmstrat group stage {found['code']} {other} --end")
