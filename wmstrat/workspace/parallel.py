"""Work that several processes share: what takes long in Python itself, such as reading thousands of files."""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, NamedTuple, TypeVar

T = TypeVar("T")

# How many items are worked on at once, and from how many on it takes less time to start processes.
AT_ONCE = 100
MANY = 400
MOST_PROCESSES = 8


class Worker(NamedTuple):
    """A process that works on some of the parts, and the end of the pipe at which its results arrive in turn."""

    pid: int
    results: IO[bytes]


def in_parts(work: Callable[[Sequence[T]], Any], items: Sequence[T]) -> Iterator[Any]:
    """What `work` makes of the items, part by part in their order; of many items in as many processes as there are
    cores. It has to be plain data (tuples, lists, texts, bytes, numbers, None), and `work` must not use a database.
    What a process does not give, because it was ended, this one works on."""
    parts = [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
    number = _processes(len(items))
    workers: list[Worker] = []
    try:
        for first in range(number):
            workers.append(_started(work, parts[first::number]))
        for place, part in enumerate(parts):
            result = _received(workers[place % number].results) if workers else None
            yield work(part) if result is None else result[0]
    finally:
        for worker in workers:
            worker.results.close()
        for worker in workers:
            os.waitpid(worker.pid, 0)


def _processes(items: int) -> int:
    """How many processes take the least time for so many items; 0 for none but this one. Other systems than Linux may
    end a process that was forked."""
    if items < MANY or sys.platform != "linux":
        return 0
    cores = len(os.sched_getaffinity(0))
    return min(cores, MOST_PROCESSES) if cores > 1 else 0


def _started(work: Callable[[Sequence[T]], Any], parts: Sequence[Sequence[T]]) -> Worker:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Worker(pid, os.fdopen(reading, "rb"))
    try:  # nothing of this process may run in the other one: no handler, no `finally`
        gc.disable()
        os.close(reading)
        with os.fdopen(writing, "wb") as results:
            for part in parts:
                result = marshal.dumps((work(part),))
                results.write(len(result).to_bytes(8))
                results.write(result)
                results.flush()
    finally:
        os._exit(0)


def _received(results: IO[bytes]) -> Any:
    """The next result of a process, in a tuple; None where it has ended before."""
    size = int.from_bytes(results.read(8))
    result = results.read(size)
    return marshal.loads(result) if size and len(result) == size else None  # noqa: S302 - from our own process
