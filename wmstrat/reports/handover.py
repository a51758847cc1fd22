"""What the next coordinator of a group has to know, out of what everybody may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.permissions.table import COORDINATOR
from wmstrat.record.ids import is_handle
from wmstrat.record.record import Record
from wmstrat.record.states import ASIDE
from wmstrat.record.templates import METHOD
from wmstrat.record.timing import Move
from wmstrat.record.view import vocabulary
from wmstrat.reports.brief import Brief, Briefing, Waiting
from wmstrat.reports.of_group import GroupReport, group_report, parts

if TYPE_CHECKING:
    from wmstrat.workspace.public import PublicWorkspace

PROCEDURES = f"{METHOD}/procedures.md"
# The fields of a group that say where it works and where it comes from.
PLACES = ("page", "mailing_list", "origin", "parent", "successors")


class Conclusion(Struct, frozen=True):
    """A record that was decided on an ISO day, or put aside, with the reason."""

    id: str
    title: str
    state: str
    on: str = ""
    why: str = ""


class Handover(Struct, frozen=True):
    """A group for its next coordinator: its page, what waits, the dates that moved, what was decided and what was put
    aside, where things are. `commands` are those of the first week, each with what it is for. `unnumbered` are the
    handles of the records of all groups that have no number yet, which are in none of these lists; `left_out` is how
    many of these are records of the group."""

    group: Record
    report: GroupReport
    waiting: Brief
    moves: tuple[tuple[Record, Move], ...]
    decided: tuple[Conclusion, ...]
    aside: tuple[Conclusion, ...]
    places: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str], ...]
    unnumbered: tuple[str, ...]
    left_out: int


def handover(view: PublicWorkspace, group: Record) -> Handover:
    """What is to be known of a group today."""
    kinds = [kind for kind in view.kinds if kind.in_group]
    paths = view.unnumbered(kind.name for kind in kinds)
    handles = {PurePosixPath(path).stem: path for path in paths if is_handle(PurePosixPath(path).stem)}
    unnumbered = tuple(handles)
    report = group_report(group, view, recent=0)
    listed = {part.key for _, part in parts(view)}
    values = {
        key: [item for item in value if item.get("id") not in unnumbered] if key in listed else value
        for key, value in report.values.items()
    }
    waiting = Briefing(view).of_group(group)
    items = (_numbered(item, unnumbered) for item in waiting.items if not item.personal)
    records = [
        record
        for kind in kinds
        for record in view.records(kind.name, group.id)
        if not record.unreadable and record.id not in unnumbered
    ]
    return Handover(
        group,
        replace(report, values=values),
        replace(waiting, items=tuple(item for item in items if item is not None)),
        tuple(sorted(_moves(records, view), key=lambda pair: pair[1].on)),
        tuple(sorted(_decided(records), key=lambda each: each.on)),
        tuple(_aside(records)),
        tuple(_places(view, group)),
        tuple(_commands(view, str(group["code"] or group.id))),
        unnumbered,
        sum(path.startswith(f"groups/{group.id}/") for path in handles.values()),
    )


def _numbered(item: Waiting, unnumbered: tuple[str, ...]) -> Waiting | None:
    """What waits without the records that have no number yet; None where nothing is left."""
    records = tuple(name for name in item.records if name not in unnumbered)
    if item.records and not records:
        return None
    command = "wmstrat sync" if any(name in item.command for name in unnumbered) else item.command
    return replace(item, records=records, command=command)


def _moves(records: list[Record], view: PublicWorkspace) -> Iterator[tuple[Record, Move]]:
    for record in records:
        for span in record.kind.timeline(record, view, view.today) if record.kind.timeline else ():
            yield from ((record, move) for move in span.moves)


def _decided(records: list[Record]) -> Iterator[Conclusion]:
    """What the group decided, and what was decided about its records."""
    for record in records:
        fields = record.kind.by_name
        on = "on" if record.kind.name == "decision" else "decided_on"
        if record.counts and on in fields and record[on]:
            yield Conclusion(record.id, record.label, record.state, str(record[on]))


def _aside(records: list[Record]) -> Iterator[Conclusion]:
    for record in records:
        state = record.declared_state
        if state is not None and state.means == ASIDE:
            why: Any = record["why"] if "why" in record.kind.by_name else ""
            yield Conclusion(record.id, record.label, record.state, why=str(why))


def _places(view: PublicWorkspace, group: Record) -> Iterator[tuple[str, str]]:
    for name in PLACES:
        value = group[name]
        if value:
            yield name.replace("_", " ").capitalize(), ", ".join(value) if isinstance(value, list) else str(value)
    if view.bytes(PROCEDURES) is not None:
        yield "Procedures of all groups", PROCEDURES
    yield "Files", f"groups/{group.id}/"


def _commands(view: PublicWorkspace, code: str) -> Iterator[tuple[str, str]]:
    yield "wmstrat clone URL", "get the workspace, if you do not have it yet; the host shows its address"
    yield "wmstrat clone --private URL", "get the private data too, such as applications, if you may see it"
    yield "wmstrat sync", "get what others changed"
    yield 'wmstrat whoami "YOUR NAME"', "say who you are, so that wmstrat can show what waits for you"
    if COORDINATOR in vocabulary(view, "roles"):
        yield (
            f"wmstrat member appoint {code} PERSON --role {COORDINATOR}",
            "make somebody a coordinator of this group",
        )
    yield f"wmstrat person hand-on PERSON --to PERSON --group {code}", "give open work of one person to another"
    yield f"wmstrat brief {code}", "what waits"
    yield f"wmstrat status {code}", "this group today"
    yield f"wmstrat coverage {code}", "what nobody works on"
    yield f"wmstrat log {code}", "what changed lately, by whom and why"
