"""The ways in which a change comes into a workspace. Rules are the same at each; advice is not."""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from wmstrat.record.problem import Advice, Problem


class Door(Enum):
    """How a change comes in."""

    COMMAND = "a command that was typed"
    TEXT = "a file's whole text, given to `edit`"
    HAND = "an edit of the files in the workspace"
    IMPORT = "the rows of a file"
    UNDO = "a change that is taken back"
    PUSH = "commits that somebody sends to a host"


def advice_at(door: Door, problem: Problem) -> Advice | str:
    """What to do about a problem that a change would bring in."""
    advice = problem.advice
    if isinstance(advice, str):
        return advice
    match door:
        case Door.TEXT if advice.in_file:
            return f"{advice.do} in what you wrote, and edit again with it: --file PATH"
        case Door.HAND if advice.own:
            return f"{advice.do} in the file, then: wmstrat save"
        case Door.COMMAND | Door.TEXT | Door.HAND | Door.IMPORT | Door.UNDO | Door.PUSH:
            return advice
    assert_never(door)
