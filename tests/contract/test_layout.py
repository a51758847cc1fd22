"""The contract of the workspace: where files stand, what stands in them, and how they are named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.contract.conftest import CB
from wmstrat.files.records import half_fields
from wmstrat.kinds import kinds
from wmstrat.record.kind import Kind

ADDED = [kind for kind in kinds() if kind.arguments]
HALVES = [
    (kind, private)
    for kind in ADDED
    for private in ([True] if kind.home.private else [False, True])
    if private is False or half_fields(kind, True) != half_fields(kind, False) or kind.home.private
]

PATTERNS = [
    r"process\.yaml",
    r"README\.md",
    r"method/procedures\.md",
    r"method/templates/question\.md",
    r"groups/capacity-building/README\.md",
    r"groups/عضو/README\.md",
    r"people/member-17\.yaml",
    r"groups/capacity-building/members/CB-member-17\.yaml",
    r"groups/capacity-building/questions/CB-Q1\.md",
    r"groups/capacity-building/drafts/CB-D1\.md",
    r"groups/capacity-building/notes/2018/08/CB-N20180801-[a-z2-9]{4}\.md",
    r"groups/capacity-building/milestones/CB-M1\.yaml",
    r"groups/capacity-building/links/CB-L1\.yaml",
    r"groups/capacity-building/rounds/CB-RO1\.yaml",
    r"process/milestones/ALL-M1\.yaml",
    r"groups/capacity-building/meetings/CB-MT1\.md",
    r"private/groups/capacity-building/meetings/CB-MT1\.md",
    r"process/meetings/ALL-MT1\.md",
    r"groups/capacity-building/feedback/2018/07/CB-FB20180702-[a-z2-9]{4}\.md",
    r"process/feedback/2018/08/ALL-FB20180803-[a-z2-9]{4}\.md",
    r"groups/capacity-building/actions/CB-A1\.yaml",
    r"groups/capacity-building/decisions/CB-DE1\.md",
    r"private/groups/capacity-building/support/CB-SU1\.md",
    r"groups/capacity-building/scopes/CB-scope\.md",
    r"groups/capacity-building/sources/CB-S1\.md",
    r"process/sources/ALL-S1\.md",
    r"process/outreach/2018/08/ALL-O20180801-[a-z2-9]{4}\.md",
    r"process/methods/ALL-ME1\.md",
    r"private/people/member-17\.yaml",
    r"private/process/feedback/2018/08/ALL-FB20180803-[a-z2-9]{4}\.md",
    r"private/applications/2018/06/DI-AP20180620-[a-z2-9]{4}\.yaml",
]


def files_of(folder: Path, kind: str, private: bool) -> list[Path]:
    """The files of one kind (of its private half) in a workspace."""
    places = {
        "group": "groups/*/README.md",
        "person": "people/*.yaml",
        "membership": "groups/*/members/*",
        "question": "groups/*/questions/*",
        "draft": "groups/*/drafts/*",
        "note": "groups/*/notes/*/*/*",
        "application": "applications/*/*/*",
        "link": "groups/*/links/*",
        "round": "groups/*/rounds/*",
        "milestone": "groups/*/milestones/*",
        "meeting": "groups/*/meetings/*",
        "feedback": "process/feedback/*/*/*",
        "action": "groups/*/actions/*",
        "decision": "groups/*/decisions/*",
        "support": "groups/*/support/*",
        "scope": "groups/*/scopes/*",
        "source": "groups/*/sources/*",
        "outreach": "groups/*/outreach/*/*/*",
        "method": "process/methods/*",
    }
    return sorted((folder / "private" if private else folder).glob(places[kind]))


def test_each_record_has_one_file_in_its_place(filled: Path) -> None:
    paths = [path.relative_to(filled).as_posix() for path in filled.rglob("*") if path.is_file()]

    for pattern in PATTERNS:
        assert len([path for path in paths if re.fullmatch(pattern, path)]) == 1, pattern


@pytest.mark.parametrize(("kind", "private"), HALVES, ids=lambda value: getattr(value, "name", str(value)))
def test_every_field_is_written_in_declared_order_below_its_comment(filled: Path, kind: Kind, private: bool) -> None:
    seldom = {field.name for field in half_fields(kind, private) if field.seldom}
    fields = [field for field in half_fields(kind, private) if not field.seldom]
    expected = [(f"# {field.about}", field.name) for field in fields]

    files = files_of(filled, kind.name, private)
    assert files
    for file in files:
        lines = file.read_text().split("\n")
        keys = [(lines[place - 1], line.split(":")[0]) for place, line in enumerate(lines) if _is_key(lines, place)]
        assert [key for key in keys if key[1] not in seldom][: len(expected)] == expected, file


def _is_key(lines: list[str], place: int) -> bool:
    ends = [number for number, line in enumerate(lines) if line == "---"] if lines[0] == "---" else [0, len(lines)]
    return ends[0] <= place < ends[1] and bool(re.match(r"[a-z_]+:", lines[place]))


@pytest.mark.parametrize(("kind", "private"), HALVES, ids=lambda value: getattr(value, "name", str(value)))
def test_the_id_is_the_name_of_the_file(filled: Path, kind: Kind, private: bool) -> None:
    for file in files_of(filled, kind.name, private):
        name = file.parent.name if kind.name == "group" else file.stem
        assert f"\nid: {name}\n" in file.read_text()


def test_files_are_utf_8_with_plain_line_ends_and_no_stamps(filled: Path, git: Callable[..., str]) -> None:
    for path in git(filled, "ls-files", "-z").split("\0")[:-1]:
        data = (filled / path).read_bytes()
        assert b"\r" not in data
        assert data.decode().endswith("\n")
        assert b"\nupdated:" not in data
    assert "eol=lf" in (filled / ".gitattributes").read_text()
    assert "eol=lf" in (filled / "private/.gitattributes").read_text()


def test_scalars_are_the_characters_written(wmstrat: Wmstrat, filled: Path) -> None:
    person = wmstrat.record("member-17")

    assert (person["contact"], person["region"]) == ("+49 30 000000", "no")
    assert person["languages"] == ["no", "pt-br", "arz"]
    assert person["skills"] == ["01234", "true", "~"]
    text = (filled / "private/people/member-17.yaml").read_text()
    assert "contact: +49 30 000000\n" in text
    assert "region: no\n" in text


def test_an_id_does_not_depend_on_the_title(wmstrat: Wmstrat, question: Path) -> None:
    wmstrat("set", "CB-Q1", "title=Quite another text")

    assert question.is_file()
    assert wmstrat.record("CB-Q1")["title"] == "Quite another text"


FOREIGN = """---
# my own comment
id:   CB-Q1   # padded
handle:
group: capacity-building
title: 'Which capacities are missing?'
state: proposed
level:
mood: {happy: yes}
focus: [ CB-F1,  CB-F2 ]   # two

# a comment that stands alone
background: |+
  kept

enduring_since:
merged_into:
final_on:
amendments: []
...trailing: x
---
Body  with trailing spaces  

"""


@pytest.mark.parametrize(
    ("assignment", "was", "becomes"),
    [
        ("level=structural", "level:\n", "level: structural\n"),
        ("title=Other", "title: 'Which capacities are missing?'\n", "title: Other\n"),
        ("enduring_since=2004", "enduring_since:\n", "enduring_since: 2004\n"),
    ],
)
def test_a_write_changes_the_lines_of_the_key_and_no_other_byte(
    wmstrat: Wmstrat, question: Path, git: Callable[..., str], assignment: str, was: str, becomes: str
) -> None:
    text = FOREIGN.replace("...trailing", "trailing")
    question.write_text(text)
    git(question.parent, "commit", "-qam", "In my own way")

    wmstrat("set", "CB-Q1", assignment)

    assert question.read_text() == text.replace(was, becomes)


def test_foreign_files_are_left_alone(wmstrat: Wmstrat, question: Path, git: Callable[..., str]) -> None:
    stray = question.with_name("agenda.txt")
    stray.write_text("Mine")

    wmstrat("set", "CB-Q1", "level=structural")
    wmstrat("save")

    assert stray.read_text() == "Mine"
    assert git(question.parent, "status", "--porcelain").split() == ["??", (CB / "questions/agenda.txt").as_posix()]
    assert any("agenda.txt" in line for line in wmstrat("check").lines)


@pytest.mark.parametrize("what", ["deleted", "damaged", "truncated"])
def test_the_index_may_be_lost_at_any_time(wmstrat: Wmstrat, filled: Path, what: str) -> None:
    before = wmstrat("question", "list", "--format", "json").out
    [index] = (filled / ".git/wmstrat/cache").rglob("index.sqlite")

    if what == "deleted":
        for file in index.parent.iterdir():
            file.unlink()
    else:
        index.write_bytes(b"no database at all" * 500 if what == "damaged" else index.read_bytes()[:3000])

    assert wmstrat("question", "list", "--format", "json").out == before


def test_the_state_of_wmstrat_is_where_git_says(wmstrat: Wmstrat, workspace: Path, git: Callable[..., str]) -> None:
    wmstrat("note", "add", "CB", "A note")

    folder = workspace / git(workspace, "rev-parse", "--git-path", "wmstrat").strip()
    assert list((folder / "cache").rglob("index.sqlite"))
    assert git(workspace, "status", "--porcelain", "--ignored") == "!! private/\n"


CODES = {
    "AD": "advocacy", "CB": "capacity-building", "CH": "community-health", "DI": "diversity", "PA": "partnerships",
    "PT": "product-technology", "RA": "resource-allocation", "RS": "revenue-streams", "RR": "roles-responsibilities",
    "SG": "steering-group", "SC": "steering-committee", "CT": "core-team", "BD": "board",
}  # fmt: skip


def test_codes_and_slugs_that_scripts_rely_on(workspace: Path) -> None:
    for code, slug in CODES.items():
        assert f"\ncode: {code}\n" in (workspace / "groups" / slug / "README.md").read_text()


NAMES = {
    "group": "id code kind name names area focus mailing_list established stages origin needs body",
    "person": "id name contact region languages skills",
    "membership": "id person group state role type organization since until selected_by",
    "application": "id person group state on motivation why answer",
    "question": "id group title state level background enduring_since focus body",
    "draft": "id group title state level answers direction iteration decided_by decided_on body",
    "note": "id group title date kind about language author body",
}


@pytest.mark.usefixtures("filled")
def test_fields_that_scripts_rely_on(wmstrat: Wmstrat) -> None:
    for kind, fields in NAMES.items():
        found = wmstrat.items("member" if kind == "membership" else kind, "list")
        assert found
        for item in found:
            assert {*fields.split(), "record"} <= item.keys()
            assert item["record"] == kind


STATES = {
    "membership": "appointed left",
    "application": "applied shortlisted appointed declined",
    "question": "proposed review final answered parked merged withdrawn",
    "draft": (
        "idea drafting published submitted ratified implementing implemented rejected merged split withdrawn "
        "superseded"
    ),
}


@pytest.mark.parametrize("kind", STATES)
def test_states_that_scripts_rely_on(kind: str) -> None:
    [declared] = [known for known in kinds() if known.name == kind]

    assert [state.name for state in declared.states] == STATES[kind].split()
