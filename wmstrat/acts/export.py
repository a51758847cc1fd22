"""Everything in files that `import` takes in again: one file a kind, or a folder of Markdown files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstrat.errors import Refused, UsageProblem

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

# The records of a kind as JSON can hold them, and the text of a file of them: of the kind, its items and its columns.
Items = Callable[["Kind", "list[Record]"], "list[dict[str, Any]]"]
Write = Callable[["Kind", "list[dict[str, Any]]", "list[str]"], str]
FORMS = ("json", "csv", "yaml", "markdown")


def export(workspace: Workspace, folder: Path, form: str, items: Items, write: Write) -> list[Path]:
    """Write every record that this clone sees into a folder, which is made; returns the files. Raises UsageProblem
    for an unknown form, Refused for a folder that holds something, is in the workspace, or cannot be written."""
    if form not in FORMS:
        raise UsageProblem(
            'There is no format "{form}". The formats are: {forms}.', form=form, forms=", ".join(FORMS)
        )
    try:
        if folder.resolve().is_relative_to(workspace.place.root):
            raise Refused("{folder} is inside the workspace. Choose a folder outside of it.", folder=folder)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused("{folder} is not an empty folder. Choose another one.", folder=folder)
        files = list(_files(workspace, form, items, write))
        for name, text in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Refused(
            "{path} cannot be written: {reason}. Choose another folder.",
            path=error.filename or folder,
            reason=error.strerror,
        ) from None
    return [folder / name for name, _ in files]


def _files(workspace: Workspace, form: str, items: Items, write: Write) -> Iterator[tuple[str, str]]:
    for kind in workspace.kinds:
        records = list(workspace.records(kind.name))
        shown = items(kind, records) if records else []
        if form == "markdown":
            yield from ((f"{kind.plural}/{item['id']}.md", _markdown(kind, item)) for item in shown)
        elif shown:
            names = [name for name in dict.fromkeys(name for item in shown for name in item) if name != "record"]
            yield f"{kind.name}.{form}", write(kind, shown, names)


def _markdown(kind: Kind, item: dict[str, Any]) -> str:
    """One record as a Markdown file: its kind and every field in the front matter, below it the text."""
    from wmstrat.files.splicing import fill

    raw = {field.name: field.type.write(item[field.name]) for field in kind.fields if field.name in item}
    marks = {"private": "true" if item.get("private") else "", "error": item.get("error") or ""}
    marks = {name: mark for name, mark in marks.items() if mark}
    front = fill("", {"record": kind.name, "id": item["id"], **raw, **marks})
    return f"---\n{front}---\n" + (f"\n{item['body']}\n" if item.get("body") else "")
