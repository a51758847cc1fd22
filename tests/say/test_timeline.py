"""The picture of a timeline at every width, and Mermaid's Gantt charts, whatever titles hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO, TextIOWrapper

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from wmstrat.record.days import UNKNOWN
from wmstrat.record.field_type import Labels
from wmstrat.record.timing import Move, Span
from wmstrat.reports.labels import NoLabels
from wmstrat.reports.timeline import Timeline, TimelineEntry, TimelineRow
from wmstrat.say.mermaid import gantt, label
from wmstrat.say.output import Output
from wmstrat.say.scripts import cell_width, drawn_width
from wmstrat.say.timeline import timeline
from wmstrat.say.timeline_axis import Axis
from wmstrat.say.timeline_picture import put_picture

DAY = "2019-08-05"
LABELS: Labels = NoLabels()
ARABIC, CHINESE, BENGALI = "نموذج لمراكز التدريب", "工具清单完成" * 4, "ক্ষমতা বৃদ্ধি"
# What breaks columns, lines, or grammars.
HOSTILE = (
    "Title: with; everything %% in it",
    "section Two",
    "gantt",
    "click here",
    'call "back" <b>now</b> & then',
    "%%{init: {}}%%",
    "dateFormat YYYY",
    "2019-01-01 is a day",
    "one\ntwo",
    "#quot; #35; `x` {y} | z",
    "accTitle: a title",
    ARABIC,
    CHINESE,
    BENGALI,
    "👩‍👩‍👧 family",
    " ",
)


def entry(number: int, span: Span, code: str = "CB", **values: object) -> TimelineEntry:
    kind, state = ("group", "") if span.key else ("milestone", "planned")
    identity = "capacity-building" if span.key else f"{code}-M{number}"
    given = {"kind": kind, "id": identity, "group": code, "code": code, "state": state, "is_aside": False}
    return TimelineEntry(**{**given, "span": span, "at": span.due, **values})  # type: ignore[arg-type]


def row(code: str, *entries: TimelineEntry, shared: tuple[str, ...] = ()) -> TimelineRow:
    return TimelineRow(code, code, f"Group {code}", True, entries, shared)


def report(*rows: TimelineRow, first: str = "2018-06-01", last: str = "2019-12-31", name: str = "Ours") -> Timeline:
    return Timeline(name, DAY, first, last, rows, ())


def drawn(capsys: pytest.CaptureFixture[str], of: Timeline, width: int) -> list[str]:
    capsys.readouterr()
    timeline(of, Output("table", width), LABELS, "", today=DAY)
    return capsys.readouterr().out.splitlines()


def busy(titles: list[str], groups: int) -> Timeline:
    """Groups with overlapping stages, dates that moved, that are late, and that were reached."""
    rows = []
    for number in range(groups):
        code = f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
        title = titles[number % len(titles)]
        begins = date(2018, 7, 1) + timedelta(days=number * 9)
        moves = (Move("2019-01-01", begins.isoformat(), "2019-07-01", "", title),)
        rows.append(
            row(
                code,
                entry(0, Span(title=title, key="scope", begins=begins.isoformat(), ends="2019-05-01"), code),
                entry(0, Span(title=title, key="work", begins="2019-02-01"), code),
                entry(0, Span(title=title, key="later", begins="2019-11-20", ends="2019-11-22"), code),
                entry(0, Span(title=title, key="before", begins=UNKNOWN, ends="2018-08-01"), code),
                entry(0, Span(title=title, key="lost", begins="2018-09-01", ends=UNKNOWN), code),
                entry(1, Span(title=title, due="2019-07-01", moves=moves), code, days_late=35),
                entry(2, Span(title=title, due="2019-03-01", done_on="2019-04-01"), code),
                entry(3, Span(title=title, due="2019-12-31", waits_for=(f"{code}-M1", "ZZ-M1")), code),
                entry(4, Span(title=title, due="2018-06-01"), code, is_aside=True),
                entry(5, Span(title=title, waits_for=("ZZ-M1",)), code, at="2019-08-06"),
            )
        )
    return report(*rows)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("groups", [1, 9, 35])
def test_no_line_is_wider_than_the_terminal_and_today_is_in_one_column(
    capsys: pytest.CaptureFixture[str], width: int, groups: int
) -> None:
    lines = drawn(capsys, busy([ARABIC, CHINESE, BENGALI, "A plain title"], groups), width)

    assert max(map(cell_width, lines)) <= width
    columns = {cell_width(line[: line.index("│")]) for line in lines if "│" in line}
    assert len(columns) == 1, "wide characters move nothing"
    assert len([line for line in lines if line.startswith("! ")]) == groups, "what is late is marked in each group"


class Lines:
    """A page that holds the lines of a picture as they were drawn."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def text(self, text: str, _style: str = "") -> None:
        self.drawn.append(text)

    def spans(self, spans: list[tuple[str, str]]) -> None:
        self.drawn.append("".join(text for text, _ in spans))

    def ending(self, sentences: list[str]) -> None:
        pass


@settings(max_examples=100, deadline=None)
@given(
    titles=st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), min_size=1, max_size=4),
    width=st.integers(40, 200),
    days=st.integers(1, 4000),
)
def test_any_title_is_drawn_in_its_place(titles: list[str], width: int, days: int) -> None:
    first = date(2018, 10, 1)
    of = busy(titles, 4)
    page = Lines()
    put_picture(page, replace(of, first=first.isoformat(), last=f"{first + timedelta(days)}"), width, today=DAY)  # type: ignore[arg-type]

    lines = [line for line in page.drawn if not line.isspace()]
    assert {drawn_width(line) for line in lines if line[2:4] in ("AA", "AB", "AC", "AD")} == {width}
    assert all(drawn_width(line) <= width for line in lines)
    todays = {drawn_width(line[: line.rindex("│")]) for line in lines if "│" in line and "│" not in "".join(titles)}
    assert len(todays) <= 1


def test_text_from_right_to_left_is_not_turned_round_with_what_follows_it(capsys: pytest.CaptureFixture[str]) -> None:
    stages = [("2018-06-01", "2018-12-01"), ("2018-12-01", "2019-06-01")]
    entries = [entry(0, Span(title=ARABIC, key=since, begins=since, ends=until)) for since, until in stages]
    [line] = [line for line in drawn(capsys, report(row("CB", *entries)), 120) if line.count("┣") == 2]

    assert re.search(r"┣ [^┣\u200e]+\u200e[━ ]*┣ [^┣\u200e]+\u200e", line), ascii(line)


def test_a_terminal_without_unicode_gets_other_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    out = TextIOWrapper(BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", out)
    shared = entry(9, Span(title="Shared", due="2019-09-01"), "ALL")
    rows = (*busy(["A title"], 2).rows, row("ZZ", shared=("ALL-M9",)))
    timeline(
        report(TimelineRow("ALL", "ALL", "", False, (shared,)), *rows), Output("table", 80), LABELS, "", today=DAY
    )
    out.flush()
    text = out.buffer.getvalue().decode("ascii")  # type: ignore[attr-defined]

    assert "\\" not in text
    assert re.search(r"\[ A title =+", text)
    assert all(sign in text for sign in ("o M9", "!|", ":..", "*", "'"))


@pytest.mark.parametrize("form", ["table", "plain", "json", "csv", "yaml", "markdown", "wikitext", "ids", "mermaid"])
def test_a_process_without_groups_has_an_empty_timeline(capsys: pytest.CaptureFixture[str], form: str) -> None:
    timeline(report(first="", last=""), Output(form), LABELS, "No dates yet.", today=DAY)
    told = capsys.readouterr()
    assert ("No dates yet." in told.err) == (form == "table")


def test_a_bar_is_drawn_through_until_today_and_dashed_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    span = Span(title="Scope", key="scope", begins="2018-11-01", ends="2019-11-01")
    lines = drawn(capsys, report(row("CB", entry(0, span))), 80)
    [today] = [line.index("│") for line in lines if "│" in line]
    [bar] = [line for line in lines if "Scope" in line]

    assert re.search(r"┣ Scope ━+┄+$", bar)
    assert bar.rindex("━") == today


def test_stages_that_overlap_are_beside_each_other_and_others_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    spans = [
        ("Set-up", "2018-06-01", "2018-11-01"),
        ("Scope", "2018-11-01", "2019-05-01"),
        ("Work", "2019-03-01", ""),
    ]
    entries = [entry(0, Span(title=title, key=title, begins=since, ends=until)) for title, since, until in spans]
    lines = [line for line in drawn(capsys, report(row("CB", *entries)), 100) if "┣" in line]

    assert [re.findall(r"┣ (\S+)", line) for line in lines] == [["Set-up", "Scope"], ["Work"]]


def test_a_date_beyond_the_axis_is_an_arrow_at_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    moved = (Move("2018-01-01", "2018-01-01", "2020-03-01", "", "x"),)
    dates = [
        Span(title="Long", due="2020-03-01", moves=moved),
        Span(title="Done", due="2019-01-01", done_on="2018-01-01"),
    ]
    lines = drawn(capsys, report(row("CB", *(entry(place, span) for place, span in enumerate(dates)))), 80)
    picture = "\n".join(lines)

    assert re.search(r"· M0 ·+>", picture)
    assert re.search(r"<·+: M1", picture)


@pytest.mark.parametrize(
    ("first", "last", "width", "heads"),
    [
        ("2018-07-01", "2018-08-31", 60, ["Jul 2018", "02   09"]),
        ("2018-07-01", "2019-06-30", 60, ["2018", "Jul  Aug"]),
        ("2018-07-01", "2020-06-30", 60, ["2018", "J A S O"]),
        ("2018-07-01", "2022-06-30", 60, ["2018", "Q3  Q4"]),
        ("1990-01-01", "2039-12-31", 60, ["1990"]),
        ("0001-01-01", "9999-12-31", 60, ["0001"]),
        ("9999-12-01", "9999-12-31", 60, ["Dec 9999"]),
    ],
)
def test_the_axis_has_weeks_months_quarters_or_years_whatever_fits(
    first: str, last: str, width: int, heads: list[str]
) -> None:
    lines = Axis(date.fromisoformat(first), date.fromisoformat(last), width).heads()
    assert len(lines) >= len(heads)
    for line, text in zip(lines, heads, strict=False):
        assert re.sub(" +", " ", line.strip()).startswith(re.sub(" +", " ", text)), lines
        assert len(line) <= width


# Mermaid


# The rules of the lexer of Gantt charts in mermaid 11, in their order, as far as a line can meet them.
RULES = [
    ("directive", r"%%\{"), ("accTitle", r"accTitle\s*:\s*"), ("accDescr", r"accDescr\s*:\s*"),
    ("accDescr", r"accDescr\s*\{\s*"), ("comment", r"%%(?!\{)*[^\n]*"), ("comment", r"[^\}]%%*[^\n]*"),
    ("comment", r"%%*[^\n]*[\n]*"), ("NL", r"[\n]+"), ("space", r"\s+"), ("comment", r"%[^\n]*"), 
    ("href", r"href[\s]+[\"]"),
    ("quote", r"[\"]"), ("call", r"call[\s]+"), ("parens", r"\([\s]*\)"), ("click", r"click[\s]+"),
    ("gantt", r"gantt\b"), ("dateFormat", r"dateFormat\s[^#\n;]+"), ("inclusive", r"inclusiveEndDates\b"),
    ("topAxis", r"topAxis\b"), ("axisFormat", r"axisFormat\s[^#\n;]+"), ("tick", r"tickInterval\s[^#\n;]+"),
    ("includes", r"includes\s[^#\n;]+"), ("excludes", r"excludes\s[^#\n;]+"), ("today", r"todayMarker\s[^\n;]+"),
    ("weekday", r"week(?:day|end)\s+\w+\b"), ("date", r"\d\d\d\d-\d\d-\d\d\b"), ("title", r"title\s[^\n]+"),
    ("accDescription", r"accDescription\s[^#\n;]+"), ("section", r"section\s[^\n]+"), ("taskTxt", r"[^:\n]+"),
    ("taskData", r":[^#\n;]+"),
]  # fmt: skip
LEXER = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in RULES]


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """What the lexer of Gantt charts reads, once mermaid has taken entity codes out of its way."""
    text = re.sub(r"#(\w+);", lambda code: f"\N{LATIN SMALL LIGATURE FL}{code[1]}\N{PILCROW SIGN}", text)
    place = 0
    while place < len(text):
        name, match = next((name, match) for name, rule in LEXER if (match := rule.match(text, place)))
        place = match.end()
        if name not in ("space", "NL"):
            yield name, match[0]


def test_the_parser_of_the_test_finds_what_breaks_a_chart() -> None:
    assert [name for name, _ in tokens("gantt\nA: b, 2019-01-01\n")] == ["gantt", "taskTxt", "taskData"]
    assert [name for name, _ in tokens("Scope: its end :t1, 2019-01-01")][:2] == ["taskTxt", "taskData"]
    assert [name for name, _ in tokens("section :t1, 2019-01-01")] == ["section"]
    assert [name for name, _ in tokens("A%% :t1")] != ["taskTxt", "taskData"]


@settings(max_examples=200, deadline=None)
@given(title=st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40)))
def test_a_chart_has_one_task_for_each_entry_whatever_it_is_called(title: str) -> None:
    stage = entry(0, Span(title=title, key="scope", begins="2018-11-01", ends="2019-05-01"))
    own = entry(1, Span(title=title, due="2019-09-01", waits_for=("AD-M1",)))
    chart = report(TimelineRow("CB", "CB", title, True, (stage, own)), name=title)
    read = [*tokens("\n".join(gantt(chart)))]

    kinds = [name for name, _ in read]
    assert kinds == ["gantt", "title", "dateFormat", "axisFormat", "section", *["taskTxt", "taskData"] * 2]
    data = [text for name, text in read if name == "taskData"]
    assert data == [":done, t1, 2018-11-01, 2019-05-01", ":milestone, t2, 2019-09-01, 0d"]


@pytest.mark.parametrize(
    ("text", "coded"),
    [
        ("The scope is published", "The scope is published"),
        ("Scope: a; b", "Scope#58; a#59; b"),
        ("Title", "#84;itle"),
        ("Titles", "Titles"),
        ("section 3", "#115;ection 3"),
        ("a\nb", "a b"),
        ("", "-"),
    ],
)
def test_only_what_the_grammar_takes_for_its_own_is_coded(text: str, coded: str) -> None:
    assert label(text) == coded


@pytest.mark.parametrize(
    ("begins", "ends", "times"),
    [
        ("2019-01-01", "", "2019-01-01, 2019-08-05"),
        ("2019-10-01", "", "2019-10-01, 2019-12-31"),
        (UNKNOWN, "2019-01-01", "2018-06-01, 2019-01-01"),
        ("2019-01-01", UNKNOWN, "2019-01-01, 2019-01-02"),
        ("2019-01-01", "2019-01-01", "2019-01-01, 2019-01-02"),
    ],
)
def test_what_has_no_end_is_drawn_until_today_or_the_end_of_the_axis(begins: str, ends: str, times: str) -> None:
    [*_, task] = gantt(report(row("CB", entry(0, Span(title="Scope", key="scope", begins=begins, ends=ends)))))
    assert task.endswith(f", {times}")
