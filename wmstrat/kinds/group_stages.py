"""The stages of groups, which may overlap (requirement 23): when each began and ended, or is planned to begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wmstrat.errors import Refused, UsageProblem
from wmstrat.kinds.parts import entries_end_after_they_begin, on
from wmstrat.record.day_types import Day
from wmstrat.record.days import ends_after, first_day, is_before, overlap
from wmstrat.record.doors import Door
from wmstrat.record.fields import Field
from wmstrat.record.problem import Advice, Check, Finding, by_editing
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Counts, Fact, OfGroup
from wmstrat.record.rules import Breach
from wmstrat.record.timing import Span
from wmstrat.record.types import Flag, Term
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, labels_of, vocabulary

STAGES = (
    Field("stage", Term("stages"), "a stage of process.yaml", required=True),
    Field("since", Day(unknown=True), "the date on which it began", required=True),
    Field("until", Day(unknown=True), "the date on which it ended, if it did"),
)


# Checks and a rule


def _stage_runs_once_at_a_time(record: Record, _: View) -> Iterator[Finding]:
    """Different stages may overlap (requirement 23); one that has not ended cannot begin again."""
    last: dict[str, Values] = {}
    for place, entry in sorted(enumerate(record["stages"]), key=lambda placed: first_day(placed[1]["since"])):
        before = last.get(entry["stage"])
        if before is not None and overlap(before, entry):
            until = f"until {before['until']}" if before["until"] else "without an end"
            yield Finding(
                f"stages[{place}].since",
                f"{entry['stage']} from {entry['since']}, and from {before['since']} {until}",
                "a stage that ends before it begins again",
                by_editing(record, "Remove one of the two, or end the first"),
            )
        if before is None or ends_after(entry, before):
            last[entry["stage"]] = entry


CHECKS = (
    entries_end_after_they_begin("stages", "a date after the stage began"),
    Check("stages", "A stage only begins again after it has ended.", _stage_runs_once_at_a_time, warning=True),
)


def begins_no_stage_that_runs(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Nobody lets a stage run twice at once. Where histories meet, two people can have begun it: a check warns."""
    known = {finding.found for finding in _stage_runs_once_at_a_time(before, view)} if before is not None else set()
    for finding in _stage_runs_once_at_a_time(after, view):
        if finding.found not in known:
            why = f"The stages of {after['code']} contain {finding.found}; expected {finding.expected}."
            ending = Advice("First end the stage", f"group stage {after['code']} STAGE --end", "First end the stage")
            yield Breach("stages", why, ending, let_in=(Door.PUSH,))
            return


# The verb


def _stage(change: Changing, group: Record, given: Given) -> Done:
    """Let a group begin a stage on a day, or end one. Stages may overlap (requirement 23). Only the first one (before
    the work) ends by itself when another begins, and the last one (after the work) ends all others."""
    stages, name, day = vocabulary(change, "stages"), given["stage"], given["on"]
    meant = [name] if name in stages else [word for word in stages if word.startswith(name.casefold())]
    if len(meant) != 1:
        why = 'More than one stage begins with "{stage}": {stages}.' if meant else None
        raise UsageProblem(
            why or 'There is no stage "{stage}". The stages are: {stages}.',
            stage=name,
            stages=", ".join(meant or stages),
        )
    [wanted] = meant
    entries = [dict(entry) for entry in group["stages"]]
    running = [entry for entry in entries if not entry["until"]]
    present = next((entry for entry in running if entry["stage"] == wanted), None)
    if given["end"]:
        if present is None:
            raise Refused("{group} is not in the stage {stage}.", group=group.label, stage=wanted)
        _end(group, present, day)
    elif present is not None:
        is_planned = is_before(change.today, present["since"])
        has_been = "{group} is already in the stage {stage}, since {since}."
        raise Refused(
            "{group} already has the stage {stage} planned, from {since} on." if is_planned else has_been,
            group=group.label,
            stage=wanted,
            since=present["since"],
        )
    else:
        for entry in running:
            if wanted == stages[-1] or entry["stage"] == stages[0]:
                _end(group, entry, day)
        entries.append({"stage": wanted, "since": day, "until": ""})
    staged = change.update(group, stages=entries)
    remarks = tuple(
        f"The stage {entry['stage']} has not ended. To end it: wmstrat group stage {group['code']} "
        f"{entry['stage']} --end"
        for entry in running
        if not entry["until"]
    )
    return Done(f"{'end' if given['end'] else 'begin'} stage {wanted}", (staged,), remarks=remarks)


def _end(group: Record, stage: dict[str, Any], day: str) -> None:
    """Let a stage end on a day. Raises Refused for a day before it begins."""
    if is_before(day, stage["since"]):
        raise Refused(
            "{group} is in the stage {stage} from {since} on, so that stage cannot end on {day}. Enter a later day "
            "with --on DATE, or remove the stage: `wmstrat edit {code}`",
            group=group.label,
            stage=stage["stage"],
            since=stage["since"],
            day=day,
            code=group["code"],
        )
    stage["until"] = day


STAGE = Verb(
    name="stage",
    also=("begin", "start", "phase"),
    about="Start a stage for a group, or end it with --end. Stages may overlap.",
    example="wmstrat group stage CB scope --on 2018-11-01",
    takes=(Field("stage", Term("stages"), "the stage", required=True),),
    options=(on(), Field("end", Flag(), "end the stage instead of starting it")),
    does=_stage,
)


# Reports


def spans(record: Record, view: View, _day: str) -> Iterator[Span]:
    """The stages of a group, those to come among them."""
    labels = labels_of(view, "stages")
    for entry in record["stages"]:
        name = entry["stage"]
        yield Span(title=labels.get(name, name), key=name, begins=entry["since"], ends=entry["until"])


def _planned(of: OfGroup) -> list[dict[str, str]]:
    labels = labels_of(of.view, "stages")
    to_come = [entry for entry in of.group["stages"] if is_before(of.day, entry["since"])]
    return [
        {"stage": entry["stage"], "label": labels.get(entry["stage"], entry["stage"]), "since": entry["since"]}
        for entry in sorted(to_come, key=lambda entry: str(entry["since"]))
    ]


def _stages_in_words(word: str, key: str) -> Callable[[Counts], str]:
    return lambda counts: ", ".join(f"{stage['label']} {word} {stage['since']}" for stage in counts[key])


FACTS = (
    Fact(20, "Stage", _stages_in_words("since", "stages")),
    Fact(30, "Planned", _stages_in_words("from", "planned"), "planned", _planned),
)
