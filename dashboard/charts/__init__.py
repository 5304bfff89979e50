"""Charts of published rows: one description, from which the still image, the live figure and the table are drawn."""
