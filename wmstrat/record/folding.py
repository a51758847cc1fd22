"""Text as a search compares it: in any case, with or without accents, in any form that Unicode has for a letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# A stretch of a text, from its first character to the one after its last.
Stretch = tuple[int, int]

# Combining marks by Unicode's classes: nukta, the vowel points of Hebrew and Arabic, and what is above or below
# Latin, Greek and Cyrillic letters. Other marks (Indic vowel signs, kana voicing, Thai tones) make another letter.
OPTIONAL_MARKS = (7, *range(10, 37), *range(200, 256))

# Letters and signs that Unicode does not take apart, and that people type in more than one way.
# ruff: noqa: RUF001 - these letters look like others, and that is why they are here
ALIKE = {
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ـ": "",
    "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "–": "-", "—": "-", "−": "-",
}  # fmt: skip


class Folds(dict[int, str]):
    """What each character is folded to, found out once, when it is first met."""

    def __missing__(self, codepoint: int) -> str:
        self[codepoint] = found = _folded(chr(codepoint))
        return found


def _folded(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cf":  # joiners, soft hyphens and marks of direction, which nobody sees
        return ""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    letters = [letter for letter in apart if unicodedata.combining(letter) not in OPTIONAL_MARKS]
    plain = [ALIKE.get(letter, str(unicodedata.decimal(letter, letter))) for letter in letters]
    return unicodedata.normalize("NFC", "".join(plain)).replace(" ", "")


FOLDS = Folds()


def fold(text: str) -> str:
    """The text as it is compared, on one line with single spaces: `Öffentlichkeit` and `ÖFFENTLICHKEIT` become
    `offentlichkeit`, `٢٠٣٠` becomes `2030`. Two texts that people take for the same become the same."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).translate(FOLDS).split())


def original_spans(text: str, spans: Sequence[Stretch]) -> list[Stretch]:
    """Where the spans of `fold(text)` are in the text itself, which has single spaces. Empty where that cannot be
    told, since characters of the text were folded together."""
    if text.isascii():
        return [*spans]
    places = [place for place, character in enumerate(text) for _ in FOLDS[ord(character)]]
    if len(places) != len(fold(text)):
        return []
    return [(places[start], _end(text, places[end - 1] + 1)) for start, end in spans]


def _end(text: str, end: int) -> int:
    """The end of the span with the marks of its last letter."""
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return end
