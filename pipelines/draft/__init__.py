"""Draft a new raw row for a maintainer and add it to its file."""
