"""What waits for whom, in every format, and as a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from wmstrat.record.field_type import Labels
from wmstrat.record.text import counted, escaped
from wmstrat.say.attention import SIGNS
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, plain_lines
from wmstrat.say.output import Output, answers
from wmstrat.say.phrases import ago, gathered_names

if TYPE_CHECKING:
    from wmstrat.reports.brief import Brief, Waiting
    from wmstrat.reports.news import News

FIELDS = ("notice", "urgency", "groups", "text", "since", "records", "whom", "command")
MAIL_WIDTH = 72
NOTHING = "Nothing waits."
# How many columns the names beside a sentence take at most.
NAMES = 40
WHOM = 60


def briefs(
    shown: Sequence[tuple[Brief, Sequence[News]]], output: Output, labels: Labels, *, only_new: bool = False
) -> None:
    """Print briefs, each with what others did meanwhile. Of several mails only those that have something to say are
    printed."""
    items = [item for of, _ in shown for item in of.items]
    if machine("notice", map(_item, items), output, FIELDS):
        return
    if output.format == "plain":
        answers(plain_lines(map(_plain, items)))
    elif output.format == "mail":
        needed = [(of, news) for of, news in shown if len(shown) == 1 or _told_to_others(of) or news]
        _one_after_another(_mail(of, news, labels) for of, news in needed)
    elif output.format == "markdown":
        _one_after_another(_markdown(of, news, labels) for of, news in shown)
    else:
        for place, (of, news) in enumerate(shown):
            if place:
                answers([""])
            _page(of, news, output, labels, only_new=only_new)


def _one_after_another(texts: Iterable[Iterator[str]]) -> None:
    """Print texts with an empty line between them."""
    for place, lines in enumerate(texts):
        answers(["", *lines] if place else lines)


def _told_to_others(of: Brief) -> list[Waiting]:
    """What may be told in a mail: absences and the like are told to nobody else."""
    return [item for item in of.items if not item.personal]


def _item(item: Waiting) -> dict[str, Any]:
    return {name: getattr(item, name) for name in FIELDS}


def _plain(item: Waiting) -> list[str]:
    groups, records, people = (", ".join(names) for names in (item.groups, item.records, item.whom))
    return [item.notice, str(item.urgency), groups, item.text, item.since, records, people, item.command]


def _since(item: Waiting, day: str) -> str:
    """Since when it waits, or the day to come by which it is to be done."""
    if item.since > day or (item.since == day and item.notice.startswith("due-")):
        return f"due {item.since}"
    return f"since {item.since}"


def _for(item: Waiting, of: Brief, labels: Labels) -> str:
    """The names of the people or groups that it is for; blank for the coordinators of its groups, and for those whose
    brief it is."""
    names = [labels.record(name) for name in item.whom]
    return "" if names == [of.whom] else gathered_names(names, WHOM)


def _page(of: Brief, news: Sequence[News], output: Output, labels: Labels, *, only_new: bool) -> None:
    from wmstrat.say.page import Page

    page = Page(output)
    page.spans([(of.whom, "bold"), (f"  {of.day}", "dim")])
    if not of.items:
        page.text("Nothing new waits." if only_new else NOTHING)
    for item in of.items:
        sign, style, _ = SIGNS[item.urgency]
        names = gathered_names(list(item.records or item.groups), NAMES)
        spans = [(item.text, style.replace("bold ", "")), (f"  {names}", "bold")]
        if item.since:
            when = _since(item, of.day)
            spans.append((f"  {when}, {ago(item.since, of.day)}" if when.startswith("since") else f"  {when}", "dim"))
        if people := _for(item, of, labels):
            spans.append((f"  for {people}", ""))
        page.spans(spans, indent=5, sign=(sign, style))
        if item.command:
            page.text(item.command, "dim", indent=5)
    if news:
        page.heading("What others did since you last looked")
        for each in news:
            page.spans([(f"{each.when[:10]}  ", "dim"), (each.subject, ""), (f"  {each.who}", "dim")], indent=2)
    page.ending(of.unseen)
    page.print()


def _markdown(of: Brief, news: Sequence[News], labels: Labels) -> Iterator[str]:
    yield from (f"# {markdown_cell(of.whom)}", "", of.day, "")
    for item in of.items:
        yield f"- {markdown_cell(told(item, of, labels))}{f' `{item.command}`' if item.command else ''}"
    if not of.items:
        yield NOTHING
    if news:
        yield from ("", "## What others did", "")
        yield from (f"- {each.when[:10]} {markdown_cell(each.subject)} ({markdown_cell(each.who)})" for each in news)


def _mail(of: Brief, news: Sequence[News], labels: Labels) -> Iterator[str]:
    """A mail without an address: a subject, an empty line, and the text."""
    from wmstrat.record.ids import is_handle

    items = _told_to_others(of)
    yield f"Subject: {escaped(of.whom)}: {counted(len(items), '{count} thing waits', '{count} things wait')}"
    yield from ("", f"What waits on {of.day}:" if items else NOTHING)
    for item in items:
        numbered = [identity for identity in item.records if not is_handle(identity)]
        hidden = len(item.records) - len(numbered)
        note = f" ({counted(hidden, 'one is', '{count} are')} not numbered yet, sync first)" if hidden else ""
        yield from ("", _filled(f"{told(item, of, labels, numbered)}{note}", "- "))
        yield from (f"  {command}" for command in [item.command] if command)
    if news:
        yield from ("", "What others did:", "")
        yield from (_filled(f"{each.when[:10]} {each.subject} ({each.who})", "- ") for each in news)


def told(item: Waiting, of: Brief, labels: Labels, records: Iterable[str] | None = None) -> str:
    """What waits, about which records (those of the item, if none are given), since when and for whom."""
    names = list(item.records if records is None else records) or list(item.groups)
    since = f", {_since(item, of.day)}" if item.since else ""
    people = _for(item, of, labels)
    return f"{item.text}: {', '.join(names)}{since}{f', for {people}' if people else ''}"


def _filled(text: str, sign: str) -> str:
    return fill(
        escaped(text), MAIL_WIDTH, initial_indent=sign, subsequent_indent=" " * len(sign), break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
