"""`wmstrat edit`: a record in the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.editor import LEFT_OUT
from wmstrat.commands.session import Session
from wmstrat.record.doors import Door
from wmstrat.record.halves import private_path
from wmstrat.record.types import Prose
from wmstrat.say.output import remark

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record
    from wmstrat.record.verbs import Done

HELP = LEFT_OUT.format(doing="changing anything")


@command("edit", writes=True)
def edit(
    session: Session,
    ref: Annotated[str, argument("REF", "Any record.", complete.references())],
    private: Annotated[bool, option("--private", "The private part of a person's record.")] = False,
    field: Annotated[str | None, option("--field", "Only the text of this field.", "NAME", complete.texts)] = None,
    file: Annotated[str | None, option("--file", "Read the new text from a file.", "PATH")] = None,
) -> None:
    """Change a record, or one field of it, in your editor. It is checked and committed when you close the editor.

    Example: wmstrat edit CB-Q7
    """
    from wmstrat.change.editing import rewrite
    from wmstrat.commands.refs import exact
    from wmstrat.commands.typed import renumbered, rewritten
    from wmstrat.workspace.finding import find

    record = find(session.workspace, ref)
    if field is not None:
        _edit_field(session, record, field, file)
        return

    def where() -> str:
        """The path of the file, also after the record got its number."""
        present = exact(session.workspace, record.kind, record.id).path
        return private_path(present) if private else present

    is_text = record.kind.body and where() == record.path
    below = f"Below the second line ---: {record.kind.body}." if is_text else ""
    hints = [
        f"{record.id}: {record.label}",
        f"Each field is a line NAME: VALUE; the line above it explains the field. {below}",
        HELP,
    ]
    old, new = rewritten(session, where, file, record.id, hints)
    if new == old:
        session.forget_texts()
        remark(f"{record.id} was not changed.")
        return
    begun = session.opened.beginning.encode() if session.opened else old

    def make(change: Change) -> Done:
        present = exact(change.workspace, record.kind, record.id)
        return rewrite(change, present, where(), *renumbered(change.workspace, where(), begun, new))

    session.change("edit", make, door=Door.TEXT)


def _edit_field(session: Session, record: Record, name: str, file: str | None) -> None:
    """Change the text of one field. Raises NotFound for a field without one."""
    from wmstrat.change.editing import set_fields
    from wmstrat.commands.refs import exact
    from wmstrat.commands.typed import text_of
    from wmstrat.errors import NotFound

    texts = [field.name for field in record.kind.fields if isinstance(field.type, Prose)]
    if name not in texts:
        raise NotFound(
            "{id} has no text field {name}. Its text fields are: {texts}. Change other fields with: `wmstrat set "
            "{id} FIELD=VALUE`",
            id=record.id,
            name=name,
            texts=", ".join(texts) or "none",
        )
    old = str(record[name])
    hints = (f"{record.id}: {record.label}", f"{name}: {record.kind.by_name[name].about}.", HELP)

    def beginning() -> str:
        text = str(exact(session.workspace, None, record.id)[name])
        return f"{text}\n" if text else ""

    new = text_of(session, None, file, beginning=beginning, name=f"{record.id}-{name}.md", hints=hints)
    if new == old:
        session.forget_texts()
        remark(f"{name} of {record.id} was not changed.")
        return

    def make(change: Change) -> Done:
        return set_fields(change, [exact(change.workspace, None, record.id)], [f"{name}={new}"])

    session.change("edit", make)
