"""What changed, in words, in every format; and a progress update in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from wmstrat.record.ids import is_handle
from wmstrat.record.text import on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, plain_lines
from wmstrat.say.output import Output, answers

if TYPE_CHECKING:
    from wmstrat.reports.differences import Differences
    from wmstrat.reports.progress import Coming, Invitation, Progress
    from wmstrat.reports.telling import Difference

FIELDS = ("heading", "group", "kind", "id", "title", "change", "why", "before", "after", "day", "who")
NOTHING = "Nothing changed."
# Where more than these are below a heading, a terminal and an update have the first few of each kind in each group.
MOST, EACH = 20, 5
NO_NUMBER = "not numbered yet, sync first"
# What may be a handle in a text.
HANDLE_IN_TEXT = re.compile(r"(?<![\w-])[A-Z]{2,4}-[A-Z]+-[a-z0-9]+\b")


def differences(of: Differences, output: Output) -> None:
    """Print what changed."""
    if machine("change", map(_item, of.items), output, FIELDS):
        return
    if output.format == "plain":
        answers(plain_lines([getattr(item, name) for name in FIELDS] for item in of.items))
    elif output.format == "markdown":
        answers(_markdown(of))
    else:
        _page(of, output)


def _item(item: Difference) -> dict[str, Any]:
    return {name: getattr(item, name) for name in FIELDS}


def _folded(items: Sequence[Difference]) -> Iterator[Difference | str]:
    """The items below a heading; of many the first few of each kind in each group, and how many more there are."""
    if len(items) <= MOST:
        yield from items
        return
    for (group, _), alike in groupby(items, lambda item: (item.group, item.kind)):
        first, *others = alike
        yield from (first, *others[: EACH - 1])
        if (rest := len(others) - EACH + 1) > 0:
            yield f"{group}: {rest} more {first.plural}"


def _span(of: Differences) -> str:
    """From when to when, as a phrase."""
    start = f"after commit {of.commit[:7]} ({of.since}), up" if of.commit else f"from {of.since}"
    return f"{start} to {of.until} ({of.zone})"


def _summary(of: Differences) -> str:
    return "  ".join(f"{heading}: {len(items)}" for heading, items in of.under().items())


def _called(item: Difference | Invitation) -> str:
    """The kind and the id of a record; people outside are never shown a handle."""
    if not item.id:
        return ""
    return f"{item.kind} of {item.group}, {NO_NUMBER}" if is_handle(item.id) else f"{item.kind} {item.id}"


def _page(of: Differences, output: Output) -> None:
    from wmstrat.say.page import Page

    page = Page(output)
    page.spans([(on_one_line(of.about or "All groups"), "bold"), (f"  what changed {_span(of)}", "dim")])
    page.text(_summary(of) or NOTHING)
    for heading, items in of.under().items():
        page.heading(heading)
        for item in items if page.room is None else _folded(items):
            page.spans([(item, "dim")] if isinstance(item, str) else _spans(item), indent=2)
    if page.room is not None and any(len(items) > MOST for items in of.under().values()):
        page.ending(["Long lists are cut. To see everything, add: --format markdown"])
    page.print()


def _spans(item: Difference) -> list[tuple[str, str]]:
    lead = item.id or item.group
    title = on_one_line(item.title).rstrip("." if item.change else "")
    spans = [(f"{on_one_line(lead)}  ", "cyan"), (title, "bold")]
    if item.change:
        spans.append((f"{': ' if title else ''}{on_one_line(item.change)}", ""))
    if item.why:
        spans.append((f". Because: {on_one_line(item.why)}", ""))
    told = ", ".join(filter(None, (item.day, on_one_line(item.who))))
    return [*spans, (f"  ({told})", "dim")] if told else spans


def _markdown(of: Differences) -> Iterator[str]:
    yield f"# {markdown_cell(of.about or 'All groups')}: what changed {markdown_cell(_span(of))}"
    if not of.items:
        yield from ("", NOTHING)
    for heading, items in of.under().items():
        yield from ("", f"## {heading}", "")
        yield from map(_line, items)


def _outside(text: str) -> str:
    """Text in Markdown for people outside, who are never shown a handle."""
    return markdown_cell(HANDLE_IN_TEXT.sub(lambda name: f"({NO_NUMBER})" if is_handle(name[0]) else name[0], text))


def _line(item: Difference) -> str:
    """One item of a Markdown list."""
    if not item.title:
        return f"- {_outside(f'{item.group}: {item.change}' if item.group else item.change)}"
    text = f"- **{markdown_cell(item.title)}** ({markdown_cell(_called(item))})"
    if item.change:
        text += f": {_outside(item.change)}"
    return f"{text}. Because: {_outside(item.why)}" if item.why else text


def progress(of: Progress, output: Output) -> None:
    """Print a progress update: Markdown, or its parts as JSON."""
    if machine("update", _parts(of), output, ("part", *FIELDS, "when", "where", "how")):
        return
    answers(_update(of))


def _parts(of: Progress) -> Iterator[dict[str, Any]]:
    yield from ({"part": "change", **_item(item)} for item in of.items)
    yield from ({"part": "coming", **asdict(item)} for item in of.coming)
    yield from ({"part": "invitation", **asdict(item)} for item in of.invitations)


def _update(of: Progress) -> Iterator[str]:
    changes = of.changes
    about = of.process if changes.about in ("", "ALL") else changes.about
    yield f"# {markdown_cell(about)}: progress from {changes.since} to {changes.until}"
    yield from ("", f"All dates are in the time zone {markdown_cell(changes.zone)}.")
    headings: dict[str, list[Difference]] = {}
    for item in of.items:
        headings.setdefault(item.heading, []).append(item)
    if not of.items:
        yield from ("", NOTHING)
    for heading, items in headings.items():
        yield from ("", f"## {heading}", "")
        yield from (f"- {markdown_cell(item)}" if isinstance(item, str) else _line(item) for item in _folded(items))
    if of.coming:
        yield from ("", "## What comes next", "")
        yield from (_coming(coming) for coming in of.coming)
    if of.invitations:
        yield from ("", "## How to take part", "")
        yield from (_invitation(invitation) for invitation in of.invitations)


def _coming(coming: Coming) -> str:
    where = f" ({markdown_cell(coming.where)})" if coming.where else ""
    return f"- {markdown_cell(coming.when)}: {markdown_cell(coming.title)}{where}"


def _invitation(invitation: Invitation) -> str:
    if not invitation.title:
        return f"- {markdown_cell(invitation.group)}: {markdown_cell(invitation.how)}"
    return (
        f"- **{markdown_cell(invitation.title)}** ({markdown_cell(_called(invitation))}): "
        f"{markdown_cell(invitation.how)}"
    )
