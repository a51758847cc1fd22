"""The house rules: which package may import which, and how little a command loads."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

from tests.conftest import GitProcesses, Wmstrat
from tests.sources import PACKAGE, modules, nodes_of, parsed
from wmstrat.kinds import TABLE, kinds

# From top to bottom; a module imports only from its own layer and from those below.
LAYERS = (
    ("cli", "commands", "__main__"),
    ("say",),
    ("reports",),
    ("acts", "guard", "sync"),
    ("change",),
    ("checks",),
    ("kinds",),
    ("permissions",),
    ("workspace",),
    ("merge",),
    ("files", "repo"),
    ("record",),
    ("errors",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
OWNERS = {
    "typer": ("cli", "commands"),
    "rich": ("say",),
    "ruamel": ("files",),
    "git": ("repo",),
    "yaml": (),
    "sqlite3": ("workspace",),
    "fcntl": ("repo", "workspace"),
}


def name_of(path: Path) -> str:
    return ".".join(("wmstrat", *path.relative_to(PACKAGE).with_suffix("").parts))


@cache
def imports(path: Path) -> list[str]:
    names: list[str] = []
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            names += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_imports_point_downwards() -> None:
    upwards = [
        f"{name_of(path)} imports {imported}"
        for path in modules()
        for imported in imports(path)
        if imported.startswith("wmstrat.")
        and {part_of(name_of(path)), part_of(imported)} <= LEVEL.keys()
        and LEVEL[part_of(name_of(path))] > LEVEL[part_of(imported)]
    ]
    assert upwards == []


def test_each_library_has_its_owner() -> None:
    pairs = [(path, imported, imported.split(".")[0]) for path in modules() for imported in imports(path)]
    stray = [
        f"{name_of(path)} imports {imported}"
        for path, imported, library in pairs
        if library in OWNERS and part_of(name_of(path)) not in OWNERS[library]
    ]
    assert stray == []
    inner = [imported for _, imported, library in pairs if library == "click" or imported.startswith("typer._")]
    assert inner == [], "typer's own parts are not for us"


def test_gitpython_is_imported_where_the_past_is_read_alone() -> None:
    importing = {name_of(path) for path in modules() if "git" in {name.split(".")[0] for name in imports(path)}}
    assert importing == {"wmstrat.repo.past"}


def test_only_the_workspace_knows_the_tables_of_the_index() -> None:
    others = [path for path in modules() if part_of(name_of(path)) != "workspace"]
    nodes = [(path, node) for path in others for node in nodes_of(path)]
    sql = [
        f"{name_of(path)}:{node.lineno}"
        for path, node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "SELECT " in node.value
    ]
    assert sql == []
    uses = [
        f"{name_of(path)}:{node.lineno}"
        for path, node in nodes
        if isinstance(node, ast.Attribute) and node.attr == "index" and last_name(node.value) == "workspace"
    ]
    assert uses == []


def test_one_module_knows_the_name_of_the_private_folder() -> None:
    """The table of kinds, which gives folders, is the only other one; sentences for people are not meant."""
    literal = re.compile(r"/?private/\S*|git -C private")
    texts = [
        (name_of(path), node.value)
        for path in modules()
        for node in nodes_of(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and literal.fullmatch(node.value)
    ]
    assert [text for text in texts if text[0] != "wmstrat.record.halves"] == [
        ("wmstrat.kinds.__init__", "private/applications")
    ]


def last_name(node: ast.expr) -> str:
    """The last of the names of `change.workspace` or `workspace`; an empty text for any other expression."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


# Where a kind is named outside of kinds/, and why. `group` and `process` are the folders of records and a field that
# every record has, so they may be named anywhere. This list only becomes shorter.
TAKING_PART = "who takes part, and who is typing, is asked of people and members"
PACKED = "a package is made of these by its definition: answers to questions, feedback, what others think of a draft"
NAMING_A_KIND = {
    "acts/import_columns.py": {"source": "a field of feedback"},
    "acts/import_said.py": {"source": "a field of feedback"},
    "acts/method_changes.py": {"method": "earlier versions had a file in the place of these records"},
    "acts/import_values.py": {"person": "people may be named in a table as they are typed, by name"},
    "acts/whoami.py": {"person": TAKING_PART, "membership": TAKING_PART, "member": TAKING_PART},
    "workspace/typist.py": {"person": TAKING_PART},
    "commands/whoami.py": {"person": TAKING_PART},
    "guard/guarding.py": {"membership": "whoever may change the table of permissions has to stay a member"},
    "guard/published.py": {"person": "people may go, once they no longer agree to be shown"},
    "guard/signers.py": {"person": TAKING_PART},
    "permissions/table.py": {"person": TAKING_PART, "membership": TAKING_PART, "member": TAKING_PART},
    "record/ids.py": {"person": "a field, unless a kind names another one"},
    "reports/news.py": {"membership": TAKING_PART},
    "reports/progress.py": {"outreach": "an update is saved as outreach, and the next one begins where it ended"},
    "reports/package.py": {
        "feedback": PACKED,
        "question": PACKED,
        "note": PACKED,
    },
    "say/package.py": {"feedback": PACKED, "source": "who gave feedback, in the table of it"},
    "reports/handover.py": {"decision": "what a group decided is a record of this kind"},
    "reports/diversity.py": {"person": TAKING_PART, "membership": TAKING_PART},
    "checks/templates.py": {"method": "why a template changed is said in a record of this kind"},
    "commands/person.py": {"person": "people are forgotten, and nothing else is"},
    "commands/brief.py": {"person": "a brief is for a group or a person"},
    "reports/labels.py": {"person": "how people are read, wherever they are named"},
    "say/mermaid.py": {"milestone": "a word of the grammar of Gantt charts"},
    "workspace/tables.py": {"links": "the table of all references has this name, too"},
    "workspace/lookups.py": {"person": "people are found by their names"},
    "workspace/not_found.py": {"person": "people are found by their names, and added where there is none"},
}


def test_no_module_outside_of_kinds_names_a_kind() -> None:
    known = {name for kind in kinds() for name in (kind.name, kind.command, kind.plural)}
    known -= {"", "group", "groups", "process"}
    named: dict[str, set[str]] = {}
    names = {name_of(module) for module in modules()}
    for path in modules():
        within = path.relative_to(PACKAGE).as_posix()
        if within.startswith("kinds/"):
            continue
        texts = {
            node.value for node in nodes_of(path) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        declarations = {name for name in imports(path) if name.startswith("wmstrat.kinds.")} & names
        if found := (texts & known) | declarations:
            named[within] = found
    assert named == {module: set(reasons) for module, reasons in NAMING_A_KIND.items()}


def test_a_constant_has_its_comment_above() -> None:
    below = [
        f"{name_of(path)}:{text.lineno}"
        for path in modules()
        for constant, text in pairwise(parsed(path).body)
        if isinstance(constant, ast.Assign | ast.AnnAssign)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    ]
    assert below == []


# Classes of one name that are still in two modules. This set only becomes smaller.
TWICE = {"Answered", "Line", "Move"}


def test_a_public_class_has_a_name_of_its_own() -> None:
    named = Counter(
        node.name
        for path in modules()
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name for name, count in named.items() if count > 1} == TWICE


MOST_LINES = 150
# The kinds whose declaring file is longer, and why. This list only becomes shorter.
LONGER = {
    "group": "every other kind is in a group, so most checks of codes, areas and sizes are of this one",
    "process": "its fields are all the words, numbers and days that a process can choose",
}


def test_the_file_that_declares_a_kind_is_short() -> None:
    lines = {name: (PACKAGE / "kinds" / f"{name}.py").read_text(encoding="utf-8").count("\n") for name in TABLE}
    assert {name for name, number in lines.items() if number > MOST_LINES} == LONGER.keys()


def test_what_reports_show_of_a_kind_is_named_after_it() -> None:
    """A module `X_reports` has what the declaration of the kind X takes from it."""
    beside = {path.stem.removesuffix("_reports"): path for path in PACKAGE.glob("kinds/*_reports.py")}
    assert beside.keys() <= TABLE.keys()
    for name, path in beside.items():
        assert name_of(path) in imports(PACKAGE / "kinds" / f"{name}.py")


def test_modules_do_not_import_each_other_in_circles() -> None:
    names = {name_of(path).removesuffix(".__init__"): path for path in modules()}
    needed = {name: {*at_loading(path)} & names.keys() - {name} for name, path in names.items()}
    assert list(TopologicalSorter(needed).static_order())


def at_loading(path: Path) -> Iterator[str]:
    """What a module imports when it is loaded: not what its functions do, nor what is for types alone."""
    waiting: list[ast.stmt] = list(parsed(path).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and last_name(node.test) == "TYPE_CHECKING":
            continue
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.ClassDef):
            waiting += node.body


def test_every_module_says_what_it_is() -> None:
    assert [name_of(path) for path in modules() if not ast.get_docstring(parsed(path))] == []


def loaded_by(*arguments: str, cwd: Path) -> set[str]:
    """The modules that a fresh interpreter has loaded after a command."""
    return set(opened_by(*arguments, cwd=cwd))


def opened_by(*arguments: str, cwd: Path, then: Iterable[Sequence[str]] = ()) -> list[str]:
    """The files that a fresh interpreter opened for a command, and for others after it, each time, and the modules
    that it has loaded."""
    program = (
        "import sys\nopened = lambda event, told: event == 'open' and print(told[0], file=sys.stderr)\n"
        "sys.addaudithook(opened)\n"
        "from wmstrat.cli import main\n"
        f"for words in {[arguments, *then]!r}:\n"
        "    sys.argv = ['wmstrat', *words]\n"
        "    try:\n        main()\n    except SystemExit as end:\n        assert not end.code, words\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=cwd, capture_output=True, text=True, check=True)
    return done.stderr.split()


HEAVY = {"git", "ruamel", "ruamel.yaml"}


def test_version_and_help_load_no_command(workspace: Path) -> None:
    for argument in ("--version", "--help"):
        loaded = loaded_by(argument, cwd=workspace)
        assert not loaded & {*HEAVY, "sqlite3", "msgspec"}
        own = {name for name in loaded if name.startswith(("wmstrat.commands.", "wmstrat.kinds"))}
        assert own == {"wmstrat.kinds"}, "the table of kinds is all that a command line needs to know"


def let_files_age(wmstrat: Wmstrat) -> None:
    """Look at the workspace until its files are trusted: those as young as these are not until a tick has passed."""
    for _ in range(4):
        wmstrat("status")


def test_status_loads_neither_gitpython_nor_yaml_when_nothing_changed(workspace: Path, wmstrat: Wmstrat) -> None:
    let_files_age(wmstrat)
    loaded = loaded_by("status", cwd=workspace)
    assert "wmstrat.say.status" in loaded
    assert not loaded & HEAVY
    # What belongs to other commands stays where it is.
    assert not loaded & {"wmstrat.change.change", "wmstrat.workspace.transaction", "wmstrat.workspace.recovery"}
    assert not {name for name in loaded if name.startswith("wmstrat.acts.")}


def test_status_after_a_note_loads_no_more_than_before(workspace: Path, wmstrat: Wmstrat) -> None:
    """No report of a group counts notes, so none is made again, and no declaration of a kind is loaded for that."""
    let_files_age(wmstrat)
    before = loaded_by("status", cwd=workspace)
    wmstrat("note", "add", "CB", "Heard in the hall")
    after = loaded_by("status", cwd=workspace)
    assert {name for name in after - before if name.startswith("wmstrat.")} == set()


def test_status_reads_git_s_history_without_gitpython(workspace: Path) -> None:
    page = workspace / "groups" / "advocacy" / "README.md"
    page.write_text(page.read_text() + "More.\n")
    subprocess.run(["git", "commit", "--quiet", "--all", "--message=By hand"], cwd=workspace, check=True)
    assert "git" not in loaded_by("status", cwd=workspace)


def test_a_write_loads_no_gitpython(workspace: Path) -> None:
    loaded = loaded_by("note", "add", "CB", "Heard in the hall", cwd=workspace)
    assert "wmstrat.workspace.transaction" in loaded
    assert not loaded & {"git", "wmstrat.reports.listing"}
    assert not loaded & {"wmstrat.record.passages", "wmstrat.workspace.searching"}, "a search folds what was written"
    assert "wmstrat.say.exchange" not in loaded, "there is no remote, so nothing waits to be sent"


def test_an_idle_sync_loads_no_gitpython(workspace: Path, tmp_path: Path, wmstrat: Wmstrat) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", tmp_path / "shared.git"], check=True)
    subprocess.run(["git", "remote", "add", "origin", tmp_path / "shared.git"], cwd=workspace, check=True)
    wmstrat("sync")
    loaded = loaded_by("sync", cwd=workspace)
    assert "wmstrat.sync.syncing" in loaded
    assert "git" not in loaded


def test_a_command_of_a_noun_reads_where_it_is_only_once(workspace: Path, wmstrat: Wmstrat) -> None:
    """The format of process.yaml is read to find the workspace, the declarations in it to know the options, and all
    of it to see whether they still count."""
    let_files_age(wmstrat)
    opened = opened_by("group", "list", cwd=workspace)
    assert len([path for path in opened if path == str(workspace / "process.yaml")]) == 3


SUFFIXES = (".md", ".yaml")
REPORTS = (
    ("brief",), ("brief", "ALL"), ("feedback", "table"), ("link", "map"), ("diversity",), ("ready",), ("windows",),
    ("draft", "lineage"), ("draft", "lineage", "--orphans"),
)  # fmt: skip


def test_reports_read_what_has_changed_and_nothing_else(
    workspace: Path, wmstrat: Wmstrat, git_processes: GitProcesses
) -> None:
    said = wmstrat("feedback", "add", "CB", "Say it shorter.", "--source", "a survey").out.strip()
    for number in range(3):
        wmstrat("feedback", "add", "CB", f"Say it in {number} words.", "--source", "a survey")
    wmstrat("link", "add", "AD", "Trainers for campaigns", "--with", "CB", "--kind", "need")
    [file] = workspace.glob(f"groups/*/feedback/**/{said}.md")

    def records_of(opened: list[str]) -> set[str]:
        read = (path for path in opened if path.startswith(f"{workspace}/") and path.endswith(SUFFIXES))
        return {Path(path).name for path in read if not path.startswith(f"{workspace}/method/")}

    let_files_age(wmstrat)
    git_processes.verbs()
    opened = opened_by(*REPORTS[0], then=REPORTS[1:], cwd=workspace)
    assert records_of(opened) == {"process.yaml"}
    assert not {*opened} & {*HEAVY, "wmstrat.change.change", "wmstrat.workspace.transaction"}
    # Who types, which only a brief asks, is in git's settings.
    assert [verb for verb in git_processes.verbs() if verb != "status"] == ["config", "var"]

    file.write_text(file.read_text().replace("shorter", "longer"))
    opened = opened_by("feedback", "table", cwd=workspace)
    assert records_of(opened) == {"process.yaml", file.name}


def test_a_list_as_json_loads_no_rich(workspace: Path) -> None:
    loaded = loaded_by("group", "list", "--format", "json", cwd=workspace)
    assert "wmstrat.say.listing" in loaded
    assert not [name for name in loaded if name.startswith("rich")]
