"""Rows of the requirements about groups, their areas, stages and names, each shown through the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, replace_in
from tests.requirements.conftest import Topics
from wmstrat.record.codes import free_code

pytestmark = pytest.mark.usefixtures("workspace")

README = Path("README.md")
PAGE = Path("groups/capacity-building/README.md")

WORKING = {
    "AD": ("advocacy", "Advocacy"),
    "CB": ("capacity-building", "Capacity Building"),
    "CH": ("community-health", "Community Health"),
    "DI": ("diversity", "Diversity"),
    "PA": ("partnerships", "Partnerships"),
    "PT": ("product-technology", "Product & Technology"),
    "RA": ("resource-allocation", "Resource Allocation"),
    "RS": ("revenue-streams", "Revenue Streams"),
    "RR": ("roles-responsibilities", "Roles & Responsibilities"),
}


def working(wmstrat: Wmstrat) -> dict[str, dict[str, object]]:
    return {group["code"]: group for group in wmstrat.items("group", "list") if group["kind"] == "working"}


def test_row_8_groups_are_not_in_step(wmstrat: Wmstrat) -> None:
    wmstrat("group", "stage", "CB", "scope", "--on", "2018-11-01")
    wmstrat("group", "stage", "DI", "recommendations", "--on", "2018-12-01")

    standing = {one["code"]: one for one in wmstrat.items("status", "--on", "2018-12-02")}
    stages = {code: [stage["stage"] for stage in standing[code]["stages"]] for code in ("AD", "CB", "DI")}
    assert stages == {"AD": ["set-up"], "CB": ["scope"], "DI": ["recommendations"]}


def test_row_11_one_overview_of_all_groups(wmstrat: Wmstrat) -> None:
    shown = wmstrat("status").out

    for _, name in WORKING.values():
        assert name in shown


def test_row_12_the_template_holds_nine_groups(wmstrat: Wmstrat) -> None:
    assert {code: (group["id"], group["name"]) for code, group in working(wmstrat).items()} == WORKING


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        (["question", "add", "CB", "What is missing?"], "questions"),
        (["draft", "add", "CB", "A shared place to learn"], "drafts"),
        (["note", "add", "CB", "Mentors, not courses"], "notes"),
        (["member", "appoint", "CB", "Member 17", "--type", "staff"], "members"),
    ],
)
def test_row_14_everything_hangs_from_a_group(
    wmstrat: Wmstrat, workspace: Path, command: list[str], folder: str
) -> None:
    wmstrat("person", "add", "Member 17")
    identity = wmstrat(*command).lines[0]

    [file] = (workspace / "groups" / "capacity-building" / folder).rglob("CB-*")
    assert file.stem == identity
    assert wmstrat.record(identity)["group"] == "capacity-building"
    wmstrat(*(word.replace("CB", "XX") for word in command), code=3)


def test_row_15_one_area_for_each_group_and_one_group_for_each_area(wmstrat: Wmstrat) -> None:
    areas = [group["area"] for group in working(wmstrat).values()]

    assert all(areas)
    assert len(set(areas)) == 9


@pytest.mark.usefixtures("unchanged")
def test_row_15_no_command_gives_two_groups_one_area(wmstrat: Wmstrat) -> None:
    area = wmstrat.record("DI")["area"]

    refused = wmstrat("set", "CB", f"area={str(area).upper()}", code=5)
    assert "also the area of DI" in refused.err


def test_row_15_check_sees_two_groups_with_one_area_and_a_group_without(
    wmstrat: Wmstrat, workspace: Path, topics: Topics
) -> None:
    page = workspace / "groups/capacity-building/README.md"
    own, other = wmstrat.record("CB")["area"], wmstrat.record("DI")["area"]
    replace_in(page, f"area: {own}", f"area: {other}")

    problems = json.loads(wmstrat("check", "--format", "json", code=1).out)["items"]
    found = {one["path"] for one in problems if one["check"] == "area" and one["severity"] == "error"}
    assert found == {"groups/capacity-building/README.md", "groups/diversity/README.md"}
    replace_in(page, f"area: {other}", "area:")
    assert "No thematic area" in topics("CB")


def test_row_23_a_commit_of_several_groups_names_the_stage(wmstrat: Wmstrat) -> None:
    assert wmstrat("group", "stage", "CB", "AD", "scope").err.startswith("groups: begin stage scope in 2 groups\n")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Compost and soil", "CS"),
        ("Kompost und Boden", "KB"),
        ("Foundation of the Movement", "FM"),
        ("Soil for all", "SF"),
        ("compost", "CO"),
        ("Über uns", "UU"),
        ("Health-care", "HE"),
        ("東京", ""),
    ],
)
def test_row_14_a_code_is_made_of_the_words_that_tell_most(name: str, code: str) -> None:
    assert free_code(name, set()) == code


def test_row_14_there_is_a_code_for_each_of_many_groups_of_almost_one_name() -> None:
    taken: set[str] = set()
    for number in range(300):
        taken.add(free_code(f"Ward {number}", taken))
    assert len(taken) == 300
    assert all(2 <= len(code) <= 4 and code.isascii() and code.isalpha() and code.isupper() for code in taken)


def test_row_14_a_code_is_written_in_capital_letters(wmstrat: Wmstrat) -> None:
    wmstrat("group", "add", "Flowers", "--code", "Fl")
    assert wmstrat.record("Flowers")["code"] == "FL"
    wmstrat("group", "recode", "FL", "fw")
    assert wmstrat.record("Flowers")["code"] == "FW"


def test_row_23_a_planned_stage_is_spoken_of_as_one_to_come(wmstrat: Wmstrat) -> None:
    wmstrat("group", "stage", "CB", "scope", "--on", "2018-12-01")

    refused = wmstrat("group", "stage", "CB", "scope", "--on", "2018-12-02", code=4).err
    assert "Capacity Building already has the stage scope planned, from 2018-12-01 on." in refused
    for command in (["scope", "--end"], ["concluded"]):
        refused = wmstrat("group", "stage", "CB", *command, code=4).err
        assert "is in the stage scope from 2018-12-01 on, so that stage cannot end on 2018-07-20" in refused
    wmstrat("group", "stage", "CB", "scope", "--end", "--on", "2018-12-24")
    assert wmstrat.record("CB")["stages"][-1]["until"] == "2018-12-24"


def test_row_23_a_stage_is_named_in_full_or_by_a_beginning_that_no_other_has(wmstrat: Wmstrat) -> None:
    wmstrat("set", "process", "stages-=scope", "stages+=scope-review", "stages+=scope,label=Scope")
    wmstrat("group", "stage", "CB", "scope")
    assert wmstrat.record("CB")["stages"][-1]["stage"] == "scope"
    assert "scope-review, scope" in wmstrat("group", "stage", "CB", "sco", code=2).err
    wmstrat("group", "stage", "CB", "scope-r")
    assert wmstrat.record("CB")["stages"][-1]["stage"] == "scope-review"


def test_row_22_a_concluded_group_loses_nothing(wmstrat: Wmstrat, topics: Topics) -> None:
    wmstrat("note", "add", "CB", "Kept for ever")
    before = wmstrat.items("note", "list", "CB")
    wmstrat("group", "stage", "CB", "scope", "--on", "2018-11-01")

    wmstrat("group", "stage", "CB", "concluded", "--on", "2019-11-01")

    assert wmstrat.items("note", "list", "CB") == before
    stages = wmstrat.record("CB")["stages"]
    assert [(one["stage"], one["since"], one["until"]) for one in stages] == [
        ("set-up", "2018-07-20", "2018-11-01"),
        ("scope", "2018-11-01", "2019-11-01"),
        ("concluded", "2019-11-01", ""),
    ]
    assert "No members yet" in topics("DI")
    assert "No members yet" not in topics("CB", "--on", "2019-11-02")
    assert "Capacity Building" in wmstrat("status", "--on", "2019-11-02").out


def test_row_23_the_stages_are_set_up_three_and_concluded(wmstrat: Wmstrat) -> None:
    stages = [stage["id"] for stage in wmstrat.record("process")["stages"]]

    assert stages == ["set-up", "scope", "recommendations", "implementation", "concluded"]


def test_row_23_stages_of_a_group_overlap_and_end_on_their_own_days(wmstrat: Wmstrat) -> None:
    wmstrat("group", "stage", "CB", "scope", "--on", "2018-11-01")
    began = wmstrat("group", "stage", "CB", "recommendations", "--on", "2019-02-01")
    assert "scope" in began.err
    wmstrat("group", "stage", "CB", "scope", "--end", "--on", "2019-03-31")

    def on(day: str) -> list[str]:
        [group] = wmstrat.items("status", "CB", "--on", day)
        return [stage["stage"] for stage in group["stages"]]

    assert on("2018-10-31") == ["set-up"]
    assert on("2019-02-15") == ["scope", "recommendations"]
    assert on("2019-04-01") == ["recommendations"]


def test_row_48_each_group_has_its_own_establishment_date(wmstrat: Wmstrat) -> None:
    assert {group["established"] for group in working(wmstrat).values()} == {"2018-07"}

    wmstrat("set", "CB", "established=2018-09-03")

    established = {code: group["established"] for code, group in working(wmstrat).items()}
    assert established["CB"] == "2018-09-03"
    assert established["AD"] == "2018-07"


def test_row_65_the_origin_of_an_area_is_kept(wmstrat: Wmstrat) -> None:
    assert all(group["origin"] for group in working(wmstrat).values())
    origin = "Talks at the conference in Berlin, 2017, https://example.org/talks"

    wmstrat("set", "CB", f"origin={origin}")

    assert wmstrat.record("CB")["origin"] == origin


def test_row_70_a_group_has_a_stable_address(wmstrat: Wmstrat, workspace: Path) -> None:
    for slug, name in WORKING.values():
        assert f"name: {name}" in (workspace / "groups" / slug / "README.md").read_text()
    wmstrat("group", "rename", "CB", "Learning Together")

    assert wmstrat.record("capacity-building")["name"] == "Learning Together"
    assert (workspace / "groups/capacity-building/README.md").is_file()


@pytest.mark.parametrize("form", ["table", "markdown", "wikitext"])
def test_row_71_the_overview_has_area_description_and_mailing_list(wmstrat: Wmstrat, form: str) -> None:
    wmstrat("set", "CB", "mailing_list=capacity@lists.example.org")

    overview = wmstrat("group", "list", "--format", form).out

    assert "Capacity Building" in overview
    assert "capacity@lists.example.org" in overview.replace("\\", "")
    assert wmstrat.record("CB")["focus"][0]["text"] in overview


def test_row_71_the_wikitext_is_the_table_of_the_page(wmstrat: Wmstrat) -> None:
    lines = wmstrat("group", "list", "--format", "wikitext").lines

    assert lines[:4] == ['{| class="wikitable"', "! Thematic area", "! Draft description", "! Mailing list"]
    assert lines.count("|-") == 9
    assert sum(line.startswith("* ") for line in lines) == 36
    assert lines[-1] == "|}"


def test_row_71_a_missing_mailing_list_is_reported(wmstrat: Wmstrat, topics: Topics) -> None:
    wmstrat("set", "CB", "mailing_list=capacity@lists.example.org")

    assert "No mailing list" in topics("DI")
    assert "No mailing list" not in topics("CB")
    warned = [line for line in wmstrat("check").lines if "mailing_list" in line]
    assert len(warned) == 8
    assert not any("capacity-building" in line for line in warned)


def test_row_74_a_rejected_proposal_is_kept_and_never_finds_the_group(wmstrat: Wmstrat) -> None:
    [proposal] = wmstrat.record("RR")["names"]

    assert (proposal["name"], proposal["state"], proposal["when"]) == ("Power Dynamics", "rejected", "2018-04")
    assert proposal["who"]
    assert proposal["why"]
    assert wmstrat.record("RR")["name"] == "Roles & Responsibilities"
    wmstrat("status", "Power Dynamics", code=3)


def test_row_74_a_name_is_proposed_then_rejected_and_the_current_one_stays(wmstrat: Wmstrat) -> None:
    wmstrat("group", "rename", "CB", "Learning", "--propose", "--who", "CB", "--on", "2018-08-01")
    assert [one["state"] for one in wmstrat.record("CB")["names"]] == ["proposed"]
    wmstrat("group", "rename", "CB", "Learning", "--reject", "--who", "Core Team", "--why", "Too narrow")

    group = wmstrat.record("CB")
    assert group["name"] == "Capacity Building"
    assert group["names"] == [
        {"name": "Learning", "state": "rejected", "who": "Core Team", "when": "2018-07-20", "why": "Too narrow"}
    ]


def test_row_75_the_former_name_finds_the_group(wmstrat: Wmstrat) -> None:
    [former] = wmstrat.record("PT")["names"]

    assert (former["name"], former["state"]) == ("Technology", "former")
    assert wmstrat.record("Technology")["id"] == "product-technology"
    assert wmstrat.record("product AND technology")["id"] == "product-technology"


@pytest.mark.parametrize("edited", [False, True])
def test_row_75_a_rename_reaches_the_pages_or_names_them(
    wmstrat: Wmstrat, git: Callable[..., str], edited: bool
) -> None:
    row, heading = "| CB | [Capacity Building](groups/capacity-building/) |", "\n# Capacity Building\n"
    before = README.read_text()
    assert row in before
    assert heading in PAGE.read_text()
    number = next(place for place, line in enumerate(before.split("\n"), 1) if line.startswith("Every id of a group"))
    if edited:
        README.write_text(f"{before}\nA line of mine.\n")

    said = wmstrat("group", "rename", "CB", "Capacity & Learning").err

    assert heading.replace("Building", "& Learning") in PAGE.read_text()
    assert (row.replace("[Capacity Building]", "[Capacity & Learning]") in README.read_text()) != edited
    assert (row in README.read_text()) == edited
    lines = next(line for line in said.splitlines() if 'still say "Capacity Building"' in line)
    assert lines.endswith(f"README.md in line 14, {number}" if edited else f"README.md in line {number}")
    assert git(Path(), "status", "--porcelain").split() == (["M", "README.md"] if edited else [])
    wmstrat("undo")
    assert heading in PAGE.read_text()
    assert row in README.read_text()


def test_row_75_a_name_is_written_into_pages_as_it_reads(wmstrat: Wmstrat) -> None:
    name, written = r"A $1 \1 [x](y) <b>", r"A $1 \\1 \[x\](y) \<b\>"
    wmstrat("group", "rename", "CB", name)
    assert f"\n# {written}\n" in PAGE.read_text()
    assert f"| CB | [{written}](groups/capacity-building/) |" in README.read_text()
    wmstrat("group", "rename", "CB", "Learning")
    assert "\n# Learning\n" in PAGE.read_text()
    assert "| CB | [Learning](groups/capacity-building/) |" in README.read_text()


def test_row_75_an_old_name_as_a_heading_is_found(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB", "name=Learning")

    assert 'found the heading "Capacity Building", expected the present name, "Learning"' in wmstrat("check").out


@pytest.mark.parametrize("way", ["set", "save", "import"])
def test_row_75_a_name_is_kept_however_the_group_is_renamed(wmstrat: Wmstrat, way: str) -> None:
    file = Path("groups/product-technology/README.md")
    if way == "set":
        wmstrat("set", "PT", "name=Tools")
    elif way == "save":
        text = file.read_text()
        file.write_text(text.replace("name: Product & Technology\n", "name: Tools\n"))
        wmstrat("save")
    else:
        wmstrat("import", "group", "-", "--from", "csv", stdin="id,name\nproduct-technology,Tools\n")

    group = wmstrat.record("Product & Technology")
    assert group["name"] == "Tools"
    kept = [(one["name"], one["state"], one["when"]) for one in group["names"]]
    assert ("Product & Technology", "former", "2018-07-20") in kept
    wmstrat("group", "rename", "PT", "Machines")
    assert [one["name"] for one in wmstrat.record("PT")["names"] if one["state"] == "former"][-1] == "Tools"
    assert len([one for one in wmstrat.record("PT")["names"] if one["name"] == "Tools"]) == 1


def test_row_75_a_rename_moves_no_slug_and_no_record(
    wmstrat: Wmstrat, workspace: Path, git: Callable[..., str]
) -> None:
    wmstrat("question", "add", "CB", "What is missing?")
    decided = ("--who", "Core Team", "--why", "Wider", "--on", "2018-10-01")
    wmstrat("group", "rename", "CB", "Learning Together", *decided)

    group = wmstrat.record("Capacity Building")
    assert (group["id"], group["code"], group["name"]) == ("capacity-building", "CB", "Learning Together")
    assert group["names"][0] == {
        "name": "Capacity Building", "state": "former", "who": "Core Team", "when": "2018-10-01", "why": "Wider",
    }  # fmt: skip
    assert git(workspace, "show", "--name-only", "--format=").split() == ["README.md", PAGE.as_posix()]
    assert wmstrat.record("CB-Q1")["group"] == "capacity-building"


def test_row_76_what_is_noted_about_a_name_is_no_part_of_it(wmstrat: Wmstrat) -> None:
    for group in working(wmstrat).values():
        assert not any(character.isdigit() for character in str(group["name"]))
    for code in ("RR", "PT"):
        [entry] = wmstrat.record(code)["names"]
        assert len(entry["why"]) > 20
        assert entry["why"] not in entry["name"]


@pytest.mark.parametrize("name", ["Diversity", "DIVERSITY", "DI", "Product and Technology", "Plurality"])
def test_row_75_a_name_finds_one_group_only(wmstrat: Wmstrat, name: str) -> None:
    wmstrat("group", "rename", "DI", "Plurality")
    wmstrat("group", "rename", "DI", "Variety")

    for command in (["group", "rename", "CB", name], ["group", "add", name, "--code", "XA"]):
        refused = wmstrat(*command, code=4)
        assert f'"{name}" already finds the group' in refused.err
    wmstrat("group", "rename", "DI", "Plurality")


GROUP_PAGE = Path("groups/roles-responsibilities/README.md")
FORMER = "names:\n  - name: All\n    state: former\n"
IN_JSON = '[{"name": "Law", "code": "XA", "names": [{"name": "ALL", "state": "former"}]}]'


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("group add ALL --code XA", 4),
        ("group add Own --code XA", 4),
        ("group add Law --code all", 5),
        ("group rename CB All", 4),
        ("group recode CB ALL", 5),
        ("set CB name=all", 4),
        ("import group - --from csv: name,code\nALL,XA\n", 4),
        ("import group - --from csv: name,code\nLaw,ALL\n", 5),
        ("import group - --from csv: id,name,code\nall,Law,XA\n", 5),
        (f"import group - --from json: {IN_JSON}", 4),
        ("save: name: Roles & Responsibilities -> name: ALL", 4),
        ("save: code: RR -> code: ALL", 5),
        (f"save: names:\n -> {FORMER}", 4),
    ],
)
def test_row_75_no_group_is_called_as_the_words_for_other_groups(wmstrat: Wmstrat, command: str, code: int) -> None:
    typed, _, given = command.partition(": ")
    if typed == "save":
        old, new = given.split(" -> ")
        text = GROUP_PAGE.read_text()
        assert old in text
        GROUP_PAGE.write_text(text.replace(old, new))
    told = wmstrat(*typed.split(), code=code, stdin=given if typed != "save" else "").err
    assert re.search(r'"(all|own)"', told, re.IGNORECASE), told


def test_row_75_a_name_that_plain_git_brought_is_reported(wmstrat: Wmstrat) -> None:
    GROUP_PAGE.write_text(re.sub("(?m)^name: .*$", "name: ALL", GROUP_PAGE.read_text()))
    told = wmstrat("check").out
    assert '"ALL", which means other groups' in told
    assert "Rename it in the file" in told


@pytest.mark.parametrize("way", ["set", "save", "import"])
def test_row_74_what_was_recorded_about_a_name_stays(wmstrat: Wmstrat, way: str) -> None:
    text = GROUP_PAGE.read_text()
    start, stop = text.index("names:\n"), text.index("# the thematic area")
    commands = {
        "set": lambda: wmstrat("set", "RR", "names=", code=4),
        "save": lambda: (
            GROUP_PAGE.write_text(text[:start] + "names: []\n" + text[stop:]),
            wmstrat("save", code=4),
        )[1],
        "import": lambda: wmstrat(
            "import", "group", "-", "--from", "csv", stdin="id,names\nroles-responsibilities,[]\n", code=4
        ),
    }

    assert 'The rejected name "Power Dynamics"' in commands[way]().err

    GROUP_PAGE.write_text(text)
    wmstrat("set", "PT", "names=", code=4)
    assert wmstrat.record("Technology")["code"] == "PT"


def test_row_74_a_proposal_is_answered_and_not_erased(wmstrat: Wmstrat) -> None:
    wmstrat("group", "rename", "CB", "Learning", "--propose")
    wmstrat("set", "CB", "names=", code=4)
    wmstrat("group", "rename", "CB", "Learning")

    assert {entry["state"] for entry in wmstrat.record("CB")["names"]} == {"accepted", "former"}


@pytest.mark.parametrize("until", ["", ",until=2018-09-01"])
@pytest.mark.parametrize("way", ["set", "save", "import"])
def test_row_23_a_stage_does_not_run_twice_at_once(wmstrat: Wmstrat, way: str, until: str) -> None:
    page = Path("groups/capacity-building/README.md")
    wmstrat("set", "CB", f"stages+=scope,since=2018-08-01{until}")
    if way == "set":
        refused = wmstrat("set", "CB", "stages+=scope,since=2018-08-15", code=4)
    elif way == "save":
        again = "  - stage: scope\n    since: 2018-08-15\n# where the area comes from"
        replace_in(page, "# where the area comes from", again)
        refused = wmstrat("save", code=4)
    else:
        twice = [{"stage": "scope", "since": day} for day in ("2018-08-01", "2018-08-15")]
        rows = json.dumps([{"id": "capacity-building", "stages": twice}])
        refused = wmstrat("import", "group", "-", "--from", "json", stdin=rows, code=4)

    assert "a stage that ends before it begins again" in refused.err


def test_row_23_a_stage_begins_again_once_it_has_ended(wmstrat: Wmstrat) -> None:
    wmstrat("group", "stage", "CB", "scope", "--on", "2018-08-01")
    wmstrat("group", "stage", "CB", "scope", "--end", "--on", "2018-09-01")
    wmstrat("group", "stage", "CB", "scope", "--on", "2018-09-01")

    assert len([entry for entry in wmstrat.record("CB")["stages"] if entry["stage"] == "scope"]) == 2


def test_row_23_a_day_that_nobody_knows_is_no_day_to_come(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB", "stages=")
    wmstrat("set", "CB", "stages+=set-up,since=not known,until=not known", "stages+=scope,since=not known")

    group = wmstrat.record("CB")
    assert [entry["since"] for entry in group["stages"]] == ["not known", "not known"]
    [status] = wmstrat.items("status", "CB")
    assert [stage["stage"] for stage in status["stages"]] == ["scope"]
    assert status["planned"] == []
    wmstrat("status", "CB", "--width", "100")


def test_row_79_a_group_has_the_address_of_its_own_page(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB", "page=the wiki", code=5)
    wmstrat("set", "CB", "page=https://meta.example.org/wiki/Capacity_Building")

    assert wmstrat.record("CB")["page"] == "https://meta.example.org/wiki/Capacity_Building"
    added = wmstrat("group", "add", "Translation", "--page", "https://meta.example.org/wiki/Translation").lines
    assert wmstrat.record(added[0])["page"] == "https://meta.example.org/wiki/Translation"


def test_groups_have_a_parent_and_successors_that_never_lead_back(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB", "parent=CT", "successors+=DI", "successors+=AD")
    wmstrat("set", "DI", "successors+=AD")

    assert wmstrat.record("CT")["parts"] == ["capacity-building"]
    assert wmstrat.record("AD")["predecessors"] == ["capacity-building", "diversity"]
    for typed in (["CB", "parent=CB"], ["CT", "parent=CB"], ["AD", "successors+=CB"]):
        assert "which leads back to" in wmstrat("set", *typed, code=5).err


def test_row_81_mission_and_values_stand_beside_the_direction(wmstrat: Wmstrat) -> None:
    process = wmstrat.record("process")
    assert all(len(process[name]) > 40 for name in ("mission", "values", "direction"))
    wmstrat("set", "process", "mission=To sum up what is known", "values=Openness")
    assert wmstrat.record("process")["values"] == "Openness"
