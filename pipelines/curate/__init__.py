"""Make the tables to publish from raw rows: defaults, derived figures, reconciliations."""
