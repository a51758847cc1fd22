"""What needs attention, in words, worst first. Nothing here refuses anything: the process says what is ideal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.kinds import draft as drafts
from wmstrat.kinds import question as questions
from wmstrat.record.record import Record
from wmstrat.record.view import View, vocabulary

if TYPE_CHECKING:
    from wmstrat.reports.overview import GroupStatus


class Attention(Struct, frozen=True):
    """One thing that needs somebody: a sentence, the codes of the groups that it is true of, and what to type.

    `urgency` runs from 1 (something is broken) to 4 (good to know). `{count}` in the text is filled with `count`,
    summed over the groups, and `{bound}` with the word or number of process.yaml that it is about. `closer` is what
    to type, where that differs, for whoever looks at the one group already.
    """

    urgency: int
    topic: str
    text: str
    command: str
    groups: tuple[str, ...]
    count: int = 0
    bound: str = ""
    closer: str = ""

    @property
    def sentence(self) -> str:
        """The text with what it is filled with."""
        return self.text.format(count=self.count, bound=self.bound)


def gathered(items: Iterable[Attention]) -> list[Attention]:
    """The same thing in several groups said once, worst first."""
    topics: dict[str, Attention] = {}
    for item in items:
        known = topics.get(item.topic)
        if known is None:
            topics[item.topic] = item
        else:
            topics[item.topic] = replace(known, groups=(*known.groups, *item.groups), count=known.count + item.count)
    return sorted(topics.values(), key=lambda item: (item.urgency, -len(item.groups), item.topic))


def attention_of(
    group: Record,
    status: GroupStatus,
    asked: list[Record],
    written: list[Record],
    view: View,
    on: str,
) -> Iterator[Attention]:
    """What needs attention in one group on an ISO day, in no particular order."""
    code = (status.code or status.slug,)
    if status.unreadable:
        yield Attention(1, "broken", "Files with errors: {count}.", "wmstrat check", code, status.unreadable)
    if status.kind != "working":
        return
    stages = vocabulary(view, "stages")
    over = bool(stages) and any(stage.id == stages[-1] for stage in status.stages)
    if not over:
        yield from _of_people(status, view, code)
        yield from _of_time(status, view, on, code)
    yield from _of_work(group, status, asked, written, view, code)


def _of_people(status: GroupStatus, view: View, code: tuple[str, ...]) -> Iterator[Attention]:
    smallest, largest = view.process["minimum_size"] or 0, view.process["maximum_size"] or 0
    shown, appoint = "wmstrat member list GROUP", "wmstrat member appoint GROUP PERSON"
    if not status.coordinators:
        yield Attention(
            2, "coordinator", "No coordinator.", "wmstrat member appoint GROUP PERSON --role coordinator", code
        )
    if status.members == 0:
        yield Attention(2, "empty", "No members yet.", "wmstrat member appoint GROUP PERSON", code)
    elif status.members < smallest:
        yield Attention(3, "small", "Fewer than {bound} members.", shown, code, bound=str(smallest), closer=appoint)
    elif largest and status.members > largest:
        yield Attention(3, "large", "More than {bound} members.", shown, code, bound=str(largest))
    for kind in vocabulary(view, "member_types"):
        if status.members and not status.types.get(kind):
            typed = f"{appoint} --type {quote(kind)}"
            yield Attention(3, f"mix {kind}", "No member of the type {bound}.", shown, code, bound=kind, closer=typed)
    if status.applications:
        yield Attention(
            2,
            "applications",
            "Applications that wait for an answer: {count}.",
            "wmstrat application list GROUP",
            code,
            status.applications,
        )


def _of_time(status: GroupStatus, view: View, on: str, code: tuple[str, ...]) -> Iterator[Attention]:
    quiet = view.process["quiet_days"] or 0
    if quiet and status.active and (date.fromisoformat(on) - date.fromisoformat(status.active)).days > quiet:
        yield Attention(3, "quiet", "Quiet for more than {bound} days.", "wmstrat log GROUP", code, bound=str(quiet))


def _of_work(
    group: Record,
    status: GroupStatus,
    asked: list[Record],
    written: list[Record],
    view: View,
    code: tuple[str, ...],
) -> Iterator[Attention]:
    live = [one for one in asked if one.state not in questions.SET_ASIDE]
    alive = [one for one in written if one.state not in drafts.SET_ASIDE]
    answering = drafts.answering(view)
    if not live and not alive:
        yield Attention(3, "nothing", "Neither a question nor a draft.", "wmstrat question add GROUP TEXT", code)
    elif status.uncovered:
        yield Attention(
            4,
            "focus",
            "Focus items without a question or a draft: {count}.",
            "wmstrat status GROUP",
            code,
            len(status.uncovered),
            closer="wmstrat question add GROUP TEXT --focus ITEM",
        )
    lone = sum(one.state in questions.SETTLED and not answering.get(one.id) for one in live)
    if lone:
        yield Attention(
            3,
            "undrafted",
            "Final questions without a draft: {count}.",
            "wmstrat status GROUP",
            code,
            lone,
            closer="wmstrat draft add GROUP TITLE --answers QUESTION",
        )
    rootless = sum(not one["answers"] for one in alive)
    if rootless:
        yield Attention(
            3,
            "rootless",
            "Drafts without a question: {count}.",
            "wmstrat set DRAFT answers+=QUESTION",
            code,
            rootless,
        )
    programmatic = sum(questions.is_programmatic(one, view) for one in live)
    if programmatic:
        yield Attention(
            3,
            "programmatic",
            "Questions that are not about structures: {count}.",
            "wmstrat mark QUESTION parked",
            code,
            programmatic,
        )
    if not group["mailing_list"]:
        yield Attention(4, "mailing-list", "No mailing list.", "wmstrat set GROUP mailing_list=ADDRESS", code)
    if not group["area"]:
        yield Attention(3, "area", "No thematic area.", "wmstrat set GROUP area=TEXT", code)
