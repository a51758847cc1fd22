"""Over arbitrary changes of both sides: nothing of one side alone is lost, and only two values of one thing are
asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.files.test_splicing_properties import documents, notes
from tests.files.test_splicing_properties import text_of as written
from tests.merge.cases import never
from wmstrat.files.front_matter import split
from wmstrat.files.reading import Unreadable, read_mapping
from wmstrat.files.record_texts import blank_template, changed_text, new_text
from wmstrat.files.records import read_record
from wmstrat.files.splicing import CannotSplice, remove_key, set_key
from wmstrat.kinds.group import KIND
from wmstrat.kinds.process import KIND as PROCESS
from wmstrat.merge.choice import Conflict, Resolution
from wmstrat.merge.record import Merged, merge_record, merge_text

WORDS = st.sampled_from(["", "one", "two: #3", "- no", "a\n\n# b"])
SCALARS = ("name", "area", "origin")
UNDECLARED = ("mood", "place")

Values = dict[str, Any]
TAKES = {"mine": "theirs", "theirs": "mine", "value": "value"}


@st.composite
def values(draw: st.DrawFn) -> Values:
    ids = draw(st.lists(st.sampled_from(["CB-F1", "CB-F2", "CB-F3", "CB-F4"]), unique=True))
    return {
        **KIND.blank(),
        "id": "x",
        "code": "CB",
        "kind": "working",
        **{name: draw(WORDS.filter(lambda word: "\n" not in word)) for name in ("name", "area")},
        "origin": draw(WORDS),
        "needs": [
            {"what": what, "kind": "", "since": "", "until": ""}
            for what in draw(st.lists(st.sampled_from("abcde"), unique=True))
        ],
        "focus": [{"id": one, "text": draw(st.sampled_from(["u", "v: w", "x\ny"]))} for one in ids],
    }


@st.composite
def changes(draw: st.DrawFn, base: Values) -> Values:
    """Another version, in which some fields have changed."""
    other = draw(values())
    kept = draw(st.sets(st.sampled_from([*SCALARS, "needs", "focus"])))
    return {**other, **{name: base[name] for name in kept}}


@st.composite
def by_hand(draw: st.DrawFn, text: str, who: str) -> str:
    """The text with comments above and behind its keys, and with keys that nobody declared."""
    lines = []
    for count, line in enumerate(text.splitlines(keepends=True)):
        key = re.match(r"[a-z_]+:", line)
        where = draw(st.sampled_from(["", "", "", "above", "behind"])) if key else ""
        if where == "above":
            lines.append(f"# {who} {count}.\n")
        if where == "behind" and not re.search(r"[#|\]]|: \"", line):
            line = f"{line[:-1]}  # {who} {count}.\n"
        lines.append(line)
        if key and draw(st.integers(0, 9)) == 0:
            # below a key without a value of its own lines nothing else can stand
            free = re.match(r"(name|area|code|id): ?[a-z]*\n", line)
            name = draw(st.sampled_from(UNDECLARED))
            if free and not any(one.startswith(name) for one in lines) and f"\n{name}:" not in text:
                lines.append(f"{name}: {draw(st.sampled_from(['good', 'bad']))}\n")
    return "".join(lines)


class Chooser:
    """Takes drawn choices and remembers them by field."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw
        self.made: dict[str, Resolution] = {}

    def __call__(self, conflict: Conflict) -> Resolution:
        take = self.draw(st.sampled_from(["mine", "theirs", "value"]))
        choice = (
            Resolution(take, "chosen")
            if conflict.field != "focus" and not _whole_entry(conflict)
            else Resolution("mine")
        )
        assert conflict.field not in self.made
        self.made[conflict.field] = choice
        return choice


def _whole_entry(conflict: Conflict) -> bool:
    return bool(re.fullmatch(r"focus CB-F\d", conflict.field))


def expected(field: str, base: Any, mine: Any, theirs: Any, made: dict[str, Resolution], asked: set[str]) -> Any:
    """What a field with one value has to become; `asked` collects what has to be asked for."""
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    asked.add(field)
    choice = made.get(field, Resolution("mine"))
    return {"mine": mine, "theirs": theirs, "value": choice.value}[choice.take]


def expected_values(
    base: Values, mine: Values, theirs: Values, made: dict[str, Resolution]
) -> tuple[Values, set[str]]:
    asked: set[str] = set()
    result: Values = {}
    for name in SCALARS:
        result[name] = expected(name, base[name], mine[name], theirs[name], made, asked)
    b, m, t = ({need["what"] for need in one["needs"]} for one in (base, mine, theirs))
    result["needs"] = (m & t) | ((m | t) - b)
    b, m, t = ({entry["id"]: entry["text"] for entry in one["focus"]} for one in (base, mine, theirs))
    result["focus"] = {}
    met = [key for key in m if key not in b and key in t and m[key] != t[key]]
    highest = max((int(key.removeprefix("CB-F")) for key in {**b, **m, **t}), default=0)
    for count, key in enumerate(met, 1):
        result["focus"] |= {key: t[key], f"CB-F{highest + count}": m[key]}
    for key in (m.keys() | t.keys()) - set(met):
        gone = (key not in m or key not in t) and key in b
        label = f"focus {key}" if gone else f"focus {key} text"
        text = expected(label, b.get(key), m.get(key), t.get(key), made, asked)
        if text is not None:
            result["focus"][key] = text
    return result, asked


def comparable(found: Values) -> Values:
    return {
        **{name: found[name] for name in SCALARS},
        "needs": {need["what"] for need in found["needs"]},
        "focus": {entry["id"]: entry["text"] for entry in found["focus"]},
    }


def read(data: bytes | None) -> Values:
    assert data is not None
    record = read_record(KIND, "groups/x/README.md", "x", "x", data)
    assert not record.unreadable, record.problems
    return comparable(dict(record.values))


def numbers_apart(found: Values) -> Values:
    """The values, with numbers and texts of focus items each for themselves: which has which is for who merges."""
    focus = found["focus"]
    return {**found, "focus": (sorted(focus), sorted(focus.values()))}


def undeclared(data: str) -> dict[str, Any]:
    found = read_mapping(split(data).yaml).values
    return {name: found.get(name) for name in UNDECLARED}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_fields_of_both_sides(data: st.DataObject) -> None:
    base_values = data.draw(values())
    versions = [base_values, data.draw(changes(base_values)), data.draw(changes(base_values))]
    base = new_text(KIND, blank_template(KIND, False), base_values, "", False)
    sides = [changed_text(KIND, base, base_values, one, None, False) for one in versions[1:]]
    mine, theirs = (data.draw(by_hand(text, who)) for text, who in zip(sides, ("mine", "theirs"), strict=True))

    chooser = Chooser(data.draw)
    merged = merge_record(KIND, False, base.encode(), mine.encode(), theirs.encode(), chooser)
    result, asked = expected_values(versions[0], versions[1], versions[2], chooser.made)
    held = {name: (undeclared(mine)[name], undeclared(theirs)[name]) for name in UNDECLARED}
    asked |= {name for name, (one, other) in held.items() if one and other and one != other}
    assert not merged.conflicts
    assert set(chooser.made) == asked
    assert read(merged.data) == result

    text = (merged.data or b"").decode()
    for comment in re.findall(r"# (?:mine|theirs) \d+\.", mine + theirs):
        assert comment in text
    for name, found in undeclared(text).items():
        choice = chooser.made.get(name, Resolution("theirs" if held[name][1] else "mine"))
        assert found == (choice.value if choice.take == "value" else held[name][choice.take == "theirs"])

    # The other way round it is the same.
    def swapped(conflict: Conflict) -> Resolution:
        choice = chooser.made[conflict.field]
        return Resolution(TAKES[choice.take], choice.value)  # type: ignore[arg-type]

    mirrored = merge_record(KIND, False, base.encode(), theirs.encode(), mine.encode(), swapped)
    there, _ = expected_values(
        versions[0],
        versions[2],
        versions[1],
        {name: swapped(Conflict(name, "", "", "")) for name in chooser.made},
    )
    assert read(mirrored.data) == there
    assert numbers_apart(read(mirrored.data)) == numbers_apart(read(merged.data))
    assert set(mirrored.renumbered) == set(merged.renumbered)
    assert undeclared((mirrored.data or b"").decode()) == undeclared(text)
    assert set(SCALARS).intersection(mirrored.from_mine) == set(SCALARS).intersection(merged.from_theirs)

    # Open conflicts keep mine, and are as many.
    still_open = merge_record(KIND, False, base.encode(), mine.encode(), theirs.encode(), lambda _: None)
    assert {conflict.field for conflict in still_open.conflicts} == asked
    only_mine, _ = expected_values(versions[0], versions[1], versions[2], {})
    assert read(still_open.data) == only_mine


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_two_records_without_a_base(data: st.DataObject) -> None:
    mine_values, theirs_values = data.draw(values()), data.draw(values())
    template = blank_template(KIND, False)
    mine, theirs = (new_text(KIND, template, one, "", False).encode() for one in (mine_values, theirs_values))
    merged = merge_record(KIND, False, None, mine, theirs, lambda _: None)
    result, asked = expected_values(KIND.blank(), mine_values, theirs_values, {})
    # What is blank on one side is the other's.
    for name in SCALARS:
        result[name] = mine_values[name] or theirs_values[name]
    asked = {name for name in asked if not name.startswith("focus") or " text" in name}
    asked = {name for name in asked if name not in SCALARS or (mine_values[name] and theirs_values[name])}
    assert {conflict.field for conflict in merged.conflicts} == asked
    assert read(merged.data) == result


@st.composite
def edited(draw: st.DrawFn, base: list[str], who: str) -> tuple[list[str], set[str]]:
    """Another version of some paragraphs, and which of the base it has touched."""
    side: list[str] = []
    touched = set()
    for place, paragraph in enumerate([*base, ""]):
        if draw(st.integers(0, 4)) == 0:
            side.append(f"new {who} {place}")
        what = draw(st.sampled_from(["keep", "keep", "keep", "change", "remove"])) if paragraph else "remove"
        if what == "keep":
            side.append(paragraph)
            continue
        touched.add(paragraph)
        if what == "change":
            side.append(f"{paragraph} {who}")
    return side, touched - {""}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_paragraphs_of_both_sides(data: st.DataObject) -> None:
    base = [f"paragraph number {number} says something" for number in range(data.draw(st.integers(1, 6)))]
    mine, by_mine = data.draw(edited(base, "mine"))
    theirs, by_theirs = data.draw(edited(base, "theirs"))
    head = "---\nid: x\n---\n"
    texts = [(head + "".join(f"\n{one}\n" for one in side)).encode() for side in (base, mine, theirs)]
    merged = merge_record(KIND, False, *texts, lambda _: None)
    assert merged.data is not None
    result = merged.data.decode().removeprefix(head).strip("\n").split("\n\n")
    asked = [text for conflict in merged.conflicts for text in (conflict.base, conflict.mine, conflict.theirs)]
    for paragraph in {*mine, *theirs} - {*base}:
        assert result.count(paragraph) == 1 or paragraph in asked
    for paragraph in base:
        if paragraph in mine and paragraph in theirs:
            assert result.count(paragraph) == 1
        elif paragraph not in asked:
            assert paragraph not in result
    if not by_mine & by_theirs:
        assert not merged.conflicts
    for conflict in merged.conflicts:
        assert conflict.base in by_mine & by_theirs
    kept = [paragraph for paragraph in result if paragraph in base]
    assert kept == [paragraph for paragraph in base if paragraph in kept]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_layout(data: st.DataObject) -> None:
    """Keys that are not declared, in every layout that YAML has: different keys always merge."""
    document = data.draw(documents())
    base = written(document)
    old = read_mapping(base).values
    sides, touched = [], []
    for who in ("mine", "theirs"):
        names = data.draw(st.sets(st.sampled_from([*old, f"of {who}"]), min_size=1))
        text = base
        for name in sorted(names):
            value = data.draw(st.sampled_from([f"by {who}", [f"by {who}", "two"], f"{who}\n\n# {who}\n", None]))
            try:
                text = remove_key(text, name) if value is None else set_key(text, name, value)
            except CannotSplice:
                assume(False)
        mark = text[: text.startswith("\ufeff")]
        sides.append(f"{mark}# of {who}\n{text[len(mark) :]}")
        touched.append(names)
    merged = merge_record(PROCESS, False, base.encode(), *(side.encode() for side in sides), lambda _: None)
    values = [read_mapping(side).values for side in sides]
    check_keys(merged, old, values, touched)
    if [conflict.field for conflict in merged.conflicts] != ["record"]:
        text = (merged.data or b"").decode()
        kept = {*notes(sides[0])} & {*notes(sides[1])}
        assert kept <= {*notes(text)}
        assert "# of mine" in text
        assert "# of theirs" in text


def check_keys(merged: Merged, old: Values, sides: list[Values], touched: list[set[str]]) -> None:
    assert merged.data is not None
    if touched[0].isdisjoint(touched[1]) and sides[0].keys() & sides[1].keys() & old.keys():
        assert not merged.conflicts  # else the columns that keys begin in may differ
    result = read_mapping(merged.data.decode()).values
    if any(conflict.field == "record" for conflict in merged.conflicts):
        assert result == sides[0]
        return
    for name in {*old, *sides[0], *sides[1]}:
        base, mine, theirs = old.get(name), sides[0].get(name), sides[1].get(name)
        same = base in (mine, theirs) or mine == theirs
        if same and not (not mine and not theirs):
            assert result.get(name) == (theirs if mine == base else mine), name
    asked = {conflict.field for conflict in merged.conflicts}
    assert asked <= touched[0] & touched[1]


ANY_TEXT = st.text(st.sampled_from("ab:-#?[]{},&*!|>'\"%@ \n\n\n\t\r.\ufeff~`"), max_size=40)


@settings(max_examples=120, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.booleans())
@example("a: |\n  x\n\n", "a: |\n  x\n\nb: 1\n", "a: |+\n  x\n\n", False)
@example("a:", "a: x\nb: ", "#c\na:\nd", False)
def test_no_text_is_ever_damaged(base: str, mine: str, theirs: str, front: bool) -> None:
    if front:
        base, mine, theirs = (f"---\n{text}\n---\n" for text in (base, mine, theirs))
    kind = KIND if front else PROCESS
    versions = [text.encode() for text in (base, mine, theirs)]
    merged = merge_record(kind, False, *versions, lambda _: None)
    assert merged.data is not None
    if any(conflict.field == "record" for conflict in merged.conflicts):
        assert merged.data == versions[1]
        return
    if versions[0] in versions[1:] or versions[1] == versions[2]:
        assert merged.data in versions
        return
    try:
        old, *sides = ({} if text is None else values_in(text, front) for text in (base, mine, theirs))
    except Unreadable:
        return
    result = values_in(merged.data.decode(), front)
    for name in {*sides[0], *sides[1]}:
        if old.get(name) == sides[0].get(name):
            assert result.get(name) == sides[1].get(name) or not sides[1].get(name)
        elif old.get(name) == sides[1].get(name):
            assert result.get(name) == sides[0].get(name) or not sides[0].get(name)


def values_in(text: str, front: bool) -> Values:
    text = text.replace("\r\n", "\n")
    return dict(read_mapping(split(text).yaml if front else text).values)


@settings(max_examples=40, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_other_texts_keep_every_new_line(base: str, mine: str, theirs: str) -> None:
    merged = merge_text(base.encode(), mine.encode(), theirs.encode(), lambda _: None)
    assert merged.data is not None
    asked = "\n".join(text for one in merged.conflicts for text in (one.mine, one.theirs))
    for line in {*lines_of(mine), *lines_of(theirs)} - {*lines_of(base)}:
        assert line in lines_of(merged.data.decode()) or line in lines_of(asked)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\ufeff", "").replace("\r\n", "\n").split("\n") if line.strip()]


def test_one_side_alone_never_asks() -> None:
    assert merge_record(KIND, False, b"a", b"b", b"a", never).data == b"b"
