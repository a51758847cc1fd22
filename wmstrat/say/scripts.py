"""Keeps columns aligned next to right-to-left text, and next to scripts whose width differs from terminal to
terminal."""

from __future__ import annotations

import re
import unicodedata

LEFT_TO_RIGHT_MARK = "\u200e"
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# Joiners, variation selectors, skin tones and letters of flags: how wide they are together is up to the terminal.
JOINED = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff]")
CODE = re.compile(r"\x1b\[[\d;]*m")
# Two spaces or more, with colours between them, are the gap between two columns.
GAP = re.compile(r"((?:\x1b\[[\d;]*m)* (?:\x1b\[[\d;]*m)* (?: |\x1b\[[\d;]*m)*)(?=[^ \x1b])")


def cell_width(text: str) -> int:
    """The cells that the widest line of the text takes on a terminal that is generous with it."""
    if "\n" in text:
        return max(map(cell_width, text.split("\n")))
    return len(text) if text.isascii() else drawn_width(text) + _doubtful(text)


def drawn_width(text: str) -> int:
    """The cells that rich counts for a line. Plain text goes without rich, whose tables take a while to load."""
    from rich.cells import cell_len

    return cell_len(text)


def _doubtful(text: str) -> int:
    """How many more cells than rich counts a terminal may use for the text."""
    return _vowel_signs(text) + 2 * len(JOINED.findall(text))


def _vowel_signs(text: str) -> int:
    """The signs of Indic scripts that have a cell of their own on most terminals, and none in rich's count."""
    return 0 if text.isascii() else sum(unicodedata.category(character) == "Mc" for character in text)


def steady(line: str, *, marks: bool = False, moves: bool = False) -> str:
    """A drawn line whose columns stay where they were drawn. `marks` sets left-to-right marks, for a terminal that
    turns text; `moves` tells by a movement of the cursor where a column begins."""
    bare = CODE.sub("", line)
    marks = marks and RIGHT_TO_LEFT.search(bare) is not None
    if not marks and not _doubtful(bare):
        return line
    pieces, position, owed, doubt = [LEFT_TO_RIGHT_MARK if marks else ""], 0, 0, 0
    for place, piece in enumerate(GAP.split(line)):
        seen = CODE.sub("", piece)
        position += drawn_width(seen)
        owed += _vowel_signs(seen)
        doubt += _doubtful(seen)
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
