"""A terminal to draw on, and reports to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO, TextIOWrapper
from string import ascii_uppercase
from typing import Any

import pytest
from msgspec.structs import replace

from wmstrat.kinds import kind, kinds
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.reports.notices import Attention, broken, gathered
from wmstrat.reports.of_group import GroupStatus, Stage
from wmstrat.reports.overview import Status

NAMES = (
    ("AD", "Advocacy"),
    ("CB", "Capacity Building"),
    ("CH", "सामुदायिक स्वास्थ्य"),
    ("DI", "多样性与包容性"),
    ("PA", "Partnerships 🤝"),
    ("PT", "Product & Technology"),
    ("RA", "توزيع الموارد"),
    ("RS", "[bold]Revenue[/bold] Streams"),
    ("RR", "Roles & Responsibilities"),
)
LABELS = {
    "stages": {"scope": "Scope", "recommendations": "Draft recommendations"},
    "member_types": {"staff": "Staff", "individual": "Individual"},
}


class Screen(TextIOWrapper):
    """A stream that says it is a terminal, and keeps what was written."""

    def __init__(self, encoding: str = "utf-8", terminal: bool = True) -> None:
        super().__init__(BytesIO(), encoding=encoding, newline="")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    @property
    def seen(self) -> str:
        self.flush()
        written = self.buffer.getvalue()  # type: ignore[attr-defined]
        return str(written.decode(self.encoding))


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Screen]:
    """Make standard output a screen of so many columns, which takes colours unless told otherwise."""

    def made(columns: int = 80, *, colour: bool = True, encoding: str = "utf-8", terminal: bool = True) -> Screen:
        made = Screen(encoding, terminal)
        monkeypatch.setattr("sys.stdout", made)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        if not colour:
            monkeypatch.setenv("NO_COLOR", "1")
        return made

    return made


class Bare:
    """A workspace without any other record, as far as lists and sheets look at it."""

    today = "2019-06-14"

    def __init__(self, sees_private: bool = True) -> None:
        self.sees_private = sees_private

    def prompts(self, kind: Kind) -> str:
        """The prompts of its template: those of the declaration."""
        return kind.prompts


class Labels:
    """How people read words and records, by what the test says."""

    def __init__(self, words: Mapping[str, str] | None = None, records: Mapping[str, str] | None = None) -> None:
        self.words, self.records = words or {}, records or {}

    def word(self, word: str, vocabulary: str = "labels") -> str:  # noqa: ARG002
        return self.words.get(word, word)

    def record(self, identity: str) -> str:
        return self.records.get(identity, identity)


TALLIES = sorted((tally for declared in kinds() for tally in declared.tallies), key=lambda tally: tally.place)


def counts(**known: Any) -> dict[str, Any]:
    """What the kinds count, in their order: nothing but what is known."""
    nothing = {
        "member_ids": [],
        "to_come": 0,
        "types": {},
        "coordinators": [],
        "drafts_by_state": {},
        "uncovered": [],
        "applications": None,
    }
    bounds = {"minimum": 10, "maximum": 15}
    return {tally.key: {**nothing, **bounds, **known}.get(tally.key, 0) for tally in TALLIES}


def group_status(place: int, fresh: bool = False) -> GroupStatus:
    code, name = NAMES[place]
    nothing = Attention(2, "empty", "No members yet", "wmstrat member appoint GROUP PERSON", (code,))
    if fresh:
        return GroupStatus(
            code, name.lower(), name, "working", (Stage("scope", "Scope", "2018-11-05"),),
            counts(uncovered=[f"{code}-F1"]), 0, "2018-07-20", (nothing,),
        )  # fmt: skip
    stages = (
        Stage("scope", "Scope", "2018-11-05"),
        Stage("recommendations", "Draft recommendations", "2019-06-01"),
    )
    found = [Attention(4, "mailing-list", "No mailing list", "wmstrat set GROUP mailing_list=ADDRESS", (code,))]
    if place == 3:
        found.append(broken((code,), 2))
    counted = counts(
        members=8 + place,
        types={"staff": 3 + place, "individual": 5},
        coordinators=["Member 4", "علي"],
        questions_final=place,
        questions_all=9,
        drafts_by_state={"drafting": 3, "submitted": 2} if place else {},
        uncovered=[f"{code}-F2"] if place else [],
    )
    return GroupStatus(
        code, name.lower(), name, "working", stages[: place % 2 + 1], counted, int(place == 3), "2019-06-11",
        tuple(found),
    )  # fmt: skip


def numerous(count: int) -> tuple[GroupStatus, ...]:
    """Groups with names of up to 28 letters, each of which lacks something."""
    codes = [f"{first}{second}" for first in ascii_uppercase for second in ascii_uppercase]
    names = ("Roles", "Community Responsibilities", "Partnerships of North & South")
    groups = []
    for place, code in enumerate(codes[:count]):
        status = group_status(place % len(NAMES))
        about = tuple(f"{code}-Q{number}" for number in range(1, place % 4 + 2))
        text, many = "{count} final question without a draft", "{count} final questions without a draft"
        look = "wmstrat status GROUP"
        undrafted = Attention(3, "undrafted", text, look, (code,), len(about), about, many=many)
        lacking = [replace(item, groups=(code,)) for item in status.attention]
        own = {"code": code, "slug": code.lower(), "name": names[place % 3], "stages": status.stages[-1:]}
        groups.append(replace(status, attention=(*lacking, undrafted), **own))
    return tuple(groups)


def status_of(fresh: bool = False, count: int = 0) -> Status:
    """Nine groups in many scripts, or so many, and one other body."""
    groups = numerous(count) or tuple(group_status(place, fresh) for place in range(len(NAMES)))
    body = GroupStatus("SG", "steering-group", "Steering Group", "steering", (), counts(), 0, "")
    counted = [one.counts for one in groups]
    return Status(
        process="Movement Strategy",
        day="2019-06-14",
        groups=groups,
        bodies=(body,),
        attention=tuple(gathered([item for one in groups for item in one.attention])),
        columns=tuple(tally.column for tally in TALLIES if tally.forms),
        totals=tuple(tally.total(counted) for tally in TALLIES if tally.total),
        is_new=fresh,
        hidden=("This clone has no private/ repository.",),
        labels=LABELS,
    )


def question(number: int = 1, title: str = "Which capacities do small communities lack?", **values: object) -> Record:
    """A sound question of CB."""
    declared = kind("question")
    identity = f"CB-Q{number}"
    path = f"groups/capacity-building/questions/{identity}.md"
    own = {"id": identity, "group": "capacity-building", "title": title, "state": "review", **values}
    return Record(declared, identity, "capacity-building", path, {**declared.blank(), **own}, "The answer.")
