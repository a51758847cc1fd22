"""Whether git committed what was meant, and that the index agrees with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wmstrat.errors import GitFailed
from wmstrat.repo import branch, tip
from wmstrat.repo.loose import loose_commit
from wmstrat.repo.objects import is_blob
from wmstrat.repo.output import Summary, read_summary
from wmstrat.workspace import committing, recovery
from wmstrat.workspace.journal import Part

if TYPE_CHECKING:
    from wmstrat.repo import Repository
    from wmstrat.repo.place import Place


def verify(git: Repository, part: Part, summary: bytes, **how: Any) -> str:
    """The commit holds every file of the part, and the index agrees with it, whatever the hooks did. `summary` is
    what `git commit` printed.

    Returns the name of the commit. Raises GitFailed when a hook emptied the commit or took something out of it.
    """
    sha = _shown_by_files(git.place, part, read_summary(summary))
    return sha or _shown_by_history(git, part, how)


def _shown_by_files(place: Place, part: Part, summary: Summary | None) -> str | None:
    """The name of the commit if its own files show that it made the change of the part and no other. None where git
    has to be asked: what a hook added or changed, what git converted, what was packed before."""
    sha = tip(place, part.branch)
    if summary is None or sha is None or not sha.startswith(summary.sha):
        return None
    deleted = sum(step.after is None for step in part.files)
    if (summary.files, summary.created, summary.deleted) != (len(part.files), len(part.added), deleted):
        return None
    commit = loose_commit(place, sha, part.paths)
    if commit is None or commit.parents != ((part.head,) if part.head else ()):
        return None
    return sha if all(_is(commit.objects.get(step.path), step.after) for step in part.files) else None


def _shown_by_history(git: Repository, part: Part, how: dict[str, Any]) -> str:
    """The name of the newest commit, after git listed all commits since and the index was made to agree with them.
    Raises as `verify` does."""
    commits = recovery.commits_since(git, part)
    made = {each.new_path: each for commit in commits for each in commit.changes}
    for step in part.files:
        letter = made[step.path].letter if step.path in made else ""
        if not letter or (letter == "D") != (step.after is None) or (step.before is None and letter == "M"):
            if (there := branch(git.place)) != part.branch:
                raise GitFailed(
                    "A hook of git switched from the branch {branch} to {there} while the change was being made, so "
                    "it is not on {branch}. Go back with: git switch {branch}, mend the hook, and type the command "
                    "again.",
                    branch=part.branch,
                    there=there or "none",
                )
            raise GitFailed(
                "git made a commit in which {path} is not as it was written; a hook may have taken it out. "
                "Nothing was changed.",
                path=step.path,
            )
    ours = {step.path: step.after for step in part.files}
    differing = [path for path, each in made.items() if path not in ours or not _is(each.new_blob, ours[path])]
    if differing:
        committing.match_index_to_head(git, differing, **how)
    return commits[0].sha


def _is(blob: str | None, data: bytes | None) -> bool:
    """Whether a blob has these bytes; None on either side is a file that does not exist."""
    return blob is None if data is None else blob is not None and is_blob(blob, data)
