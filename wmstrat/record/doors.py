"""The ways (doors) by which a change comes into a workspace. Rules are the same at each; advice differs."""

from __future__ import annotations

from enum import Enum

from wmstrat.record.problem import Advice


class Door(Enum):
    """The way in which a change gets into a workspace."""

    COMMAND = "a command that was typed"
    TEXT = "a file's whole text, given to `edit`"
    HAND = "an edit of the files in the workspace"
    IMPORT = "the rows of a file"
    UNDO = "a change that is undone"
    PUSH = "commits that somebody sends to a host"


def advice_at(door: Door, advice: Advice | str, discarding: str = "") -> Advice | str:
    """What to do about a change that would be wrong. `discarding` is the command that discards the edit of the file,
    before which no other command changes the record."""
    if isinstance(advice, str):
        return advice
    if door is Door.TEXT and not advice.command:
        return f"{advice.do} in your text, and use it again: --file PATH"
    if door is not Door.HAND:
        return advice
    return advice.by_hand or (f"First discard your edit: {discarding}\n{advice}" if discarding else advice)
