"""Where a note goes once the folder of its month is full, and that nothing else depends on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from wmstrat.record.ids import FULL

Git = Callable[..., str]
NOTES = Path("groups/capacity-building/notes/2018")


@pytest.fixture
def full(workspace: Path, wmstrat: Wmstrat, tmp_path: Path) -> Path:
    """A workspace with as many notes of one month as its folder holds, and two more, in one import."""
    rows = "".join(f"CB,2018-07-{1 + number % 20:02},Said {number}\n" for number in range(FULL + 2))
    (tmp_path / "notes.csv").write_text(f"group,date,body\n{rows}")
    wmstrat("import", "note", tmp_path / "notes.csv")
    return workspace


def home_of(workspace: Path, identity: str) -> str:
    """The folder that the note is in, below that of its year."""
    [found] = workspace.rglob(f"{identity}.md")
    return found.parent.relative_to(workspace / NOTES).as_posix()


def loose(workspace: Path) -> int:
    """The bytes of git's objects that no pack holds."""
    return sum(file.stat().st_size for file in (workspace / ".git/objects").glob("[0-9a-f][0-9a-f]/*"))


def test_a_month_that_is_full_has_folders_for_its_days(full: Path, wmstrat: Wmstrat) -> None:
    assert len(list((full / NOTES / "07").glob("*.md"))) == FULL
    assert [len(list(day.iterdir())) for day in (full / NOTES / "07").iterdir() if day.is_dir()] == [1, 1]

    new = wmstrat("note", "add", "CB", "One more.", "--date", "2018-07-14").out.strip()
    other = wmstrat("note", "add", "CB", "Of another month.", "--date", "2018-06-14").out.strip()
    elsewhere = wmstrat("note", "add", "DI", "Of another group.", "--date", "2018-07-14").out.strip()

    assert (home_of(full, new), home_of(full, other)) == ("07/14", "06")
    assert (full / f"groups/diversity/notes/2018/07/{elsewhere}.md").exists()
    assert len(wmstrat.items("note", "list", "CB")) == FULL + 4
    wmstrat("check")


def test_one_more_note_of_a_full_month_costs_git_no_more_than_20_kilobytes(full: Path, wmstrat: Wmstrat) -> None:
    for day in range(1, 32):
        wmstrat("note", "add", "CB", "One more.", "--date", f"2018-07-{day:02}")
    before = loose(full)
    wmstrat("note", "add", "CB", "The last one of the month.", "--date", "2018-07-31")
    assert 0 < loose(full) - before <= 20_000


def test_a_note_in_the_folder_of_its_day_is_changed_shown_and_undone_as_any_other(
    full: Path, wmstrat: Wmstrat, git: Git
) -> None:
    note = wmstrat("note", "add", "CB", "One more.", "--date", "2018-07-14").out.strip()
    path = f"{NOTES}/07/14/{note}.md"

    wmstrat("set", note, "title=In July")
    assert git(full, "show", "--format=", "--name-only", "HEAD").split() == [path]
    assert wmstrat.record(note)["title"] == "In July"
    assert len(wmstrat.items("log", note)) == 2

    wmstrat("undo")
    wmstrat("undo")
    assert not (full / path).exists()


def test_a_note_stays_where_it_is_in_either_place_and_goes_to_no_third(
    full: Path, wmstrat: Wmstrat, git: Git
) -> None:
    note = wmstrat("note", "add", "CB", "One more.", "--date", "2018-07-14").out.strip()
    day = full / NOTES / "07/14"

    git(full, "mv", str(day / f"{note}.md"), str(day.parent))
    git(full, "commit", "-qm", "Into the month")
    wmstrat("set", note, "title=In July")
    assert home_of(full, note) == "07"
    wmstrat("check")

    (day.parent / "15").mkdir(exist_ok=True)
    git(full, "mv", str(day.parent / f"{note}.md"), str(day.parent / "15"))
    git(full, "commit", "-qm", "Into another day")
    assert f"git mv {NOTES}/07/15/{note}.md {NOTES}/07/{note}.md" in wmstrat("check", code=1).out


def test_applications_have_folders_of_days_too(
    workspace: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wmstrat.change.record_files.FULL", 1)
    for name in ("Member 41", "Member 42"):
        wmstrat("person", "add", name)
        wmstrat("member", "apply", "CB", name)
    found = sorted(path.parent.name for path in (workspace / "private/applications/2018/07").rglob("*.yaml"))
    assert found == ["07", "20"]
    wmstrat("check")
