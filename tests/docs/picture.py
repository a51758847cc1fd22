"""The picture of `wmstrat status` in the README: `python -m tests.docs.picture FOLDER > docs/status.svg`.

FOLDER is a workspace, such as the realistic one at a commit in the middle of the process. The command runs in a
real terminal, and what it draws there becomes the picture.
"""

from __future__ import annotations

import os
import pty
import re
import sys
from io import StringIO

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

COLUMNS = 112


def seen_on_a_terminal(folder: str) -> str:
    """What `wmstrat status` draws in the folder, with its colours."""
    chunks: list[bytes] = []

    def read(descriptor: int) -> bytes:
        data = os.read(descriptor, 65_536)
        chunks.append(data)
        return b""  # nothing is echoed

    os.environ.update(COLUMNS=str(COLUMNS), TERM="xterm-256color")
    os.environ.pop("NO_COLOR", None)
    keep = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    pty.spawn([sys.executable, "-m", "wmstrat", "-C", folder, "status"], lambda fd: read(fd) or chunks[-1])
    os.dup2(keep, 1)
    return b"".join(chunks).decode().replace("\r\n", "\n").rstrip("\n")


def main() -> None:
    """Print the picture."""
    console = Console(record=True, width=COLUMNS, file=StringIO(), color_system="truecolor", force_terminal=True)
    console.print(Text.from_ansi(seen_on_a_terminal(sys.argv[1])), soft_wrap=False)
    svg = console.export_svg(title="wmstrat status", theme=MONOKAI)
    # A picture that loads nothing from elsewhere.
    svg = re.sub(r"\s*<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    sys.stdout.write(svg)


main()
