"""Parts of the live figure: each panel as traces, shapes and annotations of plotly, as plain dicts."""
