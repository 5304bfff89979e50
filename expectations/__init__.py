"""The rules that published tables keep, run by Great Expectations; their report; the linter of terms."""

import os

# Read by Great Expectations when it is imported, which the modules of this package do: its analytics stay off.
os.environ["GX_ANALYTICS_ENABLED"] = "false"
