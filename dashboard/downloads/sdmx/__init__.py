"""SDMX whole: what describes the figures, the figures themselves, and the REST interface that gives both."""
