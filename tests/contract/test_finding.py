"""The contract of finding: which record a reference means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, everything


@pytest.fixture
def many(once: Once, wmstrat: Wmstrat, workspace: Path) -> Path:
    """A workspace with CB-Q1 to CB-Q12, a draft and a note."""

    def make() -> None:
        rows = "".join(f"CB,Question number {number}?\n" for number in range(1, 13))
        wmstrat("import", "question", "-", "--from", "csv", stdin="group,title\n" + rows)
        wmstrat("draft", "add", "CB", "A draft")
        wmstrat("note", "add", "CB", "A note", "--date", "2018-07-14")
        wmstrat("person", "add", "Member 17")

    once(make, workspace)
    return workspace


MEANT = {
    "CB-Q1": "CB-Q1",
    "cb-q1": "CB-Q1",
    "CB-Q12": "CB-Q12",
    "CB-D": "CB-D1",
    "cb-d": "CB-D1",
    "  CB-Q2  ": "CB-Q2",
    "process": "process",
    "Member 17": "member-17",
    "member-17": "member-17",
    "mem": "member-17",
    "capacity-building": "capacity-building",
    "CB": "capacity-building",
    "cb": "capacity-building",
    "Capacity Building": "capacity-building",
    "capacity  BUILDING": "capacity-building",
    "Roles & Responsibilities": "roles-responsibilities",
    "roles and responsibilities": "roles-responsibilities",
    "Roles&Responsibilities": "roles-responsibilities",
    "Technology": "product-technology",
    "Product": "product-technology",
}


@pytest.mark.usefixtures("many")
def test_a_reference_finds_its_record(wmstrat: Wmstrat) -> None:
    for typed, found in MEANT.items():
        assert wmstrat.record(typed)["id"] == found


@pytest.mark.usefixtures("many")
def test_the_beginning_and_the_random_tail_of_a_note_find_it(wmstrat: Wmstrat) -> None:
    [note] = wmstrat.items("note", "list")

    for typed in ("CB-N", "cb-n20180714-", note["id"][-4:], note["id"][-4:].upper()):
        assert wmstrat.record(typed)["id"] == note["id"]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("typed", "candidates"),
    [("CB-Q", ["CB-Q1", "CB-Q2"]), ("R", ["revenue-streams", "resource-allocation", "roles-responsibilities"])],
)
def test_an_ambiguous_reference_lists_the_candidates(wmstrat: Wmstrat, typed: str, candidates: list[str]) -> None:
    refused = wmstrat("show", typed, code=3)

    assert refused.out == ""
    for candidate in candidates:
        assert candidate in refused.err


@pytest.mark.usefixtures("many")
def test_a_beginning_that_ends_inside_a_number_finds_nothing(wmstrat: Wmstrat) -> None:
    wmstrat("import", "question", "-", "--from", "csv", stdin="id,group,title\nDI-Q10,DI,Ten?\n")

    wmstrat("show", "DI-Q1", code=3)
    wmstrat("show", "CB-N2018", code=3)
    assert wmstrat.record("DI-Q")["id"] == "DI-Q10"


def test_set_and_mark_take_no_beginnings(wmstrat: Wmstrat, many: Path) -> None:
    before = everything(many)

    for typed in ("CB-D", "mem", "Product &", "capacity-b"):
        wmstrat("set", typed, "title=X", code=3)
        wmstrat("mark", typed, "withdrawn", code=3)

    assert everything(many) == before


@pytest.mark.usefixtures("workspace")
def test_people_and_groups_are_found_by_the_beginning_of_a_name_with_or_without_accents(wmstrat: Wmstrat) -> None:
    for name in ("José Núñez", "Øystein 1", "Øystein 12", "Zoé Öst"):
        wmstrat("person", "add", name)
    wmstrat("group", "add", "Éducation", "--code", "ED")

    for typed, name in (
        ("jose", "José Núñez"),
        ("JOSÉ N", "José Núñez"),
        ("jose-nu", "José Núñez"),
        ("ZO", "Zoé Öst"),
    ):
        assert wmstrat.record(typed)["name"] == name
        assert name in wmstrat("whoami", typed).out
    assert wmstrat.record("educ")["name"] == "Éducation"
    assert wmstrat.record("oystein 1")["name"] == "Øystein 1"
    assert "could be any of these" in wmstrat("show", "oyst", code=3).err
    assert "type the whole id: josé-núñez" in wmstrat("set", "jose", "about=x", code=3).err
    assert "There is no record" in wmstrat("show", "\N{COMBINING ACUTE ACCENT}", code=3).err


@pytest.mark.usefixtures("workspace")
def test_people_and_groups_are_found_by_name_with_or_without_accents(wmstrat: Wmstrat) -> None:
    for name in ("José Núñez", "Eve Ash", "Zoë Öst", "Zoé Öst"):
        wmstrat("person", "add", name)

    for typed in ("José Núñez", "jose nunez", "JOSÉ NUNEZ"):
        wmstrat("set", typed, f"about=Typed as {typed}")
        assert wmstrat.record(typed)["about"] == f"Typed as {typed}"
    wmstrat("set", "capacity  building", "mailing_list=cb@example.org")
    assert "Zoë Öst" in wmstrat("set", "zoe ost", "about=x", code=3).err
    assert wmstrat.record("zoë öst")["name"] == "Zoë Öst"


@pytest.mark.usefixtures("many")
def test_set_takes_a_tail(wmstrat: Wmstrat) -> None:
    [note] = wmstrat.items("note", "list")

    wmstrat("set", note["id"][-4:], "kind=research")

    assert wmstrat.record(note["id"])["kind"] == "research"


@pytest.mark.usefixtures("unchanged")
def test_an_unknown_group_is_told_with_the_nearest_names(wmstrat: Wmstrat) -> None:
    for typed, nearest in (("Capcity Bilding", "Capacity Building"), ("diversty", "Diversity"), ("CBX", "CB")):
        for command in (["status", typed], ["note", "add", typed, "Text"], ["question", "list", typed]):
            refused = wmstrat(*command, code=3)
            assert f'There is no group "{typed}"' in refused.err
            assert nearest in refused.err.partition("Did you mean")[2]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("command", ["show {}", "log {}", "edit {}", "set {} level=x", "mark {} final"])
def test_an_unknown_record_is_not_found(wmstrat: Wmstrat, command: str) -> None:
    assert "CB-Q99" in wmstrat(*command.format("CB-Q99").split(), code=3).err


@pytest.mark.usefixtures("unchanged")
def test_an_unknown_name_of_anything_is_told_with_the_nearest_groups(wmstrat: Wmstrat) -> None:
    for command in ("show BC", "log BC"):
        refused = wmstrat(*command.split(), code=3).err
        assert 'There is no record "BC". Did you mean CB (Capacity Building)?' in refused
    for words, typed in (("xyzzy", "xyzzy"), ("Pay the mentors", "'Pay the mentors'")):
        assert f"Look for it by its words: wmstrat search {typed}\n" in wmstrat("show", words, code=3).err
        wmstrat("search", words)


def test_in_a_workspace_with_a_remote_a_record_has_a_handle(
    wmstrat: Wmstrat, shared: Path, git: Callable[..., str]
) -> None:
    handle = wmstrat("question", "add", "CB", "Which capacities are missing?").lines[0]

    assert handle.startswith("CB-Q-")
    assert len(handle) == len("CB-Q-k3f9")
    assert wmstrat.record(handle)["handle"] == handle
    for typed in (handle[-4:], handle.lower(), "CB-Q"):
        assert wmstrat.record(typed)["id"] == handle
    wmstrat("set", handle, "level=structural")
    wmstrat("mark", handle[-4:], "review")
    subject = git(shared, "log", "--format=%s", "-3").splitlines()[-1]
    assert subject == f'CB: add question "Which capacities are missing?" ({handle[-4:]})'


@pytest.mark.usefixtures("workspace")
def test_a_handle_finds_the_record_that_has_a_number_by_now(wmstrat: Wmstrat) -> None:
    rows = "id,handle,group,title\nCB-Q3,CB-Q-k3f9,CB,Which capacities?\n"
    wmstrat("import", "question", "-", "--from", "csv", stdin=rows)

    for typed in ("CB-Q-k3f9", "cb-q-K3F9", "k3f9"):
        assert wmstrat.record(typed)["id"] == "CB-Q3"
    wmstrat("set", "CB-Q-k3f9", "level=structural")
    wmstrat("set", "CB-Q3", "handle=CB-Q-aaaa", code=4)


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("ref", ["capacity-building", "CB", "cb", "Capacity-Building"])
def test_set_takes_the_slug_and_the_code_of_a_group_in_any_case(wmstrat: Wmstrat, ref: str) -> None:
    wmstrat("set", ref, "origin=A meeting")

    assert wmstrat.record("CB")["origin"] == "A meeting"


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("capacty", "Did you mean CB (Capacity Building)?"),
        ("BC", "Did you mean CB (Capacity Building)?"),
        ("CX", "Did you mean CB (Capacity Building), CH (Community Health) or CT (Core Team)?"),
        ("zzzz", "See the list: wmstrat group list"),
    ],
)
def test_an_unknown_group_is_answered_with_the_nearest_ones_or_the_list(
    wmstrat: Wmstrat, typed: str, meant: str
) -> None:
    assert f'There is no group "{typed}". {meant}\n' in wmstrat("status", typed, code=3).err


@pytest.mark.usefixtures("many")
def test_another_number_is_no_slip_and_another_kind_is_named(wmstrat: Wmstrat) -> None:
    told = wmstrat("show", "CB-Q99", code=3).err
    assert 'There is no record "CB-Q99". See the list: wmstrat question list CB\n' in told
    for unknown, noun in [("CB-MT99", "meeting"), ("cb-fb20180806-zzzz", "feedback"), ("CB-de-zzzz", "decision")]:
        assert f"See the list: wmstrat {noun} list CB\n" in wmstrat("show", unknown, code=3).err
    draft = wmstrat("draft", "add", "CB", "A first", "--answers", "CB-Q1").lines[0]
    told = wmstrat("draft", "add", "CB", "Another", "--answers", draft, code=3).err
    assert f"{draft} is a draft, but this command needs a question. See the list: wmstrat question list CB\n" in told
    assert "wmstrat group list" in wmstrat("note", "list", "CB-Q1", code=3).err


@pytest.mark.usefixtures("many")
def test_a_number_without_its_group_is_of_the_group_at_hand(wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "DI", "Who is missing?")
    draft = wmstrat("draft", "add", "CB", "A first", "--answers", "Q1", "--focus", "F1,cb-f2").lines[0]
    assert (wmstrat.record(draft)["answers"], wmstrat.record(draft)["focus"][0]) == (["CB-Q1"], "CB-F1")
    wmstrat("set", draft, "answers+=q2", "focus=f2")
    assert (wmstrat.record(draft)["answers"], wmstrat.record(draft)["focus"]) == (["CB-Q1", "CB-Q2"], ["CB-F2"])
    refused = wmstrat("show", "Q1", code=3).err
    assert "CB-Q1" in refused
    assert "DI-Q1" in refused
    assert wmstrat.record("D1")["id"] == "CB-D1"
    wmstrat("mark", "Q2", "review", code=3)


@pytest.mark.usefixtures("many")
def test_the_beginning_of_an_id_is_told_whole_where_a_whole_one_is_needed(wmstrat: Wmstrat) -> None:
    [note] = wmstrat.items("note", "list")
    refused = wmstrat("mark", note["id"].rpartition("-")[0], "withdrawn", code=3).err
    assert "is only the beginning of an id" in refused
    assert note["id"] in refused


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("typed", [["Hello CB"], ["Hello all", "CB"]])
def test_a_text_in_the_place_of_the_group_is_told_where_it_belongs(wmstrat: Wmstrat, typed: list[str]) -> None:
    [error, advice] = wmstrat("note", "add", *typed, code=3).err.splitlines()
    assert error.endswith("See the list: wmstrat group list")
    assert advice == "The group comes first, then the text: wmstrat note add GROUP TEXT"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("typed", [["Member 3", "CB"], ["somebody", "Capacity Building"], ["Member 3", "Member 4"]])
@pytest.mark.parametrize("verb", ["apply", "appoint", "decline", "leave"])
def test_a_person_in_the_place_of_the_group_is_told_where_it_belongs(
    wmstrat: Wmstrat, typed: list[str], verb: str
) -> None:
    advice = wmstrat("member", verb, *typed, code=3).err.splitlines()[-1]
    assert advice == f"The group comes first, then the person: wmstrat member {verb} GROUP PERSON"


@pytest.mark.usefixtures("unchanged")
def test_a_group_that_is_not_there_comes_in_the_right_order(wmstrat: Wmstrat) -> None:
    assert "comes first" not in wmstrat("member", "appoint", "XX", "Member 3", code=3).err


@pytest.mark.usefixtures("many")
def test_a_verb_of_groups_names_the_way_for_one_record(wmstrat: Wmstrat) -> None:
    refused = wmstrat("question", "finalize", "CB-Q1", code=3).err
    assert "is for all questions of a group. To change only CB-Q1: wmstrat mark CB-Q1 final" in refused
    wmstrat("mark", "CB-Q1", "final")
    [draft] = wmstrat("draft", "add", "CB", "Mentors").lines
    assert "is a draft, but this command needs a group" in wmstrat("question", "finalize", draft, code=3).err


@pytest.fixture
def keyed(once: Once, wmstrat: Wmstrat, workspace: Path) -> Path:
    """Questions and a draft with the keys of the rows that they came from; two of them have the same."""

    def make() -> None:
        for kind, rows in (("question", "W-1,CB,Who?\nW-12,CB,When?\nQ2,CB,Why?\n"), ("draft", "W-12,CB,A well\n")):
            wmstrat("import", kind, "-", "--from", "csv", "--key", "Nr", stdin=f"Nr,group,title\n{rows}")

    once(make, workspace)
    return workspace


@pytest.mark.usefixtures("keyed")
def test_the_key_of_a_row_finds_its_record_everywhere(wmstrat: Wmstrat) -> None:
    assert wmstrat.record("W-1")["id"] == "CB-Q1"
    wmstrat("set", "W-1", "title=Who, then?")
    wmstrat("mark", "W-1", "review")
    assert [wmstrat.record("CB-Q1")[name] for name in ("title", "state")] == ["Who, then?", "review"]
    wmstrat("draft", "add", "CB", "Mentors", "--answers", "W-1")
    assert wmstrat.record("CB-D2")["answers"] == ["CB-Q1"]
    assert wmstrat("search", "W-1", "--format", "ids").lines == ["CB-Q1", "CB-D2"]


@pytest.mark.usefixtures("keyed")
@pytest.mark.parametrize(
    ("key", "candidates"), [("W-12", ("CB-Q2 (When?)", "CB-D1 (A well)")), ("Q2", ("CB-Q3 (Why?)", "CB-Q2 (When?)"))]
)
def test_a_key_that_could_be_several_records_lists_them(
    wmstrat: Wmstrat, key: str, candidates: tuple[str, ...]
) -> None:
    for command in (["show", key], ["set", key, "title=X"], ["mark", key, "review"]):
        told = wmstrat(*command, code=3).err
        assert all(candidate in told for candidate in candidates)
        assert told.endswith("Type the id of one.\n")


@pytest.mark.usefixtures("workspace")
def test_no_new_id_is_a_word_that_means_another_group_in_commands(wmstrat: Wmstrat) -> None:
    for name, identity in [("All", "all-2"), ("Own", "own-2")]:
        assert wmstrat("person", "add", name).lines == [identity]
    for name, (of_group, of_person) in {"Scope": ("scope", "scope-2"), "Process": ("process-2", "process-3")}.items():
        assert wmstrat("group", "add", name).lines == [of_group]
        assert wmstrat("person", "add", name).lines == [of_person]
    told = wmstrat("import", "group", "-", "--from", "csv", stdin="id,name,code\nown,Mine,MI\n", code=5).err
    assert 'found "own" in the row "Mine", expected an id in the form that wmstrat uses' in told
    assert wmstrat.record("process")["record"] == "process"


@pytest.mark.usefixtures("workspace")
def test_the_id_of_an_entry_leads_to_the_record_that_has_it(wmstrat: Wmstrat) -> None:
    wmstrat("scope", "add", "CB", "What we look at")
    wmstrat("set", "CB-scope", 'changes+=More people learn,case="Few do today"')
    change = 'CB-C1 is an entry in changes of CB-scope: "More people learn". See it there: wmstrat show CB-scope'
    for typed, told in (("CB-F1", "See it there: wmstrat show CB\n"), ("cb-c1", change)):
        for command in (("show", typed), ("edit", typed), ("draft", "publish", typed)):
            assert told in wmstrat(*command, code=3).err, command


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "command", ["coverage", "diversity", "handover", "link map", "question list", "draft package"]
)
def test_where_all_cannot_be_typed_its_meaning_is_told(wmstrat: Wmstrat, command: str) -> None:
    assert "ALL means what belongs to no single group" in wmstrat(*command.split(), "all", code=3).err
