"""The ways in which a change comes into a workspace. Rules are the same at each; advice is not."""

from __future__ import annotations

from enum import Enum

from wmstrat.record.problem import Advice, Problem


class Door(Enum):
    """How a change comes in."""

    COMMAND = "a command that was typed"
    TEXT = "a file's whole text, given to `edit`"
    HAND = "an edit of the files in the workspace"
    IMPORT = "the rows of a file"
    UNDO = "a change that is undone"
    PUSH = "commits that somebody sends to a host"


def advice_at(door: Door, problem: Problem) -> Advice | str:
    """What to do about a problem that a change would bring in."""
    advice = problem.advice
    if isinstance(advice, str):
        return advice
    if door is Door.TEXT and advice.in_file:
        return f"{advice.do} in your text, and use it again: --file PATH"
    if door is Door.HAND and advice.own:
        return f"{advice.do} in the file, then: wmstrat save"
    return advice
