"""Groups: the working groups at the centre of the process (requirement 14), and the other bodies around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from wmstrat.errors import Refused
from wmstrat.record.fields import (
    AboutWhen,
    Choice,
    Code,
    Day,
    Entries,
    Field,
    Line,
    Listing,
    Prose,
    Slug,
    Term,
)
from wmstrat.record.home import Home
from wmstrat.record.ids import Slugged
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Check, Problem
from wmstrat.record.record import Record, Values
from wmstrat.record.text import folded
from wmstrat.record.view import View, vocabulary

KINDS = ("working", "steering", "selecting", "core", "deciding")

FOCUS = (
    Field("id", Line(), "the group's code, F and a number", required=True),
    Field("text", Prose(), "what the group looks at", required=True),
)
STAGES = (
    Field("stage", Term("stages"), "a stage of process.yaml", required=True),
    Field("since", Day(), "the day on which it began", required=True),
    Field("until", Day(), "the day on which it ended, if it did"),
)
NAMES = (
    Field("name", Line(), "the name", required=True),
    Field(
        "state",
        Choice(("proposed", "accepted", "rejected", "former")),
        "what became of the name",
        required=True,
    ),
    Field("who", Line(), "who proposed or decided it: a body or a role"),
    Field("when", AboutWhen(), "when it was proposed or decided"),
    Field("why", Prose(), "the reason"),
)


def _one_area_each(record: Record, view: View) -> Iterable[Problem]:
    """One area per group and one group per area (requirement 15)."""
    area = folded(record["area"])
    if record["kind"] != "working" or not area:
        return
    for other in view.records("group"):
        if other.id != record.id and other.values["kind"] == "working" and folded(other["area"]) == area:
            yield Problem(
                "area",
                record.path,
                "area",
                f'"{record["area"]}", which is also the area of {other["code"]}',
                "an area that no other group has",
                f"Change one of them: wmstrat set {record['code']} area=TEXT",
            )


def _names_its_area(record: Record, view: View) -> Iterable[Problem]:
    """Each group has one of the areas (requirement 15)."""
    del view
    if record["kind"] == "working" and not record["area"]:
        yield Problem(
            "area",
            record.path,
            "area",
            "nothing",
            "the area of a working group",
            f"Say it: wmstrat set {record['code']} area=TEXT",
            warning=True,
        )


def _lone_code(record: Record, view: View) -> Iterable[Problem]:
    """No two groups have one code. The one that nobody else has yet can get another one."""
    for other in view.records("group"):
        if other.id != record.id and record["code"] and other["code"] == record["code"]:
            yield Problem(
                "code",
                record.path,
                "code",
                f'"{record["code"]}", which is also the code of {other.id}',
                "a code that no other group has",
                f"Give the newer of the two another code; if it is this one: {recoding(record, view)}",
            )


def _lone_name(record: Record, view: View) -> Iterable[Problem]:
    """A name finds one group. Two people who rename apart can give two groups one."""
    for other in view.records("group"):
        if other.id != record.id and folded(record["name"]) == folded(other["name"]):
            yield Problem(
                "name",
                record.path,
                "name",
                f'"{record["name"]}", which is the name of {other.id} too',
                "a name that no other group has",
                f"Rename one of the two: wmstrat group rename {record['code']} NAME",
                warning=True,
            )


def recoding(group: Record, view: View) -> str:
    """The line that gives a group a code which no other group has."""
    free = free_code(group["name"], {one["code"] for one in view.records("group")})
    return f"wmstrat group recode {group.id} {free or 'CODE'}"


def _stage_ends_after_it_began(record: Record, view: View) -> Iterable[Problem]:
    del view
    for place, entry in enumerate(record["stages"]):
        if entry["until"] and entry["until"] < entry["since"]:
            yield Problem(
                "dates",
                record.path,
                f"stages[{place}].until",
                f"{entry['until']}, before {entry['since']}",
                "a day after the stage began",
                f"Correct the days: wmstrat edit {record['code']}",
            )


def _stage_begins_once_before_it_ends(record: Record, view: View) -> Iterable[Problem]:
    """Stages may overlap, and each has a beginning and an end (requirement 23): one that goes on cannot begin again.
    Histories that meet can bring that about, when two people begin the same stage on two days."""
    del view
    goes_on: dict[str, str] = {}
    days = enumerate(record["stages"])
    for place, entry in sorted(days, key=lambda one: (one[1]["since"], bool(one[1]["until"]))):
        if entry["stage"] in goes_on:
            yield Problem(
                "stages",
                record.path,
                f"stages[{place}].since",
                f"{entry['stage']} begun on {entry['since']}, and on {goes_on[entry['stage']]} without an end",
                "one beginning of a stage before its end",
                f"Take one of the two away, or end the first: wmstrat edit {record['code']}",
                warning=True,
            )
        elif not entry["until"]:
            goes_on[entry["stage"]] = entry["since"]


def _has_mailing_list(record: Record, view: View) -> Iterable[Problem]:
    """A missing mailing list is reported (requirement 71)."""
    del view
    if record["kind"] == "working" and not record["mailing_list"]:
        yield Problem(
            "mailing-list",
            record.path,
            "mailing_list",
            "nothing",
            "the address of the group's mailing list",
            f"Say it: wmstrat set {record['code']} mailing_list=ADDRESS",
            warning=True,
        )


def _focus_is_numbered(record: Record, view: View) -> Iterable[Problem]:
    del view
    seen: set[str] = set()
    for place, entry in enumerate(record["focus"]):
        identity = entry["id"]
        number = identity.removeprefix(f"{record['code']}-F")
        if identity in seen or number == identity or not number.isdecimal():
            yield Problem(
                "focus",
                record.path,
                f"focus[{place}].id",
                f'"{identity}"',
                f"an id that stands once, such as {record['code']}-F{place + 1}",
                f"Number the focus items: wmstrat edit {record['code']}",
            )
        seen.add(identity)


def _keeps_its_nature(step: Step, view: View) -> None:
    """A body is made for one purpose: a working group never becomes the body that decides (requirement 36)."""
    del view
    if step.before and step.before["kind"] not in ("", step.after["kind"]) and step.command != "undo":
        raise Refused(
            "{group} is a {kind} body and stays one. Make another body with: wmstrat group add NAME --kind {wanted}",
            group=step.before.label,
            kind=step.before["kind"],
            wanted=step.after["kind"],
        )


def _has_names_of_its_own(step: Step, view: View) -> None:
    """A group is found by its names (requirement 75): a new name, current or former, finds no other group."""
    known = _names(step.before) if step.before else {}
    others = [group for group in view.records("group") if group.id != step.after.id]
    for name, typed in _names(step.after).items():
        other = next((one for one in others if name in {*_names(one), folded(one.id), folded(one["code"])}), None)
        if name not in known and other is not None:
            raise Refused(
                '"{name}" finds the group {code} ({other}) already. Choose another name.',
                name=typed,
                code=other["code"],
                other=other.label,
            )


def _names(group: Record) -> dict[str, str]:
    """The current and former names, by the form in which they are looked for."""
    former = [entry["name"] for entry in group["names"] if entry["state"] == "former"]
    return {folded(name): name for name in (group["name"], *former) if name}


def _keeps_its_former_name(step: Step, view: View) -> Values:
    """A group that is given another name, by whichever command, is found by the old one too (requirement 75)."""
    before, after = step.before, step.after
    former = {entry["name"] for entry in after["names"] if entry["state"] == "former"}
    if before is None or before["name"] in ("", after["name"], *former):
        return {}
    entry = {"name": before["name"], "state": "former", "who": "", "when": view.today, "why": ""}
    return {"names": [*after["names"], entry]}


def _begins(values: Values, view: View) -> Values:
    """A new group is a working group in the first stage, with a code out of the first letters of its name."""
    stages = vocabulary(view, "stages")
    kind = values["kind"] or "working"
    first = [{"stage": stages[0], "since": view.today, "until": ""}] if stages and kind == "working" else []
    return {
        "kind": kind,
        "code": values["code"] or free_code(values["name"], {group["code"] for group in view.records("group")}),
        "stages": values["stages"] or first,
    }


def free_code(name: str, taken: set[str]) -> str:
    """A code out of the letters of a name that is not taken; an empty text where there is none."""
    words = re.findall(r"[A-Z]+", "".join(c for c in normalize("NFKD", name.upper()) if c.isalnum() or c == " "))
    letters = "".join(words)
    initials = "".join(word[0] for word in words)
    tries = [initials[:2], initials[:3], letters[:2], *(letters[:1] + letter for letter in letters[1:]), letters[:3]]
    return next((code for code in tries if len(code) >= 2 and code not in taken), "")


KIND = Kind(
    name="group",
    plural="groups",
    about="Working groups and the other bodies of the process.",
    ids=Slugged(),
    home=Home(top="groups", file="README.md"),
    fields=(
        Field("id", Slug(), "the name of this folder; never changes", required=True, fixed=True),
        Field(
            "code",
            Code(),
            "two to four letters that the group's ids begin with",
            required=True,
            fixed=True,
            while_own="group recode {id} {code}",
        ),
        Field(
            "kind",
            Choice(KINDS),
            "working, or another body: steering, selecting, core, deciding",
            required=True,
        ),
        Field("name", Line(), "the name of the group today", required=True),
        Field(
            "names",
            Entries(NAMES, key=("name", "when")),
            "former names and proposals: name, state, who, when, why",
        ),
        Field("area", Line(), "the one thematic area that is this group's alone"),
        Field("focus", Entries(FOCUS, key=("id",), numbered="F"), "what to look at within the area: id, text"),
        Field("mailing_list", Line(), "the address of the mailing list"),
        Field("established", AboutWhen(), "when the group was established: a day, a month or a year"),
        Field(
            "stages",
            Entries(STAGES, key=("stage", "since")),
            "stages, each with its days, may overlap: stage, since, until",
            label="Stage",
        ),
        Field("origin", Prose(), "where the area comes from: event, year, link"),
        Field("needs", Listing(Line()), "whom the group looks for at present: skills, roles, regions"),
    ),
    arguments=("name",),
    initial=_begins,
    columns=("code", "name", "kind", "area", "stages", "mailing_list"),
    formats=("wikitext",),
    body="what the group is, for whoever opens this page",
    example='wmstrat group add "Capacity Building" --code CB',
    checks=(
        Check("area", "Each working group has one area, and each area one group.", _one_area_each),
        Check("area", "Each working group has one area, and each area one group.", _names_its_area),
        Check("code", "No two groups have the same code.", _lone_code),
        Check("name", "No two groups have the same name.", _lone_name),
        Check("dates", "Nothing ends before it begins.", _stage_ends_after_it_began),
        Check("stages", "A stage that goes on has begun once.", _stage_begins_once_before_it_ends),
        Check("mailing-list", "Each working group says where its mailing list is.", _has_mailing_list),
        Check("focus", "Focus items are numbered CODE-F1, CODE-F2, each number once.", _focus_is_numbered),
    ),
    rules=(_keeps_its_nature, _has_names_of_its_own),
    follow=(_keeps_its_former_name,),
)
