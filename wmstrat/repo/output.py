"""What git prints, read into plain data: bytes in, structs out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from os import fsdecode
from typing import IO

from msgspec import Struct

LOG_FORMAT = "%x01%H%x00%P%x00%aN%x00%ae%x00%aE%x00%ad%x00%cd%x00%s%x00%(trailers:only,unfold)%x00%b"
LOG_FIELDS = 10

# A date as git prints it with --date=raw: seconds since 1970 and the offset of the clock, in hours and minutes.
RAW_DATE = re.compile(r"(\d{1,18}) ([+-])(\d+)", re.ASCII)

# The trailers of our commits: the command, each record that it changed, the commit that it takes back, what joins the
# two commits of one command, and in private/ the public commit before it.
OURS = "Wmstrat-"
COMMAND, RECORD, UNDOES = f"{OURS}Command", f"{OURS}Record", f"{OURS}Undoes"
PAIR, PUBLIC = f"{OURS}Change", f"{OURS}Public"
# A trailer of ours that git does not take for one, since it is not in the last paragraph.
HIDDEN_TRAILER = re.compile(rf"^({OURS}[A-Za-z]+): (.+)$", re.MULTILINE)


# The modes of a plain file, a symbolic link and a submodule in a tree.
FILE, LINK, REPOSITORY = "100644", "120000", "160000"


class StatusEntry(Struct, frozen=True):
    """One path in the output of `git status`."""

    path: str
    kind: str
    """`changed`, `unmerged`, `untracked` or `ignored`."""
    staged: str = "."
    """How the index differs from HEAD: git's letter, `.` for not at all."""
    edited: str = "."
    """How the file differs from the index: git's letter, `.` for not at all."""
    index_mode: str = ""
    index_blob: str = ""
    head_blob: str = ""
    """The object in HEAD; empty for a path that HEAD does not have."""
    disk_mode: str = ""


class GitStatus(Struct, frozen=True):
    """The output of `git status` for a repository, or for some of its paths."""

    head: str | None
    """The commit; None on a branch that has none yet."""
    branch: str | None
    """The short name of the branch; None when HEAD is detached."""
    entries: tuple[StatusEntry, ...]


class ChangedPath(Struct, frozen=True):
    """What one commit did to one path."""

    letter: str
    """A added, M modified, D deleted, R renamed, C copied, T changed its type."""
    old_path: str
    new_path: str
    old_blob: str | None
    new_blob: str | None


class Commit(Struct, frozen=True):
    """One commit of the history, with what it changed."""

    sha: str
    parents: tuple[str, ...]
    name: str
    """Of the author, as a .mailmap has it."""
    mail: str
    mapped_mail: str
    """The mail as a .mailmap has it."""
    date: datetime
    """When the author made it, with the author's own offset from UTC."""
    committed: datetime
    """When it got into its history: later than `date` where somebody has amended or moved it."""
    subject: str
    body: str
    """The message after the subject, without the trailers."""
    trailers: tuple[tuple[str, str], ...]
    changes: tuple[ChangedPath, ...]

    def is_by(self, mail: str) -> bool:
        """Whether the author committed with this mail, or a .mailmap says that this is the author's."""
        return mail.casefold() in (self.mail.casefold(), self.mapped_mail.casefold())


class Summary(Struct, frozen=True):
    """What `git commit` tells of the commit that it made."""

    sha: str
    """The beginning of its name."""
    files: int
    """How many files differ from the parent; a moved file counts once."""
    created: int
    deleted: int


SUMMARY = re.compile(rb"\[\S+(?: \(root-commit\))? ([0-9a-f]+)\] (?:.*\n)+? (\d+) files? changed")


def trailers_of(command: str, records: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The trailers of a commit that a command made, and that changed the records with these ids."""
    return (COMMAND, command), *((RECORD, identity) for identity in records)


def read_summary(output: bytes) -> Summary | None:
    """What `git commit` prints without --quiet; None for what does not read like that."""
    match = SUMMARY.match(output)
    if match is None:
        return None
    lines = output[match.end() :].split(b"\n")
    created = sum(line.startswith(b" create mode ") for line in lines)
    deleted = sum(line.startswith(b" delete mode ") for line in lines)
    return Summary(match[1].decode("ascii"), int(match[2]), created, deleted)


def read_status(output: bytes) -> GitStatus:
    """`git status --porcelain=v2 -z --branch --no-renames`; paths are as git gives them, relative to the top."""
    head: str | None = None
    branch: str | None = None
    entries: list[StatusEntry] = []
    for field in output.split(b"\0"):
        match field[:2]:
            case b"1 ":
                entries.append(_changed(field.split(b" ", 8)))
            case b"u ":
                entries.append(StatusEntry(fsdecode(field.split(b" ", 10)[10]), "unmerged"))
            case b"? ":
                entries.append(StatusEntry(fsdecode(field[2:]), "untracked"))
            case b"! ":
                entries.append(StatusEntry(fsdecode(field[2:]), "ignored"))
            case b"# ":
                _, key, value = field.split(b" ", 2)
                if key == b"branch.oid":
                    head = None if value == b"(initial)" else value.decode("ascii")
                elif key == b"branch.head":
                    branch = None if value == b"(detached)" else fsdecode(value)
    return GitStatus(head, branch, tuple(entries))


def _changed(parts: list[bytes]) -> StatusEntry:
    letters, head_blob = parts[1].decode("ascii"), _blob(parts[6].decode("ascii")) or ""
    index_mode, index_blob = parts[4].decode("ascii"), parts[7].decode("ascii")
    about = letters[0], letters[1], index_mode, index_blob, head_blob, parts[5].decode("ascii")
    return StatusEntry(fsdecode(parts[8]), "changed", *about)


def read_history(fields: Iterable[bytes]) -> Iterator[Commit]:
    """`git log --raw -z --no-abbrev --format=LOG_FORMAT`, already split at its NUL characters."""
    source = iter(fields)
    header: list[bytes] = []
    changes: list[ChangedPath] = []
    for field in source:
        if field.startswith(b"\x01"):
            if header:
                yield _commit(header, changes)
            header = [field[1:], *(next(source) for _ in range(LOG_FIELDS - 1))]
            changes = []
        elif field.lstrip(b"\n").startswith(b":"):
            changes.append(_change(field, source))
    if header:
        yield _commit(header, changes)


def _change(field: bytes, source: Iterator[bytes]) -> ChangedPath:
    about = field.lstrip(b"\n:").decode("ascii").split(" ")  # a mode of each version, a blob of each, the letters
    letter = about[-1][0]
    old_path = fsdecode(next(source))
    new_path = fsdecode(next(source)) if letter in "RC" else old_path
    return ChangedPath(letter, old_path, new_path, _blob(about[len(about) // 2]), _blob(about[-2]))


def _blob(name: str) -> str | None:
    return name if name.strip("0") else None


def _commit(header: list[bytes], changes: list[ChangedPath]) -> Commit:
    sha, parents, name, mail, mapped_mail, authored, committed, subject, trailers, body = (
        field.decode("utf-8", "replace") for field in header
    )
    pairs = tuple(
        (key.strip(), value.strip())
        for key, separator, value in (line.partition(":") for line in trailers.split("\n"))
        if separator
    )
    if not any(key.startswith(OURS) for key, _ in pairs):  # a hook put a paragraph below them
        pairs += tuple(HIDDEN_TRAILER.findall(body))
    text = _without_trailers(body, pairs)
    dates = moment(authored, committed), moment(committed, authored)
    about = sha, tuple(parents.split()), name, mail, mapped_mail, *dates, subject, text
    return Commit(*about, pairs, tuple(changes))


def moment(*dates: str) -> datetime:
    """The first of these dates (as `git log --date=raw` prints them) that is one: a commit may hold any number. The
    beginning of 1970 where none is."""
    for date in dates:
        if match := RAW_DATE.fullmatch(date):
            offset = timedelta(hours=int(match[3][:-2] or 0), minutes=int(match[3][-2:]))
            known = offset < timedelta(days=1)
            zone = timezone(-offset if match[2] == "-" else offset) if known else UTC
            try:
                return datetime.fromtimestamp(int(match[1]), zone)
            except (ValueError, OverflowError, OSError):
                continue
    return datetime.fromtimestamp(0, UTC)


def _without_trailers(body: str, trailers: tuple[tuple[str, str], ...]) -> str:
    if not trailers:
        return body.strip("\n")
    text, _, last = ("\n" + body.strip("\n")).rpartition("\n\n")
    return text.strip("\n") if last or not text else body.strip("\n")


def read_blobs(output: bytes) -> Iterator[tuple[str, bytes]]:
    """`git cat-file --batch`: object name and content; objects that are missing are left out."""
    position = 0
    while position < len(output):
        end = output.index(b"\n", position)
        words = output[position:end].decode("ascii", "replace").split(" ")
        position = end + 1
        if len(words) == 3 and words[2].isdigit():
            size = int(words[2])
            yield words[0], output[position : position + size]
            position += size + 1


def read_answers(output: IO[bytes]) -> Iterator[bytes | None]:
    """`git cat-file --batch`, while it prints: the content of each file in the order of the questions, None for what
    is not there or not a file. Of an answer that ends too early there is none."""
    while (header := output.readline()).endswith(b"\n"):
        words = header.rstrip(b"\n").rsplit(b" ", 2)
        if len(words) == 3 and words[2].isdigit():
            data = output.read(int(words[2]))
            if output.read(1) != b"\n":
                return
            yield data if words[1] == b"blob" else None
        else:
            yield None


class Blob(Struct, frozen=True):
    """A file in a tree: its mode (six octal digits) and the name of its content."""

    mode: str
    name: str


def is_file(blob: Blob | None) -> bool:
    """True for what is a plain file in a tree: no symbolic link, no submodule, not absent."""
    return blob is not None and blob.mode not in (LINK, REPOSITORY)


# Of each path that differs, what it was and what it is; None where there is no such file.
Difference = dict[str, tuple[Blob | None, Blob | None]]


def read_difference(output: bytes) -> Iterator[tuple[str, tuple[Blob | None, Blob | None]]]:
    """What `git diff-tree -r -z --no-renames --no-abbrev` of two trees says."""
    pieces = iter(output.split(b"\0"))
    for about in pieces:
        if about:
            modes = about.decode("ascii").removeprefix(":").split(" ")
            yield fsdecode(next(pieces)), (_file(modes[0], modes[2]), _file(modes[1], modes[3]))


def read_differences(output: bytes) -> dict[str, Difference]:
    """What `git diff-tree --stdin -r -z --no-renames --no-abbrev` says of commits, each compared with another one."""
    found: dict[str, Difference] = {}
    difference: Difference = {}
    pieces = iter(fsdecode(output).split("\0"))
    for about in pieces:
        text = about.strip("\n")
        if text.startswith(":"):
            old_mode, new_mode, old, new, _ = text[1:].split(" ")
            difference[next(pieces)] = _file(old_mode, old), _file(new_mode, new)
        elif text:
            difference = found[text] = {}
    return found


def _file(mode: str, name: str) -> Blob | None:
    return None if mode == "000000" else Blob(mode, name)
