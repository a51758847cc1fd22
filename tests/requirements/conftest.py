"""What the rows of the requirements are shown with: people, members and what `status` says of a group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat

Topics = Callable[..., set[str]]
Appoint = Callable[..., None]


@pytest.fixture
def topics(wmstrat: Wmstrat) -> Topics:
    """What needs attention in a group, as `status` says it in words."""

    def ask(group: str, *options: str) -> set[str]:
        [found] = wmstrat.items("status", group, *options)
        return {item["text"] for item in found["attention"]}

    return ask


@pytest.fixture
def appointed(wmstrat: Wmstrat, workspace: Path) -> Appoint:
    """Members of Capacity Building, one a line of `person, type, since, until`, in two commits."""

    def bring_in(*terms: str) -> None:
        rows = [[cell.strip() for cell in term.split(",")] for term in terms]
        people = [f"{person},{person.replace('-', ' ').title()}" for person, *_ in rows]
        (workspace.parent / "people.csv").write_text("\n".join(["id,name", *people]) + "\n")
        members = [
            f"{person},CB,{'left' if until else 'appointed'},{kind},{since},{until},SC"
            for person, kind, since, until in rows
        ]
        header = "person,group,state,type,since,until,selected_by"
        (workspace.parent / "members.csv").write_text("\n".join([header, *members]) + "\n")
        wmstrat("import", "person", workspace.parent / "people.csv")
        wmstrat("import", "member", workspace.parent / "members.csv")

    return bring_in
