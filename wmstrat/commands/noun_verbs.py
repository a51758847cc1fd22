"""The verbs of a kind as commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated, Any

from msgspec.structs import replace

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, parameter
from wmstrat.commands.noun_fields import (
    FILE,
    Function,
    Parameters,
    field_argument,
    field_option,
    filled,
    group_first,
    texts_of,
    words_of,
)
from wmstrat.commands.refs import PIPE, exact, parted
from wmstrat.commands.session import Session
from wmstrat.record.fields import Entries
from wmstrat.record.kind import Kind
from wmstrat.record.types import Choice, Listing
from wmstrat.record.verbs import Done, Given, Verb, together
from wmstrat.say.output import remark

if TYPE_CHECKING:
    from wmstrat.change.change import Change

# Of what is warned of in many records, so much is said.
MOST_WARNINGS = 5


def verb_command(kind: Kind, verb: Verb) -> Function:
    """What `NOUN VERB` does."""

    def function(session: Session, words: Sequence[str] = (), file: str | None = None, **typed: Any) -> None:
        from wmstrat.change.typed_values import Reader
        from wmstrat.commands.typed import piped_text

        fields = (*verb.takes, *verb.options)
        texts = texts_of(typed)
        references: list[str] = []
        text = None
        if verb.of_records:
            takes_text = bool(verb.text) and file is None
            references, rest = parted(session.workspace, kind, words, verb.takes, takes_text, _several(verb, texts))
            texts |= dict(zip((field.name for field in verb.takes), rest, strict=False))
            text = rest[len(verb.takes)] if verb.text and len(rest) > len(verb.takes) else None
        reader = Reader(session.workspace)
        with _of_group(session, kind, verb, texts):
            given = Given(filled(fields, reader.values(fields, texts)), typist=reader)
        is_typed = text is not None or file is not None
        if verb.text and verb.piped and not is_typed and not verb.needs_text(given) and PIPE not in words:
            text = piped_text(session, f"{references[0]}-{verb.name}.md")
            is_typed = text is not None
        if verb.text and (is_typed or verb.needs_text(given)):
            given = _with_text(session, kind, verb, references, given, text, file)
        session.change(
            f"{kind.command} {verb.name}", lambda change: done_to_each(change, kind, verb, references, given)
        )
        for sentence in reader.days_read():
            remark(sentence)

    function.__doc__ = f"{verb.about}\n\nExample: {verb.example}"
    return function


def _with_text(
    session: Session,
    kind: Kind,
    verb: Verb,
    references: Sequence[str],
    given: Given,
    text: str | None,
    file: str | None,
) -> Given:
    """The same with the text that was typed or is in the file, or else with one from the editor, which opens with
    what the verb begins with. Before it opens, raises what the change would be refused for with any text."""
    from wmstrat.commands.editor import LEFT_OUT
    from wmstrat.commands.typed import text_of

    is_typed = text is not None or file is not None
    record = exact(session.workspace, kind, references[0])
    where = "below" if not is_typed and verb.begins(record, given) else "above"
    asked = f"{verb.text.removesuffix('.')}: write it {where}."
    hints = (f"{record.id}: {record.label}", asked, LEFT_OUT.format(doing="writing"))
    any_text = replace(given, text="Text")

    def with_any_text(change: Change) -> Done:
        return done_to_each(change, kind, verb, references, any_text)

    session.rehearsal = lambda: session.rehearse(with_any_text)
    edited = False

    def beginning() -> str:
        nonlocal edited
        edited = True
        return verb.begins(exact(session.workspace, kind, references[0]), given) or ""

    name = f"{record.id}-{verb.name}.md"
    typed = text_of(session, text, file, beginning=beginning, name=name, hints=hints)
    return replace(given, text=typed, edited=edited)


def _several(verb: Verb, texts: Mapping[str, Any]) -> tuple[str, ...]:
    """An option that was typed and takes several values, with them; nothing where there is none."""
    typed = (field for field in verb.options if isinstance(field.type, Listing | Entries) and texts.get(field.name))
    return next(((field.option, *texts[field.name]) for field in typed), ())


@contextmanager
def _of_group(session: Session, kind: Kind, verb: Verb, texts: dict[str, Any]) -> Iterator[None]:
    """Where something else was typed in the place of the group inside, raise an error that says what comes first, or
    what to type for one record."""
    from wmstrat.errors import NotFound
    from wmstrat.workspace.lookups import group_called

    first, *others = (field.name for field in verb.takes) if not verb.of_records and verb.takes else ("",)
    if first != "group":
        yield
        return
    values = (texts.get(name) for name in others)
    words = (word for value in values for word in ([value] if isinstance(value, str) else value or ()))
    groups = (word for word in words if group_called(session.workspace, word))
    try:
        with group_first([kind.command, verb.name, *others], texts["group"], groups) if others else nullcontext():
            yield
    except NotFound as error:
        record = session.workspace.named(str(error.values.get("id")))
        if others or not verb.of_one or record is None or record.kind.name != kind.name:
            raise
        raise NotFound(
            "`wmstrat {noun} {verb}` is for all {plural} of a group. To change only {id}: `wmstrat mark {id} "
            "{state}`",
            noun=kind.command,
            verb=verb.name,
            plural=kind.plural,
            id=record.id,
            state=verb.of_one,
        ) from None


def done_to_each(change: Any, kind: Kind, verb: Verb, references: Sequence[str], given: Given) -> Done:
    """What a verb does, to each of the records that were named or once."""
    if not verb.of_records:
        return verb.does(change, None, given)
    records = [exact(change.workspace, kind, reference) for reference in references]
    from wmstrat.change.editing import to_each

    done = to_each(records, lambda record: verb.does(change, record, given))
    if len(done) == 1:
        return done[0]
    several = f"{len(done)} {kind.one_or_several[1]}"
    named = (rf"(?<![\w-]){re.escape(record.id)}(?!\w)" for record in records)
    whats = {re.sub(name, several, each.what, count=1) for name, each in zip(named, done, strict=True)}
    what = whats.pop() if len(whats) == 1 else f"{verb.name} {several}"
    whole = together(what if several in what else f"{what} in {several}", done)
    left = len(whole.warnings) - MOST_WARNINGS
    if left > 1:
        return replace(whole, warnings=(*whole.warnings[:MOST_WARNINGS], f"{left} more warnings like these."))
    return whole


def verb_parameters(kind: Kind, verb: Verb) -> Parameters:
    """The arguments and options of `NOUN VERB`."""
    if verb.of_records:
        names = [field.type.metavar if isinstance(field.type, Choice) else field.name.upper() for field in verb.takes]
        record = "GROUP..." if kind.home.file else "REF..."
        offers = [field.type.offer for field in verb.takes]
        takes = "".join(f" Then {field.about}.{words_of(field)}" for field in verb.takes)
        takes += f" {verb.text}" if verb.text else ""
        words = argument(
            " ".join([record, *names, *(["[TEXT]"] if verb.text else [])]),
            f"One or more {kind.one_or_several[1]}, or {PIPE} to read ids from a pipe.{takes}",
            complete.references_and(kind.name, offers),
        )
        parameters = [parameter("words", Annotated[(list[str], words, *offers)])]
    else:
        parameters = [field_argument(field) for field in verb.takes]
    options = (field_option(field, needed=field.required) for field in verb.options)
    return [*parameters, *([FILE] if verb.text else []), *options]
