"""`NOUN diff`: of every kind whose records are published in iterations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, option, parameter
from wmstrat.commands.noun_fields import Function, Further, Parameters
from wmstrat.commands.session import Session

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind


def _command(kind: Kind) -> Function:
    """What `NOUN diff` does."""

    def function(session: Session, ref: str, span: str = "", text: bool = False) -> None:
        from wmstrat.errors import Invalid
        from wmstrat.reports.iterations import rewording
        from wmstrat.say.iterations import rewording as say
        from wmstrat.workspace.finding import find

        record = find(session.workspace, ref, (kind.name,))
        if record.unreadable:
            raise Invalid("{id} cannot be read. See what is wrong: `wmstrat check`", id=record.id)
        say(record, rewording(session.workspace, record, span), session.output, as_text=text)

    function.__doc__ = (
        f"Show what changed in one {kind.command} between two iterations or since the last one, by section.\n\n"
        f"Example: wmstrat {kind.command} diff {kind.ids.example('CB')} 1..2"
    )
    return function


def _parameters(kind: Kind) -> Parameters:
    """The arguments and options of `NOUN diff`."""
    ref = argument("REF", f"One {kind.command}.", complete.references(kind.name))
    span = argument("RANGE", "From which iteration to which, such as 1..2; 1 is from there to now.")
    text = option("--text", "The words themselves: what is gone, and what is new.")
    return [
        parameter("ref", Annotated[str, ref]),
        parameter("span", Annotated[str, span], ""),
        parameter("text", Annotated[bool, text], False),
    ]


DIFF = Further("diff", lambda kind: "iterations" in kind.by_name, _command, _parameters)
