"""The fences around what people type: names, titles, references and paths."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything

REFERENCES = [
    "../x", "../../etc/passwd", "/etc/passwd", "groups/capacity-building", "CB-Q1/../CB-Q2", "..", ".", "a\\b",
    "C:\\x", "private/people/member-17", "CB\x1b[31m", "CB\nQ1", "CB\0", "\u202eCB", "", "   ", "\udce9",
]  # fmt: skip


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "command",
    [
        "show {}", "log {}", "edit {}", "set {} level=x", "mark {} final", "status {}", "note add {} Text",
        "question list {}", "question answer {} Text", "draft decide {} ratified --by BD", "group rename {} Name",
        "group stage {} scope", "member appoint {} X", "note add CB Text --about {}", "whoami {}",
    ],
)  # fmt: skip
def test_a_reference_is_never_a_path(wmstrat: Wmstrat, command: str) -> None:
    for reference in REFERENCES:
        if "--about" in command and not reference.strip():
            continue  # an option that is left blank is left out
        refused = wmstrat(*(word.format(reference) for word in command.split()), code=5)
        assert not {"\x1b", "\u202e", "\0"} & set(refused.err)
        assert refused.out == ""


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("reference", [name for name in REFERENCES if name not in ("groups/capacity-building", ".")])
def test_save_takes_no_path_outside_or_with_signs(wmstrat: Wmstrat, reference: str) -> None:
    """`save` takes paths as well, but only of files in the workspace."""
    refused = wmstrat.ended("save", reference)
    assert refused.code in (3, 4, 5)
    assert not {"\x1b", "\u202e", "\0"} & set(refused.err)
    assert refused.out == ""


TITLES = {
    "a megabyte": ("x" * 1_000_000, "1000000 characters"),
    "201 characters": ("x" * 201, "201 characters"),
    "a terminal escape": ("a\x1b[31mb", "U+001B"),
    "a bell": ("a\x07b", "U+0007"),
    "a direction override": ("a\u202eb", "U+202E"),
    "a NUL": ("a\0b", "U+0000"),
    "half a character": ("a\udce9b", "UTF-8"),
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "command",
    [
        "question add CB {}", "draft add CB {}", "note add CB Text --title {}", "group add {} --code XX",
        "person add {}", "group rename CB {}", "set CB name={}", "note add CB Text --by {}",
        "set CB mailing_list={}", "set CB needs+={}",
    ],
)  # fmt: skip
def test_titles_and_names_are_one_short_line_of_plain_text(wmstrat: Wmstrat, command: str) -> None:
    for text, said in TITLES.values():
        refused = wmstrat(*(word.replace("{}", text) for word in command.split()), code=5)
        assert said in refused.err
        assert len(refused.err) < 3000
        assert not {"\x1b", "\u202e", "\0", "\x07"} & set(refused.err)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("text", "said"),
    [(b"a\0b", "U+0000"), (b"caf\xe9", "0xe9"), (b"x" * 5_000_001, "5,000,000"), (b"\xff\xfea\0", "0xff")],
    ids=["NUL", "latin-1", "too large", "utf-16"],
)  # fmt: skip
@pytest.mark.parametrize("command", ["note add CB", "draft add CB Title"])
def test_a_text_is_utf_8_and_of_bounded_size(
    wmstrat: Wmstrat, tmp_path: Path, command: str, text: bytes, said: str
) -> None:
    (tmp_path / "text").write_bytes(text)

    assert said in wmstrat(*command.split(), "--file", "-", stdin=text, code=5).err
    assert said in wmstrat(*command.split(), "--file", tmp_path / "text", code=5).err


@pytest.mark.usefixtures("unchanged")
def test_a_text_that_would_make_its_file_too_large_to_read_is_refused(wmstrat: Wmstrat) -> None:
    assert "at most" in wmstrat("note", "add", "CB", stdin=b"x" * 4_999_990, code=5).err


SLUGS = {
    "CON": "con-1", "nul": "nul-1", "Lpt1": "lpt1-1", "com0": "com0-1", ".hidden": "hidden", "-dash": "dash",
    "../../x": "x", "a/b": "a-b", "c\\d": "c-d", "private": "private", "README": "readme", "y" * 100: "y" * 80,
    "é" * 60: "é" * 40, "e\u0301": "é", "A  C": "a-c", "process": "process-2", "..": None, "!!!": None,
}  # fmt: skip


@pytest.mark.parametrize("noun", ["person", "group"])
def test_slugs_are_names_that_every_file_system_takes(wmstrat: Wmstrat, workspace: Path, noun: str) -> None:
    for letter, (name, slug) in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", SLUGS.items(), strict=False):
        options = ["--code", f"X{letter}"] if noun == "group" else []
        if slug is None:
            assert "An id cannot be made" in wmstrat(noun, "add", *options, "--", name, code=5).err
            continue
        assert wmstrat(noun, "add", *options, "--", name).lines == [slug]
        assert (workspace / (f"people/{slug}.yaml" if noun == "person" else f"groups/{slug}/README.md")).is_file()
        assert wmstrat.record(slug)["id"] == slug
    wmstrat("check")


@pytest.mark.usefixtures("workspace")
def test_names_are_kept_in_their_composed_form(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Zoe\u0308")

    assert wmstrat.record("zoë")["name"] == "Zoë"
    assert wmstrat.record("Zoe\u0308")["id"] == "zoë"


LINKED = ["groups/capacity-building", "groups/capacity-building/questions", "groups/capacity-building/notes"]


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize("folder", LINKED)
def test_no_command_writes_through_a_linked_folder(
    wmstrat: Wmstrat, tmp_path: Path, git: Callable[..., str], folder: str
) -> None:
    outside = tmp_path / "outside"
    if Path(folder).exists():
        Path(folder).rename(outside)
    outside.mkdir(exist_ok=True)
    Path(folder).symlink_to(outside)
    held = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    head = git(Path(), "rev-parse", "HEAD")

    for command in ("note add CB Text", "question add CB Why?", "set CB-Q1 level=structural", "mark CB-Q1 final"):
        if folder.endswith("notes") and "note" not in command:
            continue
        if folder.endswith("questions") and "note" in command:
            continue
        wmstrat(*command.split(), code=4 if "add" in command and folder != LINKED[0] else 3)

    assert {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()} == held
    assert git(Path(), "rev-parse", "HEAD") == head
    assert any("symbolic link" in line for line in wmstrat("check", code=1).lines)
    wmstrat("status")


@pytest.mark.parametrize("command", ["edit CB-Q9", "show CB-Q9", "set CB-Q9 level=x", "save CB-Q9", "log CB-Q9"])
def test_no_command_reads_through_a_linked_record(
    wmstrat: Wmstrat, question: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "secret").write_text("a secret from elsewhere")
    question.with_name("CB-Q9.md").symlink_to(tmp_path / "secret")
    monkeypatch.setenv("GIT_EDITOR", "cat")

    ended = wmstrat(*command.split(), code={"edit": 4, "set": 5, "save": 4}.get(command.split()[0], 0))

    assert "secret" not in ended.out + ended.err
    assert "CB-Q9" in wmstrat("question", "list").out


@pytest.mark.parametrize("template", ["linked", "broken", "binary", "huge"])
def test_a_template_that_is_none_is_refused(
    wmstrat: Wmstrat, workspace: Path, tmp_path: Path, git: Callable[..., str], template: str
) -> None:
    file = workspace / "method/templates/question.md"
    file.unlink()
    if template == "linked":
        (tmp_path / "secret").write_text("---\nsecret: here\n---\n")
        file.symlink_to(tmp_path / "secret")
    else:
        file.write_bytes(
            {"broken": b"not a template", "binary": b"---\n\xff\n---\n", "huge": b"x" * 5_000_001}[template]
        )
    git(workspace, "commit", "-qam", "A template")
    before = everything(workspace)

    refused = wmstrat("question", "add", "CB", "Why?", code=4 if template == "linked" else 5)

    assert "method/templates/question.md" in refused.err
    assert everything(workspace) == before


@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_stands_in_the_way_of_a_file_is_told(wmstrat: Wmstrat, workspace: Path, what: str) -> None:
    if what == "folder":
        (workspace / "groups/capacity-building/questions/CB-Q1.md").mkdir(parents=True)
        command = ["question", "add", "CB", "Why?"]
    else:
        (workspace / "groups/law").write_text("mine")
        command = ["group", "add", "Law", "--code", "LA"]
    before = everything(workspace)

    assert "Move away what has this name" in wmstrat(*command, code=4).err
    assert everything(workspace) == before


def test_a_file_that_may_not_be_read_is_an_item_and_is_told(
    wmstrat: Wmstrat, question: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid():
        question.chmod(0)
    else:  # root may read everything

        def refused(read: Callable[..., object]) -> Callable[..., object]:
            def reading(file: str | Path, *how: str) -> object:
                if str(file).endswith(question.name):
                    raise PermissionError(13, "Permission denied", str(file))
                return read(file, *how)

            return reading

        for module in ("wmstrat.workspace.index", "wmstrat.repo.place"):
            monkeypatch.setattr(f"{module}.open", refused(open), raising=False)
    os.utime(question, (0, 0))

    [item] = wmstrat.items("question", "list")
    assert item["id"] == "CB-Q1"
    assert "error" in item
    wmstrat("set", "CB-Q1", "level=structural", code=5)
    assert "Permission denied" in wmstrat("edit", "CB-Q1", code=4).err
    wmstrat("note", "add", "CB", "Other work goes on")
