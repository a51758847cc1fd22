"""One action of one person in a storm: the commands that are typed, and what they must come to."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from tests.storm.actions import ACTIONS, MAY_CRASH
from tests.storm.history import MARKER
from tests.storm.running import KILLED, Crash, Ended, Started
from tests.storm.world import Clone, Commits, Half, moment

if TYPE_CHECKING:
    from tests.storm.storm import Storm

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
PROSE = ("title", "background", "direction", "origin", "area", "why", "about", "organization", "name", "author")
PRIVATE_PROSE = ("contact", "region", "answer", "why")
READS = ("check", "complete", "log", "resolve", "show", "status", "sync", "question list", "whoami")
"""Commands that may end well while git waits for somebody to go on: they change nothing then."""


def print_decisions() -> None:
    """Run in a clone: every decision that waits, a line of JSON each."""
    from wmstrat.commands.session import Session
    from wmstrat.sync.resolving import open_conflicts, plans_as_last_seen

    for one in open_conflicts(plans_as_last_seen(Session(None).workspace, None)):
        print(json.dumps([one.ref, one.conflict.field, one.of_text, one.side.is_private]))


UNKNOWN = "", ""
"""What the remotes hold, where several send at once."""


@dataclass(frozen=True)
class Asked:
    """The decisions that were put to somebody, and the two commits that they are about."""

    step: int
    half: Half
    clone: str
    mine: str
    theirs: str
    decisions: tuple[tuple[str, str], ...]


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

    @property
    def secret(self) -> str:
        """A word that is in no other action, and that the public side must never have."""
        return f"p{self.number}p"

    def half(self) -> Half:
        """One of the two repositories, mostly the public one."""
        return self.clone.private if self.rng.random() < 0.25 else self.clone.public

    def secret_text(self, words: str) -> str:
        """Something to say in private."""
        return f"{words} {self.secret} {' '.join(self.rng.choices(WORDS, k=self.rng.randrange(4)))}".strip()

    def complain(self, text: str) -> None:
        """Something that must not be was found."""
        self.storm.complain(self.clone, text)

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
        """A file as somebody made it with an editor; not while git waits for that person to go on."""
        file = self.clone.folder / path
        if text.encode() == self.clone.read(path) or self.clone.half_of(path).stopped:
            return
        file.write_bytes(text.encode())
        for earlier in [one for one, known in self.clone.edited.items() if known == path and one not in text]:
            del self.clone.edited[earlier]  # whoever typed it has typed something else over it
        if token:
            self.clone.edited[token] = path
        self._note(f"typed {token} into {path}")

    def type_into(self, path: str, pattern: str, replacement: str, *, token: str | None = None) -> None:
        """A change of one place of a file; `token` is the word of this action in it."""
        text = self.clone.read(path).decode()
        changed, count = re.subn(pattern, lambda _: replacement, text, count=1)
        if count:
            self.write(path, changed, self.token if token is None else token)

    # Commands

    def wmstrat(self, *words: str, ok: Sequence[int] = (0,), expect: str = "") -> Ended:
        """A command, with everything that must be true afterwards; `expect` is in what a command that ended with 0
        committed."""
        clone = self.clone
        before, sent, crash = clone.heads(), clone.sent(), self.killing
        self.killing = None
        if (clone.state / "journal").exists():
            ok = (*ok, 3)  # what is spoken of may be part of a change that is undone now
        started = self._begin(clone, words, crash)
        ended = started.end()
        if ended.code == KILLED:
            self._after_the_kill(started, crash)
        self._judge(clone, ended, before, sent, ok=ok, expect=expect, killed=crash is not None)
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
        before: Commits,
        sent: Commits,
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
            *((3, 4, 5) if clone.stopped else ()),
        }
        if ended.code not in allowed:
            storm.complain(clone, f"{' '.join(ended.words)} ended with {ended.code}: {ended.said[-1500:]}")
        if clone.stopped and ended.code == 0 and not " ".join(ended.words[1:]).startswith(READS):
            storm.complain(clone, f"{' '.join(ended.words)} ended with 0 while git waits for somebody to go on")
        storm.watch(clone, ended, before, sent, done=ended.code == 0)
        if expect and ended.code == 0:
            moved = zip(clone.halves, before, clone.heads(), strict=True)
            diffs = [storm.world.running.git(half.folder, "diff", a, b).out for half, a, b in moved if a != b]
            if not any(expect in diff for diff in diffs):
                storm.complain(
                    clone, f"{' '.join(ended.words)} ended with 0, and {expect} is not in what it committed"
                )

    def git(self, *words: str, ok: Sequence[int] = (0,), half: Half | None = None) -> Ended:
        """Plain git, as somebody types it in one of the two repositories, by default the public one."""
        world, clone = self.storm.world, self.clone
        before, sent = clone.heads(), clone.sent()
        env = moment(self.number, self.number // 25 + clone.days)
        env.pop("WMSTRAT_TODAY")
        where = half or clone.public
        ended = world.running.git(where.folder, *words, env=env)
        self._note(f"{where.inside} {' '.join(ended.words)} -> {ended.code}".strip())
        self.storm.codes[f"git {words[0]} {ended.code}"] += 1
        if ended.code not in ok:
            self.storm.complain(clone, f"{' '.join(ended.words)} ended with {ended.code}: {ended.said[-800:]}")
        self.storm.watch(clone, ended, before, sent, done=ended.code == 0)
        return ended

    def sync_may_end(self) -> tuple[int, ...]:
        """How a sync may end here."""
        return (0, 7, 4, 5) if self.clone.broken else (0, 7)

    def no_markers(self) -> None:
        """No file of the work tree has a marker of a conflict in it."""
        private = self.clone.paths("private/people/*.yaml") + self.clone.paths("private/applications/**/*.yaml")
        for path in (
            self.clone.paths("groups/**/*.*") + self.clone.paths("people/*.yaml") + ["process.yaml"] + private
        ):
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
        before = {clone.name: clone.heads() for clone in together}
        begun = [(clone, self._begin(clone, ("sync",))) for clone in together]
        for clone, ended in [(clone, started.end()) for clone, started in begun]:
            ok = (0, 7, 4, 5) if clone.broken else (0, 7)
            self._judge(clone, ended, before[clone.name], UNKNOWN, ok=ok)

    def _both(self, *commands: Sequence[str]) -> None:
        before = self.clone.heads()
        self.clone.busy = True
        for ended in [started.end() for started in [self._begin(self.clone, words) for words in commands]]:
            self._judge(self.clone, ended, before, UNKNOWN, ok=(0, 4, *self.sync_may_end()))
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
        made: set[tuple[str, str]] = set()
        for place, (reference, name, of_text, private) in enumerate(self.decisions()):
            if (reference, name) in made:
                continue  # one choice for both halves of a person
            made.add((reference, name))
            if not all_of_them and self.rng.random() < 0.5:
                continue
            choices = [["--mine"], ["--theirs"], ["--mine"], ["--theirs"]]
            if of_text:
                choices += [["--both"], ["--both"]]
            if of_text or name in (PRIVATE_PROSE if private else PROSE):
                choices.append(["--value", f"Chosen {self.secret if private else self.token} {place}"])
            choice = self.rng.choice(choices)
            ended = self.wmstrat("resolve", reference, name, *choice, ok=(0, 4))
            if ended.code == 4 and self._was_settled(ended):
                for side in ("--mine", "--theirs"):
                    ended = self.wmstrat("resolve", reference, name, side, ok=(0, 4))
                    if ended.code == 0:
                        break

    def _was_settled(self, ended: Ended) -> bool:
        """Whether a choice was refused because the process has settled it; anything else must not be."""
        if "was decided on the other side" in ended.said or "was decided on this side" in ended.said:
            return True
        self.storm.complain(self.clone, f"{' '.join(ended.words)} was refused: {ended.said[-800:]}")
        return False

    def decisions(self) -> list[tuple[str, str, bool, bool]]:
        """What waits: (reference, field, whether both texts can stay, whether it is private)."""
        world, clone = self.storm.world, self.clone
        env = moment(self.number, self.number // 25 + clone.days)
        ended = world.running.begin(clone.folder, ["resolve"], env=env, instead=print_decisions).end()
        if ended.code:
            self.storm.complain(clone, f"the decisions cannot be listed: {ended.said[-1500:]}")
            return []
        found = [tuple(json.loads(line)) for line in ended.out.splitlines()]
        for half in clone.halves:
            of_half = (one for one in found if one[3] == (half is clone.private))
            decisions = tuple((reference, name) for reference, name, *_ in of_half)
            self.storm.asked.append(Asked(self.number, half, clone.name, half.head(), half.fetched(), decisions))
        self.storm.counts["decisions"] += len(found)
        return found

    def _note(self, what: str, clone: Clone | None = None) -> None:
        self.storm.recent[(clone or self.clone).name].append(f"{self.number} {self.name}: {what[:230]}")
