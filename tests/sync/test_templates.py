"""Which template a record began with, where people work side by side: renumbered, merged, in other work trees, and
in clones that do not have all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.conftest import GitProcesses, Wmstrat

Git = Callable[..., str]
COSTS = "\n## Costs\n\n<!-- costs: How much, and who pays? -->\n"


def outdated(wmstrat: Wmstrat, folder: Path) -> list[str]:
    return wmstrat("-C", folder, "draft", "list", "--outdated", "--format", "ids").lines


def told(wmstrat: Wmstrat, folder: Path) -> str:
    lines = wmstrat("-C", folder, "check").lines
    return "\n".join(line for line in lines if "method/templates/draft.md" in line)


def test_a_record_knows_its_template_wherever_it_goes(
    wmstrat: Wmstrat, shared: Path, other: Path, bare: Path, tmp_path: Path, git: Git, git_processes: GitProcesses
) -> None:
    wmstrat("draft", "add", "CB", "Old")
    wmstrat("-C", other, "draft", "add", "CB", "Old, and renumbered")
    [proposed] = wmstrat("-C", other, "method", "add", "Ask for costs", "--why", "The assembly asks.").lines
    with (other / "method/templates/draft.md").open("a") as template:
        template.write(COSTS)
    wmstrat("-C", other, "method", "adopt", proposed)
    wmstrat("-C", other, "draft", "add", "CB", "New")
    wmstrat("sync")
    wmstrat("draft", "add", "CB", "Old, beside the new template")
    for folder in (other, shared, other):
        wmstrat("-C", folder, "sync")
    old = ["CB-D1", "CB-D2", "CB-D4"]
    assert [wmstrat.record(name)["title"] for name in old] == [
        "Old",
        "Old, and renumbered",
        "Old, beside the new template",
    ]
    assert outdated(wmstrat, shared) == outdated(wmstrat, other) == old
    assert "Costs: found 3 open drafts without it (CB-D1, CB-D2, CB-D4)" in told(wmstrat, shared)
    assert "wmstrat method adopt ALL-ME1 --records" in told(wmstrat, shared)

    # Git is asked once; what it told is remembered until there are new commits.
    git_processes.arguments()
    told(wmstrat, shared)
    assert "log" not in git_processes.verbs()
    wmstrat("draft", "add", "CB", "Newer")
    git_processes.arguments()
    told(wmstrat, shared)
    assert git_processes.verbs().count("log") == 1

    wmstrat("sync")

    git(shared, "worktree", "add", "--quiet", tmp_path / "linked", "-b", "side")
    assert outdated(wmstrat, tmp_path / "linked") == old

    git(shared, "checkout", "--quiet", "HEAD~3")
    assert {"CB-D1", "CB-D2"} <= {*outdated(wmstrat, shared)}
    git(shared, "checkout", "--quiet", "main")
    assert outdated(wmstrat, shared) == old

    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{bare}", "shallow")
    assert "not in this clone" not in told(wmstrat, tmp_path / "shallow")
    with (tmp_path / "shallow/method/templates/draft.md").open("a") as template:
        template.write("\n## More\n")
    assert "To get all of it: git fetch --unshallow" in told(wmstrat, tmp_path / "shallow")

    git(bare, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{bare}", "partial")
    shutil.move(bare, tmp_path / "gone.git")
    assert "not in this clone" in told(wmstrat, tmp_path / "partial")
    shutil.move(tmp_path / "gone.git", bare)
    assert outdated(wmstrat, tmp_path / "partial") == old
