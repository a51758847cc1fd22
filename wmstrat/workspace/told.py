"""What reports have told in this clone, so that another run can leave it out. It is never shared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from wmstrat.repo.place import Place
from wmstrat.workspace import disk, own_folder


def told_before(place: Place, report: str) -> frozenset[str]:
    """The keys of what a report (`feedback reply`) has told here; none before its first run."""
    with suppress(OSError):
        return frozenset(_file(place, report).read_text("utf-8").splitlines())
    return frozenset()


def remember(place: Place, report: str, keys: Iterable[str]) -> None:
    """Add the keys of what a report has told. Raises as `disk.replace_whole` does."""
    lines = sorted(told_before(place, report).union(keys))
    file = _file(place, report)
    with disk.naming(file):
        own_folder.make(place, file.parent)
        disk.replace_whole(file, "".join(f"{line}\n" for line in lines).encode())


def _file(place: Place, report: str) -> Path:
    return place.state / "told" / re.sub(r"\W+", "-", report)
