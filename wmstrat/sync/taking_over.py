"""Makes HEAD contain everything that the remote's branch has: by a fast-forward, or by a merge commit.

Until git moves the branch nothing has changed; a conflict, or a file that may not be received, stops it before that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.errors import ConflictsOpen
from wmstrat.merge.choice import DELETED, WHOLE, Conflict, Resolution, in_words
from wmstrat.record.text import cut, listed, on_one_line
from wmstrat.repo import branch, objects
from wmstrat.repo.output import COMMAND, trailers_of
from wmstrat.sync import trees
from wmstrat.sync.choices import Choices
from wmstrat.sync.hooks import approved
from wmstrat.sync.refusals import of_records, refuse_broken, refuse_hostile
from wmstrat.workspace import moving
from wmstrat.workspace.message import Message

if TYPE_CHECKING:
    from wmstrat.repo.output import Difference
    from wmstrat.sync.addresses import Folder
    from wmstrat.sync.merging import Merge
    from wmstrat.sync.plan import Exchange, Plan
    from wmstrat.sync.remote import Upstream
    from wmstrat.sync.repositories import Side
    from wmstrat.workspace.workspace import Workspace

# The fields with the name of a record; one without them is named by the beginning of its text.
TITLES = ("title", "name")
# A value in the message of a merge is shown up to this many characters; the whole of it is in the history.
LONGEST = 60


def taken_over(workspace: Workspace, plan: Plan, done: Exchange, say: Callable[[str], None]) -> Exchange:
    """Make HEAD contain everything of theirs: nothing to do, a fast-forward, or a merge without conflicts. Returns
    what was done until then, with what was received now."""
    side, theirs = plan.side, plan.theirs
    if theirs is None or plan.mine == theirs or theirs in plan.bases:
        return done
    merged = plan.merged
    if merged is None:
        commit, incoming = theirs, side.git.difference(plan.mine, theirs)
        let_in(side, incoming)
    else:
        incoming = merged.incoming
        tree = trees.written(side.git, plan.mine, merged.changes)
        message = _message(plan.upstream, merged, side.folder)
        text = message.completed(approved(side, tree, message.text))
        commit = trees.commit(side.git, tree, [plan.mine, theirs], text, signed=side.settings.signs)
    moving.forward(workspace.place, side.git, commit, say)
    authors = {**done.authors, **_authors(side, f"{plan.mine}..{theirs}")} if incoming else done.authors
    done = replace(done, incoming={**done.incoming, **incoming}, authors=authors)
    if merged is None:
        return done
    Choices(side.where).forget()
    given = {*done.numbers.values()}  # of a number that this sync gave a moment ago, and could not send, nobody knows
    moved = {number: now for number, now in merged.moved.items() if number not in given}
    return replace(
        done,
        together=(*done.together, *merged.together),
        met=(*done.met, *merged.met),
        moved={**done.moved, **moved},
        renumbered={**done.renumbered, **merged.renumbered},
        titled_here=done.titled_here | frozenset(_titled_here(side.folder, merged)),
    )


def _titled_here(folder: Folder, merged: Merge) -> Iterator[str]:
    """The paths of the records that have another title than theirs, or perhaps so."""
    fields = [
        (folder.outward(path), conflict.field.split(" ")[0])
        for path, conflict, choice in merged.chosen
        if choice.take != "theirs"
    ]
    fields += [(both.path, name) for both in merged.together for name in both.from_mine]
    for path, name in fields:
        home = folder.home(path)
        titles = [title for title in TITLES if home and title in home.kind.by_name]
        if name in (titles or ["body"]):
            yield path


def _authors(side: Side, revision: str) -> dict[str, str]:
    """Who changed each record or other file last in a range of commits; a sync, which gives numbers to what others
    did, counts where nobody else did."""
    authors: dict[str, str] = {}
    numbering: dict[str, str] = {}
    for commit in side.git.history(revision=revision, merges=False, renames=False):
        known = numbering if dict(commit.trailers).get(COMMAND) == "sync" else authors
        for change in commit.changes:
            known.setdefault(side.folder.named(change.new_path), commit.name)
    return {**numbering, **authors}


def let_in(side: Side, incoming: Difference) -> None:
    """Validate received files that nobody here has changed. Raises Refused."""
    refuse_hostile(side.git, side.folder, incoming)
    records = of_records(side.folder, incoming)
    contents = objects.blobs(side.git, {blob.name for versions in records.values() for blob in versions if blob})
    refuse_broken(side.folder, incoming, contents)


def waiting(side: Side, of: Upstream, conflicts: Iterable[tuple[str, Conflict]]) -> ConflictsOpen:
    """The error that names the open conflicts, and what the process has settled already."""
    names: list[str] = []
    settled: dict[str, list[Conflict]] = {}
    for path, conflict in conflicts:
        if conflict.settled:
            settled.setdefault(side.folder.named(path), []).append(conflict)
        else:
            what = "" if conflict.field == WHOLE else f"the {conflict.field} of "
            names.append(f"{what}{side.folder.named(path)}")
    followed = side.settings.upstream_of(branch(side.where) or "")
    usual = followed[0] if followed else next(iter(side.settings.remotes), None)
    remote = "" if of.is_set and of.remote == usual else f" --remote {of.remote}"
    two = [f"You and somebody else both changed {listed(names)}. "] if names else []
    return ConflictsOpen(
        "{what}{nothing} was received or sent. See both values and choose: `wmstrat resolve{remote}`",
        what="".join([*(f"{in_words(ref, about, remote)}\n" for ref, about in settled.items()), *two]),
        nothing="Nothing in private/" if side.is_private else "Nothing",
        remote=remote,
    )


def _message(of: Upstream, merged: Merge, folder: Folder) -> Message:
    lines = [
        f"{folder.named(both.path)}: ours: {', '.join(both.from_mine)}; theirs: {', '.join(both.from_theirs)}"
        for both in merged.together
    ]
    chosen = [(folder.named(folder.outward(path)), conflict, choice) for path, conflict, choice in merged.chosen]
    lines += [f"{ref} {conflict.field}: {_decided(conflict, choice)}" for ref, conflict, choice in chosen]
    lines += [f"{number} is {handle} again until it is numbered" for number, handle in merged.moved.items()]
    lines += [f"{old} is {new}" for old, new in merged.renumbered.items()]
    what = ", ".join(f"{ref} {conflict.field}" for ref, conflict, _ in chosen)
    records = dict.fromkeys(ref for ref, _, _ in chosen)
    return Message(
        f"sync: resolve {what}" if chosen else f"sync: receive changes from {of.remote}",
        "\n".join(lines),
        trailers_of("sync", records),
    )


def _decided(conflict: Conflict, choice: Resolution) -> str:
    """What was chosen instead of what, in a line."""
    mine, theirs = (_quoted(conflict, text) for text in (conflict.mine, conflict.theirs))
    if choice.take == "both":
        return f"both were kept: {theirs} and {mine}"
    if choice.take == "value":
        return f"{_quoted(conflict, choice.value)} was chosen, not ours ({mine}) or theirs ({theirs})"
    if choice.take == "mine":
        return f"ours ({mine}) was chosen, not theirs ({theirs})"
    return f"theirs ({theirs}) was chosen, not ours ({mine})"


def _quoted(conflict: Conflict, text: str) -> str:
    if conflict.field == WHOLE:
        return "its deletion" if text == DELETED else "its change"
    return f'"{cut(on_one_line(text), LONGEST)}"' if text else "nothing"
