"""What people do without wmstrat: edits of files by hand, and plain git."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.storm.commands import SCALARS, held, some
from tests.storm.world import GROUPS

if TYPE_CHECKING:
    from tests.storm.turn import Turn

# By hand


def hand_edit(turn: Turn) -> None:
    """A field, a paragraph, a remark or a key of somebody's own, typed into a file; perhaps saved."""
    edits = (hand_field, hand_paragraph, hand_paragraph, hand_remark, hand_key, hand_entry)
    turn.rng.choice(edits)(turn)
    if turn.rng.random() < 0.5:
        turn.wmstrat("save", ok=(0, 4) if not turn.clone.broken else (0, 4, 5))


def hand_field(turn: Turn) -> None:
    names = {
        "group": ("origin", "area"),
        "question": ("background",),
        "draft": ("title", "direction"),
        "note": ("author",),
        "person": ("about",),
    }
    found = some(turn, *names)
    if found is None or held(turn, found[2]).get("state") in ("ratified", "rejected"):
        return
    name = turn.rng.choice(names[found[0]])
    form = turn.rng.choice(("{}", '"{}: and more"', "'{}, it''s said'"))
    turn.type_into(found[2], rf"(?m)^{name}:.*$", f"{name}: {form.format(turn.text('By hand'))}")


def hand_paragraph(turn: Turn) -> None:
    found = some(turn, "group", "question", "draft", "note", "note")
    if found is None or held(turn, found[2]).get("state") in ("ratified", "rejected"):
        return
    path = found[2]
    if turn.rng.random() < 0.15:
        path = turn.rng.choice(("method/procedures.md", "README.md"))
    text = turn.clone.read(path).decode()
    front, fence, body = text.partition("\n---\n") if text.startswith("---") else ("", "", text)
    paragraphs = [part for part in re.split(r"\n\n+", body.strip("\n")) if part]
    typed = turn.text("By hand", long=turn.rng.random() < 0.3)
    where = turn.rng.randrange(len(paragraphs) + 1)
    if where < len(paragraphs) and "```" not in paragraphs[where] and turn.rng.random() < 0.5:
        paragraphs[where] = f"{paragraphs[where]} {typed.splitlines()[0]}"
    else:
        paragraphs.insert(where, typed)
    if len(paragraphs) > 4 and turn.rng.random() < 0.2:
        del paragraphs[(where + 2) % len(paragraphs)]
    turn.write(path, front + fence + ("\n" if fence else "") + "\n\n".join(paragraphs) + "\n", turn.token)


def hand_remark(turn: Turn) -> None:
    found = some(turn, *SCALARS)
    name = turn.rng.choice(SCALARS[found[0]]) if found else ""
    if found:
        turn.type_into(found[2], rf"(?m)^(?={name}:)", f"# remark {turn.token}\n")


def hand_key(turn: Turn) -> None:
    """A key that wmstrat does not know: one of this person's own, or one that everybody uses."""
    found = some(turn, *SCALARS)
    if found is None:
        return
    if turn.rng.random() < 0.3:
        shared = turn.clone.read(found[2]).decode()
        pattern = r"(?m)^budget:.*$" if re.search(r"(?m)^budget:", shared) else None
        line = f"budget: {turn.text('About')}"
        if pattern:
            turn.type_into(found[2], pattern, line)
            return
    else:
        line = f"own_{turn.token}: {turn.text('Mine')}"
    if found[2].endswith(".yaml"):
        turn.write(found[2], turn.clone.read(found[2]).decode().rstrip("\n") + f"\n{line}\n", turn.token)
    else:
        turn.type_into(found[2], r"\n---\n", f"\n{line}\n---\n")


def hand_entry(turn: Turn) -> None:
    """A new focus item of a group, or a key of this person's own in the first of them."""
    code = turn.rng.choice(list(GROUPS))
    path = f"groups/{GROUPS[code]}/README.md"
    known = re.findall(rf"(?m)^  - id: {code}-F(\d+)$", turn.clone.read(path).decode())
    if turn.rng.random() < 0.5:
        entry = f"  - id: {code}-F{max(map(int, known), default=0) + 1}\n    text: {turn.text('Look at')}\n"
        turn.type_into(path, r"(?m)^(?=# the address of the mailing list$)", entry)
    elif known:
        first = f"  - id: {code}-F{known[0]}"
        turn.type_into(path, rf"(?m)^{first}$(?:\n    memo:.*)?", f"{first}\n    memo: {turn.token}")


def bad_edit(turn: Turn) -> None:
    """A hand edit that the checks refuse; whoever made it mends it later."""
    found = some(turn, "question", "draft")
    if found and found[2] not in turn.clone.edited.values() and not turn.clone.public.stopped:
        turn.clone.broken.setdefault(found[2], turn.clone.read(found[2]))
        turn.type_into(found[2], r"(?m)^state:.*$", "state: nonsense", token="")


def mend(turn: Turn) -> None:
    for path, data in turn.clone.broken.items():
        now = turn.clone.read(path)
        if b"state: nonsense" in now:
            was = re.search(rb"(?m)^state:.*$", data)
            (turn.clone.folder / path).write_bytes(now.replace(b"state: nonsense", was[0] if was else b"", 1))
    turn.clone.broken.clear()


def save(turn: Turn) -> None:
    turn.wmstrat("save", ok=(0, 4) if not turn.clone.broken else (0, 4, 5))


# Plain git


def git_pull(turn: Turn) -> None:
    half = turn.half()
    if not half.stopped:
        turn.git("pull", "--quiet", "--no-rebase", "--no-edit", half=half, ok=(0, 1, 2, 128))
        turn.no_markers()


def git_push(turn: Turn) -> None:
    half = turn.half()
    if not half.stopped:
        turn.git("push", "--quiet", "origin", "HEAD:main", half=half, ok=(0, 1))


def git_commit(turn: Turn) -> None:
    half = turn.half()
    if turn.clone.edited_in(half) and not half.merging and not half.stopped and not turn.clone.broken:
        words = f"By hand {turn.secret if half.inside else turn.token}"
        turn.git("commit", "--quiet", "--all", "--message", words, half=half, ok=(0, 1, 128))


def git_remove(turn: Turn) -> None:
    """Somebody who does not know better deletes a note with plain git."""
    found, public = some(turn, "note"), turn.clone.public
    busy = public.merging or public.stopped or turn.clone.broken
    if found and not busy and found[2] not in turn.clone.edited.values():
        words = ["commit", "--quiet", "--message", f"Remove {found[1]}", "--", found[2]]
        removed = turn.git("rm", "--quiet", "--", found[2], ok=(0, 1, 128)).code == 0
        if removed and turn.git(*words, ok=(0, 1, 128)).code:
            turn.git("reset", "--quiet", "--", found[2], ok=(0, 1, 128))
            turn.git("checkout", "--quiet", "HEAD", "--", found[2], ok=(0, 1, 128))


def git_abort(turn: Turn) -> None:
    """Somebody gives a merge up; whoever has typed something into it would throw that away, and does not."""
    for half in turn.clone.halves:
        if half.merging and not turn.clone.edited_in(half):
            turn.git("merge", "--abort", half=half, ok=(0, 128))
