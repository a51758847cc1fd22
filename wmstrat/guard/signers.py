"""Who made a commit: by its signature, or by its author where process.yaml says so.

Keys are those of the workspace as it stood before the push: `method/allowed_signers` for SSH, in git's own format,
and one public key a file in `method/openpgp/` for OpenPGP, named after its person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from wmstrat.guard.trees import Commit, Trees
    from wmstrat.record.view import View

ALLOWED_SIGNERS = "method/allowed_signers"
OPENPGP = "method/openpgp"
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
    """Who made each commit. Signatures cost one git process, which starts a program for each of them."""
    if view.process["identify_by"] == "author":
        return {commit.sha: _by_mail(view, commit.mail) for commit in commits}
    with _keys(trees, old) as (allowed, home, owners):
        found = _signatures(trees, commits, allowed, home)
    return {commit.sha: _by_signature(view, found.get(commit.sha), owners) for commit in commits}


def known(trees: Trees, view: View, commit: str) -> set[str | None] | None:
    """The people whom the addresses or keys in a commit can tell; None where some pattern may stand for anybody."""
    if view.process["identify_by"] == "author":
        return {entry["person"] for entry in view.process["authors"]}
    lines = (trees.file(commit, ALLOWED_SIGNERS) or b"").decode("utf-8", "replace").splitlines()
    words = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    if any(set("*?!") & set(word) for word in words):
        return None
    principals = [word.strip('"').split(",")[0] for word in words]  # of several, git tells the first
    principals += [Path(path).stem for path in trees.names_in(commit, [OPENPGP])[OPENPGP]]
    return {_person(view, name) for name in principals}


def _by_mail(view: View, mail: str) -> Author:
    person = _person(view, mail)
    return Author(
        person,
        "" if person else f"No person of the workspace has the mail address {mail or '(none)'}.",
        "" if person else f"{ASK} to add your address to `authors` in it.",
    )


def _person(view: View, principal: str) -> str | None:
    """The person that an id or a mail address stands for."""
    mails = {entry["id"].casefold(): entry["person"] for entry in view.process["authors"]}
    wanted = mails.get(principal.casefold(), principal)
    return wanted if view.get("person", wanted) else None


def _by_signature(view: View, signature: _Signature | None, owners: dict[str, str]) -> Author:
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
    if signature.main_key:
        principals = [owners[signature.main_key]] if signature.main_key in owners else []
    elif signature.letter == "U":
        principals = []
    else:
        principals = [part.strip() for part in signature.signer.split(",") if part.strip()]
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
    person = next((one for principal in principals if (one := _person(view, principal))), None)
    return Author(
        person,
        "" if person else f"It is signed by {', '.join(principals)}, who is no person of the workspace.",
        "" if person else f"{ASK} to write your id (see: wmstrat whoami) in {ALLOWED_SIGNERS}.",
    )


def _of(signature: _Signature) -> str:
    return f" ({signature.key})" if signature.key else ""


def _signatures(trees: Trees, commits: Sequence[Commit], allowed: Path, home: Path | None) -> dict[str, _Signature]:
    output = trees.repository.run(
        "log",
        "--no-walk=unsorted",
        "--stdin",
        "-z",
        "--encoding=UTF-8",
        f"--format={FORMAT}",
        settings=[f"gpg.ssh.allowedSignersFile={allowed}"],
        stdin="".join(f"{commit.sha}\n" for commit in commits).encode("ascii"),
        env={"GNUPGHOME": str(home or allowed.parent / "none")},
    )
    fields = iter(output.decode("utf-8", "replace").split("\0"))
    return {
        sha.strip(): _Signature(next(fields), next(fields), next(fields), next(fields))
        for sha in fields
        if sha.strip()
    }


@contextmanager
def _keys(trees: Trees, old: str) -> Iterator[tuple[Path, Path | None, dict[str, str]]]:
    """The keys as they were before the push, in files that live as long as the context: the allowed signers, the
    home of gpg (None when there are no OpenPGP keys), and whose key each fingerprint is."""
    with TemporaryDirectory(prefix="wmstrat-") as name:
        folder = Path(name)
        allowed = folder / "allowed_signers"
        allowed.write_bytes(trees.file(old, ALLOWED_SIGNERS) or b"")
        paths = trees.names_in(old, [OPENPGP])[OPENPGP]
        owners: dict[str, str] = {}
        home = folder / "gnupg"
        home.mkdir(mode=0o700)
        for number, path in enumerate(sorted(paths)):
            data = trees.file(old, path)
            if data is not None:
                owners.update(_imported(data, Path(path).stem, home, folder / f"key-{number}"))
        yield allowed, home if owners else None, owners


def _imported(data: bytes, owner: str, home: Path, file: Path) -> dict[str, str]:
    """Take the public keys of a file into the home; returns whose they are, by fingerprint."""
    file.write_bytes(data)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--no-autostart", "--no-auto-check-trustdb"]
    try:
        listed = run([*gpg, "--with-colons", "--show-keys", str(file)], capture_output=True, check=False)
        imported = run([*gpg, "--import", str(file)], capture_output=True, check=False)
    except OSError:  # no gpg here: nobody is known by such a key
        return {}
    if listed.returncode or imported.returncode:
        return {}
    found: dict[str, str] = {}
    kind = ""
    for line in listed.stdout.decode("utf-8", "replace").splitlines():
        fields = line.split(":")
        if fields[0] in ("pub", "sub"):
            kind = fields[0]
        elif fields[0] == "fpr" and kind == "pub":
            found[fields[9]] = owner
    return found
