"""When each group was last touched, from git alone. Only commits that are new since the last look are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


def last_activity(workspace: Workspace) -> dict[str, str]:
    """The ISO day of the last commit under `groups/<slug>/`, by slug; groups that no commit touched are left out.

    A day is the author's, as the author's clock had it.
    """
    from wmstrat import repo

    place = workspace.place
    head = repo.head(place) or ""
    held = workspace.index.recall("git activity") or {"head": "", "days": {}}
    if held["head"] == head:
        return dict(held["days"])
    repository = repo.Repository(place)
    known = held["head"]
    if known and repository.attempt("merge-base", "--is-ancestor", known, head).code != 0:
        known, held["days"] = "", {}
    output = (
        repository.run(
            "log",
            "-z",
            "--name-only",
            "--no-renames",
            "--format=%x01%as",
            "--end-of-options",
            f"{known}..{head}" if known else head,
            "--",
            f"{place.prefix}groups",
        )
        if head
        else b""
    )
    days = _days(output.decode("utf-8", "replace"), f"{place.prefix}groups/")
    merged = {**held["days"], **{slug: max(day, held["days"].get(slug, "")) for slug, day in days.items()}}
    workspace.index.remember("git activity", {"head": head, "days": merged})
    return merged


def _days(output: str, folder: str) -> dict[str, str]:
    days: dict[str, str] = {}
    day = ""
    for field in output.split("\0"):
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            day, _, text = text[1:].partition("\n")
            text = text.lstrip("\n")
        if text.startswith(folder) and "/" in text[len(folder) :]:
            slug = text[len(folder) :].split("/", 1)[0]
            days[slug] = max(day, days.get(slug, ""))
    return days
