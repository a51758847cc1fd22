"""What others can respond to, and until when: drafts and scopes that are open for comment, and open consent
rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from wmstrat.record.days import ENDLESS, UNKNOWN
from wmstrat.record.ids import place_of
from wmstrat.record.timing import Event, Window
from wmstrat.record.view import View, code_or_slug
from wmstrat.workspace.watched import Watched

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.reports.calendar import Shown
    from wmstrat.workspace.workspace import Workspace

OPEN, TO_COME, CLOSED = "open", "to come", "closed"


class OfRecord(Struct, frozen=True):
    """A record in a state in which others can answer to it, and its window. `inviting` says what they can do
    meanwhile, such as "open for comment"."""

    kind: str
    noun: str
    plural: str
    id: str
    title: str
    group: str
    code: str
    state: str
    inviting: str
    window: Window

    def status(self, day: str) -> str:
        """Whether the window is open, to come or closed on an ISO day."""
        if self.window.is_over(day):
            return CLOSED
        return TO_COME if self.window.is_to_come(day) else OPEN


class Windows(Struct, frozen=True):
    """The windows of a process on an ISO day in its time zone: those that are open, the first to close first, then
    those to come, the first to open first, then those that were closed, the last one first."""

    process: str
    day: str
    zone: str
    windows: tuple[OfRecord, ...]

    def of(self, *statuses: str) -> Windows:
        """Those of these statuses."""
        chosen = tuple(each for each in self.windows if each.status(self.day) in statuses)
        return Windows(self.process, self.day, self.zone, chosen)


def zone_of(view: View) -> str:
    """The time zone in which the days of a process begin and end."""
    return str(view.process.values.get("zone") or "UTC")


def windows(workspace: Workspace, day: str, group: str = "") -> Windows:
    """The windows on an ISO day, of one group (by its slug, or ALL) or of all; from memory as far as nothing has
    changed."""
    known: list[OfRecord] | None = workspace.recall("windows", list[OfRecord])
    if known is None:
        view = Watched(workspace)
        known = list(_windows(view))
        workspace.remember("windows", to_builtins(known), view.asked)
    mine = [each for each in known if group in ("", each.group)]
    by_status: dict[str, list[OfRecord]] = {OPEN: [], TO_COME: [], CLOSED: []}
    for each in mine:
        by_status[each.status(day)].append(each)
    by_status[OPEN].sort(key=lambda each: (each.window.closes or ENDLESS, place_of(each.id)))
    by_status[TO_COME].sort(key=lambda each: (each.window.opens, place_of(each.id)))
    by_status[CLOSED].sort(key=lambda each: place_of(each.id))
    by_status[CLOSED].sort(key=lambda each: each.window.closes, reverse=True)
    in_order = tuple(each for found in by_status.values() for each in found)
    return Windows(workspace.process.label, day, zone_of(workspace), in_order)


def _windows(view: View) -> Iterator[OfRecord]:
    for kind in view.kinds:
        if kind.window is None:
            continue
        inviting = {state.name: state.invites for state in kind.states if state.invites}
        for identity, state in view.states(kind.name).items():
            record = view.get(kind.name, identity) if state in inviting else None
            window = kind.window(record, view) if record is not None and not record.unreadable else None
            if record is None or window is None or record.is_private:
                continue
            code = code_or_slug(view, record.group)
            about = record.id, record.label, record.group, code, record.state, inviting[state]
            yield OfRecord(kind.name, kind.command, kind.plural, *about, window)


def events(workspace: Workspace, of: Windows) -> list[Shown]:
    """The windows as events of a calendar: whole days, from the first to the last. One without a last day is only in
    lists."""
    found: list[tuple[Record, str, Event]] = []
    for each in of.windows:
        record, window = workspace.get(each.kind, each.id), each.window
        if record is None or not window.closes:
            continue
        begins = window.closes if window.opens in ("", UNKNOWN) else window.opens
        title = f"{each.code}: {each.title}: {each.inviting}"
        found.append(
            (record, f"window-{window.number}", Event(min(begins, window.closes), title, ends=window.closes))
        )
    return found


def days_left(window: Window, day: str) -> int | None:
    """How many days a window stays open after an ISO day; None where no last day is known."""
    from datetime import date

    return (date.fromisoformat(window.closes) - date.fromisoformat(day)).days if window.closes else None


def together(of: Sequence[OfRecord]) -> list[list[OfRecord]]:
    """The windows in their order, those of one kind, group and time together."""
    found: dict[tuple[str, str, Window], list[OfRecord]] = {}
    for each in of:
        found.setdefault((each.kind, each.group, each.window), []).append(each)
    return list(found.values())
