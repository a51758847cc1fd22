"""`wmstrat share`: give the workspace an address where others get it."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session
from wmstrat.record.halves import FOLDER

ADDRESS = argument("URL", "The address of an empty repository, as the host shows it, or a path.")
PRIVATE = option("--private", "The address for private/, which only coordinators can read.", "URL")


@command("share")
def share(
    session: Session,
    url: Annotated[str | None, ADDRESS] = None,
    private: Annotated[str | None, PRIVATE] = None,
) -> None:
    """Share the workspace at an address, for the first time or because it has moved, and send it there. Without an
    address: show where it is shared.

    Example: wmstrat share https://host.example.org/us/strategy.git
    """
    from shlex import quote

    from wmstrat.commands.sync import exchange
    from wmstrat.say.output import answer, remark
    from wmstrat.sync.git_messages import redacted
    from wmstrat.sync.sharing import absolute, addresses, shared_at

    if url is None and private is None:
        places = addresses(session.place)
        for place in places:
            what = f"{FOLDER}/" if place.is_private else "workspace"
            answer(f"{what}  {place.remote}  {place.url}")
        if not places:
            remark(
                "The workspace is not shared yet. Make an empty repository on a git host, then type: wmstrat "
                "share URL"
            )
        return
    with shared_at(session.place, url, private):
        exchange(session)
    if url:
        remark(f"Others get it with: wmstrat clone {quote(redacted(absolute(url)))}")
    if private:
        remark(f"Other coordinators get private/ with: wmstrat clone --private {quote(redacted(absolute(private)))}")
