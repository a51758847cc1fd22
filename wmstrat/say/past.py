"""The lines that say which past is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.record.text import counted, listed
from wmstrat.say.output import Output, answer, remark

if TYPE_CHECKING:
    from wmstrat.workspace.cut import Cut
    from wmstrat.workspace.past import Past

# How many letters of the name of a commit people read, and how many commits are named.
SHA, MOST_COMMITS = 7, 4


def put_title(past: Past, output: Output) -> None:
    """Say above the answer which past it shows; in a format for programs beside it, unless the answer itself says
    so."""
    title = title_of(past.cut, past.own_day)
    if output.format == "table":
        answer(title)
    elif output.format == "markdown":
        answer(f"*{title}*\n")
    elif output.format not in ("json", "yaml"):
        remark(title)
    errors = sum(not problem.warning for problem in past.process.problems)
    if errors:
        said = counted(errors, "{count} error", "{count} errors")
        remark(f"Warning: process.yaml had {said} then; what cannot be read in it is shown as blank.")


def title_of(cut: Cut, today: str) -> str:
    """Which past this is, in a sentence; a second one says that today is different, unless the past is of today."""
    names = listed([name[:SHA] for name in cut.public], most=MOST_COMMITS)
    commits = counted(len(cut.public), f"commit {names}", f"commits {names}")
    if cut.revision:
        past = f"As of {cut.revision} ({commits}, {cut.day})."
    else:
        past = f"As of the end of {cut.day} ({cut.zone}; {commits})."
    return past if cut.day == today else f"{past} This is not how it is today."
