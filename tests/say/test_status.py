"""The product's face, at every width and in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.say.conftest import NAMES, Screen, status_of
from wmstrat.say.output import Output
from wmstrat.say.scripts import cell_width, steady
from wmstrat.say.status import field_names, status

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160, 200, 240])
@pytest.mark.parametrize("fresh", [False, True])
def test_fits_every_width(capsys: pytest.CaptureFixture[str], width: int, fresh: bool) -> None:
    status(status_of(fresh), Output(width=width))
    lines = capsys.readouterr().out.splitlines()
    assert all(cell_width(line) <= width for line in lines)
    assert not any(line.endswith(" ") for line in lines)
    for code, _ in NAMES:
        assert any(line.startswith(f"{code} ") for line in lines)


def test_says_more_where_there_is_more_room(capsys: pytest.CaptureFixture[str]) -> None:
    heads = {}
    for width in (60, 84, 120, 220):
        status(status_of(), Output(width=width))
        seen = capsys.readouterr().out
        heads[width] = next(line for line in seen.splitlines() if "Group" in line).split()
        assert ("Hidden (terminal too narrow): " in seen) == (width < 200)
    assert heads[60] == ["Group", "Stage", "Members", "Questions"]
    assert heads[84] == ["Group", "Stage", "Members", "Questions", "Drafts"]
    assert {"To", "do", "Active"} <= set(heads[120])
    assert {"Since", "Coordinators", "Mix", "covered"} <= set(heads[220])


@pytest.mark.parametrize("count", [9, 35, 170])
@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_many_groups_are_as_easy_to_read(capsys: pytest.CaptureFixture[str], count: int, width: int) -> None:
    status(status_of(count=count), Output(width=width))
    lines = capsys.readouterr().out.splitlines()
    attention, table = lines.index(""), next(place for place, line in enumerate(lines) if line.startswith("───"))
    codes = [group.code for group in status_of(count=count).groups]
    rows = [line for line in lines[table + 1 :] if line[:2] in codes]
    below = lines[table + 1 : lines.index("    Other bodies") - 1]

    assert [row[:2] for row in rows] == codes
    assert "" not in below
    assert len(below) == count or width < 100
    assert len(lines[attention:table]) < 12
    assert all(cell_width(line) <= width for line in lines)
    told = next(line for line in lines if " final questions without a draft" in line)
    assert ("AA-Q1 and " if width == 60 else "AA-Q1, AB-Q1") in told
    assert re.search(r" and \d+ more", told)


def test_a_gap_has_a_colour_and_what_is_done_has_none(screen: Callable[..., Screen]) -> None:
    stream = screen(200)
    status(status_of(count=35), Output())
    assert "\x1b[35m 9 ↓" in next(line for line in stream.seen.splitlines() if "mAB" in line)
    assert "\x1b[32m" not in stream.seen
    assert "Members: ↓ fewer than 10, ↑ more than 15." in stream.seen


def test_a_pipe_gets_one_whole_line_a_group(capsys: pytest.CaptureFixture[str]) -> None:
    status(status_of(), Output())
    lines = capsys.readouterr().out.splitlines()
    (line,) = [line for line in lines if line.startswith("CB ")]
    assert "Scope, Draft recommendations  2018-11-05, 2019-06-01   9 ↓     4 staff, 5 individual" in line
    assert "Member 4, علي  1/9 final  3 drafting, 2 submitted  CB-F2              1      2019-06-11, 3 days" in line
    assert "\x1b" not in "".join(lines)
    assert any("[bold]Revenue[/bold] Streams" in line for line in lines)


def test_attention_comes_worst_first_with_its_command(capsys: pytest.CaptureFixture[str]) -> None:
    status(status_of(), Output(width=60))
    seen = capsys.readouterr().out
    assert "Needs attention  (✗ broken, - good to know)\n" in seen
    assert "  ✗  2 files have errors  DI\n     wmstrat check\n" in seen
    assert "  -  No mailing list  all groups\n     wmstrat set GROUP mailing_list=ADDRESS\n" in seen
    assert seen.index("2 files have errors") < seen.index("No mailing list") < seen.index("Advocacy")
    assert seen.endswith("This clone has no private/ repository.\n")


def test_a_new_workspace_is_no_wall_of_warnings(screen: Callable[..., Screen]) -> None:
    stream = screen(80)
    status(status_of(fresh=True), Output())
    assert "First steps in each group" in stream.seen
    assert "9 groups, ready for their first members" in stream.seen
    assert "Needs attention" not in stream.seen
    assert "\x1b[31m" not in stream.seen
    assert "\x1b[35m" not in stream.seen


def test_colours_only_on_a_terminal_that_wants_them(screen: Callable[..., Screen]) -> None:
    stream = screen(80)
    status(status_of(), Output())
    assert "\x1b[35m" in stream.seen
    stream = screen(80, colour=False)
    status(status_of(), Output())
    assert not re.search(r"\x1b\[[\d;]*m", stream.seen)


def test_ascii_gets_signs_that_it_has(screen: Callable[..., Screen]) -> None:
    stream = screen(80, colour=False, encoding="ascii", terminal=False)
    status(status_of(), Output(width=80))
    assert "  x  2 files have errors" in stream.seen
    assert "-----" in stream.seen


def test_json_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    status(status_of(), Output("json"))
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["wmstrat", "kind", "items"]
    assert told["kind"] == "status"
    assert len(told["items"]) == 10
    assert set(told["items"][1]) == {"record", *field_names(status_of().groups)}
    assert told["items"][1]["attention"] == [
        {
            "urgency": 4,
            "topic": "mailing-list",
            "text": "No mailing list",
            "records": [],
            "command": "wmstrat set CB mailing_list=ADDRESS",
        }
    ]
    assert told["items"][1]["applications"] is None


def test_the_other_formats_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    status(status_of(), Output("json"))
    items = json.loads(capsys.readouterr().out)["items"]
    status(status_of(), Output("yaml"))
    assert yaml.safe_load(capsys.readouterr().out)["items"] == items
    status(status_of(), Output("csv"))
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["members"] for row in rows] == [str(item["members"]) for item in items]
    status(status_of(), Output("plain"))
    cells = capsys.readouterr().out.splitlines()[1].split("\t")
    assert cells[5:7] == ["scope, recommendations", "9"]
    assert cells[7:12].count("10") == cells[7:12].count("15") == 1
    status(status_of(), Output("markdown"))
    seen = capsys.readouterr().out
    assert "| RS | \\[bold\\]Revenue\\[/bold\\] Streams | Scope, Draft recommendations |" in seen
    assert "- 2 files have errors: DI `wmstrat check`" in seen


def test_columns_stay_where_they_are_beside_any_script() -> None:
    assert steady("AD  Advocacy  12", marks=True, moves=True) == "AD  Advocacy  12"
    turned = steady("RA  توزيع الموارد  12", marks=True, moves=True)
    assert turned == "\u200eRA\u200e  توزيع الموارد\u200e  12"
    assert steady("PA  👩\u200d🚀  12", marks=True, moves=True) == "PA  👩\u200d🚀  \x1b[9G12"
    assert steady("PA  👩\u200d🚀  12") == "PA  👩\u200d🚀  12"
    assert steady("CH  हिन्दी     12", moves=True) == "CH  हिन्दी   \x1b[13G12"
    assert steady("CH  हिन्दी     12") == "CH  हिन्दी   12"


def test_json_does_not_load_rich() -> None:
    code = (
        "import sys\nfrom tests.say.conftest import Bare, Labels, question, status_of\n"
        "from wmstrat.say.output import Output\n"
        "from wmstrat.say.listing import listing\nfrom wmstrat.say.record import show\n"
        "from wmstrat.say.status import status\nfrom wmstrat.say.problems import problems\n"
        "status(status_of(), Output('json'))\n"
        "listing(question().kind, [question()], Bare(), Output('csv'), Labels())\n"
        "show(question(), {}, Bare(), Output('yaml'), Labels()); problems([], Output('json'))\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('rich', 'typer')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"
