"""`add` of a kind: a new record, from arguments, options and a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from msgspec.structs import replace

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, option, parameter
from wmstrat.commands.noun_fields import (
    FILE,
    Function,
    Parameters,
    field_argument,
    field_option,
    group_first,
    texts_of,
)
from wmstrat.commands.refs import PIPE, named
from wmstrat.commands.session import Session
from wmstrat.record.kind import Kind
from wmstrat.record.verbs import Done

SEVERAL_GROUPS = f"(or several: CB,AD; {PIPE} reads them from a pipe)"


def add(kind: Kind) -> Function:
    """What `NOUN add` does."""

    def function(session: Session, file: str | None = None, private: bool = False, **typed: Any) -> None:
        from wmstrat.change.editing import add as add_record
        from wmstrat.change.editing import added_in_several
        from wmstrat.change.typed_values import Reader
        from wmstrat.commands.typed import text_of

        *before, last = kind.arguments
        fields = [kind.by_name[name] for name in before] + list(kind.options)
        fields += kind.series.options if kind.series else ()
        wanted, text = texts_of(typed), typed[last]
        long = {name.removesuffix("_file"): wanted.pop(name) for name in list(wanted) if name.endswith("_file")}
        wanted |= {
            name: text_of(session, None, path, option=f"{kind.by_name[name].option}-file", name=f"{name}.md")
            for name, path in long.items()
            if path is not None
        }
        each = _in_each_group(kind, wanted)
        if text is None:
            # So that nobody writes a text for a group that is not there.
            with group_first([kind.command, "add", "text"], wanted.get("group"), ()):
                for typed_once in each:
                    Reader(session.workspace).values(fields, typed_once)

        def with_any_text(change: Any) -> Done:
            values = Reader(change.workspace).values(fields, each[0])
            return add_record(change, kind, values, "Text", private=private)

        if last in ("title", "body"):
            session.rehearsal = lambda: session.rehearse(with_any_text)
        title, body = _title_and_body(session, kind, [str(wanted[name]) for name in before], text, file)

        def make(change: Any) -> Done:
            reader = Reader(change.workspace)
            values = [reader.values(fields, typed_once) for typed_once in each]
            if takes_groups(kind):
                values = [*{one["group"]: one for one in values}.values()]
            made = [add_record(change, kind, one, title, body, private=private) for one in values]
            done = made[0] if len(made) == 1 else added_in_several(kind, made)
            return replace(done, remarks=(*done.remarks, *reader.days_read()))

        with group_first([kind.command, "add", "text"], wanted.get("group"), ()):
            session.change(f"{kind.command} add", make)

    function.__doc__ = f"Add a new {kind.name}.\n\nExample: {kind.example}"
    return function


def _in_each_group(kind: Kind, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """What was typed, once for each group: several are separated by commas, or come from a pipe. Raises UsageProblem
    for a pipe without ids."""
    typed = wanted.get("group")
    if not takes_groups(kind) or not isinstance(typed, str) or (typed != PIPE and "," not in typed):
        return [wanted]
    groups = named([PIPE] if typed == PIPE else [code.strip() for code in typed.split(",") if code.strip()])
    return [{**wanted, "group": group} for group in groups]


def takes_groups(kind: Kind) -> bool:
    """True where the first argument of `add` is the group of the new record, so that it can be several groups."""
    return kind.arguments[:1] == ("group",)


def _title_and_body(
    session: Session, kind: Kind, before: Sequence[str], text: str | None, file: str | None
) -> tuple[str, str | None]:
    """The title of a new record, blank where it can be left out, and its body, None for that of the template; of a
    kind whose records are a text alone, the text and None."""
    from wmstrat.change.titled_text import title_and_body
    from wmstrat.commands.editor import LEFT_OUT
    from wmstrat.commands.typed import piped_text, text_of

    last = kind.arguments[-1]
    name = f"{'-'.join([*before, kind.name])}.md"
    if last == "body":
        asked = f"A new {kind.name}. Write {kind.body} above."
        return text_of(session, text, file, name=name, hints=(asked, LEFT_OUT.format(doing="writing"))), None
    if text is not None and file is not None and kind.body:
        return title_and_body(text, takes_body=False)[0], text_of(session, None, file, name=name)
    field = kind.by_name[last]
    if text is None and file is None and not field.required:
        typed = piped_text(session, name) if kind.body else None
        return _apart(kind, typed) if typed else ("", None)
    template = session.workspace.prompts(kind).strip("\n") if text is None and kind.body else ""
    hints = (
        f"A new {kind.name}. Write on the first line: {kind.by_name[last].about}.",
        *([f"Leave the second line empty. Below it, write {kind.body}, or nothing yet."] if kind.body else []),
        LEFT_OUT.format(doing="writing"),
    )
    typed = text_of(session, text, file, beginning=lambda: template, name=name, hints=hints)
    title, body = _apart(kind, typed)
    return title, body if body != template else None


def _apart(kind: Kind, text: str) -> tuple[str, str | None]:
    """The title that a text begins with and the body below it, None for none. Where the title can be left out, a text
    that begins with a section has none."""
    from wmstrat.change.titled_text import title_and_body

    if not kind.by_name[kind.arguments[-1]].required and text.lstrip().startswith("##"):
        return "", text
    title, body = title_and_body(text, takes_body=bool(kind.body))
    return title, body or None


def add_parameters(kind: Kind) -> Parameters:
    """The arguments and options of `NOUN add`."""
    *before, last = kind.arguments
    parameters = [field_argument(kind.by_name[name], one=True) for name in before]
    if takes_groups(kind):
        group = kind.by_name["group"]
        parameters[0] = field_argument(replace(group, about=f"{group.about} {SEVERAL_GROUPS}"))
    field = kind.by_name.get(last)
    text = argument(
        "TEXT" if last in ("body", "title") else last.upper(),
        (f"The {last}: {field.about}." if field else f"The {last} of the {kind.name}.")
        + (f" Below an empty line: {kind.body}." if field and kind.body else ""),
        complete.offered(field.type.offer) if field else None,
    )
    parameters += [parameter(last, Annotated[str | None, text], None), FILE]
    if kind.can_be_hidden:
        hidden = option("--private", f"Add the {kind.name} only in private/, for now.")
        parameters.append(parameter("private", Annotated[bool, hidden], False))
    for field in kind.options:
        parameters.append(field_option(field, public=not (kind.home.private or field.private)))
        if field.is_text:
            path = option(f"{field.option}-file", f"Read {field.name} from a file; - reads a pipe.", "PATH")
            parameters.append(parameter(f"{field.name}_file_", Annotated[str | None, path], None))
    parameters += map(field_option, kind.series.options if kind.series else ())
    return parameters
