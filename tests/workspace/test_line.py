"""Where the past of a workspace ends: which commits were heads at the end of a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wmstrat.repo.ancestry import Ancestor, ranks, seconds, spans
from wmstrat.workspace.line import end_of_day, seconds_at_end


def history(*commits: tuple[str, str, int]) -> list[Ancestor]:
    """Commits, each given by its name, the names of its parents, and its second."""
    names = [name for name, _, _ in commits]
    return [
        Ancestor(name, tuple(names.index(parent) for parent in parents.split()), second, "2018-07-20")
        for name, parents, second in commits
    ]


STRAIGHT = history(("a", "", 10), ("b", "a", 20), ("c", "b", 30))
FORKED = history(("a", "", 10), ("b", "a", 20), ("c", "a", 25), ("d", "b c", 40), ("e", "d", 50))
# The clock of the second one was wrong.
SKEWED = history(("a", "", 10), ("b", "a", 35), ("c", "b", 20), ("d", "c", 40))


@pytest.mark.parametrize(
    ("of", "end", "heads"),
    [
        (STRAIGHT, 10, ""), (STRAIGHT, 11, "a"), (STRAIGHT, 30, "b"), (STRAIGHT, 99, "c"),
        (FORKED, 22, "b"), (FORKED, 30, "b c"), (FORKED, 40, "b c"), (FORKED, 41, "d"), (FORKED, 99, "e"),
        (SKEWED, 30, "a"), (SKEWED, 36, "c"), (SKEWED, 41, "d"),
    ],
)  # fmt: skip
def test_the_past_ends_with_what_was_committed_by_then(of: list[Ancestor], end: int, heads: str) -> None:
    """A commit counts as no earlier than its parents."""
    assert list(spans(of).heads_before(end)) == heads.split()


@pytest.mark.parametrize(("end", "heads"), [(15, "a"), (21, "d"), (30, "d"), (36, "e"), (99, "e")])
def test_a_commit_from_the_future_counts_as_the_one_before_it(end: int, heads: str) -> None:
    """Otherwise nobody could see the years until then."""
    of = history(("a", "", 10), ("b", "a", 20), ("c", "b", 9000), ("d", "c", 8000), ("e", "d", 35))
    assert list(spans(of, 100).heads_before(end)) == heads.split()
    assert [*spans(history(("a", "", 900)), 100).heads_before(500)] == []


@given(
    commits=st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(-9, 100)), min_size=1, max_size=14
    ),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Africa/Cairo"]),
    start=st.sampled_from([1541214000, 1325152800, 1540670400, 1683230400]),
)
@settings(max_examples=300, deadline=None)
def test_what_was_never_a_head_at_the_end_of_a_day_is_left_out(
    commits: list[tuple[int, int, int]], zone: str, start: int
) -> None:
    """Around days without a midnight, with two, and one that was left out of the calendar."""
    of: list[Ancestor] = []
    for number, (one, other, hours) in enumerate(commits):
        parents = tuple({place for place in (one, other) if place < number})
        of.append(Ancestor(f"{number}", parents, start + hours * 3600, "2018-07-20"))
    some, everyone = spans(of, day_end=end_of_day(zone)), spans(of)
    days = [(datetime.fromtimestamp(start, UTC) + timedelta(days=day)).date().isoformat() for day in range(-2, 7)]
    for end in (seconds_at_end(day, zone) for day in days):
        assert some.heads_before(end) == everyone.heads_before(end)
    assert len(some.names) <= len(everyone.names)


def test_of_many_commits_few_are_remembered() -> None:
    of = history(("0", "", 0), *((f"{number}", f"{number - 1}", number * 60) for number in range(1, 5000)))
    assert [*spans(of, day_end=end_of_day("UTC")).names] == ["1439", "2879", "4319", "4999"]


def test_a_commit_of_no_day_is_kept() -> None:
    of = history(("a", "", -(10**17)), ("b", "a", 50), ("c", "b", 10**17))
    assert spans(of, day_end=end_of_day("UTC")).names == ["a", "b", "c"]


def test_spans_hold_while_the_same_commits_are_believed() -> None:
    assert [spans(SKEWED, 40).holds(latest) for latest in (39, 40, 99)] == [False, True, True]
    assert [spans(SKEWED, 30).holds(latest) for latest in (29, 30, 99)] == [False, True, False]


def test_a_commit_is_after_its_parents_in_every_order() -> None:
    of = history(("z", "", 10), ("y", "z", 10), ("x", "y", 5), ("w", "z", 10))
    assert seconds(of) == [10, 10, 10, 10]
    assert [name for _, _, name in sorted(ranks(of))] == ["z", "w", "y", "x"]
