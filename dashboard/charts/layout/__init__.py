"""Places of labels, rows and plots in pixels. Knows widths of text, and nothing of colours, Plotly or SVG."""
