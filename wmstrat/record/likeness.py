"""How much texts say the same: the words that they share, of which rare ones weigh more."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from heapq import nlargest
from itertools import groupby, pairwise
from math import log, sqrt

from msgspec import Struct

from wmstrat.record.folding import fold
from wmstrat.record.passages import is_spaceless

# Words with the same first letters count as the same: mentor, mentors and mentoring.
STEM = 6
YEAR = 4
# The words that are looked for in all texts: those that tell most.
TELLING = 20
# They are found among the words that the text repeats most, by how many texts of a sample have them.
MOST_REPEATED, SAMPLE = 300, 200
# A word that more texts have than this part of them, and than FEW, is not looked for.
COMMON, FEW = 0.1, 5
# How much a text gains by a word that it repeats, and loses by its length, in the usual measure (Okapi BM25).
REPEATED, LENGTH = 1.2, 0.75
# Texts that share less than this part of what tells most are not alike, nor those that share a single word.
LEAST, FEWEST_SHARED = 0.1, 2
# Between the words of a folded text, as far as ASCII goes.
BETWEEN = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")


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


def words_of(folded: str) -> Counter[str]:
    """How often a folded text says each of the words by which it is compared: their first letters; where a script has
    no spaces, each two characters that follow each other. Shorter numbers than a year say nothing."""
    counts: Counter[str] = Counter()
    for piece, count in Counter(BETWEEN.split(folded)).items():
        for word in _words(piece):
            counts[word] += count
    return counts


def _words(piece: str) -> Iterator[str]:
    if piece.isascii():
        if _says_something(piece):
            yield piece[:STEM]
        return
    for sort, characters in groupby(piece, _sort):
        run = "".join(characters)
        if sort == 2:
            yield from map("".join, pairwise(run)) if len(run) > 1 else (run,)
        elif sort == 1 and _says_something(run):
            yield run[:STEM]


def _says_something(word: str) -> bool:
    return len(word) > 1 and not (word.isdecimal() and len(word) < YEAR)


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


class Comparison:
    """One of many folded texts, by its place among them, beside the others: `said` is how often it says each of its
    words."""

    def __init__(self, texts: Sequence[str], place: int, said: Mapping[str, int]) -> None:
        self._texts, self._place = texts, place
        self._said = {word: 1 + log(count) for word, count in said.items()}

    def alike(self) -> list[Likeness]:
        """The texts that share what tells most, those that share most of it first."""
        texts = self._texts
        average = sum(map(len, texts)) / len(texts)
        scores: defaultdict[int, float] = defaultdict(float)
        shared: defaultdict[int, list[str]] = defaultdict(list)
        for word in self._telling():
            counts = {at: sum(1 for _ in _places(text, word)) for at, text in enumerate(texts) if word in text}
            counts = {at: count for at, count in counts.items() if count}
            if len(counts) > _most(len(texts)):
                continue
            weight = self._said[word] * _rarity(len(counts), len(texts))
            for at, count in counts.items():
                length = 1 - LENGTH + LENGTH * len(texts[at]) / average
                scores[at] += weight * count * (1 + REPEATED) / (count + REPEATED * length)
                shared[at].append(word)
        own = scores.pop(self._place, 0.0)
        fewest = min(FEWEST_SHARED, len(shared[self._place]))
        found = [
            Likeness(at, score / own, tuple(shared[at]))
            for at, score in scores.items()
            if own and score >= LEAST * own and len(shared[at]) >= fewest
        ]
        return sorted(found, key=lambda each: (-each.part, each.place))

    def closeness(self, place: int) -> float:
        """How much the text at a place says the same, by all the words of both (the cosine of their weights): only to
        compare with that of others."""
        counts = words_of(self._texts[place])
        weights = {word: (1 + log(count)) * self._rarity_of(word) for word, count in counts.items()}
        shared = (word for word in weights if word in self._said)
        both = sum(self._said[word] * self._rarity_of(word) * weights[word] for word in shared)
        return both / sqrt(sum(weight * weight for weight in weights.values()))

    def _telling(self) -> list[str]:
        most = _most(self._sampled)
        repeated = nlargest(MOST_REPEATED, self._said, key=self._said.__getitem__)
        words = [word for word in repeated if self._sample[word] <= most]
        return nlargest(TELLING, words, key=lambda word: self._said[word] * self._rarity_of(word))

    def _rarity_of(self, word: str) -> float:
        return _rarity(self._sample[word], self._sampled)

    @cached_property
    def _sample(self) -> Counter[str]:
        """In how many texts of the sample each word is."""
        return Counter(word for text in self._texts[:: self._step] for word in words_of(text))

    @property
    def _step(self) -> int:
        return max(1, len(self._texts) // SAMPLE)

    @property
    def _sampled(self) -> int:
        return len(range(0, len(self._texts), self._step))


def _most(texts: int) -> int:
    """How many of this number of texts may have a word that is looked for."""
    return max(FEW, int(COMMON * texts))


def _rarity(having: int, of: int) -> float:
    return log(1 + (of - having + 0.5) / (having + 0.5))
