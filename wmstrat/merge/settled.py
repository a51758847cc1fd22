"""What to say where the process has settled on one side what somebody changed on the other."""

from __future__ import annotations

from collections.abc import Sequence

from wmstrat.merge.choice import Conflict, Settled


def became(settled: Settled) -> str:
    """What happened: "became final there on 2018-07-20"."""
    day = f" on {settled.on}" if settled.on else ""
    return f"became {settled.state} {_where(settled)}{day}"


def answer(ref: str, conflict: Conflict, remote: str = "") -> str:
    """The command that gives the one answer that there is; `remote` is what it needs besides to name one."""
    side = conflict.settled.side if conflict.settled else ""
    return f"wmstrat resolve {ref} {conflict.field} --{side}{remote}"


def in_words(ref: str, conflicts: Sequence[Conflict], remote: str = "") -> str:
    """All that is to say of the conflicts of one record that the process has settled: what happened, whose changes
    are set aside, and what to type now and later."""
    settled = conflicts[0].settled
    if settled is None:
        raise ValueError(conflicts)
    fields = [conflict.field for conflict in conflicts]
    agree = ", and: ".join(answer(ref, conflict, remote) for conflict in conflicts)
    return (
        f"{ref} {became(settled)}; what was settled stays. {set_aside(settled, fields)}: agree with: {agree}. "
        f"{later(settled)}"
    )


def set_aside(settled: Settled, fields: Sequence[str]) -> str:
    """Whose changes are set aside, as the beginning of a sentence: "Your title is set aside"."""
    whose = "Your" if settled.side == "theirs" else "Their"
    listed = " and ".join(filter(None, (", ".join(fields[:-1]), fields[-1])))
    return f"{whose} {listed} {'is' if len(fields) == 1 else 'are'} set aside"


def later(settled: Settled) -> str:
    """How what is set aside can be proposed anew: a sentence."""
    who = "After the sync, propose it anew with" if settled.side == "theirs" else "They can propose it anew with"
    return f"{who}: {settled.anew}" if settled.anew else "It stays in the history."


def _where(settled: Settled) -> str:
    return "there" if settled.side == "theirs" else "here"
