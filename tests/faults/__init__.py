"""Fault harness: `python -m tests.faults` breaks things under a serving dashboard and counts what readers got.

Each scenario names a sabotage, which takes away the guard that the scenario proves, and must fail under it. See
`tests/faults/scenario.py` for how one is written.
"""
