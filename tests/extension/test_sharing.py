"""One engine shared by threads, and its pickled copies in processes, return the same answers."""

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
    """Return a digest of ``count`` decisions, spread over the horizon; ``part`` is the number of the first."""
    timetables = [engine.timetable(p.code, level=p.level) for p in engine.catalog.procedures]
    first, last = timetables[0].schedule.midnight[0], timetables[0].schedule.end_of_answers
    digest = hashlib.sha256()
    for number in range(part, part + count):
        timetable = timetables[number % len(timetables)]
        procedure = engine.catalog.procedures[number % len(timetables)]
        at = timetable.schedule.to_local(first + number * 7_919_777 % (last - first))
        decision = engine.decide(procedure.code, level=procedure.level, received_at=at)
        digest.update(f"{decision.due_at}{decision.rule}{decision.reason}{decision.provisional}\n".encode())
    return digest.hexdigest()


def answers_of_pickled(pickled: bytes, part: int) -> str:
    """Return the digest of the decisions of a pickled engine."""
    return answers(pickle.loads(pickled), part)  # noqa: S301 - pickled by the test below


def test_threads_and_processes_return_the_same_answers(catalog: Catalog) -> None:
    """Eight threads that share a fresh engine, and two processes with copies, return the answers of a single thread."""
    alone = [answers(Engine(catalog), part) for part in range(0, 2 * DECISIONS, DECISIONS)]
    shared = Engine(catalog)
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda part: answers(shared, part), [0, DECISIONS] * 4)) == alone * 4
    pickled = pickle.dumps(Engine(catalog))
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as processes:
        assert list(processes.map(answers_of_pickled, [pickled] * 2, [0, DECISIONS])) == alone


def test_a_pickled_engine_has_the_same_digests(catalog: Catalog) -> None:
    """The copy of an engine has timetables with equal digests."""
    engine = Engine(catalog)
    copy = pickle.loads(pickle.dumps(engine))  # noqa: S301 - the bytes were pickled just here
    assert [t.digest for t in copy.timetables()] == [t.digest for t in engine.timetables()]
