"""A writer to be killed: makes one change of both repositories of a workspace, and may kill itself on the way.

Arguments: the workspace, a step of the journal or `-`, and whom to kill there: `group` or `parent`.
Prints a line when the change begins.
"""

import os
import signal
import sys
from pathlib import Path

from wmstrat.repo.place import find
from wmstrat.workspace import journal
from wmstrat.workspace.transaction import FileChange, Message, writing

root, step, whom = Path(sys.argv[1]), sys.argv[2], sys.argv[3]


def kill_at(reached: str) -> None:
    if reached == step:
        if whom == "group":
            os.killpg(0, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


def change(path: str, after: bytes | None) -> FileChange:
    target = root / path
    return FileChange(path, target.read_bytes() if target.exists() else None, after)


journal.reached = kill_at
place = find(root)
with writing(place, say=lambda words: print(words, file=sys.stderr)) as transaction:
    changes = [
        change("groups/capacity-building/README.md", b"---\nid: capacity-building\n---\nNew text\n"),
        change("groups/capacity-building/questions/CB-Q1.md", b"---\nid: CB-Q1\n---\n"),
        change("groups/diversity/README.md", None),
        change("people/member-17.yaml", b"name: Member 17\n"),
        change("private/applications/CB-member-17.yaml", b"state: appointed\n"),
        change("private/people/member-17.yaml", b"contact: nobody\n"),
    ]
    print("begun", flush=True)
    transaction.commit(changes, Message("CB: appoint member 17"))
print("done", flush=True)
