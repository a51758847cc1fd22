"""`python -m tests.storm --seed 1 --clones 10 --steps 2000`: a long storm, with everything that it broke."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.storm.running import Running, orphans_come_here
from tests.storm.storm import Storm
from tests.storm.world import build, identity

EVERY = 100


def main(words: list[str] | None = None) -> int:
    """Run a storm; 1 when something was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clones", type=int, default=10)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--exact", action="store_true", help="leave out what no replay can repeat to the instant")
    parser.add_argument("--keep", metavar="DIR", help="work in this new folder and leave it there")
    asked = parser.parse_args(words)
    folder = Path(asked.keep).absolute() if asked.keep else Path(tempfile.mkdtemp(prefix="storm-"))
    if asked.keep and folder.exists():
        parser.error(f"{folder} is there already")
    try:
        with orphans_come_here():
            return _storm(asked, folder)
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _storm(asked: argparse.Namespace, folder: Path) -> int:
    identity(folder / "home")
    begun = time.monotonic()
    storm = Storm(build(folder / "world", Running(folder / "home"), asked.clones), asked.seed, exact=asked.exact)
    print(f"seed {asked.seed}: {asked.clones} clones in {time.monotonic() - begun:.1f} s", flush=True)
    begun = time.monotonic()
    for done in range(0, asked.steps, EVERY):
        storm.blow(min(EVERY, asked.steps - done))
        seconds = time.monotonic() - begun
        print(f"step {storm.step}: {storm.step / seconds:.1f} a second, {len(storm.violations)} wrong", flush=True)
        if len(storm.violations) >= 30:
            break
    blown = time.monotonic()
    storm.settle()
    settled = time.monotonic()
    print(f"all the same after {storm.rounds} rounds and {settled - blown:.1f} s", flush=True)
    storm.judge()
    print(f"judged in {time.monotonic() - settled:.1f} s")
    print(table(storm))
    for number, violation in enumerate(storm.violations, 1):
        print(f"\n{number}. {violation}")
    more = " --exact" if asked.exact else ""
    again = f"python -m tests.storm --seed {asked.seed} --clones {asked.clones}{more}"
    if storm.violations:
        step = min(violation.step for violation in storm.violations)
        print(f"\n{len(storm.violations)} wrong. Again, up to the first: {again} --steps {step} --keep DIR")
        return 1
    print(f"\nNothing was lost: {again} --steps {asked.steps}")
    return 0


def table(storm: Storm) -> str:
    """What was done how often, and how it ended."""
    lines = [
        f"  {action:24} {count:6} {storm.spent[action] / count if action in storm.spent else 0:8.0f} ms"
        for action, count in sorted(storm.counts.items())
    ]
    ends = ", ".join(f"{name}: {count}" for name, count in sorted(storm.codes.items()))
    return "\n".join([*lines, f"  how commands ended: {ends}"])


if __name__ == "__main__":
    sys.exit(main())
