"""Who made a commit, by its SSH signature: the author line is a claim that anybody can make.

The keys are those of the workspace as it was before the push: `method/allowed_signers`, in git's own format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from wmstrat.guard.trees import Commit, Trees
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
    mend: str = ""
    commands: tuple[str, ...] = ()


class _Signature(Struct, frozen=True):
    """What git says of a signature: its letter, the signer, the fingerprints of the main key and the key."""

    letter: str
    signer: str
    main_key: str
    key: str


def authors(trees: Trees, view: View, old: str, commits: Sequence[Commit]) -> dict[str, Author]:
    """Who made each commit. Costs one git process, which starts a program for each signature."""
    with _keys(trees, old) as allowed:
        signatures = _signatures(trees, commits, allowed)
    return {commit.sha: _by_signature(view, signatures.get(commit.sha)) for commit in commits}


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


def _by_signature(view: View, signature: _Signature | None) -> Author:
    if signature is None or signature.letter == "N":
        return Author(
            None,
            "The commit is not signed, so nobody can know who made it.",
            "You need a key of your own, and somebody who adds it to the workspace: the documentation says how, "
            'under "Signed commits" (page "How to host a workspace"). When you have one, say which file it is in '
            "(instead of KEY.pub), sign from now on, and sign what you have not sent yet:",
            (
                "git config gpg.format ssh",
                "git config user.signingkey KEY.pub",
                "git config commit.gpgsign true",
                SIGN_AGAIN,
            ),
        )
    good = signature.letter in "GU"
    is_known = signature.letter != "U" and not signature.main_key  # OpenPGP alone has main keys
    principals = [part.strip() for part in signature.signer.split(",") if part.strip()] if is_known else []
    if (good and not principals) or signature.letter == "E":
        return Author(
            None,
            f"It is signed with a key that the workspace does not know{_of(signature)}.",
            f"{ASK} to add your key to {ALLOWED_SIGNERS}.",
        )
    if not good:
        return Author(
            None,
            f"Its signature is not good (or its key has expired or was taken back){_of(signature)}.",
            f"Sign with a key that is valid. {ASK} to add another to {ALLOWED_SIGNERS}.",
        )
    person = next((principal for principal in principals if _person(view, principal)), None)
    return Author(
        person,
        "" if person else f"It is signed by {', '.join(principals)}, who is no person of the workspace.",
        "" if person else f"{ASK} to write your id (see: wmstrat whoami) in {ALLOWED_SIGNERS}.",
    )


def _of(signature: _Signature) -> str:
    return f" ({signature.key})" if signature.key else ""


def _signatures(trees: Trees, commits: Sequence[Commit], allowed: Path) -> dict[str, _Signature]:
    output = trees.repository.run(
        "log",
        "--no-walk=unsorted",
        "--stdin",
        "-z",
        "--encoding=UTF-8",
        f"--format={FORMAT}",
        settings=[f"gpg.ssh.allowedSignersFile={allowed}"],
        stdin="".join(f"{commit.sha}\n" for commit in commits).encode("ascii"),
        env={"GNUPGHOME": str(allowed.parent / "none")},
    )
    fields = iter(output.decode("utf-8", "replace").split("\0"))
    return {
        sha.strip(): _Signature(next(fields), next(fields), next(fields), next(fields))
        for sha in fields
        if sha.strip()
    }


@contextmanager
def _keys(trees: Trees, old: str) -> Iterator[Path]:
    """A file with the allowed signers as they were before the push, which lives as long as the context."""
    with TemporaryDirectory(prefix="wmstrat-") as name:
        allowed = Path(name) / "allowed_signers"
        allowed.write_bytes(trees.file(old, ALLOWED_SIGNERS) or b"")
        yield allowed
