"""What a search finds: records, each with the passage that tells most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import Invalid, NotFound, UsageProblem
from wmstrat.record.folding import Stretch, fold, original_spans
from wmstrat.record.halves import public_path
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.passages import NAME, NAMES, TEXT, Passage, is_spaceless, passages
from wmstrat.record.record import Record
from wmstrat.record.text import SURROGATE, on_one_line
from wmstrat.workspace.finding import find
from wmstrat.workspace.lookups import group_called
from wmstrat.workspace.searching import SearchedFile, Word, containing, files_at, folded_texts, word_of

if TYPE_CHECKING:
    from wmstrat.reports.listing import Condition
    from wmstrat.workspace.workspace import Workspace

MOST_WORDS = 50
# Up to this many characters after the first match are looked through for others, which is more than is shown.
NEAR = 500
# How many records are shown that are like another one: the closest among the first that are looked at, and among as
# many more until there are enough.
MOST_ALIKE, LOOKED_AT = 10, 50
# The fields with all that a record is called.
CALLED = NAMES | {"id", "handle", "code"}


class Hit(Struct, frozen=True):
    """A record in which all words occur. `text` is the passage that tells most, on one line, and `spans` are the
    matches in it; it is in a `field`, which is `heading` or `body` for what is in the text. With `private` something
    of it is in private/ alone. A record that is like another one has the words that both `shared`, the most telling
    first."""

    record: Record
    field: str
    text: str
    spans: Sequence[Stretch]
    private: bool
    shared: Sequence[str] = ()

    @property
    def is_label(self) -> bool:
        """True when the passage is what the record is called."""
        return self.field in NAMES or self.text == on_one_line(self.record.label)


class Found(Struct, frozen=True):
    """The hits, the best first; what the group is called that alone was searched, an empty text for all; how many
    records have the words where none is left by the group and the other filters; how many files cannot be read, so
    that nothing in them was found; what this clone cannot see of the one kind that was searched; the name of the
    record that the hits are like, an empty text where words were searched for."""

    hits: Sequence[Hit]
    group: str
    left_out: int
    unread: int
    unseen: str
    like: str = ""


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
        if _is_wanted(hit.record, slug, wanted):
            ranked.append(((*rank, hit.private, order[hit.record.kind.name]), hit))
    ranked.sort(key=lambda pair: pair[0])
    filtered = not ranked and (slug or wanted is not None)
    left_out = sum(1 for _ in containing(workspace, words)) if filtered else 0
    return _found(workspace, [hit for _, hit in ranked], group, left_out, kind)


def search_like(workspace: Workspace, name: str, typed: Sequence[str], options: Mapping[str, str]) -> Found:
    """The records of groups and of the whole process, MOST_ALIKE at most, that say the same as the one of this name,
    in the group that was typed or (for nothing) in any, with the options of a search. What belongs to no group, such
    as the page of one, is found where its kind was typed. Raises NotFound as `search` does, and for an unknown group;
    Invalid for a record that says nothing."""
    from wmstrat.record.likeness import Comparison, spellings, words_of

    if len(typed) > 1:
        raise UsageProblem("With --like, type a group at most: `wmstrat search --like REF [GROUP]`")
    record = find(workspace, name)
    slug, group = _group_called(workspace, typed[0], needed=True) if typed else ("", "")
    kind = _kind(workspace, options["kind"]) if "kind" in options else None
    wanted = _wanted(workspace, kind, options) if options else None
    texts = [passage.text for passage in passages(record) if passage.rank in (NAME, TEXT)]
    said = words_of(fold("\n".join(texts)))
    if not said:
        raise Invalid("{name} has no text that others could be compared with.", name=record.reference)
    folded = folded_texts(workspace)
    own, paths = public_path(record.path), [*folded]
    if own not in folded:
        return _found(workspace, [], group, 0, kind, like=record.reference)
    comparison = Comparison([*folded.values()], paths.index(own), said)
    alike, spelled = comparison.alike(), spellings(texts)
    close: list[tuple[float, Hit]] = []
    for start in range(0, len(alike), LOOKED_AT):
        some = {paths[each.place]: each for each in alike[start : start + LOOKED_AT]}
        files = {public_path(halves[0].record.path): halves for halves in files_at(workspace, some, wanted)}
        for path, halves in files.items():
            hit = _alike(halves, some[path].words, spelled)
            if (kind or hit.record.kind.in_group) and _is_wanted(hit.record, slug, wanted):
                close.append((comparison.closeness(some[path].place), hit))
        if len(close) >= MOST_ALIKE:
            break
    hits = [hit for _, hit in sorted(close, key=lambda pair: -pair[0])[:MOST_ALIKE]]
    left_out = len(alike) if (slug or options) and not hits else 0
    return _found(workspace, hits, group, left_out, kind, like=record.reference)


def _alike(halves: Sequence[SearchedFile], shared: Sequence[str], spelled: Mapping[str, str]) -> Hit:
    """A record that is like another one, with the passage that holds the most of the words that both share."""
    hit, _ = _hit(halves, [Word((word,), begins=not is_spaceless(word[0])) for word in shared])
    from wmstrat.record.likeness import together

    return replace(hit, shared=together(shared, spelled))


def _is_wanted(record: Record, slug: str, wanted: Mapping[str, Sequence[Condition]] | None) -> bool:
    """True for a record of the group that was typed, for which all conditions of its kind hold."""
    conditions = wanted[record.kind.name] if wanted is not None else ()
    return (not slug or slug in record.groups) and all(holds(record) for holds in conditions)


def _found(
    workspace: Workspace, hits: Sequence[Hit], group: str, left_out: int, kind: Kind | None, like: str = ""
) -> Found:
    unread = sum(record.unreadable for record in workspace.broken())
    return Found(hits, group, left_out, unread, _unseen(workspace, kind) if kind else "", like)


def _parted(workspace: Workspace, typed: Sequence[str]) -> tuple[Sequence[str], str, str]:
    """The texts to look for, and the slug and the name of the group where the last of several words is one."""
    *before, last = typed
    slug, group = _group_called(workspace, last) if before else ("", "")
    return (before, slug, group) if slug else (typed, "", "")


def _group_called(workspace: Workspace, typed: str, *, needed: bool = False) -> tuple[str, str]:
    """The slug and the name of a group, or of the whole process; empty texts for another word. Raises NotFound for it
    where a group is needed."""
    if typed == ALL:
        return ALL, "the whole process (ALL)"
    try:
        group = find(workspace, typed, ("group",)) if needed else group_called(workspace, typed)
    except NotFound as error:
        raise NotFound(
            "{error}{glue} With --like, type no words, but a group at most. To search for words: "
            "`wmstrat search {words}`",
            error=error,
            glue="" if error.message.endswith((".", "?")) else ".",
            words=quote(typed),
        ) from None
    return (group.id, f"{group.label} ({group['code']})") if group else ("", "")


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


def _first_spans(line: str, words: Sequence[Word]) -> list[Stretch]:
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
