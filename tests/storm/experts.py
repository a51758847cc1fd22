"""What people do who know git: they rebase what they have not sent, pick commits of others, and revert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.storm.replays import Replay
from tests.storm.world import Half
from wmstrat.kinds import kinds

if TYPE_CHECKING:
    from tests.storm.turn import Turn

MOST_STOPS = 40
SAFE_TO_REVERT = {"set", "question answer", "group rename", "group stage", "member apply"}
"""Commands whose commit can be taken back without a record that others may refer to going away."""
NOT_TO_PICK = {"", "sync", "init", "meeting close"} | {
    f"{kind.command} {verb}"
    for kind in kinds()
    if kind.is_numbered
    for verb in ("add", *(verb.name for verb in kind.verbs if verb.adds))
}
"""Nobody picks what gives a number, or the half of it that gives a handle: plain git makes two records of that, which
no sync sends (test_promise.py)."""
FORM = "--format=%H%x09%(trailers:key=Wmstrat-Command,valueonly,separator=%x2c)"


def pull_rebase(turn: Turn) -> None:
    half = turn.half()
    if _free(half):
        _replay(turn, Replay("rebase", half, half.head()), "pull", "--quiet", "--rebase")


def rebase(turn: Turn) -> None:
    """Fetch, and rebase what was never sent."""
    half = turn.half()
    if _free(half) and turn.git("fetch", "--quiet", half=half).code == 0:
        _replay(turn, Replay("rebase", half, half.head()), "rebase", "--quiet", "origin/main")


def cherry_pick(turn: Turn) -> None:
    """Take a commit of somebody else, and not what came before it."""
    half = turn.half()
    if _free(half) and not turn.clone.edited and not turn.clone.broken:
        turn.git("fetch", "--quiet", half=half)
        found = _commits(turn, half, "HEAD..origin/main", others=True)
        if found:
            picked = turn.rng.choice(found)
            _replay(turn, Replay("cherry-pick", half, half.head(), picked), "cherry-pick", picked)


def revert(turn: Turn) -> None:
    """Take back a commit, whoever made it."""
    half = turn.half()
    if _free(half) and not turn.clone.edited and not turn.clone.broken:
        found = _commits(turn, half, "-20", others=False)
        if found:
            reverted = turn.rng.choice(found)
            _replay(turn, Replay("revert", half, half.head(), reverted), "revert", "--no-edit", reverted)


def go_on(turn: Turn) -> None:
    """Whatever waits at a conflict is ended: mended by hand and continued, or aborted."""
    for half in turn.clone.halves:
        if half.stopped:
            _end(turn, half.stopped)


def _free(half: Half) -> bool:
    return not half.merging and not half.stopped


def _commits(turn: Turn, half: Half, range_: str, *, others: bool) -> list[str]:
    log = turn.git("log", "--no-merges", FORM, range_, half=half)
    made = [line.split("\t") for line in log.out.splitlines()]
    return [sha for sha, command in made if (command not in NOT_TO_PICK if others else command in SAFE_TO_REVERT)]


def _replay(turn: Turn, replay: Replay, *words: str) -> None:
    half = replay.half
    half.stopped = replay
    turn.git(*words, half=half, ok=(0, 1, 128))
    if replay.verb == "rebase":
        replay.source = half.fetched()
    if not replay.under_way:
        _ended(turn, replay)
    elif turn.rng.random() < 0.5:
        _end(turn, replay)


def _end(turn: Turn, replay: Replay) -> None:
    for _ in range(MOST_STOPS):
        if turn.rng.random() < 0.2 or not _mended(turn, replay):
            break
        ended = turn.git("-c", "core.editor=true", replay.verb, "--continue", half=replay.half, ok=(0, 1, 128))
        if not replay.under_way:
            break
        if "is now empty" in ended.said and replay.verb != "rebase":
            turn.git(replay.verb, "--skip", half=replay.half)
            break
    if replay.under_way:
        turn.git(replay.verb, "--abort", half=replay.half)
        if replay.half.head() != replay.before:
            turn.complain(f"{replay.verb} --abort did not go back to {replay.before[:10]}")
    _ended(turn, replay)


def _mended(turn: Turn, replay: Replay) -> bool:
    """Every file that git stopped at holds what both sides changed, and one of the two where they changed the same;
    False where one side took the file away, or both made it: that is no question of lines."""
    half = replay.half
    stages: dict[str, dict[str, str]] = {}
    for entry in turn.git("ls-files", "--unmerged", "-z", half=half).out.split("\0")[:-1]:
        about, _, path = entry.partition("\t")
        _, blob, stage = about.split()
        stages.setdefault(path, {})[stage] = blob
    if any(len(found) < 3 for found in stages.values()):
        return False
    for path, found in stages.items():
        blobs = [turn.git("cat-file", "blob", found[stage], half=half).out for stage in "213"]
        files = [turn.scratch(f"side-{number}", text) for number, text in enumerate(blobs)]
        side = turn.rng.choice(("--ours", "--theirs"))
        merged = turn.git("merge-file", "--stdout", side, *files, half=half)
        (half.folder / path).write_text(merged.out)
        turn.git("add", "--", path, half=half)
        replay.mended.add(path)
    return True


def _ended(turn: Turn, replay: Replay) -> None:
    half = replay.half
    half.stopped = None
    if half.head() == replay.before:
        return
    replay.after = half.head()
    turn.storm.replays.append((turn.number, turn.clone.name, replay))
    if replay.verb == "rebase":
        interrupted = (turn.clone.state / "journal").exists()  # what a killed command began is undone later
        half.reported = replay.source if interrupted else replay.after
