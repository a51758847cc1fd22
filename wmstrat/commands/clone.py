"""`wmstrat clone`: get a workspace from where it is shared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

ADDRESS = argument("URL", "The address that the host shows, or a path.")
PRIVATE = option("--private", "Get private/ from this address, too. Without URL: into the workspace here.", "URL")


@command("clone")
def clone(
    session: Session,
    url: Annotated[str | None, ADDRESS] = None,
    directory: Annotated[str | None, argument("DIR", "The new folder (default: the name of the repository).")] = None,
    private: Annotated[str | None, PRIVATE] = None,
) -> None:
    """Get a shared workspace and make it ready for work.

    Example: wmstrat clone https://host.example.org/us/strategy.git
    """
    from shlex import quote

    from wmstrat.errors import UsageProblem
    from wmstrat.say.output import answers, remark
    from wmstrat.sync.cloning import clone as cloned
    from wmstrat.sync.cloning import clone_private
    from wmstrat.sync.git_messages import redacted

    if url is None and private is None:
        raise UsageProblem("The address is missing: `wmstrat clone URL`")
    places = [session.place] if url is None else cloned(url, Path(directory) if directory else None)
    answers(str(place.root) for place in places if url)
    if private is not None:
        if len(places) > 1:
            raise UsageProblem(
                "There are several workspaces here. First go into one of them with cd, then type: `wmstrat clone "
                "--private URL`"
            )
        clone_private(places[0], private)
        remark("private/ is here now. wmstrat sync receives and sends its changes, too.")
    if any(redacted(each) != each for each in (url, private) if each):
        remark(
            "The address contains a password or a token. git stores it in .git/config, where everybody who can "
            "read that file can see it."
        )
    if url is not None:
        if private is None:
            remark("The private data is not included. Coordinators get it with: wmstrat clone --private URL")
        root = quote(str(places[0].root))
        remark(f"The workspace is ready. Next: cd {root}, then: wmstrat whoami, and: wmstrat status")
