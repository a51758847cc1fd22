"""Which records became which, as a tree, a diagram, and in every other format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.record.text import counted, on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, plain_cell, plain_lines
from wmstrat.say.output import Output, answers, remark

if TYPE_CHECKING:
    from wmstrat.record.field_type import Labels
    from wmstrat.record.kind import Kind
    from wmstrat.reports.lineage import Lineage, Member
    from wmstrat.say.grid import Column

FIELDS = ("id", "title", "group", "state", "iterations", "why", "came_from", "became", "about", "relation")
ITSELF, EARLIER, LATER = "itself", "earlier", "later"
CAME_FROM, BECAME = "Came from", "Became"
SEE_ABOVE = "see above"
# The verb of the kinds whose records become part of others.
MERGE = "merge"
# From this depth on a number takes the place of the lines that lead to a record.
DEEPEST = 10


class TreeRow(Struct, frozen=True):
    """A record in a tree: the lines before it, how deep it is, the record above it, and whether it was drawn before,
    so that what is below it is not drawn again."""

    lines: str
    depth: int
    member: Member
    above: str
    is_again: bool


def tree(
    lineage: Lineage, roots: Sequence[str], leads: Mapping[str, Sequence[str]], above: str = ""
) -> list[TreeRow]:
    """The records to which some lead, each below the one that leads to it; drawn once, and then referred to."""
    rows: list[TreeRow] = []
    drawn: set[str] = set()
    waiting = [("", "", 0, root, above) for root in reversed(roots)]
    while waiting:
        lines, below, depth, identity, parent = waiting.pop()
        rows.append(TreeRow(lines, depth, lineage.members[identity], parent, identity in drawn))
        if identity in drawn:
            continue
        drawn.add(identity)
        children = leads[identity]
        for place in reversed(range(len(children))):
            sign, blank = ("└ ", "  ") if place == len(children) - 1 else ("├ ", "│ ")
            waiting.append((below + sign, below + blank, depth + 1, children[place], identity))
    return rows


def lineage_of(lineage: Lineage, identity: str, output: Output, labels: Labels) -> None:
    """Print what a record came from and what it became."""
    member = lineage.members[identity]
    earlier = tree(lineage, lineage.came_from[identity], lineage.came_from, identity)
    later = tree(lineage, lineage.became[identity], lineage.became, identity)
    parts = [(EARLIER, earlier), (ITSELF, [TreeRow("", 0, member, "", False)]), (LATER, later)]
    if _told_to_machines(lineage, parts, output):
        return
    if output.format == "markdown":
        answers(_markdown_of(lineage, member, (earlier, later), labels))
        return
    from wmstrat.say.page import Page

    page = Page(output)
    page.spans([(f"{member.id}  ", "bold"), (on_one_line(member.title), "bold")])
    page.text(f"{_about(lineage.kind, member, labels)}.")
    hidden: list[str] = []
    for heading, rows, nothing in _halves(lineage.kind, earlier, later):
        page.heading(heading)
        if rows:
            hidden += _grid(page, _columns(lineage, rows, labels, heading))
        else:
            page.text(nothing, "dim")
    page.ending(_hidden(hidden))
    page.print()


def lineages(lineage: Lineage, ends: Sequence[Member], output: Output, labels: Labels, *, all_of: str = "") -> None:
    """Print the records that became no other, each above what it came from; `all_of` is the code of the one group
    that is asked about."""
    rows = tree(lineage, [member.id for member in ends], lineage.came_from)
    if _told_to_machines(lineage, [("", rows)], output):
        return
    kind = lineage.kind
    if not rows:
        of = f" of {all_of}" if all_of else ""
        remark(f"No {kind.command}{of} has become part of another one or come from one yet.")
        return
    if output.format == "markdown":
        answers([f"# {kind.plural.capitalize()}: lineage", "", *_list(rows, labels)])
        return
    from wmstrat.say.page import Page

    page = Page(output)
    page.text("Each one is above those that it came from.", "dim")
    hidden = _grid(page, _columns(lineage, rows, labels, CAME_FROM))
    alone = sum(not lineage.came_from[each] and not lineage.became[each] for each in lineage.members)
    others = counted(alone, f"{{count}} other {kind.command}", f"{{count}} other {kind.plural}")
    sentences = [f"{others} came from no other one and became none."] if alone else []
    if lineage.last_iteration > 1:
        sentences.append(f"What reached no later iteration: wmstrat {kind.command} lineage --orphans")
    page.ending([*_hidden(hidden), *([] if all_of else sentences)])
    page.print()


def orphans(lineage: Lineage, members: Sequence[Member], output: Output, labels: Labels) -> None:
    """Print what reached no later iteration and gives no reason."""
    kind = lineage.kind
    if _told_to_machines(lineage, [("", [TreeRow("", 0, member, "", False) for member in members])], output):
        return
    if not members:
        last = lineage.last_iteration
        remark(
            f"Nothing was lost: all {kind.plural} reached iteration {last}, are at their end, or say why not."
            if last > 1
            else f"There is no second iteration yet, so no {kind.command} can have missed it."
        )
        return
    lost = {member.id: lineage.earlier(member.id) for member in members}
    from wmstrat.say.grid import Column

    columns = [
        Column(kind.command.capitalize(), [member.id for member in members], ["bold"] * len(members)),
        Column("Title", [on_one_line(member.title) for member in members], folds=20),
        Column("State", [labels.word(member.state) for member in members], folds=9),
        Column("Iteration", [str(lineage.reached(member.id)) for member in members], right=True),
        Column("Came from", [", ".join(lost[member.id]) for member in members], folds=9),
    ]
    if output.format == "markdown":
        from wmstrat.say.flat import markdown_columns

        answers(markdown_columns(columns))
        return
    from wmstrat.say.page import Page

    page = Page(output)
    hidden = _grid(page, columns)
    page.ending([*_hidden(hidden), *_ways(kind, members[0].id)])
    page.print()


def _ways(kind: Kind, example: str) -> Iterator[str]:
    """What to type for a record that was lost."""
    if any(verb.name == MERGE for verb in kind.verbs):
        yield f"If one lives on in another: wmstrat {kind.command} {MERGE} {example} --into REF"
    yield f"If it ends here, give the reason: wmstrat mark {example} {kind.put_aside} --why TEXT"


# For machines and diagrams


def _told_to_machines(lineage: Lineage, parts: Sequence[tuple[str, Sequence[TreeRow]]], output: Output) -> bool:
    """Print the records of trees in a format that is read by no person, each once; returns whether it is one."""
    items = [_item(lineage, row.member, relation) for relation, rows in parts for row in rows if not row.is_again]
    if machine(f"{lineage.kind.command} lineage", items, output, FIELDS):
        return True
    if output.format == "ids":
        answers(item["id"] for item in items)
    elif output.format == "plain":
        answers(plain_lines([plain_cell(item[name]) for name in FIELDS] for item in items))
    elif output.format == "mermaid":
        answers(_flowchart(lineage, [item["id"] for item in items]))
    else:
        return False
    return True


def _item(lineage: Lineage, member: Member, relation: str) -> dict[str, Any]:
    return {
        "id": member.id,
        "title": member.title,
        "group": member.code,
        "state": member.state,
        "iterations": list(member.iterations),
        "why": member.why,
        "came_from": lineage.came_from[member.id],
        "became": lineage.became[member.id],
        "about": list(member.about),
        "relation": relation,
    }


def _flowchart(lineage: Lineage, ids: Sequence[str]) -> Iterator[str]:
    """The lines of a diagram: the iterations from left to right, an arrow to what a record became."""
    from wmstrat.say.mermaid import flowchart

    frames: dict[str, dict[str, str]] = {}
    for iteration in sorted({lineage.reached(identity) for identity in ids}):
        inside = {each: f"{each} {lineage.members[each].title}" for each in ids if lineage.reached(each) == iteration}
        frames[f"Iteration {iteration}" if iteration else ""] = inside
    return flowchart(frames, ((identity, heir) for identity in ids for heir in lineage.became[identity]))


# For people


def _about(kind: Kind, member: Member, labels: Labels) -> str:
    """What is known of a record besides its title, in a line."""
    state = labels.word(member.state)
    words = [f"{_iterations(member)}, {state}" if member.iterations else state]
    words[0] = words[0][:1].upper() + words[0][1:]
    if member.why:
        words[0] += f" (because: {on_one_line(member.why).rstrip('.')})"
    if member.about:
        words.append(
            f"{'Answers' if kind.covers and _covers_records(kind) else 'Answered by'} {', '.join(member.about)}"
        )
    return ". ".join(words)


def _covers_records(kind: Kind) -> bool:
    return any(True for name in kind.covers for _ in kind.by_name[name].points_at_records)


def _iterations(member: Member) -> str:
    numbers = ", ".join(map(str, member.iterations))
    return f"iteration{'s' if len(member.iterations) > 1 else ''} {numbers}"


def _halves(
    kind: Kind, earlier: Sequence[TreeRow], later: Sequence[TreeRow]
) -> Iterator[tuple[str, Sequence[TreeRow], str]]:
    yield CAME_FROM, earlier, f"It came from no other {kind.command}."
    yield BECAME, later, f"It has become no other {kind.command}."


def _columns(lineage: Lineage, rows: Sequence[TreeRow], labels: Labels, heading: str) -> list[Column]:
    from wmstrat.say.grid import Column

    also, others = ("Also became", lineage.became) if heading == CAME_FROM else ("Also from", lineage.came_from)

    def column(heading: str, text: Callable[[TreeRow], str], folds: int = 0) -> Column:
        return Column(heading, ["" if row.is_again else text(row) for row in rows], folds=folds)

    return [
        Column(
            lineage.kind.command.capitalize(),
            [_name(row) for row in rows],
            ["" if row.depth else "bold" for row in rows],
        ),
        Column("Title", [SEE_ABOVE if row.is_again else on_one_line(row.member.title) for row in rows], folds=20),
        column("State", lambda row: labels.word(row.member.state), 9),
        column("Iteration", lambda row: ", ".join(map(str, row.member.iterations))),
        column(also, lambda row: ", ".join(each for each in others[row.member.id] if row.above not in ("", each)), 9),
        column("Answers", lambda row: ", ".join(row.member.about), 8),
        column("Because", lambda row: on_one_line(row.member.why), 16),
    ]


def _name(row: TreeRow) -> str:
    if row.depth <= DEEPEST:
        return f"{row.lines}{row.member.id}"
    return f"… {row.depth} {row.lines[-2:]}{row.member.id}"


def _grid(page: Any, columns: Sequence[Column]) -> list[str]:
    """Draw the columns that find room; returns the headings of the others."""
    from wmstrat.say.grid import fitting

    shown, left_out = fitting(columns, page.room)
    page.grid(shown)
    return [column.heading for column in left_out]


def _hidden(headings: Sequence[str]) -> list[str]:
    return [f"Hidden (terminal too narrow): {', '.join(dict.fromkeys(headings))}."] if headings else []


def _markdown_of(
    lineage: Lineage, member: Member, halves: tuple[Sequence[TreeRow], Sequence[TreeRow]], labels: Labels
) -> Iterator[str]:
    yield f"# {markdown_cell(member.title)} ({markdown_cell(member.id)})"
    yield ""
    yield f"{markdown_cell(_about(lineage.kind, member, labels))}."
    for heading, rows, nothing in _halves(lineage.kind, *halves):
        yield from ("", f"## {heading}", "")
        yield from _list(rows, labels) if rows else [nothing]


def _list(rows: Sequence[TreeRow], labels: Labels) -> Iterator[str]:
    """The tree as a list of Markdown."""
    for row in rows:
        member = row.member
        about = [_iterations(member)] if member.iterations else []
        told = ", ".join([*about, labels.word(member.state)])
        title = SEE_ABOVE if row.is_again else f"{markdown_cell(member.title)} ({markdown_cell(told)})"
        yield f"{'  ' * row.depth}- **{markdown_cell(member.id)}** {title}"
