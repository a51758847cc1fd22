"""What nobody works on and what several work on, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.field_type import Labels
from wmstrat.record.text import listed, on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, markdown_columns, plain_cell, plain_lines
from wmstrat.say.output import Output, answers
from wmstrat.say.phrases import NOTHING, WAITING, gathered_names

if TYPE_CHECKING:
    from wmstrat.reports.coverage import Coverage, GroupCoverage, Topic
    from wmstrat.say.grid import Column

# How many cells ids take at most in a cell of the table of all groups.
NAMES = 40
# How many topics of several groups are shown below it, and how many commands below the table of one group.
MOST_SHARED, MOST_COMMANDS = 20, 2
SHARED = "Drafts of several groups, or of another group"


def coverage(report: Coverage, output: Output, labels: Labels, *, one: bool) -> None:
    """Print what the groups work on, or `one` of them in detail."""
    topics = [*(topic for group in report.groups for topic in group.topics), *report.touched]
    plurals = [name for name in report.covering if any(name in topic.covered_by for topic in topics)]
    names = ["kind", "id", "group", "code", "title", "state", "about", *plurals, "groups", "work"]
    items = [_item(topic, plurals) for topic in topics]
    if machine("topic", items, output, names):
        return
    if output.format == "ids":
        answers(topic.id for topic in topics if topic.work == "nobody")
    elif output.format == "plain":
        answers(plain_lines((plain_cell(item[name]) for name in names) for item in items))
    elif output.format == "markdown":
        answers(_markdown(report, labels, one=one))
    else:
        _page(report, output, labels, one=one)


def _item(topic: Topic, plurals: Sequence[str]) -> dict[str, Any]:
    item = {name: getattr(topic, name) for name in ("kind", "id", "group", "code", "title", "state")}
    covered_by = {name: list(topic.covered_by.get(name, ())) for name in plurals}
    return {**item, "about": list(topic.about), **covered_by, "groups": list(topic.groups), "work": topic.work}


# Both pages


def _summary(report: Coverage) -> str:
    """How many topics of each sort have what is at the end (drafts), and how many several work on."""
    topics = [topic for group in report.groups for topic in group.topics]
    if not topics:
        return f"There are {listed([f'no {topic}' for topic in report.topics.values()])} yet."
    sorts = {topic.kind for topic in topics}
    counts = [f"{_fraction(topics, sort)} {plural}" for sort, plural in report.topics.items() if sort in sorts]
    several = sum(topic.work == "several" for topic in topics)
    told = f"{listed(counts)} have {listed(report.ends)}{f', {several} of these several' if several else ''}"
    shared = len(_shared(topics))
    return f"{told}; other groups work on {shared} of them." if shared else f"{told}."


def _fraction(topics: Sequence[Topic], sort: str) -> str:
    of = [topic for topic in topics if topic.kind == sort]
    return f"{sum(bool(topic.groups) for topic in of)} of {len(of)}"


def _shared(topics: Sequence[Topic]) -> list[Topic]:
    """The topics on which another group than their own works."""
    return [topic for topic in topics if set(topic.groups) - {topic.code}]


def _page(report: Coverage, output: Output, labels: Labels, *, one: bool) -> None:
    from wmstrat.say.grid import fitting
    from wmstrat.say.page import Page

    page = Page(output)
    page.spans(_title(report, one=one))
    page.text(_summary(report), "dim")
    columns = _detail(report, report.groups[0], labels) if one else _overview(report)
    shown, left_out = fitting(columns, page.room)
    if columns[0].cells:
        page.gap()
        page.grid(shown)
    topics = _shared([topic for group in report.groups for topic in group.topics])
    if topics and not one:
        page.heading(SHARED)
        page.grid(fitting(_across(topics[:MOST_SHARED]), page.room)[0])
    for heading, several in _touched(report):
        page.heading(heading)
        page.grid(fitting(_effects(several), page.room)[0])
    ending = (
        [f"Hidden (terminal too narrow): {', '.join(column.heading for column in left_out)}."] if left_out else []
    )
    page.ending([*ending, *_ending(report, output, one=one)])
    page.print()


def _markdown(report: Coverage, labels: Labels, *, one: bool) -> Iterator[str]:
    yield from (f"# Coverage: {markdown_cell(''.join(text for text, _ in _title(report, one=one)))}", "")
    yield from (_summary(report), "")
    yield from markdown_columns(_detail(report, report.groups[0], labels) if one else _overview(report))
    topics = _shared([topic for group in report.groups for topic in group.topics])
    if topics and not one:
        yield from ("", f"## {SHARED}", "", *markdown_columns(_across(topics)))
    for heading, several in _touched(report):
        yield from ("", f"## {heading}", "", *markdown_columns(_effects(several)))
    if one and (loose := _loose(report)):
        yield from ("", loose)


def _title(report: Coverage, *, one: bool) -> list[tuple[str, str]]:
    if one:
        group = report.groups[0]
        return [(f"{group.code}  {on_one_line(group.name)}", "bold")]
    return [(on_one_line(report.process), "bold")]


def _ending(report: Coverage, output: Output, *, one: bool) -> list[str]:
    """What is said below the tables, and what to type next."""
    topics = [topic for group in report.groups for topic in group.topics]
    if not one and report.groups:
        hidden = len(_shared(topics)) - MOST_SHARED
        same = output.as_of.option if output.as_of else ""
        more = [f"{hidden} more of several groups: wmstrat coverage{same} --format csv"] if hidden > 0 else []
        return [*more, f"One group in detail: wmstrat coverage {report.groups[0].code}{same}"]
    if not one and output.as_of:
        return ["No working groups yet."]
    if not one:
        return ["No working groups yet. Add one with: wmstrat group add NAME"]
    idle = {topic.kind: topic.command for topic in reversed(topics) if topic.work == "nobody" and not output.as_of}
    commands = [f"Begin with: {command}" for sort in report.topics if (command := idle.get(sort))]
    return [*filter(None, [_loose(report)]), *commands[:MOST_COMMANDS]]


def _loose(report: Coverage) -> str:
    [group] = report.groups
    return f"{listed(report.ends).capitalize()} about none of these: {', '.join(group.loose)}" if group.loose else ""


# All groups


def _overview(report: Coverage) -> list[Column]:
    from wmstrat.say.grid import Column

    groups = report.groups
    return [
        Column("Group", [group.code for group in groups], ["bold"] * len(groups)),
        *(
            Column(plural.capitalize(), [_fraction(group.topics, sort) for group in groups], folds=9)
            for sort, plural in report.topics.items()
        ),
        Column(listed(report.ends).capitalize(), [str(len(group.ends) or "") for group in groups], right=True),
        Column("Nobody", [_nobody(group) for group in groups], [WAITING] * len(groups), folds=9),
        Column("Several", [_several(group, report.ends) for group in groups], folds=9),
    ]


def _nobody(group: GroupCoverage) -> str:
    return gathered_names([topic.id for topic in group.topics if topic.work == "nobody"], NAMES)


def _several(group: GroupCoverage, ends: Sequence[str]) -> str:
    """The topics on which several work, those with the most first."""
    counts = {topic.id: sum(len(topic.covered_by.get(name, ())) for name in ends) for topic in group.topics
              if topic.work == "several"}  # fmt: skip
    return gathered_names(
        [f"{each} ({counts[each]})" for each in sorted(counts, key=lambda each: -counts[each])], NAMES
    )


def _across(topics: Sequence[Topic]) -> list[Column]:
    """Topics on which several groups work."""
    from wmstrat.say.grid import Column

    covered_by = [[identity for ids in topic.covered_by.values() for identity in ids] for topic in topics]
    return [
        Column("Id", [topic.id for topic in topics], ["bold"] * len(topics)),
        Column("What", [on_one_line(topic.title) for topic in topics], folds=20),
        Column("Groups", [", ".join(topic.groups) for topic in topics], folds=6),
        Column("Covered by", [gathered_names(ids, NAMES) for ids in covered_by], folds=11),
    ]


def _touched(report: Coverage) -> Iterator[tuple[str, list[Topic]]]:
    """What several records touch, below a heading for each sort."""
    for sort in dict.fromkeys(topic.kind for topic in report.touched):
        topics = [topic for topic in report.touched if topic.kind == sort and topic.work == "several"]
        if topics:
            yield f"{sort.capitalize()} that several {listed(report.ends)} touch", topics


def _effects(topics: Sequence[Topic]) -> list[Column]:
    """What several records do with the same thing."""
    from wmstrat.say.grid import Column

    return [
        Column("What", [on_one_line(topic.title) for topic in topics], folds=20),
        Column("Effect", [topic.state for topic in topics], folds=8),
        Column("Groups", [", ".join(topic.groups) for topic in topics], folds=6),
        Column("Touched by", [gathered_names([*sum(topic.covered_by.values(), ())], NAMES) for topic in topics]),
    ]


# One group


def _detail(report: Coverage, group: GroupCoverage, labels: Labels) -> list[Column]:
    """The topics of a group, each below the first one that it is about."""
    from wmstrat.say.grid import Column

    rows = [*_below(group.topics)]
    plurals = dict.fromkeys(name for topic in group.topics for name in topic.covered_by)
    states = [labels.word(topic.state) if topic.state else "" for _, topic in rows]
    return [
        Column("Id", [f"{'  ' * depth}{topic.id}" for depth, topic in rows], [_weight(depth) for depth, _ in rows]),
        Column("What", [on_one_line(topic.title) for _, topic in rows], folds=20),
        *(
            Column(name.capitalize(), [_cell(topic, name, report) for _, topic in rows],
                   [WAITING if topic.work == "nobody" else "" for _, topic in rows], folds=9)
            for name in plurals
        ),
        Column("State", states),
    ]  # fmt: skip


def _weight(depth: int) -> str:
    return "" if depth else "bold"


def _below(topics: Sequence[Topic]) -> Iterator[tuple[int, Topic]]:
    known = {topic.id for topic in topics}
    first = {topic.id: next((each for each in topic.about if each in known), "") for topic in topics}
    for topic in topics:
        if not first[topic.id]:
            yield 0, topic
            yield from ((1, other) for other in topics if first[other.id] == topic.id)


def _cell(topic: Topic, name: str, report: Coverage) -> str:
    """What covers a topic in one column: a word where nobody works on it."""
    if name in report.ends and topic.work in ("nobody", "begun"):
        return "nobody" if topic.work == "nobody" else NOTHING
    return gathered_names(list(topic.covered_by.get(name, ())), NAMES)
