"""What the shells need for completion: a script for each, and their questions answered without loading a renderer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from typer.completion import (  # type: ignore[attr-defined]
    completion_init,
    get_completion_script,
    install,
)

from wmstrat.errors import UsageProblem
from wmstrat.say.output import answer, remark

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
VARIABLE = "_WMSTRAT_COMPLETE"
# zsh calls the function of an autoloaded file for the very Tab that loads it. What typer installs only registers.
REGISTERING = "compdef _wmstrat_completion wmstrat"
COMPLETING = f'if [ "$funcstack[1]" = _wmstrat ]; then\n  _wmstrat_completion "$@"\nelse\n  {REGISTERING}\nfi'


def prepare() -> None:
    """Make typer ready to answer a shell. Descriptions of words are plain text: typer would let rich remove markup
    from them, which costs as much as everything else together, and would take the brackets in a title for markup."""
    plain = ModuleType("typer.rich_utils")
    plain.rich_render_text = str  # type: ignore[attr-defined]
    sys.modules.setdefault(plain.__name__, plain)
    completion_init()


def script(shell: str) -> str:
    """The script by which a shell completes wmstrat."""
    text: str = get_completion_script(prog_name="wmstrat", complete_var=VARIABLE, shell=shell)
    return text.replace(REGISTERING, COMPLETING)


def asked(option: str, words: Sequence[str]) -> None:
    """Install completion for a shell, or show its script: for the one that is named, else the one that runs wmstrat.
    Raises UsageProblem for a shell that typer does not know."""
    shell = words[0] if words else _running()
    if shell not in SHELLS or len(words) > 1:
        raise UsageProblem(
            "Name the shell: {shells}. For example: `wmstrat {option} zsh`", shells=", ".join(SHELLS), option=option
        )
    if option == "--show-completion":
        answer(script(shell))
        return
    _, path = install(shell=shell, prog_name="wmstrat", complete_var=VARIABLE)
    if shell == "zsh":
        Path(path).write_text(script(shell) + "\n", encoding="utf-8")
    remark(f"{shell} completes wmstrat in new terminals ({path}).")


def _running() -> str:
    """The shell that runs wmstrat, an empty text where that cannot be told."""
    import shellingham  # type: ignore[import-untyped]

    try:
        name: str = shellingham.detect_shell()[0]
    except shellingham.ShellDetectionFailure:
        return ""
    return name
