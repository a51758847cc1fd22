"""What needs attention, in words, worst first. Nothing here refuses anything: the process says what is ideal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shlex import quote

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.kind import Kind
from wmstrat.record.reporting import OfGroup


class Attention(Struct, frozen=True):
    """One thing that needs somebody: a sentence, the codes of the groups that it is true of, and what to type.

    `urgency` runs from 1 (something is broken) to 4 (good to know). `{count}` in the text is filled with `count`,
    summed over the groups, and `{bound}` with the word or number of process.yaml that it is about. `closer` is what
    to type, where that differs, for a person who looks at the one group already.
    """

    urgency: int
    topic: str
    text: str
    command: str
    groups: tuple[str, ...]
    count: int = 0
    bound: str = ""
    closer: str = ""

    @property
    def sentence(self) -> str:
        """The text with what it is filled with."""
        return self.text.format(count=self.count, bound=self.bound)


def gathered(items: Iterable[Attention]) -> list[Attention]:
    """The same thing in several groups said once, worst first."""
    topics: dict[str, Attention] = {}
    for item in items:
        known = topics.get(item.topic)
        if known is None:
            topics[item.topic] = item
        else:
            topics[item.topic] = replace(known, groups=(*known.groups, *item.groups), count=known.count + item.count)
    return sorted(topics.values(), key=lambda item: (item.urgency, -len(item.groups), item.topic))


def broken(code: str, count: int) -> Attention:
    """Files of a group that cannot be read as they should."""
    return Attention(1, "broken", "Files with errors: {count}.", "wmstrat check", (code,), count)


def quiet(code: str, days: int) -> Attention:
    """A group in which nothing changed for some days."""
    text = "Quiet for more than {bound} days."
    return Attention(3, "quiet", text, "wmstrat log GROUP", (code,), bound=str(days))


def of_kinds(of: OfGroup, kinds: Iterable[Kind], code: str) -> Iterator[Attention]:
    """What the kinds notice in a working group, in no particular order."""
    for kind in kinds:
        for notice in kind.notices:
            if notice.while_working and of.is_over:
                continue
            for count, bound in notice.finds(of):
                if count:
                    yield Attention(
                        notice.urgency,
                        f"{notice.name} {bound}" if bound and not bound.isdecimal() else notice.name,
                        notice.text,
                        notice.command,
                        (code,),
                        count if "{count}" in notice.text else 0,
                        bound,
                        notice.closer.format(bound=quote(bound)) if notice.closer else "",
                    )
