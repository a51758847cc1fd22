"""What people do in a storm: commands of every kind, edits by hand, plain git, syncs.

Only what can be done together without an error of anybody: days that never end before they begin, codes and names
that are one person's own. So whatever `check` finds at the end was made by bringing histories together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.storm.world import GROUPS, NUMBERED, fields_of

if TYPE_CHECKING:
    from tests.storm.storm import Turn

Action = Callable[["Turn"], None]

SOON, LATER = date(2018, 8, 1), date(2019, 2, 1)
LEVELS = ("structural", "programmatic")
LANGUAGES = ("en", "arz", "pt-br", "no")
SKILLS = ("Arabic", "facilitation", "law", "software", "training", "West Africa")
SAFE_TO_UNDO = {
    "note add", "question add", "draft add", "set", "question answer", "group rename", "group stage", "member leave",
    "save", "person add", "import",
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
    return [line.strip()[2:].strip() for line in block[1].splitlines()] if block else []


# Commands


def note_add(turn: Turn) -> None:
    code = turn.rng.choice(list(GROUPS))
    words = ["note", "add", code, turn.text("A note")]
    if about := some(turn, "question", "draft"):
        words += ["--about", about[1]] if turn.rng.random() < 0.5 else []
    if turn.rng.random() < 0.3:
        words += ["--kind", turn.rng.choice(("call", "idea", "research"))]
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
        "kind": ("call", "idea", "research", "update"),
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
    turn.wmstrat("set", reference, *words, expect=expect, ok=(0, 4))


def set_list(turn: Turn) -> None:
    kind = turn.rng.choice(("group", "group", "question", "draft", "note"))
    found = some(turn, kind)
    if found is None:
        return
    name = {"group": ("needs",), "question": ("focus",), "draft": ("answers", "focus", "became"), "note": ("about",)}
    field = turn.rng.choice(name[kind])
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
        outcome = turn.rng.choice(("ratified", "rejected"))
        turn.wmstrat("draft", "decide", found[1], outcome, "--by", "BD", ok=(0, 4))


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
    log = turn.git("log", "-12", "--no-merges", f"--author={turn.clone.mail}", form)
    mine = [line.split("\t") for line in log.out.splitlines()]
    safe = [sha for sha, command in mine if command in SAFE_TO_UNDO]
    if safe:
        turn.wmstrat("undo", turn.rng.choice(safe[:3]), ok=(0, 4, 5))


def look(turn: Turn) -> None:
    turn.wmstrat(*turn.rng.choice((["status"], ["log", "CB"], ["question", "list"], ["show", "CB"])))


# By hand


def hand_edit(turn: Turn) -> None:
    """A field, a paragraph, a remark or a key of somebody's own, typed into a file; perhaps saved."""
    edits = (hand_field, hand_paragraph, hand_paragraph, hand_remark, hand_key, hand_entry)
    turn.rng.choice(edits)(turn)
    if turn.rng.random() < 0.5:
        turn.wmstrat("save", ok=(0, 4) if not turn.clone.broken else (0, 4, 5))


def hand_field(turn: Turn) -> None:
    names = {
        "group": ("origin", "area"),
        "question": ("background",),
        "draft": ("direction",),
        "note": ("author",),
        "person": ("about",),
    }
    found = some(turn, *names)
    if found is None or held(turn, found[2]).get("state") in ("ratified", "rejected"):
        return
    name = turn.rng.choice(names[found[0]])
    form = turn.rng.choice(("{}", '"{}: and more"', "'{}, it''s said'"))
    turn.type_into(found[2], rf"(?m)^{name}:.*$", f"{name}: {form.format(turn.text('By hand'))}")


def hand_paragraph(turn: Turn) -> None:
    found = some(turn, "group", "question", "draft", "note", "note")
    if found is None or held(turn, found[2]).get("state") in ("ratified", "rejected"):
        return
    path = found[2]
    if turn.rng.random() < 0.15:
        path = turn.rng.choice(("method/procedures.md", "README.md"))
    text = turn.clone.read(path).decode()
    front, fence, body = text.partition("\n---\n") if text.startswith("---") else ("", "", text)
    paragraphs = [part for part in re.split(r"\n\n+", body.strip("\n")) if part]
    typed = turn.text("By hand", long=turn.rng.random() < 0.3)
    where = turn.rng.randrange(len(paragraphs) + 1)
    if where < len(paragraphs) and "```" not in paragraphs[where] and turn.rng.random() < 0.5:
        paragraphs[where] = f"{paragraphs[where]} {typed.splitlines()[0]}"
    else:
        paragraphs.insert(where, typed)
    if len(paragraphs) > 4 and turn.rng.random() < 0.2:
        del paragraphs[(where + 2) % len(paragraphs)]
    turn.write(path, front + fence + ("\n" if fence else "") + "\n\n".join(paragraphs) + "\n", turn.token)


def hand_remark(turn: Turn) -> None:
    found = some(turn, *SCALARS)
    name = turn.rng.choice(SCALARS[found[0]]) if found else ""
    if found:
        turn.type_into(found[2], rf"(?m)^(?={name}:)", f"# remark {turn.token}\n")


def hand_key(turn: Turn) -> None:
    """A key that wmstrat does not know: one of this person's own, or one that everybody uses."""
    found = some(turn, *SCALARS)
    if found is None:
        return
    if turn.rng.random() < 0.3:
        shared = turn.clone.read(found[2]).decode()
        pattern = r"(?m)^budget:.*$" if re.search(r"(?m)^budget:", shared) else None
        line = f"budget: {turn.text('About')}"
        if pattern:
            turn.type_into(found[2], pattern, line)
            return
    else:
        line = f"own_{turn.token}: {turn.text('Mine')}"
    if found[2].endswith(".yaml"):
        turn.write(found[2], turn.clone.read(found[2]).decode().rstrip("\n") + f"\n{line}\n", turn.token)
    else:
        turn.type_into(found[2], r"\n---\n", f"\n{line}\n---\n")


def hand_entry(turn: Turn) -> None:
    """A new focus item of a group, or a key of this person's own in the first of them."""
    code = turn.rng.choice(list(GROUPS))
    path = f"groups/{GROUPS[code]}/README.md"
    known = re.findall(rf"(?m)^  - id: {code}-F(\d+)$", turn.clone.read(path).decode())
    if turn.rng.random() < 0.5:
        entry = f"  - id: {code}-F{max(map(int, known), default=0) + 1}\n    text: {turn.text('Look at')}\n"
        turn.type_into(path, r"(?m)^(?=# the address of the mailing list$)", entry)
    elif known:
        first = f"  - id: {code}-F{known[0]}"
        turn.type_into(path, rf"(?m)^{first}$(?:\n    memo:.*)?", f"{first}\n    memo: {turn.token}")


def bad_edit(turn: Turn) -> None:
    """A hand edit that the checks refuse; whoever made it mends it later."""
    found = some(turn, "question", "draft")
    if found and found[2] not in turn.clone.edited.values():
        turn.clone.broken.setdefault(found[2], turn.clone.read(found[2]))
        turn.type_into(found[2], r"(?m)^state:.*$", "state: nonsense", keep=False)


def mend(turn: Turn) -> None:
    for path, data in turn.clone.broken.items():
        now = turn.clone.read(path)
        if b"state: nonsense" in now:
            was = re.search(rb"(?m)^state:.*$", data)
            (turn.clone.folder / path).write_bytes(now.replace(b"state: nonsense", was[0] if was else b"", 1))
    turn.clone.broken.clear()


def save(turn: Turn) -> None:
    turn.wmstrat("save", ok=(0, 4) if not turn.clone.broken else (0, 4, 5))


# Plain git


def git_pull(turn: Turn) -> None:
    turn.git("pull", "--quiet", "--no-rebase", "--no-edit", ok=(0, 1, 2, 128))
    turn.no_markers()


def git_push(turn: Turn) -> None:
    turn.git("push", "--quiet", "origin", "HEAD:main", ok=(0, 1))


def git_commit(turn: Turn) -> None:
    if turn.clone.edited and not turn.clone.merging and not turn.clone.broken:
        turn.git("commit", "--quiet", "--all", "--message", f"By hand {turn.token}", ok=(0, 1, 128))


def git_remove(turn: Turn) -> None:
    """Somebody who does not know better deletes a note with plain git."""
    found = some(turn, "note")
    if found and not turn.clone.merging and not turn.clone.broken and found[2] not in turn.clone.edited.values():
        words = ["commit", "--quiet", "--message", f"Remove {found[1]}", "--", found[2]]
        removed = turn.git("rm", "--quiet", "--", found[2], ok=(0, 1, 128)).code == 0
        if removed and turn.git(*words, ok=(0, 1, 128)).code:
            turn.git("reset", "--quiet", "--", found[2], ok=(0, 1, 128))
            turn.git("checkout", "--quiet", "HEAD", "--", found[2], ok=(0, 1, 128))


def git_abort(turn: Turn) -> None:
    """Somebody gives a merge up; whoever has typed something into it would throw that away, and does not."""
    if turn.clone.merging and not turn.clone.edited:
        turn.git("merge", "--abort", ok=(0, 128))


# Syncs


def sync(turn: Turn) -> None:
    if turn.rng.random() < 0.6:
        mend(turn)
    ended = turn.wmstrat("sync", ok=turn.sync_may_end())
    if ended.code == 7 and turn.rng.random() < 0.7:
        turn.resolve()
        turn.wmstrat("sync", ok=turn.sync_may_end())


def look_before_sync(turn: Turn) -> None:
    turn.wmstrat("sync", "--dry-run", ok=(0, 4, 7))


def resolve(turn: Turn) -> None:
    if turn.clone.waits:
        turn.resolve(all_of_them=False)


def abort(turn: Turn) -> None:
    if turn.clone.waits:
        turn.wmstrat("sync", "--abort")


def race(turn: Turn) -> None:
    turn.race()


def crash(turn: Turn) -> None:
    turn.crash()


def clock(turn: Turn) -> None:
    turn.clone.days = turn.rng.choice((0, 0, 1, 30, 400, -3))


ACTIONS: dict[str, tuple[int, Action]] = {
    "note add": (10, note_add),
    "question add": (6, question_add),
    "draft add": (4, draft_add),
    "person add": (2, person_add),
    "group add": (1, group_add),
    "import": (1, import_notes),
    "appoint": (3, appoint),
    "leave": (2, leave),
    "set": (14, set_scalar),
    "set list": (10, set_list),
    "mark": (7, mark),
    "answer": (4, answer),
    "finalize": (1, finalize),
    "decide": (2, decide),
    "rename": (2, rename),
    "stage": (3, stage),
    "undo": (4, undo),
    "look": (1, look),
    "hand edit": (14, hand_edit),
    "bad edit": (1, bad_edit),
    "mend": (2, mend),
    "save": (3, save),
    "git pull": (6, git_pull),
    "git push": (5, git_push),
    "git commit": (2, git_commit),
    "git remove": (1, git_remove),
    "git abort": (1, git_abort),
    "sync": (22, sync),
    "sync --dry-run": (1, look_before_sync),
    "resolve": (2, resolve),
    "sync --abort": (1, abort),
    "race": (2, race),
    "crash": (8, crash),
    "clock": (2, clock),
}
"""Each action with how often it happens, and what it does."""

MAY_CRASH = (
    "note add", "question add", "draft add", "appoint", "set", "set list", "mark", "answer", "finalize", "rename",
    "undo", "save", "hand edit", "import", "sync", "sync", "sync", "sync", "resolve",
)  # fmt: skip
