"""What lasts from a day on, perhaps until another day: a membership, a stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def holds_on(dated: Mapping[str, Any], day: str) -> bool:
    """True when this has begun by an ISO day and has not ended by then.

    `dated` has `since` and `until`, ISO days; a blank `until` is no end, the day of `until` is the first after it
    (requirements 12, 23 and 52).
    """
    return bool(dated["since"]) and dated["since"] <= day and (not dated["until"] or day < dated["until"])
