"""What to say when wmstrat itself is at fault."""

from __future__ import annotations

import os
import traceback
from tempfile import NamedTemporaryFile

from wmstrat.say.output import remark


def report_bug(error: Exception) -> None:
    """Say that this is a bug, and where the details are; with WMSTRAT_DEBUG set, print the details."""
    details = "".join(traceback.format_exception(error))
    if os.environ.get("WMSTRAT_DEBUG"):
        remark(details)
    try:
        with NamedTemporaryFile("w", prefix="wmstrat-bug-", suffix=".txt", delete=False, encoding="utf-8") as file:
            file.write(details)
        remark(
            f"This is a bug in wmstrat ({type(error).__name__}). Nothing is lost. Please report it with {file.name}"
        )
    except OSError:
        remark(f"This is a bug in wmstrat. Nothing is lost. Please report it:\n{details}")
