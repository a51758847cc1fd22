"""What went wrong between here and a remote: a few sentences, and git's own words without their secrets."""

from __future__ import annotations

import re

from wmstrat.errors import RemoteUnavailable

HIDDEN = "***"

# A password may hold anything, even slashes and spaces if it was not encoded, but a space and another address end it.
# Where a number follows the colon it is a port.
UP_TO_AT = r":(?!\d+(?:[/'\"]|$))(?:\S*[ \t](?:(?!://)[^\n])*|\S*)@"

# What is before the last @ of an address. The name alone is a secret too (a token), except that of ssh.
SECRETS = (
    (re.compile(rf"\b((?:[a-z][a-z0-9.]*\+)?ssh://[^\s/:@]*){UP_TO_AT}", re.IGNORECASE), r"\1@"),
    (
        re.compile(rf"\b((?!(?:[a-z0-9.]*\+)?ssh:)[a-z][a-z0-9+.-]*://)[^\s/:]+(?<!['\"]){UP_TO_AT}", re.IGNORECASE),
        r"\1",
    ),
    (re.compile(r"\b((?!(?:[a-z0-9.]*\+)?ssh:)[a-z][a-z0-9+.-]*://)[^\s/]*@", re.IGNORECASE), r"\1"),
    (
        re.compile(
            r"([?&;][\w.-]*(?:token|key|secret|passw|pwd|auth|sig|credential|session)[\w.-]*=)[^\s&;'\"]+",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(unable to (?:look up|connect to) ).*@"), r"\1"),  # what git:// takes for the host
    (re.compile(r"^([^\s/:@]+):\S*@(?=\S+: Permission denied)", re.MULTILINE), r"\1@"),  # and ssh for the name
    (re.compile(r"(authorization:\s*(?:\w+\s+)?|private-token:\s*)\S+", re.IGNORECASE), rf"\1{HIDDEN}"),
)


LONGEST = 2000
"""A line of more characters says nothing to anybody, and could be made to take long."""


def redacted(text: str) -> str:
    """The text without the credentials in its addresses (`https://user:secret@host`, `?token=...`); what is beyond a
    line's first characters goes too."""
    return "\n".join(_redacted(line[:LONGEST]) for line in text.split("\n"))


def _redacted(line: str) -> str:
    for secret, instead in SECRETS:
        line = secret.sub(instead, line)
    return line


# Git adds these to what it says; the sentence that begins each message says it better.
NEEDLESS = re.compile(
    r"^(?:hint: .*|Please make sure you have the correct access rights|and the repository exists\."
    r"|fatal: Could not read from remote repository\.|\(or you mis-spelled the reponame\)|Cloning into '.*'\.\.\."
    r"|error: failed to push some refs to .*|To \S+|Done|\s*)$"
)

# Git adds this to what a hook said about one branch.
DECLINED_BRANCH = re.compile(r"error: hook declined to update \S+")

# What git says, and goes on, where a hook is not executable: then no guard is there.
IGNORED_HOOK = re.compile(r"^hint: (The '.*' hook was ignored because .*)$", re.MULTILINE)

# Sentences by what git said; the first that fits is taken. What none fits is repeated in git's own words alone.
SENTENCES: tuple[tuple[str, str], ...] = (
    (
        r"No space left on device|[Dd]isk quota exceeded",
        "The disk of {remote} is full, or that of this computer. Make room, or tell whoever runs the host.",
    ),
    (
        r"shallow (?:update|roots|file|clone)|Failed to traverse parents",
        "{remote} or this clone has only the newest part of the history, and it is not enough. Get the rest, there "
        "or here, with: {git} fetch --unshallow",
    ),
    (
        r"Could not resolve|unable to look up|Name or service not known|nodename nor servname|No address associated"
        r"|Temporary failure in name resolution|Connection refused|timed out|Failed to connect|unable to connect"
        r"|Could not connect|Couldn't connect|Network is (?:unreachable|down)|No route to host|Connection reset"
        r"|Connection closed by|Operation too slow|Empty reply from server|Recv failure|Send failure"
        r"|error: (?:429|5\d\d)|HTTP 5\d\d",
        "{remote} cannot be reached: there is no network, or the host does not answer. Try again when it does.",
    ),
    (
        r"could not read (?:Username|Password)|terminal prompts disabled|Authentication failed|error: 40[13]"
        r"|HTTP 40[13]|Permission denied|[Pp]ermission to .* denied|DENIED by|insufficient permission|Access denied"
        r"|[Ff]orbidden|service not enabled|Read-only file system|unable to create temporary object directory",
        "{remote} does not let you {do}. Ask whoever runs it for access, or let git keep the right name and password "
        "(see: git help credentials) or key.",
    ),
    (
        r"does not appear to be a git repository|[Rr]epository not found|repository '.*' not found"
        r"|error: 4(?:04|10)|could not be found|does not exist|[Nn]o such (?:repository|file or directory|project)"
        r"|access denied or repository not exported|invalid gitfile",
        "There is no repository at {remote} (any more), or you may not see it. Look at its address, or ask whoever "
        "runs the host.{address}",
    ),
    (
        r"not our ref|early EOF|hung up unexpectedly|unexpected disconnect|index-pack failed|bad pack|protocol error"
        r"|RPC failed(?!; HTTP 4)",
        "{remote} broke off in the middle. Nothing is lost; try again.",
    ),
)
CHANGE_ADDRESS = " To change it: {git} remote set-url {name} URL"

REWRITTEN = (
    "The history of {branch} on {remote} was rewritten: what was there at the last sync is no longer part of it. "
    "Nothing was taken over and nothing was sent. Ask the others who did this, and why. To follow it, keep what you "
    "have under another name, go there, and do again what is missing: {git} branch before-the-rewrite, {git} "
    "fetch --force {name} refs/heads/{branch}:{exchanged}, {git} reset --keep {exchanged}"
)
BEHIND = (
    "The newest commits of {branch} on {remote} are gone: it is where it was some time before the last sync. Nothing "
    "was taken over and nothing was sent. Ask the others. If it was put back from an older copy, send there what you "
    "have, then sync again: {git} push {name} {local}:{branch}. If somebody took them away on purpose, keep what you "
    "have under another name, go there, and do again what is missing: {git} branch before-the-rewrite, {git} fetch "
    "--force {name} refs/heads/{branch}:{exchanged}, {git} reset --keep {exchanged}"
)
ANOTHER_HISTORY = (
    "{remote} has a history that has nothing in common with this one, so the two cannot be brought together. Nothing "
    "was taken over and nothing was sent. Is it the right address? See it with: git remote -v, and correct it with: "
    "git remote set-url {name} URL. If it is right, work there in a new clone: wmstrat clone URL"
)
LEFT = (
    "There is no branch {branch} on {remote} any more; it may have got another name. See which there are with: git "
    "ls-remote --heads {name}. Then follow the right one: git fetch {name}, git branch "
    "--set-upstream-to={name}/BRANCH. Or put it back: git push {name} {local}:{branch}"
)
LEFT_BY_PRIVATE = (
    "There is no branch {branch} on {remote} any more, but others: perhaps that is not the repository of private/. "
    "Nothing was sent. Look at the address with: git -C private remote -v, and correct it with: git -C private "
    "remote set-url {name} URL. If it is right, ask whoever runs the host what became of the branch."
)
ANOTHER_PLACE = (
    "{remote} is not the repository of private/: it holds a workspace, or something else. Everybody there could "
    "read what is private, so nothing was taken over and nothing was sent. See the address with: git -C private "
    "remote -v, and correct it with: git -C private remote set-url {name} URL"
)
DECLINED = "{remote} did not take what was sent to {branch}, and says why:\n{words}"
DECLINED_SILENTLY = (
    "{remote} did not take what was sent to {branch} ({reason}), and says no more. Ask whoever runs it who may send "
    "there."
)


def shown(words: str) -> str:
    """What git said, as it is worth repeating: without credentials, hints and what is said better before it."""
    return "\n".join(line.rstrip() for line in redacted(words).splitlines() if not NEEDLESS.fullmatch(line))


def of_the_remote(words: str) -> str:
    """What the remote itself said, laid out as it was."""
    said = (line.removeprefix("remote:") for line in words.splitlines() if line.startswith("remote:"))
    lines = redacted("\n".join(line.removeprefix(" ").rstrip() for line in said)).splitlines()
    return "\n".join(line for line in lines if not DECLINED_BRANCH.fullmatch(line)).strip("\n")


def ignored_hooks(words: str) -> list[str]:
    """Git's sentences about hooks that it did not run, since they are not executable."""
    return IGNORED_HOOK.findall(redacted(words))


def unavailable(words: str, *, remote: str, do: str, name: str = "", git: str = "git") -> RemoteUnavailable:
    """The error for what git said when it tried to talk to a remote.

    `remote` is how people know it, `do` what was wanted (`read`, `write there`), `name` its name in this clone, if it
    has one, `git` how git is called in the repository that has it.
    """
    words = "\n".join(line[:LONGEST] for line in words.split("\n"))
    sentence = next(
        (sentence for signs, sentence in SENTENCES if re.search(signs, words)),
        "{remote} could not be used.",
    )
    address = CHANGE_ADDRESS.format(name=name, git=git) if name else ""
    return RemoteUnavailable(
        sentence + ("\n{words}" if shown(words) else ""),
        remote=remote, do=do, address=address, words=shown(words), git=git,
    )  # fmt: skip
