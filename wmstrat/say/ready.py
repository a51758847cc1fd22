"""How much is answered below each prompt, in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.sections import FULLNESS, Answer
from wmstrat.record.text import on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, markdown_columns, plain_cell, plain_lines
from wmstrat.say.output import HELD, Output, answers, remark

if TYPE_CHECKING:
    from wmstrat.record.field_type import Labels
    from wmstrat.record.record import Record
    from wmstrat.reports.ready import OfKind, Prompt, Readiness
    from wmstrat.say.grid import Column
    from wmstrat.say.page import Page

FIELDS = ("record", "id", "title", "group", "state", *FULLNESS, "needed", "prompts")
WORDS = {"answered": "answered", "stub": "too short", "missing": "missing"}
SIGNS = {"answered": "●", "stub": "○", "missing": "·"}
# What is needed and not answered, whether it is too short or missing.
LACKED = "✗"
OWN_FORM = "other headings"
# In the list of all groups, the prompts that fewest records answer.
FEWEST = 3


def ready(kinds: Sequence[OfKind], output: Output, labels: Labels, *, one: bool, nothing: str) -> None:
    """Print how ready records are: by group, or record by record where it is about `one` group. `nothing` is said
    where there are none."""
    items = [_item(of, record) for of in kinds for record in of.records]
    if _told_to_machines(items, output):
        return
    shown = [of for of in kinds if of.records]
    if not shown:
        remark(nothing)
        return
    if output.format == "markdown":
        answers(_markdown(shown, labels, one=one))
        return
    from wmstrat.say.grid import fitting, taken
    from wmstrat.say.page import Page

    page = Page(output)
    for place, of in enumerate(shown):
        if place:
            page.gap()
        page.spans([(of.counted(of.records), "bold"), (f"  {_answered(of, of.records)} prompts answered", "")])
        matrix = [] if one else _matrix(of)
        is_matrix = bool(matrix) and page.room is not None and taken(matrix) <= page.room
        columns = _records(of, labels) if one else matrix if is_matrix else _groups(of)
        page.grid(fitting(columns, page.room)[0])
        if one:
            _legend(page, _signs_in_words(of))
        if one or is_matrix:
            _legend(page, [f"{number} {_named(prompt)}" for number, prompt in enumerate(of.prompts, 1)])
    if not one:
        codes = [of.codes[record.group] for of in shown for record in of.records]
        page.ending([f"One group, prompt by prompt: wmstrat ready {codes[0]}"])
    page.print()


def ready_record(of: OfKind, record: Record, found: Sequence[Answer], output: Output, labels: Labels) -> None:
    """Print what one record says below each prompt."""
    [readiness] = of.records
    if _told_to_machines([_item(of, readiness)], output):
        return
    columns = _prompts(of, found)
    if output.format == "markdown":
        head = f"# {markdown_cell(record.label)} ({markdown_cell(record.id)})"
        answers([head, "", *markdown_columns(columns)])
        return
    from wmstrat.say.page import Page

    page = Page(output)
    page.spans([(f"{record.id}  {on_one_line(record.label)}", "bold")])
    told = OWN_FORM if readiness.has_own_form else f"{_answered(of, of.records)} prompts answered"
    page.text(f"{labels.word(record.state)}, {told}" if record.state else told)
    page.gap()
    page.grid(columns)
    if lacking := readiness.lacks(of.prompts):
        page.ending([f"Needed before it is published: {', '.join(lacking)}. Write it: wmstrat edit {record.id}"])
    page.print()


# For machines


def _told_to_machines(items: Sequence[dict[str, Any]], output: Output) -> bool:
    if machine("ready", items, output, FIELDS[:-1]):
        return True
    if output.format == "ids":
        answers(item["id"] for item in items)
    elif output.format == "plain":
        answers(plain_lines([plain_cell(item[name]) for name in FIELDS[:-1]] for item in items))
    else:
        return False
    return True


def _item(of: OfKind, record: Readiness) -> dict[str, Any]:
    by_fullness: dict[str, list[str]] = {fullness: record.keys(of.prompts, fullness) for fullness in FULLNESS}
    fullness = {key: each for each, keys in by_fullness.items() for key in keys}
    return {
        "record": of.kind,
        "id": record.id,
        "title": record.title,
        "group": of.codes.get(record.group, record.group),
        "state": record.state,
        **by_fullness,
        "needed": record.lacks(of.prompts),
        "prompts": [
            {
                "key": prompt.key,
                "heading": prompt.heading,
                "fullness": fullness[prompt.key],
                "needed": prompt.is_needed,
            }
            for prompt in of.prompts
        ],
    }


# For people


def _answered(of: OfKind, records: Sequence[Readiness]) -> str:
    all_of_them = sum(len(of.prompts) for record in records if not record.has_own_form)
    return f"{sum(record.answered for record in records)} of {all_of_them}"


def _by_group(of: OfKind) -> dict[str, list[Readiness]]:
    groups: dict[str, list[Readiness]] = {}
    for record in of.records:
        groups.setdefault(of.codes.get(record.group, record.group), []).append(record)
    return groups


def _groups(of: OfKind) -> list[Column]:
    """A row for each group: how many records and prompts, and what is answered least."""
    from wmstrat.say.grid import Column

    rows = list(_by_group(of).values())
    return [
        *_counts(of),
        Column("Without what is needed", [_lacking(of, records) for records in rows], folds=12),
        Column("Answered by fewest", [_fewest(of, records) for records in rows], folds=18),
    ]


def _matrix(of: OfKind) -> list[Column]:
    """A row for each group, a column for each prompt: how many records answer it."""
    from wmstrat.say.grid import Column

    rows = [_answers(of, records) for records in _by_group(of).values()]
    prompts = [
        Column(str(number), [str(counts[prompt.key] or SIGNS["missing"]) for counts in rows], right=True)
        for number, prompt in enumerate(of.prompts, 1)
    ]
    return [*_counts(of), *prompts]


def _counts(of: OfKind) -> list[Column]:
    from wmstrat.say.grid import Column

    groups = _by_group(of)
    return [
        Column("Group", list(groups), ["bold"] * len(groups)),
        Column(of.plural.capitalize(), [str(len(records)) for records in groups.values()], right=True),
        Column("Answered", [_answered(of, records) for records in groups.values()], right=True),
    ]


def _answers(of: OfKind, records: Sequence[Readiness]) -> dict[str, int]:
    """How many of these records answer each prompt, by its key."""
    answered = Counter(key for record in records for key in record.keys(of.prompts, "answered"))
    return {prompt.key: answered[prompt.key] for prompt in of.prompts}


def _lacking(of: OfKind, records: Sequence[Readiness]) -> str:
    from wmstrat.say.phrases import gathered_names

    return gathered_names([record.id for record in records if record.lacks(of.prompts)], 30)


def _fewest(of: OfKind, records: Sequence[Readiness]) -> str:
    counts = _answers(of, records)
    least = sorted((key for key in counts if counts[key] < len(records)), key=lambda key: counts[key])[:FEWEST]
    return ", ".join(f"{key} ({counts[key]})" for key in least)


def _records(of: OfKind, labels: Labels) -> list[Column]:
    """A row for each record, with a sign for each prompt."""
    from wmstrat.say.grid import Column

    records = of.records
    return [
        Column(of.noun.capitalize(), [record.id for record in records], ["bold"] * len(records)),
        Column("Title", [on_one_line(record.title) for record in records], folds=16),
        Column("Answered", [_of_all(of, record) for record in records]),
        Column(_ruler(len(of.prompts)), ["" if each.has_own_form else _signs(of, each) for each in records]),
        Column("State", [labels.word(record.state) for record in records]),
        Column("Needed", [", ".join(record.lacks(of.prompts)) for record in records], folds=14),
    ]  # fmt: skip


def _of_all(of: OfKind, record: Readiness) -> str:
    return OWN_FORM if record.has_own_form else f"{record.answered} of {len(of.prompts)}"


def _ruler(count: int) -> str:
    """The numbers of the prompts, as far as they find room: `1···5····10`."""
    ruler = ""
    for number in range(1, count + 1):
        if number == 1 or number % 5 == 0:
            ruler = f"{ruler:·<{number - 1}}{number}"
    return f"{ruler:·<{count}}"


def _signs(of: OfKind, record: Readiness) -> str:
    lacking = record.lacks(of.prompts)
    fullness = {key: each for each in FULLNESS for key in record.keys(of.prompts, each)}
    return "".join(LACKED if prompt.key in lacking else SIGNS[fullness[prompt.key]] for prompt in of.prompts)


def _signs_in_words(of: OfKind) -> list[str]:
    signs = [f"{SIGNS[fullness]} {WORDS[fullness]}" for fullness in FULLNESS]
    return [*signs, f"{LACKED} needed, and not answered"] if any(each.is_needed for each in of.prompts) else signs


def _legend(page: Page, words: Sequence[str]) -> None:
    page.gap()
    # None of them is folded where there is room for it.
    page.text("   ".join(each.replace(" ", HELD) if page.room else each for each in words), "dim")


def _named(prompt: Prompt) -> str:
    return f"{on_one_line(prompt.heading)}{' (needed)' if prompt.is_needed else ''}"


def _prompts(of: OfKind, found: Sequence[Answer]) -> list[Column]:
    """A row for each prompt of one record."""
    from wmstrat.say.grid import Column

    counts = [len(answer.text.split()) for answer in found]
    return [
        Column("Prompt", [_named(prompt) for prompt in of.prompts], folds=20),
        Column("Answer", [WORDS[answer.fullness] for answer in found]),
        Column("Words", [str(count or "") for count in counts], right=True),
        Column("Begins with", [_beginning(answer.text) for answer in found], folds=20),
    ]


def _beginning(text: str) -> str:
    from wmstrat.record.text import cut

    return cut(on_one_line(text), 40)


def _markdown(kinds: Sequence[OfKind], labels: Labels, *, one: bool) -> Iterator[str]:
    yield "# Ready"
    for of in kinds:
        yield from ("", f"## {of.counted(of.records)}: {_answered(of, of.records)} prompts answered", "")
        yield from markdown_columns(_in_words(of, labels) if one else _groups(of))


def _in_words(of: OfKind, labels: Labels) -> list[Column]:
    """A row for each record, with the keys of the prompts that it does not answer."""
    from wmstrat.say.grid import Column

    first, title, answered, _signs_of, state, needed = _records(of, labels)
    lists = (
        Column(WORDS[fullness].capitalize(), [", ".join(each.keys(of.prompts, fullness)) for each in of.records])
        for fullness in FULLNESS[1:]
    )
    return [first, title, state, answered, *lists, needed]
