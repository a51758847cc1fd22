"""The tree of what became what, for every width; in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.say.conftest import Labels, Screen
from wmstrat.kinds import kind
from wmstrat.reports.lineage import Lineage, Member
from wmstrat.say.lineage import lineage_of, lineages, tree
from wmstrat.say.output import Output

DRAFT = kind("draft")
Draw = Callable[..., Screen]


def of(became: Mapping[str, str], titles: str = "Title of {}") -> Lineage:
    """A lineage of drafts, each with those that it became, with spaces between them."""
    names = dict.fromkeys([*became, *" ".join(became.values()).split()])
    states = {name: "merged" if became.get(name) else "published" for name in names}
    return Lineage(
        DRAFT,
        [
            Member(name, titles.format(name), "", "CB", states[name], became=tuple(became.get(name, "").split()))
            for name in names
        ],
    )


def drawn(lineage: Lineage, root: str) -> list[str]:
    return [f"{row.lines}{row.member.id}{' *' * row.is_again}" for row in tree(lineage, [root], lineage.came_from)]


def test_what_is_reached_by_two_ways_is_drawn_once_and_referred_to() -> None:
    many = of({"A": "C D", "B": "C", "C": "E", "D": "E", "X": "A"})
    assert drawn(many, "E") == ["E", "├ C", "│ ├ A", "│ │ └ X", "│ └ B", "└ D", "  └ A *"]
    assert many.earlier("E") == ["C", "D", "A", "B", "X"]
    assert many.later("A") == ["C", "D", "E"]


def test_a_circle_and_a_chain_of_thousands_are_drawn_too() -> None:
    circle = of({"A": "B", "B": "C", "C": "A"})
    assert [member.id for member in circle.ends()] == ["A"]
    assert drawn(circle, "A") == ["A", "└ C", "  └ B", "    └ A *"]
    assert drawn(of({"A": "A"}), "A") == ["A", "└ A *"]
    long = of({f"D{number}": f"D{number + 1}" for number in range(3000)})
    assert len(drawn(long, "D3000")) == 3001


def test_an_end_with_a_missing_heir_is_an_end() -> None:
    torn = Lineage(DRAFT, [Member("A", "A", "", "CB", "merged", became=("gone",)), *of({"B": "A"}).members.values()])
    assert torn.became["B"] == ["A"]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_row_34_the_tree_is_readable_at_every_width(screen: Draw, columns: int) -> None:
    deep = of(
        {f"CB-D{number}": f"CB-D{number + 1}" for number in range(1, 15)}, "A title that is longer than a line of {}"
    )
    out = screen(columns, colour=False)
    lineages(deep, deep.ends(), Output(), Labels())
    lines = out.seen.splitlines()
    assert max(map(len, lines)) <= columns
    for number in range(1, 16):
        assert sum(f"CB-D{number} " in line and "A title" in line for line in lines) == 1
    assert any(line.startswith("… 12 └ CB-D3") for line in lines)


def test_without_unicode_the_tree_has_signs_of_ascii(screen: Draw) -> None:
    out = screen(80, colour=False, encoding="ascii")
    many = of({"A": "C", "B": "C"})
    lineage_of(many, "C", Output(), Labels())
    lineages(many, many.ends(), Output(), Labels())
    assert "+ A" in out.seen
    assert "` B" in out.seen


def test_off_a_terminal_each_record_is_one_whole_line(screen: Draw) -> None:
    out = screen(40, terminal=False)
    many = of({"A": "C", "B": "C"}, "A very long title " * 20 + "{}")
    lineages(many, many.ends(), Output(), Labels())
    assert [line.rstrip().endswith(name) for line, name in zip(out.seen.splitlines()[2:5], "CAB", strict=True)]
    assert len(out.seen.splitlines()[2]) > 300


def test_a_diagram_escapes_what_mermaid_would_read(screen: Draw) -> None:
    out = screen(80, terminal=False)
    odd = of({"A": "B"}, 'end "] --> click; <b>{}')
    lineages(odd, odd.ends(), Output("mermaid"), Labels())
    lines = out.seen.splitlines()
    assert lines[0] == "flowchart LR"
    assert lines[-1] == "    n2 --> n1"
    assert all(line.count('"') == 2 for line in lines[1:-1])
    assert "<" not in out.seen
