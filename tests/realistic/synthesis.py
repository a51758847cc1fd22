"""How the drafts of the groups became thirteen, the thirteen ten, and what the Board decided (requirements 32 to 36).

Titles, counts and days are those of the real process. Which draft became part of which is made up, from the seed,
except that a draft which has the title of an earlier one is the same draft.
"""

from __future__ import annotations

from datetime import timedelta

from tests.realistic import facts, words
from tests.realistic.drafts import NEEDED, answer, structure, write
from tests.realistic.plan import Plan, Thread
from wmstrat.change.change import Change
from wmstrat.change.editing import set_fields
from wmstrat.record.verbs import Done

DAY = timedelta(days=1)


def plan_synthesis(plan: Plan, second: dict[str, list[Thread]]) -> list[Thread]:
    """Thirteen drafts out of all, published on one day with a time for comments; returns them."""
    titles = facts.SYNTHESIS_TITLES[: plan.drafts(len(facts.SYNTHESIS_TITLES))]
    synthesis = [Thread("CT") for _ in titles]
    day = facts.SYNTHESIS[0] - DAY
    for thread, title in zip(synthesis, titles, strict=True):
        day += DAY
        write(plan, thread, day, title, 3, iteration="3", level="structural")
        plan.set(thread, day + DAY * 13, plan.core[0], structures=[structure(plan)])
        _whole(plan, thread)
    texts = {
        "iteration": "3", "closes": facts.SYNTHESIS_CONVERSATIONS[1].isoformat(),
        "despite": "It is there to be discussed.",
    }  # fmt: skip
    plan.together(synthesis, "draft", "publish", facts.SYNTHESIS_PUBLISHED, plan.core[0], texts)
    _become_thirteen(plan, [thread for threads in second.values() for thread in threads], synthesis)
    return synthesis


def _whole(plan: Plan, thread: Thread) -> None:
    """Most prompts of a draft are answered."""
    for _ in range(2):
        answer(plan, thread, facts.SYNTHESIS_PUBLISHED - DAY * 6, 8, NEEDED)


def _become_thirteen(plan: Plan, drafts: list[Thread], synthesis: list[Thread]) -> None:
    """What became of the second drafts: most are part of one of the thirteen, some of two; some were withdrawn with
    the reason, and of a few nobody said anything."""
    into: dict[int, list[Thread]] = {}
    for place, draft in enumerate(plan.random.sample(drafts, len(drafts))):
        number = place % len(synthesis)
        if place % 22 == 21:
            continue
        if place % 11 == 10:
            plan.mark(draft, facts.SYNTHESIS_PUBLISHED, plan.core[0], "withdrawn", plan.random.choice(words.GIVEN_UP))
        elif place % 13 == 12 and len(synthesis) > 1:
            _into_two(plan, draft, synthesis[number], synthesis[number - 1])
        else:
            into.setdefault(number, []).append(draft)
    for number, merged in into.items():
        texts = {"into": synthesis[number]}
        _after(merged, synthesis[number])
        plan.together(merged, "draft", "merge", facts.SYNTHESIS_PUBLISHED, plan.core[0], texts)


def _after(threads: list[Thread], other: Thread) -> None:
    for thread in threads:
        thread.last = max(thread.last, other.last)


def _into_two(plan: Plan, draft: Thread, *others: Thread) -> None:
    """A draft becomes part of two others."""
    draft.last = max(each.last for each in (draft, *others))

    def make(change: Change) -> Done:
        typed = ["state=merged", *(f"became+={other.id}" for other in others)]
        return set_fields(change, [draft.record(change)], typed)

    plan.at(facts.SYNTHESIS_PUBLISHED, plan.core[0], "set", make, draft)


def plan_decision(plan: Plan, synthesis: list[Thread]) -> list[Thread]:
    """Ten drafts, handed to the Board and ratified by it on one day; returns them."""
    ten = _become_ten(plan, synthesis)
    texts = {"iteration": "4"}
    plan.together(ten, "draft", "publish", facts.INTEGRATION[1], plan.core[0], texts)
    plan.together(ten, "draft", "submit", facts.ENDORSED - DAY * 5, plan.core[0], {})
    meeting = Thread("BD")
    plan.add(
        meeting, "meeting", facts.INTEGRATION[1], plan.core[0], "Meeting of the Board", kind="in-person",
        at=f"{facts.ENDORSED} 14:00 UTC",
    )  # fmt: skip
    _after(ten, meeting)
    decided: dict[str, object] = {
        "outcome": "ratified", "by": "board", "on": facts.ENDORSED.isoformat(), "from": meeting,
        "address": "https://example.org/board/2020-03-27",
    }  # fmt: skip
    *others, last = ten
    if others:
        text = "The Board endorses the recommendation."
        plan.together(others, "draft", "decide", facts.ENDORSED, plan.core[0], decided, text=text)
    conditions = {"conditions": "A plan with its costs is shown to the Board within a year."}
    text = "The Board endorses the recommendation, on one condition."
    plan.together([last], "draft", "decide", facts.ENDORSED, plan.core[0], {**decided, **conditions}, text=text)
    _after([meeting], last)
    summary = "The Board endorsed the recommendations, one of them on a condition."
    plan.do(meeting, "meeting", "close", facts.ENDORSED, plan.core[0], {}, text=summary, record=True)
    _published(plan, ten)
    return ten


def _become_ten(plan: Plan, synthesis: list[Thread]) -> list[Thread]:
    """The drafts that keep their title are revised; the others become part of new ones."""
    known = dict(zip((title.casefold() for title in facts.SYNTHESIS_TITLES), synthesis, strict=False))
    titles = facts.FINAL_TITLES[: plan.drafts(len(facts.FINAL_TITLES))]
    ten = [known.pop(title.casefold(), Thread("CT")) for title in titles]
    new = []
    for title, thread in zip(titles, ten, strict=True):
        if thread in synthesis:
            why = plan.random.choice(words.CHANGED).replace("{topic}", "it")
            plan.do(thread, "draft", "revise", facts.INTEGRATION[0], plan.core[0], {"why": why}, record=True)
            plan.set(thread, facts.INTEGRATION[0], plan.core[0], title=title)
            answer(plan, thread, plan.day(*facts.INTEGRATION) - DAY, 6, NEEDED)
        else:
            write(plan, thread, facts.INTEGRATION[0], title, 3, iteration="4", level="structural")
            for _ in range(2):
                answer(plan, thread, facts.INTEGRATION[1] - DAY * 3, 8, NEEDED)
            new.append(thread)
        fields = {"structures": [structure(plan)], "carried_out_by": ["steering-group"]}
        plan.set(thread, facts.INTEGRATION[1] - DAY, plan.core[0], **fields)
    others = plan.random.sample(list(known.values()), len(known))
    for place, thread in enumerate(others):
        into = (new or ten)[place % len(new or ten)]
        thread.last = max(thread.last, into.last)
        texts = {"into": into, "why": plan.random.choice(words.SAME)}
        plan.do(thread, "draft", "merge", facts.INTEGRATION[1], plan.core[0], texts, record=True)
        into.last = max(into.last, thread.last)
    return ten


def _published(plan: Plan, ten: list[Thread]) -> None:
    """The recommendations come out in May; some advise on them from then on (requirement 85)."""
    published = Thread("CT")
    text = "The recommendations are published, in the languages that they were written and translated in."
    plan.add(
        published, "outreach", facts.PUBLISHED, plan.core[0], "Published", body=text, kind="update",
        on=facts.PUBLISHED.isoformat(),
    )  # fmt: skip
    for thread in plan.random.sample(ten, min(3, len(ten))):
        advice = Thread("CT", last=thread.last)
        text = words.filled(plan.random.choice(words.ADVICE), plan.random, "it")
        plan.add(
            advice, "note", facts.PUBLISHED + DAY * 3, plan.core[1], text, kind="advice", about=[thread],
            date=(facts.PUBLISHED + DAY * 3).isoformat(),
        )  # fmt: skip
