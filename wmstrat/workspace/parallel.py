"""Work that several processes share: what takes long in Python itself, such as reading thousands of files."""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import IO, Any, Generic, TypeVar

T = TypeVar("T")
Work = Callable[[Sequence[T]], Any]

# How many items are worked on at once. For fewer than these it takes longer to start another process.
AT_ONCE = 250
MOST_PROCESSES = 8


def in_parts(work: Work[T], items: Iterable[T]) -> Iterator[Any]:
    """What `work` makes of the items, part by part in their order; of many items in as many processes as there are
    cores, while the next ones are looked for. Items and results have to be plain data (tuples, lists, texts, bytes,
    numbers, None), and `work` must not use a database. What a process does not give, because it was ended, this one
    works on."""
    items = iter(items)
    parts = iter(lambda: [*islice(items, AT_ONCE)], [])
    first = next(parts, [])
    number = _cores() if len(first) == AT_ONCE else 1
    if number == 1:
        yield from (work(part) for part in chain([first], parts) if part)
        return
    busy: deque[_Worker[T]] = deque()
    try:
        for part in chain([first], parts):
            if len(busy) < number:
                busy.append(_Worker(work, busy))
                busy[-1].begin(part)
                continue
            busy.rotate(-1)
            result = busy[-1].result()
            busy[-1].begin(part)
            yield result
        for worker in busy:
            yield worker.result()
    finally:
        for worker in busy:
            worker.end()


def _cores() -> int:
    """How many processes can work at the same time. Other systems than Linux may end a process that was forked."""
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES) if sys.platform == "linux" else 1


class _Worker(Generic[T]):
    """A process that works on one part after another."""

    def __init__(self, work: Work[T], others: Iterable[_Worker[T]]) -> None:
        self._work = work
        self._part: Sequence[T] = ()
        inward, self._parts = _pipe()
        self._results, outward = _pipe()
        self._pid = os.fork()
        if self._pid:
            inward.close()
            outward.close()
            return
        try:  # no handler and no `finally` of the process that was forked may run in this one
            gc.disable()
            for worker in (*others, self):
                worker._close()
            while (part := _received(inward)) is not None:
                _send(outward, work(part))
        finally:
            os._exit(0)

    def begin(self, part: Sequence[T]) -> None:
        """Work on a part. There is a result for each, which is to be taken before the next part."""
        self._part = part
        with suppress(BrokenPipeError):
            _send(self._parts, part)

    def result(self) -> Any:
        """What it makes of its part; if it has ended, this process makes it."""
        result = _received(self._results)
        return self._work(self._part) if result is None else result

    def end(self) -> None:
        """End it, whatever it works on."""
        self._close()
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)

    def _close(self) -> None:
        self._results.close()
        with suppress(BrokenPipeError):
            self._parts.close()


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb")


def _send(pipe: IO[bytes], data: Any) -> None:
    message = marshal.dumps(data)
    pipe.write(len(message).to_bytes(8))
    pipe.write(message)
    pipe.flush()


def _received(pipe: IO[bytes]) -> Any:
    """The next data from a pipe; None where the other process has ended."""
    size = int.from_bytes(pipe.read(8))
    message = pipe.read(size)
    return marshal.loads(message) if size and len(message) == size else None  # noqa: S302 - from our own process
