"""Groups: the working groups at the centre of the process (requirement 14), and the other bodies around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wmstrat.kinds import group_names, group_stages, needs, procedures
from wmstrat.kinds.items import entries_are_numbered, named_items_stay
from wmstrat.kinds.notices import SILENCED
from wmstrat.kinds.parts import ID_CELL, WORDS_FOR_GROUPS, never_leads_back, terms_on
from wmstrat.record.codes import free_code, recoding
from wmstrat.record.day_types import AboutWhen
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Slugged
from wmstrat.record.kind import Kind
from wmstrat.record.moments import Zone
from wmstrat.record.number_types import Share
from wmstrat.record.problem import Advice, Check, Finding, blank, by_setting, in_the_file
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, Counts, Fact, Form, Notice, OfGroup, Overview, Part, Tally
from wmstrat.record.text import counted, folded
from wmstrat.record.types import Address, Choice, Code, Language, Line, Listing, Prose, Reference, Slug
from wmstrat.record.view import View, vocabulary

KINDS = ("working", "steering", "selecting", "core", "deciding")

FOCUS = (
    Field("id", Line(), "the group's code, F and a number", required=True),
    Field("text", Prose(), "what the group looks at", required=True),
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
            do = "Give the newer of the two another code"
            advice = Advice(f"{do}, such as", command, do)
            yield Finding("code", found, "a code that no other group has", advice)


def _size_fits(record: Record, view: View) -> Iterator[Finding]:
    """A group of the ideal size (requirement 52): current members only; a group without any is not small."""
    if not _is_working(record):
        return
    members = {term["person"] for term in terms_on(view, view.today, record.id)}
    low, high = view.process["minimum_size"] or 0, view.process["maximum_size"] or 0
    if members and (len(members) < low or (high and len(members) > high)):
        found = counted(len(members), "{count} member", "{count} members")
        expected = f"{low} to {high} members" if low and high else f"{low} or more" if low else f"at most {high}"
        yield Finding("", found, expected, f"See the members: wmstrat member list {record['code']}")


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


_FOCUS = entries_are_numbered(
    "focus", "Focus items have the ids CODE-F1, CODE-F2, ..., and each id is used only once.", "focus items"
)


def _focus_is_numbered(record: Record, view: View) -> Iterable[Finding]:
    return [] if _is_mistyped(record) else _FOCUS.findings(record, view)


# Reports


def _focus_items(of: OfGroup) -> list[dict[str, Any]]:
    """The focus items, with the questions and drafts of the group that cover them (requirement 72); what was set
    aside does not cover."""
    kinds = [kind.name for kind in of.view.kinds if "focus" in kind.covers]
    covering = [record for kind in kinds for record in of.counting(kind)]
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
    has_work = of.counts["questions_all"] or of.counting("draft")
    return list(of.counts["uncovered"]) if has_work else []


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


def _says(place: int, label: str, name: str) -> Fact:
    """The line with what a field of the group says about its way of working (requirement 50)."""

    def text(counts: Counts) -> str:
        value = counts[name]
        return ", ".join(value) if isinstance(value, list) else value

    return Fact(place, label, text, name, lambda of: of.group[name])


CELLS = (
    ID_CELL,
    Cell("What to look at", "text", folds=20),
    Cell("Covered by", lambda item: ", ".join(item["covered_by"]) or "not covered yet", folds=10),
)
SET_LIST = "wmstrat set GROUP mailing_list=ADDRESS"
RECODE = "If {id} is not shared with others yet, undo your edit and type: wmstrat group recode {id} {code}"
ABOUT_CODE = "two to four letters, with which the ids of the group begin"
ABOUT_CODES = "No two groups have the same code, and the ids of a group begin with its own."
ABOUT_KINDS = "working, or another body: steering, selecting, core, deciding"
ADD_ANOTHER = "Make another body with: wmstrat group add NAME --kind {kind}"
ONE_AREA = "Each working group has one area, and each area one group."

KIND = Kind(
    name="group",
    plural="groups",
    about="Working groups and the other bodies of the process.",
    ids=Slugged(reserved=WORDS_FOR_GROUPS),
    home=Home(top="groups", file="README.md"),
    fields=(
        Field("id", Slug(), "the name of this folder; it never changes", required=True, fixed=True),
        Field("code", Code(), ABOUT_CODE, required=True, fixed=True, instead=RECODE),
        Field("kind", Choice(KINDS), ABOUT_KINDS, required=True, fixed=True, instead=ADD_ANOTHER),
        Field("name", Line(), "the present name of the group", required=True),
        Field(
            "names",
            Entries(group_names.NAMES, ("name", "when")),
            "former names and proposals: name, state, who, when, why",
        ),
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
            Entries(group_stages.STAGES, ("stage", "since")),
            "stages with their dates; they may overlap: stage, since, until",
            label="Stage",
        ),
        Field("origin", Prose(), "where the area comes from: event, year, link"),
        needs.FIELD,
        Field("rhythm", Line(), "how often it meets: every second Tuesday", seldom=True),
        Field("channels", Listing(Line()), "where it works: addresses of lists, chats and pages", seldom=True),
        Field("decision_rule", Line(), "how it decides: consent, two thirds of the votes", seldom=True),
        Field("languages", Listing(Language()), "the languages in which it works", seldom=True),
        Field("zones", Listing(Zone()), "the time zones of its members, such as Europe/Berlin", seldom=True),
        Field(
            "quorum",
            Share(),
            "how many of its members a meeting needs: a number or a part, such as 5 or 1/2",
            seldom=True,
        ),
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
        *group_names.CHECKS,
        *group_stages.CHECKS,
        Check("size", "The size of a working group is within the limits in process.yaml.", _size_fits, warning=True),
        Check("mailing-list", "Each working group has the address of its mailing list.", _lacks_list, warning=True),
        needs.CHECK,
        never_leads_back("parent", "No group is a part of itself or its own successor."),
        never_leads_back("successors", "No group is a part of itself or its own successor."),
        Check("focus", _FOCUS.about, _focus_is_numbered),
    ),
    rules=(
        group_names.has_names_of_its_own,
        group_names.keeps_its_names,
        group_stages.begins_no_stage_that_runs,
        named_items_stay,
    ),
    follow=(group_names.keeps_its_former_name,),
    verbs=(group_names.RENAME, group_stages.STAGE),
    timeline=group_stages.spans,
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
        *group_stages.FACTS,
        _says(62, "Meets", "rhythm"),
        _says(63, "Works in", "channels"),
        _says(64, "Decides by", "decision_rule"),
        _says(65, "Quorum", "quorum"),
        _says(66, "Languages", "languages"),
        _says(67, "Time zones", "zones"),
        procedures.FACT,
        needs.FACT,
    ),
    parts=(Part("focus", 20, "Focus", _focus_items, CELLS),),
)
