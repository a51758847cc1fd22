"""`wmstrat clone`: get a workspace from where it is shared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

ADDRESS = argument("URL", "The address that the host shows, or a path.")
PRIVATE = option("--private", "Get private/ from this address, too; without URL, into the workspace here.", "URL")


@command("clone")
def clone(
    session: Session,
    url: Annotated[str | None, ADDRESS] = None,
    directory: Annotated[str | None, argument("DIR", "The folder; without it, one of the repository's name.")] = None,
    private: Annotated[str | None, PRIVATE] = None,
) -> None:
    """Get a workspace from where it is shared, and make it ready to work in.

    Example: wmstrat clone https://host.example.org/us/strategy.git
    """
    from shlex import quote

    from wmstrat.errors import UsageProblem
    from wmstrat.say.output import answers, remark
    from wmstrat.sync.cloning import clone as cloned
    from wmstrat.sync.cloning import clone_private
    from wmstrat.sync.git_messages import redacted

    if url is None and private is None:
        raise UsageProblem("Name the address: `wmstrat clone URL`")
    places = [session.place] if url is None else cloned(url, Path(directory) if directory else None)
    answers(str(place.root) for place in places if url)
    if private is not None:
        if len(places) > 1:
            raise UsageProblem(
                "There are several workspaces here. Go into one of them with cd, then: `wmstrat clone --private URL`"
            )
        clone_private(places[0], private)
        remark("private/ is here now. wmstrat sync exchanges it with its own place.")
    if any(redacted(each) != each for each in (url, private) if each):
        remark(
            "The address holds a password or a token, which git keeps in .git/config for everybody who can read it."
        )
    if url is not None:
        if private is None:
            remark("private/ is not here. Coordinators get it with: wmstrat clone --private URL")
        root = quote(str(places[0].root))
        remark(f"The workspace is ready. Next: cd {root}, then: wmstrat whoami, and: wmstrat status")
