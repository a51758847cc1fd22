"""Silencing a notice for a time, with the reason, in a group or in the whole process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wmstrat.errors import Invalid, NotFound
from wmstrat.record.days import days_later
from wmstrat.record.nearest import did_you_mean
from wmstrat.record.reporting import BROKEN_FILES, QUIET
from wmstrat.record.text import listed
from wmstrat.record.verbs import Done

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record
    from wmstrat.record.reporting import Notice
    from wmstrat.record.view import View

# A notice is silenced for at most this number of days, a year.
LONGEST = 366


def notices(view: View) -> dict[str, Notice]:
    """Every notice of the kinds, by its name."""
    return {notice.name: notice for kind in view.kinds for notice in kind.notices}


def known(view: View, name: str) -> Notice:
    """The notice of this name. Raises NotFound for another one, Invalid for one that cannot be silenced."""
    found = notices(view)
    if name in (BROKEN_FILES, QUIET):
        raise Invalid('"{name}" cannot be silenced. See what is wrong: `wmstrat status`', name=name)
    if name not in found:
        raise NotFound(
            'There is no notice called "{name}".{meant} The notices are: {names}.',
            name=name,
            meant=did_you_mean(name, found) or _reads_so(name, found),
            names=", ".join(sorted(found)),
        )
    return found[name]


def _reads_so(words: str, found: Mapping[str, Notice]) -> str:
    """A question that names the notices whose text contains these words, such as "No mailing list"; empty where none
    does."""
    names = [name for name, notice in found.items() if words.casefold() in notice.about.casefold()]
    return f" Did you mean {listed(names, 'or')}?" if 0 < len(names) < 6 else ""


def silence(change: Change, records: Sequence[Record], name: str, until: str, why: str) -> Done:
    """Let nobody see a notice of groups, or of the whole process whose record is then one of them, until an ISO day.
    Raises NotFound for an unknown notice, Invalid for a day that is over, or more than a year away."""
    known(change, name)
    if until < change.today:
        raise Invalid("{day} is over. Enter a day to come.", day=until)
    if until > (last := days_later(change.today, LONGEST)):
        raise Invalid(
            "{day} is too far away: after a year somebody should look again. Enter a day until {last}. To switch the "
            "notice off in this workspace: `wmstrat set process skip+={name}`",
            day=until,
            last=last,
            name=name,
        )
    entry = {"notice": name, "until": until, "why": why, "by": change.typing}
    silenced = []
    for record in records:
        others = [other for other in record["silenced"] if other["notice"] != name]
        silenced.append(change.update(record, silenced=[*others, entry]))
    where = "" if any(record.is_group for record in silenced) else " in the whole process"
    references = " ".join(record.reference for record in silenced)
    remark = f"To see it again: wmstrat set {references} silenced-={name}"
    return Done(f"silence {name}{where} until {until}", tuple(silenced), remarks=(remark,))
