"""`wmstrat check`: what is wrong."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command, option
from wmstrat.commands.session import Session


@command("check", reads=True, writes=True)
def check(
    session: Session,
    skip: Annotated[list[str] | None, option("--skip", "Leave out a check.", "NAME", complete.checks)] = None,
    explain: Annotated[str | None, option("--explain", "Explain a check.", "NAME", complete.checks)] = None,
    fix: Annotated[bool, option("--fix", "Fix what has only one possible fix.")] = False,
) -> None:
    """Check the workspace: list errors and warnings, each with what to do about it.

    Example: wmstrat check --skip mailing-list
    """
    from wmstrat.acts.fixing import fix as fix_all
    from wmstrat.acts.not_saved import saving_records
    from wmstrat.checks import whole_workspace as checks
    from wmstrat.say.output import remark, sentences
    from wmstrat.say.problems import problems
    from wmstrat.workspace.edited_records import edited_records

    if explain is not None:
        sentences([checks.explanation(session.workspace, explain)])
        return
    checks.refuse_unknown(session.workspace, skip or [])
    if fix:
        done = session.change("check", lambda change: fix_all(change, skip or []))
        remark(f"{'Would fix' if session.wishes.dry_run else 'Fixed'}: {len(done.about)}.")
        session.workspace.refresh()
    results = checks.check_all(session.workspace, skip or [])
    problems(results, session.output)
    if session.output.format == "table":
        for line in saving_records(session.workspace, edited_records(session.workspace), deleted=False):
            remark(line)
    if any(not problem.warning for problem in results):
        raise typer.Exit(1)
