"""The contract of `check`: each named check finds what it is for, where, and how it is fixed."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GitProcesses, Wmstrat, everything
from wmstrat.record.forgetting import mark_of
from wmstrat.record.problem import Problem
from wmstrat.say.output import Output
from wmstrat.say.problems import problems

Git = Callable[..., str]
Break = Callable[[Path], None]

CB = "groups/capacity-building"
QUESTION = f"{CB}/questions/CB-Q1.md"
DRAFT = f"{CB}/drafts/CB-D1.md"
SCOPE = f"{CB}/scopes/CB-scope.md"
MILESTONE, MEETING = f"{CB}/milestones/CB-M1.yaml", f"{CB}/meetings/CB-MT1.md"
MEMBER = f"{CB}/members/CB-member-17.yaml"
PERSON = "people/member-17.yaml"
SCOPE = f"{CB}/scopes/CB-scope.md"
TRUSTEE = "groups/board/members/BD-member-20.yaml"


def edit(path: str, old: str, new: str) -> Break:
    """A hand edit of one file."""

    def broken(folder: Path) -> None:
        text = (folder / path).read_text()
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1))

    return broken


def write(path: str, content: str | bytes) -> Break:
    """A file made by hand."""

    def broken(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())

    return broken


def move(path: str, target: str) -> Break:
    """A file moved by hand."""

    def broken(folder: Path) -> None:
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).rename(folder / target)

    return broken


def remove(path: str) -> Break:
    """A file deleted by hand."""
    return lambda folder: (folder / path).unlink()


def linked(path: str, target: str) -> Break:
    """A symbolic link made by hand."""
    return lambda folder: (folder / path).symlink_to(target)


def imported_twice(folder: Path) -> None:
    """A question, and another one from the same row of an import."""
    lines = (folder / QUESTION).read_text().splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(("handle:", "import_key:")))
    text = text.replace("\ntitle:", "\nimport_key: row 1\ntitle:", 1)
    write(QUESTION, text)(folder)
    write(f"{CB}/questions/CB-Q9.md", text.replace("id: CB-Q1\n", "id: CB-Q9\n", 1))(folder)


def trustee_alone(folder: Path) -> None:
    """A member of the board who is in no working group."""
    write("people/member-20.yaml", "id: member-20\nname: Member 20\n")(folder)
    term = "id: BD-member-20\nperson: member-20\ngroup: board\nstate: appointed\nsince: 2018-07-01\n"
    write(TRUSTEE, term)(folder)


def changed_template(folder: Path) -> None:
    """A template that somebody changed without a reason."""
    edit("method/templates/note.md", "---\n", "---\n# our own\n")(folder)
    subprocess.run(["git", "-C", folder, "commit", "--quiet", "-am", "Change a template"], check=True)


METHOD = "process/methods/ALL-ME1.md"
SHEET = "method/templates/meeting.md"
FEEDBACK = "process/feedback/2018/07/ALL-FB20180704-k3f9.md"


def said(fields: str, body: str = "") -> Break:
    """Feedback that somebody wrote by hand."""
    start = "---\nid: ALL-FB20180704-k3f9\ngroup: ALL\nsource: mail\non: 2018-07-04\n"
    return write(FEEDBACK, f"{start}{fields}\n---\n{body}")


BROKEN: list[tuple[str, str, str, Break]] = [
    ("shown", FEEDBACK, "by", said("state: received\nshown: nameless\nby: Somebody")),
    ("shown", FEEDBACK, "body", said("state: received\nshown: private", "For you alone.\n")),
    ("answered", FEEDBACK, "answered_on", said("state: answered\noutcome: incorporated\nanswered_on: 2018-07-01")),
    ("unreadable", QUESTION, "", edit(QUESTION, "title:", "title: [")),
    ("unreadable", QUESTION, "", edit(QUESTION, "title:", "title:\ntitle:")),
    ("unreadable", QUESTION, "", write(QUESTION, b"---\nid: \xff\n---\n")),
    ("unreadable", QUESTION, "", write(QUESTION, "no front matter")),
    ("unreadable", QUESTION, "", write(QUESTION, "---\nid: CB-Q1\n")),
    ("unreadable", QUESTION, "", write(QUESTION, "---\na: &a [x]\nb: *a\n---\n")),
    ("unreadable", QUESTION, "", write(QUESTION, "---\nid: !!python/object:os.system x\n---\n")),
    ("unreadable", QUESTION, "", write(QUESTION, "---\nid: " + "[" * 500 + "]" * 500 + "\n---\n")),
    ("unreadable", QUESTION, "", write(QUESTION, "---\nid: CB-Q1\n---\n\0")),
    ("unreadable", QUESTION, "", write(QUESTION, b"x" * 5_000_001)),
    ("unreadable", f"{CB}/questions/CB-Q9.md", "", linked(f"{CB}/questions/CB-Q9.md", "CB-Q1.md")),
    ("unreadable", f"{CB}/README.md", "", edit(f"{CB}/README.md", "names:", "names: }")),
    ("type", QUESTION, "state", edit(QUESTION, "state: answered", "state: done")),
    ("type", QUESTION, "final_on", edit(QUESTION, "final_on: not known", "final_on: 2018-02-30")),
    ("type", QUESTION, "focus", edit(QUESTION, "focus:", "focus: CB-F1\nold:")),
    ("type", QUESTION, "title", edit(QUESTION, "title: ", "title: \"bell \\a\"\nold: ")),
    ("type", QUESTION, "title", edit(QUESTION, "title: ", f"title: {'x' * 201}\nold: ")),
    ("type", DRAFT, "iteration", edit(DRAFT, "iteration: 2", "iteration: two")),
    ("type", f"{CB}/README.md", "stages[0].since", edit(f"{CB}/README.md", "since: 2018-07-20", "since: 2018-13-01")),
    ("type", "process.yaml", "minimum_size", edit("process.yaml", "minimum_size: 10", "minimum_size: ten")),
    ("type", "private/people/member-17.yaml", "languages[0]", edit("private/people/member-17.yaml", "- no", "- NO!")),
    ("required", QUESTION, "title", edit(QUESTION, "title: ", "title:\nold: ")),
    ("required", MEMBER, "since", edit(MEMBER, "since: 2018-07-20", "since:")),
    ("id", QUESTION, "id", edit(QUESTION, "id: CB-Q1", "id: CB-Q5")),
    ("id", QUESTION, "group", edit(QUESTION, "group: capacity-building", "group: diversity")),
    ("id-form", f"{CB}/questions/Why.md", "id", write(f"{CB}/questions/Why.md", "---\nid: Why\ntitle: x\n---\n")),
    ("id-form", f"{CB}/questions/DI-Q1.md", "id", move(QUESTION, f"{CB}/questions/DI-Q1.md")),
    ("id-form", "people/Member-17.yaml", "id", write("people/Member-17.yaml", "id: Member-17\nname: x\n")),
    ("id-form", "groups/con/README.md", "id", write("groups/con/README.md", "---\nid: con\n---\n")),
    ("reference", DRAFT, "answers[0]", edit(DRAFT, "- CB-Q1", "- CB-Q77")),
    ("reference", DRAFT, "decided_by", edit(DRAFT, "decided_by: board", "decided_by: nobody")),
    ("reference", MEMBER, "person", edit(MEMBER, "person: member-17", "person: member-99")),
    ("reference", MEMBER, "person", remove("people/member-17.yaml")),
    ("vocabulary", MEMBER, "roles[0]", edit(MEMBER, "- coordinator", "- king")),
    ("vocabulary", QUESTION, "level", edit(QUESTION, "level: structural", "level: medium")),
    ("fields", "process.yaml", "fields[0].kind", edit(
        "process.yaml", "permissions: []", "permissions: []\nfields:\n  - name: link\n    kind: poem")),
    ("fields", "process.yaml", "fields[0].name", edit(
        "process.yaml", "permissions: []", "permissions: []\nfields:\n  - name: title\n    kind: note")),
    ("fields", "process.yaml", "fields[0].vocabulary", edit(
        "process.yaml", "permissions: []",
        "permissions: []\nfields:\n  - name: tone\n    kind: note\n    type: word\n    vocabulary: calm")),
    ("permissions", "process.yaml", "permissions[0].who", edit(
        "process.yaml", "permissions: []", "permissions:\n  - id: a\n    who: XX")),
    ("permissions", "process.yaml", "permissions", edit(
        "process.yaml", "permissions: []", "permissions:\n  - id: a\n    who: BD\n    groups: '*'")),
    ("twice", "people/advocacy.yaml", "id", write("people/advocacy.yaml", "id: advocacy\nname: x\n")),
    ("twin", "people/member-17.yaml", "", write("people/MEMBER-17.yaml", "id: MEMBER-17\nname: x\n")),
    ("twin", "people/zoe\u0308.yaml", "", write("people/zoe\u0308.yaml", "id: zoe\u0308\nname: x\n")),
    ("home", "groups/garden/README.md", "", write("groups/garden/questions/GA-Q1.md", "---\nid: GA-Q1\n---\n")),
    ("gone", QUESTION, "", remove(QUESTION)),
    ("gone", "private/people/member-17.yaml", "", remove("private/people/member-17.yaml")),
    ("foreign", f"{CB}/questions/CB-Q7.md", "", lambda folder: (folder / f"{CB}/questions/CB-Q7.md").mkdir()),
    ("home", f"{CB}/notes/CB-N20180801-abcd.md", "", write(
        f"{CB}/notes/CB-N20180801-abcd.md",
        "---\nid: CB-N20180801-abcd\ngroup: capacity-building\ndate: 2018-08-01\n---\n")),
    ("marker", QUESTION, "body", write(
        QUESTION, "---\nid: CB-Q1\ngroup: capacity-building\ntitle: x\nstate: parked\n---\n"
        "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n")),
    ("marker", "README.md", "", write("README.md", "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n")),
    ("marker", "people/README.md", "", write("people/README.md", "a\n=======\nb\n>>>>>>> theirs\n")),
    ("marker", "method/toolkit/new.txt", "", write("method/toolkit/new.txt", "a\n<<<<<<< ours\n")),
    ("foreign", f"{CB}/questions/agenda.txt", "", write(f"{CB}/questions/agenda.txt", "x")),
    ("unsaved", f"{CB}/minutes.md", "", write(f"{CB}/minutes.md", "x")),
    ("foreign", "groups/elsewhere", "", linked("groups/elsewhere", "/etc")),
    ("private-folder", ".gitignore", "", edit(".gitignore", "/private/\n", "")),
    ("private-folder", f"{CB}/applications/a.yaml", "", write(f"{CB}/applications/a.yaml", "person: x\n")),
    ("private-folder", ".gitignore", "", edit(".gitignore", "/private/\n", "/private/\n!/private/\n")),
    ("private-folder", ".gitignore", "", edit(".gitignore", "/private/\n", "/private/\n!/priv*/\n")),
    ("git-files", ".gitattributes", "", write(".gitattributes", "*.md filter=odd\n")),
    ("git-files", f"{CB}/.gitattributes", "", write(f"{CB}/.gitattributes", "*.md text\n")),
    ("git-files", "people/.gitignore", "", write("people/.gitignore", "*.yaml\n")),
    ("template", "method/templates/draft.md", "", write("method/templates/draft.md", "---\nid: [\n---\n")),
    ("file-name", f"{CB}/questions/what?.txt", "", write(f"{CB}/questions/what?.txt", "x")),
    ("private-field", PERSON, "contact", edit(PERSON, "name:", "contact: x@example.org\nname:")),
    ("imported", f"{CB}/questions/CB-Q9.md", "import_key", imported_twice),
    ("earlier-name", MEMBER, "role", edit(MEMBER, "roles:", "role: liaison\nroles:")),
    ("unknown-key", QUESTION, "backgruond", edit(QUESTION, "background:", "backgruond:")),
    ("area", f"{CB}/README.md", "area", edit(f"{CB}/README.md", "area: ", "area:\nold: ")),
    ("code", "groups/diversity/README.md", "code", edit("groups/diversity/README.md", "code: DI", "code: CB")),
    ("name", "groups/diversity/README.md", "name",
        edit("groups/diversity/README.md", "name: Diversity", "name: Capacity building")),
    ("dates", MEMBER, "until", edit(MEMBER, "until:", "until: 2017-01-01")),
    ("dates", QUESTION, "final_on", edit(QUESTION, "final_on: not known", "final_on:")),
    ("dates", f"{CB}/README.md", "stages[0].until", edit(f"{CB}/README.md", "until: 2018-11", "until: 2018-01")),
    ("stages", f"{CB}/README.md", "stages[1].since", edit(f"{CB}/README.md", "stages:\n", (
        "stages:\n  - stage: set-up\n    since: 2018-07-01\n"))),
    ("size", f"{CB}/README.md", "", lambda _: None),
    ("itself", f"{CB}/links/CB-L1.yaml", "with", edit(
        f"{CB}/links/CB-L1.yaml", "  - diversity\n", "  - capacity-building\n")),
    ("closes", f"{CB}/rounds/CB-RO1.yaml", "closes", edit(
        f"{CB}/rounds/CB-RO1.yaml", "closes: 2018-08-31", "closes: 2018-07-01")),
    ("waiting", MILESTONE, "waits_on", edit(MILESTONE, "record: CB-Q1", "record: CB-M1")),
    ("until", MILESTONE, "waits_on[0].until", edit(MILESTONE, "until: published", "until: finished")),
    ("put-aside", "process/milestones/ALL-M1.yaml", "waits_on[0]", edit("process/milestones/ALL-M1.yaml", "due:", (
        "waits_on:\n  - record: ALL-A1\ndue:"))),
    ("with", MEETING, "with", edit(MEETING, "- diversity", "- capacity-building")),
    ("apologies", MEETING, "apologies", edit(MEETING, "- member-18", "- member-17")),
    ("skip", "process.yaml", "skip[0]", edit("process.yaml", "quiet_days: 30", "quiet_days: 30\nskip: [lists]")),
    ("dimensions", "process.yaml", "dimensions[0]", edit("process.yaml", "  - region\n", "  - shoe_size\n")),
    ("bounds", "process.yaml", "maximum_size", edit("process.yaml", "maximum_size: 15", "maximum_size: 5")),
    ("cycle", f"{CB}/README.md", "parent", edit(f"{CB}/README.md", "area: ", "parent: capacity-building\narea: ")),
    ("to-come", QUESTION, "final_on", edit(QUESTION, "final_on: not known", "final_on: 2018-07-22")),
    ("mailing-list", "groups/advocacy/README.md", "mailing_list", lambda _: None),
    ("older-template", SHEET, "Costs", edit(SHEET, "## Summary", "## Costs\n\n## Summary")),
    ("template-reason", "method/templates/note.md", "", changed_template),
    ("method-template", METHOD, "templates[0]", edit(METHOD, "- draft", "- sheet")),
    ("focus", QUESTION, "focus[0]", edit(QUESTION, "- CB-F1", "- CB-F9")),
    ("focus", f"{CB}/README.md", "focus[1].id", edit(f"{CB}/README.md", "id: CB-F2", "id: CB-F1")),
    ("changes", SCOPE, "changes[1].id", edit(SCOPE, "id: CB-C3", "id: CB-C1")),
    ("changes", SCOPE, "changes[0].id", edit(SCOPE, "id: CB-C1", "id: DI-C1")),
    ("changes", DRAFT, "changes[0]", edit(DRAFT, "decided_by:", "changes:\n  - CB-C9\ndecided_by:")),
    ("decision", DRAFT, "decided_by", edit(DRAFT, "decided_by: board", "decided_by: capacity-building")),
    ("decision", DRAFT, "decided_on", edit(DRAFT, "decided_on: 2018-07-20", "decided_on:")),
    (
        "window",
        DRAFT,
        "iterations[0].closes",
        edit(
            DRAFT,
            "iteration: 2\n",
            'iterations:\n  - {number: "2", "on": "2018-07-20", closes: "2018-07-19"}\niteration: 2\n',
        ),
    ),
    (
        "carried-out", DRAFT, "carried_out_by",
        edit(DRAFT, "decided_by:", "carried_out_by: [capacity-building]\ndecided_by:"),
    ),
    ("needed-prompts", "process.yaml", "needed_prompts[1]", edit("process.yaml", "  - who\n", "  - whom\n")),
    ("programmatic", QUESTION, "level", edit(QUESTION, "level: structural", "level: programmatic")),
    ("selected-by", MEMBER, "selected_by", edit(MEMBER, "selected_by: steering-committee", "selected_by: diversity")),
    ("terms", f"{CB}/members/CB-member-17-2.yaml", "since", write(
        f"{CB}/members/CB-member-17-2.yaml",
        "id: CB-member-17-2\nperson: member-17\ngroup: capacity-building\nstate: appointed\nsince: 2018-08-01\n"
        "selected_by: steering-committee\n")),
    ("forgotten", "people/member-18.yaml", "id", write(
        "people/someone-k3f9.yaml", f"id: someone-k3f9\nname: someone-k3f9\nforgotten: {mark_of('member-18')}\n")),
    ("trustee", TRUSTEE, "person", trustee_alone),
    ("trustees", "process.yaml", "trustees", edit("process.yaml", "trustees: board", "trustees: advocacy")),
    ("dimensions", "process.yaml", "dimensions[0]", edit("process.yaml", "  - region", "  - shoe_size")),
    ("dates", f"{CB}/README.md", "needs[0].until", edit(f"{CB}/README.md", "needs:\n", (
        "needs:\n  - what: Law\n    since: 2018-07-02\n    until: 2018-07-01\n"))),
]  # fmt: skip

WARNINGS = {
    "needed-prompts",
    "apologies",
    "put-aside",
    "foreign",
    "unsaved",
    "unknown-key",
    "earlier-name",
    "imported",
    "mailing-list",
    "name",
    "older-template",
    "template-reason",
    "programmatic",
    "size",
    "skip",
    "stages",
    "to-come",
    "trustee",
}


def found_by(wmstrat: Wmstrat, *options: str, code: int) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(wmstrat("check", *options, "--format", "json", code=code).out)["items"]
    return items


@pytest.mark.usefixtures("filled")
def test_the_page_of_a_folder_is_no_record_and_no_reason_to_warn(wmstrat: Wmstrat) -> None:
    pages = [f"{CB}/{folder}/README.md" for folder in ("questions", "notes/2018", "drafts", "members")]
    for path in pages:
        write(path, "# Questions of all\n")(Path())
    assert not {problem["path"] for problem in found_by(wmstrat, code=0)} & {*pages}
    write(pages[0], "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n")(Path())
    assert [each["check"] for each in found_by(wmstrat, code=1) if each["path"] == pages[0]] == ["marker"]


def test_git_is_asked_twice_in_each_repository(wmstrat: Wmstrat, filled: Path, git_processes: GitProcesses) -> None:
    """What is wrong in a file that was edited by hand has other advice, so git is asked about edited files."""
    wmstrat("check")
    edit(QUESTION, "- CB-F1", "- CB-F9")(filled)
    git_processes.verbs()
    assert found_by(wmstrat, code=1)
    assert sorted(git_processes.verbs()) == ["ls-files", "ls-files", "status", "status"]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What `check` would print as a table, whatever the format that it prints: one run shows both."""
    table = io.StringIO()

    def print_both(results: Sequence[Problem], output: Output) -> None:
        with contextlib.redirect_stdout(table):
            problems(results, output._replace(format="table"))
        problems(results, output)

    monkeypatch.setattr("wmstrat.say.problems.problems", print_both)
    return table


# The field in which each check finds something first.
FIRST = {check: field for check, _, field, _ in reversed(BROKEN)}


@pytest.mark.parametrize(
    ("check", "path", "field", "broken"), BROKEN, ids=[f"{check} {field}" for check, _, field, _ in BROKEN]
)
def test_each_check_finds_what_it_is_for(
    wmstrat: Wmstrat, filled: Path, shown: io.StringIO, check: str, path: str, field: str, broken: Break
) -> None:
    broken(filled)
    told_as_warning = check in WARNINGS and not (filled / path).is_symlink() and not (filled / path).is_dir()
    warning = told_as_warning or (check, field) == ("area", "area")

    found = found_by(wmstrat, code=0 if warning else 1)

    mine = [one for one in found if (one["check"], one["path"], one["field"]) == (check, path, field)]
    assert mine, [one for one in found if one["severity"] == "error"]
    assert mine[0]["severity"] == ("warning" if warning else "error")
    assert mine[0]["found"]
    assert mine[0]["expected"]
    assert mine[0]["mend"]
    lines = shown.getvalue().splitlines()
    start = ("warning: " if warning else "") + path
    assert any(line.startswith((f"{start}:", f"{start}: ")) and mine[0]["mend"] in line for line in lines)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("check", FIRST)
def test_what_a_check_finds_can_be_skipped_and_keeps_nobody_from_working(
    wmstrat: Wmstrat, filled: Path, check: str
) -> None:
    broken = next(broken for name, _, field, broken in BROKEN if (name, field) == (check, FIRST[check]))
    broken(filled)
    skipped = wmstrat.ended("check", "--skip", check, "--format", "json")
    left = json.loads(skipped.out)["items"]
    assert check not in {one["check"] for one in left}
    assert skipped.code == any(one["severity"] == "error" for one in left)
    wmstrat("status")
    wmstrat("note", "add", "DI", "Other work goes on")


@pytest.mark.usefixtures("filled")
def test_every_check_is_shown_by_a_test(wmstrat: Wmstrat) -> None:
    told = wmstrat("check", "--skip", "nonsense", code=3).err
    names = told.partition("The checks are: ")[2].strip().rstrip(".").split(", ")

    assert sorted(names) == sorted({check for check, *_ in BROKEN})
    for name in names:
        assert name in wmstrat("check", "--explain", name).out


@pytest.mark.usefixtures("filled", "untouched")
def test_an_unknown_check_is_told_with_those_that_there_are(wmstrat: Wmstrat) -> None:
    for option in ("--skip", "--explain"):
        assert "vocabulary" in wmstrat("check", option, "nonsense", code=3).err


@pytest.mark.usefixtures("filled", "untouched")
def test_a_sound_workspace_ends_with_0_and_says_so(wmstrat: Wmstrat) -> None:
    assert "0 errors" in wmstrat("check").err
    skipped = wmstrat("check", "--skip", "mailing-list", "--skip", "area", "--skip", "size")
    assert "in order" in skipped.err
    assert skipped.out == ""


UNREAD: dict[str, Break] = {
    "a symbolic link": linked(f"{CB}/questions/CB-Q9.md", "CB-Q1.md"),
    "not a normal file": lambda folder: os.mkfifo(folder / f"{CB}/questions/CB-Q9.md"),
    "a file of 5,000,001 bytes": write(f"{CB}/questions/CB-Q9.md", b"x" * 5_000_001),
    "nothing that can be read": lambda folder: Path(
        os.fsdecode(os.fsencode(folder / CB) + b"/questions/CB-Q9\xff.md")).write_text("x"),
}  # fmt: skip


@pytest.mark.parametrize("found", UNREAD)
def test_why_a_file_is_not_read_is_told(wmstrat: Wmstrat, filled: Path, found: str) -> None:
    UNREAD[found](filled)

    assert f"found {found}, expected a plain text file" in wmstrat("check", code=1).out
    assert "CB-Q9" in wmstrat("question", "list").out
    wmstrat("note", "add", "CB", "Other work goes on")
    assert wmstrat.ended("save").code != 70


def test_the_line_of_an_error_is_that_of_the_field(wmstrat: Wmstrat, filled: Path) -> None:
    edit(QUESTION, "state: answered", "state: done")(filled)
    number = (filled / QUESTION).read_text().split("\n").index("state: done") + 1

    [line] = [line for line in wmstrat("check", code=1).lines if QUESTION in line]
    assert line.startswith(f'{QUESTION}:{number}: state: found "done", expected one of proposed, review')


FIXES = {
    "id": edit(QUESTION, "id: CB-Q1", "id: CB-Q5"),
    "blank id": edit(QUESTION, "id: CB-Q1", "id:"),
    "group": edit(QUESTION, "group: capacity-building", "group: diversity"),
    "blank group": edit(MEMBER, "group: capacity-building", "group:"),
}


@pytest.mark.parametrize("name", FIXES)
def test_fix_mends_what_has_one_right_answer(wmstrat: Wmstrat, filled: Path, git: Git, name: str) -> None:
    before = (filled / QUESTION).read_bytes(), (filled / MEMBER).read_bytes()
    FIXES[name](filled)
    git(filled, "commit", "-qam", "By hand")
    fixed = wmstrat("check", "--fix")

    assert "Fixed: 1." in fixed.err
    assert ((filled / QUESTION).read_bytes(), (filled / MEMBER).read_bytes()) == before
    assert git(filled, "status", "--porcelain") == ""
    assert git(filled, "log", "-1", "--format=%(trailers:key=Wmstrat-Command,valueonly)").strip() == "check"


@pytest.mark.parametrize("name", FIXES)
def test_fix_leaves_alone_what_is_edited_by_hand(wmstrat: Wmstrat, filled: Path, name: str) -> None:
    FIXES[name](filled)
    before = everything(filled)

    told = wmstrat("check", "--fix", code=1).err

    assert "was edited by hand, so it was not changed" in told
    assert "Fixed: 0." in told
    assert everything(filled) == before


@pytest.mark.parametrize("committed", [True, False])
def test_fix_hides_private_again(wmstrat: Wmstrat, filled: Path, git: Git, committed: bool) -> None:
    edit(".gitignore", "/private/\n", "# mine\n")(filled)
    if committed:
        git(filled, "commit", "-qam", "By hand")
    before = everything(filled)

    told = wmstrat("check", "--fix", code=0 if committed else 1).err

    if committed:
        assert git(filled, "log", "-1", "--format=%s") == "process: fix .gitignore\n"
        assert git(filled, "status", "--porcelain") == ""
        assert (filled / ".gitignore").read_text().endswith("/private/\n")
    else:
        assert "git checkout HEAD -- .gitignore" in told
        assert everything(filled) == before


def test_fix_decides_nothing_and_sweeps_no_hand_edit_in(wmstrat: Wmstrat, filled: Path, git: Git) -> None:
    wmstrat("draft", "add", "CB", "Ours")
    own = filled / f"{CB}/drafts/CB-D2.md"
    ratified = "state: ratified\ndecided_by: board\ndecided_on: 2018-07-20"
    decided = {"id: CB-D2": "id: CB-D9", "state: idea": ratified}
    for old, new in decided.items():
        edit(f"{CB}/drafts/CB-D2.md", old, new)(filled)
    untracked = own.with_name("CB-D3.md")
    untracked.write_text(own.read_text())
    edit(MEMBER, "group: capacity-building", "group: diversity")(filled)
    git(filled, "commit", "-qm", "By hand", "--", MEMBER)
    before = own.read_bytes(), untracked.read_bytes()

    assert "Fixed: 1." in wmstrat("check", "--fix", code=1).err

    assert git(filled, "show", "--format=", "--name-only").strip() == MEMBER
    assert (own.read_bytes(), untracked.read_bytes()) == before
    assert "state: idea" in git(filled, "show", f"HEAD:{CB}/drafts/CB-D2.md")


@pytest.mark.parametrize("path", [f"{CB}/questions/cb-q1.md", "groups/diversity/questions/CB-Q1.md"])
def test_fix_leaves_copies_alone(wmstrat: Wmstrat, filled: Path, git: Git, path: str) -> None:
    copy = filled / path
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes((filled / QUESTION).read_bytes())
    git(filled, "add", path)
    git(filled, "commit", "-qm", "A copy")

    assert "Fixed: 0." in wmstrat("check", "--fix", code=1).err
    assert copy.read_bytes() == (filled / QUESTION).read_bytes()


def test_fix_leaves_what_needs_a_person(wmstrat: Wmstrat, filled: Path, git: Git) -> None:
    edit(QUESTION, "level: structural", "level: medium")(filled)
    git(filled, "commit", "-qam", "By hand")
    head = git(filled, "rev-parse", "HEAD")

    assert "Fixed: 0." in wmstrat("check", "--fix", code=1).err
    assert git(filled, "rev-parse", "HEAD") == head


@pytest.mark.usefixtures("workspace")
def test_a_record_that_stands_elsewhere_is_not_written(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    note = wmstrat("note", "add", "CB", "Text", "--date", "2018-07-01").lines[0]
    [home] = workspace.glob(f"groups/*/notes/2018/07/{note}.md")
    (home.parents[1] / "08").mkdir()
    git(workspace, "mv", str(home), str(home.parents[1] / "08"))
    git(workspace, "commit", "-qm", "Move it")

    refused = wmstrat("set", note, "title=A title", code=4)

    here = home.parent.parent.relative_to(workspace)
    move = f"git mv {here}/08/{note}.md {here}/07/{note}.md"
    assert f"mkdir -p {here}/07 && {move}" in refused.err
    assert move in wmstrat("check", code=1).out
    assert not home.exists()
    wmstrat("check", "--fix", code=1)


@pytest.mark.usefixtures("filled")
def test_fix_says_what_it_would_mend(wmstrat: Wmstrat, filled: Path, git: Git) -> None:
    edit(QUESTION, "id: CB-Q1", "id: CB-Q9")(filled)
    git(filled, "commit", "-qam", "By hand")
    broken = (filled / QUESTION).read_text()

    assert "Would fix: 1." in wmstrat("check", "--fix", "--dry-run", code=1).err
    assert (filled / QUESTION).read_text() == broken


PAGE = f"{CB}/README.md"
CAUSES = {
    "a mistyped group": (edit(QUESTION, "group: capacity-building", "group: capacity-bulding"), QUESTION, "group", 0),
    "another group": (edit(QUESTION, "group: capacity-building", "group: diversity"), QUESTION, "group", 0),
    "a group that is not in its folder": (
        edit(MEMBER, "group: capacity-building", "group: board"),
        MEMBER,
        "group",
        0,
    ),
    "a mistyped code": (edit(PAGE, "code: CB", "code: CX"), PAGE, "code", 5),
    "a page that cannot be read": (edit(PAGE, "code: CB", "code: [CB"), PAGE, "", 2),
    "a page that is gone": (remove(PAGE), PAGE, "", 5),
}


@pytest.mark.parametrize("name", CAUSES)
def test_the_cause_is_told_and_what_follows_from_it_is_counted(wmstrat: Wmstrat, filled: Path, name: str) -> None:
    """Who corrected the consequences one by one would destroy what is right."""
    broken, path, field, least = CAUSES[name]
    broken(filled)

    [cause] = [found for found in found_by(wmstrat, code=1) if found["severity"] == "error"]

    assert (cause["path"], cause["field"]) == (path, field)
    assert cause["follow"] >= least
    assert bool(cause["follow"]) == bool(least)
    shown = wmstrat("check", "--width", "100", code=1).out
    assert (f"{cause['follow']} more errors follow from this." in shown) == bool(least)


@pytest.mark.usefixtures("workspace")
def test_what_many_files_have_in_common_is_shown_once(wmstrat: Wmstrat) -> None:
    shown = wmstrat("check", "--width", "100")

    assert shown.out.count("expected the address of the group's mailing list.") == 1
    assert "groups/advocacy/README.md and 8 other files\n" in shown.out
    assert "0 errors, 9 warnings." in shown.err
    assert len([line for line in wmstrat("check", "--format", "plain").lines if "mailing-list" in line]) == 9


def test_no_advice_changes_what_was_decided(wmstrat: Wmstrat, filled: Path) -> None:
    edit(DRAFT, "decided_by:", "changes:\n  - CB-C9\ndecided_by:")(filled)

    [found] = [found for found in found_by(wmstrat, code=1) if found["severity"] == "error"]

    assert (found["check"], found["field"]) == ("changes", "changes[0]")
    assert found["mend"] == "CB-D1 is ratified, so changes cannot change. Restore the file with git"


def test_no_advice_takes_out_a_focus_item_that_is_right(wmstrat: Wmstrat, filled: Path, git: Git) -> None:
    edit(QUESTION, "- CB-F1", "- CB-F9")(filled)
    git(filled, "commit", "-qam", "By hand")

    [found] = [found for found in found_by(wmstrat, code=1) if found["severity"] == "error"]
    command = found["mend"].partition("wmstrat ")[2]
    wmstrat(*command.split())

    assert wmstrat.record("CB-Q1")["focus"] == ["CB-F2"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("option", ["assume-unchanged", "skip-worktree"])
def test_files_whose_changes_git_does_not_look_for_are_told(
    wmstrat: Wmstrat, git: Callable[..., str], option: str
) -> None:
    for folder, path in ((Path(), QUESTION), (Path("private"), "people/member-17.yaml")):
        git(folder, "update-index", f"--{option}", path)
    told = [one for one in found_by(wmstrat, code=0) if one["check"] == "git-files"]
    assert [(one["severity"], one["path"]) for one in told] == [
        ("warning", QUESTION), ("warning", "private/people/member-17.yaml")
    ]  # fmt: skip
    for one in told:
        git(Path(), *one["mend"].partition(": git ")[2].split())
    assert not [one for one in found_by(wmstrat, code=0) if one["check"] == "git-files"]
