"""The guard lets a person be forgotten, with the texts that a body has decided, and refuses the way back."""

from __future__ import annotations

import re

from tests.conftest import Wmstrat
from tests.guard.conftest import GROUP, Clone, draft
from wmstrat.record.forgetting import mark_of

ID, NAME = "member-18", "Person of member-18"
PUBLIC = f"people/{ID}.yaml"


def forgotten(clone: Clone, wmstrat: Wmstrat) -> str:
    return wmstrat("-C", str(clone.folder), "person", "forget", ID, "--yes").out.strip()


def test_a_person_is_forgotten_and_does_not_come_back(clone: Clone, wmstrat: Wmstrat) -> None:
    decided = {"state": "ratified", "decided_by": "board", "decided_on": "2018-07-10"}
    clone.commit_unguarded(draft(7, body=f"{NAME} ({ID}) wrote this.\n", **decided))
    person = clone.read(PUBLIC)
    new = forgotten(clone, wmstrat)
    assert f"{new} ({new}) wrote this." in clone.read(f"{GROUP}/drafts/CB-D7.md")
    clone.accepted()

    clone.commit({PUBLIC: person})
    assert "the id of a person who was forgotten" in clone.refused().text


def test_a_membership_does_not_change_hands_under_the_mark_of_somebody_else(clone: Clone, wmstrat: Wmstrat) -> None:
    new = forgotten(clone, wmstrat)
    path = f"people/{new}.yaml"
    clone.commit({path: clone.read(path).replace("forgotten: ", "forgotten: 0")})
    assert f"published as AD-{ID}, so its id cannot become AD-{new}" in clone.refused().text


def test_what_was_decided_changes_in_nothing_but_the_name(clone: Clone, wmstrat: Wmstrat) -> None:
    decided = {"state": "ratified", "decided_by": "board", "decided_on": "2018-07-10"}
    clone.commit_unguarded(draft(7, body=f"{NAME} wrote this.\n", **decided))
    new = forgotten(clone, wmstrat)
    path = f"{GROUP}/drafts/CB-D7.md"
    clone.commit({path: clone.read(path).replace(f"{new} wrote", f"{new} never wrote")})
    assert "cannot change: body" in clone.refused().text


def test_nobody_is_forgotten_by_a_mark_alone(clone: Clone) -> None:
    mark = f"id: someone-k3f9\nname: someone-k3f9\nforgotten: {mark_of(ID)}\n"
    clone.commit({"people/someone-k3f9.yaml": mark})
    assert f"the mark of {ID}, who is still here" in clone.refused().text


def test_a_table_of_permissions_says_who_may_forget_a_person(signed: Clone, wmstrat: Wmstrat) -> None:
    """Their memberships and records are in several groups: a member of one may not change those of the others."""

    def forgets(person: str) -> None:
        for name, value in (("gpgsign", "true"), ("signingkey", str(signed.keys / person))):  # type: ignore[attr-defined]
            signed.git("config", f"{'commit' if name == 'gpgsign' else 'user'}.{name}", value)
        forgotten(signed, wmstrat)

    forgets("member-17")
    refused = signed.refused().text
    assert "member-17 may not change" in refused
    assert NAME not in refused
    signed.git("reset", "--hard", "--quiet", "origin/main")

    table = signed.read("process.yaml")
    everything = 'permissions:\n  - id: all\n    who: CB\n    groups: "*"\n'
    signed.commit_unguarded({"process.yaml": re.sub(r"(?ms)^permissions:\n.*?(?=^\S|\Z)", everything, table)})
    forgets("member-17")
    signed.accepted()
