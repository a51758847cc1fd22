"""What a search finds: records, each with the passage that tells most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import Invalid, UsageProblem
from wmstrat.record.folding import Span, fold, original_spans
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.passages import NAMES, Passage, passages
from wmstrat.record.record import Record
from wmstrat.record.text import SURROGATE, on_one_line
from wmstrat.workspace.finding import find, group_called
from wmstrat.workspace.searching import SearchedFile, Word, containing, word_of

if TYPE_CHECKING:
    from wmstrat.reports.listing import Condition
    from wmstrat.workspace.workspace import Workspace

MOST_WORDS = 50
# Up to this many characters after the first match are looked through for others, which is more than is shown.
NEAR = 500
# The fields with all that a record is called.
CALLED = NAMES | {"id", "handle", "code"}


class Hit(Struct, frozen=True):
    """A record in which all words occur. `text` is the passage that tells most, on one line, and `spans` are the
    matches in it; it is in a `field`, which is `heading` or `body` for what is in the text. With `private` something
    of it is in private/ alone."""

    record: Record
    field: str
    text: str
    spans: Sequence[Span]
    private: bool

    @property
    def is_label(self) -> bool:
        """True when the passage is what the record is called."""
        return self.field in NAMES or self.text == on_one_line(self.record.label)


class Found(Struct, frozen=True):
    """The hits, the best first; what the group is called that alone was searched, an empty text for all; how many
    records have the words where none is left by the group and the other filters; how many files cannot be read, so
    that nothing in them was found; what this clone cannot see of the one kind that was searched."""

    hits: Sequence[Hit]
    group: str
    left_out: int
    unread: int
    unseen: str


def search(workspace: Workspace, typed: Sequence[str], options: Mapping[str, str]) -> Found:
    """Look for words and phrases, the last of which may be a group instead (`ALL`: the whole process), with what was
    typed for the options kind, state, for, since, until and language. Raises Invalid for nothing to look for,
    NotFound for an unknown kind or record, UsageProblem for an unknown state or too many words."""
    texts, slug, group = _parted(workspace, typed)
    if len(texts) > MOST_WORDS:
        raise UsageProblem("A search can have at most {most} words, not {count}.", most=MOST_WORDS, count=len(texts))
    words = [_word(workspace, text) for text in dict.fromkeys(texts)]
    kind = _kind(workspace, options["kind"]) if "kind" in options else None
    wanted = _wanted(workspace, kind, options) if options else None
    order = {name: place for place, name in enumerate(workspace.catalogue.names)}
    ranked = []
    for halves in containing(workspace, words, wanted):
        hit, rank = _hit(halves, words)
        conditions = wanted[hit.record.kind.name] if wanted is not None else ()
        if (not slug or slug in hit.record.groups) and all(holds(hit.record) for holds in conditions):
            ranked.append(((*rank, hit.private, order[hit.record.kind.name]), hit))
    ranked.sort(key=lambda pair: pair[0])
    filtered = not ranked and (slug or wanted is not None)
    left_out = sum(1 for _ in containing(workspace, words)) if filtered else 0
    unread = sum(record.unreadable for record in workspace.broken())
    return Found([hit for _, hit in ranked], group, left_out, unread, _unseen(workspace, kind) if kind else "")


def _parted(workspace: Workspace, typed: Sequence[str]) -> tuple[Sequence[str], str, str]:
    """The texts to look for, and the slug and the name of the group where the last of several words is one."""
    *before, last = typed
    if before and last == ALL:
        return before, ALL, "the whole process (ALL)"
    group = group_called(workspace, last) if before else None
    return (before, group.id, f"{group.label} ({group['code']})") if group else (typed, "", "")


def _word(workspace: Workspace, text: str) -> Word:
    if SURROGATE.search(text):
        raise Invalid("The text to search for contains bytes that are not UTF-8. Type it again in UTF-8.")
    if not fold(text):
        raise Invalid("The text to search for is empty. For example: `wmstrat search mentors`")
    return word_of(workspace, text)


# Filters


def _wanted(workspace: Workspace, kind: Kind | None, options: Mapping[str, str]) -> dict[str, list[Condition]]:
    """What has to hold for the records of each kind that may be found, by its name."""
    from wmstrat.reports.listing import conditions_of

    kinds = [kind] if kind else [*workspace.kinds]
    others = {name: text for name, text in options.items() if name != "kind"}
    if "for" in others:
        others["for"] = find(workspace, others["for"]).id
    if "language" in others:
        kinds = [kind for kind in kinds if "language" in kind.by_name]
    if "state" in others:
        kinds = _with_state(workspace, kinds, others["state"])
    return {kind.name: list(conditions_of(workspace, kind, others)) for kind in kinds}


def _unseen(workspace: Workspace, kind: Kind) -> str:
    from wmstrat.reports.listing import unseen

    return unseen(workspace, kind)


def _kind(workspace: Workspace, typed: str) -> Kind:
    """The kind with this name, noun or plural. Raises NotFound."""
    for kind in workspace.kinds:
        if typed.casefold() in (kind.name, kind.command, kind.plural):
            return kind
    return workspace.catalogue.kind(typed)


def _with_state(workspace: Workspace, kinds: Sequence[Kind], typed: str) -> list[Kind]:
    """Those of the kinds that have this state. Raises UsageProblem where none has."""
    from wmstrat.change.editing import state_meant

    having = [kind for kind in kinds if kind.state_named(state_meant(workspace, kind, typed))]
    if not having:
        states = dict.fromkeys(state.name for kind in kinds for state in kind.states)
        raise UsageProblem(
            '"{state}" is not a state of any of these records. The states are: {states}.',
            state=typed,
            states=", ".join(states) or "none",
        )
    return having


# The passage that tells most

# What the hits are sorted by, the best first.
Rank = tuple[int, int, bool]


def _hit(halves: Sequence[SearchedFile], words: Sequence[Word]) -> tuple[Hit, Rank]:
    """The record with its passage that holds the most of the words, or else says most about it."""
    found: list[tuple[Rank, bool, int, Passage]] = []
    for half in halves:
        said = [*passages(half.record)]
        # An index that other code of the same version has filled may have other passages.
        folded = half.folded if len(half.folded) == len(said) else [fold(passage.text) for passage in said]
        for place, (passage, line) in enumerate(zip(said, folded, strict=True)):
            if rank := _rank(line, passage, words):
                found.append((rank, half.record.is_private, place, passage))
    first = ((len(words), 0, False), halves[0].record.is_private, 0, next(passages(halves[0].record)))
    rank, in_private, _, shown = min(found, key=lambda each: each[:3], default=first)
    text = on_one_line(shown.text)
    spans = original_spans(text, _first_spans(fold(text), words))
    public = [line for half in halves if not half.record.is_private for line in half.folded]
    hidden = in_private or not all(any(map(word.pattern.search, public)) for word in words)
    return Hit(_whole(halves), shown.field, text, spans, hidden), rank


def _first_spans(line: str, words: Sequence[Word]) -> list[Span]:
    """Where the words are in a folded line: the first match and those near it, since no more of a line is shown."""
    matches = [match for word in words if (match := word.pattern.search(line))]
    first = min((match.span() for match in matches), default=(0, 0))
    end = max(first[1], first[0] + NEAR)
    return sorted({span for word in words for span in word.spans(line, first[0], end)})


def _rank(line: str, passage: Passage, words: Sequence[Word]) -> Rank | None:
    """How good a passage is, the best first: by how many of the words it holds, by what it says of the record (most,
    if one of the words is all that it is called), by whether it has them inside of other words. None without any."""
    matches = [match for word in words if (match := word.pattern.search(line))]
    if not matches:
        return None
    is_all = passage.field in CALLED and any(match[0] == line for match in matches)
    inside = any(line[: match.start()][-1:].isalnum() for match in matches)
    return -len(matches), -1 if is_all else passage.rank, inside


def _whole(halves: Sequence[SearchedFile]) -> Record:
    if len(halves) == 1:
        return halves[0].record
    from wmstrat.files.records import merged

    public, private = sorted(halves, key=lambda half: half.record.is_private)
    return merged(public.record, private.record)
