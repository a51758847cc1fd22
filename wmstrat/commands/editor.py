"""The editor: what a person writes there is in a file from the first word on, until the command has succeeded. Lines
of help in it begin with `<!-- wmstrat:` and are left out, wherever they are; Markdown of any kind is text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wmstrat.commands.saved_texts import TypedText
from wmstrat.errors import Cancelled, Refused
from wmstrat.record.text import on_one_line

if TYPE_CHECKING:
    from wmstrat.commands.session import Session

LEFT_OUT = "Lines like this one are removed. To cancel, close the editor without {doing}."
_HINT_LINE = re.compile(r"^(?:<!-- wmstrat: [^\n]*-->|## wmstrat: [^\n]*?)[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_HINT = re.compile(r"<!-- wmstrat: [^\n]*?-->")


class OpenedText:
    """The text in the editor: its file, and what it began with. It can be opened again as long as nobody else has
    changed what it began with."""

    def __init__(self, path: Path, beginning: str) -> None:
        self.path = path
        self.beginning = beginning
        self.can_be_reopened = True


def with_hints(text: str, hints: Sequence[str], suffix: str) -> str:
    """The text below lines of help, in the comments of Markdown or of YAML."""
    opening, closing = ("<!-- wmstrat: ", " -->") if suffix == ".md" else ("## wmstrat: ", "")
    lines = [f"{opening}{on_one_line(hint).replace('-->', '-- >')}{closing}\n" for hint in hints]
    return "".join(lines) + text


def without_hints(text: str) -> str:
    """The text without the lines of help."""
    return _HINT.sub("", _HINT_LINE.sub("", text))


def from_editor(session: Session, beginning: str, name: str, buffer: str, option: str) -> str:
    """What a person makes of a `buffer` in the editor of git, without its lines of help; after a failure, of the same
    file again. Raises Cancelled when it is empty or still says what it began with, Refused when the editor fails,
    Invalid for bytes that are no text."""
    import subprocess

    from wmstrat.commands.typed import decoded
    from wmstrat.repo import Repository

    command = Repository(session.place).editor()
    if command is None:
        raise Refused("No editor is set. Type the text after the command, or use --file PATH.")
    path = _opened(session, beginning, name, buffer, option)
    # The command line is the shell's, as git has it.
    failed = subprocess.run(["sh", "-c", f'{command} "$@"', command, str(path)], check=False).returncode != 0
    text = without_hints(decoded(_written(path)))
    is_unchanged = text.strip() in ("", beginning.strip())
    if is_unchanged:
        session.forget_texts()
    if failed:
        raise Refused("The editor ({command}) ended with an error, so nothing was changed.", command=command)
    if is_unchanged:
        what = "is as it was" if text.strip() else "is empty"
        raise Cancelled("the text {what}, so nothing was changed.", what=what)
    return text


def _written(path: Path) -> bytes:
    from wmstrat.commands.typed import read_at_most

    try:
        with path.open("rb") as file:
            return read_at_most(file)
    except FileNotFoundError:
        return b""


def _opened(session: Session, beginning: str, name: str, buffer: str, option: str) -> Path:
    """The file for the editor: a new one, or the one that was open before."""
    from wmstrat.workspace.journal import keep_typed

    opened = session.opened
    if opened is None:
        try:
            path = keep_typed(session.place, name, buffer.encode())
        except OSError as error:
            why = "The file for the editor cannot be written ({reason}): {path}. Nothing was changed."
            raise Refused(why, reason=error.strerror, path=error.filename) from None
        session.opened = OpenedText(path, beginning)
        session.texts.append(TypedText(b"", name, option, path))
        return path
    if opened.beginning != beginning:
        opened.can_be_reopened = False
        session.texts = [text._replace(option="") for text in session.texts]
        raise Refused(
            "Somebody else changed the record while you were writing. Read the record as it is now, and add your "
            "changes to it."
        )
    return opened.path
