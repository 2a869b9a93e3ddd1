"""``python -m benchmarks.sharing``: a million decisions in two processes of eight threads, one shared engine each.

Threads share the interpreter lock, so eight are no faster than one. The benchmark shows whether they are slower or use more processor
time, as contention for a lock of the engine would cause. Elapsed time depends on the load of the machine, so CPU time is printed as well.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import multiprocessing
import pickle
import sys
import time

import tthc_catalog as tthc

DECISIONS, PROCESSES, THREADS, ROUNDS = 1_000_000, 2, 8, 2


def digest(engine: tthc.Engine, first: int, count: int) -> str:
    """Digest ``count`` decisions from number ``first`` on, spread over all procedures and the whole horizon."""
    procedures = engine.catalog.procedures
    schedule = engine.timetable(procedures[0].code, level=procedures[0].level).schedule
    start, end = schedule.midnight[0], schedule.end_of_answers
    summed = hashlib.sha256()
    for number in range(first, first + count):
        procedure = procedures[number % len(procedures)]
        at = schedule.to_local(start + number * 7_919_777 % (end - start))
        decision = engine.decide(procedure.code, level=procedure.level, received_at=at)
        answer = decision.answer
        summed.update(f"{answer.due_at} {answer.late_after} {answer.rule} {answer.reason} {answer.provisional}\n".encode())
    return summed.hexdigest()


def shares(threads: int, count: int) -> list[tuple[int, int]]:
    """Return the first decision and the number of decisions of each thread."""
    return [(thread * (count // threads), count // threads) for thread in range(threads)]


def work(pickled: bytes, threads: int, count: int) -> tuple[list[str], float, float]:
    """Run in another process; return the digests of all shares, and the elapsed and the CPU seconds."""
    engine: tthc.Engine = pickle.loads(pickled)  # noqa: S301 - our own engine
    started, used = time.perf_counter(), time.process_time()
    if threads == 1:
        digests = [digest(engine, *share) for share in shares(THREADS, count)]
    else:
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            digests = list(pool.map(lambda share: digest(engine, *share), shares(threads, count)))
    return digests, time.perf_counter() - started, time.process_time() - used


def main() -> int:
    """Measure and print; return 1 if two processes or two ways of sharing disagree."""
    pickled = pickle.dumps(tthc.Engine(tthc.load_catalog()))
    count = DECISIONS // PROCESSES
    context = multiprocessing.get_context("spawn")
    answers: set[tuple[str, ...]] = set()
    elapsed: dict[int, list[float]] = {1: [], THREADS: []}
    processor: dict[int, list[float]] = {1: [], THREADS: []}
    for _ in range(ROUNDS):
        for threads, taken in elapsed.items():
            with concurrent.futures.ProcessPoolExecutor(PROCESSES, mp_context=context) as processes:
                jobs = [processes.submit(work, pickled, threads, count) for _ in range(PROCESSES)]
                results = [job.result() for job in jobs]
            answers.update(tuple(digests) for digests, _, _ in results)
            taken.append(max(seconds for _, seconds, _ in results))
            processor[threads].append(max(seconds for _, _, seconds in results))
    are_equal = len(answers) == 1
    for threads, taken in elapsed.items():
        cpu = min(processor[threads]) / count * 1e6
        print(f"{PROCESSES} processes x {threads} threads: {DECISIONS:,} decisions in {min(taken):.1f} s, {cpu:.1f} us of CPU each")
    ratios = (min(taken[THREADS]) / min(taken[1]) for taken in (elapsed, processor))
    print("eight threads against one: {:.2f}x elapsed, {:.2f}x CPU;".format(*ratios), f"answers equal: {are_equal}")
    return 0 if are_equal else 1


if __name__ == "__main__":
    sys.exit(main())
