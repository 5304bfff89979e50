"""Parts of pages: functions that take data and give `dash.html` components; none reads a file."""
