"""Fault harness: `python -m tests.faults` breaks things under a serving dashboard and counts what readers got."""
