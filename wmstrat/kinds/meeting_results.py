"""What meetings are for: an agenda before, and a summary with decisions and actions after (rows 57 and 60)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import Refused
from wmstrat.kinds.parts import REASON, moving
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.record import Record
from wmstrat.record.rules import BODY, Breach
from wmstrat.record.sections import Section, text_in
from wmstrat.record.types import Flag, Line, Listing, Reference, Term
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View

AGENDA = Section("agenda", "Agenda", "What should be discussed, and what should the result be?")
SUMMARY = Section("summary", "Summary", "What was discussed, and what follows, for everybody to read.")


def summary_of(meeting: Record) -> str:
    """What everybody may read of it. A closed one may have a text with headings of its own."""
    told = text_in(SUMMARY, meeting.body)
    return (meeting.body if told is None and meeting.state == "closed" else told or "").strip()


def has_a_summary(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """A closed meeting has a summary (requirement 60)."""
    lacks = after.state == "closed" and not summary_of(after)
    if lacks and (before is None or before.state != "closed" or summary_of(before)):
        do = (
            f"Write it: wmstrat meeting close {after.id}"
            if before
            else "Write it below the fields, or leave it planned."
        )
        yield Breach(BODY, f"{after.id} cannot be closed without a summary.", do)


DECIDED = (
    Field("title", Line(), "what was decided, in a line", required=True),
    Field("how", Term("decision_ways"), "how it was decided"),
    Field("about", Listing(Reference()), "the records that it is about"),
    Field("review", Day(), "the day on which to look at it again"),
)
TO_DO = (
    Field("title", Line(), "what is to be done", required=True),
    Field("owner", Reference(("person",)), "who does it"),
    Field("due", Day(), "until when"),
    Field("group", Reference(("group",), process=True), "the group that does it, if it is another one"),
)
PEOPLE = Listing(Reference(("person",)))


def _begun(meeting: Record, _given: Given) -> str:
    from wmstrat.kinds.meeting_minutes import begun

    return begun(meeting)


def _close(change: Changing, meeting: Record, given: Given) -> Done:
    from wmstrat.kinds.meeting_minutes import close

    return close(change, meeting, given)


def _agenda(change: Changing, meeting: Record, given: Given) -> Done:
    """Print an agenda, and write it into a meeting that has none. Raises Refused for one that is not planned."""
    from wmstrat.kinds.meeting_agenda import draft

    if meeting.state != "planned":
        raise Refused("{id} is {state}, so it needs no agenda.", id=meeting.id, state=meeting.state)
    after, text = draft(change, meeting, write=given["write"])
    if after is not meeting:
        remark = f"This agenda is now in {meeting.id}. To change it: wmstrat edit {meeting.id}"
    else:
        remark = f"{meeting.id} already has an agenda, which was not changed. To replace it, add: --write"
    return Done(f"draft the agenda of {meeting.id}", (after,), answers=tuple(text.splitlines()), remarks=(remark,))


VERBS = (
    Verb(
        name="agenda",
        also=("topics", "prepare"),
        about="Draft the agenda of a meeting: open actions, dates, and what else is open.",
        example="wmstrat meeting agenda CB-MT1",
        options=(Field("write", Flag(), "write it into the meeting, also if there is an agenda already"),),
        does=_agenda,
    ),
    Verb(
        name="close",
        also=("minutes", "summarize", "finish", "done"),
        about="Close a meeting: its summary, and the decisions and actions that came of it.",
        example='wmstrat meeting close CB-MT1 "We planned the survey." --action "Write to the affiliates,due=friday"',
        options=(
            Field("decision", Entries(DECIDED, ("title",)), "a decision: title, how, about, review"),
            Field("action", Entries(TO_DO, ("title",)), "something to be done: title, owner, due, group"),
            Field("participants", PEOPLE, "who was there"),
            Field("apologies", PEOPLE, "who could not come, and said so"),
            Field("replace", Flag(), "put this text in the place of a summary or of notes that are there already"),
        ),
        text="The summary; in the editor and in files also the decisions, actions and participants.",
        begins=_begun,
        does=_close,
    ),
    Verb(
        name="cancel",
        also=("drop", "delete", "call-off"),
        about="Cancel a meeting, with the reason.",
        example='wmstrat meeting cancel CB-MT1 --why "Everybody is at the conference."',
        options=(REASON,),
        does=moving("cancelled", "cancel"),
    ),
)
