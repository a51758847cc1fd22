"""What nobody works on and what several work on, at every width, with any number of groups."""

from __future__ import annotations

import pytest

from wmstrat.reports.coverage import Coverage, GroupCoverage, Topic
from wmstrat.say.coverage import MOST_SHARED, coverage
from wmstrat.say.output import Output
from wmstrat.say.scripts import cell_width
from wmstrat.workspace.cut import Cut


class AsWritten:
    """Labels of a process that has none."""

    def word(self, word: str, vocabulary: str = "") -> str:
        return f"{vocabulary}{word}"

    def record(self, identity: str) -> str:
        return identity


AS_WRITTEN = AsWritten()
TITLES = ("Who teaches, and what?", "[red]a|b[/red] <b>`c`</b>\n# d", "多样性与包容性", "x" * 200)


def topic(code: str, number: int) -> Topic:
    drafts = tuple(f"{code}-D{each}" for each in range(number)) + (("ZZ-D1",) if number > 6 else ())
    groups = tuple(dict.fromkeys(draft[:2] for draft in drafts))
    work = "several" if len(drafts) > 1 else "one" if drafts else "nobody"
    title, identity = TITLES[number % len(TITLES)], f"{code}-{'FQ'[number % 2]}{number}"
    about = (f"{code}-F0",) if number % 2 else ()
    covered_by = {"drafts": drafts} if number % 2 else {"questions": (f"{code}-Q1",), "drafts": drafts}
    sort = ("focus", "question")[number % 2]
    return Topic(sort, identity, code.lower(), code, title, "", about, covered_by, groups, work, f"wmstrat x {code}")


def coverage_of(count: int) -> Coverage:
    codes = [f"{first}{second}" for first in "ABCDE" for second in "ABCDEFG"][:count]
    groups = [
        GroupCoverage(
            code.lower(), code, TITLES[place % 4], tuple(topic(code, number) for number in range(9)), (), ()
        )
        for place, code in enumerate(codes)
    ]
    sorts = {"focus": "focus items", "question": "questions"}
    return Coverage("A [b]process[/b]", tuple(groups), sorts, ("questions", "drafts"), ("drafts",))


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("count", [1, 9, 35])
def test_fits_every_width(capsys: pytest.CaptureFixture[str], count: int, width: int) -> None:
    for one in (False, True):
        report = coverage_of(1 if one else count)
        coverage(report, Output(width=width), AS_WRITTEN, one=one)
        lines = capsys.readouterr().out.splitlines()
        assert all(cell_width(line) <= width for line in lines)
        begins = {line.split()[0] for line in lines if line.strip()}
        assert {topic.id for topic in report.groups[0].topics} <= begins if one else {"AA", "ZZ-D1"} & begins


CUT = Cut("2018-07-06", "UTC", ("9396d64",), (), "", {})


def test_what_is_left_out_of_a_long_table_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    coverage(coverage_of(35), Output(), AS_WRITTEN, one=False)
    out = capsys.readouterr().out
    assert f"{35 * 2 - MOST_SHARED} more of several groups: wmstrat coverage --format csv" in out
    assert "One group in detail: wmstrat coverage AA\n" in out
    coverage(coverage_of(35), Output(as_of=CUT), AS_WRITTEN, one=False)
    out = capsys.readouterr().out
    assert "groups: wmstrat coverage --as-of 2018-07-06 --format csv\n" in out
    assert "wmstrat coverage AA --as-of 2018-07-06\n" in out


def test_a_title_breaks_no_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    for one in (False, True):
        coverage(coverage_of(1 if one else 9), Output("markdown"), AS_WRITTEN, one=one)
        lines = capsys.readouterr().out.splitlines()
        head = next(place for place, line in enumerate(lines) if line.startswith("| --- |"))
        rows = [line for line in lines[head:] if line.startswith("|")]
        assert {line.replace("\\|", "").count("|") for line in rows[:9]} == {lines[head].count("|")}
        assert not any("<b>" in line or line.startswith("# d") for line in lines)


def test_a_process_without_topics_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    empty = GroupCoverage("aa", "AA", "Empty", (), (), ())
    sorts = {"focus": "focus items", "question": "questions"}
    coverage(Coverage("Process", (empty,), sorts, (), ("drafts",)), Output(width=80), AS_WRITTEN, one=True)
    assert "There are no focus items and no questions yet." in capsys.readouterr().out
    coverage(Coverage("Process", (), sorts, (), ("drafts",)), Output(width=80), AS_WRITTEN, one=False)
    assert "wmstrat group add NAME" in capsys.readouterr().out
