"""People. The public half of the record is what a person agreed to show; the rest stays in private/."""

from __future__ import annotations

from wmstrat.kinds.parts import WORDS_FOR_GROUPS
from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Slugged
from wmstrat.record.kind import Kind
from wmstrat.record.types import Language, Line, Listing, Prose, Slug

KIND = Kind(
    name="person",
    plural="people",
    about="People who take part, with what they agreed to show.",
    # A membership would get the id of a group's scope, or of a record of the whole process.
    ids=Slugged(reserved=(*WORDS_FOR_GROUPS, "scope")),
    home=Home(top="people"),
    fields=(
        Field("id", Slug(), "the name of this file; it never changes", required=True, fixed=True),
        Field("name", Line(), "the name that the person wants others to see", required=True, both=True),
        Field("about", Prose(), "a sentence about the person, which they agreed to show"),
        Field("contact", Line(), "how to reach the person", private=True),
        Field("region", Line(), "the part of the world that the person lives in", private=True),
        Field("languages", Listing(Language()), "the languages that the person works in", private=True),
        Field("skills", Listing(Line()), "the skills of the person", private=True),
    ),
    arguments=("name",),
    can_be_hidden=True,
    shown_by="member appoint GROUP {id}",
    columns=("id", "name", "about"),
    example='wmstrat person add "Member 17"',
)
