"""Prove transcribed rows against the text of the publication that they were read in."""
