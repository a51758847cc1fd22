"""Which old item becomes which new one."""

from __future__ import annotations

from wmstrat.files.alignment import align_items, align_pairs
from wmstrat.files.layout import LayoutPart
from wmstrat.files.reading import Raw


def parts(*values: Raw) -> list[LayoutPart]:
    return [LayoutPart(None, at, at, at, at + 1, raw) for at, raw in enumerate(values)]


def items(old: list[Raw], new: list[Raw]) -> list[tuple[Raw | None, Raw | None]]:
    return [(step.part and step.part.raw, step.new) for step in align_items(parts(*old), new)]


def test_equal_items_are_kept_and_others_come_and_go() -> None:
    assert items(["a", "b", "c"], ["b", "c", "d"]) == [("a", None), ("b", "b"), ("c", "c"), (None, "d")]
    assert items([], ["a"]) == [(None, "a")]
    assert items(["a"], []) == [("a", None)]


def test_as_many_new_texts_take_the_places_of_old_ones() -> None:
    assert items(["a", "b", "c"], ["a", "x", "c"]) == [("a", "a"), ("b", "x"), ("c", "c")]
    assert items(["a", "b"], ["x"]) == [("a", None), ("b", None), (None, "x")]


def test_mappings_are_known_by_the_first_value_of_the_new_ones() -> None:
    old: list[Raw] = [{"id": "1", "t": "a"}, {"t": "b", "id": "2"}]
    new: list[Raw] = [{"id": "2", "t": "x"}, {"id": "3", "t": "y"}]
    assert items(old, new) == [(old[0], None), (old[1], new[0]), (None, new[1])]


def test_forms_are_not_mixed() -> None:
    assert items(["a"], [{"id": "1"}]) == [("a", None), (None, {"id": "1"})]
    assert items([{"a": "1"}], [{"b": "1"}]) == [({"a": "1"}, None), (None, {"b": "1"})]
    assert items([["a"]], [["b"]]) == [(["a"], None), (None, ["b"])]
    assert items([{}], [{"b": "1"}]) == [({}, None), (None, {"b": "1"})]


def test_the_order_of_keys_makes_no_difference() -> None:
    assert items([{"a": "1", "b": "2"}], [{"b": "2", "a": "1"}])[0][1] == {"b": "2", "a": "1"}


def test_new_keys_come_behind_the_key_that_they_follow() -> None:
    old = [LayoutPart(key, at, at, at, at, "") for at, key in enumerate(["b", "d", "e"])]
    steps = align_pairs(old, {"a": "1", "b": "2", "c": "3", "e": "5", "f": "6"})
    assert [(step.key, step.part is not None, step.new) for step in steps] == [
        ("a", False, "1"),
        ("b", True, "2"),
        ("c", False, "3"),
        ("d", True, None),
        ("e", True, "5"),
        ("f", False, "6"),
    ]
