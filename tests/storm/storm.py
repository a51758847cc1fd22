"""A storm: many clones, random actions, and what must be true after each of them and at the end.

Everything is drawn from the seed: the same seed, clones and steps give the same storm, but for kills at a moment of
the clock, races of processes, and what follows from them (`exact` leaves both out).
"""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.storm.actions import ACTIONS
from tests.storm.history import History
from tests.storm.laws import Judge, asked_for_nothing, is_sound, number_complaints, tree_complaints
from tests.storm.running import KILLED, Ended
from tests.storm.turn import Asked, Turn
from tests.storm.world import Clone, World

REMEMBERED = 14
MOST_VIOLATIONS = 30
ROUNDS = 3
"""In the first round everything arrives at the remote, in the second at every clone; one more for good measure."""


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

    def watch(self, clone: Clone, ended: Ended, before: str, tip: str, *, done: bool) -> None:
        """Look at a clone after a command that ended; `done` when it said that it did what it was asked."""
        head = clone.head()
        if head != clone.reported:
            self._nothing_taken_back(clone, head)
        if done:
            clone.reported = head
        if ended.code != KILLED and ended.words[0] == "wmstrat" and (clone.state / "journal").exists():
            self.complain(clone, f"{' '.join(ended.words)} left a journal behind")
        if ended.words[:2] == ("wmstrat", "sync"):
            self._honest(clone, ended, tip)
        if self.world.tip() != self.tips[-1]:
            self.tips.append(self.world.tip())
        if clone.edited:
            self._nothing_typed_is_lost(clone, before, head)

    def _nothing_taken_back(self, clone: Clone, head: str) -> None:
        asked = self.world.running.git(clone.folder, "merge-base", "--is-ancestor", clone.reported, "HEAD")
        if asked.code:
            self.complain(
                clone, f"{clone.reported[:10]} was reported as done and is not in {head[:10]}: {asked.said}"
            )

    def _honest(self, clone: Clone, ended: Ended, tip: str) -> None:
        """A sync that says that it is done has sent everything; one that says it is not has sent nothing."""
        if "--dry-run" in ended.words or "--abort" in ended.words:
            return
        clone.waits = ended.code == 7
        now = self.world.tip()
        if ended.code == 0 and clone.head() != now and not clone.busy:
            reached = self.world.running.git(self.world.remote, "merge-base", "--is-ancestor", clone.head(), now)
            if reached.code:
                self.complain(clone, f"sync ended with 0, but the remote does not have {clone.head()[:10]}")
        if ended.code == 0 and clone.merging:
            self.complain(clone, "sync ended with 0 and left a merge of git under way")
        if ended.code in (4, 5, 7) and tip and now != tip:
            self.complain(clone, f"sync ended with {ended.code}, but the remote moved")

    def _nothing_typed_is_lost(self, clone: Clone, before: str, head: str) -> None:
        for token, path in list(clone.edited.items()):
            if token.encode() in clone.read(path):
                if head != before and self._holds(clone, "grep", "-qF", token, "HEAD", "--"):
                    del clone.edited[token]
            elif self._holds(clone, "grep", "-qF", "--untracked", token, "--"):
                if self._holds(clone, "grep", "-qF", token, "HEAD", "--"):
                    del clone.edited[token]
            else:
                del clone.edited[token]
                kept = any(
                    token.encode() in file.read_bytes() for file in clone.state.glob("kept/**/*") if file.is_file()
                )
                committed = self.world.running.git(clone.folder, "log", "-1", "--format=%h", "-S", token, "HEAD").out
                if not kept and not committed:
                    self.complain(clone, f"{token}, typed into {path} by hand, is neither there nor committed")

    def _holds(self, clone: Clone, *words: str) -> bool:
        return self.world.running.git(clone.folder, *words).code == 0

    # The end

    def settle(self) -> None:
        """Everybody syncs until all are the same."""
        rng = Random(f"{self.seed} the end")
        for clone in self.world.clones:
            ACTIONS["mend"][1](Turn(self, clone, rng, "mend"))
            clone.days = 0
        stuck: set[str] = set()
        for number in range(1, ROUNDS + 1):
            self.rounds = number
            for clone in rng.sample(self.world.clones, len(self.world.clones)):
                if clone.name not in stuck and not self._sync_fully(clone, rng):
                    stuck.add(clone.name)
            tip = self.world.tip()
            if all(clone.head() == tip for clone in self.world.clones):
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
        if not self.violations:
            self._clones_are_equal()
        for clone in world.clones:
            self._nothing_left_over(clone)
        for folder in (world.remote, *(clone.folder for clone in world.clones)):
            if trouble := is_sound(folder):
                self.complain(None, f"git fsck of {folder.name}: {trouble[:400]}")
        if len(world.tip()) == 40 and self._reported_is_at_the_remote():
            history = History(world.clones[0].folder)
            try:
                self._judge_history(history)
            finally:
                history.close()

    def _reported_is_at_the_remote(self) -> bool:
        reached = True
        for clone in self.world.clones:
            asked = self.world.running.git(clone.folder, "merge-base", "--is-ancestor", clone.reported, "HEAD")
            if asked.code:
                self.complain(clone, f"{clone.reported[:10]} was reported as done and is not in HEAD at the end")
            reached = reached and clone.head() == self.world.tip()
        return reached

    def _judge_history(self, history: History) -> None:
        end = self.world.tip()
        for text in Judge(history).complaints():
            self.complain(None, text)
        for text in tree_complaints(history, end):
            self.complain(None, text)
        for text in number_complaints(history, self.tips):
            self.complain(None, text)
        for one in self.asked:
            with suppress(KeyError):
                own = History(next(clone.folder for clone in self.world.clones if clone.name == one.clone))
                try:
                    for text in asked_for_nothing(own, one.mine, one.theirs, one.decisions):
                        self.complain(None, f"step {one.step}, {one.clone}: sync asked for {text}")
                finally:
                    own.close()

    def _clones_are_equal(self) -> None:
        first, *others = [_bytes(clone.folder) for clone in self.world.clones]
        for clone, found in zip(self.world.clones[1:], others, strict=True):
            for path in sorted({*first, *found}):
                if first.get(path) != found.get(path):
                    self.complain(clone, f"{path} is not what it is in {self.world.clones[0].name}")
        answers = {}
        for clone in self.world.clones:
            status = self.world.running.git(clone.folder, "status", "--porcelain").out
            if status:
                self.complain(clone, f"the work tree is not clean: {status}")
            turn = Turn(self, clone, Random(0), "check")
            checked = turn.wmstrat("check", "--format", "json", ok=(0, 1))
            if checked.code:
                self.complain(clone, f"check finds errors: {_errors(checked.out)}")
            listed = turn.wmstrat("question", "list", "--format", "json").out
            answers[checked.out + listed] = clone
        if len(answers) > 1:
            self.complain(next(iter(answers.values())), "check or list says something else in another clone")

    def _nothing_left_over(self, clone: Clone) -> None:
        git = clone.git_directory
        names = ("journal", "journal.tmp", "git-at-work", "message", "lock-holder", "choices", "choices.tmp")
        left = [clone.state / name for name in names]
        left += [git / name for name in ("MERGE_HEAD", "MERGE_MSG", "AUTO_MERGE", "CHERRY_PICK_HEAD", "SQUASH_MSG")]
        left += [*git.glob("*.lock"), *git.glob("refs/**/*.lock"), *clone.folder.glob("**/.wmstrat-*")]
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
