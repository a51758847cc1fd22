"""Names and stages of groups (requirements 8, 23, 74 and 75)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.errors import Invalid, Refused, UsageProblem
from wmstrat.record.record import Record
from wmstrat.record.text import folded, normal, unsafe_name
from wmstrat.record.view import vocabulary

if TYPE_CHECKING:
    from wmstrat.record.view import Changing


def rename(change: Changing, group: Record, name: str, outcome: str, who: str, why: str, when: str) -> None:
    """Give a group another name, or keep that one was proposed or rejected.

    An accepted name takes the place of the old one, which goes on finding the group; the slug never moves. A rejected
    or proposed one is kept with who, when and why, and the current name is untouched.
    """
    name = normal(name.strip())
    found = unsafe_name(name) if name else "nothing"
    if found:
        raise Invalid("The name holds {found}; it takes one line of at most 200 characters.", found=found)
    if name == group["name"]:
        raise Refused('{group} has the name "{name}" already.', group=group["code"], name=name)
    entry = {"name": name, "state": outcome, "who": who, "when": when, "why": why}
    others = [
        one for one in group["names"] if not (folded(one["name"]) == folded(name) and one["state"] == "proposed")
    ]
    if outcome == "accepted":
        former = {"name": group["name"], "state": "former", "who": who, "when": when, "why": why}
        proposed = len(others) < len(group["names"])
        change.update(group, name=name, names=[*others, *([entry] if proposed else []), former])
        change.subject = f'{group["code"]}: rename "{group["name"]}" to "{name}"'
        return
    change.update(group, names=[*others, entry])
    words = {"proposed": "propose the name", "rejected": "reject the name"}
    change.subject = f'{group["code"]}: {words[outcome]} "{name}"'


def stage(change: Changing, group: Record, name: str, day: str, *, end: bool) -> list[str]:
    """Let a group begin a stage on a day, or end one; returns the stages that go on beside it.

    Stages may overlap (requirement 23). Only the first one (before the work) ends by itself when another begins, and
    the last one (after the work) ends all others.
    """
    stages = vocabulary(change, "stages")
    wanted = next((one for one in stages if one == name or one.startswith(name.casefold())), None)
    if wanted is None:
        raise UsageProblem(
            'There is no stage "{stage}". The stages are: {stages}.', stage=name, stages=", ".join(stages)
        )
    entries = [dict(entry) for entry in group["stages"]]
    running = [entry for entry in entries if not entry["until"]]
    present = next((entry for entry in running if entry["stage"] == wanted), None)
    if end:
        if present is None:
            raise Refused("{group} is not in the stage {stage}.", group=group.label, stage=wanted)
        present["until"] = day
        change.update(group, stages=entries)
        change.subject = f"{group['code']}: end stage {wanted}"
        return [entry["stage"] for entry in running if entry is not present]
    if present is not None:
        raise Refused(
            "{group} is in the stage {stage} since {since} already.",
            group=group.label,
            stage=wanted,
            since=present["since"],
        )
    for entry in running:
        if wanted == stages[-1] or entry["stage"] == stages[0]:
            entry["until"] = day
    change.update(group, stages=[*entries, {"stage": wanted, "since": day, "until": ""}])
    change.subject = f"{group['code']}: begin stage {wanted}"
    return [entry["stage"] for entry in running if not entry["until"]]
