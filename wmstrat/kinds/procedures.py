"""Procedures: what a group agreed on, in a section of its page. Those of the process have a file (requirement 64)."""

from __future__ import annotations

from wmstrat.record.reporting import Fact, OfGroup
from wmstrat.record.sections import Section, text_in

# An empty slot: nothing is said where nothing is written.
SECTION = Section("procedures", "Procedures", "What this group has agreed on, step by step.")


def _where(of: OfGroup) -> str:
    """The page of the group, if it has procedures."""
    return of.group.path if text_in(SECTION, of.group.body) else ""


FACT = Fact(68, "Procedures", lambda counts: counts["procedures"], "procedures", _where)
