"""How git talks to a remote: with bounded patience, and without a question that nobody can answer."""

from __future__ import annotations

import os
import sys

from wmstrat.sync.git_settings import Settings

NO_HOUSEKEEPING = ("gc.auto=0", "maintenance.auto=false")
PATIENCE = (("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", "60"))
SSH = "ssh -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"


def talking(settings: Settings) -> tuple[str, ...]:
    """Settings (`name=value`) for one git process that talks to a remote. What a person has set differently stays."""
    found = [f"{name}={value}" for name, value in PATIENCE if settings.last(name.lower()) is None]
    if settings.last("core.sshcommand") is None and not {"GIT_SSH_COMMAND", "GIT_SSH"} & os.environ.keys():
        found.append(f"core.sshCommand={SSH}" + ("" if _somebody_is_there() else " -o BatchMode=yes"))
    return (*NO_HOUSEKEEPING, *found)


def asking() -> dict[str, str]:
    """The environment for such a process."""
    return {} if _somebody_is_there() else {"GIT_TERMINAL_PROMPT": "0"}


def _somebody_is_there() -> bool:
    try:
        return sys.stdin.isatty() and sys.stderr.isatty()
    except (ValueError, AttributeError):  # closed; None when it was closed before Python began
        return False
