"""What needs attention, in words, worst first. Nothing here refuses anything: the process says what is ideal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from shlex import quote

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.reporting import OfGroup

BROKEN = "Files with errors: {count}."


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


def noticed(of: OfGroup, unreadable: int, active: str) -> Iterator[Attention]:
    """What needs attention in a group, in no particular order: files that cannot be read as they should, a group in
    which nothing changed since the day `active` for longer than process.yaml says, and what the kinds notice."""
    code = str(of.group["code"] or of.group.id)
    if unreadable:
        yield Attention(1, "broken", BROKEN, "wmstrat check", (code,), unreadable)
    if not of.is_working:
        return
    days = of.view.process["quiet_days"] or 0
    since = (date.fromisoformat(of.day) - date.fromisoformat(active)).days if active else 0
    if days and since > days and not of.is_over:
        yield Attention(3, "quiet", "Quiet for more than {bound} days.", "wmstrat log GROUP", (code,), 0, str(days))
    skipped = of.view.process["skip"]
    for notice in (notice for kind in of.view.kinds for notice in kind.notices):
        if notice.name in skipped or (notice.while_working and of.is_over):
            continue
        for count, bound in notice.finds(of):
            if count:
                topic = f"{notice.name} {bound}" if bound and not bound.isdecimal() else notice.name
                shown, closer = count if "{count}" in notice.text else 0, notice.closer.format(bound=quote(bound))
                yield Attention(notice.urgency, topic, notice.text, notice.command, (code,), shown, bound, closer)
