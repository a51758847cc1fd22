"""`wmstrat check`: what is wrong."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

app = typer.Typer(add_completion=False)


@command(app, "check", reads=True, writes=True)
def check(
    session: Session,
    skip: Annotated[
        list[str] | None,
        typer.Option("--skip", metavar="NAME", help="Leave a check out.", autocompletion=complete.checks),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="NAME", help="Say what a check is for.", autocompletion=complete.checks),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what has one right answer.")] = False,
) -> None:
    """Find what is wrong in the workspace: errors apart from warnings, each with how to mend it.

    Example: wmstrat check --skip mailing-list
    """
    from wmstrat.acts import fixing as mending
    from wmstrat.checks import every_record as checks
    from wmstrat.say.output import answer, remark
    from wmstrat.say.problems import problems

    if explain is not None:
        answer(checks.explanation(session.workspace, explain))
        return
    checks.refuse_unknown(session.workspace, skip or [])
    if fix:
        with session.changing("check") as change:
            mended = mending.mend(change, skip or [])
        remark(f"{'Would mend' if session.wishes.dry_run else 'Mended'}: {len(mended)}.")
        session.workspace.refresh()
    found = checks.check_all(session.workspace, skip or [])
    problems(found, session.output)
    if any(not problem.warning for problem in found):
        raise typer.Exit(1)
