"""What the history of a workspace holds, read by other means than wmstrat's: git's objects and PyYAML.

A record is taken apart into atoms: each field, each item of a list, each entry and its parts, each undeclared key,
each remark, each paragraph. Records are known by their handle, and every mention of a number is read as the handle
behind it, so that giving a number changes nothing here.
"""

from __future__ import annotations

import difflib
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from wmstrat.kinds import kinds
from wmstrat.record.fields import Entries
from wmstrat.record.home import PROCESS_FOLDER

LETTERS = "|".join(kind.ids.letters for kind in kinds() if kind.is_numbered)
NAMED = re.compile(rf"\b[A-Z]{{2,4}}-(?:{LETTERS})(?:\d+|-[a-z0-9]{{4}})\b")
HANDLE = re.compile(rb"^handle:[ \t]*(\S+)[ \t]*$", re.MULTILINE)
REMARK = re.compile(r"^\s*#.*\bremark\b.*$", re.MULTILINE)
MARKER = re.compile(rb"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
NUMBERED = frozenset(kind.plural for kind in kinds() if kind.is_numbered)
"""The folders of what has a handle first, and a number once it is published."""
RECORDS = ("groups/", f"{PROCESS_FOLDER}/", "people/")
KEYS = {
    field.name: field.type.key
    for kind in kinds()
    if not kind.is_lone
    for field in kind.fields
    if isinstance(field.type, Entries)
}
"""By what an entry of a list is recognised."""
NUMBERS = re.compile(r"(?m)^([A-Z]+-[A-Z]+-[a-z0-9]{4}) is ([A-Z]+-[A-Z]+\d+)$")
UNCLEAR = "?"
SUFFIXES = (".md", ".yaml")
TWICE = " (twice)"
"""Ends the key of a record that stands in a commit under its handle and under its number."""

Atom = tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A record as its atoms, blank ones left out, and the paragraphs of its text."""

    atoms: Mapping[Atom, str]
    paragraphs: tuple[str, ...]
    unsure: frozenset[str] = frozenset()
    """Lists of entries in which two have the same key: what they hold is not compared."""

    @cached_property
    def everything(self) -> Mapping[Atom, str]:
        """The atoms, with a paragraph each being one."""
        return {**self.atoms, **{("paragraph", text): "" for text in self.paragraphs}}


BLANK = Card({}, ())


@dataclass(frozen=True)
class Commit:
    """A commit of the history, and its place in it: every parent has a lower one."""

    sha: str
    parents: tuple[str, ...]
    subject: str
    command: str
    mail: str
    stamp: str
    """When its author made it, which stays with it through a rebase."""
    place: int = 0


@dataclass
class History:
    """The objects of one repository."""

    folder: Path
    _flat: dict[str, dict[str, str]] = field(default_factory=dict)
    _names: dict[str, dict[str, str]] = field(default_factory=dict)
    _blobs: dict[str, bytes] = field(default_factory=dict)
    _cards: dict[tuple[str, str], Card] = field(default_factory=dict)
    _handles: dict[str, str] | None = None
    _process: Any = None

    def close(self) -> None:
        """End the git that answers."""
        if self._process is not None:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.wait()
            self._process = None

    def git(self, *words: str) -> str:
        """What a git command prints. Raises CalledProcessError."""
        done = subprocess.run(["git", *words], cwd=self.folder, capture_output=True, check=True)
        return done.stdout.decode("utf-8", "replace")

    def commits(self, revision: str = "HEAD", *options: str) -> list[Commit]:
        """Every commit that a revision reaches, parents first."""
        form = "--format=%H%x1f%P%x1f%s%x1f%(trailers:key=Wmstrat-Command,valueonly,separator=%x2c)%x1f%ae%x1f%at"
        lines = self.git("log", "--topo-order", "--reverse", form, *options, revision, "--").splitlines()
        found = []
        for place, line in enumerate(lines):
            sha, parents, subject, command, mail, stamp = line.split("\x1f")
            found.append(Commit(sha, tuple(parents.split()), subject, command.strip(), mail, stamp, place))
        return found

    def base(self, one: str, other: str) -> str:
        """The commit that two histories have in common."""
        return self.git("merge-base", one, other).strip()

    # Objects

    def read(self, name: str) -> tuple[str, bytes]:
        """The kind and the bytes of an object. Raises KeyError for one that is not there."""
        if self._process is None:
            self._process = subprocess.Popen(
                ["git", "cat-file", "--batch"], cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        self._process.stdin.write(name.encode() + b"\n")
        self._process.stdin.flush()
        head = self._process.stdout.readline().split()
        if len(head) < 3:
            raise KeyError(name)
        data: bytes = self._process.stdout.read(int(head[2]))
        self._process.stdout.read(1)
        return head[1].decode(), data

    def blob(self, name: str) -> bytes:
        """The bytes of a file."""
        if name not in self._blobs:
            self._blobs[name] = self.read(name)[1]
        return self._blobs[name]

    def files(self, commit: str) -> dict[str, str]:
        """The blob of every file of a commit."""
        kind, data = self.read(commit)
        assert kind == "commit", (commit, kind)
        return self._tree(data[5 : data.index(b"\n")].decode())

    def _tree(self, name: str) -> dict[str, str]:
        if name not in self._flat:
            found: dict[str, str] = {}
            _, data = self.read(name)
            position = 0
            while position < len(data):
                nul = data.index(b"\0", position)
                mode, path = data[position:nul].split(b" ", 1)
                blob = data[nul + 1 : nul + 21].hex()
                position = nul + 21
                text = path.decode("utf-8", "surrogateescape")
                if mode == b"40000":
                    found.update({f"{text}/{inside}": blob for inside, blob in self._tree(blob).items()})
                else:
                    found[text] = blob
            self._flat[name] = found
        return self._flat[name]

    # Records

    def names(self, commit: str) -> dict[str, str]:
        """For every record of a commit that gets a number, the handle behind its id, or the id where it has none."""
        if commit not in self._names:
            found = {}
            for path, blob in self.files(commit).items():
                if is_numbered(path):
                    identity = path.rpartition("/")[2].rpartition(".")[0]
                    handle = HANDLE.search(self.blob(blob))
                    found[identity] = handle[1].decode() if handle else self._numbered().get(identity, identity)
            self._names[commit] = found
        return self._names[commit]

    def _numbered(self) -> dict[str, str]:
        """The handles by the numbers that they got, as the messages of this history say: halves in private/ hold no
        handle. A number that several had, of which all but one lost it again, is not clear."""
        if self._handles is None:
            found: dict[str, set[str]] = defaultdict(set)
            for handle, number in NUMBERS.findall(self.git("log", "--format=%b")):
                found[number].add(handle)
            self._handles = {number: one.pop() if len(one) == 1 else UNCLEAR for number, one in found.items()}
            for handle in {handle for handles in found.values() if len(handles) > 1 for handle in handles}:
                self._handles[handle] = UNCLEAR
        return self._handles

    def keys(self, commit: str) -> dict[str, tuple[str, str]]:
        """Every text file of a commit by what stays the same when it gets a number: (path, blob)."""
        names = self.names(commit)
        found: dict[str, tuple[str, str]] = {}
        for path, blob in self.files(commit).items():
            if not path.endswith(SUFFIXES):
                continue
            folder, _, file = path.rpartition("/")
            stem, dot, suffix = file.rpartition(".")
            if is_numbered(path):
                if names[stem] == UNCLEAR:
                    continue
                key = f"{folder}/{names.get(stem, stem)}{dot}{suffix}"
                found[key if key not in found else path + TWICE] = path, blob
            else:
                found[path] = path, blob
        return found

    def card(self, commit: str, path: str, blob: str) -> Card:
        """A file of a commit, taken apart."""
        names = self.names(commit)
        text = self.blob(blob).decode("utf-8", "replace")
        mentioned = {name: names[name] for name in NAMED.findall(text) if name in names}
        if not path.startswith(RECORDS):
            mentioned = {}  # README.md and the method speak of ids in examples
        cached = blob, repr(sorted(mentioned.items()))
        if cached not in self._cards:
            text = NAMED.sub(lambda found: mentioned.get(found[0], found[0]), text)
            self._cards[cached] = card_of(path, text)
        return self._cards[cached]


def is_numbered(path: str) -> bool:
    """Whether a path is one of a record with a handle or a number."""
    folder = path.split("/")
    in_group = len(folder) == 4 and folder[0] == "groups" and folder[2] in NUMBERED
    return in_group or (len(folder) == 3 and folder[0] == PROCESS_FOLDER and folder[1] in NUMBERED)


def card_of(path: str, text: str) -> Card:
    """A file taken apart: front matter and text, YAML alone, or text alone."""
    front, body = "", text
    if path.endswith(".yaml"):
        front, body = text, ""
    elif text.startswith("---\n") and "\n---" in text[3:]:
        front, _, body = text[4:].partition("\n---")
        front, body = front + "\n", body.partition("\n")[2]
    paragraphs = tuple(part.strip() for part in re.split(r"\n[ \t]*\n", body) if part.strip())
    try:
        read = yaml.load(front, Loader=yaml.CBaseLoader) if front else {}  # noqa: S506 - it makes nothing but text
    except yaml.YAMLError as error:
        read = {"unreadable": str(error)}
    atoms: dict[Atom, str] = {("record",): "there"}
    unsure = set()
    for key, value in (read or {}).items():
        for atom, held in _atoms(str(key), value):
            if atom in atoms:
                unsure.add(str(key))
            atoms[atom] = held
    for number, remark in enumerate(REMARK.findall(front)):
        del number
        atoms["remark", remark.strip()] = ""
    return Card(atoms, paragraphs, frozenset(unsure))


def _atoms(key: str, value: object) -> Iterator[tuple[Atom, str]]:
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for entry in value:
            place = "|".join(str(entry.get(name, "")) for name in KEYS.get(key, ("id",)))
            yield ("entry", key, place), ""
            for name, inner in entry.items():
                if inner != "":
                    yield ("part", key, place, str(name)), str(inner)
    elif isinstance(value, list):
        for one in value:
            yield ("item", key, str(one)), ""
    elif value not in ("", None):
        yield ("field", key), str(value)


def hunks(before: tuple[str, ...], after: tuple[str, ...]) -> list[tuple[int, int, frozenset[str], frozenset[str]]]:
    """Where paragraphs differ: (from, to) in the earlier ones, what is gone there and what is new."""
    found = []
    for tag, begin, end, first, last in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            found.append((begin, end, frozenset(before[begin:end]), frozenset(after[first:last])))
    return found
