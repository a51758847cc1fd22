"""Where the text of a command comes from: the argument, a file, a pipe, or the editor that git would use."""

from __future__ import annotations

import sys
from pathlib import Path

from wmstrat.commands.session import Session
from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.files.reading import Unreadable, decode


def text_of(
    session: Session, text: str | None, file: str | None, *, beginning: str = "", name: str = "text.md"
) -> str:
    """The text for a command, without blank lines around it; it is remembered, to be kept if the command fails.

    `beginning` is what the editor opens with. Raises Invalid when there is no text, NotFound for a file that is
    not there, Refused when the editor fails.
    """
    if text is None and file is None:
        found = from_editor(session, beginning, name) if sys.stdin.isatty() else _of_bytes(sys.stdin.buffer.read())
    elif file is not None:
        found = _of_bytes(sys.stdin.buffer.read()) if file == "-" else _of_file(Path(file))
    else:
        found = _of_bytes((text or "").encode("utf-8", "surrogateescape"))
    found = found.replace("\r\n", "\n").strip("\n")
    session.typed = found
    if not found.strip():
        raise Invalid(
            "The text is empty, so nothing was changed. Type it behind the command, or give it with --file PATH."
        )
    return found


def _of_file(path: Path) -> str:
    try:
        return _of_bytes(path.read_bytes())
    except OSError as error:
        raise NotFound("{path} cannot be read: {reason}.", path=path, reason=error.strerror) from None


def _of_bytes(data: bytes) -> str:
    try:
        return decode(data)
    except Unreadable as error:
        raise Invalid(
            "The text has {found} in line {line}; expected {expected}. {mend}.",
            found=error.found,
            line=error.line,
            expected=error.expected,
            mend=error.mend.capitalize(),
        ) from None


def from_editor(session: Session, beginning: str, name: str) -> str:
    """What a person makes of a text in the editor that git would use. The text stays in a file until it is
    committed. Raises Refused when there is no editor or it fails, with the path of what was typed."""
    from wmstrat.repo import Repository
    from wmstrat.workspace.journal import keep

    command = Repository(session.place).editor()
    if command is None:
        raise Refused("Git knows no editor here. Give the text behind the command, or with --file PATH.")
    path = keep(session.place, name, beginning)
    failed = _run_editor(command, path)
    written = path.read_bytes() if path.exists() else beginning.encode()
    if failed and written != beginning.encode():
        raise Refused(
            "The editor ({command}) ended with an error, so nothing was changed. What you typed is kept in {path}",
            command=command,
            path=path,
        )
    path.unlink(missing_ok=True)
    if failed:
        raise Refused("The editor ({command}) ended with an error, so nothing was changed.", command=command)
    session.typed = written.decode("utf-8", "replace") if written != beginning.encode() else ""
    return _of_bytes(written)


def _run_editor(command: str, path: Path) -> bool:
    """True when the editor failed. The command line is the shell's, as git has it."""
    import subprocess

    return subprocess.run(["sh", "-c", f'{command} "$@"', command, str(path)], check=False).returncode != 0


def rewritten(session: Session, path: str, file: str | None) -> tuple[bytes, bytes]:
    """The bytes of a file of the workspace, and what somebody made of them in the editor (or in another file)."""
    old = session.workspace.bytes(path)
    if old is None:
        raise NotFound("There is no file {path}.", path=path)
    text = _of_bytes(old)
    if file is not None:
        new = _of_bytes(sys.stdin.buffer.read()) if file == "-" else _of_file(Path(file))
    else:
        new = from_editor(session, text, Path(path).name)
    session.typed = new if new != text else ""
    return old, new.encode()
