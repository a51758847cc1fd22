"""What a command does with what is typed, and how the text of a draft or scope is written on."""

from __future__ import annotations

import re

from wmstrat.change.change import Change
from wmstrat.change.typed_values import Reader, Texts
from wmstrat.kinds import kind
from wmstrat.record.record import Record
from wmstrat.record.verbs import Done, Given, Verb


def done_by(change: Change, noun: str, name: str, record: Record | None, texts: Texts, text: str = "") -> Done:
    """What a verb does with what was typed, as its command reads that."""
    given, verb = given_to(change, noun, name, texts, text)
    return verb.does(change, record, given)


def given_to(change: Change, noun: str, name: str, texts: Texts, text: str = "") -> tuple[Given, Verb]:
    """A verb, and what was typed for it, as its command reads that."""
    verb = next(verb for verb in kind(noun).verbs if verb.name == name)
    fields = (*verb.takes, *verb.options)
    unknown = texts.keys() - {field.name for field in fields}
    if unknown:
        raise KeyError(f"{noun} {name} has no {', '.join(sorted(unknown))}")
    typed = {field.name: texts.get(field.name) or field.type.default or None for field in fields}
    blank = {field.name: field.type.empty for field in fields}
    reader = Reader(change.workspace)
    return Given(blank | reader.values(fields, typed), text, typist=reader), verb


def answered(text: str, answers: dict[int, str]) -> str:
    """The text of a draft or scope with some of its prompts (the comments below its headings) answered; if all of
    them were answered before, with more said below the first."""
    parts = re.split(r"(?m)^(?=## )", text)
    for place, answer in answers.items():
        prompt, rest = re.search(r"<!--.*?-->", parts[place], re.DOTALL), parts[place]
        if prompt:
            parts[place] = rest[: prompt.start()] + answer + rest[prompt.end() :]
    if "".join(parts) == text:
        place, answer = next(iter(answers.items()))
        parts[place] = f"{parts[place].rstrip()}\n\n{answer}\n\n"
    return "".join(parts)
