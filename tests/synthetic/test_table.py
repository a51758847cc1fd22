"""The table of kinds agrees with what the kinds declare, and a kind is one module and one line of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything, replace_in
from tests.synthetic.table import FOLDER
from tests.synthetic.table import TABLE as SYNTHETIC
from wmstrat import kinds
from wmstrat.record.codes import free_code
from wmstrat.record.field_type import Unfit
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.types import Code

NAMES = (*kinds.TABLE, *SYNTHETIC)
every_kind = pytest.mark.parametrize("name", NAMES)


def places(kind: Kind) -> set[str]:
    """Where a kind says that its files are, as the table says it."""
    return {*kind.folders(("*",))} or {f"{kind.home.top}/*/{kind.home.file}" if kind.home.file else kind.home.top}


@every_kind
def test_its_places_are_those_that_it_declares(name: str) -> None:
    assert {*kinds.TABLE[name].places.split()} == places(kinds.kind(name))


@every_kind
def test_its_files_are_found_by_their_paths(name: str) -> None:
    kind = kinds.kind(name)
    for group in ("advocacy", ALL):
        path = kind.path("AD-1", group)
        for one in (path, f"private/{path}") if kind.has_private_half else (path,):
            if kind.place(one):
                assert name in kinds.names_at(one)


@every_kind
def test_its_name_and_noun_are_those_of_the_table(name: str) -> None:
    kind = kinds.kind(name)
    assert kind.name == name
    assert kinds.TABLE[name].noun in (kind.command, "")
    assert bool(kinds.TABLE[name].noun) == (not kind.is_lone)


def test_letters_nouns_and_folders_are_of_one_kind_each() -> None:
    declared = [*kinds.kinds()]
    for used in (
        [kind.ids.letters for kind in declared if kind.ids.letters],
        [word for kind in declared for word in {kind.name, kind.command}],
        [kind.plural for kind in declared if not kind.is_lone],
        [place for kind in declared for place in places(kind)],
    ):
        assert [word for word, count in Counter(used).items() if count > 1] == []


def test_no_group_has_the_code_of_the_whole_process(workspace: Path, wmstrat: Wmstrat) -> None:
    with pytest.raises(Unfit):
        Code().convert(ALL)
    before = everything(workspace)
    assert "other than ALL" in wmstrat("group", "add", "Everybody", "--code", ALL, code=5).err
    assert "other than ALL" in wmstrat("group", "recode", "CB", ALL, code=5).err
    assert "other than ALL" in wmstrat("set", "CB", f"code={ALL}", code=5).err
    assert everything(workspace) == before
    assert free_code("A Long Lane", {"AL"}) != ALL


def test_a_kind_is_one_module_and_one_line_of_the_table() -> None:
    root = Path(kinds.__file__).parents[1]
    assert {path.stem for path in FOLDER.glob("*.py")} == {*SYNTHETIC}
    for name in SYNTHETIC:
        mentions = [path for path in root.rglob("*.py") if f'"{name}"' in path.read_text()]
        assert mentions == []
        assert not (root / "commands" / f"{name}.py").exists()


def test_a_template_of_a_kind_may_be_there_or_not(workspace: Path, wmstrat: Wmstrat) -> None:
    assert wmstrat("motto", "add", "CB", "Together").lines == ["CB-motto"]
    without = (workspace / "groups/capacity-building/mottos/CB-motto.md").read_text()
    wmstrat("undo")
    assert "added method/templates/motto.md" in wmstrat("upgrade").out
    template = workspace / "method/templates/motto.md"
    assert wmstrat("upgrade").out == ""
    wmstrat("motto", "add", "CB", "Together")
    assert (workspace / "groups/capacity-building/mottos/CB-motto.md").read_text() == without
    replace_in(template, "# the motto\n", "# in five words at most\n")
    wmstrat("motto", "add", "AD", "Louder")
    assert (
        "# in five words at most\ntitle: Louder\n" in (workspace / "groups/advocacy/mottos/AD-motto.md").read_text()
    )
