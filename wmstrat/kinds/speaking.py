"""For which group the person who is typing can speak."""

from __future__ import annotations

from collections.abc import Iterable

from wmstrat.errors import Refused
from wmstrat.record.days import holds_on
from wmstrat.record.text import listed
from wmstrat.record.view import Changing, View, code_or_slug


def roles_in(view: View, person: str, day: str) -> dict[str, list[str]]:
    """The groups in which a person is a member on an ISO day, each with the roles there."""
    terms = [term for term, field in view.referring(person) if (term.kind.name, field) == ("membership", "person")]
    return {term.group: list(term["roles"]) for term in terms if holds_on(term.values, day)}


def typing_for(change: Changing, groups: Iterable[str], option: str) -> str:
    """Of these groups the one in which the person who is typing is a member. Raises Refused where wmstrat does not
    know the person, or where that is true of none or of several: `option` then says for which group it is."""
    codes = {group: code_or_slug(change, group) for group in groups}
    if not change.typing:
        raise Refused(
            "wmstrat does not know who you are. Enter it with `wmstrat whoami PERSON`, or add: {option} {codes}",
            option=option,
            codes=" or ".join(codes.values()),
        )
    roles = roles_in(change, change.typing, change.today)
    mine = [code for group, code in codes.items() if group in roles]
    if len(mine) != 1:
        raise Refused(
            "{person} is a member of {mine}. For which group is it? Add: {option} {codes}",
            person=change.typing,
            mine=listed(mine) if mine else f"none of these groups: {listed([*codes.values()])}",
            option=option,
            codes=" or ".join(codes.values()),
        )
    return next(group for group, code in codes.items() if code == mine[0])
