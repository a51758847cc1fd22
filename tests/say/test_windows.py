"""What is open for comment, for every width; in memory."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.say.conftest import Screen
from wmstrat.record.days import UNKNOWN
from wmstrat.record.timing import Window
from wmstrat.reports.windows import OfRecord, Windows
from wmstrat.say.output import Output
from wmstrat.say.windows import windows

Draw = Callable[..., Screen]
DAY = "2019-09-10"
COMMENT = "open for comment"


def of(identity: str, window: Window, group: str = "CB", title: str = "A shared place to learn") -> OfRecord:
    about = "draft", "draft", "drafts", identity, title, group.lower(), group, "published", COMMENT
    return OfRecord(*about, window)


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (Window("2019-08-10", "2019-09-15"), f"{COMMENT} until 2019-09-15 (Europe/Berlin)"),
        (Window("2019-08-10", "2019-09-10"), f"{COMMENT} until 2019-09-10 (Europe/Berlin)"),
        (Window("2019-08-10", "2019-09-09", over="comments closed"), "comments closed on 2019-09-09 (Europe/Berlin)"),
        (Window("2019-09-11", "2019-09-15"), f"{COMMENT} from 2019-09-11 until 2019-09-15 (Europe/Berlin)"),
        (Window("2019-09-11", ""), f"{COMMENT} from 2019-09-11 (Europe/Berlin)"),
        (Window("2019-08-10", ""), COMMENT),
        (Window(UNKNOWN, "2019-09-15"), f"{COMMENT} until 2019-09-15 (Europe/Berlin)"),
    ],
)
def test_row_34_a_window_is_told_in_words_with_its_zone(window: Window, said: str) -> None:
    assert window.in_words(DAY, COMMENT, "Europe/Berlin") == said


SHARED = Window("2019-08-10", "2019-09-15", "ALL-M3", 1)
MANY = [of(f"CB-D{number}", SHARED) for number in range(1, 13)]
FOUND = Windows(
    "Our process", DAY, "UTC", (*MANY, of("AD-D-k3f9", Window("2019-09-11", "2019-10-01", number=2), "AD"))
)


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_row_34_windows_are_readable_at_every_width(screen: Draw, columns: int) -> None:
    out = screen(columns, colour=False)
    windows(FOUND, Output(), nothing="", closed=3)
    lines = out.seen.splitlines()
    assert max(map(len, lines)) <= columns
    assert "12 drafts:" in out.seen
    assert sum(line.startswith("2019-") for line in lines) == 2
    assert "3 more were closed: wmstrat windows --closed" in out.seen.replace("\n", " ")


def test_row_34_a_page_for_everybody_shows_no_handle(screen: Draw) -> None:
    out = screen(80, terminal=False)
    windows(FOUND, Output("markdown"), nothing="", closed=0)
    assert "(draft CB-D1): open for comment until 2019-09-15 (UTC)" in out.seen
    assert "k3f9" not in out.seen
    assert "not numbered yet, sync first" in out.seen


def test_row_34_machines_are_told_each_record(screen: Draw) -> None:
    out = screen(80, terminal=False)
    windows(FOUND, Output("json"), nothing="", closed=0)
    items = json.loads(out.seen)["items"]
    assert len(items) == 13
    assert [items[0][name] for name in ("id", "moves_with", "iteration", "days_left", "status")] == [
        "CB-D1", "ALL-M3", 1, 5, "open",
    ]  # fmt: skip
    assert (items[-1]["status"], items[-1]["days_left"]) == ("to come", "")
