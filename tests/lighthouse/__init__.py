"""Lighthouse's judgement of the served pages: `python -m tests.lighthouse`."""
