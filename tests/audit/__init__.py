"""Audit of the locked packages: `python -m tests.audit`, run by `make audit` and in CI."""
