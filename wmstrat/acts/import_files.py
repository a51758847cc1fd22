"""The files to import: which there are, and of which kind the records in each are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstrat.acts.import_rows import FORMATS, Row, envelope_kind, form_of, read_file, rows_of
from wmstrat.acts.importing import Batch
from wmstrat.errors import Invalid, NotFound, UsageProblem

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace

MARKDOWN = ".md"
PIPE = "standard input"


def batches(
    workspace: Workspace, words: Sequence[str], given: str | None, piped: Mapping[str, bytes]
) -> Iterator[Batch]:
    """The rows of all files and folders, by kind. A first word that is a kind is the kind of all of them; else the
    envelope, the field `record`, or the name of each file tells. `given` is the form that was said, `piped` what came
    through a pipe, under the name `-`.

    Raises NotFound for a file that is not there, UsageProblem where the kind or the form of a file is not clear,
    Invalid for a file that is not of its form.
    """
    kinds = {name: kind for kind in workspace.kinds for name in (kind.name, kind.command, kind.plural)}
    kind = kinds.get(words[0]) if words else None
    names = words[1:] if kind else words
    if kind is None and len(words) == 2 and "." not in words[0] and not Path(words[0]).exists():
        raise NotFound(
            'There is no kind of record called "{name}". The kinds are: {kinds}.',
            name=words[0],
            kinds=", ".join(known.name for known in workspace.kinds),
        )
    if not names:
        raise UsageProblem("Say which file to import. For example: wmstrat import question questions.csv")
    for name in names:
        for path in _files(name):
            data = piped["-"] if path == "-" else read_file(path)
            yield from _of_file(kinds, kind, path, data, given)


def _files(name: str) -> Iterator[str]:
    """The file of this name, or every file of a folder that can be imported, in the order of their paths."""
    folder = Path(name)
    if name == "-" or not folder.is_dir():
        yield name
        return
    known = (MARKDOWN, *FORMATS)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in known)
    paths = [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not paths:
        raise NotFound("{folder} cannot be read: it holds no file to import.", folder=name)
    yield from map(str, paths)


def _of_file(
    kinds: Mapping[str, Kind], kind: Kind | None, path: str, data: bytes, given: str | None
) -> Iterator[Batch]:
    name = PIPE if path == "-" else Path(path).name
    if given is None and Path(path).suffix.lower() == MARKDOWN:
        yield _of_markdown(kinds, kind, Path(path), data)
        return
    form = form_of(path, given)
    rows = rows_of(data, form, name)
    by_kind: dict[str, list[Row]] = {}
    told = kinds.get(envelope_kind(data, form)) or kinds.get(Path(path).stem)
    for row in rows:
        meant = kind or kinds.get(str(row.cells.get("record") or "")) or told
        if meant is None:
            raise UsageProblem(
                "It is not clear what the records in {name} are. Type it before the file: wmstrat import KIND {name}",
                name=name,
            )
        by_kind.setdefault(meant.name, []).append(row)
    if not rows and (empty := kind or told):
        by_kind[empty.name] = []
    for meant_name, of_kind in by_kind.items():
        yield Batch(kinds[meant_name], of_kind, name)


def _of_markdown(kinds: Mapping[str, Kind], kind: Kind | None, path: Path, data: bytes) -> Batch:
    """The record in a Markdown file; the field `record`, or the name of its folder, tells the kind."""
    from wmstrat.files.front_matter import body_text, split
    from wmstrat.files.reading import Unreadable, decode, read_mapping

    try:
        front = split(decode(data))
        cells: dict[str, Any] = dict(read_mapping(front.yaml, first_line=front.first_line).values)
    except Unreadable as error:
        raise Invalid(
            "{file}:{line}: found {found}, expected {expected}. {mend}",
            file=path.name,
            line=error.line,
            found=error.found,
            expected=error.expected,
            mend=error.mend,
        ) from None
    meant = kind or kinds.get(str(cells.get("record") or "")) or kinds.get(path.parent.name)
    if meant is None:
        raise UsageProblem(
            "It is not clear what the record in {name} is. Put it into a folder of its kind, such as questions/.",
            name=path.name,
        )
    return Batch(meant, [Row("the file", {**cells, **({"body": body_text(front)} if meant.body else {})})], path.name)
