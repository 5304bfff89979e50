"""The dashboard: reads the published tables, shows them, and hands them out."""
