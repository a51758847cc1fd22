"""Who may change what, by signatures, through real pushes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.guard.conftest import (
    BOARDS_TABLE,
    GROUP,
    OTHER,
    PEOPLE,
    Clone,
    draft,
    question,
    record,
    sign,
    with_table,
)

Q1 = f"{GROUP}/questions/CB-Q1.md"
D2 = f"{GROUP}/drafts/CB-D2.md"
A1 = f"{OTHER}/questions/AD-Q1.md"


def more(clone: Clone, path: str) -> dict[str, str | bytes | None]:
    return {path: clone.read(path) + "More.\n"}


def test_members_change_the_records_of_their_group_only(signed: Clone) -> None:
    signed.commit(more(signed, Q1), sign(signed, "member-17"))
    signed.accepted()

    commit = signed.commit(more(signed, A1), sign(signed, "member-17"), subject="AD: mend")
    found = signed.refused()
    assert f'Commit {commit[:10]} "AD: mend" member-17 may not change a question of AD: {A1}.' in found.text
    assert "These may do it: coordinator or member of AD." in found.text
    assert found.commands == [f"git revert --no-edit {commit[:10]}"]
    signed.shell(*found.commands)
    signed.accepted()


def test_a_role_gives_what_it_says(signed: Clone) -> None:
    page = f"{OTHER}/README.md"
    signed.commit(more(signed, page), sign(signed, "member-18"))
    signed.accepted()

    signed.commit(more(signed, f"{GROUP}/README.md"), sign(signed, "member-17"))
    assert "member-17 may not change a group of CB" in signed.refused().text


def test_who_may_is_named_as_the_table_has_it(signed: Clone) -> None:
    signed.commit(
        {
            **more(signed, f"{GROUP}/README.md"),
            "method/new.md": "New.\n",
            "README.md": "New.\n",
            "people/member-20.yaml": "id: member-20\nname: Member 20\n",
            **draft(2, state="ratified", decided_by="board", decided_on="2018-07-20"),
        },
        sign(signed, "member-17"),
    )
    named = (
        "nobody (files that are not records); coordinator of AD (a person); coordinator of AD (the process "
        "itself); anybody of BD (a draft of BD); coordinator of CB (a group of CB)."
    )
    text = signed.refused().text
    assert text.partition("These may do it: ")[2].partition(" Undo it")[0] == named


def test_a_change_of_the_method_needs_a_right_to_it_and_to_its_template(clone: Clone, keys: Path) -> None:
    line = "  - id: method\n    who: AD\n    groups: ALL\n    kinds: method\n"
    with_table(clone, keys, f"{BOARDS_TABLE}{line}")
    clone.keys = keys  # type: ignore[attr-defined]
    clone.git("config", "gpg.format", "ssh")
    template = {"method/templates/note.md": clone.read("method/templates/note.md") + "\n## Where\n"}
    values = {"state": "adopted", "why": "We ask where.", "adopted_on": "2018-07-01", "templates": "[note]"}
    adopted = {"process/methods/ALL-ME1.md": record("ALL-ME1", "ALL", **values)}

    clone.commit({**template, **adopted}, sign(clone, "member-17"))
    assert "member-17 may not change the process itself and a method of ALL" in clone.refused().text
    clone.git("reset", "--quiet", "--hard", "HEAD~1")
    clone.commit({**template, **adopted}, sign(clone, "member-18"))
    clone.accepted()


@pytest.mark.parametrize("who", ["unsigned", "stranger"])
def test_who_is_not_known_changes_nothing(signed: Clone, who: str) -> None:
    options = [] if who == "unsigned" else [sign(signed, who)]
    signed.commit(more(signed, Q1), *options)

    text = signed.refused().text

    assert ("The commit is not signed" if who == "unsigned" else "a key that the workspace does not know") in text
    assert who == "unsigned" or "add your key to method/allowed_signers. These may do it: coordinator of AD." in text


def with_key(clone: Clone, commands: list[str]) -> list[str]:
    key = str(clone.keys / "member-17.pub")  # type: ignore[attr-defined]
    return [command.replace("KEY.pub", key) for command in commands]


def test_what_was_not_signed_is_signed_as_told_though_a_merge_took_a_decision(
    wmstrat: Wmstrat, signed: Clone
) -> None:
    """Nothing else changes: neither the files nor who made a commit, when, and on which others."""
    inside = ("-C", signed.folder)
    start = signed.tip
    signed.commit({Q1: signed.read(Q1).replace("About CB-Q1", "Theirs")}, sign(signed, "member-17"))
    signed.accepted()
    theirs = signed.tip
    signed.git("reset", "--quiet", "--hard", start)
    wmstrat(*inside, "set", "CB-Q1", "title=Mine")
    wmstrat(*inside, "question", "add", "CB", "Another?")
    signed.commit(more(signed, Q1), "--author=Somebody <any@example.org>", "--date=2018-07-01T10:00:00+02:00")
    wmstrat(*inside, "sync", code=7)
    wmstrat(*inside, "resolve", "CB-Q1", "title", "--mine")
    refused = wmstrat(*inside, "sync", code=8).err
    assert refused.count("The commit is not signed") == 4
    assert refused.count("Type the same as under 1.") == 3
    commands = [line.strip() for line in refused.splitlines() if line.startswith("     ")]
    told = ("--topo-order", "--format=%an %ae %ad %cn %ce %cd %T %B", "@{upstream}..HEAD")
    before, merges = signed.git("log", *told), signed.git("rev-list", "--merges", "@{upstream}..HEAD").split()
    assert [signed.git("rev-parse", f"{merge}^2") for merge in merges] == [theirs]

    with pytest.raises(AssertionError, match="could not write rewritten commit"):
        signed.shell(commands[-1])  # by somebody who has said no key
    assert signed.git("rev-parse", "main") == signed.tip
    assert signed.git("status", "--porcelain") == ""
    signed.shell(*with_key(signed, commands))

    assert signed.git("log", *told) == before
    merges = signed.git("rev-list", "--merges", "@{upstream}..HEAD").split()
    assert [signed.git("rev-parse", f"{merge}^2") for merge in merges] == [theirs]
    wmstrat(*inside, "sync")
    assert signed.published == signed.tip
    wmstrat(*inside, "set", "CB-Q1", "title=Later")
    wmstrat(*inside, "sync")
    assert signed.published == signed.tip


def test_every_commit_of_a_push_is_judged(signed: Clone) -> None:
    signed.commit(more(signed, Q1), sign(signed, "stranger"))
    signed.commit(more(signed, Q1), sign(signed, "member-17"))

    assert "a key that the workspace does not know" in signed.refused().text


def test_nobody_lets_themselves_in(signed: Clone) -> None:
    """Table, keys and memberships are those that the host has before the push."""
    mine = signed.keys / "stranger.pub"  # type: ignore[attr-defined]
    signers = signed.read("method/allowed_signers") + f"member-18 {mine.read_text()}"
    signed.commit({"method/allowed_signers": signers}, sign(signed, "stranger"))
    signed.commit(more(signed, A1), sign(signed, "stranger"))
    assert "a key that the workspace does not know" in signed.refused().text

    signed.git("reset", "--quiet", "--hard", "origin/main")
    text = signed.read("process.yaml").replace(BOARDS_TABLE, "permissions: []\n")
    signed.commit({"process.yaml": text}, sign(signed, "member-17"))
    assert "member-17 may not change the process itself: process.yaml" in signed.refused().text

    signed.git("reset", "--quiet", "--hard", "origin/main")
    membership = signed.read(f"{GROUP}/members/CB-member-17.yaml").replace("role: member", "role: coordinator")
    signed.commit({f"{GROUP}/members/CB-member-17.yaml": membership}, sign(signed, "member-17"))
    assert "member-17 may not change a membership of CB" in signed.refused().text

    signed.git("reset", "--quiet", "--hard", "origin/main")
    text = signed.read("process.yaml").replace(BOARDS_TABLE, "permissions: []\n")
    signed.commit({"process.yaml": text}, sign(signed, "member-18"))
    signed.accepted()


def test_a_decision_is_for_those_who_speak_for_the_body(signed: Clone) -> None:
    decision = draft(2, state="ratified", decided_by="board", decided_on="2018-07-20")
    signed.commit(dict(decision), sign(signed, "member-17"))
    assert "member-17 may not change a draft of BD" in signed.refused().text

    signed.git("reset", "--quiet", "--hard", "origin/main")
    signed.commit(dict(decision), sign(signed, "member-19"))
    signed.accepted()

    signed.commit(draft(2, state="submitted"), sign(signed, "member-17"))
    assert "member-17 may not change a draft of BD" in signed.refused().text

    signed.git("reset", "--quiet", "--hard", "origin/main")
    signed.commit(draft(2, state="submitted"), sign(signed, "member-19"))
    signed.accepted()


def test_how_far_a_decision_is_carried_out_is_for_those_who_decided_or_carry_it_out(signed: Clone) -> None:
    def said(*entries: tuple[str, str]) -> str:
        return "".join(f'\n  - {{"on": "2018-07-20", outcome: {outcome}, by: {by}}}' for outcome, by in entries)

    def after(state: str, *entries: tuple[str, str], **more: str) -> dict[str, str | bytes | None]:
        told = said(("ratified", "board"), *entries)
        return dict(draft(2, state=state, decided_by="board", decided_on="2018-07-20", decision=told, **more))

    signed.commit(after("ratified"), sign(signed, "member-19"))
    signed.accepted()
    for entry in (("implementing", "board"), ("superseded", "board")):
        signed.commit(after(entry[0], entry, became="[CB-D1]"), sign(signed, "member-17"))
        assert "member-17 may not change a draft of BD" in signed.refused().text
        signed.git("reset", "--quiet", "--hard", "origin/main")
    signed.commit(after("implementing", ("implementing", "capacity-building")), sign(signed, "member-17"))
    assert "CB cannot say that CB-D2 is implementing; BD can." in signed.refused().text
    signed.git("reset", "--quiet", "--hard", "origin/main")
    signed.commit(after("implementing"), sign(signed, "member-17"))
    assert "the last entry of its decision says ratified" in signed.refused().text
    signed.git("reset", "--quiet", "--hard", "origin/main")

    # What somebody else is said to have said on the way is asked for as well.
    forged = after("implementing", ("implementing", "board"), ("implementing", "capacity-building"))
    signed.commit(forged, sign(signed, "member-17"))
    assert "member-17 may not change a draft of BD" in signed.refused().text
    signed.git("reset", "--quiet", "--hard", "origin/main")

    # In one push, as several commits, by who may.
    signed.commit(after("implementing", ("implementing", "board")), sign(signed, "member-19"))
    signed.commit(
        after("superseded", ("implementing", "board"), ("superseded", "board"), became="[CB-D1]"),
        sign(signed, "member-19"),
    )
    signed.accepted()


def test_a_decision_that_is_taken_back_before_the_push_was_none(signed: Clone) -> None:
    """What the member may do to the same draft before and after is sent as ever."""
    signed.commit(draft(2, state="submitted", title="Handed in"), sign(signed, "member-17"))
    decision = draft(2, state="ratified", decided_by="board", decided_on="2018-07-20", title="Handed in")
    signed.commit(dict(decision), sign(signed, "member-17"))
    assert "member-17 may not change a draft of BD" in signed.refused().text
    signed.git("revert", "--no-edit", sign(signed, "member-17"), "HEAD")
    signed.accepted()


def test_a_member_without_a_role_is_a_member(signed: Clone) -> None:
    membership = f"{GROUP}/members/CB-member-17.yaml"
    signed.commit_unguarded({membership: signed.read(membership).replace("role: member\n", "role:\n")})
    signed.commit(more(signed, Q1), sign(signed, "member-17"))
    signed.accepted()


def test_a_merge_that_takes_over_is_no_change_and_one_that_puts_back_is(signed: Clone) -> None:
    start = signed.tip
    signed.commit(more(signed, A1), sign(signed, "member-18"))
    signed.accepted()
    theirs = signed.tip
    signed.git("reset", "--quiet", "--hard", start)
    signed.commit(more(signed, Q1), sign(signed, "member-17"))
    mine = signed.tip
    signed.git("merge", "--quiet", "--no-edit", "--strategy=ours", sign(signed, "member-17"), theirs)
    found = signed.refused()
    assert f"member-17 may not change a question of AD: {A1}" in found.text
    signed.shell(*found.commands)
    assert signed.git("diff", "--name-only", "origin/main", "HEAD") == Q1

    # the same in two steps: a sound merge, and then the old version of the other side
    signed.git("reset", "--quiet", "--hard", mine)
    signed.git("merge", "--quiet", "--no-edit", sign(signed, "member-17"), theirs)
    sound = signed.tip
    signed.git("checkout", "--quiet", "--detach", mine)
    signed.commit(more(signed, Q1), sign(signed, "member-17"))
    signed.git("merge", "--quiet", "--no-edit", "--strategy=ours", sign(signed, "member-17"), sound)
    assert f"member-17 may not change a question of AD: {A1}" in signed.refused().text

    signed.git("checkout", "--quiet", "main")
    signed.git("reset", "--quiet", "--hard", sound)
    signed.accepted()


def test_a_key_of_no_person_and_files_that_are_no_records(clone: Clone, keys: Path) -> None:
    with_table(clone, keys)
    clone.keys = keys  # type: ignore[attr-defined]
    clone.git("config", "gpg.format", "ssh")
    signers = clone.read("method/allowed_signers")
    renamed = signers.replace("member-17 ", "seventeen@example.org ")
    clone.commit({"method/allowed_signers": renamed}, sign(clone, "member-18"))
    clone.accepted()
    clone.commit(more(clone, Q1), sign(clone, "member-17"))
    assert "signed by seventeen@example.org, who is not in the workspace's list of people" in clone.refused().text
    clone.git("reset", "--quiet", "--hard", "origin/main")
    clone.commit({"method/allowed_signers": signers}, sign(clone, "member-18"))
    clone.accepted()

    clone.commit({f"{GROUP}/picture.txt": "A picture.\n"}, sign(clone, "member-17"))
    assert "member-17 may not change files that are not records of CB" in clone.refused().text


def as_member(clone: Clone, person: str) -> None:
    """Commits of the clone are this person's from now on, and signed so."""
    clone.git("config", "user.name", person)
    clone.git("config", "user.email", f"{person}@example.org")
    clone.git("config", "user.signingKey", str(clone.keys / person))  # type: ignore[attr-defined]
    clone.git("config", "commit.gpgSign", "true")


def test_an_author_line_is_no_proof(signed: Clone) -> None:
    text = signed.read("process.yaml")
    old = "identify_by: author\nauthors:\n  - id: member-18@example.org\n    person: member-18\n"
    signed.commit_unguarded({"process.yaml": text + old})  # as an older wmstrat understood it
    signed.commit(more(signed, A1), "--author=Member 18 <member-18@example.org>")
    assert "The commit is not signed" in signed.refused().text


def waiting(handle: str, kind: str = "questions", **values: str) -> dict[str, str | bytes | None]:
    """A record that was sent under its handle, in a layout that no machine wrote."""
    values = {"handle": f"{handle}   # as we called it", "state": "proposed", **values}
    return {f"{GROUP}/{kind}/{handle}.md": record(f'"{handle}"', body=f"\nThis is {handle}.\n", **values)}


def test_what_was_numbered_and_not_let_in_is_taken_back_as_told(wmstrat: Wmstrat, signed: Clone) -> None:
    clone = signed
    as_member(clone, "member-17")
    inside = ("-C", clone.folder)
    handle = wmstrat(*inside, "question", "add", "AD", "Not mine to ask?").out.strip()
    note = wmstrat(*inside, "note", "add", "CB", "Mine to take.").out.strip()
    wmstrat(*inside, "set", handle, "background=Nor mine to explain")
    refused = wmstrat(*inside, "sync", code=8).err
    assert "member-17 may not change a question of AD" in " ".join(refused.split())
    told = [line.strip() for line in refused.splitlines() if re.match(" +git (rm|commit) ", line)]
    number = told[0].rpartition("/")[2].removesuffix(".md")
    assert number.startswith("AD-Q")
    clone.shell(*told)
    wmstrat(*inside, "sync")
    assert clone.published == clone.tip
    assert f"{note}.md" in clone.git("ls-tree", "-r", "--name-only", "HEAD")
    assert not [name for name in clone.git("ls-tree", "-r", "--name-only", "HEAD").split() if number in name]
    wmstrat(*inside, "show", handle, code=3)


def test_what_is_taken_back_as_told_is_taken_back_from_the_end(wmstrat: Wmstrat, signed: Clone) -> None:
    clone = signed
    as_member(clone, "member-17")
    inside = ("-C", clone.folder)
    note = wmstrat(*inside, "note", "add", "AD", "Not mine to take.").out.strip()
    wmstrat(*inside, "set", note, "title=Nor mine to name")
    refused = wmstrat(*inside, "sync", code=8).err
    told = re.findall(r"^ +wmstrat (undo [0-9a-f]+)$", refused, re.MULTILINE)
    assert len(told) == 2
    for line in told:
        wmstrat(*inside, *line.split())
    wmstrat(*inside, "sync")
    wmstrat(*inside, "show", note, code=3)


def test_whoever_syncs_first_numbers_for_all(wmstrat: Wmstrat, signed: Clone) -> None:
    """A member of one group sends handles by plain git; the sync of a member of another gives them their numbers."""
    clone = signed
    as_member(clone, "member-17")
    clone.commit(
        {
            **waiting("CB-Q-a2b3"),
            **waiting("CB-D-c4d5", "drafts", state="drafting", answers="[CB-Q1, CB-Q-a2b3]"),
            D2: clone.read(D2).replace("state: submitted", "answers:\n  - CB-Q-a2b3  # new\nstate: submitted"),
        }
    )
    clone.accepted()
    as_member(clone, "member-18")
    clone.commit(question("-e6f7", "advocacy", "AD", handle="AD-Q-e6f7"))

    wmstrat("-C", str(clone.folder), "sync")

    assert clone.published == clone.tip
    assert "  - CB-Q3  # new" in clone.read(D2)
    assert "answers: [CB-Q1, CB-Q3]" in clone.read(f"{GROUP}/drafts/CB-D4.md")


def test_numbering_hides_no_other_change(signed: Clone) -> None:
    clone = signed
    as_member(clone, "member-17")
    clone.commit({**waiting("CB-Q-a2b3"), **waiting("CB-D-c4d5", "drafts", state="drafting", answers="[CB-Q-a2b3]")})
    clone.accepted()
    old, pointing = f"{GROUP}/questions/CB-Q-a2b3.md", f"{GROUP}/drafts/CB-D-c4d5.md"
    text = clone.read(old).replace('id: "CB-Q-a2b3"', "id: CB-Q3").replace('"CB-Q-a2b3"', '"CB-Q3"')
    text = text.replace("This is CB-Q-a2b3", "This is CB-Q3")
    sound: dict[str, str | bytes | None] = {
        old: None,
        old.replace("-a2b3", "3"): text,
        pointing: clone.read(pointing).replace("[CB-Q-a2b3]", "[CB-Q3]"),
    }
    as_member(clone, "member-18")
    for path, extra in (
        (old.replace("-a2b3", "3"), "More.\n"),
        (pointing, "More.\n"),
        (Q1, clone.read(Q1) + "More.\n"),
    ):
        clone.commit({**sound, path: f"{sound.get(path) or ''}{extra}"})
        assert "member-18 may not change a" in clone.refused().text
        clone.git("reset", "--quiet", "--hard", "origin/main")

    clone.commit({**waiting("CB-Q-g7h8")})  # a handle of one's own making, in a group of others
    clone.commit({f"{GROUP}/questions/CB-Q-g7h8.md": None, **question(3, handle="CB-Q-g7h8")})
    assert "member-18 may not change a question of CB" in clone.refused().text
    clone.git("reset", "--quiet", "--hard", "origin/main")

    as_member(clone, "stranger")
    clone.commit(sound)
    assert "a key that the workspace does not know" in clone.refused().text
    clone.git("reset", "--quiet", "--hard", "origin/main")

    as_member(clone, "member-18")
    clone.commit(sound)
    clone.accepted()


def test_a_table_that_cannot_be_read_lets_nobody_in(clone: Clone, keys: Path) -> None:
    with_table(clone, keys, BOARDS_TABLE.replace("    who: BD\n", "    who: [BD]\n"))
    clone.commit(question(5))

    assert "cannot read its permissions" in clone.refused().text


def test_a_table_of_groups_that_do_not_exist_is_not_taken_in(clone: Clone) -> None:
    table = BOARDS_TABLE.replace("who: BD", "who: XX").replace("kinds: process person", "kinds: procces")
    clone.commit({"process.yaml": clone.read("process.yaml").replace("permissions: []\n", table)})

    text = clone.refused().text

    assert 'permissions[2].who: found "XX", expected the code of a group, or *' in text
    assert 'permissions[3].kinds: found "procces"' in text


def test_a_table_that_nobody_may_change_any_more_is_not_taken_in(signed: Clone) -> None:
    locked = "permissions: found permissions that no present member may change"
    keepers = BOARDS_TABLE[BOARDS_TABLE.index("  - id: all-coordinators") :]
    text, membership = signed.read("process.yaml"), f"{OTHER}/members/AD-member-18.yaml"
    signed.commit({"process.yaml": text.replace(keepers, "")}, sign(signed, "member-18"))
    refused = signed.refused().text
    assert locked in refused
    assert "for one reason" in refused

    signed.git("reset", "--quiet", "--hard", "origin/main")
    page = signed.read(membership)
    signed.commit({membership: page.replace("role: coordinator", "role: member")}, sign(signed, "member-18"))
    assert f"process.yaml {locked}" in signed.refused().text

    signed.git("reset", "--quiet", "--hard", "origin/main")
    text = text.replace(keepers, keepers.replace("AD", "BD").replace("coordinator", "member"))
    signed.commit({"process.yaml": text}, sign(signed, "member-18"))
    signed.commit({membership: page.replace("role: coordinator", "role: member")}, sign(signed, "member-18"))
    signed.accepted()


def test_a_table_without_the_key_of_anybody_who_may_change_it_is_not_taken_in(clone: Clone, keys: Path) -> None:
    """Else nobody could be let in again, not even to add the key."""
    told = "process.yaml None of the people who may change its permissions (member-18) are in "
    text = clone.read("process.yaml").replace("permissions: []\n", BOARDS_TABLE)
    clone.commit(
        {"process.yaml": text, "method/allowed_signers": f"member-17 {(keys / 'member-17.pub').read_text()}"}
    )
    assert f"{told}method/allowed_signers" in clone.refused().text

    signers = "".join(f"{name} {(keys / f'{name}.pub').read_text()}" for name in PEOPLE)
    clone.commit({"method/allowed_signers": f"# Our keys\n{signers}"})
    clone.accepted()
    clone.keys = keys  # type: ignore[attr-defined]
    clone.git("config", "gpg.format", "ssh")
    clone.commit({"method/allowed_signers": None}, sign(clone, "member-18"))
    assert f"{told}method/allowed_signers" in clone.refused().text


def test_where_nobody_may_change_the_table_other_work_goes_on(clone: Clone, keys: Path) -> None:
    with_table(clone, keys, BOARDS_TABLE[: BOARDS_TABLE.index("  - id: all-coordinators")])
    clone.keys = keys  # type: ignore[attr-defined]
    clone.git("config", "gpg.format", "ssh")
    membership = f"{OTHER}/members/AD-member-18.yaml"
    page = clone.read(membership).replace("role: coordinator", "role: member")
    clone.commit({membership: page}, sign(clone, "member-18"))
    clone.accepted()


def test_a_role_that_was_upgraded_gives_what_it_gave(signed: Clone) -> None:
    """The name of the field has changed since; whoever upgrades has changed nothing, and goes on as coordinator."""
    term = f"{OTHER}/members/AD-member-18.yaml"
    before = signed.read(term)
    assert "role: coordinator\n" in before
    upgraded = before.replace("role: coordinator\n", "roles:\n  - coordinator\n")
    signed.commit({term: upgraded}, sign(signed, "member-18"), subject="process: upgrade the workspace")
    signed.accepted()

    signed.commit(more(signed, f"{OTHER}/README.md"), sign(signed, "member-18"))
    signed.accepted()
