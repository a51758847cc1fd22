"""Whether git has committed the change as it was meant, and the index agrees with it."""

from __future__ import annotations

from typing import Any

from wmstrat.errors import GitFailed
from wmstrat.repo import Repository, branch, tip
from wmstrat.repo.objects import LooseCommit, is_blob, loose_commit
from wmstrat.repo.output import Summary, read_summary
from wmstrat.repo.place import Place
from wmstrat.workspace import committing, recovery
from wmstrat.workspace.journal import RepositoryPart


def verify(git: Repository, part: RepositoryPart, summary: bytes, **how: Any) -> LooseCommit | None:
    """The commit holds every file of the part, and the index agrees with it, whatever the hooks did. `summary` is the
    output of `git commit`. Returns the commit where it is certain that it holds nothing else. Raises GitFailed when a
    hook emptied the commit or took something out of it."""
    commit = _shown_by_files(git.place, part, read_summary(summary) or _counted(git, part))
    if commit is None:
        _ask_history(git, part, how)
    return commit


def _counted(git: Repository, part: RepositoryPart) -> Summary | None:
    """The summary of a commit of which git printed none, since it has many files."""
    sha = tip(git.place, part.branch)
    if sha is None or part.head in (None, sha):
        return None
    changed = git.difference(part.head, sha).values()
    return Summary(sha, len(changed), sum(not old for old, _ in changed), sum(not new for _, new in changed))


def _shown_by_files(place: Place, part: RepositoryPart, summary: Summary | None) -> LooseCommit | None:
    """The commit, where git's own files show that it made the change of the part and no other. They do not where a
    hook added or changed a file, or git converted one, or has packed a folder."""
    sha = tip(place, part.branch)
    if summary is None or sha is None or not sha.startswith(summary.sha):
        return None
    deleted = sum(step.after is None for step in part.files)
    if (summary.files, summary.created, summary.deleted) != (len(part.files), len(part.added), deleted):
        return None
    commit = loose_commit(place, sha, part.paths)
    if commit is None or commit.parents != ((part.head,) if part.head else ()):
        return None
    return commit if all(is_blob(commit.objects.get(step.path), step.after) for step in part.files) else None


def hooked_message(git: Repository, branch: str) -> str:
    """The message of the newest commit of the branch, as the hooks have left it."""
    sha = tip(git.place, branch) or ""
    commit = loose_commit(git.place, sha, ())
    if commit is not None:
        return commit.message
    return git.run("cat-file", "commit", sha).decode("utf-8", "replace").partition("\n\n")[2]


def _ask_history(git: Repository, part: RepositoryPart, how: dict[str, Any]) -> None:
    commits = recovery.commits_since(git, part)
    made = {change.new_path: change for commit in commits for change in commit.changes}
    for step in part.files:
        letter = made[step.path].letter if step.path in made else ""
        if not letter or (letter == "D") != (step.after is None) or (step.before is None and letter == "M"):
            if (there := branch(git.place)) != part.branch:
                raise GitFailed(
                    "A hook of git switched from the branch {branch} to {there} during the change, so the change "
                    "is not on {branch}. Fix the hook and go back to the branch, then type the command again: "
                    "`git switch {branch}`",
                    branch=part.branch,
                    there=there or "none",
                )
            raise GitFailed(
                "git made a commit in which {path} is not as it was written. Perhaps a hook removed it. Nothing "
                "was changed.",
                path=step.path,
            )
    ours = {step.path: step.after for step in part.files}
    differing = [
        path for path, change in made.items() if path not in ours or not is_blob(change.new_blob, ours[path])
    ]
    committing.match_index_to_head(git, differing, **how)
