"""Running git in one repository, and the errors in its own words."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from posixpath import relpath
from typing import IO, TYPE_CHECKING, Any, cast

from wmstrat.errors import GitFailed, RemoteUnavailable, WmstratError
from wmstrat.repo.process import OLDEST, OLDEST_GIT, Outcome, finish, readable, start, stop, widen

if TYPE_CHECKING:
    from subprocess import Popen

    from wmstrat.repo.place import Place

# git hands --literal-pathspecs on to hooks, where it would break their own git commands (`git stash --keep-index` for
# one). These go without; what pathspecs they are given begin with `:(literal)`.
RUNS_HOOKS = frozenset(
    {
        "checkout", "clone", "commit", "fetch", "hook", "merge", "pull", "push", "rebase", "reset", "update-index",
        "update-ref",
    }
)  # fmt: skip

# Refuses to run with --literal-pathspecs; every path that it is given begins with `./`, which no magic does.
NO_PATHSPECS = frozenset({"check-ignore"})

BROKEN_SETTINGS = re.compile(r"^fatal: (?:bad (?:\w+ )?config|unable to parse '.*' from)", re.MULTILINE)
UNREADABLE_SETTINGS = (
    "git cannot read its settings:\n{words}\nCorrect that line in the settings file (yours is ~/.gitconfig, that "
    "of this clone .git/config), then type the command again."
)

# What git calls the place where it gets what a partial clone left out.
PROMISED = "promisor remote"

NOT_HERE = (
    "{top} is a partial clone (git clone --filter): parts of its history are only in the shared repository, which "
    "cannot be reached now. You can still read and change the records. For the history, try again when there is a "
    "network. To see the message of git: `git fetch`"
)

LOG_SETTINGS = (
    "log.showSignature=false", "log.showRoot=true", "log.follow=false", "i18n.logOutputEncoding=UTF-8",
    f"diff.orderFile={os.devnull}", "diff.renameLimit=1000",
)  # fmt: skip


class Runner:
    """Git in one repository. Paths go in and come out relative to the place's root."""

    def __init__(self, place: Place, *, env: Mapping[str, str] | None = None) -> None:
        """`env` is added to the environment of every git process: a hook names the objects of a push that is not
        accepted yet."""
        self.place = place
        self._prefix = place.prefix
        self._env = dict(env or {})

    def run(self, *arguments: str, ok: Sequence[int] = (0,), **how: Any) -> bytes:
        """What a git command prints; `how` as in `attempt`. Raises GitFailed, with git's own words."""
        outcome = self.attempt(*arguments, **how)
        if outcome.code not in ok:
            raise self.failure(arguments[0], outcome)
        return outcome.output

    def attempt(self, *arguments: str, **how: Any) -> Outcome:
        """Run a git command in the top folder and say how it ended; `how` as in `begin`."""
        return self.begin(*arguments, **how)()

    def begin(self, *arguments: str, stdin: bytes | None = None, **how: Any) -> Callable[[], Outcome]:
        """Start a git command in the top folder; what is returned waits for its end. `how` as in `_start`.

        An interruption ends git first. Raises GitFailed when git cannot be started at all.
        """
        with readable(stdin) as source:
            return partial(finish, self._start(arguments, stdin=source, **how))

    @contextmanager
    def reading(self, *arguments: str, stdin: bytes | None = None, **how: Any) -> Iterator[IO[bytes]]:
        """What a git command prints, while it prints it; it is ended if it is not read to its end. `how` as in
        `_start`. Raises GitFailed at the end, with git's own words."""
        with readable(stdin) as source:
            process = self._start(arguments, stdin=source, **how)
        try:
            output = cast(IO[bytes], process.stdout)
            widen(output)
            yield output
            outcome = finish(process)
        finally:
            stop(process)
        if outcome.code:
            raise self.failure(arguments[0], outcome)

    def _start(
        self,
        arguments: Sequence[str],
        *,
        settings: Iterable[str] = (),
        stdin: IO[bytes] | None = None,
        env: Mapping[str, str] | None = None,
        keep_open: Sequence[int] = (),
    ) -> Popen[bytes]:
        """Start git; `settings` are `name=value` for this one process, `keep_open` the file descriptors that it and
        its hooks inherit."""
        verb = arguments[0]
        literal = [] if verb in RUNS_HOOKS | NO_PATHSPECS else ["--literal-pathspecs"]
        settings = (*LOG_SETTINGS, *settings) if verb == "log" else settings
        options = [option for setting in settings for option in ("-c", setting)]
        env = {**self._env, **(env or {})}
        return start(["git", *literal, *options, *arguments], self.place.top, stdin, env, keep_open)

    def failure(self, verb: str, outcome: Outcome) -> WmstratError:
        """The error to raise for an outcome: git's own words, or why there are none."""
        if PROMISED in outcome.words:
            return RemoteUnavailable(NOT_HERE, top=self.place.top)
        if outcome.code == 129:  # git's own usage error: it does not know an option
            number = re.search(rb"(\d+)\.(\d+)[.\d]*", self.attempt("version").output)
            if number and (int(number[1]), int(number[2])) < OLDEST_GIT:
                too_old = "git {found} is too old. Install git {oldest} or newer."
                return GitFailed(too_old, found=number[0].decode(), oldest=OLDEST)
        if outcome.code < 0:
            return GitFailed("git {verb} was stopped by signal {signal}.", verb=verb, signal=-outcome.code)
        words = outcome.words or outcome.output.decode("utf-8", "replace").strip()
        if BROKEN_SETTINGS.search(words):
            return GitFailed(UNREADABLE_SETTINGS, words=words)
        if words:
            return GitFailed("git {verb} failed:\n{words}", verb=verb, words=words)
        silent = "git {verb} failed without a message (exit code {code}). Perhaps a hook refused it."
        return GitFailed(silent, verb=verb, code=outcome.code)

    # Paths

    def _outward(self, path: str) -> str:
        return self._prefix + path

    def _inward(self, path: str) -> str:
        if not self._prefix:
            return path
        return path[len(self._prefix) :] if path.startswith(self._prefix) else relpath(path, self._prefix)

    def _paths(self, output: bytes) -> list[str]:
        return [self._inward(os.fsdecode(path)) for path in output.split(b"\0")[:-1]]

    def _everything(self) -> list[str]:
        return [self._prefix.rstrip("/")] if self._prefix else []
