"""When each group was last touched, from git alone. Only commits that are new since the last look are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wmstrat.repo import Repository
    from wmstrat.repo.objects import LooseCommit
    from wmstrat.workspace.workspace import Workspace

ACTIVITY = "git last activity"


def last_activity(workspace: Workspace) -> dict[str, str]:
    """The ISO day (by the clock of its author) of the last commit under `groups/<slug>/`, by slug."""
    from wmstrat.repo import Repository

    now = " ".join(workspace.tips())
    if not now:
        return {}
    past = workspace.recall(ACTIVITY) or {"head": "", "days": {}}
    if past["head"] == now:
        return dict(past["days"])
    git = Repository(workspace.place)
    days: dict[str, str] = past["days"]
    new = _days_since(git, past["head"], now) if past["head"] else None
    if new is None:  # HEAD went back, or to a commit that does not follow the known one
        days, new = {}, _days_since(git, "", now) or {}
    days |= {slug: max(day, days.get(slug, "")) for slug, day in new.items()}
    workspace.remember(ACTIVITY, {"head": now, "days": days})
    return days


def follow(workspace: Workspace, commit: LooseCommit, paths: Iterable[str]) -> None:
    """Remember that this commit of these paths was made, where it follows what is remembered."""
    past = workspace.recall(ACTIVITY)
    if past is None or commit.parents != (past["head"],):
        return
    for path in paths:
        if slug := _group_at(path, "groups"):
            past["days"][slug] = max(commit.day, past["days"].get(slug, ""))
    workspace.remember(ACTIVITY, {**past, "head": commit.name})


def _days_since(git: Repository, known: str, now: str) -> dict[str, str] | None:
    """The newest day of each group in the commits after a known one (empty: in all of them). None where the known
    commit is gone, or has commits of groups before it that the other one does not have."""
    folder = f"{git.place.prefix}groups"
    outcome = git.attempt(
        "log", "-z", "--name-only", "--no-renames", "--date=raw", "--format=%x01%m%ad,%cd", "--end-of-options",
        f"{known}...{now}" if known else now, "--", folder,
    )  # fmt: skip
    if outcome.code and not known:
        raise git.failure("log", outcome)
    if outcome.code or b"\x01<" in outcome.output:
        return None
    from wmstrat.repo.output import moment

    days: dict[str, str] = {}
    day = ""
    for field in outcome.output.decode("utf-8", "replace").split("\0"):
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            dates, _, text = text.removeprefix("\x01>").partition("\n")
            day = moment(*dates.split(",")).date().isoformat()
            text = text.lstrip("\n")
        if slug := _group_at(text, folder):
            days[slug] = max(day, days.get(slug, ""))
    return days


def _group_at(path: str, folder: str) -> str:
    """The slug of the group whose file this is, empty for any other file."""
    slug, slash, _ = path.removeprefix(f"{folder}/").partition("/")
    return slug if slash and path.startswith(f"{folder}/") else ""
