"""The files to import: which there are, which rows each holds in its form, and of which kind these are."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import DecodeError, Struct
from msgspec.structs import replace

from wmstrat.acts.import_columns import known_columns
from wmstrat.errors import Invalid, NotFound, UsageProblem
from wmstrat.files.reading import Unreadable
from wmstrat.files.rows import LARGEST_FILE, MARKDOWN, Row, Rows, heading_of, rows_of
from wmstrat.record.text import folded, spelled

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace

FORMATS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip
BY_SUFFIX = {**FORMATS, ".md": MARKDOWN, ".markdown": MARKDOWN}
# In a folder these may be anything; by its name a file of theirs is taken.
ONLY_BY_NAME = (".txt",)


class Batch(Struct, frozen=True):
    """The rows of one file that are records of one kind; `name` is the file's name, for messages, `heading` the line
    that names the columns of all rows, if any. `folders` are those that the file is in, the nearest first. With
    `adds_only` a known record stays as it is, whatever its row says now."""

    kind: Kind
    rows: Sequence[Row]
    name: str
    heading: int = 0
    columns: Sequence[str] = ()
    folders: Sequence[str] = ()
    guessed: str = ""
    adds_only: bool = False


def batches(
    workspace: Workspace, words: Sequence[str], given: str | None, piped: bytes, say: Callable[[str], None]
) -> Iterator[Batch]:
    """The rows of all files and folders, by kind. A first word that is a kind is the kind of all of them; else the
    field `record`, the envelope, or the name of each file or of a folder above it tells. `given` is the form that was
    typed, `piped` what came through a pipe, for the name `-`; `say` is told what of a folder is left out. Raises
    NotFound for a file that is not there, UsageProblem where the kind or the form of a file is not clear, Invalid for
    a file that is not of its form."""
    kinds = {folded(name): kind for kind in workspace.kinds for name in names_of(kind)}
    kind = kinds.get(folded(words[0])) if words else None
    names = words[1:] if kind else words
    if kind is None and len(words) == 2 and "." not in words[0] and not Path(words[0]).exists():
        raise NotFound(
            'There is no kind of record called "{name}". The kinds are: {kinds}.',
            name=words[0],
            kinds=", ".join(known.name for known in workspace.kinds),
        )
    if not names:
        raise UsageProblem("Name the file to import. For example: `wmstrat import question questions.csv`")
    for name in names:
        for path, folders in _files(name, say):
            data = piped if path == "-" else bytes_of(path)
            if path != name and not data.strip():
                say(f"Left out, because it is empty: {path}")
                continue
            yield from _of_file(kinds, kind, path, folders, data, given)


def names_of(kind: Kind) -> tuple[str, ...]:
    """What people call a kind where they import."""
    return kind.name, kind.command, kind.plural, f"{kind.name}s"


def _files(name: str, say: Callable[[str], None]) -> Iterator[tuple[str, list[str]]]:
    """The file of this name, or every file of a folder that can be imported, in the order of their paths; each with
    the names of the folders that it is in, the nearest first. A link in the folder may lead to anything on this
    computer, so it is left out."""
    top = Path(name)
    if name == "-" or not top.is_dir():
        yield name, [] if name == "-" else [above.name for above in top.absolute().parents[:2] if above.name]
        return
    suffixes = BY_SUFFIX.keys() - set(ONLY_BY_NAME)
    files = sorted(path for path in top.rglob("*") if path.is_file() and path.suffix.lower() in suffixes)
    paths = [path for path in files if not any(part.startswith(".") for part in path.relative_to(top).parts)]
    if not paths:
        raise NotFound("{folder} contains no file to import.", folder=name)
    for path in paths:
        if path.is_symlink():
            say(f"Left out, because it is a symbolic link: {path}")
            continue
        inside = path.relative_to(top).parts[:-1]
        yield str(path), [*reversed(inside), top.absolute().name]


def bytes_of(path: str) -> bytes:
    """What is in a file that was named. Raises NotFound."""
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            why = "{path} is not a file. What a program prints can be piped to: `wmstrat import KIND -`"
            raise NotFound(why, path=path)
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise NotFound("{path} cannot be read: {reason}.", path=path, reason=error.strerror) from None


def _of_file(
    kinds: dict[str, Kind], kind: Kind | None, path: str, folders: list[str], data: bytes, given: str | None
) -> Iterator[Batch]:
    file = Path(path)
    form = given or BY_SUFFIX.get(file.suffix.lower(), "")
    if not form or given not in (None, *FORMATS.values()):
        raise UsageProblem(
            "The format of {path} is not clear. Name it with --from: {forms}.",
            path=path,
            forms=", ".join(sorted(set(FORMATS.values()))),
        )
    name = "standard input" if path == "-" else file.name
    read = _read(data, form, name)
    hints = [_envelope_kind(data, form), *(folders if form == MARKDOWN else [file.stem])]
    told = next((kinds[folded(hint)] for hint in hints if folded(hint) in kinds), None)
    by_kind: dict[str, list[Row]] = {}
    for row in read.rows:
        meant = kind or kinds.get(str(row.cells.get("record") or "")) or told
        if meant is None:
            raise UsageProblem(
                "It is not clear what kind of records {name} contains. Type the kind before the file: `wmstrat "
                "import KIND {name}`",
                name=name,
            )
        by_kind.setdefault(meant.name, []).append(_of_markdown(meant, row, file) if form == MARKDOWN else row)
    if not read.rows and (empty := kind or told):
        by_kind[empty.name] = []
    if form == MARKDOWN and len(folders) > 1 and name != path:
        name = "/".join([*reversed(folders[:-1]), name])
    above = folders if form == MARKDOWN else []
    for meant_name, rows in by_kind.items():
        yield Batch(kinds[meant_name], rows, name, read.heading, read.columns, above, read.guessed)


def _of_markdown(kind: Kind, row: Row, file: Path) -> Row:
    """The record of a Markdown file: where the front matter does not tell its title, the heading that the text begins
    with does, or else the name of the file, if the kind cannot be without."""
    cells = dict(row.cells)
    known = known_columns(kind)
    fields = {known.get(spelled(column)) for column in cells}
    title = next((name for name in ("title", "name") if name in kind.by_name), "")
    if title and title not in fields and "record" not in cells:
        heading, below = heading_of(str(cells.get("body", "")))
        if heading:
            cells |= {title: heading, "body": below}
        elif kind.by_name[title].required:
            words = file.stem.replace("-", " ").replace("_", " ").strip()
            cells[title] = words[:1].upper() + words[1:]
    if not kind.body:
        cells.pop("body", None)
    return replace(row, cells=cells)


def _envelope_kind(data: bytes, form: str) -> str:
    """The kind that the envelope of a JSON or YAML file names, an empty text where there is none."""
    pattern = rb'^\s*\{\s*"wmstrat":\s*\d+,\s*"kind":\s*"([a-z]+)"' if form == "json" else rb"^kind: ([a-z]+)$"
    match = re.search(pattern, data[:1000], re.MULTILINE) if form in ("json", "yaml") else None
    return match[1].decode() if match else ""


def _read(data: bytes, form: str, name: str) -> Rows:
    """The rows of a file of this form. Raises Invalid for a file that is not of it."""
    try:
        return rows_of(data, form)
    except Unreadable as error:
        template = "{file}:{error.line}: found {error.found}, expected {error.expected}. {error.advice}."
        raise Invalid(template, file=name, error=error) from None
    except (DecodeError, ValueError) as error:
        wrong = "{file} cannot be read as {form}: {reason}. Nothing was changed."
        raise Invalid(wrong, file=name, form=form.upper(), reason=error) from None
    except RecursionError:
        raise Invalid("{file} is nested too deeply. Nothing was changed.", file=name) from None
