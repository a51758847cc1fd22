"""The codes of groups, with which their ids begin: free ones, made from names."""

from __future__ import annotations

import re
from itertools import chain, combinations, product
from string import ascii_uppercase
from typing import TYPE_CHECKING
from unicodedata import normalize

from wmstrat.record.home import ALL

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.record.view import View


def free_code(name: str, taken: set[str]) -> str:
    """A code out of the letters of a name that is not taken, first out of the initials of its longer and capitalized
    words, at last with any other letters after the first; an empty text where a name has no letter of A to Z."""
    spelled = ((word, re.sub("[^A-Z]", "", normalize("NFKD", word.upper()))) for word in name.split())
    words = [(word, letters) for word, letters in spelled if letters]
    telling = "".join(letters[0] for word, letters in words if len(letters) > 3 or word[0].isupper())
    initials, letters = "".join(letters[0] for _, letters in words), "".join(letters for _, letters in words)
    further = (rest for size in (1, 2, 3) for rest in combinations(letters[1:], size))
    tries = chain(
        [telling[:2], telling[:3], initials[:2], initials[:3], letters[:2]],
        (letters[:1] + "".join(rest) for rest in further),
        (letters[0] + "".join(rest) for size in (1, 2) for rest in product(ascii_uppercase, repeat=size) if letters),
    )
    return next((code for code in tries if len(code) >= 2 and code not in {*taken, ALL}), "")


def recoding(group: Record, view: View) -> str:
    """The command that gives a group a code which no other group has."""
    free = free_code(group["name"], {record["code"] for record in view.records("group")})
    return f"wmstrat group recode {group.id} {free or 'CODE'}"
