"""The daily work in the replay: milestones that slip, actions, decisions, support, and what groups share."""

from __future__ import annotations

from datetime import date, timedelta

from tests.realistic import facts, words
from tests.realistic.plan import Plan, Thread

DAY = timedelta(days=1)


def plan_dates(plan: Plan) -> dict[str, Thread]:
    """The dates of the whole process and those of the groups; returns the first by their titles."""
    shared = _milestones(plan)
    for code in facts.GROUPS:
        _own_dates(plan, code, shared)
    return shared


def plan_hands(plan: Plan) -> None:
    """Everything that is done beside questions and drafts."""
    _meetings(plan)
    decisions = _decisions(plan)
    _actions(plan, decisions)
    _support(plan)
    _outreach(plan)


def _topic(plan: Plan, code: str) -> str:
    """Something that the group looks into; the Steering Group looks into what others do."""
    return plan.random.choice(words.TOPICS.get(code) or words.TOPICS[plan.random.choice(tuple(facts.GROUPS))])


# Dates


def _milestones(plan: Plan) -> dict[str, Thread]:
    """The dates of the whole process: the first plan was the end of 2018, and each slip was asked about in public."""
    threads = {}
    for title, first, moves, reached in facts.MILESTONES:
        threads[title] = thread = Thread("ALL")
        plan.add(thread, "milestone", facts.SET_UP[0], plan.core[0], title, due=first.isoformat())
        for when, due, why in moves:
            texts = {"day": due.isoformat(), "why": why}
            plan.do(thread, "milestone", "slip", when, plan.core[0], texts, record=True)
        texts = {"on": reached.isoformat()}
        plan.do(thread, "milestone", "reach", reached, plan.core[0], texts, record=True)
    return threads


def _own_dates(plan: Plan, code: str, shared: dict[str, Thread]) -> None:
    """Some groups are faster, others need more time (requirement 9)."""
    scope = Thread(code)
    day = plan.day(*facts.SET_UP)
    due = facts.SCOPING[1] - DAY * plan.random.randint(0, 60)
    plan.add(scope, "milestone", day, plan.somebody(code), "The scope is published", due=due.isoformat())
    if plan.random.random() < 0.6:
        texts = {"day": (due + DAY * 21).isoformat(), "why": plan.random.choice(words.DELAYS)}
        plan.do(scope, "milestone", "slip", due - DAY * 3, plan.somebody(code), texts, record=True)
        due += DAY * 21
    texts = {"on": due.isoformat()}
    plan.do(scope, "milestone", "reach", due, plan.somebody(code), texts, record=True)
    first, second = shared["First drafts are published"], shared["Second drafts are published"]
    drafts = Thread(code, last=first.last)
    due = facts.FIRST_ITERATION - DAY * plan.random.randint(0, 20)
    plan.add(
        drafts, "milestone", facts.CONVERSATIONS[0], plan.somebody(code), "First drafts", due=due.isoformat(),
        waits_on=[scope], own_date_of=first,
    )  # fmt: skip
    texts = {"on": facts.FIRST_ITERATION.isoformat()}
    plan.do(drafts, "milestone", "reach", facts.FIRST_ITERATION, plan.somebody(code), texts, record=True)
    _second_drafts(plan, code, Thread(code, last=drafts.last), second)


def _second_drafts(plan: Plan, code: str, thread: Thread, shared: Thread) -> None:
    """In September 2019 most groups needed more time, and some never said that they were done."""
    due = date(2019, 9, plan.random.randint(1, 12))
    plan.add(
        thread, "milestone", facts.FIRST_ITERATION, plan.somebody(code), "Second drafts", due=due.isoformat(),
        own_date_of=shared,
    )  # fmt: skip
    if plan.random.random() < 0.7:
        texts = {"day": facts.SECOND_ITERATION[1].isoformat(), "why": plan.random.choice(words.DELAYS)}
        plan.do(thread, "milestone", "slip", due - DAY, plan.somebody(code), texts, record=True)
    if plan.random.random() < 0.8:
        done = facts.SECOND_ITERATION[1]
        texts = {"on": done.isoformat()}
        plan.do(thread, "milestone", "reach", done, plan.somebody(code), texts, record=True)


# Meetings


def _meetings(plan: Plan) -> None:
    """Calls of the groups, with what came of them; a few are cancelled, and some never get a summary."""
    for place in range(plan.times(facts.MEETINGS)):
        code = "SG" if place % 15 == 7 else plan.random.choice(tuple(facts.GROUPS))
        thread, day, who = Thread(code), plan.day(*facts.MEETING_SPAN), plan.somebody(code)
        zone = plan.random.choice(words.ZONES)
        at = f"{day} {plan.random.randint(8, 20)}:00 {zone}"
        title = f"Call about {_topic(plan, code)}"
        plan.add(thread, "meeting", day - DAY * plan.random.randint(2, 9), who, title, at=at, kind="call")
        if place % 40 == 39:
            texts = {"why": plan.random.choice(words.DELAYS)}
            plan.do(thread, "meeting", "cancel", day - DAY, who, texts, record=True)
        elif place % 25 != 24:
            _minutes(plan, thread, day)


def _minutes(plan: Plan, thread: Thread, day: date) -> None:
    """A summary in one text with what was decided and what is to be done."""
    about = _topic(plan, thread.group)
    parts = [words.prose(words.MINUTES, plan.random, about, 4)]
    if plan.random.random() < 0.2:
        decided = words.filled(plan.random.choice(words.DECISIONS), plan.random, about)
        parts.append(f"## Decisions\n\n- {decided}, how=consent")
    if plan.random.random() < 0.12:
        to_do = words.filled(plan.random.choice(words.ACTIONS), plan.random, about)
        parts.append(f"## Actions\n\n- {to_do}, due={day + DAY * 21}")
    who = plan.somebody(thread.group)
    plan.do(thread, "meeting", "close", day + DAY, who, {}, text="\n\n".join(parts), record=True)


# Decisions and actions


def _decisions(plan: Plan) -> list[Thread]:
    threads = []
    for place in range(plan.times(facts.DECISIONS)):
        thread = Thread("SG" if place % 10 == 9 else plan.random.choice(tuple(facts.GROUPS)))
        title = words.filled(plan.random.choice(words.DECISIONS), plan.random, _topic(plan, thread.group))
        texts = {"how": plan.random.choice(("consent", "consent", "vote", "chair"))}
        plan.add(
            thread,
            "decision",
            plan.day(facts.SET_UP[0], facts.DRAFTING[1]),
            plan.somebody(thread.group),
            title,
            **texts,
        )
        threads.append(thread)
    return threads


def _actions(plan: Plan, decisions: list[Thread]) -> None:
    for place in range(plan.times(facts.ACTIONS)):
        source = decisions[place % len(decisions)]
        code = source.group
        thread = Thread(code, last=source.last)
        day = plan.day(max(source.last.date(), facts.SET_UP[0]), facts.MANDATE_ENDS - DAY * 40)
        title = words.filled(plan.random.choice(words.ACTIONS), plan.random, _topic(plan, code))
        texts: dict[str, object] = {"due": (day + DAY * plan.random.randint(7, 40)).isoformat(), "from": source}
        if plan.random.random() < 0.85:
            texts["owner"] = plan.owner(code).id
        plan.add(thread, "action", day, plan.somebody(code), title, **texts)
        if plan.random.random() < 0.8:
            done = day + DAY * plan.random.randint(2, 38)
            plan.do(thread, "action", "done", done, plan.somebody(code), {"on": done.isoformat()}, record=True)


# Support and outreach


def _support(plan: Plan) -> None:
    kinds = ("facilitation", "travel", "travel", "translation", "translation", "research", "training", "logistics")
    for place in range(plan.times(facts.SUPPORT)):
        code = plan.random.choice(tuple(facts.GROUPS))
        thread, kind = Thread(code), kinds[place % len(kinds)]
        day = plan.day(facts.SET_UP[0], facts.DRAFTING[0])
        texts: dict[str, object] = {"kind": kind, "needed_by": (day + DAY * 30).isoformat()}
        if plan.random.random() < 0.4:
            texts["cost"] = f"{plan.random.randint(1, 40) * 50} EUR"
        title = f"{kind.capitalize()} for {_topic(plan, code)}"
        plan.add(thread, "support", day, plan.somebody(code), title, **texts)
        if place % 9 == 8:
            texts = {"why": "There is no money for it."}
            plan.do(thread, "support", "decline", day + DAY * 9, plan.core[0], texts, record=True)
            continue
        plan.do(thread, "support", "arrange", day + DAY * 9, plan.core[0], {}, record=True)
        plan.do(thread, "support", "done", day + DAY * 31, plan.somebody(code), {}, record=True)


def _outreach(plan: Plan) -> None:
    for kind, (count, spans) in facts.OUTREACH.items():
        for _ in range(plan.times(count)):
            code = plan.random.choice(tuple(facts.GROUPS))
            _share(plan, Thread(code), kind, plan.day(*plan.random.choice(spans)))


def _share(plan: Plan, thread: Thread, kind: str, day: date) -> None:
    about = _topic(plan, thread.group)
    body = words.prose(words.MINUTES, plan.random, about, 3)
    title = f"{words.TITLES.get(kind, kind.capitalize())}: {about}".replace("{n}", "").replace("{topic}", about)
    who = plan.somebody(thread.group)
    plan.add(thread, "outreach", day, who, title[:190], body=body, kind=kind, on=day.isoformat())
    plan.mark(thread, day + DAY, who, "shared")
