"""`wmstrat person forget`, which no declaration can say: it changes ids, and shows every place before."""

from __future__ import annotations

import sys
from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session


@command("forget", writes=True)
def forget(
    session: Session,
    person: Annotated[str, argument("PERSON", "The person.", complete.references("person"))],
    yes: Annotated[bool, option("--yes", "Do not ask: replace the name in all texts, too.")] = False,
    leave_texts: Annotated[bool, option("--leave-texts", "Change no text, only fields.")] = False,
) -> None:
    """Forget a person: remove their name and all that is known of them.

    Example: wmstrat person forget "Member 17" --dry-run
    """
    from wmstrat.errors import Cancelled, Invalid, Refused, UsageProblem
    from wmstrat.record.text import counted
    from wmstrat.repo import Repository
    from wmstrat.say.output import answer, asked, is_terminal, remark
    from wmstrat.sync import forgetting
    from wmstrat.workspace.finding import find

    if yes and leave_texts:
        raise UsageProblem("Use only one of --yes and --leave-texts.")
    known = find(session.workspace, person, ("person",))
    words = {known.id, str(known["name"])}
    if any(word in (session.wishes.message or "") for word in words):
        raise Invalid("The message of the commit must not name the person: change --message, or leave it out.")
    committer = next(iter(Repository(session.place).identity() or ()), "")
    if words & {(session.wishes.author or "").partition(" <")[0], committer}:
        raise Refused(
            "The commit would have the name of the person as its author. Ask somebody else to do it, or first let "
            'git use another name: `git config user.name "NAME"`'
        )
    places = forgetting.mentions(session.workspace, known)
    if session.wishes.dry_run or not (yes or leave_texts):
        for place in places:
            answer(place.line)
    shown = None if leave_texts else places
    if session.wishes.dry_run:
        session.rehearse(lambda change: forgetting.forget(change, known, shown=shown))
        count = counted(len(places), "{count} place in texts", "{count} places in texts")
        remark(f"Nothing was changed. {count} would be changed. To forget the person: the same without --dry-run.")
        return
    if not (yes or leave_texts):
        if not is_terminal(sys.stdin):
            raise UsageProblem(
                "Nothing was changed. To replace the name in all places above, add --yes; to change no text, "
                "--leave-texts"
            )
        question = f"Replace the name in {len(places)} places of texts, and remove everything about the person? [y/N]"
        try:
            agreed = asked(question).strip().lower() in ("y", "yes")
        except EOFError:
            agreed = False
        if not agreed:
            raise Cancelled("Nothing was changed. To change no text, only fields, add --leave-texts")
    session.change("person forget", lambda change: forgetting.forget(change, known, shown=shown))


MORE = (forget,)
