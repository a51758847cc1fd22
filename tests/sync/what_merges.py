"""What two people can change in two clones, and what becomes of it: the cases as data, and the page made from them.

    python -m tests.sync.what_merges > docs/reference/what-merges.md

A case says what mine and theirs change in what both began with, and the outcome in three places: plain git that knows
nothing of wmstrat (a host that merges by itself), plain git with wmstrat's driver, and `wmstrat sync`.
tests/sync/test_plain_git.py brings about each of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.docs.reference import table

MADE = "<!-- Made by `python -m tests.sync.what_merges`. Change the cases there, not this page. -->"

QUESTION = "groups/capacity-building/questions/CB-Q1.md"
DRAFT = "groups/capacity-building/drafts/CB-D1.md"
GROUP = "groups/capacity-building/README.md"
OTHER = "groups/capacity-building/questions/CB-Q2.md"
THIRD = "groups/capacity-building/questions/CB-Q3.md"
HANDLE = "groups/capacity-building/questions/CB-Q-k3f9.md"
MISPLACED = "groups/capacity-building/questions/later/CB-Q2.md"

MERGES = "merges"
CONFLICT = "conflict"
STOPS = "stops"
ASKS = "asks"
NUMBERS = "new number"
WRONG = "merges wrongly"

MEANING = {
    MERGES: "Both changes are in the result. Nobody has to do anything.",
    CONFLICT: "Git stops. The file has lines of `<<<<<<<`. If one side deleted the file, git leaves the version of "
    "the other.",
    STOPS: "Git stops. The file has the changes of both, without such lines. Where both changed one value, it has "
    "yours (in a rebase or a cherry-pick: the value of the others). "
    "Type `wmstrat sync` (after a rebase, first `git rebase --abort`).",
    ASKS: "`sync` changes nothing yet. [You choose](../how-to/work-offline-and-together.md#when-sync-asks).",
    NUMBERS: "Both stay. The one that was sent later gets a new number, and `sync` tells you.",
    WRONG: "Git reports success, but the result is wrong.",
}

BEGINNING = """# What merges

Two people change the workspace in two clones, and their work is merged. `wmstrat sync` keeps both changes. It asks
only when both changed the same value, or when one changed what others had already
[settled](sync.md#when-others-settled-it-first). Plain git, and a git host that merges automatically, know less. This
page shows what each of them does. A test checks every cell.

- **Plain git**: git that does not know wmstrat, such as the button "merge" on the web pages of a host.
- **Git with wmstrat**: `git pull`, `merge`, `rebase` and `cherry-pick` in a clone that `wmstrat init` or
  `wmstrat clone` made. Git then calls wmstrat as its *merge driver*, with the rules of `sync`.
- **wmstrat sync**: what members use.
"""

END = """## Why most changes merge without a conflict

Git compares lines. It can merge two changes if there is an unchanged line between them. So every field is always in
the file, even an empty one, and has a line above it that explains it. These lines keep the fields apart. Do not
delete them, and leave a blank line between paragraphs. A new record is a new file, so two new records never
conflict.

## What plain git gets wrong

Records are not deleted. They get a state such as `withdrawn`. The last row shows why. If one file was deleted and a
new one looks like it, git assumes that the file was renamed, and records of one kind all look alike. So a change of
the deleted record ends up in the new one, and git does not tell you. wmstrat's driver compares the ids, and stops
git."""

Replaced = tuple[tuple[str, str], ...]
Change = Replaced | str | None
"""What happens to a file: texts that are replaced, each found exactly once; a whole new text; or None, deleted."""


@dataclass(frozen=True)
class Case:
    """One row of the table; `base` changes what both begin with."""

    name: str
    about: str
    mine: Mapping[str, Change]
    theirs: Mapping[str, Change]
    git: str = MERGES
    driver: str = MERGES
    sync: str = MERGES
    base: Mapping[str, Change] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    """Lines that one side wrote or kept, and that a right result must not have."""
    holds_both: bool = False
    """Where git with wmstrat stops, the file has what both sides did."""

    @property
    def key(self) -> str:
        return self.name.lower().replace(" ", "-").replace(",", "")


def one(path: str, *edits: tuple[str, str]) -> Mapping[str, Change]:
    """A change of one file."""
    return {path: edits}


TITLE = "title: Which capacities do small communities lack?"
MENTORS = "title: Which mentors do small communities lack?"
TRAINERS = "title: Which trainers do small communities lack?"
LAST_FOCUS = "    text: Steady ways to find, win and keep the right people, paid or unpaid, all over the world\n"
STAGE = "  - stage: set-up\n    since: 2018-07-20\n"

NEW = """---
# the name of this file; it never changes
id: {id}
# the name before the number, if there was one
handle: {handle}
# the group that asks
group: capacity-building
# the question itself
title: {title}
# proposed, review, final or answered; or parked, merged, withdrawn
state: proposed
# which level it is about: a level of process.yaml
level: {level}
# the focus items of the group that it is about, such as CB-F1
focus: []
# what readers should know to understand the question
background:
# since when people have asked this question: a year, a month or a day
enduring_since:
# the question that it became part of
merged_into:
# the date on which it became final
final_on:
# changes of the text after that date: on, was
amendments: []
---
"""


def new(id: str, title: str, handle: str = "", level: str = "") -> str:
    """A question as `question add` writes it."""
    text = NEW.format(id=id, handle=handle, title=title, level=level)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


PARAGRAPHS = "\nFirst paragraph.\n\nSecond paragraph.\n\nThird paragraph.\n\nFourth paragraph.\n"

FIELDS = (
    Case(
        "Different fields",
        "one sets the title, the other the background",
        one(QUESTION, (TITLE, MENTORS)),
        one(QUESTION, ("background:", "background: Asked by many.")),
    ),
    Case(
        "Neighbouring fields",
        "one sets the title, the other the state below it",
        one(QUESTION, (TITLE, MENTORS)),
        one(QUESTION, ("state: proposed", "state: review")),
    ),
    Case(
        "Same field, same value",
        "both set the level to programmatic",
        one(QUESTION, ("level: structural", "level: programmatic")),
        one(QUESTION, ("level: structural", "level: programmatic"), (TITLE, MENTORS)),
    ),
    Case(
        "Same field, two values",
        "each sets another title",
        one(QUESTION, (TITLE, MENTORS)),
        one(QUESTION, (TITLE, TRAINERS)),
        CONFLICT,
        STOPS,
        ASKS,
    ),
    Case(
        "Same value, written differently",
        "both set the same title, one with quotes around it",
        one(QUESTION, (TITLE, MENTORS)),
        one(QUESTION, (TITLE, f'title: "{MENTORS.removeprefix("title: ")}"')),
        CONFLICT,
    ),
    Case(
        "Same list, both add",
        "each adds a focus item",
        one(QUESTION, ("  - CB-F2\n", "  - CB-F2\n  - CB-F3\n")),
        one(QUESTION, ("  - CB-F2\n", "  - CB-F2\n  - CB-F4\n")),
        CONFLICT,
    ),
    Case(
        "Same list, both add the first",
        "the list was empty, each adds a focus item",
        one(QUESTION, ("focus: []", "focus:\n  - CB-F3")),
        one(QUESTION, ("focus: []", "focus:\n  - CB-F4")),
        CONFLICT,
        base=one(QUESTION, ("focus:\n  - CB-F2", "focus: []")),
    ),
    Case(
        "Same list, one adds and one removes",
        "one adds a focus item, the other takes out the one above it",
        one(QUESTION, ("  - CB-F2\n", "  - CB-F2\n  - CB-F3\n")),
        one(QUESTION, ("focus:\n  - CB-F2\n", "focus: []\n")),
        CONFLICT,
        gone=("  - CB-F2", "focus: []"),
    ),
    Case(
        "List of entries, different entries",
        "one ends a stage of a group, the other adds the next stage",
        one(GROUP, (STAGE, STAGE + "    until: 2018-08-31\n")),
        one(GROUP, (STAGE, STAGE + "  - stage: scope\n    since: 2018-09-01\n")),
        CONFLICT,
    ),
    Case(
        "List of entries, one number",
        "each adds an item to the focus of a group, and gives it the same number",
        one(GROUP, (LAST_FOCUS, f"{LAST_FOCUS}  - id: CB-F9\n    text: Mentors for all\n")),
        one(GROUP, (LAST_FOCUS, f"{LAST_FOCUS}  - id: CB-F9\n    text: Trainers who stay\n")),
        CONFLICT,
        STOPS,
        NUMBERS,
        holds_both=True,
    ),
    Case(
        "A list and the field below it",
        "one adds a focus item, the other sets the background",
        one(QUESTION, ("  - CB-F2\n", "  - CB-F2\n  - CB-F3\n")),
        one(QUESTION, ("background:", "background: Asked by many.")),
    ),
    Case(
        "Undeclared keys at one place",
        "each writes a key of their own by hand, below the last field",
        one(QUESTION, ("amendments: []\n", "amendments: []\ncolour: blue\n")),
        one(QUESTION, ("amendments: []\n", "amendments: []\nflavour: mint\n")),
        CONFLICT,
    ),
    Case(
        "A comment and the value below it",
        "one rewrites the line that explains a field, the other sets the field",
        one(QUESTION, ("# which level it is about: a level of process.yaml\n", "# how deep the change goes\n")),
        one(QUESTION, ("level: structural", "level: programmatic")),
        CONFLICT,
    ),
    Case(
        "A field and the text",
        "one sets the last field, the other rewrites the first paragraph",
        one(QUESTION, ("final_on:", "final_on: 2018-07-20"), ("state: proposed", "state: final")),
        one(QUESTION, ("First paragraph.", "First paragraph, rewritten.")),
    ),
)

TEXTS = (
    Case(
        "Far paragraphs",
        "each rewrites one, with others between them",
        one(QUESTION, ("First paragraph.", "First paragraph, rewritten.")),
        one(QUESTION, ("Fourth paragraph.", "Fourth paragraph, rewritten.")),
    ),
    Case(
        "Neighbouring paragraphs, both rewritten",
        "one rewrites the second, the other the third",
        one(QUESTION, ("Second paragraph.", "Second paragraph, rewritten.")),
        one(QUESTION, ("Third paragraph.", "Third paragraph, rewritten.")),
    ),
    Case(
        "Neighbouring paragraphs, one new",
        "one puts a paragraph before the third, the other rewrites the third",
        one(QUESTION, ("\nThird paragraph.", "\nA new paragraph.\n\nThird paragraph.")),
        one(QUESTION, ("Third paragraph.", "Third paragraph, rewritten.")),
        CONFLICT,
        gone=("Third paragraph.",),
    ),
    Case(
        "Neighbouring paragraphs, one deleted",
        "one deletes the second, the other rewrites the third",
        one(QUESTION, ("Second paragraph.\n\n", "")),
        one(QUESTION, ("Third paragraph.", "Third paragraph, rewritten.")),
        CONFLICT,
    ),
    Case(
        "Same paragraph",
        "each rewrites it in another way",
        one(QUESTION, ("Second paragraph.", "Second paragraph, my way.")),
        one(QUESTION, ("Second paragraph.", "Second paragraph, their way.")),
        CONFLICT,
        STOPS,
        ASKS,
    ),
    Case(
        "Both append a paragraph",
        "each writes one below the last",
        one(QUESTION, ("Fourth paragraph.\n", "Fourth paragraph.\n\nMy last word.\n")),
        one(QUESTION, ("Fourth paragraph.\n", "Fourth paragraph.\n\nTheir last word.\n")),
        CONFLICT,
    ),
    Case(
        "Both write the first paragraph",
        "the text was empty",
        one(QUESTION, ("amendments: []\n---\n", "amendments: []\n---\n\nMy first word.\n")),
        one(QUESTION, ("amendments: []\n---\n", "amendments: []\n---\n\nTheir first word.\n")),
        CONFLICT,
        STOPS,
        ASKS,
        base=one(QUESTION, (PARAGRAPHS, "")),
    ),
    Case(
        "A draft, two headings",
        "each fills in another part of the template",
        one(
            DRAFT,
            (
                "<!-- recommendation: The change itself, plainly enough to be said in a call. -->",
                "Every newcomer has a mentor.",
            ),
        ),
        one(DRAFT, ("<!-- future: What do you take for granted about the years ahead? -->", "There are more of us.")),
    ),
    Case(
        "A draft, one heading",
        "both fill in the same part of the template, and both texts are kept",
        one(
            DRAFT,
            (
                "<!-- recommendation: The change itself, plainly enough to be said in a call. -->",
                "Every newcomer has a mentor.",
            ),
        ),
        one(
            DRAFT,
            (
                "<!-- recommendation: The change itself, plainly enough to be said in a call. -->",
                "Every mentor has a budget.",
            ),
        ),
        CONFLICT,
    ),
)

FILES = (
    Case(
        "Two new records",
        "each adds a question, with its own name",
        {"groups/capacity-building/questions/CB-Q-m4pj.md": new("CB-Q-m4pj", "Who thanks the mentors?", "CB-Q-m4pj")},
        {"groups/capacity-building/questions/CB-Q-w2xd.md": new("CB-Q-w2xd", "Who pays the mentors?", "CB-Q-w2xd")},
    ),
    Case(
        "Two new records of one number",
        "sent by plain git, or given in two places",
        {OTHER: new("CB-Q2", "Who thanks the mentors?", "CB-Q-h7tm", "programmatic")},
        {OTHER: new("CB-Q2", "Who pays the mentors?", "CB-Q-r8bq")},
        CONFLICT,
        STOPS,
        NUMBERS,
    ),
    Case(
        "A record that gets its number",
        "one renames the file, as `sync` does; the other sets a field",
        {HANDLE: None, THIRD: new("CB-Q3", "Who looks after the mentors?", "CB-Q-k3f9")},
        {HANDLE: (("level:", "level: structural"),)},
        base={HANDLE: new("CB-Q-k3f9", "Who looks after the mentors?", "CB-Q-k3f9")},
    ),
    Case(
        "A record that is moved",
        "one moves the file to where it belongs (`git mv`), the other sets a field",
        {MISPLACED: None, OTHER: new("CB-Q2", "Who looks after the mentors?")},
        {MISPLACED: (("level:", "level: structural"),)},
        base={MISPLACED: new("CB-Q2", "Who looks after the mentors?")},
    ),
    Case(
        "Delete against change",
        "one deletes the file by hand, the other sets a field",
        {QUESTION: None},
        one(QUESTION, ("level: structural", "level: programmatic")),
        CONFLICT,
        CONFLICT,
        ASKS,
    ),
    Case(
        "Delete and add against change",
        "one deletes a file by hand and adds a record like it, the other changes the deleted one",
        {OTHER: None, THIRD: new("CB-Q3", "Who thanks the mentors?")},
        {OTHER: (("level:", "level: structural"),)},
        WRONG,
        STOPS,
        ASKS,
        base={OTHER: new("CB-Q2", "Who looks after the mentors?")},
    ),
)

SHELVES = {"Fields": FIELDS, "Texts": TEXTS, "Files": FILES}
CASES = [case for cases in SHELVES.values() for case in cases]


def page() -> str:
    """The text of docs/reference/what-merges.md."""
    return "\n".join(_page()).rstrip("\n") + "\n"


def _page() -> Iterator[str]:
    yield MADE
    yield BEGINNING
    yield from table(("in the tables", "means"), ((f"**{word}**", text) for word, text in MEANING.items()))
    for shelf, cases in SHELVES.items():
        yield f"## {shelf}"
        yield ""
        yield from table(
            ("case", "plain git", "git with wmstrat", "wmstrat sync"),
            ((f"**{case.name}**: {case.about}", case.git, case.driver, case.sync) for case in cases),
        )
    yield END


if __name__ == "__main__":
    sys.stdout.write(page())
