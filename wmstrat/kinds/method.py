"""Changes of the method: what is to be done in another way, why, and since when (requirement 44).

The method is in files of the workspace: templates, procedures, words of process.yaml. A change of a template is
adopted together with the edit of its file, in one commit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wmstrat.errors import Refused
from wmstrat.kinds import parts
from wmstrat.record.day_types import Day
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, IN_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.nearest import with_nearest
from wmstrat.record.number_types import Count
from wmstrat.record.problem import Check, Finding, by_setting
from wmstrat.record.prompts import Outdated, outdated, with_prompts
from wmstrat.record.record import Record
from wmstrat.record.reporting import Computed
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.templates import name_of, templates
from wmstrat.record.text import listed, short
from wmstrat.record.types import Flag, Line, Listing, Prose
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View

ADOPTED = "adopted"

STATES = (
    State("proposed", "somebody wants it", OPEN, needs=("why",), told_by="method add TITLE --why TEXT"),
    State(ADOPTED, "the process works in this way", DONE, ("proposed",), on="adopted_on", report_heading="Decided"),
    State("dropped", "not wanted", ASIDE, ("proposed",), needs=("why",)),
)


def _templates(view: View) -> dict[str, str]:
    """The file of each template, by the name that people call it."""
    return {name_of(path): path for path in templates(view.kinds)}


def _names_templates(record: Record, view: View) -> Iterator[Finding]:
    """What a change of the method says to change is a template."""
    known = _templates(view) if record["templates"] else {}
    for place, name in enumerate(record["templates"]):
        if name not in known:
            expected = f"the name of a template: {', '.join(sorted(known))}"
            advice = by_setting(record, "Remove it", f"templates-={name}")
            yield Finding(f"templates[{place}]", with_nearest(f'"{name}"', name, known), expected, advice)


def _adopt(change: Changing, method: Record, given: Given) -> Done:
    """Let a change hold from a day on, with the edits of the templates that it names, or of all where it names none;
    and add the prompts that are new to the open records. Raises Refused for one that was dropped."""
    if method.state == "dropped":
        raise Refused("{id} is dropped. Propose it again: `wmstrat mark {id} proposed --why TEXT`", id=method.id)
    parts.refuse_day_to_come(change, given["on"], "a method is adopted when people work with it")
    files = _templates(change)
    taken = change.take_pages(files[name] for name in method["templates"] or files if name in files)
    names = method["templates"] or [name for name, path in files.items() if path in taken]
    day = given["on"] or method["adopted_on"] or change.today
    adopted = change.update(method, state=ADOPTED, adopted_on=day, templates=names)
    found = list(outdated(change, (kind for kind in change.kinds if kind.name in names)))
    for each in found if given["records"] else ():
        kind = each.record.kind
        change.update(each.record, with_prompts(kind, change.prompts(kind), each.record.body, each.missing))
    what, remarks = f'adopt {adopted.id} "{short(adopted.label)}"', []
    if given["records"] and adopted is method and found:
        what = f"add the prompts of {adopted.id} to {_counted(found)}"
    elif given["records"]:
        remarks.append(f"The new prompts are now in {_counted(found)}." if found else "No record lacks a new prompt.")
    elif found:
        command = f"wmstrat method adopt {adopted.id} --records"
        remarks.append(f"The new prompts are not in {_counted(found)} yet. To add them: {command}")
    same = [files[name] for name in names if name in files and files[name] not in taken]
    return Done(
        what,
        (adopted,),
        answers=tuple(sorted(taken)),
        remarks=tuple(remarks),
        warnings=tuple(f"{path} has no unsaved edits, so this does not change it." for path in same)
        if method.state != ADOPTED
        else (),
        about=((adopted, adopted["why"]),),
    )


def _outdated(method: Record, view: View, _day: str) -> Value:
    """How many open records lack a prompt of the templates of which this is the last change; nothing for none."""
    last: dict[str, str] = {}
    for other in view.records("method"):
        if other.state == ADOPTED and not other.unreadable:
            last.update(dict.fromkeys(other["templates"], other.id))
    kinds = (kind for kind in view.kinds if last.get(kind.name) == method.id)
    return sum(1 for _ in outdated(view, kinds)) or ""


def _counted(found: Sequence[Outdated]) -> str:
    """How many records of each kind there are."""
    numbers = Counter(each.record.kind.one_or_several for each in found)
    return listed([f"{number} {names[number > 1]}" for names, number in numbers.items()])


KIND = Kind(
    name="method",
    plural="methods",
    about="Changes of the method: how we work from now on, and why.",
    ids=Numbered(letters="ME"),
    home=IN_PROCESS,
    states=STATES,
    day="adopted_on",
    fields=(
        *parts.numbered(f"{ALL}, the whole process", process=True),
        Field("title", Line(), "what changes, in one line", required=True),
        parts.state(STATES),
        Field("why", Prose(), "why the method changes; or why it was dropped"),
        parts.OWNER,
        Field("adopted_on", Day(unknown=True), "the day since which it holds", seldom=True),
        Field("templates", Listing(Line()), "the templates that change, such as draft", seldom=True),
        parts.source("methods"),
    ),
    arguments=("title",),
    columns=("id", "title", "state", "adopted_on", "templates", "outdated"),
    body="what changes, in more words",
    example='wmstrat method add "Drafts ask for costs" --why "The assembly asks too." --templates draft',
    computed=(Computed("outdated", Count(), "how many open records do not have its prompts", value=_outdated),),
    rules=(parts.owner_is_here,),
    follow=(parts.ends_with_the_state("adopted_on"),),
    together=(("state", "adopted_on"),),
    checks=(Check("method-template", "A change of the method names templates that exist.", _names_templates),),
    verbs=(
        Verb(
            name="adopt",
            also=("accept", "approve", "done"),
            about="Work in this way from now on. Edits of templates that are not saved become part of the commit.",
            example="wmstrat method adopt ALL-ME1",
            options=(
                Field("on", Day(), "the day since which it holds; today, if left out"),
                Field("records", Flag(), "add the prompts that are new in its templates to the open records"),
            ),
            does=_adopt,
        ),
        parts.dropping("a change of the method", 'wmstrat method drop ALL-ME1 --why "We tried it, and forgot it."'),
    ),
)
