"""What others sent by plain git, past every guard, keeps nobody else from sending."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.sync.by_hand import DRAFTS, NOTES, QUESTIONS, Git, sent

Files = dict[str, str | bytes | None]
GROUP = "groups/capacity-building"
Q1 = f"{QUESTIONS}/CB-Q1.md"


def question(identity: str, **values: str) -> str:
    lines = {"id": identity, "handle": "", "group": "capacity-building", "title": "Which?", "state": "proposed"}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in {**lines, **values}.items()) + "---\n"


def text_of(folder: Path, path: str) -> str:
    return (folder / path).read_text()


def draft(identity: str, **values: str) -> str:
    return question(identity, **{"state": "drafting", **values})


PUSHES: dict[str, Callable[[Path], Files]] = {
    "unreadable": lambda _: {Q1: "---\na: [\n---\n"},
    "no text": lambda _: {Q1: b"\xff\xfe\0"},
    "an unknown state": lambda at: {Q1: text_of(at, Q1).replace("state: proposed", "state: odd")},
    "gone": lambda _: {Q1: None},
    "another number": lambda at: {Q1: None, Q1.replace("Q1", "Q7"): text_of(at, Q1).replace("CB-Q1", "CB-Q7")},
    "a number without a file": lambda at: {Q1: text_of(at, Q1).replace("id: CB-Q1", "id: CB-Q2")},
    "the next number in another case": lambda _: {f"{QUESTIONS}/cb-q2.md": question("cb-q2")},
    "the next number": lambda _: {f"{QUESTIONS}/CB-Q2.md": question("CB-Q2")},
    "the next number in another folder": lambda _: {"groups/advocacy/questions/CB-Q2.md": question("CB-Q2")},
    "the next number of another kind": lambda _: {f"{NOTES}/2018/07/CB-Q2.md": question("CB-Q2")},
    "a membership of that id": lambda _: {f"{GROUP}/members/CB-Q2.yaml": "id: CB-Q2\nperson: q2\n"},
    "a person of that id": lambda _: {"people/CB-Q2.yaml": "id: CB-Q2\nname: Somebody\n"},
    "a huge number": lambda _: {f"{QUESTIONS}/CB-Q{'9' * 30}.md": question(f"CB-Q{'9' * 30}")},
    "a number beyond all": lambda _: {f"{QUESTIONS}/CB-Q{'9' * 200}.md": question(f"CB-Q{'9' * 200}")},
    "a number in other digits": lambda _: {f"{QUESTIONS}/CB-Q٣.md": question("CB-Q٣")},
    "a handle in two groups": lambda _: {
        f"{QUESTIONS}/CB-Q-k3f9.md": question("CB-Q-k3f9"),
        "groups/advocacy/questions/CB-Q-k3f9.md": question("CB-Q-k3f9"),
    },
    "a handle of two kinds": lambda _: {
        f"{QUESTIONS}/CB-Q-k3f9.md": question("CB-Q-k3f9"),
        f"{DRAFTS}/CB-Q-k3f9.md": question("CB-Q-k3f9"),
    },
    "a handle in two cases": lambda _: {
        f"{QUESTIONS}/CB-Q-k3f9.md": question("CB-Q-k3f9"),
        f"{QUESTIONS}/CB-Q-K3F9.md": question("CB-Q-K3F9"),
    },
    "a handle of another group": lambda _: {f"{QUESTIONS}/AD-Q-k3f9.md": question("AD-Q-k3f9")},
    "a handle that cannot be read": lambda _: {f"{QUESTIONS}/CB-Q-k3f9.md": "---\na: [\n---\n"},
    "a handle with another field": lambda _: {f"{QUESTIONS}/CB-Q-k3f9.md": question("CB-Q-k3f9", handle="CB-Q-a2b3")},
    "a handle whose id is another": lambda _: {f"{QUESTIONS}/CB-Q-k3f9.md": question("CB-Q-a2b3")},
    "a handle of a group that is not there": lambda _: {"groups/none/questions/NO-Q-k3f9.md": question("NO-Q-k3f9")},
    "a handle with a wrong field": lambda _: {f"{QUESTIONS}/CB-Q-k3f9.md": question("CB-Q-k3f9", state="odd")},
    "a handle with an unknown reference": lambda _: {f"{QUESTIONS}/CB-Q-k3f9.md": question("CB-Q-k3f9", owner="x")},
    "a handle that a record points at badly": lambda _: {
        f"{QUESTIONS}/CB-Q-k3f9.md": question("CB-Q-k3f9"),
        f"{DRAFTS}/CB-D9.md": draft("CB-D9", answers="[CB-Q-k3f9, CB-Q999]"),
        f"{DRAFTS}/CB-D8.md": "---\nanswers: [CB-Q-k3f9\n---\n",
    },
    "a ratified draft by nobody": lambda _: {f"{DRAFTS}/CB-D9.md": draft("CB-D9", state="ratified")},
    "a ratified handle by nobody": lambda _: {f"{DRAFTS}/CB-D-k3f9.md": draft("CB-D-k3f9", state="ratified")},
    "the code of the group": lambda at: {
        f"{GROUP}/README.md": text_of(at, f"{GROUP}/README.md").replace("code: CB", "code: XX")
    },
    "no group page": lambda _: {f"{GROUP}/README.md": None},
    "an unreadable group page": lambda _: {f"{GROUP}/README.md": "---\na: [\n---\n"},
    "two groups of one code": lambda at: {
        f"{GROUP}/README.md": text_of(at, f"{GROUP}/README.md").replace("code: CB", "code: AD")
    },
    "a process without words": lambda _: {"process.yaml": "wmstrat: 1\n"},
    "a folder named as a record": lambda _: {f"{QUESTIONS}/CB-Q2.md/page.txt": "Text.\n"},
    "a broken template": lambda _: {"method/templates/question.md": "---\na: [\n---\n"},
    "attributes": lambda _: {".gitattributes": "* text=auto working-tree-encoding=UTF-16LE\n"},
    "attributes of a group": lambda _: {f"{GROUP}/.gitattributes": "*.md working-tree-encoding=UTF-16LE\n"},
    "a filter": lambda _: {".gitattributes": "*.md filter=lfs\n"},
    "private shown": lambda _: {".gitignore": ""},
    "a list without end": lambda at: {
        Q1: text_of(at, Q1).replace("state:", f"focus: [{', '.join(f'CB-F{n}' for n in range(9000))}]\nstate:")
    },
    "two names in one case": lambda _: {"method/a.md": "a\n", "method/A.md": "A\n"},
}  # fmt: skip


@pytest.mark.parametrize("what", PUSHES)
@pytest.mark.usefixtures("asked")
def test_whatever_others_sent_the_next_one_can_send(
    shared: Path, other: Path, bare: Path, wmstrat: Wmstrat, git: Git, what: str
) -> None:
    for path, content in PUSHES[what](other).items():
        file = other / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            git(other, "rm", "-q", "--cached", path)
            continue
        data = content.encode() if isinstance(content, str) else content
        blob = subprocess.run(
            ["git", "-C", other, "hash-object", "-w", "--stdin"], input=data, capture_output=True, check=True
        ).stdout.decode()
        git(other, "update-index", "--add", "--cacheinfo", f"100644,{blob.strip()},{path}")
    git(other, "commit", "-q", "-m", what)
    sent(other, git)

    wmstrat("question", "add", "AD", "Mine?")
    note = wmstrat("note", "add", "AD", "Mine too.").out.strip()
    wmstrat("sync")

    assert git(bare, "rev-parse", "main") == git(shared, "rev-parse", "HEAD")
    assert f"{note}.md" in git(bare, "ls-tree", "-r", "--name-only", "main")
    wmstrat("sync")
    assert git(bare, "rev-parse", "main") == git(shared, "rev-parse", "HEAD")
