"""Commands of every kind of record with random values, mostly about few records, so that people meet.

Only what can be done together without an error of anybody: days that never end before they begin, codes and names
that are one person's own. So whatever `check` finds at the end was made by bringing histories together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.storm.world import GROUPS, NUMBERED, fields_of

if TYPE_CHECKING:
    from tests.storm.turn import Turn

SOON, LATER = date(2018, 8, 1), date(2019, 2, 1)
LEVELS = ("structural", "programmatic")
LANGUAGES = ("en", "arz", "pt-br", "no")
SKILLS = ("Arabic", "facilitation", "law", "software", "training", "West Africa")
SAFE_TO_UNDO = {
    "note add", "question add", "draft add", "set", "question answer", "group rename", "group stage", "member leave",
    "save", "person add", "import", "member apply", "member decline",
}  # fmt: skip
"""Commands whose undoing leaves a sound record whatever the others did to it meanwhile."""


def day_from(rng: Random, first: date) -> str:
    return (first + timedelta(days=rng.randrange(60))).isoformat()


def some(turn: Turn, *kinds: str, group: str | None = None) -> tuple[str, str, str] | None:
    """A record of one of these kinds as (kind, reference, path): mostly one of a few that everybody is at."""
    kind = turn.rng.choice(kinds)
    slug = group or turn.rng.choice([*GROUPS.values(), "capacity-building", "capacity-building"])
    if kind == "group":
        code = next(code for code, known in GROUPS.items() if known == slug)
        return kind, code, f"groups/{slug}/README.md"
    if kind == "person":
        found = turn.clone.paths("people/*.yaml")
    elif kind == "note":
        found = turn.clone.paths(f"groups/{slug}/notes/**/*.md")
    else:
        found = turn.clone.paths(f"groups/{slug}/{NUMBERED.get(kind, 'members')}/*")
    if not found:
        return None
    pool = found if turn.rng.random() < 0.4 else [*found[:2], *found[-2:]]
    path = turn.rng.choice(pool)
    return kind, path.rpartition("/")[2].rpartition(".")[0], path


def held(turn: Turn, path: str) -> Mapping[str, str]:
    """The fields of a record as they are in this clone."""
    return fields_of(turn.clone.read(path))


def items(turn: Turn, path: str, name: str) -> list[str]:
    """The items of a list field as they are in this clone."""
    front = turn.clone.read(path).decode("utf-8", "replace").partition("\n---")[0]
    flow = re.search(rf"(?m)^{name}: \[(.*)\]$", front)
    if flow:
        return [one.strip() for one in flow[1].split(",") if one.strip()]
    block = re.search(rf"(?m)^{name}:\n((?: *- .*\n?)+)", front + "\n")
    return [line.strip()[2:].removeprefix("what: ").strip() for line in block[1].splitlines()] if block else []


# Commands


def note_add(turn: Turn) -> None:
    code = turn.rng.choice(list(GROUPS))
    words = ["note", "add", code, turn.text("A note")]
    if about := some(turn, "question", "draft"):
        words += ["--about", about[1]] if turn.rng.random() < 0.5 else []
    if turn.rng.random() < 0.3:
        words += ["--kind", turn.rng.choice(("interview", "idea", "research"))]
    turn.wmstrat(*words, expect=turn.token)


def question_add(turn: Turn) -> None:
    code = turn.rng.choice(("CB", "CB", "DI"))
    words = ["question", "add", code, f"What about {turn.token}?"]
    if other := some(turn, "question", group=GROUPS[code]):
        words += ["--background", f"Grew out of {other[1]}"] if turn.rng.random() < 0.4 else []
    turn.wmstrat(*words, expect=turn.token)


def draft_add(turn: Turn) -> None:
    code = turn.rng.choice(("CB", "CB", "DI"))
    words = ["draft", "add", code, f"Recommend {turn.token}"]
    if other := some(turn, "question", group=GROUPS[code]):
        words += ["--answers", other[1]]
        words += ["--direction", f"As {other[1]} asks"] if turn.rng.random() < 0.3 else []
    turn.wmstrat(*words, expect=turn.token)


def person_add(turn: Turn) -> None:
    turn.wmstrat("person", "add", f"Member {turn.rng.randrange(6, 16)}", "--about", turn.text("Knows"), ok=(0, 4))


def group_add(turn: Turn) -> None:
    letters = "".join(chr(65 + turn.number // 26**place % 26) for place in (2, 1, 0))
    turn.wmstrat("group", "add", f"Group {turn.token}", "--code", f"Z{letters}", "--area", f"Area {turn.token}")


def import_notes(turn: Turn) -> None:
    rows = [f"{code},{turn.text('Brought in')} {number}" for number, code in enumerate(("CB", "DI", "CB"))]
    file = turn.scratch("notes.csv", "group,body\n" + "\n".join(rows) + "\n")
    turn.wmstrat("import", "note", file, expect=turn.token)


def appoint(turn: Turn) -> None:
    person, code = some(turn, "person"), turn.rng.choice(list(GROUPS))
    if person is None or turn.clone.read(f"groups/{GROUPS[code]}/members/{code}-{person[1]}.yaml"):
        return  # a second term could begin before another clone ends the first
    words = ["--selected-by", "SC", "--on", day_from(turn.rng, date(2018, 1, 1)), "--why", turn.text("Asked")]
    turn.wmstrat("member", "appoint", code, person[1], *words)


def leave(turn: Turn) -> None:
    if member := some(turn, "member"):
        code, _, person = member[1].partition("-")
        words = ["--on", day_from(turn.rng, LATER), "--why", turn.text("Went")]
        turn.wmstrat("member", "leave", code, person, *words, ok=(0, 3, 4))


SCALARS: dict[str, tuple[str, ...]] = {
    "group": ("area", "mailing_list", "origin", "established"),
    "question": ("title", "background", "level", "enduring_since", "merged_into"),
    "draft": ("title", "direction", "level", "iteration"),
    "note": ("title", "kind", "language", "author"),
    "member": ("role", "type", "organization", "why"),
    "person": ("about", "name"),
}


def value_for(turn: Turn, name: str) -> str:
    """A value that the field takes; the field of a list item and of a scalar alike."""
    pools: dict[str, tuple[str, ...]] = {
        "level": LEVELS,
        "language": LANGUAGES,
        "kind": ("interview", "idea", "research"),
        "role": ("coordinator", "member", "liaison"),
        "type": ("staff", "board", "individual"),
        "established": ("2017", "2018-03", "2018-05-04"),
        "enduring_since": ("2005", "2011-03", "2015"),
        "iteration": ("1", "2", "3"),
        "needs": SKILLS,
    }
    if name in pools:
        return turn.rng.choice(pools[name])
    if name == "mailing_list":
        return f"{turn.token}@lists.example.org"
    if name in ("merged_into", "answers", "about_refs"):
        found = some(turn, "question") if name != "about_refs" else some(turn, "question", "draft")
        return found[1] if found else ""
    if name == "became":
        found = some(turn, "draft")
        return found[1] if found else ""
    mention = some(turn, "question", "draft") if turn.rng.random() < 0.2 else None
    return turn.text("Now") + (f", see {mention[1]}" if mention else "")


def set_scalar(turn: Turn) -> None:
    found = some(turn, *SCALARS, "group", "question", "draft")
    if found is None:
        return
    kind, reference, _ = found
    names = turn.rng.sample(SCALARS[kind], turn.rng.choice((1, 1, 2)))
    clear = turn.rng.random() < 0.1
    words = [f"{name}={'' if clear and name not in ('title', 'name') else value_for(turn, name)}" for name in names]
    expect = turn.token if any(turn.token in word for word in words) else ""
    turn.wmstrat("set", reference, *words, expect=expect, ok=(0, 4, 5))


def set_list(turn: Turn) -> None:
    kind = turn.rng.choice(("group", "group", "question", "draft", "note"))
    found = some(turn, kind)
    if found is None:
        return
    name = {"group": ("needs",), "question": ("focus",), "draft": ("answers", "focus", "became"), "note": ("about",)}
    field = turn.rng.choice(name[kind])
    if field == "became" and held(turn, found[2]).get("state") in ("merged", "split", "superseded"):
        return  # nobody makes a circle on purpose
    present = items(turn, found[2], field)
    if present and turn.rng.random() < 0.4:
        change = f"{field}-={turn.rng.choice(present)}"
    elif field == "focus":
        change = f"focus+={found[1].partition('-')[0]}-F{turn.rng.randrange(1, 4)}"
    else:
        value = value_for(turn, "about_refs" if field == "about" else field)
        change = f"{field}+={value}"
        if not value:
            return
    turn.wmstrat("set", found[1], change, ok=(0, 3, 4, 5))


def mark(turn: Turn) -> None:
    states = {
        "question": ("proposed", "review", "final", "answered", "parked", "withdrawn"),
        "draft": ("idea", "drafting", "published", "submitted", "submitted", "withdrawn"),
        "note": ("withdrawn", "kept"),
    }
    found = some(turn, *states)
    if found and held(turn, found[2]).get("state") != "rejected":
        turn.wmstrat("mark", found[1], turn.rng.choice(states[found[0]]), ok=(0, 4))


def answer(turn: Turn) -> None:
    if found := some(turn, "question"):
        more = ["--replace"] if turn.rng.random() < 0.4 else []
        turn.wmstrat("question", "answer", found[1], turn.text("We answer", long=True), *more, ok=(0, 4))


def finalize(turn: Turn) -> None:
    code = turn.rng.choice(("CB", "DI"))
    turn.wmstrat("question", "finalize", code, "--on", day_from(turn.rng, LATER), ok=(0, 4))


def decide(turn: Turn) -> None:
    found = some(turn, "draft")
    if found:
        outcome = turn.rng.choice(("ratified", "ratified", "rejected", "implementing", "implemented"))
        words = [turn.text("Decided")] if turn.rng.random() < 0.4 else []
        turn.wmstrat("draft", "decide", found[1], outcome, *words, "--by", "BD", ok=(0, 4))


def publish(turn: Turn) -> None:
    """A draft on its way: published with a window, revised, submitted, its window moved."""
    found = some(turn, "draft")
    if found is None:
        return
    closes = ["--closes", day_from(turn.rng, LATER)] if turn.rng.random() < 0.5 else []
    verb, *words = turn.rng.choice(
        (
            ["publish", "--despite", turn.text("Because"), *closes],
            ["publish", "--despite", turn.text("Because"), *closes],
            ["revise", "--why", turn.text("Because")],
            ["submit", "--despite", turn.text("Because")],
            ["extend", day_from(turn.rng, LATER), "--why", turn.text("Because")],
        )
    )
    turn.wmstrat("draft", verb, found[1], *words, ok=(0, 4, 5))


def merge(turn: Turn) -> None:
    """A draft becomes part of a later one, so that no two people make a circle."""
    found, other = some(turn, "draft"), some(turn, "draft")
    numbers = [re.fullmatch(r"[A-Z]+-D(\d+)", each[1]) if each else None for each in (found, other)]
    if found and other and all(numbers):
        first, last = sorted((found[1], other[1]), key=lambda name: int(name.rpartition("D")[2]))
        if first.rpartition("D")[2] != last.rpartition("D")[2]:
            turn.wmstrat("draft", "merge", first, "--into", last, "--why", turn.text("Because"), ok=(0, 4))


def split(turn: Turn) -> None:
    if found := some(turn, "draft"):
        titles = (turn.text("One"), turn.text("Other"))
        into = [word for title in titles for word in ("--into", title)]
        turn.wmstrat("draft", "split", found[1], *into, ok=(0, 4, 5))


def rename(turn: Turn) -> None:
    code = turn.rng.choice(list(GROUPS))
    how = turn.rng.choice(([], [], ["--propose"], ["--reject"]))
    turn.wmstrat("group", "rename", code, f"Name {turn.token}", "--who", "SC", *how, expect=turn.token)


def stage(turn: Turn) -> None:
    code = turn.rng.choice(list(GROUPS))
    which = turn.rng.choice(("scope", "recommendations", "implementation", "set-up"))
    ends = turn.rng.random() < 0.4
    more = ["--on", day_from(turn.rng, LATER if ends else SOON), *(["--end"] if ends else [])]
    turn.wmstrat("group", "stage", code, which, *more, ok=(0, 4, 5))


def undo(turn: Turn) -> None:
    form = "--format=%H%x09%(trailers:key=Wmstrat-Command,valueonly,separator=%x2c)"
    log = turn.git("log", "-12", "--no-merges", f"--author={turn.clone.mail}", form, half=turn.half())
    mine = [line.split("\t") for line in log.out.splitlines()]
    safe = [sha for sha, command in mine if command in SAFE_TO_UNDO]
    if safe:
        turn.wmstrat("undo", turn.rng.choice(safe[:3]), ok=(0, 4, 5))


def look(turn: Turn) -> None:
    turn.wmstrat(*turn.rng.choice((["status"], ["log", "CB"], ["question", "list"], ["show", "CB"])))
