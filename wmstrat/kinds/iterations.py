"""Iterations: how often a record was published, what changed, and until when others can comment (rows 31 and 34).

Any kind with a state `published` and the field `FIELD` has iterations. Of several entries that with the highest
number counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wmstrat.record.day_types import Day, DayOf, is_day
from wmstrat.record.days import UNKNOWN, is_before
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.kind import Step
from wmstrat.record.number_types import Count
from wmstrat.record.problem import Check, Finding, by_editing
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, Computed
from wmstrat.record.rules import Breach
from wmstrat.record.states import ASIDE
from wmstrat.record.timing import Window
from wmstrat.record.types import Line, Prose
from wmstrat.record.view import View

PUBLISHED = "published"

CLOSES = DayOf(("milestone",), "windows")
ITERATIONS = (
    Field("number", Count(least=1), "the number of the iteration", required=True),
    Field("on", Day(unknown=True), "the day on which it was published", required=True),
    Field("opens", Day(), "the first day for comments; blank: the day on which it was published"),
    Field("closes", CLOSES, "the last day for comments: a date, or the milestone whose date it is"),
    Field("why", Prose(), "what changed since the iteration before"),
    Field("despite", Prose(), "why it was published with gaps"),
)
FIELD = Field(
    "iterations",
    Entries(ITERATIONS, ("number",)),
    "when it was published: number, on, opens, closes, why, despite",
    seldom=True,
)

Iteration = Mapping[str, Value]


# Reading


def number_of(iteration: Iteration) -> int:
    """The number of an iteration."""
    return int(iteration["number"])


def last_of(record: Record) -> Iteration | None:
    """The iteration that counts: that with the highest number; None where it was never published."""
    return max(record["iterations"], key=number_of, default=None)


def window_of(record: Record, view: View) -> Window | None:
    """The time for comments on the last iteration of a published record, the date of a milestone looked up; None for
    a record that is in another state, or was published in no iteration."""
    iteration = last_of(record) if record.state == PUBLISHED else None
    return window(iteration, view) if iteration else None


def window(iteration: Iteration, view: View) -> Window:
    """The time for comments on one iteration."""
    closes = str(iteration["closes"])
    milestone = "" if is_day(closes) else closes
    opens = str(iteration["opens"] or iteration["on"])
    return Window(opens, day_of(closes, view), milestone, int(iteration["number"]), over="comments closed")


def day_of(closes: str, view: View) -> str:
    """The ISO day of a value of the type `CLOSES`: itself, or that on which the milestone is due; an empty text for
    nothing, and for a milestone that has no date or was dropped."""
    if not closes or is_day(closes):
        return closes
    milestone = view.get("milestone", closes)
    if milestone is None or milestone.unreadable:
        return ""
    state = milestone.declared_state
    return "" if state is not None and state.means == ASIDE else milestone.due


def comments_until(record: Record, view: View, _day: str) -> Value:
    """The last day for comments on a published record; an empty text where there is none."""
    found = window_of(record, view)
    return found.closes if found else ""


def comments_from(record: Record, view: View, _day: str) -> Value:
    """The first day for comments on a published record."""
    found = window_of(record, view)
    return found.opens if found else ""


def out_on(record: Record, day: str) -> Iteration | None:
    """The iteration that was the last one published by an ISO day; None where there was none by then, or nobody knows
    when."""
    known = (each for each in record["iterations"] if each["on"] != UNKNOWN and not is_before(day, each["on"]))
    return max(known, key=number_of, default=None)


def comments_on(record: Record | None, view: View, day: str) -> str:
    """Until when others can comment on a record, or could, in words; an empty text where no day is set."""
    if record is None or record.unreadable or record.kind.window is None:
        return ""
    window, state = record.kind.window(record, view), record.declared_state
    if window is None or state is None or not (window.closes or window.is_to_come(day)):
        return ""
    return window.in_words(day, state.invites, str(view.process["zone"] or "UTC"))


# What follows


def is_published_anew(before: Record | None, after: Record) -> bool:
    """True where a change publishes a record that was not published before it."""
    return after.state == PUBLISHED and (before is None or before.state != PUBLISHED)


def new_of(before: Record | None, after: Record) -> list[Iteration]:
    """The iterations that a change adds, by their numbers."""
    known = {number_of(each) for each in before["iterations"]} if before is not None else set()
    return [each for each in after["iterations"] if number_of(each) not in known]


def becomes_published(step: Step, view: View) -> Values:
    """A record that becomes published has a new iteration: the next one, as of today, with the reason why it was
    revised, unless the change brings one."""
    before, after = step.before, step.after
    if not is_published_anew(before, after) or new_of(before, after):
        return {}
    why = after["why"] or (before["why"] if before is not None else "") if after["iterations"] else ""
    return {"iterations": [*after["iterations"], new_iteration(after, view.today, why=why)]}


def new_iteration(record: Record, day: str, **parts: Value) -> dict[str, Value]:
    """The next iteration of a record, published on an ISO day, with these parts."""
    blank = {field.name: field.type.empty for field in ITERATIONS}
    return {**blank, "number": next_number(record), "on": day, **parts}


def next_number(record: Record) -> int:
    """The number of the next iteration: the one after the last; of the first the one that the field `iteration` has
    had until then, or 1."""
    last = last_of(record)
    return number_of(last) + 1 if last else int(record.values.get("iteration") or 1)


def iteration_follows(step: Step, _view: View) -> Values:
    """The field `iteration` follows the last of `iterations`, once there is one."""
    before, after = step.before, step.after
    last = last_of(after)
    was = before["iteration"] if before is not None else ""
    typed = after["iteration"] not in ("", was)
    return {} if last is None or (typed and not new_of(before, after)) else {"iteration": number_of(last)}


# Rules and checks


def is_the_last(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """Once a record was published, its field `iteration` is the last of its `iterations`."""
    last = last_of(after)
    if last is None or after["iteration"] == number_of(last):
        return
    if before is not None and (before["iteration"], before["iterations"]) == (
        after["iteration"],
        after["iterations"],
    ):
        return
    yield Breach(
        "iteration",
        f"{after.id} was published as iteration {last['number']}, so its iteration cannot be "
        f"{after['iteration'] or 'blank'}.",
        f"Its iteration changes when it is published again: wmstrat {after.kind.command} publish {after.id}",
    )


def iterations_stay(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """An iteration stays, with the day on which it was published: others have read it."""
    known = {number_of(each): each for each in after["iterations"]}
    for each in before["iterations"] if before is not None else ():
        now = known.get(number_of(each))
        if now is None or (now["on"] != each["on"] and each["on"] != UNKNOWN):
            yield Breach(
                "iterations",
                f"Iteration {each['number']} of {after.id} was published on {each['on']}, so it cannot be removed or "
                "get another date.",
                f"Publish the next iteration instead: wmstrat {after.kind.command} publish {after.id}",
            )
            return


def _window_ends_after_it_begins(record: Record, view: View) -> Iterator[Finding]:
    """Nobody can comment in a window that closes before it opens, or that ends with what has no date."""
    for place, each in enumerate(record["iterations"]):
        found = window(each, view)
        if is_before(found.closes, found.opens):
            closes = f"{each['closes']} ({found.closes})" if found.milestone else found.closes
            yield Finding(
                f"iterations[{place}].closes",
                f"{closes}, before {found.opens}",
                "a day on or after the first day for comments",
                by_editing(record, "Correct the date"),
            )


COMMENTS = (
    Computed("comments", Line(), "until when others can comment", value=comments_on),
    Computed("comments_from", Day(), "the first day for comments", for_scripts=True, value=comments_from),
    Computed("comments_until", Day(), "the last day for comments", for_scripts=True, value=comments_until),
)
COMMENTS_CELL = Cell("Comments", "comments", folds=24)
WINDOW = Check(
    "window", "The time for comments on an iteration does not end before it begins.", _window_ends_after_it_begins
)
