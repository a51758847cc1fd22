"""Scopes in the replay: sources, the changes that are needed with their case, research, reflections (requirements 24
to 29, 51), and how the method changed meanwhile (44)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.realistic import facts, words
from tests.realistic.doing import answered
from tests.realistic.plan import Plan, Thread

DAY = timedelta(days=1)
SECTIONS = 10


def plan_scopes(plan: Plan) -> None:
    """The scope of each group: begun, written, published with a time for comments, final."""
    codes = tuple(facts.GROUPS)
    sources: dict[str, list[Thread]] = {code: [] for code in codes}
    for place in range(plan.times(facts.SOURCES)):
        code = codes[place % len(codes)]
        sources[code].append(_source(plan, code))
    for code in codes:
        _scope(plan, code, sources[code])


def _source(plan: Plan, code: str) -> Thread:
    thread, kind = Thread(code), plan.random.choice(tuple(words.SOURCES))
    title = words.SOURCES[kind].replace("{topic}", plan.topic(code))
    body = words.prose(words.PROSE, plan.random, plan.topic(code), 1)
    plan.add(
        thread, "source", plan.day(facts.SCOPING[0], facts.SCOPING[0] + DAY * 20), plan.somebody(code), title,
        body=body, kind=kind, date=str(plan.random.randint(2012, 2018)),
        address=f"https://example.org/{facts.GROUPS[code]}/{plan.random.randint(100, 999)}",
    )  # fmt: skip
    return thread


def _scope(plan: Plan, code: str, sources: list[Thread]) -> None:
    random, thread = plan.random, Thread(code)
    thread.last = max((source.last for source in sources), default=thread.last)
    day = facts.SCOPING[0] + DAY * random.randint(21, 30)
    changes = [_change(plan, code) for _ in range(random.randint(2, 4))]
    plan.add(thread, "scope", day, plan.somebody(code), "", changes=changes, sources=sources)
    for _ in range(3):
        day += DAY * random.randint(5, 20)
        answers = {
            place: words.prose(words.PROSE, random, plan.topic(code), 2)
            for place in random.sample(range(1, SECTIONS + 1), 5)
        }
        plan.edit(thread, day, plan.somebody(code), lambda text, answers=answers: answered(text, answers))
    if random.random() < 0.7:
        note = Thread("CT", last=thread.last)
        text = random.choice(words.REFLECTIONS)
        plan.add(note, "note", day + DAY, plan.core[1], text, kind="reflection", about=[thread], date=day.isoformat())
    _support(plan, thread, day)
    closes = facts.SCOPING[1] - DAY * random.randint(0, 6)
    texts = {"closes": closes.isoformat()}
    plan.do(thread, "scope", "publish", closes - DAY * 21, plan.somebody(code), texts, record=True)
    plan.mark(thread, facts.SCOPING[1], plan.somebody(code), "final")


def _change(plan: Plan, code: str) -> str:
    """A change as it is typed; a few come without their case, and the scope is incomplete (requirement 29)."""
    text = words.filled(plan.random.choice(words.CHANGES), plan.random, plan.topic(code))
    case = plan.random.choice(words.CASES) if plan.random.random() < 0.85 else ""
    serves = plan.random.choice(("knowledge as a service", "knowledge equity"))
    return ",".join([text, *([f"case={case}"] if case else []), f"serves={serves}"])


def _support(plan: Plan, scope: Thread, day: date) -> None:
    """Some of the research that a scope needs is asked for (requirement 27)."""
    if plan.random.random() < 0.5:
        request = Thread(scope.group, last=scope.last)
        title = f"Find out more about {plan.topic(scope.group)}"
        texts = {"kind": "research", "needed_by": (day + DAY * 40).isoformat(), "from": scope}
        plan.add(request, "support", day + DAY, plan.somebody(scope.group), title, **texts)


def plan_method(plan: Plan) -> None:
    """What the groups changed in the way they work, and what they only thought of."""
    for place, (title, why) in enumerate(words.METHODS):
        thread = Thread("ALL")
        day = plan.day(facts.SCOPING[0], facts.DRAFTING[0])
        plan.add(thread, "method", day, plan.core[0], title, why=why)
        if place % 3 == 2:
            plan.do(thread, "method", "drop", day + DAY * 9, plan.core[0], {"why": "It takes too long."}, record=True)
        else:
            plan.do(thread, "method", "adopt", day + DAY * 9, plan.core[0], {}, record=True)
