"""How much texts say the same: the words that they share, of which rare ones weigh more."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import groupby, islice, pairwise
from math import log

from msgspec import Struct

from wmstrat.record.folding import fold
from wmstrat.record.passages import is_spaceless

# Words with the same first letters count as the same: mentor, mentors and mentoring.
STEM = 6
YEAR = 4
# The words by which a text is compared: those that tell most.
TELLING = 20
# They are found among the words that the text repeats most, in the texts of a sample.
MOST_REPEATED, SAMPLE = 300, 1000
# A word that more texts have than this part of them, and than FEW, says nothing.
COMMON, FEW = 0.1, 5
# How much a text gains by a word that it repeats, and loses by its length, in the usual measure (Okapi BM25).
REPEATED, LENGTH = 1.2, 0.75
# Texts that share less than this part of what tells most are not alike, nor those that share a single word.
LEAST, FEWEST_SHARED = 0.1, 2


class Likeness(Struct, frozen=True):
    """A text that is like another one: its place among all, which part it has of what tells most in the other one (1
    for all of it), and the words that both have, the most telling first."""

    place: int
    part: float
    words: tuple[str, ...]


@lru_cache(4096)
def _is_of_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _sort(character: str) -> int:
    if not _is_of_word(character):
        return 0
    return 2 if is_spaceless(character) else 1


def words_of(folded: str) -> Iterator[str]:
    """The words by which a folded text is compared: their first letters; where a script has no spaces, each two
    characters that follow each other. Shorter numbers than a year say nothing."""
    for sort, characters in groupby(folded, _sort):
        run = "".join(characters)
        if sort == 2:
            yield from map("".join, pairwise(run)) if len(run) > 1 else (run,)
        elif sort == 1 and len(run) > 1 and not (run.isdecimal() and len(run) < YEAR):
            yield run[:STEM]


def spellings(texts: Iterable[str]) -> dict[str, str]:
    """By the words of texts that are not folded, how each is spelled where it is first met."""
    found: dict[str, str] = {}
    for sort, characters in groupby("\n".join(texts), _sort):
        run = "".join(characters) if sort else ""
        for word in words_of(fold(run)):
            found.setdefault(word, run if sort == 1 else word)
    return found


def together(words: Iterable[str], spelled: Mapping[str, str]) -> tuple[str, ...]:
    """The words as they are spelled; pairs of characters that follow each other as one."""
    found: list[str] = []
    for word in words:
        shown = spelled.get(word, word)
        before = next((each for each in found if is_spaceless(word[0]) and each[-1] == word[0]), "")
        after = next((each for each in found if is_spaceless(word[0]) and each[0] == word[-1]), "")
        if before and shown != before:
            found[found.index(before)] = before + word[1:]
        elif after:
            found[found.index(after)] = word[:-1] + after
        else:
            found.append(shown)
    return tuple(found)


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word begins in a folded text."""
    is_whole = not is_spaceless(word[0])
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        begins = not is_whole or not start or not _is_of_word(text[start - 1])
        ends = not is_whole or len(word) == STEM or end == len(text) or not _is_of_word(text[end])
        if begins and ends:
            yield start
        start = text.find(word, end)


def _has(text: str, word: str) -> bool:
    return word in text and next(_places(text, word), None) is not None


def _most(texts: Sequence[str]) -> int:
    """How many of these texts may have a word that says something."""
    return max(FEW, int(COMMON * len(texts)))


def _rarity(having: int, of: int) -> float:
    return log(1 + (of - having + 0.5) / (having + 0.5))


def like(texts: Sequence[str], place: int, said: Mapping[str, int]) -> list[Likeness]:
    """The folded texts that are like the one at this place, which says these words so often; the most alike first."""
    most_repeated = nlargest(MOST_REPEATED, said, key=lambda word: said[word])
    repeated = {word: 1 + log(said[word]) for word in most_repeated}
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    most = _most(sample)
    rough = {}
    for word, weight in repeated.items():
        having = sum(word in text for text in sample)
        if having > most:  # it may be inside of other words
            having = sum(1 for _ in islice((text for text in sample if _has(text, word)), most + 1))
        if having <= most:
            rough[word] = weight * _rarity(having, len(sample))
    average = sum(map(len, texts)) / len(texts)
    scores: defaultdict[int, float] = defaultdict(float)
    shared: defaultdict[int, list[str]] = defaultdict(list)
    for word in nlargest(TELLING, rough, key=lambda word: rough[word]):
        counts = {at: sum(1 for _ in _places(text, word)) for at, text in enumerate(texts) if word in text}
        counts = {at: count for at, count in counts.items() if count}
        if len(counts) > _most(texts):
            continue
        weight = repeated[word] * _rarity(len(counts), len(texts))
        for at, count in counts.items():
            length = 1 - LENGTH + LENGTH * len(texts[at]) / average
            scores[at] += weight * count * (1 + REPEATED) / (count + REPEATED * length)
            shared[at].append(word)
    own = scores.pop(place, 0.0)
    fewest = min(FEWEST_SHARED, len(shared[place]))
    found = [
        Likeness(at, score / own, tuple(shared[at]))
        for at, score in scores.items()
        if own and score >= LEAST * own and len(shared[at]) >= fewest
    ]
    return sorted(found, key=lambda each: (-each.part, each.place))
