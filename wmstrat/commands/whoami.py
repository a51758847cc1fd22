"""`wmstrat whoami`: who is typing."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session

PERSON = argument("PERSON", "The person in this workspace that is you.", complete.references("person"))


@command("whoami")
def whoami(session: Session, person: Annotated[str | None, PERSON] = None) -> None:
    """Show who you are: your name in git and your person in the workspace. Or set which person you are.

    Example: wmstrat whoami "Member 17"
    """
    from wmstrat.acts.whoami import identity, remember
    from wmstrat.say.output import sentences
    from wmstrat.workspace.finding import find

    if person is not None:
        remember(session.workspace, find(session.workspace, person, ("person",)))
    sentences(identity(session.workspace))
