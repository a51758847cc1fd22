"""A record is judged wherever it moves: to its number, through several commits, through merges."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.guard.conftest import GROUP, OTHER, Clone, draft, question, record, sign

Way = Callable[..., None]
HANDLE = "CB-D-m2p4"
OLD = f"{GROUP}/drafts/{HANDLE}.md"
NEW = f"{GROUP}/drafts/CB-D4.md"
DECIDED = {"state": "ratified", "decided_by": "board", "decided_on": "2018-07-20"}
RATIFIED = "state: ratified\ndecided_by: board\ndecided_on: 2018-07-20\n"
TEXT = "What everybody has read.\n"


def under_its_handle(clone: Clone, **values: str) -> None:
    """A draft that the host has under its handle, since a time without a guard."""
    clone.commit_unguarded(draft("-m2p4", **{"handle": HANDLE, "state": "submitted", "body": TEXT, **values}))


def numbered(clone: Clone) -> str:
    """The text of the draft under its number, as a sync writes it."""
    return clone.read(OLD).replace(f"id: {HANDLE}", "id: CB-D4")


def ratified(text: str, by: str = "board") -> str:
    return text.replace("state: submitted\n", RATIFIED.replace("board", by))


def in_one_commit(clone: Clone, text: str, *options: str) -> None:
    clone.commit({OLD: None, NEW: text}, *options)


def in_two_commits(clone: Clone, text: str, *options: str) -> None:
    clone.commit({OLD: text.replace("id: CB-D4", f"id: {HANDLE}")}, *options)
    clone.commit({OLD: None, NEW: text}, *options)


def number_first(clone: Clone, text: str, *options: str) -> None:
    clone.commit({OLD: None, NEW: numbered(clone)}, *options)
    clone.commit({NEW: text}, *options)


def by_another_name(clone: Clone, text: str, *options: str) -> None:
    between = f"{GROUP}/drafts/CB-D9.md"
    clone.commit({OLD: None, between: text.replace("id: CB-D4", "id: CB-D9")}, *options)
    clone.commit({between: None, NEW: text}, *options)


def out_and_in_again(clone: Clone, text: str, *options: str) -> None:
    clone.commit({OLD: None}, *options)
    clone.commit({NEW: text}, *options)


def by_a_merge(clone: Clone, text: str, *options: str) -> None:
    """A merge that holds what neither side has."""
    start = clone.tip
    clone.commit(question(8), *options)
    side = clone.tip
    clone.git("reset", "--quiet", "--hard", start)
    clone.commit(question(9), *options)
    clone.git("merge", "--quiet", "--no-commit", side)
    in_one_commit(clone, text, *options)


WAYS = [in_one_commit, in_two_commits, number_first, by_another_name, out_and_in_again, by_a_merge]


@pytest.mark.parametrize("way", WAYS)
def test_a_group_does_not_ratify_its_draft_while_it_numbers_it(signed: Clone, way: Way) -> None:
    under_its_handle(signed)
    way(signed, ratified(numbered(signed)), sign(signed, "member-17"))
    assert "member-17 may not change a draft of BD" in signed.refused().text


@pytest.mark.parametrize("way", WAYS)
def test_a_group_does_not_take_a_decision_back_while_it_numbers_it(signed: Clone, way: Way) -> None:
    under_its_handle(signed, **DECIDED)
    text = numbered(signed).replace(RATIFIED, "state: submitted\n")
    way(signed, text, sign(signed, "member-17"))
    assert "member-17 may not change a draft of BD" in signed.refused().text


@pytest.mark.parametrize("way", [in_one_commit, in_two_commits])
def test_the_body_decides_about_a_draft_that_gets_its_number(signed: Clone, way: Way) -> None:
    under_its_handle(signed)
    lines = "  - id: board-numbers\n    who: BD\n    groups: CB\n    kinds: draft\n"
    signed.commit_unguarded(
        {"process.yaml": signed.read("process.yaml").replace("  - id: board\n", f"{lines}  - id: board\n")}
    )
    way(signed, ratified(numbered(signed)), sign(signed, "member-19"))
    signed.accepted()


@pytest.mark.parametrize("by", ["capacity-building", "steering-group", "new-body"])
@pytest.mark.parametrize("way", [in_one_commit, in_two_commits])
def test_without_a_table_too_only_a_body_that_was_there_decides(clone: Clone, way: Way, by: str) -> None:
    under_its_handle(clone)
    way(clone, ratified(numbered(clone), by))
    page = clone.read("groups/board/README.md").replace("board", "new-body").replace("Board", "New")
    clone.commit({"groups/new-body/README.md": page.replace("code: BD", "code: NB")} if by == "new-body" else {})
    text = clone.refused().text
    was_none = "new-body decides about CB-D4, but was not a deciding body before this change"
    assert (was_none if by == "new-body" else f'decided_by: found "{by}"') in text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("keeps", ["the handle", "the title alone", "nothing"])
def test_what_was_ratified_is_not_rewritten_while_it_gets_its_number(clone: Clone, way: Way, keeps: str) -> None:
    under_its_handle(clone, **DECIDED)
    text = numbered(clone).replace(TEXT, "What nobody has read.\n")
    if keeps != "the handle":
        text = text.replace(f"handle: {HANDLE}", "handle:")
    if keeps == "nothing":
        text = text.replace(f"About {HANDLE}", "Another draft")
    way(clone, text)
    stays = "board ratified CB-D4 on 2018-07-20, so these fields cannot change: body."
    assert (stays if keeps == "the handle" else f"{HANDLE} ({OLD})") in clone.refused().text


@pytest.mark.parametrize("person", ["member-17", "member-19"])
def test_with_a_table_nobody_rewrites_what_was_ratified(signed: Clone, person: str) -> None:
    under_its_handle(signed, **DECIDED)
    in_two_commits(signed, numbered(signed).replace(TEXT, "What nobody has read.\n"), sign(signed, person))
    assert "board ratified CB-D4 on 2018-07-20, so these fields cannot change: body." in signed.refused().text


def test_what_a_body_decided_before_the_push_reaches_the_host_as_it_decided(signed: Clone) -> None:
    """A member of the board ratifies in a branch of the group, which rewrites the draft and sends it then."""
    path = f"{GROUP}/drafts/CB-D2.md"
    decision = draft(2, **DECIDED, body=TEXT)
    signed.commit(draft(2, state="submitted", body=TEXT), sign(signed, "member-17"))
    signed.commit(dict(decision), sign(signed, "member-19"))
    signed.commit({path: signed.read(path).replace(TEXT, "Another text.\n")}, sign(signed, "member-17"))
    assert "member-17 may not change a draft of BD" in signed.refused().text

    signed.git("reset", "--quiet", "--hard", "HEAD~1")
    signed.accepted()


def test_what_is_taken_back_keeps_what_never_changes(signed: Clone) -> None:
    under_its_handle(signed)
    in_one_commit(signed, numbered(signed), sign(signed, "member-17"))
    signed.accepted()
    text = signed.read(NEW)
    signed.commit({NEW: ratified(text)}, sign(signed, "member-19"))
    signed.accepted()
    for line, other, why in (
        ("", "", ""),
        (f"handle: {HANDLE}\n", "handle: CB-D-a2b3\n", "handle of CB-D4 cannot change"),
        (TEXT, "Another text.\n", "CB-D4 is ratified and cannot become submitted"),
    ):
        signed.commit({NEW: text.replace(line, other)}, sign(signed, "member-19"))
        if why:
            assert why in signed.refused().text
        signed.git("reset", "--quiet", "--hard", "HEAD~1")


def taken_back(clone: Clone) -> tuple[str, str]:
    """A decision that the board took back, the commit that still has it, and the commit before it."""
    under_its_handle(clone)
    start = clone.tip
    text = clone.read(OLD)
    clone.commit({OLD: ratified(text)}, sign(clone, "member-19"))
    clone.accepted()
    decided = clone.tip
    clone.commit({OLD: text}, sign(clone, "member-19"))
    clone.accepted()
    return start, decided


@pytest.mark.parametrize("renames", [False, True])
def test_a_merge_with_an_old_commit_brings_no_decision_back(signed: Clone, renames: bool) -> None:
    _, decided = taken_back(signed)
    mine = sign(signed, "member-17")
    last = signed.tip
    signed.git("reset", "--quiet", "--hard", decided)
    text = numbered(signed)
    if renames:
        in_one_commit(signed, text, mine)
    side = signed.tip
    signed.git("reset", "--quiet", "--hard", last)
    signed.git("merge", "--quiet", "--no-commit", "--no-ff", "--strategy=ours", side, check=False)
    if not (signed.folder / ".git" / "MERGE_HEAD").exists():  # git takes an ancestor for merged already
        tree = signed.git("rev-parse", f"{side}^{{tree}}")
        made = signed.git("commit-tree", mine, "-p", last, "-p", side, "-m", "Merge", tree)
        signed.git("reset", "--quiet", "--hard", made)
    else:
        in_one_commit(signed, text, mine)
    assert signed.git("rev-list", "--max-count=1", "--merges", "HEAD") == signed.tip
    assert "member-17 may not change a draft of BD" in signed.refused().text


def test_a_decision_that_a_body_took_back_in_the_same_push_does_not_come_back_by_a_merge(signed: Clone) -> None:
    path = f"{GROUP}/drafts/CB-D2.md"
    text = signed.read(path)
    signed.commit({path: ratified(text)}, sign(signed, "member-19"))
    decided, tree = signed.tip, signed.git("rev-parse", "HEAD^{tree}")
    signed.commit({path: text}, sign(signed, "member-19"))
    mine = sign(signed, "member-17")
    made = signed.git("commit-tree", mine, "-p", signed.tip, "-p", decided, "-m", "Merge", tree)
    signed.git("reset", "--quiet", "--hard", made)
    assert "member-17 may not change a draft of BD" in signed.refused().text


def test_a_merge_of_crossed_histories_puts_nothing_back(signed: Clone) -> None:
    """Two merges of the same two commits have parted at both of them."""
    path = f"{OTHER}/questions/AD-Q1.md"
    start, text = signed.tip, signed.read(path)
    signed.commit({path: f"{text}Left again.\n"}, sign(signed, "member-18"))
    old, blob = signed.tip, signed.git("rev-parse", f"HEAD:{path}")
    signed.commit({path: text}, sign(signed, "member-18"))
    signed.accepted()
    last, mine = signed.tip, sign(signed, "member-17")
    signed.git("reset", "--quiet", "--hard", start)
    signed.commit(question(8), mine)
    own = signed.tip
    sides = []
    for commit in (old, last):
        signed.git("reset", "--quiet", "--hard", commit)
        signed.git("merge", "--quiet", "--no-ff", "--no-edit", mine, own)
        sides.append(signed.tip)
    signed.git("update-index", "--cacheinfo", f"100644,{blob},{path}")
    tree = signed.git("write-tree")
    made = signed.git("commit-tree", mine, "-p", sides[1], "-p", sides[0], "-m", "Merge", tree)
    signed.git("reset", "--quiet", "--hard", made)
    assert f"member-17 may not change a question of AD: {path}" in signed.refused().text


def test_a_merge_that_takes_a_decision_over_beside_other_work_is_nobodys_decision(signed: Clone) -> None:
    path = f"{GROUP}/drafts/CB-D2.md"
    start = signed.tip
    text = signed.read(path)
    signed.commit({path: ratified(text)}, sign(signed, "member-19"))
    decided = signed.tip
    signed.git("reset", "--quiet", "--hard", start)
    signed.commit({path: text.replace("handle: \n", "handle:\nowner: member-17\n")}, sign(signed, "member-17"))
    signed.git("merge", "--quiet", "--no-commit", decided, check=False)
    signed.commit({path: ratified(signed.git("show", f"HEAD:{path}") + "\n")}, sign(signed, "member-17"))
    signed.accepted()


def test_who_decided_is_said_of_decisions_only(clone: Clone) -> None:
    by = {"decided_by": "board", "decided_on": "2018-07-10"}
    path = f"{GROUP}/drafts/CB-D3.md"
    for files, said in (
        (draft(2, state="submitted", decided_by="board"), "CB-D2 is submitted"),
        (draft(2, state="submitted", decided_on="2018-07-10"), "CB-D2 is submitted"),
        (draft(4, state="drafting", **by), "CB-D4 is drafting"),
        ({path: clone.read(path).replace("rejected", "drafting")}, "CB-D3 is drafting"),
    ):
        clone.commit(files)
        assert (
            f"{said}, so no body has decided about it, and these fields must be empty: decided_"
            in clone.refused().text
        )
        clone.git("reset", "--quiet", "--hard", "HEAD~1")


def test_a_group_keeps_its_code_and_its_folder(clone: Clone) -> None:
    page = f"{GROUP}/README.md"
    text = clone.read(page)
    clone.commit({page: text.replace("code: CB", "code: XX")})
    assert "code of capacity-building cannot change" in clone.refused().text
    clone.git("reset", "--quiet", "--hard", "HEAD~1")
    clone.git("mv", GROUP, "groups/building")
    clone.commit({"groups/building/README.md": text.replace("id: capacity-building", "id: building")})
    assert f"capacity-building ({page}) It is published" in clone.refused().text


FINAL = {"state": "final", "final_on": "2018-07-10", "title": "Which?"}
FINAL_PATH = f"{GROUP}/questions/CB-Q4.md"
AMENDED = "amendments:\n  - on: 2018-07-20\n    was: Which?\n"


@pytest.fixture
def final(clone: Clone) -> Clone:
    clone.commit(question(4, **FINAL))
    clone.accepted()
    return clone


def test_the_text_of_a_final_question_changes_visibly(final: Clone) -> None:
    text = final.read(FINAL_PATH)
    told = "changes only together with a new entry in its amendments"
    dropped = "The amendments of CB-Q4 are written when its title changes, and cannot be edited."
    rewritten = text.replace("title: Which?", "title: Whose?")
    invented = AMENDED.replace("Which?", "Never asked")
    changes = (
        (rewritten, told),
        (rewritten.replace("2018-07-10", "2018-07-19"), told),
        (rewritten.replace("state: final", "state: review"), told),
        (rewritten.replace("state: final", "state: withdrawn"), told),
        (text.replace("state: final", f"{invented}state: final"), dropped),
        (rewritten.replace("state: final", f"{invented}state: final"), dropped),
        (text.replace("state: final", "state: review").replace("final_on: 2018-07-10\n", ""), "cannot be changed"),
    )
    for other, expected in changes:
        final.commit({FINAL_PATH: other})
        assert expected in final.refused().text
        final.git("reset", "--quiet", "--hard", "HEAD~1")

    final.commit({FINAL_PATH: rewritten.replace("state: final", f"{AMENDED}state: final")})
    final.accepted()
    final.commit({FINAL_PATH: rewritten})
    assert dropped in final.refused().text


def test_a_final_question_is_not_rewritten_while_it_gets_its_number(clone: Clone) -> None:
    old = FINAL_PATH.replace("Q4", "Q-m2p4")
    clone.commit_unguarded(question("-m2p4", handle="CB-Q-m2p4", **FINAL))
    text = clone.read(old).replace("id: CB-Q-m2p4", "id: CB-Q4")
    clone.commit({old: None, FINAL_PATH: text.replace("Which?", "Whose?")})
    assert "changes only together with a new entry in its amendments" in clone.refused().text
    clone.git("reset", "--quiet", "--hard", "HEAD~1")
    clone.commit({old: None, FINAL_PATH: text})
    clone.accepted()


def test_what_a_state_needs_is_said_as_long_as_the_state_lasts(clone: Clone) -> None:
    path = f"{GROUP}/questions/CB-Q1.md"
    text = clone.read(path)
    needed = "CB-Q1 cannot be merged without: merged_into."
    merged = text.replace("state: proposed", "state: merged")
    itself = merged.replace("state: merged", "merged_into: CB-Q1\nstate: merged")
    for other, why in ((merged, needed), (itself, "merged_into (another one than CB-Q1).")):
        clone.commit({path: other})
        assert why in clone.refused().text
        clone.git("reset", "--quiet", "--hard", "HEAD~1")
    clone.commit({path: merged.replace("state: merged", "merged_into: CB-Q2\nstate: merged")})
    clone.accepted()
    clone.commit({path: merged})
    assert needed in clone.refused().text


def test_a_record_stays_in_its_group_under_its_id(clone: Clone) -> None:
    path = f"{GROUP}/questions/CB-Q1.md"
    text = clone.read(path)
    moved = f"{OTHER}/questions/CB-Q1.md"
    aside = f"{OTHER}/questions/AD-Q9.md"
    for files in (
        {path: text.replace("group: capacity-building", "group: advocacy")},
        {path: text.replace("id: CB-Q1", "id: CB-Q9")},
        {path: None, moved: text},
        {path: None, moved: text.replace("group: capacity-building", "group: advocacy")},
        {path: None, aside: text.replace("capacity-building", "advocacy").replace("id: CB-Q1", "id: AD-Q9")},
        {moved: text},
        {path: None, path.replace("CB-Q1", "cb-q1"): text},
        {path: None, path.replace("CB-Q1", "CB-q1"): text.replace("id: CB-Q1", "id: CB-q1")},
        {path: None, path.replace("CB-Q1", "CB-Q01"): text.replace("id: CB-Q1", "id: CB-Q01")},
        {path: None, f"{path}.md": text},
        {path: None, path.replace(".md", ".MD"): text},
        {path: None, path.replace("/questions/", "/drafts/"): text},
    ):
        clone.commit(dict(files))
        assert "CB-Q1" in clone.refused().text, files
        clone.git("reset", "--quiet", "--hard", "HEAD~1")


def test_a_handle_moves_to_no_other_group_with_its_number(clone: Clone) -> None:
    under_its_handle(clone)
    text = clone.read(OLD).replace("capacity-building", "advocacy").replace(f"id: {HANDLE}", "id: AD-D4")
    clone.commit({OLD: None, f"{OTHER}/drafts/AD-D4.md": text})
    assert f"{HANDLE} ({OLD}) It is published" in clone.refused().text


def test_a_handle_becomes_no_other_handle(clone: Clone) -> None:
    under_its_handle(clone)
    other = OLD.replace("m2p4", "a2b3")
    clone.commit({OLD: None, other: clone.read(OLD).replace(f"id: {HANDLE}", "id: CB-D-a2b3")})
    assert f"{HANDLE} ({OLD}) It is published" in clone.refused().text


@pytest.mark.parametrize("bytes_", [b"\xff\xfe", b"---\na: [\n---\n", b"---\nid: a\nid: b\n---\n", b"\0"])
def test_nothing_is_rewritten_through_a_file_that_cannot_be_read(clone: Clone, bytes_: bytes) -> None:
    path = f"{GROUP}/drafts/CB-D1.md"
    text = clone.read(path)
    clone.commit({path: bytes_})
    assert "CB-D1" in clone.refused().text
    clone.commit({path: f"{text}Another text.\n"})
    assert "board ratified CB-D1 on 2018-07-10, so these fields cannot change: body." in clone.refused().text


COPY = f"{GROUP}/questions/CB-Q-k3f9.md"


@pytest.mark.parametrize("handle", ["CB-Q-k3f9", ""])
@pytest.mark.parametrize("group", [GROUP, OTHER])
def test_a_copy_of_a_numbered_record_under_its_handle_is_not_taken_in(clone: Clone, handle: str, group: str) -> None:
    number = f"{GROUP}/questions/CB-Q3.md"
    clone.commit(
        {COPY: None, number: clone.read(COPY).replace("id: CB-Q-k3f9\nhandle: ", "id: CB-Q3\nhandle: CB-Q-k3f9")}
    )
    clone.accepted()
    copy = record("CB-Q-k3f9", group.partition("/")[2], handle=handle, state="proposed")
    clone.commit({COPY.replace(GROUP, group): copy})
    assert "It is the handle of CB-Q3." in clone.refused().text


@pytest.mark.parametrize("name", ["CB-Q3 (copy)", "CB-Q4", "CB-Q-a2b3", "cb-q3", "AD-Q9"])
def test_a_copy_under_another_name_is_not_taken_in(clone: Clone, name: str) -> None:
    number = f"{GROUP}/questions/CB-Q3.md"
    text = clone.read(COPY).replace("id: CB-Q-k3f9\nhandle: ", "id: CB-Q3\nhandle: CB-Q-k3f9")
    clone.commit({COPY: None, number: text})
    clone.accepted()
    clone.commit({number.replace("CB-Q3", name): text.replace("id: CB-Q3", f"id: {name}")})
    assert name in clone.refused().text
