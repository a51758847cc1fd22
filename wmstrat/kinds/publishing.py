"""The way of a text to its readers: published in iterations, revised, submitted, its time for comments moved."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import Invalid, Refused
from wmstrat.kinds import parts
from wmstrat.kinds.gate import SUBMITTED
from wmstrat.kinds.iterations import (
    CLOSES,
    ITERATIONS,
    PUBLISHED,
    Iteration,
    day_of,
    last_of,
    new_iteration,
    number_of,
    window,
)
from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.number_types import Count
from wmstrat.record.problem import Advice
from wmstrat.record.record import Record
from wmstrat.record.rules import Breach
from wmstrat.record.sections import answers
from wmstrat.record.timing import Move, Span
from wmstrat.record.types import Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, state_in_words

NUMBER, _, OPENS, CLOSES_ON, WHY, DESPITE = ITERATIONS
REVISED_FROM = (PUBLISHED, SUBMITTED, "rejected", "final")

SLIPS = (
    Field("number", Count(least=1), "the number of the iteration", required=True),
    Field("on", Day(), "the day on which the end was moved", required=True),
    Field("was", CLOSES, "the end before"),
    Field("to", CLOSES, "the end after", required=True),
    Field("by", Reference(("person",)), "who moved it"),
    Field("why", Prose(), "the reason", required=True),
)
SLIPS_FIELD = Field(
    "slips",
    Entries(SLIPS, ("number", "on", "was", "to")),
    "how the end of the time for comments moved: number, on, was, to, by, why",
    label="Comments end",
    seldom=True,
)


# Rules


def windows_move_with_a_reason(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """The last day for comments moves only with an entry that says why; that of a milestone moves with the milestone.
    What was said about it stays."""
    if before is None:
        return
    known = {number_of(each): each["closes"] for each in before["iterations"]}
    new = [slip for slip in after["slips"] if slip not in before["slips"]]
    lost = [slip for slip in before["slips"] if slip not in after["slips"]]
    for each in after["iterations"]:
        was = known.get(number_of(each))
        is_told = any((slip["number"], slip["to"]) == (each["number"], each["closes"]) for slip in new)
        if was and was != each["closes"] and not is_told:
            yield _moves_with_its_verb(after, f"Comments on {after.id} were invited until {was}.")
            return
    if lost:
        yield _moves_with_its_verb(after, f"What is said about the end of comments on {after.id} cannot be removed.")


def _moves_with_its_verb(record: Record, why: str) -> Breach:
    do = Advice("To move the end, give the reason", f"{record.kind.command} extend {record.id} DATE --why TEXT")
    return Breach("iterations", why, do)


# The timeline


def comment_times(record: Record, view: View, _day: str) -> Iterator[Span]:
    """The times for comments that have an end, and how that moved."""
    for each in record["iterations"]:
        found = window(each, view)
        if found.closes:
            slips = [slip for slip in record["slips"] if slip["number"] == each["number"]]
            yield Span(
                title=f"{record.label}: comments",
                key=f"iteration {each['number']}",
                begins=found.opens,
                ends=found.closes,
                moves=tuple(Move(*(slip[name] for name in Move.__struct_fields__)) for slip in slips),
            )


# Verbs


def _publish(change: Changing, record: Record, given: Given) -> Done:
    """Publish a record as its next iteration. Raises Refused for one that is published already or in a state from
    which it cannot be published, and Invalid for a number that is not the next one or a later one."""
    _refuse_unless_it_can_be(change, record, PUBLISHED)
    last = last_of(record)
    iteration = new_iteration(
        record,
        change.today,
        opens=given["opens"],
        closes=given["closes"],
        why=given["why"] or (record["why"] if last else ""),
        despite=given["despite"],
    )
    if given["iteration"]:
        iteration["number"] = given["iteration"]
    if last and iteration["number"] <= number_of(last):
        raise Invalid(
            "{id} was published as iteration {last}, so its next one is {next} or higher, and not {number}.",
            id=record.id,
            last=last["number"],
            next=number_of(last) + 1,
            number=iteration["number"],
        )
    after = change.update(record, state=PUBLISHED, iterations=[*record["iterations"], iteration])
    warnings = tuple(filter(None, (_gaps(change, after), _no_end(change, after, iteration))))
    return Done(f"publish {after.id} (iteration {iteration['number']})", (after,), warnings=warnings)


def _refuse_unless_it_can_be(change: Changing, record: Record, state: str) -> None:
    if record.state == state:
        raise Refused(
            "{id} is already {state}{iteration}. To change it and publish it again: `wmstrat {noun} revise {id} "
            "--why TEXT`",
            id=record.id,
            state=state_in_words(change, state),
            iteration=f", as iteration {last['number']}" if (last := last_of(record)) else "",
            noun=record.kind.command,
        )
    way = record.kind.way(record.state, state)
    if way != (state,) and record.state in REVISED_FROM:
        raise Refused(
            "{id} is {state}. To change it and publish it again: `wmstrat {noun} revise {id} --why TEXT`",
            id=record.id,
            state=state_in_words(change, record.state),
            noun=record.kind.command,
        )
    if len(way) == 2 and way[0] in (PUBLISHED, "drafting"):
        first = f"{record.kind.command} publish {record.id}" if way[0] == PUBLISHED else f"mark {record.id} {way[0]}"
        raise Refused(
            "{id} is {state}, and cannot become {goal} before it is {first}: `wmstrat {command}`",
            id=record.id,
            state=state_in_words(change, record.state),
            goal=state_in_words(change, state),
            first=state_in_words(change, way[0]),
            command=first,
        )


def _gaps(change: Changing, record: Record) -> str:
    """A sentence about the prompts that a record does not answer; an empty text where it answers all."""
    told = answers(change.sections(record.kind), record.body, record.values)
    open_ones = sum(answer.fullness != "answered" for answer in told)
    if not open_ones:
        return ""
    return f"{record.id} does not answer {open_ones} of {len(told)} prompts. See them: wmstrat ready {record.id}"


def _no_end(change: Changing, record: Record, iteration: Iteration) -> str:
    """A sentence about a window that ends with something that has no date, or that has no end while the one before
    had one."""
    if not iteration["closes"]:
        others = [each for each in record["iterations"] if each["number"] != iteration["number"]]
        if not others or not max(others, key=number_of)["closes"]:
            return ""
        set_it = f"wmstrat {record.kind.command} extend {record.id} DATE --why TEXT"
        return f"Comments on {record.id} have no last day now. To set one: {set_it}"
    if day_of(str(iteration["closes"]), change):
        return ""
    return f"Comments on {record.id} end with {iteration['closes']}, which has no date yet."


def _revise(change: Changing, record: Record, given: Given) -> Done:
    """Take a record back to be written on, with the reason, which its next iteration then has. Raises Refused for
    one that is neither published nor submitted."""
    if record.state not in REVISED_FROM or record.kind.way(record.state, "drafting") != ("drafting",):
        raise Refused(
            "{id} is {state}, so there is nothing to revise. Change its text with: `wmstrat edit {id}`"
            if record.is_open
            else "{id} is {state}, so it cannot be revised. See it: `wmstrat show {id}`",
            id=record.id,
            state=state_in_words(change, record.state),
        )
    return Done(f"revise {record.id}", (change.update(record, state="drafting", why=given["why"]),))


def _submit(change: Changing, record: Record, given: Given) -> Done:
    """Submit a published record to whoever decides; `despite` says why it goes with gaps."""
    _refuse_unless_it_can_be(change, record, SUBMITTED)
    values: dict[str, Value] = {"state": SUBMITTED}
    if given["despite"]:
        last = last_of(record) or new_iteration(record, UNKNOWN)
        others = [each for each in record["iterations"] if each["number"] != last["number"]]
        values["iterations"] = [*others, {**last, "despite": given["despite"]}]
    after = change.update(record, **values)
    return Done(f"submit {after.id}", (after,), warnings=tuple(filter(None, (_gaps(change, after),))))


def _extend(change: Changing, record: Record, given: Given) -> Done:
    """Move the end of the time for comments on the last iteration of a published record, with the reason. Raises
    Refused for a record that is not published, and Invalid for the end that it has."""
    last = last_of(record) if record.state == PUBLISHED else None
    if last is None:
        raise Refused(
            "{id} is {state}, so nobody is asked for comments. Publish it with: `wmstrat {noun} publish {id} "
            "--closes DATE`",
            id=record.id,
            state=state_in_words(change, record.state),
            noun=record.kind.command,
        )
    was, to = str(last["closes"]), str(given["closes"])
    if was == to:
        raise Invalid("Comments on {id} already end on {to}. Enter another date.", id=record.id, to=to)
    slip = {
        "number": last["number"], "on": change.today, "was": was, "to": to, "by": change.typing, "why": given["why"],
    }  # fmt: skip
    iterations = [each if each is not last else {**last, "closes": to} for each in record["iterations"]]
    after = change.update(record, iterations=iterations, slips=[*record["slips"], slip])
    ends = window({**last, "closes": to}, change).closes
    remark = f"Comments are welcome until {ends}." if ends else ""
    if ends and ends < change.today:
        remark = f"{ends} is in the past, so comments are closed."
    what = f"move the end of comments on {after.id} to {to}"
    return Done(what, (after,), remarks=tuple(filter(None, (remark,))))


def verbs(noun: str, example: str, *, submits: bool = False) -> tuple[Verb, ...]:
    """The verbs of a kind that has iterations, `example` being one of its ids."""
    publish = Verb(
        name="publish",
        also=("open", "share", "release"),
        about="Publish as the next iteration, and invite comments.",
        example=f"wmstrat {noun} publish {example} --closes 2019-09-15",
        options=(
            Field("iteration", Count(least=1), "the number of the iteration; by default the next one"),
            OPENS,
            CLOSES_ON,
            Field("why", Prose(), "what changed; by default the reason why it was revised"),
            DESPITE,
        ),
        does=_publish,
    )
    revise = Verb(
        name="revise",
        also=("reopen", "rework", "change"),
        about="Go back to drafting, with the reason; the next iteration tells it.",
        example=f'wmstrat {noun} revise {example} --why "Small communities asked for it."',
        options=(parts.REASON,),
        does=_revise,
    )
    submit = Verb(
        name="submit",
        also=("send", "propose", "hand-in"),
        about="Submit to a deciding body: the last step of a group.",
        example=f"wmstrat {noun} submit {example}",
        options=(Field("despite", Prose(), "why it is submitted with gaps"),),
        does=_submit,
    )
    extend = Verb(
        name="extend",
        also=("slip", "move", "prolong"),
        about="Move the last day for comments, with the reason.",
        example=f'wmstrat {noun} extend {example} 2019-09-30 --why "Two translations came late."',
        takes=(Field("closes", CLOSES, "the new last day, or a milestone", required=True),),
        options=(parts.REASON,),
        does=_extend,
    )
    return (revise, publish, *((submit,) if submits else ()), extend)
