"""process.yaml: the one record that says what the process is and which words it uses.

Requirement 45: vocabularies are files of the workspace, not code. Requirement 69: mandate and resources.
"""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import gate, process_fields, process_permissions, trustees, workload
from wmstrat.kinds.notices import SILENCED
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Single
from wmstrat.record.kind import Kind
from wmstrat.record.moments import Zone
from wmstrat.record.number_types import Count
from wmstrat.record.problem import Check, Finding, by_setting
from wmstrat.record.record import Record
from wmstrat.record.types import Choice, Language, Line, Listing, Prose
from wmstrat.record.view import View, kind_named

_WORD = (
    Field("id", Line(), "the word that files use", required=True),
    Field("label", Line(), "how people read it"),
    Field("about", Prose(), "what it means"),
)


def _bounds_are_in_order(record: Record, _: View) -> Iterator[Finding]:
    low, high = record["minimum_size"], record["maximum_size"]
    if low and high and low > high:
        advice = by_setting(record, "Correct one of them", f"maximum_size={low}")
        yield Finding("maximum_size", f"{high}, less than minimum_size ({low})", f"{low} or more", advice)


def _skips_what_there_is(record: Record, view: View) -> Iterator[Finding]:
    """What is left out by a name that nothing has is not left out."""
    names = {check.name for kind in view.kinds for check in kind.checks}
    names |= {notice.name for kind in view.kinds for notice in kind.notices}
    for place, name in enumerate(record["skip"]):
        if name not in names:
            advice = by_setting(record, "Remove it", f"skip-={name}")
            yield Finding(
                f"skip[{place}]", f'"{name}"', "the name of a check or a notice: " + ", ".join(sorted(names)), advice
            )


def _counts_what_people_have(record: Record, view: View) -> Iterator[Finding]:
    """A dimension is a field of people."""
    people = kind_named(view, "person")
    names = [field.name for field in people.fields if field.name not in ("id", "name", "contact")]
    for place, name in enumerate(record["dimensions"]):
        if name not in names:
            advice = by_setting(record, "Remove it", f"dimensions-={name}")
            yield Finding(f"dimensions[{place}]", f'"{name}"', "a field of people: " + ", ".join(names), advice)


ABOUT_SKIP = "names of checks and notices that are switched off in this workspace"


SURVEY_COLUMNS = (
    Field("column", Prose(), "the question, or what else heads the column", required=True),
    Field("field", Line(), "the field that it is; body: an answer; contributor: private; blank: it is left out"),
    Field("dates", Choice(("day-first", "month-first")), "how dates in it are written"),
)


def _words(name: str, about: str) -> Field:
    return Field(name, Entries(_WORD, ("id",)), about, vocabulary=True)


KIND = Kind(
    name="process",
    plural="process",
    about="The process itself: its direction, stages and words.",
    ids=Single(name="process"),
    home=Home(top="process.yaml"),
    fields=(
        Field("wmstrat", Count(), "the format of this workspace; leave it as it is", required=True, fixed=True),
        Field("name", Line(), "the name of the process", required=True),
        Field("mission", Prose(), "the purpose of the movement"),
        Field("values", Prose(), "the values of the movement"),
        Field("direction", Prose(), "where the movement wants to go, in a few sentences"),
        Field("mandate", Prose(), "who gave the process its mandate, and for what"),
        Field("resources", Prose(), "what the process has to work with"),
        Field("contact", Line(), "the role that people should contact first (not the name of a person)"),
        Field("languages", Listing(Language()), "the languages that the process works in"),
        Field("minimum_size", Count(), "a group with fewer members is shown as too small"),
        Field("maximum_size", Count(), "a group with more members is shown as too large"),
        Field("quiet_days", Count(), "a group without changes for this many days is shown as quiet"),
        Field(
            "stale_days",
            Count(),
            "a link between groups without changes for this many days is shown as stale",
            seldom=True,
        ),
        Field(
            "silence_days",
            Count(),
            "after this many days without a word from those who objected to something, a coordinator of the group "
            "that asked can clear the objection",
            seldom=True,
        ),
        Field(
            "dimensions",
            Listing(Line()),
            "fields of people by which diversity is counted, such as region; each is optional",
            seldom=True,
        ),
        Field("zone", Zone(), "the time zone in which its days begin and end; blank for UTC", seldom=True),
        Field("share_days", Count(), "a group that has shared nothing for this many days is noticed", seldom=True),
        *workload.FIELDS,
        trustees.FIELD,
        Field(
            "needed_prompts",
            Listing(Line()),
            "the keys of the prompts without which a draft or scope is published only with a reason",
            seldom=True,
        ),
        Field("skip", Listing(Line()), ABOUT_SKIP, seldom=True),
        SILENCED,
        _words("stages", "the stages of a group, in order; the first is before the work, the last is after it"),
        _words("roles", "what a person does in a group"),
        _words("member_types", "where a member comes from; a working group should have members of each type"),
        _words("levels", "the levels of questions and drafts; the first is the important one"),
        _words("draft_kinds", "the kinds of drafts"),
        _words("note_kinds", "the kinds of notes"),
        _words("source_kinds", "the kinds of sources"),
        _words("meeting_kinds", "the kinds of meetings"),
        _words("decision_ways", "how a group or a body decides"),
        _words("support_kinds", "what groups can ask for"),
        _words("outreach_kinds", "what a group shares with others"),
        _words("movement_roles", "what a person does in the movement, in or outside of the groups"),
        _words("labels", "labels for states of records, where the word itself is not good enough"),
        process_permissions.FIELD,
        Field(
            "survey_columns",
            Entries(SURVEY_COLUMNS, ("column",)),
            "what the columns of forms and surveys are, for import",
            seldom=True,
        ),
        process_fields.FIELD,
    ),
    arguments=(),
    columns=("id", "name", "contact"),
    example="wmstrat show process",
    notices=(trustees.NOTICE,),
    checks=(
        Check(
            "skip",
            "Each name in the list of switched-off checks and notices exists.",
            _skips_what_there_is,
            warning=True,
        ),
        Check("dimensions", "Diversity is counted by fields that people have.", _counts_what_people_have),
        trustees.CHECK_OF_BODY,
        Check("bounds", "The smallest size of a group is not above the largest.", _bounds_are_in_order),
        gate.CHECK,
        process_permissions.CHECK,
        process_fields.CHECK,
    ),
)
