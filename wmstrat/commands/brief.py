"""`wmstrat brief`: what waits for whom, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.refs import named
from wmstrat.commands.session import Session
from wmstrat.errors import UsageProblem
from wmstrat.record.home import ALL
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record
    from wmstrat.reports.news import News
    from wmstrat.workspace.workspace import Workspace

WHOM = argument(
    "GROUP|PERSON|ALL...",
    "Whose brief: groups, people, or ALL for the whole process; - reads them from a pipe. Without it yours, or that "
    "of ALL.",
    complete.references("group", "person", words=("ALL",)),
)
NEW = option("--new", "Only what is new since this clone looked last.")
SILENCE = option("--silence", "Show this notice to nobody until a date.", "NOTICE")
UNTIL = option("--until", "The last date on which it is silent.", "DATE")
WHY = option("--why", "The reason.", "TEXT")
EXPLAIN = option("--explain", "Say what a notice means.", "NOTICE")


@command("brief", reads=True, writes=True, past=True, formats=("mail",))
def brief(
    session: Session,
    whom: Annotated[list[str] | None, WHOM] = None,
    new: Annotated[bool, NEW] = False,
    silence: Annotated[str | None, SILENCE] = None,
    until: Annotated[str | None, UNTIL] = None,
    why: Annotated[str | None, WHY] = None,
    explain: Annotated[str | None, EXPLAIN] = None,
) -> None:
    """Show what waits, for whom, and since when: the most urgent first.

    Example: wmstrat brief CB
    """
    if session.output.as_of and (new or silence is not None):
        raise UsageProblem("--as-of shows the past, so {option} cannot be typed with it.",
                           option="--silence" if silence is not None else "--new")  # fmt: skip
    names = named(whom) if whom else []
    if silence is not None:
        _silence(session, silence, names or [ALL], until, why)
    elif explain is not None:
        _explain(session, explain)
    else:
        _show(session, names, new=new)


def _show(session: Session, names: Sequence[str], *, new: bool) -> None:
    from wmstrat.reports.brief import Briefing, keys, unseen
    from wmstrat.say.brief import briefs
    from wmstrat.say.output import remark
    from wmstrat.workspace.looks import Look, last_look, remember_look
    from wmstrat.workspace.typist import person_typing

    workspace = session.workspace
    briefing, head = Briefing(workspace), session.heads()[0] or ""
    whom = [_of(workspace, name, "person") for name in names] if names else [person_typing(workspace)]
    looks, shown = {}, []
    for of in dict.fromkeys(whom):
        name = of.id if of is not None else ALL
        last = last_look(session.place, name)
        news: tuple[News, ...] = ()
        if of is None:
            found = briefing.of_all()
        elif of.is_group:
            found = briefing.of_group(of)
        else:
            found = briefing.of_person(of)
            if last.head not in ("", head) and not workspace.is_past:
                news = briefing.news(of, last.head)
        shown.append((unseen(found, last.seen) if new else found, news))
        looks[name] = Look(head, keys(found))
    briefs(shown, session.output, session.labels, only_new=new)
    if workspace.is_past:
        return
    if not names and whom == [None] and session.output.format == "table":
        remark("This is about the whole process. To see what waits for you, say who you are: wmstrat whoami PERSON")
    for name, look in looks.items():
        remember_look(session.place, name, look)


def _of(workspace: Workspace, name: str, *kinds: str) -> Record | None:
    """The group, or the record of another one of the kinds, that is called so; None for the whole process."""
    return None if name.casefold() == ALL.casefold() else find(workspace, name, ("group", *kinds))


def _silence(session: Session, name: str, groups: Sequence[str], until: str | None, why: str | None) -> None:
    from wmstrat.acts.silencing import silence
    from wmstrat.record.days import parsed_day
    from wmstrat.record.verbs import Done

    if not until or not why:
        raise UsageProblem('Type: `wmstrat brief --silence {name} {groups} --until DATE --why "REASON"`',
                           name=name, groups=" ".join(groups))  # fmt: skip
    day = parsed_day(until, session.workspace.own_day, is_end=True)

    def make(change: Change) -> Done:
        found = [_of(change.workspace, group) or change.process for group in groups]
        return silence(change, list({record.id: record for record in found}.values()), name, day, why)

    session.change("brief --silence", make)


def _explain(session: Session, name: str) -> None:
    from wmstrat.acts.silencing import known
    from wmstrat.say.output import answers

    notice = known(session.workspace, name)
    answers(
        (
            f"{name}: {notice.about}",
            f"What to type: {notice.command}",
            f'To hide it for a time: wmstrat brief --silence {name} GROUP --until DATE --why "REASON"',
            f"To switch it off in this workspace: wmstrat set process skip+={name}",
        )
    )
