"""The work of the groups in the replay: stages, questions, drafts through four iterations, decisions, notes."""

from __future__ import annotations

from datetime import date, timedelta

from tests.realistic import facts, words
from tests.realistic.plan import Person, Plan, Thread, answered

DAY = timedelta(days=1)


def plan_work(plan: Plan) -> dict[str, list[Thread]]:
    """Everything that the groups do beside answering others; returns the drafts of the first iteration."""
    for code in facts.GROUPS:
        _pages(plan, code)
        _stages(plan, code)
    questions = _questions(plan)
    first = _first_iteration(plan, questions)
    second = _second_iteration(plan, questions)
    _settle_first(plan, first, second)
    synthesis = _synthesis(plan, second)
    _endorsed(plan, synthesis)
    _notes(plan, questions)
    return first


def topic(plan: Plan, code: str) -> str:
    """Something that the group looks into."""
    return plan.random.choice(words.TOPICS[code])


def _focus(plan: Plan, code: str) -> list[str]:
    items = range(1, facts.FOCUS_ITEMS[code] + 1)
    return [f"{code}-F{number}" for number in sorted(plan.random.sample(items, plan.random.choice((1, 1, 2))))]


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
    for place in range(plan.times(facts.QUESTIONS)):
        code = codes[place % len(codes)]
        thread = Thread(code)
        _ask(plan, thread, plan.day(facts.SCOPING[0], facts.SCOPING[0] + DAY * 90))
        asked[code].append(thread)
    for place in range(plan.times(facts.PROGRAMMATIC_QUESTIONS)):
        thread = Thread(codes[(place * 4) % len(codes)])
        title = words.filled(plan.random.choice(words.PROGRAMMATIC), plan.random, topic(plan, thread.group))
        day = plan.day(facts.SCOPING[0], facts.SCOPING[0] + DAY * 60)
        plan.add(thread, "question", day, plan.somebody(thread.group), title, level="programmatic")
        plan.mark(thread, day + DAY * 14, plan.somebody(thread.group), "parked")
    _merge_some(plan, asked)
    for code, threads in asked.items():
        if threads:
            _finalize(plan, code, threads)
    return asked


def _ask(plan: Plan, thread: Thread, day: date) -> None:
    random, code = plan.random, thread.group
    about = topic(plan, code)
    title = words.filled(random.choice(words.QUESTIONS), random, about)
    since = {"enduring_since": str(random.randint(2004, 2016))} if random.random() < 0.2 else {}
    focus = _focus(plan, code)
    plan.add(thread, "question", day, plan.somebody(code), title, level="structural", focus=focus, **since)
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
        plan.set(merged, day, plan.somebody(code), merged_into=into)
        plan.mark(merged, day, plan.somebody(code), "merged")


def _finalize(plan: Plan, code: str, threads: list[Thread]) -> None:
    """The set becomes final on a day; answers and amendments follow (requirement 17)."""
    random = plan.random
    final = plan.day(facts.SCOPING[1] - DAY * 14, facts.SCOPING[1])
    together = Thread(code, last=max(thread.last for thread in threads))

    plan.do(together, "question", "finalize", final, plan.somebody(code), {"group": facts.GROUPS[code]})
    for place, thread in enumerate(threads):
        thread.last = together.last
        if place == 0 or random.random() < 0.15:
            title = words.filled(random.choice(words.QUESTIONS), random, topic(plan, code))
            plan.set(thread, final + DAY * random.randint(10, 80), plan.somebody(code), title=f"{title} (for all)")
        if random.random() < 0.9:
            _answer(plan, thread, plan.day(*facts.CONVERSATIONS), replace=False)
            if random.random() < 0.6:
                _answer(plan, thread, plan.day(*facts.DRAFTING), replace=True)


def _answer(plan: Plan, thread: Thread, day: date, *, replace: bool) -> None:
    text = words.prose(words.PROSE, plan.random, topic(plan, thread.group), 4)
    who = plan.somebody(thread.group)
    plan.do(thread, "question", "answer", day, who, {"replace": replace}, text=text, record=True)


# Drafts


def _write(plan: Plan, thread: Thread, day: date, title: str, iteration: int, edits: int, **texts: object) -> date:
    """A draft is added and its prompts are answered in some edits; many stay open. The day after the last one."""
    random, code = plan.random, thread.group
    plan.add(thread, "draft", day, plan.somebody(code), title, iteration=str(iteration), level="structural", **texts)
    plan.mark(thread, day + DAY, plan.somebody(code), "drafting")
    for _ in range(edits):
        day += DAY * random.randint(1, 4)
        about = topic(plan, code)
        answers = {place: words.prose(words.PROSE, random, about, 2) for place in random.sample(range(1, 16), 4)}
        if random.random() < 0.05:
            answers[15] = "todo"
        plan.edit(thread, day, plan.somebody(code), lambda text, answers=answers: answered(text, answers))
    return day + DAY


def _title(plan: Plan, code: str) -> str:
    return words.filled(plan.random.choice(words.DRAFTS), plan.random, topic(plan, code))


def _iteration(
    plan: Plan, counts: dict[str, int], number: int, begins: date, edits: int, questions: dict[str, list[Thread]]
) -> dict[str, list[Thread]]:
    found: dict[str, list[Thread]] = {code: [] for code in counts}
    wanted = [code for place in range(max(counts.values())) for code, count in counts.items() if place < count]
    for place in range(plan.times(len(wanted))):
        code = wanted[place % len(wanted)]
        thread = Thread(code)
        answers = plan.random.sample(questions[code], min(len(questions[code]), plan.random.choice((0, 1, 1, 1, 2))))
        focus = _focus(plan, code)
        day = plan.day(begins, begins + DAY * 12)
        _write(plan, thread, day, _title(plan, code), number, edits, answers=answers, focus=focus)
        found[code].append(thread)
    return found


def _first_iteration(plan: Plan, questions: dict[str, list[Thread]]) -> dict[str, list[Thread]]:
    drafts = _iteration(plan, facts.FIRST_DRAFTS, 1, facts.DRAFTING[0], 2, questions)
    for code, threads in drafts.items():
        for thread in threads:
            _publish(plan, thread, facts.FIRST_ITERATION, plan.somebody(code))
    return drafts


def _publish(plan: Plan, thread: Thread, day: date, who: Person) -> None:
    """Publish a draft, with what was left open then."""
    texts = {"despite": "Everybody published on one day, with what was there."}
    plan.do(thread, "draft", "publish", day, who, texts, record=True)


def _second_iteration(plan: Plan, questions: dict[str, list[Thread]]) -> dict[str, list[Thread]]:
    drafts = _iteration(plan, facts.SECOND_DRAFTS, 2, facts.SECOND_ITERATION[0], 2, questions)
    for code, threads in drafts.items():
        for thread in threads:
            plan.set(
                thread, facts.SECOND_ITERATION[1] - DAY * 2, plan.somebody(code),
                direction=words.prose(words.PROSE, plan.random, topic(plan, code), 1).replace("\n", " "),
            )  # fmt: skip
            _publish(plan, thread, facts.SECOND_ITERATION[1], plan.somebody(code))
    return drafts


def _settle_first(plan: Plan, first: dict[str, list[Thread]], second: dict[str, list[Thread]]) -> None:
    """What became of the first drafts: most went on in a second one, a few in two, a few nowhere."""
    for code, threads in first.items():
        later = second[code]
        for place, thread in enumerate(threads):
            day = plan.day(facts.SECOND_ITERATION[1], facts.SECOND_ITERATION[1] + DAY * 6)
            outcome = {5: "withdrawn", 4: "split"}.get(place % 6, "merged") if len(later) > 1 else "withdrawn"
            if outcome != "withdrawn":
                parts = 2 if outcome == "split" else 1
                became = [later[(place + part) % len(later)] for part in range(parts)]
                # A first draft is settled only after those that it became part of were there.
                thread.last = max([thread.last, *(one.last for one in became)])
                plan.set(thread, day, plan.somebody(code), became=became)
            plan.mark(thread, day, plan.somebody(code), outcome)


def _synthesis(plan: Plan, second: dict[str, list[Thread]]) -> list[Thread]:
    """Thirteen drafts out of all; which came from which is known only in part, so no link is made up,
    and the others are withdrawn."""
    drafts = []
    for title in facts.SYNTHESIS_TITLES[: plan.times(len(facts.SYNTHESIS_TITLES))]:
        thread = Thread("CT")
        _write(plan, thread, plan.day(facts.SYNTHESIS[0], facts.SYNTHESIS[1] - DAY * 24), title, 3, 4)
        _publish(plan, thread, facts.SYNTHESIS_PUBLISHED, plan.somebody("CT"))
        drafts.append(thread)
    for code, threads in second.items():
        for thread in threads:
            plan.mark(thread, facts.SYNTHESIS_PUBLISHED, plan.somebody(code), "withdrawn")
    return drafts


def _endorsed(plan: Plan, synthesis: list[Thread]) -> None:
    """Ten drafts, handed to the Board and ratified by it (requirements 32 and 36)."""
    for title in facts.FINAL_TITLES[: plan.times(len(facts.FINAL_TITLES))]:
        thread = Thread("CT")
        _write(plan, thread, plan.day(facts.INTEGRATION[0], facts.INTEGRATION[1] - DAY * 18), title, 4, 4)
        _publish(plan, thread, facts.INTEGRATION[1] + DAY, plan.somebody("CT"))
        plan.do(thread, "draft", "submit", facts.ENDORSED - DAY * 5, plan.somebody("CT"), {}, record=True)

        texts = {"outcome": "ratified", "by": "board"}
        plan.do(thread, "draft", "decide", facts.ENDORSED, plan.core[0], texts, record=True)
    for thread in synthesis:
        plan.mark(thread, facts.INTEGRATION[1], plan.somebody("CT"), "withdrawn")
    published = Thread("CT")
    text = "The recommendations are published, in the languages that they were written and translated in."
    plan.add(
        published, "outreach", facts.PUBLISHED, plan.core[0], "Published", body=text, kind="update",
        on=facts.PUBLISHED.isoformat(),
    )  # fmt: skip


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
    about = topic(plan, code)
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
