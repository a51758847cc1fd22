"""The names that no file of a workspace may have: one list for what is pushed, what is sent and what is received.

A name that does harm is refused in both directions. One that some computers cannot store is refused before others
have it, by the guard and by the sync that would send it; once it is on a remote, a sync takes it in and `check` names
it.
"""

from __future__ import annotations

import re
import unicodedata

from wmstrat.record.text import DEVICES, SURROGATE, UNSAFE, UNSEEN_SIGN

# What a reader does not see, or a disk leaves out of names: more than what a terminal would obey. The letters that
# nobody sees may be in a name, as part of a sign that people see.
INVISIBLE = re.compile(f"{UNSAFE.pattern}|[{UNSEEN_SIGN}]")

# Names that lead to git's own folder on some disk or other, or out of the folder that they are in.
OF_GIT = re.compile(r"\.{1,2}|(?:\.git|git~\d+)[ .]*(?::.*)?", re.IGNORECASE)

NOT_PORTABLE = re.compile(r'[<>:"|?*]')
LONGEST_NAME = 255


def harmful(path: str) -> str | None:
    """What makes the name of a file or of a folder around it one that nobody takes in; None for nothing."""
    return next((why for part in path.split("/") if (why := _harmful(part))), None)


def unfit(path: str) -> str | None:
    """What makes the name of a file or of a folder around it one that nobody may send; None for nothing."""
    return next((why for part in path.split("/") if (why := _harmful(part) or _not_portable(part))), None)


def _harmful(part: str) -> str | None:
    if SURROGATE.search(part):
        return "bytes that are not UTF-8"
    if found := INVISIBLE.search(part):
        return f"the character U+{ord(found[0]):04X}, which is invisible"
    if "\\" in part:
        return "the character \\, which some computers cannot store"
    if OF_GIT.fullmatch(part):
        return "a name that only git may use"
    if len(part.encode()) > LONGEST_NAME:
        return f"more than {LONGEST_NAME} bytes, which some computers cannot store"
    return None


def _not_portable(part: str) -> str | None:
    if found := NOT_PORTABLE.search(part):
        return f"the character {found[0]}, which some computers cannot store"
    if unicodedata.normalize("NFC", part) != part:
        return "accents stored apart from their letters (NFD)"
    if part.casefold().partition(".")[0].rstrip(" ") in DEVICES:
        return "a name that is a device on Windows"
    if part[:1] in ("", "-", " ") or part[-1] in ". ":
        return "a dash or a space at the beginning, or a dot or a space at the end"
    return None
