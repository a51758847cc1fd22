"""`wmstrat guard`: what a host lets in."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from wmstrat.commands.declare import command, option
from wmstrat.commands.session import Session
from wmstrat.say.output import answers, is_terminal, remark

BRANCH = option("--branch", "Guard this branch (else the one that HEAD names).", "NAME")


@command("guard")
def guard(
    session: Session,
    commits: Annotated[str | None, option("--range", "Judge these commits, and read no input.", "OLD..NEW")] = None,
    branch: Annotated[list[str] | None, BRANCH] = None,
    folder: Annotated[str | None, option("--folder", "Where the workspace lies in the repository.", "DIR")] = None,
) -> None:
    """Judge a push before it is taken in: as a pre-receive hook, or of a range of commits in a check of the host.

    Example: wmstrat guard --range origin/main..HEAD
    """
    from wmstrat.guard.guarding import judge, judge_push
    from wmstrat.guard.refusal import lines
    from wmstrat.guard.trees import around
    from wmstrat.guard.updates import of_range, updates

    trees = around(session.directory, folder)
    if commits is None:
        # Git tells a hook what is pushed; at a terminal nobody tells anything.
        told = "" if is_terminal(sys.stdin) else sys.stdin.buffer.read().decode("utf-8", "replace")
        refusals = judge_push(trees, updates(told), branch or [])
    else:
        refusals = judge(trees, of_range(trees, commits))
    if refusals:
        answers(lines(refusals))
        raise typer.Exit(4)
    if commits is not None:
        remark("Nothing stands against these commits.")
