"""The columns of the table of all groups, each in the forms that it can take, and which of them a width has room for.

Every column has a short form; the longer ones come in the order of `_upgrades`, as long as there is room. So the
same table is read at 60 columns and at 200, and no word is ever shredded to make it fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from wmstrat.record.text import on_one_line
from wmstrat.say.grid import Column, longest_word, taken
from wmstrat.say.phrases import ago, day_and_ago
from wmstrat.say.scripts import cell_width
from wmstrat.say.values import NOTHING, WAITING

if TYPE_CHECKING:
    from wmstrat.reports.overview import Status

ORDER = (
    "code",
    "name",
    "stage",
    "since",
    "members",
    "mix",
    "coordinators",
    "questions",
    "drafts",
    "uncovered",
    "applications",
    "active",
)


def columns_for(report: Status, room: int | None) -> tuple[list[Column], list[str]]:
    """The columns that a width has room for, and the headings of those with content that it has none for."""
    forms = _Forms(report)
    chosen = forms.shortest()
    missing: dict[str, str] = {}
    for name, column in forms.upgrades():
        if name not in chosen and column.blank:
            continue
        if name == "drafts" and name in chosen and "active" not in chosen:
            continue  # rows of many lines are for where everything else has found its place
        tried = {**chosen, name: column}
        if room is None or taken(list(tried.values())) <= room:
            chosen = tried
            missing.pop(name, None)
        elif name not in chosen:
            missing[name] = column.heading
    return [chosen[name] for name in ORDER if name in chosen], [missing[name] for name in ORDER if name in missing]


class _Forms:
    """The same groups in columns of different forms."""

    def __init__(self, report: Status) -> None:
        self.report = report
        self.groups = report.groups

    def shortest(self) -> dict[str, Column]:
        return {
            "code": Column("", [one.code for one in self.groups], ["bold"] * len(self.groups)),
            "name": self._folding("Group", self._names, 14),
            "stage": self._stages(False),
            "members": self._members(False),
            "questions": self._questions(False),
        }

    def upgrades(self) -> Iterator[tuple[str, Column]]:
        drafts = [_draft_words(one.drafts) for one in self.groups]
        coordinators = [[on_one_line(name) for name in one.coordinators] for one in self.groups]
        mix = [self._mix(one.types) for one in self.groups]
        covered = self._uncovered()
        yield "drafts", _counts("Drafts", [sum(one.drafts.values()) for one in self.groups], NOTHING)
        yield "active", self._active(False)
        yield "members", self._members(True)
        yield "since", Column("Since", ["\n".join(stage.since for stage in one.stages) for one in self.groups])
        yield "coordinators", _packed("Coordinators", coordinators, 12)
        yield "drafts", _packed("Drafts", drafts, 14, NOTHING)
        yield "name", self._folding("Group", self._names, 14).unfolded(28)
        yield "questions", self._questions(True)
        yield "stage", self._stages(True)
        yield "drafts", _packed("Drafts", drafts, 24, NOTHING)
        yield "mix", _packed("Mix", mix, 18)
        yield "uncovered", _packed("Uncovered", covered, 14)
        yield "applications", _counts("Applied", [one.applications or 0 for one in self.groups], "")
        yield "coordinators", _packed("Coordinators", coordinators, 30)
        yield "drafts", _packed("Drafts", drafts, 50, NOTHING)
        yield "mix", _packed("Mix", mix, 34)
        yield "uncovered", _packed("Uncovered", covered, 30)
        yield "active", self._active(True)

    @property
    def _names(self) -> list[str]:
        return [on_one_line(one.name) for one in self.groups]

    def _stages(self, labels: bool) -> Column:
        """Each stage on a line: by its word, or as people read it."""
        cells = [
            "\n".join(on_one_line(stage.label if labels else stage.id) for stage in one.stages) for one in self.groups
        ]
        return Column("Stage", [cell or NOTHING for cell in cells], ["" if cell else "dim" for cell in cells])

    def _folding(self, heading: str, cells: Sequence[str], least: int) -> Column:
        cells = [on_one_line(cell) if "\n" not in cell else cell for cell in cells]
        return Column(heading, cells, folds=max(least, min(20, max(map(longest_word, cells), default=0))))

    def _members(self, bounds: bool) -> Column:
        low, high = self.report.minimum, self.report.maximum
        span = f"/{low}-{high}" if bounds and high else f"/{low}+" if bounds and low else ""
        size = len(str(max((one.members for one in self.groups), default=0)))
        cells, styles = [], []
        for one in self.groups:
            marker = " ↓" if one.members < low else " ↑" if high and one.members > high else ""
            cells.append(f"{one.members:>{size}}{span}{marker if one.members else ''}")
            styles.append("dim" if not one.members else WAITING if marker else "")
        return Column("Members", cells, styles)

    def _questions(self, words: bool) -> Column:
        cells, styles = [], []
        for one in self.groups:
            text = f"{one.questions_final}/{one.questions_all}" if one.questions_all else NOTHING
            cells.append(f"{text} final" if words and one.questions_all else text)
            done = one.questions_all and one.questions_final == one.questions_all
            styles.append("dim" if not one.questions_all else "green" if done else "")
        return Column("Questions", cells, styles)

    def _active(self, day: bool) -> Column:
        quiet = [any(item.topic == "quiet" for item in one.attention) for one in self.groups]
        words = day_and_ago if day else ago
        cells = [words(one.active, self.report.day) for one in self.groups]
        return Column("Active", cells, [WAITING if one else "" for one in quiet])

    def _mix(self, types: Mapping[str, int]) -> list[str]:
        order = list(self.report.labels)
        words = sorted(types, key=lambda word: order.index(word) if word in order else len(order))
        return [f"{types[word]} {word}" for word in words]

    def _uncovered(self) -> list[list[str]]:
        """The focus items that nothing covers; of a group without any work, all of them in a word."""
        cells = [
            list(one.uncovered) if one.questions_all or one.drafts else ["all"] if one.uncovered else []
            for one in self.groups
        ]
        return [[] for _ in cells] if all(cell in ([], ["all"]) for cell in cells) else cells


def _packed(heading: str, cells: Sequence[Sequence[str]], width: int, nothing: str = "") -> Column:
    """Items of a cell beside each other as far as the width goes, then below; no item is ever taken apart."""
    texts = []
    for items in cells:
        lines: list[str] = []
        for item in items:
            if lines and cell_width(lines[-1]) + cell_width(item) + 2 <= width:
                lines[-1] += f", {item}"
            else:
                lines.append(item)
        texts.append("\n".join(lines))
    return Column(heading, [text or nothing for text in texts], ["" if text else "dim" for text in texts])


def _counts(heading: str, counts: Sequence[int], nothing: str) -> Column:
    return Column(
        heading, [str(count) if count else nothing for count in counts], ["" if count else "dim" for count in counts]
    )


def _draft_words(by_state: Mapping[str, int]) -> list[str]:
    from wmstrat.kinds.draft import STATES

    order = [state.name for state in STATES]
    words = sorted(by_state, key=lambda word: order.index(word) if word in order else len(order))
    return [f"{by_state[word]} {word}" for word in words]
