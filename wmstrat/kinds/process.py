"""process.yaml: the one record that says what the process is and which words it uses.

Requirement 45: vocabularies are files of the workspace, not code. Requirement 69: mandate and resources.
"""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import kinds
from wmstrat.kinds.own_fields import NAME, TAKEN, TYPES
from wmstrat.permissions.table import EVERY, FILE, OWN, cell, shut_out
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL, Home
from wmstrat.record.ids import Single
from wmstrat.record.kind import Kind
from wmstrat.record.problem import Check, Finding, by_editing, by_setting
from wmstrat.record.record import Record
from wmstrat.record.types import Choice, Count, Flag, Language, Line, Listing, Prose
from wmstrat.record.view import View, vocabulary

_WORD = (
    Field("id", Line(), "the word that files use", required=True),
    Field("label", Line(), "how people read it"),
    Field("about", Prose(), "what it means"),
)


PERMISSIONS = (
    Field("id", Line(), "a name for this line", required=True),
    Field("who", Line(), "the code of a group, whose members it is for; or * for everybody", required=True),
    Field("roles", Line(), "only members with one of these roles; blank for every role"),
    Field("groups", Line(), "whose records: codes of groups; own for their own group (so it is if blank); * for all"),
    Field("kinds", Line(), "which records: question, draft, note ...; process, file; blank for every kind"),
)


def _permissions_can_be_kept(record: Record, view: View) -> Iterator[Finding]:
    """A line of the table that names what does not exist protects nothing, and a table that nobody may change keeps
    everybody out for good."""
    sound = True
    groups = {name for group in view.records("group") for name in (group.id, str(group["code"])) if name}
    kinds = {word for kind in view.kinds if not kind.home.private for word in (kind.name, kind.command)}
    known = {
        "who": (groups | {*EVERY}, "the code of a group, or *"),
        "roles": ({*vocabulary(view, "roles")}, "roles of process.yaml"),
        "groups": (groups | {*EVERY, OWN, ALL}, "codes of groups, ALL for the whole process, own or *"),
        "kinds": (kinds | {FILE}, "kinds of record, process or file"),
    }
    for place, entry in enumerate(record["permissions"]):
        for name, (fit, expected) in known.items():
            for word in [entry[name]] if name == "who" else cell(entry[name]):
                if word not in fit:
                    sound = False
                    advice = by_editing(record, "Correct the line")
                    yield Finding(f"permissions[{place}].{name}", f'"{word}"', expected, advice)
    if sound:
        for problem in shut_out(view):
            yield Finding(problem.field, problem.found, problem.expected, problem.advice)


OWN_FIELDS = (
    Field("name", Line(), "the name of the field, such as tracking_number", required=True),
    Field("kind", Line(), "the kind of record that has it", required=True),
    Field("type", Choice(TYPES), "what it takes"),
    Field("about", Line(), "what it says, for help and templates"),
    Field(
        "vocabulary", Line(), "the words that it takes, with commas between them, or the name of a list of this file"
    ),
    Field("private", Flag(), "only for those who see private/"),
)


def _fields_can_be_had(record: Record, _: View) -> Iterator[Finding]:
    """A further field has a name that the kind does not use yet, and words where it takes words."""
    lists = [field.name for field in record.kind.fields if field.vocabulary]
    known = {name: kind for kind in kinds() for name in (kind.name, kind.command) if name}
    taken = {(kind.name, field.name) for kind in known.values() for field in kind.fields}
    correct = by_editing(record, "Correct the line")
    for place, entry in enumerate(record["fields"]):
        kind, name = known.get(entry["kind"]), entry["name"]
        if kind is None:
            expected = "a kind of record: " + ", ".join(known)
            yield Finding(f"fields[{place}].kind", f'"{entry["kind"]}"', expected, correct)
        elif not NAME.fullmatch(name) or name in TAKEN:
            expected = "small letters, digits and _, and no option that commands have already"
            yield Finding(f"fields[{place}].name", f'"{name}"', expected, correct)
        elif (kind.name, name) in taken:
            expected = f"a name that no other field of a {kind.name} has"
            yield Finding(f"fields[{place}].name", f'"{name}"', expected, correct)
        else:
            taken.add((kind.name, name))
        words = [word.strip() for word in entry["vocabulary"].split(",")]
        if entry["type"] == "word" and not (len(words) > 1 or words[0] in lists):
            expected = "words with commas between them, or one of: " + ", ".join(lists)
            yield Finding(f"fields[{place}].vocabulary", f'"{entry["vocabulary"]}"', expected, correct)


def _bounds_are_in_order(record: Record, _: View) -> Iterator[Finding]:
    low, high = record["minimum_size"], record["maximum_size"]
    if low and high and low > high:
        advice = by_setting(record, "Correct one of them", f"maximum_size={low}")
        yield Finding("maximum_size", f"{high}, less than the minimum_size, {low}", f"{low} or more", advice)


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
        Field("mission", Prose(), "what the movement is there for"),
        Field("values", Prose(), "what the movement holds dear in all that it does"),
        Field("direction", Prose(), "where the movement wants to go, in a few sentences"),
        Field("mandate", Prose(), "who gave the process its mandate, and for what"),
        Field("resources", Prose(), "what the process has to work with"),
        Field("contact", Line(), "the role that people turn to first, not a person's name"),
        Field("languages", Listing(Language()), "the languages that the process works in"),
        Field("minimum_size", Count(), "a group with fewer members than this is shown as too small"),
        Field("maximum_size", Count(), "a group with more members than this is shown as too large"),
        Field("quiet_days", Count(), "a group without any change for this many days is shown as quiet"),
        _words("stages", "the stages of a group, in order; the first is before, the last is after the work"),
        _words("roles", "what a person does in a group"),
        _words("member_types", "where a member comes from; a working group should have each of them"),
        _words("levels", "the level that a question or a draft is about; the first is the one looked for"),
        _words("note_kinds", "what a note can be"),
        _words("labels", "how people read the states of records, where the word itself does not do"),
        Field(
            "permissions",
            Entries(PERMISSIONS, ("id",)),
            "who may change whose records, for the guard of a host; with no line everybody may, within the rules",
        ),
        Field(
            "fields",
            Entries(OWN_FIELDS, ("name", "kind")),
            "further fields that records of this process have",
            seldom=True,
        ),
    ),
    arguments=(),
    columns=("id", "name", "contact"),
    example="wmstrat show process",
    checks=(
        Check("bounds", "The bounds of the size of a group are in order.", _bounds_are_in_order),
        Check(
            "permissions",
            "The table of permissions speaks of groups, roles and kinds that exist, and somebody may change it.",
            _permissions_can_be_kept,
        ),
        Check(
            "fields",
            "Further fields of a process have names that no kind uses yet, and words where they take words.",
            _fields_can_be_had,
        ),
    ),
)
