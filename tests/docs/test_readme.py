"""What README.md says to type can be typed."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.console import IDENTITY, Shell
from tests.docs.pages import README, blocks


def typed() -> list[str]:
    """Every line of wmstrat in README's shell blocks, in order. Making the virtual environment is for CI, which does
    it on a bare machine; here its `.venv/bin/wmstrat` is wmstrat."""
    found = []
    for block in blocks(README.read_text(encoding="utf-8")):
        for line in block.lines:
            for part in line.split(" && "):
                part = part.removeprefix(".venv/bin/")
                if block.language == "sh" and part.startswith(("wmstrat ", "cd ")):
                    found.append(part)
    return found


def test_the_lines_of_the_readme_work_in_their_order(tmp_path: Path) -> None:
    clone = tmp_path / "home" / "clone"
    clone.mkdir(parents=True)
    shell = Shell(tmp_path / "home")
    shell.type("cd clone")
    lines = typed()
    assert lines[0].startswith("wmstrat init ../my-process")
    assert len(lines) > 4
    for line in lines:
        if line.startswith("wmstrat note"):  # init needs no identity but its own; a note is by somebody
            (shell.home / ".gitconfig").write_text(IDENTITY)
        out = shell.type(line)
        assert shell.code == 0, f"{line}\n" + "\n".join(out)


def test_the_lines_within_its_text_work_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(IDENTITY)
    shell = Shell(home)
    prose = re.sub(r"```.*?```", "", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [" ".join(line.split()) for line in re.findall(r"`(wmstrat [^`]+)`", prose)]
    lines.sort(key=lambda line: not line.startswith("wmstrat init"))
    assert lines[0].startswith("wmstrat init")
    for line in lines:
        out = shell.type(line)
        assert shell.code == 0, f"{line}\n" + "\n".join(out)
        if line.startswith("wmstrat init"):
            shell.type(f"cd {line.split()[2]}")
