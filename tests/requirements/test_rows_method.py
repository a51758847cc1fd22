"""Row 44: the method is improved as it is used, with reasons, and old records stay valid. Today is 2018-07-20."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, replace_in

Git = Callable[..., str]
DRAFT = Path("method/templates/draft.md")
COSTS = "\n## Costs\n\n<!-- costs: How much, and who pays? -->\n"


@pytest.fixture
def proposed(once: Once, workspace: Path, wmstrat: Wmstrat) -> Path:
    """A workspace in which somebody proposed that drafts ask for costs."""

    def make() -> None:
        wmstrat("method", "add", "Drafts ask for costs", "--why", "The assembly asks.", "--templates", "draft")

    once(make, workspace)
    return workspace


def test_row_44_a_change_of_the_method_has_a_reason_and_feedback_leads_to_it(
    wmstrat: Wmstrat, workspace: Path
) -> None:
    assert "wmstrat method add TITLE --why TEXT" in wmstrat("method", "add", "Ask for costs", code=4).err
    assert not (workspace / "process").exists()

    said = wmstrat("feedback", "add", "ALL", "Nobody says what it costs.", "--source", "a call").lines[0]
    wmstrat("method", "add", "Ask for costs", "--why", "The assembly asks.", "--from", said)
    wmstrat("feedback", "add", "ALL-ME1", "At last.", "--source", "a call")
    wmstrat("method", "add", "Ask for poems", "--why", "For fun.")
    wmstrat("method", "drop", "ALL-ME2", "--why", "Nobody reads them.")

    record = wmstrat.record("ALL-ME1")
    assert (record["group"], record["state"], record["why"]) == ("ALL", "proposed", "The assembly asks.")
    assert wmstrat.record(said)["methods"] == ["ALL-ME1"]
    assert len(record["feedback"]) == 1
    assert [item["id"] for item in wmstrat.items("method", "list", "--open")] == ["ALL-ME1"]
    assert "dropped" in wmstrat("method", "adopt", "ALL-ME2", code=4).err


def test_row_44_a_template_changes_together_with_the_reason(wmstrat: Wmstrat, proposed: Path, git: Git) -> None:
    wmstrat("draft", "add", "CB", "Before")
    with (proposed / DRAFT).open("a") as template:
        template.write(COSTS)
    (proposed / "method/procedures.md").write_text("# Procedures\n\nOurs.\n")

    assert "+## Costs" in wmstrat("method", "adopt", "ALL-ME1", "--dry-run").out
    adopted = wmstrat("method", "adopt", "ALL-ME1")

    assert adopted.lines == [DRAFT.as_posix()]
    assert git(proposed, "show", "--format=%b", "--name-only").split("\n\n")[0] == "The assembly asks."
    assert git(proposed, "show", "--format=", "--name-only").split() == [
        DRAFT.as_posix(),
        "process/methods/ALL-ME1.md",
    ]
    assert git(proposed, "status", "--porcelain") == " M method/procedures.md\n"
    assert wmstrat.record("ALL-ME1")["adopted_on"] == "2018-07-20"
    wmstrat("undo")
    assert "## Costs" not in (proposed / DRAFT).read_text()
    assert "template-reason" not in wmstrat("check", "--format", "json").out
    wmstrat("undo", git(proposed, "rev-parse", "HEAD").strip())
    wmstrat("draft", "add", "CB", "After")
    drafts = [(proposed / f"groups/capacity-building/drafts/CB-D{number}.md").read_text() for number in (1, 2)]
    assert ["## Costs" in draft for draft in drafts] == [False, True]


def test_row_44_without_names_every_edited_template_is_adopted(wmstrat: Wmstrat, workspace: Path) -> None:
    wmstrat("method", "add", "Fewer words", "--why", "Nobody reads them.")
    for name in ("draft", "note"):
        path = workspace / f"method/templates/{name}.md"
        path.write_text(path.read_text() + "\n## More\n")

    wmstrat("method", "adopt", "ALL-ME1", "--on", "2018-07-10")

    record = wmstrat.record("ALL-ME1")
    assert (record["templates"], record["adopted_on"]) == (["draft", "note"], "2018-07-10")
    assert "nothing was changed" in wmstrat("method", "adopt", "ALL-ME1", "--on", "2018-07-10").err
    wmstrat("set", "ALL-ME1", "templates+=draft")
    wmstrat("mark", "ALL-ME1", "proposed")
    assert "draft.md has no unsaved edits" in wmstrat("method", "adopt", "ALL-ME1").err


def test_row_44_open_records_get_the_new_prompts_and_what_they_say_stays(
    wmstrat: Wmstrat, proposed: Path, git: Git
) -> None:
    for title in ("One", "Two", "Handed in", "A form of its own"):
        wmstrat("draft", "add", "CB", title)
    for verb in ("publish", "submit"):
        wmstrat("draft", verb, "CB-D3", "--despite", "The text is in another file.")
    drafts = proposed / "groups/capacity-building/drafts"
    answer = "We need more trainers in each region.\n"
    replace_in(drafts / "CB-D1.md", "said in a call. -->\n", f"said in a call. -->\n{answer}")
    (drafts / "CB-D4.md").write_text((drafts / "CB-D4.md").read_text().partition("<!-- Answer")[0] + "Just words.\n")
    wmstrat("save")
    with (proposed / DRAFT).open("a") as template:
        template.write(COSTS)
    assert (
        "not in 2 drafts yet. To add them: wmstrat method adopt ALL-ME1 --records"
        in wmstrat("method", "adopt", "ALL-ME1").err
    )
    assert wmstrat("draft", "list", "--outdated", "--format", "ids").lines == ["CB-D1", "CB-D2"]
    assert ", which did not ask for: Costs." in wmstrat("show", "CB-D1").out
    assert "Begun with" not in wmstrat("show", "CB-D3").out
    assert [item["outdated"] for item in wmstrat.items("method", "list")] == [2]
    assert "Outdated" in wmstrat("method", "list").out
    wmstrat("set", "CB-D1", "level=structural")
    before = {path.name: path.read_text() for path in drafts.iterdir()}

    wmstrat("method", "adopt", "ALL-ME1", "--records")

    after = {path.name: path.read_text() for path in drafts.iterdir()}
    assert [name for name in sorted(after) if after[name] != before[name]] == ["CB-D1.md", "CB-D2.md"]
    assert after["CB-D1.md"] == before["CB-D1.md"] + COSTS
    assert git(proposed, "log", "-1", "--format=%s") == "process: add the prompts of ALL-ME1 to 2 drafts\n"
    assert "No record lacks a new prompt" in wmstrat("method", "adopt", "ALL-ME1", "--records").err
    assert not wmstrat("draft", "list", "--outdated", "--format", "ids").lines
    assert "older-template" not in wmstrat("check", "--format", "json").out


BROKEN = {
    "no field can be filled in": (b"---\n{id: , group: }\n---\n", 5),
    "it is no YAML": (b"---\nid: [\n---\n", 5),
    "it is not UTF-8": (b"---\nid: \xff\n---\n", 5),
    "it has a conflict": (b"---\nid:\n---\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n", 5),
    "it is gone": (None, 4),
}


@pytest.mark.parametrize("what", BROKEN)
def test_row_44_a_broken_template_is_not_adopted_and_nothing_changes(
    wmstrat: Wmstrat, proposed: Path, git: Git, what: str
) -> None:
    data, code = BROKEN[what]
    before = git(proposed, "rev-parse", "HEAD")
    (proposed / DRAFT).unlink()
    if data is not None:
        (proposed / DRAFT).write_bytes(data)

    assert "method/templates/draft.md" in wmstrat("method", "adopt", "ALL-ME1", code=code).err
    assert "method/templates/draft.md" in wmstrat("save", code=code).err

    assert git(proposed, "rev-parse", "HEAD") == before
    assert not (proposed / DRAFT).exists() if data is None else (proposed / DRAFT).read_bytes() == data


def test_row_44_an_edit_of_the_record_is_not_adopted_with_the_template(
    wmstrat: Wmstrat, proposed: Path, git: Git
) -> None:
    record = proposed / "process/methods/ALL-ME1.md"
    for path, text in ((proposed / DRAFT, COSTS), (record, "By hand.\n")):
        path.write_text(path.read_text() + text)
    before = git(proposed, "status", "--porcelain")

    assert "was changed by hand" in wmstrat("method", "adopt", "ALL-ME1", code=4).err
    assert "in the future" in wmstrat("method", "adopt", "ALL-ME1", "--on", "2018-07-28", code=4).err

    assert git(proposed, "status", "--porcelain") == before
