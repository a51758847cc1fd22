"""The lock: one writer, who is waited for by name, and whose death frees it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from wmstrat.errors import Refused
from wmstrat.workspace import lock

HOLD = (
    "import sys\n"
    "from pathlib import Path\n"
    "from wmstrat.workspace import lock\n"
    "from wmstrat.repo.place import find\n"
    "place = find(Path(sys.argv[1]))\n"
    "sys.argv = ['/usr/bin/wmstrat', 'note', 'add', 'CB', 'A secret']\n"
    "with lock.held(place, say=print):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.read()\n"
)


def hold(sample: Any) -> subprocess.Popen[str]:
    """A process that writes until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(sample.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_writer_is_waited_for_by_name(sample: Any) -> None:
    said: list[str] = []
    with hold(sample) as other:

        def say(line: str) -> None:
            said.append(line)
            other.kill()

        with lock.held(sample.place, wait=60, say=say):
            pass
    (line,) = said
    assert line.startswith(f"Waiting for wmstrat note add (process {other.pid}, since 20")
    assert "secret" not in line


def test_a_short_wait_is_nothing_to_speak_of(sample: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 60)
    said: list[str] = []
    with hold(sample) as other:
        threading.Timer(0.1, other.kill).start()
        with lock.held(sample.place, wait=60, say=said.append):
            pass
    assert said == []


def test_a_lock_that_is_not_had_in_time_is_refused_with_its_holder(sample: Any, monkeypatch: Any) -> None:
    said: list[str] = []
    with hold(sample) as other:
        for wait, asked in ((0.1, None), (30, "0.1"), (0.6, "nonsense")):
            if asked:
                monkeypatch.setenv("WMSTRAT_LOCK_WAIT", asked)
            begin = time.monotonic()
            with (
                pytest.raises(Refused, match=f"process {other.pid}.*has been writing since"),
                lock.held(sample.place, wait=wait, say=said.append),
            ):
                pass
            assert time.monotonic() - begin < 20
        other.kill()
    assert lock.holder(sample.place) == lock.Holder(other.pid, "wmstrat note add", lock.holder(sample.place).since)
    with lock.held(sample.place, say=said.append):
        pass
    assert lock.holder(sample.place) is None


def test_the_lock_is_not_inherited(sample: Any) -> None:
    with lock.held(sample.place, say=print):
        child = subprocess.Popen(["sleep", "5"], close_fds=False)
    with child, lock.held(sample.place, wait=0.3, say=print):
        child.kill()


def test_a_free_lock_is_taken_and_another_is_not(sample: Any) -> None:
    with lock.held_if_free(sample.place) as free:
        assert free
    with hold(sample) as other:
        with lock.held_if_free(sample.place) as free:
            assert not free
        assert lock.holder(sample.place) is not None
        other.kill()


def test_a_hook_is_refused_at_once(sample: Any, monkeypatch: Any) -> None:
    with lock.held(sample.place, say=print):
        monkeypatch.setenv(lock.INSIDE, str(os.getpid()))
        with pytest.raises(Refused, match="but not write"):
            lock.refuse_inside(sample.place)
        monkeypatch.setenv(lock.INSIDE, "1")
        lock.refuse_inside(sample.place)
    monkeypatch.setenv(lock.INSIDE, "77")
    lock.refuse_inside(sample.place)
    with pytest.raises(Refused):
        lock.refuse_inside(sample.place, writer=77)


def test_git_is_at_work_as_long_as_anybody_keeps_the_file_open(sample: Any) -> None:
    (sample.place.state).mkdir(exist_ok=True)
    assert lock.wait_for_git(sample.place, 0)
    with lock.git_at_work(sample.place, "abcd") as descriptor:
        child = subprocess.Popen(["sleep", "5"], pass_fds=(descriptor,))
        assert not lock.wait_for_git(sample.place, 0)
    with child:
        assert not lock.wait_for_git(sample.place, 0.1)
        threading.Timer(0.2, child.kill).start()
        assert lock.wait_for_git(sample.place, 5)
    assert lock.git_began(sample.place, "abcd") == pytest.approx(time.time(), abs=30)
    assert lock.git_began(sample.place, "other") is None


def test_what_one_change_left_running_does_not_hold_up_the_next(sample: Any) -> None:
    (sample.place.state).mkdir(exist_ok=True)
    with lock.git_at_work(sample.place, "first") as descriptor:
        child = subprocess.Popen(["sleep", "5"], pass_fds=(descriptor,))
    with lock.git_at_work(sample.place, "second"):
        pass
    assert lock.wait_for_git(sample.place, 0)
    with child:
        child.kill()


def test_a_state_folder_that_cannot_be_made_is_refused(sample: Any) -> None:
    (sample.root / ".git" / "wmstrat").write_text("in the way")
    with pytest.raises(Refused, match="cannot be written"), lock.held(sample.place, say=print):
        pass


def test_the_command_is_named_without_what_was_typed(monkeypatch: Any) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/wmstrat", "note", "add", "CB", "Secret words"])
    assert lock.command() == "wmstrat note add"
    monkeypatch.setattr(sys, "argv", [str(Path("a") / "wmstrat"), "status"])
    assert lock.command() == "wmstrat status"
