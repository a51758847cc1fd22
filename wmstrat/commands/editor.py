"""The editor: what a person writes there is in a file from the first word on, until the command has succeeded. Lines
of help in it begin with `<!-- wmstrat:` and are left out, wherever they are; Markdown of any kind is text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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
    """The text in the editor: its file, what it began with, and what it would begin with `now`. The text can be
    opened again as long as both are the same."""

    def __init__(self, path: Path, beginning: str, now: Callable[[], str]) -> None:
        self.path = path
        self.beginning = beginning
        self.now = now
        self.can_be_reopened = True

    def refuse_if_changed(self, session: Session) -> None:
        """Raise Refused where somebody else has changed what the text began with; numbers that records got meanwhile
        are no change."""
        from wmstrat.commands.typed import before_numbering

        if before_numbering(session.workspace, self.now()) == before_numbering(session.workspace, self.beginning):
            return
        self.can_be_reopened = False
        session.texts = [text._replace(option="") for text in session.texts]
        raise Refused(
            "Somebody else changed the record while you were writing. Read the record as it is now, and add your "
            "changes to it."
        )


def with_hints(text: str, hints: Sequence[str], suffix: str) -> str:
    """The text below lines of help, in the comments of Markdown or of YAML."""
    opening, closing = ("<!-- wmstrat: ", " -->") if suffix == ".md" else ("## wmstrat: ", "")
    lines = [f"{opening}{on_one_line(hint).replace('-->', '-- >')}{closing}\n" for hint in hints]
    return "".join(lines) + text


def without_hints(text: str) -> str:
    """The text without the lines of help."""
    return _HINT.sub("", _HINT_LINE.sub("", text))


def from_editor(session: Session, beginning: str, name: str, buffer: str, option: str, now: Callable[[], str]) -> str:
    """What a person makes of a `buffer` in the editor of git, without its lines of help; after a failure, of the same
    file again. `now` is what it would begin with at present. Raises Cancelled when it is empty or still says what it
    began with, Refused when the editor fails and for what can be refused without the text, Invalid for bytes that are
    not text."""
    import subprocess

    from wmstrat.commands.typed import decoded
    from wmstrat.repo import Repository

    session.prepare_to_write()
    command = Repository(session.place).editor()
    if command is None:
        raise Refused("No editor is set. Type the text after the command, or use --file PATH.")
    path = _opened(session, beginning, name, buffer, option, now)
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


def _opened(session: Session, beginning: str, name: str, buffer: str, option: str, now: Callable[[], str]) -> Path:
    """The file for the editor: a new one, or the one that was open before."""
    from wmstrat.workspace.saved_texts import save_typed

    opened = session.opened
    if opened is None:
        try:
            path = save_typed(session.place, name, buffer.encode())
        except OSError as error:
            why = "The file for the editor cannot be written ({reason}): {path}. Nothing was changed."
            raise Refused(why, reason=error.strerror, path=error.filename) from None
        session.opened = OpenedText(path, beginning, now)
        session.texts.append(TypedText(b"", name, option, path))
        return path
    return opened.path
