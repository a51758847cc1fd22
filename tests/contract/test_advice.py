"""Whatever wmstrat says that one can type is typed where it was said, with plain values filled in, and works."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Lend, Wmstrat, write_identity
from tests.contract.advice import commands_in, filled_in, shape
from tests.contract.conftest import Shell
from tests.contract.test_check import BROKEN, CAUSES, Break
from wmstrat.cli import loaded
from wmstrat.kinds import TABLE

Git = Callable[..., str]
NOUNS = {entry.noun for entry in TABLE.values()} - {""}

# What a person would put in the places of a command that are to be filled in. Member 19 is in no group.
VALUES = {
    "STAGE": "set-up",
    "GROUP": "CB", "PERSON": "member-19", "NAME": "Something New", "TEXT": "A plain text", "TITLE": "A plain title",
    "ADDRESS": "list@example.org", "BODY": "SC", "--by BODY": "BD", "DATE": "2018-07-20", "QUESTION": "CB-Q2",
    "DRAFT": "CB-D1", "ITEM": "CB-F2", "ROLE": "member", "TYPE": "board", "STATE": "parked", "REF": "CB-Q2",
    "CODE": "ZZ", "FIELD": "why", "VALUE": "A plain text", "COMMIT": "HEAD", "DIR": "../garden", "URL": "../hub.git",
    "FILE": "words.txt", "PATH": "words.txt",
}  # fmt: skip

# What is typed after the file or the command was corrected, as the sentence says.
AFTER_AN_EDIT = re.compile(
    r"Correct (the command|that file if needed), then type: .*|"
    r"(then( type| type again)?|, then save .*?|because a check told you to): wmstrat save|"
    r"undo your edit and type: .*"
)

# What is asked at a terminal before a command goes through, and answered here by an option.
AGREED = {("person", "forget"): ("--yes",)}

LOOKING = ("status", "status CB", "status XA", "status DI", "check", "show CB-Q1", "show CB-D1", "whoami", "log CB")

# Commands that are refused in the workspace with records of every kind, by what is wrong with them.
REFUSED = {
    "unknown records": (
        "show nowhere", "show CB-Q99", "show cb-d", "status NOPE", "note add NOPE text", "member appoint CB Nobody",
        "edit nowhere", "log nowhere", "mark CB-Q99 parked", "draft add CB T --answers CB-Q99", "question list NOPE",
    ),
    "unknown words": (
        "nonsense", "question ad CB 'What now?'", "mark CB-Q1 odd", "set CB-Q1 odd=1", "set CB-Q1 level=odd",
        "group stage CB odd",
        "question list CB --state odd", "question list --sort odd", "question add CB Why? --level odd",
        "check --explain odd", "check --skip odd", "show CB-Q1 --format odd", "note add CB text --kind odd",
    ),
    "names": (
        'group add Diversity', "group add \N{CJK UNIFIED IDEOGRAPH-6559}", "group rename CB Diversity",
        "group rename CB 'Capacity Building'", "group recode CB DI", "person add 'Member 17'", "set DI name=",
    ),
    "members": (
        "member appoint CB member-17", "member apply CB member-17", "member leave DI member-17",
        "member decline CB member-17", "member appoint CB member-18 --selected-by DI", "member apoint CB member-19",
        "set CB-member-17 selected_by=",
    ),
    "questions": (
        "question answer CB-Q1 Another", "question finalize DI", "mark CB-Q1 merged", "set CB-Q1 state=merged",
        "set CB-Q1 final_on=", "set CB-Q1 focus=CB-F99", "set XA-Q1 amendments=", "set CB-Q1 merged_into=CB-D1",
    ),
    "drafts": (
        "draft decide XA-D1 ratified --by BD", "draft decide CB-D1 rejected --by BD", "mark XA-D1 ratified",
        "draft decide XA-D1 ratified --by CB", "set CB-D1 title=Other", "mark CB-D1 idea", "mark CB-D1 withdrawn",
        "set CB-D1 decided_by=",
    ),
    "fixed": ("set CB code=XX", "set CB kind=core", "set CB id=x", "set CB-Q1 group=DI", "set process wmstrat=2"),
    "process": (
        "set process roles=", "set process stages-=set-up", "set process roles+=chair", "set process name=",
        "member appoint CB member-19 --role chair",
    ),
    "texts": ("note add CB ''", "question add CB", "edit CB-Q1 --field odd", "edit CB-Q1 --file nowhere.md"),
    "history": ("undo nonsense", "undo", "save", "sync", "resolve", "sync --abort", "upgrade"),
    "files": ("import question nowhere.csv", "import odd nowhere.csv", "init .", "-C / status", "save odd.txt"),
}  # fmt: skip


class Advised:
    """Types commands, and then everything that they said one could type."""

    def __init__(
        self, wmstrat: Wmstrat, folder: Path, monkeypatch: pytest.MonkeyPatch, copied: Callable[[Path, Path], object]
    ) -> None:
        self.wmstrat, self.folder, self.monkeypatch, self.copied = wmstrat, folder, monkeypatch, copied

    def __call__(self, base: Path, lines: Sequence[str]) -> set[str]:
        """The shapes of what the lines advise, each line typed in a copy of the workspace; and all of it works in the
        workspace as it is then."""
        known: set[str] = set()
        for line in lines:
            said = self.said(base, line)
            advice = {shape(words): words for words in commands_in(AFTER_AN_EDIT.sub("", said))}
            for words in self.in_turn([words for key, words in advice.items() if key not in known]):
                typed = filled_in(words, VALUES)
                typed = [*typed, *AGREED.get((typed[0], *typed[1:2]), ())]
                for part in " ".join(map(shlex.quote, typed)).split(" '&&' wmstrat "):
                    done = self.wmstrat.ended(*shlex.split(part), stdin="A plain text\n")
                # `check` ends with 1 when it finds an error, which is what it is for.
                assert done.code == 0 or (typed[0], done.code) == ("check", 1), (
                    f"`wmstrat {line}` advises `wmstrat {shlex.join(typed)}`, which ends with {done.code}:\n"
                    f"{done.err}"
                )
            known |= advice.keys()
        return known

    def in_turn(self, advice: Sequence[list[str]]) -> Iterator[list[str]]:
        """Each piece of advice, in the workspace as it is now: all but the last one in a copy in its place."""
        then = self.folder.with_name("then")
        for words in advice[:-1]:
            self.monkeypatch.chdir(then.parent)
            self.folder.rename(then)
            shutil.copytree(then, self.folder, symlinks=True)
            self.monkeypatch.chdir(self.folder)
            yield words
            self.monkeypatch.chdir(then.parent)
            shutil.rmtree(self.folder)
            then.rename(self.folder)
        self.monkeypatch.chdir(self.folder)
        yield from advice[-1:]

    def said(self, base: Path, line: str) -> str:
        """What a command says; of what `check` finds, only the errors as long as there are any."""
        self.enter(base)
        done = self.wmstrat.ended(*shlex.split(line), stdin="A plain text\n")
        assert done.code != 70, done.err
        out = [text for text in done.lines if not (done.code and line == "check" and text.startswith("warning: "))]
        return "\n".join([*out, done.err])

    def enter(self, base: Path) -> None:
        self.monkeypatch.chdir(base)
        self.copied(base, self.folder)
        self.monkeypatch.chdir(self.folder)


@pytest.fixture(scope="module")
def base(made_filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with records of every kind, and a person who is in no group."""
    folder, home = tmp_path_factory.mktemp("advised") / "base", tmp_path_factory.mktemp("adviser")
    shutil.copytree(made_filled, folder)
    write_identity(home)
    assert Shell(home)(folder, "person", "add", "Member 19").returncode == 0
    return folder


@pytest.fixture
def advised(
    wmstrat: Wmstrat, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git: Git, lend: Lend
) -> Advised:
    git(tmp_path, "init", "-q", "--bare", "hub.git")
    monkeypatch.setenv("GIT_EDITOR", "true")

    def copied(source: Path, folder: Path) -> None:
        if source == base:
            lend(source, folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(source, folder, symlinks=True)

    return Advised(wmstrat, tmp_path / "copy", monkeypatch, copied)


def test_what_the_pages_advise_can_be_typed(advised: Advised, base: Path) -> None:
    assert len(advised(base, LOOKING)) > 8


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_a_refusal_advises_can_be_typed(advised: Advised, base: Path, wrong: str) -> None:
    assert advised(base, REFUSED[wrong])


def broken_copy(base: Path, folder: Path, broken: Break, git: Git, *, committed: bool) -> Path:
    shutil.copytree(base, folder)
    broken(folder)
    for repository in (folder, folder / "private") if committed else ():
        git(repository, "add", "-A")
        git(repository, "commit", "-qm", "By hand", check=False)
    return folder


@pytest.mark.parametrize("name", CAUSES)
def test_what_check_advises_about_a_cause_can_be_typed(
    advised: Advised, base: Path, tmp_path: Path, git: Git, name: str
) -> None:
    broken_one = broken_copy(base, tmp_path / "broken", CAUSES[name][0], git, committed=True)
    advised(broken_one, ["check"])


@pytest.mark.slow
@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize(
    "broken", [broken for *_, broken in BROKEN], ids=[f"{check} {field}" for check, _, field, _ in BROKEN]
)
def test_what_check_advises_can_be_typed(
    advised: Advised, base: Path, tmp_path: Path, git: Git, broken: Break, committed: bool
) -> None:
    broken_one = broken_copy(base, tmp_path / "broken", broken, git, committed=committed)
    advised(broken_one, ["check", "save"])


def named_in_the_code() -> Iterator[list[str]]:
    """Every command line of wmstrat in a text of the package, with `{...}` where something is filled in."""
    for file in sorted((Path(__file__).parents[2] / "wmstrat").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "wmstrat " in text else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from commands_in(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
                yield from commands_in("".join(map(str, parts)))


def test_every_command_and_option_that_a_message_names_exists() -> None:
    """Messages that no test brings about have at least no command that was renamed since."""
    known: dict[tuple[str, str], Any] = {}
    lines = {tuple(words[2:] if words[0] == "-C" else words) for words in named_in_the_code()}
    assert len(lines) > 100
    for name, *rest in lines:
        verb = rest[0] if rest and name in NOUNS else ""
        if (name, verb) not in known:
            known[name, verb] = loaded(name, rest[:1])
        command = known[name, verb]
        if name in NOUNS:
            assert verb in command.commands, (name, *rest)
            command = command.commands[verb]
        options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in rest if word.startswith("--") and "{" not in word} <= options, (name, *rest)


@pytest.mark.usefixtures("workspace")
def test_the_first_steps_can_be_typed_one_after_the_other(wmstrat: Wmstrat) -> None:
    """In the template as it comes: what status advises is typed in its order, until nothing is urgent."""
    values = {**VALUES, "PERSON": VALUES["NAME"], "GROUP": "CB"}
    for _ in range(8):
        urgent = [item for item in wmstrat.items("status", "CB")[0]["attention"] if item["urgency"] < 3]
        if not urgent:
            break
        wmstrat(*filled_in(urgent[0]["command"].split()[1:], values))
    else:
        raise AssertionError(urgent)
    assert len(wmstrat.items("member", "list", "CB")) == 1
