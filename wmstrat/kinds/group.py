"""Groups: the working groups at the centre of the process (requirement 14), and the other bodies around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, combinations
from typing import Any
from unicodedata import normalize

from wmstrat.errors import Invalid, Refused, UsageProblem
from wmstrat.kinds.parts import SILENCED, never_leads_back, on
from wmstrat.kinds.renamed_pages import in_markdown, renamed_on_pages
from wmstrat.record.days import ends_after, first_day, holds_on, is_before, overlap
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL, Home
from wmstrat.record.ids import Slugged
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Advice, Check, Finding, blank, by_editing, by_setting, in_the_file
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, Counts, Fact, Form, Notice, OfGroup, Overview, Part, Tally
from wmstrat.record.rules import Breach
from wmstrat.record.text import counted, folded, normal, unsafe_name
from wmstrat.record.types import (
    AboutWhen,
    Address,
    Choice,
    Code,
    Day,
    Flag,
    Line,
    Listing,
    Prose,
    Reference,
    Slug,
    Term,
)
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
    Field("since", Day(unknown=True), "the date on which it began", required=True),
    Field("until", Day(unknown=True), "the date on which it ended, if it did"),
)
OUTCOMES = ("proposed", "accepted", "rejected", "former")
NAMES = (
    Field("name", Line(), "the name", required=True),
    Field("state", Choice(OUTCOMES), "the state of the name", required=True),
    Field("who", Line(), "who proposed or decided it: a body or a role"),
    Field("when", AboutWhen(), "when it was proposed or decided"),
    Field("why", Prose(), "the reason"),
)


def _is_working(group: Record) -> bool:
    return bool(group.values["kind"] == "working")


def _one_area_each(record: Record, view: View) -> Iterator[Finding]:
    """One area per group and one group per area (requirement 15)."""
    area = folded(record["area"])
    if not area or not _is_working(record):
        return
    for other in view.records("group"):
        if other.id != record.id and _is_working(other) and folded(other["area"]) == area:
            found = f'"{record["area"]}", which is also the area of {other["code"]}'
            advice = by_setting(record, "Change one of them", "area=TEXT")
            yield Finding("area", found, "an area that no other group has", advice)


def _lone_code(record: Record, view: View) -> Iterator[Finding]:
    """No two groups have one code. The one that nobody else has yet can get another one. A mistyped code says nothing
    about the group that has it rightly."""
    if not record["code"] or _is_mistyped(record):
        return
    for other in view.records("group"):
        if other.id != record.id and other["code"] == record["code"] and not _is_mistyped(other):
            found = f'"{record["code"]}", which is also the code of {other.id}'
            command = recoding(record, view).removeprefix("wmstrat ")
            advice = Advice("Give the newer of the two another code, such as", command, own=True)
            yield Finding("code", found, "a code that no other group has", advice)


def _lone_name(record: Record, view: View) -> Iterator[Finding]:
    """A name finds one group. Two people who rename apart can give two groups one."""
    for other in view.records("group"):
        if other.id != record.id and folded(record["name"]) == folded(other["name"]):
            found = f'"{record["name"]}", which is also the name of {other.id}'
            advice = f"Rename one of the two: wmstrat group rename {record['code']} NAME"
            yield Finding("name", found, "a name that no other group has", advice)


def _heading_is_the_name(record: Record, _: View) -> Iterator[Finding]:
    """The heading of the page is no former name of the group."""
    heading = next((line[2:].strip() for line in record.body.split("\n") if line.startswith("# ")), "")
    former = [entry["name"] for entry in record["names"] if entry["state"] == "former"]
    said, formerly = ({*names, *map(in_markdown, names)} for names in ([record["name"]], former))
    if heading in formerly - said:
        expected = f'the present name, "{record["name"]}"'
        yield Finding("body", f'the heading "{heading}"', expected, by_editing(record, "Change the heading"))


def recoding(group: Record, view: View) -> str:
    """The line that gives a group a code which no other group has."""
    free = free_code(group["name"], {record["code"] for record in view.records("group")})
    return f"wmstrat group recode {group.id} {free or 'CODE'}"


def _stage_ends_after_it_began(record: Record, _: View) -> Iterator[Finding]:
    for place, entry in enumerate(record["stages"]):
        if is_before(entry["until"], entry["since"]):
            found = f"{entry['until']}, before {entry['since']}"
            advice = by_editing(record, "Correct the dates")
            yield Finding(f"stages[{place}].until", found, "a date after the stage began", advice)


def _stage_runs_once_at_a_time(record: Record, _: View) -> Iterator[Finding]:
    """Different stages may overlap (requirement 23); one that goes on cannot begin again before it ends."""
    last: dict[str, Values] = {}
    for place, entry in sorted(enumerate(record["stages"]), key=lambda placed: first_day(placed[1]["since"])):
        before = last.get(entry["stage"])
        if before is not None and overlap(before, entry):
            until = f"until {before['until']}" if before["until"] else "without an end"
            yield Finding(
                f"stages[{place}].since",
                f"{entry['stage']} from {entry['since']}, and from {before['since']} {until}",
                "a stage that ends before it begins again",
                by_editing(record, "Remove one of the two, or end the first"),
            )
        if before is None or ends_after(entry, before):
            last[entry["stage"]] = entry


def _size_fits(record: Record, view: View) -> Iterator[Finding]:
    """A group of the ideal size (requirement 52): current members only; a group without any is no small one."""
    if not _is_working(record):
        return
    terms = view.records("membership", record.id)
    members = {term["person"] for term in terms if not term.unreadable and holds_on(term.values, view.today)}
    low, high = view.process["minimum_size"] or 0, view.process["maximum_size"] or 0
    if members and (len(members) < low or (high and len(members) > high)):
        found = counted(len(members), "{count} member", "{count} members")
        expected = f"{low} to {high} members" if low and high else f"{low} or more" if low else f"at most {high}"
        yield Finding("", found, expected, f"See the members: wmstrat member list {record['code']}")


def _begins_no_stage_that_runs(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Nobody lets a stage run twice at once. Where histories meet, two people can have begun it: a check warns."""
    known = {finding.found for finding in _stage_runs_once_at_a_time(before, view)} if before is not None else set()
    for finding in _stage_runs_once_at_a_time(after, view):
        if finding.found not in known:
            why = f"The stages of {after['code']} contain {finding.found}; expected {finding.expected}."
            yield Breach(
                "stages", why, f"First end the stage: wmstrat group stage {after['code']} STAGE --end", met=True
            )
            return


# A missing mailing list is reported (requirement 71).
_lacks_list = blank("mailing_list", "the address of the group's mailing list", "mailing_list=ADDRESS", _is_working)


def _code_of_focus(record: Record) -> str:
    """The code that the ids of all focus items begin with."""
    codes = {entry["id"].rpartition("-F")[0] for entry in record["focus"]}
    return codes.pop() if len(codes) == 1 else ""


def _is_mistyped(record: Record) -> bool:
    return _code_of_focus(record) not in ("", record["code"])


def _code_fits_its_focus(record: Record, _: View) -> Iterator[Finding]:
    """A code that was mistyped in the file is another than that of the focus items and records of the group."""
    if _is_mistyped(record):
        expected = f"{_code_of_focus(record)}, as in the ids of its focus items"
        yield Finding("code", f'"{record["code"]}"', expected, in_the_file("Correct code"))


def _focus_is_numbered(record: Record, _: View) -> Iterator[Finding]:
    if _is_mistyped(record):
        return
    seen: set[str] = set()
    for place, entry in enumerate(record["focus"]):
        identity = entry["id"]
        number = identity.removeprefix(f"{record['code']}-F")
        if identity in seen or number == identity or not number.isdecimal():
            expected = f"an id that is used only once, such as {record['code']}-F{place + 1}"
            advice = by_editing(record, "Number the focus items")
            yield Finding(f"focus[{place}].id", f'"{identity}"', expected, advice)
        seen.add(identity)


def _has_names_of_its_own(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """A group is found by its names (requirement 75): a new name, current or former, finds no other group."""
    known = _names(before) if before else {}
    new = {name: typed for name, typed in _names(after).items() if name not in known}
    others = [group for group in view.records("group") if group.id != after.id] if new else []
    for name, typed in new.items():
        for other in others:
            if name in {*_names(other), folded(other.id), folded(other["code"])}:
                why = f'"{typed}" already finds the group {other["code"]} ({other.label}).'
                yield Breach("name", why, "Choose another name.")
                break


def _keeps_its_names(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """What was recorded about a name stays (requirements 74 and 75); a proposal becomes accepted or rejected."""
    if before is None:
        return
    left = {(entry["state"], folded(entry["name"])) for entry in after["names"]}
    names = {name for _, name in left}
    for entry in before["names"]:
        name = folded(entry["name"])
        if (entry["state"], name) not in left and (entry["state"] != "proposed" or name not in names):
            yield Breach(
                "names",
                f'The {entry["state"]} name "{entry["name"]}" of {before["code"]} cannot be changed or removed.',
                f"To add a name: wmstrat group rename {before['code']} NAME",
            )
            return


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
    """Give a group another name, or record that one was proposed or rejected. An accepted name takes the place of the
    old one, which still finds the group; the slug never moves. A rejected or proposed one is recorded with who, when
    and why, and the current name is untouched."""
    if given["propose"] and given["reject"]:
        raise UsageProblem("Use only one of --propose and --reject.")
    name = normal(given["name"].strip())
    unfit = unsafe_name(name) if name else "nothing"
    if unfit:
        raise Invalid("The name has {found}; it must be one line of at most 200 characters.", found=unfit)
    if name == group["name"]:
        raise Refused('{group} already has the name "{name}".', group=group["code"], name=name)
    details = {"who": given["who"], "when": given["on"], "why": given["why"]}
    others = [
        entry for entry in group["names"] if entry["state"] != "proposed" or folded(entry["name"]) != folded(name)
    ]
    if given["propose"] or given["reject"]:
        outcome, verb = ("proposed", "propose") if given["propose"] else ("rejected", "reject")
        names = [*others, {"name": name, "state": outcome, **details}]
        return Done(f'{verb} the name "{name}"', (change.update(group, names=names),))
    was_proposed = len(others) < len(group["names"])
    accepted = [{"name": name, "state": "accepted", **details}] if was_proposed else []
    former = {"name": group["name"], "state": "former", **details}
    body, remarks = renamed_on_pages(change, group, name)
    renamed = change.update(group, body, name=name, names=[*others, *accepted, former])
    return Done(f'rename "{group["name"]}" to "{name}"', (renamed,), remarks=remarks)


def _stage(change: Changing, group: Record, given: Given) -> Done:
    """Let a group begin a stage on a day, or end one. Stages may overlap (requirement 23). Only the first one (before
    the work) ends by itself when another begins, and the last one (after the work) ends all others."""
    stages, name, day = vocabulary(change, "stages"), given["stage"], given["on"]
    meant = [name] if name in stages else [word for word in stages if word.startswith(name.casefold())]
    if len(meant) != 1:
        why = 'More than one stage begins with "{stage}": {stages}.' if meant else None
        raise UsageProblem(
            why or 'There is no stage "{stage}". The stages are: {stages}.',
            stage=name,
            stages=", ".join(meant or stages),
        )
    [wanted] = meant
    entries = [dict(entry) for entry in group["stages"]]
    running = [entry for entry in entries if not entry["until"]]
    present = next((entry for entry in running if entry["stage"] == wanted), None)
    if given["end"]:
        if present is None:
            raise Refused("{group} is not in the stage {stage}.", group=group.label, stage=wanted)
        _end(group, present, day)
    elif present is not None:
        is_planned = is_before(change.today, present["since"])
        has_been = "{group} is already in the stage {stage}, since {since}."
        raise Refused(
            "{group} already has the stage {stage} planned, from {since} on." if is_planned else has_been,
            group=group.label,
            stage=wanted,
            since=present["since"],
        )
    else:
        for entry in running:
            if wanted == stages[-1] or entry["stage"] == stages[0]:
                _end(group, entry, day)
        entries.append({"stage": wanted, "since": day, "until": ""})
    staged = change.update(group, stages=entries)
    remarks = tuple(
        f"The stage {entry['stage']} has not ended. To end it: wmstrat group stage {group['code']} "
        f"{entry['stage']} --end"
        for entry in running
        if not entry["until"]
    )
    return Done(f"{'end' if given['end'] else 'begin'} stage {wanted}", (staged,), remarks=remarks)


def _end(group: Record, stage: dict[str, Any], day: str) -> None:
    """Let a stage end on a day. Raises Refused for a day before it begins."""
    if is_before(day, stage["since"]):
        raise Refused(
            "{group} is in the stage {stage} from {since} on, so that stage cannot end on {day}. Enter a later day "
            "with --on DATE, or remove the stage: `wmstrat edit {code}`",
            group=group.label,
            stage=stage["stage"],
            since=stage["since"],
            day=day,
            code=group["code"],
        )
    stage["until"] = day


WHEN = on()
VERBS = (
    Verb(
        name="rename",
        also=("name", "title"),
        about="Rename a group. The old name still works, and the folder does not change.",
        example='wmstrat group rename PT "Product & Technology" --who "Core Team" --why "The scope is wider"',
        takes=(Field("name", Line(), "the new name", required=True),),
        options=(
            Field("propose", Flag(), "record the name as a proposal only"),
            Field("reject", Flag(), "record that the name was rejected"),
            Field("who", Line(), "the body or role that decided"),
            Field("why", Prose(), "the reason"),
            WHEN,
        ),
        does=_rename,
    ),
    Verb(
        name="stage",
        also=("begin", "start", "phase"),
        about="Start a stage for a group, or end it with --end. Stages may overlap.",
        example="wmstrat group stage CB scope --on 2018-11-01",
        takes=(Field("stage", Term("stages"), "the stage", required=True),),
        options=(WHEN, Field("end", Flag(), "end the stage instead of starting it")),
        does=_stage,
    ),
)


# Reports


def _focus_items(of: OfGroup) -> list[dict[str, Any]]:
    """The focus items, with the questions and drafts of the group that cover them (requirement 72); what was set
    aside does not cover."""
    covering = [record for kind in COVERING for record in of.records(kind) if record.counts]
    return [
        {
            "id": entry["id"],
            "text": entry["text"],
            "covered_by": [record.id for record in covering if entry["id"] in record["focus"]],
        }
        for entry in of.group["focus"]
    ]


def _uncovered(of: OfGroup) -> list[str]:
    return [item["id"] for item in _focus_items(of) if not item["covered_by"]]


def _lacks_cover(of: OfGroup) -> list[str]:
    has_work = of.counts["questions_all"] or any(record.counts for record in of.records("draft"))
    return list(of.counts["uncovered"]) if has_work else []


def _planned(of: OfGroup) -> list[dict[str, str]]:
    labels = labels_of(of.view, "stages")
    to_come = [entry for entry in of.group["stages"] if is_before(of.day, entry["since"])]
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
    """A code out of the letters of a name that is not taken, first out of the initials of its longer and capitalized
    words; an empty text where there is none."""
    spelled = ((word, re.sub("[^A-Z]", "", normalize("NFKD", word.upper()))) for word in name.split())
    words = [(word, letters) for word, letters in spelled if letters]
    telling = "".join(letters[0] for word, letters in words if len(letters) > 3 or word[0].isupper())
    initials, letters = "".join(letters[0] for _, letters in words), "".join(letters for _, letters in words)
    further = (rest for size in (1, 2, 3) for rest in combinations(letters[1:], size))
    tries = chain(
        [telling[:2], telling[:3], initials[:2], initials[:3], letters[:2]],
        (letters[:1] + "".join(rest) for rest in further),
    )
    return next((code for code in tries if len(code) >= 2 and code not in {*taken, ALL}), "")


CELLS = (
    Cell("Id", "id", is_id=True),
    Cell("What to look at", "text", folds=20),
    Cell("Covered by", lambda item: ", ".join(item["covered_by"]) or "not covered yet", folds=10),
)
SET_LIST = "wmstrat set GROUP mailing_list=ADDRESS"
RECODE = "If {id} is not shared with others yet, undo your edit and type: wmstrat group recode {id} {code}"
ABOUT_CODE = "two to four letters, with which the ids of the group begin"
ABOUT_NAMES = "No two groups have the same name, and the heading of a group's page is its present name."
ABOUT_CODES = "No two groups have the same code, and the ids of a group begin with its own."
ABOUT_KINDS = "working, or another body: steering, selecting, core, deciding"
ADD_ANOTHER = "Make another body with: wmstrat group add NAME --kind {kind}"
ONE_AREA = "Each working group has one area, and each area one group."

KIND = Kind(
    name="group",
    plural="groups",
    about="Working groups and the other bodies of the process.",
    ids=Slugged(),
    home=Home(top="groups", file="README.md"),
    fields=(
        Field("id", Slug(), "the name of this folder; it never changes", required=True, fixed=True),
        Field("code", Code(), ABOUT_CODE, required=True, fixed=True, instead=RECODE),
        Field("kind", Choice(KINDS), ABOUT_KINDS, required=True, fixed=True, instead=ADD_ANOTHER),
        Field("name", Line(), "the present name of the group", required=True),
        Field("names", Entries(NAMES, ("name", "when")), "former names and proposals: name, state, who, when, why"),
        Field("area", Line(), "the thematic area of this group; no other group has it"),
        Field("focus", Entries(FOCUS, ("id",), numbered="F"), "the focus items of the area: id, text"),
        Field("mailing_list", Line(), "the address of the mailing list"),
        Field("page", Address(), "the address of the group's own page", seldom=True),
        Field("parent", Reference(("group",), "parts"), "the group that this one is a part of", seldom=True),
        Field(
            "successors",
            Listing(Reference(("group",), "predecessors")),
            "the groups that continue its work after it is concluded",
            seldom=True,
        ),
        Field("established", AboutWhen(), "when the group was established: a day, a month or a year"),
        Field(
            "stages",
            Entries(STAGES, ("stage", "since")),
            "stages with their dates; they may overlap: stage, since, until",
            label="Stage",
        ),
        Field("origin", Prose(), "where the area comes from: event, year, link"),
        Field("needs", Listing(Line()), "who the group is looking for at present: skills, roles, regions"),
        SILENCED,
    ),
    arguments=("name",),
    initial=_begins,
    columns=("code", "name", "kind", "area", "stages", "mailing_list", "focus"),
    overviews=(
        # The table of the source page (requirement 71).
        Overview(
            "wikitext",
            (("Thematic area", "name"), ("Draft description", "focus"), ("Mailing list", "mailing_list")),
            _is_working,
        ),
    ),
    body="what the group is, for readers of its page",
    example='wmstrat group add "Capacity Building" --code CB',
    checks=(
        Check("area", ONE_AREA, _one_area_each),
        Check("area", ONE_AREA, blank("area", "the area of a working group", "area=TEXT", _is_working), warning=True),
        Check("code", ABOUT_CODES, _lone_code),
        Check("code", ABOUT_CODES, _code_fits_its_focus),
        Check("name", ABOUT_NAMES, _lone_name, warning=True),
        Check("name", ABOUT_NAMES, _heading_is_the_name, warning=True),
        Check("dates", "The end is not before the beginning.", _stage_ends_after_it_began),
        Check("stages", "A stage only begins again after it has ended.", _stage_runs_once_at_a_time, warning=True),
        Check("size", "The size of a working group is within the limits in process.yaml.", _size_fits, warning=True),
        Check("mailing-list", "Each working group has the address of its mailing list.", _lacks_list, warning=True),
        never_leads_back("parent", "No group is a part of itself or its own successor."),
        never_leads_back("successors", "No group is a part of itself or its own successor."),
        Check(
            "focus",
            "Focus items have the ids CODE-F1, CODE-F2, ..., and each id is used only once.",
            _focus_is_numbered,
        ),
    ),
    rules=(_has_names_of_its_own, _keeps_its_names, _begins_no_stage_that_runs),
    follow=(_keeps_its_former_name,),
    verbs=VERBS,
    tallies=(
        Tally(
            "uncovered", 90, "Focus not covered", (Form(120, "packed", 18), Form(170, "packed", 40)), value=_uncovered
        ),
    ),
    notices=(
        Notice(
            "focus",
            4,
            "{count} focus item without a question or a draft",
            "wmstrat status GROUP",
            _lacks_cover,
            lambda _, about: f"wmstrat question add GROUP TEXT --focus {about[0]}",
            many="{count} focus items without a question or a draft",
        ),
        Notice("mailing-list", 4, "No mailing list", SET_LIST, lambda of: not of.group["mailing_list"]),
        Notice("area", 3, "No thematic area", "wmstrat set GROUP area=TEXT", lambda of: not of.group["area"]),
    ),
    facts=(
        Fact(10, "Area", lambda counts: counts["area"], "area", lambda of: of.group["area"]),
        Fact(20, "Stage", _stages_in_words("since", "stages")),
        Fact(30, "Planned", _stages_in_words("from", "planned"), "planned", _planned),
        Fact(70, "Looks for", lambda counts: ", ".join(counts["needs"]), "needs", lambda of: list(of.group["needs"])),
    ),
    parts=(Part("focus", 20, "Focus", _focus_items, CELLS),),
)
