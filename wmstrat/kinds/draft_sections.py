"""The sections of the text of a draft, each with its prompt, and the entries that can answer one of them."""

from __future__ import annotations

from wmstrat.record.fields import Field
from wmstrat.record.sections import Section
from wmstrat.record.types import Choice, Line, Prose

# The prompts that drafts of the real process were written against, in words of our own.
SECTIONS = (
    Section("recommendation", "What we recommend", "The change itself, plainly enough to be said in a call."),
    Section("future", "The future we expect", "What do you take for granted about the years ahead?"),
    Section("logic", "Why it would work", "How does one step lead to the next, from today to the goal?"),
    Section("changes", "What changes", "What will be different, and how would somebody notice?"),
    Section("affected", "Who is affected", "Who gains, who has to adapt, whom did you ask?"),
    Section("harm", "What could go wrong", "Whom might this harm, and how?"),
    Section("mitigation", "How to soften it", "What would prevent the harm, or make up for it?"),
    Section("alternatives", "Other ways", "Which other ways did you look at, and why did you set each aside?"),
    Section(
        "structures", "Structures of today", "Which do you keep, which change, which stop, which add?", "structures"
    ),
    Section(
        "questions",
        "The questions behind it",
        "Which guiding questions does it answer, and which are left?",
        "answers",
    ),
    Section("drafts", "Other recommendations", "Which ones does it need, help or rule out?"),
    Section("groups", "Other groups", "With whom did you talk, and with whom should you?"),
    Section("time", "Time frame", "When could it begin, how long would it take, what has to come first?"),
    Section("who", "Who decides", "Which body can say yes or no?"),
    Section("how", "How it is decided", "By which steps is it ratified, and who carries it out then?"),
    Section(
        "implementation", "Carrying it out", "What would be done, by whom, with which means, and how is it seen?"
    ),
    Section("else", "Anything else", "What a reader should know and no heading asked for."),
)

STRUCTURES = (
    Field("structure", Line(), "a body, rule, programme or tool that is there, or would be", required=True),
    Field("effect", Choice(("keep", "change", "stop", "add")), "what the draft does with it", required=True),
    Field("note", Prose(), "how"),
)
