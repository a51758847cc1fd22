"""Where the text of a command comes from. What was typed in an editor stays in a file until the command has
succeeded."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from zlib import crc32

from wmstrat.commands.refs import piped
from wmstrat.commands.session import Session
from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.files.reading import Unreadable, decode, with_line_feeds
from wmstrat.say.output import is_terminal, remark

# The name under which an edit is kept: when, and the check sum of what it began with.
KEPT_EDIT = re.compile(r"\d{8}T\d{6}-([0-9a-f]{8})-")


def text_of(
    session: Session, text: str | None, file: str | None, *, beginning: str = "", name: str = "text.md"
) -> str:
    """The text of an argument, a file, a pipe or the editor, which opens with `beginning`; it is remembered, to be
    kept if the command fails. Raises Invalid for no text, NotFound for no file, Refused when the editor fails."""
    if text is None and file is None:
        typed = from_editor(session, beginning, name) if is_terminal(sys.stdin) else _of_bytes(piped())
    elif file is not None:
        typed = _of_bytes(piped()) if file == "-" else _of_file(Path(file))
    else:
        typed = _of_bytes((text or "").encode("utf-8", "surrogateescape"))
    session.typed = typed = typed.replace("\r\n", "\n").strip("\n")
    if not typed.strip():
        session.forget_kept_text()
        raise Invalid(
            "The text is empty, so nothing was changed. Type it behind the command, or give it with --file PATH."
        )
    return typed


def _of_file(path: Path) -> str:
    try:
        return _of_bytes(path.read_bytes())
    except OSError as error:
        raise NotFound("{path} cannot be read: {reason}.", path=path, reason=error.strerror) from None


def _of_bytes(data: bytes) -> str:
    try:
        return decode(data)
    except Unreadable as error:
        message = "The text has {found} in line {line}; expected {expected}. {mend}."
        raise Invalid(message, found=error.found, line=error.line, expected=error.expected, mend=error.mend) from None


def from_editor(session: Session, beginning: str, name: str) -> str:
    """What a person makes of a text in the editor of git, kept in `session.kept_text`. Raises Refused when it fails,
    Invalid for bytes that are no text."""
    import subprocess

    from wmstrat.repo import Repository
    from wmstrat.workspace.journal import keep

    command = Repository(session.place).editor()
    if command is None:
        raise Refused("Git knows no editor here. Give the text behind the command, or with --file PATH.")
    session.kept_text = path = keep(session.place, name, beginning)
    # The command line is the shell's, as git has it.
    failed = subprocess.run(["sh", "-c", f'{command} "$@"', command, str(path)], check=False).returncode != 0
    written = path.read_bytes() if path.exists() else beginning.encode()
    unchanged = written == beginning.encode()
    if unchanged or not (failed or written.strip()):
        session.forget_kept_text()
    if failed:
        kept = "" if unchanged else f" What you typed is kept in {path}"
        message = "The editor ({command}) ended with an error, so nothing was changed.{kept}"
        raise Refused(message, command=command, kept=kept)
    try:
        return _of_bytes(written)
    except Invalid as error:
        raise Invalid("{reason} What you typed is kept in {path}", reason=error, path=path) from None


@contextmanager
def way_back(session: Session, command: str) -> Iterator[None]:
    """If anything fails inside, tell the command that goes on with the text that is kept."""
    try:
        yield
    except BaseException:
        if session.kept_text is not None:
            remark(f"Go on with it by: {command} --file {quote(str(session.kept_text))}")
        raise


def rewritten(session: Session, path: str, file: str | None, name: str) -> tuple[bytes, bytes]:
    """The bytes of a file of the workspace, and what somebody made of them in the editor or another file. Raises
    Refused where that would take back what somebody did since, and for a file that was edited by hand."""
    from wmstrat.workspace.journal import keep
    from wmstrat.workspace.readiness import refuse_edited

    old = session.workspace.bytes(path)
    if old is None:
        raise NotFound("There is no file {path}.", path=path)
    text = _of_bytes(old)
    name = f"{crc32(old):08x}-{name}"
    if file is None:
        refuse_edited(session.place, path, old)
        new = from_editor(session, text, name)
    elif file == "-":
        new = _of_bytes(piped())
        session.kept_text = keep(session.place, name, new) if new != text else None
    else:
        begun = KEPT_EDIT.match(Path(file).name)
        if begun and begun[1] != f"{crc32(old):08x}" and Path(file).resolve().parent == session.place.kept:
            raise Refused(
                "{path} was changed after you began to write, so this text would take that back. Put what is new in "
                "{file} into the record as it is now, with: `wmstrat edit {id}`",
                path=path,
                file=file,
                id=name.partition("-")[2].rpartition(".")[0],
            )
        new = _of_file(Path(file))
    return old, old if new == text else with_line_feeds(new.encode())
