"""What groups need from each other in the replay: links, and the consent rounds of the Steering Group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from tests.realistic import facts, words
from tests.realistic.plan import SLUGS, Plan, Thread

DAY = timedelta(days=1)
KINDS = ("dependency", "dependency", "need", "opportunity")


def _filled(plan: Plan, texts: Sequence[str], code: str) -> str:
    return words.filled(plan.random.choice(texts), plan.random, plan.random.choice(words.TOPICS[code]))


def plan_links(plan: Plan, drafts: Mapping[str, Sequence[Thread]]) -> None:
    """Who waits for whom. Some wait for the Steering Group, some are about drafts that change afterwards, and many
    are never looked at again (requirements 10 and 40 to 42)."""
    codes = tuple(facts.GROUPS)
    for place in range(plan.times(facts.LINKS)):
        code = plan.random.choice(codes)
        other = "SG" if place % 6 == 5 else plan.random.choice([one for one in codes if one != code])
        thread = Thread(code)
        texts: dict[str, object] = {
            "with": [SLUGS[other]],
            "kind": plan.random.choice(KINDS),
            "strength": plan.random.choice(("strong", "weak")),
        }
        day = plan.day(facts.SCOPING[0], facts.DRAFTING[0])
        if place % 2 and drafts.get(other):
            day = plan.day(facts.FIRST_ITERATION, facts.SECOND_ITERATION[0])
            texts["about"] = [plan.random.choice(drafts[other])]
        plan.add(thread, "link", day, plan.somebody(code), _filled(plan, words.NEEDED, code), **texts)
        _is_looked_at(plan, thread, day, other, bool(texts.get("about")))


def _is_looked_at(plan: Plan, link: Thread, day: date, other: str, about_a_draft: bool) -> None:
    code = link.group
    if plan.random.random() < 0.7:
        plan.do(link, "link", "agree", day + DAY * 6, plan.somebody(other), {}, record=True)
    if about_a_draft and plan.random.random() < 0.4:
        texts = {"group": SLUGS[code]}
        plan.do(link, "link", "seen", day + DAY * 20, plan.somebody(code), texts, record=True)
    if plan.random.random() < 0.35:
        plan.do(link, "link", "settle", day + DAY * 40, plan.somebody(code), {}, record=True)
    elif plan.random.random() < 0.15:
        texts = {"why": "Both groups do without it."}
        plan.do(link, "link", "drop", day + DAY * 40, plan.somebody(code), texts, record=True)


def plan_rounds(plan: Plan, drafts: Mapping[str, Sequence[Thread]]) -> None:
    """The Steering Group asks the groups. One in three objects at first; some rounds are never closed, because a
    group did not answer (requirement 50)."""
    codes = tuple(code for code in facts.GROUPS if drafts[code])
    for place in range(plan.times(facts.ROUNDS)):
        code = plan.random.choice(codes)
        thread, day = Thread("SG"), plan.day(facts.COMMENTS[0], facts.SECOND_ITERATION[1])
        asked = plan.random.sample([one for one in facts.GROUPS if one != code], 3)
        plan.open(
            thread, "round", "open", day, plan.somebody("SG"), title=_filled(plan, words.ASKED, code),
            about=[plan.random.choice(drafts[code])], asks=[SLUGS[one] for one in asked],
            closes=(day + DAY * 14).isoformat(),
        )  # fmt: skip
        waits = place % 4 == 3
        for one in asked[:-1] if waits else asked:
            _answer(plan, thread, day + DAY * plan.random.randint(1, 8), one)
        if not waits:
            texts = {"on": max(thread.last.date(), day + DAY * 14).isoformat()}
            plan.do(thread, "round", "close", day + DAY * 14, plan.somebody("SG"), texts, record=True)


def _answer(plan: Plan, thread: Thread, day: date, code: str) -> None:
    who = plan.somebody(code)
    if plan.random.random() < 0.33:
        texts = {"answer": "object", "for": SLUGS[code]}
        text = plan.random.choice(words.OBJECTIONS)
        plan.do(thread, "round", "answer", day, who, texts, text=text, record=True)
        day += DAY * 3
    texts = {"answer": plan.random.choice(("agree", "aside")), "for": SLUGS[code]}
    plan.do(thread, "round", "answer", day, who, texts, record=True)
