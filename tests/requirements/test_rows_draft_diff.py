"""What changed between two iterations of a draft, from git: row 34. Today is 2018-07-20."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import At, GitProcesses, Once, Wmstrat, replace_in

Git = Callable[..., str]
DRAFT = "groups/capacity-building/drafts/CB-D1.md"
PLACE = "Build a place where everybody who organizes can learn from others."
MORE = "And let those who know something teach it to people nearby."
WHO = "The board decides this in autumn, with advice."
TIME = "We begin in 2019, if all agree."
GROUPS = "We talked with Advocacy twice."
FIRST = f"\n## What we recommend\n\n{PLACE}\n\n## Who decides\n\n{WHO}\n\n## Time frame\n\n{TIME}\n"
SECOND = f"\n## What we recommend\n\n{PLACE} {MORE}\n\n## Who decides\n\n{WHO}\n\n## Other groups\n\n{GROUPS}\n"
THIRD = f"{SECOND}\n## Anything else\n\nThank you all for your comments.\n"


def write(file: Path, body: str) -> None:
    front = file.read_text().partition("\n---\n")
    file.write_text("".join(front[:2]) + body)


def publish(wmstrat: Wmstrat, file: Path, body: str) -> None:
    """Save a text, and publish it as the next iteration."""
    write(file, body)
    wmstrat("save")
    if wmstrat.record(file.stem)["state"] == "published":
        wmstrat("mark", file.stem, "drafting", "--why", "Advocacy asked for more.")
    wmstrat("mark", file.stem, "published")


@pytest.fixture
def published(once: Once, workspace: Path, wmstrat: Wmstrat, at: At) -> Path:
    """A draft that was published twice, its title changed in between."""

    def make() -> None:
        wmstrat("draft", "add", "CB", "A place to learn")
        at("2018-07-21")
        publish(wmstrat, workspace / DRAFT, FIRST)
        at("2018-08-21")
        wmstrat("set", "CB-D1", "title=A place for everybody")
        publish(wmstrat, workspace / DRAFT, SECOND)

    once(make, workspace)
    at("2018-08-22")
    return workspace / DRAFT


def changes(wmstrat: Wmstrat, *words: str) -> list[tuple[str, str, str]]:
    """What changed: from which iteration to which, where, and how."""
    items = wmstrat.items("draft", "diff", *words)
    return [(f"{item['from']}..{item['to']}", item["name"], item["change"]) for item in items]


TWO = [
    ("1..2", "title", "changed"),
    ("1..2", "recommendation", "longer"),
    ("1..2", "groups", "new"),
    ("1..2", "time", "gone"),
]


def test_row_34_two_iterations_are_compared_section_by_section(published: Path, wmstrat: Wmstrat) -> None:
    assert changes(wmstrat, "CB-D1") == TWO
    assert changes(wmstrat, "CB-D1", "1..2") == TWO
    assert [what[1:] for what in changes(wmstrat, "CB-D1", "1")] == [what[1:] for what in TWO]
    assert changes(wmstrat, "CB-D1", "2..") == []
    page = wmstrat("draft", "diff", "CB-D1").out
    assert "what changed from iteration 1 (2018-07-21) to iteration 2 (2018-08-21)" in page
    assert "Because: Advocacy asked for more." in page
    assert "longer, 22 words (was 11; 11 new, 0 gone)" in page
    assert "gone, it had 7 words" in page
    assert "Nothing has changed since iteration 2." in wmstrat("draft", "diff", "CB-D1", "2").out

    write(published, THIRD)
    assert changes(wmstrat, "CB-D1") == [("2..", "else", "new")]
    assert changes(wmstrat, "CB-D1", "..2") == TWO


@pytest.mark.usefixtures("published")
def test_row_34_the_words_themselves_are_shown(wmstrat: Wmstrat) -> None:
    unified = wmstrat("draft", "diff", "CB-D1", "--text").lines
    assert unified[:2] == ["--- CB-D1 iteration 1 (2018-07-21)", "+++ CB-D1 iteration 2 (2018-08-21)"]
    assert f"+{PLACE} {MORE}" in unified
    assert "-We begin in 2019, if all agree." in unified
    narrow = wmstrat("draft", "diff", "CB-D1", "--text", "--width", "60").out
    assert "{+ And let those" in narrow
    assert max(map(len, narrow.splitlines())) <= 60
    assert "```diff" in wmstrat("draft", "diff", "CB-D1", "--text", "--format", "markdown").out


@pytest.mark.usefixtures("published")
def test_row_34_what_is_no_range_is_refused(wmstrat: Wmstrat) -> None:
    assert "CB-D1 has no iteration 3. It has: 1, 2" in wmstrat("draft", "diff", "CB-D1", "1..3", code=3).err
    assert "wmstrat draft diff CB-D1 1..2" in wmstrat("draft", "diff", "CB-D1", "2..1", code=5).err
    wmstrat("draft", "extend", "CB-D1", "2018-10-01", "--why", "Two translations came late.")
    assert changes(wmstrat, "CB-D1", "2") == []
    for zero in ("0..1", "0", "1..0"):
        assert "CB-D1 has no iteration 0" in wmstrat("draft", "diff", "CB-D1", zero, code=3).err
    for empty in ("1..1", "..1"):
        refused = wmstrat("draft", "diff", "CB-D1", empty, code=5).err
        assert "what changed since then: wmstrat draft diff CB-D1 1" in refused
    for span in ("x", "1...2", "-1", "1-2", "²", "99999999999"):
        assert wmstrat.ended("draft", "diff", "CB-D1", span).code in (2, 3, 5)
    wmstrat("draft", "add", "CB", "Another")
    assert "was not published yet" in wmstrat("draft", "diff", "CB-D2", code=3).err


@pytest.mark.usefixtures("published")
def test_row_34_the_history_is_read_once_however_long_it_is(wmstrat: Wmstrat, git_processes: GitProcesses) -> None:
    wmstrat("draft", "diff", "CB-D1", "1..2")
    git_processes.verbs()
    wmstrat("draft", "diff", "CB-D1", "1..2")
    few = git_processes.verbs()
    for number in range(5):
        wmstrat("set", "CB-D1", f"direction=Step {number}")
    wmstrat("draft", "diff", "CB-D1", "1..2")
    git_processes.verbs()
    wmstrat("draft", "diff", "CB-D1", "1..2")
    assert sorted(git_processes.verbs()) == sorted(few)
    assert len(few) < 8


def test_row_34_an_iteration_taken_back_and_published_again_is_the_one_that_is_there(
    published: Path, wmstrat: Wmstrat
) -> None:
    wmstrat("undo")
    publish(wmstrat, published, THIRD)
    assert changes(wmstrat, "CB-D1")[-2:] == [("1..2", "else", "new"), ("1..2", "time", "gone")]


def test_row_34_what_is_in_no_commit_is_in_the_file(published: Path, wmstrat: Wmstrat) -> None:
    write(published, THIRD)
    replace_in(published, "  - number: 2\n", "  - number: 3\n    on: 2018-08-22\n  - number: 2\n")
    assert changes(wmstrat, "CB-D1") == [("2..3", "else", "new")]


def test_row_34_a_clone_without_the_history_says_what_it_cannot_see(
    published: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = published.parents[3]
    git(root, "clone", "-q", "--depth", "2", f"file://{root}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    told = wmstrat("draft", "diff", "CB-D1", code=4).err
    assert "without the text of iteration 1 of CB-D1" in told
    assert "git fetch --unshallow" in told
    assert changes(wmstrat, "CB-D1", "2") == []


def test_row_34_iterations_of_an_import_have_one_text(workspace: Path, wmstrat: Wmstrat) -> None:
    rows = workspace.parent / "drafts.csv"
    rows.write_text(
        "group,title,state,iterations,body\n"
        f'CB,Learn,drafting,"number=1,on=2018-05-01; number=2,on=2018-06-01","{FIRST}"\n'
    )
    wmstrat("import", "draft", rows)
    done = wmstrat("draft", "diff", "CB-D1", "1..2")
    assert "Nothing changed." in done.out
    assert "Iterations 1 and 2 were recorded in one commit" in done.err


@pytest.mark.usefixtures("published")
def test_row_34_the_structures_that_a_draft_touches_are_compared_too(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-D1", "structures+=Grants committee,effect=change,note=It also pays for time.")
    assert changes(wmstrat, "CB-D1") == [("2..", "structures", "new")]
    assert "Grants committee" in wmstrat("draft", "diff", "CB-D1").out
    assert (
        "+Structures: Grants committee change It also pays for time."
        in wmstrat("draft", "diff", "CB-D1", "--text").out
    )


@pytest.mark.usefixtures("published")
def test_row_34_the_iterations_of_a_draft_are_in_its_lineage(wmstrat: Wmstrat) -> None:
    [item] = wmstrat.items("draft", "lineage", "CB-D1")
    assert item["iterations"] == [1, 2]
    assert "Iterations 1, 2, published." in wmstrat("draft", "lineage", "CB-D1").out
