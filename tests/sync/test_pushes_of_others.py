"""What others sent by plain git, past every guard, keeps nobody else from sending."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from tests.sync.by_hand import DRAFTS, NOTES, QUESTIONS, Git

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


# One of each sort: something unreadable, a taken number, a handle, a decision, a group, and what git itself reads.
ALWAYS = {
    "unreadable",
    "another number",
    "the next number in another case",
    "a handle in two groups",
    "a handle that a record points at badly",
    "a ratified draft by nobody",
    "two groups of one code",
    "attributes",
    "private shown",
}


def pushed(bare: Path, files: Files, message: str) -> None:
    """A commit on top of the branch, whatever it holds: no index and no disk refuses any of it."""
    lines = [
        b"commit refs/heads/main\ncommitter Member 3 <member-3@example.org> 1532088000 +0000\n",
        b"data %d\n%s\nfrom refs/heads/main^0\n" % (len(message), message.encode()),
    ]
    for path, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        quoted = path.encode()
        lines += (
            [b"D %s\n" % quoted]
            if data is None
            else [b"M 100644 inline %s\ndata %d\n" % (quoted, len(data)), data, b"\n"]
        )
    subprocess.run(["git", "-C", bare, "fast-import", "--quiet"], input=b"".join(lines), check=True)


@pytest.fixture
def waiting(once: Once, shared: Path, bare: Path, wmstrat: Wmstrat, asked: None) -> Path:
    """The workspace, in which a question and a note wait to be sent."""
    del asked

    def make() -> None:
        wmstrat("question", "add", "AD", "Mine?")
        wmstrat("note", "add", "AD", "Mine too.")

    once(make, shared, bare)
    return shared


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=[] if what in ALWAYS else [pytest.mark.slow]) for what in PUSHES]
)
def test_whatever_others_sent_the_next_one_can_send(
    waiting: Path, bare: Path, wmstrat: Wmstrat, git: Git, what: str
) -> None:
    [note] = (waiting / "groups/advocacy/notes").rglob("*.md")
    pushed(bare, PUSHES[what](waiting), what)
    wmstrat("sync")

    assert git(bare, "rev-parse", "main") == git(waiting, "rev-parse", "HEAD")
    assert note.name in git(bare, "ls-tree", "-r", "--name-only", "main")
    wmstrat("sync")
    assert git(bare, "rev-parse", "main") == git(waiting, "rev-parse", "HEAD")
