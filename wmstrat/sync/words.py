"""What went wrong between here and a remote, in words: git's many messages, sorted, and without what is secret."""

from __future__ import annotations

import re

from wmstrat.errors import RemoteUnavailable

HIDDEN = "***"

# A password may hold anything, even slashes and spaces if it was not encoded, but a space and another address end it.
# Where a number follows the colon it is a port.
UP_TO_AT = r":(?!\d+(?:[/'\"]|$))(?:\S*[ \t](?:(?!://)[^\n])*|\S*)@"

# What stands before the last @ of an address. The name alone is a secret too (a token), except that of ssh.
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
    r"|error: failed to push some refs to .*|To \S+|Done|\s*)$"
)

# Sentences by what git said. The first that fits is taken: the more exact ones stand above.
SENTENCES: tuple[tuple[str, str], ...] = (
    (
        r"Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED",
        "{remote} does not show the key that this computer expects, or none is known yet. Compare it with the one "
        "that the host publishes, and accept it with: ssh HOST",
    ),
    (
        r"certificate (?:problem|verification)|SSL[: _]|TLS connection|gnutls_|GnuTLS",
        "The connection to {remote} is not safe: the certificate of the host is not accepted. Ask whoever runs it.",
    ),
    (
        r"dubious ownership",
        "{remote} belongs to somebody else on this computer, and git uses it only after you have said that you trust "
        "it.",
    ),
    (
        r"code 407|from proxy|CONNECT tunnel|resolve proxy",
        "The proxy between here and {remote} does not let git through. See: git help config, under http.proxy",
    ),
    (
        r"shallow (?:update|roots|file|clone)|Failed to traverse parents",
        "{remote} or this clone has only the newest part of the history, and it is not enough. Get the rest, there "
        "or here, with: git fetch --unshallow",
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
        r"could not read (?:Username|Password)|terminal prompts disabled",
        "{remote} wants to know who you are, and nobody could be asked. Let git keep your name and password (see: "
        "git help credentials), or use a key.",
    ),
    (
        r"Authentication failed|error: 40[13]|HTTP 40[13]|Permission denied|[Pp]ermission to .* denied"
        r"|not allowed to|insufficient permission|Access denied|unauthori[sz]ed|[Ff]orbidden|service not enabled"
        r"|Read-only file system|unable to (?:create temporary object directory|migrate objects)|deploy key",
        "{remote} does not let you {do}. Ask whoever runs it for access, or see that git knows the right name and "
        "password or key.",
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
        r"|Could not read from remote repository|RPC failed(?!; HTTP 4)",
        "{remote} broke off in the middle. Nothing is lost; try again.",
    ),
)
CHANGE_ADDRESS = " To change it: git remote set-url {name} URL"

REWRITTEN = (
    "The history of {branch} at {remote} was rewritten: what was there at the last sync is no longer part of it. "
    "Nothing was taken over and nothing was sent. Ask the others who did this, and why. To follow it, keep what you "
    "have under another name, go there, and do again what is missing: git branch before-the-rewrite, git fetch "
    "--force {name} refs/heads/{branch}:{exchanged}, git reset --keep {exchanged}"
)
LEFT = (
    "There is no branch {branch} at {remote} any more; it may have got another name. See which there are with: git "
    "ls-remote --heads {name}. Then follow the right one: git fetch {name}, git branch "
    "--set-upstream-to={name}/BRANCH. Or put it back: git push {name} {local}:{branch}"
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
    """The lines that the remote itself said."""
    lines = (line.removeprefix("remote:").strip() for line in words.splitlines() if line.startswith("remote:"))
    return redacted("\n".join(line for line in lines if line))


def unavailable(words: str, *, remote: str, do: str, name: str = "") -> RemoteUnavailable:
    """The error for what git said when it tried to talk to a remote.

    `remote` is how people know it, `do` what was wanted (`read`, `write there`), `name` its name in this clone, if it
    has one.
    """
    sentence = next(
        (sentence for signs, sentence in SENTENCES if re.search(signs, words)),
        "{remote} could not be used.",
    )
    address = CHANGE_ADDRESS.format(name=name) if name else ""
    return RemoteUnavailable(
        sentence + ("\n{words}" if shown(words) else ""), remote=remote, do=do, address=address, words=shown(words)
    )
