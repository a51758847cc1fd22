"""A sparse checkout is refused: a command that saw some records only would give out ids that are taken."""

from __future__ import annotations

from wmstrat.errors import Refused
from wmstrat.repo.place import Place
from wmstrat.workspace.changes import repositories


def refuse_sparse(place: Place) -> None:
    """Raise Refused when git leaves files out of the work tree of one of the workspace's repositories (`git
    sparse-checkout`). A clone that was never made sparse is not asked: no git is started."""
    for repository, folder in repositories(place):
        if repository.is_sparse and _leaves_files_out(repository):
            raise Refused(
                "This clone leaves out files{where} (git sparse-checkout), but wmstrat needs all of them. Bring them "
                "back with: git {option}sparse-checkout disable",
                where=f" of {folder}" if folder else "",
                option=f"-C {folder.rstrip('/')} " if folder else "",
            )


def _leaves_files_out(repository: Place) -> bool:
    """Whether the setting is on and git has marked a file of the index as not to be in the work tree; the setting
    outlives a checkout of everything."""
    from wmstrat.repo import Repository

    git = Repository(repository.whole)
    if git.run("config", "--type=bool", "--get", "core.sparseCheckout", ok=(0, 1)).strip() != b"true":
        return False
    return any(entry.startswith(b"S ") for entry in git.run("ls-files", "-t", "-z").split(b"\0"))
