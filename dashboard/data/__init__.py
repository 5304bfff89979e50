"""Read the published tables: open a version, ask it for observations, search it.

The dashboard's only road to the data. It knows no page, no language and no address.
"""
