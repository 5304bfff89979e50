"""Benchmarks: `python -m tests.benchmarks` prints one table, with peers measured in the same run."""
