"""The version of a record: another one when it says something else, the same when only its place changes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.kinds.world import World
from wmstrat.record.fields import Field
from wmstrat.record.record import Record
from wmstrat.record.types import Line
from wmstrat.record.version import KnownVersions


@pytest.fixture(scope="module")
def world() -> World:
    """A workspace in memory."""
    return World()


@pytest.fixture
def draft(world: World) -> Record:
    """A draft with a question and a text that names it."""
    [question, *_] = world.targets["question"]
    found = world.get("draft", world.targets["draft"][0])
    assert found is not None
    return replace(found, values={**found.values, "answers": [question]}, body=f"It answers {question}.\n")


def version(record: Record, world: World) -> str:
    """The version of a record, found anew."""
    return KnownVersions(world).of(record)


def with_values(record: Record, **values: object) -> Record:
    """The record with other values."""
    return replace(record, values={**record.values, **values})  # type: ignore[arg-type]


def test_what_it_says_makes_another_version(world: World, draft: Record) -> None:
    versions = {
        version(draft, world),
        version(with_values(draft, title="Another title"), world),
        version(with_values(draft, answers=[]), world),
        version(replace(draft, body="It answers nothing.\n"), world),
    }
    assert len(versions) == 4
    assert all(each.startswith("1:") for each in versions)


def test_a_number_another_code_and_a_new_field_do_not(world: World, draft: Record) -> None:
    before = version(draft, world)
    assert version(with_values(draft, id="XX-D9", handle="CB-k3f9"), world) == before
    assert version(replace(draft, body=f"\n{draft.body}  \n"), world) == before
    wider = replace(draft.kind, fields=(*draft.kind.fields, Field("later", Line(), "a field of a later release")))
    assert version(replace(with_values(draft, later=""), kind=wider), world) == before


def test_a_reference_is_the_same_under_its_number(world: World, draft: Record) -> None:
    question = world.get("question", str(draft["answers"][0]))
    assert question is not None
    versions = set()
    for number in ("CB-Q8", "CB-Q9"):
        path = f"groups/capacity-building/questions/{number}.md"
        kept = world.keep(replace(with_values(question, id=number, handle="CB-Qk3f9"), id=number, path=path))
        versions.add(version(with_values(draft, answers=[kept.id]), world))
    assert len(versions) == 1


def test_the_version_of_a_record_is_found_once(world: World, draft: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    get = world.get
    monkeypatch.setattr(world, "get", lambda kind, identity: asked.append(identity) or get(kind, identity))
    versions = KnownVersions(world)
    [question] = draft["answers"]
    other = replace(draft, id="CB-D99")
    assert versions.of(draft) == versions.of(other) == versions.of(draft)
    assert asked.count(question) == 1
