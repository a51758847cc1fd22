"""`wmstrat diff`: what changed between two days or commits, in words."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

GROUP = argument(
    "GROUP",
    "Only what belongs to this group, or ALL for what belongs to the whole process.",
    complete.references("group", words=("ALL",)),
)
SINCE = option(
    "--since", "The first day of the range; or the commit after which it begins.", "DATE|COMMIT", complete.pasts
)
UNTIL = option(
    "--until", "The last day of the range, or its last commit; left out, now.", "DATE|COMMIT", complete.pasts
)


@command("diff", reads=True)
def diff(
    session: Session,
    since: Annotated[str, SINCE],
    group: Annotated[str | None, GROUP] = None,
    until: Annotated[str, UNTIL] = "",
) -> None:
    """Show what changed in a range of days, in words: what is new, what was decided, which dates moved and why.

    Example: wmstrat diff CB --since 2018-07-01
    """
    from wmstrat.commands.ranges import group_named, looking_back
    from wmstrat.reports.differences import differences
    from wmstrat.say.differences import differences as say
    from wmstrat.say.unread import tell_unread

    of, slug = group_named(session, group)
    with looking_back(session, since, until) as (before, after, first):
        say(differences(before, after, first, of, slug), session.output)
        tell_unread(after, slug)
