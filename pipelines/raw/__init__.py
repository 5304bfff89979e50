"""Read raw files, and name every fault by file, line and cure."""
