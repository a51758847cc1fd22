"""Text that people type: what a name may hold, how it is compared, and how it becomes a slug."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LONGEST_TITLE = 200
LONGEST_SLUG = 80
LONGEST_LABEL = 44
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
JOINER = "\N{ZERO WIDTH JOINER}"

# Devices that Windows will not let a file be named after, whatever its ending.
DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))])

# C0 and C1 controls, and the characters that turn the direction of the text around them.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
# The letters and marks that nobody sees (fillers, variation selectors), and all characters that nobody sees (in
# Unicode: Default_Ignorable_Code_Point).
UNSEEN_LETTER = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
UNSEEN_LETTERS = re.compile(f"[{UNSEEN_LETTER}]")
UNSEEN_SIGN = (
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
UNSEEN = re.compile(f"[{UNSEEN_LETTER}{UNSEEN_SIGN}]")
# With these a spreadsheet begins a formula. What is written for one has a `'` before them, which is taken off again.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
SURROGATE = re.compile("[\ud800-\udfff]")
UNSAFE_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def normal(text: str) -> str:
    """The text in Unicode's composed form (NFC), the only one that is kept in files."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def escaped(text: str, pattern: re.Pattern[str] = UNSAFE_IN_TEXT) -> str:
    """The text with each character that a terminal would obey written out; line ends and tabs stay unless the pattern
    names them."""
    return pattern.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def on_one_line(text: str) -> str:
    """The text for one row of a table: white space folded, what a terminal would obey written out."""
    return escaped(" ".join(text.split()), UNSAFE)


def folded(text: str) -> str:
    """The text as it is compared: any case, "&" and "and" alike, white space folded, nothing that nobody sees."""
    seen = text if text.isascii() else UNSEEN.sub("", text)
    return " ".join(normal(seen).casefold().replace("&", " and ").split())


# British endings and what Americans write, for whole words only: "resource" and "exercise" are the same in both. They
# are compiled when a word is first compared, since most commands compare none.
BRITISH = (
    (r"([a-uw-z][iy])sation(?=s?\b)", r"\1zation"),
    (
        (
            r"\b((?:re|de|dis|un)?(?:agon|apolog|author|capital|categor|central|character|civil|colon|critic"
            r"|digit|emphas|equal|familiar|final|formal|general|global|harmon|local|marginal|maxim|memor|minim|mobil"
            r"|modern|monet|national|neutral|normal|optim|organ|patron|penal|personal|politic|popular|prior|priorit"
            r"|real|recogn|scrutin|social|special|stabil|standard|summar|symbol|sympath|synchron|util|visual)i)"
            r"s(e[ds]?|ers?|ing)\b"
        ),
        r"\1z\2",
    ),
    (r"\b((?:psycho)?(?:anal|paral|catal)y)s(ed?|ing|er)\b", r"\1z\2"),
    (
        (
            r"\b((?:dis|mis|un)?(?:arm|behavi|cand|clam|col|endeav|fav|flav|harb|hon|hum|lab|neighb|od|ranc|rig|rum"
            r"|savi|splend|tum|val|vap|vig))our"
        ),
        r"\1or",
    ),
    (r"\b(cent|met|theat)re(s?)\b", r"\1er\2"),
    (r"\b(def|lic|off)ence(s?)\b", r"\1ense\2"),
    (r"\bprogramme(s?)\b", r"program\1"),
)


def ascii_digits(text: str) -> str:
    """The text with the digits of every script as ASCII ones."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


@lru_cache(4096)
def spelled(word: str) -> str:
    """The word as words of a vocabulary, states, commands and columns are compared: in any case, without blanks,
    hyphens and underscores, in American spelling."""
    text = folded(word.replace("-", " ").replace("_", " "))
    for british, american in BRITISH:
        text = re.sub(british, american, text)
    return text.replace(" ", "")


def listed(words: Sequence[str], joint: str = "and", most: int = 0) -> str:
    """The words in a sentence: `a`, `a and b`, `a, b and c`; the first `most` and how many more."""
    if 0 < most < len(words):
        return f"{', '.join(words[:most])} {joint} {len(words) - most} more"
    return f" {joint} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def with_group(example: str, codes: Sequence[str]) -> str:
    """A command of an example with the first of the codes of groups in the place of CB, where CB is none of them."""
    return re.sub(r"\bCB\b", codes[0], example) if codes and "CB" not in codes else example


def unsafe_name(text: str) -> str | None:
    """Why this cannot be a title or a name, or None when it can. Takes one line of at most 200 characters."""
    if not text.isprintable():  # the quickest to tell
        match = UNSAFE.search(text)
        if match:
            return f"the character U+{ord(match[0]):04X}"
        if SURROGATE.search(text):
            return "bytes that are not UTF-8"
    if text and not text.isascii() and not UNSEEN.sub("", text).strip():
        return "only invisible characters"
    return f"{len(text)} characters" if len(text) > LONGEST_TITLE else None


def slug(name: str) -> str:
    """The name as an id: letters, marks and digits of any script, as far as they are seen, in lower case, joined by
    single dashes, at most 80 bytes. Empty when no character of the name is left."""
    letters = []
    for character in UNSEEN_LETTERS.sub("", normal(name)).casefold():
        category = unicodedata.category(character)
        letters.append(character if category[0] in "LM" or category == "Nd" else "-")
    joined = re.sub("-+", "-", normal("".join(letters))).strip("-")
    while len(joined.encode()) > LONGEST_SLUG:
        joined = joined[:-1].rstrip("-")
    return f"{joined}-1" if joined in DEVICES else joined


def unfit_slug(text: str) -> bool:
    """True when the text cannot be the name of a group's folder or of a person's file."""
    return (
        not text
        or (text.isascii() and text != text.lower())  # tells most ids of other records, and takes no time
        or text != slug(text)
        or text in DEVICES
        or any(unicodedata.category(character) == "Cn" for character in text)
    )


def counted(count: int, one: str, many: str) -> str:
    """The phrase for one or for many, with `{count}` filled in."""
    return (one if count == 1 else many).format(count=count)


def short(label: str) -> str:
    """A label that fits into a commit subject, in one line."""
    return cut(on_one_line(label), LONGEST_LABEL)


def cut(text: str, columns: int) -> str:
    """The text within this many columns of a terminal; whole characters, with an ellipsis if any is missing."""
    if _width(text) <= columns:
        return text
    start, used = "", 0
    for character in _characters(text):
        used += _width(character)
        if used > columns - 1:
            break
        start += character
    return start.rstrip() + ELLIPSIS


def _characters(text: str) -> list[str]:
    """Text taken apart into what a person sees as characters: a base with its marks and joined ones."""
    characters: list[str] = []
    for letter in text:
        if characters and (characters[-1].endswith(JOINER) or _width(letter) == 0):
            characters[-1] += letter
        else:
            characters.append(letter)
    return characters


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    visible = (letter for letter in text if unicodedata.category(letter) not in ("Mn", "Me", "Cf"))
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in visible)
