"""The commits of a history, parents first, and the heads that it had at a moment of the past."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.repo.output import moment

if TYPE_CHECKING:
    from wmstrat.repo.repository import Repository


class Ancestor(Struct, frozen=True, array_like=True, gc=False):
    """A commit: its name, the places of its parents in the history, the second (since 1970) at which it was
    committed, the ISO day by the clock of its author, and the slugs of the groups whose files it changed."""

    name: str
    parents: tuple[int, ...]
    second: int
    day: str
    groups: tuple[str, ...] = ()


# Every parent is before its children.
History = list[Ancestor]

# A second after all others.
ENDLESS = 1 << 62

FORMAT = "%x01%m%H%x02%P%x02%ct%x02%ad%x02%cd"
HEADER = re.compile("\x01([<>])([0-9a-f]+)\x02([0-9a-f ]*)\x02([^\x02\n]*)\x02([^\x02\n]*)\x02([^\x02\n]*)(?:\n|$)")


def followed(git: Repository, known: History, head: str, folder: str) -> History:
    """The history of a commit, as a continuation of a known one where it is one. `folder`, from the top of the
    repository, is the one that has the folder of each group. Raises GitFailed."""
    if known and known[-1].name == head:
        return known
    new = _read(git, f"{known[-1].name}...{head}", known, folder) if known else None
    return _read(git, head, [], folder) or [] if new is None else new


def _read(git: Repository, revision: str, known: History, folder: str) -> History | None:
    """The known history with the commits of a revision; None where git no longer has the known one, or it is no part
    of the other."""
    outcome = git.attempt(
        "log", "-z", "--topo-order", "--reverse", "--name-only", "--no-renames", "--date=raw", f"--format={FORMAT}",
        "--end-of-options", revision, "--",
    )  # fmt: skip
    if outcome.code:
        if known:
            return None
        raise git.failure("log", outcome)
    history = [*known]
    places = {commit.name: place for place, commit in enumerate(known)}
    for field in outcome.output.decode("utf-8", "replace").split("\0"):
        path = field.lstrip("\n")
        if header := HEADER.match(path):
            side, name, parents, second, *dates = header.groups()
            if side == "<":
                return None
            # A shallow clone does not have the parents of its first commits.
            known_parents = tuple(places[parent] for parent in parents.split() if parent in places)
            places[name] = len(history)
            at = int(second) if re.fullmatch(r"-?\d{1,18}", second) else 0
            history.append(Ancestor(name, known_parents, at, moment(*dates).date().isoformat()))
            path = path[header.end() :]
        slug, slash, _ = path.removeprefix(folder).partition("/")
        if slash and path.startswith(folder) and slug not in history[-1].groups:
            history[-1] = replace(history[-1], groups=(*history[-1].groups, slug))
    return history


def seconds(history: History, latest: int = ENDLESS) -> list[int]:
    """When each commit of a history counts as committed: no earlier than its parents. One that is dated after the
    `latest` second was made by a wrong clock, and counts as its parents: otherwise nobody could see the years until
    its date."""
    counted: list[int] = []
    for commit in history:
        before = [counted[parent] for parent in commit.parents]
        counted.append(max(before) if before and commit.second > latest else max([commit.second, *before]))
    return counted


class Spans(Struct, frozen=True):
    """When each of some commits was a head: `since` the second at which it counts as committed, `until` the first at
    which one that follows it does. `names` has their names in the same order, `active` by the slug of a group each
    second at which its newest day became another one, with that day. Commits were believed up to the second `latest`
    (see `seconds`); the last one that any of the history names is `newest`."""

    names: list[str]
    since: list[int]
    until: list[int]
    active: dict[str, list[tuple[int, str]]]
    latest: int
    newest: int

    def holds(self, latest: int) -> bool:
        """Whether these are the spans, too, where commits are believed up to another second."""
        return latest == self.latest or self.newest <= min(latest, self.latest)

    def heads_before(self, end: int) -> tuple[str, ...]:
        """The commits that were heads before a second: of those that count as committed earlier, the ones that no
        other of them follows."""
        spans = zip(self.names, self.since, self.until, strict=True)
        return tuple(name for name, since, until in spans if since < end <= until)

    def active_before(self, end: int) -> dict[str, str]:
        """The newest day of each group before a second, by its slug."""
        days = {slug: [day for second, day in active if second < end] for slug, active in self.active.items()}
        return {slug: known[-1] for slug, known in days.items() if known}


def spans(history: History, latest: int = ENDLESS, day_end: Callable[[int], int] = lambda second: second) -> Spans:
    """The spans of the commits of a history that were heads at the end of a day. `day_end` finds the second at which
    the day of a second ends; without it, the spans of all commits. For `latest` see `seconds`."""
    since = seconds(history, latest)
    until = [ENDLESS] * len(history)
    active: dict[str, list[tuple[int, str]]] = {}
    for place, commit in enumerate(history):
        for parent in commit.parents:
            until[parent] = min(until[parent], since[place])
    for place in sorted(range(len(history)), key=since.__getitem__):
        for slug in history[place].groups:
            days = active.setdefault(slug, [])
            if not days or history[place].day > days[-1][1]:
                days.append((since[place], history[place].day))
    kept = [place for place, second in enumerate(since) if until[place] >= day_end(second)]
    return Spans(
        names=[history[place].name for place in kept],
        since=[since[place] for place in kept],
        until=[until[place] for place in kept],
        active=active,
        latest=latest,
        newest=max((commit.second for commit in history), default=0),
    )


def reached(history: History, heads: Iterable[int]) -> set[int]:
    """The places of the commits that these lead to, themselves included."""
    found = set(heads)
    waiting = [*found]
    while waiting:
        new = set(history[waiting.pop()].parents) - found
        found |= new
        waiting += new
    return found


def ranks(history: History) -> list[tuple[int, int, str]]:
    """What orders the commits in the same way in every clone, each after its parents: when it counts as committed,
    how many commits are before it on the longest way, and its name."""
    depths: list[int] = []
    for commit in history:
        depths.append(1 + max((depths[parent] for parent in commit.parents), default=-1))
    return [
        (second, depth, commit.name) for second, depth, commit in zip(seconds(history), depths, history, strict=True)
    ]


def active_days(history: History, places: Iterable[int]) -> dict[str, str]:
    """The newest day of each group in these commits, by its slug."""
    days: dict[str, str] = {}
    for place in places:
        commit = history[place]
        for slug in commit.groups:
            days[slug] = max(commit.day, days.get(slug, ""))
    return days


def places_of(history: History, names: Sequence[str]) -> list[int]:
    """The places of commits in a history that has them."""
    known = {commit.name: place for place, commit in enumerate(history)}
    return [known[name] for name in names if name in known]
