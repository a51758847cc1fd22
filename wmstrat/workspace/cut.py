"""Where the past of a workspace ends: at the end of a day, or with a commit. Read from git's objects alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from os import fsencode
from typing import TYPE_CHECKING

from msgspec import Struct, convert
from msgspec.structs import replace

from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.files.reading import Unreadable, decode, read_mapping
from wmstrat.record.days import WEEKDAYS, parsed_day
from wmstrat.record.halves import is_private
from wmstrat.record.moments import zone as zone_named
from wmstrat.repo import ancestry, objects
from wmstrat.repo.place import PROCESS_FILE, refuse_newer
from wmstrat.workspace.changes import repositories
from wmstrat.workspace.side_lines import Differing, differing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from wmstrat.repo import Repository
    from wmstrat.repo.ancestry import History
    from wmstrat.repo.output import Commit
    from wmstrat.repo.place import Place
    from wmstrat.workspace.workspace import Workspace

HISTORY, SPANS = "git history of ", "git spans of "


class Cut(Struct, frozen=True):
    """The end of a past: the ISO day that it shows, in a time zone; the commits to which the history led then, in the
    public repository and in private/; what process.yaml said, None where there was none; and the day of the last
    commit of each group, by its slug. `revision` is what was typed for a commit, blank for a day."""

    day: str
    zone: str
    public: tuple[str, ...]
    private: tuple[str, ...]
    process: str | None
    active: dict[str, str]
    revision: str = ""

    @property
    def name(self) -> str:
        """What one past has in common with no other."""
        return f"{self.day} {' '.join(self.public)} | {' '.join(self.private)}"

    @property
    def commits(self) -> tuple[str, ...]:
        """The commits of both repositories."""
        return (*self.public, *self.private)


class Line:
    """The history of one repository of a workspace."""

    def __init__(self, workspace: Workspace, place: Place, folder: str) -> None:
        from wmstrat.repo import Repository

        self.workspace, self.place, self.folder = workspace, place, folder
        self.git: Repository = Repository(place)
        [self.head] = workspace.tips(private=bool(folder)) or ("",)
        self.boundary = boundary(place)

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

    @cached_property
    def spans(self) -> ancestry.Spans:
        """When each of these commits was a head; remembered with what that follows from."""
        name = f"{SPANS}{self.folder}"
        known: tuple[str, ancestry.Spans] | None = self.workspace.recall(name, tuple[str, ancestry.Spans])
        if known is None or known[0] != self.state:
            known = self.state, ancestry.spans(self.history)
            self.workspace.remember(name, known)
        return known[1]

    def at(self, commit: str) -> History:
        """The history of a commit, which HEAD may not lead to."""
        if any(known.name == commit for known in self.history):
            return self.history
        return ancestry.followed(self.git, [], commit, f"{self.place.prefix}groups/")

    def tips_before(self, end: int) -> tuple[str, ...]:
        """The commits that were heads before a second. Raises Refused in a shallow clone that cannot tell."""
        missing = [second for second in self.spans.since_of(self.boundary) if second >= end] if self.boundary else []
        if missing:
            first = min(missing)
            raise Refused(
                "This clone has {where}only the history since {day} (git clone --depth). Get the rest, then type the "
                "command again: `git {option}fetch --unshallow`",
                where=f"of {self.folder} " if self.folder else "",
                day=datetime.fromtimestamp(first, UTC).date(),
                option=f"-C {self.folder.rstrip('/')} " if self.folder else "",
            )
        return self.spans.heads_before(end)

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

    def is_seen(self, path: str) -> bool:
        """False for what the public repository has in the place of the private one."""
        return bool(self.folder) or not is_private(path)

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
    """The commits of a shallow clone whose parents it does not have."""
    try:
        return set((place.common_directory / "shallow").read_text("ascii").split())
    except OSError:
        return set()


def lines(workspace: Workspace) -> list[Line]:
    """The history of each repository."""
    return [Line(workspace, place, folder) for place, folder in repositories(workspace.place)]


def cut_at(workspace: Workspace, text: str) -> Cut:
    """The cut that was typed: a day as people type it, else a commit by any name that git knows. Raises Invalid for a
    day to come, NotFound for an unknown commit, or before the workspace existed."""
    try:
        day = _day_meant(workspace, text)
    except NoDay as error:
        return _at_commit(workspace, text, error)
    return _at_day(workspace, day)


def cut_before(workspace: Workspace, text: str) -> tuple[Cut, str]:
    """What was there when a day began that was typed, or with a commit; and the first ISO day that is after it or
    that it shows. On the first day of a workspace that is its first commit. Raises as `cut_at` does."""
    try:
        day = _day_meant(workspace, text)
    except NoDay as error:
        cut = _at_commit(workspace, text, error)
        return cut, cut.day
    try:
        return _at_day(workspace, (date.fromisoformat(day) - timedelta(days=1)).isoformat()), day
    except NotFound:
        _at_day(workspace, day)
        [line, *_] = lines(workspace)
        first = _first_commit(line)
        if first is None:
            raise
        return replace(_at_commit(workspace, first.sha, NoDay("")), revision=""), day


class NoDay(Invalid):
    """A text is not a day."""


def _day_meant(workspace: Workspace, text: str) -> str:
    """The ISO day of the past, or today, that was typed. Raises NoDay for what is not a day, Invalid for one to
    come."""
    try:
        day = parsed_day(text, workspace.today)
        if day > workspace.today and _is_weekday(text):
            day = parsed_day(f"last {text}", workspace.today)
    except Invalid as error:
        raise NoDay(error.message, **error.values) from None
    if day > workspace.today:
        raise Invalid("{day} is still to come. Type a day of the past, or today.", day=day)
    return day


def _is_weekday(text: str) -> bool:
    """True for the name of a weekday alone: of those before today the last one is meant."""
    return any(len(text) > 2 and weekday.startswith(text.strip().casefold()) for weekday in WEEKDAYS)


def _remembered(workspace: Workspace, name: str, now: list[str]) -> Cut | None:
    known = workspace.recall(name)
    if known is None or known["now"] != now:
        return None
    return convert(known["cut"], Cut)


def _at_day(workspace: Workspace, day: str) -> Cut:
    of = lines(workspace)
    name, now = f"git as of {day}", [line.state for line in of]
    cut = _remembered(workspace, name, now)
    if cut is None:
        zone = _zone(of[0])
        end = _seconds_at_end(day, zone_named(zone) or UTC)
        public, *private = (line.tips_before(end) for line in of)
        about = _process(of[0], public), of[0].spans.active_before(end)
        cut = Cut(day, zone, public, private[0] if private else (), *about)
        workspace.remember(name, {"now": now, "cut": cut})
    if cut.process is None:
        raise _too_early(of[0], cut)
    return cut


def _at_commit(workspace: Workspace, text: str, error: Invalid) -> Cut:
    of = lines(workspace)
    question = "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}"
    outcome = of[0].git.attempt(*question) if text.isprintable() and text.strip() else None
    if outcome is None or outcome.code:
        if " " in text.strip() or not any(letter.isalpha() for letter in text):
            raise error  # what is wrong with it as a day
        raise NotFound(
            '"{text}" is neither a date, such as 2018-07-20, nor a commit of this workspace. See the commits: '
            "`wmstrat log`",
            text=text,
        )
    sha = outcome.output.decode("ascii").strip()
    name, now = f"git as of {sha}", [line.state for line in of]
    cut = _remembered(workspace, name, now)
    if cut is None:
        zone = _zone(of[0])
        history = of[0].at(sha)
        second = ancestry.seconds(history)[ancestry.places_of(history, [sha])[0]]
        day = datetime.fromtimestamp(second, zone_named(zone) or UTC).date().isoformat()
        private = of[1].tips_before(second + 1) if len(of) > 1 else ()
        cut = Cut(day, zone, (sha,), private, _process(of[0], (sha,)), of[0].active_days((sha,)))
        workspace.remember(name, {"now": now, "cut": cut})
    if cut.process is None:
        raise NotFound("The commit {commit} has no workspace in it: there is no process.yaml.", commit=sha[:7])
    return replace(cut, revision=text)


def _zone(line: Line) -> str:
    """The time zone of the process, as HEAD has it: so that every clone counts the same days."""
    [data] = objects.contents(line.git, [f"{line.head}:{line.place.prefix}{PROCESS_FILE}".encode()])
    try:
        zone = read_mapping(decode(data or b"")).values.get("zone")
    except Unreadable:
        zone = None
    return zone if isinstance(zone, str) and zone and zone_named(zone) else "UTC"


def _seconds_at_end(day: str, zone: tzinfo) -> int:
    """The second, since 1970, at which the day after an ISO day begins."""
    next_day = date.fromisoformat(day) + timedelta(days=1)
    return int(datetime(next_day.year, next_day.month, next_day.day, tzinfo=zone).timestamp())


def _process(line: Line, tips: tuple[str, ...]) -> str | None:
    """What process.yaml said at these commits, None where it was not there. Raises Refused or Invalid where this
    version cannot read it."""
    if not tips:
        return None
    known = line.differing(tips) if len(tips) > 1 else {}
    if PROCESS_FILE in known and known[PROCESS_FILE] is None:
        return None
    [data] = objects.contents(line.git, [line.question(tips, known, PROCESS_FILE)])
    if data is None:
        return None
    where = f"process.yaml in the commit {tips[0][:7]}"
    refuse_newer(data, where)
    try:
        text = decode(data)
        read_mapping(text)
    except Unreadable as error:
        raise Invalid(
            "{where} cannot be read, so wmstrat does not know what held then. Line {line}: found {found}, expected "
            "{expected}. Choose another day or commit.",
            where=where,
            line=error.line,
            found=error.found,
            expected=error.expected,
        ) from None
    return text


def _too_early(line: Line, cut: Cut) -> NotFound:
    """The error for a day before the workspace was there, with the first one on which it was."""
    first = _first_commit(line)
    zone = zone_named(cut.zone) or UTC
    return NotFound(
        "There was no workspace here on {day}. Its history begins on {first}; what was imported has no past before "
        "its import.",
        day=cut.day,
        first=first.committed.astimezone(zone).date() if first else "a later day",
    )


def _first_commit(line: Line) -> Commit | None:
    """The earliest commit that has the workspace."""
    begun = [commit for commit in line.git.history([PROCESS_FILE], renames=False) if commit.changes]
    return min(begun, key=lambda commit: commit.committed, default=None)
