"""Benchmarks whose figures anyone can reproduce with ``make bench``. They are not tests: machines differ and are noisy."""
