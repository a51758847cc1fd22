"""The files of a new workspace, out of the template that comes with wmstrat or another one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from wmstrat.errors import NotFound, Refused
from wmstrat.record.halves import FOLDER, PRIVATE
from wmstrat.repo.patterns import ignore_patterns, ignored_by
from wmstrat.repo.place import PROCESS_FILE

LARGEST_TEMPLATE_FILE = 5_000_000
# The file that tells a template from a workspace; wmstrat writes nothing beside it.
TEMPLATE_MARK = ".wmstrat-template"

# What another process has instead of what the template says, beside the first two roles.
OF_ANOTHER_PROCESS: dict[str, Any] = {
    **dict.fromkeys(("mission", "values", "direction", "mandate", "resources", "contact"), ""),
    **dict.fromkeys(("minimum_size", "maximum_size", "quiet_days", "stale_days", "silence_days", "share_days"), ""),
    **{key: [] for key in ("languages", "member_types", "levels", "dimensions", "movement_roles")},
    "skip": ["area", "mailing-list", "link-none"],
}
# What another process does not even have as a key: a body of the template, with the comment above.
LEFT_OUT = re.compile(r"^(?:#.*\n)*trustees:.*\n", re.MULTILINE)
ABOUT_SKIP = "names of checks and notices that are switched off in this workspace"
# The files and folders of the template that another process does not take over.
ONLY_OF_THIS_PROCESS = ("groups/", "people/", "README.md", "method/toolkit/README.md")

FRONT_PAGE = """# {name}

This repository contains a working-group process: who works on what, which questions are asked, what is proposed,
and what was decided. Everything is a plain file, and every change is a commit with a reason.

- `process.yaml` describes the process and the words that it uses.
- `groups/` has a folder for each group, with its page, members, scope, sources, questions, drafts and notes.
- `people/` has what people agreed to show.
- `method/` describes how we work, and has the templates for new records.

If wmstrat is installed, `wmstrat status` shows how every group is doing.
"""

PRIVATE_PAGE = """# Private

This folder is a separate git repository. The public repository ignores it and never contains it.
It has personal data: applications, and how to reach people. Share it only with those who need it:
git keeps everything that was once committed and sent.
"""

ATTRIBUTES = "* text=auto eol=lf\n"

# The lines of .gitignore: private/ stays out, and its templates do not, whatever other rules say.
IGNORED = f"/{PRIVATE}"
IGNORING = (IGNORED, f"!/method/templates/{PRIVATE}")


def shipped_template() -> Path:
    """The folder of the template that comes with wmstrat: in the installed package, else beside its source."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "workspace-template", package.parent / "workspace-template"):
        if (folder / PROCESS_FILE).is_file():
            return folder
    raise NotFound("The workspace template is missing in this installation. Install wmstrat again.")


def _files(root: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a template by its path, without git's own folder and private/."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        inside = path.relative_to(root).as_posix()
        if entry.name in (".git", "__pycache__") or inside in (FOLDER, TEMPLATE_MARK):
            continue
        if entry.is_symlink():
            raise Refused("{path} is a symbolic link; a template may only contain normal files.", path=path)
        if entry.is_dir():
            yield from _files(root, path)
        elif entry.stat().st_size > LARGEST_TEMPLATE_FILE:
            raise Refused("{path} is too large for a template.", path=path)
        else:
            yield inside, path.read_bytes()


def first_files(
    folder: Path, name: str, *, empty: bool, merged: Iterable[str] = (), private_merged: Iterable[str] = ()
) -> dict[str, bytes]:
    """The files of a new workspace by their paths, private/ included, under another name where one is given; `empty`
    leaves out groups and people. `merged` are the lines by which git merges records. Raises NotFound when the folder
    is not a workspace, Refused for symbolic links and huge files."""
    from wmstrat.files.reading import decode, read_mapping
    from wmstrat.files.splicing import set_key

    if not (folder / PROCESS_FILE).is_file():
        raise NotFound("{folder} is not a template: it has no {file}.", folder=folder, file=PROCESS_FILE)
    files = dict(_files(folder, folder))
    process = decode(files[PROCESS_FILE])
    if empty:
        files = {path: data for path, data in files.items() if not path.startswith(ONLY_OF_THIS_PROCESS)}
        process = LEFT_OUT.sub("", process)
        held = read_mapping(process).values
        roles = held.get("roles")
        first_two = roles[:2] if isinstance(roles, list) else []
        for key, value in {**OF_ANOTHER_PROCESS, "roles": first_two}.items():
            if key in held or value:
                process = set_key(process, key, value, after=["share_days"], comment=ABOUT_SKIP)
        files["README.md"] = FRONT_PAGE.format(name=name).encode()
    if name:
        process = set_key(process, "name", name)
    files[PROCESS_FILE] = process.encode()
    files[".gitattributes"] = with_lines(files.get(".gitattributes", ATTRIBUTES.encode()), merged)
    files[".gitignore"] = hiding_private(with_lines(files.get(".gitignore", b""), IGNORING))
    files[f"{PRIVATE}README.md"] = PRIVATE_PAGE.encode()
    files[f"{PRIVATE}.gitattributes"] = with_lines(ATTRIBUTES.encode(), private_merged)
    return files


def hides_private(ignore_file: bytes) -> bool:
    """True when these bytes of the workspace's .gitignore keep private/ out of its repository."""
    return ignored_by({"": ignore_patterns(ignore_file)}, IGNORED.removeprefix("/")) is not None


def hiding_private(ignore_file: bytes) -> bytes:
    """The bytes of a .gitignore that keeps private/ out, by a line at the end, which no other takes back."""
    if hides_private(ignore_file):
        return ignore_file
    line = IGNORED.encode()
    others = [other for other in ignore_file.splitlines(keepends=True) if other.strip() != line]
    return with_lines(b"".join(others), [IGNORED])


def with_lines(data: bytes, lines: Iterable[str]) -> bytes:
    """The text with more lines at its end, without those that are there."""
    there = data.splitlines()
    for line in lines:
        if line.encode() not in there:
            data += (b"" if not data or data.endswith(b"\n") else b"\n") + line.encode() + b"\n"
    return data
