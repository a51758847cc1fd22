"""`wmstrat clone`: get a workspace from where it is shared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session


@command("clone")
def clone(
    session: Session,  # noqa: ARG001 - there is no workspace yet
    url: Annotated[str, argument("URL", "The address that the host shows, or a path.")],
    directory: Annotated[str | None, argument("DIR", "The folder; without it, one of the repository's name.")] = None,
) -> None:
    """Get a workspace from where it is shared, and make it ready to work in.

    Example: wmstrat clone https://host.example.org/us/strategy.git
    """
    from wmstrat.say.output import answers, remark
    from wmstrat.sync.cloning import clone as cloned
    from wmstrat.sync.git_messages import redacted

    places = cloned(url, Path(directory) if directory else None)
    answers(str(place.root) for place in places)
    if redacted(url) != url:
        remark(
            "The address holds a password or a token, which git keeps in .git/config for everybody who can read it."
        )
    remark("private/ is not here: a clone comes without it. Coordinators share it in a repository of its own.")
    remark(f"The workspace is ready. Next: cd {places[0].root}, then: wmstrat whoami, and: wmstrat status")
