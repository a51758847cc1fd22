"""Workspaces in which the contract is shown: one with records of every kind, one that has a remote."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CLEARED, TODAY, Lend, Wmstrat, everything, quick_to_copy, replace_in, write_identity

# So many seconds later a file is trusted to be the one that was read; a command that comes sooner reads it again.
A_TICK = 0.05

CB = Path("groups/capacity-building")
QUESTION = CB / "questions/CB-Q1.md"

# One record of every kind and more, with text that CSV, YAML, Markdown and spreadsheets would love to misread.
RECORDS: dict[str, list[dict[str, Any]]] = {
    "group": [
        {
            "id": "capacity-building",
            "mailing_list": "=capacity@lists.example.org",
            "needs": [
                {"what": what, "kind": "", "since": "", "until": ""}
                for what in ("speaks Swahili; or French", "a, b", "[not a list]", "'quoted'")
            ],
            "stages": [
                {"stage": "set-up", "since": "2018-07-20", "until": "2018-11-01"},
                {"stage": "scope", "since": "2018-11-01", "until": ""},
            ],
            "origin": "Two lines,\nof \"many\" years: 2004-2018 # and more",
        },
        {"name": "عضو", "code": "XA", "kind": "working", "body": "A group\n\nof its own."},
    ],
    "person": [
        {
            "id": "member-17",
            "name": "Member 17",
            "contact": "+49 30 000000",
            "region": "no",
            "languages": ["no", "pt-br", "arz"],
            "skills": ["01234", "true", "~"],
        },
        {"id": "member-18", "name": "Zoë: “18” #2", "about": "- a sentence\n- another"},
    ],
    "membership": [
        {"person": "member-17", "group": "CB", "role": "coordinator", "type": "staff", "since": "2018-07-20",
         "selected_by": "SC", "organization": "@home"},
        {"person": "member-18", "group": "CB", "state": "left", "since": "2018-07-20", "until": "2018-12-24",
         "selected_by": "SC", "why": "'tis over"},
    ],
    "question": [
        {"group": "CB", "title": "=SUM(A1)?", "state": "answered", "level": "structural", "focus": ["CB-F1", "CB-F2"],
         "enduring_since": "2004", "body": "---\nnot: yaml\n---\n\n| a | b |\n\n\ttabbed <b>[bold]</b> *x*\n\nend"},
        {"group": "CB", "title": "'Which capacities - no, which: people?", "background": "yes\n\n  indented\n"},
        {"group": "XA", "title": "مرحبا؟", "state": "final", "amendments": [{"on": "2018-07-01", "was": "هل"}]},
    ],
    "draft": [
        {"group": "CB", "title": "@A shared place", "state": "ratified", "answers": ["CB-Q1", "CB-Q2"],
         "decided_by": "board", "decided_on": "2018-07-20", "iteration": 2, "direction": "Outward:\n- more\n- wider",
         "body": "# Heading\n\n\"Quoted\", with, commas; and semicolons\n\n  - nested"},
        {"group": "XA", "title": "-5 ideas", "state": "idea"},
    ],
    "note": [
        {"group": "CB", "date": "2018-08-01", "kind": "interview", "about": ["CB-Q1", "CB-D1", "member-17"],
         "language": "no", "author": "+17", "body": "=1+1\n\n'quote\n\nlast line"},
        {"group": "CB", "date": "2018-07-01", "title": "Nothing below"},
    ],
    "milestone": [
        {"group": "CB", "title": "Twelve trainers are found", "due": "2018-10-01", "reached_on": "2018-07-19",
         "state": "reached", "owner": "member-17", "own_date_of": "",
         "waits_on": [{"record": "CB-D1", "until": "published"}, {"record": "CB-Q1"}],
         "slips": [{"on": "2018-08-01", "was": "2018-09-01", "to": "2018-10-01", "by": "member-17", "why": "Late."}]},
        {"group": "ALL", "title": "It is published", "due": "2018-12-01"},
    ],
    "link": [
        {"group": "CB", "title": "=Money", "with": ["DI", "XA"], "kind": "need", "strength": "strong",
         "state": "agreed", "about": ["CB-D1", "CB-Q1"], "raised_on": "2018-07-20", "agreed_on": "2018-07-20",
         "seen": [{"group": "diversity", "about": "CB-D1", "on": "2018-08-01", "version": "1:0a0b0c",
                   "note": "Seen"}]},
        {"group": "DI", "title": "Trainers", "with": ["CB"], "kind": "opportunity"},
    ],
    "round": [
        {"group": "CB", "title": "May it go out?", "about": ["CB-D1"], "asks": ["DI", "member-17"],
         "closes": "2018-08-31", "opened_on": "2018-07-20",
         "answers": [{"who": "diversity", "answer": "object", "on": "2018-07-21", "by": "member-17", "note": "Why?",
                      "cleared_on": "2018-07-25", "cleared_by": "diversity", "cleared_why": "It is said, now"}]},
        {"group": "DI", "title": "Who goes?", "about": ["CB-Q1"], "asks": ["CB"], "closes": "2018-09-01"},
    ],
    "meeting": [
        {"group": "CB", "title": "Weekly: \"call\"", "at": "2018-07-10 14:00 Europe/Berlin", "lasts": "1h30m",
         "state": "closed", "with": ["DI", "AD"], "kind": "call", "place": "=Room, 2", "chair": "member-17",
         "address": "https://example.org/call?a=1,2", "participants": ["member-17"], "apologies": ["member-18"],
         "notes": "- no\n- yes: 'quoted'\n\nMore.", "private_notes": "Only for us:\n\n# not a comment",
         "body": "## Agenda\n\n- one\n\n## Summary\n\nWe met, and \"planned\"."},
        {"group": "ALL", "title": "Everybody", "at": "2018-12-01 09:00 Asia/Kolkata"},
    ],
    "feedback": [
        {"group": "CB", "about": ["CB-D1", "CB-Q1"], "state": "answered", "source": "a survey; 2018", "by": "@18",
         "shown": "public", "on": "2018-07-02", "context": "=What?", "language": "no", "outcome": "partly",
         "response": "'Yes,\n\nand no", "answered_on": "2018-07-19", "owner": "member-17",
         "body": "- more\n- \"less\""},
        {"group": "ALL", "source": "mail", "shown": "private", "contributor": "member-18@example.org",
         "on": "2018-08-03", "private_content": "Not for everybody"},
    ],
    "action": [
        {"group": "CB", "title": "-1 question", "state": "done", "owner": "member-17", "due": "2018-07-19",
         "from": "CB-M1", "done_on": "2018-07-18"},
        {"group": "ALL", "title": "Ask", "state": "dropped", "why": "Another group does it."},
    ],
    "decision": [
        {"group": "CB", "title": "=We meet", "on": "2018-07-01", "how": "consent", "about": ["CB-Q1", "CB-D1"],
         "from": "CB-A1", "review": "2018-12-01", "recused": ["member-17"], "body": "Every second week,\n\n- or not"},
        {"group": "ALL", "title": "Nothing", "on": "not known"},
    ],
    "support": [
        {"group": "CB", "title": "Interpreter", "state": "declined", "why": "No money.", "kind": "translation",
         "needed_by": "2018-09-01", "contact": "Member 17", "owner": "member-17", "cost": "300.50 EUR",
         "from": "CB-A1", "body": "# For\n\nthe call"},
        {"group": "ALL", "title": "Rooms", "kind": "travel"},
    ],
    "source": [
        {"group": "CB", "title": "Survey: what affiliates lack", "kind": "survey", "date": "2018-05",
         "address": "https://example.org/s?a=1#b", "by": "A team", "language": "pt-br", "body": "# Answers\n\n1 < 2"},
        {"group": "ALL", "title": "Numbers of 2017", "kind": "statistics", "date": "2017", "state": "withdrawn",
         "why": "There are newer ones."},
    ],
    "scope": [
        {"group": "CB", "title": "=Skills: where, and for whom", "state": "published", "sources": ["ALL-S1"],
         "changes": [{"id": "CB-C1", "text": "Training, paid for", "case": "=Nobody \"learns\", alone",
                      "serves": "- equity"}, {"id": "CB-C3", "text": "Mentors"}],
         "body": "## What we look into\n\nSkills.\n\n## Une autre\n\n- a\n  - b"},
        {"group": "XA", "title": "مهارات"},
    ],
    "outreach": [
        {"group": "CB", "title": "Our first month", "state": "shared", "kind": "event", "on": "2018-07-10",
         "place": "Berlin", "address": "https://example.org/a?b=1", "audience": ["affiliates", "all, really"],
         "language": "no", "reached": 120, "owner": "member-17", "body": "We met."},
        {"group": "ALL", "title": "Later", "kind": "message", "on": "2018-08-01"},
    ],
    "method": [
        {"title": "=Drafts ask: \"costs\"", "state": "adopted", "why": "The assembly asks.\n\nIt said so.",
         "adopted_on": "2018-07-10", "owner": "member-17", "templates": ["draft", "private/meeting"], "from": "CB-A1",
         "body": "# What it costs\n\n- in euros"},
        {"title": "Ask twice", "why": "Nobody hears it once"},
    ],
    "application": [
        {"person": "member-18", "group": "DI", "on": "2018-06-20", "type": "board",
         "why": "Because:\n\n- I can\n- 1 < 2"},
    ],
}  # fmt: skip


# One process that imports files named after their kinds. The check reads the history of the templates, which each
# test would do anew.
FILL = """
import sys
from pathlib import Path
from wmstrat.cli import main
imports = [["import", Path(file).stem, file, "--as-decided"] for file in sys.argv[1:]]
for typed in [*imports, ["check"]]:
    sys.argv = ["wmstrat", *typed]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code
"""


class Shell:
    """wmstrat in processes of its own, where a test is about processes or a fixture outlives a test."""

    def __init__(self, home: Path) -> None:
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(CLEARED)}
        self.environment |= {
            "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "WMSTRAT_TODAY": TODAY, "NO_COLOR": "1", "TERM": "dumb",
            "LANG": "C.UTF-8", "PYTHONPATH": str(Path(__file__).parents[2]),
        }  # fmt: skip

    def __call__(
        self, folder: Path, *arguments: str | Path, stdin: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "wmstrat", *map(str, arguments)],
            cwd=folder, env=self.environment | environment, input=stdin, text=True, capture_output=True,
        )  # fmt: skip


@pytest.fixture
def shell(isolation: Path) -> Shell:
    """wmstrat in a process of its own."""
    return Shell(isolation)


@pytest.fixture(scope="session")
def made_filled(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with records of every kind, built once a session; tests work in copies of it."""
    folder = tmp_path_factory.mktemp("filled") / "strategy"
    home = tmp_path_factory.mktemp("filler")
    write_identity(home)
    shutil.copytree(made_workspace, folder)
    for kind, rows in RECORDS.items():
        (home / f"{kind}.json").write_text(json.dumps(rows))
    done = subprocess.run(
        [sys.executable, "-c", FILL, *(home / f"{kind}.json" for kind in RECORDS)],
        cwd=folder, env=Shell(home).environment, text=True, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    quick_to_copy(folder)
    return folder


@pytest.fixture
def filled(made_filled: Path, lend: Lend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with records of every kind, in which the test stands."""
    folder = lend(made_filled, tmp_path / "filled")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def untouched(filled: Path) -> Iterator[None]:
    """The test leaves the workspace with records of every kind exactly as it was."""
    before = everything(filled)
    yield
    assert everything(filled) == before


@pytest.fixture(scope="session")
def made_question(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the question CB-Q1, built once a session; tests work in copies of it."""
    folder = tmp_path_factory.mktemp("question") / "strategy"
    home = tmp_path_factory.mktemp("asker")
    write_identity(home)
    shutil.copytree(made_workspace, folder)
    done = Shell(home)(folder, "question", "add", "CB", "Which capacities are missing?")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def question(made_question: Path, lend: Lend, workspace: Path) -> Path:
    """The file of the question CB-Q1, the only change of a fresh workspace."""
    return lend(made_question, workspace) / QUESTION


@pytest.fixture
def shared(workspace: Path, tmp_path: Path, git: Callable[..., str]) -> Path:
    """The workspace with a remote that has all of its history."""
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    git(workspace, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(workspace, "push", "-q", "-u", "origin", "main")
    return workspace


WITH_LABELS = """labels:
  - id: review
    label: under discussion
  - id: idea
    label: Brainwave
  - id: published
    label: open for comment
"""


@pytest.fixture
def labelled(wmstrat: Wmstrat, workspace: Path) -> Path:
    """A workspace whose process has labels for three states."""
    process = workspace / "process.yaml"
    replace_in(process, "labels: []\n", WITH_LABELS)
    wmstrat("save")
    return workspace
