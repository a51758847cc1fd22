"""Scripts that terminals lay out in their own ways, kept in their columns.

A terminal that reorders right-to-left letters would carry the figures of the next column along with them; and
terminals do not agree how many cells a vowel sign of Hindi or a joined emoji takes. Neither is for a table to know,
so it says after such a text where the next column begins.
"""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len

RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
LEFT_TO_RIGHT_MARK = "\u200e"
_RIGHT_TO_LEFT = re.compile(f"[{RIGHT_TO_LEFT}]")
# Joiners, variation selectors, skin tones and letters of flags: how wide they are together is up to the terminal.
_JOINED = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff]")
_CODE = re.compile(r"\x1b\[[\d;]*m")
# Two spaces or more, with colours between them, are the gap between two columns.
_GAP = re.compile(r"((?:\x1b\[[\d;]*m)* (?:\x1b\[[\d;]*m)* (?: |\x1b\[[\d;]*m)*)(?=[^ \x1b])")


def cell_width(text: str) -> int:
    """The cells that the widest line of the text takes on a terminal that is generous with it."""
    if "\n" in text:
        return max(map(cell_width, text.split("\n")))
    return len(text) if text.isascii() else cell_len(text) + doubtful(text)


def doubtful(text: str) -> int:
    """How many cells more than rich thinks a terminal may take for the text."""
    if text.isascii():
        return 0
    signs = sum(unicodedata.category(character) == "Mc" for character in text)
    return signs + 2 * len(_JOINED.findall(text))


def steady(line: str, moves: bool) -> str:
    """A drawn line whose columns stay where they were drawn, whatever the terminal makes of the text in them.

    `moves` is False where the terminal knows no movement of the cursor (TERM=dumb).
    """
    bare = _CODE.sub("", line)
    if bare.isascii():
        return line
    turns = _RIGHT_TO_LEFT.search(bare) is not None
    if not turns and not (moves and doubtful(bare)):
        return line
    pieces, position, doubt = [LEFT_TO_RIGHT_MARK if turns else ""], 0, False
    for place, piece in enumerate(_GAP.split(line)):
        seen = _CODE.sub("", piece)
        position += cell_len(seen)
        if place % 2 and doubt and moves:
            piece += f"\x1b[{position + 1}G"
        if place % 2 and turns:
            piece = LEFT_TO_RIGHT_MARK + piece
        doubt = (doubt and place % 2 == 0) or bool(doubtful(seen))
        pieces.append(piece)
    return "".join(pieces)
