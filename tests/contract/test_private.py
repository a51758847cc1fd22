"""The contract of privacy: what is personal stays in a repository of its own; the public side shows counts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, everything, replace_in
from wmstrat.checks.private_folder import of_private_kind

Git = Callable[..., str]
SECRETS = ("hidden-person", "Hidden Person", "hidden@example.org", "Atlantis", "Because of my aunt", "No, sorry")


def public_history(folder: Path) -> str:
    """Every object and every message of the public repository, as text."""
    names = subprocess.run(
        ["git", "-C", folder, "rev-list", "--objects", "--all"], capture_output=True, check=True
    ).stdout
    objects = b"\n".join(line.split(b" ")[0] for line in names.splitlines())
    told = subprocess.run(
        ["git", "-C", folder, "cat-file", "--batch"], input=objects, capture_output=True, check=True
    ).stdout
    return (names + told).decode("utf-8", "replace")


@pytest.fixture
def applied(once: Once, wmstrat: Wmstrat, workspace: Path) -> Path:
    """A workspace in which somebody whom the public does not know has applied, and more went on."""

    def make() -> None:
        wmstrat(
            "person", "add", "Hidden Person", "--private", "--contact", "hidden@example.org", "--region", "Atlantis",
            "--languages", "no", "--skills", "law",
        )  # fmt: skip
        wmstrat("member", "apply", "CB", "Hidden Person", "--why", "Because of my aunt")
        wmstrat("set", "hidden-person", "region=Atlantis West", "skills+=diving")
        wmstrat("member", "decline", "CB", "hidden-person", "--why", "No, sorry")
        wmstrat("person", "add", "Member 17", "--contact", "member-17.home@example.org")
        wmstrat("set", "member-17", "about=Teaches", "contact=+49 30 000000")

    once(make, workspace)
    return workspace


def test_nothing_personal_is_in_the_public_history(applied: Path) -> None:
    told = public_history(applied)

    for secret in (*SECRETS, "member-17.home@example.org", "+49 30 000000"):
        assert secret not in told
    assert "Member 17" in told


def test_undo_and_save_and_import_tell_the_public_nothing_either(
    wmstrat: Wmstrat, applied: Path, tmp_path: Path
) -> None:
    file = applied / "private/people/hidden-person.yaml"
    replace_in(file, "Atlantis West", "Atlantis East")
    wmstrat("save")
    wmstrat("undo")
    (tmp_path / "a.csv").write_text("person,group,why\nhidden-person,DI,Because of my aunt\n")
    wmstrat("import", "application", tmp_path / "a.csv")
    wmstrat("note", "add", "CB", "A note")
    (applied / "README.md").write_text("# Mine\n")
    replace_in(file, "Atlantis West", "Atlantis North")
    wmstrat("save")

    told = public_history(applied)
    assert not [secret for secret in SECRETS if secret in told]


def test_the_public_repository_ignores_private_and_never_carries_it(applied: Path, git: Git) -> None:
    assert "/private/" in (applied / ".gitignore").read_text().splitlines()
    git(applied, "add", "-A")
    assert git(applied, "status", "--porcelain") == ""
    assert not [path for path in git(applied, "ls-files").splitlines() if path.startswith("private")]
    assert git(applied / "private", "ls-files").splitlines() == [
        ".gitattributes", "README.md", f"applications/2018/07/{application_of(applied)}.yaml",
        "people/hidden-person.yaml", "people/member-17.yaml",
    ]  # fmt: skip


def test_who_makes_a_name_public_is_told_and_so_is_who_takes_it_back(
    wmstrat: Wmstrat, applied: Path, git: Git
) -> None:
    warned = "Warning: From now on everybody can read the name Hidden Person"
    assert warned in wmstrat("member", "appoint", "DI", "hidden-person", "--dry-run").err
    assert warned in wmstrat("member", "appoint", "DI", "hidden-person").err
    assert "Warning" not in wmstrat("member", "appoint", "CB", "hidden-person").err
    wmstrat("undo")

    told = wmstrat("undo").err
    assert "The name is still in the history: Hidden Person." in told
    assert "git reset" not in told  # other commits came after
    wmstrat("member", "appoint", "DI", "hidden-person")
    told = wmstrat("undo").err
    git(applied, *told.partition("before you sync: git ")[2].split("\n")[0].split())
    assert git(applied, "status", "--porcelain") == ""
    assert git(applied, "log", "-1", "--format=%s").startswith("DI: undo appoint")
    wmstrat("check")


def application_of(folder: Path) -> str:
    [file] = (folder / "private/applications").rglob("*.yaml")
    return file.stem


def test_an_appointment_shows_the_name_and_nothing_more(wmstrat: Wmstrat, applied: Path, git: Git) -> None:
    wmstrat("member", "apply", "DI", "hidden-person", "--why", "Because of my aunt")
    wmstrat("member", "appoint", "DI", "hidden-person", "--type", "individual")

    told = public_history(applied)
    assert "name: Hidden Person" in (applied / "people/hidden-person.yaml").read_text()
    assert not [secret for secret in SECRETS[2:] if secret in told]
    trailers = git(applied, "log", "-1", "--format=%(trailers:key=Wmstrat-Record,valueonly)").split()
    assert trailers == ["hidden-person", "DI-hidden-person"]
    assert "DI-A" not in git(applied, "log", "--format=%B")
    pair = [
        git(folder, "log", "-1", "--format=%(trailers:key=Wmstrat-Change)")
        for folder in (applied, applied / "private")
    ]
    assert pair[0] == pair[1] != "\n"


def test_an_appointment_of_somebody_hidden_is_undone_whole(wmstrat: Wmstrat, applied: Path) -> None:
    wmstrat("member", "apply", "DI", "hidden-person")
    before = {name: data for name, data in everything(applied).items() if (applied / name).is_file()}
    wmstrat("member", "appoint", "DI", "hidden-person", "--type", "individual")

    wmstrat("undo")

    assert {name: data for name, data in everything(applied).items() if (applied / name).is_file()} == before


@pytest.mark.usefixtures("applied")
def test_the_public_side_shows_counts(wmstrat: Wmstrat) -> None:
    wmstrat("member", "apply", "DI", "hidden-person")

    [group] = wmstrat.items("status", "DI")
    assert group["applications"] == 1
    shown = wmstrat("status").out + wmstrat("status", "DI").out
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.usefixtures("applied")
@pytest.mark.parametrize("command", ["note add CB Text --about {}", "note add CB Text --about hidden-person"])
def test_no_public_record_refers_to_a_private_one(wmstrat: Wmstrat, applied: Path, command: str) -> None:
    before = everything(applied)

    refused = wmstrat(*command.format(application_of(applied)).split(), code=5)

    assert ", which is private" in refused.err
    assert everything(applied) == before


@pytest.fixture
def clone(once: Once, applied: Path, tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of the public repository, in which the test stands; private/ is not in it."""
    folder = tmp_path / "clone"

    def make() -> None:
        git(tmp_path, "clone", "-q", str(applied), "clone")
        git(folder, "remote", "remove", "origin")

    once(make, folder)
    monkeypatch.chdir(folder)
    return folder


def test_a_clone_without_private_works(wmstrat: Wmstrat, clone: Path) -> None:
    for command in ("status", "status CB", "check", "application list", "person list", "log", "save"):
        wmstrat(*command.split())
        assert not (clone / "private").exists()


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("form", ["table", "json"])
def test_a_list_of_people_says_what_it_cannot_see(wmstrat: Wmstrat, applied: Path, form: str) -> None:
    said = "This clone has no private/ repository, so private people, and contact, region"
    assert said in wmstrat("person", "list", "--format", form).err
    assert said not in wmstrat("-C", applied, "person", "list", "--format", form).err


@pytest.mark.usefixtures("clone")
def test_a_clone_without_private_says_what_it_cannot_see(wmstrat: Wmstrat) -> None:
    for command in (["status"], ["status", "CB"], ["application", "list"]):
        ended = wmstrat(*command)
        assert "this clone" in (ended.out + ended.err).casefold()
    [group] = wmstrat.items("status", "CB")
    assert group["applications"] is None


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("form", ["csv", "json", "yaml"])
def test_an_export_of_a_clone_without_private_takes_nothing_away(wmstrat: Wmstrat, applied: Path, form: str) -> None:
    listed = wmstrat("person", "list", "--format", form).out
    assert "contact" not in listed + wmstrat("show", "member-17", "--format", form).out
    before = everything(applied)

    wmstrat("-C", applied, "import", "person", "-", "--from", form, stdin=listed)

    assert everything(applied) == before
    assert "contact" not in wmstrat("show", "member-17", "--format", "plain").out


def test_a_clone_without_private_writes_what_is_public(wmstrat: Wmstrat, clone: Path, git: Git) -> None:
    wmstrat("note", "add", "CB", "From the clone")
    wmstrat("person", "add", "Member 20")
    wmstrat("member", "appoint", "CB", "Member 20", "--type", "staff")
    wmstrat("undo")
    wmstrat("set", "member-17", "about=Still teaches")

    assert git(clone, "status", "--porcelain") == ""
    wmstrat("check")


@pytest.mark.parametrize(
    "command",
    ["person add X --contact y", "set member-17 contact=y", "member apply CB member-17", "edit member-17 --private"],
)
def test_a_clone_without_private_refuses_what_would_be_personal(
    wmstrat: Wmstrat, clone: Path, git: Git, command: str
) -> None:
    wmstrat(*command.split(), code=3 if command.startswith("edit") else 4)

    assert git(clone, "status", "--porcelain") == ""
    assert not (clone / "private").exists()


@pytest.mark.parametrize("command", ["person add X --private --about Teaches", "set hidden-person about=Teaches"])
def test_what_everybody_sees_is_refused_of_somebody_who_is_not_shown(
    wmstrat: Wmstrat, applied: Path, command: str
) -> None:
    before = everything(applied)

    assert "about is public" in wmstrat(*command.split(), code=4).err

    assert everything(applied) == before
    wmstrat("member", "apply", "DI", "hidden-person")
    wmstrat("member", "appoint", "DI", "hidden-person", "--type", "individual")
    wmstrat("set", "hidden-person", "about=Teaches")
    assert wmstrat.record("hidden-person")["about"] == "Teaches"


def test_both_halves_of_a_person_are_one_record(wmstrat: Wmstrat, applied: Path) -> None:
    person = wmstrat.record("member-17")
    assert (person["about"], person["contact"]) == ("Teaches", "+49 30 000000")

    public, private = (applied / folder / "member-17.yaml" for folder in ("people", "private/people"))
    replace_in(public, "Teaches", "Learns")
    wmstrat("save")
    assert "+49 30 000000" in private.read_text()
    replace_in(private, "region:\n", "region: Europe\n")
    replace_in(public, "Learns", "Rests")
    assert wmstrat("save").lines == ["people/member-17.yaml", "private/people/member-17.yaml"]

    person = wmstrat.record("member-17")
    assert (person["about"], person["contact"], person["region"]) == ("Rests", "+49 30 000000", "Europe")


def test_the_private_half_is_edited_by_its_own_option(
    wmstrat: Wmstrat, applied: Path, tmp_path: Path, git: Git
) -> None:
    wmstrat("member", "appoint", "CB", "member-17", "--type", "staff")
    private = applied / "private/people/member-17.yaml"
    (tmp_path / "new").write_text(private.read_text().replace("region:\n", "region: Europe\n"))
    head = git(applied, "rev-parse", "HEAD")

    wmstrat("edit", "member-17", "--private", "--file", tmp_path / "new")

    assert wmstrat.record("member-17")["region"] == "Europe"
    assert git(applied, "rev-parse", "HEAD") == head
    wmstrat("undo")
    assert wmstrat.record("member-17")["region"] == ""


@pytest.mark.parametrize("line", ["contact: x@example.org", "region: Asia", "languages: [no]", "Skills: [mentoring]"])
def test_a_private_field_in_the_public_half_is_an_error(wmstrat: Wmstrat, workspace: Path, line: str) -> None:
    wmstrat("person", "add", "Member 17")
    file = workspace / "people/member-17.yaml"
    file.write_text(f"{file.read_text()}{line}\n")
    name = line.partition(":")[0]

    for refused in (wmstrat("save", code=5), wmstrat("check", code=1)):
        assert "x@example.org" not in refused.out + refused.err
    [problem] = [one for one in json.loads(wmstrat("check", "--format", "json", code=1).out)["items"] if one["line"]]
    assert (problem["check"], problem["field"]) == ("private-field", name)
    assert f"wmstrat set member-17 {name.lower()}=" in problem["mend"]


def test_edit_refuses_a_private_field_in_the_public_half(wmstrat: Wmstrat, workspace: Path, tmp_path: Path) -> None:
    wmstrat("person", "add", "Member 17")
    before = everything(workspace)
    text = (workspace / "people/member-17.yaml").read_text()
    (tmp_path / "new.yaml").write_text(f"{text}contact: x@example.org\n")

    assert "private/" in wmstrat("edit", "member-17", "--file", tmp_path / "new.yaml", code=5).err
    assert everything(workspace) == before


def test_the_public_subject_of_an_import_counts_what_is_public(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    people = [{"record": "person", "name": f"Member {number}"} for number in (31, 32)]
    application = {"record": "application", "group": "CB", "person": "Member 33"}
    refused = wmstrat("import", "-", "--from", "json", stdin=json.dumps([*people, application]), code=5)
    assert "with --private, nothing about the person is public" in refused.err
    application["person"] = "Member 31"
    wmstrat("import", "-", "--from", "json", stdin=json.dumps([*people, application]))

    folders = (workspace, workspace / "private")
    subjects = [git(folder, "log", "-1", "--format=%s").partition(": ")[2].strip() for folder in folders]
    assert subjects == ["import 2 records from standard input", "import 3 records from standard input"]


IN_PUBLIC = (
    "applications/2026/11/CB-AP20261130-abcd.yaml",
    "groups/capacity-building/applications/a.yaml",
    "groups/capacity-building/CB-AP20261130-abcd.yaml",
)


@pytest.mark.parametrize("path", IN_PUBLIC)
def test_a_record_of_a_private_kind_is_not_published(workspace: Path, wmstrat: Wmstrat, git: Git, path: str) -> None:
    (workspace / path).parent.mkdir(parents=True, exist_ok=True)
    (workspace / path).write_text("person: somebody\n")
    assert "private" in wmstrat("save", path, code=4).err
    git(workspace, "add", path)
    git(workspace, "commit", "-q", "-m", "By hand")
    told = wmstrat("check", code=1).out
    assert f"{path}: found a private record in a folder" in told
    git(workspace, "rm", "-q", path)
    git(workspace, "commit", "-q", "-m", "Away")
    assert "private" in wmstrat("guard", "--range", "HEAD~2..HEAD", code=4).out
    hub = workspace.parent / "hub.git"
    git(workspace, "init", "-q", "--bare", str(hub))
    assert "to the history" in wmstrat("share", hub, code=4).err
    assert git(hub, "for-each-ref") == ""


@pytest.mark.parametrize(
    "path", ["docs/applications/a.yaml", "groups/capacity-building/applications.yaml", "private/applications/a.yaml",
             "groups/capacity-building/applications/how-to.md", "method/templates/application.yaml"]
)  # fmt: skip
def test_other_files_are_taken_for_no_record_of_a_private_kind(path: str) -> None:
    assert of_private_kind(path) is None


@pytest.mark.parametrize("path", [*IN_PUBLIC, "Applications/a.yaml", "GROUPS/x/applications/a.YAML"])
def test_a_record_of_a_private_kind_is_known_by_its_place_or_its_name(path: str) -> None:
    assert of_private_kind(path) is not None
