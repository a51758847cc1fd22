"""A progress update: what changed, what comes next, and how others can take part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import NotFound
from wmstrat.record.days import needed_on
from wmstrat.record.home import ALL
from wmstrat.record.moments import in_zone
from wmstrat.record.record import Record
from wmstrat.record.stages import is_over
from wmstrat.record.view import code_of_group
from wmstrat.reports.differences import REMOVED, Differences
from wmstrat.reports.history import events
from wmstrat.reports.telling import CHANGED, Difference

if TYPE_CHECKING:
    from wmstrat.record.timing import Window
    from wmstrat.workspace.workspace import Workspace

# How many weeks of what comes next are told.
WEEKS = 4
# What an update does not tell: it is for those who work with the records.
NOT_TOLD = frozenset({CHANGED, REMOVED})
# A shared text of this kind is an update, after which the next one begins.
UPDATE = "report"
# What a commit changed that shared it.
SHARED = "state", "shared"
# Where a group can be found, by the fields that say so.
WHERE = {"page": "Page", "mailing_list": "Mailing list", "channels": "Works in", "rhythm": "Meets"}


class Coming(Struct, frozen=True):
    """What is planned: an ISO day, or a moment with its zone; its title; and where, if that is known."""

    when: str
    title: str
    where: str = ""


class Invitation(Struct, frozen=True):
    """How others can take part: in a record (its kind, id and title) or in a group (by its name)."""

    how: str
    group: str
    kind: str = ""
    id: str = ""
    title: str = ""


class Progress(Struct, frozen=True):
    """A progress update. `process` is the title of the process."""

    process: str
    changes: Differences
    items: tuple[Difference, ...]
    coming: tuple[Coming, ...]
    invitations: tuple[Invitation, ...]


def progress(workspace: Workspace, changes: Differences, slug: str = "") -> Progress:
    """The update about a group, about `ALL` by its slug, or about everything."""
    return Progress(
        process=workspace.process.label,
        changes=changes,
        items=tuple(item for item in changes.items if item.heading not in NOT_TOLD),
        coming=tuple(sorted(_coming(workspace, slug, changes.zone), key=lambda coming: (coming.when, coming.title))),
        invitations=(*_in_records(workspace, slug), *_in_groups(workspace, slug)),
    )


def _records(workspace: Workspace, kind: str, slug: str) -> Iterator[Record]:
    return (record for record in workspace.records(kind, slug) if not record.unreadable and not record.is_private)


def _coming(workspace: Workspace, slug: str, zone: str) -> Iterator[Coming]:
    """What is in the calendars of the next weeks, and open."""
    today = workspace.today
    last = (date.fromisoformat(today) + timedelta(weeks=WEEKS)).isoformat()
    for kind in workspace.kinds:
        for record in _records(workspace, kind.name, slug) if kind.event else ():
            event = kind.event(record, workspace) if kind.event and record.is_open else None
            if event is None or event.is_cancelled:
                continue
            begins = event.begins if len(event.begins) == len(today) else in_zone(f"{event.begins} UTC", zone)
            if today < begins[: len(today)] <= last:
                yield Coming(begins, event.title, event.address or event.place)


def _in_records(workspace: Workspace, slug: str) -> Iterator[Invitation]:
    for kind in workspace.kinds:
        inviting = {state.name: state.invites for state in kind.states if state.invites}
        for record in _records(workspace, kind.name, slug) if inviting and not kind.home.private else ():
            if record.state in inviting:
                window, how = kind.window(record, workspace) if kind.window else None, inviting[record.state]
                if window is not None and window.is_over(workspace.today) and not kind.due:
                    continue
                words = _until(window, how, workspace.today) if window is not None else how
                code = code_of_group(workspace, record.group)
                yield Invitation(words, code, kind.command, record.reference, record.label)


def _until(window: Window, inviting: str, day: str) -> str:
    """What others can do meanwhile, and until when."""
    over = f"{inviting} (the last day was {window.closes})"
    return over if window.is_over(day) else window.in_words(day, inviting)


def _in_groups(workspace: Workspace, slug: str) -> Iterator[Invitation]:
    """Where each group can be found, and whom it is looking for."""
    for group in workspace.groups():
        if group.unreadable or slug not in ("", group.id) or is_over(group, workspace, workspace.today):
            continue
        for name, words in WHERE.items():
            value = group[name]
            if value:
                yield Invitation(f"{words}: {', '.join(value) if isinstance(value, list) else value}", group.label)
        needs = [entry["what"] for entry in group["needs"] if needed_on(entry, workspace.today)]
        if needs:
            yield Invitation(f"Looking for: {', '.join(needs)}", group.label)


def last_shared(workspace: Workspace, slug: str) -> str:
    """The commit that shared the last update of a group, or (with an empty slug) of the whole process. Raises
    NotFound where none was shared, Refused in a shallow clone that does not have that commit."""
    from wmstrat.workspace.line import boundary, shallow

    of = workspace.records("outreach", slug or ALL)
    shared = [record for record in of if record["kind"] == UPDATE and record.state == "shared"]
    for record in sorted(shared, key=lambda record: str(record["on"]), reverse=True):
        for event in events(workspace, record):
            if any((change.field, change.after) == SHARED or not change.field for change in event.changes):
                if event.commit in boundary(workspace.place):
                    raise shallow(datetime.fromtimestamp(event.committed, UTC))
                return event.commit
    code = code_of_group(workspace, slug) or ALL
    raise NotFound(
        "No report of {code} was shared yet, so there is none to count from. Type a date in the place of last: "
        "`wmstrat report {typed}--since DATE`. Then record and share it: `wmstrat outreach add {code} TITLE --kind "
        "{kind} --file FILE`, then `wmstrat outreach share REF`",
        code=code,
        typed=f"{code} " if slug else "",
        kind=UPDATE,
    )
