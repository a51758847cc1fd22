"""python -m tests.benchmarks; see benchmark.py."""

from __future__ import annotations

from tests.benchmarks.benchmark import main

if __name__ == "__main__":
    main()
