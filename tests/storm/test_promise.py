"""The promise, case by case: whatever two people do to a workspace, both changes survive; nobody who uses
`wmstrat sync` meets a conflict marker; and a person is asked only when two people gave the same field two values.
"""

from __future__ import annotations

import re

import pytest

from tests.storm.conftest import Person
from tests.storm.history import MARKER
from tests.storm.running import KILLED, Crash

CB = "groups/capacity-building/README.md"
Q1 = "groups/capacity-building/questions/CB-Q1.md"
D1 = "groups/capacity-building/drafts/CB-D1.md"

Two = tuple[Person, Person]

pytestmark = pytest.mark.slow  # as are the storms


def note_of(person: Person, group: str = "capacity-building") -> str:
    """The note that the workspace begins with."""
    return person.clone.paths(f"groups/{group}/notes/**/*.md")[0]


def all_sync(one: Person, other: Person) -> None:
    """Both have what the other did, without being asked, and everything is in order."""
    for person in (one, other, one):
        person("sync")
    assert one.head == other.head
    one.sound()
    if other.clone.private.folder.exists():
        other.sound()
    else:  # the same commit, and nothing else: what is checked here is checked there
        assert other.git("status", "--porcelain") == ""


def both(one: Person, other: Person, path: str, *texts: str) -> None:
    """Every text is in the file of both."""
    for person in (one, other):
        for text in texts:
            assert text in person.read(path), f"{text} is not in {path}"


# Changes that meet without anybody being asked. Each way in which two changes of one record meet: test_plain_git.py


SET_APART = {
    "different fields": (
        "set CB-Q1 background=One level=programmatic",
        "set CB-Q1 enduring_since=2011",
        Q1,
        ("background: One", "level: programmatic", "enduring_since: 2011"),
    ),
    "entries of the same list": (
        "group stage CB scope --on 2018-09-01",
        "group stage CB recommendations --on 2018-09-01",
        CB,
        ("- stage: scope", "- stage: recommendations", "until: 2018-09-01"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", [*SET_APART])
def test_commands_that_meet(two: Two, case: str) -> None:
    mine, theirs, path, texts = SET_APART[case]
    one, other = two
    one(*mine.split())
    other(*theirs.split())
    all_sync(one, other)
    both(one, other, path, *texts)


def test_records_of_each(two: Two) -> None:
    one, other = two
    first = one("note", "add", "CB", "Heard by one").out.strip()
    second = other("note", "add", "CB", "Heard by the other").out.strip()
    all_sync(one, other)
    for person in two:
        assert "Heard by one" in person("show", first).out
        assert "Heard by the other" in person("show", second).out


def test_remarks_at_one_place(two: Two) -> None:
    one, other = two
    for person, text in ((one, "# says one"), (other, "# says the other")):
        person.edit(Q1, "\nlevel: structural", f"\n{text}\nlevel: structural")
    all_sync(one, other)
    both(one, other, Q1, "# says one\n", "# says the other\n")


def test_hand_edits_and_commands_of_others(two: Two) -> None:
    one, other = two
    one.edit(D1, "focus: []\n", "focus: []\ndirection: by hand\n")
    other("set", "CB-D1", "title=By command")
    other("sync")
    one("sync")
    all_sync(one, other)
    both(one, other, D1, "direction: by hand", "title: By command")


def test_deleted_here_and_unchanged_there(two: Two) -> None:
    one, other = two
    path = note_of(one)
    one.git("rm", "--quiet", path)
    one.git("commit", "--quiet", "--message", "Remove a note")
    other("set", "CB-Q1", "background=Something else")
    all_sync(one, other)
    assert not other.clone.read(path)


# One field, two values: a person decides


@pytest.mark.parametrize(
    "choice",
    [("--value", "Three", "Three"), ("--mine", "Two"), ("--theirs", "One")],
    ids=lambda choice: choice[0],
)
def test_the_same_field(two: Two, choice: tuple[str, ...]) -> None:
    one, other = two
    *typed, kept = choice
    one("set", "CB-Q1", "background=One", "level=programmatic")
    other("set", "CB-Q1", "background=Two", "enduring_since=2011")
    one("sync")
    before, published = other.head, one.head
    assert "the background of CB-Q1" in other("sync", code=7).err
    assert other.head == before
    assert other.world.tip() == published
    assert "<<<<" not in other.read(Q1)
    listed = other("resolve").out
    assert "One" in listed
    assert "Two" in listed
    other("resolve", "CB-Q1", "background", *typed)
    all_sync(other, one)
    both(one, other, Q1, f"background: {kept}\n", "level: programmatic", "enduring_since: 2011")


def test_the_same_paragraph(two: Two) -> None:
    one, other = two
    path = note_of(one)
    reference = path.rpartition("/")[2].removesuffix(".md")
    one.edit(path, "They ask for time, too.", "They ask for time, says one.")
    other.edit(path, "They ask for time, too.", "They ask for time, says the other.")
    one("sync")
    other("sync", code=7)
    other("resolve", reference, "body", "--both")
    all_sync(other, one)
    both(one, other, path, "says one.\n\n", "says the other.\n\n", "And for patience.")


@pytest.mark.parametrize("choice", ["--theirs", "--mine"])
def test_delete_against_change(two: Two, choice: str) -> None:
    one, other = two
    path = note_of(one)
    reference = path.rpartition("/")[2].removesuffix(".md")
    one("set", reference, "title=Worth keeping")
    one("sync")
    other.git("rm", "--quiet", path)
    other.git("commit", "--quiet", "--message", "Remove a note")
    other("sync", code=7)
    other("resolve", reference, "record", choice)
    all_sync(other, one)
    assert bool(one.clone.read(path)) == (choice == "--theirs")


def test_two_different_states(two: Two) -> None:
    one, other = two
    one("mark", "CB-Q1", "review")
    other("mark", "CB-Q1", "parked")
    settled(one, other, "state", "--mine")
    both(one, other, Q1, "state: parked")


def test_the_same_undeclared_key(two: Two) -> None:
    one, other = two
    one.edit(Q1, "\n---\n", "\nbudget: of one\n---\n")
    other.edit(Q1, "\n---\n", "\nbudget: of the other\n---\n")
    settled(one, other, "budget", "--theirs")
    both(one, other, Q1, "budget: of one")


def settled(one: Person, other: Person, field: str, choice: str) -> None:
    """The second to sync is asked about a field of CB-Q1, and chooses."""
    one("sync")
    other("sync", code=7)
    other("resolve", "CB-Q1", field, choice)
    all_sync(other, one)


def test_two_names_of_one_group(two: Two) -> None:
    one, other = two
    one("group", "rename", "CB", "Skills")
    other("group", "rename", "CB", "Growth")
    one("sync")
    other("sync", code=7)
    for names in (["CB", "name"], ["CB", "body"], ["README.md", "body"]):  # the pages that show the name, too
        other("resolve", *names, "--mine")
    all_sync(other, one)
    both(one, other, CB, "name: Growth", "name: Capacity Building")


def test_nothing_is_sent_before_all_is_decided(two: Two) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One", "title=One?")
    other("set", "CB-Q1", "background=Two", "title=Two?")
    other("note", "add", "CB", "Waits as well")
    one("sync")
    other("sync", code=7)
    other("resolve", "CB-Q1", "title", "--mine")
    other("sync", code=7)
    assert other.world.tip() == one.head
    other("resolve", "CB-Q1", "background", "--theirs")
    all_sync(other, one)
    both(one, other, Q1, "title: Two?", "background: One")


def test_abort_takes_choices_back(two: Two) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One")
    other("set", "CB-Q1", "background=Two")
    one("sync")
    before = other.head
    other("sync", code=7)
    other("resolve", "CB-Q1", "background", "--mine")
    other("sync", "--abort")
    assert other.head == before
    other("sync", code=7)
    other("set", "CB-Q1", "background=One")  # whoever gives in is not asked again
    all_sync(other, one)


def submitted(one: Person, other: Person) -> None:
    """CB-D1 waits for a decision, for both."""
    one("draft", "publish", "CB-D1", "--despite", "Only its title is ready.")
    one("mark", "CB-D1", "submitted")
    one("sync")
    other("sync")


def test_two_decisions_about_one_draft(two: Two) -> None:
    one, other = two
    submitted(one, other)
    one("draft", "decide", "CB-D1", "ratified", "--by", "BD")
    other("draft", "decide", "CB-D1", "rejected", "--by", "BD")
    one("sync")
    other("sync", code=7)
    for line in other("resolve").out.splitlines():
        if line.startswith("CB-D1 "):
            other("resolve", *line.split(" ", 1), "--theirs")
    all_sync(other, one)
    both(one, other, D1, "state: ratified")


@pytest.mark.parametrize("changed", [["title=Another title", "became+=CB-D1"], ["direction=Elsewhere"]])
def test_decided_here_and_changed_there(two: Two, changed: list[str]) -> None:
    """What was decided about stays as it was decided; somebody says so, and the rest of the other's work stays."""
    one, other = two
    submitted(one, other)
    one("draft", "decide", "CB-D1", "ratified", "--by", "BD")
    other("set", "CB-D1", *changed)
    other.edit(D1, "\nlevel:", "\n# says the other\nlevel:")
    other("save")
    one("sync")
    other("sync", code=7)
    for _ in range(5):  # each choice may bring up the next
        for line in other("resolve").out.splitlines():
            if line.startswith("CB-D1 "):
                other("resolve", *line.split(" ", 1), "--theirs")
    all_sync(other, one)
    both(one, other, D1, "state: ratified", "title: A shared place to learn", "# says the other")


def test_a_question_that_was_final_before(two: Two) -> None:
    """What was final before both began was settled by neither: one change of its text is no question."""
    one, other = two
    one("mark", "CB-Q1", "final")
    one("sync")
    other("sync")
    one.edit(Q1, "\ntitle: ", "\ntitle: After all, ")
    one.edit(Q1, "state: final", "state: parked")
    one.git("commit", "--quiet", "--all", "--message", "By plain git, without an amendment")
    one("sync")
    other("set", "CB-Q1", "level=programmatic")
    all_sync(other, one)
    both(one, other, Q1, "title: After all, ", "level: programmatic", "state: parked")


# Numbers


def added(person: Person, group: str = "CB", *words: str) -> str:
    """A new question; what `add` prints."""
    return person("question", "add", group, *words).out.strip()


def number_of(person: Person, handle: str) -> str:
    """The id that a handle finds."""
    path = next(
        path for path in person.clone.paths("groups/*/*/*.md") if f"\nhandle: {handle}\n" in person.read(path)
    )
    return path.rpartition("/")[2].removesuffix(".md")


def test_the_race_for_a_number(two: Two) -> None:
    one, other = two
    first, second = added(one, "CB", "Asked by one?"), added(other, "CB", "Asked by the other?")
    all_sync(one, other)
    assert number_of(one, first) == "CB-Q3"
    assert number_of(one, second) == "CB-Q4"
    assert "Asked by the other?" in one("show", second).out


def test_a_number_that_was_given_and_not_sent_is_given_again(two: Two) -> None:
    """Whoever loses the race after numbering takes the next number, with everything that speaks of it."""
    one, other = two
    first, second = added(one, "CB", "Asked by one?"), added(other, "CB", "Asked by the other?")
    other("draft", "add", "CB", "An answer", "--answers", second)
    other.git("config", "remote.origin.receivepack", "false")
    other("sync", code=8)
    assert number_of(other, second) == "CB-Q3"
    other.git("config", "--unset", "remote.origin.receivepack")
    one("sync")
    all_sync(other, one)
    assert number_of(one, first) == "CB-Q3"
    assert number_of(one, second) == "CB-Q4"
    draft = next(path for path in one.clone.paths("groups/*/drafts/*.md") if "title: An answer" in one.read(path))
    assert one.field(draft, "answers") == "- CB-Q4"


def test_a_handle_that_others_saw_before_its_number(two: Two) -> None:
    """A plain push publishes the handle; others refer to it while its number is given."""
    one, other = two
    handle = added(one, "CB", "Asked by one?")
    one.git("push", "--quiet", "origin", "HEAD:main")
    other.git("pull", "--quiet", "--no-rebase", "--no-edit")
    draft = other("draft", "add", "CB", "An answer", "--answers", handle).out.strip()
    one("sync")
    all_sync(other, one)
    path = f"groups/capacity-building/drafts/{number_of(one, draft)}.md"
    assert one.field(path, "answers") == f"- {number_of(one, handle)}"


def test_a_handle_that_two_people_number(two: Two) -> None:
    one, other = two
    handle = added(one, "CB", "Asked by one?")
    one.git("push", "--quiet", "origin", "HEAD:main")
    other.git("pull", "--quiet", "--no-rebase", "--no-edit")
    mine = added(other, "CB", "Asked by the other?")
    other("set", handle, "background=Known to the other")
    other.git("config", "remote.origin.receivepack", "false")
    other("sync", code=8)
    other.git("config", "--unset", "remote.origin.receivepack")
    one("set", handle, "level=structural")
    one("sync")
    all_sync(other, one)
    path = f"groups/capacity-building/questions/{number_of(one, handle)}.md"
    both(one, other, path, "background: Known to the other", "level: structural")
    assert number_of(one, mine) != number_of(one, handle)


def test_the_handle_finds_the_record_for_ever(two: Two) -> None:
    one, other = two
    handle = added(one, "CB", "Asked by one?")
    all_sync(one, other)
    other("set", handle, "background=Found by its handle")
    one("set", handle[-4:], "level=programmatic")
    all_sync(one, other)
    both(one, other, f"groups/capacity-building/questions/{number_of(one, handle)}.md", "background: Found by its")


def focus_item(person: Person, text: str) -> None:
    """The next focus item of a group, by hand, and a question and a note that speak of it."""
    last = "people treat each other\n"
    person.edit(CB, last, f"{last}  - id: CB-F6\n    text: {text}\n")
    person("save")
    person("question", "add", "CB", f"On {text}?", "--focus", "CB-F6")
    person("note", "add", "CB", f"CB-F6 is {text}.")


def speak_of(person: Person, text: str, identity: str) -> None:
    """What was said about a focus item is still said about it."""
    assert f"  - id: {identity}\n    text: {text}\n" in person.read(CB)
    question = next(path for path in person.clone.paths("groups/*/questions/*") if f"On {text}?" in person.read(path))
    assert person.field(question, "focus") == f"- {identity}"
    notes = [person.read(path) for path in person.clone.paths("groups/*/notes/**/*.md")]
    assert any(f"{identity} is {text}." in note for note in notes)


@pytest.mark.parametrize("pulled", [True, False])
def test_two_focus_items_of_one_number(two: Two, pulled: bool) -> None:
    """Whoever syncs later gets the next number, with what speaks of it; plain git leaves that to the sync."""
    one, other = two
    for person, text in ((one, "Mentors"), (other, "Trainers")):
        focus_item(person, text)
    one("sync")
    if pulled:
        other.git("pull", "--quiet", "--no-rebase", "--no-edit", code=1)
    said = other("sync").out
    assert "CB-F6 was used twice" in said
    assert "yours is now CB-F7" in said
    all_sync(other, one)
    for person in two:
        speak_of(person, "Mentors", "CB-F6")
        speak_of(person, "Trainers", "CB-F7")


# Codes of groups


def advised(said: str) -> list[str]:
    """The words of the command that a message gives to bring codes apart, as they are to be typed."""
    found = re.search(r"wmstrat (group recode \S+ [A-Z]{2,4})\b", said)
    assert found, said
    return found[1].split()


def test_two_groups_with_one_code(two: Two) -> None:
    one, other = two
    for person, name in ((one, "Alpha"), (other, "Albania")):
        person("group", "add", name, "--code", "AL")
        added(person, "AL", f"Asked by {name}?")
    one("sync")
    command = advised(other("sync", code=5).said)
    assert command == ["group", "recode", "albania", "AB"]
    assert "AL-Q2 is AB-Q2" in other(*command).out
    all_sync(other, one)
    both(one, other, "groups/alpha/questions/AL-Q1.md", "title: Asked by Alpha?")
    both(one, other, "groups/albania/questions/AB-Q2.md", "title: Asked by Albania?")
    both(one, other, "groups/albania/README.md", "code: AB")


def test_two_groups_with_one_code_and_whoever_was_first_asks_for_another(two: Two) -> None:
    """What the others have stays; the answer names what can be done instead."""
    one, other = two
    one("group", "add", "Alpha", "--code", "AL")
    one("sync")
    other("group", "add", "Albania", "--code", "AL")
    other("sync", code=5)
    refused = other("group", "recode", "alpha", "AP", code=4).said
    assert "shared with the code AL" in refused
    other(*advised(refused))
    all_sync(other, one)


def test_one_group_with_two_codes(two: Two) -> None:
    """The one that others have stays, whatever somebody would like."""
    one, other = two
    for person, code in ((one, "AL"), (other, "AB")):
        person("group", "add", "Alpha", "--code", code)
        added(person, code, f"Asked in {code}?")
    one("sync")
    other("sync", code=7)
    assert "code cannot change" in other("resolve", "alpha", "code", "--mine", code=4).said
    command = advised(other("resolve", "alpha", "code", "--theirs", code=4).said)
    assert command == ["group", "recode", "alpha", "AL"]
    other(*command)
    all_sync(other, one)
    both(one, other, "groups/alpha/README.md", "code: AL")
    both(one, other, "groups/alpha/questions/AL-Q1.md", "title: Asked in AL?")
    both(one, other, "groups/alpha/questions/AL-Q2.md", "title: Asked in AB?")


# Plain git beside it, and what is cut short


def test_plain_pull_then_sync(two: Two) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One")
    one("sync")
    other("set", "CB-Q1", "level=programmatic")
    other.git("pull", "--quiet", "--no-rebase", "--no-edit")
    all_sync(other, one)
    both(one, other, Q1, "background: One", "level: programmatic")


def test_plain_pull_that_stops_then_sync(two: Two) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One", "level=programmatic")
    one("sync")
    other("set", "CB-Q1", "background=Two")
    other.git("pull", "--quiet", "--no-rebase", "--no-edit", code=1)
    assert "<<<<" not in other.read(Q1)
    other("sync", code=7)
    other("resolve", "CB-Q1", "background", "--mine")
    all_sync(other, one)
    both(one, other, Q1, "background: Two", "level: programmatic")


def test_an_edit_during_a_stopped_merge(two: Two) -> None:
    """What was typed while git's merge was stopped, in files that it stopped at and in others, is not lost."""
    one, other = two
    one("set", "CB-Q1", "background=One")
    one("set", "CB-D1", "title=One recommends")
    one("sync")
    other("set", "CB-Q1", "background=Two")
    other("set", "DI-Q1", "background=Untouched")
    other.git("pull", "--quiet", "--no-rebase", "--no-edit", code=1)
    other.edit(D1, "focus: []\n", "focus: []\ndirection: typed into what git had merged\n")
    other.edit(Q1, "enduring_since:\n", "enduring_since: 2011\n")
    other.edit(CB, "mailing_list:\n", "mailing_list: typed@example.org\n")
    other("sync", code=7)
    other("resolve", "CB-Q1", "background", "--mine")
    all_sync(other, one)
    both(one, other, CB, "mailing_list: typed@example.org")
    both(one, other, D1, "title: One recommends")
    kept = "".join(path.read_text() for path in other.clone.state.glob("kept/**/*") if path.is_file())
    for path, text in ((D1, "direction: typed into what git had merged"), (Q1, "enduring_since: 2011")):
        assert text in other.read(path) or text in kept, f"{text} is neither in {path} nor kept"


def test_a_plain_pull_with_rebase_then_sync(two: Two) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One")
    handle = added(one, "CB", "Asked by one?")
    one("sync")
    other("set", "CB-Q1", "level=programmatic")
    mine = added(other, "CB", "Asked by the other?")
    other.git("pull", "--quiet", "--rebase")
    all_sync(other, one)
    both(one, other, Q1, "background: One", "level: programmatic")
    assert number_of(other, handle) == "CB-Q3"
    assert number_of(one, mine) == "CB-Q4"


STOPPED = [(verb, where) for verb in ("rebase", "cherry-pick", "revert") for where in (".", "private")]


@pytest.mark.parametrize("stopped", STOPPED)
def test_what_git_stopped_at_is_ended_by_the_person(coordinators: Two, stopped: tuple[str, str]) -> None:
    """Until then wmstrat refuses to write, on either side, and says what to type; then everything is as it was."""
    one, other = coordinators
    verb, where = stopped
    place, field = (Q1, "CB-Q1 background") if where == "." else ("private/people/member-1.yaml", "member-1 region")
    record, name = field.split()
    one("set", record, f"{name}=One")
    one("sync")
    other("set", record, f"{name}=Two")
    other("set", record, f"{name}=Three")
    other.git("fetch", "--quiet")
    other.git("-C", where, "fetch", "--quiet")
    commit = {"rebase": "origin/main", "cherry-pick": "origin/main", "revert": "HEAD~1"}[verb]
    other.git("-C", where, verb, commit, code=1)
    before = {half.inside: half.head() for half in other.clone.halves}
    assert MARKER.search(other.clone.read(place)) is None
    for words in (("set", "CB", "origin=Nowhere"), ("set", record, f"{name}=Nothing"), ("undo",), ("sync",)):
        assert f"git {verb} --abort" in other(*words, code=4).err
    other("status")
    assert {half.inside: half.head() for half in other.clone.halves} == before
    other.git("-C", where, verb, "--abort")
    other("sync", code=7)
    other("resolve", record, name, "--mine")
    all_sync(other, one)
    both(one, other, place, f"{name}: Three")


def test_plain_pull_of_a_number_that_was_given_twice(two: Two) -> None:
    one, other = two
    first, second = added(one, "CB", "Asked by one?"), added(other, "CB", "Asked by the other?")
    other.git("config", "remote.origin.receivepack", "false")
    other("sync", code=8)
    other.git("config", "--unset", "remote.origin.receivepack")
    one("sync")
    other.git("pull", "--quiet", "--no-rebase", "--no-edit", code=1)
    all_sync(other, one)
    assert number_of(one, first) == "CB-Q3"
    assert number_of(one, second) == "CB-Q4"


def test_plain_push_then_sync(two: Two) -> None:
    one, other = two
    handle = added(one, "CB", "Asked by one?")
    one.git("push", "--quiet", "origin", "HEAD:main")
    other("set", "CB", "mailing_list=cb@lists.example.org")
    all_sync(other, one)
    assert number_of(one, handle) == "CB-Q3"


@pytest.mark.parametrize("group", [True, False], ids=["with git", "alone"])
@pytest.mark.parametrize("step", [4, 12, 25, 40, 55, 80])
def test_an_interrupted_sync(two: Two, step: int, group: bool) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One")
    first = added(one, "CB", "Asked by one?")
    one("sync")
    other("set", "CB-Q1", "level=programmatic")
    second = added(other, "CB", "Asked by the other?")
    other.edit(D1, "focus: []\n", "focus: []\ndirection: by hand\n")
    assert other("sync", crash=Crash(step, group=group)).code in (KILLED, 0)
    all_sync(other, one)
    both(one, other, Q1, "background: One", "level: programmatic")
    both(one, other, D1, "direction: by hand")
    assert {number_of(one, first), number_of(one, second)} == {"CB-Q3", "CB-Q4"}


@pytest.mark.parametrize("step", range(25, 37))
def test_an_interrupted_sync_after_a_stopped_pull(two: Two, step: int) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One")
    one("set", "CB-D1", "title=One recommends")
    one("sync")
    other("set", "CB-Q1", "background=Two")
    other.git("pull", "--quiet", "--no-rebase", "--no-edit", code=1)
    other.edit(D1, "focus: []\n", "focus: []\ndirection: typed into what git had merged\n")
    assert other("sync", crash=Crash(step)).code in (KILLED, 7)
    other("sync", code=7)
    other("resolve", "CB-Q1", "background", "--mine")
    all_sync(other, one)
    both(one, other, D1, "title: One recommends")
    kept = "".join(path.read_text() for path in other.clone.state.glob("kept/**/*") if path.is_file())
    assert "typed into what git had merged" in other.read(D1) + kept


def test_a_pull_that_stopped_in_private(coordinators: Two) -> None:
    """It keeps no sync from anything, on either side."""
    one, other = coordinators
    one("set", "member-1", "region=Near one")
    one("sync")
    other("sync", "--dry-run")
    other("set", "member-1", "region=Near the other")
    other("set", "CB", "origin=Of the other")
    other.git("-C", "private", "pull", "--quiet", "--no-rebase", "--no-edit", code=1)
    assert "Nothing in private/ was received or sent" in other("sync", code=7).err
    other("resolve", "member-1", "region", "--mine")
    all_sync(other, one)
    both(one, other, "private/people/member-1.yaml", "region: Near the other")
    both(one, other, CB, "origin: Of the other")


@pytest.mark.parametrize("step", [25, 30, 35, 41, 45, 50])
def test_a_pull_that_stopped_upon_what_a_killed_command_began(coordinators: Two, step: int) -> None:
    """The change is undone, or finished; the merge is still one that stopped, and is made again."""
    one, other = coordinators
    one("member", "apply", "RR", "member-1", "--why", "Knows much")
    one("sync")
    other("sync")
    one("member", "decline", "RR", "member-1", "--why", "Full")
    one("sync")
    appoint = ("member", "appoint", "RR", "member-1", "--selected-by", "SC")
    other(*appoint, crash=Crash(step))
    other.world.running.git(other.clone.folder / "private", "pull", "--quiet", "--no-rebase", "--no-edit")
    ended = other.world.running.begin(other.clone.folder, ["sync"], tails=9_000).end()
    assert ended.code in (0, 7), ended.said
    for line in other("resolve").out.splitlines():
        if line.startswith("RR-A"):
            other("resolve", *line.split(" ", 1), "--theirs")
    other("sync")
    one("sync")
    assert other.git("-C", "private", "rev-parse", "HEAD") == one.git("-C", "private", "rev-parse", "HEAD")
    assert not (other.clone.folder / "private/.git/MERGE_HEAD").exists()


def test_a_cherry_pick_of_a_question_that_has_its_number_by_now(two: Two) -> None:
    """Whoever picks the commit that added it, and not the one that numbered it, gets no second question."""
    one, other = two
    handle = added(one, "CB", "Asked by one?")
    commit = one.head
    one("sync")
    other("set", "CB", "origin=Of the other")
    other.git("fetch", "--quiet")
    other.git("cherry-pick", commit)
    other("set", handle, "background=Known to the other")
    one("set", handle, "level=structural")
    all_sync(one, other)
    for person in two:
        assert len(person.clone.paths("groups/capacity-building/questions/*.md")) == 3
    path = f"groups/capacity-building/questions/{number_of(one, handle)}.md"
    both(one, other, path, "background: Known to the other", "level: structural")


def test_a_cherry_pick_and_a_pull_that_bring_a_question_twice(two: Two) -> None:
    """Plain git sees two files that have nothing to do with each other; no sync gives the second one a number."""
    one, other = two
    handle = added(one, "CB", "Asked by one?")
    commit = one.head
    one("sync")
    published = other.world.tip()
    other("set", "CB", "origin=Of the other")
    other.git("fetch", "--quiet")
    other.git("cherry-pick", commit)
    other.git("pull", "--quiet", "--no-rebase", "--no-edit")
    copy = f"groups/capacity-building/questions/{handle}.md"
    for command, printed in (("check", "out"), ("sync", "err")):
        done = other(command, code=1 if command == "check" else 5)
        assert f"git rm {copy}" in getattr(done, printed)
    assert other.world.tip() == published
    other.git("rm", "--quiet", "--", copy)
    other.git("commit", "--quiet", "--message", "Take the copy away")
    all_sync(other, one)
    assert len(one.clone.paths("groups/capacity-building/questions/*.md")) == 3


def test_an_edit_that_the_checks_refuse_stops_the_sync(two: Two) -> None:
    one, other = two
    other.edit(Q1, "state: proposed", "state: nonsense")
    before = other.world.tip()
    assert "CB-Q1.md" in other("sync", code=5).err
    assert other.world.tip() == before
    assert "state: nonsense" in other.read(Q1)
    other.edit(Q1, "state: nonsense", "state: review")
    all_sync(other, one)
    both(one, other, Q1, "state: review")
