"""`wmstrat member`: joining, leaving, and who is there."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.records import noun
from wmstrat.commands.session import Session

app = noun("membership", adds=False)

GROUP = Annotated[str, typer.Argument(help="The group.", autocompletion=complete.references("group"))]
PERSON = Annotated[str, typer.Argument(help="Id or name.", autocompletion=complete.references("person"))]
ON = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; today, if left out.")]
WHY = Annotated[str, typer.Option("--why", metavar="TEXT", help="A reason worth keeping.")]
TYPE = Annotated[
    str,
    typer.Option(
        "--type", metavar="TYPE", help="Staff, board or individual.", autocompletion=complete.words("member_types")
    ),
]


@command(app, "apply", writes=True)
def apply(session: Session, group: GROUP, person: PERSON, on: ON = None, type_: TYPE = "", why: WHY = "") -> None:
    """Keep an application, in private.

    Example: wmstrat member apply CB "Member 17" --why "I have taught newcomers for years"
    """
    from wmstrat.kinds import taking_part

    with session.changing("member apply") as change:
        values = {"on": session.day(on or "today"), "type": type_, "why": why}
        record = taking_part.apply(change, group, person, values)
    session.answer(record.id)


@command(app, "appoint", writes=True)
def appoint(
    session: Session,
    group: GROUP,
    person: PERSON,
    role: Annotated[
        str,
        typer.Option(
            "--role", metavar="ROLE", help="A role of process.yaml.", autocompletion=complete.words("roles")
        ),
    ] = "",
    type_: TYPE = "",
    organization: Annotated[
        str, typer.Option("--organization", metavar="TEXT", help="Whom the person also works or speaks for.")
    ] = "",
    selected_by: Annotated[
        str | None,
        typer.Option(
            "--selected-by",
            metavar="BODY",
            help="Who selected the member.",
            autocompletion=complete.references("group"),
        ),
    ] = None,
    on: ON = None,
    why: WHY = "",
) -> None:
    """Make a person a member, from a day on.

    Example: wmstrat member appoint CB "Member 17" --role coordinator --type staff --selected-by SC
    """
    from wmstrat.kinds import taking_part
    from wmstrat.workspace.finding import find

    with session.changing("member appoint") as change:
        values = {
            "role": role,
            "type": type_,
            "organization": organization,
            "selected_by": find(session.workspace, selected_by, ("group",)).id if selected_by else "",
            "since": session.day(on or "today"),
            "why": why,
        }
        record = taking_part.appoint(change, group, person, values)
    session.answer(record.id)


@command(app, "decline", writes=True)
def decline(session: Session, group: GROUP, person: PERSON, on: ON = None, why: WHY = "") -> None:
    """Answer an application with a no.

    Example: wmstrat member decline CB "Member 18" --why "The group is full until March"
    """
    from wmstrat.kinds import taking_part

    with session.changing("member decline") as change:
        record = taking_part.decline(change, group, person, session.day(on or "today"), why)
    session.answer(record.id)


@command(app, "leave", writes=True)
def leave(session: Session, group: GROUP, person: PERSON, on: ON = None, why: WHY = "") -> None:
    """End a membership; coming back is a new appointment.

    Example: wmstrat member leave CB "Member 17" --on 2019-03-01
    """
    from wmstrat.kinds import taking_part

    with session.changing("member leave") as change:
        record = taking_part.leave(change, group, person, session.day(on or "today"), why)
    session.answer(record.id)
