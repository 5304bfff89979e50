"""Long attack: `python -m tests.attack` mixes all kinds of attack with exchanges of versions, for an hour."""
