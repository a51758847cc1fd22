"""The open call: many apply, some are chosen, and nobody else is ever seen in public (requirement 55)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, add_hook, everything
from wmstrat.merge.record import merge_record

Git = Callable[..., str]

APPLICANTS, SHORTLISTED, APPOINTED = 172, 91, 88
CODES = ("AD", "CB", "CH", "DI", "PA", "PT", "RA", "RS", "RR")


def every_object(repository: Path) -> bytes:
    """The content of every object of a repository, dangling ones too, and all that git keeps beside them."""
    ask = ["git", "-C", str(repository), "cat-file", "--batch-all-objects", "--buffer", "--unordered", "--batch"]
    told = subprocess.run(ask, capture_output=True, check=True).stdout
    logs = b"".join(path.read_bytes() for path in (repository / ".git/logs").rglob("*") if path.is_file())
    return told + logs + (repository / ".git/index").read_bytes()


def public_files(workspace: Path) -> bytes:
    """The names and bytes of every file of the workspace outside of private/ and .git."""
    told = b""
    for top, folders, names in os.walk(workspace):
        folders[:] = [name for name in folders if name not in (".git", "private")]
        told += b"".join(os.fsencode(name) + Path(top, name).read_bytes() for name in names)
    return told


def table(*rows: tuple[str, ...]) -> str:
    return "\n".join(",".join(row) for row in rows) + "\n"


def test_an_open_call_takes_six_commands_and_shows_nobody_who_was_not_appointed(
    wmstrat: Wmstrat, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [(f"applicant-{number:03}-x", f"Applicant Number {number:03}X") for number in range(APPLICANTS)]
    groups = [CODES[number % len(CODES)] for number in range(APPLICANTS)]
    applications = [
        (name, code, f"Because of reason {identity}") for (identity, name), code in zip(people, groups, strict=True)
    ]
    members = [(identity, code, "SC", "2018-07-20") for (identity, _), code in zip(people, groups, strict=True)]
    commands = 0

    def typed(*words: str, stdin: str = "") -> list[str]:
        nonlocal commands
        commands += 1
        return wmstrat(*words, stdin=stdin).lines

    def apply(kind: str, *rows: tuple[str, ...], options: tuple[str, ...] = ()) -> list[str]:
        return typed("import", kind, "-", "--from", "csv", *options, stdin=table(*rows))

    apply("person", ("id", "name"), *people, options=("--private",))
    ids = apply("application", ("person", "group", "motivation"), *applications)
    assert all("-AP2018" in identity for identity in ids)
    shortlist = [(name, code) for name, code, _ in applications[:SHORTLISTED]]
    apply("application", ("person", "group"), *shortlist, options=("--update", "--fill", "state=shortlisted"))
    assert len(wmstrat.items("application", "list", "--state", "shortlisted")) == SHORTLISTED
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-07-25")
    apply("member", ("person", "group", "selected_by", "since"), *members[:APPOINTED])
    waiting = typed("application", "list", "--open", "--format", "ids")
    typed("application", "decline", "-", "--why", "There were many", stdin="\n".join(waiting))

    assert commands == 6
    states = [application["state"] for application in wmstrat.items("application", "list")]
    assert (states.count("appointed"), states.count("declined")) == (APPOINTED, APPLICANTS - APPOINTED)
    assert len(wmstrat.items("member", "list")) == APPOINTED
    seen = every_object(workspace) + public_files(workspace)
    for identity, name in people[APPOINTED:]:
        assert identity.encode() not in seen
        assert name.encode() not in seen
    assert all(identity.encode() in seen for identity, _ in people[:APPOINTED])
    assert b"Because of reason" not in seen
    assert not [identity for identity in ids if identity.encode() in seen]


def test_the_short_list_is_listed_and_answered_by_several_names(wmstrat: Wmstrat, workspace: Path) -> None:
    rows = [("name",), *((f"Applicant {number}",) for number in range(6))]
    wmstrat("import", "person", "-", "--from", "csv", "--private", stdin=table(*rows))
    ids = [wmstrat("member", "apply", "CB", f"Applicant {number}").lines[0] for number in range(6)]
    wmstrat("mark", *ids[:4], "shortlisted")

    listed = wmstrat.items("application", "list", "CB", "--state", "shortlisted")
    assert {one["id"] for one in listed} == {*ids[:4]}
    wmstrat("member", "appoint", "CB", "Applicant 0", "Applicant 1", "Applicant 4")
    wmstrat("member", "decline", "CB", "Applicant 2", "Applicant 3", "Applicant 5", "--why", "Full")

    states = {one["person"]: one["state"] for one in wmstrat.items("application", "list")}
    assert [states[f"applicant-{number}"] for number in range(6)] == [
        "appointed", "appointed", "declined", "declined", "appointed", "declined",
    ]  # fmt: skip
    assert b"applicant-5" not in every_object(workspace)


@pytest.mark.usefixtures("unchanged")
def test_private_is_for_people(wmstrat: Wmstrat) -> None:
    refused = wmstrat(
        "import", "question", "-", "--from", "csv", "--private", stdin="group,title\nCB,Which?\n", code=2
    )
    assert "--private is only for people" in refused.err


@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "reference-transaction"])
def test_a_refused_appointment_leaves_nothing_of_somebody_hidden(
    wmstrat: Wmstrat, workspace: Path, hook: str
) -> None:
    wmstrat("person", "add", "Hidden Person", "--private")
    wmstrat("member", "apply", "CB", "hidden-person")
    add_hook(workspace, hook, 'test "$1" = prepared || test -z "$2" || exit 0\nexit 1')
    mine = workspace / "mine.txt"
    mine.write_text("My own work\n")
    subprocess.run(["git", "-C", str(workspace), "add", "mine.txt"], check=True)
    before = everything(workspace)

    wmstrat("member", "appoint", "CB", "hidden-person", code=6)

    assert everything(workspace) == before
    seen = every_object(workspace)
    assert b"hidden-person" not in seen
    assert b"Hidden Person" not in seen
    assert b"My own work" in seen
    subprocess.run(["git", "-C", str(workspace), "fsck", "--strict"], check=True, capture_output=True)


EARLIER = """# the name of this file; it never changes
id: CB-A20180714-k3f9
person: member-17
group: capacity-building
state: declined
on: 2018-07-14
answered: 2018-07-20
type: staff
# why the person wants to join
why: I teach
# what the person was told
answer: Full until March
"""


@pytest.fixture
def earlier(once: Once, wmstrat: Wmstrat, workspace: Path, git: Git) -> Path:
    """An application of an earlier version: its id, and the names of its fields."""
    file = workspace / "private/applications/2018/07/CB-A20180714-k3f9.yaml"

    def make() -> None:
        wmstrat("person", "add", "Member 17")
        file.parent.mkdir(parents=True)
        file.write_text(EARLIER)
        git(workspace / "private", "add", ".")
        git(workspace / "private", "commit", "-qm", "An application")

    once(make, workspace)
    return file


def test_an_application_of_an_earlier_version_is_found_and_upgraded(wmstrat: Wmstrat, earlier: Path) -> None:
    for reference in ("CB-A20180714-k3f9", "k3f9"):
        application = wmstrat.record(reference)
        assert (application["motivation"], application["why"]) == ("I teach", "Full until March")
    assert not [one for one in wmstrat.items("check") if one["severity"] == "error"]

    wmstrat("upgrade")

    text = earlier.read_text()
    assert "# why the person wants to join\nmotivation: I teach\n" in text
    assert "# what the person was told\nwhy: Full until March\n" in text
    assert "answer:" not in text
    assert wmstrat.record("k3f9")["motivation"] == "I teach"
    assert "up to date" in wmstrat("upgrade").err


def test_a_reason_does_not_take_the_place_of_the_persons_words(wmstrat: Wmstrat, earlier: Path) -> None:
    wmstrat("mark", "CB-A20180714-k3f9", "applied")
    wmstrat("member", "decline", "CB", "Member 17", "--why", "Full until June")

    application = wmstrat.record("k3f9")
    assert (application["motivation"], application["why"]) == ("I teach", "Full until June")
    assert "motivation: I teach" in earlier.read_text()


@pytest.mark.parametrize("mine_is_upgraded", [True, False])
def test_the_words_of_an_upgraded_clone_and_one_that_is_not_meet(
    wmstrat: Wmstrat, earlier: Path, mine_is_upgraded: bool
) -> None:
    from wmstrat.kinds import kind

    wmstrat("upgrade")
    upgraded = earlier.read_bytes().replace(b"type: staff", b"type: board")
    changed = EARLIER.replace("I teach", "I teach newcomers").encode()
    sides = (upgraded, changed) if mine_is_upgraded else (changed, upgraded)

    merged = merge_record(kind("application"), False, EARLIER.encode(), *sides, lambda _: None)

    assert not merged.conflicts
    text = (merged.data or b"").decode()
    assert "motivation: I teach newcomers\n" in text
    assert "why: Full until March\n" in text
    assert "type: board\n" in text
    assert "answer:" not in text


def test_rows_of_an_earlier_export_come_in(wmstrat: Wmstrat, workspace: Path) -> None:
    del workspace
    wmstrat("person", "add", "Hidden Person", "--private")
    rows = "person,group,why\nHidden Person,CB,I teach\n"
    [identity] = wmstrat("import", "application", "-", "--from", "csv", stdin=rows).lines

    application = wmstrat.record(identity)
    assert (application["person"], application["motivation"], application["why"]) == ("hidden-person", "I teach", "")
