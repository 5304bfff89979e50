"""Run rules with Great Expectations: what a rule is, what it reads, and how its suites are run."""
