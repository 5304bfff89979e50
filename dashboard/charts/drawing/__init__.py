"""How a chart description becomes an image: sizes, colours, marks and places of labels. Knows nothing of the data."""
