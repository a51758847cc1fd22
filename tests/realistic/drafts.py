"""Drafts in the replay, as the groups wrote them: two iterations, windows, merges over groups, splits.

Which draft became part of which is known only in part. Every link between two drafts is made up here, from the seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.realistic import facts, words
from tests.realistic.doing import answered, done_by
from tests.realistic.plan import Plan, Thread
from wmstrat.change.change import Change
from wmstrat.record.verbs import Done

DAY = timedelta(days=1)
# How many prompts a draft has, and the places of those that are needed.
PROMPTS, NEEDED = 17, (1, 14)
# When a group takes its first drafts up again, once their time for comments is over.
REVISION = (date(2019, 9, 16), date(2019, 9, 18))
COMMENTS_END = "Comments on the first drafts end"


@dataclass
class Written:
    """What the groups wrote by the end of the second iteration: the drafts of the first and of the second one."""

    first: dict[str, list[Thread]] = field(default_factory=dict)
    second: dict[str, list[Thread]] = field(default_factory=dict)


def plan_drafts(plan: Plan, questions: dict[str, list[Thread]], dates: dict[str, Thread]) -> Written:
    """Two iterations. The first one is published on one day by one command, and its time for comments, which is that
    of a milestone, moves once."""
    written = Written(first=_first_iteration(plan, questions))
    together = [thread for threads in written.first.values() for thread in threads]
    window = dates[COMMENTS_END]
    texts = {"closes": window, "despite": "Everybody publishes on one day, with what is there."}
    plan.together(together, "draft", "publish", facts.FIRST_ITERATION, plan.core[0], texts)
    for code in facts.GROUPS:
        written.second[code] = []
    wanted = _shared_out(facts.SECOND_DRAFTS, plan.drafts(sum(facts.SECOND_DRAFTS.values())))
    for code, threads in written.first.items():
        written.second[code] = _second_iteration(plan, threads, wanted[code])
    for code, threads in written.first.items():
        _settle(plan, threads[wanted[code] :], code, written.second)
    for code, threads in written.second.items():
        _publish_second(plan, code, threads)
    return written


def _shared_out(counts: dict[str, int], total: int) -> dict[str, int]:
    """The first `total` of that many, taken from one group after the other."""
    order = [code for place in range(max(counts.values())) for code, count in counts.items() if place < count]
    rounds = [order[place % len(order)] for place in range(total)]
    return {code: rounds.count(code) for code in counts}


def write(plan: Plan, thread: Thread, day: date, title: str, edits: int, **texts: object) -> None:
    """A draft is added, and its prompts are answered in some edits; many stay open."""
    plan.add(thread, "draft", day, plan.somebody(thread.group), title, kind="recommendation", **texts)
    plan.mark(thread, day + DAY, plan.somebody(thread.group), "drafting")
    for _ in range(edits):
        day += DAY * plan.random.randint(1, 4)
        answer(plan, thread, day, 4)


def answer(plan: Plan, thread: Thread, day: date, most: int, needed: tuple[int, ...] = ()) -> None:
    """Some more prompts of a draft are answered, those that are needed first, and one with "todo" now and then."""
    random, about = plan.random, plan.topic(thread.group)
    places = [*needed, *random.sample(range(1, PROMPTS + 1), most)]
    answers = {place: words.prose(words.PROSE, random, about, 2) for place in places}
    if random.random() < 0.05:
        answers[PROMPTS] = "todo"
    plan.edit(thread, day, plan.somebody(thread.group), lambda text: answered(text, answers))


def _title(plan: Plan, code: str) -> str:
    return words.filled(plan.random.choice(words.DRAFTS), plan.random, plan.topic(code))


# The first iteration


def _first_iteration(plan: Plan, questions: dict[str, list[Thread]]) -> dict[str, list[Thread]]:
    found: dict[str, list[Thread]] = {code: [] for code in facts.GROUPS}
    counts = _shared_out(facts.FIRST_DRAFTS, plan.drafts(sum(facts.FIRST_DRAFTS.values())))
    for code, count in counts.items():
        for _ in range(count):
            thread = Thread(code)
            answers = plan.random.sample(
                questions[code], min(len(questions[code]), plan.random.choice((0, 1, 1, 1, 2)))
            )
            day = plan.day(facts.DRAFTING[0], facts.DRAFTING[0] + DAY * 12)
            write(
                plan, thread, day, _title(plan, code), 2, level="structural", answers=answers, focus=plan.focus(code)
            )
            _roots(plan, thread, day + DAY * 9)
            found[code].append(thread)
    return found


def _roots(plan: Plan, thread: Thread, day: date) -> None:
    """What a draft does with structures of today, and which change of the scope it comes from (rows 28 and 35)."""
    fields: dict[str, object] = {"changes": [f"{thread.group}-C{plan.random.randint(1, 2)}"]}
    if plan.random.random() < 0.5:
        fields["structures"] = [structure(plan)]
    plan.set(thread, day, plan.somebody(thread.group), **fields)


def structure(plan: Plan) -> str:
    """A structure of today, and what becomes of it, as it is typed."""
    effect = plan.random.choice(("keep", "change", "change", "stop", "add"))
    return f"{plan.random.choice(words.STRUCTURES)},effect={effect}"


# The second iteration


def _second_iteration(plan: Plan, threads: list[Thread], wanted: int) -> list[Thread]:
    """The drafts that a group writes on: what it goes on with is revised with the reason, and where there are too few
    the last one is split."""
    kept = threads[:wanted]
    for thread in kept:
        why = words.filled(plan.random.choice(words.CHANGED), plan.random, plan.topic(thread.group))
        plan.do(
            thread, "draft", "revise", plan.day(*REVISION), plan.somebody(thread.group), {"why": why}, record=True
        )
    if kept and len(kept) < wanted:
        kept = [*kept[:-1], *_split(plan, kept[-1], wanted - len(kept) + 1)]
    for thread in kept:
        plan.edit(thread, REVISION[1] + DAY, plan.somebody(thread.group), _said_more)
        for _ in range(plan.random.choice((0, 1, 1, 2))):
            answer(plan, thread, REVISION[1] + DAY * 2, 4)
    return kept


def titles_of_parts(plan: Plan, code: str, parts: int) -> list[str]:
    """A title of its own for each part of a draft, however many there are."""
    titles: list[str] = []
    for part in range(1, parts + 1):
        title = _title(plan, code)
        titles.append(f"{title}, part {part}" if title in titles else title)
    return titles


def _split(plan: Plan, thread: Thread, parts: int) -> list[Thread]:
    """The new drafts that one becomes."""
    titles = titles_of_parts(plan, thread.group, parts)
    heirs = [Thread(thread.group) for _ in titles]

    def make(change: Change) -> Done:
        texts = {"into": titles, "why": "They are about different things."}
        done = done_by(change, "draft", "split", thread.record(change), texts)
        for heir, record in zip(heirs, done.records[1:], strict=True):
            heir.id = record.id
        return done

    plan.at(REVISION[1], plan.somebody(thread.group), "draft split", make, thread)
    for heir in heirs:
        heir.last = thread.last
    return heirs


def _said_more(text: str) -> str:
    """The text of a draft with one more sentence about what it recommends."""
    return answered(text, {1: "After the comments we say it more clearly."})


def _settle(plan: Plan, threads: list[Thread], code: str, second: dict[str, list[Thread]]) -> None:
    """What became of the other first drafts: most became part of one that is revised, of any group; some were
    withdrawn, and a few without a reason."""
    for place, thread in enumerate(threads):
        day = plan.day(REVISION[1] + DAY, facts.SECOND_ITERATION[1] - DAY)
        own, others = second[code], [each for other in second.values() for each in other]
        near = own if own and plan.random.random() < 0.6 else others
        if place % 5 == 4 or not near:
            why = "Nobody in the group goes on with it." if place % 2 else ""
            plan.mark(thread, day, plan.somebody(code), "withdrawn", why)
            continue
        into = plan.random.choice(near)
        thread.last = max(thread.last, into.last)
        texts = {"into": into, "why": plan.random.choice(words.SAME)}
        plan.do(thread, "draft", "merge", day, plan.somebody(code), texts, record=True)


def _publish_second(plan: Plan, code: str, threads: list[Thread]) -> None:
    """A group publishes its second drafts with one command; one of them gives others more time."""
    for thread in threads:
        direction = words.prose(words.PROSE, plan.random, plan.topic(code), 1).replace("\n", " ")
        plan.set(thread, facts.SECOND_ITERATION[1] - DAY, plan.somebody(code), direction=direction)
    if not threads:
        return
    texts = {
        "iteration": "2", "closes": facts.SECOND_COMMENTS.isoformat(),
        "despite": "The mandate of the group ends soon.",
    }  # fmt: skip
    plan.together(threads, "draft", "publish", facts.SECOND_ITERATION[1], plan.somebody(code), texts)
    if code == "CB":
        texts = {"closes": facts.LONGER_COMMENTS.isoformat(), "why": plan.random.choice(words.DELAYS)}
        day = facts.SECOND_COMMENTS - DAY * 3
        plan.together(threads, "draft", "extend", day, plan.somebody(code), texts)
