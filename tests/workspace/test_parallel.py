"""Work that several processes share: the same results as in one process, whatever becomes of the others."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from wmstrat.kinds import catalogue_of
from wmstrat.repo.place import find
from wmstrat.workspace import parallel
from wmstrat.workspace.parallel import AT_ONCE, in_parts
from wmstrat.workspace.workspace import Workspace

ITEMS = range(10 * AT_ONCE + 1)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def doubled(part: Sequence[int]) -> tuple[int, list[int]]:
    return os.getpid(), [2 * item for item in part]


def test_many_items_are_worked_on_by_other_processes_and_given_in_their_order() -> None:
    results = [*in_parts(doubled, ITEMS)]
    assert [number for _, numbers in results for number in numbers] == [2 * item for item in ITEMS]
    pids = [pid for pid, _ in results]
    assert len({*pids}) == 2
    assert os.getpid() not in pids
    assert pids[:4] == [pids[0], pids[1]] * 2


def test_few_items_start_no_process() -> None:
    assert [*in_parts(doubled, range(AT_ONCE - 1))] == [(os.getpid(), [*range(0, 2 * AT_ONCE - 2, 2)])]
    assert [*in_parts(doubled, [])] == []


def test_one_core_alone_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert {pid for pid, _ in in_parts(doubled, ITEMS)} == {os.getpid()}


@pytest.mark.parametrize("after", [0, 3])
def test_what_a_process_leaves_undone_is_done_here(after: int) -> None:
    own = os.getpid()

    def interrupted(part: Sequence[int]) -> tuple[int, list[int]]:
        if os.getpid() != own and part[0] >= after * AT_ONCE:
            os.kill(os.getpid(), signal.SIGKILL)
        return doubled(part)

    results = [*in_parts(interrupted, ITEMS)]
    assert [number for _, numbers in results for number in numbers] == [2 * item for item in ITEMS]
    assert sum(pid != own for pid, _ in results) == after


def test_an_error_is_raised_here_as_it_would_be_in_one_process(capfd: pytest.CaptureFixture[str]) -> None:
    def failing(part: Sequence[int]) -> int:
        return part[0] // (part[0] - 5 * AT_ONCE)

    with pytest.raises(ZeroDivisionError):
        [*in_parts(failing, ITEMS)]
    assert capfd.readouterr() == ("", "")


def test_an_error_of_what_gives_the_items_ends_the_processes() -> None:
    def items() -> Iterator[int]:
        yield from range(3 * AT_ONCE)
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        [*in_parts(doubled, items())]


def test_nobody_has_to_take_all_results() -> None:
    def long(part: Sequence[int]) -> bytes:
        return bytes(1_000_000) * (part[0] + 1)

    with closing(in_parts(long, ITEMS)) as results:
        assert len(next(results)) == 1_000_000


def test_no_clean_up_of_this_process_runs_in_another(tmp_path: Path) -> None:
    file = tmp_path / "ended"
    with suppress(FileNotFoundError):
        try:
            [*in_parts(doubled, ITEMS)]
        finally:
            assert not file.exists()
            file.touch()
    assert file.exists()


def test_an_index_for_which_several_processes_read_is_the_same(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = workspace / "groups/capacity-building/questions"
    questions.mkdir()
    (questions / "CB-Q1.md").write_text("---\nid: CB-Q1\nowner: [\n---\n")
    (questions / "CB-Q2.md").write_text("---\nid: CB-Q2\nmerged_into: CB-Q1\nstate: done\n---\nSee CB-Q1.\n")
    (questions / "CB-Q3.md").symlink_to("CB-Q1.md")
    (questions / "about.txt").write_text("not a record")

    def rows() -> list[list[tuple[object, ...]]]:
        shutil.rmtree(workspace / ".git/wmstrat/cache")
        found = Workspace(find(workspace), catalogue_of(workspace))
        found.refresh()
        tables = "SELECT * FROM records ORDER BY path", "SELECT * FROM links ORDER BY path, field, target"
        return [found.index.rows(question) for question in tables]

    alone = rows()
    assert len(alone[0]) > len(alone[1]) > 0
    monkeypatch.setattr(parallel, "AT_ONCE", 3)
    started: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: started.append(fork()) or started[-1])
    assert rows() == alone
    assert len(started) == 2
