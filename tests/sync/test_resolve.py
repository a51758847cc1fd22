"""`wmstrat resolve`: what it shows of a conflict, and how it asks at a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, replace_in

Git = Callable[..., str]
PATIENCE = 120.0


@pytest.fixture
def other(other: Path, git: Git) -> Path:
    """A second clone of what `shared` sends to, of somebody else."""
    git(other, "config", "user.name", "Member 3")
    return other


@pytest.fixture
def asked(asked: None, other: Path, git: Git) -> None:
    """`CB-Q1`, "Which?", a question that `shared` and `other` both have."""
    del asked
    git(other, "config", "user.name", "Member 3")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every commit is made at one moment."""
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2018-07-20T12:00:00+00:00")


@pytest.fixture
def met(once: Once, shared: Path, bare: Path, other: Path, wmstrat: Wmstrat, asked: None) -> None:
    """Two conflicts are open here: the title and the background of CB-Q1."""
    del asked

    def make() -> None:
        wmstrat("-C", other, "set", "CB-Q1", "title=Theirs?", "background=There")
        wmstrat("-C", other, "sync")
        wmstrat("set", "CB-Q1", "title=Mine?", "background=Here")
        wmstrat("sync", code=7)

    once(make, shared, bare, other)


@pytest.fixture
def final_there(once: Once, shared: Path, bare: Path, other: Path, wmstrat: Wmstrat, asked: None) -> None:
    """CB-Q1 became final there while its title was changed here."""
    del asked

    def make() -> None:
        wmstrat("-C", other, "mark", "CB-Q1", "final")
        wmstrat("-C", other, "sync")
        wmstrat("set", "CB-Q1", "title=Which ones?")

    once(make, shared, bare, other)


# What the process has settled


@pytest.mark.usefixtures("final_there")
def test_what_became_final_there_says_what_happened_and_what_to_type(wmstrat: Wmstrat) -> None:
    said = wmstrat("sync", code=7).err
    assert (
        "CB-Q1 became final there on 2018-07-20, so the decision stays. Your change to title is not used. To accept "
        "that: wmstrat resolve CB-Q1 title --theirs. "
        "After the sync, propose it again with: wmstrat set CB-Q1 title=TEXT"
    ) in said
    assert "somebody else" not in said
    assert wmstrat("resolve").lines == [
        "CB-Q1 title",
        "  why     CB-Q1 became final there on 2018-07-20, so the decision stays.",
        "          Your change to title is not used.",
        "  before                               Which?",
        "  mine    Member 17  2018-07-20 12:00  Which ones?",
        "  theirs  Member 3  2018-07-20 12:00   Which?",
        "  choose  wmstrat resolve CB-Q1 title --theirs",
        "  then    After the sync, propose it again with: wmstrat set CB-Q1 title=TEXT",
    ]
    assert [one["settled"] for one in wmstrat.items("resolve")] == ["theirs"]
    for choice in (["--mine"], ["--value", "Another?"], ["--both"]):
        said = wmstrat("resolve", "CB-Q1", "title", *choice, code=4).err
        assert "Error: CB-Q1 became final there on 2018-07-20: this was decided on the other side" in said
        assert "wmstrat resolve CB-Q1 title --theirs" in said
    code, shown = at_a_terminal([("Which?", "m\n"), ("Which?", "t\n")], "resolve")
    assert code == 0, shown
    assert "Which? theirs (t), skip (s):" in shown
    wmstrat("sync")
    wmstrat("set", "CB-Q1", "title=Which ones?")
    assert wmstrat.record("CB-Q1")["amendments"] == [{"on": "2018-07-20", "was": "Which?"}]


@pytest.mark.usefixtures("final_there")
def test_what_became_final_here_sets_theirs_aside(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("sync", code=7)
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    wmstrat("resolve", "CB-Q1", "title", "--theirs")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("question", "add", "CB", "And then?")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "set", "CB-Q2", "title=And what then?")
    wmstrat("-C", other, "sync")
    wmstrat("mark", "CB-Q2", "final")
    said = wmstrat("sync", code=7).err
    assert (
        "CB-Q2 became final here on 2018-07-20, so the decision stays. Their change to title is not used. To accept "
        "that: wmstrat resolve CB-Q2 title --mine. They can propose it again with: wmstrat set CB-Q2 title=TEXT"
    ) in said
    assert "this was decided on this side" in wmstrat("resolve", "CB-Q2", "title", "--theirs", code=4).err
    wmstrat("resolve", "CB-Q2", "title", "--mine")
    wmstrat("sync")
    assert wmstrat.record("CB-Q2")["title"] == "And then?"


@pytest.mark.usefixtures("final_there")
def test_both_kinds_of_conflicts_are_told_apart(other: Path, wmstrat: Wmstrat) -> None:
    wmstrat("-C", other, "set", "CB-Q1", "background=There")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "background=Here")
    said = wmstrat("sync", code=7).err
    assert "You and somebody else both changed the background of CB-Q1." in said
    assert "CB-Q1 became final there on 2018-07-20" in said
    assert "Still open: CB-Q1 title" in wmstrat("resolve", "CB-Q1", "background", "--mine").err
    assert "All conflicts are resolved" in wmstrat("resolve", "CB-Q1", "title", "--theirs").err
    wmstrat("sync")
    found = wmstrat.record("CB-Q1")
    assert (found["title"], found["background"]) == ("Which?", "Here")


@pytest.mark.usefixtures("final_there")
def test_what_was_amended_there_after_it_became_final_is_settled_too(other: Path, wmstrat: Wmstrat) -> None:
    """Requirement 17: no choice gives a final question a text without an amendment that says so."""
    wmstrat("-C", other, "set", "CB-Q1", "title=Which, exactly?")
    wmstrat("-C", other, "sync")
    assert "Your change to title is not used" in wmstrat("sync", code=7).err
    wmstrat("resolve", "CB-Q1", "title", "--mine", code=4)
    wmstrat("resolve", "CB-Q1", "title", "--theirs")
    wmstrat("sync")
    found = wmstrat.record("CB-Q1")
    assert (found["title"], [one["was"] for one in found["amendments"]]) == ("Which, exactly?", ["Which?"])


@pytest.mark.usefixtures("asked")
def test_a_state_that_is_chosen_has_to_stand_before_anything_is_merged(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("-C", other, "mark", "CB-Q1", "review")
    wmstrat("-C", other, "sync")
    wmstrat("mark", "CB-Q1", "parked")
    wmstrat("sync", code=7)
    before = git(shared, "rev-parse", "HEAD")
    said = wmstrat("resolve", "CB-Q1", "state", "--value", "final", code=5).err
    assert "final_on: empty" in said
    assert "Choose again with: wmstrat resolve CB-Q1" in said
    said = wmstrat("resolve", "CB-Q1", "state", "--value", "answered", code=5).err
    assert "expected one of: proposed, review, final, parked, merged, withdrawn" in said
    wmstrat("sync", code=7)
    assert git(shared, "rev-parse", "HEAD") == before
    wmstrat("resolve", "CB-Q1", "state", "--value", "withdrawn")
    wmstrat("sync")
    assert wmstrat.record("CB-Q1")["state"] == "withdrawn"


@pytest.mark.usefixtures("asked")
def test_two_states_are_two_values_of_one_field(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    """Nobody's work is set aside by a rule when one finalizes and one only reviews: a person decides."""
    del shared
    wmstrat("-C", other, "mark", "CB-Q1", "final")
    wmstrat("-C", other, "sync")
    wmstrat("mark", "CB-Q1", "review")
    said = wmstrat("sync", code=7).err
    assert "You and somebody else both changed the state of CB-Q1." in said
    assert "became" not in said
    assert wmstrat("resolve").lines[1:] == [
        "  before                               proposed",
        "  mine    Member 17  2018-07-20 12:00  review",
        "  theirs  Member 3  2018-07-20 12:00   final",
        "  choose  wmstrat resolve CB-Q1 state --mine | --theirs | --value TEXT",
    ]
    wmstrat("resolve", "CB-Q1", "state", "--theirs")
    wmstrat("sync")
    assert wmstrat.record("CB-Q1")["state"] == "final"


@pytest.mark.usefixtures("ratified_there")
def test_a_draft_that_was_ratified_names_all_that_is_set_aside(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-D1", "title=Share everything", "level=structural")
    assert (
        "CB-D1 became ratified there on 2018-07-20, so the decision stays. Your change to title and level is not "
        "used. To accept that: wmstrat resolve CB-D1 title --theirs, and: wmstrat resolve CB-D1 level "
        "--theirs. After the "
        "sync, propose it again with: wmstrat draft add capacity-building TITLE"
    ) in wmstrat("sync", code=7).err
    wmstrat("resolve", "CB-D1", "--theirs")
    wmstrat("sync")
    assert wmstrat.record("CB-D1")["title"] == "Share what works"


# At a terminal


def at_a_terminal(answers: list[tuple[str, str]], *arguments: str) -> tuple[int, str]:
    """`wmstrat ARGUMENTS` at a terminal, typing each answer when its question stands there; the exit code, and all
    that was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "wmstrat", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, preexec_fn=_own_terminal,
    )  # fmt: skip
    os.close(theirs)
    shown, place = "", 0
    waiting = [*answers]
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline and select.select([ours], [], [], deadline - time.monotonic())[0]:
            try:
                shown += os.read(ours, 4096).decode()
            except OSError:  # the other end was closed
                break
            if waiting and waiting[0][0] in shown[place:]:
                place = len(shown)
                os.write(ours, waiting.pop(0)[1].encode())
        return process.wait(PATIENCE), shown.replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(ours)


def _own_terminal() -> None:
    """What is typed as Ctrl-C reaches the process."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


CTRL_C, CTRL_D = "\x03", "\x04"


@pytest.mark.usefixtures("met")
@pytest.mark.parametrize(
    "answers", [[("Which?", CTRL_C)], [("Which?", "o\n"), ("The value", CTRL_C)]], ids=["which", "the value"]
)
def test_ctrl_c_at_a_question_ends_with_130(wmstrat: Wmstrat, answers: list[tuple[str, str]]) -> None:
    code, shown = at_a_terminal(answers, "resolve")
    assert code == 130, shown
    assert "Aborted" not in shown
    assert len(wmstrat.items("resolve")) == 2


@pytest.mark.usefixtures("met")
@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ([("(s)", CTRL_D)], ["title", "background"]),
        ([("(s)", "m\n"), ("(s)", CTRL_D)], ["background"]),
        ([("(s)", "s\n"), ("(s)", "o\n"), ("The value", CTRL_D)], ["title", "background"]),
    ],
)
def test_the_end_of_the_input_at_a_question_leaves_the_rest_waiting(
    wmstrat: Wmstrat, answers: list[tuple[str, str]], left: list[str]
) -> None:
    code, shown = at_a_terminal(answers, "resolve")
    assert code == 7, shown
    names = ", ".join(f"CB-Q1 {name}" for name in left)
    said = " ".join(shown.split())  # the lines of a terminal
    assert (
        f"The input ended before all conflicts were resolved. Still open: {names}. To continue: wmstrat resolve"
        in said
    )
    assert "Aborted" not in shown
    assert [one["field"] for one in wmstrat.items("resolve")] == left


@pytest.mark.usefixtures("met")
def test_what_is_typed_at_a_question_is_chosen(wmstrat: Wmstrat) -> None:
    answers = [("(s)", "x\n"), ("(s)", "t\n"), ("(s)", "other\n"), ("The value", "Both of us\n")]
    code, shown = at_a_terminal(answers, "resolve")
    assert code == 0, shown
    assert "All conflicts are resolved. Now type: wmstrat sync" in shown
    wmstrat("sync")
    found = wmstrat.record("CB-Q1")
    assert (found["title"], found["background"]) == ("Theirs?", "Both of us")


@pytest.mark.usefixtures("met")
def test_what_cannot_be_chosen_is_asked_again(wmstrat: Wmstrat, other: Path) -> None:
    """One slip of the keys does not end the round, with the next answers typed into the shell."""
    wmstrat("-C", other, "set", "CB-Q1", "enduring_since=2011")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "enduring_since=2015")
    wmstrat("sync", code=7)
    fields = [one["field"] for one in wmstrat.items("resolve")]
    answers = [("(s)", "q\n")]
    for field in fields:
        if field == "enduring_since":
            answers += [("(s)", "o\n"), ("The value", "long ago\n"), ("(s)", "t\n")]
        else:
            answers += [("(s)", "m\n")]
    code, shown = at_a_terminal(answers, "resolve")
    assert code == 0, shown
    for words in ("Type one of these letters", 'found "long ago", expected', "All conflicts are resolved"):
        assert words in shown
    wmstrat("sync")
    assert wmstrat.record("CB-Q1")["enduring_since"] == "2011"


# What it shows


ANSWER = """Small communities lack bookkeeping. They lack trainers who speak three languages. They lack time.

Large communities lack patience, and say so at every gathering since 2016. Nobody knows how that can be measured.
"""


@pytest.fixture
def answered(once: Once, shared: Path, bare: Path, other: Path, wmstrat: Wmstrat, asked: None) -> None:
    """CB-Q1 has an answer of two paragraphs, here and there."""
    del asked

    def make() -> None:
        wmstrat("question", "answer", "CB-Q1", ANSWER)
        wmstrat("sync")
        wmstrat("-C", other, "sync")

    once(make, shared, bare, other)


def write(folder: Path, wmstrat: Wmstrat, *changes: tuple[str, str]) -> None:
    """A hand edit of CB-Q1, saved."""
    file = folder / "groups/capacity-building/questions/CB-Q1.md"
    for old, new in changes:
        replace_in(file, old, new)
    wmstrat("-C", folder, "save")


@pytest.mark.usefixtures("answered")
def test_of_a_paragraph_each_side_shows_what_it_changed(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    write(other, wmstrat, ("three languages", "at least three languages"))
    wmstrat("-C", other, "sync")
    write(shared, wmstrat, ("lack time.", "lack time, and money."))
    wmstrat("sync", code=7)
    expected = [
        "CB-Q1 body",
        f"  before  {ANSWER.splitlines()[0]}",
        "  mine    Member 17  2018-07-20 12:00  changed",
        "            They lack trainers who speak three languages.",
        "          - They lack time.",
        "          + They lack time, and money.",
        "  theirs  Member 3  2018-07-20 12:00   changed",
        "            Small communities lack bookkeeping.",
        "          - They lack trainers who speak three languages.",
        "          + They lack trainers who speak at least three languages.",
        "            They lack time.",
        "  choose  wmstrat resolve CB-Q1 body --mine | --theirs | --both | --value TEXT",
    ]
    for form in ("table", "plain", "markdown"):
        assert wmstrat("resolve", "--format", form).lines == expected
    [found] = wmstrat.items("resolve")
    assert found["before"] == ANSWER.split("\n")[0]
    assert found["mine"].endswith("lack time, and money.")


@pytest.mark.usefixtures("answered")
def test_it_fits_into_the_columns_that_there_are(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    sentence = "One says " + "that it is so and " * 10 + "that it is not"
    write(other, wmstrat, ("at every gathering", f"now and then. {sentence}. And again, at every gathering"))
    wmstrat("-C", other, "sync")
    write(shared, wmstrat, ("Nobody knows", "Hardly anybody knows"))
    wmstrat("sync", code=7)
    lines = wmstrat("resolve", "--width", "80").lines
    assert max(map(len, lines)) <= 80
    assert "          + One says that it is so and that it is so and that it is so and that" in lines
    assert "            it is so and that it is so and that it is so and that it is so and" in lines


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("deleted", ["here", "there"])
def test_a_deletion_against_a_change_says_who_did_it_and_what_the_other_changed(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, deleted: str
) -> None:
    gone, kept = (shared, other) if deleted == "here" else (other, shared)
    git(gone, "rm", "-q", "groups/capacity-building/questions/CB-Q1.md")
    git(gone, "commit", "-q", "-m", "Away with it")
    wmstrat("-C", kept, "set", "CB-Q1", "title=Which ones?", "background=Long")
    write(kept, wmstrat, ("Nobody knows", "Hardly anybody knows"))
    wmstrat("-C", other, "sync")
    wmstrat("sync", code=7)
    lines = wmstrat("resolve").lines
    sides = (("mine", "Member 17"), ("theirs", "Member 3"))
    away, stays = sides if deleted == "here" else sides[::-1]
    assert f"  {away[0]:<8}{away[1] + '  2018-07-20 12:00':<27}  deleted" in lines
    start = lines.index(f"  {stays[0]:<8}{stays[1] + '  2018-07-20 12:00':<27}  changed")
    assert lines[start + 1 : start + 7] == [
        "          title: Which? -> Which ones?",
        "          background: nothing -> Long",
        "          body:",
        "            Large communities lack patience, and say so at every gathering since 2016.",
        "          - Nobody knows how that can be measured.",
        "          + Hardly anybody knows how that can be measured.",
    ]
    assert lines[-1] == "  choose  wmstrat resolve CB-Q1 record --mine | --theirs"
    [found] = wmstrat.items("resolve")
    assert found[away[0]] == "deleted"
    assert "\ntitle: Which ones?\n" in found[stays[0]]


def test_one_path_that_both_added_shows_where_the_two_differ(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    for folder, name in ((other, "There"), (shared, "Here")):
        file = folder / "people" / "member-90.yaml"
        file.write_text(f"id: member-90\nname: {name}\n")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "Somebody new")
    wmstrat("-C", other, "sync")
    wmstrat("sync", code=7)
    shown = wmstrat("resolve").out
    assert "There" in shown
    assert "Here" in shown


def test_a_text_that_is_no_record_shows_its_lines(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    file = Path("method/agenda.txt")
    for folder, text in ((shared, "Welcome.\n\nA round of names.\n"), (shared, None)):
        if text:
            (folder / file).write_text(text)
            git(folder, "add", "-A")
            git(folder, "commit", "-q", "-m", "An agenda")
            wmstrat("sync")
    wmstrat("-C", other, "sync")
    git(other, "rm", "-q", str(file))
    git(other, "commit", "-q", "-m", "No agenda")
    wmstrat("-C", other, "sync")
    (shared / file).write_text("Welcome.\n\nA round of names and of groups.\n")
    git(shared, "commit", "-qam", "An agenda again")
    wmstrat("sync", code=7)
    lines = wmstrat("resolve").lines
    assert "          - A round of names." in lines
    assert "          + A round of names and of groups." in lines
    assert any(line.startswith("  theirs  Member 3  ") and line.endswith("  deleted") for line in lines)


def test_a_file_that_is_no_record_is_chosen_by_its_path(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    for folder, words in ((shared, "Here."), (other, "There.")):
        file = folder / "method" / "procedures.md"
        file.write_text(words + "\n")
        git(folder, "commit", "-q", "-a", "-m", words)
    wmstrat("-C", other, "sync")
    wmstrat("sync", code=7)
    wmstrat("resolve", "method/procedures.md", "body", "--theirs")
    wmstrat("sync")
    assert (shared / "method" / "procedures.md").read_text() == "There.\n"


# Choosing again


@pytest.mark.usefixtures("met")
def test_a_choice_can_be_changed_before_the_sync(wmstrat: Wmstrat) -> None:
    wmstrat("resolve", "CB-Q1", "title", "--mine")
    assert (
        "Resolved, but not sent yet: CB-Q1 title. To choose again: wmstrat resolve REF FIELD"
        in wmstrat("resolve").err
    )
    assert "There is no open conflict in CB-Q1 level" in wmstrat("resolve", "CB-Q1", "level", "--mine", code=3).err
    assert "Still open: CB-Q1 background" in wmstrat("resolve", "CB-Q1", "title", "--theirs").err
    wmstrat("resolve", "CB-Q1", "background", "--theirs")
    wmstrat("resolve", "CB-Q1", "background", "--value", "Ours")
    wmstrat("sync")
    found = wmstrat.record("CB-Q1")
    assert (found["title"], found["background"]) == ("Theirs?", "Ours")


@pytest.mark.usefixtures("met")
def test_what_was_skipped_is_not_printed_again(wmstrat: Wmstrat) -> None:
    code, shown = at_a_terminal([("(s)", "s\n"), ("(s)", "s\n")], "resolve")
    assert code == 0, shown
    assert shown.count("  before") == 2
    assert "Still open: CB-Q1 title, CB-Q1 background" in shown
    assert len(wmstrat.items("resolve")) == 2


@pytest.mark.usefixtures("answered")
def test_code_keeps_its_indentation(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    code = "```\nif asked:\n    answer()\n```"
    write(shared, wmstrat, ("Nobody knows how that can be measured.\n", f"Nobody knows.\n{code}\n"))
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    write(other, wmstrat, ("    answer()", "        answer()"))
    wmstrat("-C", other, "sync")
    write(shared, wmstrat, ("    answer()", "    answer(now)"))
    wmstrat("sync", code=7)
    lines = wmstrat("resolve").lines
    assert "          +     answer(now)" in lines
    assert "          +         answer()" in lines


def test_what_became_private_stays_so_while_others_write(
    asked: None, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    del asked
    [identity] = wmstrat("feedback", "add", "CB", "One.", "--by", "Member 18", "--source", "a call").lines
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("set", identity, "shown=private")
    wmstrat("sync")
    file = next((other / "groups").rglob(f"{identity}.md"))
    file.write_text(f"{file.read_text()}\nTwo.\n")
    wmstrat("-C", other, "save")

    git(other, "fetch", "--quiet")
    assert "CONFLICT" in subprocess.run(
        ["git", "-C", other, "merge", "origin/main"], capture_output=True, text=True
    ).stdout  # fmt: skip
    git(other, "merge", "--abort")
    told = wmstrat("-C", other, "sync", code=7).err
    assert f"{identity} became private there, so the decision stays. Your change to body is not used." in told
    assert f"propose it again with: wmstrat edit {identity}" in told
    wmstrat("-C", other, "resolve", identity, "body", "--theirs")
    wmstrat("-C", other, "sync")

    assert not [words for words in ("One.", "Two.", "Member 18") if words in file.read_text()]
    assert wmstrat.record(identity)["private_content"] == "One."
