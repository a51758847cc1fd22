"""Kinds that are declared in the tests come through every door with nothing else done for them."""

from __future__ import annotations

import csv
import io
import json
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Once, Wmstrat, replace_in
from tests.docs import reference, tree
from tests.guard.conftest import Clone
from tests.synthetic.table import TABLE
from wmstrat.acts.import_files import FORMATS as FORMS
from wmstrat.kinds import catalogue_of
from wmstrat.permissions.table import Need, Permissions
from wmstrat.repo.place import find
from wmstrat.say.output import FORMATS
from wmstrat.sync import driver
from wmstrat.workspace.workspace import Workspace

Git = Callable[..., str]

KINDS = tuple(TABLE)


@dataclass(frozen=True)
class One:
    """A record of `filled`: its kind, the group to list it by, its file (a pattern), a change of one field, and
    another change, of another field."""

    kind: str
    group: str
    file: str
    change: str
    other: str

    def path(self, workspace: Path) -> Path:
        """The file in a workspace."""
        [found] = workspace.glob(self.file)
        return found

    def id(self, workspace: Path) -> str:
        """The id, which is the name of the file."""
        return self.path(workspace).stem

    @property
    def field(self) -> str:
        """The field of the change."""
        return self.change.partition("=")[0].rstrip("+-")

    @property
    def value(self) -> str:
        """The value of the change, as a file has it."""
        return self.change.partition("=")[2]


GROUP = "groups/capacity-building"
FAIR = One("fair", "CB", f"{GROUP}/fairs/CB-XF1.md", "lasts=90m", "ready_by=2018-07-30")
RECORDS = (
    FAIR,
    One("fair", "ALL", "process/fairs/ALL-XF1.md", "fee=12.50 CHF", "begins=2018-09-01 10:00 UTC"),
    One("oath", "ALL", "process/oaths/ALL-XO1.md", "title=We hear first", "before=old-mill"),
    One("whisper", "CB", "private/whispers/CB-XW1.md", "from=", "thoughts=Who knows."),
    One("whisper", "ALL", "private/whispers/ALL-XW1.md", "from=member-17", "thoughts=Who knows."),
    One("barn", "", "barns/old-mill.yaml", "seats=60", "way=Up the hill."),
    One("chore", "CB", f"{GROUP}/chores/CB-XC1.yaml", "due=2018-08-01", "with_groups=BD"),
    One("chore", "ALL", "process/chores/ALL-XC1.yaml", "due=2018-08-01", "with_groups=AD"),
    One("stall", "CB", f"{GROUP}/stalls/CB-old-mill.yaml", "place=by the window", "level=structural"),
    One("motto", "CB", f"{GROUP}/mottos/CB-motto.md", "title=Closer", "lasting+=Apart"),
    One("motto", "ALL", "process/mottos/ALL-motto.md", "title=Onward", "lasting+=Nearer,since=2018-02-01"),
)
PUBLIC = tuple(one for one in RECORDS if one.kind != "whisper")
every_record = pytest.mark.parametrize("one", RECORDS, ids=lambda one: one.file)
every_public_record = pytest.mark.parametrize("one", PUBLIC, ids=lambda one: one.file)
every_kind = pytest.mark.parametrize("kind", KINDS)


def errors(wmstrat: Wmstrat, code: int = 0) -> list[dict[str, Any]]:
    """What `check` finds, without what a fresh workspace is warned of."""
    found: list[dict[str, Any]] = json.loads(wmstrat("check", "--format", "json", code=code).out)["items"]
    return [one for one in found if one["check"] not in ("mailing-list", "size")]


def changed(workspace: Path, git: Git) -> str:
    """What differs from the last commit, in both repositories."""
    return git(workspace, "status", "--porcelain") + git(workspace / "private", "status", "--porcelain")


# Adding


def test_records_stand_where_their_kinds_say(filled: Path, wmstrat: Wmstrat, git: Git) -> None:
    for one in RECORDS:
        assert one.path(filled).is_file()
    assert (filled / "private" / FAIR.file).is_file()
    assert (filled / "private/process/fairs/ALL-XF1.md").is_file()
    assert (filled / "private/barns/old-mill.yaml").is_file()
    assert changed(filled, git) == ""
    assert errors(wmstrat) == []
    public = git(filled, "log", "-p")
    assert not any(secret in public for secret in ("1200.50", "below the mat", "They may leave", "Nobody knows"))
    subjects = git(filled, "log", "--format=%s").splitlines()
    assert 'CB: add chore "Find a baker" (CB-XC1)' in subjects
    assert 'process: add oath "We listen first" (ALL-XO1)' in subjects
    assert 'barns: add barn "Old Mill" (old-mill)' in subjects


@pytest.mark.usefixtures("filled")
def test_ids_follow_on_in_each_series(wmstrat: Wmstrat) -> None:
    assert wmstrat("fair", "add", "all", "Second").lines == ["ALL-XF2"]
    assert wmstrat("oath", "add", "Another").lines == ["ALL-XO2"]
    assert wmstrat("barn", "add", "Old Mill").lines == ["old-mill-2"]
    assert wmstrat("stall", "add", "CB", "Old-Mill").lines == ["CB-old-mill-2"]
    assert wmstrat("chore", "add", "Sweep", "--fairs", "ALL-XF2").lines == ["ALL-XC2"]
    assert wmstrat("whisper", "add", "CB", "Once more").lines == ["CB-XW2"]
    wmstrat("undo")
    assert wmstrat("whisper", "add", "CB", "Another").lines == ["CB-XW3"]
    for group in ("CB", "ALL"):
        assert "each group has only one motto" in wmstrat("motto", "add", group, "Twice", code=4).err


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("fair", "add", "CB", "A", "--begins", "2018-03-25 02:30 Europe/Berlin"),
            5,
            "because the clocks were changed",
        ),
        (("fair", "add", "CB", "A", "--lasts", "long"), 5, "a length of time"),
        (("fair", "add", "CB", "A", "--fee", "much"), 5, "a currency"),
        (("fair", "add", "CB", "A", "--page", "nowhere"), 5, "the address of a page"),
        (("fair", "add", "CB", "A", "--setup", "2018-08-07/2018-08-05"), 5, "ends before it begins"),
        (("oath", "add", "A", "--clauses", ",why=x"), 5, "clauses"),
        (("fair", "add", "CB", "A", "--about", "CB-XF9"), 3, "CB-XF9"),
        (("chore", "add", "A", "--fairs", "old-mill"), 3, "fair"),
        (("stall", "add", "CB", "new-mill"), 3, "wmstrat barn list"),
        (("stall", "add", "ALL", "old-mill"), 3, "group"),
    ],
)
def test_what_does_not_fit_is_refused(words: tuple[str, ...], code: int, said: str, wmstrat: Wmstrat) -> None:
    assert said in wmstrat(*words, code=code).err


# Looking


IDS_IN: dict[str, Callable[[str], list[str]]] = {
    "json": lambda text: [item["id"] for item in json.loads(text)["items"]],
    "yaml": lambda text: [item["id"] for item in yaml.safe_load(text)["items"]],
    "csv": lambda text: [row["id"] for row in csv.DictReader(io.StringIO(text))],
    "ids": str.split,
}


@every_record
def test_it_is_listed_and_shown_in_every_format(filled: Path, wmstrat: Wmstrat, one: One) -> None:
    identity = one.id(filled)
    for form in (*FORMATS, "ids"):
        text = wmstrat(one.kind, "list", *filter(None, [one.group]), "--format", form).out
        assert identity in text
        assert form not in IDS_IN or IDS_IN[form](text) == [identity]
    for form in FORMATS:
        assert identity in wmstrat("show", identity, "--format", form).out


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("fair", "list", "--open"), ["ALL-XF1", "CB-XF1"]),
        (("fair", "list", "--late"), ["CB-XF1"]),
        (("fair", "list", "all"), ["ALL-XF1"]),
        (("fair", "list", "--free"), ["ALL-XF1"]),
        (("fair", "list", "--size", "large"), ["CB-XF1"]),
        (("fair", "list", "--for", "old-mill"), ["CB-XF1"]),
        (("fair", "list", "--for", "member-17"), ["CB-XF1"]),
        (("fair", "list", "--since", "2018-08-01", "--until", "2018-08-07"), ["CB-XF1"]),
        (("fair", "list", "--sort", "title"), ["CB-XF1", "ALL-XF1"]),
        (("oath", "list", "ALL", "--state", "worded"), ["ALL-XO1"]),
        (("chore", "list", "AD"), ["CB-XC1"]),
        (("chore", "list", "--late"), ["CB-XC1"]),
        (("chore", "list", "ALL"), ["ALL-XC1"]),
        (("chore", "list", "--for", "CB-XF1"), ["CB-XC1"]),
        (("stall", "list", "--on", "2018-07-20"), ["CB-old-mill"]),
        (("stall", "list", "--on", "2018-06-20"), []),
    ],
)
def test_lists_are_narrowed(wmstrat: Wmstrat, words: tuple[str, ...], found: list[str]) -> None:
    assert wmstrat(*words, "--format", "ids").lines == found


@pytest.mark.usefixtures("filled")
def test_reports_count_them(wmstrat: Wmstrat) -> None:
    overview = json.loads(wmstrat("status", "--format", "json").out)
    [group] = [one for one in overview["items"] if one["code"] == "CB"]
    assert group["fairs_open"] == 1
    assert "Fairs" in wmstrat("status", "--width", "300").out
    page = wmstrat("status", "CB").out
    assert "CB-XF1" in page
    assert "1 open fair" in page
    assert "ALL-XF1" not in page
    assert "CB-XC1" in wmstrat("show", "CB-XF1").out


# Changing


@every_record
def test_setting_changes_one_line_which_undo_takes_back(filled: Path, wmstrat: Wmstrat, git: Git, one: One) -> None:
    identity, file = one.id(filled), one.path(filled)
    before = file.read_text()
    wmstrat("set", identity, one.change)
    lines = set(file.read_text().splitlines()) ^ set(before.splitlines())
    assert {line.partition(":")[0] for line in lines} <= {one.field}
    assert len(lines) in (1, 2)
    assert one.field in wmstrat("log", identity).out
    assert changed(filled, git) == ""
    wmstrat("undo")
    assert file.read_text() == before


@every_record
def test_a_change_by_hand_is_kept_by_save(filled: Path, wmstrat: Wmstrat, git: Git, one: One) -> None:
    file = one.path(filled)
    before = next(line for line in file.read_text().splitlines() if line.startswith(f"{one.field}:"))
    replace_in(file, before, f"{one.field}: {one.value}".rstrip())
    wmstrat("save")
    assert changed(filled, git) == ""
    assert errors(wmstrat) == []
    wmstrat("undo")
    assert before in file.read_text()


@every_record
def test_the_editor_changes_it(filled: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, one: One) -> None:
    before = next(line for line in one.path(filled).read_text().splitlines() if line.startswith(f"{one.field}:"))
    editor, typed = filled.parent / "editor", filled.parent / "typed"
    after = f"{one.field}: {one.value}".rstrip()
    typed.write_text(one.path(filled).read_text().replace(before, after))
    editor.write_text(f'#!/bin/sh\ngrep -qxF {shlex.quote(before)} "$1" && cat {typed} >"$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    wmstrat("edit", one.id(filled))
    assert f"\n{after}\n" in one.path(filled).read_text()


@pytest.mark.usefixtures("filled")
def test_lists_and_entries_are_added_to_and_taken_from(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-XF1", "about+=CB-motto", "helpers+=member-17,since=2018-09-01", "costs=3 EUR")
    fair = wmstrat.record("CB-XF1")
    assert fair["about"] == ["old-mill", "CB-motto"]
    assert [entry["since"] for entry in fair["helpers"]] == ["2018-07-01", "2018-09-01"]
    assert fair["costs"] == "3 EUR"
    wmstrat("set", "CB-XF1", "about-=old-mill")
    assert wmstrat.record("CB-XF1")["about"] == ["CB-motto"]

    wmstrat("set", "ALL-XO1", "clauses+=Everybody is asked")
    assert [entry["id"] for entry in wmstrat.record("ALL-XO1")["clauses"]] == ["ALL-XL1", "ALL-XL2"]
    wmstrat("set", "ALL-XO1", "clauses-=ALL-XL1")
    assert wmstrat("set", "ALL-XO1", "clauses+=Third").code == 0
    assert [entry["id"] for entry in wmstrat.record("ALL-XO1")["clauses"]] == ["ALL-XL2", "ALL-XL3"]


@pytest.mark.usefixtures("filled")
def test_states_and_verbs_move_them(wmstrat: Wmstrat) -> None:
    wmstrat("mark", "CB-XF1", "promised")
    assert "visitors" in wmstrat("mark", "CB-XF1", "held", code=4).err
    wmstrat("fair", "hold", "CB-XF1", "ALL-XF1", "120")
    assert [wmstrat.record(one)["state"] for one in ("CB-XF1", "ALL-XF1")] == ["held", "held"]
    assert "cannot become" in wmstrat("mark", "CB-XF1", "planned", code=4).err
    wmstrat("set", "ALL-XO1", "state=sworn", "sworn_on=2018-07-20")
    assert "cannot change" in wmstrat("set", "ALL-XO1", "title=Something else", code=4).err
    wmstrat("mark", "CB-XC1", "done")
    assert wmstrat("chore", "list", "--open", "--format", "ids").lines == ["ALL-XC1"]


def test_a_long_text_comes_from_a_file(filled: Path, wmstrat: Wmstrat) -> None:
    (filled.parent / "minutes.md").write_text("We met.\n\nWe left.\n")
    added = wmstrat("fair", "add", "ALL", "Third", "--minutes-file", filled.parent / "minutes.md")
    assert wmstrat.record(added.lines[0])["minutes"].strip() == "We met.\n\nWe left."
    found = wmstrat("show", added.lines[0]).out
    assert "We left." in found


# Around the records


@pytest.mark.parametrize("folder", ["process/oaths", "process/fairs", f"{GROUP}/fairs"])
def test_a_file_that_is_no_record_is_told(filled: Path, wmstrat: Wmstrat, folder: str) -> None:
    (filled / folder / "list.txt").write_text("Nothing.\n")
    [found] = errors(wmstrat)
    assert (found["check"], found["path"]) == ("foreign", f"{folder}/list.txt")


@pytest.mark.parametrize(
    "one", [one for one in PUBLIC if one.group == "ALL" or not one.group], ids=lambda one: one.file
)
def test_a_pattern_that_hides_the_next_record_is_told(filled: Path, wmstrat: Wmstrat, one: One) -> None:
    folder = one.path(filled).parent
    with (filled / ".gitignore").open("a") as file:
        file.write(f"/{folder.relative_to(filled)}/new*\n")
    [found] = errors(wmstrat, code=1)
    assert (found["check"], found["path"]) == ("git-files", ".gitignore")


@pytest.mark.parametrize("path", ["process", "process/oaths"])
def test_a_link_in_the_place_of_a_folder_is_told(filled: Path, wmstrat: Wmstrat, path: str) -> None:
    (filled / path).rename(filled.parent / "elsewhere")
    (filled / path).symlink_to(filled.parent / "elsewhere")
    assert f"{path} is a symbolic link" in wmstrat("oath", "list").err
    assert "symbolic link" not in wmstrat("question", "list").err
    assert any(one["path"] == path and one["check"] == "foreign" for one in errors(wmstrat, code=1))


@pytest.mark.parametrize(
    ("file", "name", "check"),
    [
        ("process/oaths/ALL-XO1.md", "ALL-XOne.md", "id-form"),
        ("process/oaths/ALL-XO1.md", "CB-XO1.md", "id-form"),
        ("process/fairs/ALL-XF1.md", "CB-XF7.md", "id-form"),
        ("process/mottos/ALL-motto.md", "ALL-mottos.md", "id-form"),
        ("barns/old-mill.yaml", "Old Mill.yaml", "id-form"),
    ],
)
def test_a_name_of_another_form_is_told(filled: Path, wmstrat: Wmstrat, file: str, name: str, check: str) -> None:
    text = (filled / file).read_text()
    other = (filled / file).with_name(name)
    other.write_text(text.replace(f"id: {Path(file).stem}\n", f"id: {other.stem}\n"))
    found = {(one["check"], one["path"]) for one in errors(wmstrat, code=1)}
    assert (check, other.relative_to(filled).as_posix()) in found


# In and out


@every_kind
@pytest.mark.parametrize("form", ["csv", "json", "yaml"])
def test_an_export_that_comes_in_again_changes_nothing(
    filled: Path, wmstrat: Wmstrat, git: Git, kind: str, form: str
) -> None:
    head, private = git(filled, "rev-parse", "HEAD"), git(filled / "private", "rev-parse", "HEAD")
    file = filled.parent / f"export.{form}"
    file.write_text(wmstrat(kind, "list", "--format", form).out)
    assert f".{form}" in FORMS
    wmstrat("import", kind, file)
    assert git(filled, "rev-parse", "HEAD") == head
    assert git(filled / "private", "rev-parse", "HEAD") == private


@pytest.mark.parametrize("form", ["csv", "json", "yaml", "markdown"])
def test_all_that_is_exported_comes_in_again(filled: Path, wmstrat: Wmstrat, git: Git, form: str) -> None:
    head, private = git(filled, "rev-parse", "HEAD"), git(filled / "private", "rev-parse", "HEAD")
    wmstrat("export", filled.parent / "out", "--format", form, "--private")
    assert "Imported: 0 new records, 26 unchanged." in wmstrat("import", filled.parent / "out").err
    assert git(filled, "rev-parse", "HEAD") == head
    assert git(filled / "private", "rev-parse", "HEAD") == private


@pytest.mark.parametrize("form", ["csv", "json", "yaml", "markdown"])
def test_what_is_exported_comes_into_another_workspace(
    filled: Path, made_workspace: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    wmstrat("export", filled.parent / "out", "--format", form, "--private")
    another = filled.parent / "another"
    shutil.copytree(made_workspace, another)
    monkeypatch.chdir(another)
    wmstrat("upgrade")
    places = {"person": "people"} | {kind: f"{kind}s" for kind in KINDS}
    names = places.values() if form == "markdown" else [f"{kind}.{form}" for kind in places]
    wmstrat("import", *(filled.parent / "out" / name for name in names))
    assert errors(wmstrat) == []
    for one in RECORDS:
        assert one.path(another).read_text() == one.path(filled).read_text()


# Completion


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("wmstrat fa", ["fair"]),
        ("wmstrat fair ", ["list", "add", "hold"]),
        ("wmstrat show ALL-X", ["ALL-XC1", "ALL-XF1", "ALL-XO1"]),
        ("wmstrat fair list A", ["AD", "ALL"]),
        ("wmstrat fair add AL", ["ALL"]),
        ("wmstrat mark CB-XF1 pro", ["promised"]),
        ("wmstrat set ALL-XO1 cl", ["clauses="]),
        ("wmstrat fair add CB title --size l", ["large"]),
        ("wmstrat fair list --state h", ["held"]),
        ("wmstrat stall add CB old", ["old-mill"]),
        ("wmstrat stall add CB old-mill --level str", ["structural"]),
        ("wmstrat chore add Sweep --fairs AL", ["ALL-XF1"]),
        ("wmstrat fair hold CB-X", ["CB-XF1"]),
        ("wmstrat import oa", ["oath"]),
        ("wmstrat status A", ["AD"]),
    ],
)
def test_it_is_completed(complete: Callable[[str], list[str]], line: str, offered: list[str]) -> None:
    found = complete(line)
    assert [word for word in offered if word not in found] == []


# Together


def cloned(workspace: Path, git: Git) -> Path:
    """A second clone of what the workspace is shared with; the workspace keeps its private/."""
    bare = workspace.parent / "us.git"
    git(workspace, "clone", "--quiet", "--bare", str(workspace), str(bare))
    git(workspace, "remote", "add", "origin", str(bare))
    git(workspace, "fetch", "--quiet", "origin")
    git(workspace, "branch", "--quiet", "--set-upstream-to=origin/main")
    secret = workspace.parent / "private.git"
    git(workspace, "clone", "--quiet", "--bare", str(workspace / "private"), str(secret))
    git(workspace / "private", "remote", "add", "origin", str(secret))
    git(workspace / "private", "fetch", "--quiet", "origin")
    git(workspace / "private", "branch", "--quiet", "--set-upstream-to=origin/main")
    other = workspace.parent / "other"
    git(workspace, "clone", "--quiet", str(bare), str(other))
    git(other, "clone", "--quiet", str(secret), str(other / "private"))
    return other


def test_two_clones_meet(filled: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    other = cloned(filled, git)
    expected: dict[tuple[str, str], Any] = {}
    for folder, title, costs in ((filled, "Mine", "7 EUR"), (other, "Theirs", "8 EUR")):
        monkeypatch.chdir(folder)
        for one in RECORDS:
            assignment = one.change if title == "Mine" else one.other
            wmstrat("set", one.id(folder), assignment)
            field = assignment.partition("=")[0].rstrip("+")
            expected[one.id(folder), field] = wmstrat.record(one.id(folder))[field]
        wmstrat("fair", "add", "ALL", title, "--costs", costs)
        wmstrat("oath", "add", title)
        wmstrat("whisper", "add", "CB", title)
        wmstrat("set", "ALL-XO1", f"clauses+={title}")
        wmstrat("sync")
    monkeypatch.chdir(filled)
    wmstrat("sync")
    for folder in (filled, other):
        monkeypatch.chdir(folder)
        assert errors(wmstrat) == []
        assert changed(folder, git) == ""
        public = git(folder, "log", "--format=%B", "-p")
        assert not any(secret in public for secret in ("XW", "7 EUR", "8 EUR"))
        for (identity, field), value in expected.items():
            assert wmstrat.record(identity)[field] == value
        fairs = [(fair["id"], fair["title"], fair["costs"]) for fair in wmstrat.items("fair", "list", "ALL")]
        assert fairs == [
            ("ALL-XF1", "World fair", "9 USD"),
            ("ALL-XF2", "Mine", "7 EUR"),
            ("ALL-XF3", "Theirs", "8 EUR"),
        ]
        assert wmstrat("oath", "list", "--format", "ids").lines == ["ALL-XO1", "ALL-XO2", "ALL-XO3"]
        assert wmstrat("whisper", "list", "CB", "--format", "ids").lines == ["CB-XW1", "CB-XW2", "CB-XW3"]
        clauses = wmstrat.record("ALL-XO1")["clauses"]
        assert sorted(entry["id"] for entry in clauses) == ["ALL-XL1", "ALL-XL2", "ALL-XL3"]
        assert {entry["text"] for entry in clauses} == {"Nobody speaks twice", "Mine", "Theirs"}


def test_the_one_record_of_a_group_stays_one(
    filled: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = cloned(filled, git)
    for folder, title in ((filled, "Mine"), (other, "Theirs")):
        monkeypatch.chdir(folder)
        wmstrat("motto", "add", "AD", title, "--lasting", f"{title},since=2018-01-01")
        wmstrat("stall", "add", "AD", "old-mill", "--since", "2018-07-01")
        wmstrat("barn", "add", "Mill", "--key", "under the stone")
        wmstrat("sync", code=0 if title == "Mine" else 7)
    wmstrat("resolve", "AD-motto", "title", "--theirs")
    wmstrat("sync")
    motto = wmstrat.record("AD-motto")
    assert (motto["title"], [entry["text"] for entry in motto["lasting"]]) == ("Mine", ["Mine", "Theirs"])
    assert wmstrat("stall", "list", "AD", "--format", "ids").lines == ["AD-old-mill"]
    assert wmstrat.record("mill")["key"] == "under the stone"
    assert errors(wmstrat) == []


def test_a_private_half_that_was_left_behind_gets_the_number_of_the_other(
    filled: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = cloned(filled, git)
    [handle] = wmstrat("fair", "add", "ALL", "Mine", "--costs", "7 EUR").lines
    for folder in (filled, filled / "private"):
        git(folder, "push", "-q")
    git(other, "pull", "-q")
    git(other / "private", "pull", "-q")
    (other / "private").rename(other.parent / "put-away")
    monkeypatch.chdir(other)
    wmstrat("sync")
    (other.parent / "put-away").rename(other / "private")
    assert wmstrat.record("ALL-XF2")["costs"] == ""
    assert (other / f"private/process/fairs/{handle}.md").exists()
    wmstrat("sync")
    assert wmstrat.record("ALL-XF2")["costs"] == "7 EUR"
    assert errors(wmstrat) == []


def test_numbers_that_met_are_told_apart_with_their_private_halves(
    filled: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = cloned(filled, git)
    for folder, title, costs in ((filled, "Mine", "7 EUR"), (other, "Theirs", "8 EUR")):
        monkeypatch.chdir(folder)
        for repository in (folder, folder / "private"):
            git(repository, "remote", "rename", "origin", "later")
            git(repository, "update-ref", "-d", "refs/remotes/later/main")
        address = git(folder, "remote", "get-url", "later").strip()
        secret = git(folder / "private", "remote", "get-url", "later").strip()
        for repository in (folder, folder / "private"):
            git(repository, "remote", "remove", "later")
        assert wmstrat("fair", "add", "ALL", title, "--costs", costs).lines == ["ALL-XF2"]
        git(folder, "remote", "add", "origin", address)
        git(folder / "private", "remote", "add", "origin", secret)
        wmstrat("sync")
    found = {fair["title"]: fair["costs"] for fair in wmstrat.items("fair", "list", "ALL")}
    assert found == {"World fair": "9 USD", "Mine": "7 EUR", "Theirs": "8 EUR"}
    assert errors(wmstrat) == []


def test_a_record_made_by_hand_is_kept(filled: Path, wmstrat: Wmstrat) -> None:
    for file, identity in (
        ("process/oaths/ALL-XO1.md", "ALL-XO7"),
        ("process/chores/ALL-XC1.yaml", "ALL-XC7"),
        ("barns/old-mill.yaml", "new-mill"),
        (f"{GROUP}/fairs/CB-XF1.md", "CB-XF7"),
    ):
        text = (filled / file).read_text().replace(Path(file).stem, identity, 1)
        (filled / file).with_stem(identity).write_text(text)
    wmstrat("save")
    assert wmstrat.record("ALL-XO7")["title"] == "We listen first"
    assert errors(wmstrat) == []
    assert wmstrat("oath", "add", "Next").lines == ["ALL-XO8"]


def test_what_others_have_is_withdrawn_and_not_taken_away(filled: Path, wmstrat: Wmstrat, git: Git) -> None:
    cloned(filled, git)
    [commit] = git(filled, "log", "--format=%h", "--grep=World fair").split()
    wmstrat("undo", commit)
    assert wmstrat.record("ALL-XF1")["state"] == "dropped"
    wmstrat("fair", "add", "ALL", "Sent", "--costs", "5 EUR")
    wmstrat("sync")
    wmstrat("undo")
    assert wmstrat.record("ALL-XF2")["state"] == "dropped"
    assert wmstrat.record("ALL-XF2")["costs"] == "5 EUR"
    for title, said in (("We listen first", "wmstrat edit ALL-XO1"), ("Old Mill", "the barn cannot be removed")):
        [commit] = git(filled, "log", "--format=%h", f"--grep={title}").split()
        assert said in wmstrat("undo", commit, code=4).err


def test_a_group_takes_its_records_to_another_code(filled: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("group", "recode", "CB", "CE")
    assert errors(wmstrat) == []
    assert changed(filled, git) == ""
    for kind, identity in (("fair", "CE-XF1"), ("chore", "CE-XC1"), ("stall", "CE-old-mill"), ("motto", "CE-motto")):
        assert wmstrat(kind, "list", "CE", "--format", "ids").lines == [identity]
    assert wmstrat("whisper", "list", "CE", "--format", "ids").lines == ["CE-XW1"]
    assert wmstrat.record("CE-XC1")["fairs"] == ["CE-XF1"]
    assert wmstrat.record("ALL-XO1")["before"] == "CE-XF1"
    assert wmstrat.record("ALL-XF1")["about"] == ["CE-XF1"]
    assert wmstrat.record("CE-XF1")["costs"] == "1200.50 EUR"
    assert "XW" not in git(filled, "log", "--format=%B", "-p")


def test_who_does_not_see_private_sees_the_rest(filled: Path, wmstrat: Wmstrat) -> None:
    shutil.rmtree(filled / "private")
    assert "costs" not in wmstrat.record("ALL-XF1") or not wmstrat.record("ALL-XF1")["costs"]
    assert wmstrat("whisper", "list", "--format", "ids").lines == []
    assert "no private/ repository" in wmstrat("whisper", "list").err
    assert "costs, sponsors of the fairs are not shown" in wmstrat("fair", "list").err
    wmstrat("set", "ALL-XF1", "fee=1 EUR")
    wmstrat("fair", "add", "ALL", "Second")
    assert errors(wmstrat) == []


def test_the_history_tells_of_all(filled: Path, wmstrat: Wmstrat) -> None:
    for one in RECORDS:
        assert "add" in wmstrat("log", one.id(filled)).out
    told = wmstrat("log").out
    assert all(word in told for word in ("ALL-XO1", "old-mill", "CB-XC1"))
    assert "CB-XF1" in wmstrat("log", "CB").out


def test_two_values_are_asked_for(filled: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    other = cloned(filled, git)
    wmstrat("set", "ALL-XF1", "begins=2018-09-01 10:00 UTC", "lasts=1h")
    wmstrat("set", "ALL-XO1", "title=Mine")
    wmstrat("sync")
    monkeypatch.chdir(other)
    wmstrat("set", "ALL-XF1", "begins=2018-09-02 11:00 UTC")
    wmstrat("set", "ALL-XO1", "title=Theirs")
    wmstrat("sync", code=7)
    wmstrat("resolve", "ALL-XO1", "title", "--mine")
    wmstrat("resolve", "ALL-XF1", "begins", "--theirs")
    wmstrat("sync")
    assert wmstrat.record("ALL-XO1")["title"] == "Theirs"
    assert errors(wmstrat) == []


def test_permissions_speak_of_the_whole_process(filled: Path, wmstrat: Wmstrat) -> None:
    wmstrat("member", "appoint", "CB", "member-17", "--selected-by", "SC")
    wmstrat(
        "set",
        "process",
        "permissions+=all,who=CB,groups=ALL,kinds=fair oath",
        "permissions+=own,who=CB,groups=*,kinds=process",
    )
    assert errors(wmstrat) == []
    table = Permissions(Workspace(find(filled), catalogue_of(filled)))
    assert table.allow("member-17", Need(("ALL",), "fair"))
    assert not table.allow("member-17", Need(("capacity-building",), "fair"))
    assert not table.allow("member-17", Need(("ALL",), "chore"))


def test_what_points_at_a_handle_points_at_the_number(filled: Path, wmstrat: Wmstrat, git: Git) -> None:
    cloned(filled, git)
    [fair] = wmstrat("fair", "add", "ALL", "New").lines
    [chore] = wmstrat("chore", "add", "Sweep", "--fairs", fair).lines
    wmstrat("set", "CB-XF1", f"sponsors={fair}", f"about+={chore}")
    wmstrat("set", "ALL-XO1", f"before={fair}")
    [whisper] = wmstrat("whisper", "add", "ALL", f"Nobody comes to {fair}.").lines
    assert (fair[:6], chore[:6], whisper[:6]) == ("ALL-XF", "ALL-XC", "ALL-XW")
    wmstrat("sync")
    assert wmstrat.record("ALL-XC2")["fairs"] == ["ALL-XF2"]
    assert wmstrat.record("CB-XF1")["sponsors"] == ["ALL-XF2"]
    assert wmstrat.record("CB-XF1")["about"] == ["old-mill", "ALL-XC2"]
    assert wmstrat.record("ALL-XO1")["before"] == "ALL-XF2"
    assert wmstrat.record("ALL-XW2")["body"] == "Nobody comes to ALL-XF2."
    assert "XW" not in git(filled, "log", "--format=%B", "-p")
    assert errors(wmstrat) == []
    assert changed(filled, git) == ""


# As programs of their own


def with_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that start `python -m tests.synthetic` find it."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


@every_public_record
def test_the_driver_merges_it_field_by_field(
    filled: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path, one: One
) -> None:
    identity, file = one.id(filled), one.path(filled)
    base, mine, theirs = (tmp_path / name for name in ("base", "mine", "theirs"))
    base.write_bytes(file.read_bytes())
    wmstrat("set", identity, one.other)
    there = wmstrat.record(identity)
    theirs.write_bytes(file.read_bytes())
    git(filled, "reset", "-q", "--hard", "HEAD~1")
    wmstrat("set", identity, one.change)
    here = wmstrat.record(identity)
    mine.write_bytes(file.read_bytes())
    assert driver.main([str(base), str(mine), str(theirs), file.relative_to(filled).as_posix()]) == 0
    file.write_bytes(mine.read_bytes())
    merged = wmstrat.record(identity)
    field = one.other.partition("=")[0].rstrip("+")
    assert merged[one.field] == here[one.field]
    assert merged[field] == there[field]


@pytest.mark.sampled(4)
@every_public_record
def test_plain_git_merges_it_field_by_field(
    filled: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch, one: One
) -> None:
    with_kinds(monkeypatch)
    line = f"{sys.executable} -m tests.synthetic wmstrat.sync.driver %O %A %B %P"
    git(filled, "config", "merge.wmstrat.driver", line)
    identity = one.id(filled)
    git(filled, "switch", "-qc", "theirs")
    wmstrat("set", identity, one.other)
    theirs = wmstrat.record(identity)
    git(filled, "switch", "-q", "main")
    wmstrat("set", identity, one.change)
    mine = wmstrat.record(identity)
    git(filled, "config", "merge.wmstrat.driver", line)
    git(filled, "merge", "-q", "--no-edit", "theirs")
    merged = wmstrat.record(identity)
    field = one.other.partition("=")[0].rstrip("+")
    assert merged[one.field] == mine[one.field]
    assert merged[field] == theirs[field]
    assert errors(wmstrat) == []


@pytest.mark.parametrize(
    ("identity", "one", "other"),
    [("CB-XW1", "from=", "thoughts=Who knows."), ("CB-XF1", "costs=3 EUR", "sponsors=old-mill")],
)
def test_plain_git_merges_what_is_private(
    filled: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch, identity: str, one: str, other: str
) -> None:
    with_kinds(monkeypatch)
    line = f"{sys.executable} -m tests.synthetic wmstrat.sync.driver %O %A %B %P"
    private = filled / "private"
    git(private, "switch", "-qc", "theirs")
    wmstrat("set", identity, other)
    git(private, "switch", "-q", "main")
    wmstrat("set", identity, one)
    mine = wmstrat.record(identity)
    git(private, "config", "merge.wmstrat.driver", line)
    git(private, "merge", "-q", "--no-edit", "theirs")
    merged = wmstrat.record(identity)
    name, _, value = other.partition("=")
    assert value in merged[name]
    assert {**merged, name: ""} == {**mine, name: ""}
    assert errors(wmstrat) == []


HOOK = """#!/bin/sh
exec {python} -m tests.synthetic wmstrat guard
"""


@pytest.fixture
def host(filled: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare repository with the guard at its door, to which `filled` pushes."""
    with_kinds(monkeypatch)
    bare = filled.parent / "host.git"
    git(filled, "clone", "--quiet", "--bare", str(filled), str(bare))
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK.format(python=sys.executable))
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    git(filled, "remote", "add", "host", str(bare))
    return bare


def pushed(workspace: Path) -> str:
    """What the host says to a push; nothing where it took it in."""
    done = subprocess.run(
        ["git", "-C", str(workspace), "push", "-q", "host", "HEAD:main"], capture_output=True, text=True, check=False
    )
    return " ".join(done.stderr.replace("remote:", "").split()) if done.returncode else ""


def by_hand(filled: Path, git: Git, file: str, old: str, new: str) -> None:
    """A commit by plain git that changes a line of a file."""
    text = (filled / file).read_text()
    assert old in text
    (filled / file).write_text(text.replace(old, new))
    git(filled, "commit", "-qam", "By hand")


@pytest.mark.usefixtures("host")
def test_the_guard_takes_in_what_keeps_the_rules(filled: Path, wmstrat: Wmstrat, git: Git) -> None:
    for one in PUBLIC:
        wmstrat("set", one.id(filled), one.change)
    wmstrat("fair", "add", "ALL", "New")
    wmstrat("chore", "add", "New", "--fairs", "ALL-XF1")
    wmstrat("set", "ALL-XO1", "state=sworn", "sworn_on=2018-07-20")
    assert pushed(filled) == ""

    by_hand(filled, git, "process/oaths/ALL-XO1.md", "\ntitle: ", "\ntitle: Not ")
    assert "cannot change" in pushed(filled)


@pytest.fixture
def sworn(once: Once, filled: Path, host: Path, wmstrat: Wmstrat) -> None:
    """The host has an oath that was sworn."""

    def make() -> None:
        wmstrat("set", "ALL-XO1", "state=sworn", "sworn_on=2018-07-20")
        assert pushed(filled) == ""

    once(make, filled, host)


@pytest.mark.usefixtures("sworn")
@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("process/oaths/ALL-XO1.md", "title: We listen first", "title: We talk first", "cannot change"),
        ("process/oaths/ALL-XO1.md", "group: ALL", "group: capacity-building", "group"),
        ("process/fairs/ALL-XF1.md", "fee:\n", "fee: lots\n", "a currency"),
        ("process/fairs/ALL-XF1.md", "fee:\n", "fee:\ncosts: 5 EUR\n", "costs"),
        ("barns/old-mill.yaml", "seats: 40", "seats: forty", "a whole number"),
        (f"{GROUP}/chores/CB-XC1.yaml", "  - CB-XF1", "  - CB-XF7", "CB-XF7"),
        (f"{GROUP}/stalls/CB-old-mill.yaml", "barn: old-mill", "barn: new-mill", "cannot change"),
    ],
)
def test_the_guard_refuses_what_breaks_them(
    filled: Path, host: Path, git: Git, file: str, old: str, new: str, said: str
) -> None:
    by_hand(filled, git, file, old, new)
    assert said in Clone(host, filled).refused().text


# Reference pages


def test_the_reference_tells_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "cli", import_module("wmstrat.cli"))
    records = "\n".join(reference.record_page())
    for path in ("process/oaths/ALL-XO7.md", "private/whispers/", "barns/", f"{GROUP}/mottos/CB-motto.md"):
        assert path in records
    for kind in KINDS:
        assert f"\n## {kind}\n" in records
    commands = "\n".join(reference.command_page())
    assert "wmstrat fair hold" in commands
    assert "wmstrat oath list" in commands


# Search


@pytest.mark.usefixtures("filled")
def test_every_text_of_every_kind_is_found(wmstrat: Wmstrat) -> None:
    nouns = ("barn", "fair", "oath", "chore", "stall", "motto", "whisper")
    for item in (item for noun in nouns for item in wmstrat.items(noun, "list")):
        for name, value in item.items():
            texts = [part for entry in value for part in entry.values()] if name == "lasting" else [value]
            for text in texts:
                if name in ("record", "group", "state", "body") or not isinstance(text, str) or not text:
                    continue
                for line in filter(None, text.split("\n")):
                    assert item["id"] in wmstrat("search", "--format", "ids", "--", line).lines, (name, line)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("below the mat",), [("old-mill", True)]),
        (("mill", "below the mat"), [("old-mill", True)]),
        (("mill", "40"), [("old-mill", False)]),
        (("1200.50", "open day"), [("CB-XF1", True)]),
        (("They may leave",), [("CB-XW1", True)]),
        (("fair", "ALL"), [("ALL-XF1", False)]),
        (("baker", "AD"), [("CB-XC1", False)]),
        (("baker", "--kind", "chores", "--state", "open"), [("CB-XC1", False)]),
        (("open", "--since", "2018-08-07", "--until", "2018-08-07"), [("CB-XF1", False)]),
        (("open", "--since", "2018-08-08"), []),
    ],
)
def test_a_search_finds_both_halves_of_a_record_and_marks_what_is_private(
    words: tuple[str, ...], found: list[tuple[str, bool]], wmstrat: Wmstrat
) -> None:
    assert [(item["id"], item.get("private", False)) for item in wmstrat.items("search", *words)] == found
