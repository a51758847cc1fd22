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
    fix: Annotated[bool, typer.Option("--fix", help="Fix what has one right answer.")] = False,
) -> None:
    """Find what is wrong in the workspace: errors apart from warnings, each with what to do about it.

    Example: wmstrat check --skip mailing-list
    """
    from wmstrat.acts.fixing import fix as fix_all
    from wmstrat.checks import every_record as checks
    from wmstrat.say.output import answer, remark
    from wmstrat.say.problems import problems

    if explain is not None:
        answer(checks.explanation(session.workspace, explain))
        return
    checks.refuse_unknown(session.workspace, skip or [])
    if fix:
        done = session.change("check", lambda change: fix_all(change, skip or []))
        remark(f"{'Would fix' if session.wishes.dry_run else 'Fixed'}: {len(done.about)}.")
        session.workspace.refresh()
    found = checks.check_all(session.workspace, skip or [])
    problems(found, session.output)
    if any(not problem.warning for problem in found):
        raise typer.Exit(1)
