"""Bringing a workspace up to this version: templates of new kinds, fields that records lack, the words of new
vocabularies and new words, how git merges records, records in the place of `method/changes.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.acts.method_changes import changes_to_records
from wmstrat.errors import Invalid
from wmstrat.files.reading import read_mapping
from wmstrat.files.record_texts import blank_template, changed_text, with_every_field
from wmstrat.files.records import read_record
from wmstrat.kinds import merge_lines
from wmstrat.record.halves import is_private
from wmstrat.record.templates import templates
from wmstrat.record.types import Term
from wmstrat.record.verbs import Done
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.workspace.changes import repositories
from wmstrat.workspace.initial import shipped_template, with_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wmstrat.change.change import Change
    from wmstrat.files.reading import Raw
    from wmstrat.record.kind import Kind


def upgrade(change: Change) -> Done:
    """Make `change` hold a template for each kind that has none, every declared field in every record, the words of
    each vocabulary that process.yaml lacks, words that have a meaning here, records in the place of
    `method/changes.md`, and the lines by which git merges records; it answers with what was done, in words. A
    workspace that is up to date is left alone, and so is, with a warning, a record whose layout takes no further
    field. Words that are there stay as they are."""
    done, warnings = [], []
    workspace = change.workspace
    for path, (kind, private) in templates(workspace.kinds).items():
        if workspace.bytes(path) is None:
            change.restore(path, None, blank_template(kind, private).encode())
            done.append(f"added {path}")
    for name in workspace.catalogue.names:
        for half in list(workspace.halves(name)):
            data = workspace.bytes(half.path)
            if half.unreadable or data is None:
                continue
            try:
                if half.path == PROCESS_FILE:
                    shipped = shipped_words(half.kind)
                    text = with_every_field(half.kind, data.decode(), is_private(half.path), shipped)
                    text = _with_words_that_mean(workspace.kinds, half.kind, text, shipped)
                else:
                    text = with_every_field(half.kind, data.decode(), is_private(half.path))
            except Invalid as error:
                warnings.append(f"{half.path} was not changed. {error}")
                continue
            if text.encode() != data:
                change.restore(half.path, data, text.encode())
                done.append(f"completed {half.path}")
    told, left = changes_to_records(change)
    done += told
    warnings += left
    for _, folder in repositories(workspace.place):
        path = f"{folder}.gitattributes"
        before = workspace.bytes(path)
        after = with_lines(before or b"", merge_lines(private=bool(folder)))
        if after != (before or b""):
            change.restore(path, before, after)
            done.append(f"completed {path}")
    remarks = () if done else ("The workspace is up to date; nothing was changed.",)
    return Done("upgrade the workspace", (), tuple(done), remarks, tuple(warnings), scope="process")


def _with_words_that_mean(kinds: Iterable[Kind], process: Kind, text: str, shipped: Mapping[str, Raw]) -> str:
    """The text of process.yaml in which each vocabulary that has words also has those that the code gives a meaning
    to, as the template has them."""
    before = read_record(process, PROCESS_FILE, "process", "", text.encode()).values
    after = dict(before)
    for type_ in dict.fromkeys(field.type.each for kind in kinds for field in kind.fields):
        if isinstance(type_, Term) and type_.means and after[type_.vocabulary]:
            known = {word["id"] for word in after[type_.vocabulary]}
            words = process.by_name[type_.vocabulary].type.read(shipped[type_.vocabulary])
            new = [word for word in words if word["id"] in type_.means and word["id"] not in known]
            after[type_.vocabulary] = [*after[type_.vocabulary], *new]
    return changed_text(process, text, before, after, None, False)


def shipped_words(process: Kind) -> dict[str, Raw]:
    """The words of each vocabulary in the template that comes with wmstrat."""
    held = read_mapping((shipped_template() / PROCESS_FILE).read_text(encoding="utf-8")).values
    return {field.name: held[field.name] for field in process.fields if field.vocabulary and field.name in held}
