"""The work of the groups in the replay: stages, questions, notes."""

from __future__ import annotations

from datetime import date, timedelta

from tests.realistic import facts, words
from tests.realistic.plan import Plan, Thread

DAY = timedelta(days=1)


def plan_work(plan: Plan) -> dict[str, list[Thread]]:
    """What the groups do beside scopes, drafts and answering others; returns their questions."""
    for code in facts.GROUPS:
        _pages(plan, code)
        _stages(plan, code)
    questions = _questions(plan)
    _notes(plan, questions)
    return questions


# Groups


def _pages(plan: Plan, code: str) -> None:
    thread = Thread(code, id=facts.GROUPS[code])
    if code != "RS":
        address = f"{facts.GROUPS[code]}@lists.example.org"
        plan.set(thread, plan.day(*facts.SET_UP), plan.somebody(code), mailing_list=address)
    _way_of_working(plan, thread, code)
    region, skill = plan.random.choice(words.REGIONS), plan.random.choice(words.SKILLS)
    day = plan.day(*facts.FURTHER_APPOINTMENTS)
    needs = [
        f"somebody from {region},kind=region,since={day}",
        f"{skill},kind=skill,since={day},until={day + DAY * plan.random.randint(30, 200)}",
    ]
    plan.set(thread, day, plan.somebody(code), needs=needs)


def _way_of_working(plan: Plan, thread: Thread, code: str) -> None:
    """Each group decides how it works, and some never write it down (requirement 50)."""
    if plan.random.random() < 0.25:
        return
    plan.set(
        thread, plan.day(*facts.SET_UP), plan.somebody(code),
        rhythm=plan.random.choice(("every week", "every second Tuesday", "every month")),
        channels=[f"https://chat.example.org/{thread.id}"],
        decision_rule=plan.random.choice(("consent", "two thirds of the votes")),
        zones=plan.random.sample(words.ZONES, 2), quorum=plan.random.choice(("1/2", "60%", "5")),
    )  # fmt: skip


def _stages(plan: Plan, code: str) -> None:
    thread = Thread(code, id=facts.GROUPS[code])

    def stage(day: date, name: str, *, end: bool = False) -> None:
        texts = {"stage": name, "end": end}
        plan.do(thread, "group", "stage", day, plan.somebody(code), texts, record=True)

    # No two groups at the same time (requirement 8), and the scope still open when drafting begins (23).
    scoping = facts.SCOPING[0] + DAY * plan.random.randint(0, 20)
    drafting = facts.CONVERSATIONS[1] - DAY * plan.random.randint(0, 60)
    stage(scoping, "scope")
    if plan.scale >= 1:
        stage(drafting, "recommendations")
        stage(drafting + DAY * plan.random.randint(5, 40), "scope", end=True)
    stage(facts.MANDATE_ENDS, "concluded")


# Questions


def _questions(plan: Plan) -> dict[str, list[Thread]]:
    codes = tuple(facts.GROUPS)
    asked: dict[str, list[Thread]] = {code: [] for code in codes}
    for place in range(plan.times(facts.CORE_QUESTIONS)):
        thread = Thread(codes[place % len(codes)])
        _ask(plan, thread, plan.day(*facts.SET_UP), origin="core")
        asked[thread.group].append(thread)
    for place in range(plan.times(facts.QUESTIONS) - plan.times(facts.CORE_QUESTIONS)):
        code = codes[place % len(codes)]
        thread = Thread(code)
        _ask(plan, thread, plan.day(facts.SCOPING[0], facts.SCOPING[0] + DAY * 90))
        asked[code].append(thread)
    for place in range(plan.times(facts.PROGRAMMATIC_QUESTIONS)):
        thread = Thread(codes[(place * 4) % len(codes)])
        title = words.filled(plan.random.choice(words.PROGRAMMATIC), plan.random, plan.topic(thread.group))
        day = plan.day(facts.SCOPING[0], facts.SCOPING[0] + DAY * 60)
        plan.add(thread, "question", day, plan.somebody(thread.group), title, level="programmatic")
        plan.mark(thread, day + DAY * 14, plan.somebody(thread.group), "parked")
    _merge_some(plan, asked)
    for code, threads in asked.items():
        if threads:
            _finalize(plan, code, threads)
    return asked


def _ask(plan: Plan, thread: Thread, day: date, **texts: object) -> None:
    random, code = plan.random, thread.group
    about = plan.topic(code)
    title = words.filled(random.choice(words.QUESTIONS), random, about)
    since = {"enduring_since": str(random.randint(2004, 2016))} if random.random() < 0.2 else {}
    focus = plan.focus(code)
    plan.add(thread, "question", day, plan.somebody(code), title, level="structural", focus=focus, **since, **texts)
    if random.random() < 0.7:
        background = words.prose(words.PROSE, random, about, 1).replace("\n", " ")
        plan.set(thread, day + DAY * random.randint(1, 10), plan.somebody(code), background=background)
    if random.random() < 0.8:
        plan.mark(thread, day + DAY * random.randint(3, 25), plan.somebody(code), "review")


def _merge_some(plan: Plan, asked: dict[str, list[Thread]]) -> None:
    """Some questions turn out to be parts of others, before the set is final."""
    for code, threads in asked.items():
        if len(threads) < 6 or plan.random.random() < 0.5:
            continue
        merged, into = threads.pop(), threads[0]
        day = facts.SCOPING[0] + DAY * 95
        merged.last = max(merged.last, into.last)
        plan.do(merged, "question", "merge", day, plan.somebody(code), {"into": into}, record=True)


def _finalize(plan: Plan, code: str, threads: list[Thread]) -> None:
    """The set becomes final on a day; answers and amendments follow (requirement 17)."""
    random = plan.random
    final = plan.day(facts.SCOPING[1] - DAY * 14, facts.SCOPING[1])
    together = Thread(code, last=max(thread.last for thread in threads))

    plan.do(together, "question", "finalize", final, plan.somebody(code), {"group": facts.GROUPS[code]})
    for place, thread in enumerate(threads):
        thread.last = together.last
        if place == 0 or random.random() < 0.15:
            title = words.filled(random.choice(words.QUESTIONS), random, plan.topic(code))
            plan.set(thread, final + DAY * random.randint(10, 80), plan.somebody(code), title=f"{title} (for all)")
        if random.random() < 0.9:
            _answer(plan, thread, plan.day(*facts.CONVERSATIONS), replace=False)
            if random.random() < 0.6:
                _answer(plan, thread, plan.day(*facts.DRAFTING), replace=True)


def _answer(plan: Plan, thread: Thread, day: date, *, replace: bool) -> None:
    text = words.prose(words.PROSE, plan.random, plan.topic(thread.group), 4)
    who = plan.somebody(thread.group)
    plan.do(thread, "question", "answer", day, who, {"replace": replace}, text=text, record=True)


# Notes


def _notes(plan: Plan, questions: dict[str, list[Thread]]) -> None:
    for kind, (count, spans) in facts.NOTES.items():
        for place in range(plan.notes(count)):
            code = plan.random.choice(tuple(facts.GROUPS))
            _note(plan, Thread(code), kind, plan.day(*plan.random.choice(spans)), place + 1, questions[code])
    for place in range(plan.notes(facts.SYNTHESIS_NOTES)):
        day = plan.day(*facts.SYNTHESIS_CONVERSATIONS)
        _note(plan, Thread("CT"), "interview", day, place + 1, [])


def _note(plan: Plan, thread: Thread, kind: str, day: date, number: int, questions: list[Thread]) -> None:
    random, code = plan.random, thread.group
    language, title = "en", words.TITLES.get(kind, "")
    pool: tuple[str, ...] = words.PROSE
    if kind == "interview":
        language = random.choice(tuple(words.LANGUAGES))
        title, pool = words.LANGUAGES[language]
        title = title if random.random() < 0.6 else ""
    about = plan.topic(code)
    text = words.prose(pool, random, about, 3)
    who = plan.somebody(code)
    texts: dict[str, object] = {"kind": kind, "date": day.isoformat(), "author": who.name}
    if title:
        texts["title"] = title.replace("{n}", str(number)).replace("{topic}", about)
    if kind == "interview":
        texts["language"] = language
    plan.add(thread, "note", day + DAY * random.choice((0, 0, 0, 1, 2)), who, text, **texts)
    if random.random() < 0.12:
        more = words.prose(pool, random, about, 1)
        plan.edit(thread, day + DAY * random.randint(2, 9), who, lambda old, more=more: f"{old}\n{more}\n")
    known = [one for one in questions if one.last.date() < day]
    if known and random.random() < 0.2:
        later = max(day, max(one.last.date() for one in known)) + DAY * 3
        if later < date(2020, 5, 31):
            plan.set(thread, later, plan.somebody(code), about=[random.choice(known)])
