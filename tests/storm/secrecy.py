"""What must hold between the public history and the private one."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.storm.history import History
from tests.storm.world import fields_of

SECRET = re.compile(rb"\bp\d+p\b|\b[A-Z]{2,4}-A\d{8}-[a-z0-9]{4}\b")
"""A word that was typed into something private, or the id of an application."""

PRIVATE_KEYS = re.compile(rb"(?m)^(?:contact|region|languages|skills):")
FORBIDDEN = re.compile(r"(?:^|/)(?:private|applications)(?:/|$)")
TEMPLATES = "method/templates/private"
"""The templates of private records are public."""


def exposed(remote: Path) -> Iterator[str]:
    """Everything of private/ in any object of the public remote, whether a branch leads to it or not."""
    listed = _git(remote, "rev-list", "--objects", "--all").decode("utf-8", "replace")
    names = dict(line.split(" ", 1) for line in listed.splitlines() if " " in line)
    for name, path in names.items():
        if FORBIDDEN.search(path) and not path.startswith(TEMPLATES):
            yield f"the public remote has {path} ({name[:10]})"
    told = _git(remote, "cat-file", "--batch-all-objects", "--batch")
    position = 0
    while position < len(told):
        end = told.index(b"\n", position)
        name, kind, size = told[position:end].decode().split()
        data = told[end + 1 : end + 1 + int(size)]
        position = end + int(size) + 2
        if kind == "tree":
            continue
        where = f"{kind} {name[:10]} of the public remote ({names.get(name, 'a message')})"
        if found := SECRET.search(data):
            yield f"{where} has {found[0].decode()}, which is private"
        if names.get(name, "").startswith("people/") and PRIVATE_KEYS.search(data):
            yield f"{where} has a field that is private"


def dangling(public: History, private: History) -> Iterator[str]:
    """Private records that speak of a person or a group that is on neither side."""
    groups = {path.split("/")[1] for path in public.files("HEAD") if path.startswith("groups/")}
    people = {
        path.removeprefix("people/").removesuffix(".yaml")
        for history in (public, private)
        for path in history.files("HEAD")
        if path.startswith("people/")
    }
    for path, blob in private.files("HEAD").items():
        if path.startswith("applications/") and path.endswith(".yaml"):
            fields = fields_of(private.blob(blob))
            for name, known in (("person", people), ("group", groups)):
                if fields.get(name) not in known:
                    yield f"private/{path}: {name} is {fields.get(name)!r}, which is not there"


def _git(folder: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True).stdout
