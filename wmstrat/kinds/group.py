"""Groups: the working groups at the centre of the process (requirement 14), and the other bodies around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

from wmstrat.errors import Invalid, Refused, UsageProblem
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL, Home
from wmstrat.record.ids import Slugged
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Check, Problem, by_editing, by_setting
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, Counts, Fact, Form, Notice, OfGroup, Overview, Part, Tally
from wmstrat.record.rules import Breach
from wmstrat.record.text import folded, normal, unsafe_name
from wmstrat.record.types import AboutWhen, Choice, Code, Day, Flag, Line, Listing, Prose, Slug, Term
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, labels_of, vocabulary

# The kinds whose records cover the focus items of a group.
COVERING = ("question", "draft")
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
                by_setting(record, "Change one of them", "area=TEXT"),
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
            by_setting(record, "Enter it", "area=TEXT"),
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
    free = free_code(group["name"], {record["code"] for record in view.records("group")})
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
                by_editing(record, "Correct the days"),
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
                by_editing(record, "Take one of the two away, or end the first"),
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
            by_setting(record, "Enter it", "mailing_list=ADDRESS"),
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
                by_editing(record, "Number the focus items"),
            )
        seen.add(identity)


def _has_names_of_its_own(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """A group is found by its names (requirement 75): a new name, current or former, finds no other group."""
    known = _names(before) if before else {}
    new = {name: typed for name, typed in _names(after).items() if name not in known}
    others = [group for group in view.records("group") if group.id != after.id] if new else []
    for name, typed in new.items():
        other = next(
            (other for other in others if name in {*_names(other), folded(other.id), folded(other["code"])}), None
        )
        if other is not None:
            yield Breach(
                "name", f'"{typed}" finds the group {other["code"]} ({other.label}) already.', "Choose another name."
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


# Verbs (requirements 8, 23, 74 and 75)


def _rename(change: Changing, group: Record, given: Given) -> Done:
    """Give a group another name, or record that one was proposed or rejected.

    An accepted name takes the place of the old one, which still finds the group; the slug never moves. A rejected or
    proposed one is recorded with who, when and why, and the current name is untouched.
    """
    if given["propose"] and given["reject"]:
        raise UsageProblem("--propose and --reject exclude each other.")
    outcome = "proposed" if given["propose"] else "rejected" if given["reject"] else "accepted"
    name = normal(given["name"].strip())
    unfit = unsafe_name(name) if name else "nothing"
    if unfit:
        raise Invalid("The name holds {found}; it takes one line of at most 200 characters.", found=unfit)
    if name == group["name"]:
        raise Refused('{group} has the name "{name}" already.', group=group["code"], name=name)
    details = {"who": given["who"], "when": given["on"], "why": given["why"]}
    entry = {"name": name, "state": outcome, **details}
    others = [
        known
        for known in group["names"]
        if not (folded(known["name"]) == folded(name) and known["state"] == "proposed")
    ]
    if outcome == "accepted":
        former = {"name": group["name"], "state": "former", **details}
        proposed = len(others) < len(group["names"])
        renamed = change.update(group, name=name, names=[*others, *([entry] if proposed else []), former])
        return Done(f'rename "{group["name"]}" to "{name}"', (renamed,))
    words = {"proposed": "propose the name", "rejected": "reject the name"}
    return Done(f'{words[outcome]} "{name}"', (change.update(group, names=[*others, entry]),))


def _stage(change: Changing, group: Record, given: Given) -> Done:
    """Let a group begin a stage on a day, or end one.

    Stages may overlap (requirement 23). Only the first one (before the work) ends by itself when another begins, and
    the last one (after the work) ends all others.
    """
    stages, name, day = vocabulary(change, "stages"), given["stage"], given["on"]
    wanted = next((word for word in stages if word == name or word.startswith(name.casefold())), None)
    if wanted is None:
        raise UsageProblem(
            'There is no stage "{stage}". The stages are: {stages}.', stage=name, stages=", ".join(stages)
        )
    entries = [dict(entry) for entry in group["stages"]]
    running = [entry for entry in entries if not entry["until"]]
    present = next((entry for entry in running if entry["stage"] == wanted), None)
    if given["end"]:
        if present is None:
            raise Refused("{group} is not in the stage {stage}.", group=group.label, stage=wanted)
        present["until"] = day
        staged = change.update(group, stages=entries)
        return Done(f"end stage {wanted}", (staged,), remarks=_still_running(group, running, present))
    if present is not None:
        raise Refused(
            "{group} has been in the stage {stage} since {since} already.",
            group=group.label,
            stage=wanted,
            since=present["since"],
        )
    for entry in running:
        if wanted == stages[-1] or entry["stage"] == stages[0]:
            entry["until"] = day
    staged = change.update(group, stages=[*entries, {"stage": wanted, "since": day, "until": ""}])
    left = [entry for entry in running if not entry["until"]]
    return Done(f"begin stage {wanted}", (staged,), remarks=_still_running(group, left, None))


def _still_running(
    group: Record, running: Iterable[Mapping[str, str]], ended: Mapping[str, str] | None
) -> tuple[str, ...]:
    return tuple(
        f"The stage {entry['stage']} goes on. End it with: wmstrat group stage {group['code']} {entry['stage']} --end"
        for entry in running
        if entry is not ended
    )


WHEN = Field("on", Day(default="today"), "the day")
VERBS = (
    Verb(
        name="rename",
        about="Rename a group; the old name still finds it, and its folder does not move.",
        example='wmstrat group rename PT "Product & Technology" --who "Core Team" --why "The scope is wider"',
        takes=(Field("name", Line(), "the new name", required=True),),
        options=(
            Field("propose", Flag(), "only record that the name was proposed"),
            Field("reject", Flag(), "only record that the name was not taken"),
            Field("who", Line(), "the body or role that decided"),
            Field("why", Prose(), "the reason"),
            WHEN,
        ),
        does=_rename,
    ),
    Verb(
        name="stage",
        about="Let a group begin a stage; stages may overlap, and end with --end.",
        example="wmstrat group stage CB scope --on 2018-11-01",
        takes=(Field("stage", Term("stages"), "a stage of process.yaml", required=True),),
        options=(WHEN, Field("end", Flag(), "end the stage instead of beginning it")),
        does=_stage,
    ),
)


# Reports


def _uncovered(of: OfGroup) -> list[str]:
    """The focus items that no question and no draft of the group covers (requirement 72); what was set aside does
    not cover."""
    covered = {item for kind in COVERING for record in of.records(kind) if record.counts for item in record["focus"]}
    return [entry["id"] for entry in of.group["focus"] if entry["id"] not in covered]


def _focus_items(of: OfGroup) -> list[dict[str, Any]]:
    covering = [record for kind in COVERING for record in of.records(kind) if record.counts]
    return [
        {
            "id": entry["id"],
            "text": entry["text"],
            "covered_by": [record.id for record in covering if entry["id"] in record["focus"]],
        }
        for entry in of.group["focus"]
    ]


def _lacks_cover(of: OfGroup) -> Iterator[tuple[int, str]]:
    has_work = of.counts["questions_all"] or any(record.counts for record in of.records("draft"))
    yield len(of.counts["uncovered"]) if has_work else 0, ""


def _lacks_a_list(of: OfGroup) -> Iterator[tuple[int, str]]:
    yield int(not of.group["mailing_list"]), ""


def _lacks_an_area(of: OfGroup) -> Iterator[tuple[int, str]]:
    yield int(not of.group["area"]), ""


def _planned(of: OfGroup) -> list[dict[str, str]]:
    labels = labels_of(of.view, "stages")
    to_come = [entry for entry in of.group["stages"] if entry["since"] > of.day]
    return [
        {"stage": entry["stage"], "label": labels.get(entry["stage"], entry["stage"]), "since": entry["since"]}
        for entry in sorted(to_come, key=lambda entry: str(entry["since"]))
    ]


def _stages_in_words(word: str, key: str) -> Callable[[Counts], str]:
    return lambda counts: ", ".join(f"{stage['label']} {word} {stage['since']}" for stage in counts[key])


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
    return next((code for code in tries if len(code) >= 2 and code not in {*taken, ALL}), "")


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
            instead="While nobody else has {id} yet, type instead: wmstrat group recode {id} {code}",
        ),
        Field(
            "kind",
            Choice(KINDS),
            "working, or another body: steering, selecting, core, deciding",
            required=True,
            fixed=True,
            instead="Make another body with: wmstrat group add NAME --kind {kind}",
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
    overviews=(
        # The table of the source page (requirement 71).
        Overview(
            "wikitext",
            (("Thematic area", "name"), ("Draft description", "focus"), ("Mailing list", "mailing_list")),
            lambda group: group["kind"] == "working",
        ),
    ),
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
    rules=(_has_names_of_its_own,),
    follow=(_keeps_its_former_name,),
    verbs=VERBS,
    tallies=(
        Tally(
            key="uncovered",
            place=90,
            value=_uncovered,
            heading="Uncovered",
            forms=(Form(120, "packed", 14), Form(170, "packed", 30)),
        ),
    ),
    notices=(
        Notice(
            name="focus",
            urgency=4,
            text="Focus items without a question or a draft: {count}.",
            command="wmstrat status GROUP",
            closer="wmstrat question add GROUP TEXT --focus ITEM",
            finds=_lacks_cover,
        ),
        Notice(
            name="mailing-list",
            urgency=4,
            text="No mailing list.",
            command="wmstrat set GROUP mailing_list=ADDRESS",
            finds=_lacks_a_list,
        ),
        Notice(
            name="area",
            urgency=3,
            text="No thematic area.",
            command="wmstrat set GROUP area=TEXT",
            finds=_lacks_an_area,
        ),
    ),
    facts=(
        Fact(
            place=10, label="Area", text=lambda counts: counts["area"], key="area", value=lambda of: of.group["area"]
        ),
        Fact(place=20, label="Stage", text=_stages_in_words("since", "stages")),
        Fact(place=30, label="Planned", text=_stages_in_words("from", "planned"), key="planned", value=_planned),
        Fact(
            place=70,
            label="Looks for",
            text=lambda counts: ", ".join(counts["needs"]),
            key="needs",
            value=lambda of: list(of.group["needs"]),
        ),
    ),
    parts=(
        Part(
            key="focus",
            place=20,
            items=_focus_items,
            heading="Focus",
            cells=(
                Cell("Id", "id", is_id=True),
                Cell("What to look at", "text", folds=20),
                Cell("Covered by", lambda item: ", ".join(item["covered_by"]) or "not covered yet", folds=10),
            ),
        ),
    ),
)
