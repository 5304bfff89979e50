"""Two short reports, invented for tests: one in English, one in Spanish. No figure in them is real, none is published.

Beside their texts stand the rows that were read in them, and a site of their own. The list of terms is the project's.
"""
