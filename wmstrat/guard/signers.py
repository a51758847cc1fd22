"""Who made a commit, by its SSH signature: the author line is a claim that anybody can make. The keys are those that
the workspace had before the push, in `method/allowed_signers`, in git's own format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from wmstrat.guard.trees import TreeCommit, Trees
from wmstrat.record.view import View

ALLOWED_SIGNERS = "method/allowed_signers"
ASK = "Ask somebody who may change process.yaml"
# Unlike a rebase this makes no merge again, which would stop where somebody has decided already.
SIGN_AGAIN = (
    "FILTER_BRANCH_SQUELCH_WARNING=1 git filter-branch -f --commit-filter 'git commit-tree -S \"$@\"' "
    "'@{upstream}..HEAD'"
)
FORMAT = "%H%x00%G?%x00%GS%x00%GP%x00%GF"


class Author(Struct, frozen=True):
    """Who made a commit: the id of a person, None for somebody unknown, and then why."""

    person: str | None
    why: str = ""
    advice: str = ""
    commands: tuple[str, ...] = ()


NOT_SIGNED = Author(
    None,
    "The commit is not signed, so wmstrat cannot know who made it.",
    'You need your own key, and somebody must add it to the workspace: see "How to sign commits" in the '
    "documentation. Then set the file of the key (replace KEY.pub), switch signing on, and sign what you have not "
    "sent yet:",
    ("git config gpg.format ssh", "git config user.signingkey KEY.pub", "git config commit.gpgsign true", SIGN_AGAIN),
)


def authors(trees: Trees, view: View, old: str, commits: Sequence[TreeCommit]) -> dict[str, Author]:
    """Who made each commit. Costs one git process, which starts a program for each signature."""
    with TemporaryDirectory(prefix="wmstrat-") as folder:
        allowed = Path(folder) / "allowed_signers"
        allowed.write_bytes(trees.file(old, ALLOWED_SIGNERS) or b"")
        arguments = ["log", "--no-walk=unsorted", "--stdin", "-z", "--encoding=UTF-8", f"--format={FORMAT}"]
        output = trees.repository.run(
            *arguments,
            settings=[f"gpg.ssh.allowedSignersFile={allowed}"],
            stdin="".join(f"{commit.sha}\n" for commit in commits).encode("ascii"),
            env={"GNUPGHOME": f"{folder}/none"},
        )
    fields = iter(output.decode("utf-8", "replace").split("\0"))
    return {
        sha.strip(): _author(view, next(fields), next(fields), next(fields), next(fields))
        for sha in fields
        if sha.strip()
    }


def known(trees: Trees, view: View, commit: str) -> set[str | None] | None:
    """The people to whom the keys in a commit belong; None where a pattern among them fits anybody."""
    lines = (trees.file(commit, ALLOWED_SIGNERS) or b"").decode("utf-8", "replace").splitlines()
    words = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    if any(set("*?!") & set(word) for word in words):
        return None
    return {_person(view, word.strip('"').split(",")[0]) for word in words}  # of several, git tells the first


def _person(view: View, principal: str) -> str | None:
    """The person whose id is the principal of a key."""
    return principal if view.get("person", principal) else None


def _author(view: View, letter: str, signer: str, main_key: str, key: str) -> Author:
    """Who is meant by what git says of a signature: its letter, the signer, the main key (OpenPGP alone), the key."""
    if letter == "N":
        return NOT_SIGNED
    of_key = f" ({key})" if key else ""
    is_known = letter != "U" and not main_key
    principals = [part.strip() for part in signer.split(",") if part.strip()] if is_known else []
    if letter == "E" or (letter in "GU" and not principals):
        why = f"It is signed with a key that the workspace does not know{of_key}."
        return Author(None, why, f"{ASK} to add your key to {ALLOWED_SIGNERS}.")
    if letter not in "GU":
        why = f"Its signature is not valid, or its key has expired or was revoked{of_key}."
        return Author(None, why, f"Sign with a valid key. {ASK} to add another key to {ALLOWED_SIGNERS}.")
    person = next((principal for principal in principals if _person(view, principal)), None)
    if person:
        return Author(person)
    why = f"It is signed by {', '.join(principals)}, who is not in the workspace's list of people."
    return Author(None, why, f"{ASK} to write your id (see: wmstrat whoami) in {ALLOWED_SIGNERS}.")
