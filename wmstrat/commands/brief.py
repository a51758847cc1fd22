"""`wmstrat brief`: what waits for whom, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session
from wmstrat.errors import UsageProblem

if TYPE_CHECKING:
    from wmstrat.reports.news import News

WHOM = argument(
    "GROUP|PERSON|ALL",
    "Whose brief: a group, a person, or ALL for the whole process. Without it yours, or that of ALL.",
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
    whom: Annotated[str | None, WHOM] = None,
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
    if silence is not None:
        _silence(session, silence, whom, until, why)
    elif explain is not None:
        _explain(session, explain)
    else:
        _show(session, whom, new=new)


def _show(session: Session, whom: str | None, *, new: bool) -> None:
    from wmstrat.record.home import ALL
    from wmstrat.reports.brief import Briefing, keys, unseen
    from wmstrat.say.brief import brief as say
    from wmstrat.say.output import remark
    from wmstrat.workspace.finding import find
    from wmstrat.workspace.looks import Look, last_look, remember_look
    from wmstrat.workspace.typist import person_typing

    workspace = session.workspace
    briefing = Briefing(workspace)
    if whom is None:
        of = person_typing(workspace)
    elif whom.casefold() == ALL.casefold():
        of = None
    else:
        of = find(workspace, whom, ("group", "person"))
    name = of.id if of is not None else ALL
    last, head = last_look(session.place, name), session.heads()[0] or ""
    news: tuple[News, ...] = ()
    if of is None:
        found = briefing.of_all()
    elif of.is_group:
        found = briefing.of_group(of)
    else:
        found = briefing.of_person(of)
        if last.head not in ("", head) and not workspace.is_past:
            news = briefing.news(of, last.head)
    say(
        unseen(found, last.seen) if new else found,
        news,
        session.output,
        session.labels,
        only_new=new,
    )
    if workspace.is_past:
        return
    if whom is None and of is None and session.output.format == "table":
        remark("This is about the whole process. To see what waits for you, say who you are: wmstrat whoami PERSON")
    remember_look(session.place, name, Look(head, keys(found)))


def _silence(session: Session, name: str, whom: str | None, until: str | None, why: str | None) -> None:
    from wmstrat.acts.silencing import silence
    from wmstrat.record.days import parsed_day
    from wmstrat.record.home import ALL
    from wmstrat.workspace.finding import find

    if not until or not why:
        raise UsageProblem('Type: `wmstrat brief --silence {name} {group} --until DATE --why "REASON"`',
                           name=name, group=whom or ALL)  # fmt: skip
    day = parsed_day(until, session.workspace.today)
    group = (
        None if whom is None or whom.casefold() == ALL.casefold() else find(session.workspace, whom, ("group",)).id
    )

    def of(change: object) -> object:
        return change.process if group is None else change.get("group", group)  # type: ignore[attr-defined]

    session.change("brief --silence", lambda change: silence(change, of(change), name, day, why))  # type: ignore[arg-type]


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
