"""The colours of states, and what stands for nothing in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.record.states import Tone

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind

# What a table shows where there is nothing, and nothing is worth seeing.
NOTHING = "\N{EN DASH}"

# Colours by tone. None of them vanishes on a light or on a dark ground, and none says what words do not.
STYLES: dict[Tone, str] = {
    "good": "green",
    "moving": "cyan",
    "waiting": "magenta",
    "bad": "red",
    "aside": "dim",
    "": "",
}
WAITING = STYLES["waiting"]


def state_style(kind: Kind, name: str) -> str:
    """The rich style of a state of a kind; an unknown one has none."""
    state = kind.state_named(name)
    return STYLES[state.look] if state else ""
