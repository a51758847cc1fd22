"""A storm: many clones, random actions, and what must be true after each of them and at the end.

Everything is drawn from the seed: the same seed, clones and steps give the same storm, but for kills at a moment of
the clock, races of processes, and what follows from them (`exact` leaves both out).
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter, deque
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.storm.actions import ACTIONS
from tests.storm.history import History
from tests.storm.invariants import Judge, asked_for_nothing, is_sound, number_complaints, tree_complaints
from tests.storm.replays import UNDER_WAY, Replay, replay_complaints
from tests.storm.running import KILLED, Ended
from tests.storm.secrecy import dangling, exposed
from tests.storm.turn import Asked, Turn
from tests.storm.world import Clone, Commits, Half, World, parents
from wmstrat.kinds import kinds

REMEMBERED = 14
MOST_VIOLATIONS = 30
ROUNDS = 3
"""In the first round everything arrives on the remote, in the second at every clone; one more for good measure."""


@dataclass(frozen=True)
class Violation:
    """Something that must not be."""

    step: int
    clone: str
    text: str
    recent: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"step {self.step}, {self.clone}: " if self.clone else ""
        return "\n".join([where + self.text, *(f"      {line}" for line in self.recent)])


@dataclass
class Storm:
    """One storm over a world."""

    world: World
    seed: int
    exact: bool = False
    violations: list[Violation] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    tips: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    replays: list[tuple[int, str, Replay]] = field(default_factory=list)
    """Every rebase, cherry-pick and revert that was brought to its end: the step, the clone, and what it was."""
    recent: dict[str, deque[str]] = field(default_factory=dict)
    step: int = 0
    rounds: int = 0
    spent: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.recent = {clone.name: deque(maxlen=REMEMBERED) for clone in self.world.clones}
        self.tips = [self.world.tip()]

    # One step

    def take(self, clone: int, action: str, rng: Random) -> None:
        """One action in one clone."""
        self.step += 1
        turn = Turn(self, self.world.clones[clone % len(self.world.clones)], rng, action)
        self.counts[action] += 1
        begun = time.monotonic()
        ACTIONS[action][1](turn)
        self.spent[action] += int((time.monotonic() - begun) * 1000)

    def forget(self, clone: int, person: str) -> None:
        """Somebody forgets a person, which changes ids: the histories before and after cannot be compared."""
        self.step += 1
        turn = Turn(self, self.world.clones[clone], Random(0), "forget")
        turn.wmstrat("person", "forget", person, "--yes")

    def blow(self, steps: int) -> None:
        """So many random steps."""
        names = list(ACTIONS)
        weights = [weight for weight, _ in ACTIONS.values()]
        for _ in range(steps):
            rng = Random(f"{self.seed} {self.step + 1}")
            clone = rng.randrange(len(self.world.clones))
            self.take(clone, rng.choices(names, weights)[0], rng)
            if len(self.violations) >= MOST_VIOLATIONS:
                return

    def complain(self, clone: Clone | None, text: str) -> None:
        """Something that must not be was found."""
        recent = tuple(self.recent[clone.name]) if clone else ()
        self.violations.append(Violation(self.step, clone.name if clone else "", text, recent))

    # What must be true after every command

    def watch(self, clone: Clone, ended: Ended, before: Commits, sent: Commits, *, done: bool) -> None:
        """Look at a clone after a command that ended; `done` when it said that it did what it was asked."""
        heads = clone.heads()
        for half, head in zip(clone.halves, heads, strict=True):
            if head != half.reported and not half.stopped:
                self._nothing_taken_back(clone, half, head)
            if done and not half.stopped and not (clone.state / "journal").exists():
                half.reported = head  # while a killed command waits to be undone, nothing of it is done
        if ended.words[0] == "wmstrat":
            if ended.code != KILLED and (clone.state / "journal").exists() and not clone.stopped:
                self.complain(clone, f"{' '.join(ended.words)} left a journal behind")
            # It says that it had to end what was killed; or it was killed itself, perhaps in the midst of that.
            settled = "An interrupted change was" in ended.said or ended.code == KILLED
            for half in clone.halves:
                if half.stopped and settled:
                    half.stopped.before = half.head()
            if clone.stopped and heads != before and not clone.busy and not settled:
                self.complain(clone, f"{' '.join(ended.words)} moved a branch while git waits for somebody to go on")
        if ended.words[:2] == ("wmstrat", "sync"):
            self._honest(clone, ended, sent)
        if self.world.tip() != self.tips[-1]:
            self.tips.append(self.world.tip())
        if clone.edited:
            self._nothing_typed_is_lost(clone, before, heads)

    def _nothing_taken_back(self, clone: Clone, half: Half, head: str) -> None:
        if half.reported in parents(half.git_directory, head):
            return
        asked = self.world.running.git(half.folder, "merge-base", "--is-ancestor", half.reported, head)
        if asked.code:
            self.complain(
                clone,
                f"{half.reported[:10]} was reported as done and is not in {head[:10]} of {half.name}: {asked.said}",
            )

    def _honest(self, clone: Clone, ended: Ended, before: Commits) -> None:
        """A sync that says that it is done has sent everything; one that says it is not has sent nothing of the side
        that it could not settle."""
        if "--dry-run" in ended.words or "--abort" in ended.words:
            return
        clone.waits = ended.code == 7
        for half, was in zip(clone.halves, before, strict=True):
            now = half.sent()
            if ended.code == 0 and half.head() != now and not clone.busy:
                reached = self.world.running.git(half.remote, "merge-base", "--is-ancestor", half.head(), now)
                if reached.code:
                    self.complain(
                        clone, f"sync ended with 0, but {half.remote.name} does not have {half.head()[:10]}"
                    )
            if ended.code == 0 and half.merging:
                self.complain(clone, f"sync ended with 0 and left a merge of git under way in {half.name}")
            if was and now != was and not self._may_have_sent(ended, half, now):
                self.complain(clone, f"sync ended with {ended.code}, but {half.remote.name} moved")

    def _may_have_sent(self, ended: Ended, half: Half, now: str) -> bool:
        """Whether a sync may have sent something of this side, as it ended. The public side is first."""
        if ended.code == 7:
            waiting = re.findall(r"Nothing(?: of (private/|the workspace))? was received or sent", ended.said)
            return half.name not in [name or "the workspace" for name in waiting]
        if ended.code in (4, 5):
            return not half.inside and half.head() == now
        return True

    def _nothing_typed_is_lost(self, clone: Clone, before: Commits, heads: Commits) -> None:
        for token, path in list(clone.edited.items()):
            half = clone.half_of(path)
            if half.stopped:
                continue
            place = clone.halves.index(half)
            if token.encode() in clone.read(path):
                if heads[place] != before[place] and self._holds(half, "grep", "-qF", token, "HEAD", "--"):
                    del clone.edited[token]
            elif self._holds(half, "grep", "-qF", "--untracked", token, "--"):
                if self._holds(half, "grep", "-qF", token, "HEAD", "--"):
                    del clone.edited[token]
            else:
                del clone.edited[token]
                kept = any(
                    token.encode() in file.read_bytes() for file in clone.state.glob("kept/**/*") if file.is_file()
                )
                committed = self.world.running.git(half.folder, "log", "-1", "--format=%h", "-S", token, "HEAD").out
                if not kept and not committed:
                    self.complain(clone, f"{token}, typed into {path} by hand, is neither there nor committed")

    def _holds(self, half: Half, *words: str) -> bool:
        return self.world.running.git(half.folder, *words).code == 0

    # The end

    def settle(self) -> None:
        """Everybody syncs until all are the same."""
        rng = Random(f"{self.seed} the end")
        for clone in self.world.clones:
            self.step += 1
            for name in ("mend", "git go on"):
                ACTIONS[name][1](Turn(self, clone, rng, name))
            clone.days = 0
        stuck: set[str] = set()
        for number in range(1, ROUNDS + 1):
            self.rounds = number
            for clone in rng.sample(self.world.clones, len(self.world.clones)):
                if clone.name not in stuck and not self._sync_fully(clone, rng):
                    stuck.add(clone.name)
            if all(clone.heads() == clone.sent() for clone in self.world.clones):
                return
        self.complain(None, f"after {ROUNDS} rounds of syncs the clones differ; stuck: {sorted(stuck) or 'none'}")

    def _sync_fully(self, clone: Clone, rng: Random) -> bool:
        for _ in range(6):
            self.step += 1
            turn = Turn(self, clone, rng, "last sync")
            ended = turn.wmstrat("sync", ok=(0, 7))
            if ended.code == 7:
                turn.resolve()
            else:
                return ended.code == 0
        self.complain(clone, "the decisions did not come to an end")
        return False

    def judge(self) -> None:
        """Look at what everything came to."""
        world = self.world
        self.look_at_the_clones()
        for folder in (*world.remotes, *(half.folder for clone in world.clones for half in clone.halves)):
            if trouble := is_sound(folder):
                self.complain(None, f"git fsck of {folder.relative_to(world.root)}: {trouble[:400]}")
        for text in exposed(world.remote):
            self.complain(None, text)
        if self._reported_is_at_the_remote():
            public, private = (History(half.folder) for half in world.clones[0].halves)
            try:
                self._judge_histories(public, private)
            finally:
                public.close()
                private.close()
        for step, name, replay in self.replays:
            with closing(History(replay.half.folder)) as own:
                for text in replay_complaints(own, replay):
                    self.complain(None, f"step {step}, {name}: {replay.half.inside} {text}")

    def look_at_the_clones(self) -> None:
        """Whether all clones are the same, and in order."""
        if not self.violations:
            self._clones_are_equal()
        for clone in self.world.clones:
            self._nothing_left_over(clone)

    def _reported_is_at_the_remote(self) -> bool:
        reached = True
        for clone in self.world.clones:
            for half in clone.halves:
                asked = self.world.running.git(half.folder, "merge-base", "--is-ancestor", half.reported, "HEAD")
                if asked.code:
                    self.complain(clone, f"{half.reported[:10]} was reported as done and is not in HEAD at the end")
                reached = reached and half.head() == half.sent() != ""
        return reached

    def _judge_histories(self, public: History, private: History) -> None:
        for history in (public, private):
            for text in (*Judge(history).complaints(), *tree_complaints(history, "HEAD")):
                self.complain(None, text)
        for text in number_complaints(public, self.tips):
            self.complain(None, text)
        for text in dangling(public, private):
            self.complain(None, text)
        for one in self.asked:
            with suppress(KeyError), closing(History(one.half.folder)) as own:
                for text in asked_for_nothing(own, one.mine, one.theirs, one.decisions):
                    self.complain(None, f"step {one.step}, {one.clone}: sync asked for {text}")

    def _clones_are_equal(self) -> None:
        first, *others = [_bytes(clone.folder) for clone in self.world.clones]
        for clone, found in zip(self.world.clones[1:], others, strict=True):
            for path in sorted({*first, *found}):
                if first.get(path) != found.get(path):
                    self.complain(clone, f"{path} is not what it is in {self.world.clones[0].name}")
        answers = {}
        for clone in self.world.clones:
            for half in clone.halves:
                status = self.world.running.git(half.folder, "status", "--porcelain").out
                if status:
                    self.complain(clone, f"the work tree of {half.name} is not clean: {status}")
            turn = Turn(self, clone, Random(0), "check")
            checked = turn.wmstrat("check", "--format", "json", ok=(0, 1))
            if checked.code:
                self.complain(clone, f"check finds errors: {_errors(checked.out)}")
            nouns = [kind.command for kind in kinds() if not kind.is_lone]
            listed = [turn.wmstrat(noun, "list", "--format", "json").out for noun in nouns]
            listed.append(turn.wmstrat("link", "map", "--format", "json").out)
            answers["".join([checked.out, *listed])] = clone
        if len(answers) > 1:
            self.complain(next(iter(answers.values())), "check or list says something else in another clone")

    def _nothing_left_over(self, clone: Clone) -> None:
        names = ("journal", "journal.tmp", "git-at-work", "message", "lock-holder", "choices", "choices.tmp")
        left = [clone.state / name for name in names]
        for git in (half.git_directory for half in clone.halves):
            left += [git / name for name in (*UNDER_WAY, "MERGE_HEAD", "MERGE_MSG", "AUTO_MERGE", "SQUASH_MSG")]
            left += [*git.glob("*.lock"), *git.glob("refs/**/*.lock")]
        left += clone.folder.glob("**/.wmstrat-*")
        left += [path for path in clone.state.glob("*") if "tmp" in path.name or "index" in path.name]
        found = [path.relative_to(clone.folder).as_posix() for path in left if path.exists()]
        if found:
            self.complain(clone, f"left over: {', '.join(sorted(set(found)))}")


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def _errors(text: str) -> str:
    try:
        found = [item for item in json.loads(text)["items"] if not item.get("warning")]
    except ValueError:
        return text[:400]
    return "; ".join(json.dumps(item, ensure_ascii=False) for item in found[:4])
