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
    return 0 if text.isascii() else vowel_signs(text) + 2 * len(_JOINED.findall(text))


def vowel_signs(text: str) -> int:
    """The signs of Indic scripts that have a cell of their own on most terminals, and none in rich's count."""
    return 0 if text.isascii() else sum(unicodedata.category(character) == "Mc" for character in text)


def steady(line: str, *, marks: bool = False, moves: bool = False) -> str:
    """A drawn line whose columns stay where they were drawn, whatever the terminal makes of the text in them.

    Spaces make up for vowel signs everywhere. `marks` sets left-to-right marks, for a terminal that turns text;
    `moves` says by a movement of the cursor where a column begins, for a terminal that knows such.
    """
    bare = _CODE.sub("", line)
    if bare.isascii():
        return line
    marks = marks and _RIGHT_TO_LEFT.search(bare) is not None
    if not marks and not doubtful(bare):
        return line
    pieces, position, owed, doubt = [LEFT_TO_RIGHT_MARK if marks else ""], 0, 0, False
    for place, piece in enumerate(_GAP.split(line)):
        seen = _CODE.sub("", piece)
        position += cell_len(seen)
        owed += vowel_signs(seen)
        doubt = doubt or bool(doubtful(seen))
        if place % 2:
            spare = min(owed, len(seen) - 1)
            piece = piece.replace(" ", "", spare)
            owed -= spare
            if marks:
                piece = LEFT_TO_RIGHT_MARK + piece
            if moves and doubt:
                piece += f"\x1b[{position + 1}G"
        pieces.append(piece)
    return "".join(pieces)
