"""`wmstrat report`: a progress update in Markdown."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

GROUP = argument(
    "GROUP",
    "The group that the report is about; without it, the whole process with all groups.",
    complete.references("group", words=("ALL",)),
)
SINCE = option(
    "--since",
    "The first day of the report; or last, for what changed since the last report was shared.",
    "DATE|last",
    lambda incomplete: [("last", "")] if "last".startswith(incomplete) else [],
)


@command("report", reads=True)
def report(session: Session, since: Annotated[str, SINCE], group: Annotated[str | None, GROUP] = None) -> None:
    """Draft a progress update in Markdown: what changed, what comes next, and how to take part.

    Example: wmstrat report CB --since last
    """
    from shlex import quote

    from wmstrat.commands.ranges import group_named, looking_back
    from wmstrat.record.day_types import SinceLast
    from wmstrat.reports.differences import differences
    from wmstrat.reports.progress import UPDATE, last_shared, progress
    from wmstrat.say.differences import progress as say
    from wmstrat.say.output import remark
    from wmstrat.say.unread import tell_unread

    of, slug = group_named(session, group)
    typed = f"wmstrat report {f'{of.reference} ' if of else 'ALL ' if slug else ''}--since {quote(since)}"
    if since.strip().casefold() == SinceLast.LAST:
        since = last_shared(session.workspace, slug)
    with looking_back(session, since, "") as (before, after, first):
        say(progress(after, differences(before, after, first, of, slug), slug), session.output)
        tell_unread(after, slug)
    if session.output.format in ("table", "markdown", "plain"):
        code = of.reference if of else "ALL"
        remark(f"To edit it, save it in a file: {typed} > report.md")
        remark(f'To record it then: wmstrat outreach add {code} "TITLE" --kind {UPDATE} --file report.md')
