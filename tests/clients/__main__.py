"""`python -m tests.clients`: open what is served with programs of others, and write docs/clients.md."""

import sys

import pytest

from tests.clients import table

if __name__ == "__main__":
    file = table.ROOT / "docs/clients.md"
    places = ["tests/clients", "tests/dashboard/downloads"]
    sys.exit(pytest.main(["-q", "-m", "client", table.OPTION, str(file), *places, *sys.argv[1:]], plugins=[table]))
