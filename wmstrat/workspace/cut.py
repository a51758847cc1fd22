"""Where the past of a workspace ends: at the end of a day, or with a commit. Read from git's objects alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from shlex import quote
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import Invalid, NotFound
from wmstrat.files.reading import Unreadable, decode, read_mapping
from wmstrat.record.days import WEEKDAYS, parsed_day
from wmstrat.record.moments import zone as zone_named
from wmstrat.repo import ancestry, objects
from wmstrat.repo.place import PROCESS_FILE, declared_format, refuse_newer
from wmstrat.workspace.line import Line, lines

if TYPE_CHECKING:
    from wmstrat.repo.output import Commit
    from wmstrat.workspace.workspace import Workspace


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
    def option(self) -> str:
        """What is typed after a command that is to show this past."""
        return f" --as-of {quote(self.revision or self.day)}"

    @property
    def commits(self) -> tuple[str, ...]:
        """The commits of both repositories."""
        return (*self.public, *self.private)


def cut_at(workspace: Workspace, text: str) -> Cut:
    """The cut that was typed: a day as people type it, else a commit by any name that git knows. Raises Invalid for a
    day to come, NotFound for an unknown commit, or before the workspace existed."""
    try:
        day = _day_meant(workspace, text, is_end=True)
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


def _day_meant(workspace: Workspace, text: str, *, is_end: bool = False) -> str:
    """The ISO day of the past, or today, that was typed; of a month the first day, or the last one so far with
    `is_end`. Raises NoDay for what is not a day, Invalid for one to come."""
    try:
        day = parsed_day(text, workspace.today)
        if day > workspace.today and _is_weekday(text):
            day = parsed_day(f"last {text}", workspace.today)
        elif is_end and day <= workspace.today:
            day = min(parsed_day(text, workspace.today, is_end=True), workspace.today)
    except Invalid as error:
        raise NoDay(error.message, **error.values) from None
    if day > workspace.today:
        raise Invalid("{day} is still to come. Type a day of the past, or today.", day=day)
    return day


def _is_weekday(text: str) -> bool:
    """True for the name of a weekday alone: of those before today the last one is meant."""
    return any(len(text) > 2 and weekday.startswith(text.strip().casefold()) for weekday in WEEKDAYS)


def _remembered(workspace: Workspace, name: str, now: list[str]) -> Cut | None:
    known: tuple[list[str], Cut] | None = workspace.recall(name, tuple[list[str], Cut])
    return known[1] if known is not None and known[0] == now else None


def _at_day(workspace: Workspace, day: str) -> Cut:
    of = lines(workspace)
    name, now = f"git as of {day}", [line.state for line in of]
    cut = _remembered(workspace, name, now)
    if cut is None:
        zone = of[0].zone
        public, *private = (line.tips_at_end(day, zone) for line in of)
        about = _process(of[0], public), of[0].active_at_end(day, zone)
        cut = Cut(day, zone, public, private[0] if private else (), *about)
        workspace.remember(name, (now, cut))
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
        zone = of[0].zone
        history = of[0].at(sha)
        second = ancestry.seconds(history, of[0].latest)[ancestry.places_of(history, [sha])[0]]
        day = datetime.fromtimestamp(second, zone_named(zone) or UTC).date().isoformat()
        private = of[1].tips_before(second + 1) if len(of) > 1 else ()
        cut = Cut(day, zone, (sha,), private, _process(of[0], (sha,)), of[0].active_days((sha,)))
        workspace.remember(name, (now, cut))
    if cut.process is None:
        raise NotFound("The commit {commit} has no workspace in it: there is no process.yaml.", commit=sha[:7])
    return replace(cut, revision=text)


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
    if declared_format(data):  # a newer format may be one that this version cannot read
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
    refuse_newer(data, where)
    return text


def _too_early(line: Line, cut: Cut) -> NotFound:
    """The error for a day before the workspace was there, with the first one on which it was."""
    first = _first_commit(line)
    zone = zone_named(cut.zone) or UTC
    return NotFound(
        "There was no workspace here on {day}. Its history begins on {first}; what was imported has no past before "
        "its import. Type that day or a later one.",
        day=cut.day,
        first=first.committed.astimezone(zone).date() if first else "a later day",
    )


def _first_commit(line: Line) -> Commit | None:
    """The earliest commit that has the workspace."""
    begun = [commit for commit in line.git.history([PROCESS_FILE], renames=False) if commit.changes]
    return min(begun, key=lambda commit: commit.committed, default=None)
