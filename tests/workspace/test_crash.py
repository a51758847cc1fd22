"""kill -9 at any instant: afterwards the change is entirely there or not at all, and nothing else is.

`WMSTRAT_CRASHES=100` in the environment makes that many random moments instead of the usual few.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from wmstrat.workspace import journal, lock, recovery

WRITER = Path(__file__).with_name("interrupted_writer.py")
CRASHES = int(os.environ.get("WMSTRAT_CRASHES", "12"))
WHOM = ("group", "parent")


def start(sample: Any, step: str = "-", whom: str = "parent") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(sample.root), step, whom],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def outcome(sample: Any, before: dict[str, Any], said: Sequence[str]) -> str:
    """`before` or `after`, of the whole workspace; fails for anything between them."""
    after = sample.state()
    assert after["strays"] == []
    assert not recovery.interrupted(sample.place)
    assert sample.is_sound()
    if after == before:
        return "before"
    for side, folder in (("public", sample.root), ("private", sample.private)):
        user = [line for line in before[side]["status"] if not line.startswith("#")]
        assert [line for line in after[side]["status"] if not line.startswith("#")] == user, said
        assert sample.git("log", "--format=%s", folder=folder).split("\n") == ["CB: appoint member 17", "Begin", ""]
    assert (sample.root / "groups/capacity-building/questions/CB-Q1.md").exists()
    assert not (sample.root / "groups/diversity").exists()
    assert (sample.private / "people/member-17.yaml").read_bytes() == b"contact: nobody\n"
    return "after"


@pytest.mark.parametrize("whom", ["group", pytest.param("parent", marks=pytest.mark.slow)])
@pytest.mark.parametrize("step", journal.STEPS)
def test_killed_at_a_step(sample: Any, step: str, whom: str) -> None:
    before = sample.state()
    with start(sample, step, whom) as writer:
        assert writer.wait() == -signal.SIGKILL
    said = sample.recover()
    found = outcome(sample, before, said)
    assert found == ("after" if step in ("committed public", "verified public", "cleared") else "before")
    if step in ("checked", "cleared"):
        assert said == []
    else:
        assert ("undone" if found == "before" else "finished") in said[0]
    sample.commit(sample.changes(private=False) if found == "before" else [], subject="CB: go on")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(CRASHES))
def test_killed_at_a_random_moment(sample: Any, number: int) -> None:
    chance = random.Random(number)
    whom = WHOM[number % 2]
    if number % 4 > 1:  # half of them with hooks that take their time
        sample.hook("pre-commit", "sleep 0.05\n", private=True)
        sample.hook("commit-msg", "sleep 0.05\n")
        sample.hook("post-commit", "sleep 0.02\n")
    before = sample.state()
    with start(sample) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"begun\n"
        time.sleep(chance.uniform(0, 0.15 if number % 4 < 2 else 0.35))
        if whom == "group":
            os.killpg(writer.pid, signal.SIGKILL)
        else:
            writer.kill()
        writer.wait()
        said = sample.recover()
    print(whom, outcome(sample, before, said), *said)
    sample.commit([sample.change("groups/next.md", "next\n")], subject="CB: go on")
    assert sample.is_sound()


def test_git_and_wmstrat_are_killed_between_the_branch_and_the_index(sample: Any) -> None:
    sample.hook("reference-transaction", 'test "$1" = committed && kill -9 "$WMSTRAT_WRITING" $PPID\nexit 0\n')
    before = sample.state()
    with start(sample) as writer:
        assert writer.wait() == -signal.SIGKILL
    (sample.root / ".git" / "hooks" / "reference-transaction").unlink()
    assert ".git/index.lock" in sample.strays()
    said = sample.recover()
    assert outcome(sample, before, said) == "after"
    assert "finished" in said[0]


def test_a_git_that_outlived_its_wmstrat_is_waited_for(sample: Any, tmp_path: Path) -> None:
    sample.hook("pre-commit", f'touch "{tmp_path}/began"; sleep 1; touch "{tmp_path}/ended"\n')
    before = sample.state()
    with start(sample) as writer:
        while not (tmp_path / "began").exists():
            time.sleep(0.01)
        writer.kill()
        said = sample.recover()
        assert (tmp_path / "ended").exists()
    assert outcome(sample, before, said) == "after"
    assert "finished" in said[0]


def test_a_git_that_does_not_end_is_left_alone(sample: Any, tmp_path: Path, monkeypatch: Any) -> None:
    sample.hook("pre-commit", f'touch "{tmp_path}/began"; until test -e "{tmp_path}/go"; do sleep 0.05; done\n')
    monkeypatch.setattr(recovery, "GIT_PATIENCE", 0.2)
    before = sample.state()
    with start(sample) as writer:
        while not (tmp_path / "began").exists():
            time.sleep(0.01)
        writer.kill()
        with pytest.raises(recovery.Refused, match="still committing"):
            sample.recover()
        said: list[str] = []
        recovery.recover_if_free(sample.place, said.append)
        assert "still committing" in said[0]
        (tmp_path / "go").touch()
        assert lock.wait_for_git(sample.place, 60)
    assert outcome(sample, before, sample.recover()) == "after"


@pytest.mark.parametrize("times", [pytest.param(n, marks=[pytest.mark.slow] if n % 2 else []) for n in range(6)])
def test_recovery_is_killed_too(sample: Any, times: int) -> None:
    before = sample.state()
    with start(sample, "staged public", "group") as writer:
        writer.wait()
    recovering = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from wmstrat.workspace import committing, disk, recovery\n"
        "from wmstrat.repo.place import find\n"
        "left = int(sys.argv[2])\n"
        "def counted(real):\n"
        "    def call(*arguments, **more):\n"
        "        global left\n"
        "        if left == 0: os.kill(os.getpid(), 9)\n"
        "        left -= 1\n"
        "        return real(*arguments, **more)\n"
        "    return call\n"
        "for module, name in ((committing, 'move_branch'), (committing, 'match_index_to_head'),\n"
        "                     (disk, 'move_over'), (disk, 'remove_if_empty')):\n"
        "    setattr(module, name, counted(getattr(module, name)))\n"
        "recovery.recover_if_free(find(Path(sys.argv[1])), print)\n"
    )
    done = subprocess.run([sys.executable, "-c", recovering, str(sample.root), str(times * 2)])
    assert done.returncode == -signal.SIGKILL
    assert outcome(sample, before, sample.recover()) == "before"


def test_four_writers_lose_nothing(sample: Any) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from wmstrat.repo.place import find\n"
        "from wmstrat.workspace.transaction import *\n"
        "for number in range(6):\n"
        "    with writing(find(Path(sys.argv[1])), say=print, wait=30) as transaction:\n"
        "        name = f'n/{sys.argv[2]}-{number}.md'\n"
        "        transaction.commit([FileChange(name, None, name.encode())], Message(name))\n"
    )
    mine = sample.git("status", "--porcelain")
    writers = [subprocess.Popen([sys.executable, "-c", script, str(sample.root), str(number)]) for number in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    assert sample.git("rev-list", "--count", "--min-parents=1", "--max-parents=1", "HEAD").strip() == "24"
    assert len(list((sample.root / "n").iterdir())) == 24
    assert sample.git("status", "--porcelain") == mine
    assert sample.strays() == []
    assert sample.is_sound()
