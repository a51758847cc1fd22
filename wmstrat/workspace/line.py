"""The history of one repository of a workspace, from git's objects. What follows from it is remembered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from os import fsencode
from typing import TYPE_CHECKING, TypeVar

from wmstrat.errors import Refused
from wmstrat.files.reading import Unreadable, decode, read_mapping
from wmstrat.record.halves import PRIVATE
from wmstrat.record.moments import zone as zone_named
from wmstrat.repo import ancestry, objects
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.workspace.changes import repositories
from wmstrat.workspace.side_lines import Differing, differing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wmstrat.repo import Repository
    from wmstrat.repo.ancestry import History
    from wmstrat.repo.place import Place
    from wmstrat.workspace.workspace import Workspace

HISTORY, DAYS, ZONE = "git history of ", "git days of ", "git zone"
T = TypeVar("T")


class Line:
    """The history of one repository of a workspace."""

    def __init__(self, workspace: Workspace, place: Place, folder: str) -> None:
        from wmstrat.repo import Repository

        self.workspace, self.place, self.folder = workspace, place, folder
        self.git: Repository = Repository(place)
        [self.head] = workspace.tips(private=bool(folder)) or ("",)
        self.boundary = boundary(place)
        self._spans: dict[str, ancestry.Spans] = {}

    @cached_property
    def history(self) -> History:
        """All commits that HEAD leads to; remembered, since only new ones are read, but in a shallow clone: that may
        have those before them one day."""
        if not self.head:
            return []
        name = f"{HISTORY}{self.folder}"
        known = [] if self.boundary else self.workspace.recall(name, ancestry.History) or []
        history = ancestry.followed(self.git, known, self.head, f"{self.place.prefix}groups/")
        if history is not known and not self.boundary:
            self.workspace.remember(name, history)
        return history

    def _spans_in(self, zone: str) -> ancestry.Spans:
        """The spans of the commits that were heads at the end of a day in a time zone: of many they are few."""
        if zone not in self._spans:
            self._spans[zone] = self._remembered(
                f"{DAYS}{self.folder}",
                ancestry.Spans,
                lambda: ancestry.spans(self.history, self.latest, end_of_day(zone)),
                f"{self.state} {zone}",
                lambda known: known.holds(self.latest),
            )
        return self._spans[zone]

    @property
    def latest(self) -> int:
        """The last second at which a commit can have been made: that of tomorrow, which is today somewhere."""
        return int(datetime.fromisoformat(f"{self.workspace.own_day} 00:00Z").timestamp()) + 2 * 24 * 3600

    @cached_property
    def zone(self) -> str:
        """The time zone of the process, as HEAD has it: so that every clone counts the same days."""
        return self._remembered(ZONE, str, partial(_zone, self), self.state)

    def _remembered(
        self, name: str, of: type[T], found: Callable[[], T], state: str, holds: Callable[[T], bool] = lambda _: True
    ) -> T:
        """What follows from this history; it is remembered with the `state` of what it follows from, and found again
        where it no longer holds."""
        known: tuple[str, T] | None = self.workspace.recall(name, tuple[str, of])  # type: ignore[valid-type]
        if known is None or known[0] != state or not holds(known[1]):
            known = state, found()
            self.workspace.remember(name, known)
        return known[1]

    def at(self, commit: str) -> History:
        """The history of a commit, which HEAD may not lead to."""
        if any(known.name == commit for known in self.history):
            return self.history
        return ancestry.followed(self.git, [], commit, f"{self.place.prefix}groups/")

    def is_related(self, commit: str) -> bool:
        """False for a commit that has no ancestor in common with HEAD, as far as this clone has them."""
        ours = {known.name for known in self.history}
        return bool(self.boundary) or commit in ours or any(known.name in ours for known in self.at(commit))

    def tips_at_end(self, day: str, zone: str) -> tuple[str, ...]:
        """The commits that were heads at the end of an ISO day in a time zone. Raises Refused in a shallow clone that
        cannot tell."""
        end = seconds_at_end(day, zone)
        self._refuse_missing(end)
        return self._spans_in(zone).heads_before(end)

    def tips_before(self, end: int) -> tuple[str, ...]:
        """The commits that were heads before a second. Raises Refused in a shallow clone that cannot tell."""
        self._refuse_missing(end)
        return ancestry.spans(self.history, self.latest).heads_before(end)

    def _refuse_missing(self, end: int) -> None:
        """Raise Refused for a second before which a shallow clone may lack commits."""
        spans = zip(self.history, ancestry.seconds(self.history, self.latest), strict=True) if self.boundary else ()
        missing = [second for commit, second in spans if commit.name in self.boundary and second >= end]
        if missing:
            raise shallow(datetime.fromtimestamp(min(missing), UTC), self.folder)

    def active_at_end(self, day: str, zone: str) -> dict[str, str]:
        """The newest day of the commits of each group, by its slug, when an ISO day ended in a time zone."""
        return self._spans_in(zone).active_before(seconds_at_end(day, zone))

    @property
    def state(self) -> str:
        """What its history follows from."""
        return " ".join([self.head, *sorted(self.boundary)])

    def differing(self, tips: tuple[str, ...]) -> Differing:
        """How the files of the past differ from those of HEAD."""
        return differing(self.git, self.head, tips, lambda: self.at(tips[0])) if tips else {}

    def leads_to(self, later: tuple[str, ...], earlier: tuple[str, ...]) -> bool:
        """Whether commits come after others, directly or through others."""
        history = self.at(later[0])
        reached = ancestry.reached(history, ancestry.places_of(history, later))
        return {*ancestry.places_of(history, earlier)} <= reached and all(
            any(commit.name == name for commit in history) for name in earlier
        )

    def seen(self, known: Differing) -> Differing:
        """What is known of files, by their paths in the workspace; without what the public repository has in the
        place of the private one."""
        if self.folder:
            return {self.folder + path: blob for path, blob in known.items()}
        return {path: blob for path, blob in known.items() if not path.startswith(PRIVATE)}

    def question(self, tips: Sequence[str], known: Differing, path: str) -> bytes:
        """How git is asked for a file of the past; `known` is how its files differ from those of HEAD."""
        if blob := known.get(path):
            return blob.name.encode("ascii")
        commit = self.head if len(tips) > 1 and path not in known else tips[0]
        return fsencode(f"{commit}:{self.place.prefix}{path}")

    def active_days(self, tips: tuple[str, ...]) -> dict[str, str]:
        """The day of the last commit of each group up to these."""
        history = self.at(tips[0]) if tips else []
        return ancestry.active_days(history, ancestry.reached(history, ancestry.places_of(history, tips)))


def boundary(place: Place) -> set[str]:
    """The commits of a shallow clone whose parents it does not have: what they add may be older."""
    try:
        return set((place.common_directory / "shallow").read_text("ascii").split())
    except OSError:
        return set()


def shallow(first: datetime, folder: str = "") -> Refused:
    """The error for what a shallow clone cannot tell, with the moment of its first commit."""
    return Refused(
        "This clone has {where}only the history since {day} (git clone --depth). Get the rest, then type the "
        "command again: `git {option}fetch --unshallow`",
        where=f"of {folder} " if folder else "",
        day=first.date(),
        option=f"-C {folder.rstrip('/')} " if folder else "",
    )


def lines(workspace: Workspace) -> list[Line]:
    """The history of each repository."""
    return [Line(workspace, place, folder) for place, folder in repositories(workspace.place)]


def _zone(line: Line) -> str:
    """The time zone of the process that HEAD has; UTC where it has none."""
    [data] = objects.contents(line.git, [f"{line.head}:{line.place.prefix}{PROCESS_FILE}".encode()])
    try:
        zone = read_mapping(decode(data or b"")).values.get("zone")
    except Unreadable:
        zone = None
    return zone if isinstance(zone, str) and zone and zone_named(zone) else "UTC"


def seconds_at_end(day: str, zone: str) -> int:
    """The second, since 1970, at which the day after an ISO day begins in a time zone."""
    next_day = date.fromisoformat(day) + timedelta(days=1)
    return int(datetime(next_day.year, next_day.month, next_day.day, tzinfo=zone_named(zone) or UTC).timestamp())


def end_of_day(zone: str) -> Callable[[int], int]:
    """A function that finds the second at which the day of a second ends. A second before the year 1 or after 9999 is
    given back."""
    begins = ends = 0

    def end(second: int) -> int:
        nonlocal begins, ends
        if not begins <= second < ends:
            try:
                day = datetime.fromtimestamp(second, zone_named(zone) or UTC).date()
                begins = seconds_at_end((day - timedelta(days=1)).isoformat(), zone)
                ends = seconds_at_end(day.isoformat(), zone)
            except (OverflowError, ValueError, OSError):
                return second
        return ends

    return end
