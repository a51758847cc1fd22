"""`wmstrat ready`: how much is answered of what has sections."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

WHICH = argument("GROUP|REF", "One group, ALL, or one record.", complete.references(words=("ALL",)))
UNDER = option("--under", "Only what answers fewer than this percentage of its prompts.", "PERCENT")


@command("ready", reads=True, past=True, formats=("ids",))
def ready(session: Session, which: Annotated[str | None, WHICH] = None, under: Annotated[int, UNDER] = 0) -> None:
    """Show how much is answered of everything open that has prompts, such as drafts: by group, or prompt by prompt.

    Example: wmstrat ready CB
    """
    from wmstrat.errors import Invalid, UsageProblem
    from wmstrat.record.home import ALL
    from wmstrat.record.text import listed
    from wmstrat.reports import ready as report
    from wmstrat.say import ready as say
    from wmstrat.workspace.finding import find

    workspace = session.workspace
    if not 0 <= under <= 100:
        raise Invalid("--under is {under}, but it must be a percentage from 1 to 100.", under=under)
    of = ALL if which is not None and which.casefold() == ALL.casefold() else ""
    record = find(workspace, which) if which is not None and not of else None
    if record is not None and not record.is_group:
        if not record.kind.sections:
            plurals = listed([kind.plural for kind in workspace.kinds if kind.sections])
            raise Invalid(
                "{id} has no prompts. These have some: {plurals}. See them: `wmstrat ready`",
                id=record.id,
                plurals=plurals,
            )
        if under:
            raise UsageProblem("--under is about many records. Leave it out: `wmstrat ready {id}`", id=record.id)
        if record.unreadable:
            raise Invalid("{id} cannot be read. See what is wrong: `wmstrat check`", id=record.id)
        found, answers = report.ready_record(workspace, record)
        say.ready_record(found, record, answers, session.output, session.labels)
        return
    group = of or (record.id if record is not None else "")
    code = of or (record.reference if record is not None else "")
    what = f"fewer than {under}% of its prompts answered" if under else "prompts"
    nothing = f"Nothing open{f' of {code}' if code else ''} has {what}."
    nothing += " ALL is what belongs to no single group. For all groups: wmstrat ready" if of else ""
    say.ready(
        report.ready(workspace, group, under=under), session.output, session.labels, one=bool(group), nothing=nothing
    )
