"""The programs that wmstrat is measured against, each doing the least that the same work takes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

TYPER = "import typer\n"

# argv: the workspace, the path of the note in it, a file with its text.
NOTE = """
import os, subprocess, sys
from pathlib import Path
import typer
root, path, text = sys.argv[1:]
file = Path(root, path)
file.parent.mkdir(parents=True, exist_ok=True)
with file.open("wb") as written:
    written.write(Path(text).read_bytes())
    written.flush()
    os.fsync(written.fileno())
subprocess.run(["git", "-C", root, "add", "--", path], check=True)
subprocess.run(["git", "-C", root, "commit", "--quiet", "--message=Add a note", "--", path], check=True)
"""

# argv: the workspace.
IDLE_SYNC = """
import subprocess, sys
import typer
root = sys.argv[1]
subprocess.run(["git", "-C", root, "status", "--porcelain=v2", "--branch"], check=True, capture_output=True)
subprocess.run(["git", "-C", root, "fetch", "--quiet"], check=True)
"""

# argv: the workspace, the lock, a file with the text of a note, then the path of every note.
WRITER = """
import fcntl, subprocess, sys
from pathlib import Path
root, lock, text, *paths = sys.argv[1:]
for path in paths:
    with open(lock, "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        file = Path(root, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(Path(text).read_bytes())
        subprocess.run(["git", "-C", root, "add", "--", path], check=True)
        subprocess.run(["git", "-C", root, "commit", "--quiet", "--message=Add a note", "--", path], check=True)
"""

OPENED = """
import sqlite3, sys, time
from pathlib import Path
from wmstrat.kinds import Catalogue, folders, kinds
from wmstrat.files.front_matter import split
from wmstrat.files.reading import decode, read_mapping
from wmstrat.repo.place import find
from wmstrat.workspace.scan import walk
from wmstrat.workspace.workspace import Workspace
place = find(Path(sys.argv[1]))
list(kinds())
read_mapping("a: b")
"""

# argv: the workspace, a word. Prints the path of each record that holds it as it is written.
SCAN = """
import os, sqlite3, sys
from pathlib import Path
import typer
from wmstrat.kinds import Catalogue
from wmstrat.repo.place import find
from wmstrat.workspace.workspace import Workspace
workspace = Workspace(find(Path(sys.argv[1])), Catalogue())
workspace.refresh()
pattern = f"%{sys.argv[2]}%"
for (path,) in workspace.index.rows("SELECT path FROM records WHERE data LIKE ?1 OR body LIKE ?1", pattern):
    print(path)
sys.stdout.flush()
os._exit(0)
"""

# argv: the workspace. Prints the seconds that filling an index took that was not there.
COLD_INDEX = (
    OPENED
    + """
for file in place.cache.glob("*"):
    file.unlink()
workspace = Workspace(place, Catalogue())
begun = time.perf_counter()
workspace.refresh()
print(time.perf_counter() - begun)
"""
)

# argv: the workspace. Prints the seconds that reading every record's file took, with the reader in use.
READING = (
    OPENED
    + """
begun = time.perf_counter()
for path, _ in walk(place.root, (*folders(), "private")):
    if path.endswith((".md", ".yaml")) and not path.endswith(("people/README.md", "private/README.md")):
        text = decode((place.root / path).read_bytes())
        read_mapping(split(text).yaml if path.endswith(".md") else text)
print(time.perf_counter() - begun)
"""
)


def help_page(name: str, about: str, commands: Mapping[str, tuple[str, str]]) -> str:
    """A bare Typer application with these commands (their panel and their line of help) and nothing behind them."""
    lines = [
        "import typer",
        "from typing import Annotated",
        "app = typer.Typer(no_args_is_help=True, context_settings={'help_option_names': ['-h', '--help']})",
        "@app.callback()",
        "def root(",
        "    workspace: Annotated[str, typer.Option('-C', '--workspace', metavar='DIR', help='Where it is.')] = '',",
        "    version: Annotated[bool, typer.Option('--version', help='Show the version and stop.')] = False,",
        ") -> None:",
        f"    {about!r}",
    ]
    for number, (command, (panel, line)) in enumerate(commands.items()):
        lines += [
            f"@app.command({command!r}, rich_help_panel={panel!r})",
            f"def command_{number}() -> None:",
            f"    {line!r}",
        ]
    return "\n".join([*lines, f"app(prog_name={name!r})", ""])


def status_page(
    width: int, above: Sequence[str], columns: Sequence[tuple[str, Sequence[str]]], below: Sequence[str]
) -> str:
    """A program that prints the page of `status` with a table of rich, everything known beforehand."""
    page = {"above": list(above), "columns": [[head, list(cells)] for head, cells in columns], "below": list(below)}
    return f"""
import json
import typer
from rich.console import Console
from rich.table import Table
page = json.loads({json.dumps(page)!r})
table = Table(box=None, pad_edge=False)
for heading, _ in page["columns"]:
    table.add_column(heading)
for row in zip(*(cells for _, cells in page["columns"])):
    table.add_row(*row)
console = Console(width={width}, markup=False, highlight=False)
for line in page["above"]:
    console.print(line)
console.print(table)
for line in page["below"]:
    console.print(line)
"""


# argv: the repository, three commits, a file with paths. Prints the seconds that parsing these records in each commit
# once took, with the reader in use.
PARSING = """
import subprocess, sys, time
from pathlib import Path
from wmstrat.files.front_matter import split
from wmstrat.files.reading import decode, read_mapping
root, base, mine, theirs, paths = sys.argv[1:]
paths = Path(paths).read_text().split("\\n")
asked = "".join(f"{commit}:{path}\\n" for commit in (base, mine, theirs) for path in paths).encode()
command = ["git", "-C", root, "cat-file", "--batch"]
output = subprocess.run(command, input=asked, capture_output=True, check=True).stdout
texts, place = [], 0
while place < len(output):
    end = output.index(b"\\n", place)
    size = int(output[place:end].split()[2])
    texts.append(output[end + 1 : end + 1 + size])
    place = end + size + 2
read_mapping("a: b")
begun = time.perf_counter()
for text in texts:
    read_mapping(split(decode(text)).yaml)
print(time.perf_counter() - begun)
"""

# argv: the clone, a file with the text of a note, the beginning of the paths, how many, how many between two pushes.
CLONE = """
import random, subprocess, sys, time
from pathlib import Path
root, text, beginning, changes, between = sys.argv[1:]
text = Path(text).read_bytes()

def git(*arguments):
    return subprocess.run(["git", "-C", root, *arguments], capture_output=True).returncode

def start():
    subprocess.run([sys.executable, "-c", "import typer, git"], check=True)

for number in range(int(changes)):
    start()
    path = f"{beginning}-{number}.md"
    file = Path(root, path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    assert not git("add", "--", path)
    assert not git("commit", "--quiet", "--message=Add a note", "--", path)
    if not (number + 1) % int(between):
        start()
        while True:
            assert not git("fetch", "--quiet")
            assert not git("merge", "--quiet", "--no-edit", "origin/main")
            if not git("push", "--quiet", "origin", "HEAD:main"):
                break
            time.sleep(random.uniform(0.1, 0.3))
"""
