"""Commands and hand edits of what is private, and commands that commit on both sides at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tests.storm.commands import LANGUAGES, LATER, SKILLS, day_from, held, items
from tests.storm.world import GROUPS

if TYPE_CHECKING:
    from tests.storm.turn import Turn

PEOPLE = "private/people/*.yaml"
APPLICATIONS = "private/applications/**/*.yaml"


def somebody(turn: Turn) -> str:
    """The id of a person, shown or not; mostly one of a few that everybody is at."""
    found = sorted(
        {path.rpartition("/")[2][:-5] for path in turn.clone.paths("people/*.yaml") + turn.clone.paths(PEOPLE)}
    )
    return turn.rng.choice(found if turn.rng.random() < 0.4 else [*found[:3], *found[-2:]])


def waiting(turn: Turn) -> tuple[str, str] | None:
    """An application that waits for an answer, as (code of the group, person), of somebody who is known here: plain
    git may have brought it before the public side was pulled."""
    codes = {slug: code for code, slug in GROUPS.items()}
    found = [held(turn, path) for path in turn.clone.paths(APPLICATIONS)]
    known = {Path(path).stem for pattern in ("people/*", "private/people/*") for path in turn.clone.paths(pattern)}
    of_known = (one for one in found if one.get("state") == "applied" and one["person"] in known)
    open_ = [(codes[one["group"]], one["person"]) for one in of_known]
    return turn.rng.choice(open_) if open_ else None


def add_person(turn: Turn) -> None:
    """A person of whom something is private, or who is not shown at all."""
    words = ["--contact", turn.secret] if turn.rng.random() < 0.7 else ["--region", turn.secret_text("Near")]
    words += ["--skills", turn.rng.choice(SKILLS)] if turn.rng.random() < 0.4 else []
    if turn.rng.random() < 0.4:
        turn.wmstrat("person", "add", f"Member {turn.rng.randrange(20, 26)}", "--private", *words, ok=(0, 4))
    else:
        name = f"Member {turn.rng.randrange(6, 16)}"
        turn.wmstrat("person", "add", name, "--about", turn.text("Knows"), *words, ok=(0, 4))


def apply(turn: Turn) -> None:
    words = [turn.rng.choice(list(GROUPS)), somebody(turn), "--why", turn.secret_text("Because")]
    turn.wmstrat("member", "apply", *words, ok=(0, 4), expect=turn.secret)


def appoint_applicant(turn: Turn) -> None:
    """An application is answered: a membership on the public side, and who was not shown is shown now."""
    found = waiting(turn)
    if found and not turn.clone.read(f"groups/{GROUPS[found[0]]}/members/{'-'.join(found)}.yaml"):
        words = ["--selected-by", "SC", "--on", day_from(turn.rng, date(2018, 1, 1)), "--why", turn.text("Asked")]
        turn.wmstrat("member", "appoint", *found, *words, ok=(0, 4), expect=turn.token)


def decline(turn: Turn) -> None:
    if found := waiting(turn):
        words = ["--on", day_from(turn.rng, LATER), "--why", turn.secret_text("No")]
        # A clock that is ahead may have dated the application after the answer.
        turn.wmstrat("member", "decline", *found, *words, ok=(0, 5), expect=turn.secret)


def set_private(turn: Turn) -> None:
    """Fields of somebody that nobody is shown, perhaps together with one that all are."""
    person = somebody(turn)
    known = items(turn, f"private/people/{person}.yaml", "skills")
    changes = {
        "contact": f"contact={turn.secret}@example.org",
        "region": f"region={turn.secret_text('Near')}",
        "languages": f"languages+={turn.rng.choice(LANGUAGES)}",
        "skills": f"skills+={turn.rng.choice(SKILLS)}",
        "less": f"skills-={turn.rng.choice(known)}" if known else "region=",
    }
    words = [changes[name] for name in turn.rng.sample(list(changes), turn.rng.choice((1, 1, 2)))]
    if turn.clone.read(f"people/{person}.yaml") and turn.rng.random() < 0.3:
        words.append(f"about={turn.text('Knows')}")
    turn.wmstrat("set", person, *words, ok=(0, 3, 4))


def set_application(turn: Turn) -> None:
    if found := turn.clone.paths(APPLICATIONS):
        identity = turn.rng.choice(found).rpartition("/")[2][:-5]
        if turn.rng.random() < 0.2:
            turn.wmstrat("mark", identity, "applied", ok=(0, 4))
        else:
            name = turn.rng.choice(("why", "answer"))
            turn.wmstrat("set", identity, f"{name}={turn.secret_text('Since')}", expect=turn.secret, ok=(0, 4))


def edit(turn: Turn) -> None:
    """A field, a remark or a key of somebody's own, typed into a file of private/; perhaps saved."""
    found = turn.clone.paths(PEOPLE) + turn.clone.paths(APPLICATIONS)
    if not found:
        return
    path = turn.rng.choice(found)
    field = turn.rng.choice(("why", "answer") if "/applications/" in path else ("contact", "region"))
    text = turn.secret_text("By hand")
    pattern, typed = turn.rng.choice(
        (
            (rf"(?m)^{field}:.*$", f"{field}: {text}"),
            (rf"(?m)^{field}:.*$", f'{field}: "{text}: and more"'),
            (rf"(?m)^(?={field}:)", f"# remark {turn.secret}\n"),
            (r"\Z", f"own_{turn.secret}: {text}\n"),
        )
    )
    turn.type_into(path, pattern, typed, token=turn.secret)
    if turn.rng.random() < 0.5:
        turn.wmstrat("save", ok=(0, 4) if not turn.clone.broken else (0, 4, 5))
