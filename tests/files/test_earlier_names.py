"""A field with another name today, in a file that a clone of an earlier version has written to since."""

from __future__ import annotations

from typing import Any

import pytest

from wmstrat.files.record_texts import changed_text, with_every_field
from wmstrat.files.records import read_record
from wmstrat.kinds.application import KIND as APPLICATION
from wmstrat.kinds.membership import KIND as MEMBERSHIP
from wmstrat.merge.record import merge_record
from wmstrat.record.kind import Kind

TERM = "id: CB-ada\nperson: ada\ngroup: capacity-building\nstate: appointed\nsince: 2026-01-01\n"
ASKED = "id: CB-AP20260101-aaaa\nperson: ada\ngroup: capacity-building\nstate: declined\non: 2026-01-01\n"


def read(kind: Kind, text: str) -> tuple[dict[str, Any], list[str]]:
    folder = "private/applications/2026/01" if kind is APPLICATION else "groups/capacity-building/members"
    identity = text.partition("\n")[0].removeprefix("id: ")
    record = read_record(kind, f"{folder}/{identity}.yaml", identity, "capacity-building", text.encode())
    return dict(record.values), [problem.check for problem in record.problems]


@pytest.mark.parametrize(
    ("kind", "keys", "name", "value"),
    [
        (MEMBERSHIP, "roles: []\nrole: liaison\n", "roles", ["liaison"]),
        (MEMBERSHIP, "role: liaison\nroles:\n", "roles", ["liaison"]),
        (MEMBERSHIP, "roles:\n  - liaison\n  - member\nrole: trustee\n", "roles", ["liaison", "member", "trustee"]),
        (MEMBERSHIP, "role: member\nroles: [member, liaison]\n", "roles", ["member", "liaison"]),
        (APPLICATION, "motivation: I like it.\nwhy:\nanswer: Full.\n", "why", "Full."),
        (APPLICATION, "answer: Full.\nmotivation:\nwhy: Later.\n", "why", "Later.\n\nFull."),
        (APPLICATION, "motivation: I like it.\nwhy: Full.\nanswer: Full.\n", "why", "Full."),
    ],
)  # fmt: skip
def test_what_an_earlier_version_filled_in_counts(kind: Kind, keys: str, name: str, value: object) -> None:
    text = (TERM if kind is MEMBERSHIP else ASKED) + keys
    values, checks = read(kind, text)
    assert (values[name], checks) == (value, ["earlier-name"])
    upgraded = with_every_field(kind, text, private=kind is APPLICATION)
    after, checks = read(kind, upgraded)
    assert (after, checks) == (values, [])
    assert with_every_field(kind, upgraded, private=kind is APPLICATION) == upgraded
    new = {**values, name: kind.by_name[name].type.empty}
    assert read(kind, changed_text(kind, text, values, new, None, private=kind is APPLICATION)) == (new, [])


@pytest.mark.parametrize(
    ("kind", "keys", "expected"),
    [
        (APPLICATION, "why: I like it.\nanswer:\n", {"motivation": "I like it.", "why": ""}),
        (APPLICATION, "why: I like it.\nanswer: Full.\n", {"motivation": "I like it.", "why": "Full."}),
        (APPLICATION, "motivation:\nwhy: Full.\n", {"motivation": "", "why": "Full."}),
        (MEMBERSHIP, "role: liaison\n", {"roles": ["liaison"]}),
        (MEMBERSHIP, "role:\nroles: [liaison]\n", {"roles": ["liaison"]}),
    ],
)
def test_a_name_alone_and_one_that_is_used_anew_stay_what_they_are(
    kind: Kind, keys: str, expected: dict[str, object]
) -> None:
    values, checks = read(kind, (TERM if kind is MEMBERSHIP else ASKED) + keys)
    assert ({name: values[name] for name in expected}, checks) == (expected, [])


def test_what_an_earlier_version_filled_in_meets_a_change_under_the_name_of_today() -> None:
    base = TERM + "roles:\n  - coordinator\n"
    mine = base + "  - member\n"
    merged = merge_record(
        MEMBERSHIP, False, base.encode(), mine.encode(), (base + "role: trustee\n").encode(), lambda _p: None
    )
    assert not merged.conflicts
    values, checks = read(MEMBERSHIP, (merged.data or b"").decode())
    assert (set(values["roles"]), checks) == ({"coordinator", "member", "trustee"}, [])
