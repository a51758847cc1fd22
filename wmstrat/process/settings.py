"""process.yaml: the one record that says what the process is and which words it uses.

Requirement 45: vocabularies are files of the workspace, not code. Requirement 69: mandate and resources.
"""

from __future__ import annotations

from wmstrat.record.fields import Count, Entries, Field, Language, Line, Listing, Prose
from wmstrat.record.identity import Single
from wmstrat.record.kind import Kind

_WORD = (
    Field("id", Line(), "the word that files use", required=True),
    Field("label", Line(), "how people read it"),
    Field("about", Prose(), "what it means"),
)


def _words(name: str, about: str) -> Field:
    return Field(name, Entries(_WORD, key=("id",)), about)


KIND = Kind(
    name="process",
    plural="process",
    about="The process itself: its direction, stages and words.",
    identity=Single("process.yaml"),
    suffix=".yaml",
    fields=(
        Field("wmstrat", Count(), "the format of this workspace; leave it as it is", required=True, fixed=True),
        Field("name", Line(), "the name of the process", required=True),
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
    ),
    arguments=(),
    columns=("id", "name", "contact"),
    example="wmstrat show process",
)
