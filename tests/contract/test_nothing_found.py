"""A list without records says what it was asked for, and how to see all."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.kinds.world import GROUP, World
from wmstrat.kinds import kinds
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.types import Choice, Flag, Language, Line, Reference, Term
from wmstrat.record.view import words_of
from wmstrat.reports.listing import listed, options

LISTED = [kind for kind in kinds() if not kind.is_lone]


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "question list CB --state review",
            'No question of CB has the state "review". All: wmstrat question list CB',
        ),
        ("question list --state Review", 'No question has the state "review". All: wmstrat question list'),
        (
            "question list CB --state review --level structural",
            "No question of CB matches --state review --level structural. All: wmstrat question list CB",
        ),
        ("question list DI", "No questions of DI yet. For example: wmstrat question add DI "),
        ("draft list", "No drafts yet. For example: wmstrat draft add CB "),
        ("draft list --open", "No draft matches --open. All: wmstrat draft list"),
    ],
)
def test_what_was_asked_for_is_said(wmstrat: Wmstrat, typed: str, told: str) -> None:
    assert wmstrat(*typed.split()).err.startswith(told)


def test_the_example_works_in_a_workspace_without_words(
    wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wmstrat("init", tmp_path / "own", "--empty")
    monkeypatch.chdir(tmp_path / "own")
    wmstrat("group", "add", "Our first group", "--code", "OF")
    for noun in ("question", "draft", "note"):
        _, example = wmstrat(noun, "list").err.strip().split(" For example: wmstrat ")
        wmstrat(*shlex.split(example))
        assert len(wmstrat.items(noun, "list")) == 1


@pytest.fixture(scope="module")
def world() -> World:
    """A workspace in memory."""
    return World()


def texts(world: World, option: Field) -> list[str]:
    """What can be typed for an option of a list: each of its words, or a sample of what it takes."""
    match option.type:
        case Choice(options=words):
            return [*words]
        case Term(vocabulary=name):
            return [*words_of(world.process, name)]
        case Reference(kinds=allowed):
            return [world.targets[allowed[0] if allowed else "person"][0]]
        case Day():
            return ["2001-01-01", "1 January 2001"]
        case Language():
            return ["nn"]
        case Line():
            return ["Nobody", 'nobody\'s "own" words; or $more']
    raise AssertionError(f"{option.option} takes something new")


@pytest.mark.parametrize("kind", LISTED, ids=lambda kind: kind.name)
def test_every_filter_of_every_kind_is_named_as_it_was_typed(world: World, kind: Kind) -> None:
    groups = [("", ""), *([(GROUP, "CB")] if kind.in_group else []), *([(ALL, ALL)] if kind.home.process else [])]
    for option in options(kind):
        if option.name == "sort":
            continue
        for typed in [True] if isinstance(option.type, Flag) else texts(world, option):
            for group, code in groups:
                wanted = {option.name: typed, **({"group": group} if group else {})}
                told, _, example = listed(world, kind, wanted)[1]().partition(". All: ")
                assert shlex.split(example) == ["wmstrat", kind.command, "list", *filter(None, [code])]
                subject = f"No {kind.command}{f' of {code}' if code else ''} "
                if option.name == "state":
                    assert told == f'{subject}has the state "{typed}"'
                else:
                    words = [option.option] if typed is True else [option.option, typed]
                    assert shlex.split(told.removeprefix(f"{subject}matches ")) == words


@pytest.mark.usefixtures("workspace")
def test_all_filters_of_a_kind_can_be_typed_together(wmstrat: Wmstrat, world: World) -> None:
    for kind in LISTED:
        words = []
        for option in options(kind):
            if isinstance(option.type, Flag):
                words += [option.option]
            elif option.name != "sort" and not isinstance(option.type, Reference):  # here are no records to name
                words += [option.option, texts(world, option)[-1]]
        told, _, command = wmstrat(kind.command, "list", *words).err.partition(". All: ")
        assert shlex.split(told) == ["No", kind.command, "matches", *words]
        assert command.strip() == f"wmstrat {kind.command} list"


def test_an_example_names_a_group_of_the_workspace(wmstrat: Wmstrat, tmp_path: Path) -> None:
    wmstrat("init", tmp_path / "own", "--empty")
    own = ["-C", tmp_path / "own"]
    assert "wmstrat question add CB " in wmstrat(*own, "question", "list").err
    wmstrat(*own, "group", "add", "Our First Group")
    code = wmstrat.items(*own, "group", "list")[0]["code"]
    assert f"wmstrat question add {code} " in wmstrat(*own, "question", "list").err
    assert f"wmstrat question add {code} " in wmstrat(*own, "question", "add", "--help").out
    assert "CB" not in wmstrat(*own, "question", "add", "--help").out.partition("Example")[2]
