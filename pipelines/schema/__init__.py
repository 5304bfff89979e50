"""Declare every table, column and code, where the data lies, and the values that all rooms share. The leaf."""
