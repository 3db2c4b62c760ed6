"""Spreads reports over the cores of this machine; results come back in the order of the inputs."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context

from bearwitness.acquire import Acquired
from bearwitness.errors import InputError
from bearwitness.pipeline import Understood, step

ALONE_BELOW = 24
"""Inputs; fewer are done in this process, because starting others costs more than it saves."""
CHUNK = 8
AHEAD = 4
"""Chunks a worker that are under way at once: bounds memory whatever the number of inputs."""


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunk(work: list[Acquired | InputError], depth: str) -> list[Understood | InputError]:
    return [one if isinstance(one, InputError) else step(one, depth) for one in work]


def understand_all(
    inputs: Iterable[Acquired | InputError], *, depth: str, jobs: int | None = None
) -> Iterator[Understood | InputError]:
    """Each input as far as `depth` (see `pipeline.step`), in order; `jobs` processes, by default one a core."""
    stream = iter(inputs)
    head = list(islice(stream, ALONE_BELOW))
    jobs = cores() if jobs is None else jobs
    if jobs <= 1 or len(head) < ALONE_BELOW:
        for one in chain(head, stream):
            yield one if isinstance(one, InputError) else step(one, depth)
        return
    yield from _spread(chain(head, stream), depth, jobs)


def _spread(inputs: Iterator[Acquired | InputError], depth: str, jobs: int) -> Iterator[Understood | InputError]:
    under_way: deque[Future[list[Understood | InputError]]] = deque()
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        while work := list(islice(inputs, CHUNK)):
            under_way.append(pool.submit(_chunk, work, depth))
            if len(under_way) >= jobs * AHEAD:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
