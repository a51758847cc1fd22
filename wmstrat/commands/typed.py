"""Where the text of a command comes from: an argument, a file, a pipe or the editor."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_ISBLK, S_ISCHR, S_ISREG
from typing import TYPE_CHECKING, BinaryIO
from zlib import crc32

from wmstrat.commands.editor import from_editor, with_hints, without_hints
from wmstrat.commands.refs import PIPE
from wmstrat.commands.saved_texts import TypedText, with_file
from wmstrat.errors import Invalid, NotFound, Refused, UsageProblem
from wmstrat.files.reading import MAXIMUM_BYTES, Unreadable, decode, with_line_feeds
from wmstrat.say.output import is_terminal

if TYPE_CHECKING:
    from wmstrat.commands.session import Session
    from wmstrat.workspace.workspace import Workspace

# The name under which an edit is saved: the record, and the check sum of what it began with.
SAVED_EDIT = re.compile(r".+-([0-9a-f]{8})(?:-\d+)?\.(?:md|yaml)")

# The number of a record, or a whole comment: the example of a number in it may be of no record yet.
A_NUMBER = re.compile(r"^[ \t]*#[^\n]*|(?<![A-Za-z0-9_-])[A-Z]+-[A-Z]+[0-9]+(?![A-Za-z0-9_])", re.MULTILINE)
# The line with what the record of a file was called before it had a number.
HANDLE_LINE = re.compile(r"^handle:[^\n]*\n", re.MULTILINE)


def text_of(
    session: Session,
    text: str | None,
    file: str | None,
    *,
    option: str = "--file",
    beginning: Callable[[], str] = lambda: "",
    name: str = "text.md",
    hints: Sequence[str] = (),
) -> str:
    """The text of an argument (a dash is a pipe), a file, a pipe or the editor, which opens with what `beginning`
    returns below `hints`. What is in no file of the person is remembered, to be saved under `name` if the command
    fails. Raises Invalid for no text or too long a text, NotFound for no file, UsageProblem for two texts and for a
    path in the place of one, Cancelled and Refused as `from_editor` does."""
    if text == PIPE and file is None:
        text, file = None, PIPE
    if text is not None and file is not None:
        raise UsageProblem(
            "You entered two texts. Type the text after the command, or use {name}, but not both.", name=option
        )
    if text is not None:
        _refuse_path(text, option)
        data = text.encode("utf-8", "surrogateescape")
        if "\n" in text:
            session.texts.append(TypedText(data, name, option, argument=text))
        typed = decoded(data)
    elif file is None and is_terminal(sys.stdin):
        # The first line, where the cursor is, is free.
        begins = beginning()
        below = "\n" + begins.rstrip("\n") + "\n" if begins else ""
        buffer = "\n\n" + with_hints(below, hints, ".md")
        typed = from_editor(session, begins, name, buffer, option, beginning)
    else:
        typed = without_hints(decoded(read(session, file or PIPE, option, name)))
    typed = typed.replace("\r\n", "\n").strip("\n")
    if not typed.strip():
        session.texts = [other for other in session.texts if other.path or other.data.strip()]
        raise Invalid(
            "The text is empty, so nothing was changed. Type it after the command, or use {option} PATH.",
            option=option,
        )
    return typed


def piped_text(session: Session, name: str) -> str | None:
    """The text that comes through a pipe to a command that can do without one; None for nothing. It is remembered, to
    be saved under `name` if the command fails. Raises Invalid."""
    if sys.stdin is None or is_terminal(sys.stdin):
        return None
    typed = decoded(read(session, PIPE, "--file", name))
    return typed if typed.strip() else None


def _refuse_path(text: str, option: str) -> None:
    """Raises UsageProblem for the path of a file in the place of the text that is in it."""
    path = os.path.expanduser(text)  # noqa: PTH111 - any text at all may be here
    if "\n" in text or not ("/" in text or "." in text) or not os.path.isfile(path):  # noqa: PTH113
        return
    arguments = with_file(sys.argv[1:], TypedText(b"", "", option, argument=text), Path(path))
    raise UsageProblem(
        "{path} is a file. To take the text from it: `wmstrat {command}`", path=text, command=shlex.join(arguments)
    )


def read(session: Session, file: str, option: str, name: str) -> bytes:
    """The bytes of a file, or of standard input for a dash. What is in no file, such as what comes through a pipe, is
    remembered. Raises NotFound, and Invalid for more than a text may have."""
    try:
        if file == PIPE:
            stream = sys.stdin.buffer if sys.stdin is not None else None
            data, is_elsewhere = (read_at_most(stream), _is_a_file(stream)) if stream else (b"", True)
        else:
            with Path(file).open("rb") as stream:
                data, is_elsewhere = read_at_most(stream), _is_a_file(stream)
    except OSError as error:
        raise NotFound("{path} cannot be read: {reason}.", path=file, reason=error.strerror) from None
    if data and not is_elsewhere:
        is_cut = len(data) > MAXIMUM_BYTES
        session.texts.append(TypedText(data[:MAXIMUM_BYTES], name, option, is_cut=is_cut))
    return data


def read_at_most(stream: BinaryIO) -> bytes:
    """The bytes of a stream, which may have no end: at most one more than a text may have."""
    return stream.read(MAXIMUM_BYTES + 1)


def _is_a_file(stream: BinaryIO) -> bool:
    """True when what the stream gives is in a file with a name, or is not the text of a person, as of /dev/zero."""
    try:
        status = os.fstat(stream.fileno())
        is_device = S_ISBLK(status.st_mode) or (S_ISCHR(status.st_mode) and not os.isatty(stream.fileno()))
    except OSError:  # of a stream in memory
        return False
    return is_device or (S_ISREG(status.st_mode) and status.st_nlink > 0)


def decoded(data: bytes) -> str:
    """The bytes as text. Raises Invalid for too many, and for bytes that are not text."""
    if len(data) > MAXIMUM_BYTES:
        raise Invalid(
            "The text is longer than {most:,} bytes, the limit for one record. Move the long part into another "
            "file, and name that file in the text.",
            most=MAXIMUM_BYTES,
        )
    try:
        return decode(data)
    except Unreadable as error:
        message = "The text has {found} in line {line}; expected {expected}. {advice}."
        raise Invalid(
            message, found=error.found, line=error.line, expected=error.expected, advice=error.advice
        ) from None


def rewritten(
    session: Session, where: Callable[[], str], file: str | None, name: str, hints: Sequence[str]
) -> tuple[bytes, bytes]:
    """The bytes of the file that is at present `where`, and what somebody made of them in the editor or another file;
    `name` is that of the record. Raises Refused where that would take back what somebody did since, and for a file
    that was edited by hand; Cancelled as `from_editor` does."""
    from wmstrat.workspace.readiness import refuse_edited

    path = where()
    old = session.workspace.bytes(path)
    if old is None:
        raise NotFound("There is no file {path}.", path=path)
    text = decoded(old)
    suffix = Path(path).suffix
    begins_with = f"{crc32(before_numbering(session.workspace, text).encode()):08x}"
    saved = f"{name}-{begins_with}{suffix}"
    if file is None:
        refuse_edited(session.place, path, old)

        def now() -> str:
            with suppress(NotFound):
                return decoded(session.workspace.bytes(where()) or b"")
            return ""

        new = from_editor(session, text, saved, with_hints(text, hints, suffix), "--file", now)
    else:
        begun = SAVED_EDIT.fullmatch(Path(file).name)
        is_saved = begun is not None and Path(file).resolve().parent == session.place.kept
        if begun and is_saved and begun[1] != begins_with:
            raise Refused(
                "{path} was changed after you began to write. Add what is new in {file} to the record "
                "as it is now: `wmstrat edit {id}`",
                path=path,
                file=file,
                id=name,
            )
        new = without_hints(decoded(read(session, file, "--file", saved)))
        new = _numbered(session.workspace, new, text) if is_saved else new
    return old, old if new == text else with_line_feeds(new.encode())


def before_numbering(workspace: Workspace, text: str) -> str:
    """A file of a record as it would be if no record had a number yet, so that two versions that differ only by the
    numbers that a sync gave compare as equal."""

    def handle(number: re.Match[str]) -> str:
        record = None if "#" in number[0] else workspace.named(number[0])
        return str((record and record.values.get("handle")) or number[0])

    return A_NUMBER.sub(handle, HANDLE_LINE.sub("", text, count=1))


def renumbered(workspace: Workspace, path: str, begun: bytes, new: bytes) -> tuple[bytes, bytes]:
    """The present bytes of a file, and what an edit that `begun` with earlier ones makes of them, where they differ
    only by numbers that records got since."""
    text = decoded(workspace.bytes(path) or b"")
    if before_numbering(workspace, text) != before_numbering(workspace, decoded(begun)):
        return begun, new
    return text.encode(), new if text.encode() == begun else _numbered(workspace, decoded(new), text).encode()


def _numbered(workspace: Workspace, text: str, present: str) -> str:
    """A file of a record with the numbers that records have got since it was written; `present` is that file now."""
    from wmstrat.sync.numbering import A_HANDLE

    numbers = workspace.numbers_of(sorted(set(A_HANDLE.findall(text))))
    text = A_HANDLE.sub(lambda handle: numbers.get(handle[0], handle[0]), text)
    line = HANDLE_LINE.search(present)
    return HANDLE_LINE.sub(lambda _: line[0], text, count=1) if line else text
