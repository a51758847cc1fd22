"""The kinds of the pages on adding a kind work as the pages say, and the tables of declarations name what exists.

Their console blocks are typed in test_console.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import Wmstrat
from tests.docs.declared import DECLARING, declarations, declared
from tests.docs.pages import DOCS, ROOT
from wmstrat import kinds
from wmstrat.files.records import half_fields
from wmstrat.kinds import kind
from wmstrat.kinds.own_fields import TYPES
from wmstrat.record.field_type import FieldType
from wmstrat.record.ids import IdScheme
from wmstrat.record.templates import template_path

TEXT = "".join(page.read_text(encoding="utf-8") for page in DECLARING)
REFERENCE = (DOCS / "reference" / "declarations.md").read_text(encoding="utf-8")
EXAMPLES = sorted(declarations(TEXT))
NAME = re.compile(r"`([A-Za-z_]+)`")


@pytest.fixture(name="declared")
def the_page_s_kinds(tmp_path: Path) -> Iterator[None]:
    """The modules of the pages are beside those of the other kinds, and their lines in the table."""
    with declared(TEXT, tmp_path / "kinds"):
        yield


@pytest.mark.usefixtures("declared")
def test_a_kind_of_one_file_and_one_line_has_everything(
    workspace: Path, wmstrat: Wmstrat, git: Callable[..., str], tmp_path: Path
) -> None:
    assert "term" in wmstrat("--help").out
    assert wmstrat("term", "add", "CB", "affiliate", "--language", "en").lines == ["CB-T1"]
    assert wmstrat("term", "add", "CB", "mentor", "--see", "CB-T1").lines == ["CB-T2"]
    file = workspace / "groups" / "capacity-building" / "terms" / "CB-T1.md"
    assert "# the word itself\ntitle: affiliate\n" in file.read_text()
    assert git(workspace, "log", "-1", "--format=%s").strip() == 'CB: add term "mentor" (CB-T2)'

    assert "mentor" in wmstrat("term", "list", "CB").out
    assert "affiliate" in wmstrat("show", "CB-T1").out
    wmstrat("set", "CB-T1", "language=de")
    assert "language: de\n" in file.read_text()
    wmstrat("set", "CB-T1", "language=German", code=5)
    wmstrat("mark", "CB-T1", "suggested")
    wmstrat("mark", "CB-T1", "agreed")
    assert "agreed" in wmstrat("mark", "CB-T1", "suggested", code=4).err
    assert "language" in wmstrat("log", "CB-T1").out

    found = json.loads(wmstrat("check", "--format", "json").out)["items"]
    assert [(one["check"], one["severity"]) for one in found if "terms" in one["path"]] == [("meaning", "warning")]
    assert wmstrat("check", "--explain", "meaning").out.startswith("meaning: Each agreed term")

    exported = tmp_path / "terms.csv"
    exported.write_text(wmstrat("term", "list", "CB", "--format", "csv").out.replace("mentor", "coach"))
    assert wmstrat("import", "term", exported).lines == ["CB-T1", "CB-T2"]
    assert json.loads(wmstrat("show", "CB-T2", "--format", "json").out)["items"][0]["title"] == "coach"
    wmstrat("undo")
    assert "mentor" in wmstrat("show", "CB-T2").out

    assert "added method/templates/term.md" in wmstrat("upgrade").out


@pytest.mark.usefixtures("declared", "workspace")
def test_its_ids_states_and_fields_complete(wmstrat: Wmstrat, complete: Callable[[str], list[str]]) -> None:
    wmstrat("term", "add", "CB", "affiliate")
    wmstrat("term", "list")  # completion reads the index as it stands
    assert complete("wmstrat show CB-T") == ["CB-T1"]
    assert complete("wmstrat mark CB-T1 dr") == ["dropped"]
    assert complete("wmstrat set CB-T1 see") == ["see="]


# The three examples


def test_there_are_three_whole_examples() -> None:
    assert EXAMPLES == ["goal", "request", "term"]


@pytest.mark.usefixtures("declared", "workspace")
@pytest.mark.parametrize("name", EXAMPLES)
def test_each_is_known_to_every_general_command(wmstrat: Wmstrat, git: Callable[..., str], name: str) -> None:
    del git
    noun = kind(name).command
    [identity] = wmstrat(noun, "add", "CB", "The first").lines
    for form in ("csv", "json", "yaml", "markdown", "plain", "ids"):
        assert identity in wmstrat(noun, "list", "--format", form).out
    wmstrat("set", identity, "title=The very first")
    assert "The very first" in wmstrat("show", identity).out
    assert "title" in wmstrat("log", identity).out
    assert not [line for line in wmstrat("check", "--format", "json").out.splitlines() if '"error"' in line]
    assert f"added method/templates/{name}" in wmstrat("upgrade").out
    wmstrat("undo")
    wmstrat("undo")
    assert "The first" in wmstrat("show", identity).out


@pytest.mark.usefixtures("declared")
def test_an_export_of_them_is_imported_again(workspace: Path, wmstrat: Wmstrat, tmp_path: Path) -> None:
    del workspace
    wmstrat("goal", "add", "ALL", "It is published", "--due", "2018-12-01")
    wmstrat("goal", "add", "CB", "Trainers are found", "--due", "2018-07-01")
    wmstrat("request", "add", "CB", "A room", "--amount", "900 EUR", "--serves", "CB-G1")
    wmstrat("term", "add", "CB", "affiliate")
    wmstrat("export", tmp_path / "all", "--private")
    before = (tmp_path / "all" / "request.json").read_text()
    assert "900 EUR" in before
    (tmp_path / "all" / "request.json").write_text(before.replace("900 EUR", "800 EUR"))
    wmstrat("import", tmp_path / "all")
    assert json.loads(wmstrat("show", "CB-R1", "--format", "json").out)["items"][0]["amount"] == "800 EUR"


@pytest.mark.usefixtures("declared")
def test_what_a_request_costs_is_in_private_alone(workspace: Path, wmstrat: Wmstrat) -> None:
    wmstrat("request", "add", "CB", "A room", "--amount", "900 EUR")
    public = workspace / "groups" / "capacity-building" / "requests" / "CB-R1.md"
    private = workspace / "private" / public.relative_to(workspace)
    assert "900" not in public.read_text()
    assert "What we need" in public.read_text()
    assert "900 EUR" in private.read_text()
    assert "What we need" not in private.read_text(), "the text of a record is in its public half"


@pytest.mark.usefixtures("declared")
def test_adding_one_touches_its_module_the_table_and_its_templates(workspace: Path, wmstrat: Wmstrat) -> None:
    """The module and the line of the table are on the pages. In a workspace `upgrade` then changes nothing but the
    templates, which have to be in workspace-template/."""

    def files() -> dict[str, bytes]:
        paths = (path for path in workspace.rglob("*") if path.is_file() and ".git" not in path.parts)
        return {path.relative_to(workspace).as_posix(): path.read_bytes() for path in paths}

    before = files()
    wmstrat("upgrade")
    after = files()
    templates = {
        template_path(kind(name), private)
        for name, private in [*((name, False) for name in EXAMPLES), ("request", True)]
    }
    assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} == templates


# The tables


def tables() -> Iterator[tuple[list[ModuleType], str, list[str]]]:
    """For each table of the reference page: the modules of its heading, the heading of its first column, the names in
    its first column."""
    for part in REFERENCE.split("\n## ")[1:]:
        heading, _, rest = part.partition("\n")
        modules = [import_module(name) for name in re.findall(r"`(wmstrat[\w.]+)`", heading)]
        for table in re.findall(r"(?:^\|.*\n)+", rest + "\n", re.MULTILINE):
            head, _, *rows = table.splitlines()
            first = [row.split("|")[1] for row in (head, *rows)]
            yield modules, first[0].strip().strip("`"), [name for cell in first[1:] for name in NAME.findall(cell)]


TABLES = list(tables())


def members(owner: Any) -> set[str]:
    """What can be said in a class or read from it, beside what it inherits from the structs."""
    own = {name for name in vars(owner) if not name.startswith("_")}
    own |= {*getattr(owner, "__struct_fields__", ()), *getattr(owner, "__annotations__", ())}
    return own


@pytest.mark.parametrize(("modules", "head", "names"), TABLES, ids=[head for _, head, _ in TABLES])
def test_every_name_in_a_table_exists(modules: list[ModuleType], head: str, names: list[str]) -> None:
    assert modules
    assert names
    owners = [getattr(module, head) for module in modules if hasattr(module, head)]
    if not owners:
        missing = [name for name in names if not any(hasattr(module, name) for module in modules)]
    elif isinstance(owners[0], tuple):
        missing = sorted({*owners[0]} ^ {*names})
    else:
        missing = [name for name in names if name not in members(owners[0])]
    assert missing == []


@pytest.mark.parametrize(("modules", "head", "names"), TABLES, ids=[head for _, head, _ in TABLES])
def test_a_table_leaves_out_no_field_of_its_struct(modules: list[ModuleType], head: str, names: list[str]) -> None:
    told = [getattr(getattr(module, head, None), "__struct_fields__", ()) for module in modules]
    assert {name for struct in told for name in struct} <= {*names}


def all_below(base: type) -> set[str]:
    """The names of every class of wmstrat that is made from this one."""
    found = {one.__name__ for one in base.__subclasses__() if one.__module__.startswith("wmstrat.record")}
    return found.union(*(all_below(one) for one in base.__subclasses__()))


@pytest.mark.parametrize(("base", "head"), [(IdScheme, "scheme"), (FieldType, "type")])
def test_every_scheme_and_every_type_is_in_its_table(base: type, head: str) -> None:
    [named] = [names for _, name, names in TABLES if name == head]
    assert all_below(base) <= {*named}


def test_the_shared_parts_exist() -> None:
    modules = [import_module(f"wmstrat.kinds.{name}") for name in ("parts", "notices")]
    told = TEXT.partition("`wmstrat/kinds/parts.py`, which has")[2].partition("What is large")[0]
    names = {name for row in told.splitlines() if row.startswith("|") for name in NAME.findall(row)}
    held = [(each.__name__, name, value) for each in modules for name, value in vars(each).items()]
    own = {name for module, name, value in held if getattr(value, "__module__", "") == module}
    constants = {name for _, name, value in held if name.isupper() and not isinstance(value, str)}
    assert names == {name for name in own | constants if not name.startswith("_")} - {"TYPE_CHECKING"}


def test_people_who_run_a_process_are_told_of_every_type_of_a_further_field() -> None:
    text = (DOCS / "how-to" / "another-process.md").read_text(encoding="utf-8")
    table = text.partition("| `type` | its value |")[2].partition("\n\n")[0]
    told = [name for row in table.splitlines()[2:] for name in NAME.findall(row.split("|")[1])]
    assert sorted(told) == sorted(TYPES)


# What has to be there beside a declaration


@pytest.mark.parametrize("name", kinds.TABLE)
def test_every_kind_that_people_add_has_its_templates(name: str) -> None:
    declared_kind = kind(name)
    if not declared_kind.arguments:
        return
    for private in {declared_kind.home.private, declared_kind.home.private or declared_kind.has_private_half}:
        template = ROOT / "workspace-template" / template_path(declared_kind, private)
        missing = [
            field.name
            for field in half_fields(declared_kind, private)
            if not field.seldom and f"\n{field.name}:" not in f"\n{template.read_text(encoding='utf-8')}"
        ]
        assert missing == []


def test_the_template_of_a_workspace_merges_every_kind() -> None:
    lines = (ROOT / "workspace-template" / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "merge=" in line] == list(kinds.merge_lines(private=False))


def test_the_letters_that_are_taken_are_named() -> None:
    taken = sorted({kind.ids.letters for kind in kinds.kinds() if kind.ids.letters})
    *first, last = [f"`{letters}`" for letters in taken]
    assert f"{', '.join(first)} and {last} are taken." in REFERENCE
