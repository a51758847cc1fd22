"""Exchanges commits with the remote of a clone: fetches, pushes, and turns git's answers into errors.

Nothing is ever forced, in either direction.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence

from msgspec import Struct

from wmstrat.errors import GitFailed, NotFound, Refused, RemoteUnavailable, WmstratError
from wmstrat.record.halves import git_for
from wmstrat.repo import Outcome, Repository, reference
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.sync import git_messages
from wmstrat.sync.git_messages import of_the_remote, redacted, shown
from wmstrat.sync.git_settings import Settings, asking, talking
from wmstrat.workspace.leftovers import clear_of_references

# What a remote that took another push in the meantime calls it, depending on how close the two were.
FASTER = re.compile(r"\((?:fetch first|non-fast-forward|stale info|incorrect old value provided)\)$")
MOVED = re.compile(r"is at [0-9a-f]{40,} but expected [0-9a-f]{40,}|reference already exists|\.lock': File exists")

FATAL = re.compile(r"^(?:fatal|ERROR|ssh): ", re.MULTILINE)

# What git itself writes to standard output of a push; all else there is a hook's.
PORCELAIN = re.compile(r"To .*|Done|[ +*=!-]\t.*")

# The environment variable by which a hook is told in which repositories a git talks to a remote.
TALKING = "WMSTRAT_SYNCING"

# Another git of this clone that fetches at the same moment: an editor's, or one that outlived a killed sync.
AT_WORK = re.compile(r"cannot lock ref|unable to update local ref")
OTHERS_TURNS, OTHERS_PAUSE = 20, 0.25


class Upstream(Struct, frozen=True):
    """The branch of a remote that a branch here exchanges with."""

    remote: str
    branch: str
    """What the branch is called there."""
    url: str
    """For people: without credentials."""
    local: str
    """What the branch is called here."""
    is_set: bool = True
    """Whether git is set so already; else the first push does it."""
    settings: tuple[str, ...] = ()
    """`name=value` for every git process that talks to the remote."""
    is_private: bool = False
    """Whether what is private goes there, so that nobody is told to send it to another place."""

    @property
    def git(self) -> str:
        """How a person in the workspace calls git for this repository."""
        return git_for(self.is_private)

    @property
    def tracking(self) -> str:
        """The reference to the commit that the remote's branch was at when it was last fetched."""
        return f"refs/remotes/{self.remote}/{self.branch}"

    @property
    def exchanged(self) -> str:
        """The reference to the commit that was last exchanged. Only we move it, so it tells of a rewritten
        history."""
        return f"refs/wmstrat/exchanged/{self.remote}/{self.branch}"

    @property
    def name(self) -> str:
        """How people know it: `origin (https://host.example.org/us.git)`."""
        return f"{self.remote} ({self.url})"


def upstream(settings: Settings, branch: str, asked: str | None = None) -> Upstream:
    """What a branch exchanges with: the remote that was asked for, else its upstream, else the only one. Raises
    NotFound for a remote that is not known, Refused when there is none, or several and none is set."""
    remotes = settings.remotes
    followed = settings.upstream_of(branch)
    if asked is not None and asked not in remotes:
        raise NotFound(
            "There is no remote {asked}. {known}",
            asked=redacted(asked),
            known=f"The remotes are: {', '.join(remotes)}." if remotes else "Share it first: wmstrat share URL",
        )
    if not remotes:
        raise Refused(
            "This workspace is not shared yet. Make an empty repository on a git host, then type, with its address: "
            "`wmstrat share URL`"
        )
    if asked is None and followed is None and len(remotes) > 1:
        raise Refused(
            "There are several remotes ({known}), and the branch {branch} belongs to none of them. Name one: "
            "`wmstrat sync --remote {first}`",
            known=", ".join(remotes),
            branch=branch,
            first=next(iter(remotes)),
        )
    name = asked or (followed[0] if followed else next(iter(remotes)))
    there = followed[1] if followed and followed[0] == name else branch
    return Upstream(
        remote=name,
        branch=there,
        url=remotes[name],
        local=branch,
        is_set=followed is not None or settings.last(f"branch.{branch}.remote") not in (None, *remotes),
        settings=talking(settings),
    )


def fetch(repository: Repository, upstream: Upstream) -> str | None:
    """Get what is new on the remote; returns the commit that its branch is at, None when it has no such branch yet.

    Raises RemoteUnavailable when the remote cannot be read, or its history was rewritten, or its branch taken away,
    even if plain git has fetched that before, and Refused when it is another one. References here then stay.
    """
    there = f"refs/heads/{upstream.branch}"
    # Where the remote-tracking branch is gone, somebody may have taken the remote away and given its name to another.
    anew = "" if reference(repository.place, upstream.tracking) else "+"
    refspecs = (f"{there}:{upstream.tracking}", f"{anew}{there}:{upstream.exchanged}")
    for _ in range(OTHERS_TURNS):
        outcome = _talk(
            repository, upstream, "fetch", "--no-tags", "--no-prune", "--no-recurse-submodules",
            "--refmap=",  # else what is configured, which may force, would be followed too
            "--", upstream.remote, *refspecs,
        )  # fmt: skip
        if not outcome.code or not AT_WORK.search(outcome.words):
            break
        time.sleep(OTHERS_PAUSE)
        clear_of_references(repository.place, (upstream.tracking, upstream.exchanged))
    known = reference(repository.place, upstream.tracking)
    if not outcome.code:
        return known
    if "couldn't find remote ref" in outcome.words.lower():
        if known or reference(repository.place, upstream.exchanged):
            # Where nothing else is there either, the repository was made anew, and all goes there again; else
            # somebody gave the branch another name, and it must not come back under this one.
            if has_others(repository, upstream):
                raise _said(git_messages.LEFT_BY_PRIVATE if upstream.is_private else git_messages.LEFT, upstream)
            forget(repository, upstream)
        return None
    if "(non-fast-forward)" in outcome.words:
        raise _no_continuation(repository, upstream)
    raise _unusable(upstream, outcome.words, "read")


def _talk(repository: Repository, upstream: Upstream, *arguments: str) -> Outcome:
    """Run git with the remote. Raises Refused in a hook of such a git, where each sync would begin another one."""
    here, others = str(repository.place.git_directory), os.environ.get(TALKING, "")
    if here in others.split(os.pathsep):
        raise Refused(
            "A hook called wmstrat sync while a sync of {top} is running. A hook may read with wmstrat, but not "
            "sync. Remove the command from the hook (see: git -C {top} rev-parse --git-path hooks).",
            top=repository.place.top,
        )
    env = {TALKING: f"{others}{os.pathsep}{here}".lstrip(os.pathsep), **asking()}
    return repository.attempt(*arguments, settings=upstream.settings, env=env)


def push(
    repository: Repository, upstream: Upstream, commit: str, *, say: Callable[[str], None] = lambda _: None
) -> bool:
    """Send a commit with its history, and remember it; False when the remote has moved on since the last fetch.

    `say` is given what the remote said. Raises RemoteUnavailable when the remote does not take it, GitFailed when a
    hook of this clone refused.
    """
    refspec = f"{commit}:refs/heads/{upstream.branch}"
    options = ("--porcelain", "--no-follow-tags", "--recurse-submodules=no")
    outcome = _talk(repository, upstream, "push", *options, "--", upstream.remote, refspec)
    if outcome.code:
        lines = outcome.output.decode("utf-8", "replace").splitlines()
        refused = [line for line in lines if line.startswith("!\t")]
        if refused and all(FASTER.search(line) or MOVED.search(outcome.words) for line in refused):
            return False
        raise _unsent(repository, upstream, outcome, refused)
    remember(repository, upstream, commit)
    if not upstream.is_set:
        repository.attempt("config", f"branch.{upstream.local}.remote", upstream.remote)
        repository.attempt("config", f"branch.{upstream.local}.merge", f"refs/heads/{upstream.branch}")
    if words := of_the_remote(outcome.words):
        say(words)
    return True


def remember(repository: Repository, upstream: Upstream, commit: str) -> None:
    """Record that the remote and this clone both have the commit now."""
    # Git moves the remote-tracking branch itself, unless it is set to fetch others, as in a clone of a single one.
    for name in (upstream.tracking, upstream.exchanged):
        remember_as(repository, name, commit)


def remember_as(repository: Repository, name: str, commit: str) -> None:
    """Set a reference to a commit."""
    if reference(repository.place, name) != commit:
        repository.attempt("update-ref", "-m", "wmstrat: exchanged", name, commit)


class AnotherPlace(Refused):
    """A remote of private/ is the place of something else: nothing at all is sent until that is clear."""


def another_place(upstream: Upstream) -> AnotherPlace:
    """The error for such a remote."""
    return AnotherPlace(git_messages.ANOTHER_PLACE, remote=upstream.name, name=upstream.remote)


def another_history(upstream: Upstream) -> Refused:
    """The error for a remote whose history has nothing in common with that of this clone."""
    return Refused(git_messages.ANOTHER_HISTORY, remote=upstream.name, name=upstream.remote)


def _no_continuation(repository: Repository, upstream: Upstream) -> WmstratError:
    """The error for a fetched history that does not continue the one of the last exchange."""
    known = upstream.exchanged if reference(repository.place, upstream.exchanged) else upstream.tracking
    if upstream.is_private and repository.attempt("cat-file", "-e", f"FETCH_HEAD:{PROCESS_FILE}").code == 0:
        return another_place(upstream)
    if not repository.attempt("merge-base", "--is-ancestor", "FETCH_HEAD", known).code:
        return _said(git_messages.BEHIND, upstream)
    if repository.attempt("merge-base", "FETCH_HEAD", known).code:
        return another_place(upstream) if upstream.is_private else another_history(upstream)
    return _said(git_messages.REWRITTEN, upstream)


def has_others(repository: Repository, upstream: Upstream) -> bool:
    """Whether there are branches on the remote, but not this one; where what is private goes, a tag counts as well.
    Raises RemoteUnavailable."""
    kinds = ("--refs",) if upstream.is_private else ("--heads",)
    answer = _talk(repository, upstream, "ls-remote", *kinds, "--", upstream.remote)
    if answer.code:
        raise _unusable(upstream, answer.words, "read")
    names = {line.partition("\t")[2] for line in answer.output.decode("utf-8", "replace").splitlines()}
    return bool(names) and f"refs/heads/{upstream.branch}" not in names


def forget(repository: Repository, upstream: Upstream) -> None:
    """Forget what was exchanged with a remote whose address has changed."""
    for name in (upstream.tracking, upstream.exchanged):
        repository.run("update-ref", "-d", name)


def _said(sentence: str, upstream: Upstream, **values: str) -> RemoteUnavailable:
    return RemoteUnavailable(
        sentence,
        branch=upstream.branch,
        remote=upstream.name,
        name=upstream.remote,
        local=upstream.local,
        exchanged=upstream.exchanged,
        git=upstream.git,
        **values,
    )


def _unusable(upstream: Upstream, words: str, do: str) -> RemoteUnavailable:
    return git_messages.unavailable(words, remote=upstream.name, do=do, name=upstream.remote, git=upstream.git)


def _unsent(repository: Repository, upstream: Upstream, outcome: Outcome, refused: Sequence[str]) -> WmstratError:
    """The error for a push that failed for another reason than that somebody was faster."""
    reasons = [match[1] for line in refused if (match := re.search(r"\[remote rejected\] \((.*)\)$", line))]
    if reasons:
        words = of_the_remote(outcome.words)
        sentence = git_messages.DECLINED if words else git_messages.DECLINED_SILENTLY
        return _said(sentence, upstream, words=words, reason=redacted(reasons[0]))
    if refused or FATAL.search(outcome.words):
        return _unusable(upstream, outcome.words, "write there")
    # It was given up before the remote was asked: a hook of this clone refused.
    hook = repository.place.top / repository.run("rev-parse", "--git-path", "hooks/pre-push").decode().strip()
    if outcome.code < 0 or not hook.exists():
        return repository.failure("push", Outcome(outcome.code, b"", redacted(outcome.words)))
    printed = outcome.output.decode("utf-8", "replace").splitlines()
    words = shown("\n".join([*(line for line in printed if not PORCELAIN.fullmatch(line)), outcome.words]))
    return GitFailed(
        "A hook of this clone ({hook}) refused, so nothing was sent to {remote}. {said}, then type again: "
        "`wmstrat sync`",
        hook=hook,
        remote=upstream.name,
        said=f"Its message:\n{words}\nDo what it says" if words else "It gave no reason. Read the hook",
    )
