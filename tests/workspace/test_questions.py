"""The named questions to the index: what each answers, when it asks, and that it looks at no more than it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, replace_in
from wmstrat.kinds import Catalogue
from wmstrat.repo.place import find
from wmstrat.workspace.workspace import Workspace

QUESTION = "groups/capacity-building/questions/CB-Q1.md"


def opened(folder: Path) -> Workspace:
    workspace = Workspace(find(folder), Catalogue())
    workspace.refresh()
    return workspace


@contextmanager
def asking(workspace: Workspace) -> Iterator[list[str]]:
    """The queries that the index answers meanwhile."""
    asked: list[str] = []
    connection = workspace.index.database.connection
    connection.set_trace_callback(asked.append)
    yield asked
    connection.set_trace_callback(None)


@pytest.fixture
def referring(once: Once, workspace: Path, wmstrat: Wmstrat) -> Path:
    """Eleven drafts that answer the first of two questions; the last answers the second as well, and a note is about
    the first."""

    def make() -> None:
        for title in ("Which capacities?", "Which mentors?"):
            wmstrat("question", "add", "CB", title)
        for number in range(11):
            wmstrat("draft", "add", "CB", f"Draft {number + 1}", "--answers", "CB-Q1")
        wmstrat("set", "CB-D11", "answers+=CB-Q2")
        wmstrat("note", "add", "CB", "Heard in the hall", "--about", "CB-Q1")

    once(make, workspace)
    return workspace


def test_relations_are_by_what_is_pointed_at_in_the_order_in_which_people_count(referring: Path) -> None:
    drafts = [f"CB-D{number}" for number in range(1, 12)]
    assert opened(referring).relations("draft", "answers") == {"CB-Q1": drafts, "CB-Q2": ["CB-D11"]}


def test_relations_are_of_one_kind_and_one_field(referring: Path) -> None:
    workspace = opened(referring)
    [note] = workspace.records("note")
    assert workspace.relations("note", "about") == {"CB-Q1": [note.id]}
    assert workspace.relations("note", "answers") == {}
    assert workspace.relations("question", "about") == {}


def test_relations_are_those_that_the_records_tell(referring: Path) -> None:
    workspace = opened(referring)
    for kind in workspace.kinds:
        for field in kind.fields:
            expected: dict[str, list[str]] = {}
            for record in workspace.records(kind.name):
                for target in dict.fromkeys(target for _, target in field.type.references(record[field.name])):
                    expected.setdefault(target, []).append(record.id)
            assert workspace.relations(kind.name, field.name) == expected, (kind.name, field.name)


def test_an_id_that_two_files_have_is_told_once(workspace: Path, wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 5")
    wmstrat("member", "appoint", "CB", "Member 5", "--selected-by", "SC")
    [path] = opened(workspace).record_paths() & {
        file.relative_to(workspace).as_posix() for file in workspace.glob("groups/capacity-building/members/*")
    }
    twin = workspace / "groups" / "diversity" / Path(path).relative_to("groups/capacity-building")
    twin.parent.mkdir(parents=True, exist_ok=True)
    twin.write_bytes((workspace / path).read_bytes())
    answer = opened(workspace).relations("membership", "person")
    assert answer == {"member-5": [Path(path).stem]}


def test_relations_are_asked_once_until_the_next_refresh(referring: Path) -> None:
    workspace = opened(referring)
    with asking(workspace) as asked:
        first = workspace.relations("draft", "answers")
        assert len(asked) == 1
        assert workspace.relations("draft", "answers") == first
        assert len(asked) == 1
    page = referring / "groups" / "capacity-building" / "drafts" / "CB-D3.md"
    replace_in(page, "CB-Q1", "CB-Q2")
    workspace.refresh()
    assert workspace.relations("draft", "answers")["CB-Q2"] == ["CB-D3", "CB-D11"]


def test_broken_records_are_asked_for_once_until_the_next_refresh(referring: Path) -> None:
    workspace = opened(referring)
    with asking(workspace) as asked:
        assert list(workspace.broken()) == []
        assert list(workspace.broken()) == []
        assert len(asked) == 1
    page = referring / QUESTION
    replace_in(page, "state: proposed", "state: nowhere")
    workspace.refresh()
    assert [record.path for record in workspace.broken()] == [QUESTION]


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda workspace: list(workspace.broken()), "broken"),
        (lambda workspace: workspace.titled("question", "capacity-building", "Which?"), "by_kind"),
        (lambda workspace: workspace.numbers_of(["CB-Q-k3f9"]), "by_handle"),
    ],
    ids=["broken", "titled", "numbers_of"],
)
def test_a_question_looks_into_its_own_index(workspace: Path, ask: Callable[[Workspace], object], index: str) -> None:
    here = opened(workspace)
    with asking(here) as asked:
        ask(here)
    connection = here.index.database.connection
    steps = [row[3] for question in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {question}")]
    looks = [step for step in steps if step.startswith(("SEARCH", "SCAN"))]
    assert looks
    assert all(f"INDEX {index}" in step for step in looks), steps
    assert not [step for step in steps if "TEMP B-TREE FOR ORDER BY" in step], steps


def test_records_that_share_a_title_or_an_id(referring: Path) -> None:
    workspace = opened(referring)
    assert workspace.titled("question", "capacity-building", "Which mentors?") == {"CB-Q2": "proposed"}
    assert workspace.titled("question", "advocacy", "Which mentors?") == {}
    assert workspace.ids_used_twice() == {}
    copy = referring / "groups" / "advocacy" / "questions" / "CB-Q1.md"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes((referring / QUESTION).read_bytes())
    workspace.refresh()
    assert {name: sorted(paths) for name, paths in workspace.ids_used_twice().items()} == {
        "CB-Q1": [copy.relative_to(referring).as_posix(), QUESTION]
    }


def test_files_are_told_apart_by_what_they_hold_and_how_they_are_called(workspace: Path) -> None:
    folder = workspace / "groups" / "advocacy"
    (folder / "plan.txt").write_text("A plan")
    (folder / "elsewhere").symlink_to(workspace / "method")
    here = opened(workspace)
    files = here.files()
    assert files == sorted(files)
    assert {"groups/advocacy/plan.txt", "groups/advocacy/elsewhere"} == {
        path for path in files if path.startswith("groups/advocacy/")
    } - here.record_paths()
    assert here.files_without_dot("groups/advocacy/") == ["groups/advocacy/elsewhere"]
    assert here.files_without_dot("groups/board/") == []


def test_words_are_looked_for_as_whole_values(referring: Path) -> None:
    workspace = opened(referring)
    assert ("question", "CB-Q2") in workspace.mentioning(["Which mentors?"])
    assert workspace.mentioning(["mentors"]) == []
    assert workspace.mentioning([]) == []
