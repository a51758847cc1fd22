"""What waits for a decision, in words, and what a person chooses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.merge.choice import Choice, Decision
from wmstrat.record.fields import Unfit
from wmstrat.repo import head, tip
from wmstrat.sync.choices import Choices
from wmstrat.sync.syncing import Side, beginnings, compared, named, sides, upstream_of
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.repo_output import Commit
    from wmstrat.workspace.workspace import Workspace


class Open(Struct, frozen=True):
    """One decision that waits: the record, who set it to what and when on either side."""

    ref: str
    path: str
    decision: Decision
    side: Side
    mine: Commit | None
    theirs: Commit | None

    @property
    def of_text(self) -> bool:
        """Whether both values can be kept, one below the other."""
        return self.decision.field.split(" ")[0] == "body"


def waiting(workspace: Workspace, remote: str | None = None) -> Iterator[Open]:
    """Every decision that waits, computed anew from this clone and what the last sync fetched."""
    for side in sides(workspace.place):
        of = upstream_of(side, remote)
        theirs = tip(side.where, of.branch, remote=of.remote)
        mine = head(side.where)
        if theirs is None or mine is None or theirs == mine:
            continue
        bases = beginnings(side, of, theirs)
        if theirs in bases or mine in bases:
            continue
        merged = compared(side, bases, theirs)
        for path, decision in merged.decisions:
            yield Open(
                named(side.folder, path),
                path,
                decision,
                side,
                _last(side, f"{theirs}..{mine}", path),
                _last(side, f"{mine}..{theirs}", path),
            )


def _last(side: Side, revision: str, path: str) -> Commit | None:
    return next(side.git.history([path], revision=revision, limit=1, merges=False), None)


def choose(open_: Open, choice: Choice) -> None:
    """Keep a choice for the next sync. Raises Invalid for a value that the field does not take, Refused for both
    values where only one can be."""
    home = open_.side.folder.home(open_.path)
    field = home.kind.by_name.get(open_.decision.field) if home else None
    if choice.take == "both" and not open_.of_text:
        raise Refused(
            "Only texts can keep both. Choose with --mine, --theirs or --value TEXT for {field} of {ref}.",
            field=open_.decision.field,
            ref=open_.ref,
        )
    if choice.take == "value" and field is not None:
        try:
            field.type.read(choice.value)
        except Unfit as error:
            raise Invalid(
                "{field}: found {found}, expected {expected}.",
                field=field.name,
                found=error.found,
                expected=error.expected,
            ) from None
    Choices(open_.side.where).make(_shown(open_), open_.decision, choice)


def _shown(open_: Open) -> str:
    home = open_.side.folder.home(open_.path)
    return home.path if home else open_.path


def named_one(workspace: Workspace, found: list[Open], ref: str, field: str | None) -> list[Open]:
    """Those of the decisions that were named, the record as everywhere. Raises NotFound, with what waits."""
    names = {ref.casefold()}
    with suppress(NotFound):
        record = find(workspace, ref)
        names |= {record.id.casefold(), str(record.values.get("handle", "")).casefold()} - {""}
    wanted = [
        one
        for one in found
        if {one.ref.casefold(), one.path.casefold()} & names and field in (None, one.decision.field)
    ]
    if not wanted:
        known = ", ".join(f"{one.ref} {one.decision.field}" for one in found)
        raise NotFound(
            "No decision waits for {ref}{field}. {known}",
            ref=ref,
            field=f" {field}" if field else "",
            known=f"These wait: {known}." if known else "None waits at all; go on with: wmstrat sync",
        )
    return wanted


def decided(workspace: Workspace, chosen: list[Open], remote: str | None) -> list[Open]:
    """What still waits after choices. Raises Refused, and takes the choice back, where one could not be taken: what a
    deciding body has decided about stays as it was decided."""
    left = list(waiting(workspace, remote))
    for one in chosen:
        if any((one.path, one.decision) == (other.path, other.decision) for other in left):
            Choices(one.side.where).make(_shown(one), one.decision, None)
            raise Refused(
                "{ref} was decided about by a body, so {field} stays as it was decided. Choose the other side; what "
                "you wrote stays in the history, and can become a new draft.",
                ref=one.ref,
                field=one.decision.field,
            )
    return left


def forget(workspace: Workspace) -> int:
    """Take every choice back; returns how many there were. Nothing else was changed by them."""
    count = 0
    for side in sides(workspace.place):
        choices = Choices(side.where)
        count += len(choices)
        choices.forget()
    return count
