"""One engine serves many threads and processes with the same answers; the figure for a million decisions is printed by the benchmark."""

from __future__ import annotations

import concurrent.futures
import hashlib
import multiprocessing
import pickle
from typing import TYPE_CHECKING

from tthc_catalog.engine import Engine

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

DECISIONS = 8_000


def answers(engine: Engine, part: int, count: int = DECISIONS) -> str:
    """A digest of the answers to one part of the questions, spread over the horizon in an order of its own."""
    timetables = [engine.timetable(p.code, level=p.level) for p in engine.catalog.procedures]
    first, last = timetables[0].schedule.midnight[0], timetables[0].schedule.end_of_answers
    summed = hashlib.sha256()
    for number in range(part, part + count):
        timetable = timetables[number % len(timetables)]
        procedure = engine.catalog.procedures[number % len(timetables)]
        at = timetable.schedule.to_local(first + number * 7_919_777 % (last - first))
        decision = engine.decide(procedure.code, level=procedure.level, received_at=at)
        summed.update(f"{decision.due_at}{decision.rule}{decision.reason}{decision.provisional}\n".encode())
    return summed.hexdigest()


def answers_of_pickled(pickled: bytes, part: int) -> str:
    """The same in another process, from an engine that was sent there."""
    return answers(pickle.loads(pickled), part)  # noqa: S301 - our own engine


def test_threads_and_processes_answer_alike(catalog: Catalog) -> None:
    """Eight threads on one engine that nobody has used before, and two processes, give what one thread gives alone."""
    alone = [answers(Engine(catalog), part) for part in range(0, 2 * DECISIONS, DECISIONS)]
    shared = Engine(catalog)
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda part: answers(shared, part), [0, DECISIONS] * 4)) == alone * 4
    pickled = pickle.dumps(Engine(catalog))
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as processes:
        assert list(processes.map(answers_of_pickled, [pickled] * 2, [0, DECISIONS])) == alone


def test_an_engine_pickles_with_its_digests(catalog: Catalog) -> None:
    """A pickled engine, registry and all, gives the same digests, whatever the other process's environment allows."""
    engine = Engine(catalog)
    copy = pickle.loads(pickle.dumps(engine))  # noqa: S301 - our own engine
    assert [t.digest for t in copy.timetables()] == [t.digest for t in engine.timetables()]
