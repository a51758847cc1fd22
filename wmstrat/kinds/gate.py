"""The gate: which prompts have to be answered before a record is published or submitted (process.yaml)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import notices
from wmstrat.kinds.iterations import PUBLISHED, last_of, window_of
from wmstrat.record.days import days_later
from wmstrat.record.doors import Door
from wmstrat.record.problem import Advice, Check, Finding, by_setting
from wmstrat.record.record import Record
from wmstrat.record.reporting import Notice, OfGroup
from wmstrat.record.rules import Breach
from wmstrat.record.sections import answers
from wmstrat.record.text import listed
from wmstrat.record.view import View

SUBMITTED = "submitted"
# The states in which others are asked to read the whole, each with the verb that leads there.
GATED = {PUBLISHED: "publish", SUBMITTED: "submit"}


def missing(record: Record, view: View) -> list[str]:
    """The headings of the prompts that process.yaml calls needed and that a record does not answer: with five words
    or more below the heading (or below another one whose comment has its key), or in the field that answers it."""
    needed = view.process["needed_prompts"]
    sections = [section for section in record.kind.sections if section.key in needed]
    told = answers(sections, record.body, record.values) if sections else ()
    return [answer.section.heading for answer in told if answer.fullness != "answered"]


def answers_what_is_needed(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """What others are asked to read says what it recommends and who decides, unless the iteration says why not. In
    archives, and in what a host receives first, there are half empty drafts."""
    if after.state not in GATED or (before is not None and before.state == after.state):
        return
    last = last_of(after)
    if (last is not None and last["despite"].strip()) or not (headings := missing(after, view)):
        return
    verb = GATED[after.state]
    quoted = listed([f'"{heading}"' for heading in headings])
    yield Breach(
        "state",
        f"{after.id} cannot be {after.state}: it says nothing, or too little, below {quoted}.",
        Advice("Write it, or give the reason", f"{after.kind.command} {verb} {after.id} --despite TEXT"),
        let_in=(Door.IMPORT,),
    )


def _known_prompts(record: Record, view: View) -> Iterator[Finding]:
    """A prompt that no kind has is not asked for."""
    keys = list(dict.fromkeys(
        section.key for kind in view.kinds if "iterations" in kind.by_name for section in kind.sections
    ))  # fmt: skip
    for place, key in enumerate(record["needed_prompts"]):
        if key not in keys:
            advice = by_setting(record, "Remove it", f"needed_prompts-={key}")
            yield Finding(f"needed_prompts[{place}]", f'"{key}"', f"the key of a prompt: {', '.join(keys)}", advice)


def unanswered(kind: str) -> Notice:
    """The notice of the records of a kind that others read now, or from a day within a week on, although they do not
    answer what is needed."""

    def holds(record: Record, of: OfGroup) -> bool:
        window = window_of(record, of.view)
        if window is None or window.is_over(of.day) or window.is_to_come(days_later(of.day, notices.SOON)):
            return False
        return bool(missing(record, of.view))

    return Notice(
        f"unanswered-{kind}", 3, f"{{count}} {kind} that others read lacks needed answers", "wmstrat ready GROUP",
        notices.ids_where(kind, holds), lambda _, about: f"wmstrat ready {about[0]}", while_working=True,
        many=f"{{count}} {kind}s that others read lack needed answers", whose="owner",
    )  # fmt: skip


CHECK = Check("needed-prompts", "The prompts that are needed exist.", _known_prompts, warning=True)
