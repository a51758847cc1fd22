"""Every word that people try for a command leads to it: spelled otherwise, shortened, mistyped, or foreign."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.conftest import Wmstrat
from tests.docs.tree import commands
from wmstrat.cli import COMMANDS
from wmstrat.commands.meant import OTHER_WORDS, command_meant, verb_meant
from wmstrat.errors import UsageProblem
from wmstrat.kinds import kinds

TREE = {one.words: one.made for one in commands()}
NOUNS = {each.command: each for each in kinds() if each.command in TREE}


def verbs_of(noun: str) -> list[str]:
    return list(TREE[noun].commands)


def understood(first: str, rest: list[str]) -> str:
    noun, *_ = [first] if first in COMMANDS else command_meant(first, rest, COMMANDS)
    return verb_meant(noun, rest[0], rest[1:], verbs_of(noun))


def lines(refused: UsageProblem) -> list[str]:
    return refused.parts[1::2]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Note", ["note"]),
        ("NOTE", ["note"]),
        ("que", ["question"]),
        ("app", ["application"]),
        ("whoa", ["whoami"]),
        ("questions", ["question", "list"]),
        ("people", ["person", "list"]),
        ("members", ["member", "list"]),
        ("membership", ["member"]),
        ("processs", None),
        ("q", None),
        ("s", None),
        ("stats", None),
    ],
)
def test_a_noun_in_another_form_is_the_noun(typed: str, meant: list[str] | None) -> None:
    if meant is None:
        with pytest.raises(UsageProblem):
            command_meant(typed, [], COMMANDS)
    else:
        assert command_meant(typed, [], COMMANDS) == meant


def test_a_plural_with_a_command_after_it_is_its_noun() -> None:
    for each in NOUNS.values():
        assert command_meant(each.plural, ["add", "CB"], COMMANDS) == [each.command]
        listed = [] if each.plural == each.command else ["list"]
        assert command_meant(each.plural, ["--format", "json"], COMMANDS) == [each.command, *listed]


@pytest.mark.parametrize(
    ("noun", "typed", "meant"),
    [("question", "finalise", "finalize"), ("question", "Finalize", "finalize"), ("question", "fin", "finalize"),
     ("member", "dec", "decline"), ("group", "REN", "rename")],
)  # fmt: skip
def test_a_command_in_another_form_is_the_command(noun: str, typed: str, meant: str) -> None:
    assert verb_meant(noun, typed, [], verbs_of(noun)) == meant


def test_a_beginning_of_two_commands_runs_neither() -> None:
    with pytest.raises(UsageProblem) as refused:
        verb_meant("member", "app", [], verbs_of("member"))
    assert lines(refused.value) == ["wmstrat member apply", "wmstrat member appoint"]


@pytest.mark.parametrize(
    ("typed", "rest", "meant"),
    [
        ("lineage", ["CB-D1"], ["wmstrat draft lineage CB-D1"]),
        ("package", ["CB-D1"], ["wmstrat draft package CB-D1"]),
        ("lineage", [], ["wmstrat question lineage", "wmstrat draft lineage", "wmstrat decision lineage"]),
    ],
)
def test_what_reads_of_some_kinds_is_found_without_its_noun(typed: str, rest: list[str], meant: list[str]) -> None:
    with pytest.raises(UsageProblem) as refused:
        command_meant(typed, rest, COMMANDS)
    assert lines(refused.value) == meant


def test_no_beginning_shorter_than_three_letters_runs_anything() -> None:
    for name in COMMANDS:
        for length in (1, 2):
            with pytest.raises(UsageProblem):
                command_meant(name[:length], [], COMMANDS)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("stats", "wmstrat status"),
        ("memeber list", "wmstrat member list"),
        ("shwo CB-Q1", "wmstrat show CB-Q1"),
        ("qustions", "wmstrat question"),
        ("member apoint CB 'Nora N'", "wmstrat member appoint CB 'Nora N'"),
        ("member add CB Nora", "wmstrat member appoint CB Nora"),
        ("member remove CB Nora", "wmstrat member leave CB Nora"),
        ("appoint CB Nora", "wmstrat member appoint CB Nora"),
        ("finalise CB", "wmstrat question finalize CB"),
        ("question show CB-Q1", "wmstrat show CB-Q1"),
        ("question delete CB-Q1", "wmstrat mark CB-Q1 withdrawn"),
        ("delete CB-Q1", "wmstrat mark CB-Q1 withdrawn"),
        ("rm", "wmstrat mark REF withdrawn"),
        ("person delete ann", "wmstrat undo"),
        ("delete 'Eve Ash'", "wmstrat log 'Eve Ash'"),
        ("delete CB-N20180714-k3f9", "wmstrat mark CB-N20180714-k3f9 withdrawn"),
        ("delete CB-AP20180714-k3f9", "wmstrat application decline CB-AP20180714-k3f9"),
        ("delete CB-member-17", "wmstrat member leave GROUP PERSON"),
        ("application delete CB-AP20180714-k3f9", "wmstrat application decline CB-AP20180714-k3f9"),
        ("submit CB-D1", "wmstrat draft submit CB-D1"),
        ("publish cb-d2", "wmstrat draft publish cb-d2"),
        ("draft ratify CB-D1", "wmstrat draft decide CB-D1"),
        ("park CB-Q1", "wmstrat mark CB-Q1 parked"),
        ("approve CB-D1 ratified", "wmstrat draft decide CB-D1 ratified"),
        ("person rename member-17", "wmstrat set member-17 name=NAME"),
        ("rename CB", "wmstrat group rename CB"),
        ("rename CB-Q1", "wmstrat set CB-Q1 title=TITLE"),
        ("application accept CB-AP20180714-k3f9", "wmstrat member appoint GROUP PERSON"),
        ("note CB hi", "wmstrat note add CB hi"),
        ("question CB", "wmstrat question list CB"),
        ("question CB-Q1", "wmstrat show CB-Q1"),
        ("person 'Eve Ash'", "wmstrat show 'Eve Ash'"),
        ("redo", "wmstrat undo COMMIT"),
        ("find words", "wmstrat search WORDS"),
        ("list", "wmstrat note list"),
        ("draft export", "wmstrat draft list --format csv > draft.csv"),
        ("members import", "wmstrat import membership FILE"),
        ("group create", "wmstrat group add"),
        ("application new", 'wmstrat member apply CB "Member 17"'),
        ("push", "wmstrat sync"),
        ("zzz", "wmstrat --help"),
        ("person lst", "wmstrat person list"),
        ("question zzz", "wmstrat question --help"),
    ],
)
def test_what_is_meant_is_shown_as_a_line_to_type(typed: str, line: str) -> None:
    first, *rest = shlex.split(typed)
    with pytest.raises(UsageProblem) as refused:
        understood(first, rest)
    assert line in lines(refused.value)


def test_what_was_typed_is_never_filled_in_nor_obeyed() -> None:
    with pytest.raises(UsageProblem) as refused:
        command_meant("delete", ["{typed}`\x1b[31m"], COMMANDS)
    assert "{typed}`" in str(refused.value)
    assert "\x1b" not in str(refused.value)


def test_no_word_of_another_program_hides_what_a_verb_is_also_called() -> None:
    for noun, each in NOUNS.items():
        also = [word for verb in each.verbs for word in verb.also]
        assert not {*also} & {*verbs_of(noun)}
        assert len(also) == len(set(also))


def test_every_line_that_is_shown_begins_with_a_command_that_there_is() -> None:
    shown = []
    for word in OTHER_WORDS.keys() - COMMANDS.keys():
        with pytest.raises(UsageProblem) as refused:
            command_meant(word, [], COMMANDS)
        shown += lines(refused.value)
    for noun, each in NOUNS.items():
        for word in [*OTHER_WORDS, *(word for verb in each.verbs for word in verb.also), "delete"]:
            if word not in verbs_of(noun):
                with pytest.raises(UsageProblem) as refused:
                    verb_meant(noun, word, ["CB"], verbs_of(noun))
                shown += lines(refused.value)
    assert len(shown) > 100
    for line in shown:
        program, *words = re.split(r"[ ]", line)
        if program == "git" or words[0] == "--help":
            continue
        assert program == "wmstrat"
        assert " ".join(words[:2]) in TREE or (words[0] in TREE and not hasattr(TREE[words[0]], "commands")), line


@pytest.mark.usefixtures("unchanged")
def test_another_form_runs_and_a_mistake_changes_nothing(wmstrat: Wmstrat) -> None:
    assert wmstrat("GROUPS", "--format", "ids").out == wmstrat("group", "list", "--format", "ids").out
    assert "Did you mean: wmstrat member appoint CB Nora" in wmstrat("member", "apoint", "CB", "Nora", code=2).err
    assert "\x1b" not in wmstrat("person", "x\x1b[31m", code=2).err


@pytest.mark.parametrize(
    ("option", "meant"), [("--levl", "--level"), ("--json", None), ("--colour", None), ("-m", "--message TEXT")]
)
def test_the_nearest_option_is_told(wmstrat: Wmstrat, option: str, meant: str | None) -> None:
    said = wmstrat("question", "add", "CB", "Which?", option, "x", code=2).err
    assert f"There is no option {option} here." in said
    assert f"Did you mean {meant}?" in said if meant else "Did you mean" not in said


def test_the_option_of_another_program_is_told_where_a_command_has_ours(wmstrat: Wmstrat) -> None:
    assert "Did you mean --format json?" in wmstrat("question", "list", "--json", code=2).err


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("command", "told"),
    [
        (
            "note add",
            "the group whose note it is (or several: CB,AD; - reads them from a pipe). It can be AD, BD, CB, CH, CT,",
        ),
        ("check --explain", "--explain"),
        ("log --limit 99999999999999999999", "--limit: Expected a whole number from 1 to 1000000000."),
        ("log --limit " + "9" * 5000, "--limit: Expected a whole number"),
        ("group list --width 99999999999999999999", "--width: Expected a whole number from 20 to 1000."),
        ("group list --width wide", "--width: Expected a whole number from 20 to 1000."),
    ],
)
def test_what_is_missing_or_no_number_is_told_in_a_sentence(wmstrat: Wmstrat, command: str, told: str) -> None:
    wmstrat("status")

    assert told in wmstrat(*command.split(), code=2).err


@pytest.mark.usefixtures("workspace")
def test_a_missing_option_names_what_fits(wmstrat: Wmstrat) -> None:
    wmstrat("status")

    assert "--by is missing: the body that decided, or carries it out." in (
        told := wmstrat("draft", "decide", "CB-D1", "ratified", code=2).err
    )
    assert "It can be BD." in told


@pytest.mark.usefixtures("workspace")
def test_words_in_another_order_or_apart_are_recognized(wmstrat: Wmstrat) -> None:
    wmstrat("draft", "add", "CB", "A draft")

    assert "then its new state: wmstrat mark CB-D1 submitted" in wmstrat("mark", "submitted", "cb-d1", code=2).err
    assert "An id is one word, such as CB-Q1." in wmstrat("show", "cb", "d1", code=2).err
    assert "CB-D7" in wmstrat("mark", "CB-D7", "submitted", code=3).err


@pytest.mark.usefixtures("workspace")
def test_what_is_said_instead_of_deleting_a_person_works(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Eve Ash")
    wmstrat("note", "add", "CB", "Text")

    assert "wmstrat log 'Eve Ash'" in wmstrat("delete", "Eve Ash", code=2).err

    [commit] = re.findall(r"  ([0-9a-f]{7,40})  ", wmstrat("log", "Eve Ash").out)
    wmstrat("undo", commit)
    wmstrat("show", "Eve Ash", code=3)


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("member appoint CB Ann --since today", "Did you mean --on DATE?"),
        ("person add Ann --email ann@example.org", "Did you mean --contact TEXT?"),
        (
            "search mentors --group CB",
            "GROUP is typed without a name, in its place: wmstrat search [WORD...] [GROUP]",
        ),
        (
            "question add CB --title x",
            "The title is the TEXT itself, typed without --title: wmstrat question add GROUP [TEXT] [OPTIONS]",
        ),
        (
            "draft add CB --titel x",
            "The title is the TEXT itself, typed without --titel: wmstrat draft add GROUP [TEXT] [OPTIONS]",
        ),
        (
            "search",
            "Type more after wmstrat search: words or --like REF. For example: wmstrat search mentors",
        ),
        ("import", "or folders of them; - reads a pipe. For example: wmstrat import question questions.csv"),
        ("question list --group CB", "GROUP is typed without a name, in its place: wmstrat question list [GROUP]"),
        ("log --author Ann", "Did you mean --by NAME?"),
    ],
)
def test_an_option_that_is_called_otherwise_is_named(wmstrat: Wmstrat, command: str, said: str) -> None:
    assert said in wmstrat(*command.split(), code=2).err


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "command",
    ["group add NAME", "person add NAME", "question add CB TEXT", "draft add CB TITLE", "group rename CB NAME",
     "set RA mailing_list=ADDRESS", "set RA name=VALUE", "note add CB Hi --by TEXT", "member appoint CB PERSON",
     "person add Ann --contact TEXT", "note add CB TEXT"],
)  # fmt: skip
def test_the_name_of_a_value_is_not_taken_for_one(wmstrat: Wmstrat, command: str) -> None:
    word = re.split("[ =]", command)[-1]
    assert re.search(f"Type the real [a-z_]+ in the place of {word}\\.", wmstrat(*command.split(), code=2).err)


@pytest.mark.usefixtures("workspace")
def test_a_name_of_a_value_is_one_where_it_is_part_of_a_text_or_looked_for(wmstrat: Wmstrat) -> None:
    person = wmstrat("person", "add", "Name").lines[0]
    note = wmstrat("note", "add", "CB", "What TEXT is").lines[0]
    assert wmstrat.record(person)["name"] == "Name"
    assert note in [found["id"] for found in wmstrat.items("search", "TEXT")]
