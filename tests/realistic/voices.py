"""Feedback in the replay: surveys and talk pages that came in, remarks one by one, and one answer for several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tests.realistic import facts, words
from tests.realistic.doing import done_by
from tests.realistic.drafts import Written
from tests.realistic.plan import Plan, Thread
from wmstrat.change.change import Change
from wmstrat.kinds import kind
from wmstrat.record.verbs import Done

DAY = timedelta(days=1)
# How many remarks come in with one import, and how many get one answer.
TOGETHER, ALIKE = 45, 4
OUTCOMES = ("incorporated", "partly", "partly", "not incorporated")


@dataclass
class Heard:
    """Remarks to one group that came in together; their ids are known once they did."""

    thread: Thread
    ids: list[str] = field(default_factory=list)


def plan_voices(plan: Plan, written: Written, synthesis: Sequence[Thread]) -> None:
    """What everybody says about the work of the groups, and what became of it."""
    for _ in range(max(1, plan.times(facts.FEEDBACK) // TOGETHER)):
        heard = Heard(Thread(plan.random.choice(tuple(facts.GROUPS))))
        _comes_in(plan, heard)
        _is_answered(plan, heard)
    for place in range(plan.times(facts.REMARKS)):
        _remark(plan, written.first if place % 2 else {})
    for place in range(plan.drafts(facts.SYNTHESIS_REMARKS)):
        _remark_on(plan, synthesis[place % len(synthesis)])


def _values(plan: Plan, code: str, day: str) -> dict[str, object]:
    """The fields of one remark."""
    values: dict[str, object] = {
        "group": facts.GROUPS[code],
        "on": day,
        "language": plan.random.choice(tuple(words.LANGUAGES)),
    }
    chance = plan.random.random()
    if chance < 0.1:
        return values | {"shown": "private", "contributor": f"voice-{plan.random.randint(1, 999)}@example.org"}
    if chance < 0.3:
        return values | {"shown": "nameless", "contributor": f"voice-{plan.random.randint(1, 999)}@example.org"}
    return values | {"by": f"Voice {plan.random.randint(1, 200)}"}


def _text(plan: Plan, code: str) -> str:
    return words.filled(plan.random.choice(words.REMARKS), plan.random, plan.random.choice(words.TOPICS[code]))


def _comes_in(plan: Plan, heard: Heard) -> None:
    code = heard.thread.group
    day = plan.day(*facts.CONVERSATIONS)
    source = plan.random.choice(("a survey", "talk page", "mailing list"))
    count = max(ALIKE, min(TOGETHER, plan.times(TOGETHER)))
    rows = [(_values(plan, code, day.isoformat()) | {"source": source}, _text(plan, code)) for _ in range(count)]

    def make(change: Change) -> Done:
        records = [change.add(kind("feedback"), values, text) for values, text in rows]
        heard.ids += [record.id for record in records]
        return Done(f"import {len(records)} feedback from {source.replace(' ', '-')}.csv", tuple(records))

    plan.at(day + DAY, plan.somebody(code), "import", make, heard.thread)


def _is_answered(plan: Plan, heard: Heard) -> None:
    """Most of it gets an answer, one for several that are alike."""
    code = heard.thread.group
    for place in range(0, TOGETHER, ALIKE):
        if plan.random.random() < 0.15:
            continue
        day = plan.day(facts.CONVERSATIONS[1], facts.DRAFTING[1])
        texts = {"outcome": plan.random.choice(OUTCOMES), "on": day.isoformat()}
        text = words.filled(plan.random.choice(words.RESPONSES), plan.random, plan.random.choice(words.TOPICS[code]))

        def make(change: Change, place: int = place, texts: dict[str, str] = texts, text: str = text) -> Done:
            several = heard.ids[place : place + ALIKE]
            records = [change.get("feedback", identity) for identity in several]
            done = [done_by(change, "feedback", "answer", record, texts, text) for record in records]
            what = f"answer {len(done)} feedback ({texts['outcome']})"
            return Done(what, tuple(record for each in done for record in each.records))

        if place < max(ALIKE, min(TOGETHER, plan.times(TOGETHER))):
            plan.at(day, plan.somebody(code), "feedback answer", make, heard.thread)


def _remark(plan: Plan, drafts: Mapping[str, Sequence[Thread]]) -> None:
    """One remark: about a group, or about a draft that was out for comments. Of those about drafts few were answered
    before the next ones were published, which people complained of."""
    code = plan.random.choice(tuple(facts.GROUPS))
    about = [plan.random.choice(drafts[code])] if drafts.get(code) else []
    day = plan.day(*facts.COMMENTS) if about else plan.day(facts.SET_UP[0], facts.DRAFTING[0])
    thread = Thread(code)
    values = {name: str(value) for name, value in _values(plan, code, day.isoformat()).items() if name != "group"}
    plan.add(thread, "feedback", day, plan.somebody(code), _text(plan, code), source="a call", about=about, **values)
    if about:
        early = plan.random.random() < 0.3
        answered = day + DAY * 2 if early else plan.day(facts.SECOND_ITERATION[1] + DAY, facts.MANDATE_ENDS - DAY)
        texts = {"outcome": plan.random.choice(OUTCOMES), "on": answered.isoformat()}
        text = words.filled(plan.random.choice(words.RESPONSES), plan.random, plan.random.choice(words.TOPICS[code]))
        if early or plan.random.random() < 0.6:
            plan.do(thread, "feedback", "answer", answered, plan.somebody(code), texts, text=text, record=True)
    elif plan.random.random() < 0.7:
        texts = {"owner": plan.owner(code).id}
        plan.do(thread, "feedback", "assign", day + DAY, plan.core[0], texts, record=True)


def _remark_on(plan: Plan, draft: Thread) -> None:
    """One remark on a draft of the synthesis; all but a few were answered before the drafts went to the Board."""
    day = plan.day(facts.SYNTHESIS_PUBLISHED, facts.SYNTHESIS_CONVERSATIONS[1])
    thread = Thread(draft.group, last=draft.last)
    values = {name: str(value) for name, value in _values(plan, "AD", day.isoformat()).items() if name != "group"}
    text = _text(plan, plan.random.choice(tuple(facts.GROUPS)))
    plan.add(thread, "feedback", day, plan.core[0], text, source="a call", about=[draft], **values)
    if plan.random.random() < 0.85:
        answered = plan.day(*facts.INTEGRATION)
        texts = {"outcome": plan.random.choice(OUTCOMES), "on": answered.isoformat()}
        text = words.filled(plan.random.choice(words.RESPONSES), plan.random, "this")
        plan.do(thread, "feedback", "answer", answered, plan.core[0], texts, text=text, record=True)
