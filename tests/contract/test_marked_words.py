"""Marked words in every private field of every kind are looked for wherever the public could read them: in the
history, in exports, tables, letters and reports, and in the index of a clone without private/."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Once, Wmstrat
from tests.contract.test_private import public_history
from wmstrat.kinds import kinds
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.kind import Kind
from wmstrat.record.number_types import Count, Money
from wmstrat.record.types import Choice, Flag, Language, Listing, Reference, Term

# What a record of each kind with something private is made of, besides.
BASES: dict[str, dict[str, Any]] = {
    "person": {"name": "Member 18"},
    "application": {"person": "member-18", "group": "DI", "on": "2018-07-01"},
    "support": {"group": "CB", "title": "Interpreter", "kind": "travel"},
    "meeting": {"group": "CB", "title": "A call", "at": "2018-08-07 14:00 UTC"},
    "feedback": {"group": "CB", "source": "mail", "on": "2018-07-01", "shown": "private"},
}


def private_fields(kind: Kind) -> list[Field]:
    """The fields in private/ that hold words or numbers of their own: no days, references or words of the process."""
    others = (Choice, Day, Reference, Term, Flag)
    fields = (field for field in kind.fields if (field.private or kind.home.private) and not field.fixed)
    known = {*BASES.get(kind.name, {}), "id", "state", "import_key"}
    kept = [field for field in fields if field.name not in known]
    return [field for field in kept if not isinstance(getattr(field.type, "of", field.type), others)]


def marked(kind: Kind, field: Field, number: int) -> Any:
    """A value of a private field that is nowhere else."""
    word = f"zyx{number}marked"
    match field.type:
        case Money():
            return f"70413{number} EUR"
        case Count():
            return f"70413{number}"
        case Listing(of=Language()):
            return [f"qaa-zyx{number}"]
        case Listing():
            return [word]
    if (kind.name, field.name) == ("feedback", "contributor"):
        return f"{word}@example.org"
    return f"First {word} here."


SECRET_KINDS = [kind for kind in kinds() if private_fields(kind)]
MARKS = {
    (kind.name, field.name): marked(kind, field, 100 * place + number)
    for place, kind in enumerate(SECRET_KINDS)
    for number, field in enumerate(private_fields(kind))
}
# The first names of who wants none shown, and the text of who wants nothing shown.
GIVEN = ("Zyxwho", "Zyxwhat", "Zyxlater")

REPORTS = (
    "status", "status CB", "brief ALL", "brief CB --format mail", "brief ALL --format markdown", "link map",
    "meeting list --format ics", "search call", "log CB",
)  # fmt: skip


def words() -> Iterator[str]:
    """What must not be found."""
    for value in MARKS.values():
        text = value[0] if isinstance(value, list) else value
        yield next(part for part in text.split() if "zyx" in part or "70413" in part).rstrip(".")
    yield from GIVEN


def found_in(text: str) -> list[str]:
    return [word for word in words() if word.casefold() in text.casefold()]


@pytest.fixture
def secretive(once: Once, workspace: Path, wmstrat: Wmstrat, tmp_path: Path) -> Path:
    """A workspace with a marked word in every private field, through several doors."""

    def make() -> None:
        wmstrat("draft", "add", "CB", "A shared place")
        for kind in SECRET_KINDS:
            values = {field.name: MARKS[kind.name, field.name] for field in private_fields(kind)}
            (tmp_path / "in.json").write_text(json.dumps([{**BASES[kind.name], **values}]))
            wmstrat("import", kind.name, tmp_path / "in.json")
        wmstrat("feedback", "add", "CB-D1", "Say it.", "--source", "mail", "--shown", "nameless", "--by", "Zyxwho")
        wmstrat("feedback", "add", "CB-D1", "Zyxwhat is wrong.", "--source", "mail", "--shown", "private")
        [hidden, *_] = wmstrat.items("feedback", "list", "--shown", "private")
        wmstrat("set", hidden["id"], "private_content=Zyxlater, in other words.")
        wmstrat("undo")
        ids = [item["id"] for item in wmstrat.items("feedback", "list")]
        wmstrat("feedback", "answer", *ids, "Thank you.", "--outcome", "partly")

    once(make, workspace)
    return workspace


def test_every_kind_with_something_private_is_tried() -> None:
    assert {kind.name for kind in SECRET_KINDS} == {*BASES}


def test_nothing_private_is_in_the_public_history(secretive: Path) -> None:
    told = public_history(secretive)

    assert "Say it." in told
    assert found_in(told) == []
    files = (path for path in secretive.rglob("*") if path.is_file() and not {".git", "private"} & {*path.parts})
    assert found_in("".join(path.read_text() for path in files)) == []


def test_nothing_private_is_in_what_is_shown_to_others(secretive: Path, wmstrat: Wmstrat, tmp_path: Path) -> None:
    assert secretive
    for form in ("json", "csv", "yaml", "markdown"):
        wmstrat("export", tmp_path / form, "--format", form)
        assert found_in("".join(path.read_text() for path in (tmp_path / form).rglob("*") if path.is_file())) == []
    for form in ("table", "plain", "json", "csv", "markdown", "yaml", "wikitext"):
        table = wmstrat("feedback", "table", "--format", form).out
        assert "Say it." in table
        assert found_in(table) == []
    for report in REPORTS:
        assert found_in(wmstrat(*report.split()).out) == [], report


def test_a_letter_has_nothing_private_but_its_address(secretive: Path, wmstrat: Wmstrat) -> None:
    assert secretive
    letters = wmstrat("feedback", "reply", "--since", "2018-07-01").out
    addressed = [line for line in letters.splitlines() if line.startswith("To: ")]
    rest = "\n".join(line for line in letters.splitlines() if not line.startswith("To: "))

    assert len(addressed) == 1
    assert "Thank you." in rest
    assert found_in(rest) == []


def test_a_clone_without_private_knows_nothing_of_it(
    secretive: Path, wmstrat: Wmstrat, tmp_path: Path, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "--quiet", str(secretive), "clone")
    monkeypatch.chdir(tmp_path / "clone")
    lists = [wmstrat(kind.command, "list", "--format", "json").out for kind in SECRET_KINDS if not kind.home.private]

    assert "Say it." in "".join(lists)
    assert found_in("".join(lists)) == []
    state = [path for path in (tmp_path / "clone" / ".git").rglob("*") if path.is_file()]
    assert any("cache" in path.parts for path in state)
    assert found_in("".join(path.read_bytes().decode("latin-1") for path in state)) == []
    assert "private/" in wmstrat("feedback", "reply", "--since", "last", code=4).err
