"""The only package that runs git. Paths go in and come out relative to the root of a place.

Arguments are lists, pathspecs literal, answers apart by NUL; nothing that a person typed is ever an option.
"""

from wmstrat.repo.process import NOT_INHERITED, Outcome
from wmstrat.repo.references import branch, head, reference, tip
from wmstrat.repo.repository import Repository
from wmstrat.repo.runner import BROKEN_SETTINGS, PROMISED

__all__ = [
    "BROKEN_SETTINGS",
    "NOT_INHERITED",
    "PROMISED",
    "Outcome",
    "Repository",
    "branch",
    "head",
    "reference",
    "tip",
]
