"""The replay of 2018 to 2020: the same every time, sound, of its days, with nobody real in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.multiplied import multiply
from tests.realistic import facts, words
from tests.realistic.drafts import COMMENTS_END, plan_drafts, titles_of_parts
from tests.realistic.generate import generate, story
from tests.realistic.plan import Plan, Thread
from tests.realistic.synthesis import plan_decision, plan_synthesis
from tests.realistic.work import plan_work

pytestmark = pytest.mark.slow  # the benchmarks measure what is replayed; no command does it

SCALE = 0.02
NAME = re.compile(rf"({'|'.join(words.PEOPLE)}) \d+")
Git = Callable[..., str]


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replayed") / "workspace"
    generate(folder, scale=SCALE)
    return folder


def _heads(git: Git, root: Path) -> tuple[str, str]:
    return git(root, "rev-parse", "HEAD"), git(root / "private", "rev-parse", "HEAD")


def _wmstrat(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wmstrat", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_same_seed_gives_the_same_commits(replayed: Path, tmp_path: Path, git: Git) -> None:
    generate(tmp_path / "again", scale=SCALE)
    generate(tmp_path / "other", scale=SCALE, seed=8)

    assert _heads(git, tmp_path / "again") == _heads(git, replayed)
    assert _heads(git, tmp_path / "other") != _heads(git, replayed)


def test_the_real_transaction_gives_the_same_commits(tmp_path: Path, git: Git) -> None:
    for through in ("import", "transaction"):
        generate(tmp_path / through, scale=0.002, through=through)

    assert _heads(git, tmp_path / "transaction") == _heads(git, tmp_path / "import")
    for folder in ("", "private"):
        assert git(tmp_path / "transaction" / folder, "status", "--porcelain") == ""


def test_what_was_replayed_is_sound(replayed: Path, git: Git) -> None:
    for root in (replayed, replayed / "private"):
        git(root, "fsck", "--strict", "--no-progress")
        assert git(root, "status", "--porcelain") == ""

    checked = _wmstrat(replayed, "check", "--format", "json")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_commits_are_of_their_days_and_by_made_up_people(replayed: Path, git: Git) -> None:
    for root in (replayed, replayed / "private"):
        lines = git(root, "log", "--format=%as%x09%cs%x09%an%x09%cn%x09%ae%x09%ce").splitlines()
        for authored, committed, *names, mail, committer_mail in (line.split("\t") for line in lines):
            assert authored == committed
            assert "2018-06-01" <= authored <= "2020-06-01"
            assert all(NAME.fullmatch(name) for name in names)
            assert mail == committer_mail
            assert mail.endswith("@example.org")
        moments = [int(line) for line in git(root, "log", "--format=%ct").split()]
        assert moments == sorted(moments, reverse=True)


def test_everybody_in_it_is_made_up(replayed: Path) -> None:
    people = [*replayed.glob("people/*.yaml"), *replayed.glob("private/people/*.yaml")]
    named = [re.search(r"(?m)^name: (.*)$", path.read_text("utf-8")) for path in people]
    assert len(people) > 5
    assert all(found and NAME.fullmatch(found[1]) for found in named)


def test_status_shows_the_nine_groups_at_work(replayed: Path) -> None:
    shown = _wmstrat(replayed, "status", "--on", "2020-05-31", "--format", "json")
    groups = [item for item in json.loads(shown.stdout)["items"] if item["kind"] == "working"]

    assert {group["code"]: group["id"] for group in groups} == facts.GROUPS
    assert sum(group["members"] for group in groups) > 2
    assert {stage["stage"] for group in groups for stage in group["stages"]} == {"concluded"}


def test_each_command_is_in_the_history_with_its_trailers(replayed: Path, git: Git) -> None:
    trailer = "--format=%(trailers:key=Wmstrat-Command,valueonly)"
    commands = {line for root in (replayed, replayed / "private") for line in git(root, "log", trailer).split("\n")}
    assert commands - {""} == {"init", *(step.command for step in story(SCALE, 7))}


def test_scale_one_is_the_process_as_it_was() -> None:
    """Counts of the real process; nothing is carried out here."""
    commands = [step.command for step in story(1, 7)]

    assert commands.count("member apply") == facts.APPLICATIONS + facts.APPOINTED_LATER
    assert commands.count("draft add") == sum(facts.FIRST_DRAFTS.values()) + 13 + 4
    assert commands.count("scope publish") == len(facts.GROUPS)
    assert commands.count("source add") == facts.SOURCES
    assert 3_000 <= len(commands) <= 6_000
    assert {f"link {verb}" for verb in ("agree", "seen", "settle", "drop")} <= {*commands}
    assert 30 <= commands.count("link add") <= 60
    assert commands.count("round open") == facts.ROUNDS > commands.count("round close")
    assert 300 <= commands.count("meeting add") <= 400
    assert 40 <= commands.count("support add") <= 60
    september = [step for step in story(1, 7) if f"{step.moment:%Y-%m}" == "2019-09"]
    assert sum(step.command == "milestone slip" for step in september) >= 5
    assert len(words.LANGUAGES) == 12


def test_89_drafts_become_thirteen_and_thirteen_ten() -> None:
    """Counts and titles are those of the real process, and the seed alone says which draft became which."""
    plan = Plan(1, 7)
    plan.core = [plan.person("Support 1"), plan.person("Support 2")]
    written = plan_drafts(plan, {code: [Thread(code)] for code in facts.GROUPS}, {COMMENTS_END: Thread("ALL")})
    synthesis = plan_synthesis(plan, written.second)
    ten = plan_decision(plan, synthesis)

    assert {code: len(threads) for code, threads in written.second.items()} == facts.SECOND_DRAFTS
    assert sum(len(threads) for threads in written.second.values()) == 89
    assert (len(synthesis), len(ten)) == (len(facts.SYNTHESIS_TITLES), len(facts.FINAL_TITLES)) == (13, 10)
    assert sum(thread in synthesis for thread in ten) == 6


def test_a_draft_is_split_into_more_parts_than_there_are_titles() -> None:
    titles = titles_of_parts(Plan(50, 7), "CB", 2_000)

    assert len({*titles}) == 2_000


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The replay with a fifth of the drafts, and little else."""
    folder = tmp_path_factory.mktemp("decided") / "workspace"
    generate(folder, scale=SCALE, drafts=0.2)
    return folder


def _items(root: Path, *arguments: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(_wmstrat(root, *arguments, "--format", "json").stdout)["items"]
    return items


def test_drafts_have_iterations_windows_and_a_decision(decided: Path) -> None:
    drafts = {item["id"]: item for item in _items(decided, "draft", "list")}
    ratified = [item for item in drafts.values() if item["state"] == "ratified"]
    first = [each for item in drafts.values() for each in item["iterations"] if each["number"] == 1]
    second = [each for item in drafts.values() for each in item["iterations"] if each["number"] == 2]

    assert (len(first), len(second), len(ratified)) == (22, 18, 2)
    assert {(each["on"], each["closes"][:5]) for each in first} == {("2019-08-10", "ALL-M")}
    assert {each["on"] for each in second} == {"2019-09-22"}
    assert any(each["why"] for each in second)
    for item in ratified:
        (decision,) = item["decision"]
        assert (decision["on"], decision["by"]) == ("2020-03-27", "board")
        assert all(decision[part] for part in ("text", "address", "from"))
    assert [item["decision"][0]["conditions"] for item in ratified].count("") == 1


def test_stopping_at_a_day_gives_what_there_was_then(decided: Path, tmp_path: Path, git: Git) -> None:
    generate(tmp_path / "then", scale=SCALE, drafts=0.2, until=date(2019, 9, 21))

    head = git(tmp_path / "then", "rev-parse", "HEAD").strip()
    assert head in git(decided, "log", "--format=%H").split()
    assert git(tmp_path / "then", "log", "-1", "--format=%cs").strip() <= "2019-09-21"


def test_a_larger_scale_is_busier() -> None:
    sizes = {}
    for scale in (1, 4):
        plan = Plan(scale, 7)
        plan.core = [plan.person("Support 1")]
        plan_work(plan)
        sizes[scale] = sum(step.command == "note add" for _, _, step in plan.steps)
    assert sizes[4] > 3 * sizes[1]


def test_a_multiplied_workspace_is_sound_and_has_a_commit_for_each_note(
    replayed: Path, tmp_path: Path, git: Git
) -> None:
    before = int(git(replayed, "rev-list", "--count", "HEAD"))
    had = len(git(replayed, "ls-files").split())
    multiply(replayed, tmp_path / "larger", had + 90)
    assert len(git(tmp_path / "larger", "ls-files").split()) == had + 90
    assert int(git(tmp_path / "larger", "rev-list", "--count", "HEAD")) == before + 90
    assert git(tmp_path / "larger", "status", "--porcelain") == ""
    checked = _wmstrat(tmp_path / "larger", "check", "--format", "json")
    assert checked.returncode == 0, checked.stdout
