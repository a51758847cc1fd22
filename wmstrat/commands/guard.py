"""`wmstrat guard`: what a host lets in."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from wmstrat.commands.declare import command, option
from wmstrat.commands.session import Session
from wmstrat.say.output import answers, is_terminal, remark

BRANCH = option("--branch", "Guard this branch (default: the branch that HEAD names).", "NAME")


@command("guard")
def guard(
    session: Session,
    commits: Annotated[str | None, option("--range", "Check these commits, and read no input.", "OLD..NEW")] = None,
    branch: Annotated[list[str] | None, BRANCH] = None,
    folder: Annotated[str | None, option("--folder", "The folder of the workspace in the repository.", "DIR")] = None,
) -> None:
    """Check a push before the host accepts it: as a pre-receive hook, or for a range of commits in CI.

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
        remark("These commits can be accepted.")
