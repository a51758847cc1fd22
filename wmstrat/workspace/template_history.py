"""Which template each record began with, and when templates changed, from git alone. Only commits that are new since
the last look are read, by one process of git; another one reads the templates that it has not read yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import fsdecode
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import RemoteUnavailable
from wmstrat.files.front_matter import split
from wmstrat.files.reading import Unreadable, decode
from wmstrat.record.home import PROCESS_FOLDER
from wmstrat.record.templates import FOLDER, Beginning, template_path
from wmstrat.workspace.line import boundary

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

NAME = "git templates"
GROUPS = "groups"

# The letter of git, and the path before and after.
Changed = tuple[str, str, str]


class Version(Struct, frozen=True):
    """What a template said below its fields, and the ISO day since when (empty where only a merge has it)."""

    day: str
    text: str


class TemplateHistory(Struct):
    """What is known up to the commits `tips`, beside which are those at which a shallow clone ends: how many commits
    there were; the one that `added` each text which may be a record; by path, the numbers of the commits that changed
    a template or a record of the process, the oldest first, and the day of the last one; the versions of each
    template, and which of them each commit had that was asked for."""

    tips: tuple[str, ...] = ()
    commits: int = 0
    added: dict[str, str] = {}
    touched: dict[str, tuple[list[int], str]] = {}
    versions: dict[str, list[Version]] = {}
    then: dict[str, dict[str, int]] = {}


def template_history(workspace: Workspace) -> TemplateHistory:
    """The history up to HEAD. Raises GitFailed where git cannot tell it, RemoteUnavailable where a partial clone
    cannot get a template."""
    tips = workspace.tips()
    if not tips:
        return TemplateHistory()
    known: TemplateHistory | RemoteUnavailable | None = workspace.answers.get((NAME,))
    if isinstance(known, RemoteUnavailable):
        raise known
    history = known or workspace.recall(NAME, TemplateHistory) or TemplateHistory()
    now = (*tips, *sorted(boundary(workspace.place)))
    if history.tips != now:
        try:
            if not _read(workspace, history, tips):  # HEAD went to a commit that does not follow the known one
                history = TemplateHistory()
                _read(workspace, history, tips)
        except RemoteUnavailable as error:
            workspace.answers[NAME,] = error
            raise
        history.tips = now
        workspace.remember(NAME, history)
    workspace.answers[NAME,] = history
    return history


def beginnings(workspace: Workspace, kind: Kind) -> dict[str, Beginning]:
    """The template that each record of a kind began with, by its id, where it said something else than the present
    one. Of what a shallow or a partial clone does not have, nothing is known."""
    if kind.home.private or not kind.body:
        return {}
    path, now = template_path(kind, False), workspace.prompts(kind).strip()
    try:
        history = template_history(workspace)
        versions = history.versions.get(path, [])
        if all(version.text == now for version in versions):
            return {}
        began = {record.id: commit for record in workspace.records(kind.name) if (commit := _began(history, record))}
        hidden = boundary(workspace.place)
        then = history.then.setdefault(path, {})
        if new := sorted({*began.values()} - then.keys() - hidden):
            for commit, text in zip(new, _texts(workspace, ((commit, path) for commit in new)), strict=True):
                then[commit] = _place(versions, kind.prompts.strip() if text is None else text)
            workspace.remember(NAME, history)
    except RemoteUnavailable as error:
        workspace.answers[NAME,] = error
        return {record.id: Beginning(None) for record in workspace.records(kind.name)}
    answers = {}
    for identity, commit in began.items():
        version = versions[then[commit]] if commit not in hidden else None
        if version is None or version.text != now:
            answers[identity] = Beginning(version.text, version.day) if version else Beginning(None)
    return answers


def _began(history: TemplateHistory, record: Record) -> str | None:
    """The commit that added a record, perhaps under its handle; None for one that is in no commit."""
    handle = str(record.values.get("handle") or record.id)
    return history.added.get(record.kind.path(handle, record.group)) or history.added.get(record.path)


def _place(versions: list[Version], text: str) -> int:
    """The place of the newest version with this text, which is added where there is none."""
    for place, version in reversed([*enumerate(versions)]):
        if version.text == text:
            return place
    versions.append(Version("", text))
    return len(versions) - 1


def _read(workspace: Workspace, history: TemplateHistory, now: Sequence[str]) -> bool:
    """Add what the commits did that are new; False where the known ones do not all lead to these."""
    from wmstrat.repo import Repository
    from wmstrat.repo.output import moment

    if history.tips and (len(now) > 1 or len(history.tips) > 1):
        return False
    git, prefix = Repository(workspace.place), workspace.place.prefix
    revisions = [f"{history.tips[0]}...{now[0]}"] if history.tips else now
    # To find moves that also change the text, git would compare texts, which a partial clone has to fetch.
    outcome = git.attempt(
        "log", "-z", "--raw", "--no-abbrev", "-M100%", "--diff-filter=AMR", "--full-history", "--date=raw",
        "--format=%x01%m%H%x00%ad,%cd", "--end-of-options", *revisions, "--",
        *(prefix + folder for folder in (GROUPS, PROCESS_FOLDER, FOLDER.rstrip("/"))),
    )  # fmt: skip
    if outcome.code and not history.tips:
        raise git.failure("log", outcome)
    if outcome.code or b"\x01<" in outcome.output:
        return False
    changed: list[tuple[str, str, str]] = []
    for commit, dates, changes in reversed([*_commits(outcome.output)]):
        history.commits += 1
        for letter, *paths in changes:
            old, path = (name.removeprefix(prefix) for name in paths)
            if path.startswith((FOLDER, f"{PROCESS_FOLDER}/")):
                day = moment(*dates.split(",")).date().isoformat()
                numbers, _ = history.touched.get(path, ([], ""))
                history.touched[path] = [*numbers, history.commits], day
            if path.startswith(FOLDER):
                changed.append((commit, path, day))
            elif letter == "R":
                history.added[path] = history.added.get(old, commit)
            elif letter == "A" and path.endswith(".md"):
                history.added[path] = commit
    texts = _texts(workspace, [(commit, path) for commit, path, _ in changed])
    for (_, path, day), text in zip(changed, texts, strict=True):
        if text is not None:
            history.versions.setdefault(path, []).append(Version(day, text))
    return True


def _texts(workspace: Workspace, files: Iterable[tuple[str, str]]) -> list[str | None]:
    """What each file, by its commit and its path, says below its fields; None where it was not there, or no text."""
    from wmstrat.repo import Repository, objects

    questions = [f"{commit}:{workspace.place.prefix}{path}".encode() for commit, path in files]
    return [_below_fields(data) for data in objects.contents(Repository(workspace.place), questions)]


def _below_fields(data: bytes | None) -> str | None:
    try:
        return None if data is None else split(decode(data)).body.strip()
    except Unreadable:
        return None


def _commits(output: bytes) -> Iterator[tuple[str, str, list[Changed]]]:
    """Each commit that `git log --raw -z` tells of, its dates, and what it changed."""
    commit, dates, changes = "", "", list[Changed]()
    fields = iter(output.split(b"\0"))
    for field in fields:
        if field.startswith(b"\x01"):
            if commit:
                yield commit, dates, changes
            commit, dates, changes = field[2:].decode("ascii"), next(fields).decode("ascii", "replace"), []
        elif (about := field.lstrip(b"\n")).startswith(b":"):
            letter, old = chr(about.rpartition(b" ")[2][0]), fsdecode(next(fields))
            changes.append((letter, old, fsdecode(next(fields)) if letter == "R" else old))
    if commit:
        yield commit, dates, changes
