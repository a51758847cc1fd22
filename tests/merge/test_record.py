"""Two versions of a record and their base: each case by its name."""

from __future__ import annotations

import pytest

from tests.merge.cases import GROUP, QUESTION, Asked, changed, merge, merge_groups, never, text_of, values_of
from wmstrat.kinds import membership
from wmstrat.merge.choice import Conflict, Resolution
from wmstrat.merge.record import merge_record
from wmstrat.record.kind import Kind

MARK = "\ufeff"


class TestNothingToMerge:
    def test_equal_sides(self) -> None:
        merged = merge("a", "b\r", "b\r")
        assert (merged.data, merged.from_mine, merged.from_theirs) == (b"b\r", (), ())

    @pytest.mark.parametrize("text", [None, "", "no record", "\0", MARK + "---\r\nid: 'x\n"])
    def test_one_side_unchanged_gives_the_other_byte_for_byte(self, text: str | None) -> None:
        expected = None if text is None else text.encode()
        assert merge(QUESTION, QUESTION, text).data == expected
        assert merge(QUESTION, text, QUESTION).data == expected
        assert merge(QUESTION, QUESTION, text).from_theirs == ("record",)
        assert merge(None, None, text).data == expected


class TestFields:
    def test_different_fields(self) -> None:
        mine = changed(QUESTION, ("title: Which", "title: What"))
        theirs = changed(QUESTION, ("level: structural", "level: programmatic"))
        merged = merge(QUESTION, mine, theirs)
        assert text_of(merged) == changed(mine, ("level: structural", "level: programmatic"))
        assert (merged.from_mine, merged.from_theirs) == (("title",), ("level",))

    def test_neighbouring_fields_without_comments_between(self) -> None:
        bare = "".join(line for line in QUESTION.splitlines(keepends=True) if not line.startswith("# "))
        mine = changed(bare, ("state: proposed", "state: review"))
        theirs = changed(bare, ("level: structural", "level: programmatic"))
        assert text_of(merge(bare, mine, theirs)) == changed(mine, ("level: structural", "level: programmatic"))

    def test_same_field_is_asked_for_and_open_ones_stay_mine(self) -> None:
        mine = changed(QUESTION, ("state: proposed", "state: review"))
        theirs = changed(QUESTION, ("state: proposed", "state: parked"), ("level: structural", "level:"))
        merged = merge(QUESTION, mine, theirs, Asked())
        assert merged.conflicts == (Conflict("state", "proposed", "review", "parked"),)
        assert merged.data == changed(mine, ("level: structural", "level:")).encode()
        assert (merged.from_mine, merged.from_theirs) == ((), ("level",))

    @pytest.mark.parametrize(
        ("choice", "line"),
        [
            (Resolution("mine"), "state: review  # let us talk"),
            (Resolution("theirs"), "# let us talk\nstate: parked"),
            (Resolution("value", "final: or not"), 'state: "final: or not"'),
            (Resolution("value", ""), "\nstate:\n"),
        ],
    )
    def test_a_choice_is_taken_and_comments_stay(self, choice: Resolution, line: str) -> None:
        mine = changed(QUESTION, ("state: proposed", "state: review  # let us talk"))
        theirs = changed(QUESTION, ("state: proposed", "state: parked"))
        text = text_of(merge(QUESTION, mine, theirs, Asked(choice)))
        assert line in text
        assert "# let us talk\n" in text

    @pytest.mark.parametrize(
        "choice", [Resolution("both"), Resolution("value", "\udc80"), Resolution("value", "a\0b")]
    )
    def test_a_choice_that_does_not_fit_is_none(self, choice: Resolution) -> None:
        mine = changed(QUESTION, ("state: proposed", "state: review"))
        theirs = changed(QUESTION, ("state: proposed", "state: parked"))
        merged = merge(QUESTION, mine, theirs, Asked(choice))
        assert [conflict.field for conflict in merged.conflicts] == ["state"]
        assert merged.data == mine.encode()

    def test_same_value_in_two_layouts_is_agreed(self) -> None:
        mine = changed(QUESTION, ("state: proposed", "state: 'review'  # mine"))
        theirs = changed(QUESTION, ("state: proposed", 'state: "review"'))
        text = text_of(merge(QUESTION, mine, theirs))
        assert values_of(text.encode())["state"] == "review"
        assert "# mine" in text

    def test_same_letters_composed_and_decomposed_are_one_value(self) -> None:
        mine = changed(QUESTION, ("state: proposed", "state: review"), ("title: Which", "title: Caf\u00e9: Which"))
        theirs = changed(QUESTION, ("title: Which", "title: Cafe\u0301: Which"))
        mine, theirs = mine.replace("\u00e9: ", "\u00e9 "), theirs.replace("\u0301: ", "\u0301 ")
        assert "state: review" in text_of(merge(QUESTION, mine, theirs))

    def test_new_comment_of_one_and_new_value_of_the_other_share_a_line(self) -> None:
        mine = changed(QUESTION, ("state: proposed", "state: proposed  # ask again"))
        theirs = changed(QUESTION, ("state: proposed", "state: review"))
        expected = changed(QUESTION, ("state: proposed", "state: review  # ask again"))
        assert text_of(merge(QUESTION, mine, theirs)) == expected
        assert text_of(merge(QUESTION, theirs, mine)) == expected

    def test_a_field_that_both_have_added(self) -> None:
        mine = changed(QUESTION, ("enduring_since:\n", "enduring_since: 2012\nfinal_on:\n"))
        theirs = changed(QUESTION, ("enduring_since:\n", "enduring_since:\nfinal_on: 2018-01-01\n"))
        expected = changed(QUESTION, ("enduring_since:\n", "enduring_since: 2012\nfinal_on: 2018-01-01\n"))
        assert text_of(merge(QUESTION, mine, theirs)) == expected

    def test_a_line_removed_against_a_value_changed(self) -> None:
        mine = changed(QUESTION, ("level: structural\n", ""), ("title: Which", "title: What"))
        theirs = changed(QUESTION, ("level: structural\n", "level: programmatic\n"))
        merged = merge(QUESTION, mine, theirs, Asked())
        assert merged.conflicts == (Conflict("level", "structural", "", "programmatic"),)
        assert "level" not in values_of(merged.data)
        assert values_of(merge(QUESTION, mine, theirs, Asked(Resolution("theirs"))).data)["level"] == "programmatic"

    def test_literal_blocks_with_blank_lines_and_number_signs_are_one_value(self) -> None:
        mine = changed(QUESTION, ("  Since 2012.\n\n", "  Since 2012.\n\n\n  More.\n\n"))
        theirs = changed(QUESTION, ("enduring_since:", "enduring_since: 2012"), ("# what one should know\n", ""))
        text = text_of(merge(QUESTION, mine, theirs))
        assert text == changed(mine, ("enduring_since:", "enduring_since: 2012"), ("# what one should know\n", ""))
        both = changed(QUESTION, ("Since 2012.", "Since 2011."))
        merged = merge(QUESTION, mine, both, Asked(Resolution("theirs")))
        assert text_of(merged) == both
        assert "# 1 on every list." in text_of(merged)

    def test_block_that_keeps_its_blank_lines(self) -> None:
        base = changed(QUESTION, ("background: |-\n", "background: |+\n"), ("every list.\n", "every list.\n\n\n"))
        mine = changed(base, ("every list.\n\n\n", "every list.\n\n\n\n"))
        theirs = changed(base, ("enduring_since:", "# since when\nenduring_since: 2012"))
        text = text_of(merge(base, mine, theirs))
        assert values_of(text.encode())["background"] == "Since 2012.\n\n# 1 on every list.\n\n\n\n"
        assert "# since when\n" in text


class TestLists:
    def test_same_list(self) -> None:
        mine = changed(QUESTION, ("  - CB-F1\n", ""), ("  - CB-F2\n", "  - CB-F2\n  - CB-F8  # of mine\n"))
        theirs = changed(QUESTION, ("  - CB-F2\n", "  - CB-F2\n  - CB-F9  # of theirs\n"))
        merged = merge(QUESTION, mine, theirs)
        text = text_of(merged)
        assert values_of(merged.data)["focus"] == ["CB-F2", "CB-F9", "CB-F8"]
        assert "  - CB-F9  # of theirs\n" in text
        assert "# of mine\n" in text
        assert (merged.from_mine, merged.from_theirs) == (("focus",), ("focus",))

    def test_both_add_the_same_item(self) -> None:
        mine = changed(QUESTION, ("  - CB-F2\n", "  - CB-F2\n  - CB-F3\n  - CB-F4\n"))
        theirs = changed(QUESTION, ("  - CB-F2\n", "  - CB-F2\n  - CB-F4\n  - CB-F5\n"))
        assert values_of(merge(QUESTION, mine, theirs).data)["focus"] == ["CB-F1", "CB-F2", "CB-F3", "CB-F4", "CB-F5"]

    def test_removed_by_both_sides_and_emptied(self) -> None:
        mine = changed(QUESTION, ("  - CB-F1\n", ""))
        theirs = changed(QUESTION, ("  - CB-F2\n", ""))
        assert values_of(merge(QUESTION, mine, theirs).data)["focus"] in ("", [])

    def test_new_item_keeps_its_place(self) -> None:
        mine = changed(QUESTION, ("  - CB-F1\n", "  - CB-F1\n  - CB-F8\n"))
        theirs = changed(QUESTION, ("  - CB-F2\n", "  - CB-F2\n  - CB-F9\n"))
        assert values_of(merge(QUESTION, mine, theirs).data)["focus"] == ["CB-F1", "CB-F8", "CB-F2", "CB-F9"]

    def test_list_that_is_none_on_one_side_is_asked_for(self) -> None:
        mine = changed(QUESTION, ("focus:\n  - CB-F1\n  - CB-F2\n", "focus: CB-F1\n"))
        theirs = changed(QUESTION, ("  - CB-F2\n", "  - CB-F2\n  - CB-F9\n"))
        merged = merge(QUESTION, mine, theirs, Asked())
        assert merged.conflicts == (Conflict("focus", "CB-F1\nCB-F2", "CB-F1", "CB-F1\nCB-F2\nCB-F9"),)
        typed = merge(QUESTION, mine, theirs, Asked(Resolution("value", "CB-F2\nCB-F3")))
        assert values_of(typed.data)["focus"] == ["CB-F2", "CB-F3"]


class TestEntries:
    def test_entries_by_key(self) -> None:
        mine = changed(
            GROUP, ("text: Skills", "text: Skills of all"), ("needs:", "  - {stage: work, since: 2019}\nneeds:")
        )
        theirs = changed(
            GROUP,
            ("text: Leaders", "text: Leaders and experts"),
            ("    since: 2018-07-20\n", "    since: 2018-07-20\n    until: 2018-08-01\n    seen: by hand\n"),
        )
        merged = merge_groups(GROUP, mine, theirs)
        values = values_of(merged.data)
        assert values["focus"] == [
            {"id": "CB-F1", "text": "Skills of all"},
            {"id": "CB-F2", "text": "Leaders and experts"},
        ]
        assert values["stages"] == [
            {"stage": "set-up", "since": "2018-07-20", "until": "2018-08-01", "seen": "by hand"},
            {"stage": "work", "since": "2019"},
        ]
        assert "  # the second one\n" in text_of(merged)

    def test_sub_field_given_two_values(self) -> None:
        mine = changed(GROUP, ("    since: 2018-07-20\n", "    since: 2018-07-20\n    until: 2018-08-01\n"))
        theirs = changed(GROUP, ("    since: 2018-07-20\n", "    since: 2018-07-20\n    until: 2018-09-01\n"))
        merged = merge_groups(GROUP, mine, theirs, Asked())
        assert merged.conflicts == (Conflict("stages set-up 2018-07-20 until", "", "2018-08-01", "2018-09-01"),)
        assert merged.data == mine.encode()
        typed = merge_groups(GROUP, mine, theirs, Asked(Resolution("value", "2018-10-01")))
        assert typed.data == mine.replace("08-01", "10-01").encode()

    def test_entry_removed_against_entry_changed(self) -> None:
        mine = changed(GROUP, ("  # the second one\n  - id: CB-F2\n    text: Leaders\n", ""))
        theirs = changed(GROUP, ("text: Leaders", "text: Leaders and experts"), ("text: Skills", "text: Crafts"))
        merged = merge_groups(GROUP, mine, theirs, Asked())
        (conflict,) = merged.conflicts
        assert conflict.field == "focus CB-F2"
        assert conflict.theirs == "id: CB-F2\ntext: Leaders and experts"
        assert conflict.mine == ""
        assert values_of(merged.data)["focus"] == [{"id": "CB-F1", "text": "Crafts"}]
        kept = merge_groups(GROUP, mine, theirs, Asked(Resolution("theirs")))
        assert values_of(kept.data)["focus"] == values_of(theirs.encode())["focus"]
        other = merge_groups(GROUP, mine, theirs, Asked(Resolution("value", "id: CB-F2\ntext: Other")))
        assert values_of(other.data)["focus"] == [
            {"id": "CB-F1", "text": "Crafts"},
            {"id": "CB-F2", "text": "Other"},
        ]

    def test_entry_that_both_have_added_and_one_that_both_have_removed(self) -> None:
        mine = changed(GROUP, ("  - id: CB-F1\n    text: Skills\n", "  - id: CB-F3\n    text: New\n    by: me\n"))
        theirs = changed(
            GROUP,
            ("  - id: CB-F1\n    text: Skills\n", ""),
            ("text: Leaders\n", "text: Leaders\n  - {id: CB-F3, text: }\n"),
        )
        values = values_of(merge_groups(GROUP, mine, theirs).data)
        assert values["focus"] == [{"id": "CB-F2", "text": "Leaders"}, {"id": "CB-F3", "text": "New", "by": "me"}]

    def test_two_new_entries_of_one_number_are_two(self) -> None:
        added = "text: Leaders\n  - id: CB-F3\n    text: "
        mine = changed(GROUP, ("text: Leaders\n", f"{added}Mine\n  - {{id: CB-F5, text: Also mine}}\n"))
        theirs = changed(GROUP, ("text: Leaders\n", f"{added}Theirs\n  - {{id: CB-F5, text: Also theirs}}\n"))
        merged = merge_groups(GROUP, mine, theirs)
        assert not merged.conflicts
        assert values_of(merged.data)["focus"][2:] == [
            {"id": "CB-F3", "text": "Theirs"},
            {"id": "CB-F5", "text": "Also theirs"},
            {"id": "CB-F6", "text": "Mine"},
            {"id": "CB-F7", "text": "Also mine"},
        ]
        assert merged.renumbered == {"CB-F3": "CB-F6", "CB-F5": "CB-F7"}

    def test_one_new_entry_of_both_is_one(self) -> None:
        added = ("text: Leaders\n", "text: Leaders\n  - id: CB-F3\n    text: The same\n")
        merged = merge_groups(GROUP, changed(GROUP, added), changed(GROUP, added, ("text: Skills", "text: Crafts")))
        assert [entry["id"] for entry in values_of(merged.data)["focus"]] == ["CB-F1", "CB-F2", "CB-F3"]
        assert not merged.renumbered

    def test_new_entries_without_a_number_are_asked_for(self) -> None:
        added = "text: Leaders\n  - id: other\n    text: "
        mine, theirs = (changed(GROUP, ("text: Leaders\n", f"{added}{who}\n")) for who in ("Mine", "Theirs"))
        asked = Asked(Resolution("theirs"))
        assert text_of(merge_groups(GROUP, mine, theirs, asked)) == theirs
        assert [conflict.field for conflict in asked.conflicts] == ["focus other text"]

    def test_entry_that_one_side_removed(self) -> None:
        mine = changed(GROUP, ("  - id: CB-F1\n    text: Skills\n", ""))
        theirs = changed(GROUP, ("text: Leaders", "text: Leaders and experts"))
        values = values_of(merge_groups(GROUP, mine, theirs).data)
        assert values["focus"] == [{"id": "CB-F2", "text": "Leaders and experts"}]

    def test_entries_with_one_key_are_counted(self) -> None:
        base = changed(GROUP, ("    text: Leaders\n", "    text: Leaders\n  - id: CB-F2\n    text: again\n"))
        mine, theirs = changed(base, ("again", "once more")), changed(base, ("again", "anew"))
        asked = Asked(Resolution("theirs"))
        assert text_of(merge_groups(base, mine, theirs, asked)) == theirs
        assert [conflict.field for conflict in asked.conflicts] == ["focus CB-F2 (2) text"]

    def test_no_list_of_entries_is_asked_for(self) -> None:
        mine = changed(GROUP, ("stages:\n  - stage: set-up\n    since: 2018-07-20\n", "stages: none\n"))
        theirs = changed(GROUP, ("needs:", "  - stage: work\n    since: 2019-01-01\nneeds:"))
        merged = merge_groups(GROUP, mine, theirs, Asked())
        (conflict,) = merged.conflicts
        assert (conflict.field, conflict.mine) == ("stages", "none")
        assert conflict.theirs == "stage: set-up\nsince: 2018-07-20\n\nstage: work\nsince: 2019-01-01"
        listed = changed(GROUP, ("stages:\n  - stage: set-up\n    since: 2018-07-20\n", "stages: [none]\n"))
        assert merge_groups(GROUP, listed, theirs, Asked()).conflicts[0].mine == "none"

    def test_value_for_an_entry_that_is_no_entry_leaves_it_open(self) -> None:
        mine = changed(GROUP, ("  # the second one\n  - id: CB-F2\n    text: Leaders\n", ""))
        theirs = changed(GROUP, ("text: Leaders", "text: Leaders and experts"))
        merged = merge_groups(GROUP, mine, theirs, Asked(Resolution("value", "no entry")))
        assert [conflict.field for conflict in merged.conflicts] == ["focus CB-F2"]

    def test_words_of_the_process_keep_their_order(self) -> None:
        base = "wmstrat: 1\nstages:\n  - id: a\n  - id: z\n"
        mine = changed(base, ("  - id: z\n", "  - id: m\n  - id: z\n"))
        theirs = changed(base, ("  - id: z\n", "  - id: z\n  - id: end\n"))
        data = merge_record(process_kind(), False, base.encode(), mine.encode(), theirs.encode(), never).data
        assert data == b"wmstrat: 1\nstages:\n  - id: a\n  - id: m\n  - id: z\n  - id: end\n"


def process_kind() -> Kind:
    from wmstrat.kinds.process import KIND

    return KIND


class TestComments:
    def test_comments_of_both_sides(self) -> None:
        mine = changed(
            QUESTION,
            ("# the question itself\n", "# the question itself\n# mine says\n"),
            ("level: structural\n", "level: structural  # mine behind\n"),
            ("# the focus items\n", "\n# mine about focus\n# the focus items\n"),
        )
        theirs = changed(
            QUESTION,
            ("# the question itself\n", "# the question itself\n# theirs says\n"),
            ("state: proposed\n", "state: proposed  # theirs behind\n"),
            ("enduring_since:\n", "enduring_since:\n# theirs at the end\n"),
        )
        text = text_of(merge(QUESTION, mine, theirs))
        assert "# the question itself\n# theirs says\n# mine says\ntitle:" in text
        for comment in ("# mine behind", "# theirs behind", "# mine about focus", "# theirs at the end"):
            assert text.count(comment) == 1

    def test_comment_at_the_end_changed_by_both(self) -> None:
        base = changed(QUESTION, ("enduring_since:\n", "enduring_since:\n# at the end\n"))
        mine, theirs = changed(base, ("# at the end", "# mine")), changed(base, ("# at the end", "# theirs"))
        assert "enduring_since:\n# theirs\n# mine\n---\n" in text_of(merge(base, mine, theirs))

    def test_one_comment_changed_by_both_stands_twice(self) -> None:
        mine = changed(QUESTION, ("# the question itself", "# mine"))
        theirs = changed(QUESTION, ("# the question itself", "# theirs"))
        assert "# theirs\n# mine\ntitle:" in text_of(merge(QUESTION, mine, theirs))

    def test_comment_added_to_a_key_that_the_other_removed(self) -> None:
        mine = changed(QUESTION, ("level: structural\n", "level: structural  # why?\n"))
        theirs = changed(QUESTION, ("# structural or programmatic\nlevel: structural\n", ""))
        text = text_of(merge(QUESTION, mine, theirs))
        assert "# why?\n# the focus items\n" in text
        assert "level" not in values_of(text.encode())


class TestUndeclaredKeys:
    def test_undeclared_keys_of_both_sides_at_one_place(self) -> None:
        mine = changed(QUESTION, ("enduring_since:\n", "enduring_since:\nmood: mine\n"))
        theirs = changed(QUESTION, ("enduring_since:\n", "enduring_since:\n# a word\nplace: theirs\n"))
        expected = changed(QUESTION, ("enduring_since:\n", "enduring_since:\n# a word\nplace: theirs\nmood: mine\n"))
        assert text_of(merge(QUESTION, mine, theirs)) == expected

    def test_undeclared_key_given_two_values(self) -> None:
        mine = changed(QUESTION, ("enduring_since:\n", "enduring_since:\nmood: [good, bad]\n"))
        theirs = changed(QUESTION, ("enduring_since:\n", "enduring_since:\nmood: so so\n"))
        merged = merge(QUESTION, mine, theirs, Asked())
        assert merged.conflicts == (Conflict("mood", "", "good\nbad", "so so"),)

    def test_key_that_mine_put_between_keeps_its_place(self) -> None:
        mine = changed(QUESTION, ("level: structural\n", "level: structural\nmood: mine\n"))
        theirs = changed(QUESTION, ("enduring_since:\n", "enduring_since: 2012\nplace: theirs\n"))
        keys = list(values_of(merge(QUESTION, mine, theirs).data))
        assert keys.index("mood") == keys.index("level") + 1

    def test_order_that_one_side_changed(self) -> None:
        base, other = "---\nid: x\ntitle: a\nstate: b\n---\n", "---\nstate: b\nid: x\ntitle: a\n---\n"
        theirs = changed(base, ("title: a", "title: c"))
        expected = changed(other, ("title: a", "title: c"))
        assert text_of(merge(base, other, theirs)) == text_of(merge(base, theirs, other)) == expected


class TestBodies:
    def test_body_of_one_and_field_of_the_other(self) -> None:
        mine = changed(QUESTION, ("The second", "My second"))
        theirs = changed(QUESTION, ("state: proposed", "state: review"))
        merged = merge(QUESTION, mine, theirs)
        assert text_of(merged) == changed(mine, ("state: proposed", "state: review"))
        assert (merged.from_mine, merged.from_theirs) == (("body",), ("state",))

    def test_neighbouring_paragraphs(self) -> None:
        mine = changed(QUESTION, ("The first", "My first"))
        theirs = changed(QUESTION, ("The second", "Their second"))
        assert text_of(merge(QUESTION, mine, theirs)) == changed(mine, ("The second", "Their second"))

    def test_both_append_a_paragraph(self) -> None:
        mine, theirs = QUESTION + "\nMine.\n", QUESTION + "\nTheirs.\n"
        assert text_of(merge(QUESTION, mine, theirs)) == QUESTION + "\nTheirs.\n\nMine.\n"

    @pytest.mark.parametrize(
        ("choice", "paragraph"),
        [
            (Resolution("mine"), "My second paragraph."),
            (Resolution("theirs"), "Their second paragraph."),
            (Resolution("both"), "Their second paragraph.\n\nMy second paragraph."),
            (
                Resolution("value", "Our second\nparagraph.\n\nAnd one more.\n"),
                "Our second\nparagraph.\n\nAnd one more.",
            ),
        ],
    )
    def test_same_paragraph(self, choice: Resolution, paragraph: str) -> None:
        mine = changed(QUESTION, ("The second", "My second"))
        theirs = changed(QUESTION, ("The second", "Their second"), ("The third", "Their third"))
        asked = Asked(choice)
        text = text_of(merge(QUESTION, mine, theirs, asked))
        assert text == changed(theirs, ("Their second paragraph.", paragraph))
        before = "The second paragraph."
        assert asked.conflicts == [Conflict("body", before, "My second paragraph.", "Their second paragraph.")]

    def test_first_answers_of_both(self) -> None:
        empty = QUESTION.partition("\nThe first")[0]
        mine, theirs = empty + "\nMine.\n", empty + "\nTheirs.\n"
        merged = merge(empty, mine, theirs, Asked())
        assert merged.conflicts == (Conflict("body", "", "Mine.", "Theirs."),)
        assert merged.data == mine.encode()
        assert text_of(merge(empty, mine, theirs, Asked(Resolution("theirs")))) == theirs
        assert text_of(merge(empty, mine, theirs, Asked(Resolution("both")))) == empty + "\nTheirs.\n\nMine.\n"

    def test_three_dashes_in_a_chosen_paragraph(self) -> None:
        mine = changed(QUESTION, ("The second", "My second"))
        theirs = changed(QUESTION, ("The second", "Their second"))
        text = text_of(merge(QUESTION, mine, theirs, Asked(Resolution("value", "---\nid: other\n---"))))
        assert values_of(text.encode())["id"] == "CB-Q7"


class TestLayouts:
    @pytest.mark.parametrize("who", ["mine", "theirs", "all"])
    def test_other_line_ends(self, who: str) -> None:
        mine = changed(QUESTION, ("The first", "My first"), ("title: Which", "title: What"))
        theirs = changed(QUESTION, ("state: proposed", "state: review"), ("The third", "Their third"))
        expected = changed(mine, ("state: proposed", "state: review"), ("The third", "Their third"))
        base, mine, theirs = (
            text.replace("\n", "\r\n") if who in (name, "all") else text
            for name, text in (("base", QUESTION), ("mine", mine), ("theirs", theirs))
        )
        assert text_of(merge(base, mine, theirs)) == expected.replace("\n", "\r\n")

    def test_mixed_line_ends_stay_where_they_are(self) -> None:
        base = changed(
            QUESTION, ("state: proposed\n", "state: proposed\r\n"), ("first paragraph.\n", "first\r\nparagraph.\n")
        )
        mine = changed(base, ("title: Which", "title: What"), ("The first", "My first"))
        theirs = changed(base, ("level: structural", "level:"), ("The third", "Their third"))
        expected = changed(mine, ("level: structural", "level:"), ("The third", "Their third"))
        assert text_of(merge(base, mine, theirs)) == expected

    def test_byte_order_mark(self) -> None:
        mine = MARK + changed(QUESTION, ("title: Which", "title: What"))
        theirs = changed(QUESTION, ("state: proposed", "state: review"))
        expected = changed(mine, ("state: proposed", "state: review"))
        assert text_of(merge(QUESTION, mine, theirs)) == text_of(merge(QUESTION, theirs, mine)) == expected
        assert text_of(merge(MARK + QUESTION, mine, MARK + theirs)) == expected

    def test_no_final_newline(self) -> None:
        mine = changed(QUESTION, ("title: Which", "title: What")).removesuffix("\n")
        theirs = changed(QUESTION, ("state: proposed", "state: review"))
        expected = changed(mine, ("state: proposed", "state: review"))
        assert text_of(merge(QUESTION, mine, theirs)) == text_of(merge(QUESTION, theirs, mine)) == expected
        appended = theirs + "\nTheirs."
        assert text_of(merge(QUESTION.removesuffix("\n"), mine, appended)) == expected + "\n\nTheirs."

    def test_closing_dashes_at_the_very_end(self) -> None:
        base = "---\nid: x\ntitle: a\n---"
        mine, theirs = "---\nid: x\ntitle: b\n---", base + "\n\nText.\n"
        assert text_of(merge(base, mine, theirs)) == "---\nid: x\ntitle: b\n---\n\nText.\n"

    def test_yaml_file_without_final_newline(self) -> None:
        base = b"id: a\nrole: x\nsince: y"
        data = merge_record(
            membership.KIND, False, base, b"id: a\nrole: z\nsince: y", b"id: a\nrole: x\nsince: w", never
        )
        assert data.data == b"id: a\nrole: z\nsince: w"

    def test_text_whose_last_line_end_matters_is_asked_for(self) -> None:
        base = b"id: a\nrole: x\nmood: |\n  good"
        mine, theirs = base.replace(b"role: x", b"role: y"), base.replace(b"id: a", b"id: b")
        merged = merge_record(membership.KIND, False, base, mine, theirs, Asked())
        assert [conflict.field for conflict in merged.conflicts] == ["record"]

    def test_record_in_braces_is_asked_for_as_a_whole(self) -> None:
        base, mine, theirs = (
            f"---\n{{id: x, title: {title}, state: {state}}}\n---\n" for title, state in ("ab", "cb", "ad")
        )
        merged = merge(base, mine, theirs, Asked())
        assert merged.conflicts == (Conflict("record", base, mine, theirs),)
        assert merged.data == mine.encode()

    def test_keys_that_one_side_indented(self) -> None:
        base = "---\nid: x\n# about\ntitle: a\nstate: b\n---\n"
        mine = "---\n  id: x\n  # about\n  title: a\n  state: b\n---\n"
        theirs = "---\nid: x\n# about\ntitle: c\nstate: b\n---\n"
        assert values_of(merge(base, mine, theirs).data) == {"id": "x", "title": "c", "state": "b"}
        assert values_of(merge(base, theirs, mine).data) == {"id": "x", "title": "c", "state": "b"}

    def test_keys_that_one_side_indented_and_comments_that_would_be_lost(self) -> None:
        base = "---\nid: x\ntitle: a\nstate: b\n---\n"
        mine = "---\n  id: x  # mine\n  title: a\n  state: b\n---\n"
        theirs = "---\nid: x\ntitle: c\n# theirs\nlevel: d\nstate: b\n---\n"
        merged = merge(base, mine, theirs, Asked())
        assert merged.conflicts == (Conflict("record", base, mine, theirs),)
        assert merged.data == mine.encode()

    def test_keys_that_one_side_indented_and_removed(self) -> None:
        base = "---\nid: x\ntitle: a\nstate: b\n---\n"
        mine = "---\n  id: x\n  state: b\n---\n"
        theirs = "---\nid: x\ntitle: a\nstate: b\nlevel: c\n---\n"
        for versions in ((base, mine, theirs), (base, theirs, mine)):
            assert values_of(merge(*versions).data) == {"id": "x", "state": "b", "level": "c"}

    def test_layouts_that_do_not_fit_in_a_long_file_are_asked_for(self) -> None:
        long = "x" * 200_000
        base = f"---\nid: {long}\ntitle: a\nstate: b\n---\n"
        mine = f"---\n  id: {long}\n  title: a\n  state: b\n---\n"
        merged = merge(base, mine, changed(base, ("title: a", "title: c\nlevel: d")), Asked())
        assert [conflict.field for conflict in merged.conflicts] == ["record"]

    def test_document_marks_of_a_yaml_file(self) -> None:
        base = b"---\nid: a\nrole: x\nsince: y\n...\n# end\n"
        mine, theirs = base.replace(b"role: x", b"role: z"), base.replace(b"y\n...", b"w\nnew: 1\n...")
        merged = merge_record(membership.KIND, False, base, mine, theirs, never)
        assert merged.data == theirs.replace(b"role: x", b"role: z")

    def test_comment_marks_inside_of_values_are_no_comments(self) -> None:
        base = changed(GROUP, ("needs: []", "needs: [a]"))
        mine = changed(base, ("needs: [a]", 'needs: [a, "b # c", # why\n  d]'))
        theirs = changed(base, ("needs: [a]", "needs: [a, e]"))
        text = text_of(merge_groups(base, mine, theirs))
        assert values_of(text.encode())["needs"] == ["a", "e", "b # c", "d"]
        assert text.count("# why") == 1
        assert "\n# c" not in text

    def test_quoted_text_that_looks_like_keys_and_comments(self) -> None:
        base = '---\nid: x\ntitle: "a\n# b"\nstate: c\nlevel: d\n---\n'
        mine = changed(base, ('"a\n# b"', '"a\n# e"'))
        theirs = changed(base, ("state: c", "# note\nstate: f"))
        values = values_of(merge(base, mine, theirs, Asked()).data)
        assert values["title"] == "a # e"

    def test_explicit_keys(self) -> None:
        base = "---\n? id\n: x\n? title\n: a\nstate: b\n---\n"
        mine, theirs = changed(base, (": a", ": c")), changed(base, ("state: b", "state: d"))
        assert text_of(merge(base, mine, theirs)) == changed(mine, ("state: b", "state: d"))


class TestWholeFiles:
    @pytest.mark.parametrize("gone", ["mine", "theirs"])
    def test_delete_against_change(self, gone: str) -> None:
        text = changed(QUESTION, ("state: proposed", "state: review"))
        mine, theirs = (None, text) if gone == "mine" else (text, None)
        merged = merge(QUESTION, mine, theirs, Asked())
        shown = ("deleted", text) if gone == "mine" else (text, "deleted")
        assert merged.conflicts == (Conflict("record", QUESTION, *shown),)
        assert merged.data == (None if mine is None else mine.encode())
        chosen = merge(QUESTION, mine, theirs, Asked(Resolution("theirs")))
        assert chosen.data == (None if theirs is None else theirs.encode())
        assert chosen.from_theirs == ("record",)

    @pytest.mark.parametrize(
        "broken",
        [
            b"",
            b"no front matter\n",
            b"---\nid: x\n",
            b"---\nid: 'x\n---\n",
            b"---\na: 1\na: 2\n---\n",
            b"---\nid: \xff\n---\n",
            b"---\nid: x\n---\n\0",
            b"---\n- a\n---\n",
            b"---\nid: &a x\n---\n",
            b"<<<<<<< mine\n" + QUESTION.encode(),
        ],
    )
    def test_side_that_cannot_be_read(self, broken: bytes) -> None:
        from wmstrat.kinds.question import KIND

        base, sound = QUESTION.encode(), changed(QUESTION, ("state: proposed", "state: review")).encode()
        for versions in ((base, sound, broken), (base, broken, sound), (broken, base, sound)):
            merged = merge_record(KIND, False, *versions, Asked())
            assert [conflict.field for conflict in merged.conflicts] == ["record"]
            assert merged.data == versions[1]
            assert merge_record(KIND, False, *versions, Asked(Resolution("theirs"))).data == versions[2]

    def test_value_for_the_whole_file(self) -> None:
        assert merge(QUESTION, None, "x", Asked(Resolution("value", "y\n"))).data == b"y\n"

    def test_hidden_files_show_their_length_only(self) -> None:
        asked = Asked()
        from wmstrat.kinds.question import KIND

        merge_record(KIND, False, b"a", b"\0b", b"\xffc", asked)
        assert asked.conflicts[0].mine.startswith("a file of 2 bytes (")
        assert asked.conflicts[0].mine != asked.conflicts[0].theirs


class TestBaseNone:
    def test_both_added_one_path(self) -> None:
        mine = changed(QUESTION, ("enduring_since:\n", "enduring_since: 2012\n"))
        theirs = changed(QUESTION, ("title: Which capacities do small communities lack?", "title:"))
        merged = merge(None, mine, theirs)
        assert text_of(merged) == mine

    def test_both_added_with_different_values_and_texts(self) -> None:
        mine = changed(
            QUESTION, ("state: proposed", "state: review"), ("The second paragraph.\n\n", ""), ("  - CB-F1\n", "")
        )
        theirs = changed(QUESTION, ("state: proposed", "state: parked"), ("The third", "Their third"))
        merged = merge(None, mine, theirs, Asked())
        texts = [side.rpartition("---\n")[2].strip("\n") for side in (mine, theirs)]
        assert merged.conflicts == (Conflict("state", "", "review", "parked"), Conflict("body", "", *texts))
        assert values_of(merged.data)["focus"] == ["CB-F1", "CB-F2"]
        assert (merged.data or b"").decode().rpartition("---\n")[2].strip("\n") == texts[0]
