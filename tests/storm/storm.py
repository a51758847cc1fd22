"""A storm: many clones, random actions, and what must be true after each of them and at the end.

Everything is drawn from the seed: the same seed, clones and steps give the same storm, but for kills at a moment of
the clock, races of processes, and what follows from them (`exact` leaves both out).
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.storm.actions import ACTIONS, MAY_CRASH
from tests.storm.history import MARKER, History
from tests.storm.laws import Judge, asked_for_nothing, is_sound, number_complaints, tree_complaints
from tests.storm.running import KILLED, Crash, Ended, Started
from tests.storm.world import Clone, World, moment

REMEMBERED = 14
MOST_VIOLATIONS = 30
ROUNDS = 3
"""In the first round everything arrives at the remote, in the second at every clone; one more for good measure."""

PROSE = ("title", "background", "direction", "origin", "area", "why", "about", "organization", "name", "author")
WORDS = (
    "and",
    "then",
    "there",
    "were",
    "some",
    "more",
    "words",
    "of",
    "no",
    "great",
    "weight",
    "to",
    "make",
    "it",
    "long",
)


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


@dataclass(frozen=True)
class Asked:
    """The decisions that were put to somebody, and the two commits that they are about."""

    step: int
    clone: str
    mine: str
    theirs: str
    decisions: tuple[tuple[str, str], ...]


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


def print_decisions() -> None:
    """Run in a clone: every decision that waits, a line of JSON each."""
    from wmstrat.commands.session import Session
    from wmstrat.sync.resolving import waiting

    for one in waiting(Session(None).workspace):
        print(json.dumps([one.ref, one.decision.field, one.of_text]))


@dataclass
class Turn:
    """One action: who does it, and the dice."""

    storm: Storm
    clone: Clone
    rng: Random
    name: str
    killing: Crash | None = None
    calls: int = 0

    @property
    def number(self) -> int:
        return self.storm.step

    @property
    def token(self) -> str:
        """A word that is in no other action."""
        return f"w{self.number}w"

    def text(self, words: str, *, long: bool = False) -> str:
        """Something to say, with the word of this action in it."""
        more = " ".join(self.rng.choices(WORDS, k=self.rng.randrange(6)))
        text = f"{words} {self.token} {more}".strip()
        return f"{text}.\n\nAnd {self.token}, once more.\n\n- one {self.token}\n- two" if long else text

    def scratch(self, name: str, text: str) -> str:
        """A file outside the workspace."""
        path = self.storm.world.root / f"{self.clone.name}-{name}"
        path.write_text(text)
        return str(path)

    # By hand

    def write(self, path: str, text: str, token: str) -> None:
        """A file as somebody made it with an editor."""
        file = self.clone.folder / path
        if text.encode() == self.clone.read(path):
            return
        file.write_bytes(text.encode())
        if token:
            self.clone.edited[token] = path
        self._note(f"typed {token} into {path}")

    def type_into(self, path: str, pattern: str, replacement: str, *, keep: bool = True) -> None:
        """A change of one place of a file."""
        text = self.clone.read(path).decode()
        changed, count = re.subn(pattern, lambda _: replacement, text, count=1)
        if count:
            self.write(path, changed, self.token if keep else "")

    # Commands

    def wmstrat(self, *words: str, ok: Sequence[int] = (0,), expect: str = "") -> Ended:
        """A command, with everything that must be true afterwards; `expect` is in what a command that ended with 0
        committed."""
        world, clone = self.storm.world, self.clone
        before, tip, crash = clone.head(), world.tip(), self.killing
        self.killing = None
        if (clone.state / "journal").exists():
            ok = (*ok, 3)  # what is spoken of may be part of a change that is undone now
        started = self._begin(clone, words, crash)
        ended = started.end()
        if ended.code == KILLED:
            self._after_the_kill(started, crash)
        self._judge(clone, ended, before, tip, ok=ok, expect=expect, killed=crash is not None)
        return ended

    def _begin(self, clone: Clone, words: Sequence[str], crash: Crash | None = None) -> Started:
        self.calls += 1
        env = moment(self.number, self.number // 25 + clone.days)
        number = self.number * 8 + min(self.calls, 7)
        return self.storm.world.running.begin(clone.folder, words, env=env, crash=crash, tails=number)

    def _after_the_kill(self, started: Started, crash: Crash | None) -> None:
        if crash and not crash.group and (self.storm.exact or self.rng.random() < 0.5):
            started.settled()
        self.storm.world.wait_for_remote()

    def _judge(
        self,
        clone: Clone,
        ended: Ended,
        before: str,
        tip: str,
        *,
        ok: Sequence[int],
        expect: str = "",
        killed: bool = False,
    ) -> None:
        storm = self.storm
        self._note(f"{' '.join(ended.words)} -> {ended.code}", clone)
        storm.codes[f"{ended.words[1]} {ended.code}"] += 1
        allowed = {
            *ok,
            *((KILLED,) if killed else ()),
            *((4,) if clone.merging or clone.edited or clone.broken else ()),
        }
        if ended.code not in allowed:
            storm.complain(clone, f"{' '.join(ended.words)} ended with {ended.code}: {ended.said[-1500:]}")
        storm.watch(clone, ended, before, tip, done=ended.code == 0)
        if expect and ended.code == 0:
            held = storm.world.running.git(clone.folder, "diff", before, clone.head())
            if expect not in held.out:
                storm.complain(
                    clone, f"{' '.join(ended.words)} ended with 0, and {expect} is not in what it committed"
                )

    def git(self, *words: str, ok: Sequence[int] = (0,)) -> Ended:
        """Plain git, as somebody types it."""
        world, clone = self.storm.world, self.clone
        before, tip = clone.head(), world.tip()
        env = moment(self.number, self.number // 25 + clone.days)
        env.pop("WMSTRAT_TODAY")
        ended = world.running.git(clone.folder, *words, env=env)
        self._note(f"{' '.join(ended.words)} -> {ended.code}")
        self.storm.codes[f"git {words[0]} {ended.code}"] += 1
        if ended.code not in ok:
            self.storm.complain(clone, f"{' '.join(ended.words)} ended with {ended.code}: {ended.said[-800:]}")
        self.storm.watch(clone, ended, before, tip, done=ended.code == 0)
        return ended

    def sync_may_end(self) -> tuple[int, ...]:
        """How a sync may end here."""
        return (0, 7, 4, 5) if self.clone.broken else (0, 7)

    def no_markers(self) -> None:
        """No file of the work tree has a marker of a conflict in it."""
        for path in self.clone.paths("groups/**/*.*") + self.clone.paths("people/*.yaml") + ["process.yaml"]:
            if MARKER.search(self.clone.read(path)):
                self.storm.complain(self.clone, f"{path} has a marker of a conflict in it")

    # Many at once, and crashes

    def race(self) -> None:
        """Several sync at once, or one person types two commands at once."""
        world, rng = self.storm.world, self.rng
        if self.storm.exact:
            return
        if rng.random() < 0.5 or len(world.clones) < 2:
            note = ("note", "add", "CB", self.text("One"))
            self._both(note, rng.choice((("sync",), ("set", "CB", f"origin={self.text('Other')}"))))
            return
        together = rng.sample(world.clones, min(len(world.clones), rng.choice((2, 3))))
        before = {clone.name: clone.head() for clone in together}
        begun = [(clone, self._begin(clone, ("sync",))) for clone in together]
        for clone, ended in [(clone, started.end()) for clone, started in begun]:
            ok = (0, 7, 4, 5) if clone.broken else (0, 7)
            self._judge(clone, ended, before[clone.name], "", ok=ok)

    def _both(self, *commands: Sequence[str]) -> None:
        before = self.clone.head()
        self.clone.busy = True
        for ended in [started.end() for started in [self._begin(self.clone, words) for words in commands]]:
            self._judge(self.clone, ended, before, "", ok=(0, 4, *self.sync_may_end()))
        self.clone.busy = False

    def crash(self) -> None:
        """Another action, whose command is killed."""
        action = self.rng.choice(MAY_CRASH)
        steps = 130 if action == "sync" else 60
        at_a_step = self.storm.exact or self.rng.random() < 0.7
        step = self.rng.randrange(1, steps) if at_a_step else 0
        seconds = 0.0 if at_a_step else self.rng.uniform(0.005, 0.4 if action == "sync" else 0.12)
        self.killing = Crash(step, seconds, self.rng.random() < 0.5)
        self._note(f"crash: {action}, {self.killing}")
        self.storm.counts[f"crash of {action}"] += 1
        ACTIONS[action][1](self)

    # Decisions

    def resolve(self, *, all_of_them: bool = True) -> None:
        """Choose what waits, or some of it, at random."""
        for place, (reference, name, of_text) in enumerate(self.decisions()):
            if not all_of_them and self.rng.random() < 0.5:
                continue
            choices = [["--mine"], ["--theirs"], ["--mine"], ["--theirs"]]
            if of_text:
                choices += [["--both"], ["--both"]]
            if of_text or name in PROSE:
                choices.append(["--value", f"Chosen {self.token} {place}"])
            self.wmstrat("resolve", reference, name, *self.rng.choice(choices))

    def decisions(self) -> list[tuple[str, str, bool]]:
        """What waits: (reference, field, whether both texts can stay)."""
        world, clone = self.storm.world, self.clone
        env = moment(self.number, self.number // 25 + clone.days)
        ended = world.running.begin(clone.folder, ["resolve"], env=env, instead=print_decisions).end()
        if ended.code:
            self.storm.complain(clone, f"the decisions cannot be listed: {ended.said[-1500:]}")
            return []
        found = [tuple(json.loads(line)) for line in ended.out.splitlines()]
        theirs = world.running.git(clone.folder, "rev-parse", "refs/remotes/origin/main").out.strip()
        decisions = tuple((reference, name) for reference, name, _ in found)
        self.storm.asked.append(Asked(self.number, clone.name, clone.head(), theirs, decisions))
        self.storm.counts["decisions"] += len(found)
        return found

    def _note(self, what: str, clone: Clone | None = None) -> None:
        self.storm.recent[(clone or self.clone).name].append(f"{self.number} {self.name}: {what[:230]}")
