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


# A line of more characters says nothing to anybody, and could be made to take long.
LONGEST = 2000


def redacted(text: str) -> str:
    """The text without the credentials in its addresses, and without the rest of a line that is too long."""
    return "\n".join(_redacted(line[:LONGEST]) for line in text.split("\n"))


def _redacted(line: str) -> str:
    for secret, instead in SECRETS:
        line = secret.sub(instead, line)
    return line


# Git adds these to what it says; the sentence that begins each message says it better.
NEEDLESS = re.compile(
    r"^(?:hint: .*|Please make sure you have the correct access rights|and the repository exists\."
    r"|fatal: Could not read from remote repository\.|Cloning into '.*'\.\.\."
    r"|error: failed to push some refs to .*|To \S+|Done|\s*)$"
)

# Sentences by what git said; the first that fits is taken. What none fits is repeated in git's own words alone.
SENTENCES = (
    (
        r"Could not resolve|unable to (?:look up|connect)|Connection (?:refused|reset|closed)|timed out"
        r"|(?:Failed|Could not|Couldn't) (?:to )?connect|unreachable|No route to host|too slow"
        r"|(?:error:|HTTP) (?:429|5\d\d)",
        "{remote} cannot be reached: there is no network, or the host does not answer. Try again later.",
    ),
    (
        r"could not read (?:Username|Password)|Authentication failed|(?:error:|HTTP) 40[13]|[Pp]ermission .*denied"
        r"|DENIED by|service not enabled",
        "{remote} does not let you {do}. Ask the people who run it for access, or set the right name and password "
        "(see: git help credentials) or key.",
    ),
    (
        r"does not appear to be a git repository|[Rr]epository (?:'.*' )?not found|could not be found"
        r"|error: 4(?:04|10)|does not exist|repository not exported",
        "There is no repository at {remote} (any more), or you have no access. Check the address, or ask the "
        "people who run the host.{address}",
    ),
    (
        r"early EOF|hung up unexpectedly|unexpected disconnect|index-pack failed|protocol error|RPC failed",
        "{remote} closed the connection. Nothing is lost. Try again.",
    ),
)

FOLLOW = (
    "save your state under another name, switch to the new history, and repeat the changes that are missing: {git} "
    "branch before-the-rewrite, {git} fetch --force {name} refs/heads/{branch}:{exchanged}, {git} reset --keep "
    "{exchanged}"
)
REWRITTEN = (
    "The history of {branch} on {remote} was rewritten: the commits of the last sync are no longer part of it. "
    f"Nothing was received or sent. Ask the others who did this, and why. To accept it, {FOLLOW}"
)
BEHIND = (
    "The newest commits of {branch} on {remote} are missing: it is older than at the last sync. Nothing was received "
    "or sent. Ask the others. If it was restored from an older copy, send your commits, then sync again: "
    f"{{git}} push {{name}} {{local}}:{{branch}}. If somebody removed them on purpose, {FOLLOW}"
)
ANOTHER_HISTORY = (
    "{remote} has another history than this workspace, so the two cannot be merged. Nothing was received or sent. "
    "Check the address with: git remote -v, and correct it with: git remote set-url {name} URL. If it is right, "
    "make a new clone: `wmstrat clone URL`"
)
LEFT = (
    "There is no branch {branch} on {remote} any more. Perhaps it was renamed. See the branches with: git "
    "ls-remote --heads {name}. Then use the right one: git fetch {name}, git branch "
    "--set-upstream-to={name}/BRANCH. Or restore it: git push {name} {local}:{branch}"
)
LEFT_BY_PRIVATE = (
    "There is no branch {branch} on {remote}, but there are others: perhaps it is not the private repository. "
    "Nothing was sent. Check the address with: git -C private remote -v, and correct it with: git -C private "
    "remote set-url {name} URL. If it is right, ask the people who run the host about the branch."
)
SECOND_BRANCH = (
    "{remote} has no branch {branch}, but other branches. A second branch numbers its records independently, so "
    "numbers would be used twice. Go back to the shared branch with: git switch NAME, or, if you want a second "
    "branch, make it there: git push -u {name} {branch}"
)
ANOTHER_PLACE = (
    "{remote} is not the private repository: it contains a workspace, or something else. Everybody there could "
    "read private data, so nothing was received or sent. Check the address with: git -C private remote -v, and "
    "correct it with: git -C private remote set-url {name} URL"
)
DECLINED = "{remote} did not accept your changes to {branch}:\n{words}"
DECLINED_SILENTLY = (
    "{remote} did not accept your changes to {branch} ({reason}) and gives no other reason. Ask the people who run "
    "it who may send there."
)


def shown(words: str) -> str:
    """What git said, as it is worth repeating: without credentials, hints and what is said better before it."""
    return "\n".join(line.rstrip() for line in redacted(words).splitlines() if not NEEDLESS.fullmatch(line))


def of_the_remote(words: str) -> str:
    """What the remote itself said, laid out as it was."""
    said = (line.removeprefix("remote:") for line in words.splitlines() if line.startswith("remote:"))
    return redacted("\n".join(line.removeprefix(" ").rstrip() for line in said)).strip("\n")


def unavailable(words: str, *, remote: str, do: str, name: str = "", git: str = "git") -> RemoteUnavailable:
    """The error for what git said when it tried to talk to a remote.

    `remote` is how people know it, `name` what git calls it, `do` what was wanted (`read`, `write there`), `git` how
    git is called in the repository.
    """
    sentence = next((text for signs, text in SENTENCES if re.search(signs, words)), "{remote} could not be used.")
    address = f" To change it: {git} remote set-url {name} URL" if name else ""
    told = shown(words)
    return RemoteUnavailable(
        sentence + ("\n{words}" if told else ""), remote=remote, do=do, address=address, words=told
    )
